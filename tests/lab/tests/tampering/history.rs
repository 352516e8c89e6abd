//! A log of 1,000 entries bent in every way, by somebody who has only the file and by one officer who holds the log
//! key as well; and 100 snapshots rolled back. All of it is found given any newer checkpoint, most of it without.
//!
//! Both recompute what anybody can: numbers, leaf hashes, and every row, by the program's own repair.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use audit_log::Entry;
use keystore::event::{Attempt, KeyStateChanged};
use keystore::{Event, Finding, KeyState, Report};
use lab::{Dice, Plan, folder, plan};
use quorum::{Request, sign_request};

use crate::log::{History, Item};
use crate::verdict::{Verdict, credulous, overlooking, program};

const LATE: &str = "2099-01-01T00:00:00Z";

/// A way to bend a log at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bend {
    Delete,
    Swap,
    Duplicate,
    Cut,
    /// An attempt put in: the only entry that nobody has to sign.
    Insert,
    /// An entry that needs two officers, put in by one.
    Forge,
}

const BENDS: [Bend; 6] = [
    Bend::Delete,
    Bend::Swap,
    Bend::Duplicate,
    Bend::Cut,
    Bend::Insert,
    Bend::Forge,
];

/// What one officer puts in the place of a second signature.
#[derive(Clone, Copy, Debug)]
enum Fake {
    Nothing,
    OwnAgain,
    /// A colleague's signature of something else.
    Colleague,
    /// The same, said to be of this request.
    Dressed,
    /// Everything that two officers signed for another entry.
    Another,
}

const FAKES: [Fake; 5] = [
    Fake::Nothing,
    Fake::OwnAgain,
    Fake::Colleague,
    Fake::Dressed,
    Fake::Another,
];

impl Bend {
    /// Bends the log at entry `seq`, and says which entry is the first that differs.
    fn bend(self, history: &History, seq: u64, dice: &mut Dice) -> (Vec<Item>, u64) {
        let mut items = history.items.clone();
        let at = seq as usize - 1;
        match self {
            Self::Delete => drop(items.remove(at)),
            Self::Swap => {
                let (left, right) = items.split_at_mut(at + 1);
                std::mem::swap(&mut left[at].entry, &mut right[0].entry);
            }
            Self::Duplicate => items.insert(at + 1, bare(items[at].entry.clone())),
            Self::Cut => items.truncate(at + 1),
            Self::Insert => items.insert(at + 1, bare(attempt(history, seq + 1))),
            Self::Forge => {
                let fake = *dice.pick(&FAKES);
                items.insert(at + 1, bare(forged(history, seq + 1, fake, dice)));
            }
        }
        let first = if matches!(self, Self::Delete | Self::Swap) {
            seq
        } else {
            seq + 1
        };
        (items, first)
    }

    /// Entries at which the log can be bent so. All but the last can be swapped with the next; nothing is cut off
    /// after the last.
    fn places(self, entries: u64) -> u64 {
        if matches!(self, Self::Swap | Self::Cut) {
            entries - 1
        } else {
            entries
        }
    }
}

fn bare(entry: Vec<u8>) -> Item {
    Item { entry, note: None }
}

fn attempt(history: &History, seq: u64) -> Vec<u8> {
    let attempt = Attempt {
        command: "forged".into(),
        officers: vec![history.insider.officer.clone()],
    };
    let entry = Entry {
        seq,
        time: LATE.into(),
        keystore: history.insider.keystore.clone(),
        request: None,
        approvals: Vec::new(),
        event: Event::Attempt(attempt).to_log().unwrap(),
    };
    entry.encode().unwrap()
}

