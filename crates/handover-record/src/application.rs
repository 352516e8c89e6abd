//! Key applications (密钥申领): what a region asks of the level above it, and what was decided there.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use key_derivation::{Algorithm, KeyVersion, KindCode};
use serde::{Deserialize, Serialize};

use crate::{Assessment, Certificate, DocumentDigest, Invalid, Mark, Refusal, Words};

/// The id of a package: a UUID in its canonical lower-case text (RFC 9562).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackageId(uuid::Uuid);

impl FromStr for PackageId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let id = uuid::Uuid::try_parse(text).map_err(|_| Invalid::Package)?;
        if id.to_string() == text {
            Ok(Self(id))
        } else {
            Err(Invalid::Package)
        }
    }
}

impl TryFrom<String> for PackageId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<PackageId> for String {
    fn from(id: PackageId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A key that a region asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedKey {
    /// Its kind.
    pub kind: KindCode,
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// Its version; any where none is named.
    pub version: Option<KeyVersion>,
}

impl AskedKey {
    /// Whether a key of this kind, algorithm and version is what was asked for.
    #[must_use]
    pub fn covers(&self, kind: KindCode, algorithm: Algorithm, version: KeyVersion) -> bool {
        let is_version = self.version.is_none_or(|one| one == version);
        self.kind == kind && self.algorithm == algorithm && is_version
    }

    /// Whether both ask for one key.
    fn overlaps(&self, other: &Self) -> bool {
        let same = (self.kind, self.algorithm) == (other.kind, other.algorithm);
        same && (self.version.is_none() || other.version.is_none() || self.version == other.version)
    }
}

/// Refuses a list of keys that is empty or asks twice for one (rule 41).
pub(crate) fn check_asked(keys: &[AskedKey]) -> Result<(), Refusal> {
    let is_twice = |(at, key): (usize, &AskedKey)| keys[..at].iter().any(|one| one.overlaps(key));
    if keys.is_empty() || keys.iter().enumerate().any(is_twice) {
        return Err(Refusal::Items);
    }
    Ok(())
}

/// A region's encryption machine, as the level above is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineNote {
    /// Its serial.
    pub serial: Mark,
    /// Who makes it.
    pub maker: Words,
    /// Its model.
    pub model: Words,
    /// Its product certificate.
    pub certificate: Certificate,
    /// Its assessment against the ministry's specification.
    pub assessment: Assessment,
}

impl MachineNote {
    /// Rule 44: what rule 6 asks for, of a machine that stands elsewhere.
    pub(crate) fn check(&self, on: Date) -> Result<(), Refusal> {
        self.certificate.check()?;
        if !self.certificate.is_valid(on) {
            return Err(Refusal::CertificateNotValid);
        }
        self.assessment.check(on)
    }
}

/// How far an application of this region has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not submitted yet.
    Draft,
    /// Submitted on this day, the last time; the digest is that of the newest file's payload.
    Submitted {
        /// The day.
        on: Date,
        /// SHA-256 of the payload.
        digest: DocumentDigest,
    },
    /// Closed on this day, with the package that answered it or without one.
    Closed {
        /// The day.
        on: Date,
        /// The package.
        package: Option<PackageId>,
    },
}

/// An application of this region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// What it asks for.
    pub keys: Vec<AskedKey>,
    /// The machine that the keys are for.
    pub machine: Mark,
    /// SHA-256 of the attachment with the courier's name and ID number.
    pub courier: DocumentDigest,
    /// When that attachment was erased.
    pub erased_on: Option<Date>,
    /// How far it has come.
    pub progress: Progress,
}

/// What was decided about the application of a region below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Approved.
    Approved {
        /// The machine that the keys are for.
        machine: MachineNote,
        /// SHA-256 of the attachment with the courier's name and ID number.
        courier: DocumentDigest,
        /// When that attachment was erased.
        erased_on: Option<Date>,
        /// The package that answers it.
        package: Option<PackageId>,
    },
    /// Refused.
    Refused {
        /// Why, in the officers' words.
        reason: Words,
    },
}

/// An application of a region below, with what was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedApplication {
    /// SHA-256 of the payload of the file.
    pub digest: DocumentDigest,
    /// What it asks for.
    pub keys: Vec<AskedKey>,
    /// The day of the decision.
    pub decided_on: Date,
    /// The decision.
    pub decision: Decision,
}

impl ReceivedApplication {
    /// The attachment with the courier's name and ID number, where there is one.
    #[must_use]
    pub const fn courier(&self) -> Option<DocumentDigest> {
        match self.decision {
            Decision::Approved { courier, .. } => Some(courier),
            Decision::Refused { .. } => None,
        }
    }

    /// Whether a package can still answer it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.decision, Decision::Approved { package: None, .. })
    }

    /// The package that answers it.
    #[must_use]
    pub const fn package(&self) -> Option<PackageId> {
        match self.decision {
            Decision::Approved { package, .. } => package,
            Decision::Refused { .. } => None,
        }
    }
}
