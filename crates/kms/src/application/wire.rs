//! The payload of a key application: canonical JSON inside a JWS of several signatures (RFC 7515, RFC 8785).

use audit_log::is_utc_seconds;
use handover_record::{AskedKey, MachineNote, Mark};
use keystore::event::Party;
use quorum::jws::JointlyUnverified;
use serde::{Deserialize, Serialize};

use crate::custody::Details;
use crate::wire::{Payload, parse_jointly};
use crate::{Artefact, Flaw, Result};

/// Largest application, in bytes.
pub const MAX_APPLICATION: u64 = 64 * 1024;

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

impl Payload for ApplicationPayload {
    const TYPE: &'static str = "kms-key-application";
    const VERSION: u16 = 1;
    const ARTEFACT: Artefact = Artefact::Application;
    const CAP: u64 = MAX_APPLICATION;
    fn kind(&self) -> (&str, u16, u16) {
        (&self.r#type, self.version, self.suite)
    }
}

/// Reads an application's size and syntax, without believing any of it.
pub(super) fn parse(bytes: &[u8]) -> Result<(JointlyUnverified, ApplicationPayload)> {
    let (signed, payload): (_, ApplicationPayload) = parse_jointly(bytes)?;
    if !payload.courier.is_whole() || !is_utc_seconds(&payload.created) {
        return Err(ApplicationPayload::flaw(Flaw::Malformed));
    }
    Ok((signed, payload))
}
