//! Small keystores with invented custodians.

use std::path::Path;

use hsm::{Hsm, Software};
use key_derivation::{Algorithm, Catalogue};
use kms::init::{NewCustodian, NewKeystore, init};
use kms::keys::NewKey;
use kms::{Credentials, Result, Session};
use quorum::{Cost, Needs, Passphrase, RootSecret};
use tempfile::TempDir;

/// The custodians of each keystore here, any two of whom open it.
pub const OFFICERS: [&str; 3] = ["zhang", "wang", "li"];

/// The software backend, as the program hands it in.
///
/// # Errors
/// As [`Software::unlock`].
pub fn backend(root: RootSecret, keystore: &str) -> hsm::Result<Box<dyn Hsm>> {
    Ok(Box::new(Software::unlock(root, keystore)?))
}

/// A folder that goes when the experiment ends.
///
/// # Panics
/// Where none can be made.
#[must_use]
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// The passphrase of a custodian of `region`.
///
/// # Panics
/// Never: the phrase is long enough.
#[must_use]
pub fn passphrase(region: &str, officer: &str) -> Passphrase {
    Passphrase::new(format!("{officer} of {region} remembers")).expect("a passphrase")
}

/// Creates a keystore of `region` at `path`, with the least cost of the password hash, unlocked.
///
/// # Errors
/// As [`init`].
pub fn found(path: &Path, region: &str, rehearsal: bool) -> Result<Session> {
    let custodian = |name: &&str| {
        Ok(NewCustodian {
            officer: name.parse()?,
            name: "王小明".into(),
            passphrase: passphrase(region, name),
        })
    };
    let new = NewKeystore {
        region: region.parse()?,
        k: 2,
        custodians: OFFICERS.iter().map(custodian).collect::<Result<_>>()?,
        rehearsal,
        cost: Cost::FLOOR,
        regional_catalogue: None,
    };
    init(path, new, backend)
}

/// Unlocks the keystore of `region` at `path` with its first two custodians.
///
/// # Errors
/// As [`Session::unlock`].
pub fn unlock(path: &Path, region: &str, command: &'static str) -> Result<Session> {
    let credential = |name: &&str| Ok((name.parse()?, passphrase(region, name)));
    let credentials = OFFICERS[..2]
        .iter()
        .map(credential)
        .collect::<Result<Credentials>>()?;
    Session::unlock(path, command, credentials, Needs::Quorum, backend)
}

/// The next key of a kind, active from the start.
///
/// # Panics
/// Where the built-in catalogue has no such kind.
#[must_use]
pub fn new_key(kind: &str, algorithm: Algorithm) -> NewKey {
    let kind = Catalogue::builtin().by_name(kind).map(|kind| kind.code);
    NewKey {
        kind: kind.expect("a kind of the catalogue"),
        algorithm,
        version: None,
        scheme: None,
        activate: true,
    }
}
