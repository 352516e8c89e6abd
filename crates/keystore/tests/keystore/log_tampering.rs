//! Whatever is done to the log, its checkpoints or the attachments is found.

use keystore::{Finding, verify_with};

use crate::world::{World, behind_the_back, findings, tamper};

fn found(statements: &str) -> Vec<Finding> {
    let world = World::new();
    let path = world.with_history();
    assert!(findings(&path).is_empty(), "clean before");
    tamper(&path, statements);
    let found = findings(&path);
    assert!(!found.is_empty(), "{statements}");
    found
}

fn has(found: &[Finding], wanted: impl Fn(&Finding) -> bool) -> bool {
    found.iter().any(wanted)
}

#[test]
fn tampering_alone_leaves_no_trace() {
    // The negative control of this file: taking the triggers off and putting them back is not what is found.
    let world = World::new();
    let path = world.with_history();
    tamper(&path, "SELECT 1");
    assert!(findings(&path).is_empty());
}

#[test]
fn a_deleted_entry_is_found() {
    let found = found("DELETE FROM log_entry WHERE seq = 7");
    assert!(has(&found, |one| matches!(
        one,
        Finding::Sequence {
            expected: 7,
            found: 8
        }
    )));
    assert!(has(&found, |one| matches!(
        one,
        Finding::Checkpoint { size: 7, .. }
    )));
}

#[test]
fn swapped_entries_are_found() {
    let found = found(
        "UPDATE log_entry SET seq = 1000 WHERE seq = 3; UPDATE log_entry SET seq = 3 WHERE seq = 5;
         UPDATE log_entry SET seq = 5 WHERE seq = 1000;",
    );
    assert!(has(&found, |one| matches!(
        one,
        Finding::Entry { seq: 3, .. }
    )));
    assert!(has(&found, |one| matches!(one, Finding::Checkpoint { .. })));
}

#[test]
fn a_duplicated_entry_is_found() {
    let found = found(
        "INSERT INTO log_entry SELECT (SELECT max(seq) + 1 FROM log_entry), entry, leaf_hash FROM log_entry WHERE seq = 3",
    );
    assert!(has(&found, |one| matches!(one, Finding::Entry { .. })));
    assert!(has(&found, |one| matches!(one, Finding::Unsigned { .. })));
}

#[test]
fn an_altered_entry_is_found_with_and_without_its_leaf_hash() {
    let alter = "UPDATE log_entry SET entry = CAST(replace(CAST(entry AS TEXT), '12345 67890', '12345 67891') AS BLOB)
        WHERE seq = 3";
    let found = found(alter);
    assert!(has(&found, |one| matches!(
        one,
        Finding::LeafHash { seq: 3 }
    )));
    assert!(has(&found, |one| matches!(
        one,
        Finding::Checkpoint { size: 3, .. }
    )));
}

#[test]
fn an_entry_that_is_no_json_is_found() {
    let found = found("UPDATE log_entry SET entry = x'00' WHERE seq = 4");
    assert!(has(&found, |one| matches!(
        one,
        Finding::Entry { seq: 4, .. }
    )));
}

#[test]
fn a_broken_first_entry_is_found() {
    let found = found("UPDATE log_entry SET entry = x'00' WHERE seq = 1");
    assert!(has(&found, |one| matches!(
        one,
        Finding::Entry { seq: 1, .. }
    )));
}

#[test]
fn an_altered_leaf_hash_is_found() {
    let found = found("UPDATE log_entry SET leaf_hash = zeroblob(32) WHERE seq = 2");
    assert!(matches!(found[..], [Finding::LeafHash { seq: 2 }]));
}

#[test]
fn a_forged_checkpoint_is_found() {
    let found = found(
        "UPDATE checkpoint SET note = replace(note, 'kms/province', 'kms/ministry') WHERE size = 5",
    );
    assert!(matches!(found[..], [Finding::Checkpoint { size: 5, .. }]));
}

