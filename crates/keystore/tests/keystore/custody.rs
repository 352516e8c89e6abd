//! What happens to carriers goes through the same door: signed by those who do it, with keys that are here.

use std::path::Path;

use handover_record::{Event as Custody, Refusal};
use keystore::event::custody_action;
use keystore::state::Thing;
use keystore::{Digest, Error, Event, Finding, KeyState, Keystore};
use quorum::Action;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::world::{Change, IMPORT, PACKAGE, World, behind_the_back, findings, kcv, key_id};

const DAY: &str = "2026-03-01";
/// A representative's salted name and ID number, as they are kept beside the log.
pub const DETAILS: &[u8] = b"salt, name and number of R-1";

/// The couriers of this region's application and of one received, likewise.
pub const COURIER: &[u8] = b"salt, name and number of who goes";
pub const THEIR_COURIER: &[u8] = b"salt, name and number of who comes";

/// An event as the log has it.
pub fn event(what: Value) -> Custody {
    serde_json::from_value(json!({ "on": DAY, "what": what })).unwrap()
}

fn document(byte: &str) -> Value {
    json!({ "digest": byte.repeat(32), "size": 1000 })
}

pub fn pair() -> Value {
    json!(["T000", "T001"])
}

pub fn machine() -> Custody {
    event(json!({ "machine": {
        "type": "registered", "serial": "HSM-1", "maker": "甲公司", "model": "M1", "location": "机房",
        "certificate": { "number": "GM001", "from": "2025-01-01", "until": "2027-01-01" },
        "assessment": { "report": document("a1"), "on": "2026-01-05" },
    }}))
}

fn lot() -> Custody {
    let serials = json!({ "kind": "master-mother-card", "prefix": "MC-", "digits": 3, "first": 1, "last": 9 });
    event(
        json!({ "custody": { "type": "lot-issued", "lot": "LOT-1", "serials": serials, "notice": document("d4") }}),
    )
}

fn carrier(serial: &str) -> Custody {
    event(json!({ "custody": {
        "type": "carrier-registered", "serial": serial, "lot": "LOT-1", "place": "一号柜", "custodian": "T002",
    }}))
}

fn load(contents: Value) -> Custody {
    event(json!({ "custody": {
        "type": "carrier-loaded", "serial": "MC-001", "machine": "HSM-1", "contents": contents,
        "seal": "S-1", "by": pair(),
    }}))
}

fn content() -> Value {
    json!([{ "key": key_id(1), "kcv": kcv(1), "levels_left": 1 }])
}

fn check_out(by: Value) -> Custody {
    event(json!({ "custody": {
        "type": "checked-out", "serial": "MC-001", "purpose": "制卡", "by": by,
    }}))
}

fn lost() -> Custody {
    event(json!({ "custody": {
        "type": "reported-lost", "serial": "MC-002", "stolen": false, "by": "T000",
    }}))
}

/// This region's application.
pub fn created() -> Custody {
    event(json!({ "application": {
        "type": "created", "application": "APP-1", "machine": "HSM-1", "courier": Digest::of(COURIER),
        "keys": [{ "kind": "0101", "algorithm": "SM4", "version": null }],
    }}))
}

pub fn ended(package: &str) -> Custody {
    event(json!({ "application": {
        "type": "ended", "application": "APP-1", "package": package, "by": pair(),
    }}))
}

/// An application of a region below.
pub fn accepted(from: &str) -> Custody {
    let certificate = json!({ "number": "GM002", "from": "2025-01-01", "until": "2027-01-01" });
    let machine = json!({
        "serial": "HSM-9", "maker": "乙公司", "model": "M2", "certificate": certificate,
        "assessment": { "report": document("f7"), "on": "2026-01-05" },
    });
    event(json!({ "application": {
        "type": "accepted", "from": from, "application": "APP-1", "digest": "d5".repeat(32),
        "keys": [{ "kind": "8001", "algorithm": "SM4", "version": 1 }], "machine": machine,
        "courier": Digest::of(THEIR_COURIER), "by": pair(),
    }}))
}

