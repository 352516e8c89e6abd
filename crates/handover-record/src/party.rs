//! Third parties, what they signed, and what was reviewed of them.

use jiff::civil::Date;
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use crate::{DocumentDigest, Mark, PublicKeyHex, Refusal, Words};

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

/// Somebody who signs for a third party, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representative {
    /// For whom.
    pub organisation: Words,
    /// SHA-256 of the attachment with name and ID number.
    pub details: DocumentDigest,
    /// When that attachment was erased.
    pub erased_on: Option<Date>,
    /// The key that the person signs with; without one, the person signs on paper.
    pub key: Option<PublicKeyHex>,
    /// Since when the person signs for nobody any more.
    pub withdrawn_on: Option<Date>,
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
