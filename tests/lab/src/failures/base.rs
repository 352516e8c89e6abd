//! The sound artefacts.

use audit_log::canonical;
use key_derivation::{Child, Context, KeyVersion, Level};
use serde_json::{Value, json};

use super::logs::{body, checkpoint, export};
use crate::parsers::{Format, scene, seal};

const COMPONENT: &[u8] = include_bytes!("../../../golden/v0.1/component-1.json");
const IDENTITY: &[u8] = include_bytes!("../../../golden/v0.1/identity.json");
const VECTORS: &[u8] = include_bytes!("../../../vectors/selftest.json");
const ALL_VECTORS: [&[u8]; 5] = [
    VECTORS,
    include_bytes!("../../../vectors/hsm.json"),
    include_bytes!("../../../vectors/quorum.json"),
    include_bytes!("../../../vectors/audit-log.json"),
    include_bytes!("../../../vectors/key-derivation.json"),
];
/// Vectors that the file keeps, one of each.
const ALGORITHMS: [&str; 5] = [
    "AES-CMAC",
    "HKDF-SHA256",
    "TR31-D",
    "Ed25519",
    "SP800-108-CTR-CMAC_AES128",
];

/// The clear part of the key block: a master of AES-128 that derives other keys, with a label and a padding block.
pub(super) const HEADER: &str = "D0176B3AX01N0200LB120101/410000/v1PB0E0000000000";

/// The sound artefact of a format.
#[must_use]
pub fn base(format: Format) -> Vec<u8> {
    match format {
        Format::Package => scene().package_file(),
        Format::Receipt => scene().receipt_file(),
        Format::Component => COMPONENT.to_vec(),
        Format::Identity => IDENTITY.to_vec(),
        Format::KeyBlock => seal(HEADER.as_bytes(), &key_payload(128)),
        Format::Context => context(),
        Format::Checkpoint => checkpoint().into_bytes(),
        Format::LogExport => export(),
        Format::Vectors => canonical::to_vec(&vectors()).expect("small numbers only"),
        Format::Catalogue => canonical::to_vec(&catalogue()).expect("small numbers only"),
        Format::HandoverRecord => {
            let payload = json_bytes(scene().record());
            scene().below.sign_jointly(&payload, "kms-handover-record")
        }
        Format::Application => {
            let payload = json_bytes(&scene().application());
            scene().below.sign_jointly(&payload, "kms-key-application")
        }
    }
}

/// What a fuzzer starts from: the sound artefact, what is inside its signature or MAC, and of test vectors one of each
/// algorithm in `tests/vectors`.
#[must_use]
pub fn seeds(format: Format) -> Vec<(String, Vec<u8>)> {
    let mut seeds = vec![("sound".to_owned(), base(format))];
    let mut add = |name: &str, bytes: Vec<u8>| seeds.push((name.to_owned(), bytes));
    match format {
        Format::Package => add("payload", json_bytes(&scene().package)),
        Format::Receipt => add("payload", json_bytes(&scene().receipt)),
        Format::HandoverRecord => add("payload", json_bytes(scene().record())),
        Format::Application => add("payload", json_bytes(&scene().application())),
        Format::KeyBlock => add(
            "unsealed",
            [HEADER.as_bytes(), b"\n", &key_payload(128)].concat(),
        ),
        Format::Checkpoint => {
            add("text", body().into_bytes());
            let key = scene().above.created().log_key.to_string();
            add("verifier-key", key.into_bytes());
        }
        Format::Vectors => {
            for vector in ALL_VECTORS.iter().flat_map(|file| list(file)) {
                let name = vector["algorithm"].as_str().unwrap_or_default();
                let name = name.replace('/', "-");
                if !seeds.iter().any(|(known, _)| *known == name) {
                    seeds.push((name, json_bytes(&json!([vector]))));
                }
            }
        }
        _ => {}
    }
    seeds
}

fn json_bytes(value: &Value) -> Vec<u8> {
    canonical::to_vec(value).unwrap_or_else(|_| value.to_string().into_bytes())
}

fn list(file: &[u8]) -> Vec<Value> {
    serde_json::from_slice(file).expect("a list")
}

/// The payload of a key block with an invented key of 16 bytes, said to be of `bits`.
pub(super) fn key_payload(bits: u16) -> Vec<u8> {
    let mut payload = bits.to_be_bytes().to_vec();
    payload.extend([0x2A; 16]);
    payload.resize(48, 0);
    payload
}

fn context() -> Vec<u8> {
    let child = Child {
        level: Level::Card,
        region: "410100".parse().expect("a code"),
        kind: "0101".parse().expect("a kind"),
        algorithm: key_derivation::Algorithm::Aes128,
        version: KeyVersion::FIRST,
        diversifier: b"DEMO0001".to_vec(),
    };
    Context::new(child).expect("a child of scheme 1").encode()
}

/// A file of test vectors, one of each of a few algorithms.
pub(super) fn vectors() -> Value {
    let all = list(VECTORS);
    let first = |name: &&str| {
        all.iter()
            .find(|vector| vector["algorithm"] == *name)
            .cloned()
    };
    ALGORITHMS.iter().filter_map(first).collect()
}

/// A regional catalogue that adds one kind.
pub(super) fn catalogue() -> Value {
    json!({"format": "kms-catalogue/1", "region": "410000", "kinds": [{
        "code": "8001", "name": "RK1EF20", "sort": "extension-file", "root": "province",
        "diversifications": 2, "psam_type": 7, "zh": "扩充文件读密钥", "en": "read key of file EF20"}]})
}