pub fn answered(from: &str, package: &str) -> Custody {
    event(json!({ "application": {
        "type": "answered", "from": from, "application": "APP-1", "package": package,
    }}))
}

/// Something of every table; the key that it loads is active.
pub fn history() -> impl Iterator<Item = Custody> {
    let agreement = json!({
        "organisation": "制卡厂", "document": document("b2"), "from": "2026-01-01", "until": "2026-12-31",
        "signed_here": "T000", "signed_there": "R-1",
    });
    let review = json!({ "organisation": "制卡厂", "plan": document("c3"), "passed": true, "reviewer": "REVIEWER" });
    let draft = json!({
        "type": "drafted", "handover": "H-1", "organisation": "制卡厂", "purpose": "洗卡", "due": "2026-03-20",
        "items": ["MC-001"], "continues": null,
    });
    [
        machine(),
        lot(),
        carrier("MC-001"),
        carrier("MC-002"),
        load(content()),
        event(json!({ "party": {
            "type": "representative-enrolled", "person": "R-1", "organisation": "制卡厂",
            "details": Digest::of(DETAILS), "key": null,
        }})),
        event(json!({ "party": { "type": "agreement-added", "agreement": "A-1", "terms": agreement }})),
        event(json!({ "party": { "type": "plan-reviewed", "review": "P-1", "outcome": review }})),
        event(json!({ "handover": draft })),
        lost(),
        created(),
        event(json!({ "application": {
            "type": "submitted", "application": "APP-1", "digest": "d4".repeat(32), "by": pair(),
        }})),
        ended(IMPORT),
        accepted("410100"),
        event(json!({ "application": {
            "type": "refused", "from": "410100", "application": "APP-2", "digest": "e6".repeat(32),
            "keys": [{ "kind": "8001", "algorithm": "SM4", "version": 1 }], "reason": "未备案", "by": pair(),
        }})),
        answered("410100", PACKAGE),
    ]
    .into_iter()
}

/// A keystore with an active key, a machine and two carriers.
pub fn begun(world: &World) -> Keystore {
    let mut keystore = world.create();
    let active = world.state(1, KeyState::PreActivation, KeyState::Active);
    for change in [world.generate(1, 1), active] {
        world.commit(&mut keystore, &change).unwrap();
    }
    for event in history().take(4) {
        world.commit(&mut keystore, &world.custody(event)).unwrap();
    }
    keystore
}

/// That nothing is appended, and why.
pub fn refused(world: &World, keystore: &mut Keystore, change: &Change) -> Error {
    let (head, register) = (keystore.head(), keystore.state().register.clone());
    let error = world.commit(keystore, change).unwrap_err();
    assert_eq!(
        (keystore.head(), &keystore.state().register),
        (head, &register)
    );
    error
}

pub fn breaks(error: &Error, text: &str) {
    assert!(
        matches!(error, Error::Rule { rule } if rule.contains(text)),
        "{error}"
    );
}

#[test]
fn who_does_something_with_a_carrier_signs_for_it() {
    let world = World::new();
    let mut keystore = begun(&world);
    let absent = world.custody(check_out(json!(["T000", "T002"])));
    breaks(&refused(&world, &mut keystore, &absent), "signs for it");
    world
        .commit(&mut keystore, &world.custody(check_out(pair())))
        .unwrap();
}

#[test]
fn who_is_named_is_an_officer_here() {
    let world = World::new();
    let mut keystore = begun(&world);
    let mut event = serde_json::to_value(carrier("MC-003")).unwrap();
    event["what"]["custody"]["custodian"] = "X999".into();
    let change = world.custody(serde_json::from_value(event).unwrap());
    breaks(
        &refused(&world, &mut keystore, &change),
        "is an officer here",
    );
}

/// For `person`, with this key.
fn enrolment(person: &str, key: Value) -> Custody {
    event(json!({ "party": {
        "type": "representative-enrolled", "person": person, "organisation": "制卡厂",
        "details": Digest::of(DETAILS), "key": key,
    }}))
}

