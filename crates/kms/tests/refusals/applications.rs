//! Key applications: what is asked for, approved and sent, and what is refused on the way.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handover_record::{AskedKey, Happening, Mark, PackageId};
use jiff::ToSpan;
use key_derivation::{Algorithm, Catalogue, KeyVersion};
use keystore::PackageState;
use kms::application::{self, Checked};
use kms::package::{self, Order};
use kms::{Error, Session, custody, transport};
use quorum::{Needs, SigningKey, jws};
use serde_json::{Value, json};

use crate::faults::backend;
use crate::insider::Insider;
use crate::place::{
    HENAN, MINISTRY, OFFICERS, Place, Site, ZHENGZHOU, enrol_each_other, found, refusal, region,
};

const COURIER: &str = "王小明\n虚构证件 0001\n";

fn mark(text: &str) -> Mark {
    text.parse().unwrap()
}

fn happening(what: Value) -> Happening {
    serde_json::from_value(what).unwrap()
}

fn record(session: &mut Session, what: Happening, kept: &[keystore::Attachment]) {
    custody::record(session, vec![custody::now(what)], kept).unwrap();
}

fn pair() -> handover_record::Pair {
    custody::pair(&["zhang", "wang"].map(|name| name.parse().unwrap())).unwrap()
}

/// A machine that may serve today.
fn machine() -> Happening {
    let today = custody::today();
    let (from, until) = (today - 9.days(), today + 9.days());
    happening(json!({ "machine": {
        "type": "registered", "serial": "HSM-1", "maker": "某密码设备厂", "model": "SJJ-1", "location": "一号机房",
        "certificate": { "number": "GM001", "from": from, "until": until },
        "assessment": { "report": { "digest": "a1".repeat(32), "size": 9 }, "on": from },
    }}))
}

fn asked(kind: &str, algorithm: Algorithm) -> AskedKey {
    application::asked(&Catalogue::builtin(), kind, algorithm, None).unwrap()
}

/// Drafts an application and submits it; the file.
fn apply(session: &mut Session, id: &str, keys: &[AskedKey], folder: PathBuf) -> PathBuf {
    let state = session.state();
    if !state.register.machines().contains_key(&mark("HSM-1")) {
        record(session, machine(), &[]);
    }
    let (courier, kept) = custody::details(COURIER).unwrap();
    let created = happening(json!({ "application": {
        "type": "created", "application": id, "keys": keys, "machine": "HSM-1", "courier": courier,
    }}));
    record(session, created, &[kept]);
    application::submit(session, &mark(id), &folder)
        .unwrap()
        .path
}

/// The ministry, and Henan, which asks it for one key; and what Henan sends.
fn asked_for(place: &Place) -> (Site, Site, Vec<u8>) {
    let (above, below) = (place.site(MINISTRY), place.site(HENAN));
    let keys = [asked("IRK", Algorithm::Aes128)];
    let file = apply(&mut below.open(), "APP-1", &keys, place.at("files"));
    (above, below, fs::read(file).unwrap())
}

fn approve(session: &mut Session, bytes: &[u8]) -> Result<Checked, Error> {
    let checked = application::check(session.state(), bytes)?;
    application::plan_acceptance(session.state(), &checked)?;
    let (courier, kept) = application::courier_of(&checked)?;
    let accepted = application::accepted(&checked, courier, pair());
    custody::record(session, vec![custody::now(accepted)], &[kept])?;
    Ok(checked)
}

/// An order for everything, of which the application takes what it asks for.
fn order(place: &Place, name: &str) -> Order {
    place.order_named(&format!("{name}-a"), &format!("{name}-b"), name)
}

#[test]
fn an_application_is_approved_and_answered_with_exactly_what_it_asks_for() {
    let place = Place::founded();
    let (above, below, bytes) = asked_for(&place);

    let mut session = above.open();
    let checked = approve(&mut session, &bytes).unwrap();
    assert_eq!(checked.signers.len(), 2);
    let (from, id) = (region(HENAN), mark("APP-1"));
    let courier = application::courier(session.keystore(), Some(from), &id).unwrap();
    assert_eq!(courier.name, "王小明");
    let digests = [above.state(), below.state()].map(|state| {
        let own = state.register.courier(None, &id);
        own.or_else(|| state.register.courier(Some(from), &id))
    });
    assert_eq!(digests[0].map(|one| one.0), digests[1].map(|one| one.0));

    let before = above.before();
    let made = package::answer(&mut session, &order(&place, "out"), &id).unwrap();
    assert_eq!(made.keys, 1, "of the three that the ministry could send");
    let events = above.events_since(&before);
    let at = events.iter().position(|name| name == "package.created");
    assert_eq!(events[at.unwrap() + 1], "custody.recorded");
    let package: PackageId = made.package_id.parse().unwrap();
    let (answered, answered_id, _) = session.state().register.answered_by(package).unwrap();
    assert_eq!((answered, answered_id), (from, &id));
    let again = refusal(package::answer(&mut session, &order(&place, "again"), &id));
    assert_eq!(again.code(), "custody-stage");
    drop(session);

    let mut session = below.open();
    transport::import(&mut session, &made.components).unwrap();
    let bytes = fs::read(&made.path).unwrap();
    package::import(&mut session, &bytes, &place.at("receipts")).unwrap();
    let arrived = application::arrived(session.state(), &id, &made.package_id[..8]).unwrap();
    assert_eq!(arrived, package);
    let ended = happening(json!({ "application": {
        "type": "ended", "application": "APP-1", "package": package, "by": pair(),
    }}));
    record(&mut session, ended, &[]);
    for region in [MINISTRY, HENAN] {
        assert!(
            keystore::verify(&place.keystore(region))
                .unwrap()
                .is_clean()
        );
    }
}

