//! `RULES.md`, rule by rule: what is accepted, and what is refused with which code.
#![allow(clippy::unwrap_used, reason = "tests")]

mod applications;
mod handovers;
mod here;
mod office;
mod signatures;

use std::collections::BTreeSet;

use handover_record::{IncidentKind, Refusal};

#[test]
fn the_rules_name_every_refusal_and_no_other() {
    let rules = include_str!("../../RULES.md");
    let named: BTreeSet<String> = rules
        .split('`')
        .skip(1)
        .step_by(2)
        .map(Into::into)
        .collect();
    let codes = Refusal::ALL.iter().map(|one| one.code().to_owned());
    // Accepted, and noted as an incident.
    let incidents = IncidentKind::ALL.iter().map(|kind| kind.name().to_owned());
    let incidents = incidents.filter(|name| name != "lost" && name != "stolen");
    assert_eq!(named, codes.chain(incidents).collect());
}
