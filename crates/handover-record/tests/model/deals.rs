//! The model's handovers to third parties.

use std::collections::BTreeSet;

use handover_record::{HandoverEvent, Mark};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::{Deal, Model, Verdict, must};
use crate::mutations::Mutation;

fn text<T: ToString>(value: Option<&T>) -> Option<String> {
    value.map(ToString::to_string)
}

impl Model {
    /// The carriers that are with the third party in this handover.
    pub fn still_out(&self, id: &str) -> Vec<String> {
        let cards = self.cards.iter();
        let out = cards.filter(|(_, card)| card.state == "with" && card.with == id);
        out.map(|(serial, _)| serial.clone()).collect()
    }

    pub fn is_unsupervised(&self, deal: &Deal, on: Date) -> bool {
        let days = 31 + i64::from(self.is_bent(Mutation::UnsupervisedLater));
        deal.seen
            .is_some_and(|seen| seen.saturating_add(days.days()) < on)
    }

    /// Whether the carrier still has to do with another handover than these two.
    fn is_elsewhere(&self, serial: &str, mine: &str, continued: Option<&str>) -> bool {
        self.deals.iter().any(|(id, deal)| {
            let is_due = match deal.stage {
                "Draft" | "Approved" => deal.items.iter().any(|item| item == serial),
                "Out" => self.still_out(id).iter().any(|item| item == serial),
                _ => false,
            };
            is_due && id != mine && Some(id.as_str()) != continued
        })
    }

    fn is_available(&self, serial: &str, continues: Option<&str>) -> Verdict {
        let is_held =
            continues.is_some_and(|id| self.still_out(id).iter().any(|one| one == serial));
        if is_held {
            Ok(())
        } else {
            self.in_store(serial)
        }
    }

    pub fn complete(&self, deal: &Deal, on: Date) -> Verdict {
        must(on <= deal.due || self.is_bent(Mutation::DuePast), "dates")?;
        let paper = &self.papers[deal.agreement.as_ref().ok_or("no-agreement")?];
        let is_theirs = paper.organisation == deal.organisation;
        must(
            is_theirs || self.is_bent(Mutation::AnyAgreement),
            "agreement-of-another",
        )?;
        let reaches = deal.due <= paper.until || self.is_bent(Mutation::AgreementEndsEarly);
        let is_valid = paper.from <= on && on <= paper.until && reaches;
        must(is_valid, "agreement-not-valid")?;
        let opinion = &self.opinions[deal.review.as_ref().ok_or("no-review")?];
        must(
            opinion.organisation == deal.organisation,
            "review-of-another",
        )?;
        must(
            opinion.passed || self.is_bent(Mutation::FailedReview),
            "review-failed",
        )?;
        let joined = self.people.contains_key(&opinion.reviewer);
        must(
            !joined || self.is_bent(Mutation::ReviewerJoinedThem),
            "reviewed-by-third-party",
        )?;
        let deliverer = deal.deliverer.as_ref().ok_or("no-deliverer")?;
        let receiver = deal.receiver.as_ref().ok_or("no-receiver")?;
        let theirs = self.people[receiver] == deal.organisation;
        must(
            theirs || self.is_bent(Mutation::AnyReceiver),
            "not-a-representative",
        )?;
        let supervisor = deal.supervisor.as_ref().ok_or("no-supervisor")?;
        let is_one = self.same(supervisor, deliverer);
        must(
            !is_one || self.is_bent(Mutation::DelivererSupervises),
            "supervisor-is-deliverer",
        )?;
        let is_ours = [deliverer, supervisor]
            .iter()
            .any(|one| self.same(one, receiver));
        must(
            !is_ours || self.is_bent(Mutation::ReceiverOnBothSides),
            "same-person",
        )
    }

