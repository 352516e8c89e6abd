//! The laboratory's own tools.
#![allow(clippy::unwrap_used, reason = "tests")]

use lab::{Dice, found, unlock};

#[test]
fn a_seed_makes_the_same_choices() {
    let choices = |seed| {
        let mut dice = Dice::new(seed);
        (0..100).map(|_| dice.below(1_000)).collect::<Vec<_>>()
    };
    assert_eq!(choices(7), choices(7));
    assert_ne!(choices(7), choices(8));
}

#[test]
fn a_keystore_is_found_and_opens_again() {
    let folder = lab::folder();
    let path = folder.path().join("410100.kms");
    let size = found(&path, "410100", false)
        .unwrap()
        .keystore()
        .head()
        .size;
    let session = unlock(&path, "key generate", "410100").err();
    assert!(session.is_some(), "a region has passphrases of its own");
    let session = unlock(&path, "410100", "key generate").unwrap();
    assert!(session.keystore().head().size > size);
}
