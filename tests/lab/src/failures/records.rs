//! Records of handovers that are rightly signed and say something wrong.

use serde_json::{Value, json};

use super::Failure;
use super::envelopes::{list, remove};
use crate::parsers::{Format, scene};

/// A change of the payload, which all officers then sign.
type Change = (&'static str, &'static str, fn(&mut Value));

#[rustfmt::skip]
const SIGNED: [Change; 28] = [
    ("handover-record-unknown-type", "the `type` of the payload is that of a package", |r| r["type"] = json!("kms-package")),
    ("handover-record-unknown-type", "the `version` is 2", |r| r["version"] = json!(2)),
    ("handover-record-unknown-suite", "the `suite` is 0", |r| r["suite"] = json!(0)),
    ("handover-record-malformed", "a member more", |r| r["more"] = json!(1)),
    ("handover-record-malformed", "a member more in the handover", |r| r["handover"]["more"] = json!(1)),
    ("handover-record-malformed", "the member `checkpoint` is missing", |r| remove(r, "checkpoint")),
    ("handover-record-malformed", "a bidirectional control stands in the purpose", |r| {
        r["handover"]["purpose"] = json!("a\u{202e}b");
    }),
    ("handover-record-malformed", "the entry of a proof is padded", |r| {
        r["entries"][0]["entry"] = r["entries"][0]["entry"].as_str().map(|text| format!("{text}=")).into();
    }),
    ("handover-record-malformed", "a hash of a proof is in upper case", |r| {
        r["entries"][0]["proof"][0] = r["entries"][0]["proof"][0].as_str().map(str::to_uppercase).into();
    }),
    ("handover-record-contradiction", "the quorum is of one", |r| r["k"] = json!(1)),
    ("handover-record-contradiction", "production in place of rehearsal", |r| r["rehearsal"] = json!(false)),
    ("handover-record-contradiction", "it is of another region", |r| r["keystore"]["region"] = json!("410200")),
    ("handover-record-checkpoint", "the checkpoint speaks of one entry more than was signed", |r| {
        r["checkpoint"] = r["checkpoint"].as_str().map(|note| note.replacen("\n15\n", "\n16\n", 1)).into();
    }),
    ("handover-record-inclusion", "an entry says that it is the one after it", |r| r["entries"][4]["seq"] = json!(6)),
    ("handover-record-inclusion", "all hashes of a proof but the first are missing", |r| {
        list(&mut r["entries"][4]["proof"], |all| all.truncate(1));
    }),
    ("handover-record-inclusion", "two entries have each other's bytes", |r| {
        let first = r["entries"][4]["entry"].take();
        r["entries"][4]["entry"] = r["entries"][5]["entry"].take();
        r["entries"][5]["entry"] = first;
    }),
    ("handover-record-authority", "no entries", |r| r["entries"] = json!([])),
    ("handover-record-authority", "the log's first entry is missing", |r| leave_out(r, 0)),
    ("handover-record-authority", "the confidentiality agreement is missing", |r| leave_out(r, 6)),
    ("handover-record-authority", "the approval is missing", |r| leave_out(r, 10)),
    ("handover-record-authority", "the newest entry stands there twice", |r| {
        let newest = r["entries"][14].clone();
        list(&mut r["entries"], |all| all.push(newest));
    }),
    ("handover-record-contradiction", "a supervision is told and not shown", |r| leave_out(r, 12)),
    ("handover-record-contradiction", "a supervision is shown and not told", |r| r["handover"]["visits"] = json!([])),
    ("handover-record-contradiction", "another seal is told", |r| r["handover"]["items"][0]["seal"] = json!("S-2")),
    ("handover-record-contradiction", "the incident is not told", |r| r["handover"]["incidents"] = json!([])),
    ("handover-record-contradiction", "what the key is is not told", |r| r["keys"] = json!([])),
    ("handover-record-malformed", "it was made at a time of another zone", |r| {
        r["created"] = json!("2026-01-31T16:58:00+08:00");
    }),
    ("handover-record-contradiction", "it was made before its first entry", |r| {
        r["created"] = json!("2020-01-31T08:58:00Z");
    }),
];

fn leave_out(payload: &mut Value, at: usize) {
    list(&mut payload["entries"], |all| drop(all.remove(at)));
}

pub(super) fn failures() -> Vec<Failure> {
    let signed = SIGNED.iter().map(|(class, comment, change)| {
        let mut payload = scene().record().clone();
        change(&mut payload);
        let payload = audit_log::canonical::to_vec(&payload).expect("small numbers only");
        let file = scene().below.sign_jointly(&payload, "kms-handover-record");
        Failure::new(Format::HandoverRecord, class, comment, file)
    });
    signed.collect()
}
