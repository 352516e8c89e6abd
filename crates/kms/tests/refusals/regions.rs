//! Where sub-keys may go, and who may be enrolled.

use key_derivation::{Algorithm, Catalogue};
use kms::identity::{self, Identity, plan_enrolment};
use kms::init::check;
use kms::keys::{self, plan_generate};
use kms::package::{self, Selection, plan};
use kms::{Error, cards, transport};
use serde_json::json;

use crate::place::{
    HENAN, MINISTRY, OFFICERS, Place, ZHENGZHOU, found, is_refused, new_key, officer, region,
};

/// Code asked for, stable code, exit code.
const FROM_MINISTRY: [(&str, &str, u8); 8] = [
    ("410100", "region-not-direct", 4),
    ("419000", "region-heading", 4),
    ("110100", "region-heading", 4),
    ("412700", "region-abolished", 4),
    ("710000", "region-special", 4),
    ("810000", "region-special", 4),
    ("990000", "region-unknown", 7),
    ("000000", "region-ministry", 4),
];

/// Fails if parentage is read off the digits, or a status is not looked at.
#[test]
fn sub_keys_go_only_to_regions_directly_under_this_one() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let state = ministry.state();
    let folders = [place.carrier("a"), place.carrier("b")];
    for (to, code, exit) in FROM_MINISTRY {
        let mut order = place.order();
        order.to = region(to);
        is_refused(plan(&state, &order), code, exit);
    }
    let mut order = place.order();
    order.to = region("420000");
    ministry.refuses("not-enrolled", 4, |s| package::create(s, &order));
    order.to = region("412700");
    ministry.refuses("region-abolished", 4, |s| package::create(s, &order));
    ministry.refuses("region-not-direct", 4, |s| {
        transport::create(s, region("410100"), &folders)
    });

    let henan = place.site(HENAN);
    for (to, code) in [
        ("420000", "region-not-under"),
        ("420100", "region-not-under"),
        ("410000", "region-not-under"),
        ("000000", "region-ministry"),
        ("410200", "not-enrolled"),
        // 419001 begins with 4190, and stands directly under 410000.
        ("419001", "not-enrolled"),
    ] {
        order.to = region(to);
        is_refused(plan(&henan.state(), &order), code, 4);
    }
    henan.refuses("region-not-under", 4, |s| {
        transport::create(s, region("420100"), &folders)
    });
    assert_eq!(std::fs::read_dir(place.at("a")).unwrap().count(), 0);
}

/// Fails if `NotDirect` names anything but the region that passes the sub-key on.
#[test]
fn a_region_that_is_not_direct_is_told_who_serves_it() {
    let place = Place::founded();
    let mut order = place.order();
    order.to = region("419001");
    let error = plan(&place.site(MINISTRY).state(), &order).unwrap_err();
    assert!(matches!(error, Error::NotDirect { through, .. } if through == region(HENAN)));
}

/// Fails if `init` takes a code that can issue nothing, or a quorum or name that cannot be one.
#[test]
fn a_keystore_is_founded_only_for_a_unit_in_force() {
    let two: Vec<_> = OFFICERS[..2]
        .iter()
        .map(|name| (officer(name), "王芳".to_owned()))
        .collect();
    for (code, _, exit) in FROM_MINISTRY.iter().filter(|one| one.0 != "000000") {
        match *code {
            "410100" => assert!(check(region(code), 2, &two).is_ok()),
            _ => assert_eq!(check(region(code), 2, &two).unwrap_err().exit_code(), *exit),
        }
    }
    for k in [0, 1, 3, 255] {
        is_refused(check(region(HENAN), k, &two), "quorum-size", 2);
    }
    is_refused(check(region(HENAN), 2, &two[..1]), "quorum-size", 2);
    let many: Vec<_> = (0..17)
        .map(|n| (officer(&format!("o{n}")), "王芳".to_owned()))
        .collect();
    is_refused(check(region(HENAN), 2, &many), "quorum-size", 2);
    assert!(check(region(HENAN), 16, &many[..16]).is_ok());
    let same = [two[0].clone(), two[0].clone()];
    is_refused(check(region(HENAN), 2, &same), "same-officer-twice", 2);
}

