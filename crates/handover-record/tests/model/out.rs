//! The model's carriers on their way to third parties and back.

use std::collections::BTreeSet;

use handover_record::{HandoverEvent, ItemSeen, Mark, Rechecked, Signature};
use jiff::ToSpan;
use jiff::civil::Date;
use quorum::OfficerId;

use crate::deals::text;
use crate::model::{Deal, Model, Verdict, must};
use crate::mutations::Mutation;
use crate::people::Lines;

/// Who signs when carriers go.
type Signers<'a> = (&'a OfficerId, &'a Mark, &'a OfficerId);

pub fn seal_line(seal: Option<&str>) -> String {
    format!("seal {}", seal.unwrap_or("none"))
}

impl Model {
    pub fn is_unsupervised(&self, deal: &Deal, on: Date) -> bool {
        let days = 31 + i64::from(self.is_bent(Mutation::UnsupervisedLater));
        deal.seen()
            .is_some_and(|seen| seen.saturating_add(days.days()) < on)
    }

    /// The carriers' lines of a statement about what was seen.
    pub fn seen_lines(&self, items: &[ItemSeen]) -> Lines {
        let line = |item: &ItemSeen| {
            let seal = item.seal.as_ref().map(Mark::as_str);
            (item.serial.to_string(), seal_line(seal))
        };
        items.iter().map(line).collect()
    }

    fn is_named(&self, named: Option<&String>, signer: &str) -> Verdict {
        must(
            named.is_some_and(|named| self.same(named, signer)),
            "wrong-signer",
        )
    }

    fn are_named(&self, deal: &Deal, (deliverer, receiver, supervisor): Signers) -> Verdict {
        self.is_named(deal.deliverer.as_ref(), deliverer.as_str())?;
        if !self.is_bent(Mutation::AnybodyReceives) {
            self.is_named(deal.receiver.as_ref(), receiver.as_str())?;
        }
        self.is_named(deal.supervisor.as_ref(), supervisor.as_str())
    }

    fn each_once(&self, items: &[ItemSeen], mine: &[String]) -> Verdict {
        let named = items.iter().map(|item| item.serial.to_string());
        let (mut named, mut mine) = (named.collect::<Vec<_>>(), mine.to_vec());
        named.sort();
        mine.sort();
        must(named == mine, "items")
    }

    fn sealed_alike(&self, item: &ItemSeen, bent: Mutation) -> Verdict {
        let is_same = self.cards[item.serial.as_str()].seal == text(item.seal.as_ref());
        must(is_same || self.is_bent(bent), "seal-differs")
    }

    fn goes_out(&mut self, id: &Mark, mut deal: Deal, on: Date) -> Verdict {
        for serial in &deal.items {
            self.put(serial, "with", on);
            self.cards.get_mut(serial).unwrap().with = id.to_string();
        }
        deal.stage = "Out";
        deal.handed_over = Some(on);
        self.keep(id, deal)
    }

    pub fn while_out(&mut self, on: Date, what: &HandoverEvent) -> Verdict {
        match what {
            HandoverEvent::HandedOver {
                handover,
                items,
                deliverer,
                receiver,
                signature,
                supervisor,
            } => {
                let signers = (deliverer, receiver, supervisor);
                self.hand_over(on, handover, items, signers, signature)
            }
            HandoverEvent::Supervised {
                handover,
                supervisor,
                ..
            } => {
                let mut deal = self.at_stage(handover, &["Out"])?;
                if !self.is_bent(Mutation::AnybodySupervises) {
                    self.is_named(deal.supervisor.as_ref(), supervisor.as_str())?;
                }
                deal.visits.push(on);
                self.keep(handover, deal)
            }
            HandoverEvent::Reassigned { .. } => self.reassign(on, what),
            HandoverEvent::Returned {
                handover, items, ..
            } => {
                self.at_stage(handover, &["Out"])?;
                self.come_back(on, handover.as_str(), items)
            }
            HandoverEvent::Extended { handover, due, by } => {
                self.two(by)?;
                let mut deal = self.at_stage(handover, &["Out"])?;
                let is_later = *due > deal.due || self.is_bent(Mutation::ExtendedBack);
                must(is_later, "dates")?;
                let is_to_come = *due >= on || self.is_bent(Mutation::ExtendedIntoPast);
                must(is_to_come, "dates")?;
                let until = self.papers[deal.agreement.as_ref().unwrap()].until;
                let beyond = self.is_bent(Mutation::ExtendedBeyond);
                must(*due <= until || beyond, "agreement-not-valid")?;
                deal.due = *due;
                self.keep(handover, deal)
            }
            HandoverEvent::Transferred {
                handover,
                to,
                items,
                deliverer,
                receiver,
                signature,
                supervisor,
            } => {
                let signers = (deliverer, receiver, supervisor);
                self.transfer(on, [handover, to], items, signers, signature)
            }
            HandoverEvent::Closed { .. } => self.close(on, what),
            _ => unreachable!("before anything is out"),
        }
    }

