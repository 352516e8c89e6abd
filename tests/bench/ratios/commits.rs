//! What an audited operation costs beyond a bare, durable SQLite commit of the same bytes.
//!
//! The operation is [`Keystore::append`] of one event that two officers signed beforehand: it takes the lock, checks
//! the approvals and the rules, writes entry, leaf hash, changed row and checkpoint, and commits. The bare commit
//! inserts the same cells into tables of the same schema in another file, with the same pragmas. The signatures'
//! part (verifying two approvals, signing the checkpoint) is timed by itself right after, and is the floor of what
//! the operation can cost; without it, the rest is compared with the bare commit.

use std::hint::black_box;
use std::time::{Duration, Instant};

use audit_log::{Checkpoint, LogKey, leaf_hash, sign_checkpoint};
use bench::{Aim, median, row};
use keystore::event::Attempt;
use keystore::{Draft, Keystore};
use quorum::{Action, Approved};
use rusqlite::{Connection, params};

use crate::site::{NOW, Site, derived};

const SCHEMA: &str = include_str!("../../../keystore-schema/0001_initial.sql");
const ROUNDS: usize = 200;
/// Log sizes at which the operation is measured.
const SIZES: [u64; 3] = [10, 1_000, 10_000];

/// Times of one round.
struct Round {
    append: Duration,
    bare: Duration,
    signatures: Duration,
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

    let start = Instant::now();
    let after = keystore
        .append(&head, NOW, &drafts, &[], &site.log_key)
        .expect("an append");
    let append = start.elapsed();

    let entry = keystore.entry(after.size).expect("the entry");
    let note = keystore.checkpoint().to_owned();
    let cards = &keystore.state().cards[&after.size];
    let (key_id, manifest) = (cards.key_id.to_string(), cards.manifest.to_string());
    let start = Instant::now();
    insert(bare, after.size, &entry, |conn| {
        conn.execute(
            "INSERT INTO cards (seq, key_id, count, manifest) VALUES (?1, ?2, ?3, ?4)",
            params![after.size as i64, key_id, cards.count as i64, manifest],
        )?;
        conn.execute(
            "INSERT INTO checkpoint (size, note) VALUES (?1, ?2)",
            params![after.size as i64, note],
        )
    });
    let taken = start.elapsed();

    let checkpoint = Checkpoint {
        origin: keystore.state().origin(),
        size: after.size,
        root: after.root,
    };
    Round {
        append,
        bare: taken,
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
fn signatures(site: &Site, approved: &Approved, checkpoint: &Checkpoint, note: &str) -> Duration {
    let key: &LogKey = &site.log_key;
    let start = Instant::now();
    Approved::check_signatures(&site.rules, approved.request(), approved.approvals())
        .expect("approvals");
    let signed = sign_checkpoint(checkpoint, key).expect("a checkpoint");
    let taken = start.elapsed();
    assert_eq!(signed, note, "the same checkpoint");
    taken
}

fn report(size: u64, rounds: &[Round], copying: &str) {
    let of = |part: fn(&Round) -> Duration| {
        median(rounds.iter().map(|round| part(round).as_secs_f64() * 1e6))
    };
    let ratio = |part: fn(&Round) -> f64| median(rounds.iter().map(part));
    let times = format!(
        "{:.0} µs; bare {:.0} µs; signatures {:.0} µs",
        of(|round| round.append),
        of(|round| round.bare),
        of(|round| round.signatures)
    );
    row(
        &format!(
            "an audited operation at {size} entries, without its signatures, against a bare durable commit of the same bytes: times as long"
        ),
        &Aim::AtMost(1.15),
        ratio(|round| {
            round.append.saturating_sub(round.signatures).as_secs_f64() / round.bare.as_secs_f64()
        }),
        &times,
    );
    let floor =
        ratio(|round| (round.bare + round.signatures).as_secs_f64() / round.bare.as_secs_f64());
    row(
        &format!("the same at {size} entries with checkpoint and two signatures"),
        &Aim::None,
        ratio(|round| round.append.as_secs_f64() / round.bare.as_secs_f64()),
        &format!("floor {floor:.2}: bare commit and signatures alone; {copying}"),
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
    let officers = vec![site.rules.officers()[0].id.clone()];
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let attempt = Attempt {
            command: "key derive".into(),
            officers: officers.clone(),
        };
        let start = Instant::now();
        let head = keystore.attempt(NOW, attempt).expect("an attempt");
        let ours = start.elapsed();
        let entry = keystore.entry(head.size).expect("the entry");
        let start = Instant::now();
        insert(bare, head.size, &entry, |_| Ok(0));
        ratios.push(ours.as_secs_f64() / start.elapsed().as_secs_f64());
    }
    row(
        "an attempt, which nobody signs, at 10,000 entries, against a bare durable commit of the same bytes: times as long",
        &Aim::AtMost(1.15),
        median(ratios.into_iter()),
        "measured, nothing taken off",
    );
}
