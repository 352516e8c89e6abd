//! The payloads of `.kmspkg` and `.kmsack`: canonical JSON inside a JWS (RFC 7515, RFC 8785).

use audit_log::{Approval, canonical};
use key_derivation::{
    Algorithm, Kcv, KeyId, KeyVersion, KindCode, Level, Origin, RegionCode, Scheme,
};
use keystore::Digest;
use keystore::event::Party;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::continuity::Consistency;
use crate::wire::{Payload, parse};
use crate::{Artefact, Result};

/// Largest package, in bytes.
pub const MAX_PACKAGE: u64 = 4 * 1024 * 1024;
/// Largest receipt, in bytes.
pub const MAX_RECEIPT: u64 = 1024 * 1024;
/// The only mode in which a sub-key travels: derived at the sender from the key of the level above.
pub(crate) const MODE: &str = "derived";

/// The transport key, by what may be known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportNote {
    /// Transport key id.
    pub id: String,
    /// Its check value.
    pub kcv: Kcv,
    /// SHA-256 checks of its component images, in order.
    pub components: Vec<Digest>,
}

/// One sub-key in a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEntry {
    /// Id, the same at both ends.
    pub key_id: KeyId,
    /// Kind.
    pub kind: KindCode,
    /// Region that generated the master.
    pub owner: RegionCode,
    /// Region whose sub-key it is.
    pub region: RegionCode,
    /// Level of that region.
    pub level: Level,
    /// Always received, seen from the recipient.
    pub origin: Origin,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Version.
    pub version: KeyVersion,
    /// Scheme that made it and that its children use.
    pub scheme: Scheme,
    /// The exact derivation input, lower-case hex.
    pub context: String,
    /// Diversifications left below it.
    pub levels_left: u8,
    /// How it came to be.
    pub mode: String,
    /// Check value.
    pub kcv: Kcv,
    /// Id of the parent key at the sender.
    pub parent: KeyId,
    /// Check value of the parent key.
    pub parent_kcv: Kcv,
    /// X9.143 key block under the transport key.
    pub key_block: String,
}

/// What a package says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackagePayload {
    pub(crate) r#type: String,
    pub(crate) version: u16,
    /// Cryptographic suite.
    pub suite: u16,
    /// Package id.
    pub package_id: String,
    /// Counter for this recipient.
    pub counter: u64,
    /// Sender.
    pub from: Party,
    /// Recipient.
    pub to: Party,
    /// Marked 演练.
    pub rehearsal: bool,
    /// Digest of the sender's catalogue of key kinds.
    pub catalogue: Digest,
    /// Transport key.
    pub transport: TransportNote,
    /// The sub-keys.
    pub keys: Vec<KeyEntry>,
    /// The request that the sender's officers signed: over the digest of all this without `request` (null)
    /// and `approvals` (empty).
    pub request: Value,
    /// Their signatures.
    pub approvals: Vec<Approval>,
    /// The sender's checkpoint.
    pub checkpoint: String,
    /// Consistency with checkpoints that the recipient may have seen.
    pub consistency: Vec<Consistency>,
    /// When it was made.
    pub created: String,
}

/// What became of one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyResult {
    /// Key id.
    pub key_id: KeyId,
    /// Check value found by the recipient.
    pub kcv: Kcv,
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPayload {
    pub(crate) r#type: String,
    pub(crate) version: u16,
    /// Cryptographic suite.
    pub suite: u16,
    /// The package that it answers.
    pub package_id: String,
    /// SHA-256 of the package's exact bytes.
    pub package: Digest,
    /// Who received.
    pub from: Party,
    /// Who sent the package.
    pub to: Party,
    /// Marked 演练.
    pub rehearsal: bool,
    /// The keys stored, with the check values found.
    pub stored: Vec<KeyResult>,
    /// The recipient's checkpoint.
    pub checkpoint: String,
    /// Consistency with checkpoints that the sender may have seen.
    pub consistency: Vec<Consistency>,
    /// The recipient's cosignature line on the package's checkpoint.
    pub cosignature: String,
    /// When it was made.
    pub created: String,
}

impl PackagePayload {
    /// What the sender's officers sign for the recipient: the digest of everything but their signatures.
    ///
    /// # Errors
    /// [`Error::Log`] where it does not encode.
    pub(crate) fn subject(&self) -> Result<Map<String, Value>> {
        let bare = Self {
            request: Value::Null,
            approvals: vec![],
            ..self.clone()
        };
        let digest = Digest::of(&canonical::to_vec(&bare)?);
        Ok(Map::from_iter([
            ("package_id".to_owned(), self.package_id.clone().into()),
            ("payload".to_owned(), digest.to_string().into()),
        ]))
    }
}

impl Payload for PackagePayload {
    const TYPE: &'static str = "kms-package";
    const VERSION: u16 = 1;
    const ARTEFACT: Artefact = Artefact::Package;
    const CAP: u64 = MAX_PACKAGE;
    fn kind(&self) -> (&str, u16, u16) {
        (&self.r#type, self.version, self.suite)
    }
}

impl Payload for ReceiptPayload {
    const TYPE: &'static str = "kms-receipt";
    const VERSION: u16 = 1;
    const ARTEFACT: Artefact = Artefact::Receipt;
    const CAP: u64 = MAX_RECEIPT;
    fn kind(&self) -> (&str, u16, u16) {
        (&self.r#type, self.version, self.suite)
    }
}

/// What a package says, by its syntax alone: nothing of it is verified.
///
/// # Errors
/// [`crate::Error::Artefact`].
pub fn read_package(bytes: &[u8]) -> Result<PackagePayload> {
    parse(bytes).map(|(_, payload)| payload)
}

/// What a receipt says, by its syntax alone: nothing of it is verified.
///
/// # Errors
/// [`crate::Error::Artefact`].
pub fn read_receipt(bytes: &[u8]) -> Result<ReceiptPayload> {
    parse(bytes).map(|(_, payload)| payload)
}