#[test]
fn no_officer_signs_for_a_third_party() {
    let world = World::new();
    let mut keystore = begun(&world);
    let theirs = world.custody(enrolment("T001", Value::Null));
    breaks(&refused(&world, &mut keystore, &theirs), "staff code");
    let officers = keystore.state().rules.officers();
    let key = hex::encode(officers[2].public_key);
    let theirs = world.custody(enrolment("R-1", key.into()));
    breaks(&refused(&world, &mut keystore, &theirs), "officer's key");
    let other = world.custody(enrolment("R-1", Value::Null));
    world.commit(&mut keystore, &other).unwrap();
}

#[test]
fn who_gets_a_carrier_into_care_signs_for_it() {
    let world = World::new();
    let mut keystore = begun(&world);
    let entrust = |custodian: &str| {
        world.custody(event(json!({ "custody": {
            "type": "custodian-changed", "serial": "MC-001", "custodian": custodian, "by": pair(),
        }})))
    };
    let absent = entrust("T002");
    breaks(&refused(&world, &mut keystore, &absent), "signs for it");
    world.commit(&mut keystore, &entrust("T001")).unwrap();
}

#[test]
fn a_carrier_gets_only_keys_that_are_here_and_active() {
    let world = World::new();
    let mut keystore = begun(&world);
    let cases = [
        (json!({ "key": key_id(9) }), "one of this keystore"),
        (json!({ "kcv": kcv(9) }), "check value"),
        (json!({ "levels_left": 3 }), "no further"),
    ];
    for (other, text) in cases {
        let mut contents = content();
        let members = contents[0].as_object_mut().unwrap();
        members.extend(other.as_object().unwrap().clone());
        let change = world.custody(load(contents));
        breaks(&refused(&world, &mut keystore, &change), text);
    }
    let suspended = world.state(1, KeyState::Active, KeyState::Suspended);
    world.commit(&mut keystore, &suspended).unwrap();
    let change = world.custody(load(content()));
    breaks(&refused(&world, &mut keystore, &change), "is active");
}

#[test]
fn nothing_is_recorded_before_its_day() {
    let world = World::new();
    let mut keystore = begun(&world);
    for (day, accepted) in [("2026-03-03", false), ("2026-03-02", true)] {
        let mut event = serde_json::to_value(check_out(pair())).unwrap();
        event["on"] = day.into();
        let change = world.custody(serde_json::from_value(event).unwrap());
        if accepted {
            world.commit(&mut keystore, &change).unwrap();
        } else {
            breaks(&refused(&world, &mut keystore, &change), "before its day");
        }
    }
}

#[test]
fn the_register_refuses_and_nothing_is_appended() {
    let world = World::new();
    let mut keystore = begun(&world);
    let error = refused(&world, &mut keystore, &world.custody(carrier("MC-001")));
    assert!(
        matches!(error, Error::Custody(Refusal::AlreadyKnown)),
        "{error}"
    );
}

#[test]
fn a_representatives_details_can_be_erased_and_the_log_still_verifies() {
    let world = World::new();
    let mut keystore = begun(&world);
    let enrolled = history().nth(5).unwrap();
    world
        .commit(&mut keystore, &world.custody(enrolled))
        .unwrap();
    let details = Digest::of(DETAILS);
    assert_eq!(keystore.attachment(&details).unwrap(), DETAILS);
    let erased = event(json!({ "party": { "type": "details-erased", "person": "R-1" } }));
    world.commit(&mut keystore, &world.custody(erased)).unwrap();
    assert!(matches!(
        keystore.attachment(&details),
        Err(Error::Erased(_))
    ));
    drop(keystore);
    assert!(findings(&world.path()).is_empty());
    let file = std::fs::read(world.path()).unwrap();
    assert!(!file.windows(DETAILS.len()).any(|part| part == DETAILS));
}

