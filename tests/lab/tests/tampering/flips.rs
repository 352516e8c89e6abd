//! One flipped bit in each byte of a small keystore. Three classes, told apart by the [oracle](crate::oracle): content
//! changed or unreadable; nothing changed that SQLite knows of; content unchanged, and SQLite finds its container
//! damaged.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use key_derivation::{Algorithm, Catalogue};
use keystore::KeyState;
use kms::keys::{self, Confirmation, NewKey};
use lab::{Dice, Plan, folder, found, new_key, plan};
use rusqlite::Connection;

use crate::oracle::{self, Content};
use crate::verdict::{Verdict, codes, credulous, overlooking, program};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// (a) The content is another, or cannot be read.
    Changed,
    /// (b) The content is the same and SQLite is content.
    Sound,
    /// (c) The content is the same and SQLite complains.
    Damaged,
}

/// What came of flipping bits: how often each class came up, and where the verdict was wrong.
#[derive(Default)]
struct Outcome {
    counts: BTreeMap<Class, u64>,
    misses: Vec<String>,
}

/// A closed keystore with pages of 1024 bytes, free pages and pages that overflow among them.
pub fn small(folder: &Path) -> PathBuf {
    let path = folder.join("small.kms");
    drop(found(&path, "410000", false).unwrap());
    let conn = Connection::open(&path).unwrap();
    let smaller =
        "PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM; PRAGMA journal_mode = WAL;";
    conn.execute_batch(smaller).unwrap();
    conn.close().unwrap();

    let mut session = lab::unlock(&path, "410000", "key generate").unwrap();
    let catalogue = Catalogue::builtin();
    let new = NewKey {
        activate: false,
        ..new_key("STK", Algorithm::Aes128)
    };
    let key_id = keys::generate(&mut session, &catalogue, &new).unwrap();
    let key = &session.state().keys[&key_id];
    let (code, kcv) = (
        keys::key_code(&catalogue, &key.descriptor),
        key.kcv.to_string(),
    );
    let means_it = Confirmation {
        code: &code,
        kcv: &kcv,
    };
    for state in [KeyState::Compromised, KeyState::Destroyed] {
        let confirmed = Some(&means_it);
        keys::change_state(&mut session, &catalogue, key_id, state, "因故", confirmed).unwrap();
    }
    drop(session);
    assert!(
        !path.with_extension("kms-wal").exists(),
        "the file is closed"
    );
    path
}

/// What became of a file that had this content.
pub fn class(path: &Path, genuine: &Content) -> Class {
    match oracle::read(path) {
        Ok(content) if content == *genuine => match oracle::complaint(path) {
            None => Class::Sound,
            Some(_) => Class::Damaged,
        },
        _ => Class::Changed,
    }
}

/// Flips a bit in each of `plan.count` bytes, one after the other, and compares the verdict with the class.
fn flip(path: &Path, plan: &Plan, verdict: Verdict<'_>) -> Outcome {
    let genuine = oracle::read(path).unwrap();
    assert_eq!(oracle::complaint(path), None);
    let bytes = fs::read(path).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    let mut dice = Dice::new(plan.seed);
    let mut outcome = Outcome::default();
    for at in places(&mut dice, plan, bytes.len() as u64) {
        let bit = dice.below(8);
        let byte = bytes[at as usize];
        file.write_all_at(&[byte ^ (1 << bit)], at).unwrap();
        let class = class(path, &genuine);
        *outcome.counts.entry(class).or_default() += 1;
        let said = codes(verdict(path, &[]));
        let right = match class {
            Class::Changed => said.0 == 3,
            Class::Sound => said == (0, None),
            Class::Damaged => said == (3, Some("container-damaged".into())),
        };
        if !right {
            let complaint = oracle::complaint(path).unwrap_or_default();
            let miss = format!("byte {at} bit {bit}: {class:?}, said {said:?}; {complaint}");
            outcome.misses.push(miss);
        }
        file.write_all_at(&[byte], at).unwrap();
    }
    outcome
}

/// Every byte, or as many as the plan says: all of the header and the schema's first page among them.
fn places(dice: &mut Dice, plan: &Plan, size: u64) -> Vec<u64> {
    if plan.whole {
        return (0..size).collect();
    }
    let header = 100;
    let drawn = (header..plan.count).map(|_| header + dice.below(size - header));
    (0..header).chain(drawn).collect()
}

#[test]
fn every_flipped_bit_is_judged_by_what_it_changed() {
    let folder = folder();
    let path = small(folder.path());
    let size = fs::metadata(&path).unwrap().len();
    let plan = plan("flipped bits", 1_500, size);
    let outcome = flip(&path, &plan, &program);
    let count = |class| outcome.counts.get(&class).copied().unwrap_or(0);
    println!(
        "flipped bits: (a) changed or unreadable {}, (b) unchanged and sound {}, (c) container damaged {}; misses {}",
        count(Class::Changed),
        count(Class::Sound),
        count(Class::Damaged),
        outcome.misses.len()
    );
    assert_eq!(outcome.misses, Vec::<String>::new());
    assert!(outcome.counts.len() == 3, "every class came up");
}

/// The control: a verdict that finds nothing misses (a) and (c), one that does not ask SQLite misses (c), and one that
/// refuses every file misses (b).
#[test]
fn control_a_careless_verdict_misses_flipped_bits() {
    let folder = folder();
    let path = small(folder.path());
    let plan = Plan {
        count: 200,
        whole: false,
        ..plan("flipped bits, control", 200, 200)
    };
    let wrong = |verdict: Verdict<'_>| flip(&path, &plan, verdict);
    let outcome = wrong(&credulous);
    let sound = outcome.counts[&Class::Sound];
    assert_eq!(outcome.misses.len() as u64, plan.count - sound);
    let no_container =
        overlooking(|finding| matches!(finding, keystore::Finding::Container { .. }));
    assert!(wrong(&no_container).misses.len() as u64 >= outcome.counts[&Class::Damaged]);
    let everything = |_: &Path, _: &[String]| Err(keystore::Error::Busy);
    assert_eq!(wrong(&everything).misses.len() as u64, plan.count);
}