    fn hand_over(
        &mut self,
        on: Date,
        id: &Mark,
        items: &[ItemSeen],
        signers: Signers,
        signature: &Signature,
    ) -> Verdict {
        let deal = self.at_stage(id, &["Approved"])?;
        if !self.is_bent(Mutation::NotTestedOnTheDay) {
            self.complete(&deal, on)?;
        }
        self.each_once(items, &deal.items)?;
        for item in items {
            self.in_store(item.serial.as_str())?;
            self.whole(item.serial.as_str(), Mutation::BrokenHandedOver)?;
            self.sealed_alike(item, Mutation::SealNotCompared)?;
        }
        self.are_named(&deal, signers)?;
        let names = [id.as_str(), signers.1.as_str(), "received"];
        let statement = self.statement(names, on, &self.seen_lines(items));
        self.signed(signers.1.as_str(), signature, &statement)?;
        self.goes_out(id, deal, on)
    }

    fn reassign(&mut self, on: Date, what: &HandoverEvent) -> Verdict {
        let HandoverEvent::Reassigned {
            handover,
            agreement,
            receiver,
            supervisor,
            by,
        } = what
        else {
            unreachable!("a reassignment");
        };
        self.two(by)?;
        let mut deal = self.at_stage(handover, &["Out"])?;
        let is_empty = agreement.is_none() && receiver.is_none() && supervisor.is_none();
        must(!is_empty, "nothing-named")?;
        if let Some(agreement) = agreement {
            must(self.papers.contains_key(agreement.as_str()), "unknown")?;
        }
        if let Some(receiver) = receiver {
            must(self.people.contains_key(receiver.as_str()), "unknown")?;
        }
        if let Some(agreement) = agreement {
            let paper = &self.papers[agreement.as_str()];
            let is_theirs = paper.organisation == deal.organisation;
            let anybody = self.is_bent(Mutation::PutUnderAnyAgreement);
            must(is_theirs || anybody, "agreement-of-another")?;
            let is_in_force = paper.from <= on && on <= paper.until;
            let reaches = deal.due <= paper.until || self.is_bent(Mutation::PutUnderShortOne);
            must(is_in_force && reaches, "agreement-not-valid")?;
            deal.agreement = Some(agreement.to_string());
        }
        if let Some(receiver) = receiver {
            let whose = self.people[receiver.as_str()].organisation.clone();
            let anybody = self.is_bent(Mutation::ReassignedToAnybody);
            if !anybody || whose == deal.organisation {
                self.may_receive(&deal, receiver.as_str())?;
            }
            self.has_details(receiver.as_str(), Mutation::NamelessTakesOver)?;
            deal.receiver = Some(receiver.to_string());
        }
        if let Some(supervisor) = supervisor {
            if !self.is_bent(Mutation::DelivererTakesOver) {
                self.may_supervise(&deal, supervisor.as_str())?;
            }
            deal.supervisor = Some(supervisor.to_string());
        }
        let receives = deal.receiver.as_ref().unwrap();
        let is_ours = |one: &Option<String>| self.same(one.as_ref().unwrap(), receives);
        let is_ours = is_ours(&deal.deliverer) || is_ours(&deal.supervisor);
        let is_lax = self.is_bent(Mutation::ReassignedToBothSides);
        must(!is_ours || is_lax, "same-person")?;
        self.keep(handover, deal)
    }

    fn come_back(&mut self, on: Date, id: &str, items: &[ItemSeen]) -> Verdict {
        let out = self.still_out(id);
        let distinct: BTreeSet<_> = items.iter().map(|item| &item.serial).collect();
        must(!items.is_empty() && distinct.len() == items.len(), "items")?;
        let is_lax = self.is_bent(Mutation::AnythingReturned);
        for item in items {
            let is_out = out.iter().any(|one| one == item.serial.as_str());
            must(is_out || is_lax, "not-handed-over")?;
        }
        for ItemSeen { serial, seal, .. } in items {
            let Some(card) = self.cards.get(serial.as_str()) else {
                continue;
            };
            let is_same = card.seal == text(seal.as_ref());
            if !is_same && !self.is_bent(Mutation::ReturnedSealUnnoticed) {
                self.broke(on, serial.as_str(), seal.as_ref());
            }
            self.put(serial.as_str(), "store", on);
            self.cards.get_mut(serial.as_str()).unwrap().with.clear();
            let seal = seal_line(seal.as_ref().map(Mark::as_str));
            let deal = self.deals.get_mut(id).unwrap();
            deal.fates
                .insert(serial.to_string(), format!("returned {on} {seal}"));
        }
        Ok(())
    }

