//! Packages that are rightly enveloped and say something wrong.

use key_derivation::{Child, Context, KeyVersion};
use serde_json::{Value, json};

use super::Failure;
use super::envelopes::remove;
use crate::parsers::{Format, scene};

/// A change of the payload.
type Change = (&'static str, &'static str, fn(&mut Value));

const OTHER: &str = "7d9c0f6e-3f5e-4b52-9d0c-1a2b3c4d5e6f";

/// Approved and signed as changed.
#[rustfmt::skip]
const APPROVED: [Change; 33] = [
    ("package-unknown-type", "the `type` of the payload is that of a receipt", |p| p["type"] = json!("kms-receipt")),
    ("package-unknown-type", "the `version` is 2", |p| p["version"] = json!(2)),
    ("package-unknown-suite", "the `suite` is 2", |p| p["suite"] = json!(2)),
    ("package-malformed", "a member more", |p| p["more"] = json!(1)),
    ("package-malformed", "the member `created` is missing", |p| remove(p, "created")),
    ("package-malformed", "the `counter` is below zero", |p| p["counter"] = json!(-1)),
    ("package-malformed", "the `counter` is a text", |p| p["counter"] = json!("1")),
    ("package-malformed", "a check value is in lower case", |p| p["keys"][0]["kcv"] = json!("6ad6af723e")),
    ("package-malformed", "a key kind has five digits", |p| p["keys"][0]["kind"] = json!("00101")),
    ("package-malformed", "a key version is 0", |p| p["keys"][0]["version"] = json!(0)),
    ("package-malformed", "an algorithm is unknown", |p| p["keys"][0]["algorithm"] = json!("AES-64")),
    ("package-malformed", "a key id is in upper case", |p| {
        p["keys"][0]["key_id"] = p["keys"][0]["key_id"].as_str().map(str::to_uppercase).into();
    }),
    ("wrong-recipient", "the recipient's keystore is another", |p| p["to"]["keystore"] = json!(OTHER)),
    ("wrong-recipient", "the recipient's region is another", |p| p["to"]["region"] = json!("410200")),
    ("rehearsal", "a production package for a rehearsal keystore", |p| p["rehearsal"] = json!(false)),
    ("replay", "the `counter` is 0, below every first one", |p| p["counter"] = json!(0)),
    ("package-contradiction", "the sender's keystore is not the signer's", |p| p["from"]["keystore"] = json!(OTHER)),
    ("package-contradiction", "no keys", |p| p["keys"] = json!([])),
    ("package-contradiction", "a key stands there twice", |p| p["keys"][1] = p["keys"][0].clone()),
    ("package-contradiction", "a key's `mode` is another", |p| p["keys"][0]["mode"] = json!("loaded")),
    ("package-contradiction", "a key's `origin` is another", |p| p["keys"][0]["origin"] = json!("generated")),
    ("package-contradiction", "a key of another region", |p| p["keys"][0]["region"] = json!("410200")),
    ("package-contradiction", "a key of another level", |p| p["keys"][0]["level"] = json!("province")),
    ("package-contradiction", "a key owned by a region below", |p| p["keys"][0]["owner"] = json!("410100")),
    ("package-contradiction", "a key may be diversified once too often", |p| p["keys"][0]["levels_left"] = json!(2)),
    ("package-contradiction", "the derivation input names another version", |p| p["keys"][0]["version"] = json!(2)),
    ("package-contradiction", "the derivation input is empty", |p| p["keys"][0]["context"] = json!("")),
    ("package-contradiction", "the transport key has another check value", |p| {
        p["transport"]["kcv"] = json!("0000000000");
    }),
    ("package-contradiction", "a component's check is another", |p| {
        p["transport"]["components"][0] = json!("00".repeat(32));
    }),
    ("no-transport", "the transport key is not here", |p| p["transport"]["id"] = json!(OTHER)),
    ("package-checkpoint", "the checkpoint is empty", |p| p["checkpoint"] = json!("")),
    ("package-checkpoint", "the checkpoint speaks of one entry more than was signed", |p| {
        p["checkpoint"] = p["checkpoint"].as_str().map(|note| note.replacen("\n19\n", "\n20\n", 1)).into();
    }),
    ("package-continuity", "a hash of the consistency proof is another", |p| {
        p["consistency"][0]["proof"][0] = json!("00".repeat(32));
    }),
];

