//! What was once found to be wrong: each test says what must hold.
use std::fs;

use key_derivation::{Algorithm, Catalogue};
use keystore::Keystore;
use kms::audit::{cosign, export};
use kms::keys::generate as gen_key;
use kms::package::{check, create, import};
use kms::recover::{open, recover};
use kms::transport;
use quorum::{Needs, SigningKey};
use serde_json::json;

use crate::insider::Insider;
use crate::place::*;

fn exported(site: &Site) -> Vec<u8> {
    let mut bytes = Vec::new();
    export(&Keystore::open_read_only(&site.path).unwrap(), &mut bytes).unwrap();
    bytes
}

#[test]
fn good_unlocks_that_sign_nothing_do_not_lock_out() {
    let place = Place::founded();
    let site = place.site(MINISTRY);
    for _ in 0..6 {
        let done = recover(&mut site.open(), &place.at("out"), &[], None).unwrap();
        assert!(done.open.is_empty());
    }
}

#[test]
fn cosign_finds_an_occupied_file_before_it_records() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let bytes = exported(&ministry);
    fs::write(place.at("out"), "other").unwrap();
    henan.refuses_in(henan.open_alone(), "file-exists", 8, |s| {
        cosign(s, &bytes, &place.at("out"))
    });
}

#[test]
fn cosign_finds_an_unwritable_folder_before_it_records() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let bytes = exported(&ministry);
    fs::write(place.at("file"), "other").unwrap();
    henan.refuses_in(henan.open_alone(), "unwritable", 1, |s| {
        cosign(s, &bytes, &place.at("file/out"))
    });
}

#[test]
fn an_occupied_package_name_is_found_before_anything_is_committed() {
    let place = Place::founded();
    fs::create_dir(place.at("out")).unwrap();
    fs::write(place.at("out/410000-0001.kmspkg"), "another").unwrap();
    place
        .site(MINISTRY)
        .refuses("file-exists", 8, |s| create(s, &place.order()));
}

#[test]
fn an_unwritten_transport_key_is_not_lost_by_using_it() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    crate::faults::fail(crate::faults::Call::Components, 1);
    assert!(
        transport::create(
            &mut ministry.open(),
            region(HENAN),
            &[place.carrier("a"), place.carrier("b")]
        )
        .is_err()
    );
    let id = ministry.state().transports.keys().next().unwrap().clone();
    let mut order = place.order();
    order.transport = Some(id);
    let made = ministry.open().run(|s| create(s, &order));
    assert!(
        made.is_err() || !open(&ministry.state()).is_empty(),
        "components can never be written"
    );
}

#[test]
fn a_package_does_not_land_beside_components_made_before() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let made = transport::create(
        &mut ministry.open(),
        region(HENAN),
        &[place.carrier("a"), place.carrier("b")],
    )
    .unwrap();
    let mut order = place.order();
    order.transport = Some(made.transport_id);
    order.folder = place.at("a");
    ministry.refuses("shared-folder", 2, |s| create(s, &order));
}

#[test]
fn recover_does_not_bring_two_components_together() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let mut narrow = fs::canonicalize(place.folder.path()).unwrap();
    while narrow.as_os_str().len() + 200 < 4080 {
        narrow.push("n".repeat(199));
    }
    narrow.push("n".repeat(4080 - narrow.as_os_str().len()));
    fs::create_dir_all(&narrow).unwrap();
    assert!(
        transport::create(
            &mut ministry.open(),
            region(HENAN),
            &[place.carrier("a"), narrow]
        )
        .is_err()
    );
    let folders = [place.carrier("c"), place.carrier("a")];
    let _ = recover(&mut ministry.open(), &place.at("out"), &folders, None);
    assert_eq!(
        fs::read_dir(place.at("a")).unwrap().count(),
        1,
        "two components of one key in one folder"
    );
}

#[test]
fn a_default_package_after_rotation_is_importable() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    kms::keys::rotate(
        &mut ministry.open(),
        &Catalogue::builtin(),
        &new_key("IRK", Algorithm::Aes128),
    )
    .unwrap();
    let made = create(&mut ministry.open(), &place.order_named("c", "d", "out2")).unwrap();
    let henan = place.site(HENAN);
    transport::import(&mut henan.open(), &made.components).unwrap();
    import(
        &mut henan.open(),
        &fs::read(&made.path).unwrap(),
        &place.at("receipts"),
    )
    .unwrap();
}

