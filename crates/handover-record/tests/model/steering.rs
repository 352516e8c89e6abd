//! Random handovers, steered towards those that are accepted.

use handover_record::{HandoverEvent, ItemSeen, Mark, Rechecked};
use quorum::OfficerId;

use crate::generator::{Generator, is_over, is_ready, mark};
use crate::kinds::Kind;
use crate::materials::key;
use crate::model::{Deal, Model};

const IDS: &[&str] = &[
    "H-1", "H-2", "H-3", "H-4", "H-5", "H-6", "H-7", "H-8", "H-9",
];

impl Generator {
    fn deal(&mut self, stages: &[&str], seen: &Model) -> String {
        self.deal_for(stages, false, seen)
    }

    /// For `is_open`, a draft that still lacks something will do as well as another.
    fn deal_for(&mut self, stages: &[&str], is_open: bool, seen: &Model) -> String {
        let there = seen
            .deals
            .iter()
            .filter(|(_, deal)| stages.contains(&deal.stage));
        let there: Vec<String> = there.map(|(id, _)| id.clone()).collect();
        let is_best = |id: &&String| match stages {
            ["Draft"] if !is_open => is_ready(&seen.deals[*id], seen),
            ["Out"] => !seen.still_out(id).is_empty(),
            _ => false,
        };
        let best: Vec<String> = there.iter().filter(is_best).cloned().collect();
        let is_best = !best.is_empty() && self.chance.percent(60);
        self.one(if is_best { &best } else { &there }, IDS)
    }

    fn signer(&mut self, named: Option<&String>) -> OfficerId {
        match named {
            Some(named) if self.chance.percent(90) => named.parse().unwrap(),
            _ => self.officer(),
        }
    }

    fn representative(&mut self, named: Option<&String>) -> Mark {
        let named: Vec<String> = named.into_iter().cloned().collect();
        mark(&self.one(&named, &["P-1", "P-2", "P-3", "P-4"]))
    }

    fn draft(&mut self, seen: &Model) -> HandoverEvent {
        let unused = IDS.iter().filter(|id| !seen.deals.contains_key(**id));
        let unused: Vec<String> = unused.map(|id| (*id).to_owned()).collect();
        let handover = mark(&self.one(&unused, IDS));
        let waiting = seen.deals.values();
        let waiting = waiting.filter(|deal| matches!(deal.stage, "Draft" | "Approved"));
        let promised: Vec<&String> = waiting.flat_map(|deal| &deal.items).collect();
        let mut free = seen.clone();
        free.cards.retain(|serial, _| !promised.contains(&serial));
        let out = seen
            .deals
            .keys()
            .filter(|id| !free.still_out(id).is_empty());
        let out: Vec<String> = out.cloned().collect();
        let often = if out.is_empty() { 2 } else { 75 };
        let continues = self.chance.percent(often).then(|| self.one(&out, IDS));
        let held = continues
            .as_ref()
            .map(|id| seen.still_out(id))
            .unwrap_or_default();
        let mut items: Vec<Mark> = held.iter().map(|serial| mark(serial)).collect();
        if continues.is_none() || self.chance.percent(15) {
            for _ in 0..self.chance.below(3) + usize::from(self.chance.percent(90)) {
                let from = if self.chance.percent(90) { &free } else { seen };
                let serial = mark(&self.serial(&["store"], from));
                if !items.contains(&serial) || self.chance.percent(10) {
                    items.push(serial);
                }
            }
        }
        let due = match self.chance.below(20) {
            0 => self.later(-2, -1),
            1 | 2 => self.day,
            3..=5 => self.later(1, 10),
            6..=12 => self.later(5, 30),
            _ => self.later(20, 60),
        };
        let continues = continues.as_deref().map(mark);
        let (organisation, purpose) = (self.organisation(), self.words(&["制卡"]));
        HandoverEvent::Drafted {
            handover,
            organisation,
            purpose,
            due,
            items,
            continues,
        }
    }

