//! Key applications that are rightly signed and say something wrong.

use serde_json::{Value, json};

use super::Failure;
use super::envelopes::remove;
use crate::parsers::{Format, scene};

/// A change of the payload, which all officers then sign.
type Change = (&'static str, &'static str, fn(&mut Value));

const OTHER: &str = "7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f";

#[rustfmt::skip]
const SIGNED: [Change; 21] = [
    ("application-unknown-type", "the `type` of the payload is that of a package", |a| a["type"] = json!("kms-package")),
    ("application-unknown-type", "the `version` is 2", |a| a["version"] = json!(2)),
    ("application-unknown-suite", "the `suite` is 0", |a| a["suite"] = json!(0)),
    ("application-malformed", "a member more", |a| a["more"] = json!(1)),
    ("application-malformed", "a member more of the courier", |a| a["courier"]["more"] = json!(1)),
    ("application-malformed", "the member `machine` is missing", |a| remove(a, "machine")),
    ("application-malformed", "the certificate is missing", |a| remove(&mut a["machine"], "certificate")),
    ("application-malformed", "a control stands in its id", |a| a["application"] = json!("A\u{7}1")),
    ("application-malformed", "a bidirectional control stands in the machine's maker", |a| {
        a["machine"]["maker"] = json!("a\u{202e}b");
    }),
    ("application-malformed", "a line break stands in the courier's name", |a| a["courier"]["name"] = json!("甲\n乙")),
    ("application-malformed", "the courier has no name", |a| a["courier"]["name"] = json!("")),
    ("application-malformed", "the courier's salt has 15 bytes", |a| a["courier"]["salt"] = json!("5a".repeat(15))),
    ("application-malformed", "the report's digest is in upper case", |a| {
        a["machine"]["assessment"]["report"]["digest"] = json!("A1".repeat(32));
    }),
    ("application-malformed", "no such algorithm", |a| a["keys"][0]["algorithm"] = json!("SM5")),
    ("application-malformed", "a key's version is 0", |a| a["keys"][1]["version"] = json!(0)),
    ("application-malformed", "it was made at a time of another zone", |a| {
        a["created"] = json!("2026-01-31T16:58:00+08:00");
    }),
    ("region-unknown", "it is of a county, which has no keystore", |a| a["from"]["region"] = json!("410102")),
    ("region-not-under", "it is of a municipality of another province", |a| a["from"]["region"] = json!("420100")),
    ("not-enrolled", "it is of a municipality that is not enrolled", |a| a["from"]["region"] = json!("410200")),
    ("unknown-sender", "it is of another keystore of that region", |a| a["from"]["keystore"] = json!(OTHER)),
    ("rehearsal", "a production application for a rehearsal keystore", |a| a["rehearsal"] = json!(false)),
];

pub(super) fn failures() -> Vec<Failure> {
    let make = |(class, comment, change): Change| {
        let mut payload = scene().application();
        change(&mut payload);
        let payload = audit_log::canonical::to_vec(&payload).expect("small numbers only");
        let file = scene().below.sign_jointly(&payload, "kms-key-application");
        Failure::new(Format::Application, class, comment, file)
    };
    SIGNED.map(make).into()
}
