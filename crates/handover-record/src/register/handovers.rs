//! Rules 26 to 39: what happens to a handover; what needs the carriers to be out stands in `out`.

mod out;

use std::collections::BTreeSet;

use jiff::civil::Date;
use quorum::OfficerId;

use super::{Register, unused};
use crate::handover::is_same;
use crate::{Handover, HandoverEvent, HandoverItem, Mark, Refusal, Stage, Whereabouts, Words};

use out::Signers;

impl Register {
    pub(super) fn handover_event(
        &mut self,
        event: &HandoverEvent,
        on: Date,
    ) -> Result<(), Refusal> {
        match event {
            HandoverEvent::Drafted {
                handover,
                organisation,
                purpose,
                due,
                items,
                continues,
            } => {
                let continues = continues.as_ref();
                self.draft(
                    handover,
                    organisation,
                    purpose,
                    (*due, on),
                    items,
                    continues,
                )
            }
            HandoverEvent::Prepared {
                handover,
                agreement,
                review,
                deliverer,
                receiver,
                supervisor,
            } => {
                let officers = (deliverer.as_ref(), supervisor.as_ref());
                let theirs = (agreement.as_ref(), review.as_ref(), receiver.as_ref());
                self.prepare(handover, theirs, officers)
            }
            HandoverEvent::Approved { handover, by: _ } => self.approve(handover, on),
            HandoverEvent::HandedOver {
                handover,
                items,
                deliverer,
                receiver,
                signature,
                supervisor,
            } => {
                let signers = Signers {
                    deliverer,
                    receiver,
                    signature,
                    supervisor,
                };
                self.hand_over(handover, items, signers, on)
            }
            HandoverEvent::Supervised {
                handover,
                supervisor,
                findings: _,
            } => {
                let found = self.handover_at(handover, Stage::Out)?;
                signed_by_officer(found.supervisor.as_ref(), supervisor)?;
                self.amend(handover, |out| out.visits.push(on));
                Ok(())
            }
            HandoverEvent::Reassigned {
                handover,
                agreement,
                receiver,
                supervisor,
                by: _,
            } => {
                let theirs = (agreement.as_ref(), receiver.as_ref());
                self.reassign(handover, theirs, supervisor.as_ref(), on)
            }
            HandoverEvent::Returned {
                handover,
                items,
                by: _,
            } => self.take_items_back(handover, items, on),
            HandoverEvent::Extended {
                handover,
                due,
                by: _,
            } => self.extend(handover, *due, on),
            HandoverEvent::Transferred {
                handover,
                to,
                items,
                deliverer,
                receiver,
                signature,
                supervisor,
            } => {
                let signers = Signers {
                    deliverer,
                    receiver,
                    signature,
                    supervisor,
                };
                self.transfer((handover, to), items, signers, on)
            }
            HandoverEvent::Closed {
                handover,
                rechecked,
                by,
                receiver,
                signature,
            } => self.close(handover, rechecked, by, (receiver, signature), on),
            HandoverEvent::Withdrawn { handover, by: _ } => self.withdraw(handover),
        }
    }

    fn draft(
        &mut self,
        id: &Mark,
        organisation: &Words,
        purpose: &Words,
        (due, on): (Date, Date),
        items: &[Mark],
        continues: Option<&Mark>,
    ) -> Result<(), Refusal> {
        unused(&self.handovers, id)?;
        if let Some(earlier) = continues {
            self.handover_at(earlier, Stage::Out)?;
        }
        if due < on {
            return Err(Refusal::Dates);
        }
        distinct(items.iter())?;
        for serial in items {
            self.available(serial, continues)?;
            let promised = self.handovers.iter().any(|(other, handover)| {
                Some(other) != continues
                    && handover.is_open()
                    && handover.items.get(serial) == Some(&HandoverItem::Due)
            });
            if promised {
                return Err(Refusal::InAnotherHandover);
            }
        }
        let handover = Handover {
            organisation: organisation.clone(),
            purpose: purpose.clone(),
            due,
            items: items
                .iter()
                .map(|serial| (serial.clone(), HandoverItem::Due))
                .collect(),
            continues: continues.cloned(),
            agreement: None,
            review: None,
            deliverer: None,
            receiver: None,
            supervisor: None,
            stage: Stage::Draft,
            approved_on: None,
            handed_over_on: None,
            visits: Vec::new(),
            closed_on: None,
        };
        self.handovers.insert(id.clone(), handover);
        Ok(())
    }

    /// Whether a carrier can go with a handover as it is (rule 29): available, and not waiting for a new seal (rule 47).
    ///
    /// # Errors
    /// Where it is instead; [`Refusal::BrokenSeal`].
    pub fn ready(&self, serial: &Mark, continues: Option<&Mark>) -> Result<(), Refusal> {
        self.available(serial, continues)?;
        self.carrier(serial)?.sealed()
    }