#[test]
fn a_checkpoint_by_another_key_is_found() {
    let world = World::new();
    let path = world.with_history();
    let keystore = keystore::Keystore::open_read_only(&path).unwrap();
    let size = keystore.head().size;
    let checkpoint = audit_log::Checkpoint {
        origin: keystore.state().origin(),
        size,
        root: keystore.head().root,
    };
    let note =
        audit_log::sign_checkpoint(&checkpoint, &audit_log::LogKey::from_seed(&[1; 32])).unwrap();
    tamper(
        &path,
        &format!("INSERT INTO checkpoint VALUES ({size}, '{note}')"),
    );
    assert!(matches!(findings(&path)[..], [Finding::Checkpoint { .. }]));
}

#[test]
fn a_checkpoint_of_another_size_is_found() {
    let moved = found("UPDATE checkpoint SET size = 4 WHERE size = 5");
    assert!(matches!(
        moved[..],
        [
            Finding::Checkpoint {
                size: 4,
                error: audit_log::Error::Root { size: 5 }
            },
            Finding::CheckpointMissing { size: 5 }
        ]
    ));
    let beyond = found("UPDATE checkpoint SET size = 5000 WHERE size = 5");
    assert!(matches!(
        beyond[..],
        [
            Finding::CheckpointMissing { size: 5 },
            Finding::Checkpoint { size: 5000, .. }
        ]
    ));
}

/// Fails if a checkpoint may go as long as a later one is there: who holds the file could take away what others hold.
#[test]
fn every_commit_keeps_its_checkpoint() {
    // In this history attempts stand between the commits.
    let found = found("DELETE FROM checkpoint WHERE size < (SELECT max(size) FROM checkpoint)");
    let sizes = found.iter().map(|one| match one {
        Finding::CheckpointMissing { size } => *size,
        other => panic!("{other:?}"),
    });
    let sizes: Vec<u64> = sizes.collect();
    assert_eq!(sizes[..4], [1, 3, 5, 7]);

    // Here one commit follows another, and one has two entries.
    let world = World::new();
    let mut keystore = world.create();
    let two = [world.refused(), world.refused()].map(|change| change.events);
    let two = world.change(quorum::Action::Refuse, two.concat());
    world.commit(&mut keystore, &two).unwrap();
    world.commit(&mut keystore, &world.refused()).unwrap();
    drop(keystore);
    assert!(findings(&world.path()).is_empty(), "one for each commit");
    tamper(&world.path(), "DELETE FROM checkpoint WHERE size < 4");
    let found = findings(&world.path());
    assert!(matches!(
        found[..],
        [
            Finding::CheckpointMissing { size: 1 },
            Finding::CheckpointMissing { size: 3 }
        ]
    ));
}

/// Fails if anybody can put lines of their own into a stored checkpoint.
#[test]
fn a_stored_checkpoint_bears_one_signature() {
    let line = "char(0x2014) || ' somebody AAAAAAA=' || char(10)";
    for put in [
        format!("note || {line}"),
        format!("replace(note, char(10, 10), char(10, 10) || {line})"),
        "note || substr(note, instr(note, char(10, 10)) + 2)".to_owned(),
    ] {
        let found = found(&format!(
            "UPDATE checkpoint SET note = {put} WHERE size = 5"
        ));
        assert!(
            matches!(
                found[..],
                [Finding::Checkpoint {
                    size: 5,
                    error: audit_log::Error::Note(_)
                }]
            ),
            "{put}: {found:?}"
        );
    }
}

#[test]
fn an_unsigned_event_in_the_tail_is_found() {
    let found = found("DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)");
    assert!(matches!(found[..], [Finding::Unsigned { .. }]));
}

