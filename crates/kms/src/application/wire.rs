//! The payload of a key application: canonical JSON inside a JWS of several signatures (RFC 7515, RFC 8785).

use audit_log::{canonical, is_utc_seconds};
use handover_record::{AskedKey, MachineNote, Mark};
use keystore::event::Party;
use quorum::jws;
use serde::{Deserialize, Serialize};

use crate::custody::Details;
use crate::{Artefact, Error, Flaw, Result, SUITE};

/// Largest application, in bytes.
pub const MAX_APPLICATION: u64 = 64 * 1024;
/// Media type in the protected headers and `type` in the payload.
pub(super) const TYPE: &str = "kms-key-application";
/// Version of the payload.
pub(super) const VERSION: u16 = 1;

/// What an application says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationPayload {
    pub(super) r#type: String,
    pub(super) version: u16,
    /// Cryptographic suite.
    pub suite: u16,
    /// Who applies.
    pub from: Party,
    /// Marked 演练.
    pub rehearsal: bool,
    /// Its id there.
    pub application: Mark,
    /// What it asks for.
    pub keys: Vec<AskedKey>,
    /// The machine that the keys are for.
    pub machine: MachineNote,
    /// Who comes to fetch them: exactly what is kept in the attachment at both levels.
    pub courier: Details,
    /// When the file was made.
    pub created: String,
}

pub(super) fn flaw(flaw: Flaw) -> Error {
    Error::artefact(Artefact::Application, flaw)
}

/// Reads an application's size and syntax, without believing any of it.
pub(super) fn parse(bytes: &[u8]) -> Result<(jws::JointlyUnverified, ApplicationPayload)> {
    let cap = usize::try_from(MAX_APPLICATION).unwrap_or(usize::MAX);
    if bytes.len() > cap {
        return Err(flaw(Flaw::TooLarge));
    }
    let signed = jws::parse_jointly(bytes, cap).map_err(|_| flaw(Flaw::Malformed))?;
    if signed.typ() != TYPE {
        return Err(flaw(Flaw::UnknownType));
    }
    let payload: ApplicationPayload = canonical::from_slice(signed.unverified_payload(), cap)
        .map_err(|_| flaw(Flaw::Malformed))?;
    if payload.r#type != TYPE || payload.version != VERSION {
        return Err(flaw(Flaw::UnknownType));
    }
    if payload.suite != SUITE {
        return Err(flaw(Flaw::UnknownSuite));
    }
    if !payload.courier.is_whole() || !is_utc_seconds(&payload.created) {
        return Err(flaw(Flaw::Malformed));
    }
    Ok((signed, payload))
}
