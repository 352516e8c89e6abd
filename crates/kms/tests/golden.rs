//! Files made by earlier versions still open. Each folder under `tests/golden` was written by the demo of
//! the version that it is named after, and is never changed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says so by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use hsm::{Hsm, Software};
use key_derivation::Catalogue;
use kms::identity::Identity;
use kms::{Session, cards, keys, package};
use quorum::{Needs, OfficerId, Passphrase, RootSecret};

fn backend(root: RootSecret, keystore: &str) -> hsm::Result<Box<dyn Hsm>> {
    Ok(Box::new(Software::unlock(root, keystore)?))
}

fn golden(version: &str, file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden")
        .join(version)
        .join(file)
}

/// Unlocks a copy, so that the golden file stays as it is.
fn unlock(version: &str, folder: &Path, region: &str, needs: Needs) -> Session {
    let copy = folder.join("copy.kms");
    fs::copy(golden(version, &format!("{region}.kms")), &copy).unwrap();
    let passphrase = |officer: &str| {
        let text = fs::read(golden(
            version,
            &format!("passphrases/{region}-{officer}.txt"),
        ))
        .unwrap();
        let officer: OfficerId = officer.parse().unwrap();
        (officer, Passphrase::existing(text).unwrap())
    };
    let credentials = vec![passphrase("zhang"), passphrase("wang")];
    Session::unlock(&copy, "golden", credentials, needs, backend).unwrap()
}

#[test]
fn a_keystore_of_version_0_1_opens_and_its_keys_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = unlock("v0.1", folder.path(), "410100", Needs::Quorum);
    let catalogue = Catalogue::builtin();
    let key = keys::find_key(session.state(), &catalogue, "IRK/A1/v1").unwrap();
    let card = cards::derive(&mut session, key, &[b"DEMO0001".to_vec()]).unwrap();
    let expected = fs::read_to_string(golden("v0.1", "card.kcv")).unwrap();
    assert_eq!(card[0].kcv.to_string(), expected.trim());
    drop(session);
    assert!(
        keystore::verify(&folder.path().join("copy.kms"))
            .unwrap()
            .is_clean()
    );
}

#[test]
fn a_package_and_a_receipt_of_version_0_1_are_still_understood() {
    let folder = tempfile::tempdir().unwrap();
    let session = unlock("v0.1", folder.path(), "410100", Needs::Quorum);
    let bytes = fs::read(golden("v0.1", "package.kmspkg")).unwrap();
    // It was imported when the golden files were made: signature and recipient hold, the counter is used up.
    let refused = package::check(session.state(), &bytes).unwrap_err();
    assert_eq!(refused.code(), "replay");
    let sent = package::read_package(&bytes).unwrap();
    let receipt = fs::read(golden("v0.1", "receipt.kmsack")).unwrap();
    let receipt = package::read_receipt(&receipt).unwrap();
    assert_eq!(receipt.package_id, sent.package_id);
    assert_eq!(receipt.stored.len(), sent.keys.len());
}

#[test]
fn an_identity_and_an_exported_log_of_version_0_1_are_still_understood() {
    let identity = Identity::parse(&fs::read(golden("v0.1", "identity.json")).unwrap()).unwrap();
    let expected = fs::read_to_string(golden("v0.1", "identity.fingerprint")).unwrap();
    assert_eq!(identity.fingerprint().unwrap(), expected.trim());
    let export = fs::read(golden("v0.1", "audit.jsonl")).unwrap();
    let report = kms::audit::verify_log(export.as_slice(), None).unwrap();
    assert_eq!(report.unsigned, 0);
}
