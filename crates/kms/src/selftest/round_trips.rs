//! What cannot be put in one answer: what was made opens again, also what other implementations made, and what was
//! altered is refused.

use hsm::{Hsm, Software, StoredKey, x9143};
use key_derivation::{
    Algorithm, KeyBytes, KeyDescriptor, KeyId, KeyVersion, Level, Origin, RegionCode, Scheme,
};
use quorum::{EnvelopeContext, Passphrase, RootSecret, SigningKey, combine, known_answers, split};

type Check = fn() -> bool;

/// Every check, by name.
pub(super) const ALL: &[(&str, Check)] = &[
    ("SLIP-39-split-combine", || sharing().is_some()),
    ("X9.143-wrap-unwrap", || key_block().is_some()),
    ("Ed25519-refusal", || signature().is_some()),
    ("kms-key-blob/1", || sealed_key().is_some()),
    ("kms-envelope/1", || envelopes().is_some()),
];

/// Any 3 of 5 shares give the secret, 2 give nothing.
fn sharing() -> Option<()> {
    let root = || RootSecret::init(|out| out.fill(0x5A));
    let shares = split(&root(), 3, 5).ok()?;
    let mut quorums = shares.windows(3);
    let recovered = quorums.all(|three| combine(three, 3).is_ok_and(|found| found.ct_eq(&root())));
    let withheld = combine(&shares[..2], 3).is_err() && combine(&shares[..2], 2).is_err();
    (recovered && withheld).then_some(())
}

/// ANSI X9.143:2021, version D: a block opens to its key, and neither with another header nor with another MAC.
fn key_block() -> Option<()> {
    let protection = KeyBytes::init(32, |out| out.fill(0x0B)).ok()?;
    let key = KeyBytes::init(16, |out| out.fill(0x2A)).ok()?;
    let header = x9143::Header {
        usage: *b"B3",
        algorithm: b'A',
        mode: b'X',
        version: *b"01",
        exportability: b'N',
        optional: vec![("LB".to_owned(), "SELF-TEST".to_owned())],
    };
    let block = x9143::wrap(&protection, &header, &key).ok()?;
    let (found, opened) = x9143::unwrap(&protection, &block).ok()?;
    let relabelled = block.replacen("SELF-TEST", "SELF-TOST", 1);
    let last = if block.ends_with('0') { '1' } else { '0' };
    let mut altered = block;
    altered.pop();
    altered.push(last);
    let refused = [relabelled, altered]
        .iter()
        .all(|block| matches!(x9143::unwrap(&protection, block), Err(hsm::Error::BlockMac)));
    (found == header && opened.ct_eq(&key) && refused).then_some(())
}

/// RFC 8032: a signature holds for its message and key alone.
fn signature() -> Option<()> {
    let key = SigningKey::init(|seed| seed.fill(1));
    let other = SigningKey::init(|seed| seed.fill(2));
    let signature = key.sign(b"message");
    let mut altered = signature;
    altered[0] ^= 1;
    let holds = |key: &SigningKey, message, signature| {
        known_answers::is_signature(&key.public(), message, signature)
    };
    let right = holds(&key, b"message", &signature);
    let wrong = holds(&key, b"massage", &signature)
        || holds(&key, b"message", &altered)
        || holds(&other, b"message", &signature);
    (right && !wrong).then_some(())
}

/// A key sealed under a root of 32 bytes 01: HKDF-SHA256 (RFC 5869) and AES-256-GCM-SIV (RFC 8452) over canonical JSON
/// (RFC 8785), made with PyPI cryptography.
const KEY_BLOB: &str =
    "01000102030405060708090a0b8aa72a0cdf865c2286cb00bbf1eb3dc64ef04eec31353377b870aaf83da9fa2e";

fn sealed_key() -> Option<()> {
    let descriptor = KeyDescriptor {
        key_id: KeyId::from_bytes([1; 16]),
        level: Level::Ministry,
        region: RegionCode::MINISTRY,
        owner: RegionCode::MINISTRY,
        origin: Origin::Generated,
        kind: "0101".parse().ok()?,
        algorithm: Algorithm::Aes128,
        version: KeyVersion::FIRST,
        scheme: Scheme::Sp800108Cmac,
        levels_left: 3,
        parent: None,
        parent_kcv: None,
        context: String::new(),
    };
    let kcv = "7AD386C376".parse().ok()?;
    let root = RootSecret::init(|out| out.fill(1));
    let mut backend = Software::unlock(root, "kms-ministry-000000-1").ok()?;
    let mut opens = |blob: &[u8], descriptor: &KeyDescriptor| {
        backend
            .check(&StoredKey {
                descriptor,
                blob,
                kcv,
            })
            .is_ok()
    };
    let blob = hex::decode(KEY_BLOB).ok()?;
    let mut altered = blob.clone();
    *altered.last_mut()? ^= 1;
    let rebound = KeyDescriptor {
        levels_left: 2,
        ..descriptor.clone()
    };
    let refused = !opens(&altered, &descriptor) && !opens(&blob, &rebound);
    (opens(&blob, &descriptor) && refused).then_some(())
}

/// Two envelopes, made with PyPI cryptography from their documented layout: Argon2id (RFC 9106) and AES-256-GCM-SIV
/// (RFC 8452). Their shares are the pair of 32 bytes that SLIP-39 publishes, and [`COMBINED`] is what it makes of them.
const ENVELOPES: [(&str, u8, &str); 2] = [
    (
        "ops-02",
        2,
        "6b6d732d656e76656c6f70652f31000100004c0000000002011342434445464748494a4b4c4d4e4f505162636465666768696a6b6c6d917eda9f5d03ea0842c5353bbcd50ca3805a39639a22b2738c44835a39ba33ec99e9599a60d15387a3a9deae397a3fe25b0ddccf3c7585390dd382050f625d4a7f6651700683654dad45756884d26e4f2041927d9917925a1dc75dcae56b230f91a5c3207fc36fed9214f48ffa5444e476",
    ),
    (
        "ops-01",
        1,
        "6b6d732d656e76656c6f70652f31000100004c000000000201134142434445464748494a4b4c4d4e4f506162636465666768696a6b6c4a54fdd5f5fb5067efe651c0617e6fc341176c5984fd0cfb8d56a818caa1d4b202947de5520a00465dcc21bb370855981eb9e53f6068015292522d1844feef9310d4ed66360c3312d3ea4fbe191c7e83b94e5877444cbe0ec04f00c2b476673d987e0bcd17dc06a5f532269bec87ac5643",
    ),
];
const PASSPHRASE: &str = "校验值密钥载体八个字";
const COMBINED: &str = "0204622ff84267b5dae0ca4e0c1328d6611b96b92b11692e5a7542314f7a54ee";

fn envelopes() -> Option<()> {
    let open = |(officer, index, envelope): (&str, u8, &str), passphrase: &str| {
        let context = EnvelopeContext {
            suite: 1,
            keystore: "11111111-2222-4333-8444-555555555555".to_owned(),
            officer: officer.parse().ok()?,
            k: 2,
            n: 3,
            index,
        };
        let passphrase = Passphrase::existing(passphrase).ok()?;
        quorum::open(&hex::decode(envelope).ok()?, &passphrase, &context).ok()
    };
    let shares: Option<Vec<_>> = ENVELOPES
        .into_iter()
        .map(|envelope| open(envelope, PASSPHRASE).map(|secrets| secrets.share))
        .collect();
    let root = combine(&shares?, 2).ok()?;
    let refused = open(ENVELOPES[0], "seven tall cranes").is_none();
    (hex::encode(root.expose()) == COMBINED && refused).then_some(())
}