/// Fails if hidden characters get into a name or a reason.
#[test]
fn names_and_reasons_show_what_they_hold() {
    for name in [
        "",
        " ",
        "王芳 ",
        "a\nb",
        "a\tb",
        "a\0",
        "a\u{7f}",
        "a\u{85}",
        "a\u{9b}31m",
        "\u{202E}gnahz",
        "a\u{2066}b",
        "a\u{200F}",
        "a\u{200B}b",
        "\u{FEFF}a",
        "a\u{2028}",
        "\u{E0041}",
        "a\u{AD}b",
    ] {
        let two = [
            (officer("zhang"), "王芳".to_owned()),
            (officer("wang"), name.to_owned()),
        ];
        is_refused(check(region(HENAN), 2, &two), "name", 2);
    }
    let long = [
        (officer("zhang"), "王".repeat(64)),
        (officer("wang"), "王".repeat(65)),
    ];
    is_refused(check(region(HENAN), 2, &long), "name", 2);
    for staff_code in ["", "a b", "王", "a\u{202E}", "a/b", "a\n", &"a".repeat(33)] {
        assert!(staff_code.parse::<quorum::OfficerId>().is_err());
    }
    let place = Place::sent();
    let ministry = place.site(MINISTRY);
    let id = ministry.state().packages.keys().next().unwrap().clone();
    for reason in [
        "",
        "a\u{202E}b",
        "lost\nreceipt.verified",
        &"长".repeat(201),
    ] {
        let error = ministry.refuses("reason", 2, |s| package::cancel(s, &id, reason));
        assert!(matches!(error, Error::Reason));
    }
}

/// Fails if the catalogue's root level is not compared with the keystore's.
#[test]
fn each_kind_is_generated_at_its_own_level() {
    let place = Place::founded();
    let catalogue = Catalogue::builtin();
    for (site, kind) in [
        (HENAN, "IRK"),
        (HENAN, "BK"),
        (ZHENGZHOU, "IRK"),
        (ZHENGZHOU, "STK"),
        (MINISTRY, "STK"),
        (MINISTRY, "PUK"),
    ] {
        let new = new_key(kind, Algorithm::Aes128);
        let state = place.site(site).state();
        is_refused(
            plan_generate(&state, &catalogue, &new),
            "kind-of-other-level",
            4,
        );
    }
    let new = new_key("IRK", Algorithm::Aes128);
    let henan = place.site(HENAN);
    henan.refuses("kind-of-other-level", 4, |s| {
        keys::generate(s, &catalogue, &new)
    });
    let mut unknown = new;
    unknown.kind = "7FFF".parse().unwrap();
    henan.refuses("unknown-kind", 2, |s| {
        keys::generate(s, &catalogue, &unknown)
    });
    let ministry = place.site(MINISTRY);
    let mut wrong = new;
    wrong.scheme = Some(key_derivation::Scheme::Pboc);
    ministry.refuses("scheme-algorithm", 2, |s| {
        keys::generate(s, &catalogue, &wrong)
    });
    wrong.algorithm = Algorithm::Tdes2;
    wrong.scheme = Some(key_derivation::Scheme::Sp800108Cmac);
    ministry.refuses("scheme-algorithm", 2, |s| {
        keys::generate(s, &catalogue, &wrong)
    });
}

/// Fails if the diversifications left are not counted: a city's key makes cards, and nothing else does.
#[test]
fn only_keys_with_the_right_number_of_diversifications_left_go_on() {
    let place = Place::founded();
    let zhengzhou = place.site(ZHENGZHOU);
    let bk = crate::place::generate(&mut zhengzhou.open(), "BK", Algorithm::Aes128);
    let card = vec![b"DEMO0001".to_vec()];
    assert_eq!(
        cards::derive(&mut zhengzhou.open(), bk, &card)
            .unwrap()
            .len(),
        1
    );
    let henan = place.site(HENAN);
    let stk = *henan.state().keys.keys().next().unwrap();
    henan.refuses("no-diversifications-left", 4, |s| {
        cards::derive(s, stk, &card)
    });
    // A diversifier is 1 to 16 bytes long.
    for bad in [vec![], vec![0; 17]] {
        let error = cards::plan(&zhengzhou.state(), bk, &[bad]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }
    // A city's own key goes to nobody below: Henan has one with one diversification left.
    let place = Place::received();
    let mut henan = place.site(HENAN).open();
    let mut order = place.order();
    order.to = region(ZHENGZHOU);
    order.component_folders = vec![place.carrier("c"), place.carrier("d")];
    let made = package::create(&mut henan, &order).unwrap();
    drop(henan);
    let mut city = place.site(ZHENGZHOU).open();
    transport::import(&mut city, &made.components).unwrap();
    let bytes = std::fs::read(&made.path).unwrap();
    package::import(&mut city, &bytes, &place.at("receipts")).unwrap();
    let left: Vec<_> = city
        .state()
        .keys
        .values()
        .map(|key| key.descriptor.levels_left)
        .collect();
    assert_eq!(left, [1, 1, 1, 1]);
    order.to = region("410102");
    is_refused(plan(city.state(), &order), "region-unknown", 7);
}

/// Fails if a selection that fits nothing, or only keys that cannot go, is sent as an empty package.
#[test]
fn an_empty_selection_sends_nothing() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let mut order = place.order();
    order.selection = Selection {
        algorithms: vec![Algorithm::Aes192],
        ..Selection::default()
    };
    ministry.refuses("nothing-to-send", 4, |s| package::create(s, &order));
}

