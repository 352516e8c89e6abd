//! Packages that are rightly signed and say something wrong: each check of a package, reached alone.

use kms::package::{check, import};
use kms::{Error, Flaw};
use quorum::{OfficerId, SigningKey};
use serde_json::{Value, json};

use crate::insider::{Insider, payload};
use crate::place::{HENAN, MINISTRY, Place, ZHENGZHOU, is_refused, refusal};

/// One change to a package, and the error that it must give.
type Forgery = (&'static str, u8, fn(&mut Value));

const OTHER_ID: &str = "7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f";

/// What stands in the payload itself. Each would pass if the one check that it is aimed at were left out.
const FORGERIES: [Forgery; 30] = [
    ("package-unknown-type", 3, |p| {
        p["type"] = json!("kms-receipt")
    }),
    ("package-unknown-type", 3, |p| p["version"] = json!(2)),
    ("package-unknown-suite", 3, |p| p["suite"] = json!(2)),
    ("package-malformed", 3, |p| p["more"] = json!(1)),
    ("package-malformed", 3, |p| p["counter"] = json!(-1)),
    ("package-malformed", 3, |p| p["created"] = json!(null)),
    ("wrong-recipient", 9, |p| {
        p["to"]["keystore"] = json!(OTHER_ID)
    }),
    ("wrong-recipient", 9, |p| {
        p["to"]["region"] = json!("370000")
    }),
    ("wrong-recipient", 9, |p| {
        p["to"]["level"] = json!("municipality")
    }),
    ("rehearsal", 4, |p| p["rehearsal"] = json!(true)),
    ("package-contradiction", 3, |p| {
        p["from"]["keystore"] = json!(OTHER_ID)
    }),
    ("package-contradiction", 3, |p| {
        p["from"]["region"] = json!("370000")
    }),
    ("replay", 8, |p| p["counter"] = json!(0)),
    ("package-checkpoint", 3, |p| p["checkpoint"] = json!("")),
    ("package-contradiction", 3, |p| p["keys"] = json!([])),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["mode"] = json!("loaded")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["origin"] = json!("generated")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["level"] = json!("municipality")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["region"] = json!("370000")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["owner"] = json!("410000")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["owner"] = json!("370000")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["owner"] = json!("410100")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["levels_left"] = json!(0)
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["levels_left"] = json!(3)
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["version"] = json!(2)
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["kind"] = json!("0103")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][0]["context"] = json!("")
    }),
    ("package-contradiction", 3, |p| {
        p["keys"][1] = p["keys"][0].clone()
    }),
    ("no-transport", 4, |p| {
        p["transport"]["id"] = json!(OTHER_ID)
    }),
    ("package-contradiction", 3, |p| {
        p["transport"]["kcv"] = json!("0000000000")
    }),
];

#[test]
fn every_check_of_a_package_refuses_by_itself() {
    let place = Place::sent();
    let henan = place.site(HENAN);
    let state = henan.state();
    let mut ministry = Insider::of(&place.site(MINISTRY));
    // The forger's tools are good: a package signed again without a change is still accepted.
    let same = ministry.package(&place.package(), |_| {});
    assert!(check(&state, &same).unwrap().warnings.is_empty());
    for (index, (code, exit, change)) in FORGERIES.into_iter().enumerate() {
        let forged = ministry.package(&place.package(), change);
        let error = refusal(check(&state, &forged));
        let found = (error.code(), error.exit_code());
        assert_eq!(found, (code.to_owned(), exit), "forgery {index}");
    }
    let components = ministry.package(&place.package(), |p| {
        let last = p["transport"]["components"][1].clone();
        p["transport"]["components"][0] = last;
    });
    is_refused(check(&state, &components), "package-contradiction", 3);
    // None of them gets further when two officers insist.
    let forged = ministry.package(&place.package(), FORGERIES[9].2);
    let folder = place.at("receipts");
    henan.refuses("rehearsal", 4, |s| import(s, &forged, &folder));
    assert!(!folder.exists());
}

