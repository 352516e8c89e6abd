//! Random events over few names, so that they collide, steered by the model's state so that many of them are legal.

use handover_record::{Event, Happening, Mark, Pair};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::chance::Chance;
use crate::model::{Deal, Model};

/// The events that a sequence begins with, mostly: something to act on.
const OPENING: &[usize] = &[0, 4, 4, 5, 5, 5, 14, 14, 15, 16, 6, 17, 18, 19, 20];
/// How many kinds of event there are.
pub const KINDS: usize = 27;
/// How many events a sequence has.
pub const LENGTH: usize = 60;

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

/// The kind of event that takes the handover which has come furthest one stage further.
fn next_step(seen: &Model) -> usize {
    let deals = || seen.deals.values();
    let is_next = |deal: &Deal| {
        let held = deal
            .continues
            .as_ref()
            .map(|id| seen.still_out(id))
            .unwrap_or_default();
        deal.stage == "Approved" && !held.is_empty()
    };
    if deals().any(is_next) {
        24
    } else if deals().any(|deal| deal.stage == "Approved") {
        20
    } else if deals().any(|deal| is_ready(deal, seen)) {
        19
    } else if deals().any(|deal| deal.stage == "Draft") {
        18
    } else {
        17
    }
}

/// Whether an event of this kind has something to act on.
fn has_something(kind: usize, seen: &Model) -> bool {
    let is_deal = |stage| seen.deals.values().any(|deal| deal.stage == stage);
    let is_card = |state| seen.cards.values().any(|card| card.state == state);
    match kind {
        0 => seen.machines.len() < 3,
        1..=3 => seen.machines.values().any(|machine| !machine.retired),
        4 => seen.lots.len() < 2,
        5 => !seen.lots.is_empty(),
        8 => is_card("out"),
        6 | 7 | 9..=13 => is_card("store"),
        17 => {
            let drafts = seen.deals.values().filter(|deal| deal.stage == "Draft");
            is_card("store") && drafts.count() < 2
        }
        14 => seen.people.len() < 5,
        15 => !seen.people.is_empty(),
        18 => is_deal("Draft") && !seen.papers.is_empty() && !seen.opinions.is_empty(),
        19 => seen
            .deals
            .values()
            .any(|deal| deal.stage == "Draft" && deal.agreement.is_some()),
        20 => is_deal("Approved"),
        21..=23 | 25 => is_deal("Out"),
        24 => is_deal("Approved") && next_step(seen) == 24,
        26 => is_deal("Draft") || is_deal("Approved"),
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
            3..=13 => 1,
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
            0..=3 => Happening::Machine(self.machine(kind, seen)),
            4..=13 => Happening::Custody(self.custody(kind, seen)),
            14..=16 => Happening::Party(self.party(kind, seen)),
            _ => Happening::Handover(self.handover(kind, seen)),
        };
        Event { on: self.day, what }
    }

    fn kind(&mut self, step: usize, seen: &Model) -> usize {
        match OPENING.get(step) {
            Some(kind) if self.chance.percent(90) => *kind,
            // What leads to the next stage of a handover comes more often than the rest.
            _ if self.chance.percent(35) => next_step(seen),
            _ if self.chance.percent(40) => 17 + self.chance.below(KINDS - 17),
            _ => self.chance.below(KINDS),
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
        mark(&format!("S-{}", self.chance.below(60)))
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