#[test]
fn the_end_of_the_log_cut_off_is_found_only_by_a_witness() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.refused()).unwrap();
    let short = std::fs::read(world.path()).unwrap();
    drop(keystore);
    let mut keystore = keystore::Keystore::open(&world.path()).unwrap();
    let early = keystore.checkpoint().to_owned();
    let kept = world.folder().join("kept");
    std::fs::copy(world.path(), &kept).unwrap();
    world.commit(&mut keystore, &world.refused()).unwrap();
    let newest = keystore.checkpoint().to_owned();
    drop((keystore, short));
    assert!(
        verify_with(&world.path(), &[early.clone(), newest.clone()])
            .unwrap()
            .is_clean()
    );
    assert!(
        verify_with(&kept, std::slice::from_ref(&early))
            .unwrap()
            .is_clean(),
        "nothing in the file shows it"
    );
    let found = verify_with(&kept, &[early, newest]).unwrap().findings;
    assert!(matches!(
        found[..],
        [Finding::RolledBack {
            witnessed: 3,
            entries: 2
        }]
    ));
}

#[test]
fn a_log_written_anew_is_found_by_a_witness() {
    let world = World::new();
    let mut keystore = world.create();
    let kept = world.folder().join("kept");
    std::fs::copy(world.path(), &kept).unwrap();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let witness = [keystore.checkpoint().to_owned()];
    let mut other = keystore::Keystore::open(&kept).unwrap();
    world.commit(&mut other, &world.refused()).unwrap();
    drop(other);
    let found = verify_with(&kept, &witness).unwrap().findings;
    assert!(matches!(found[..], [Finding::Rewritten { size: 2 }]));
    let foreign = verify_with(&kept, &["not a note".to_owned()])
        .unwrap()
        .findings;
    assert!(matches!(foreign[..], [Finding::Witness { index: 0, .. }]));
}

#[test]
fn attachments_are_compared() {
    let altered = found("UPDATE attachment SET bytes = x'00' WHERE content = 'identity'");
    assert!(matches!(altered[..], [Finding::AttachmentAltered { .. }]));
    let renamed = found("UPDATE attachment SET content = 'key' WHERE content = 'identity'");
    assert!(matches!(renamed[..], [Finding::AttachmentAltered { .. }]));
    let missing = found("DELETE FROM attachment WHERE content = 'identity'");
    assert!(matches!(missing[..], [Finding::AttachmentMissing { .. }]));
    let extra = found("INSERT INTO attachment VALUES ('more', 'key', x'00')");
    assert!(matches!(&extra[..], [Finding::AttachmentExtra { digest }] if digest == "more"));
    let back = found(
        "INSERT INTO attachment SELECT digest, content, x'00' FROM attachment_register WHERE erased = 1 AND content = 'key'",
    );
    assert!(matches!(back[..], [Finding::AttachmentNotErased { .. }]));
}

#[test]
fn the_triggers_stop_what_the_program_never_does() {
    let world = World::new();
    let conn = behind_the_back(&world.with_history());
    let forbidden = [
        "INSERT OR REPLACE INTO log_entry VALUES (3, x'00', zeroblob(32))",
        "REPLACE INTO log_entry SELECT max(seq), x'00', zeroblob(32) FROM log_entry",
        "INSERT INTO log_entry VALUES (5000, x'00', zeroblob(32))",
        "INSERT INTO log_entry VALUES (NULL, x'00', zeroblob(32))",
        "UPDATE log_entry SET entry = x'00' WHERE seq = 3",
        "UPDATE OR REPLACE log_entry SET seq = 4 WHERE seq = 3",
        "DELETE FROM log_entry WHERE seq = 3",
        "INSERT OR REPLACE INTO checkpoint VALUES (3, 'note')",
        "INSERT INTO checkpoint VALUES (5000, 'note')",
        "UPDATE checkpoint SET note = 'note'",
        "DELETE FROM checkpoint",
        "UPDATE attachment SET bytes = x'00'",
        "INSERT OR REPLACE INTO attachment SELECT digest, content, x'00' FROM attachment",
    ];
    for statement in forbidden {
        let refused = conn.execute(statement, []).unwrap_err().to_string();
        let ours = ["log", "checkpoint", "attachment"]
            .iter()
            .any(|word| refused.contains(word));
        assert!(ours, "{statement}: {refused}");
    }
    let next = "INSERT INTO log_entry SELECT max(seq) + 1, x'00', zeroblob(32) FROM log_entry";
    assert_eq!(conn.execute(next, []).unwrap(), 1, "the one way in is open");
}
