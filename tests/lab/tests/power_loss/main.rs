//! The power goes at any moment: nothing that was acknowledged is lost, nothing is half done, and no key byte is on the
//! disk unrecorded.
//!
//! Officers work (`src/bin/busy_officers.rs`) while a recorder stands between them and the disk. Their calls are then
//! replayed up to a cut, and what was not synchronised is kept, dropped or torn. The program's own schema, pragmas and
//! statements are what is judged. The controls replay the same calls without the synchronisations that SQLite leaves
//! out with `synchronous` `OFF` and `NORMAL`: some cuts must lose what was acknowledged. `tests/controls` has builds
//! with those settings.
#![allow(clippy::unwrap_used, reason = "an experiment that cannot go on fails")]

mod judge;
mod model;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread;

use audit_log::Tree;
use keystore::{Head, Keystore};
use lab::disk::{Asked, Call, Ended, Shim, calls, memory_folder};
use lab::{Dice, Plan, plan};

use judge::{Expected, judge};
use model::{Disk, is_shared_memory};

/// Has the officers work, and gives the calls that they made.
fn record() -> Vec<Call> {
    let (work, elsewhere) = (memory_folder(), memory_folder());
    let journal = elsewhere.path().join("journal");
    let folder = work.path().join("disk");
    std::fs::create_dir(&folder).unwrap();
    let mut officers = Command::new(env!("CARGO_BIN_EXE_busy_officers"));
    officers
        .args([&folder, elsewhere.path()])
        .stdout(Stdio::null());
    let shim = Shim::build();
    shim.stand_between(&mut officers, &folder, &journal, None);
    assert!(officers.status().unwrap().success());
    let mut calls = calls(&journal);
    calls.retain(|call| call.ended == Ended::Done && !is_shared_memory(&call.path));
    calls
}

/// What was lost, in a replay.
struct Outcome {
    cuts: usize,
    lost: usize,
    first: Option<String>,
}

/// A place among the calls at which the power goes, and the seed of what is on the disk then.
type Cut = (usize, u64);

/// Cuts the power at `plan.count` places; `syncs` says which synchronisations the disk is asked for.
fn replay(calls: &[Call], plan: Plan, syncs: impl Fn(usize) -> bool + Sync) -> Outcome {
    let (log, files) = whole(calls);
    let mut dice = Dice::new(plan.seed);
    let mut cuts: Vec<Cut> = (0..plan.count)
        .map(|_| (dice.below(calls.len() as u64 + 1) as usize, dice.bits()))
        .collect();
    cuts.sort_unstable();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = cuts.len().div_ceil(workers);
    let lost: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = cuts
            .chunks(share)
            .map(|cuts| scope.spawn(|| losses(calls, cuts, &syncs, &log, &files)))
            .collect();
        let lost = workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap());
        lost.collect()
    });
    Outcome {
        cuts: cuts.len(),
        lost: lost.len(),
        first: lost.into_iter().next(),
    }
}

/// What is wrong after each of `cuts`, which are in order, if anything is.
fn losses(
    calls: &[Call],
    cuts: &[Cut],
    syncs: impl Fn(usize) -> bool,
    log: &Tree,
    files: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let mut expected = Expected {
        acknowledged: None,
        log,
        files,
    };
    let (mut now, mut taken, mut lost) = (Disk::default(), 0, Vec::new());
    for &(place, seed) in cuts {
        for (index, call) in calls[..place].iter().enumerate().skip(taken) {
            match &call.asked {
                Asked::Acknowledge(line) => expected.acknowledged = Some(head(line)),
                Asked::Sync | Asked::SyncFolder if !syncs(index) => {}
                _ => now.take(call),
            }
        }
        taken = place;
        let found = now.cut(&mut Dice::new(seed));
        if let Err(what) = judge(memory_folder().path(), &found, &expected) {
            lost.push(format!("cut {place} of {}, {seed}: {what}", calls.len()));
        }
    }
    lost
}

/// The disk after all calls: the keystore's log, and every file.
fn whole(calls: &[Call]) -> (Tree, BTreeMap<String, Vec<u8>>) {
    let folder = memory_folder();
    let mut disk = Disk::default();
    calls.iter().for_each(|call| disk.take(call));
    let files = disk.as_seen();
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| model::folder(path).is_empty())
    {
        std::fs::write(folder.path().join(path), bytes).unwrap();
    }
    let keystore = Keystore::open(&folder.path().join("m.kms")).unwrap();
    (keystore.tree().clone(), files)
}

fn head(line: &[u8]) -> Head {
    let line = str::from_utf8(line).unwrap();
    let (size, root) = line.trim().split_once(' ').unwrap();
    Head {
        size: size.parse().unwrap(),
        root: hex::decode(root).unwrap().try_into().unwrap(),
    }
}

fn is_of_keystore(call: &Call) -> bool {
    call.path.starts_with("m.kms") || call.path.is_empty()
}

/// Whether SQLite synchronises here with `synchronous=NORMAL` too: its write-ahead log when that begins anew and before
/// a checkpoint writes into the file, but not for each commit.
fn is_for_checkpoint(calls: &[Call], index: usize) -> bool {
    let call = &calls[index];
    if !call.path.ends_with("-wal") {
        return true;
    }
    let of_files = |call: &&Call| !call.path.is_empty();
    let before = calls[..index].iter().rev().find(of_files);
    let begins = before.is_some_and(|call| matches!(call.asked, Asked::Write(0, _)));
    let after = calls[index + 1..].iter().find(of_files);
    let moves = after
        .is_some_and(|next| !next.path.ends_with("-wal") && matches!(next.asked, Asked::Write(..)));
    begins || moves
}

#[test]
fn nothing_acknowledged_is_lost() {
    let plan = plan("power loss", 100, 20_000);
    let calls = record();
    let count = |wanted: fn(&Asked) -> bool| calls.iter().filter(|one| wanted(&one.asked)).count();
    println!(
        "power loss: {} calls, {} of them syncs, {} acknowledgements",
        calls.len(),
        count(|asked| matches!(asked, Asked::Sync | Asked::SyncFolder)),
        count(|asked| matches!(asked, Asked::Acknowledge(_)))
    );
    let full = replay(&calls, plan, |_| true);
    println!("power loss: FULL lost {} of {}", full.lost, full.cuts);
    assert_eq!(full.first, None, "the power took something");

    // The controls: what the same cuts do where less is synchronised.
    let few = Plan { count: 30, ..plan };
    let normal = replay(&calls, few, |index| is_for_checkpoint(&calls, index));
    let off = replay(&calls, few, |index| !is_of_keystore(&calls[index]));
    for (name, outcome) in [("NORMAL", normal), ("OFF", off)] {
        println!(
            "power loss: {name} lost {} of {}, first {}",
            outcome.lost,
            outcome.cuts,
            outcome.first.as_deref().unwrap_or("none")
        );
        assert!(
            outcome.lost > 0,
            "{name} loses nothing: the replay shows nothing"
        );
    }
}
