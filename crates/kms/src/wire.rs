//! Signed files: canonical JSON inside a JWS (RFC 7515, RFC 8785), signed by a keystore or by several of its officers.

use audit_log::canonical;
use quorum::jws::{self, JointlyUnverified, Unverified};
use quorum::{Officer, OfficerId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Artefact, Error, Flaw, Result, SUITE};

/// Officers who sign a file jointly, at least.
pub(crate) const SIGNERS: usize = 2;

/// A payload that travels in a signed file.
pub(crate) trait Payload: Serialize + DeserializeOwned {
    /// Media type in the protected header and `type` in the payload.
    const TYPE: &'static str;
    /// Version of the payload.
    const VERSION: u16;
    /// What the file is.
    const ARTEFACT: Artefact;
    /// Largest file, in bytes.
    const CAP: u64;

    /// Type, version and suite as the payload gives them.
    fn kind(&self) -> (&str, u16, u16);

    /// What is wrong with such a file.
    fn flaw(flaw: Flaw) -> Error {
        Error::artefact(Self::ARTEFACT, flaw)
    }
}

/// Reads the size and syntax of a file that a keystore signed, without believing any of it.
pub(crate) fn parse<P: Payload>(bytes: &[u8]) -> Result<(Unverified, P)> {
    let cap = cap::<P>(bytes)?;
    let signed = jws::parse(bytes, cap).map_err(|_| P::flaw(Flaw::Malformed))?;
    let payload = payload(signed.typ(), signed.unverified_payload(), cap)?;
    Ok((signed, payload))
}

/// The same of a file that several officers signed.
pub(crate) fn parse_jointly<P: Payload>(bytes: &[u8]) -> Result<(JointlyUnverified, P)> {
    let cap = cap::<P>(bytes)?;
    let signed = jws::parse_jointly(bytes, cap).map_err(|_| P::flaw(Flaw::Malformed))?;
    let payload = payload(signed.typ(), signed.unverified_payload(), cap)?;
    Ok((signed, payload))
}

fn cap<P: Payload>(bytes: &[u8]) -> Result<usize> {
    let cap = usize::try_from(P::CAP).unwrap_or(usize::MAX);
    if bytes.len() > cap {
        return Err(P::flaw(Flaw::TooLarge));
    }
    Ok(cap)
}

fn payload<P: Payload>(typ: &str, bytes: &[u8], cap: usize) -> Result<P> {
    if typ != P::TYPE {
        return Err(P::flaw(Flaw::UnknownType));
    }
    let payload: P = canonical::from_slice(bytes, cap).map_err(|_| P::flaw(Flaw::Malformed))?;
    match payload.kind() {
        (name, version, _) if name != P::TYPE || version != P::VERSION => {
            Err(P::flaw(Flaw::UnknownType))
        }
        (_, _, suite) if suite != SUITE => Err(P::flaw(Flaw::UnknownSuite)),
        _ => Ok(payload),
    }
}

/// Verifies a file by the identity key of the keystore that claims to have signed it.
pub(crate) fn verify<P: Payload>(signed: Unverified, identity_key: &str) -> Result<()> {
    let failed = || P::flaw(Flaw::Signature);
    let key = crate::identity::decode_key(identity_key).ok_or_else(failed)?;
    signed.verify(&key).map(|_| ()).map_err(|_| failed())
}

/// Who of the officers signed a file, by staff code.
///
/// # Errors
/// [`Flaw::Signature`]; [`Flaw::Approvals`] for fewer than two.
pub(crate) fn signers<P: Payload>(
    signed: &JointlyUnverified,
    officers: &[Officer],
) -> Result<Vec<OfficerId>> {
    let keys: Vec<_> = officers.iter().map(|one| one.public_key).collect();
    let signers = signed.verify(&keys).map_err(|_| P::flaw(Flaw::Signature))?;
    if signers.len() < SIGNERS {
        return Err(P::flaw(Flaw::Approvals));
    }
    let name = |key: &[u8; 32]| officers.iter().find(|one| one.public_key == *key);
    let signers = signers.iter().filter_map(name);
    Ok(signers.map(|officer| officer.id.clone()).collect())
}