#[test]
fn a_record_is_of_a_handover_that_is_here() {
    let world = World::new();
    let mut keystore = begun(&world);
    let change = world.record("H-1");
    breaks(&refused(&world, &mut keystore, &change), "that is here");
}

#[test]
fn each_event_is_signed_under_its_own_action() {
    let approved =
        event(json!({ "handover": { "type": "approved", "handover": "H-1", "by": pair() }}));
    let cases = [
        (check_out(pair()), Action::CustodyRecord),
        (approved, Action::CustodyApprove),
        (lost(), Action::CustodyReport),
    ];
    let world = World::new();
    let mut keystore = begun(&world);
    for (event, action) in cases {
        assert_eq!(custody_action(&event.what), action);
        for other in [
            Action::CustodyRecord,
            Action::CustodyApprove,
            Action::CustodyReport,
        ] {
            if other != action {
                let change = world.change(other, vec![Event::Custody(event.clone())]);
                let error = refused(&world, &mut keystore, &change);
                assert!(matches!(error, Error::Authority(_)), "{error}");
            }
        }
    }
}

#[test]
fn one_officer_reports_a_loss() {
    let world = World::new();
    let mut keystore = begun(&world);
    let change = world.custody(lost());
    let single = world.sign(1, change.action, &change.events[0], &keystore.head());
    let approved = Some(single);
    world
        .commit(&mut keystore, &Change { approved, ..change })
        .unwrap();
}

#[test]
fn a_history_is_where_the_log_says() {
    let world = World::new();
    let mut keystore = begun(&world);
    let first = keystore.head().size - 1;
    world
        .commit(&mut keystore, &world.custody(load(content())))
        .unwrap();
    let reopened = Keystore::open(&world.path()).unwrap();
    let thing = Thing::Carrier("MC-001".parse().unwrap());
    for state in [keystore.state(), reopened.state()] {
        assert_eq!(
            state.history(&thing).collect::<Vec<_>>(),
            [first, first + 2]
        );
    }
}

/// Gives the file the tables of schema version 1 back, as that version left them.
fn make_old(path: &Path) {
    let conn = behind_the_back(path);
    let newer = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('machine', 'carrier_lot', 'carrier',
        'carrier_key', 'representative', 'agreement', 'plan_review', 'handover', 'handover_item', 'incident',
        'application', 'received_application')";
    let mut query = conn.prepare(newer).unwrap();
    let names = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for name in names.map(Result::unwrap).collect::<Vec<_>>() {
        conn.execute(&format!("DROP TABLE \"{name}\""), []).unwrap();
    }
    conn.pragma_update(None, "user_version", 1).unwrap();
}

fn version(conn: &Connection) -> i64 {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap()
}

#[test]
fn a_file_of_schema_version_1_gets_the_tables_of_this_one() {
    let world = World::new();
    let mut keystore = world.create();
    world.commit(&mut keystore, &world.generate(1, 1)).unwrap();
    drop(keystore);
    make_old(&world.path());
    assert!(keystore::verify(&world.path()).unwrap().is_clean());
    assert!(Keystore::open_read_only(&world.path()).is_ok());
    assert_eq!(
        version(&behind_the_back(&world.path())),
        1,
        "reading changes nothing"
    );
    let mut keystore = Keystore::open(&world.path()).unwrap();
    world
        .commit(&mut keystore, &world.custody(machine()))
        .unwrap();
    drop(keystore);
    assert_eq!(version(&behind_the_back(&world.path())), 2);
    assert!(findings(&world.path()).is_empty());
}

#[test]
fn a_file_that_only_says_that_it_is_old_is_found() {
    let world = World::new();
    drop(begun(&world));
    make_old(&world.path());
    let found = findings(&world.path());
    let missing = |one: &&Finding| matches!(one, Finding::RowMissing { .. });
    assert_eq!(found.iter().filter(missing).count(), 4, "{found:?}");
    assert!(matches!(
        Keystore::open(&world.path()),
        Err(Error::Tampered(_))
    ));
}