#[test]
fn a_sender_rolled_back_behind_a_cosigned_checkpoint_is_noticed() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let old = place.copy(MINISTRY, "old.kms");
    crate::place::generate(&mut ministry.open(), "IRK", Algorithm::Sm4);
    cosign(
        &mut henan.open_alone(),
        &exported(&ministry),
        &place.at("one"),
    )
    .unwrap();
    let made = create(&mut old.open(), &place.order()).unwrap();
    transport::import(&mut henan.open(), &made.components).unwrap();
    let found = check(&henan.state(), &fs::read(&made.path).unwrap());
    assert!(
        found.as_ref().map_or(true, |ok| !ok.warnings.is_empty()),
        "accepted in silence"
    );
}

#[test]
fn a_fork_of_another_length_is_refused() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let old = place.copy(MINISTRY, "old.kms");
    let send = |site: &Site, algorithm, name: &str| {
        let mut order = place.order_named(&format!("{name}a"), &format!("{name}b"), name);
        order.selection.algorithms = vec![algorithm];
        create(&mut site.open(), &order).unwrap()
    };
    for (algorithm, name) in [(Algorithm::Aes128, "one"), (Algorithm::Sm4, "two")] {
        let made = send(&ministry, algorithm, name);
        transport::import(&mut henan.open(), &made.components).unwrap();
        import(
            &mut henan.open(),
            &fs::read(&made.path).unwrap(),
            &place.at("receipts"),
        )
        .unwrap();
    }
    send(&old, Algorithm::Aes128, "x");
    crate::place::generate(&mut old.open(), "IRK", Algorithm::Aes192);
    send(&old, Algorithm::Sm4, "y");
    let made = send(&old, Algorithm::Tdes2, "z");
    transport::import(&mut henan.open(), &made.components).unwrap();
    let found = check(&henan.state(), &fs::read(&made.path).unwrap());
    println!("{:?}", found.as_ref().map(|ok| ok.warnings.clone()));
    assert!(found.is_err(), "a forked log is accepted with a warning");
}

#[test]
fn a_fifth_live_version_is_refused_by_name() {
    let place = Place::founded();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let catalogue = Catalogue::builtin();
    let new = new_key("IRK", Algorithm::Aes128);
    for _ in 0..3 {
        kms::keys::rotate(&mut ministry.open(), &catalogue, &new).unwrap();
    }
    let mut order = place.order();
    order.selection.algorithms = vec![Algorithm::Aes128];
    let made = create(&mut ministry.open(), &order).unwrap();
    transport::import(&mut henan.open(), &made.components).unwrap();
    import(
        &mut henan.open(),
        &fs::read(&made.path).unwrap(),
        &place.at("receipts"),
    )
    .unwrap();
    let state = ministry.state();
    let first = *state.versions(new.kind, new.algorithm).next().unwrap().0;
    kms::keys::change_state(
        &mut ministry.open(),
        &catalogue,
        first,
        keystore::KeyState::Deactivated,
        "旧",
        None,
    )
    .unwrap();
    kms::keys::rotate(&mut ministry.open(), &catalogue, &new).unwrap();
    let mut order = place.order_named("c", "d", "e");
    order.selection.versions = vec![key_derivation::KeyVersion::new(5).unwrap()];
    let made = create(&mut ministry.open(), &order).unwrap();
    transport::import(&mut henan.open(), &made.components).unwrap();
    let bytes = fs::read(&made.path).unwrap();
    is_refused(check(&henan.state(), &bytes), "too-many-versions", 4);
}

#[test]
fn invisible_joiners_are_hidden_too() {
    for c in ['\u{34F}', '\u{2800}', '\u{1D173}', '\u{13430}', '\u{17B4}'] {
        let two = [
            (officer("zhang"), "王芳".to_owned()),
            (officer("wang"), format!("a{c}b")),
        ];
        assert!(
            kms::init::check(region(HENAN), 2, &two).is_err(),
            "{:x}",
            c as u32
        );
    }
}

#[test]
fn a_city_key_with_two_levels_left_is_refused() {
    let place = Place::received();
    let henan = place.site(HENAN);
    let mut order = place.order_named("c", "d", "e");
    order.to = region(ZHENGZHOU);
    let made = create(&mut henan.open(), &order).unwrap();
    let city = place.site(ZHENGZHOU);
    transport::import(&mut city.open(), &made.components).unwrap();
    let forged = Insider::of(&henan).package(&fs::read(&made.path).unwrap(), |p| {
        p["keys"][0]["levels_left"] = json!(2)
    });
    assert!(check(&city.state(), &forged).is_err());
}

