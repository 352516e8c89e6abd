//! The software backend: the conformance suite, and what is particular to sealing under a root.

use hsm::{Error, Hsm, Kept, Software, StoredKey};
use key_derivation::{Algorithm, Scheme};
use quorum::{Action, RootSecret};

use crate::conformance::{self, HERE, THERE, Way, generate, transport};
use crate::fixtures::{approved, master};

fn with_root(byte: u8, keystore: &str) -> Software {
    Software::unlock(RootSecret::init(|root| root.fill(byte)), keystore).unwrap()
}

#[test]
fn conforms() {
    conformance::run(&mut |keystore| {
        Box::new(Software::unlock(RootSecret::random().unwrap(), keystore).unwrap())
    });
}

#[test]
fn says_what_it_is() {
    let capabilities = with_root(1, HERE).capabilities();
    assert!(!capabilities.hardware && capabilities.wraps && capabilities.imports);
    assert_eq!(capabilities.model, "software");
}

#[test]
fn the_same_root_and_keystore_open_again() {
    let held = generate(
        &mut with_root(1, HERE),
        master(Algorithm::Sm4, Scheme::Pboc),
    );
    with_root(1, HERE).check(&held.stored()).unwrap();
}

#[test]
fn another_root_or_another_keystore_opens_nothing() {
    let mut here = with_root(1, HERE);
    let held = generate(&mut here, master(Algorithm::Sm4, Scheme::Pboc));
    let way = Way::make(&mut here, 2);
    let (_, identity) = here.make_identity(&approved(HERE, Action::Init)).unwrap();
    for (root, keystore) in [(2, HERE), (1, THERE)] {
        let mut other = with_root(root, keystore);
        assert!(matches!(
            other.check(&held.stored()),
            Err(Error::Sealed(Kept::Key))
        ));
        let ok = approved(keystore, Action::PackageCreate);
        let refused = other.components(&ok, &way.descriptor, &way.sealed.blob);
        assert!(matches!(refused, Err(Error::Sealed(Kept::Transport))));
        let refused = other.sign(&ok, &identity, b"message");
        assert!(matches!(refused, Err(Error::Sealed(Kept::Identity))));
    }
}

#[test]
fn blobs_have_the_documented_layout() {
    let held = generate(
        &mut with_root(1, HERE),
        master(Algorithm::Aes192, Scheme::Sp800108Cmac),
    );
    assert_eq!(held.sealed.blob.len(), 1 + 12 + 24 + 16);
    assert_eq!(held.sealed.blob[0], 1);
    for layout in [0, 2, 255] {
        let mut other = held.sealed.blob.clone();
        other[0] = layout;
        let refused = with_root(1, HERE).check(&StoredKey {
            blob: &other,
            ..held.stored()
        });
        assert!(matches!(refused, Err(Error::Layout { layout: found, .. }) if found == layout));
    }
}

#[test]
fn the_same_key_sealed_twice_looks_different() {
    let mut hsm = with_root(1, HERE);
    let top = generate(&mut hsm, master(Algorithm::Aes128, Scheme::Sp800108Cmac));
    let [one, two] = [(); 2].map(|()| top.keep(&mut hsm, 1));
    assert_eq!(one.sealed.kcv, two.sealed.kcv);
    assert_ne!(one.sealed.blob, two.sealed.blob);
}

/// The named line of what another implementation made, see foreign_blobs.py.
fn foreign(name: &str) -> &'static str {
    let mut lines = include_str!("foreign_blobs.txt").lines();
    lines
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap()
}

#[test]
fn blobs_made_elsewhere_open() {
    let blob = |name| hex::decode(foreign(name)).unwrap();
    let mut hsm = with_root(1, HERE);
    let descriptor = master(Algorithm::Aes128, Scheme::Sp800108Cmac);
    let kcv = foreign("key-kcv").parse().unwrap();
    hsm.check(&StoredKey {
        descriptor: &descriptor,
        blob: &blob("key"),
        kcv,
    })
    .unwrap();

    let ok = approved(HERE, Action::PackageCreate);
    let components = hsm
        .components(&ok, &transport(HERE, THERE), &blob("transport"))
        .unwrap();
    let bytes: Vec<&[u8]> = components
        .iter()
        .map(|component| component.expose())
        .collect();
    assert_eq!(bytes, [&[0x0F; 32], &[0x3C; 32]]);

    let signature = hsm.sign(&ok, &blob("identity"), b"message").unwrap();
    assert_eq!(hex::encode(signature), foreign("identity-signature"));
}
