//! One entry of the log: what happened, when, where, and who approved it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Hash, Result, canonical, leaf_hash};

/// Bytes that an encoded entry may have. Bulk work is one event with a manifest digest, so entries stay small.
pub const MAX_ENTRY: usize = 1 << 20;
const MAX_KEYSTORE: usize = 128;
const MAX_OFFICER: usize = 32;
const MAX_EVENT_TYPE: usize = 64;

/// One entry of the log. Its canonical encoding is the leaf of the Merkle tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Position in the log; the first entry is 1.
    pub seq: u64,
    /// When it was written: RFC 3339 in UTC with whole seconds, `2026-01-31T08:00:00Z`.
    pub time: String,
    /// The keystore whose log this is: 1 to 128 printable ASCII characters without spaces.
    pub keystore: String,
    /// The approved request (a JSON object), where somebody had to approve; the member is left out otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// The signatures over the request.
    pub approvals: Vec<Approval>,
    /// What happened.
    pub event: Event,
}

/// What happened, as a versioned record that stays decodable for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The name of the event: 1 to 64 of `a-z`, `0-9`, `.`, `-` and `_`.
    pub r#type: String,
    /// The version of the body's layout, from 1.
    pub version: u16,
    /// Resolved facts; their meaning is the business of whoever defines the type.
    pub body: Value,
}

/// One officer's Ed25519 signature over a request. Whether it is valid, and counts, is decided in `quorum`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The officer's staff code: 1 to 32 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
    pub officer: String,
    /// The request digest (32 bytes) in lower-case hex.
    pub request: String,
    /// The signature (64 bytes) in base64url without padding.
    pub signature: String,
}

impl Entry {
    /// The canonical bytes that are stored, hashed and never rewritten.
    ///
    /// # Errors
    /// [`Error::Entry`] names the member that holds a forbidden value; [`Error::Number`] and [`Error::TooLarge`]
    /// where [`Entry::decode`] would refuse the result.
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        let bytes = canonical::to_vec(self)?;
        if bytes.len() > MAX_ENTRY {
            return Err(Error::TooLarge {
                size: bytes.len(),
                cap: MAX_ENTRY,
            });
        }
        Ok(bytes)
    }

    /// Reads an entry back. Only the exact bytes that [`Entry::encode`] makes are accepted.
    ///
    /// # Errors
    /// As [`canonical::from_slice`], and [`Error::Entry`] for a forbidden value.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let entry: Self = canonical::from_slice(bytes, MAX_ENTRY)?;
        entry.check()?;
        Ok(entry)
    }

    /// The leaf hash of this entry (RFC 9162 §2.1.1).
    ///
    /// # Errors
    /// As [`Entry::encode`].
    pub fn leaf_hash(&self) -> Result<Hash> {
        Ok(leaf_hash(&self.encode()?))
    }

    pub(crate) fn check(&self) -> Result<()> {
        let keystore_ok = self.keystore.bytes().all(|b| b.is_ascii_graphic());
        require(self.seq >= 1, "seq")?;
        require(is_utc_seconds(&self.time), "time")?;
        require(
            keystore_ok && is_length(&self.keystore, MAX_KEYSTORE),
            "keystore",
        )?;
        require(
            self.request.as_ref().is_none_or(Value::is_object),
            "request",
        )?;
        self.approvals.iter().try_for_each(Approval::check)?;
        self.event.check()
    }
}

impl Event {
    /// The one type of event that may stand in a log before a checkpoint covers it: somebody tried to unlock.
    pub const ATTEMPT: &str = "attempt";

    fn check(&self) -> Result<()> {
        let name_ok = self.r#type.bytes().all(is_event_type_byte);
        require(
            name_ok && is_length(&self.r#type, MAX_EVENT_TYPE),
            "event.type",
        )?;
        require(self.version >= 1, "event.version")
    }
}

impl Approval {
    /// Writes a signature down as an approval.
    #[must_use]
    pub fn new(officer: &str, request: &[u8; 32], signature: &[u8; 64]) -> Self {
        Self {
            officer: officer.to_owned(),
            request: hex::encode(request),
            signature: URL_SAFE_NO_PAD.encode(signature),
        }
    }

    /// The digest of the request that was signed, 32 bytes.
    ///
    /// # Errors
    /// [`Error::Entry`] unless the member is 64 lower-case hex digits.
    pub fn request_digest(&self) -> Result<[u8; 32]> {
        let mut digest = [0; 32];
        hex::decode_to_slice(&self.request, &mut digest)
            .map_err(|_| Error::Entry("approvals.request"))?;
        require(hex::encode(digest) == self.request, "approvals.request")?;
        Ok(digest)
    }

    /// The Ed25519 signature, 64 bytes.
    ///
    /// # Errors
    /// [`Error::Entry`] unless the member is strict base64url of 64 bytes, without padding.
    pub fn signature_bytes(&self) -> Result<[u8; 64]> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.signature).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(Error::Entry("approvals.signature"))
    }

    fn check(&self) -> Result<()> {
        let code_ok = self.officer.bytes().all(is_staff_code_byte);
        require(
            code_ok && is_length(&self.officer, MAX_OFFICER),
            "approvals.officer",
        )?;
        self.request_digest()?;
        self.signature_bytes()?;
        Ok(())
    }
}

fn require(condition: bool, member: &'static str) -> Result<()> {
    if condition {
        Ok(())
    } else {
        Err(Error::Entry(member))
    }
}

fn is_length(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len())
}

fn is_event_type_byte(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b)
}

fn is_staff_code_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"._-".contains(&b)
}

/// Whether it is a time as entries bear it: one spelling of each whole second only. A leap second reads back as :59
/// and so is none.
#[must_use]
pub fn is_utc_seconds(text: &str) -> bool {
    text.len() == "2026-01-31T08:00:00Z".len()
        && text
            .parse::<jiff::Timestamp>()
            .is_ok_and(|time| time.to_string() == text)
}
