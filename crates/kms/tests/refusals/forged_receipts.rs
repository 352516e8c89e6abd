//! Receipts that are rightly signed and do not answer what was sent.

use kms::package::{cancel, check_receipt, import, verify_receipt};
use kms::transport;
use serde_json::{Value, json};

use crate::insider::{Insider, payload};
use crate::place::{HENAN, MINISTRY, Place, ZHENGZHOU, is_refused, refusal};

type Forgery = (&'static str, u8, fn(&mut Value));

const OTHER_ID: &str = "7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f";
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Each would pass if the one check that it is aimed at were left out.
const FORGERIES: [Forgery; 17] = [
    ("receipt-unknown-type", 3, |p| {
        p["type"] = json!("kms-package")
    }),
    ("receipt-unknown-type", 3, |p| p["version"] = json!(2)),
    ("receipt-unknown-suite", 3, |p| p["suite"] = json!(2)),
    ("receipt-malformed", 3, |p| p["more"] = json!(1)),
    ("wrong-recipient", 9, |p| {
        p["to"]["keystore"] = json!(OTHER_ID)
    }),
    ("wrong-recipient", 9, |p| {
        p["to"]["region"] = json!("370000")
    }),
    ("rehearsal", 4, |p| p["rehearsal"] = json!(true)),
    ("no-package", 7, |p| p["package_id"] = json!(OTHER_ID)),
    ("receipt-wrong-answer", 3, |p| p["package"] = json!(ZEROS)),
    ("receipt-wrong-answer", 3, |p| {
        p["from"]["keystore"] = json!(OTHER_ID)
    }),
    ("receipt-wrong-answer", 3, |p| {
        p["from"]["region"] = json!("370000")
    }),
    ("receipt-wrong-answer", 3, |p| p["stored"] = json!([])),
    ("receipt-wrong-answer", 3, |p| {
        drop(p["stored"].as_array_mut().unwrap().pop())
    }),
    ("receipt-wrong-answer", 3, |p| {
        let first = p["stored"][0].clone();
        p["stored"].as_array_mut().unwrap().push(first);
    }),
    ("receipt-wrong-answer", 3, |p| {
        p["stored"][0]["kcv"] = json!("0000000000")
    }),
    ("receipt-wrong-answer", 3, |p| {
        p["stored"][0]["key_id"] = json!(OTHER_ID)
    }),
    ("receipt-checkpoint", 3, |p| p["checkpoint"] = json!("")),
];

#[test]
fn every_check_of_a_receipt_refuses_by_itself() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    let state = ministry.state();
    let mut henan = Insider::of(&place.site(HENAN));
    let same = henan.receipt(&place.receipt(), |_| {});
    assert!(check_receipt(&state, &same).unwrap().warnings.is_empty());
    for (index, (code, exit, change)) in FORGERIES.into_iter().enumerate() {
        let forged = henan.receipt(&place.receipt(), change);
        let error = refusal(check_receipt(&state, &forged));
        let found = (error.code(), error.exit_code());
        assert_eq!(found, (code.to_owned(), exit), "forgery {index}");
    }
    let forged = henan.receipt(&place.receipt(), FORGERIES[8].2);
    ministry.refuses("receipt-wrong-answer", 3, |s| verify_receipt(s, &forged));
}

/// Fails if the cosignature is taken as it comes: missing, by the wrong key, or on another checkpoint.
#[test]
fn the_recipients_cosignature_is_on_the_checkpoint_that_was_sent() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    let mut henan = Insider::of(&place.site(HENAN));
    let sent = payload(&place.package())["checkpoint"]
        .as_str()
        .unwrap()
        .to_owned();
    let later = keystore::Keystore::open_read_only(&ministry.path).unwrap();
    let later = later.checkpoint().to_owned();
    assert_ne!(sent, later);
    let name = henan.state.origin();
    let own = Insider::of(&ministry);
    let wrong = [
        String::new(),
        audit_log::cosign(&later, &henan.log_key, &name, 1).unwrap(),
        audit_log::cosign(&sent, &own.log_key, &name, 1).unwrap(),
        audit_log::cosign(&sent, &own.log_key, &own.state.origin(), 1).unwrap(),
        audit_log::cosign(&sent, &henan.log_key, "kms/other", 1).unwrap(),
    ];
    for line in wrong {
        let forged = henan.receipt(&place.receipt(), |p| p["cosignature"] = json!(line));
        ministry.refuses("receipt-checkpoint", 3, |s| verify_receipt(s, &forged));
    }
    let right = audit_log::cosign(&sent, &henan.log_key, &name, 1).unwrap();
    let good = henan.receipt(&place.receipt(), |p| p["cosignature"] = json!(right));
    verify_receipt(&mut ministry.open_alone(), &good).unwrap();
}

/// Fails if a package can be received twice, or a late receipt for a cancelled one is lost.
#[test]
fn a_package_is_answered_once() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    let receipt = place.receipt();
    // Zhengzhou knows Henan, but this is not its receipt; Henan does not know itself.
    let city = place.site(ZHENGZHOU).state();
    is_refused(check_receipt(&city, &receipt), "wrong-recipient", 9);
    let own = place.site(HENAN).state();
    is_refused(check_receipt(&own, &receipt), "unknown-sender", 4);
    verify_receipt(&mut ministry.open_alone(), &receipt).unwrap();
    ministry.refuses("package-closed", 4, |s| verify_receipt(s, &receipt));
    let id = ministry.state().packages.keys().next().unwrap().clone();
    ministry.refuses("package-closed", 4, |s| cancel(s, &id, "再来一次"));

    let place = Place::received();
    let ministry = place.site(MINISTRY);
    let id = ministry.state().packages.keys().next().unwrap().clone();
    cancel(&mut ministry.open(), &id, "丢失").unwrap();
    // It arrived all the same: its receipt counts, once.
    let receipt = place.receipt();
    verify_receipt(&mut ministry.open_alone(), &receipt).unwrap();
    ministry.refuses("package-closed", 4, |s| verify_receipt(s, &receipt));
    ministry.refuses("no-package", 7, |s| cancel(s, OTHER_ID, "没有"));
}

/// Fails if one recipient can answer for another: Zhengzhou signs what only Henan can know.
#[test]
fn nobody_answers_for_somebody_else() {
    let place = Place::received();
    let henan = place.site(HENAN);
    let mut order = place.order();
    order.to = crate::place::region(ZHENGZHOU);
    order.component_folders = vec![place.carrier("c"), place.carrier("d")];
    let made = kms::package::create(&mut henan.open(), &order).unwrap();
    let city = place.site(ZHENGZHOU);
    transport::import(&mut city.open(), &made.components).unwrap();
    let bytes = std::fs::read(&made.path).unwrap();
    let done = import(&mut city.open(), &bytes, &place.at("city")).unwrap();
    let receipt = std::fs::read(done.receipt).unwrap();
    assert!(check_receipt(&henan.state(), &receipt).is_ok());
    // The ministry is enrolled at Henan as well; it signs the city's receipt as if it were its own.
    let mut ministry = Insider::of(&place.site(MINISTRY));
    let usurped = ministry.receipt(&receipt, |_| {});
    is_refused(
        check_receipt(&henan.state(), &usurped),
        "receipt-wrong-answer",
        3,
    );
    let party = serde_json::to_value(ministry.state.home()).unwrap();
    let usurped = ministry.receipt(&receipt, |p| p["from"] = party);
    is_refused(
        check_receipt(&henan.state(), &usurped),
        "receipt-wrong-answer",
        3,
    );
}
