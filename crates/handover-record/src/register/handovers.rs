//! Rules 22 to 33.

use std::collections::BTreeSet;

use jiff::civil::Date;
use quorum::OfficerId;

use super::{Register, unused};
use crate::handover::{is_also, is_same};
use crate::{Handover, HandoverEvent, HandoverItem, Mark, Refusal, Stage, Whereabouts, Words};

/// A carrier and the seal that somebody saw on it.
type Sealed = (Mark, Option<Mark>);

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
                self.handover_at(handover, Stage::Draft)?;
                self.check_named(agreement.as_ref(), review.as_ref(), receiver.as_ref())?;
                self.amend(handover, |draft| {
                    set(&mut draft.agreement, agreement.as_ref());
                    set(&mut draft.review, review.as_ref());
                    set(&mut draft.deliverer, deliverer.as_ref());
                    set(&mut draft.receiver, receiver.as_ref());
                    set(&mut draft.supervisor, supervisor.as_ref());
                });
                Ok(())
            }
            HandoverEvent::Approved { handover, by: _ } => self.approve(handover, on),
            HandoverEvent::HandedOver {
                handover,
                items,
                deliverer,
                receiver,
                supervisor,
            } => self.hand_over(handover, items, (deliverer, receiver, supervisor), on),
            HandoverEvent::Supervised {
                handover,
                supervisor,
                findings: _,
            } => {
                let found = self.handover_at(handover, Stage::Out)?;
                signed_by_officer(found.supervisor.as_ref(), supervisor)?;
                self.amend(handover, |out| out.seen = Some(on));
                Ok(())
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
                receiver,
                supervisor,
            } => self.transfer(handover, to, (receiver, supervisor), on),
            HandoverEvent::Closed {
                handover,
                by,
                receiver,
            } => {
                let found = self.handover_at(handover, Stage::Out)?;
                if found.out().next().is_some() {
                    return Err(Refusal::StillOut);
                }
                signed_by(found.receiver.as_ref(), receiver)?;
                if is_also(by, receiver) {
                    return Err(Refusal::SamePerson);
                }
                self.amend(handover, |out| out.stage = Stage::Closed);
                Ok(())
            }
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
            seen: None,
        };
        self.handovers.insert(id.clone(), handover);
        Ok(())
    }

    /// Rule 10, or that the handover which this one continues has the carrier (rule 30).
    fn available(&self, serial: &Mark, continues: Option<&Mark>) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        match (&carrier.whereabouts, continues) {
            (Whereabouts::HandedOver { handover, .. }, Some(earlier)) if handover == earlier => {
                Ok(())
            }
            _ => carrier.stored(),
        }
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
            self.available(serial, draft.continues.as_ref())?;
        }
        let items: Vec<Mark> = draft.items.keys().cloned().collect();
        for serial in &items {
            self.change(serial, |carrier| carrier.reserved = Some(id.clone()));
        }
        self.amend(id, |draft| draft.stage = Stage::Approved);
        Ok(())
    }

    fn hand_over(
        &mut self,
        id: &Mark,
        items: &[Sealed],
        (deliverer, receiver, supervisor): (&OfficerId, &Mark, &OfficerId),
        on: Date,
    ) -> Result<(), Refusal> {
        let approved = self.handover_at(id, Stage::Approved)?;
        approved.complete(self, on)?;
        is_exactly(
            approved.items.keys(),
            items.iter().map(|(serial, _)| serial),
        )?;
        for (serial, seal) in items {
            let carrier = self.carrier(serial)?;
            carrier.stored()?;
            if carrier.seal != *seal {
                return Err(Refusal::SealDiffers);
            }
        }
        signed_by_officer(approved.deliverer.as_ref(), deliverer)?;
        signed_by(approved.receiver.as_ref(), receiver)?;
        signed_by_officer(approved.supervisor.as_ref(), supervisor)?;
        let items = items.iter().map(|(serial, _)| serial.clone()).collect();
        self.give(id, items, on);
        Ok(())
    }

    /// The carriers are with the third party of handover `id` from now on.
    fn give(&mut self, id: &Mark, items: Vec<Mark>, on: Date) {
        for serial in items {
            self.change(&serial, |carrier| {
                carrier.reserved = None;
                carrier.whereabouts = Whereabouts::HandedOver {
                    since: on,
                    handover: id.clone(),
                };
            });
        }
        self.amend(id, |handover| {
            handover.stage = Stage::Out;
            handover.seen = Some(on);
        });
    }

    fn take_items_back(&mut self, id: &Mark, items: &[Sealed], on: Date) -> Result<(), Refusal> {
        let out = self.handover_at(id, Stage::Out)?;
        distinct(items.iter().map(|(serial, _)| serial))?;
        if !items
            .iter()
            .all(|(serial, _)| out.out().any(|one| one == serial))
        {
            return Err(Refusal::NotHandedOver);
        }
        for (serial, seal) in items {
            self.take_back(serial, seal.as_ref(), on);
            self.amend(id, |out| {
                out.items
                    .insert(serial.clone(), HandoverItem::Returned { on });
            });
        }
        Ok(())
    }

    fn extend(&mut self, id: &Mark, due: Date, on: Date) -> Result<(), Refusal> {
        let out = self.handover_at(id, Stage::Out)?;
        if due <= out.due || due < on {
            return Err(Refusal::Dates);
        }
        let agreement = out.agreement.as_ref();
        let covers = agreement
            .and_then(|agreement| self.agreements.get(agreement))
            .is_some_and(|agreement| due <= agreement.until);
        if !covers {
            return Err(Refusal::AgreementNotValid);
        }
        self.amend(id, |out| out.due = due);
        Ok(())
    }

    fn transfer(
        &mut self,
        id: &Mark,
        to: &Mark,
        (receiver, supervisor): (&Mark, &OfficerId),
        on: Date,
    ) -> Result<(), Refusal> {
        let next = self.handovers.get(to).ok_or(Refusal::Unknown)?;
        let out = self.handover_at(id, Stage::Out)?;
        next.at(Stage::Approved)?;
        next.complete(self, on)?;
        is_exactly(out.out(), next.items.keys())?;
        signed_by(next.receiver.as_ref(), receiver)?;
        signed_by_officer(next.supervisor.as_ref(), supervisor)?;
        let items: Vec<Mark> = next.items.keys().cloned().collect();
        self.amend(id, |out| {
            for serial in &items {
                let gone = HandoverItem::Transferred { to: to.clone() };
                out.items.insert(serial.clone(), gone);
            }
        });
        self.give(to, items, on);
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

    fn amend(&mut self, id: &Mark, change: impl FnOnce(&mut Handover)) {
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
