//! What an audited operation costs beyond a bare, durable SQLite commit of the same bytes.
//!
//! The operation is [`Keystore::append`] of one event that two officers signed beforehand: it takes the lock, checks
//! the approvals and the rules, writes entry, leaf hash, changed row and checkpoint, and commits. The bare commit
//! inserts the same cells into tables of the same schema in another file, with the same pragmas. The signatures'
//! part (verifying two approvals, signing the checkpoint) is timed by itself right after, and is the floor of what
//! the operation can cost; without it, the rest is compared with the bare commit.
//!
//! Whole times say little on a disk that completes syncs at a beat of its own, as virtual disks do: what was computed
//! since the last beat is hidden or costs a whole one, and ratios below 1 come out, which cannot be. So a row beside
//! them tells in processor time what the operation computes beyond the bare commit, and how slow a commit must be for
//! the aim to be met.

use std::hint::black_box;
use std::time::Instant;

use audit_log::{Checkpoint, LogKey, leaf_hash, sign_checkpoint};
use bench::{Aim, median, row};
use keystore::event::Attempt;
use keystore::{Draft, Keystore};
use quorum::{Action, Approved};
use rusqlite::{Connection, params};
use rustix::time::{ClockId, clock_gettime};

use crate::site::{NOW, Site, derived};

const SCHEMA: &str = include_str!("../../../keystore-schema/0001_initial.sql");
const ROUNDS: usize = 200;
/// Log sizes at which the operation is measured.
const SIZES: [u64; 3] = [10, 1_000, 10_000];

/// How often the keystore is opened.
const OPENINGS: usize = 11;
/// What the operation may add to a bare commit.
const MOST: f64 = 1.15;

/// Microseconds that some work took.
#[derive(Clone, Copy)]
struct Spent {
    whole: f64,
    /// On the processor, in this thread.
    computing: f64,
}

fn spent<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let (start, computed) = (Instant::now(), computed());
    let done = work();
    let computing = self::computed() - computed;
    let whole = start.elapsed().as_secs_f64() * 1e6;
    (done, Spent { whole, computing })
}

/// Microseconds that this thread has been on the processor.
fn computed() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// What one round took.
struct Round {
    append: Spent,
    bare: Spent,
    signatures: Spent,
}

/// Prints this group's rows.
pub fn run() {
    let site = Site::new();
    let mut keystore = site.create();
    let bare = bare(&site);
    for size in SIZES {
        site.grow(&mut keystore, size);
        let rounds: Vec<Round> = (0..ROUNDS)
            .map(|_| round(&site, &mut keystore, &bare))
            .collect();
        report(size, &rounds, &copying(&keystore));
    }
    attempts(&site, &mut keystore, &bare);
    others(&site, &mut keystore);
    let report = keystore::verify(&site.path()).expect("a keystore");
    assert!(report.findings.is_empty(), "all of it verifies");
}

/// An empty file with the keystore's tables and settings.
fn bare(site: &Site) -> Connection {
    let conn = Connection::open(site.folder().join("bare.db")).expect("a file");
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;",
    )
    .expect("settings");
    conn.execute_batch(SCHEMA).expect("tables");
    // The log grows at its end: it begins where the keystore's begins to be measured.
    conn.execute_batch("DROP TRIGGER log_entry_insert; DROP TRIGGER checkpoint_insert;")
        .expect("triggers");
    conn
}

fn round(site: &Site, keystore: &mut Keystore, bare: &Connection) -> Round {
    let head = keystore.head();
    let event = derived(head.size + 1);
    let approved = site.sign(2, Action::KeyDerive, &event, (&head, head.size + 1));
    let drafts = [Draft {
        event,
        approved: &approved,
    }];

    let (after, append) = spent(|| keystore.append(&head, NOW, &drafts, &[], &site.log_key));
    let after = after.expect("an append");

    let entry = keystore.entry(after.size).expect("the entry");
    let note = keystore.checkpoint().to_owned();
    let cards = &keystore.state().cards[&after.size];
    let (key_id, manifest) = (cards.key_id.to_string(), cards.manifest.to_string());
    let more = |conn: &Connection| {
        conn.execute(
            "INSERT INTO cards (seq, key_id, count, manifest) VALUES (?1, ?2, ?3, ?4)",
            params![after.size as i64, key_id, cards.count as i64, manifest],
        )?;
        conn.execute(
            "INSERT INTO checkpoint (size, note) VALUES (?1, ?2)",
            params![after.size as i64, note],
        )
    };
    let ((), bare) = spent(|| insert(bare, after.size, &entry, more));

    let checkpoint = Checkpoint {
        origin: keystore.state().origin(),
        size: after.size,
        root: after.root,
    };
    Round {
        append,
        bare,
        signatures: signatures(site, &approved, &checkpoint, &note),
    }
}

/// One transaction with an entry and more.
fn insert(
    conn: &Connection,
    seq: u64,
    entry: &[u8],
    more: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
) {
    let tx = conn.unchecked_transaction().expect("a transaction");
    tx.execute(
        "INSERT INTO log_entry (seq, entry, leaf_hash) VALUES (?1, ?2, ?3)",
        params![seq as i64, entry, leaf_hash(entry)],
    )
    .expect("an entry");
    more(&tx).expect("the rest");
    tx.commit().expect("a commit");
}

