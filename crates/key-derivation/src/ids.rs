//! The small names of things: regions, kinds of key, versions, keys.
//!
//! Each has one spelling. What is read must be spelt exactly as it would be
//! written, so that equal names are equal bytes wherever they are hashed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, Result};

/// Serde as the `Display` text, read back through `FromStr`.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

/// A code of GB/T 2260, six ASCII digits. In JSON: a string.
///
/// The digits are a name and nothing more: who stands above whom is written
/// in the region table, never computed from digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionCode([u8; 6]);

impl RegionCode {
    /// The ministry, `000000`.
    pub const MINISTRY: Self = Self(*b"000000");

    /// The six ASCII digits.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 6] {
        &self.0
    }
}

impl TryFrom<&[u8]> for RegionCode {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<Self> {
        <[u8; 6]>::try_from(bytes)
            .ok()
            .filter(|digits| digits.iter().all(u8::is_ascii_digit))
            .map(Self)
            .ok_or_else(|| Error::RegionCode(String::from_utf8_lossy(bytes).into_owned()))
    }
}

impl FromStr for RegionCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::try_from(text.as_bytes())
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.map(char::from).iter().collect::<String>())
    }
}

serde_as_text!(RegionCode);

/// A kind of key, by its number in the catalogue: four upper-case
/// hexadecimal digits, `0001` to `FFFF`. In JSON: that string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindCode(u16);

impl KindCode {
    /// A kind by its number.
    ///
    /// # Errors
    /// [`Error::KindCode`] for 0, which names nothing.
    pub fn new(value: u16) -> Result<Self> {
        match value {
            0 => Err(Error::KindCode("0000".to_owned())),
            _ => Ok(Self(value)),
        }
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0
    }

    /// True below `8000`: the number means the same in the whole country.
    /// From `8000` up it is local to the owner's region.
    #[must_use]
    pub const fn is_national_meaning(self) -> bool {
        self.0 < 0x8000
    }
}

impl FromStr for KindCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        u16::from_str_radix(text, 16)
            .ok()
            .and_then(|value| Self::new(value).ok())
            .filter(|kind| kind.to_string() == text)
            .ok_or_else(|| Error::KindCode(text.to_owned()))
    }
}

impl fmt::Display for KindCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04X}", self.0))
    }
}

serde_as_text!(KindCode);

/// The version of a key, 1 to 99: several live side by side. In JSON: a
/// number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct KeyVersion(u16);

impl KeyVersion {
    /// The first version of a key.
    pub const FIRST: Self = Self(1);

    /// A version by its number.
    ///
    /// # Errors
    /// [`Error::KeyVersion`] outside 1 to 99.
    pub fn new(number: u16) -> Result<Self> {
        match number {
            1..=99 => Ok(Self(number)),
            _ => Err(Error::KeyVersion(number)),
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for KeyVersion {
    type Error = Error;

    fn try_from(number: u16) -> Result<Self> {
        Self::new(number)
    }
}

impl From<KeyVersion> for u16 {
    fn from(version: KeyVersion) -> Self {
        version.0
    }
}

impl fmt::Display for KeyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The name of one key in all keystores: a version 4 UUID (RFC 9562, 5.4).
/// In JSON: its canonical lower-case text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(Uuid);

impl KeyId {
    /// A name from 16 random bytes, of which 122 bits are used.
    #[must_use]
    pub const fn from_bytes(random: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(random).into_uuid())
    }

    /// The 16 bytes of the UUID.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl FromStr for KeyId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // `from_random_bytes` sets the version and variant bits: a UUID that
        // it leaves alone is a version 4 UUID, and its text must be ours.
        Uuid::try_parse(text)
            .ok()
            .map(|uuid| Self::from_bytes(uuid.into_bytes()))
            .filter(|id| id.to_string() == text)
            .ok_or_else(|| Error::KeyId(text.to_owned()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

serde_as_text!(KeyId);
