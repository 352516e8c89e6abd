//! Who may approve, and how many of them it takes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::secret::is_public_key;
use crate::{Error, Needs, Result};

/// The most officers a keystore may have (also the most shares of its root secret).
pub const MAX_OFFICERS: usize = 16;

/// A staff code: 1 to 32 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`. It names a person within one office.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfficerId(String);

impl OfficerId {
    /// The staff code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OfficerId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        if (1..=32).contains(&text.len()) && text.bytes().all(known) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::OfficerId)
        }
    }
}

impl TryFrom<String> for OfficerId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<OfficerId> for String {
    fn from(id: OfficerId) -> Self {
        id.0
    }
}

impl fmt::Display for OfficerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An enrolled officer: a person, the key that person signs with, and the share that person keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The staff code.
    pub id: OfficerId,
    /// The Ed25519 public key, 32 bytes; 64 lower-case hex digits in JSON.
    #[serde(with = "hex32")]
    pub public_key: [u8; 32],
    /// Which share of the root secret this officer keeps, 0 to 15.
    pub share_index: u8,
}

/// The officers of a keystore and how many of them must agree. Holds only what [`Rules::new`] accepted, also when it
/// was read from JSON (`{"k": …, "officers": […]}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedRules")]
pub struct Rules {
    k: u8,
    officers: Vec<Officer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedRules {
    k: u8,
    officers: Vec<Officer>,
}

impl Rules {
    /// Rules under which `k` of `officers` must agree.
    ///
    /// # Errors
    /// [`Error::Threshold`] unless 2 ≤ k ≤ n ≤ 16; [`Error::DuplicateOfficer`], [`Error::DuplicateKey`],
    /// [`Error::DuplicateShare`] so that one person cannot count as two; [`Error::PublicKey`], [`Error::ShareIndex`].
    pub fn new(k: u8, officers: Vec<Officer>) -> Result<Self> {
        check_threshold(k.into(), officers.len())?;
        for (position, officer) in officers.iter().enumerate() {
            check_officer(officer)?;
            check_distinct(officer, &officers[..position])?;
        }
        Ok(Self { k, officers })
    }

    /// How many officers make a quorum, 2 to 16.
    #[must_use]
    pub fn k(&self) -> u8 {
        self.k
    }

    /// The enrolled officers, in the order of enrolment; 2 to 16 of them.
    #[must_use]
    pub fn officers(&self) -> &[Officer] {
        &self.officers
    }

    /// The officer with this staff code, compared exactly.
    #[must_use]
    pub fn officer(&self, id: &str) -> Option<&Officer> {
        self.officers
            .iter()
            .find(|officer| officer.id.as_str() == id)
    }

    /// How many distinct officers must sign a request with these needs.
    #[must_use]
    pub fn needed(&self, needs: Needs) -> usize {
        match needs {
            Needs::One => 1,
            Needs::Two => 2,
            Needs::Quorum => self.k.into(),
        }
    }
}

impl TryFrom<UncheckedRules> for Rules {
    type Error = Error;

    fn try_from(unchecked: UncheckedRules) -> Result<Self> {
        Self::new(unchecked.k, unchecked.officers)
    }
}

/// 2 ≤ k ≤ n ≤ 16.
pub(crate) fn check_threshold(k: usize, n: usize) -> Result<()> {
    if 2 <= k && k <= n && n <= MAX_OFFICERS {
        Ok(())
    } else {
        Err(Error::Threshold { k, n })
    }
}

fn check_officer(officer: &Officer) -> Result<()> {
    if !is_public_key(&officer.public_key) {
        return Err(Error::PublicKey(officer.id.clone()));
    }
    if usize::from(officer.share_index) >= MAX_OFFICERS {
        return Err(Error::ShareIndex(officer.share_index));
    }
    Ok(())
}

fn check_distinct(officer: &Officer, earlier: &[Officer]) -> Result<()> {
    for other in earlier {
        if other.id.0.eq_ignore_ascii_case(&officer.id.0) {
            return Err(Error::DuplicateOfficer(officer.id.clone()));
        }
        if other.public_key == officer.public_key {
            return Err(Error::DuplicateKey(officer.id.clone()));
        }
        if other.share_index == officer.share_index {
            return Err(Error::DuplicateShare(officer.share_index));
        }
    }
    Ok(())
}

/// 32 bytes as 64 lower-case hex digits, one spelling only.
mod hex32 {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(&text, &mut bytes).map_err(D::Error::custom)?;
        if hex::encode(bytes) != text {
            return Err(D::Error::custom("hex digits must be lower case"));
        }
        Ok(bytes)
    }
}
