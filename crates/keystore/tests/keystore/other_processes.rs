//! What other processes do to an open keystore: what they write is taken in, what they alter is found.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use keystore::{Error, Finding, Keystore, verify};
use rusqlite::Connection;

use crate::world::{LATER, NOW, World, behind_the_back, findings, key_id, tamper};

#[test]
fn a_second_process_moves_the_head() {
    let world = World::new();
    let mut first = world.create();
    let mut second = Keystore::open(&world.path()).unwrap();
    let head = first.head();
    world.commit(&mut second, &world.generate(1, 1)).unwrap();
    let late = world.generate(2, 2);
    let moved = world.commit_on(&mut first, &head, &late);
    assert!(
        matches!(moved, Err(Error::Moved { expected, found }) if expected == head && found == second.head())
    );
    assert!(
        first.state().keys.contains_key(&key_id(1)),
        "the state is that of the file"
    );
    world.commit(&mut first, &late).unwrap();
    assert_eq!(Keystore::open(&world.path()).unwrap().head(), first.head());
}

#[test]
fn attempts_of_two_processes_do_not_collide() {
    let world = World::new();
    let mut first = world.create();
    let mut second = Keystore::open(&world.path()).unwrap();
    for _ in 0..2 {
        first.attempt(NOW, world.attempt()).unwrap();
        second.attempt(NOW, world.attempt()).unwrap();
    }
    assert_eq!(second.unsigned_tail(), 4);
    assert_eq!(second.state().open_attempts.len(), 4);
    world.commit(&mut second, &world.refused()).unwrap();
    assert_eq!(second.unsigned_tail(), 0);
    assert!(findings(&world.path()).is_empty());
}

/// Fails if what was taken in piece by piece differs anywhere from a replay of the whole log.
#[test]
fn what_others_append_is_taken_in_as_a_replay_would() {
    let world = World::new();
    let mut here = world.create();
    let mut there = Keystore::open(&world.path()).unwrap();
    for mut change in world.history() {
        here.attempt(NOW, world.attempt()).unwrap();
        there.attempt(NOW, world.attempt()).unwrap();
        world.have_cosigned(&there, &mut change);
        world.commit(&mut there, &change).unwrap();
        here.attempt(NOW, world.attempt()).unwrap();
        let fresh = Keystore::open(&world.path()).unwrap();
        assert_eq!(here.head(), fresh.head());
        assert_eq!(here.checkpoint(), fresh.checkpoint());
        assert_eq!(here.unsigned_tail(), fresh.unsigned_tail());
        let (here, fresh) = (here.state(), fresh.state());
        assert_eq!(here.keys, fresh.keys);
        assert_eq!(here.peers, fresh.peers);
        assert_eq!(here.transports, fresh.transports);
        assert_eq!(here.packages, fresh.packages);
        assert_eq!(here.imports, fresh.imports);
        assert_eq!(here.witnessed, fresh.witnessed);
        assert_eq!(here.cosignatures, fresh.cosignatures);
        assert_eq!(here.cards, fresh.cards);
        assert_eq!(here.attachments, fresh.attachments);
        assert_eq!(here.open_attempts, fresh.open_attempts);
    }
}

#[test]
fn what_another_process_altered_stops_the_next_append() {
    let world = World::new();
    let mut keystore = world.create();
    let conn = behind_the_back(&world.path());
    conn.execute("UPDATE keystore SET rehearsal = 0", [])
        .unwrap();
    let refused = world.commit(&mut keystore, &world.generate(1, 1));
    assert!(matches!(refused, Err(Error::Tampered(_))));
    assert!(matches!(
        keystore.attempt(NOW, world.attempt()),
        Err(Error::Tampered(_))
    ));
}

