//! Third parties, what they signed, and what was reviewed of them.

use std::fmt;

use jiff::civil::Date;
use quorum::OfficerId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Invalid, Mark, Refusal, Words};

/// Bytes that a document may have.
pub const MAX_DOCUMENT: u64 = 64 << 20;

/// A document that is kept elsewhere, named by its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// SHA-256 of its bytes.
    pub digest: DocumentDigest,
    /// How many bytes it has.
    pub size: u64,
}

impl Document {
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if (1..=MAX_DOCUMENT).contains(&self.size) {
            Ok(())
        } else {
            Err(Refusal::DocumentSize)
        }
    }
}

/// SHA-256 of a document; 64 lower-case hex digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentDigest(pub [u8; 32]);

impl fmt::Debug for DocumentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentDigest({})", hex::encode(self.0))
    }
}

impl Serialize for DocumentDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for DocumentDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        let read = hex::decode_to_slice(&text, &mut bytes);
        if read.is_ok() && hex::encode(bytes) == text {
            Ok(Self(bytes))
        } else {
            Err(serde::de::Error::custom(Invalid::Digest))
        }
    }
}

/// Somebody who may sign for a third party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// For whom.
    pub organisation: Words,
}

/// A confidentiality agreement (保密协议).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// With whom.
    pub organisation: Words,
    /// The paper.
    pub document: Document,
    /// First day on which it binds.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Who signed for this office.
    pub signed_here: Option<OfficerId>,
    /// Which representative signed for the organisation.
    pub signed_there: Option<Mark>,
}

/// The review of a third party's security management plan (安全管理方案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Whose plan.
    pub organisation: Words,
    /// The plan.
    pub plan: Document,
    /// Whether it passed.
    pub passed: bool,
    /// Who reviewed it: an id that no third party's representative may have.
    pub reviewer: Mark,
}