/// An entry that puts the key back into use, or ends its use, at the place in the log where it stands, signed by one
/// officer where two are needed.
fn forged(history: &History, seq: u64, fake: Fake, dice: &mut Dice) -> Vec<u8> {
    let signed = |item: &&Item| String::from_utf8_lossy(&item.entry).contains("key.state");
    let sample = history.items.iter().rfind(signed).unwrap();
    let sample = Entry::decode(&sample.entry).unwrap();
    let Event::KeyState(change) = Event::from_log(&sample.event).unwrap() else {
        panic!("a change of state")
    };
    let to = match history.state {
        KeyState::Active => KeyState::Deactivated,
        _ => KeyState::Active,
    };
    let event = Event::KeyState(KeyStateChanged {
        from: history.state,
        to,
        reason: format!("forged {}", dice.bits()),
        ..change
    });
    let head = history.head(seq - 1);
    let request = Request {
        keystore: history.insider.keystore.clone(),
        op: uuid::Uuid::from_u128(dice.bits().into()),
        expires: LATE.into(),
        action: to.action().unwrap(),
        subject: event.subject(&head, seq).unwrap(),
    };
    let own = sign_request(&history.insider.officer, &history.insider.signing, &request).unwrap();
    let colleague = sample
        .approvals
        .iter()
        .find(|one| one.officer != own.officer);
    let colleague = colleague.unwrap().clone();
    let mut entry = Entry {
        seq,
        time: sample.time.clone(),
        keystore: request.keystore.clone(),
        request: Some(request.to_value().unwrap()),
        approvals: vec![own.clone()],
        event: event.to_log().unwrap(),
    };
    match fake {
        Fake::Nothing => {}
        Fake::OwnAgain => entry.approvals.push(own),
        Fake::Colleague => entry.approvals.push(colleague),
        Fake::Dressed => {
            let request = own.request.clone();
            entry.approvals.push(audit_log::Approval {
                request,
                ..colleague
            });
        }
        Fake::Another => (entry.request, entry.approvals) = (sample.request, sample.approvals),
    }
    entry.approvals.sort_by(|a, b| a.officer.cmp(&b.officer));
    entry.encode().unwrap()
}

/// What was found, and by what.
#[derive(Default)]
struct Tally {
    by_file: BTreeMap<(Bend, bool), u64>,
    by_witness: BTreeMap<(Bend, bool), u64>,
    misses: Vec<String>,
}

/// Whether a report finds something by the file alone, and whether each of `witnesses` checkpoints does by itself.
fn found(report: &Report, witnesses: usize) -> (bool, bool) {
    let by_witness = |finding: &&Finding| {
        matches!(
            finding,
            Finding::RolledBack { .. } | Finding::Rewritten { .. }
        )
    };
    let seen = report.findings.iter().filter(by_witness).count();
    (seen < report.findings.len(), seen == witnesses && seen > 0)
}

/// Gives a file the rows that its log adds up to, where the log holds.
fn recompute_rows(path: &Path) {
    if let Ok(repair) = keystore::repair(path, &[], LATE) {
        let rebuilt = fs::read(repair.keystore.path()).unwrap();
        drop(repair);
        fs::write(path, rebuilt).unwrap();
    }
}

/// Bends the log in one way at each of `places`, without and with the log key.
fn bend_all(
    history: &History,
    bend: Bend,
    places: &[u64],
    dice: &mut Dice,
    verdict: Verdict<'_>,
    tally: &mut Tally,
) {
    let folder = folder();
    let path = folder.path().join("bent.kms");
    for seq in places {
        let (items, first) = bend.bend(history, *seq, dice);
        let newer = history.newer(first);
        let mut witnesses = vec![newer[0].clone(), newer[newer.len() - 1].clone()];
        witnesses.push(dice.pick(&newer).clone());
        for has_log_key in [false, true] {
            let items = if has_log_key {
                history.insider.chain(&items)
            } else {
                items.clone()
            };
            history.write(&items, &path);
            recompute_rows(&path);
            let report = verdict(&path, &witnesses).unwrap();
            match found(&report, witnesses.len()) {
                (true, _) => *tally.by_file.entry((bend, has_log_key)).or_default() += 1,
                (false, true) => *tally.by_witness.entry((bend, has_log_key)).or_default() += 1,
                _ => tally
                    .misses
                    .push(format!("{bend:?} {seq}, log key {has_log_key}")),
            }
        }
    }
}

/// Places to bend the log at: all, or some drawn, the last one among them.
fn places(plan: &Plan, all: u64, dice: &mut Dice) -> Vec<u64> {
    if plan.whole {
        return (1..=all).collect();
    }
    let drawn = (1..plan.count).map(|_| 1 + dice.below(all));
    drawn.chain([all]).collect()
}

