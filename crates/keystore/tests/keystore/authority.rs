//! Nothing is appended without the authority that it needs; and the same rule speaks in verification.

use audit_log::LogKey;
use keystore::{Authority, Draft, Error, Event, Finding, KeyState};
use quorum::Action;
use serde_json::json;

use crate::world::{Change, NOW, World, findings, ministry, tamper};

fn refusal(world: &World, change: &Change) -> Authority {
    let mut keystore = world.create();
    let head = keystore.head();
    let Err(Error::Authority(why)) = world.commit(&mut keystore, change) else {
        panic!("appended")
    };
    assert_eq!(keystore.head(), head);
    why
}

#[test]
fn one_officer_cannot_do_what_needs_two() {
    // Suspending needs one, generating needs two: the same single signature serves for the one and not the other.
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let change = world.state(1, KeyState::PreActivation, KeyState::Suspended);
    let single = world.approve(1, change.approved.request().clone());
    world
        .commit(
            &mut keystore,
            &Change {
                approved: single,
                ..change
            },
        )
        .unwrap();
    let request = world.request(Action::KeyGenerate, &json!({"version": 2}));
    let signed = quorum::Approved::check(&world.rules(), request, &[], NOW);
    assert!(
        signed.is_err(),
        "an approval by too few does not even come to exist"
    );
}

#[test]
fn an_event_must_be_what_the_officers_signed() {
    let world = World::new();
    let mut change = world.generate(1, 1);
    let Event::KeyGenerated(made) = &mut change.events[0] else {
        panic!("a key")
    };
    made.descriptor.version = key_derivation::KeyVersion::new(2).unwrap();
    assert!(matches!(refusal(&world, &change), Authority::NotAnswered));
}

#[test]
fn another_action_does_not_serve() {
    let world = World::new();
    let change = world.generate(1, 1);
    let approved = world.approve(
        2,
        world.request(Action::KeyDerive, &json!({"kind": "8001", "version": 1})),
    );
    assert!(matches!(
        refusal(&world, &Change { approved, ..change }),
        Authority::NotAnswered
    ));
}

#[test]
fn a_request_that_names_nothing_approves_nothing() {
    let world = World::new();
    let change = world.generate(1, 1);
    let approved = world.approve(2, world.request(Action::KeyGenerate, &json!({})));
    assert!(matches!(
        refusal(&world, &Change { approved, ..change }),
        Authority::NotAnswered
    ));
}

#[test]
fn a_request_for_another_keystore_does_not_serve() {
    let world = World::new();
    let change = world.generate(1, 1);
    let mut request = change.approved.request().clone();
    request.keystore = ministry().keystore;
    let approved = world.approve(2, request);
    assert!(matches!(
        refusal(&world, &Change { approved, ..change }),
        Authority::OtherKeystore
    ));
}

#[test]
fn a_request_serves_once() {
    let world = World::new();
    let mut keystore = world.create();
    let change = world.generate(1, 1);
    world.commit(&mut keystore, &change).unwrap();
    let mut again = world.generate(1, 1);
    again.approved = change.approved;
    let refused = world.commit(&mut keystore, &again);
    assert!(matches!(
        refused,
        Err(Error::Authority(Authority::Reused { .. }))
    ));
}

#[test]
fn a_request_serves_once_also_within_one_append() {
    let world = World::new();
    let mut change = world.refused();
    change.events.push(change.events[0].clone());
    assert!(matches!(refusal(&world, &change), Authority::Reused { .. }));
}

