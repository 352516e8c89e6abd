//! The envelope of what several officers sign.

use audit_log::canonical;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kms::application::MAX_APPLICATION;
use kms::record::MAX_RECORD;
use serde_json::{Value, json};

use super::Failure;
use super::envelopes::list;
use crate::parsers::{Format, scene};

/// A change of the outer JSON object; the class of refusal lacks the format before it.
type Change = (&'static str, &'static str, fn(&mut Value));

#[rustfmt::skip]
const OUTER: [Change; 6] = [
    ("malformed/jws-signatures", "no signature", |o| o["signatures"] = json!([])),
    ("malformed/jws-signatures", "a signature stands there twice", |o| o["signatures"][1] = o["signatures"][0].clone()),
    ("malformed/jws-signatures", "the signatures stand in another order", |o| {
        list(&mut o["signatures"], |all| all.reverse());
    }),
    ("approvals", "only one officer signed", |o| list(&mut o["signatures"], |all| all.truncate(1))),
    ("signature", "one bit of the second signature is flipped", |o| {
        let mut signature = decoded(&o["signatures"][1]["signature"]);
        signature[0] ^= 1;
        o["signatures"][1]["signature"] = URL_SAFE_NO_PAD.encode(signature).into();
    }),
    ("signature", "the payload is another one", |o| {
        let mut payload: Value = serde_json::from_slice(&decoded(&o["payload"])).expect("JSON");
        payload["created"] = json!("2026-01-31T08:58:00Z");
        o["payload"] = URL_SAFE_NO_PAD.encode(bytes(&payload)).into();
    }),
];

pub(super) fn failures() -> Vec<Failure> {
    let record = of(Format::HandoverRecord, scene().record(), MAX_RECORD);
    let application = of(Format::Application, &scene().application(), MAX_APPLICATION);
    [record, application].concat()
}

fn of(format: Format, payload: &Value, cap: u64) -> Vec<Failure> {
    let name = format.name().replace('_', "-");
    let outer = OUTER.map(|(class, comment, change)| {
        let mut outer = serde_json::from_slice(&super::base(format)).expect("JSON");
        change(&mut outer);
        Failure::new(format, &format!("{name}-{class}"), comment, bytes(&outer))
    });
    let comment = "the `typ` is that of a receipt; signed so";
    let other = scene().below.sign_jointly(&bytes(payload), "kms-receipt");
    let other = Failure::new(format, &format!("{name}-unknown-type"), comment, other);
    let cap = usize::try_from(cap).expect("it fits");
    let large = Failure::too_large(format, &format!("{name}-too-large"), cap);
    outer.into_iter().chain([other, large]).collect()
}

fn decoded(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap_or_default();
    URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
}

fn bytes(value: &Value) -> Vec<u8> {
    canonical::to_vec(value).expect("small numbers only")
}
