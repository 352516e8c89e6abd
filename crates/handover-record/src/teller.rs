//! How an [`Account`] comes from events.

use jiff::civil::Date;

use crate::{
    Account, AgreementAccount, Closing, Days, Event, Extension, Handover, HandoverEvent,
    HandoverItem, Happening, Incident, Item, ItemSeen, Mark, Reassignment, Received, Register,
    Return, ReviewAccount, Visit,
};

/// Puts an [`Account`] together from events, one after another, beside the register that takes them.
pub struct Teller {
    handover: Mark,
    told: Told,
    /// How many incidents were heard of.
    incidents: usize,
}

/// What events say of a handover and the register does not keep.
#[derive(Default)]
struct Told {
    drafted: Option<Date>,
    extended: Vec<Extension>,
    ended: Option<Date>,
    items: Vec<Item>,
    received: Option<Received>,
    reassigned: Vec<Reassignment>,
    visits: Vec<Visit>,
    returns: Vec<Return>,
    closed: Option<Closing>,
    incidents: Vec<Incident>,
}

impl Teller {
    /// For the handover of this id.
    #[must_use]
    pub fn new(handover: Mark) -> Self {
        Self {
            handover,
            told: Told::default(),
            incidents: 0,
        }
    }

    /// Notes what an event says of the handover. The register, which was empty in the beginning, has just taken it;
    /// each that it takes is to be heard.
    pub fn hear(&mut self, register: &Register, event: &Event) {
        let known = std::mem::replace(&mut self.incidents, register.incidents.len());
        let is_own = event.what.handover() == Some(&self.handover);
        // Whatever else is found out about a carrier that was lost there is no business of this handover.
        let is_loss = event.what.is_loss();
        let handover = register.handovers.get(&self.handover);
        let is_lost = |incident: &Incident| {
            let item = handover.and_then(|handover| handover.items.get(&incident.serial));
            item == Some(&HandoverItem::Lost)
        };
        let new = register.incidents.values().skip(known);
        let concerned = new.filter(|incident| is_own || is_loss && is_lost(incident));
        self.told.incidents.extend(concerned.cloned());
        let Happening::Handover(what) = &event.what else {
            return;
        };
        match what {
            HandoverEvent::HandedOver {
                handover,
                items,
                deliverer,
                receiver,
                signature,
                supervisor,
            }
            | HandoverEvent::Transferred {
                to: handover,
                items,
                deliverer,
                receiver,
                signature,
                supervisor,
                ..
            } if *handover == self.handover => {
                self.told.received = Some(Received {
                    deliverer: deliverer.clone(),
                    receiver: receiver.clone(),
                    supervisor: supervisor.clone(),
                    signature: signature.clone(),
                });
                self.told.items = seen(carriers(register, &self.handover), items);
            }
            _ if is_own => self.told.note(what, event.on),
            _ => {}
        }
    }

    /// Everything that was heard; none where the handover was not drafted.
    #[must_use]
    pub fn finish(self, register: &Register) -> Option<Account> {
        let Self {
            handover: id, told, ..
        } = self;
        let handover = register.handovers.get(&id)?;
        let now = carriers(register, &id);
        let items = match handover.handed_over_on {
            None => now,
            Some(_) => with_outcomes(told.items, now),
        };
        Some(Account {
            handover: id,
            organisation: handover.organisation.clone(),
            purpose: handover.purpose.clone(),
            stage: handover.stage,
            days: Days {
                drafted: told.drafted?,
                approved: handover.approved_on,
                handed_over: handover.handed_over_on,
                due: handover.due,
                extended: told.extended,
                ended: told.ended,
            },
            continues: handover.continues.clone(),
            agreement: agreement(register, handover),
            review: review(register, handover),
            deliverer: handover.deliverer.clone(),
            receiver: handover.receiver.clone(),
            supervisor: handover.supervisor.clone(),
            items,
            received: told.received,
            reassigned: told.reassigned,
            visits: told.visits,
            returns: told.returns,
            closed: told.closed,
            incidents: told.incidents,
        })
    }
}

impl Told {
    /// Notes an event of the handover other than that its carriers went.
    fn note(&mut self, what: &HandoverEvent, on: Date) {
        match what {
            HandoverEvent::Drafted { .. } => self.drafted = Some(on),
            HandoverEvent::Supervised {
                supervisor,
                findings,
                ..
            } => self.visits.push(Visit {
                on,
                supervisor: supervisor.clone(),
                findings: findings.clone(),
            }),
            HandoverEvent::Reassigned {
                agreement,
                receiver,
                supervisor,
                ..
            } => self.reassigned.push(Reassignment {
                on,
                agreement: agreement.clone(),
                receiver: receiver.clone(),
                supervisor: supervisor.clone(),
            }),
            HandoverEvent::Returned { items, by, .. } => self.returns.push(Return {
                on,
                by: by.clone(),
                items: items.clone(),
            }),
            HandoverEvent::Extended { due, .. } => self.extended.push(Extension { on, due: *due }),
            HandoverEvent::Closed {
                rechecked,
                by,
                receiver,
                signature,
                ..
            } => {
                self.ended = Some(on);
                self.closed = Some(Closing {
                    rechecked: rechecked.clone(),
                    by: by.clone(),
                    receiver: receiver.clone(),
                    signature: signature.clone(),
                });
            }
            HandoverEvent::Withdrawn { .. } => self.ended = Some(on),
            // What was prepared, and that it was approved, is read off the register at the end; a transfer to another
            // one leaves its mark on the items; that the carriers went is heard before.
            HandoverEvent::Prepared { .. }
            | HandoverEvent::Approved { .. }
            | HandoverEvent::Transferred { .. }
            | HandoverEvent::HandedOver { .. } => {}
        }
    }
}

fn agreement(register: &Register, handover: &Handover) -> Option<AgreementAccount> {
    let agreement = handover.agreement.clone()?;
    let terms = register.agreements.get(&agreement)?.clone();
    Some(AgreementAccount { agreement, terms })
}

fn review(register: &Register, handover: &Handover) -> Option<ReviewAccount> {
    let review = handover.review.clone()?;
    let outcome = register.reviews.get(&review)?.clone();
    Some(ReviewAccount { review, outcome })
}

/// The carriers of a handover as they are in the register.
fn carriers(register: &Register, handover: &Mark) -> Vec<Item> {
    let Some(handover) = register.handovers.get(handover) else {
        return vec![];
    };
    let item = |(serial, outcome): (&Mark, &HandoverItem)| {
        let carrier = register.carriers.get(serial)?;
        Some(Item {
            serial: serial.clone(),
            kind: carrier.kind,
            lot: carrier.lot.clone(),
            seal: carrier.seal.clone(),
            condition: None,
            keys: carrier.contents.clone(),
            outcome: outcome.clone(),
        })
    };
    handover.items.iter().filter_map(item).collect()
}

/// With the condition in which each was seen.
fn seen(mut items: Vec<Item>, seen: &[ItemSeen]) -> Vec<Item> {
    for item in &mut items {
        let found = seen.iter().find(|one| one.serial == item.serial);
        item.condition = found.map(|one| one.condition.clone());
    }
    items
}

/// What was handed over, with what became of it since. Both are sorted by serial.
fn with_outcomes(handed_over: Vec<Item>, now: Vec<Item>) -> Vec<Item> {
    let pairs = handed_over.into_iter().zip(now);
    pairs
        .map(|(then, now)| Item {
            outcome: now.outcome,
            ..then
        })
        .collect()
}
