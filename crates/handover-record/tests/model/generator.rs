//! Random events over few names, so that they collide, steered by the model's state so that many of them are legal.

use handover_record::{Event, Happening, Mark, Pair};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::chance::Chance;
use crate::kinds::{APPLICATIONS, HANDOVERS, Kind, OPENING};
use crate::model::{Deal, Model};

/// How many events a sequence has.
pub const LENGTH: usize = 78;

pub struct Generator {
    pub chance: Chance,
    pub day: Date,
}

pub fn mark(text: &str) -> Mark {
    text.parse().unwrap()
}

/// Whether nothing is missing of a draft.
pub fn is_ready(deal: &Deal, seen: &Model) -> bool {
    let is_complete = |on| seen.complete(deal, on).is_ok();
    deal.stage == "Draft" && seen.newest.is_some_and(is_complete)
}

/// Whether a carrier of it waits for a new seal.
fn is_broken(deal: &Deal, seen: &Model) -> bool {
    let mut items = deal.items.iter();
    items.any(|serial| seen.cards.get(serial).is_some_and(|card| card.broken))
}

/// Whether an approved handover cannot be carried out as it is.
fn is_stuck(deal: &Deal, seen: &Model) -> bool {
    let is_complete = |on| seen.complete(deal, on).is_ok();
    is_broken(deal, seen) || !seen.newest.is_some_and(is_complete)
}

/// Whether carriers wait for an approved handover to take them over.
fn is_continued(seen: &Model) -> bool {
    seen.deals.values().any(|deal| {
        let held = deal.continues.as_ref().map(|id| seen.still_out(id));
        deal.stage == "Approved" && held.is_some_and(|held| !held.is_empty())
    })
}

/// Whether nothing is out any more of a handover that was carried out.
pub fn is_over(id: &str, seen: &Model) -> bool {
    seen.deals[id].stage == "Out" && seen.still_out(id).is_empty()
}

/// The kind of event that takes the handover which has come furthest one stage further.
fn next_step(seen: &Model) -> Kind {
    let deals = || seen.deals.values();
    if is_continued(seen) {
        Kind::Transferred
    } else if let Some(approved) = deals().find(|deal| deal.stage == "Approved") {
        if is_stuck(approved, seen) {
            Kind::Withdrawn
        } else {
            Kind::HandedOver
        }
    } else if let Some(ready) = deals().find(|deal| is_ready(deal, seen)) {
        if is_broken(ready, seen) {
            Kind::Resealed
        } else {
            Kind::Approved
        }
    } else if let Some(draft) = deals().find(|deal| deal.stage == "Draft") {
        what_a_draft_needs(draft, seen)
    } else {
        Kind::Drafted
    }
}

/// The kind of event that takes the application which has come furthest further.
fn next_application(seen: &Model) -> Kind {
    let is_there = |stage| seen.wishes.values().any(|wish| wish.stage == stage);
    if is_there("submitted") {
        Kind::Ended
    } else if is_there("draft") {
        Kind::Submitted
    } else {
        Kind::Created
    }
}

/// The kind of event that makes what a draft lacks, or names it.
fn what_a_draft_needs(draft: &Deal, seen: &Model) -> Kind {
    let whose = &draft.organisation;
    let mut people = seen.people.keys();
    let mut papers = seen.papers.values();
    let newest = seen.newest_opinion(whose);
    if !people.any(|one| seen.signs_for(one, whose) && seen.people[one].erased.is_none()) {
        Kind::PersonEnrolled
    } else if !papers.any(|one| one.organisation == *whose && draft.due <= one.until) {
        Kind::Agreed
    } else if !newest.is_some_and(|one| one.passed) {
        Kind::Reviewed
    } else {
        Kind::Prepared
    }
}

