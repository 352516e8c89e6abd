//! Packages and receipts whose JWS is not as it should be, whatever it holds.

use audit_log::canonical;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Failure, base};
use crate::parsers::{Format, Office, scene};

/// Ed25519's group order, little-endian (RFC 8032, 5.1).
const ORDER: [u8; 32] = [
    0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// A change of the outer JSON object, that of the protected header, and that of the file's text.
type OuterChange = (&'static str, &'static str, fn(&mut Value));
type HeaderChange = (&'static str, &'static str, fn(&mut Value));
type TextChange = (&'static str, &'static str, fn(String) -> String);

const OUTER: [OuterChange; 9] = [
    (
        "malformed/jws-outer-json",
        "the outer object gains an unprotected member `header`",
        |o| o["signatures"][0]["header"] = json!({}),
    ),
    (
        "malformed/jws-outer-json",
        "the member `payload` is missing",
        |o| remove(o, "payload"),
    ),
    ("malformed/jws-signatures", "no signature", |o| {
        o["signatures"] = json!([])
    }),
    (
        "malformed/jws-signatures",
        "the signature stands there twice",
        |o| {
            let signature = o["signatures"][0].clone();
            o["signatures"] = json!([signature, signature]);
        },
    ),
    (
        "malformed/jws-encoding",
        "the payload's base64url is padded",
        |o| o["payload"] = format!("{}==", text(&o["payload"])).into(),
    ),
    (
        "malformed/jws-encoding",
        "the signature has 63 bytes",
        |o| {
            let mut signature = signature(o);
            signature.pop();
            o["signatures"][0]["signature"] = URL_SAFE_NO_PAD.encode(signature).into();
        },
    ),
    (
        "malformed/jws-encoding",
        "unused bits of the signature's last character are set",
        |o| {
            let mut signature = text(&o["signatures"][0]["signature"]);
            let last = signature.pop().unwrap_or_default();
            signature.push(char::from(last as u8 + 1));
            o["signatures"][0]["signature"] = signature.into();
        },
    ),
    (
        "signature",
        "one bit of the signature's R is flipped",
        |o| {
            let mut signature = signature(o);
            signature[0] ^= 1;
            o["signatures"][0]["signature"] = URL_SAFE_NO_PAD.encode(signature).into();
        },
    ),
    (
        "signature",
        "the group order is added to the signature's S: a second spelling of a valid signature",
        |o| {
            let mut signature = signature(o);
            let mut carry = 0;
            for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
                let sum = u16::from(*byte) + u16::from(order) + carry;
                *byte = sum as u8;
                carry = sum >> 8;
            }
            o["signatures"][0]["signature"] = URL_SAFE_NO_PAD.encode(signature).into();
        },
    ),
];

const HEADERS: [HeaderChange; 7] = [
    (
        "malformed/jws-critical",
        "the protected header names a critical extension; signed so",
        |h| h["crit"] = json!(["exp"]),
    ),
    (
        "malformed/jws-header",
        "the protected header has no `kid`; signed so",
        |h| remove(h, "kid"),
    ),
    (
        "malformed/jws-header",
        "the protected header has one member more; signed so",
        |h| h["jku"] = json!("x"),
    ),
    (
        "malformed/jws-header",
        "the `typ` of the protected header is empty; signed so",
        |h| h["typ"] = json!(""),
    ),
    (
        "malformed/jws-algorithm",
        "the `alg` is the older name EdDSA; signed so",
        |h| h["alg"] = json!("EdDSA"),
    ),
    (
        "malformed/jws-algorithm",
        "the `alg` is none; signed so",
        |h| h["alg"] = json!("none"),
    ),
    (
        "unknown-type",
        "the `typ` of the protected header is that of another artefact; signed so",
        |h| h["typ"] = json!("kms-identity"),
    ),
];

