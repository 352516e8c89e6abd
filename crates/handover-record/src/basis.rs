//! On which events a handover rests: which of them must be shown so that a reader, who begins with an empty register,
//! comes to the same.
//!
//! The principle: whatever a shown event reads or changes stands, just before it, as it stood in the whole register;
//! and so does, at the end, what the account reads. Then each shown event is accepted, does the same and tells the
//! same. How a thing came to stand so does not matter: of a carrier that went to somebody else and came back as it was,
//! nothing is shown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    Agreement, Assessment, Certificate, Content, Event, Handover, HandoverEvent, HandoverItem,
    Happening, IssuedLot, Mark, Office, PublicKeyHex, Register, Review, Thing, Whereabouts, Words,
};

/// The numbers of those of `events` on which a handover rests, its own included; none where it was never drafted.
///
/// `events` are a register's from its beginning, in order, or as many as happened to whatever is connected with the
/// handover: a carrier, the handovers that it was in, their carriers, and what these name. Daily custody, and what comes
/// after the handover's end, is not looked at.
#[must_use]
pub fn basis<'a>(
    office: Office,
    events: impl IntoIterator<Item = (u64, &'a Event)>,
    handover: &Mark,
) -> BTreeSet<u64> {
    let past = Past::of(office, events, handover);
    let mut shown = past.own.clone();
    let mut before = usize::MAX;
    // What is shown for one event may change what another one reads.
    while before != shown.len() {
        before = shown.len();
        past.complete(&mut shown);
    }
    shown
}

/// What a register was at any time.
#[derive(Default)]
struct Past {
    /// For each thing how it stood from which event on.
    lives: BTreeMap<Thing, Vec<(u64, Standing)>>,
    /// What each event reads or changes.
    touches: BTreeMap<u64, BTreeSet<Thing>>,
    /// The carriers and the continued handover of each draft.
    drafts: BTreeMap<u64, (BTreeSet<Mark>, Option<Mark>)>,
    /// The events of the handover itself.
    own: BTreeSet<u64>,
    /// What the account reads in the end.
    told: Vec<Thing>,
}

/// What rules read of a thing. Place and custodian of a carrier, and visits, are not among it; nor is whether a carrier
/// in store is taken out for the day, which it leaves as it was.
#[derive(PartialEq)]
enum Standing {
    Machine(Option<Certificate>, Option<Assessment>, bool),
    Lot(IssuedLot),
    Carrier(Vec<Content>, Option<Mark>, bool, Whereabouts, Option<Mark>),
    Representative(Words, Option<PublicKeyHex>, Option<Date>, Option<Date>),
    Agreement(Agreement),
    Review(Review),
    Handover(Box<Handover>),
}

impl Past {
    fn of<'a>(
        office: Office,
        events: impl IntoIterator<Item = (u64, &'a Event)>,
        handover: &Mark,
    ) -> Self {
        let mut past = Self::default();
        let mut register = Register::of(office);
        for (seq, event) in events.into_iter().filter(|(_, one)| !one.what.is_daily()) {
            let mut touched = reads(&register, &event.what);
            if register.apply(event).is_err() {
                continue;
            }
            for thing in register.changed() {
                past.note(seq, &thing, &register);
                touched.insert(thing);
            }
            register.settle();
            past.touches.insert(seq, touched);
            if let Happening::Handover(HandoverEvent::Drafted {
                items, continues, ..
            }) = &event.what
            {
                let items = items.iter().cloned().collect();
                past.drafts.insert(seq, (items, continues.clone()));
            }
            let happens_to = [event.what.handover(), event.what.goes_on_in()];
            if happens_to.contains(&Some(handover)) {
                past.own.insert(seq);
                if register
                    .handovers
                    .get(handover)
                    .is_some_and(|one| !one.is_open())
                {
                    break;
                }
            }
        }
        past.told = told(&register, handover);
        past
    }

    /// Notes how a thing stands now, where that is something else than before.
    fn note(&mut self, seq: u64, thing: &Thing, register: &Register) {
        let Some(standing) = standing(register, thing) else {
            return;
        };
        let life = self.lives.entry(thing.clone()).or_default();
        if life.last().is_none_or(|(_, last)| *last != standing) {
            life.push((seq, standing));
        }
    }

    /// Goes from the end to the beginning and shows what the shown events need.
    fn complete(&self, shown: &mut BTreeSet<u64>) {
        for thing in &self.told {
            self.bring(thing, u64::MAX, shown);
        }
        let mut at = u64::MAX;
        while let Some(seq) = shown.range(..at).next_back().copied() {
            at = seq;
            for thing in self.touches.get(&seq).into_iter().flatten() {
                self.bring(thing, seq, shown);
            }
            for handover in self.promised(seq, shown) {
                self.bring(handover, seq, shown);
            }
        }
    }

    /// Where a thing would not stand, before event `before`, as it did: shows the first event from which on it did so.
    fn bring(&self, thing: &Thing, before: u64, shown: &mut BTreeSet<u64>) {
        let life = self.life(thing, before);
        let Some((_, needed)) = life.last() else {
            return;
        };
        let newest = life.iter().rposition(|(seq, _)| shown.contains(seq));
        let hidden = match newest {
            Some(at) if life[at].1 == *needed => return,
            Some(at) => &life[at + 1..],
            None => life,
        };
        let first = hidden.iter().find(|(_, standing)| standing == needed);
        shown.extend(first.map(|(seq, _)| *seq));
    }