/// Fails if signatures are counted instead of people, or the request is not compared with the content.
#[test]
fn the_senders_officers_must_have_signed_for_exactly_this() {
    let place = Place::sent();
    let state = place.site(HENAN).state();
    let mut ministry = Insider::of(&place.site(MINISTRY));
    let original = payload(&place.package());
    let mut refused = |change: &dyn Fn(&Insider, &mut Value)| {
        let mut forged = original.clone();
        change(&ministry, &mut forged);
        let file = ministry.sign(&forged, "kms-package");
        is_refused(check(&state, &file), "package-approvals", 3);
    };
    refused(&|_, p| p["approvals"] = json!([]));
    refused(&|_, p| p["approvals"] = json!([p["approvals"][0]]));
    refused(&|_, p| p["approvals"] = json!([p["approvals"][0], p["approvals"][0]]));
    // Two signatures, one of them by somebody who is not enrolled, under a colleague's name.
    refused(&|_, p| {
        let request = quorum::Request::from_value(&p["request"]).unwrap();
        let colleague: OfficerId = p["approvals"][1]["officer"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let own = SigningKey::random().unwrap();
        let signed = quorum::sign_request(&colleague, &own, &request).unwrap();
        p["approvals"][1] = serde_json::to_value(signed).unwrap();
    });
    // The request's members, one by one, approved anew.
    for (name, value) in [
        ("action", json!("package.cancel")),
        ("action", json!("key.suspend")),
        ("package_id", json!(OTHER_ID)),
        ("payload", json!("0".repeat(64))),
        ("more", json!("than is asked")),
    ] {
        refused(&|insider, p| {
            let mut request = p["request"].clone();
            request["request"][name] = value.clone();
            insider.approve_request(p, request);
        });
    }
    refused(&|insider, p| {
        let mut request = p["request"].clone();
        request["keystore"] = json!(OTHER_ID);
        insider.approve_request(p, request);
    });
    // What was approved is this payload: nothing in it changes, not even what no rule looks at.
    refused(&|_, p| p["created"] = json!("2026-01-01T00:00:00Z"));
    refused(&|_, p| p["keys"][0]["kcv"] = p["keys"][1]["kcv"].clone());
    // What was approved for three keys does not serve for two.
    refused(&|_, p| drop(p["keys"].as_array_mut().unwrap().pop()));
}

/// Fails if a counter may stand still or go back, or a gap is passed over in silence.
#[test]
fn counters_only_rise_and_gaps_are_recorded() {
    let place = Place::received();
    let henan = place.site(HENAN);
    let state = henan.state();
    let genuine = place.package();
    let folder = place.at("receipts");
    henan.refuses("replay", 8, |s| import(s, &genuine, &folder));
    let mut ministry = Insider::of(&place.site(MINISTRY));
    for (id, counter) in [(OTHER_ID, 0), (OTHER_ID, 1)] {
        let forged = ministry.package(&genuine, |p| {
            p["package_id"] = json!(id);
            p["counter"] = json!(counter);
        });
        is_refused(check(&state, &forged), "replay", 8);
    }
    let again = ministry.package(&genuine, |p| p["counter"] = json!(2));
    is_refused(check(&state, &again), "replay", 8);
    // A fresh id and counter do not bring a key in twice.
    let twice = ministry.package(&genuine, |p| {
        p["package_id"] = json!(OTHER_ID);
        p["counter"] = json!(2);
    });
    is_refused(check(&state, &twice), "version-exists", 8);

    let place = Place::sent();
    let gap = ministry_gap(&place, 7);
    let henan = place.site(HENAN);
    let checked = check(&henan.state(), &gap).unwrap();
    assert_eq!(checked.warnings, ["counter-gap"]);
    let done = import(&mut henan.open(), &gap, &place.at("receipts")).unwrap();
    assert_eq!(done.warnings, ["counter-gap"]);
    assert_eq!(
        henan
            .state()
            .last_counter_from(&checked.payload.from.keystore),
        7
    );
}

fn ministry_gap(place: &Place, counter: u64) -> Vec<u8> {
    let mut ministry = Insider::of(&place.site(MINISTRY));
    ministry.package(&place.package(), |p| p["counter"] = json!(counter))
}

/// Fails if a key block is believed without its header, its check value or the transport key.
#[test]
fn a_key_block_holds_what_its_entry_says() {
    let place = Place::sent();
    let henan = place.site(HENAN);
    let mut ministry = Insider::of(&place.site(MINISTRY));
    let forgeries: [fn(&mut Value); 5] = [
        |p| {
            let (first, second) = (
                p["keys"][0]["key_block"].clone(),
                &p["keys"][1]["key_block"],
            );
            p["keys"][0]["key_block"] = second.clone();
            p["keys"][1]["key_block"] = first;
        },
        |p| p["keys"][0]["kcv"] = json!("0000000000"),
        |p| p["keys"][0]["key_block"] = json!(""),
        |p| {
            let block = p["keys"][0]["key_block"].as_str().unwrap();
            let last = if block.ends_with('0') { '1' } else { '0' };
            let block = format!("{}{last}", &block[..block.len() - 1]);
            p["keys"][0]["key_block"] = json!(block);
        },
        // The header of the block is bound: another label, the same length.
        |p| {
            let block = p["keys"][0]["key_block"].as_str().unwrap();
            p["keys"][0]["key_block"] = json!(block.replacen("410000", "410001", 1));
        },
    ];
    for change in forgeries {
        let forged = ministry.package(&place.package(), change);
        assert!(check(&henan.state(), &forged).is_ok());
        let folder = place.at("receipts");
        let error = henan.refuses("package-key-block", 3, |s| import(s, &forged, &folder));
        assert!(matches!(error, Error::Artefact(_, Flaw::KeyBlock)));
    }
    // The transport key is still there: the genuine package is imported after all of them.
    import(&mut henan.open(), &place.package(), &place.at("receipts")).unwrap();
}

/// Fails if anybody enrolled may send, not only the level directly above.
#[test]
fn sub_keys_come_from_above_only() {
    let place = Place::sent();
    let state = place.site(HENAN).state();
    let mut zhengzhou = Insider::of(&place.site(ZHENGZHOU));
    let party = serde_json::to_value(zhengzhou.state.home()).unwrap();
    let forged = zhengzhou.package(&place.package(), |p| {
        p["from"] = party;
        p["request"]["keystore"] = p["from"]["keystore"].clone();
    });
    is_refused(check(&state, &forged), "package-contradiction", 3);
    // Nobody at all whom Henan knows: a ministry that it has not enrolled.
    let stranger = Place::sent();
    let foreign = stranger.package();
    assert!(check(&stranger.site(HENAN).state(), &foreign).is_ok());
    let alone = Place::empty();
    let session = crate::place::found(&alone.keystore(HENAN), HENAN, false);
    is_refused(check(session.state(), &foreign), "unknown-sender", 4);
    is_refused(
        check(&place.site(MINISTRY).state(), &foreign),
        "unknown-sender",
        4,
    );
    is_refused(
        check(&place.site(ZHENGZHOU).state(), &foreign),
        "unknown-sender",
        4,
    );
}

/// Fails if the outer form is read loosely, or the header's type is not looked at.
#[test]
fn the_envelope_has_one_form() {
    let place = Place::sent();
    let state = place.site(HENAN).state();
    let mut ministry = Insider::of(&place.site(MINISTRY));
    let genuine = place.package();
    let text = String::from_utf8(genuine.clone()).unwrap();
    let canonical = audit_log::canonical::to_vec(&payload(&genuine)).unwrap();
    assert!(check(&state, &ministry.sign_bytes(&canonical, "kms-package")).is_ok());
    let typ = ministry.sign_bytes(&canonical, "kms-receipt");
    is_refused(check(&state, &typ), "package-unknown-type", 3);

    // Duplicate members, spaces and a byte order mark, rightly signed.
    let inner = String::from_utf8(canonical).unwrap();
    for loose in [
        inner.replacen('{', r#"{"counter":1,"#, 1),
        inner.replacen(r#""counter":1"#, r#""counter":1,"counter":2"#, 1),
        inner.replacen(r#""counter":1"#, r#""counter":1.0"#, 1),
        inner.replacen(r#""counter":1"#, r#""counter": 1"#, 1),
        inner.replacen(r#""keys":[{"#, r#""keys":[{"algorithm":"SM4","#, 1),
        format!("{inner}\n"),
        format!("\u{FEFF}{inner}"),
    ] {
        assert_ne!(loose, inner);
        let file = ministry.sign_bytes(loose.as_bytes(), "kms-package");
        is_refused(check(&state, &file), "package-malformed", 3);
    }
    // The same outside.
    for loose in [
        text.replacen(r#"{"payload""#, r#"{"payload":"","payload""#, 1),
        text.replacen(r#""signatures""#, r#""header":{},"signatures""#, 1),
        text.replacen(r#""signatures":["#, r#""signatures":[ "#, 1),
        text.replacen(r#"","signatures"#, r#"=","signatures"#, 1),
        format!("{text}\n"),
        format!("{text}{text}"),
        String::new(),
    ] {
        assert_ne!(loose, text);
        is_refused(check(&state, loose.as_bytes()), "package-malformed", 3);
    }
}

/// Fails if a key may come with more diversifications left than its level has below it.
#[test]
fn a_city_gets_keys_for_cards_only() {
    let place = Place::received();
    let henan = place.site(HENAN);
    let mut order = place.order_named("c", "d", "city");
    order.to = crate::place::region(ZHENGZHOU);
    let made = kms::package::create(&mut henan.open(), &order).unwrap();
    let city = place.site(ZHENGZHOU);
    kms::transport::import(&mut city.open(), &made.components).unwrap();
    let genuine = std::fs::read(&made.path).unwrap();
    let mut henan = Insider::of(&henan);
    assert!(check(&city.state(), &henan.package(&genuine, |_| {})).is_ok());
    for left in [0, 2, 3] {
        let forged = henan.package(&genuine, |p| p["keys"][0]["levels_left"] = json!(left));
        is_refused(check(&city.state(), &forged), "package-contradiction", 3);
    }
}