    /// Rule 10, or that the handover which this one continues has it (rule 36).
    fn available(&self, serial: &Mark, continues: Option<&Mark>) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        match (&carrier.whereabouts, continues) {
            (Whereabouts::HandedOver { handover, .. }, Some(earlier)) if handover == earlier => {
                Ok(())
            }
            _ => carrier.stored(),
        }
    }

    fn prepare(
        &mut self,
        id: &Mark,
        (agreement, review, receiver): (Option<&Mark>, Option<&Mark>, Option<&Mark>),
        (deliverer, supervisor): (Option<&OfficerId>, Option<&OfficerId>),
    ) -> Result<(), Refusal> {
        self.handover_at(id, Stage::Draft)?;
        let named = [agreement, review, receiver].into_iter().flatten().count()
            + [deliverer, supervisor].into_iter().flatten().count();
        if named == 0 {
            return Err(Refusal::NothingNamed);
        }
        self.check_named(agreement, review, receiver)?;
        self.amend(id, |draft| {
            set(&mut draft.agreement, agreement);
            set(&mut draft.review, review);
            set(&mut draft.deliverer, deliverer);
            set(&mut draft.receiver, receiver);
            set(&mut draft.supervisor, supervisor);
        });
        Ok(())
    }

    fn check_named(
        &self,
        agreement: Option<&Mark>,
        review: Option<&Mark>,
        receiver: Option<&Mark>,
    ) -> Result<(), Refusal> {
        let known = agreement.is_none_or(|id| self.agreements.contains_key(id))
            && review.is_none_or(|id| self.reviews.contains_key(id))
            && receiver.is_none_or(|id| self.representatives.contains_key(id));
        if known { Ok(()) } else { Err(Refusal::Unknown) }
    }

    fn approve(&mut self, id: &Mark, on: Date) -> Result<(), Refusal> {
        let draft = self.handover_at(id, Stage::Draft)?;
        draft.complete(self, on)?;
        for serial in draft.items.keys() {
            self.ready(serial, draft.continues.as_ref())?;
        }
        let items: Vec<Mark> = draft.items.keys().cloned().collect();
        for serial in &items {
            self.change(serial, |carrier| carrier.reserved = Some(id.clone()));
        }
        self.amend(id, |draft| {
            draft.stage = Stage::Approved;
            draft.approved_on = Some(on);
        });
        Ok(())
    }

    fn withdraw(&mut self, id: &Mark) -> Result<(), Refusal> {
        let found = self.handovers.get(id).ok_or(Refusal::Unknown)?;
        if !matches!(found.stage, Stage::Draft | Stage::Approved) {
            return Err(Refusal::Stage);
        }
        let items: Vec<Mark> = found.items.keys().cloned().collect();
        for serial in &items {
            self.change(serial, |carrier| {
                if carrier.reserved.as_ref() == Some(id) {
                    carrier.reserved = None;
                }
            });
        }
        self.amend(id, |handover| handover.stage = Stage::Withdrawn);
        Ok(())
    }

    fn handover_at(&self, id: &Mark, stage: Stage) -> Result<&Handover, Refusal> {
        let handover = self.handovers.get(id).ok_or(Refusal::Unknown)?;
        handover.at(stage)?;
        Ok(handover)
    }

    pub(super) fn amend(&mut self, id: &Mark, change: impl FnOnce(&mut Handover)) {
        if let Some(handover) = self.handovers.get_mut(id) {
            change(handover);
        }
    }
}

fn set<T: Clone>(field: &mut Option<T>, value: Option<&T>) {
    if let Some(value) = value {
        *field = Some(value.clone());
    }
}

/// At least one, and none twice.
fn distinct<'a>(items: impl Iterator<Item = &'a Mark>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for serial in items {
        if !seen.insert(serial) {
            return Err(Refusal::Items);
        }
    }
    if seen.is_empty() {
        return Err(Refusal::Items);
    }
    Ok(())
}

/// The same carriers, each exactly once.
fn is_exactly<'a>(
    expected: impl Iterator<Item = &'a Mark>,
    named: impl Iterator<Item = &'a Mark> + Clone,
) -> Result<(), Refusal> {
    distinct(named.clone())?;
    if expected.collect::<BTreeSet<_>>() == named.collect() {
        Ok(())
    } else {
        Err(Refusal::Items)
    }
}

fn signed_by(named: Option<&Mark>, signer: &Mark) -> Result<(), Refusal> {
    if named == Some(signer) {
        Ok(())
    } else {
        Err(Refusal::WrongSigner)
    }
}

fn signed_by_officer(named: Option<&OfficerId>, signer: &OfficerId) -> Result<(), Refusal> {
    if named.is_some_and(|named| is_same(named, signer)) {
        Ok(())
    } else {
        Err(Refusal::WrongSigner)
    }
}
