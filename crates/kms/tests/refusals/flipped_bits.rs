//! One flipped bit at every byte of everything that travels. A seeded generator says which bit, and which
//! bytes where a check of every one would take too long.

use std::fs;
use std::path::PathBuf;

use kms::audit::{self, check_export};
use kms::identity::{self, Identity};
use kms::package::{check, check_receipt, import, verify_receipt};
use kms::transport::{check_components, import as import_components};
use kms::{Error, Result};

use crate::place::{HENAN, MINISTRY, Place, refusal};

const SEED: u64 = 0x6b6d_7320_2026_0001;

/// Xorshift (Marsaglia): enough to pick bits.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    fn flip(&mut self, bytes: &[u8], at: usize) -> Vec<u8> {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1 << self.roll(8);
        flipped
    }
}

/// Flips a bit at each of `places` and asserts that `read` refuses it as something altered or strange.
fn every_flip_is_refused<T>(
    what: &str,
    bytes: &[u8],
    places: impl Iterator<Item = usize>,
    mut read: impl FnMut(&[u8]) -> Result<T>,
) {
    assert!(read(bytes).is_ok(), "the untouched {what} is good");
    let mut dice = Dice(SEED);
    let mut count = 0;
    for at in places {
        let error = refusal(read(&dice.flip(bytes, at)));
        let says_so = matches!(
            error,
            Error::Artefact(..)
                | Error::UnknownSender(_)
                | Error::WrongRecipient { .. }
                | Error::Components { .. }
                | Error::Confirmation
        );
        assert!(says_so, "{what}, byte {at}: {error:?}");
        count += 1;
    }
    println!(
        "{what}: {count} flips of {} bytes, seed {SEED:#x}",
        bytes.len()
    );
}

/// Fails if any byte of a package stands outside of what is parsed strictly or signed.
#[test]
fn in_a_package() {
    let place = Place::sent();
    let henan = place.site(HENAN);
    let (bytes, state) = (place.package(), henan.state());
    every_flip_is_refused("package", &bytes, 0..bytes.len(), |file| {
        check(&state, file)
    });
    let mut dice = Dice(SEED ^ 1);
    for _ in 0..4 {
        let at = dice.roll(bytes.len());
        let (flipped, before) = (dice.flip(&bytes, at), henan.before());
        assert!(
            henan
                .open()
                .run(|s| import(s, &flipped, &place.at("receipts")))
                .is_err()
        );
        henan.is_unchanged(&before);
        assert!(!place.at("receipts").exists());
    }
}

/// Fails if any byte of a receipt stands outside of what is parsed strictly or signed.
#[test]
fn in_a_receipt() {
    let place = Place::received();
    let ministry = place.site(MINISTRY);
    let (bytes, state) = (place.receipt(), ministry.state());
    every_flip_is_refused("receipt", &bytes, 0..bytes.len(), |file| {
        check_receipt(&state, file)
    });
    let mut dice = Dice(SEED ^ 2);
    for _ in 0..4 {
        let at = dice.roll(bytes.len());
        let (flipped, before) = (dice.flip(&bytes, at), ministry.before());
        assert!(
            ministry
                .open_alone()
                .run(|s| verify_receipt(s, &flipped))
                .is_err()
        );
        ministry.is_unchanged(&before);
    }
}

/// Fails if a component's check does not cover every byte of it.
#[test]
fn in_a_component() {
    let place = Place::founded();
    let henan = place.site(HENAN);
    let made = place.send().components;
    let state = henan.state();
    let altered = place.at("altered");
    for (index, component) in made.iter().enumerate() {
        let bytes = fs::read(component).unwrap();
        let mut pair: Vec<PathBuf> = made.clone();
        pair[index].clone_from(&altered);
        every_flip_is_refused("component", &bytes, 0..bytes.len(), |file| {
            fs::write(&altered, file).unwrap();
            check_components(&state, &pair)
        });
        let before = henan.before();
        let mut dice = Dice(SEED ^ 3);
        let at = dice.roll(bytes.len());
        fs::write(&altered, dice.flip(&bytes, at)).unwrap();
        assert!(henan.open().run(|s| import_components(s, &pair)).is_err());
        henan.is_unchanged(&before);
    }
}

/// Fails if two identity files can have the fingerprint that officers compared.
#[test]
fn in_an_identity_file() {
    let place = Place::founded();
    let henan = place.site(HENAN);
    let other = crate::place::found(&place.at("other.kms"), MINISTRY, false);
    let genuine = Identity::of(other.state());
    let (bytes, state) = (genuine.to_bytes().unwrap(), henan.state());
    let shown = genuine.fingerprint().unwrap();
    every_flip_is_refused("identity", &bytes, 0..bytes.len(), |file| {
        let identity = Identity::parse(file)?;
        // Another region is refused by itself; for the rest it is the fingerprint that tells.
        match identity::plan_enrolment(&state, &identity) {
            Ok(plan) if plan.fingerprint == shown => Ok(()),
            Ok(_) => Err(Error::Confirmation),
            Err(Error::NotRelated(_) | Error::Derivation(_) | Error::Rehearsal { .. }) => {
                Err(Error::Confirmation)
            }
            Err(error) => Err(error),
        }
    });
    // A key that is one bit off passes as an identity, and is refused by what was typed.
    let mut altered = genuine.clone();
    let first = if altered.identity_key.starts_with('0') {
        "1"
    } else {
        "0"
    };
    altered.identity_key.replace_range(..1, first);
    let altered = Identity::parse(&altered.to_bytes().unwrap()).unwrap();
    henan.refuses("confirmation", 2, |s| {
        identity::enrol(s, &altered, &shown, true)
    });
}

/// Fails if an exported line is neither hashed into a signed root nor compared with what is known.
#[test]
fn in_an_audit_export() {
    let place = Place::received();
    let (ministry, henan) = (place.site(MINISTRY), place.site(HENAN));
    let keystore = keystore::Keystore::open_read_only(&ministry.path).unwrap();
    let mut bytes = Vec::new();
    audit::export(&keystore, &mut bytes).unwrap();
    let state = henan.state();
    let mut dice = Dice(SEED ^ 4);
    let sample: Vec<usize> = (0..250).map(|_| dice.roll(bytes.len())).collect();
    // The first line and the last, where a shortened or foreign log would show, in full.
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let last = bytes[..bytes.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap();
    let places = (0..=first).chain(sample).chain(last..bytes.len());
    every_flip_is_refused("export", &bytes, places, |file| check_export(&state, file));
    let before = henan.before();
    let at = dice.roll(bytes.len());
    let flipped = dice.flip(&bytes, at);
    let out = place.at("cosigned");
    assert!(
        henan
            .open_alone()
            .run(|s| audit::cosign(s, &flipped, &out))
            .is_err()
    );
    henan.is_unchanged(&before);
    assert!(!out.exists());
}