/// The signatures that no append can do without: k approvals verified, one checkpoint signed.
fn signatures(site: &Site, approved: &Approved, checkpoint: &Checkpoint, note: &str) -> Spent {
    let key: &LogKey = &site.log_key;
    let (signed, taken) = spent(|| {
        Approved::check_signatures(&site.rules, approved.request(), approved.approvals())
            .expect("approvals");
        sign_checkpoint(checkpoint, key).expect("a checkpoint")
    });
    assert_eq!(signed, note, "the same checkpoint");
    taken
}

fn report(size: u64, rounds: &[Round], copying: &str) {
    let of = |part: fn(&Round) -> f64| median(rounds.iter().map(part));
    let whole = of(|round| round.append.whole);
    let signatures = of(|round| round.signatures.whole);
    let excess =
        |round: &Round| round.append.computing - round.signatures.computing - round.bare.computing;
    let without_signatures =
        |round: &Round| (round.append.whole - round.signatures.whole) / round.bare.whole;
    compare(
        &format!("an audited operation at {size} entries, without its signatures"),
        median(rounds.iter().map(without_signatures)),
        median(rounds.iter().map(excess)),
        of(|round| round.bare.whole),
    );
    row(
        &format!("the same at {size} entries, whole, with checkpoint and two signatures"),
        &Aim::None,
        of(|round| round.append.whole / round.bare.whole),
        &format!("{whole:.0} µs, of them signatures {signatures:.0} µs; {copying}"),
    );
}

/// Two rows: whole times, and what is computed beyond a bare commit on top of the whole time of that commit.
fn compare(what: &str, whole: f64, excess: f64, bare: f64) {
    let how = if whole < 1.0 {
        "less than the work that both do: the disk's beat, and nothing of the operation"
    } else {
        "whole times"
    };
    row(
        &format!("{what}, against a bare durable commit of the same bytes: times as long"),
        &Aim::AtMost(MOST),
        whole,
        how,
    );
    row(
        "the same, by what is computed beyond the bare commit",
        &Aim::None,
        (bare + excess) / bare,
        &format!(
            "{excess:.0} µs beyond {bare:.0} µs; {MOST} where a bare commit takes {:.0} µs",
            excess / (MOST - 1.0)
        ),
    );
}

/// What an append would cost more if it worked on a copy, to throw away where the commit fails.
fn copying(keystore: &Keystore) -> String {
    let copy = || {
        let start = Instant::now();
        black_box((keystore.state().clone(), keystore.tree().clone()));
        start.elapsed().as_secs_f64() * 1e6
    };
    let taken = median((0..21).map(|_| copy()));
    format!("a copy of state and tree would add {taken:.0} µs")
}

/// The one event without signatures: nothing is to be taken off here.
fn attempts(site: &Site, keystore: &mut Keystore, bare: &Connection) {
    let round = |_| {
        let (head, ours) = spent(|| keystore.attempt(NOW, attempt(site)));
        let head = head.expect("an attempt");
        let entry = keystore.entry(head.size).expect("the entry");
        let ((), theirs) = spent(|| insert(bare, head.size, &entry, |_| Ok(0)));
        (ours, theirs)
    };
    let rounds: Vec<(Spent, Spent)> = (0..ROUNDS).map(round).collect();
    let of = |part: fn(&(Spent, Spent)) -> f64| median(rounds.iter().map(part));
    compare(
        "an attempt, which nobody signs, at 10,000 entries",
        of(|(ours, theirs)| ours.whole / theirs.whole),
        of(|(ours, theirs)| ours.computing - theirs.computing),
        of(|(_, theirs)| theirs.whole),
    );
}

fn attempt(site: &Site) -> Attempt {
    Attempt {
        command: "key derive".into(),
        officers: vec![site.rules.officers()[0].id.clone()],
    }
}

/// What an append costs more where another process wrote since, against verifying the file from its first entry.
fn others(site: &Site, keystore: &mut Keystore) {
    let mut other = Keystore::open(&site.path()).expect("a keystore");
    let round = |_| {
        keystore.attempt(NOW, attempt(site)).expect("an attempt");
        let (head, taking_in) = spent(|| other.attempt(NOW, attempt(site)));
        head.expect("an attempt");
        let (opened, opening) = spent(|| Keystore::open(&site.path()));
        opened.expect("a keystore");
        (opening.computing, taking_in.computing)
    };
    let rounds: Vec<(f64, f64)> = (0..OPENINGS).map(round).collect();
    let opening = median(rounds.iter().map(|(opening, _)| *opening));
    let taking_in = median(rounds.iter().map(|(_, taking_in)| *taking_in));
    let entries = keystore.head().size as f64;
    row(
        "opening a keystore of 10,000 entries, against taking in one of another process: times as long",
        &Aim::None,
        opening / taking_in,
        &format!(
            "{:.1} µs, {:.1} µs an entry",
            opening / entries,
            taking_in / entries
        ),
    );
}