    fn at_stage(&self, id: &Mark, stages: &[&str]) -> Result<Deal, &'static str> {
        let deal = self.deals.get(id.as_str()).ok_or("unknown")?;
        must(stages.contains(&deal.stage), "stage")?;
        Ok(deal.clone())
    }

    fn is_named(&self, named: Option<&String>, signer: &str) -> Verdict {
        must(
            named.is_some_and(|named| self.same(named, signer)),
            "wrong-signer",
        )
    }

    fn keep(&mut self, id: &Mark, deal: Deal) -> Verdict {
        self.deals.insert(id.to_string(), deal);
        Ok(())
    }

    fn goes_out(&mut self, id: &Mark, mut deal: Deal, on: Date) -> Verdict {
        for serial in &deal.items {
            self.put(serial, "with", on);
            self.cards.get_mut(serial).unwrap().with = id.to_string();
        }
        deal.stage = "Out";
        deal.seen = Some(on);
        self.keep(id, deal)
    }

    pub fn handover(&mut self, on: Date, what: &HandoverEvent) -> Verdict {
        match what {
            HandoverEvent::Drafted { .. } => self.draft(on, what),
            HandoverEvent::Prepared { .. } => self.prepare(what),
            HandoverEvent::Approved { handover, by } => {
                self.two(by)?;
                let mut deal = self.at_stage(handover, &["Draft"])?;
                self.complete(&deal, on)?;
                let in_order: BTreeSet<_> = deal.items.iter().collect();
                for serial in in_order {
                    if !self.is_bent(Mutation::ApprovedAnywhere) {
                        self.is_available(serial, deal.continues.as_deref())?;
                    }
                }
                deal.stage = "Approved";
                self.keep(handover, deal)
            }
            HandoverEvent::HandedOver { .. } => self.hand_over(on, what),
            HandoverEvent::Supervised {
                handover,
                supervisor,
                ..
            } => {
                let mut deal = self.at_stage(handover, &["Out"])?;
                if !self.is_bent(Mutation::AnybodySupervises) {
                    self.is_named(deal.supervisor.as_ref(), supervisor.as_str())?;
                }
                deal.seen = Some(on);
                self.keep(handover, deal)
            }
            HandoverEvent::Returned {
                handover, items, ..
            } => {
                self.at_stage(handover, &["Out"])?;
                self.come_back(on, handover.as_str(), items)
            }
            HandoverEvent::Extended { handover, due, by } => {
                self.two(by)?;
                let mut deal = self.at_stage(handover, &["Out"])?;
                must(
                    *due > deal.due || self.is_bent(Mutation::ExtendedBack),
                    "dates",
                )?;
                must(
                    *due >= on || self.is_bent(Mutation::ExtendedIntoPast),
                    "dates",
                )?;
                let until = self.papers[deal.agreement.as_ref().unwrap()].until;
                let beyond = self.is_bent(Mutation::ExtendedBeyond);
                must(*due <= until || beyond, "agreement-not-valid")?;
                deal.due = *due;
                self.keep(handover, deal)
            }
            HandoverEvent::Transferred {
                handover,
                to,
                receiver,
                supervisor,
            } => {
                let from = handover.as_str();
                must(self.deals.contains_key(from), "unknown")?;
                must(self.deals.contains_key(to.as_str()), "unknown")?;
                self.at_stage(handover, &["Out"])?;
                let next = self.at_stage(to, &["Approved"])?;
                if !self.is_bent(Mutation::TransferredUntested) {
                    self.complete(&next, on)?;
                }
                let out: BTreeSet<String> = self.still_out(from).into_iter().collect();
                let is_all = out == next.items.iter().cloned().collect();
                must(is_all || self.is_bent(Mutation::TransferredInPart), "items")?;
                self.is_named(next.receiver.as_ref(), receiver.as_str())?;
                self.is_named(next.supervisor.as_ref(), supervisor.as_str())?;
                self.goes_out(to, next, on)
            }
            HandoverEvent::Closed {
                handover,
                by,
                receiver,
            } => {
                let mut deal = self.at_stage(handover, &["Out"])?;
                let is_over = self.still_out(handover.as_str()).is_empty();
                must(is_over || self.is_bent(Mutation::ClosedEarly), "still-out")?;
                self.is_named(deal.receiver.as_ref(), receiver.as_str())?;
                let is_one = self.same(by.as_str(), receiver.as_str());
                must(!is_one || self.is_bent(Mutation::OneCloses), "same-person")?;
                deal.stage = "Closed";
                self.keep(handover, deal)
            }
            HandoverEvent::Withdrawn { handover, by } => {
                self.two(by)?;
                let mut stages = vec!["Draft", "Approved"];
                if self.is_bent(Mutation::WithdrawnWhileOut) {
                    stages.push("Out");
                }
                let mut deal = self.at_stage(handover, &stages)?;
                deal.stage = "Withdrawn";
                self.keep(handover, deal)
            }
        }
    }

    fn draft(&mut self, on: Date, what: &HandoverEvent) -> Verdict {
        let HandoverEvent::Drafted {
            handover,
            organisation,
            due,
            items,
            continues,
            ..
        } = what
        else {
            unreachable!("a draft");
        };
        must(!self.deals.contains_key(handover.as_str()), "already-known")?;
        let continues = text(continues.as_ref());
        if let Some(id) = &continues {
            must(self.deals.contains_key(id), "unknown")?;
            must(self.deals[id].stage == "Out", "stage")?;
        }
        let too_soon = self.is_bent(Mutation::DueSameDayRefused) && *due == on;
        must(*due >= on && !too_soon, "dates")?;
        let distinct: BTreeSet<_> = items.iter().collect();
        must(!items.is_empty() && distinct.len() == items.len(), "items")?;
        for item in items {
            self.is_available(item.as_str(), continues.as_deref())?;
            let is_taken =
                self.is_elsewhere(item.as_str(), handover.as_str(), continues.as_deref());
            must(
                !is_taken || self.is_bent(Mutation::TwoHandovers),
                "in-another-handover",
            )?;
        }
        let deal = Deal {
            organisation: organisation.to_string(),
            due: *due,
            items: items.iter().map(ToString::to_string).collect(),
            continues,
            agreement: None,
            review: None,
            deliverer: None,
            receiver: None,
            supervisor: None,
            stage: "Draft",
            seen: None,
        };
        self.keep(handover, deal)
    }

    fn prepare(&mut self, what: &HandoverEvent) -> Verdict {
        let HandoverEvent::Prepared {
            handover,
            agreement,
            review,
            deliverer,
            receiver,
            supervisor,
        } = what
        else {
            unreachable!("a preparation");
        };
        let mut stages = vec!["Draft"];
        if self.is_bent(Mutation::ChangedAfterApproval) {
            stages.push("Approved");
        }
        let mut deal = self.at_stage(handover, &stages)?;
        let agreement = text(agreement.as_ref());
        must(
            agreement.iter().all(|id| self.papers.contains_key(id)),
            "unknown",
        )?;
        let review = text(review.as_ref());
        must(
            review.iter().all(|id| self.opinions.contains_key(id)),
            "unknown",
        )?;
        let receiver = text(receiver.as_ref());
        must(
            receiver.iter().all(|id| self.people.contains_key(id)),
            "unknown",
        )?;
        deal.agreement = agreement.or(deal.agreement);
        deal.review = review.or(deal.review);
        deal.receiver = receiver.or(deal.receiver);
        deal.deliverer = text(deliverer.as_ref()).or(deal.deliverer);
        deal.supervisor = text(supervisor.as_ref()).or(deal.supervisor);
        self.keep(handover, deal)
    }

    fn hand_over(&mut self, on: Date, what: &HandoverEvent) -> Verdict {
        let HandoverEvent::HandedOver {
            handover,
            items,
            deliverer,
            receiver,
            supervisor,
        } = what
        else {
            unreachable!("a handover");
        };
        let deal = self.at_stage(handover, &["Approved"])?;
        if !self.is_bent(Mutation::NotTestedOnTheDay) {
            self.complete(&deal, on)?;
        }
        let mut named: Vec<String> = items.iter().map(|(serial, _)| serial.to_string()).collect();
        let mut mine = deal.items.clone();
        named.sort();
        mine.sort();
        must(named == mine, "items")?;
        for (serial, seal) in items {
            self.in_store(serial.as_str())?;
            let is_same = self.cards[serial.as_str()].seal == text(seal.as_ref());
            must(
                is_same || self.is_bent(Mutation::SealNotCompared),
                "seal-differs",
            )?;
        }
        self.is_named(deal.deliverer.as_ref(), deliverer.as_str())?;
        if !self.is_bent(Mutation::AnybodyReceives) {
            self.is_named(deal.receiver.as_ref(), receiver.as_str())?;
        }
        self.is_named(deal.supervisor.as_ref(), supervisor.as_str())?;
        self.goes_out(handover, deal, on)
    }

    fn come_back(&mut self, on: Date, id: &str, items: &[(Mark, Option<Mark>)]) -> Verdict {
        let out = self.still_out(id);
        let distinct: BTreeSet<_> = items.iter().map(|(serial, _)| serial).collect();
        must(!items.is_empty() && distinct.len() == items.len(), "items")?;
        let is_lax = self.is_bent(Mutation::AnythingReturned);
        for (serial, _) in items {
            must(
                out.iter().any(|one| one == serial.as_str()) || is_lax,
                "not-handed-over",
            )?;
        }
        for (serial, seal) in items {
            let Some(card) = self.cards.get(serial.as_str()) else {
                continue;
            };
            let is_same = card.seal == text(seal.as_ref());
            if !is_same && !self.is_bent(Mutation::ReturnedSealUnnoticed) {
                self.note(on, serial.as_str(), "seal-broken");
            }
            self.put(serial.as_str(), "store", on);
            self.cards.get_mut(serial.as_str()).unwrap().with.clear();
        }
        Ok(())
    }
}
