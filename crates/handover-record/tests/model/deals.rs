//! The model's handovers to third parties.

use std::collections::{BTreeMap, BTreeSet};

use handover_record::{HandoverEvent, Mark};
use jiff::civil::Date;

use crate::model::{Deal, Model, Opinion, Verdict, must};
use crate::mutations::Mutation;

pub fn text<T: ToString>(value: Option<&T>) -> Option<String> {
    value.map(ToString::to_string)
}

impl Model {
    /// The carriers that are with the third party in this handover.
    pub fn still_out(&self, id: &str) -> Vec<String> {
        let cards = self.cards.iter();
        let out = cards.filter(|(_, card)| card.state == "with" && card.with == id);
        out.map(|(serial, _)| serial.clone()).collect()
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
        let newest = self.newest_opinion(&deal.organisation).unwrap();
        let is_lax = self.is_bent(Mutation::NewerReviewIgnored);
        must(newest.passed || is_lax, "review-failed")?;
        let joined = self.is_third_party(&opinion.reviewer);
        must(
            !joined || self.is_bent(Mutation::ReviewerJoinedThem),
            "reviewed-by-third-party",
        )?;
        let deliverer = deal.deliverer.as_ref().ok_or("no-deliverer")?;
        let receiver = deal.receiver.as_ref().ok_or("no-receiver")?;
        self.may_receive(deal, receiver)?;
        self.has_details(receiver, Mutation::NamelessReceives)?;
        let supervisor = deal.supervisor.as_ref().ok_or("no-supervisor")?;
        self.may_supervise(deal, supervisor)?;
        let is_ours = [deliverer, supervisor]
            .iter()
            .any(|one| self.same(one, receiver));
        must(
            !is_ours || self.is_bent(Mutation::ReceiverOnBothSides),
            "same-person",
        )
    }

    pub fn may_receive(&self, deal: &Deal, receiver: &str) -> Verdict {
        let theirs = self.signs_for(receiver, &deal.organisation);
        must(
            theirs || self.is_bent(Mutation::AnyReceiver),
            "not-a-representative",
        )
    }

    pub fn has_details(&self, person: &str, bent: Mutation) -> Verdict {
        let is_erased = self.people[person].erased.is_some();
        must(!is_erased || self.is_bent(bent), "details-erased")
    }

    pub fn newest_opinion(&self, organisation: &str) -> Option<&Opinion> {
        let about = self.opinions.values();
        let about = about.filter(|one| one.organisation == organisation);
        about.max_by_key(|one| one.after)
    }

    pub fn may_supervise(&self, deal: &Deal, supervisor: &str) -> Verdict {
        let delivers = deal.deliverer.as_ref();
        let is_one = delivers.is_some_and(|one| self.same(one, supervisor));
        must(
            !is_one || self.is_bent(Mutation::DelivererSupervises),
            "supervisor-is-deliverer",
        )
    }

    pub fn at_stage(&self, id: &Mark, stages: &[&str]) -> Result<Deal, &'static str> {
        let deal = self.deals.get(id.as_str()).ok_or("unknown")?;
        must(stages.contains(&deal.stage), "stage")?;
        Ok(deal.clone())
    }

    pub fn keep(&mut self, id: &Mark, deal: Deal) -> Verdict {
        self.deals.insert(id.to_string(), deal);
        Ok(())
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
                    self.whole(serial, Mutation::BrokenApproved)?;
                }
                deal.stage = "Approved";
                deal.approved = Some(on);
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
            _ => self.while_out(on, what),
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
            fates: BTreeMap::new(),
            continues,
            agreement: None,
            review: None,
            deliverer: None,
            receiver: None,
            supervisor: None,
            stage: "Draft",
            approved: None,
            handed_over: None,
            visits: Vec::new(),
            closed: None,
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
        let is_empty = agreement.is_none()
            && review.is_none()
            && deliverer.is_none()
            && receiver.is_none()
            && supervisor.is_none();
        let may = self.is_bent(Mutation::NothingPrepared);
        must(!is_empty || may, "nothing-named")?;
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
}
