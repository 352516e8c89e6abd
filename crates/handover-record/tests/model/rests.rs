//! Whatever the register takes, each handover can be told at each step from the events on which it rests, and is then
//! told as from all of them. `KMS_LAB=whole` looks at 10,000 histories instead of 200.

use std::collections::{BTreeMap, BTreeSet};

use handover_record::{Account, Event, Mark, Office, Refusal, Register, Stage, Teller, basis};

use crate::compare::Run;
use crate::seed;

/// What events tell of a handover, up to its end.
fn told<'a>(
    office: Office,
    events: impl Iterator<Item = &'a Event>,
    handover: &Mark,
) -> Result<Option<Account>, Refusal> {
    let mut register = Register::of(office);
    let mut teller = Teller::new(handover.clone());
    for event in events {
        register.apply(event)?;
        teller.hear(&register, event);
        let stage = register.handovers().get(handover).map(|one| one.stage);
        if matches!(stage, Some(Stage::Closed | Stage::Withdrawn)) {
            break;
        }
    }
    Ok(teller.finish(&register))
}

fn shown<'a>(events: &'a [Event], numbers: &BTreeSet<u64>) -> impl Iterator<Item = &'a Event> {
    let numbered = (1_u64..).zip(events);
    let is_shown = |(number, _): &(u64, &Event)| numbers.contains(number);
    numbered.filter(is_shown).map(|(_, event)| event)
}

#[derive(Default)]
struct Counts {
    accounts: u64,
    stages: BTreeMap<&'static str, u64>,
    /// Accounts that show something of another handover.
    with_others: u64,
    shown: usize,
    events: usize,
    /// Entries of somebody else's that were left out for once, and how many of these were noticed.
    left_out: u64,
    noticed: u64,
}

impl Counts {
    /// Compares what the handovers' own events and those below them tell with what all tell.
    fn look(&mut self, office: Office, events: &[Event], handover: &Mark) {
        let numbered = (1_u64..).zip(events);
        let numbers = basis(office, numbered, handover);
        let all = told(office, events.iter(), handover).unwrap().unwrap();
        match told(office, shown(events, &numbers), handover) {
            Ok(Some(account)) => assert_eq!(account, all),
            other => panic!("{handover}: {other:?}, {numbers:?} of {events:#?}"),
        }
        self.accounts += 1;
        *self.stages.entry(all.stage.name()).or_default() += 1;
        let mut others = shown(events, &numbers).filter_map(|event| event.what.handover());
        self.with_others += u64::from(others.any(|other| other != handover));
        self.shown += numbers.len();
        self.events += events.len();
    }

    /// Leaves out one entry at a time that is not the handover's own.
    fn leave_out(&mut self, office: Office, events: &[Event], handover: &Mark) {
        let numbers = basis(office, (1_u64..).zip(events), handover);
        let all = told(office, shown(events, &numbers), handover);
        for number in &numbers {
            let what = &events[usize::try_from(*number).unwrap() - 1].what;
            if [what.handover(), what.goes_on_in()].contains(&Some(handover)) {
                continue;
            }
            let mut fewer = numbers.clone();
            fewer.remove(number);
            self.left_out += 1;
            self.noticed += u64::from(told(office, shown(events, &fewer), handover) != all);
        }
    }
}

#[test]
fn each_handover_is_told_from_what_it_rests_on_at_each_step() {
    let is_whole = std::env::var("KMS_LAB").is_ok_and(|plan| plan == "whole");
    let (seed, histories) = (seed(), if is_whole { 10_000 } else { 200 });
    let mut counts = Counts::default();
    for number in 0..histories {
        let run = Run::new(seed, number, None);
        let (office, trace) = (run.office, run.trace);
        let mut register = Register::of(office);
        for step in 1..=trace.len() {
            register.apply(&trace[step - 1]).unwrap();
            for handover in register.handovers().keys() {
                counts.look(office, &trace[..step], handover);
            }
        }
        for handover in register.handovers().keys() {
            counts.leave_out(office, &trace, handover);
        }
    }
    println!(
        "basis of handovers: seed {seed}, {histories} histories, {} accounts {:?}, {} with events of other handovers, \
         {}% of the events shown; of {} left out, {} noticed",
        counts.accounts,
        counts.stages,
        counts.with_others,
        counts.shown * 100 / counts.events,
        counts.left_out,
        counts.noticed,
    );
    assert_eq!(counts.stages.len(), Stage::ALL.len());
    assert!(counts.with_others > histories, "{}", counts.with_others);
    // The comparison can fail: most of what is somebody else's is there because something depends on it.
    assert!(counts.noticed * 10 >= counts.left_out * 8);
}
