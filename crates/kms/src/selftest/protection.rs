//! Vectors of what protects keys: sealing, passphrases, sharing and key blocks.

use hsm::x9143;
use quorum::Cost;
use serde_json::Value;

use super::inputs::{Failure, Inputs, Result};
use super::{Method, Output};

/// HKDF makes at most 255 hashes of output (RFC 5869, 2.3).
const MAX_HKDF: usize = 255 * 32;
/// Bytes of an Argon2id tag: at least (RFC 9106, 3.1), and at most here.
const TAG_LENGTHS: std::ops::RangeInclusive<usize> = 4..=1024;
/// Longest secret that shares of SLIP-39 carry here, in bytes; the root secret has 32.
const MAX_SHARED: usize = 64;
/// Thresholds that the program shares with: never 1, where each share is the secret.
const THRESHOLDS: std::ops::RangeInclusive<usize> = 2..=quorum::MAX_OFFICERS;

/// What this module knows, by name.
pub(super) const METHODS: &[(&str, Method)] = &[
    ("HKDF-SHA256", hkdf),
    ("AES-256-GCM-SIV", gcm_siv),
    ("Argon2id", argon2id),
    ("SLIP-39-sharing", sharing),
    ("TR31-D", key_block),
];

fn hkdf(inputs: &Inputs) -> Result<Output> {
    let (secret, salt) = (inputs.bytes("ikm")?, inputs.bytes("salt")?);
    let info = inputs.bytes("info")?;
    let len: usize = inputs.small("length")?;
    if len > MAX_HKDF {
        return Err(Failure::Malformed("length"));
    }
    let mut out = vec![0; len];
    hsm::known_answers::hkdf_sha256(&secret, &salt, &info, &mut out)?;
    Ok(Output::Bytes(out))
}

fn gcm_siv(inputs: &Inputs) -> Result<Output> {
    let key = inputs.secret("key")?;
    if key.len() != 32 {
        return Err(Failure::Malformed("key"));
    }
    let nonce = inputs.array("nonce")?;
    let (aad, plaintext) = (inputs.bytes("aad")?, inputs.bytes("plaintext")?);
    let sealed = hsm::known_answers::aes_256_gcm_siv(&key, &nonce, &aad, &plaintext)?;
    Ok(Output::Bytes(sealed))
}

fn argon2id(inputs: &Inputs) -> Result<Output> {
    let optional = |name| {
        if inputs.has(name) {
            inputs.bytes(name)
        } else {
            Ok(Vec::new())
        }
    };
    let (password, salt) = (inputs.bytes("password")?, inputs.bytes("salt")?);
    let (secret, associated_data) = (optional("secret")?, optional("ad")?);
    let len: usize = inputs.small("length")?;
    let cost = Cost {
        m_kib: inputs.small("m_kib")?,
        t: inputs.small("t")?,
        p: inputs.small("p")?,
    };
    let cap = Cost::CAP;
    let within = cost.m_kib <= cap.m_kib && cost.t <= cap.t && cost.p <= cap.p;
    if !within || !TAG_LENGTHS.contains(&len) {
        return Err(Failure::Unsupported);
    }
    let argon2id = quorum::known_answers::Argon2id {
        password: &password,
        salt: &salt,
        secret: &secret,
        associated_data: &associated_data,
        cost,
    };
    let mut out = vec![0; len];
    quorum::known_answers::argon2id(&argon2id, &mut out)?;
    Ok(Output::Bytes(out))
}

/// The arithmetic of SLIP-39, 4, on shares decoded from their mnemonics; the secret is the one that SLIP-39 encrypts.
fn sharing(inputs: &Inputs) -> Result<Output> {
    let share = |share: &Value| {
        let index = share.get("index")?.as_u64()?.try_into().ok()?;
        Some((index, hex::decode(share.get("value")?.as_str()?).ok()?))
    };
    let shares = inputs.list("shares")?.iter().map(share);
    let shares: Vec<(u8, Vec<u8>)> = shares
        .collect::<Option<_>>()
        .ok_or(Failure::Malformed("shares"))?;
    let len = shares.first().map_or(0, |(_, value)| value.len());
    let threshold: usize = inputs.small("threshold")?;
    if len > MAX_SHARED || !THRESHOLDS.contains(&threshold) {
        return Err(Failure::Unsupported);
    }
    let points: Vec<(u8, &[u8])> = shares.iter().map(|(x, value)| (*x, &value[..])).collect();
    let mut out = vec![0; len];
    quorum::known_answers::combine(&points, threshold, &mut out)?;
    Ok(Output::Bytes(out))
}

/// X9.143 version D, formerly TR-31: the key in a block.
fn key_block(inputs: &Inputs) -> Result<Output> {
    let kbpk = inputs.secret("kbpk")?;
    let block = inputs.text("key_block")?;
    let (_, key) = x9143::unwrap(&kbpk, block)?;
    if inputs.has("header") {
        let header = inputs.text("header")?;
        if !block.starts_with(header) {
            return Err(Failure::Differs {
                input: "header",
                found: block.chars().take(header.chars().count()).collect(),
            });
        }
    }
    Ok(Output::Bytes(key.expose().to_vec()))
}
