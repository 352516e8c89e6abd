//! Rules 30 to 37: carriers go out, and what happens until both sides sign that it is over.

use std::collections::BTreeSet;

use jiff::civil::Date;
use quorum::OfficerId;

use super::{Register, distinct, is_exactly, set, signed_by, signed_by_officer};
use crate::handover::is_also;
use crate::{
    Handover, HandoverItem, IncidentKind, ItemSeen, Mark, Pair, Rechecked, Refusal, Signature,
    Signed, Stage, Whereabouts, statement,
};

/// Who signs when carriers go to a third party.
#[derive(Clone, Copy)]
pub(super) struct Signers<'a> {
    pub deliverer: &'a OfficerId,
    pub receiver: &'a Mark,
    pub signature: &'a Signature,
    pub supervisor: &'a OfficerId,
}

impl Signers<'_> {
    /// Whether they are the people whom the handover names.
    fn check(&self, handover: &Handover) -> Result<(), Refusal> {
        signed_by_officer(handover.deliverer.as_ref(), self.deliverer)?;
        signed_by(handover.receiver.as_ref(), self.receiver)?;
        signed_by_officer(handover.supervisor.as_ref(), self.supervisor)
    }
}

impl Register {
    pub(super) fn hand_over(
        &mut self,
        id: &Mark,
        items: &[ItemSeen],
        signers: Signers<'_>,
        on: Date,
    ) -> Result<(), Refusal> {
        let approved = self.handover_at(id, Stage::Approved)?;
        approved.complete(self, on)?;
        is_exactly(approved.items.keys(), serials(items))?;
        for item in items {
            let carrier = self.carrier(&item.serial)?;
            carrier.stored()?;
            carrier.sealed()?;
            self.check_seal(item)?;
        }
        signers.check(approved)?;
        let signed = Signed::Received(items);
        self.check_signature((signers.receiver, signers.signature), id, signed, on)?;
        self.give(id, items, on);
        Ok(())
    }

    fn check_seal(&self, item: &ItemSeen) -> Result<(), Refusal> {
        if self.carrier(&item.serial)?.seal != item.seal {
            return Err(Refusal::SealDiffers);
        }
        Ok(())
    }

    /// Rule 31.
    fn check_signature(
        &self,
        (receiver, signature): (&Mark, &Signature),
        handover: &Mark,
        signed: Signed<'_>,
        on: Date,
    ) -> Result<(), Refusal> {
        let receives = self.representatives.get(receiver);
        let key = receives.and_then(|one| one.key.as_ref());
        let text = statement(self.office(), handover, receiver, signed, on);
        signature.check(key, &text)
    }

    /// The carriers are with the third party of handover `id` from now on.
    fn give(&mut self, id: &Mark, items: &[ItemSeen], on: Date) {
        for item in items {
            self.change(&item.serial, |carrier| {
                carrier.reserved = None;
                carrier.whereabouts = Whereabouts::HandedOver {
                    since: on,
                    handover: id.clone(),
                };
            });
        }
        self.amend(id, |handover| {
            handover.stage = Stage::Out;
            handover.handed_over_on = Some(on);
        });
    }

    pub(super) fn reassign(
        &mut self,
        id: &Mark,
        (agreement, receiver): (Option<&Mark>, Option<&Mark>),
        supervisor: Option<&OfficerId>,
        on: Date,
    ) -> Result<(), Refusal> {
        let mut out = self.handover_at(id, Stage::Out)?.clone();
        if agreement.is_none() && receiver.is_none() && supervisor.is_none() {
            return Err(Refusal::NothingNamed);
        }
        self.check_named(agreement, None, receiver)?;
        set(&mut out.agreement, agreement);
        set(&mut out.receiver, receiver);
        set(&mut out.supervisor, supervisor);
        let lacks = [
            agreement.and_then(|_| out.agreement_lacks(self, on)),
            receiver.and_then(|_| out.receiver_lacks(self)),
            out.supervisor_lacks(),
            out.is_on_both_sides().then_some(Refusal::SamePerson),
        ];
        if let Some(refusal) = lacks.into_iter().flatten().next() {
            return Err(refusal);
        }
        self.handovers.insert(id.clone(), out);
        Ok(())
    }