#[test]
fn a_package_that_brings_more_than_was_asked_for_closes_no_application() {
    let place = Place::received();
    let below = place.site(HENAN);
    let mut session = below.open();
    apply(
        &mut session,
        "APP-1",
        &[asked("IRK", Algorithm::Aes128)],
        place.at("files"),
    );
    let error = refusal(application::arrived(session.state(), &mark("APP-1"), ""));
    assert_eq!(
        (error.code().as_str(), error.exit_code()),
        ("not-asked-for", 4)
    );
    let error = refusal(application::arrived(session.state(), &mark("APP-1"), "x"));
    assert_eq!(error.code(), "no-package");
}

/// That the level above refuses a file, and nothing came of it.
fn turns_away(site: &Site, bytes: &[u8], code: &str, exit: u8) {
    let before = site.before();
    let mut session = site.open();
    let error = refusal(approve(&mut session, bytes));
    drop(session);
    assert_eq!((error.code().as_str(), error.exit_code()), (code, exit));
    site.is_unchanged(&before);
}

#[test]
fn only_what_the_enrolled_officers_of_a_region_directly_below_signed_is_believed() {
    let place = Place::founded();
    let (above, _, good) = asked_for(&place);
    let keys = [asked("IRK", Algorithm::Aes128)];

    // One bit of every tenth byte.
    for at in (0..good.len()).step_by(10) {
        let mut bent = good.clone();
        bent[at] ^= 1;
        let session = above.before();
        let error = refusal(application::check(&session.state, &bent).map(|_| ()));
        // Whose it says to be is read first: the key that checks it depends on that.
        let code = error.code();
        let is_whose = ["unknown-sender", "not-enrolled", "region-"];
        let is_told = code.starts_with("application-")
            || is_whose.iter().any(|begin| code.starts_with(begin));
        assert!(is_told, "byte {at}: {code}");
    }
    turns_away(&above, &[b' '; 70_000], "application-too-large", 3);

    // Somebody else's keystore for the same region, and one that stands two levels below.
    let mut other = found(&place.at("other.kms"), HENAN, false);
    let file = apply(&mut other, "APP-1", &keys, place.at("others"));
    turns_away(&above, &fs::read(file).unwrap(), "unknown-sender", 4);
    let mut city = place.site(ZHENGZHOU).open();
    let file = apply(&mut city, "APP-1", &keys, place.at("city"));
    turns_away(&above, &fs::read(file).unwrap(), "region-not-direct", 4);

    // The good one is still good.
    approve(&mut above.open(), &good).unwrap();
}

/// Fails if a lost attachment of somebody who is no officer is nobody's.
#[test]
fn what_a_repair_cannot_give_back_of_outsiders_is_told_by_whose_it_was() {
    let place = Place::founded();
    let (above, below, bytes) = asked_for(&place);
    approve(&mut above.open(), &bytes).unwrap();
    let (details, kept) = custody::details("演练代表\n").unwrap();
    let enrolled = happening(json!({ "party": {
        "type": "representative-enrolled", "person": "REP-1", "organisation": "制卡厂", "details": details, "key": null,
    }}));
    record(&mut above.open(), enrolled, &[kept]);
    let asked = format!("{HENAN} APP-1");
    let cases = [
        (&above, vec![asked.as_str(), "REP-1"]),
        (&below, vec!["APP-1"]),
    ];
    for (site, expected) in cases {
        let officers = site.state().created.custodians.into_iter();
        let officers: Vec<_> = officers.map(|one| format!("'{}'", one.person)).collect();
        let sql = format!(
            "DELETE FROM attachment WHERE digest IN (SELECT digest FROM attachment WHERE content = 'person' \
             AND digest NOT IN ({}))",
            officers.join(",")
        );
        let conn = rusqlite::Connection::open(&site.path).unwrap();
        conn.execute_batch(&sql).unwrap();
        drop(conn);
        let officers = site.credentials(&OFFICERS[..2]);
        let done = kms::repair::repair(&site.path, &[], officers, backend).unwrap();
        let mut whose: Vec<_> = done.lost.iter().map(|one| one.of.as_str()).collect();
        whose.sort_unstable();
        assert_eq!(whose, expected);
    }
}

