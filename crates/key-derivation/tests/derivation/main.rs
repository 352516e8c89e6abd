//! The crate against the standards, against other programs, and against
//! itself.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod descriptor;
mod names;
mod other_programs;
mod properties;
mod refusals;
mod siblings;
mod vectors;

use key_derivation::{Algorithm, Child, KeyBytes, KeyVersion, Level};

/// A secret from hexadecimal.
fn key(hex: &str) -> KeyBytes {
    key_of(&hex::decode(hex).unwrap())
}

fn key_of(bytes: &[u8]) -> KeyBytes {
    KeyBytes::init(bytes.len(), |key| key.copy_from_slice(bytes)).unwrap()
}

/// Bytes of a fixed length from hexadecimal.
fn array<const N: usize>(hex: &str) -> [u8; N] {
    hex::decode(hex).unwrap().try_into().unwrap()
}

/// A province's key of kind 0001.
fn province(algorithm: Algorithm) -> Child {
    Child {
        level: Level::Province,
        region: "440000".parse().unwrap(),
        kind: "0001".parse().unwrap(),
        algorithm,
        version: KeyVersion::FIRST,
        diversifier: Vec::new(),
    }
}

/// A card of one of that province's municipalities.
fn card(algorithm: Algorithm, diversifier: &[u8]) -> Child {
    Child {
        level: Level::Card,
        region: "440300".parse().unwrap(),
        diversifier: diversifier.to_vec(),
        ..province(algorithm)
    }
}
