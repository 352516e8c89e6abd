//! Files made by earlier versions still open. Each folder under `tests/golden` was written by the demo of
//! the version that it is named after, and is never changed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says so by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use handover_record::{
    CarrierKind, CustodyEvent, Document, DocumentDigest, Happening, Lot, Mark, Stage,
};
use hsm::{Hsm, Software};
use key_derivation::Catalogue;
use keystore::state::Thing;
use kms::identity::Identity;
use kms::record::{KeysFrom, MAX_RECORD};
use kms::{Artefact, Session, cards, custody, keys, package, record};
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

/// Every version.
const VERSIONS: [&str; 2] = ["v0.1", "v0.2"];

fn mark(text: &str) -> Mark {
    text.parse().unwrap()
}

/// The demo's cards still come to the same keys, and the keystore is whole.
fn opens(version: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut session = unlock(version, folder.path(), "410100", Needs::Quorum);
    let catalogue = Catalogue::builtin();
    let key = keys::find_key(session.state(), &catalogue, "IRK/A1/v1").unwrap();
    let card = cards::derive(&mut session, key, &[b"DEMO0001".to_vec()]).unwrap();
    let expected = fs::read_to_string(golden(version, "card.kcv")).unwrap();
    assert_eq!(card[0].kcv.to_string(), expected.trim());
    drop(session);
    let report = keystore::verify(&folder.path().join("copy.kms")).unwrap();
    assert!(report.is_clean(), "{version}");
}

/// It was imported when the golden files were made: signature and recipient hold, the counter is used up.
fn package_is_understood(version: &str) {
    let folder = tempfile::tempdir().unwrap();
    let session = unlock(version, folder.path(), "410100", Needs::Quorum);
    let bytes = fs::read(golden(version, "package.kmspkg")).unwrap();
    let refused = package::check(session.state(), &bytes).unwrap_err();
    assert_eq!(refused.code(), "replay");
    let sent = package::read_package(&bytes).unwrap();
    let receipt = fs::read(golden(version, "receipt.kmsack")).unwrap();
    let receipt = package::read_receipt(&receipt).unwrap();
    assert_eq!(receipt.package_id, sent.package_id);
    assert_eq!(receipt.stored.len(), sent.keys.len());
}

fn identity(version: &str) -> Identity {
    Identity::parse(&fs::read(golden(version, "identity.json")).unwrap()).unwrap()
}

fn log_is_understood(version: &str) {
    let expected = fs::read_to_string(golden(version, "identity.fingerprint")).unwrap();
    assert_eq!(identity(version).fingerprint().unwrap(), expected.trim());
    let export = fs::read(golden(version, "audit.jsonl")).unwrap();
    let report = kms::audit::verify_log(export.as_slice(), None).unwrap();
    assert_eq!(report.unsigned, 0);
}

#[test]
fn keystores_of_every_version_open_and_their_keys_are_the_same() {
    VERSIONS.into_iter().for_each(opens);
}

#[test]
fn packages_and_receipts_of_every_version_are_still_understood() {
    VERSIONS.into_iter().for_each(package_is_understood);
}

#[test]
fn identities_and_exported_logs_of_every_version_are_still_understood() {
    VERSIONS.into_iter().for_each(log_is_understood);
}

fn schema_version(keystore: &Path) -> i64 {
    let there = rusqlite::Connection::open(keystore).unwrap();
    there
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap()
}

/// Fails if what was made before there was any custody cannot take it up.
#[test]
fn a_keystore_of_version_0_1_gets_the_tables_of_custody_and_custody_in_them() {
    assert_eq!(schema_version(&golden("v0.1", "410100.kms")), 1);
    let folder = tempfile::tempdir().unwrap();
    let mut session = unlock("v0.1", folder.path(), "410100", Needs::Quorum);
    assert!(session.state().register.newest().is_none());
    let custodian = session.officers()[0].clone();
    let lot = CustodyEvent::LotIssued {
        lot: mark("LOT-1"),
        serials: Lot {
            kind: CarrierKind::WashMotherCard,
            prefix: "MC-".parse().unwrap(),
            digits: 6,
            first: 1,
            last: 9,
        },
        notice: Document {
            digest: DocumentDigest([7; 32]),
            size: 1,
        },
    };
    let came = CustodyEvent::CarrierRegistered {
        serial: mark("MC-000001"),
        lot: mark("LOT-1"),
        place: "一号柜".parse().unwrap(),
        custodian,
    };
    let events = [lot, came].map(|event| custody::now(Happening::Custody(event)));
    session
        .run(|session| custody::record(session, events.into(), &[]))
        .unwrap();
    let size = session.keystore().head().size;
    drop(session);
    let copy = folder.path().join("copy.kms");
    assert_eq!(schema_version(&copy), 2);
    assert!(keystore::verify(&copy).unwrap().is_clean());
    let again = keystore::Keystore::open(&copy).unwrap();
    let carrier = Thing::Carrier(mark("MC-000001"));
    let life: Vec<_> = again.state().history(&carrier).collect();
    assert!(life.len() == 1 && life[0] <= size && size >= again.head().size - 1);
}

/// Fails if what one version handed over, the next does not know any more, or does not believe.
#[test]
fn the_handover_and_the_record_of_version_0_2_are_still_understood() {
    let folder = tempfile::tempdir().unwrap();
    let session = unlock("v0.2", folder.path(), "410100", Needs::Quorum);
    let handover = &session.state().register.handovers()[&mark("HO-2026-001")];
    assert_eq!(handover.stage, Stage::Closed);
    let life = custody::timeline(session.keystore(), &Thing::Handover(mark("HO-2026-001")));
    assert_eq!(life.unwrap().len(), 7);
    let path = golden("v0.2", "handover.kmsrecord");
    let bytes = kms::read_file(&path, Artefact::HandoverRecord, MAX_RECORD).unwrap();
    let report = record::verify(&bytes, Some(&identity("v0.2"))).unwrap();
    assert_eq!(report.keys, KeysFrom::Identity);
    assert_eq!(report.payload.handover.stage, Stage::Closed);
    assert_eq!(report.payload.handover.organisation, handover.organisation);
    let other = record::verify(&bytes, Some(&identity("v0.1"))).unwrap_err();
    assert_eq!(other.code(), "handover-record-contradiction");
}