/// One alteration of each sort that a file of [`World::with_history`] can suffer.
const ALTERATIONS: [&str; 11] = [
    "UPDATE log_entry SET entry = CAST(replace(CAST(entry AS TEXT), '12345 67890', '12345 67891') AS BLOB)
     WHERE seq = 3",
    "UPDATE log_entry SET leaf_hash = zeroblob(32) WHERE seq = 3",
    "DELETE FROM log_entry WHERE seq = 3",
    "UPDATE log_entry SET seq = 0 WHERE seq = 1",
    "INSERT INTO log_entry SELECT -1, entry, leaf_hash FROM log_entry WHERE seq = 3",
    "UPDATE checkpoint SET note = note || ' ' WHERE size = 3",
    "UPDATE checkpoint SET size = 4 WHERE size = 3",
    "DELETE FROM checkpoint WHERE size = 3",
    "UPDATE attachment SET bytes = x'00' WHERE content = 'key'",
    "DELETE FROM cards",
    "CREATE TABLE another (a)",
];

/// Fails if an open keystore overlooks, takes in or tells otherwise what an opening would refuse.
#[test]
fn every_alteration_stops_an_open_keystore_as_it_stops_an_opening() {
    let world = World::new();
    let clean = std::fs::read(world.with_history()).unwrap();
    for alteration in ALTERATIONS {
        std::fs::write(world.path(), &clean).unwrap();
        let mut keystore = Keystore::open(&world.path()).unwrap();
        let head = keystore.head();
        tamper(&world.path(), alteration);
        let expected = verify(&world.path()).unwrap();
        for _ in 0..2 {
            let Err(Error::Tampered(report)) = world.commit(&mut keystore, &world.refused()) else {
                panic!("appended in spite of: {alteration}");
            };
            assert_eq!(
                format!("{report:?}"),
                format!("{expected:?}"),
                "{alteration}"
            );
            assert_eq!(keystore.head(), head, "{alteration}");
        }
        drop(keystore);
        assert_eq!(findings(&world.path()).len(), expected.findings.len());
    }
}

/// What is left is sound in itself: only who saw the end knows better.
#[test]
fn a_log_that_is_cut_off_beside_an_open_keystore_stops_it() {
    let world = World::new();
    let mut keystore = Keystore::open(&world.with_history()).unwrap();
    let witnessed = keystore.head().size;
    tamper(
        &world.path(),
        "DELETE FROM log_entry WHERE seq = (SELECT max(seq) FROM log_entry)",
    );
    assert!(verify(&world.path()).unwrap().is_clean());
    let Err(Error::Tampered(report)) = keystore.attempt(NOW, world.attempt()) else {
        panic!("gone back with the file");
    };
    let [
        Finding::RolledBack {
            witnessed: size,
            entries,
        },
    ] = report.findings[..]
    else {
        panic!("{:?}", report.findings);
    };
    assert_eq!((size, entries), (witnessed, witnessed - 1));
    assert_eq!(keystore.head().size, witnessed);
}

/// The negative control of the test above: another connection that changes nothing stops nobody.
#[test]
fn another_writer_that_changes_nothing_stops_nobody() {
    let world = World::new();
    let mut keystore = Keystore::open(&world.with_history()).unwrap();
    tamper(&world.path(), "SELECT 1");
    world.commit(&mut keystore, &world.refused()).unwrap();
}

/// Holds the write lock in one go after another, says when it has it, and commits at the end of each.
fn hold(conn: &Connection, goes: &[Duration], locked: &mpsc::Sender<()>) {
    for go in goes {
        // Any write will do that leaves everything as it is.
        conn.execute_batch("BEGIN IMMEDIATE; PRAGMA user_version = 2")
            .unwrap();
        let _ = locked.send(());
        thread::sleep(*go);
        conn.execute_batch("COMMIT").unwrap();
    }
}

/// Tries to append while another connection holds the lock so often and for so long.
fn attempt_beside(goes: &[Duration]) -> Result<(), Error> {
    let world = World::new();
    let mut keystore = world.create();
    let conn = behind_the_back(&world.path());
    thread::scope(|scope| {
        let (locked, is_locked) = mpsc::channel();
        scope.spawn(move || hold(&conn, goes, &locked));
        is_locked.recv().unwrap();
        keystore.attempt(LATER, world.attempt()).map(drop)
    })
}

#[test]
fn who_merely_waits_is_not_refused() {
    attempt_beside(&[Duration::from_secs(3); 4]).unwrap();
}

#[test]
fn where_nobody_gets_on_a_waiting_process_is_refused() {
    let refused = attempt_beside(&[Duration::from_secs(12)]);
    assert!(matches!(refused, Err(Error::Busy)));
}