/// Whether an event of this kind has something to act on.
fn has_something(kind: Kind, seen: &Model) -> bool {
    let is_deal = |stage| seen.deals.values().any(|deal| deal.stage == stage);
    let is_card = |state| seen.cards.values().any(|card| card.state == state);
    match kind {
        Kind::MachineCame => seen.machines.len() < 3,
        Kind::MachineCertified
        | Kind::MachineAssessed
        | Kind::MachineRetired
        | Kind::MachineMoved => seen.machines.values().any(|machine| !machine.retired),
        Kind::LotCame => seen.lots.len() < 2,
        Kind::CarrierCame => !seen.lots.is_empty(),
        Kind::BroughtBack => is_card("out"),
        Kind::Entrusted => !seen.cards.is_empty(),
        Kind::Loaded
        | Kind::Inspected
        | Kind::TakenOut
        | Kind::Resealed
        | Kind::Moved
        | Kind::Counted
        | Kind::Lost
        | Kind::Destroyed => is_card("store"),
        Kind::Drafted => {
            let drafts = seen.deals.values().filter(|deal| deal.stage == "Draft");
            is_card("store") && drafts.count() < 2
        }
        Kind::PersonEnrolled => seen.people.len() < 5,
        Kind::Agreed | Kind::DetailsErased | Kind::PersonWithdrawn => !seen.people.is_empty(),
        Kind::AgreementEnded => !seen.papers.is_empty(),
        Kind::Prepared => is_deal("Draft") && !seen.papers.is_empty() && !seen.opinions.is_empty(),
        Kind::Approved => seen
            .deals
            .values()
            .any(|deal| deal.stage == "Draft" && deal.agreement.is_some()),
        Kind::HandedOver => is_deal("Approved"),
        Kind::Supervised | Kind::Returned | Kind::Extended | Kind::Reassigned => is_deal("Out"),
        Kind::Closed => seen.deals.keys().any(|id| is_over(id, seen)),
        Kind::Transferred => is_continued(seen),
        Kind::Created => seen.wishes.len() < 5 && !seen.machines.is_empty(),
        Kind::Submitted | Kind::Ended => seen.wishes.values().any(|one| one.stage != "closed"),
        Kind::Accepted | Kind::RefusedThere => seen.rulings.len() < 8,
        Kind::Answered => seen.rulings.values().any(|one| one.courier.is_some()),
        Kind::CourierErased => !seen.wishes.is_empty() || !seen.rulings.is_empty(),
        Kind::Withdrawn => is_deal("Draft") || is_deal("Approved"),
        _ => true,
    }
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
            day: date(2026, 3, 1),
        }
    }

    /// The `step`th event of a sequence, after those that `seen` has taken.
    pub fn event(&mut self, step: usize, seen: &Model) -> Event {
        let days = match self.chance.below(100) {
            0 => -1,
            1 => 5,
            2 if step > 40 => 32 + i64::from(self.chance.percent(50)),
            3..=16 => 1,
            _ => 0,
        };
        self.day = seen.newest.unwrap_or(self.day).saturating_add(days.days());
        let mut kind = self.kind(step, seen);
        // What has nothing to act on is tried again, mostly.
        for _ in 0..12 {
            if has_something(kind, seen) || self.chance.percent(2) {
                break;
            }
            kind = self.kind(LENGTH, seen);
        }
        let what = match kind {
            Kind::MachineCame
            | Kind::MachineCertified
            | Kind::MachineAssessed
            | Kind::MachineRetired
            | Kind::MachineMoved => Happening::Machine(self.machine(kind, seen)),
            Kind::LotCame
            | Kind::CarrierCame
            | Kind::Loaded
            | Kind::TakenOut
            | Kind::BroughtBack
            | Kind::Resealed
            | Kind::Moved
            | Kind::Counted
            | Kind::Inspected
            | Kind::Lost
            | Kind::Destroyed
            | Kind::Entrusted => Happening::Custody(self.custody(kind, seen)),
            Kind::PersonEnrolled
            | Kind::Agreed
            | Kind::Reviewed
            | Kind::DetailsErased
            | Kind::PersonWithdrawn
            | Kind::AgreementEnded => Happening::Party(self.party(kind, seen)),
            _ if APPLICATIONS.contains(&kind) => {
                Happening::Application(self.application(kind, seen))
            }
            _ => Happening::Handover(self.handover(kind, seen)),
        };
        // A loss is reported on any day.
        let on = if what.is_loss() && self.chance.percent(50) {
            self.later(-40, 40)
        } else {
            self.day
        };
        Event { on, what }
    }

    fn kind(&mut self, step: usize, seen: &Model) -> Kind {
        match OPENING.get(step) {
            Some(kind) if self.chance.percent(90) => *kind,
            // What leads to the next stage of a handover comes more often than the rest.
            _ if has_something(Kind::Closed, seen) && self.chance.percent(20) => Kind::Closed,
            _ if has_something(Kind::BroughtBack, seen) && self.chance.percent(8) => {
                Kind::BroughtBack
            }
            _ if self.chance.percent(42) => next_step(seen),
            _ if self.chance.percent(14) => next_application(seen),
            _ if self.chance.percent(45) => self.chance.pick(HANDOVERS),
            _ => self.chance.pick(Kind::ALL),
        }
    }

    /// One of `good` where there is one, mostly; else one of `any`.
    pub fn one(&mut self, good: &[String], any: &[&str]) -> String {
        if !good.is_empty() && self.chance.percent(88) {
            return self.chance.pick(good);
        }
        self.chance.pick(any).to_owned()
    }

    pub fn officer(&mut self) -> quorum::OfficerId {
        if self.chance.percent(5) {
            // Also a representative's id; a staff code in another case.
            return self.chance.pick(&["p-1", "ZHANG"]).parse().unwrap();
        }
        self.chance
            .pick(&["zhang", "wang", "li", "zhao"])
            .parse()
            .unwrap()
    }

    /// Two officers, mostly not one.
    pub fn pair(&mut self) -> Pair {
        let one = self.officer();
        let mut other = self.officer();
        if other == one && self.chance.percent(85) {
            other = self.officer();
        }
        Pair(one, other)
    }

    pub fn words(&mut self, from: &[&str]) -> handover_record::Words {
        self.chance.pick(from).parse().unwrap()
    }

    pub fn organisation(&mut self) -> handover_record::Words {
        self.words(&["甲公司", "甲公司", "甲公司", "乙公司"])
    }

    pub fn later(&mut self, least: i64, most: i64) -> Date {
        let span = usize::try_from(most - least + 1).unwrap();
        let days = least + i64::try_from(self.chance.below(span)).unwrap();
        self.day.saturating_add(days.days())
    }

    pub fn seal(&mut self) -> Mark {
        mark(&format!("S-{}", self.chance.below(90)))
    }

    /// The seal that the register has, mostly.
    pub fn seal_of(&mut self, serial: &str, seen: &Model) -> Option<Mark> {
        if self.chance.percent(8) {
            return self.chance.percent(80).then(|| self.seal());
        }
        let card = seen.cards.get(serial)?;
        card.seal.as_deref().map(mark)
    }

    /// A carrier in one of these states, mostly.
    pub fn serial(&mut self, states: &[&str], seen: &Model) -> String {
        let good = seen
            .cards
            .iter()
            .filter(|(_, card)| states.contains(&card.state));
        let good: Vec<String> = good.map(|(serial, _)| serial.clone()).collect();
        self.one(
            &good,
            &["A-01", "A-02", "A-03", "A-10", "B-1", "B-4", "Z-9"],
        )
    }
}
