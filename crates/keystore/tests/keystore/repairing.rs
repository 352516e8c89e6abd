//! Repair gives back every table, says what it cannot give back, and never touches the log.

use std::path::{Path, PathBuf};

use keystore::event::Repaired;
use keystore::{Digest, Error, Event, Keystore, Repair, repair};
use quorum::Action;

use crate::world::{LATER, World, behind_the_back, findings, tamper};

/// Records a repair, closes the keystore and lets it take its place.
pub fn finish(world: &World, mut repaired: Repair) -> Result<Option<PathBuf>, Error> {
    record(world, &mut repaired);
    drop(repaired.keystore);
    repaired.replacement.finish()
}

fn record(world: &World, repaired: &mut Repair) {
    let event = Event::Repaired(Repaired {
        rows: repaired.rows,
        lost: repaired.lost.clone(),
    });
    let change = world.change(Action::Repair, vec![event]);
    world.commit(&mut repaired.keystore, &change).unwrap();
}

/// Does damage, and leaves the file in the mode in which a repair reads it.
fn damage(path: &Path, statements: &str) -> Vec<u8> {
    tamper(path, statements);
    let mode = "PRAGMA journal_mode = DELETE";
    let mode = behind_the_back(path).query_row(mode, [], |row| row.get::<_, String>(0));
    assert_eq!(mode.unwrap(), "delete");
    std::fs::read(path).unwrap()
}

fn files(world: &World) -> usize {
    std::fs::read_dir(world.folder()).unwrap().count()
}

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
    let kept = world
        .folder()
        .join("province.kms.damaged-2026-03-01T090000Z");
    assert_eq!(finish(&world, repaired).unwrap(), Some(kept.clone()));
    assert!(findings(&path).is_empty());
    assert!(!findings(&kept).is_empty(), "kept as it was");
    assert!(Keystore::open(&path).unwrap().head().size > head.size);
}

/// Fails if a second repair within the same second is refused for what the first one kept, or overwrites it.
#[test]
fn what_is_kept_twice_in_a_second_has_two_names() {
    let world = World::new();
    let path = world.with_history();
    let mut before = Vec::new();
    for name in ["", "-2", "-3"] {
        before.push(damage(&path, "DELETE FROM officer"));
        let repaired = repair(&path, &[], LATER).unwrap();
        let kept = finish(&world, repaired).unwrap().unwrap();
        let name = format!("province.kms.damaged-2026-03-01T090000Z{name}");
        assert_eq!(kept, world.folder().join(name));
    }
    let first = world
        .folder()
        .join("province.kms.damaged-2026-03-01T090000Z");
    assert_eq!(std::fs::read(first).unwrap(), before[0]);
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
    record(&world, &mut repaired);
    let digest = Digest::of(b"sealed identity");
    assert!(matches!(
        repaired.keystore.attachment(&digest),
        Err(Error::Erased(_))
    ));
    drop(repaired.keystore);
    repaired.replacement.finish().unwrap();
    assert!(findings(&path).is_empty());
}

/// Fails if the damaged file is touched before officers have signed for its repair.
#[test]
fn a_repair_that_is_not_finished_leaves_everything_as_it_was() {
    let world = World::new();
    let path = world.with_history();
    let before = damage(&path, "DELETE FROM attachment WHERE content = 'identity'");
    let first = repair(&path, &[], LATER).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(matches!(Keystore::open(&path), Err(Error::Busy)));
    let lost = first.lost.clone();
    drop(first);
    assert_eq!(repair(&path, &[], LATER).unwrap().lost, lost);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(files(&world), 1);
}

/// Fails if a new file takes the damaged one's place although nobody signed for that.
#[test]
fn a_repair_that_is_not_recorded_does_not_count() {
    for statements in [
        "DELETE FROM attachment WHERE content = 'identity'",
        "DELETE FROM officer",
    ] {
        let world = World::new();
        let path = world.with_history();
        let before = damage(&path, statements);
        let mut repaired = repair(&path, &[], LATER).unwrap();
        repaired.keystore.attempt(LATER, world.attempt()).unwrap();
        drop(repaired.keystore);
        let refused = repaired.replacement.finish();
        assert!(
            matches!(refused, Err(Error::Tampered(_) | Error::Rule { .. })),
            "{refused:?}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(files(&world), 1);
    }
}

/// Fails if a file is renamed while somebody may still write into it, or in the place of another one.
#[test]
fn only_a_closed_keystore_takes_the_place_of_the_damaged_one() {
    let world = World::new();
    let path = world.with_history();
    damage(&path, "DELETE FROM officer");
    let mut repaired = repair(&path, &[], LATER).unwrap();
    record(&world, &mut repaired);
    let still_open = repaired.keystore;
    assert!(matches!(repaired.replacement.finish(), Err(Error::Busy)));
    drop(still_open);

    let repaired = repair(&path, &[], LATER).unwrap();
    let other = world.folder().join("other.kms");
    std::fs::copy(&path, &other).unwrap();
    std::fs::rename(&other, &path).unwrap();
    assert!(matches!(finish(&world, repaired), Err(Error::Replaced)));
    assert_eq!(files(&world), 1);
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
    assert_eq!(finish(&world, repaired).unwrap(), None);
    assert_eq!(std::fs::read_dir(world.folder()).unwrap().count(), 1);
    assert!(findings(&path).is_empty());
}