#[test]
fn an_application_is_signed_by_two() {
    let place = Place::founded();
    let below = place.site(HENAN);
    let keys = [asked("IRK", Algorithm::Aes128)];
    apply(&mut below.open(), "APP-1", &keys, place.at("files"));
    let credentials = below.credentials(&["li"]);
    let mut alone = below.unlock(credentials, Needs::One).unwrap();
    let error = refusal(application::submit(
        &mut alone,
        &mark("APP-1"),
        &place.at("alone"),
    ));
    assert_eq!(error.code(), "too-few-officers");
    assert!(!place.at("alone/APP-1.kmsapp").exists());
}

#[test]
fn rehearsal_and_production_do_not_meet() {
    let place = Place::empty();
    let mut above = found(&place.keystore(MINISTRY), MINISTRY, true);
    let mut below = found(&place.keystore(HENAN), HENAN, true);
    enrol_each_other(&mut above, &mut below);
    let file = apply(
        &mut below,
        "APP-1",
        &[asked("IRK", Algorithm::Aes128)],
        place.at("files"),
    );
    let mut state = above.state().clone();
    state.created.rehearsal = false;
    let error = refusal(application::check(&state, &fs::read(file).unwrap()).map(|_| ()));
    assert_eq!(error.code(), "rehearsal");
}

#[test]
fn what_this_level_cannot_send_is_not_approved() {
    let place = Place::founded();
    let (above, below) = (place.site(MINISTRY), place.site(HENAN));
    let mut session = below.open();
    let none = asked("IRK", Algorithm::Sm4);
    let another = AskedKey {
        version: Some(KeyVersion::new(9).unwrap()),
        ..asked("IRK", Algorithm::Aes128)
    };
    for (id, key) in [("APP-1", none), ("APP-2", another)] {
        let file = apply(&mut session, id, &[key], place.at("files"));
        let bytes = fs::read(file).unwrap();
        turns_away(&above, &bytes, "nothing-to-send", 4);
    }
}

#[test]
fn a_refused_application_keeps_nothing_of_its_courier_and_is_answered_by_nothing() {
    let place = Place::founded();
    let (above, _, bytes) = asked_for(&place);
    let mut session = above.open();
    let checked = application::check(session.state(), &bytes).unwrap();
    let refused = application::refused(&checked, "加密机未备案".parse().unwrap(), pair());
    record(&mut session, refused, &[]);
    let id = mark("APP-1");
    let courier = application::courier(session.keystore(), Some(region(HENAN)), &id);
    assert!(courier.is_none());
    let error = refusal(package::answer(&mut session, &order(&place, "out"), &id));
    assert_eq!(error.code(), "custody-stage");
    let error = refusal(approve(&mut session, &bytes));
    assert_eq!(error.code(), "custody-already-known");
    drop(session);
    let stored = fs::read(place.keystore(MINISTRY)).unwrap();
    let name = "王小明".as_bytes();
    // The officers bear that name too; the number is the courier's alone.
    assert!(stored.windows(name.len()).any(|part| part == name));
    let number = "虚构证件".as_bytes();
    assert!(!stored.windows(number.len()).any(|part| part == number));
}

#[test]
fn an_application_is_submitted_again_until_it_is_closed_and_not_without_its_courier() {
    let place = Place::founded();
    let below = place.site(HENAN);
    let mut session = below.open();
    let keys = [asked("IRK", Algorithm::Aes128)];
    apply(&mut session, "APP-1", &keys, place.at("files"));
    let id = mark("APP-1");
    let taken = refusal(application::submit(&mut session, &id, &place.at("files")));
    assert_eq!(taken.code(), "file-exists");
    application::submit(&mut session, &id, &place.at("second")).unwrap();
    let erased = json!({ "type": "courier-erased", "from": null, "application": "APP-1" });
    record(
        &mut session,
        happening(json!({ "application": erased })),
        &[],
    );
    let gone = refusal(application::submit(&mut session, &id, &place.at("third")));
    assert_eq!(gone.code(), "attachment-lost");
    let ended = json!({ "type": "ended", "application": "APP-1", "package": null, "by": pair() });
    record(
        &mut session,
        happening(json!({ "application": ended })),
        &[],
    );
    assert!(!place.at("third/APP-1.kmsapp").exists());
}

