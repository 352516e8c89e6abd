//! Tests of the audit log: vectors of the standards, properties, and one refusal for each guard.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failing test may say so by panicking"
)]

mod canonical;
mod cosignatures;
mod entry;
mod export;
mod notes;
mod tree;

use serde_json::Value;

/// The inputs and outputs of all vectors of one algorithm; at least one.
fn vectors(algorithm: &str) -> Vec<(Value, String)> {
    let all: Vec<Value> =
        serde_json::from_str(include_str!("../../../../tests/vectors/audit-log.json")).unwrap();
    let found: Vec<_> = all
        .iter()
        .filter(|vector| vector["algorithm"] == algorithm)
        .map(|vector| {
            (
                vector["inputs"].clone(),
                vector["output"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert!(!found.is_empty(), "no vector for {algorithm}");
    found
}

fn bytes32(hex_text: &Value) -> [u8; 32] {
    hex::decode(hex_text.as_str().unwrap())
        .unwrap()
        .try_into()
        .unwrap()
}
