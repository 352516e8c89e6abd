//! What officers ask a register: who holds what, what is late, where every copy of a key is, what a loss affects.

use jiff::civil::Date;
use key_derivation::KeyId;
use quorum::OfficerId;
use serde::Serialize;

use crate::{Carrier, Content, Handover, HandoverItem, Mark, Register, Stage, Whereabouts, Words};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
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
    /// A handover whose agreement has ended.
    Agreement {
        /// Which handover.
        handover: Mark,
        /// The agreement's last day.
        until: Date,
    },
    /// A handover whose carriers are all back, and which was not closed by its due day.
    Closing {
        /// Which handover.
        handover: Mark,
        /// When it was due.
        due: Date,
    },
    /// A handover whose receiver signs for nobody any more, while carriers are out.
    Receiver {
        /// Which handover.
        handover: Mark,
        /// Who received.
        receiver: Mark,
        /// Since when the person signs for nobody.
        since: Date,
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
        let handovers = self
            .handovers
            .iter()
            .filter(|(_, handover)| handover.stage == Stage::Out)
            .flat_map(|(id, handover)| match handover.out().next() {
                Some(_) => self.late(id, handover, on),
                None => unclosed(id, handover, on).into_iter().collect(),
            });
        carriers.chain(handovers).collect()
    }

    /// What is late of a handover that still has carriers out.
    fn late(&self, id: &Mark, handover: &Handover, on: Date) -> Vec<Overdue> {
        let due = (handover.due < on).then(|| Overdue::Handover {
            handover: id.clone(),
            due: handover.due,
        });
        let seen = handover.seen().filter(|_| handover.is_unsupervised(on));
        let seen = seen.map(|seen| Overdue::Supervision {
            handover: id.clone(),
            seen,
        });
        let agreement = handover.agreement.as_ref();
        let until = agreement
            .and_then(|agreement| self.agreements.get(agreement))
            .map(|agreement| agreement.until)
            .filter(|until| *until < on);
        let ended = until.map(|until| Overdue::Agreement {
            handover: id.clone(),
            until,
        });
        let receiver = handover.receiver.as_ref().and_then(|receiver| {
            let person = self.representatives.get(receiver)?;
            let since = person.withdrawn_on.filter(|since| *since <= on)?;
            Some(Overdue::Receiver {
                handover: id.clone(),
                receiver: receiver.clone(),
                since,
            })
        });
        let late = [due, seen, ended, receiver];
        late.into_iter().flatten().collect()
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

/// A handover whose carriers are all back, and which was to be closed by now.
fn unclosed(id: &Mark, handover: &Handover, on: Date) -> Option<Overdue> {
    let due = handover.due;
    (due < on).then(|| Overdue::Closing {
        handover: id.clone(),
        due,
    })
}
