//! Repair gives back every table, says what it cannot give back, and never touches the log.

use keystore::event::Repaired;
use keystore::{Digest, Error, Event, Keystore, repair};
use quorum::Action;

use crate::world::{LATER, World, behind_the_back, findings, tamper};

#[test]
fn damaged_tables_come_back_from_the_log() {
    let world = World::new();
    let path = world.with_history();
    let head = Keystore::open_read_only(&path).unwrap().head();
    let damage = "UPDATE key SET state = 'active'; DELETE FROM officer; DROP TABLE cards; DROP TRIGGER log_entry_delete;
        INSERT INTO cosignature VALUES ('nobody', 1, 'line'); CREATE TABLE more (a);";
    behind_the_back(&path).execute_batch(damage).unwrap();
    assert!(!findings(&path).is_empty());
    let repaired = repair(&path, &[], LATER).unwrap();
    assert_eq!(repaired.keystore.head(), head);
    assert!(repaired.lost.is_empty() && !repaired.found.is_clean());
    assert_eq!(
        repaired.kept,
        Some(
            world
                .folder()
                .join("province.kms.damaged-2026-03-01T090000Z")
        )
    );
    drop(repaired);
    assert!(findings(&path).is_empty());
    assert!(
        !findings(
            &world
                .folder()
                .join("province.kms.damaged-2026-03-01T090000Z")
        )
        .is_empty(),
        "kept as it was"
    );
}

#[test]
fn a_lost_attachment_is_lost_only_when_the_log_says_so() {
    let world = World::new();
    let path = world.with_history();
    tamper(
        &path,
        "DELETE FROM attachment WHERE content = 'identity'; UPDATE attachment SET bytes = x'00' WHERE content = 'package'",
    );
    let mut repaired = repair(&path, &[], LATER).unwrap();
    assert_eq!(repaired.lost.len(), 3);
    assert!(repaired.lost.contains(&Digest::of(b"sealed identity")));
    assert!(
        matches!(Keystore::open(&path), Err(Error::Tampered(_))),
        "a crash here: repair again"
    );
    let event = Event::Repaired(Repaired {
        rows: repaired.rows,
        lost: repaired.lost.clone(),
    });
    let change = world.change(Action::Repair, vec![event]);
    world.commit(&mut repaired.keystore, &change).unwrap();
    let digest = Digest::of(b"sealed identity");
    assert!(matches!(
        repaired.keystore.attachment(&digest),
        Err(Error::Erased(_))
    ));
    drop(repaired);
    assert!(findings(&path).is_empty());
}

#[test]
fn a_repair_after_a_repair_that_was_not_logged_finds_the_same() {
    let world = World::new();
    let path = world.with_history();
    tamper(&path, "DELETE FROM attachment WHERE content = 'identity'");
    let first = repair(&path, &[], LATER).unwrap().lost;
    let second = repair(&path, &[], "2026-03-01T10:00:00Z").unwrap().lost;
    assert_eq!(first, second);
}

#[test]
fn a_damaged_log_is_beyond_repair() {
    let world = World::new();
    let path = world.with_history();
    tamper(
        &path,
        "UPDATE log_entry SET leaf_hash = zeroblob(32) WHERE seq = 2",
    );
    assert!(matches!(repair(&path, &[], LATER), Err(Error::Tampered(_))));
    assert_eq!(findings(&path).len(), 1, "nothing was changed");
}

#[test]
fn a_log_that_was_cut_off_is_not_repaired() {
    let world = World::new();
    let mut keystore = world.create();
    let kept = world.folder().join("kept");
    std::fs::copy(world.path(), &kept).unwrap();
    world.commit(&mut keystore, &world.refused()).unwrap();
    let newest = keystore.checkpoint().to_owned();
    assert!(matches!(
        repair(&kept, &[newest], LATER),
        Err(Error::Tampered(_))
    ));
}

#[test]
fn nobody_may_have_the_keystore_open() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.refused()).unwrap();
    assert!(matches!(
        repair(&world.path(), &[], LATER),
        Err(Error::Busy)
    ));
}

#[test]
fn a_sound_keystore_is_not_replaced() {
    let world = World::new();
    let path = world.with_history();
    let repaired = repair(&path, &[], LATER).unwrap();
    assert!(repaired.found.is_clean() && repaired.lost.is_empty() && repaired.rows == 0);
    assert_eq!(repaired.kept, None);
    drop(repaired);
    assert_eq!(std::fs::read_dir(world.folder()).unwrap().count(), 1);
    assert!(findings(&path).is_empty());
}