/// Fails if enrolment looks at anything but parentage, level, purpose and the typed fingerprint.
#[test]
fn identities_are_enrolled_only_of_neighbours_and_only_as_compared() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let of = |site: &str| {
        let path = place.keystore(site);
        Identity::of(keystore::Keystore::open_read_only(&path).unwrap().state())
    };
    let zhengzhou = of(ZHENGZHOU);
    let shown = zhengzhou.fingerprint().unwrap();
    ministry.refuses("region-not-related", 4, |s| {
        identity::enrol(s, &zhengzhou, &shown, true)
    });
    let own = of(HENAN);
    is_refused(
        plan_enrolment(&henan.state(), &own),
        "region-not-related",
        4,
    );
    is_refused(
        plan_enrolment(&ministry.state(), &own),
        "already-enrolled",
        8,
    );
    // Another keystore of a region that is enrolled already.
    let other = Identity::of(found(&place.at("other.kms"), HENAN, false).state());
    let shown = other.fingerprint().unwrap();
    ministry.refuses("identity-changed", 8, |s| {
        identity::enrol(s, &other, &shown, false)
    });
    for typed in [
        String::new(),
        of(HENAN).fingerprint().unwrap(),
        shown[1..].to_owned(),
        format!("{shown}0"),
        shown.replace(' ', "x"),
    ] {
        ministry.refuses("confirmation", 2, |s| {
            identity::enrol(s, &other, &typed, true)
        });
    }
    // Grouping does not matter, digits do.
    let typed = shown.replace(' ', "");
    let done = identity::enrol(&mut ministry.open(), &other, &typed, true).unwrap();
    assert_eq!(done.replaces.unwrap().party.keystore, own.party.keystore);
}

/// Fails if an identity may contradict itself, or a rehearsal identity gets into production.
#[test]
fn an_identity_is_whole_and_of_the_same_world() {
    let place = Place::founded();
    let henan = Identity::of(&place.site(HENAN).state());
    let original = serde_json::to_value(&henan).unwrap();
    let changed = |name: &str, to: serde_json::Value| {
        let mut value = original.clone();
        value[name] = to;
        Identity::parse(&audit_log::canonical::to_vec(&value).unwrap())
    };
    for (name, to, code) in [
        ("type", json!("kms-package"), "identity-unknown-type"),
        ("version", json!(2), "identity-unknown-type"),
        ("suite", json!(2), "identity-unknown-suite"),
        ("identity_key", json!("00"), "identity-contradiction"),
        ("keystore", json!("not-a-uuid"), "identity-contradiction"),
        ("region", json!("420000"), "identity-contradiction"),
        ("k", json!(1), "identity-contradiction"),
        ("k", json!(4), "identity-contradiction"),
        ("officers", json!([]), "identity-contradiction"),
        ("extra", json!(1), "identity-malformed"),
    ] {
        is_refused(changed(name, to), code, 3);
    }
    let mut twice = original["officers"].clone();
    twice[1] = twice[0].clone();
    is_refused(changed("officers", twice), "identity-contradiction", 3);
    let rehearsal = changed("rehearsal", json!(true)).unwrap();
    let ministry = place.site(MINISTRY);
    let shown = rehearsal.fingerprint().unwrap();
    ministry.refuses("rehearsal", 4, |s| {
        identity::enrol(s, &rehearsal, &shown, true)
    });
    let drill = found(&place.at("drill.kms"), MINISTRY, true);
    is_refused(plan_enrolment(drill.state(), &henan), "rehearsal", 4);
    // A level that the region does not have.
    let mut value = original.clone();
    value["level"] = json!("municipality");
    let mut party = henan.party.clone();
    party.level = key_derivation::Level::Municipality;
    let name = henan
        .log_key
        .to_string()
        .replace("/province/", "/municipality/");
    let key: Option<audit_log::VerifierKey> = name.parse().ok();
    assert!(key.is_none(), "a verifier key's name is part of its id");
}

/// Fails if a keystore id has more than one spelling: counters and origins are kept by it.
#[test]
fn a_keystore_id_is_spelt_one_way() {
    let place = Place::founded();
    let identity = Identity::of(&place.site(HENAN).state());
    let id = identity.party.keystore.clone();
    let respelt = |id: String| {
        let mut other = identity.clone();
        other.party.keystore = id;
        let name = other.party.origin();
        other.log_key = audit_log::VerifierKey::new(&name, *identity.log_key.key()).unwrap();
        Identity::parse(&other.to_bytes().unwrap())
    };
    assert!(respelt(id.clone()).is_ok());
    for loose in [id.to_uppercase(), id.replace('-', ""), format!("{{{id}}}")] {
        is_refused(respelt(loose), "identity-contradiction", 3);
    }
}
