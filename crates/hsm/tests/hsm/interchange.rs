//! A package key made by a second implementation arrives through the front door.

use hsm::{Error, Field, Hsm, Software};
use key_derivation::{
    Algorithm, Kcv, KeyDescriptor, KeyVersion, Level, Origin, Scheme, check_value,
};
use quorum::{Action, RootSecret};

use crate::conformance::{HERE, THERE, transport};
use crate::fixtures::{approved, master, region, secret, vectors};

/// The sub-key that psec's block with this label carries.
fn descriptor(algorithm: Algorithm, label: &str, levels_left: u8) -> KeyDescriptor {
    let mut parts = label.split(['/', 'v']).filter(|part| !part.is_empty());
    let mut next = || parts.next().unwrap();
    KeyDescriptor {
        kind: next().parse().unwrap(),
        region: region(next()),
        version: KeyVersion::new(next().parse().unwrap()).unwrap(),
        level: Level::Province,
        origin: Origin::Received,
        levels_left,
        ..master(algorithm, Scheme::Sp800108Cmac)
    }
}

/// Imports the psec vector whose source ends in `what`, under a transport key in two components.
fn import(what: &str, descriptor: &KeyDescriptor) -> hsm::Result<Kcv> {
    let vector = vectors("TR31-D")
        .into_iter()
        .find(|v| v.source.ends_with(what))
        .unwrap();
    let kbpk = vector.kbpk();
    let mask = [0xC3; 32];
    let other: Vec<u8> = kbpk.expose().iter().map(|byte| byte ^ 0xC3).collect();

    let mut hsm = Software::unlock(RootSecret::random().unwrap(), HERE).unwrap();
    let way = transport(THERE, HERE);
    let ok = approved(HERE, Action::TransportImport);
    let opened = hsm.open_transport(&ok, &way, &[secret(&mask), secret(&other)])?;
    let ok = approved(HERE, Action::PackageImport);
    let sealed = hsm.import(
        &ok,
        &way,
        &opened.blob,
        &vector.inputs.key_block,
        descriptor,
    )?;
    let key = secret(&hex::decode(&vector.output).unwrap());
    assert_eq!(sealed.kcv, check_value(descriptor.algorithm, &key)?);
    Ok(sealed.kcv)
}

#[test]
fn sub_keys_wrapped_by_psec_are_imported() {
    let cases = [
        ("AES-128 sub-key", Algorithm::Aes128, "0101/410000/v1", 2),
        ("AES-256 sub-key", Algorithm::Aes256, "0102/419001/v99", 2),
        ("SM4 sub-key", Algorithm::Sm4, "0101/410000/v2", 2),
        ("3DES sub-key", Algorithm::Tdes2, "0101/410000/v1", 2),
        (
            "SM4 key with no levels left",
            Algorithm::Sm4,
            "0201/410100/v1",
            0,
        ),
    ];
    for (what, algorithm, label, levels_left) in cases {
        import(what, &descriptor(algorithm, label, levels_left))
            .unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

#[test]
fn levels_left_show_in_the_usage() {
    let exhausted = descriptor(Algorithm::Aes128, "0101/410000/v1", 0);
    let refused = import("AES-128 sub-key", &exhausted);
    assert!(matches!(refused, Err(Error::Header(Field::Usage))));
    let refreshed = descriptor(Algorithm::Sm4, "0201/410100/v1", 1);
    let refused = import("SM4 key with no levels left", &refreshed);
    assert!(matches!(refused, Err(Error::Header(Field::Usage))));
}

#[test]
fn a_block_without_check_value_and_label_is_not_imported() {
    let bare = descriptor(Algorithm::Aes128, "0101/410000/v1", 2);
    let refused = import("no optional block", &bare);
    assert!(matches!(refused, Err(Error::Header(Field::Label))));
}
