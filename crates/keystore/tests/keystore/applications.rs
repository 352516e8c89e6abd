//! Key applications go through the same door: from regions that are enrolled, answered with what they ask for.

use handover_record::{Event as Custody, Refusal};
use keystore::event::custody_action;
use keystore::state::Thing;
use keystore::{Digest, Error, Keystore};
use quorum::Action;
use serde_json::{Value, json};

use crate::custody::{
    COURIER, THEIR_COURIER, accepted, answered, begun, breaks, created, ended, event, machine,
    pair, refused,
};
use crate::world::{CANCELLED, IMPORT, PACKAGE, World, findings, ministry};

/// The same event with another value of one member.
fn with(event: &Custody, member: &str, value: Value) -> Custody {
    let mut json = serde_json::to_value(event).unwrap();
    json["what"]["application"][member] = value;
    serde_json::from_value(json).unwrap()
}

fn submitted() -> Custody {
    event(json!({ "application": {
        "type": "submitted", "application": "APP-1", "digest": "d4".repeat(32), "by": pair(),
    }}))
}

fn happen(world: &World, keystore: &mut Keystore, events: Vec<Custody>) {
    for event in events {
        world.commit(keystore, &world.custody(event)).unwrap();
    }
}

#[test]
fn an_application_comes_from_a_region_below_whose_identity_is_enrolled() {
    let world = World::new();
    let mut keystore = begun(&world);
    let stranger = world.custody(accepted("410100"));
    breaks(&refused(&world, &mut keystore, &stranger), "region below");
    let above = world.enroll(&ministry());
    world.commit(&mut keystore, &above).unwrap();
    let from_above = world.custody(accepted("000000"));
    breaks(&refused(&world, &mut keystore, &from_above), "region below");
    let refusal = event(json!({ "application": {
        "type": "refused", "from": "410100", "application": "APP-1", "digest": "e6".repeat(32),
        "keys": [{ "kind": "8001", "algorithm": "SM4", "version": 1 }], "reason": "未备案", "by": pair(),
    }}));
    let refusal = world.custody(refusal);
    breaks(&refused(&world, &mut keystore, &refusal), "region below");
}

#[test]
fn a_package_that_answers_is_here_goes_to_who_applied_and_has_only_what_was_asked() {
    let world = World::new();
    let mut keystore = world.with_packages();
    happen(&world, &mut keystore, vec![accepted("410100")]);
    let cases = [(IMPORT, "is here"), (CANCELLED, "who applied")];
    for (package, text) in cases {
        let change = world.custody(answered("410100", package));
        breaks(&refused(&world, &mut keystore, &change), text);
    }
    let good = world.custody(answered("410100", PACKAGE));
    world.commit(&mut keystore, &good).unwrap();
    let again = refused(&world, &mut keystore, &good);
    assert!(matches!(again, Error::Custody(Refusal::Stage)), "{again}");
}

#[test]
fn a_package_with_more_than_was_asked_for_answers_nothing() {
    let world = World::new();
    let mut keystore = world.with_packages();
    let other = json!([{ "kind": "8001", "algorithm": "SM4", "version": 2 }]);
    let asked = with(&accepted("410100"), "keys", other);
    happen(&world, &mut keystore, vec![asked]);
    let change = world.custody(answered("410100", PACKAGE));
    breaks(
        &refused(&world, &mut keystore, &change),
        "only what it asks for",
    );
}

#[test]
fn an_application_is_closed_with_a_package_that_came_here_and_has_only_what_was_asked() {
    let world = World::new();
    let mut keystore = world.with_packages();
    happen(
        &world,
        &mut keystore,
        vec![machine(), created(), submitted()],
    );
    let change = world.custody(ended(PACKAGE));
    breaks(&refused(&world, &mut keystore, &change), "came here");
    happen(&world, &mut keystore, vec![ended(IMPORT)]);

    let world = World::new();
    let mut keystore = world.with_packages();
    let other = json!([{ "kind": "8001", "algorithm": "SM4", "version": null }]);
    let asked = with(&created(), "keys", other);
    happen(&world, &mut keystore, vec![machine(), asked, submitted()]);
    let change = world.custody(ended(IMPORT));
    breaks(
        &refused(&world, &mut keystore, &change),
        "only what it asks for",
    );
}

#[test]
fn an_approval_needs_a_quorum_and_a_refusal_two() {
    assert_eq!(
        custody_action(&accepted("410100").what),
        Action::CustodyApprove
    );
    assert_eq!(custody_action(&created().what), Action::CustodyRecord);
    assert_eq!(
        custody_action(&answered("410100", PACKAGE).what),
        Action::CustodyRecord
    );
}

#[test]
fn a_couriers_details_can_be_erased_on_both_sides_and_the_log_still_verifies() {
    let world = World::new();
    let mut keystore = world.with_packages();
    let erased = |from: Value| {
        event(
            json!({ "application": { "type": "courier-erased", "from": from, "application": "APP-1" } }),
        )
    };
    let begun = vec![machine(), created(), accepted("410100")];
    happen(&world, &mut keystore, begun);
    for (bytes, from) in [(COURIER, Value::Null), (THEIR_COURIER, json!("410100"))] {
        assert_eq!(keystore.attachment(&Digest::of(bytes)).unwrap(), bytes);
        happen(&world, &mut keystore, vec![erased(from)]);
        let gone = keystore.attachment(&Digest::of(bytes));
        assert!(matches!(gone, Err(Error::Erased(_))));
    }
    drop(keystore);
    assert!(findings(&world.path()).is_empty());
    let file = std::fs::read(world.path()).unwrap();
    for bytes in [COURIER, THEIR_COURIER] {
        assert!(!file.windows(bytes.len()).any(|part| part == bytes));
    }
}

#[test]
fn an_application_has_a_history_of_its_own() {
    let world = World::new();
    let mut keystore = world.with_packages();
    happen(&world, &mut keystore, vec![machine()]);
    let size = keystore.head().size;
    let both = vec![created(), accepted("410100"), submitted()];
    happen(&world, &mut keystore, both);
    let reopened = Keystore::open(&world.path()).unwrap();
    let id = || "APP-1".parse().unwrap();
    let own = Thing::Application(None, id());
    let own: Vec<_> = reopened.state().history(&own).collect();
    assert_eq!(own, [size + 1, size + 3]);
    let theirs = Thing::Application(Some("410100".parse().unwrap()), id());
    let theirs: Vec<_> = reopened.state().history(&theirs).collect();
    assert_eq!(theirs, [size + 2]);
}
