//! The payload of a handover record: canonical JSON inside a JWS of several signatures (RFC 7515, RFC 8785).

use audit_log::{Hash, VerifierKey, is_utc_seconds};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handover_record::Account;
use key_derivation::{Algorithm, KeyId, KeyVersion, KindCode};
use keystore::event::Party;
use quorum::Officer;
use quorum::jws::JointlyUnverified;
use serde::{Deserialize, Serialize};

use crate::identity::decode_key;
use crate::wire::{Payload, parse_jointly};
use crate::{Artefact, Error, Flaw, Result};

/// Largest record, in bytes: about as many carriers as the one entry that hands them over has room for.
pub const MAX_RECORD: u64 = 64 * 1024 * 1024;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPayload {
    pub(super) r#type: String,
    pub(super) version: u16,
    /// Cryptographic suite.
    pub suite: u16,
    /// Whose record it is.
    pub keystore: Party,
    /// Marked 演练.
    pub rehearsal: bool,
    /// Threshold of the keystore's quorum.
    pub k: u8,
    /// The keystore's officers.
    pub officers: Vec<Officer>,
    /// Verifier key of its checkpoints.
    pub log_key: VerifierKey,
    /// The handover.
    pub handover: Account,
    /// What the keys on its carriers are, by the word of the officers who sign.
    pub keys: Vec<KeyNote>,
    /// The log's newest checkpoint, a signed note.
    pub checkpoint: String,
    /// The entries that show it, by number: the log's first, and each on which the handover rests.
    pub entries: Vec<EntryProof>,
    /// When the record was made: UTC, whole seconds, as entries bear it.
    pub created: String,
}

/// What a key on a carrier is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyNote {
    /// Which key.
    pub key: KeyId,
    /// Its kind.
    pub kind: KindCode,
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// Its version.
    pub version: KeyVersion,
}

/// An entry of the log, and that it stands in the log which the checkpoint speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryProof {
    /// Its number, from 1.
    pub seq: u64,
    /// Its exact bytes, base64url without padding.
    pub entry: String,
    /// The proof of inclusion (RFC 9162, section 2.1.3), hashes in lower-case hex.
    pub proof: Vec<String>,
}

impl EntryProof {
    pub(super) fn new(seq: u64, entry: &[u8], proof: &[Hash]) -> Self {
        Self {
            seq,
            entry: URL_SAFE_NO_PAD.encode(entry),
            proof: proof.iter().map(hex::encode).collect(),
        }
    }

    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(&self.entry).ok()
    }

    pub(super) fn hashes(&self) -> Option<Vec<Hash>> {
        self.proof.iter().map(|hash| decode_key(hash)).collect()
    }
}

impl Payload for RecordPayload {
    const TYPE: &'static str = "kms-handover-record";
    const VERSION: u16 = 1;
    const ARTEFACT: Artefact = Artefact::HandoverRecord;
    const CAP: u64 = MAX_RECORD;
    fn kind(&self) -> (&str, u16, u16) {
        (&self.r#type, self.version, self.suite)
    }
}

pub(super) fn flaw(flaw: Flaw) -> Error {
    RecordPayload::flaw(flaw)
}

/// Reads a record's size and syntax, without believing any of it.
pub(super) fn parse(bytes: &[u8]) -> Result<(JointlyUnverified, RecordPayload)> {
    let (signed, payload): (_, RecordPayload) = parse_jointly(bytes)?;
    if !is_utc_seconds(&payload.created) {
        return Err(flaw(Flaw::Malformed));
    }
    Ok((signed, payload))
}
