//! Components of transport keys: all of one key, each once, for this keystore.

use std::fs;
use std::path::PathBuf;

use key_derivation::Algorithm;
use kms::package::{Order, create};
use kms::transport::{self, check_components};
use serde_json::{Value, json};

use crate::place::{HENAN, MINISTRY, Place, ZHENGZHOU, digest, is_refused, region};

/// Rewrites a component image and its check, as anybody can: the check is no signature.
fn rewritten(
    place: &Place,
    from: &PathBuf,
    name: &str,
    change: impl FnOnce(&mut Value),
) -> PathBuf {
    let mut image: Value = serde_json::from_slice(&fs::read(from).unwrap()).unwrap();
    image.as_object_mut().unwrap().remove("check");
    change(&mut image);
    let check = digest(&audit_log::canonical::to_vec(&image).unwrap());
    image["check"] = json!(check.to_string());
    let path = place.at(name);
    fs::write(&path, audit_log::canonical::to_vec(&image).unwrap()).unwrap();
    path
}

/// Fails if numbers are counted without comparing what they are components of.
#[test]
fn components_are_complete_distinct_and_of_one_key() {
    let place = Place::founded();
    let henan = place.site(HENAN);
    let state = henan.state();
    let ministry = place.site(MINISTRY);
    let first = place
        .send_only(&ministry, Algorithm::Aes128, "one")
        .components;
    let second = place.send_only(&ministry, Algorithm::Sm4, "two").components;
    let pick = |paths: &[&PathBuf]| -> Vec<PathBuf> { paths.iter().copied().cloned().collect() };
    for wrong in [
        vec![],
        pick(&[&first[0]]),
        pick(&[&first[1]]),
        pick(&[&first[0], &first[0]]),
        pick(&[&first[0], &second[1]]),
        pick(&[&second[0], &first[1]]),
        pick(&[&first[0], &first[1], &first[1]]),
        pick(&[&first[0], &first[1], &second[0]]),
    ] {
        is_refused(check_components(&state, &wrong), "components", 2);
        assert!(wrong.len() < 2 || check_components(&state, &first).is_ok());
    }
    let wrong = pick(&[&first[0], &second[1]]);
    henan.refuses("components", 2, |s| transport::import(s, &wrong));
    // The id alone tells them apart where somebody wrote the same check value into both.
    let renamed = rewritten(&place, &first[1], "renamed", |image| {
        image["id"] = json!("7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f");
    });
    let wrong = pick(&[&first[0], &renamed]);
    is_refused(check_components(&state, &wrong), "components", 2);
    // In any order they are all there.
    let turned = pick(&[&first[1], &first[0]]);
    transport::import(&mut henan.open(), &turned).unwrap();
    henan.refuses("transport-known", 8, |s| transport::import(s, &first));
}

/// Fails if the recipient or the sender of a component is not compared.
#[test]
fn components_are_for_this_keystore_and_from_somebody_known() {
    let place = Place::received();
    let henan = place.site(HENAN);
    let mut order: Order = place.order();
    order.to = region(ZHENGZHOU);
    order.component_folders = vec![place.carrier("c"), place.carrier("d")];
    let made = create(&mut henan.open(), &order).unwrap();
    is_refused(
        check_components(&henan.state(), &made.components),
        "wrong-recipient",
        9,
    );
    henan.refuses("wrong-recipient", 9, |s| {
        transport::import(s, &made.components)
    });
    assert!(check_components(&place.site(ZHENGZHOU).state(), &made.components).is_ok());
    let mine = place.components();
    let from = |code: &str| {
        let change = |image: &mut Value| image["from"]["region"] = json!(code);
        vec![
            rewritten(&place, &mine[0], "x", change),
            rewritten(&place, &mine[1], "y", change),
        ]
    };
    let state = henan.state();
    is_refused(
        check_components(&state, &from("370000")),
        "unknown-sender",
        4,
    );
    // Another keystore in the place of one that is enrolled.
    is_refused(
        check_components(&state, &from("410100")),
        "unknown-sender",
        4,
    );
}