#[test]
fn a_bent_log_is_found_given_any_newer_checkpoint() {
    let length = plan("entries in the log", 60, 1_000).count;
    let plan = plan("places for each way to bend it", 3, length);
    let folder = folder();
    let history = History::of(folder.path(), length);
    assert_eq!(history.items.len() as u64, length);
    assert!(
        keystore::verify_with(&history.path, &[])
            .unwrap()
            .is_clean()
    );
    let mut dice = Dice::new(plan.seed);
    let mut tally = Tally::default();
    for bend in BENDS {
        let places = places(&plan, bend.places(length), &mut dice);
        bend_all(&history, bend, &places, &mut dice, &program, &mut tally);
        for has_log_key in [false, true] {
            let count =
                |counts: &BTreeMap<_, u64>| counts.get(&(bend, has_log_key)).copied().unwrap_or(0);
            let (by_file, by_witness) = (count(&tally.by_file), count(&tally.by_witness));
            println!(
                "{bend:?}, log key {has_log_key}: found by the file {by_file}, by each newer checkpoint {by_witness}"
            );
        }
    }
    assert_eq!(tally.misses, Vec::<String>::new());
    assert!(
        !tally
            .by_witness
            .keys()
            .any(|(bend, _)| *bend == Bend::Forge)
    );
}

/// Anything put in before an approved entry moves that one from where it was approved. After the last, only who signed
/// shows it.
#[test]
fn each_forgery_at_the_end_is_found_by_who_signed_it_alone() {
    let folder = folder();
    let history = History::of(folder.path(), 20);
    let mut dice = Dice::new(1);
    let path = folder.path().join("bent.kms");
    let end = history.items.len() as u64 + 1;
    for fake in FAKES {
        let mut items = history.items.clone();
        items.push(bare(forged(&history, end, fake, &mut dice)));
        history.write(&history.insider.chain(&items), &path);
        recompute_rows(&path);
        let report = keystore::verify_with(&path, &[]).unwrap();
        let by_signers =
            |finding: &Finding| matches!(finding, Finding::Entry { seq, .. } if *seq == end);
        assert!(
            !report.is_clean() && report.findings.iter().all(by_signers),
            "{fake:?}: {:?}",
            report.findings
        );
        println!("forged at the end, {fake:?}: {:?}", report.findings);
    }
}

/// The control: a verdict that finds nothing misses every one, and one that asks no checkpoint misses a log cut short.
#[test]
fn control_a_verdict_without_checkpoints_misses_a_log_cut_short() {
    let folder = folder();
    let history = History::of(folder.path(), 20);
    let mut dice = Dice::new(1);
    let mut tally = Tally::default();
    bend_all(
        &history,
        Bend::Delete,
        &[7],
        &mut dice,
        &credulous,
        &mut tally,
    );
    assert_eq!(tally.misses.len(), 2);
    let no_witness = overlooking(|finding| {
        matches!(
            finding,
            Finding::RolledBack { .. } | Finding::Rewritten { .. }
        )
    });
    bend_all(
        &history,
        Bend::Cut,
        &[10],
        &mut dice,
        &no_witness,
        &mut tally,
    );
    assert!(
        tally.misses.len() > 2,
        "cut off where a commit ended, nothing in the file shows it"
    );
    let no_entry = overlooking(|finding| matches!(finding, Finding::Entry { .. }));
    let mut tally = Tally::default();
    let end = history.items.len() as u64;
    bend_all(
        &history,
        Bend::Forge,
        &[end],
        &mut dice,
        &no_entry,
        &mut tally,
    );
    assert!(
        tally.by_witness.contains_key(&(Bend::Forge, true)),
        "without authority nothing in the file shows it"
    );
}

/// A whole earlier copy of the file verifies. Each newer checkpoint finds it out, and no older one does.
#[test]
fn a_snapshot_rolled_back_is_found_by_each_newer_checkpoint() {
    let length = plan("entries in the log of snapshots", 60, 1_000).count;
    let plan = plan("snapshots rolled back", 5, 100);
    let folder = folder();
    let history = History::of(folder.path(), length);
    let mut snapshots: Vec<_> = history.snapshots.iter().collect();
    let mut dice = Dice::new(plan.seed);
    while snapshots.len() as u64 > plan.count {
        snapshots.swap_remove(dice.below(snapshots.len() as u64) as usize);
    }
    assert_eq!(snapshots.len() as u64, plan.count);
    for (size, path) in snapshots {
        assert!(
            keystore::verify(path).unwrap().is_clean(),
            "nothing in the file shows it"
        );
        let newer = history.newer(size + 1);
        let report = keystore::verify_with(path, &newer).unwrap();
        assert_eq!(found(&report, newer.len()), (false, true), "{size}");
        let older: Vec<_> = history
            .notes
            .range(..=size)
            .map(|(_, note)| note.clone())
            .collect();
        assert!(keystore::verify_with(path, &older).unwrap().is_clean());
        println!(
            "snapshot of {size} entries: found by each of {} newer checkpoints",
            newer.len()
        );
    }
}
