//! Tests of the public interface: vectors of the standards, properties, and a negative test for each guard.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod approval;
mod envelope;
mod jws;
mod rules;

use serde_json::Value;

/// The vectors with this algorithm name.
fn vectors(algorithm: &str) -> Vec<Value> {
    let all: Vec<Value> =
        serde_json::from_str(include_str!("../../../../tests/vectors/quorum.json")).unwrap();
    let found: Vec<Value> = all
        .into_iter()
        .filter(|v| v["algorithm"] == algorithm)
        .collect();
    assert!(!found.is_empty(), "no vectors named {algorithm}");
    found
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(text(value)).unwrap()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().unwrap()
}

/// A synthetic officer's key, the same for the same number.
fn key(number: u8) -> quorum::SigningKey {
    quorum::SigningKey::init(|seed| *seed = [number; 32])
}

/// A synthetic officer `ops-00`, `ops-01`, …
fn officer(number: u8) -> quorum::Officer {
    quorum::Officer {
        id: format!("ops-{number:02}").parse().unwrap(),
        public_key: key(number).public(),
        share_index: number,
    }
}

fn rules(k: u8, n: u8) -> quorum::Rules {
    quorum::Rules::new(k, (0..n).map(officer).collect()).unwrap()
}

#[test]
fn ed25519_as_in_rfc_8032() {
    for vector in vectors("Ed25519") {
        let inputs = &vector["inputs"];
        let key = quorum::SigningKey::init(|seed| *seed = array(&inputs["secret"]));
        assert_eq!(key.public(), array(&inputs["public"]));
        assert_eq!(
            key.sign(&bytes(&inputs["message"])),
            array::<64>(&vector["output"])
        );
    }
}

#[test]
fn secrets_are_random_and_compare() {
    let (one, other) = (
        quorum::RootSecret::random().unwrap(),
        quorum::RootSecret::random().unwrap(),
    );
    assert!(!one.ct_eq(&other));
    assert!(one.ct_eq(&quorum::RootSecret::init(|out| {
        out.copy_from_slice(one.expose())
    })));
    assert_ne!(
        quorum::SigningKey::random().unwrap().public(),
        quorum::SigningKey::random().unwrap().public()
    );
    assert_ne!(
        quorum::LogSeed::random().unwrap().expose(),
        quorum::LogSeed::random().unwrap().expose()
    );
}
