//! The disk fails once, at each call that changes something, in each command of the program that changes a keystore:
//! the call reports a full disk or an error of input or output, and was carried out or not.
//!
//! After each: the keystore verifies, the effect is there if and only if its entry is, no byte of a package or component
//! left unrecorded, the error is one that the program has words for, and once the disk is well again `recover` or the
//! same command finishes, with nothing done twice. The whole program runs, as officers run it.
#![allow(clippy::unwrap_used, reason = "an experiment that cannot go on fails")]

mod judge;
mod office;
mod story;

use std::collections::BTreeMap;
use std::process::Command;

use lab::disk::{Fault, Shim};
use lab::{Dice, plan};

use judge::judge;
use story::{Step, story};

impl Step {
    fn is_init(&self) -> bool {
        self.line.contains(" init ")
    }

    fn is_repair(&self) -> bool {
        self.line.ends_with(" repair")
    }

    /// The command's words: what stands neither behind an option nor is a name.
    fn name(&self) -> String {
        let mut words = Vec::new();
        let mut typed = self.line.split(' ');
        while let Some(word) = typed.next() {
            if word.starts_with("--") {
                typed.next();
            } else if word.chars().all(|c| c.is_ascii_lowercase()) {
                words.push(word);
            }
        }
        words.join(" ")
    }
}

const EIO: i32 = 5;
const ENOSPC: i32 = 28;

/// Every fault there is: which step, which fault.
fn faults(steps: &[Step]) -> Vec<(usize, Fault)> {
    let mut all = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        for call in 1..=step.calls {
            for (errno, done) in [(EIO, false), (EIO, true), (ENOSPC, false), (ENOSPC, true)] {
                all.push((index, Fault { call, errno, done }));
            }
        }
    }
    all
}

/// The judge finds a success that is none, and a component that left without an entry.
fn control(steps: &[Step]) {
    let shell = |script: &str| Command::new("sh").args(["-c", script]).output().unwrap();
    for step in steps.iter().filter(|step| !step.is_repair()) {
        let office = step.before.copy();
        let lie = judge(step, &office, &shell("exit 0"));
        assert!(
            lie.is_err(),
            "`kms {}` does nothing, and is believed",
            step.name()
        );
    }
    let step = steps.last().unwrap();
    let step = steps.iter().rfind(|one| one.line != step.line).unwrap();
    let office = step.before.copy();
    std::fs::write(office.path("410000-0badc0de-1of2.component.json"), "{}").unwrap();
    let failed = shell("echo '{\"error\":{\"code\":\"control\"}}' >&2; exit 12");
    let found = judge(step, &office, &failed).unwrap_err();
    assert!(found.contains("unrecorded"), "{found}");
}

#[test]
fn each_call_fails_once() {
    let shim = Shim::build();
    let steps = story(&shim);
    control(&steps);
    let mut all = faults(&steps);
    for step in &steps {
        println!(
            "failing disk: {} calls in `kms {}`",
            step.calls,
            step.name()
        );
    }
    let plan = plan("failing disk", 30, all.len() as u64);
    let mut dice = Dice::new(plan.seed);
    if !plan.whole {
        for chosen in 0..plan.count as usize {
            let left = all.len() - chosen;
            all.swap(chosen, chosen + dice.below(left as u64) as usize);
        }
        all.truncate(plan.count as usize);
    }
    let mut wrong = Vec::new();
    let mut exits: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    for (index, fault) in all {
        let step = &steps[index];
        let office = step.before.copy();
        let (output, _) = office.faulty(&shim, &step.line, Some(fault));
        *exits.entry(output.status.code()).or_default() += 1;
        if let Err(what) = judge(step, &office, &output) {
            println!("failing disk: `kms {}`, {fault:?}: {what}", step.name());
            wrong.push(fault);
        }
    }
    println!("failing disk: exit codes {exits:?}, wrong {}", wrong.len());
    assert!(wrong.is_empty(), "a failing disk did harm");
    assert!(
        exits.keys().any(|exit| *exit != Some(0)),
        "no fault was felt"
    );
}