    fn transfer(
        &mut self,
        on: Date,
        [id, to]: [&Mark; 2],
        items: &[ItemSeen],
        signers: Signers,
        signature: &Signature,
    ) -> Verdict {
        let from = id.as_str();
        must(self.deals.contains_key(from), "unknown")?;
        must(self.deals.contains_key(to.as_str()), "unknown")?;
        self.at_stage(id, &["Out"])?;
        let next = self.at_stage(to, &["Approved"])?;
        if !self.is_bent(Mutation::TransferredUntested) {
            self.complete(&next, on)?;
        }
        let out: BTreeSet<String> = self.still_out(from).into_iter().collect();
        let is_all = out == next.items.iter().cloned().collect();
        must(is_all || self.is_bent(Mutation::TransferredInPart), "items")?;
        if !self.is_bent(Mutation::TransferredUnseen) {
            self.each_once(items, &next.items)?;
            for item in items {
                self.sealed_alike(item, Mutation::TransferredSealNotCompared)?;
            }
        }
        self.are_named(&next, signers)?;
        let act = format!("passed-on from {id}");
        let names = [to.as_str(), signers.1.as_str(), &act];
        let statement = self.statement(names, on, &self.seen_lines(items));
        self.signed(signers.1.as_str(), signature, &statement)?;
        let mut ended = self.deals[from].clone();
        for serial in &next.items {
            ended
                .fates
                .insert(serial.clone(), format!("transferred {to}"));
        }
        self.keep(id, ended)?;
        self.goes_out(to, next, on)
    }

    fn close(&mut self, on: Date, what: &HandoverEvent) -> Verdict {
        let HandoverEvent::Closed {
            handover,
            rechecked,
            by,
            receiver,
            signature,
        } = what
        else {
            unreachable!("a closing");
        };
        self.two(by)?;
        let mut deal = self.at_stage(handover, &["Out"])?;
        let is_over = self.still_out(handover.as_str()).is_empty();
        must(is_over || self.is_bent(Mutation::ClosedEarly), "still-out")?;
        let differing = self.recheck(&deal, rechecked)?;
        self.is_named(deal.receiver.as_ref(), receiver.as_str())?;
        if !self.is_bent(Mutation::WithdrawnCloses) {
            self.may_receive(&deal, receiver.as_str())?;
        }
        let mut ours = [&by.0, &by.1].into_iter();
        let is_one = ours.any(|one| self.same(one.as_str(), receiver.as_str()));
        must(!is_one || self.is_bent(Mutation::OneCloses), "same-person")?;
        let names = [handover.as_str(), receiver.as_str(), "closed"];
        let statement = self.statement(names, on, &deal.fates);
        self.signed(receiver.as_str(), signature, &statement)?;
        for serial in differing {
            self.note(on, &serial, "check-value-differs");
        }
        deal.stage = "Closed";
        deal.closed = Some(on);
        self.keep(handover, deal)
    }

    /// The carriers of keys whose check value is another one now.
    fn recheck(&self, deal: &Deal, rechecked: &[Rechecked]) -> Result<Vec<String>, &'static str> {
        let mut differing = Vec::new();
        for (at, one) in rechecked.iter().enumerate() {
            let fate = deal.fates.get(one.serial.as_str());
            let came_back = fate.is_some_and(|fate| fate.starts_with("returned"));
            must(
                came_back || self.is_bent(Mutation::AnythingRechecked),
                "items",
            )?;
            let same = |other: &Rechecked| other.serial == one.serial && other.key == one.key;
            let is_again = rechecked[..at].iter().any(same);
            must(!is_again || self.is_bent(Mutation::RecheckedTwice), "items")?;
            let card = self.cards.get(one.serial.as_str()).ok_or("unknown")?;
            let mut keys = card.keys.iter();
            let (_, kcv) = keys.find(|(key, _)| *key == one.key).ok_or("unknown")?;
            if *kcv != one.kcv && !self.is_bent(Mutation::OtherValueUnnoticed) {
                differing.push(one.serial.to_string());
            }
        }
        Ok(differing)
    }
}
