//! What goes in through the door is there afterwards, all of it or nothing.

use keystore::state::Content;
use keystore::{Draft, Error, KeyState, Keystore};

use crate::world::{World, bytes, findings, key_id};

#[test]
fn a_history_of_every_event_verifies_and_reopens_equal() {
    let world = World::new();
    let mut keystore = world.create();
    assert_eq!((keystore.head().size, keystore.unsigned_tail()), (1, 0));
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    keystore
        .attempt(crate::world::LATER, world.attempt())
        .unwrap();
    let reopened = Keystore::open(&world.path()).unwrap();
    assert_eq!(reopened.head(), keystore.head());
    assert_eq!(reopened.checkpoint(), keystore.checkpoint());
    assert_eq!(reopened.state().keys, keystore.state().keys);
    assert_eq!(reopened.state().attachments, keystore.state().attachments);
    assert_eq!((reopened.unsigned_tail(), keystore.unsigned_tail()), (1, 1));
    let blob = reopened.state().keys[&key_id(1)].blob;
    assert_eq!(reopened.attachment(&blob).unwrap(), b"sealed key 1");
}

#[test]
fn every_table_gets_rows_from_the_history() {
    let world = World::new();
    let path = world.with_history();
    assert!(findings(&path).is_empty());
    let conn = crate::world::behind_the_back(&path);
    for table in crate::row_tampering::projection(&conn) {
        let count: i64 = conn
            .query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| {
                row.get(0)
            })
            .unwrap();
        assert!(
            count > 0,
            "{table} is empty: the history leaves it untested"
        );
    }
}

#[test]
fn entries_and_checkpoints_come_back_as_an_export_needs_them() {
    let world = World::new();
    let keystore = Keystore::open_read_only(&world.with_history()).unwrap();
    let entries: Vec<_> = keystore.entries().map(Result::unwrap).collect();
    assert_eq!(entries.len() as u64, keystore.head().size);
    let checkpoints: Vec<_> = keystore.checkpoints().unwrap().collect();
    assert_eq!(checkpoints.last().unwrap().1, keystore.checkpoint());
    let key = &keystore.state().created.log_key;
    for (size, note) in checkpoints {
        let checkpoint = audit_log::open_checkpoint(&note, key).unwrap();
        assert_eq!(
            (checkpoint.size, checkpoint.root),
            (size, keystore.tree().root_at(size).unwrap())
        );
    }
    assert!(matches!(keystore.entry(0), Err(Error::NoEntry(0))));
    assert!(matches!(
        keystore.entry(keystore.head().size + 1),
        Err(Error::NoEntry(_))
    ));
}

#[test]
fn a_failed_append_leaves_nothing() {
    let world = World::new();
    let mut keystore = world.create();
    let head = keystore.head();
    let (good, mut broken) = (world.generate(1, 1), world.generate(1, 1));
    broken.attachments.clear();
    // The first event is good, the second makes the same key again: a broken rule.
    let sign = |one: &crate::world::Change, seq| {
        let subject = one.events[0].subject(&head, seq).unwrap();
        world.approve(2, world.request(one.action, subject))
    };
    let signed = [sign(&good, 2), sign(&broken, 3)];
    let drafts = [(&good, &signed[0]), (&broken, &signed[1])].map(|(one, approved)| Draft {
        event: one.events[0].clone(),
        approved,
    });
    let failed = keystore.append(
        &head,
        crate::world::NOW,
        &drafts,
        &good.attachments,
        &world.log_key,
    );
    assert!(matches!(failed, Err(Error::Rule { .. })));
    assert_eq!(keystore.head(), head);
    assert!(keystore.state().keys.is_empty());
    assert_eq!(Keystore::open(&world.path()).unwrap().head(), head);
    world.commit(&mut keystore, &good).unwrap();
}

