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
use std::path::Path;
use std::process::{Command, Stdio};

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
    cuts: u64,
    lost: u64,
    first: Option<String>,
}

/// Cuts the power at `plan.count` places; `syncs` says which synchronisations the disk is asked for.
fn replay(calls: &[Call], plan: Plan, syncs: impl Fn(usize) -> bool) -> Outcome {
    let end = memory_folder();
    let (disk, files) = whole(calls, end.path());
    let mut dice = Dice::new(plan.seed);
    let mut places: Vec<_> = (0..plan.count)
        .map(|_| (dice.below(calls.len() as u64 + 1) as usize, dice.bits()))
        .collect();
    places.sort_unstable();
    let mut expected = Expected {
        acknowledged: None,
        end: &disk,
        files: &files,
    };
    let (mut now, mut taken) = (Disk::default(), 0);
    let (mut lost, mut first) = (0, None);
    for (place, seed) in places {
        for (index, call) in calls[..place].iter().enumerate().skip(taken) {
            match &call.asked {
                Asked::Acknowledge(line) => expected.acknowledged = Some(head(line)),
                Asked::Sync | Asked::SyncFolder if !syncs(index) => {}
                _ => now.take(call),
            }
        }
        taken = place;
        let found = now.cut(&mut Dice::new(seed));
        let after = memory_folder();
        if let Err(what) = judge(after.path(), &found, &expected) {
            lost += 1;
            first.get_or_insert(format!("cut {place} of {}, {seed}: {what}", calls.len()));
        }
    }
    Outcome {
        cuts: plan.count,
        lost,
        first,
    }
}

/// The disk after all calls: the keystore, open, and every file.
fn whole(calls: &[Call], folder: &Path) -> (Keystore, BTreeMap<String, Vec<u8>>) {
    let mut disk = Disk::default();
    calls.iter().for_each(|call| disk.take(call));
    let files = disk.as_seen();
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| model::folder(path).is_empty())
    {
        std::fs::write(folder.join(path), bytes).unwrap();
    }
    (Keystore::open(&folder.join("m.kms")).unwrap(), files)
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