#[test]
fn an_officer_with_the_log_key_cannot_repeat_what_was_approved_once() {
    // The entry is the approved one with the next number, and a checkpoint signed with the real log key covers it.
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.refused()).unwrap();
    let mut entry = audit_log::Entry::decode(&keystore.entry(2).unwrap()).unwrap();
    entry.seq = 3;
    let bytes = entry.encode().unwrap();
    let mut tree = keystore.tree().clone();
    tree.push(audit_log::leaf_hash(&bytes));
    let checkpoint = audit_log::Checkpoint {
        origin: keystore.state().origin(),
        size: 3,
        root: tree.root(),
    };
    let note = audit_log::sign_checkpoint(&checkpoint, &world.log_key).unwrap();
    drop(keystore);
    let (entry, leaf) = (
        hex::encode(&bytes),
        hex::encode(audit_log::leaf_hash(&bytes)),
    );
    let insert = format!("INSERT INTO log_entry VALUES (3, x'{entry}', x'{leaf}');");
    tamper(
        &world.path(),
        &format!("{insert} INSERT INTO checkpoint VALUES (3, '{note}')"),
    );
    let found = findings(&world.path());
    assert!(
        matches!(&found[..], [Finding::Entry { seq: 3, error }] if matches!(**error, Error::Authority(Authority::Reused { .. }))),
        "{found:?}"
    );
}

#[test]
fn an_expired_request_does_not_serve() {
    let world = World::new();
    let mut keystore = world.create();
    let change = world.generate(1, 1);
    let draft = Draft {
        event: change.events[0].clone(),
        approved: &change.approved,
    };
    let head = keystore.head();
    let late = keystore.append(
        &head,
        "2026-03-03T00:00:00Z",
        &[draft],
        &change.attachments,
        &world.log_key,
    );
    assert!(matches!(
        late,
        Err(Error::Authority(Authority::Expired { .. }))
    ));
}

#[test]
fn an_attempt_is_no_draft_and_a_draft_is_needed() {
    let world = World::new();
    let mut change = world.generate(1, 1);
    change.events = vec![Event::Attempt(world.attempt())];
    assert!(matches!(refusal(&world, &change), Authority::NotAnAttempt));
    let mut keystore = keystore::Keystore::open(&world.path()).unwrap();
    change.events.clear();
    assert!(matches!(
        world.commit(&mut keystore, &change),
        Err(Error::Rule { .. })
    ));
}

#[test]
fn another_log_key_signs_nothing() {
    let mut world = World::new();
    let mut keystore = world.create();
    let head = keystore.head();
    let change = world.generate(1, 1);
    world.log_key = LogKey::from_seed(&[0x13; 32]);
    assert!(matches!(
        world.commit(&mut keystore, &change),
        Err(Error::LogKey)
    ));
    assert_eq!(keystore.head(), head);
}

#[test]
fn verification_rechecks_the_approvals_of_each_event() {
    // With its approvals stripped, everything else about the entry is made to fit again: the leaf hash, and a
    // checkpoint over the new root signed with the real log key. Only the rule of authority can find it.
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    let mut entry = audit_log::Entry::decode(&keystore.entry(2).unwrap()).unwrap();
    let first = keystore.entry(1).unwrap();
    let origin = keystore.state().origin();
    drop(keystore);
    entry.approvals.pop();
    let bytes = entry.encode().unwrap();
    let leaf = audit_log::leaf_hash(&bytes);
    let mut tree = audit_log::Tree::new();
    tree.push(audit_log::leaf_hash(&first));
    tree.push(leaf);
    let checkpoint = audit_log::Checkpoint {
        origin,
        size: 2,
        root: tree.root(),
    };
    let note = audit_log::sign_checkpoint(&checkpoint, &world.log_key).unwrap();
    tamper(
        &world.path(),
        &format!(
            "UPDATE log_entry SET entry = x'{}', leaf_hash = x'{}' WHERE seq = 2; UPDATE checkpoint SET note = '{note}' WHERE size = 2;",
            hex::encode(&bytes),
            hex::encode(leaf)
        ),
    );
    let found = findings(&world.path());
    let first = &found[0];
    assert!(
        matches!(first, Finding::Entry { seq: 2, error } if matches!(**error, Error::Authority(Authority::Approvals(_)))),
        "{first:?}"
    );
    let others = found[1..].iter();
    let effects = |finding: &Finding| {
        matches!(
            finding,
            Finding::RowExtra { .. } | Finding::AttachmentExtra { .. }
        )
    };
    assert!(
        others.clone().all(effects) && others.len() == 3,
        "only its effects besides: {found:?}"
    );
}