const TEXTS: [TextChange; 6] = [
    (
        "malformed/jws-outer-not-canonical",
        "a space before the first brace",
        |t| format!(" {t}"),
    ),
    (
        "malformed/jws-outer-not-canonical",
        "a line feed after the last brace",
        |t| format!("{t}\n"),
    ),
    (
        "malformed/jws-outer-not-canonical",
        "the first letter of a member's name is written as an escape",
        |t| t.replacen("\"payload\"", "\"\\u0070ayload\"", 1),
    ),
    (
        "malformed/jws-outer-json",
        "a member stands there twice",
        |t| t.replacen('{', "{\"payload\":\"\",", 1),
    ),
    (
        "malformed/jws-outer-json",
        "the last byte is missing",
        |mut t| {
            t.pop();
            t
        },
    ),
    (
        "malformed/jws-outer-json",
        "a second document follows",
        |t| format!("{t}{{}}"),
    ),
];

pub(super) fn failures() -> Vec<Failure> {
    let package = of(
        Format::Package,
        "package",
        &scene().above,
        kms::package::MAX_PACKAGE,
    );
    let receipt = of(
        Format::Receipt,
        "receipt",
        &scene().below,
        kms::package::MAX_RECEIPT,
    );
    package.into_iter().chain(receipt).collect()
}

fn of(format: Format, name: &str, office: &Office, cap: u64) -> Vec<Failure> {
    let file = base(format);
    let outer: Value = serde_json::from_slice(&file).expect("JSON");
    let make = |class: &str, comment: &str, bytes: Vec<u8>| {
        Failure::new(format, &format!("{name}-{class}"), comment, bytes)
    };
    let mut failures = vec![Failure::too_large(
        format,
        &format!("{name}-too-large"),
        cap as usize,
    )];
    for (class, comment, change) in OUTER {
        let mut outer = outer.clone();
        change(&mut outer);
        failures.push(make(
            class,
            comment,
            canonical::to_vec(&outer).expect("no numbers"),
        ));
    }
    for (class, comment, change) in HEADERS {
        let mut header = header(&outer);
        change(&mut header);
        let header = canonical::to_vec(&header).expect("no numbers");
        failures.push(make(class, comment, enveloped(office, &header, &outer)));
    }
    let spaced = header(&outer).to_string().replacen(':', ": ", 1);
    let comment = "the protected header has a space after a colon; signed so";
    failures.push(make(
        "malformed/jws-header",
        comment,
        enveloped(office, spaced.as_bytes(), &outer),
    ));
    for (class, comment, change) in TEXTS {
        let text = String::from_utf8(file.clone()).expect("text");
        failures.push(make(class, comment, change(text).into_bytes()));
    }
    let mut stranger = header(&outer);
    stranger["kid"] = quorum::jws::thumbprint(&[9; 32]).into();
    let stranger = canonical::to_vec(&stranger).expect("no numbers");
    let comment = "the `kid` is that of nobody enrolled here; signed so";
    let nobody = enveloped(office, &stranger, &outer);
    failures.push(Failure::new(format, "unknown-sender", comment, nobody));
    failures
}

/// The payload of a file under another protected header, signed with the office's identity key.
fn enveloped(office: &Office, header: &[u8], outer: &Value) -> Vec<u8> {
    let (protected, payload) = (URL_SAFE_NO_PAD.encode(header), text(&outer["payload"]));
    let signature = office.sign_bytes(format!("{protected}.{payload}").as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature);
    let outer = json!({"payload": payload, "signatures": [{"protected": protected, "signature": signature}]});
    canonical::to_vec(&outer).expect("no numbers")
}

fn header(outer: &Value) -> Value {
    let header = URL_SAFE_NO_PAD.decode(text(&outer["signatures"][0]["protected"]));
    serde_json::from_slice(&header.expect("base64url")).expect("JSON")
}

fn signature(outer: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD
        .decode(text(&outer["signatures"][0]["signature"]))
        .expect("base64url")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Changes a list.
pub(super) fn list(value: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
    if let Some(all) = value.as_array_mut() {
        change(all);
    }
}

/// Takes a member out of an object.
pub(super) fn remove(object: &mut Value, member: &str) {
    if let Some(members) = object.as_object_mut() {
        members.remove(member);
    }
}