    pub(super) fn take_items_back(
        &mut self,
        id: &Mark,
        items: &[ItemSeen],
        on: Date,
    ) -> Result<(), Refusal> {
        let out = self.handover_at(id, Stage::Out)?;
        distinct(serials(items))?;
        let held: BTreeSet<&Mark> = out.out().collect();
        if !serials(items).all(|serial| held.contains(serial)) {
            return Err(Refusal::NotHandedOver);
        }
        for ItemSeen { serial, seal, .. } in items {
            self.take_back(serial, seal.as_ref(), on);
            let seal = seal.clone();
            self.amend(id, |out| {
                out.items
                    .insert(serial.clone(), HandoverItem::Returned { on, seal });
            });
        }
        Ok(())
    }

    pub(super) fn extend(&mut self, id: &Mark, due: Date, on: Date) -> Result<(), Refusal> {
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

    pub(super) fn transfer(
        &mut self,
        (id, to): (&Mark, &Mark),
        items: &[ItemSeen],
        signers: Signers<'_>,
        on: Date,
    ) -> Result<(), Refusal> {
        let next = self.handovers.get(to).ok_or(Refusal::Unknown)?;
        let out = self.handover_at(id, Stage::Out)?;
        next.at(Stage::Approved)?;
        next.complete(self, on)?;
        is_exactly(out.out(), next.items.keys())?;
        is_exactly(out.out(), serials(items))?;
        items.iter().try_for_each(|item| self.check_seal(item))?;
        signers.check(next)?;
        let signed = Signed::PassedOn { from: id, items };
        self.check_signature((signers.receiver, signers.signature), to, signed, on)?;
        self.amend(id, |out| {
            for serial in serials(items) {
                let gone = HandoverItem::Transferred { to: to.clone() };
                out.items.insert(serial.clone(), gone);
            }
        });
        self.give(to, items, on);
        Ok(())
    }

    pub(super) fn close(
        &mut self,
        id: &Mark,
        rechecked: &[Rechecked],
        by: &Pair,
        (receiver, signature): (&Mark, &Signature),
        on: Date,
    ) -> Result<(), Refusal> {
        let found = self.handover_at(id, Stage::Out)?;
        if found.out().next().is_some() {
            return Err(Refusal::StillOut);
        }
        let differing = self.differing(found, rechecked)?;
        signed_by(found.receiver.as_ref(), receiver)?;
        if !self.represents(receiver, &found.organisation) {
            return Err(Refusal::NotARepresentative);
        }
        if is_also(&by.0, receiver) || is_also(&by.1, receiver) {
            return Err(Refusal::SamePerson);
        }
        let signed = Signed::Closed(&found.items);
        self.check_signature((receiver, signature), id, signed, on)?;
        for serial in differing {
            self.note(on, &serial, IncidentKind::CheckValueDiffers);
        }
        self.amend(id, |closed| {
            closed.stage = Stage::Closed;
            closed.closed_on = Some(on);
        });
        Ok(())
    }

    /// For each key whose check value is not the register's, its carrier.
    fn differing(
        &self,
        handover: &Handover,
        rechecked: &[Rechecked],
    ) -> Result<Vec<Mark>, Refusal> {
        let mut seen = BTreeSet::new();
        let mut differing = Vec::new();
        for one in rechecked {
            let item = handover.items.get(&one.serial);
            let came_back = matches!(item, Some(HandoverItem::Returned { .. }));
            if !came_back || !seen.insert((&one.serial, one.key)) {
                return Err(Refusal::Items);
            }
            let mut contents = self.carrier(&one.serial)?.contents.iter();
            let content = contents.find(|content| content.key == one.key);
            if content.ok_or(Refusal::Unknown)?.kcv != one.kcv {
                differing.push(one.serial.clone());
            }
        }
        Ok(differing)
    }
}

fn serials(items: &[ItemSeen]) -> impl Iterator<Item = &Mark> + Clone {
    items.iter().map(|item| &item.serial)
}
