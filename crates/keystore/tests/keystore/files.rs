//! The file itself: made whole or not at all, read without a trace.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use keystore::{Error, Finding, Keystore, verify};
use proptest::prelude::prop_assert;
use proptest::test_runner::{Config, TestRunner};

use crate::world::{NOW, World, behind_the_back};

fn names(world: &World) -> Vec<String> {
    let entries = std::fs::read_dir(world.folder()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_keystore_is_one_file_for_its_owner_only() {
    let world = World::new();
    drop(world.create());
    assert_eq!(names(&world), ["province.kms"]);
    let mode = std::fs::metadata(world.path())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn creating_never_replaces_and_leaves_nothing_behind() {
    let world = World::new();
    std::fs::write(world.path(), b"something of somebody").unwrap();
    assert!(matches!(
        world.create_at(&world.path()),
        Err(Error::Exists(_))
    ));
    assert_eq!(
        std::fs::read(world.path()).unwrap(),
        b"something of somebody"
    );
    assert_eq!(names(&world), ["province.kms"]);
    std::fs::remove_file(world.path()).unwrap();
    std::fs::write(world.folder().join("province.kms-wal"), b"left over").unwrap();
    assert!(matches!(
        world.create_at(&world.path()),
        Err(Error::Exists(_))
    ));
    assert_eq!(names(&world), ["province.kms-wal"]);
}

#[test]
fn opening_never_creates() {
    let world = World::new();
    assert!(matches!(
        Keystore::open(&world.path()),
        Err(Error::NotFound(_))
    ));
    assert!(matches!(
        Keystore::open_read_only(&world.path()),
        Err(Error::NotFound(_))
    ));
    assert!(matches!(verify(&world.path()), Err(Error::NotFound(_))));
    assert!(matches!(verify(world.folder()), Err(Error::NotFound(_))));
    assert!(names(&world).is_empty());
}

#[test]
fn reading_writes_nothing() {
    let world = World::new();
    let path = world.with_history();
    let before = (
        std::fs::read(&path).unwrap(),
        std::fs::metadata(&path).unwrap().modified().unwrap(),
    );
    let mut keystore = Keystore::open_read_only(&path).unwrap();
    assert!(verify(&path).unwrap().is_clean());
    assert_eq!(names(&world), ["province.kms"]);
    assert!(matches!(
        keystore.attempt(NOW, world.attempt()),
        Err(Error::Unwritable { .. })
    ));
    assert!(matches!(
        world.commit(&mut keystore, &world.refused()),
        Err(Error::Unwritable { .. })
    ));
    assert_eq!(
        before,
        (
            std::fs::read(&path).unwrap(),
            std::fs::metadata(&path).unwrap().modified().unwrap()
        )
    );
}

#[test]
fn a_reader_sees_what_a_writer_has_committed_and_keeps_it() {
    let world = World::new();
    let mut writer = world.create();
    world.commit(&mut writer, &world.generate(1, 1)).unwrap();
    assert!(
        names(&world).contains(&"province.kms-wal".to_owned()),
        "the writer is in the middle of it"
    );
    let reader = Keystore::open_read_only(&world.path()).unwrap();
    assert_eq!(reader.head(), writer.head());
    world.commit(&mut writer, &world.generate(2, 2)).unwrap();
    assert_eq!(reader.head().size + 1, writer.head().size);
    assert_eq!(reader.entries().count() as u64, reader.head().size);
}

#[test]
fn a_file_replaced_under_an_open_keystore_stops_it() {
    let world = World::new();
    let mut keystore = world.create();
    let copy = world.folder().join("copy");
    std::fs::copy(world.path(), &copy).unwrap();
    std::fs::rename(&copy, world.path()).unwrap();
    assert!(matches!(
        keystore.attempt(NOW, world.attempt()),
        Err(Error::Replaced)
    ));
}

#[test]
fn a_newer_schema_is_refused_by_its_name() {
    let world = World::new();
    drop(world.create());
    behind_the_back(&world.path())
        .pragma_update(None, "user_version", 3)
        .unwrap();
    assert!(matches!(
        Keystore::open(&world.path()),
        Err(Error::Newer { found: 3, known: 2 })
    ));
    assert!(matches!(
        Keystore::open_read_only(&world.path()),
        Err(Error::Newer { .. })
    ));
    let found = verify(&world.path()).unwrap().findings;
    assert!(matches!(
        found[..],
        [Finding::Version { found: 3, known: 2 }]
    ));
}

#[test]
fn other_files_are_damaged_or_no_keystores() {
    let world = World::new();
    std::fs::write(world.path(), [0x5A; 8192]).unwrap();
    assert!(matches!(
        Keystore::open(&world.path()),
        Err(Error::Damaged { .. })
    ));
    assert!(matches!(
        verify(&world.path()).unwrap().findings[..],
        [Finding::Container { .. }]
    ));
    std::fs::remove_file(world.path()).unwrap();
    behind_the_back(&world.path())
        .execute_batch("CREATE TABLE unrelated (a)")
        .unwrap();
    assert!(matches!(
        Keystore::open(&world.path()),
        Err(Error::Tampered(_))
    ));
    let found = verify(&world.path()).unwrap().findings;
    assert!(
        found
            .iter()
            .any(|finding| matches!(finding, Finding::ApplicationId { found: 0 }))
    );
}

#[test]
fn a_database_that_is_no_keystore_is_left_as_it_was() {
    let world = World::new();
    behind_the_back(&world.path())
        .execute_batch("CREATE TABLE unrelated (a)")
        .unwrap();
    let before = std::fs::read(world.path()).unwrap();
    assert!(matches!(
        Keystore::open(&world.path()),
        Err(Error::Tampered(_))
    ));
    assert_eq!(std::fs::read(world.path()).unwrap(), before);
    assert_eq!(names(&world), ["province.kms"]);
}

#[test]
fn a_flipped_bit_is_refused_or_changes_nothing() {
    let world = World::new();
    let path = world.with_history();
    let clean = std::fs::read(&path).unwrap();
    let content = everything(&path).unwrap();
    let flipped = world.folder().join("flipped.kms");
    let mut runner = TestRunner::new(Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    });
    let refused = std::cell::Cell::new(0);
    let run = runner.run(&(0..clean.len(), 0..8_u8), |(at, bit)| {
        let mut bytes = clean.clone();
        bytes[at] ^= 1 << bit;
        std::fs::write(&flipped, bytes).unwrap();
        match everything(&flipped) {
            Ok(found) => prop_assert!(
                found == content,
                "byte {at}, bit {bit} changed what is read"
            ),
            Err(_) => refused.set(refused.get() + 1),
        }
        Ok(())
    });
    run.unwrap();
    assert!(
        refused.get() > 20,
        "only {} of 100 refused: most flips miss the content",
        refused.get()
    );
}

/// Every byte that somebody can read from the keystore.
fn everything(path: &Path) -> Result<Vec<Vec<u8>>, Error> {
    let keystore = Keystore::open_read_only(path)?;
    let mut all: Vec<_> = keystore.entries().collect::<Result<_, _>>()?;
    all.extend(keystore.checkpoints()?.map(|(_, note)| note.into_bytes()));
    let kept = keystore
        .state()
        .attachments
        .iter()
        .filter(|(_, named)| !named.erased);
    for (digest, _) in kept {
        all.push(keystore.attachment(digest)?);
    }
    Ok(all)
}

#[test]
fn a_damaged_page_is_found() {
    let world = World::new();
    let path = world.with_history();
    let mut bytes = std::fs::read(&path).unwrap();
    let start = bytes
        .windows(14)
        .position(|window| window == b"envelope of T0")
        .unwrap();
    bytes[start] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(!crate::world::findings(&path).is_empty());
}

#[test]
fn a_column_name_that_is_no_text_is_a_finding_and_no_panic() {
    let world = World::new();
    let path = world.with_history();
    let mut bytes = std::fs::read(&path).unwrap();
    let name = b"levels_left";
    let at = bytes.windows(name.len()).position(|window| window == name);
    bytes[at.unwrap()] = 0xFF;
    std::fs::write(&path, bytes).unwrap();
    // A table whose schema is damaged is not read: rusqlite would panic on this name.
    assert!(Keystore::open(&path).is_err());
    assert!(!keystore::verify(&path).is_ok_and(|report| report.is_clean()));
}

/// The beginning of a view that never ends.
const ENDLESS: &str = "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more)";

/// Puts a view in the place of a table.
fn replace_by_view(path: &Path, table: &str, columns: &str) {
    let conn = behind_the_back(path);
    let statements =
        format!("DROP TABLE {table}; CREATE VIEW {table} AS {ENDLESS} SELECT {columns} FROM more;");
    conn.execute_batch(&statements).unwrap();
}

/// Fails if a view is read in the place of a table: it has no end.
#[test]
fn an_endless_view_is_never_read() {
    let views = [
        (
            "log_entry",
            "n AS seq, x'7b7d' AS entry, zeroblob(32) AS leaf_hash",
        ),
        ("checkpoint", "-n AS size, 'note' AS note"),
    ];
    for (table, columns) in views {
        let world = World::new();
        let path = world.with_history();
        replace_by_view(&path, table, columns);
        let found = crate::world::findings(&path);
        assert!(found.iter().any(|one| matches!(one, Finding::Unreadable)));
        let repaired = keystore::repair(&path, &[], NOW);
        assert!(matches!(repaired, Err(Error::Tampered(_))), "{table}");
    }
}

/// Fails if a view is read in the place of a table that the log gives again, by verification or by repair.
#[test]
fn an_endless_view_is_replaced_by_a_repair() {
    let world = World::new();
    let path = world.with_history();
    replace_by_view(&path, "key", "printf('%d', n) AS key_id");
    let found = crate::world::findings(&path);
    let is_key = |one: &Finding| matches!(one, Finding::RowMissing { table: "key", .. });
    assert!(found.iter().any(is_key), "{found:?}");
    let repaired = keystore::repair(&path, &[], NOW).unwrap();
    crate::repairing::finish(&world, repaired).unwrap();
    assert!(crate::world::findings(&path).is_empty());

    replace_by_view(
        &path,
        "attachment",
        "printf('%064d', n) AS digest, 'key' AS content, x'00' AS bytes",
    );
    let repaired = keystore::repair(&path, &[], crate::world::LATER).unwrap();
    let kept = &repaired.keystore.state().attachments;
    let kept = kept.values().filter(|named| !named.erased).count();
    assert_eq!(
        repaired.lost.len(),
        kept,
        "all of them are lost, and none is invented"
    );
}
