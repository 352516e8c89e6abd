//! What a record shows.

use std::collections::BTreeSet;

use audit_log::Entry;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handover_record::{HandoverItem, IncidentKind, Mark, Stage};
use keystore::event::Event;
use keystore::{Digest, Keystore};
use kms::record::{self, KeysFrom, RecordPayload};
use kms::{Credentials, Session};
use quorum::Needs;
use serde_json::json;

use crate::office::{OFFICERS, Texts, backend, passphrase};
use crate::place::{Place, code};

fn types(payload: &RecordPayload) -> Vec<String> {
    let entries = payload.entries.iter();
    entries
        .map(|proof| {
            let entry = Entry::decode(&URL_SAFE_NO_PAD.decode(&proof.entry).unwrap()).unwrap();
            let what = &entry.event.body["what"];
            let kind = what.as_object().and_then(|one| one.values().next());
            let name = kind.map_or(entry.event.r#type.as_str(), |one| {
                one["type"].as_str().unwrap()
            });
            name.to_owned()
        })
        .collect()
}

#[test]
fn a_whole_handover_is_told_and_verified() {
    let (mut place, handover) = Place::with_whole();
    let record = place.issue(&handover);
    let report = record::verify(&record.bytes, Some(&place.identity())).unwrap();
    assert_eq!(report.digest, record.digest);
    assert_eq!(report.keys, KeysFrom::Identity);
    let signers: BTreeSet<_> = report.signers.iter().map(|one| one.as_str()).collect();
    assert_eq!(signers, OFFICERS.into());
    let told = &report.payload.handover;
    assert_eq!((told.stage, told.items.len()), (Stage::Closed, 2));
    assert!(told.agreement.is_some() && told.review.is_some());
    assert!(told.received.is_some() && told.closed.is_some());
    assert_eq!((told.visits.len(), told.returns.len()), (1, 1));
    assert!(told.incidents.is_empty());
    for item in &told.items {
        assert!(matches!(item.outcome, HandoverItem::Returned { .. }));
        assert_eq!(item.keys.len(), 1);
        assert!(item.seal.is_some() && item.condition.is_some());
    }
    let [key] = report.payload.keys.as_slice() else {
        panic!("one key, on both carriers")
    };
    assert_eq!(key.key, told.items[0].keys[0].key);
}

#[test]
fn without_an_identity_the_report_says_so() {
    let (mut place, handover) = Place::with_whole();
    let record = place.issue(&handover);
    let report = record::verify(&record.bytes, None).unwrap();
    assert_eq!(report.keys, KeysFrom::Record);
}

#[test]
fn it_is_in_the_log_before_it_is_handed_out() {
    let (mut place, handover) = Place::with_whole();
    let before = place.office.session.keystore().head().size;
    let record = place.issue(&handover);
    let path = place.folder.path().join("office.kms");
    let keystore = Keystore::open_read_only(&path).unwrap();
    let entry = Entry::decode(&keystore.entry(before + 1).unwrap()).unwrap();
    let Event::RecordIssued(issued) = Event::from_log(&entry.event).unwrap() else {
        panic!("{entry:?}")
    };
    assert_eq!(
        (issued.handover, issued.digest),
        (handover.clone(), record.digest)
    );
    let outer: serde_json::Value = serde_json::from_slice(&record.bytes).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(outer["payload"].as_str().unwrap());
    assert_eq!(Digest::of(&payload.unwrap()), record.digest);
    let report = record::verify(&record.bytes, None).unwrap();
    assert_eq!(report.checkpoint.size, before);
    // The next record shows that there was this one.
    let next = place.verified(&handover);
    let issued = types(&next.payload);
    assert_eq!(
        issued
            .iter()
            .filter(|name| *name == "handover.record-issued")
            .count(),
        1
    );
}