#[test]
fn two_regions_do_not_share_a_key() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    let other = found(&place.at("other.kms"), "420000", false);
    let mut identity = kms::identity::Identity::of(other.state());
    identity.identity_key = ministry.state().peers[&region(HENAN)].identity_key.clone();
    let shown = identity.fingerprint().unwrap();
    assert!(kms::identity::enrol(&mut ministry.open(), &identity, &shown, true).is_err());
}

#[test]
fn the_same_log_key_may_not_be_enrolled_with_new_officers_for_the_same_keystore() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    // same keystore id, other log key: what was witnessed cannot be opened any more
    let mut identity = kms::identity::Identity::of(&place.site(HENAN).state());
    let name = identity.log_key.name().to_owned();
    identity.log_key =
        audit_log::VerifierKey::new(&name, SigningKey::random().unwrap().public()).unwrap();
    let shown = identity.fingerprint().unwrap();
    kms::package::verify_receipt(&mut ministry.open_alone(), &place.receipt()).unwrap();
    assert!(kms::identity::enrol(&mut ministry.open(), &identity, &shown, true).is_err());
}

#[test]
fn loose_uuids_are_no_keystore_ids() {
    let place = Place::founded();
    let identity = kms::identity::Identity::of(&place.site(HENAN).state());
    let id = identity.party.keystore.clone();
    for loose in [
        id.to_uppercase(),
        id.replace('-', ""),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}"),
    ] {
        let mut other = identity.clone();
        other.party.keystore = loose.clone();
        let name = other.party.origin();
        let Ok(key) = audit_log::VerifierKey::new(&name, SigningKey::random().unwrap().public())
        else {
            continue;
        };
        other.log_key = key;
        assert!(
            kms::identity::Identity::parse(&other.to_bytes().unwrap()).is_err(),
            "{loose}"
        );
    }
}

#[test]
fn another_regions_catalogue_is_refused() {
    let catalogue = br#"{"format":"kms-catalogue/1","region":"370000","kinds":[{"code":"8001","name":"LOCALX","sort":"local","root":"province","diversifications":2,"psam_type":6,"zh":"LL","en":"local"}]}"#;
    assert!(Catalogue::builtin().with_regional(catalogue).is_ok());
    let place = Place::empty();
    let custodian = |name: &&str| kms::init::NewCustodian {
        officer: officer(name),
        name: "王小明".into(),
        passphrase: passphrase(HENAN, name),
    };
    let new = kms::init::NewKeystore {
        region: region(HENAN),
        k: 2,
        custodians: OFFICERS.iter().map(custodian).collect(),
        rehearsal: false,
        cost: quorum::Cost::FLOOR,
        regional_catalogue: Some(catalogue.to_vec()),
    };
    let made = kms::init::init(&place.keystore(HENAN), new, crate::faults::backend);
    if let Ok(mut session) = made {
        let kind = Catalogue::builtin().with_regional(catalogue).unwrap();
        let code = kind.by_name("LOCALX").unwrap().code;
        let mut key = new_key("STK", Algorithm::Aes128);
        key.kind = code;
        assert!(
            gen_key(&mut session, &kind, &key).is_err(),
            "Henan generates a kind local to Shandong"
        );
    }
}

#[test]
fn an_empty_list_of_cards_is_no_event() {
    let place = Place::founded();
    let city = place.site(ZHENGZHOU);
    let bk = crate::place::generate(&mut city.open(), "BK", Algorithm::Aes128);
    assert!(kms::cards::derive(&mut city.open(), bk, &[]).is_err());
    assert!(
        kms::cards::derive(&mut city.open(), bk, &[vec![1; 8], vec![1; 8]]).is_err(),
        "twice the same card"
    );
}

#[test]
fn lockout_holds_between_processes() {
    // Sessions admitted before the fifth attempt was recorded are counted anew by nobody.
    let place = Place::founded();
    let site = place.site(MINISTRY);
    let wrong = || {
        vec![(
            officer("wang"),
            quorum::Passphrase::existing("no no no no").unwrap(),
        )]
    };
    let tried: Vec<u8> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| match site.unlock(wrong(), Needs::One) {
                    Ok(_) => 0,
                    Err(e) => e.exit_code(),
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    let got_through = tried.iter().filter(|code| **code == 5).count();
    assert!(
        got_through <= 5,
        "{got_through} of 16 at once reached the passphrase: {tried:?}"
    );
}
