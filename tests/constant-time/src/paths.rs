//! Sharing, comparison, AES and CMAC, derivation, key blocks, signatures.

use std::hint::black_box;

use hsm::x9143::{self, Header};
use key_derivation::{
    Algorithm, Child, Input, KeyBytes, KeyVersion, Level, Parent, Scheme, check_value,
    legacy_check_value,
};
use quorum::{SigningKey, combine, split};

use crate::Path;
use crate::secrets::{conceal, key, publish, root};

pub const PATHS: &[Path] = &[
    Path::silent(
        "sharing: split, 2 of 2 to 5 of 9 (GF(256), HMAC)",
        splitting,
    ),
    Path::silent("sharing: combine, k shares and more than k", combining),
    Path::silent("comparison: KeyBytes, RootSecret, equal and not", comparing),
    Path::silent(
        "scheme 1 with AES-128, -192, -256: region and card",
        deriving,
    ),
    Path::silent(
        "check values, CMAC and legacy, AES-128, -192, -256",
        checking,
    ),
    Path::silent("key block: wrap, each length of key", wrapping),
    Path::silent(
        "key block: unwrap, each length of protection key",
        unwrapping,
    ),
    Path::silent("key block: one with a wrong MAC is refused", refusing),
    Path::silent("Ed25519: public key and signature", signing),
];

const AES: [Algorithm; 3] = [Algorithm::Aes128, Algorithm::Aes192, Algorithm::Aes256];

/// Which of its implementations the `aes` crate takes here.
pub fn aes_backend() -> &'static str {
    if cfg!(aes_backend = "soft") {
        "in software (bit-sliced)"
    } else if is_x86_feature_detected!("aes") {
        "with the processor's instructions"
    } else {
        "in software (bit-sliced), as this processor has no instructions for it"
    }
}

fn splitting() {
    for (k, n) in [(2, 2), (2, 3), (3, 5), (5, 9)] {
        black_box(split(&root(), k, n).expect("shares"));
    }
}

fn combining() {
    for (k, n) in [(2, 2), (2, 3), (3, 5), (5, 9)] {
        let secret = root();
        let shares = split(&secret, k, n).expect("shares");
        let mut combined = combine(&shares, k);
        // Whether they fit together, and where the secret stands.
        publish(&mut combined);
        let mut same = combined.expect("the secret").ct_eq(&secret);
        publish(&mut same);
        assert!(same);
    }
}

fn comparing() {
    let mut verdicts = [
        key(16).ct_eq(&key(16)),
        key(32).ct_eq(&one_changed(32, 0)),
        key(32).ct_eq(&one_changed(32, 31)),
        root().ct_eq(&root()),
    ];
    publish(&mut verdicts);
    assert_eq!(verdicts, [true, false, false, true]);
}

fn one_changed(len: usize, at: usize) -> KeyBytes {
    let changed = |bytes: &mut [u8]| {
        conceal(bytes);
        bytes[at] ^= 1;
    };
    KeyBytes::init(len, changed).expect("the length of a key")
}

/// A child's input under a scheme.
pub fn input(scheme: Scheme, algorithm: Algorithm, level: Level, diversifier: &[u8]) -> Input {
    let child = Child {
        level,
        region: "410100".parse().expect("a code"),
        kind: "0101".parse().expect("a kind"),
        algorithm,
        version: KeyVersion::FIRST,
        diversifier: diversifier.to_vec(),
    };
    Input::for_child(scheme, &child).expect("an input")
}

fn deriving() {
    for algorithm in AES {
        derive(Scheme::Sp800108Cmac, algorithm);
    }
}

/// From a secret parent a region's key, and from that a card's.
pub fn derive(scheme: Scheme, algorithm: Algorithm) {
    let parent = key(algorithm.key_len());
    let region = input(scheme, algorithm, Level::Municipality, &[]);
    let card = input(scheme, algorithm, Level::Card, b"\x41\x01\0\0\0\0\0\x07");
    let parent = Parent::new(algorithm, &parent).expect("a parent");
    let region = parent.diversify(&region, algorithm).expect("a child");
    let region = Parent::new(algorithm, &region).expect("a parent");
    black_box(region.diversify(&card, algorithm).expect("a child"));
}

fn checking() {
    AES.into_iter().for_each(check_values);
}

/// Both check values of a secret key.
pub fn check_values(algorithm: Algorithm) {
    let key = key(algorithm.key_len());
    black_box(check_value(algorithm, &key).expect("a check value"));
    black_box(legacy_check_value(algorithm, &key).expect("a check value"));
}

fn header() -> Header {
    Header {
        usage: *b"B3",
        algorithm: b'A',
        mode: b'X',
        version: *b"01",
        exportability: b'N',
        optional: Vec::new(),
    }
}

fn wrapping() {
    for len in [16, 24, 32] {
        black_box(x9143::wrap(&key(32), &header(), &key(len)).expect("a key block"));
    }
}

fn unwrapping() {
    for len in [16, 24, 32] {
        let mut block = x9143::wrap(&key(32), &header(), &key(len)).expect("a key block");
        publish(block.as_mut_str());
        let mut opened = x9143::unwrap(&key(32), &block);
        // Whether the MAC is right, how long the key is, and where it stands.
        publish(&mut opened);
        let (_, opened) = opened.expect("it opens");
        let mut same = opened.ct_eq(&key(len));
        publish(&mut same);
        assert!(same);
    }
    // Other programs' blocks may stand under shorter protection keys; a wrong one gets as far as the MAC.
    let mut block = x9143::wrap(&key(32), &header(), &key(16)).expect("a key block");
    publish(block.as_mut_str());
    for len in [16, 24] {
        assert!(is_refused(&key(len), &block));
    }
}

fn refusing() {
    let mut block = x9143::wrap(&key(32), &header(), &key(16)).expect("a key block");
    publish(block.as_mut_str());
    let last = if block.pop() == Some('0') { '1' } else { '0' };
    block.push(last);
    assert!(is_refused(&key(32), &block));
}

fn is_refused(key: &KeyBytes, block: &str) -> bool {
    let mut opened = x9143::unwrap(key, block);
    publish(&mut opened);
    opened.is_err()
}

fn signing() {
    let key = SigningKey::init(|seed| conceal(seed));
    black_box(key.public());
    black_box(key.sign(b"a request"));
}