    /// A thing's life before an event.
    fn life(&self, thing: &Thing, before: u64) -> &[(u64, Standing)] {
        let life = self.lives.get(thing).map_or(&[][..], Vec::as_slice);
        &life[..life.partition_point(|(seq, _)| *seq < before)]
    }

    /// Other handovers that, as far as they are shown, still hold a carrier of the draft at `seq` (rule 26).
    fn promised(&self, seq: u64, shown: &BTreeSet<u64>) -> Vec<&Thing> {
        let Some((items, continues)) = self.drafts.get(&seq) else {
            return vec![];
        };
        let holds = |thing: &&Thing| {
            let mut life = self.life(thing, seq).iter().rev();
            let newest = life.find(|(seq, _)| shown.contains(seq));
            let Some((_, Standing::Handover(found))) = newest else {
                return false;
            };
            let due = |serial| found.items.get(serial) == Some(&HandoverItem::Due);
            found.is_open() && items.iter().any(due)
        };
        let is_other = |thing: &&Thing| match thing {
            Thing::Handover(id) => Some(id) != continues.as_ref(),
            _ => false,
        };
        self.lives.keys().filter(is_other).filter(holds).collect()
    }
}

/// What the account of a handover reads in the end: its carriers as they are, as long as they did not go.
fn told(register: &Register, handover: &Mark) -> Vec<Thing> {
    let Some(found) = register.handovers.get(handover) else {
        return vec![];
    };
    let own = Thing::Handover(handover.clone());
    let is_here = found.handed_over_on.is_none();
    let carriers = carriers(found).filter(|_| is_here);
    [own]
        .into_iter()
        .chain(named(found))
        .chain(carriers)
        .collect()
}

/// What an event reads in a register, besides looking whether ids, seals and people are new.
fn reads(register: &Register, what: &Happening) -> BTreeSet<Thing> {
    let mut things: BTreeSet<Thing> = what.things().into_iter().collect();
    let Happening::Handover(event) = what else {
        return things;
    };
    let found = |id| register.handovers.get(id);
    match event {
        HandoverEvent::Approved { handover, .. }
        | HandoverEvent::HandedOver { handover, .. }
        | HandoverEvent::Transferred { to: handover, .. } => {
            things.extend(found(handover).into_iter().flat_map(named));
            things.extend(found(handover).into_iter().flat_map(carriers));
            things.extend(
                found(handover)
                    .into_iter()
                    .flat_map(|one| register.reviews_of(one)),
            );
        }
        HandoverEvent::Extended { handover, .. } => {
            things.extend(found(handover).into_iter().flat_map(named));
        }
        HandoverEvent::Withdrawn { handover, .. } => {
            things.extend(found(handover).into_iter().flat_map(carriers));
        }
        HandoverEvent::Closed { rechecked, .. } => {
            let serials = rechecked.iter().map(|one| one.serial.clone());
            things.extend(serials.map(Thing::Carrier));
        }
        _ => {}
    }
    things
}

/// What a handover names of its third party.
fn named(handover: &Handover) -> impl Iterator<Item = Thing> {
    let agreement = handover.agreement.iter().cloned().map(Thing::Agreement);
    let review = handover.review.iter().cloned().map(Thing::Review);
    let receiver = handover.receiver.iter().cloned();
    let receiver = receiver.map(Thing::Representative);
    agreement.chain(review).chain(receiver)
}

fn carriers(handover: &Handover) -> impl Iterator<Item = Thing> {
    handover.items.keys().cloned().map(Thing::Carrier)
}

fn standing(register: &Register, thing: &Thing) -> Option<Standing> {
    Some(match thing {
        Thing::Machine(id) => {
            let one = register.machines.get(id)?;
            Standing::Machine(one.certificate.clone(), one.assessment.clone(), one.retired)
        }
        Thing::Lot(id) => Standing::Lot(register.lots.get(id)?.clone()),
        Thing::Carrier(id) => {
            let one = register.carriers.get(id)?;
            let whereabouts = match &one.whereabouts {
                Whereabouts::Out { .. } => Whereabouts::Stored,
                other => other.clone(),
            };
            let (contents, seal) = (one.contents.clone(), one.seal.clone());
            let reserved = one.reserved.clone();
            Standing::Carrier(contents, seal, one.seal_broken, whereabouts, reserved)
        }
        Thing::Representative(id) => {
            let one = register.representatives.get(id)?;
            let organisation = one.organisation.clone();
            Standing::Representative(organisation, one.key, one.withdrawn_on, one.erased_on)
        }
        Thing::Agreement(id) => Standing::Agreement(register.agreements.get(id)?.clone()),
        Thing::Review(id) => Standing::Review(register.reviews.get(id)?.clone()),
        Thing::Handover(id) => {
            let mut one = register.handovers.get(id)?.clone();
            one.visits.clear();
            Standing::Handover(Box::new(one))
        }
        // No handover rests on one.
        Thing::Incident(_) | Thing::Application(..) => return None,
    })
}
