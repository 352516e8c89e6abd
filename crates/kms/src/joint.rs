//! Files that several officers sign together.

use quorum::jws::JointlyUnverified;
use quorum::{Officer, OfficerId};

use crate::{Artefact, Error, Flaw, Result};

/// Officers who sign such a file at least.
const SIGNERS: usize = 2;

/// Who of the officers signed a file, by staff code.
///
/// # Errors
/// [`Flaw::Signature`]; [`Flaw::Approvals`] for fewer than two.
pub(crate) fn signers(
    signed: &JointlyUnverified,
    officers: &[Officer],
    artefact: Artefact,
) -> Result<Vec<OfficerId>> {
    let keys: Vec<_> = officers.iter().map(|one| one.public_key).collect();
    let signers = signed
        .verify(&keys)
        .map_err(|_| Error::artefact(artefact, Flaw::Signature))?;
    if signers.len() < SIGNERS {
        return Err(Error::artefact(artefact, Flaw::Approvals));
    }
    let name = |key: &[u8; 32]| officers.iter().find(|one| one.public_key == *key);
    let signers = signers.iter().filter_map(name);
    Ok(signers.map(|officer| officer.id.clone()).collect())
}
