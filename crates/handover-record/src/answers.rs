//! What officers ask a register: who holds what, what is late, where every copy of a key is, what a loss affects.

use jiff::civil::Date;
use key_derivation::KeyId;
use quorum::OfficerId;

use crate::{Carrier, Content, HandoverItem, Mark, Register, Stage, Whereabouts, Words};

/// Who has a carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It is in its place, in somebody's care.
    Stored {
        /// The safe and slot.
        place: Words,
        /// Who answers for it.
        custodian: OfficerId,
    },
    /// Two officers have it for the day.
    Officers {
        /// Who took it.
        by: [OfficerId; 2],
        /// Since when; due the same day.
        since: Date,
    },
    /// A third party has it.
    Organisation {
        /// Who.
        organisation: Words,
        /// Since when.
        since: Date,
        /// Until when.
        due: Date,
        /// In which handover.
        handover: Mark,
    },
    /// Nobody knows.
    Lost {
        /// Since when.
        since: Date,
    },
    /// Nobody: it was destroyed.
    Destroyed {
        /// When.
        since: Date,
    },
}

/// Something that is late on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// A carrier taken out on an earlier day.
    CheckedOut {
        /// Which carrier.
        serial: Mark,
        /// Since when it is out.
        since: Date,
    },
    /// A handover that was due earlier.
    Handover {
        /// Which handover.
        handover: Mark,
        /// When it was due.
        due: Date,
    },
    /// A handover whose use nobody supervised for too long.
    Supervision {
        /// Which handover.
        handover: Mark,
        /// When it was last supervised, or handed over.
        seen: Date,
    },
}

/// What the loss of a carrier affects: the facts of the notice to the level above and the ministry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossNotice {
    /// Which carrier.
    pub serial: Mark,
    /// Its keys.
    pub contents: Vec<Content>,
    /// The third party that had it, and in which handover.
    pub with: Option<(Words, Mark)>,
    /// Other carriers that hold one of the same keys.
    pub copies: Vec<Mark>,
}

impl Register {
    /// Who has the carrier; none where nobody knows the serial.
    #[must_use]
    pub fn holder(&self, serial: &Mark) -> Option<Held> {
        let carrier = self.carriers.get(serial)?;
        Some(match &carrier.whereabouts {
            Whereabouts::Stored => Held::Stored {
                place: carrier.place.clone(),
                custodian: carrier.custodian.clone(),
            },
            Whereabouts::Out { since, by, .. } => Held::Officers {
                by: by.clone(),
                since: *since,
            },
            Whereabouts::HandedOver { since, handover } => {
                let with = self.handovers.get(handover)?;
                Held::Organisation {
                    organisation: with.organisation.clone(),
                    since: *since,
                    due: with.due,
                    handover: handover.clone(),
                }
            }
            Whereabouts::Lost { since } => Held::Lost { since: *since },
            Whereabouts::Destroyed { since } => Held::Destroyed { since: *since },
        })
    }

    /// Everything that is late on `on`.
    #[must_use]
    pub fn overdue(&self, on: Date) -> Vec<Overdue> {
        let carriers = self.carriers.iter().filter_map(|(serial, carrier)| {
            let Whereabouts::Out { since, .. } = carrier.whereabouts else {
                return None;
            };
            (since < on).then(|| Overdue::CheckedOut {
                serial: serial.clone(),
                since,
            })
        });
        let out = self
            .handovers
            .iter()
            .filter(|(_, handover)| handover.stage == Stage::Out);
        let handovers = out.flat_map(|(id, handover)| {
            let is_held = handover.out().next().is_some();
            let late = (is_held && handover.due < on).then(|| Overdue::Handover {
                handover: id.clone(),
                due: handover.due,
            });
            let seen = handover
                .seen
                .filter(|_| is_held && handover.is_unsupervised(on));
            let unseen = seen.map(|seen| Overdue::Supervision {
                handover: id.clone(),
                seen,
            });
            late.into_iter().chain(unseen)
        });
        carriers.chain(handovers).collect()
    }

    /// Every carrier that holds the key and was not destroyed, lost ones included.
    pub fn copies_of(&self, key: KeyId) -> impl Iterator<Item = (&Mark, &Carrier)> {
        self.carriers.iter().filter(move |(_, carrier)| {
            !matches!(carrier.whereabouts, Whereabouts::Destroyed { .. })
                && carrier.contents.iter().any(|content| content.key == key)
        })
    }

    /// What the loss of this carrier affects; none where nobody knows the serial.
    #[must_use]
    pub fn loss(&self, serial: &Mark) -> Option<LossNotice> {
        let carrier = self.carriers.get(serial)?;
        let same_key = |other: &Carrier| {
            let has = |key| other.contents.iter().any(|content| content.key == key);
            carrier.contents.iter().any(|content| has(content.key))
        };
        let copies = self.carriers.iter().filter(|(other, held)| {
            *other != serial
                && !matches!(held.whereabouts, Whereabouts::Destroyed { .. })
                && same_key(held)
        });
        Some(LossNotice {
            serial: serial.clone(),
            contents: carrier.contents.clone(),
            with: self.third_party_of(serial),
            copies: copies.map(|(other, _)| other.clone()).collect(),
        })
    }

    /// The third party that has a carrier, or had it when it was lost.
    fn third_party_of(&self, serial: &Mark) -> Option<(Words, Mark)> {
        let (id, handover) = self.handovers.iter().find(|(_, handover)| {
            let item = handover.items.get(serial);
            handover.out().any(|out| out == serial) || item == Some(&HandoverItem::Lost)
        })?;
        Some((handover.organisation.clone(), id.clone()))
    }
}