#[test]
fn a_reissued_package_keeps_its_application() {
    let place = Place::founded();
    let (above, _, bytes) = asked_for(&place);
    let mut session = above.open();
    approve(&mut session, &bytes).unwrap();
    let made = package::answer(&mut session, &order(&place, "out"), &mark("APP-1")).unwrap();
    let folders = ["again-a", "again-b"].map(|name| place.carrier(name));
    let again = place.at("again");
    let second = package::reissue(&mut session, &made.package_id, "遗失", &again, &folders);
    let second = second.unwrap();
    let state = session.state();
    assert_eq!(
        state.packages[&made.package_id].state,
        PackageState::Cancelled
    );
    let found = application::of_package(state, &second.package_id).unwrap();
    assert_eq!(found.1, &mark("APP-1"));
    assert!(application::of_package(state, "none").is_none());
}

const TYPE: &str = "kms-key-application";

/// What an application file says.
fn payload_of(file: &[u8]) -> Value {
    let outer: Value = serde_json::from_slice(file).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(outer["payload"].as_str().unwrap());
    serde_json::from_slice(&payload.unwrap()).unwrap()
}

fn sign<'a>(payload: &Value, typ: &str, keys: impl Iterator<Item = &'a SigningKey>) -> Vec<u8> {
    let payload = audit_log::canonical::to_vec(payload).unwrap();
    jws::sign_jointly(&payload, typ, keys).unwrap()
}

#[test]
fn each_way_in_which_a_signed_file_can_be_no_application_is_refused() {
    let place = Place::founded();
    let (above, below) = (place.site(MINISTRY), place.site(HENAN));
    let keys = [asked("IRK", Algorithm::Aes128)];
    let file = apply(&mut below.open(), "APP-1", &keys, place.at("files"));
    let payload = payload_of(&fs::read(file).unwrap());
    let officers = Insider::of(&below).officers;
    let keys = || officers.iter().map(|(_, key)| key);
    let state = above.state();
    let verdict = |bytes: &[u8]| match application::check(&state, bytes) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.code(),
    };
    assert_eq!(verdict(&sign(&payload, TYPE, keys())), "accepted");
    assert_eq!(
        verdict(&sign(&payload, TYPE, keys().take(1))),
        "application-approvals"
    );
    let stranger = SigningKey::random().unwrap();
    let with_stranger = keys().take(1).chain([&stranger]);
    assert_eq!(
        verdict(&sign(&payload, TYPE, with_stranger)),
        "application-signature"
    );
    assert_eq!(
        verdict(&sign(&payload, "kms-handover-record", keys())),
        "application-unknown-type"
    );
    let cases = [
        ("/type", json!("kms-package"), "application-unknown-type"),
        ("/version", json!(2), "application-unknown-type"),
        ("/suite", json!(2), "application-unknown-suite"),
        ("/rehearsal", json!(true), "rehearsal"),
        ("/from/level", json!("municipality"), "unknown-sender"),
        ("/from/region", json!("420000"), "not-enrolled"),
        ("/from/region", json!("410100"), "region-not-direct"),
        ("/from/keystore", json!("other"), "unknown-sender"),
        ("/application", json!("../APP"), "application-malformed"),
        ("/courier/salt", json!("00"), "application-malformed"),
        (
            "/courier/name",
            json!("王\u{202e}明"),
            "application-malformed",
        ),
        ("/courier/name", json!(""), "application-malformed"),
        ("/courier/id_number", json!("a\nb"), "application-malformed"),
        ("/courier/more", json!(1), "application-malformed"),
        ("/machine/maker", json!("a\u{7}"), "application-malformed"),
        ("/more", json!(1), "application-malformed"),
    ];
    for (member, value, code) in cases {
        let mut bent = payload.clone();
        let (parent, name) = member.rsplit_once('/').unwrap();
        bent.pointer_mut(parent).unwrap()[name] = value;
        assert_ne!(bent, payload, "{member}");
        assert_eq!(verdict(&sign(&bent, TYPE, keys())), code, "{member}");
    }
}

#[test]
fn a_machine_whose_certificate_is_not_valid_above_is_not_approved() {
    let place = Place::founded();
    let (above, below) = (place.site(MINISTRY), place.site(HENAN));
    let keys = [asked("IRK", Algorithm::Aes128)];
    let file = apply(&mut below.open(), "APP-1", &keys, place.at("files"));
    let mut payload = payload_of(&fs::read(file).unwrap());
    payload["machine"]["certificate"]["until"] = json!("2020-01-01");
    payload["machine"]["certificate"]["from"] = json!("2019-01-01");
    let officers = Insider::of(&below).officers;
    let bytes = sign(&payload, TYPE, officers.iter().map(|(_, key)| key));
    turns_away(&above, &bytes, "custody-certificate-not-valid", 4);
}