/// Signed as changed, with the approvals of the sound package.
#[rustfmt::skip]
const SIGNED: [Change; 8] = [
    ("package-approvals", "the officers approved an earlier `created`", |p| p["created"] = json!("2027-01-01T00:00:00Z")),
    ("package-approvals", "the request is missing", |p| p["request"] = Value::Null),
    ("package-approvals", "nobody approved", |p| p["approvals"] = json!([])),
    ("package-approvals", "one officer of two who are needed", |p| truncate(&mut p["approvals"], 1)),
    ("package-approvals", "one officer twice", |p| p["approvals"][1] = p["approvals"][0].clone()),
    ("package-approvals", "an officer who is not enrolled", |p| p["approvals"][0]["officer"] = json!("zhao")),
    ("package-approvals", "two officers' names are exchanged", |p| {
        let name = p["approvals"][0]["officer"].take();
        p["approvals"][0]["officer"] = std::mem::replace(&mut p["approvals"][1]["officer"], name);
    }),
    ("package-approvals", "the digest of a request is in upper case", |p| {
        p["approvals"][0]["request"] = p["approvals"][0]["request"].as_str().map(str::to_uppercase).into();
    }),
];

/// The officers signed a request that is not for a package.
const OTHER_REQUEST: Change = (
    "package-approvals",
    "the officers approved the reissue's cancellation instead",
    |p| p["request"]["request"]["action"] = json!("package.cancel"),
);

pub(super) fn failures() -> Vec<Failure> {
    let mut failures = Vec::new();
    for (class, comment, change) in APPROVED.into_iter().chain([OTHER_REQUEST]) {
        failures.push(made(class, comment, &approved(change)));
    }
    for (class, comment, change) in SIGNED {
        let mut payload = scene().package.clone();
        change(&mut payload);
        failures.push(made(class, comment, &payload));
    }
    let comment = "a third key, of a kind, algorithm and version that is here already";
    failures.push(made(
        "version-exists",
        comment,
        &approved(|p| push_key(p, scene().held.clone())),
    ));
    let comment = "five versions of one kind";
    failures.push(made("too-many-versions", comment, &approved(five_versions)));
    let spaced = String::from_utf8(bytes(&scene().package)).expect("JSON");
    let spaced = spaced.replacen(':', ": ", 1);
    let spaced = scene().above.sign(spaced.as_bytes(), "kms-package");
    let comment = "the payload has a space after a colon; signed so";
    failures.push(Failure::new(
        Format::Package,
        "package-malformed",
        comment,
        spaced,
    ));
    failures
}

fn approved(change: impl FnOnce(&mut Value)) -> Value {
    let mut payload = scene().package.clone();
    change(&mut payload);
    scene().above.approve_package(&mut payload);
    payload
}

fn made(class: &str, comment: &str, payload: &Value) -> Failure {
    let file = scene().above.sign(&bytes(payload), "kms-package");
    Failure::new(Format::Package, class, comment, file)
}

fn bytes(payload: &Value) -> Vec<u8> {
    audit_log::canonical::to_vec(payload).expect("small numbers only")
}

fn truncate(list: &mut Value, len: usize) {
    if let Some(items) = list.as_array_mut() {
        items.truncate(len);
    }
}

fn push_key(payload: &mut Value, key: Value) {
    if let Some(keys) = payload["keys"].as_array_mut() {
        keys.push(key);
    }
}

/// The first key in five versions, each with an id and a derivation input of its own.
fn five_versions(payload: &mut Value) {
    let first = payload["keys"][0].clone();
    let input = hex::decode(first["context"].as_str().unwrap_or_default()).expect("hex");
    let input = Context::decode(&input).expect("a derivation input");
    let version = |number: u16| {
        let child = Child {
            version: KeyVersion::new(number).expect("1 to 99"),
            ..input.child().clone()
        };
        let mut key = first.clone();
        key["version"] = number.into();
        key["context"] = hex::encode(Context::new(child).expect("as before").encode()).into();
        key["key_id"] = uuid::Builder::from_random_bytes([number as u8; 16])
            .into_uuid()
            .to_string()
            .into();
        key
    };
    payload["keys"] = (1..=5).map(version).collect();
}
