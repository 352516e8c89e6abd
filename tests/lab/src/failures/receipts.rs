//! Receipts that are rightly enveloped and say something wrong.

use serde_json::{Value, json};

use super::Failure;
use super::envelopes::remove;
use crate::parsers::{CLOSED, Format, scene};

/// A change of the payload, which is then signed.
type Change = (&'static str, &'static str, fn(&mut Value));

const OTHER: &str = "7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f";

#[rustfmt::skip]
const SIGNED: [Change; 17] = [
    ("receipt-unknown-type", "the `type` of the payload is that of a package", |r| r["type"] = json!("kms-package")),
    ("receipt-unknown-type", "the `version` is 0", |r| r["version"] = json!(0)),
    ("receipt-unknown-suite", "the `suite` is 0", |r| r["suite"] = json!(0)),
    ("receipt-malformed", "a member more", |r| r["more"] = json!(1)),
    ("receipt-malformed", "the member `cosignature` is missing", |r| remove(r, "cosignature")),
    ("receipt-malformed", "the package's digest is in upper case", |r| {
        r["package"] = r["package"].as_str().map(str::to_uppercase).into();
    }),
    ("wrong-recipient", "the receipt is for another keystore", |r| r["to"]["keystore"] = json!(OTHER)),
    ("rehearsal", "a production receipt for a rehearsal keystore", |r| r["rehearsal"] = json!(false)),
    ("no-package", "no such package was sent", |r| r["package_id"] = json!(OTHER)),
    ("package-closed", "the package was received before", |r| r["package_id"] = json!(CLOSED)),
    ("receipt-wrong-answer", "the digest is of another package", |r| r["package"] = json!("00".repeat(32))),
    ("receipt-wrong-answer", "who received is not who signed", |r| r["from"]["keystore"] = json!(OTHER)),
    ("receipt-wrong-answer", "a key is missing", |r| r["stored"] = json!([r["stored"][0]])),
    ("receipt-wrong-answer", "another check value was found", |r| r["stored"][0]["kcv"] = json!("0000000000")),
    ("receipt-wrong-answer", "the keys stand in another order", |r| {
        r["stored"] = json!([r["stored"][1], r["stored"][0]]);
    }),
    ("receipt-checkpoint", "the checkpoint speaks of one entry more than was signed", |r| {
        r["checkpoint"] = r["checkpoint"].as_str().map(|note| note.replacen("\n4\n", "\n5\n", 1)).into();
    }),
    ("receipt-continuity", "a hash of the consistency proof is missing", |r| {
        if let Some(proof) = r["consistency"][0]["proof"].as_array_mut() {
            proof.pop();
        }
    }),
];

pub(super) fn failures() -> Vec<Failure> {
    let make = |(class, comment, change): Change| {
        let mut payload = scene().receipt.clone();
        change(&mut payload);
        let payload = audit_log::canonical::to_vec(&payload).expect("small numbers only");
        let file = scene().below.sign(&payload, "kms-receipt");
        Failure::new(Format::Receipt, class, comment, file)
    };
    SIGNED.map(make).into()
}