    /// One that fits, mostly; or one that is there; rarely one that is not.
    fn perhaps<'a>(
        &mut self,
        fit: &[String],
        known: impl Iterator<Item = &'a String>,
        unknown: &str,
    ) -> Option<String> {
        let known: Vec<String> = known.cloned().collect();
        match self.chance.below(100) {
            0 => Some(unknown.to_owned()),
            1..=7 if !known.is_empty() => Some(self.chance.pick(&known)),
            8..=13 => None,
            _ => (!fit.is_empty()).then(|| self.chance.pick(fit)),
        }
    }

    fn prepare(&mut self, seen: &Model) -> HandoverEvent {
        let stages = if self.chance.percent(95) {
            &["Draft"]
        } else {
            &["Approved"]
        };
        let id = self.deal_for(stages, true, seen);
        let deal = seen.deals.get(&id);
        let whose = deal.map_or("甲公司", |deal| deal.organisation.as_str());
        let due = deal.map_or(self.day, |deal| deal.due);
        let papers = seen.papers.iter().filter(|(_, paper)| {
            paper.organisation == whose && paper.from <= self.day && due <= paper.until
        });
        let papers: Vec<String> = papers.map(|(id, _)| id.clone()).collect();
        let opinions = seen.opinions.iter();
        let opinions = opinions.filter(|(_, one)| one.organisation == whose && one.passed);
        let opinions: Vec<String> = opinions.map(|(id, _)| id.clone()).collect();
        let people = representatives(whose, seen);
        let named = self.perhaps(&papers, seen.papers.keys(), "G-9");
        let review = self.perhaps(&opinions, seen.opinions.keys(), "V-9");
        let receiver = self.perhaps(&people, seen.people.keys(), "P-9");
        let receiver = receiver.filter(|_| self.chance.percent(90));
        let officers = self.pair();
        HandoverEvent::Prepared {
            handover: mark(&id),
            agreement: named.as_deref().map(mark),
            review: review.as_deref().map(mark),
            deliverer: self.chance.percent(88).then_some(officers.0),
            receiver: receiver.as_deref().map(mark),
            supervisor: self.chance.percent(88).then_some(officers.1),
        }
    }

    /// These carriers with their seals; sometimes one too few, one too many, or one twice.
    fn seen(&mut self, serials: &[String], seen: &Model) -> Vec<ItemSeen> {
        let mut serials = serials.to_vec();
        match self.chance.below(20) {
            0 => serials.extend(serials.first().cloned()),
            1 => serials.push(self.serial(&["store"], seen)),
            2 => drop(serials.pop()),
            _ => {}
        }
        let items = serials.iter().map(|serial| ItemSeen {
            serial: mark(serial),
            seal: self.seal_of(serial, seen),
            condition: self.words(&["完好", "有划痕"]),
        });
        items.collect()
    }

    fn hand_over(&mut self, id: &str, deal: Option<&Deal>, seen: &Model) -> HandoverEvent {
        let items = deal.map(|deal| deal.items.clone()).unwrap_or_default();
        let items = self.seen(&items, seen);
        let receiver = self.representative(deal.and_then(|deal| deal.receiver.as_ref()));
        let names = [id, receiver.as_str(), "received"];
        let text = seen.statement(names, self.day, &seen.seen_lines(&items));
        HandoverEvent::HandedOver {
            handover: mark(id),
            items,
            deliverer: self.signer(deal.and_then(|deal| deal.deliverer.as_ref())),
            signature: self.signature(&receiver, &text, seen),
            receiver,
            supervisor: self.signer(deal.and_then(|deal| deal.supervisor.as_ref())),
        }
    }

    fn transfer(&mut self, id: &str, seen: &Model) -> HandoverEvent {
        let next = seen
            .deals
            .iter()
            .filter(|(_, deal)| deal.stage == "Approved" && deal.continues.is_some());
        let next: Vec<String> = next.map(|(id, _)| id.clone()).collect();
        let to = self.one(&next, IDS);
        let deal = seen.deals.get(&to);
        let from = deal.and_then(|deal| deal.continues.clone());
        let from = self.one(from.as_slice(), &[id]);
        let mut items = seen.still_out(&from);
        if let (Some(deal), true) = (deal, self.chance.percent(5)) {
            items.clone_from(&deal.items);
        }
        let items = self.seen(&items, seen);
        let receiver = self.representative(deal.and_then(|deal| deal.receiver.as_ref()));
        let names = [&to, receiver.as_str(), &format!("passed-on from {from}")];
        let text = seen.statement(names, self.day, &seen.seen_lines(&items));
        HandoverEvent::Transferred {
            handover: mark(&from),
            to: mark(&to),
            items,
            deliverer: self.signer(deal.and_then(|deal| deal.deliverer.as_ref())),
            signature: self.signature(&receiver, &text, seen),
            receiver,
            supervisor: self.signer(deal.and_then(|deal| deal.supervisor.as_ref())),
        }
    }

    fn reassign(&mut self, id: &str, deal: Option<&Deal>, seen: &Model) -> HandoverEvent {
        let whose = deal.map_or("甲公司", |deal| deal.organisation.as_str());
        let people = representatives(whose, seen);
        let receiver = self.perhaps(&people, seen.people.keys(), "P-9");
        let receiver = receiver.filter(|_| self.chance.percent(60));
        let due = deal.map_or(self.day, |deal| deal.due.max(self.day));
        let papers = seen.papers.iter().filter(|(_, paper)| {
            paper.organisation == whose && paper.from <= self.day && due <= paper.until
        });
        let papers: Vec<String> = papers.map(|(id, _)| id.clone()).collect();
        let agreement = self.perhaps(&papers, seen.papers.keys(), "G-9");
        let agreement = agreement.filter(|_| self.chance.percent(50));
        let by = self.pair();
        HandoverEvent::Reassigned {
            handover: mark(id),
            agreement: agreement.as_deref().map(mark),
            receiver: receiver.as_deref().map(mark),
            supervisor: self.chance.percent(60).then(|| self.officer()),
            by,
        }
    }

    /// Some keys of what came back, mostly with the value that the register has; sometimes others.
    fn rechecked(&mut self, deal: Option<&Deal>, seen: &Model) -> Vec<Rechecked> {
        let mut rechecked = Vec::new();
        for serial in deal.iter().flat_map(|deal| &deal.items) {
            let keys = seen.cards.get(serial).map(|card| card.keys.clone());
            for (key, kcv) in keys.into_iter().flatten() {
                if self.chance.percent(50) {
                    let serial = mark(serial);
                    rechecked.push(Rechecked { serial, key, kcv });
                }
            }
        }
        if self.chance.percent(10) {
            let (other, serial) = (key(self.chance.below(12)), self.serial(&["store"], seen));
            rechecked.push(Rechecked {
                serial: mark(&serial),
                key: other.key,
                kcv: other.kcv,
            });
        }
        if let (Some(first), true) = (rechecked.first().cloned(), self.chance.percent(8)) {
            rechecked.push(first);
        }
        if let (Some(first), true) = (rechecked.first_mut(), self.chance.percent(15)) {
            first.kcv = key(13).kcv;
        }
        rechecked
    }

    fn close(&mut self, id: &str, deal: Option<&Deal>, seen: &Model) -> HandoverEvent {
        let receiver = self.representative(deal.and_then(|deal| deal.receiver.as_ref()));
        let mut by = self.pair();
        if self.chance.percent(8) {
            by.1 = receiver.as_str().to_lowercase().parse().unwrap();
        }
        let fates = deal.map(|deal| deal.fates.clone()).unwrap_or_default();
        let names = [id, receiver.as_str(), "closed"];
        let text = seen.statement(names, self.day, &fates);
        HandoverEvent::Closed {
            handover: mark(id),
            rechecked: self.rechecked(deal, seen),
            by,
            signature: self.signature(&receiver, &text, seen),
            receiver,
        }
    }

    pub fn handover(&mut self, kind: Kind, seen: &Model) -> HandoverEvent {
        let stages = match kind {
            Kind::Approved => &["Draft"][..],
            Kind::HandedOver => &["Approved"],
            Kind::Withdrawn => &["Draft", "Approved"],
            _ => &["Out"],
        };
        let id = self.deal(stages, seen);
        let over = seen.deals.keys().filter(|id| is_over(id, seen));
        let over: Vec<String> = over.cloned().collect();
        let id = if kind == Kind::Closed && !over.is_empty() && self.chance.percent(85) {
            self.chance.pick(&over)
        } else {
            id
        };
        let deal = seen.deals.get(&id);
        let (handover, by) = (mark(&id), self.pair());
        match kind {
            Kind::Drafted => self.draft(seen),
            Kind::Prepared => self.prepare(seen),
            Kind::Approved => HandoverEvent::Approved { handover, by },
            Kind::HandedOver => self.hand_over(&id, deal, seen),
            Kind::Supervised => HandoverEvent::Supervised {
                handover,
                supervisor: self.signer(deal.and_then(|deal| deal.supervisor.as_ref())),
                findings: self.words(&["无异常"]),
            },
            Kind::Returned => {
                let mut out = seen.still_out(&id);
                if self.chance.percent(40) {
                    out.truncate(1);
                }
                HandoverEvent::Returned {
                    handover,
                    items: self.seen(&out, seen),
                    by: by.0,
                }
            }
            Kind::Extended => {
                let by_days = self.chance.pick(&[-1, 0, 1, 5, 20, 60]);
                let due = deal.map_or(self.day, |deal| deal.due);
                let due = due.saturating_add(jiff::Span::new().days(by_days));
                HandoverEvent::Extended { handover, due, by }
            }
            Kind::Transferred => self.transfer(&id, seen),
            Kind::Closed => self.close(&id, deal, seen),
            Kind::Reassigned => self.reassign(&id, deal, seen),
            // What is withdrawn is never handed over; so this is rare.
            _ if self.chance.percent(30) => HandoverEvent::Withdrawn { handover, by },
            _ => self.prepare(seen),
        }
    }
}

fn representatives(whose: &str, seen: &Model) -> Vec<String> {
    let people = seen
        .people
        .iter()
        .filter(|(_, one)| one.organisation == whose && one.withdrawn.is_none())
        .filter(|(_, one)| one.erased.is_none());
    people.map(|(id, _)| id.clone()).collect()
}
