//! The disk fails once, at each call that changes something, in each command of the program that changes a keystore:
//! the call reports a full disk or an error of input or output, and was carried out or not.
//!
//! After each: the keystore verifies, the effect is there if and only if its entry is, no byte of a package or component
//! left unrecorded, the error is one that the program has words for, and once the disk is well again `recover` or the
//! same command finishes, with nothing done twice. Each command is run by the program as built; the keystores, but for
//! the one that `init` makes, are made by the library.
#![allow(clippy::unwrap_used, reason = "an experiment that cannot go on fails")]

mod judge;
mod office;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use lab::disk::{Asked, Call, Fault, Shim};
use lab::{Dice, plan};

use judge::judge;
use story::{Step, story};

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

/// Each option of each command, a line each: the command, the option, a command line.
const FIELDS: &str = include_str!("../../../../crates/kms-cli/tests/cli/fields.txt");
/// It can be tried out and so takes `--dry-run`, and changes no keystore.
const CHANGES_NOTHING: &str = "identity export";

/// No command that changes a keystore is left out: those, and only those, take `--dry-run`.
fn is_complete(steps: &[Step]) {
    let lines = FIELDS.lines().filter(|line| line.contains("--dry-run"));
    let commands = lines.filter_map(|line| line.split('\t').next());
    let told = |command: &&str| steps.iter().any(|step| step.name() == *command);
    let left_out: BTreeSet<_> = commands.filter(|command| !told(command)).collect();
    assert_eq!(left_out, BTreeSet::from([CHANGES_NOTHING]));
}

/// The judge finds a success that is none, a component that left without an entry, and a file that is not whole or may
/// not be.
fn control(shim: &Shim, steps: &[Step]) {
    let shell = |script: &str| Command::new("sh").args(["-c", script]).output().unwrap();
    for step in steps.iter().filter(|step| !step.is_repair()) {
        let office = step.before.copy();
        let lie = judge(step, &office, &shell("exit 0"), None);
        assert!(
            lie.is_err(),
            "`kms {}` does nothing, and is believed",
            step.name()
        );
    }
    let named = |name: &str| steps.iter().find(|step| step.name() == name).unwrap();
    let step = named("package create");
    let office = step.before.copy();
    std::fs::write(office.path("410000-0badc0de-1of2.component.json"), "{}").unwrap();
    let failed = shell("echo '{\"error\":{\"code\":\"control\"}}' >&2; exit 12");
    let found = judge(step, &office, &failed, None).unwrap_err();
    assert!(found.contains("unrecorded"), "{found}");
    let step = named("application submit");
    let office = step.before.copy();
    let (done, calls) = office.faulty(shim, &step.line, None);
    judge(step, &office, &done, None).unwrap();
    let leaves = |call: &&Call| call.asked == Asked::Sync && call.path.starts_with("asked/");
    let unsynced = calls.iter().find(leaves);
    let found = judge(step, &office, &done, unsynced).unwrap_err();
    assert!(found.contains("success, and Sync"), "{found}");
    std::fs::write(office.path("asked/A-1.kmsapp"), "{}").unwrap();
    let found = judge(step, &office, &done, None).unwrap_err();
    assert!(found.contains("files of [2] bytes"), "{found}");
}

#[test]
fn each_call_fails_once() {
    let shim = Shim::build();
    let steps = story(&shim);
    is_complete(&steps);
    control(&shim, &steps);
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
        let (output, calls) = office.faulty(&shim, &step.line, Some(fault));
        let struck = calls.get(fault.call - 1);
        *exits.entry(output.status.code()).or_default() += 1;
        if let Err(what) = judge(step, &office, &output, struck) {
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
