//! Shows that the register of custody does what `RULES.md` says: a model written from that text alone, sharing no code
//! with the crate, accepts and refuses the same events with the same codes, and then answers the same; that the
//! comparison sees each rule (a model with one rule bent is told apart); and that nothing reaches a third party without
//! the four elements of Article 24.
//!
//! `KMS_LAB=whole` compares 100,000 sequences instead of 2,000; `KMS_LAB_SEED` chooses the seed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod applications;
mod article24;
mod asked;
mod chance;
mod compare;
mod custody;
mod deals;
mod generator;
mod kinds;
mod listed;
mod materials;
mod model;
mod mutations;
mod named;
mod out;
mod parties;
mod people;
mod rests;
mod steering;

use std::collections::{BTreeMap, BTreeSet};

use handover_record::{DocumentDigest, Event, HandoverEvent, Happening, PartyEvent, Refusal};

use compare::{Run, kind_of};
use mutations::Mutation;

fn seed() -> u64 {
    let seed = std::env::var("KMS_LAB_SEED").ok();
    seed.map_or(20_260_301, |seed| {
        seed.parse().expect("KMS_LAB_SEED is a number")
    })
}

#[test]
fn the_model_and_the_register_agree() {
    let is_whole = std::env::var("KMS_LAB").is_ok_and(|plan| plan == "whole");
    let (seed, sequences) = (seed(), if is_whole { 100_000 } else { 2_000 });
    let mut accepted = BTreeMap::<String, u64>::new();
    let mut refused = BTreeMap::<&str, u64>::new();
    let mut events = 0;
    for number in 0..sequences {
        let run = Run::new(seed, number, None);
        if let Some(difference) = &run.difference {
            panic!("seed {seed}, sequence {number}: {difference}");
        }
        events += run.verdicts.len() as u64;
        for verdict in run.verdicts {
            match verdict {
                Ok(kind) => *accepted.entry(kind).or_default() += 1,
                Err(code) => *refused.entry(code).or_default() += 1,
            }
        }
    }
    let legal: u64 = accepted.values().sum();
    let (rarest, least) = accepted.iter().min_by_key(|(_, count)| **count).unwrap();
    let (rarest_code, least_code) = refused.iter().min_by_key(|(_, count)| **count).unwrap();
    println!(
        "custody model: seed {seed}, {sequences} sequences, {events} events, {}% legal, {} kinds, \
         rarest {rarest} {least} times, {} refusals, rarest {rarest_code} {least_code} times",
        legal * 100 / events,
        accepted.len(),
        refused.len(),
    );
    assert!(legal * 3 >= events, "a third of the events are legal");
    assert_eq!(
        accepted.len(),
        kinds::COUNTED,
        "every kind of event is accepted: {accepted:?}"
    );
    assert!(*least >= 100, "each 100 times or more: {accepted:?}");
    let codes: BTreeSet<&str> = Refusal::ALL.iter().map(|one| one.code()).collect();
    let seen: BTreeSet<&str> = refused.keys().copied().collect();
    assert_eq!(seen, codes, "every refusal occurs");
}

#[test]
fn each_bent_rule_is_noticed() {
    const WITHIN: u64 = 20_000;
    let seed = seed();
    let mut slowest = (0, None);
    for mutation in Mutation::ALL {
        let at = (0..WITHIN).find(|number| {
            let is_told_apart = |bent| Run::new(seed, *number, bent).difference.is_some();
            is_told_apart(Some(*mutation)) && !is_told_apart(None)
        });
        let Some(at) = at else {
            panic!("{mutation:?} is not noticed within {WITHIN} sequences of seed {seed}");
        };
        slowest = slowest.max((at + 1, Some(format!("{mutation:?}"))));
    }
    println!(
        "{} bent rules noticed, slowest {slowest:?}, seed {seed}",
        Mutation::ALL.len()
    );
}

#[test]
fn events_are_read_back_as_they_were_written() {
    for number in 0..100 {
        for event in Run::new(seed(), number, None).trace {
            let json = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
            let longer = json.replacen("\"type\"", "\"other\":1,\"type\"", 1);
            assert!(serde_json::from_str::<Event>(&longer).is_err(), "{longer}");
        }
    }
}

#[test]
fn every_officer_and_carrier_that_an_event_names_is_told() {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    for number in 0..200 {
        for event in Run::new(seed(), number, None).trace {
            let json = serde_json::to_value(&event.what).unwrap();
            let people = event.what.signers().into_iter().chain(event.what.named());
            let told = sorted(people.map(ToString::to_string).collect());
            assert_eq!(told, named::officers(&json), "{json}");
            let told = event.what.carriers().into_iter().map(ToString::to_string);
            assert_eq!(sorted(told.collect()), named::carriers(&json), "{json}");
        }
    }
}

/// The look-out for Article 24 can fail: it misses what is taken out of a complete trace.
#[test]
fn each_element_of_article_24_is_looked_for() {
    let mut shown = BTreeSet::new();
    let mut complete = 0;
    for number in 0..200 {
        let run = Run::new(seed(), number, None);
        for end in 1..=run.trace.len() {
            let trace = &run.trace[..end];
            let is_handover = matches!(
                &trace[end - 1].what,
                Happening::Handover(HandoverEvent::HandedOver { .. })
            );
            if !is_handover {
                continue;
            }
            complete += 1;
            for taken in ["drafted", "agreement-added", "plan-reviewed", "prepared"] {
                let is_kept = |event: &&Event| kind_of(event) != taken;
                let without: Vec<Event> = trace.iter().filter(is_kept).cloned().collect();
                shown.extend(article24::lacks(&without));
            }
            // Each agreement ends the day before.
            let agreements = trace.iter().filter_map(|event| match &event.what {
                Happening::Party(PartyEvent::AgreementAdded { agreement, .. }) => Some(agreement),
                _ => None,
            });
            let yesterday = trace[end - 1].on.yesterday().unwrap();
            let ends = agreements.map(|agreement| {
                let agreement = agreement.clone();
                let what = PartyEvent::AgreementEnded { agreement };
                Event {
                    on: yesterday,
                    what: Happening::Party(what),
                }
            });
            let ended: Vec<Event> = ends.chain(trace.iter().cloned()).collect();
            assert_eq!(article24::lacks(&ended), ["agreement"]);
            // The reviewer joins a third party; nothing else changes.
            let reviewers = trace.iter().filter_map(|event| match &event.what {
                Happening::Party(PartyEvent::PlanReviewed { outcome, .. }) => {
                    Some(&outcome.reviewer)
                }
                _ => None,
            });
            let joins = reviewers.map(|reviewer| {
                let organisation = "乙公司".parse().unwrap();
                let person = reviewer.clone();
                let what = PartyEvent::RepresentativeEnrolled {
                    person,
                    organisation,
                    details: DocumentDigest([0; 32]),
                    key: None,
                };
                Event {
                    on: trace[0].on,
                    what: Happening::Party(what),
                }
            });
            let joined: Vec<Event> = joins.chain(trace.iter().cloned()).collect();
            assert_eq!(article24::lacks(&joined), ["review"]);
        }
    }
    assert!(complete > 50, "{complete} handovers looked at");
    assert_eq!(
        shown,
        BTreeSet::from(["record", "agreement", "review", "supervisor"])
    );
}
