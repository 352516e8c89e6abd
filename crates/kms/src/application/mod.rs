//! Key applications (密钥申领): what a region asks of the level above, as a file that its officers signed, and what is
//! decided there. The file's format is in `handover-record/APPLICATION.md`.

mod receive;
mod submit;
mod wire;

use handover_record::{AskedKey, Mark, PackageId, ReceivedApplication, Refusal};
use key_derivation::{Algorithm, Catalogue, KeyVersion, RegionCode};
use keystore::{Key, Keystore, State};

pub use receive::{Checked, accepted, check, courier_of, plan_acceptance, refused};
pub use submit::{Submitted, submit};
pub use wire::{ApplicationPayload, MAX_APPLICATION};

use crate::custody::{Details, kept_details};
use crate::{Error, Result, keys};

/// A key as a person asks for it: kind, algorithm, and a version where only that one will do.
///
/// # Errors
/// [`Error::UnknownKind`].
pub fn asked(
    catalogue: &Catalogue,
    kind: &str,
    algorithm: Algorithm,
    version: Option<KeyVersion>,
) -> Result<AskedKey> {
    Ok(AskedKey {
        kind: keys::find_kind(catalogue, kind)?.code,
        algorithm,
        version,
    })
}

/// The application of a region below that a package can still answer.
///
/// # Errors
/// [`Refusal::Unknown`]; [`Refusal::Stage`] where it was refused or answered.
pub fn open<'a>(state: &'a State, from: RegionCode, id: &Mark) -> Result<&'a ReceivedApplication> {
    let found = state.register.received().get(&(from, id.clone()));
    let found = found.ok_or(Refusal::Unknown)?;
    if found.is_open() {
        Ok(found)
    } else {
        Err(Refusal::Stage.into())
    }
}

/// The package that came here and answered an application, by its id or how that begins: it has only what was asked
/// for.
///
/// # Errors
/// [`Error::NoPackage`] for none or several; [`Error::NotAskedFor`].
pub fn arrived(state: &State, id: &Mark, word: &str) -> Result<PackageId> {
    let unknown = || Error::NoPackage(word.to_owned());
    let mut found = state.imports.iter().filter(|(id, _)| id.starts_with(word));
    let (Some((package, import)), None) = (found.next(), found.next()) else {
        return Err(unknown());
    };
    let asked = state.register.applications().get(id);
    let asked = asked.ok_or(Refusal::Unknown)?;
    let mut keys = import
        .keys
        .iter()
        .filter_map(|key_id| state.keys.get(key_id));
    let is_asked = |key: &Key| {
        let about = &key.descriptor;
        let covers = |one: &AskedKey| one.covers(about.kind, about.algorithm, about.version);
        asked.keys.iter().any(covers)
    };
    if keys.all(is_asked) {
        package.parse().map_err(|_| unknown())
    } else {
        Err(Error::NotAskedFor(id.clone()))
    }
}

/// The application of a region below that a package answers, itself or as the one that took another's place.
#[must_use]
pub fn of_package<'a>(
    state: &'a State,
    package: &str,
) -> Option<(RegionCode, &'a Mark, &'a ReceivedApplication)> {
    let found = package.parse().ok();
    let found = found.and_then(|id| state.register.answered_by(id));
    found.or_else(|| {
        let replaced = state.packages.get(package)?.created.replaces.as_ref()?;
        of_package(state, replaced)
    })
}

/// Who comes to fetch the keys; none once that was erased.
#[must_use]
pub fn courier(keystore: &Keystore, from: Option<RegionCode>, id: &Mark) -> Option<Details> {
    let (digest, _) = keystore.state().register.courier(from, id)?;
    kept_details(keystore, digest)
}