#[test]
fn every_stage_has_its_record() {
    let mut place = Place::found();
    let texts = Texts::default();
    place.office.third_party("1", &texts.organisation);
    let items = place.office.carriers(2);
    let handover: Mark = "H-1".parse().unwrap();
    place.office.draft("H-1", &items, &texts);
    let draft = place.verified(&handover).payload.handover;
    assert_eq!(draft.stage, Stage::Draft);
    assert!(draft.agreement.is_none() && draft.received.is_none());
    assert!(draft.items.iter().all(|item| item.seal.is_some()));
    place.office.prepare("H-1", "1");
    assert_eq!(
        place.verified(&handover).payload.handover.stage,
        Stage::Approved
    );
    place.office.hand_over("H-1", "1", &items, &texts);
    assert_eq!(place.verified(&handover).payload.handover.stage, Stage::Out);
    place.office.take_back("H-1", "1", &items, &texts);
    assert_eq!(
        place.verified(&handover).payload.handover.stage,
        Stage::Closed
    );
}

#[test]
fn what_went_wrong_there_is_told_and_what_went_wrong_elsewhere_is_not() {
    let mut place = Place::found();
    let texts = Texts::default();
    let handover: Mark = "H-1".parse().unwrap();
    place.office.third_party("1", &texts.organisation);
    let items = place.office.carriers(3);
    let lost = |serial: &str| {
        let event =
            json!({ "type": "reported-lost", "serial": serial, "stolen": true, "by": "li" });
        json!({ "custody": event })
    };
    let other = place.office.carriers(1);
    place.office.draft("H-1", &items, &texts);
    place.office.prepare("H-1", "1");
    place.office.hand_over("H-1", "1", &items, &texts);
    place.office.now(lost(&other[0]));
    place.office.now(lost(&items[0]));
    let back = |serial: &str, seal: &str| {
        let item = json!({ "serial": serial, "seal": seal, "condition": "封签被换" });
        json!({ "handover": { "type": "returned", "handover": "H-1", "items": [item], "by": "li" }})
    };
    place.office.now(back(&items[1], "S-9999"));
    place.office.now(back(&items[2], "S-0003"));
    // It is back, and lost here: that is no business of the third party's.
    place.office.now(lost(&items[2]));
    let told = place.verified(&handover).payload.handover;
    let found: Vec<_> = told
        .incidents
        .iter()
        .map(|one| (one.serial.as_str(), one.kind))
        .collect();
    let expected = [
        (items[0].as_str(), IncidentKind::Stolen),
        (items[1].as_str(), IncidentKind::SealBroken),
    ];
    assert_eq!(found, expected);
    assert_eq!(told.items[0].outcome, HandoverItem::Lost);
    assert_eq!(told.items[1].seal.as_ref().unwrap().as_str(), "S-0002");
}

#[test]
fn nothing_is_shown_that_has_nothing_to_do_with_it() {
    let mut place = Place::found();
    let texts = Texts::default();
    let other = Texts {
        organisation: "另一家单位".into(),
        ..Texts::default()
    };
    place.office.third_party("9", &other.organisation);
    place.office.third_party("1", &texts.organisation);
    let items = place.office.carriers(2);
    // The same carriers were elsewhere before, went out for a day, and go elsewhere afterwards.
    let round = |place: &mut Place, id: &str, number: &str, texts: &Texts| {
        place.office.draft(id, &items, texts);
        place.office.prepare(id, number);
        place.office.hand_over(id, number, &items, texts);
        place.office.take_back(id, number, &items, texts);
    };
    round(&mut place, "H-8", "9", &other);
    for what in [
        json!({ "type": "checked-out", "serial": items[0], "purpose": "盘点", "by": ["zhang", "wang"] }),
        json!({ "type": "checked-in", "serial": items[0], "seal": "S-0001", "by": ["zhang", "wang"] }),
    ] {
        place.office.now(json!({ "custody": what }));
    }
    round(&mut place, "H-1", "1", &texts);
    round(&mut place, "H-9", "9", &other);
    let payload = place.verified(&"H-1".parse().unwrap()).payload;
    let shown = types(&payload);
    let expected = [
        "keystore.created",
        "registered",
        "lot-issued",
        "representative-enrolled",
        "agreement-added",
        "plan-reviewed",
        "carrier-registered",
        "carrier-loaded",
        "carrier-registered",
        "carrier-loaded",
        "drafted",
        "prepared",
        "approved",
        "handed-over",
        "supervised",
        "returned",
        "closed",
    ];
    assert_eq!(shown, expected);
    let text = payload
        .entries
        .iter()
        .map(|proof| URL_SAFE_NO_PAD.decode(&proof.entry).unwrap());
    for entry in text {
        let entry = String::from_utf8(entry).unwrap();
        assert!(
            !entry.contains("另一家单位") && !entry.contains("王小明"),
            "{entry}"
        );
    }
}