/// Fails if a component's own check value, or that of the whole key, is not computed again.
#[test]
fn components_that_make_another_key_are_refused() {
    let place = Place::founded();
    let henan = place.site(HENAN);
    let made = place.send().components;
    let image: Value = serde_json::from_slice(&fs::read(&made[1]).unwrap()).unwrap();
    let twin = |name: &str, change: &dyn Fn(&mut Value)| {
        vec![made[0].clone(), rewritten(&place, &made[1], name, change)]
    };
    let zeros = "0".repeat(64);
    let altered = twin("altered", &|image| image["component"] = json!(zeros));
    assert!(check_components(&henan.state(), &altered).is_ok());
    henan.refuses("component-check", 3, |s| transport::import(s, &altered));
    let short = twin("short", &|image| image["component"] = json!("00"));
    henan.refuses("component-malformed", 3, |s| transport::import(s, &short));
    // The first component under the second's number: its check value is right, the key's is not.
    let first: Value = serde_json::from_slice(&fs::read(&made[0]).unwrap()).unwrap();
    let copied = twin("copied", &|image| {
        image["component"] = first["component"].clone();
        image["kcv"] = first["kcv"].clone();
    });
    let session = henan.open();
    henan.refuses_in(session, "component-contradiction", 3, |s| {
        transport::import(s, &copied)
    });
    // Both say that they make another key than they do.
    let lie = |image: &mut Value| image["key_kcv"] = json!("0000000000");
    let lies = [
        rewritten(&place, &made[0], "lie1", lie),
        rewritten(&place, &made[1], "lie2", lie),
    ];
    henan.refuses("component-check", 3, |s| transport::import(s, &lies));
    // One component alone that says it is the only one: the backend takes two or three.
    let only = [rewritten(&place, &made[0], "only", |image| {
        image["of"] = json!(1);
    })];
    let before = henan.before();
    assert!(transport::import(&mut henan.open(), &only).is_err());
    henan.is_unchanged(&before);
    assert_eq!(image["of"], 2);
    // After all this the genuine ones still make the key.
    transport::import(&mut henan.open(), &made).unwrap();
}

/// Fails if a package is opened before its transport key is here, or under somebody else's.
#[test]
fn a_package_waits_for_its_transport_key() {
    let place = Place::founded();
    let henan = place.site(HENAN);
    let ministry = place.site(MINISTRY);
    let first = place.send_only(&ministry, Algorithm::Aes128, "one");
    let bytes = fs::read(first.path).unwrap();
    henan.refuses("no-transport", 4, |s| {
        kms::package::import(s, &bytes, &place.at("receipts"))
    });
    // A transport key of another package of the same sender does not open it.
    let second = place.send_only(&ministry, Algorithm::Sm4, "two");
    transport::import(&mut henan.open(), &second.components).unwrap();
    is_refused(
        kms::package::check(&henan.state(), &bytes),
        "no-transport",
        4,
    );
}

/// Fails if a transport key serves twice or for somebody else, or the number of folders is not looked at.
#[test]
fn a_transport_key_serves_one_package_for_one_recipient() {
    let place = Place::founded();
    let ministry = place.site(MINISTRY);
    for folders in [vec![], vec![place.at("a")], vec![place.at("a"); 4]] {
        ministry.refuses("component-folders", 2, |s| {
            transport::create(s, region(HENAN), &folders)
        });
    }
    let folders = [place.carrier("a"), place.carrier("b"), place.carrier("c")];
    let made = transport::create(&mut ministry.open(), region(HENAN), &folders).unwrap();
    assert_eq!(made.components.len(), 3);
    let mut order = place.order();
    order.transport = Some(made.transport_id.clone());
    order.selection.algorithms = vec![Algorithm::Sm4];
    create(&mut ministry.open(), &order).unwrap();
    order.selection.algorithms = vec![Algorithm::Aes128];
    ministry.refuses("no-transport", 4, |s| create(s, &order));
    order.transport = Some("7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f".into());
    ministry.refuses("no-transport", 4, |s| create(s, &order));
    // Two of three components are not enough.
    is_refused(
        check_components(&place.site(HENAN).state(), &made.components[..2]),
        "components",
        2,
    );
    transport::import(&mut place.site(HENAN).open(), &made.components).unwrap();
    kms::package::import(
        &mut place.site(HENAN).open(),
        &place.package(),
        &place.at("receipts"),
    )
    .unwrap();
}
