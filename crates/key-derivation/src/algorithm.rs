//! The algorithms that keys are for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The block cipher a key is for. In JSON: its [`name`](Algorithm::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Algorithm {
    /// AES with a key of 16 bytes (FIPS 197).
    #[serde(rename = "AES-128")]
    Aes128,
    /// AES with a key of 24 bytes (FIPS 197).
    #[serde(rename = "AES-192")]
    Aes192,
    /// AES with a key of 32 bytes (FIPS 197).
    #[serde(rename = "AES-256")]
    Aes256,
    /// SM4, key of 16 bytes (GB/T 32907).
    #[serde(rename = "SM4")]
    Sm4,
    /// Two-key triple DES, key of 16 bytes (SP 800-67, keying option 2):
    /// only for the cards that still carry it.
    #[serde(rename = "3DES")]
    Tdes2,
}

impl Algorithm {
    /// Every algorithm, in the order of declaration.
    pub const ALL: [Self; 5] = [
        Self::Aes128,
        Self::Aes192,
        Self::Aes256,
        Self::Sm4,
        Self::Tdes2,
    ];

    /// The two ASCII characters that stand for it in a context.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Aes128 => "A1",
            Self::Aes192 => "A2",
            Self::Aes256 => "A3",
            Self::Sm4 => "S4",
            Self::Tdes2 => "T2",
        }
    }

    /// The algorithm of a two-character code.
    ///
    /// # Errors
    /// [`Error::Algorithm`] for any other text.
    pub fn from_code(code: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.code() == code)
            .ok_or_else(|| Error::Algorithm(code.to_owned()))
    }

    /// The name people and JSON use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128",
            Self::Aes192 => "AES-192",
            Self::Aes256 => "AES-256",
            Self::Sm4 => "SM4",
            Self::Tdes2 => "3DES",
        }
    }

    /// Length of a key in bytes.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Sm4 | Self::Tdes2 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Security strength in bits, by which a child is compared with its
    /// parent (SP 800-57 part 1; two-key triple DES counts as 80).
    #[must_use]
    pub const fn strength_bits(self) -> u16 {
        match self {
            Self::Aes128 | Self::Sm4 => 128,
            Self::Aes192 => 192,
            Self::Aes256 => 256,
            Self::Tdes2 => 80,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = Error;

    /// Reads the [`name`](Algorithm::name), exactly.
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
            .ok_or_else(|| Error::Algorithm(name.to_owned()))
    }
}