/// The newest review counts: without it, one that failed before would be the last that the reader sees.
#[test]
fn every_review_of_the_organisation_is_shown() {
    let mut place = Place::found();
    let texts = Texts::default();
    place.office.third_party("1", &texts.organisation);
    for (review, passed) in [("P-0", false), ("P-2", true)] {
        let digest = "c3".repeat(32);
        place.office.now(json!({ "party": { "type": "plan-reviewed", "review": review, "outcome": {
            "organisation": texts.organisation, "plan": { "digest": digest, "size": 1000 }, "passed": passed,
            "reviewer": "PLAN-BOARD",
        }}}));
    }
    let items = place.office.carriers(1);
    place.office.draft("H-1", &items, &texts);
    let named = json!({ "type": "prepared", "handover": "H-1", "review": "P-0" });
    place.office.now(json!({ "handover": named }));
    place.office.prepare("H-1", "1");
    place.office.hand_over("H-1", "1", &items, &texts);
    let payload = place.verified(&"H-1".parse().unwrap()).payload;
    let reviews = types(&payload);
    let reviews = reviews.iter().filter(|one| *one == "plan-reviewed");
    assert_eq!(reviews.count(), 3);
}

#[test]
fn carriers_that_went_on_are_told_at_both_ends() {
    let mut place = Place::found();
    let first = Texts::default();
    let second = Texts {
        organisation: "二厂".into(),
        ..Texts::default()
    };
    place.office.third_party("1", &first.organisation);
    place.office.third_party("2", &second.organisation);
    let items = place.office.carriers(2);
    place.office.draft("H-1", &items, &first);
    place.office.prepare("H-1", "1");
    place.office.hand_over("H-1", "1", &items, &first);
    place
        .office
        .draft_after("H-2", &items, &second, Some("H-1"));
    place.office.prepare("H-2", "2");
    place.office.pass_on("H-1", "H-2", "2", &items, &second);
    let one = place.verified(&"H-1".parse().unwrap()).payload.handover;
    let to: Mark = "H-2".parse().unwrap();
    assert!(
        one.items
            .iter()
            .all(|item| item.outcome == HandoverItem::Transferred { to: to.clone() })
    );
    // What then happens at the second is no business of the first.
    place.office.wait(1);
    place.office.now(json!({ "handover": {
        "type": "supervised", "handover": "H-2", "supervisor": "wang", "findings": "查看",
    }}));
    place.office.take_back("H-2", "2", &items, &second);
    let report = place.verified(&"H-1".parse().unwrap());
    assert_eq!(
        types(&report.payload)
            .iter()
            .filter(|name| *name == "supervised")
            .count(),
        1
    );
    let two = place.verified(&to).payload.handover;
    assert_eq!(two.stage, Stage::Closed);
    assert_eq!(two.received.unwrap().receiver.as_str(), "R-2");
    assert!(two.items.iter().all(|item| item.condition.is_some()));
}

#[test]
fn one_officer_alone_issues_nothing() {
    let (place, handover) = Place::with_whole();
    let path = place.folder.path().join("office.kms");
    drop(place.office);
    let alone: Credentials = vec![("zhang".parse().unwrap(), passphrase("zhang"))];
    let mut session = Session::unlock(&path, "test", alone, Needs::One, backend).unwrap();
    let before = session.keystore().head();
    assert_eq!(
        code(record::issue(&mut session, &handover)),
        "too-few-officers"
    );
    assert_eq!(session.keystore().head(), before);
}

#[test]
fn what_was_never_drafted_has_no_record() {
    let (mut place, _) = Place::with_whole();
    let session = &mut place.office.session;
    assert_eq!(
        code(record::issue(session, &"H-7".parse().unwrap())),
        "no-handover"
    );
}
