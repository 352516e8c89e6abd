//! Verifying a log of a million entries, against hashing the same bytes.
//!
//! Entries are those that two officers signed. Their signatures are not checked here: that is the keystore's work,
//! and its floor is measured apart.

use std::hint::black_box;
use std::time::Instant;

use audit_log::{
    Checkpoint, Entry, Tree, VerifierKey, leaf_hash, open_checkpoint, sign_checkpoint,
};
use bench::{Aim, rounds, row};
use keystore::Draft;
use quorum::{Action, Approved};
use sha2::{Digest, Sha256};

use crate::site::{NOW, Site, derived};

const ENTRIES: u64 = 1_000_000;
/// Entries that are decoded as well.
const DECODED: usize = 50_000;
/// Entries that come after a checkpoint.
const NEW: usize = 1_000;
const ORIGIN: &str = "kms/province/410000/00000000-0000-4000-8000-000000000041";

/// Entries one after the other.
struct Log {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Log {
    fn entries(&self) -> impl Iterator<Item = &[u8]> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.bytes[start..*end])
    }
}

/// Prints this group's rows.
pub fn run() {
    let site = Site::new();
    let (log, entry) = million(&site);
    let mut tree = Tree::new();
    log.entries().for_each(|bytes| tree.push(leaf_hash(bytes)));
    let checkpoint = Checkpoint {
        origin: ORIGIN.into(),
        size: ENTRIES,
        root: tree.root(),
    };
    let note = sign_checkpoint(&checkpoint, &site.log_key).expect("a checkpoint");
    let key = site.log_key.verifier(ORIGIN).expect("a name");

    let hash = |count: usize| {
        for bytes in log.entries().take(count) {
            black_box(Sha256::digest(black_box(bytes)));
        }
    };
    let each = |(ours, theirs): (f64, f64)| {
        format!(
            "{ours:.0} ns, {theirs:.0} ns an entry of {} bytes",
            log.ends[0]
        )
    };
    let all = ENTRIES as usize;
    let against = rounds(3, || verify(&log, &note, &key), || hash(all));
    row(
        "a log of 1,000,000 entries: leaf hashes, root and signed checkpoint, against hashing the same bytes: times as long",
        &Aim::AtMost(1.5),
        against.slower(),
        &each(against.nanoseconds(all)),
    );
    let against = rounds(3, || decode(&log), || hash(DECODED));
    row(
        "decoding each of the first 50,000, refused unless canonical, against hashing it: times as long",
        &Aim::None,
        against.slower(),
        &each(against.nanoseconds(DECODED)),
    );
    after_a_checkpoint(&log, &tree);
    signatures(&site, &entry);
}

/// What shows that these are the entries which the log key signed.
fn verify(log: &Log, note: &str, key: &VerifierKey) {
    let checkpoint = open_checkpoint(note, key).expect("a signed checkpoint");
    let mut tree = Tree::new();
    log.entries().for_each(|bytes| tree.push(leaf_hash(bytes)));
    let found = (tree.size(), tree.root());
    assert_eq!(found, (checkpoint.size, checkpoint.root), "the signed root");
}

/// What a reader of the entries does besides.
fn decode(log: &Log) {
    for (seq, bytes) in (1..).zip(log.entries().take(DECODED)) {
        let entry = Entry::decode(bytes).expect("a canonical entry");
        assert_eq!(entry.seq, seq, "a gapless sequence");
    }
}

/// Continues a tree of a million entries that is in memory, against beginning one: the old entries cost nothing. A
/// keystore that is opened replays them all, see the group of commits.
fn after_a_checkpoint(log: &Log, tree: &Tree) {
    let new: Vec<&[u8]> = log.entries().take(NEW).collect();
    let mut long = tree.clone();
    let against = rounds(
        101,
        || {
            long.truncate(ENTRIES);
            new.iter().for_each(|bytes| long.push(leaf_hash(bytes)));
            black_box(long.root());
        },
        || {
            let mut short = Tree::new();
            new.iter().for_each(|bytes| short.push(leaf_hash(bytes)));
            black_box(short.root());
        },
    );
    let (after, alone) = against.nanoseconds(NEW);
    row(
        "1,000 leaf hashes pushed onto a tree of 1,000,000 in memory, against onto none: times as long",
        &Aim::AtMost(1.5),
        against.slower(),
        &format!("{after:.0} ns, {alone:.0} ns an entry"),
    );
}

/// The floor of checking who approved: two strict Ed25519 verifications an entry.
fn signatures(site: &Site, (bytes, approved): &(Vec<u8>, Approved)) {
    const COUNT: usize = 500;
    let against = rounds(
        11,
        || {
            for _ in 0..COUNT {
                let request = black_box(approved.request());
                Approved::check_signatures(&site.rules, request, approved.approvals())
                    .expect("approvals");
            }
        },
        || {
            for _ in 0..COUNT {
                black_box(Sha256::digest(black_box(bytes)));
            }
        },
    );
    let (verifying, hashing) = against.nanoseconds(COUNT);
    row(
        "two approvals of an entry, strictly verified, against hashing the entry: times as long",
        &Aim::None,
        against.slower(),
        &format!(
            "{:.1} µs, {:.2} µs: the floor of opening a keystore",
            verifying / 1e3,
            hashing / 1e3
        ),
    );
}

/// A million entries that differ in their number, and the one that they are made from.
fn million(site: &Site) -> (Log, (Vec<u8>, Approved)) {
    let start = Instant::now();
    let mut keystore = site.create();
    let head = keystore.head();
    let event = derived(head.size + 1);
    let approved = site.sign(2, Action::KeyDerive, &event, (&head, head.size + 1));
    let drafts = [Draft {
        event,
        approved: &approved,
    }];
    let head = keystore
        .append(&head, NOW, &drafts, &[], &site.log_key)
        .expect("an append");
    let bytes = keystore.entry(head.size).expect("the entry");
    let mut entry = Entry::decode(&bytes).expect("an entry");
    let mut log = Log {
        bytes: Vec::with_capacity(bytes.len() * (ENTRIES as usize + 10_000)),
        ends: Vec::new(),
    };
    // In canonical order `seq` is the last member but one, with `time` after it.
    let tail = format!("\"seq\":{},\"time\":\"{NOW}\"}}", entry.seq);
    let beginning = bytes
        .strip_suffix(tail.as_bytes())
        .expect("a canonical entry");
    for seq in 1..=ENTRIES {
        log.bytes.extend_from_slice(beginning);
        log.bytes
            .extend_from_slice(format!("\"seq\":{seq},\"time\":\"{NOW}\"}}").as_bytes());
        log.ends.push(log.bytes.len());
    }
    entry.seq = 1;
    assert_eq!(
        entry.encode().expect("an entry"),
        log.bytes[..log.ends[0]],
        "the same entry both ways"
    );
    eprintln!(
        "{ENTRIES} entries made in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    (log, (bytes, approved))
}
