//! Nothing is appended without the authority that it needs; and the same rule speaks in verification.

use audit_log::LogKey;
use keystore::{Authority, Draft, Error, Event, Finding, Head, KeyState};
use quorum::Action;

use crate::world::{Change, NOW, World, findings, ministry, tamper};

fn refusal(world: &World, change: impl FnOnce(&Head) -> Change) -> Authority {
    let mut keystore = world.create();
    let head = keystore.head();
    let Err(Error::Authority(why)) = world.commit(&mut keystore, &change(&head)) else {
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
    let single = world.sign(1, change.action, &change.events[0], &keystore.head());
    world
        .commit(
            &mut keystore,
            &Change {
                approved: Some(single),
                ..change
            },
        )
        .unwrap();
    let event = &world.generate(2, 2).events[0];
    let subject = event.subject(&keystore.head(), 3).unwrap();
    let request = world.request(Action::KeyGenerate, subject);
    let signed = quorum::Approved::check(&world.rules(), request, &[], NOW);
    assert!(
        signed.is_err(),
        "an approval by too few does not even come to exist"
    );
}

#[test]
fn an_event_must_be_what_the_officers_signed() {
    // Any member of the event, also one that nobody would think of: here only the digest of the sealed bytes.
    let world = World::new();
    let why = refusal(&world, |head| {
        let mut change = world.generate(1, 1);
        change.approved = Some(world.sign(2, change.action, &change.events[0], head));
        let Event::KeyGenerated(made) = &mut change.events[0] else {
            panic!("a key")
        };
        made.blob = keystore::Digest::of(b"another key");
        change
    });
    assert!(matches!(why, Authority::NotAnswered));
}

#[test]
fn an_event_stands_where_it_was_signed_to_stand() {
    // Signed for the log as it was before one more entry came in between.
    let world = World::new();
    let mut keystore = world.create();
    let mut change = world.generate(1, 1);
    change.approved = Some(world.sign(2, change.action, &change.events[0], &keystore.head()));
    world.commit(&mut keystore, &world.refused()).unwrap();
    assert!(matches!(
        world.commit(&mut keystore, &change),
        Err(Error::Authority(Authority::NotAnswered))
    ));
}

#[test]
fn another_action_does_not_serve() {
    let world = World::new();
    let why = refusal(&world, |_| Change {
        action: Action::KeyDerive,
        ..world.generate(1, 1)
    });
    assert!(matches!(why, Authority::NotAnswered));
}

#[test]
fn a_request_that_names_less_than_the_event_approves_nothing() {
    let world = World::new();
    let why = refusal(&world, |head| {
        let change = world.generate(1, 1);
        let mut subject = change.events[0].subject(head, 2).unwrap();
        subject.remove("kcv");
        let approved = Some(world.approve(2, world.request(change.action, subject)));
        Change { approved, ..change }
    });
    assert!(matches!(why, Authority::NotAnswered));
}

#[test]
fn a_request_for_another_keystore_does_not_serve() {
    let world = World::new();
    let why = refusal(&world, |head| {
        let change = world.generate(1, 1);
        let subject = change.events[0].subject(head, 2).unwrap();
        let mut request = world.request(change.action, subject);
        request.keystore = ministry().keystore;
        let approved = Some(world.approve(2, request));
        Change { approved, ..change }
    });
    assert!(matches!(why, Authority::OtherKeystore));
}

#[test]
fn every_custodian_signs_the_creation() {
    let world = World::new();
    let (created, attachments) = world.created();
    let event = Event::Created(created);
    let two_of_three = world.sign(2, Action::Init, &event, &Head::empty());
    let draft = Draft {
        event,
        approved: &two_of_three,
    };
    let refused =
        keystore::Keystore::create(&world.path(), NOW, draft, &attachments, &world.log_key);
    assert!(matches!(refused, Err(Error::Rule { .. })));
    assert!(!world.path().exists());
}

#[test]
fn nobody_takes_anothers_place_in_the_first_event() {
    // One officer, who holds the log key, puts his own signing key in the place of a colleague's.
    let world = World::new();
    let keystore = world.create();
    let mut entry = audit_log::Entry::decode(&keystore.entry(1).unwrap()).unwrap();
    drop(keystore);
    let custodians = &mut entry.event.body["custodians"];
    custodians[2]["public_key"] = custodians[0]["public_key"].clone();
    entry.approvals.truncate(2);
    let mut log = keystore::ForeignLog::default();
    assert!(log.take(&entry.encode().unwrap()).is_err());
    custodians_of(&mut entry)[2]["public_key"] =
        hex::encode(quorum::SigningKey::init(|seed| seed.fill(99)).public()).into();
    let refused = log.take(&entry.encode().unwrap());
    assert!(matches!(
        refused,
        Err(Error::Authority(Authority::NotAnswered))
    ));
}

fn custodians_of(entry: &mut audit_log::Entry) -> &mut serde_json::Value {
    &mut entry.event.body["custodians"]
}

#[test]
fn a_receipt_that_nobody_sent_is_not_taken() {
    // Everything about it holds but the other side's cosignature.
    let world = World::new();
    let path = world.with_history();
    let keystore = keystore::Keystore::open(&path).unwrap();
    let mut log = keystore::ForeignLog::default();
    let mut refused = None;
    for entry in keystore.entries() {
        let mut entry = audit_log::Entry::decode(&entry.unwrap()).unwrap();
        if entry.event.r#type == "receipt.verified" {
            entry.event.body["cosignature"] = "invented".into();
            let mut value = entry.request.clone().unwrap();
            value["request"]["cosignature"] = "invented".into();
            let request = quorum::Request::from_value(&value).unwrap();
            entry.approvals = world.approve(2, request).approvals().to_vec();
            entry.request = Some(value);
            refused = Some(log.take(&entry.encode().unwrap()));
            break;
        }
        log.take(&entry.encode().unwrap()).unwrap();
    }
    assert!(matches!(refused, Some(Err(Error::Log(_)))));
}

#[test]
fn a_request_serves_once() {
    let world = World::new();
    let mut keystore = world.create();
    let head = keystore.head();
    let mut change = world.refused();
    let approved = world.sign(2, change.action, &change.events[0], &head);
    change.approved = Some(approved);
    world.commit(&mut keystore, &change).unwrap();
    let again = world.commit(&mut keystore, &change);
    assert!(matches!(again, Err(Error::Authority(_))));
}

#[test]
fn a_request_serves_once_also_within_one_append() {
    let world = World::new();
    let why = refusal(&world, |head| {
        let mut change = world.refused();
        change.events.push(change.events[0].clone());
        change.approved = Some(world.sign(2, change.action, &change.events[0], head));
        change
    });
    assert!(matches!(why, Authority::NotAnswered));
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
        matches!(&found[..], [Finding::Entry { seq: 3, error }] if matches!(**error, Error::Authority(Authority::NotAnswered))),
        "{found:?}"
    );
}

#[test]
fn an_expired_request_does_not_serve() {
    let world = World::new();
    let mut keystore = world.create();
    let change = world.generate(1, 1);
    let head = keystore.head();
    let draft = Draft {
        event: change.events[0].clone(),
        approved: &world.sign(2, change.action, &change.events[0], &head),
    };
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
    let attempt = || {
        let mut change = world.generate(1, 1);
        change.events = vec![Event::Attempt(world.attempt())];
        change
    };
    assert!(matches!(
        refusal(&world, |_| attempt()),
        Authority::NotAnAttempt
    ));
    let mut keystore = keystore::Keystore::open(&world.path()).unwrap();
    let mut change = attempt();
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
