//! Key carriers (Article 23): main-control cards, mother cards, transmission cards, PSAMs, backup media.

use jiff::civil::Date;
use key_derivation::{Kcv, KeyId};
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use crate::named::named;
use crate::{Document, Mark, Prefix, Refusal, Words};

named! {
    /// What a carrier is.
    CarrierKind {
        /// 主控密钥卡
        MainControlCard = "main-control-card",
        /// 密钥母卡（总控）
        MasterMotherCard = "master-mother-card",
        /// 密钥母卡（洗卡）
        WashMotherCard = "wash-mother-card",
        /// 密钥母卡（认证）
        AuthenticationMotherCard = "authentication-mother-card",
        /// 传输密钥卡
        TransmissionCard = "transmission-card",
        /// 安全访问控制模块，一次发行
        PsamFirstIssue = "psam-first-issue",
        /// 安全访问控制模块，二次发行
        PsamSecondIssue = "psam-second-issue",
        /// 安全访问控制模块，终端用
        PsamTerminal = "psam-terminal",
        /// 备份介质
        BackupMedium = "backup-medium",
    }
}

/// Serials that the ministry issued together: the prefix, then a number of exactly `digits` digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// What its carriers are.
    pub kind: CarrierKind,
    /// What each serial begins with.
    pub prefix: Prefix,
    /// How many digits follow, 1 to 12.
    pub digits: u8,
    /// The first number.
    pub first: u64,
    /// The last number.
    pub last: u64,
}

impl Lot {
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let fits = (1..=12).contains(&self.digits) && self.last < 10_u64.pow(self.digits.into());
        if fits && self.first <= self.last {
            Ok(())
        } else {
            Err(Refusal::Range)
        }
    }

    /// Whether `serial` is one of this lot's.
    #[must_use]
    pub fn has(&self, serial: &Mark) -> bool {
        let number = serial.as_str().strip_prefix(self.prefix.as_str());
        number.is_some_and(|number| {
            number.len() == usize::from(self.digits)
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && number
                    .parse()
                    .is_ok_and(|number: u64| (self.first..=self.last).contains(&number))
        })
    }

    /// Whether any serial is in both. Prefixes may differ and serials still be the same: `A` and 12 is `A1` and 2.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let (short, long) = if self.prefix.as_str().len() <= other.prefix.as_str().len() {
            (self, other)
        } else {
            (other, self)
        };
        let (a, b) = (short.prefix.as_str(), long.prefix.as_str());
        if a.len() + usize::from(short.digits) != b.len() + usize::from(long.digits) {
            return false;
        }
        let Some(between) = b.strip_prefix(a) else {
            return false;
        };
        // What the longer prefix has more is the beginning of the other's number.
        let head = match between {
            "" => Some(0),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok(),
            _ => None,
        };
        head.is_some_and(|head: u64| {
            let base = head * 10_u64.pow(long.digits.into());
            base + long.first <= short.last && short.first <= base + long.last
        })
    }
}

/// A lot as the ministry issued it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedLot {
    /// Its carriers.
    pub serials: Lot,
    /// The ministry's notice of it.
    pub notice: Document,
}

/// A key on a carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Which key.
    pub key: KeyId,
    /// Its check value.
    pub kcv: Kcv,
    /// How many more times it can be diversified there.
    pub levels_left: u8,
}

/// Where a carrier is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// In its place.
    Stored,
    /// Taken out for a day's work.
    Out {
        /// Since when.
        since: Date,
        /// What for.
        purpose: Words,
        /// Who took it.
        by: [OfficerId; 2],
    },
    /// With a third party.
    HandedOver {
        /// Since when.
        since: Date,
        /// In which handover.
        handover: Mark,
    },
    /// Lost or stolen.
    Lost {
        /// Since when this is known.
        since: Date,
    },
    /// Destroyed.
    Destroyed {
        /// When.
        since: Date,
    },
}

/// A carrier from one of the ministry's lots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// What it is.
    pub kind: CarrierKind,
    /// The lot that it is from.
    pub lot: Mark,
    /// Its keys.
    pub contents: Vec<Content>,
    /// The number of the seal or tamper-evident bag that it is in.
    pub seal: Option<Mark>,
    /// Whether another seal was seen on it since it got this one (rule 47).
    pub seal_broken: bool,
    /// The safe and slot where it belongs.
    pub place: Words,
    /// Who answers for it.
    pub custodian: OfficerId,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// The approved handover that it waits for.
    pub reserved: Option<Mark>,
}

impl Carrier {
    /// Neither destroyed nor lost (rules 15 and 17).
    pub(crate) fn still_there(&self) -> Result<(), Refusal> {
        match self.whereabouts {
            Whereabouts::Destroyed { .. } => Err(Refusal::Destroyed),
            Whereabouts::Lost { .. } => Err(Refusal::Lost),
            _ => Ok(()),
        }
    }

    /// Rule 10.
    pub(crate) fn stored(&self) -> Result<(), Refusal> {
        self.still_there()?;
        match self.whereabouts {
            Whereabouts::Out { .. } => Err(Refusal::CheckedOut),
            Whereabouts::HandedOver { .. } => Err(Refusal::HandedOver),
            _ => Ok(()),
        }
    }

    /// Rules 10 and 19.
    pub(crate) fn free(&self) -> Result<(), Refusal> {
        self.stored()?;
        self.reserved
            .as_ref()
            .map_or(Ok(()), |_| Err(Refusal::Reserved))
    }

    /// Rule 47.
    pub(crate) fn sealed(&self) -> Result<(), Refusal> {
        if self.seal_broken {
            return Err(Refusal::BrokenSeal);
        }
        Ok(())
    }
}