#[test]
fn attachments_are_exactly_those_that_the_events_name() {
    let world = World::new();
    let mut keystore = world.create();
    let mut change = world.generate(1, 1);
    let blob = change.attachments.pop().unwrap();
    assert!(matches!(
        world.commit(&mut keystore, &change),
        Err(Error::AttachmentNotGiven(_))
    ));
    change
        .attachments
        .push(bytes(Content::Package, "sealed key 1"));
    assert!(matches!(
        world.commit(&mut keystore, &change),
        Err(Error::AttachmentNotGiven(_))
    ));
    change.attachments = vec![blob, bytes(Content::Key, "something else")];
    assert!(matches!(
        world.commit(&mut keystore, &change),
        Err(Error::AttachmentNotNamed(_))
    ));
    change.attachments.pop();
    world.commit(&mut keystore, &change).unwrap();
}

#[test]
fn two_things_never_share_an_attachment() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let mut change = world.generate(2, 2);
    let keystore::Event::KeyGenerated(made) = &mut change.events[0] else {
        panic!("a key")
    };
    made.blob = keystore.state().keys[&key_id(1)].blob;
    change.attachments.clear();
    assert!(
        matches!(world.commit(&mut keystore, &change), Err(Error::Rule { rule }) if rule.contains("attachment"))
    );
}

/// Whether the bytes of key 1 are in the file or its write-ahead log.
fn is_there(world: &World) -> bool {
    let names = ["province.kms", "province.kms-wal"].map(|name| world.folder().join(name));
    let mut files = names.iter().filter_map(|path| std::fs::read(path).ok());
    files.any(|bytes| bytes.windows(12).any(|window| window == b"sealed key 1"))
}

/// Brings key 1 to its end.
fn destroy(world: &World, keystore: &mut Keystore) {
    let steps = [
        KeyState::PreActivation,
        KeyState::Active,
        KeyState::Deactivated,
        KeyState::Destroyed,
    ];
    for pair in steps.windows(2) {
        world
            .commit(keystore, &world.state(1, pair[0], pair[1]))
            .unwrap();
    }
}

#[test]
fn erased_bytes_are_nowhere_any_more() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let blob = keystore.state().keys[&key_id(1)].blob;
    assert!(is_there(&world), "the search finds what is there");
    destroy(&world, &mut keystore);
    assert!(!keystore.erasure_pending());
    assert!(!is_there(&world));
    assert!(matches!(keystore.attachment(&blob), Err(Error::Erased(found)) if found == blob));
    drop(keystore);
    assert!(findings(&world.path()).is_empty());
}

/// Another process that reads, at this moment.
fn reader(world: &World) -> rusqlite::Connection {
    let conn = crate::world::behind_the_back(&world.path());
    conn.execute_batch("BEGIN; SELECT count(*) FROM log_entry")
        .unwrap();
    conn
}

/// Fails if nobody says that erased bytes are still there, or nobody ever tries again.
#[test]
fn a_reader_in_the_way_of_an_erasure_is_told_and_tried_again() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let in_the_way = reader(&world);
    destroy(&world, &mut keystore);
    assert!(keystore.erasure_pending() && is_there(&world));
    world.commit(&mut keystore, &world.refused()).unwrap();
    assert!(keystore.erasure_pending(), "the reader is still there");
    let mut second = Keystore::open(&world.path()).unwrap();
    world.commit(&mut second, &world.refused()).unwrap();
    assert!(
        second.erasure_pending(),
        "nor does another process pass it over"
    );
    drop(in_the_way);
    world.commit(&mut second, &world.refused()).unwrap();
    assert!(!second.erasure_pending() && !is_there(&world));
}

/// Fails if an erasure gives up at once: most readers are gone a moment later.
#[test]
fn a_reader_that_goes_is_waited_for() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let in_the_way = reader(&world);
    let goes = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(2));
        drop(in_the_way);
    });
    destroy(&world, &mut keystore);
    assert!(!keystore.erasure_pending() && !is_there(&world));
    goes.join().unwrap();
}
