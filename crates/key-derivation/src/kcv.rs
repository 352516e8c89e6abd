//! Key check values: a short public check of a key's value.

use std::fmt;
use std::str::FromStr;

use crate::cipher::Tdes;
use crate::ids::serde_as_text;
use crate::{Algorithm, BlockCipher, Cmac, Error, KeyBytes, Result};

/// A check value, by the method that made it. In JSON: its bytes in
/// upper-case hexadecimal.
///
/// It is public: it tells keys apart, and proves nothing to anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kcv {
    /// The leftmost 5 bytes of the CMAC of 16 zero bytes (ANSI X9.24-1).
    Cmac([u8; 5]),
    /// The leftmost 3 bytes of a zero block encrypted.
    ZeroBlock([u8; 3]),
}

impl Kcv {
    /// The 5 or 3 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Cmac(bytes) => bytes,
            Self::ZeroBlock(bytes) => bytes,
        }
    }
}

impl FromStr for Kcv {
    type Err = Error;

    /// Reads 10 or 6 upper-case hexadecimal digits, exactly.
    fn from_str(text: &str) -> Result<Self> {
        let bytes = hex::decode(text).unwrap_or_default();
        let kcv = match *bytes {
            [a, b, c, d, e] => Some(Self::Cmac([a, b, c, d, e])),
            [a, b, c] => Some(Self::ZeroBlock([a, b, c])),
            _ => None,
        };
        kcv.filter(|kcv| kcv.to_string() == text)
            .ok_or_else(|| Error::CheckValue(text.to_owned()))
    }
}

impl fmt::Display for Kcv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode_upper(self.as_bytes()))
    }
}

serde_as_text!(Kcv);

/// The check value of a key: for AES and SM4 by CMAC, for 3DES by a zero
/// block.
///
/// It gives away no part of a child: what scheme 1 feeds to CMAC starts with a
/// counter that is never 0, scheme 2 never encrypts a zero block.
///
/// # Errors
/// [`Error::KeyLength`].
pub fn check_value(algorithm: Algorithm, key: &KeyBytes) -> Result<Kcv> {
    if algorithm == Algorithm::Tdes2 {
        return legacy_check_value(algorithm, key);
    }
    let tag = Cmac::new(algorithm, key)?.tag(&[0; 16]);
    let [a, b, c, d, e, ..] = *tag;
    Ok(Kcv::Cmac([a, b, c, d, e]))
}

/// The old check value, by encrypting a zero block, for any algorithm: only
/// to compare with equipment that knows no other.
///
/// # Errors
/// [`Error::KeyLength`].
pub fn legacy_check_value(algorithm: Algorithm, key: &KeyBytes) -> Result<Kcv> {
    let [a, b, c] = if algorithm == Algorithm::Tdes2 {
        let mut block = [0; 8];
        Tdes::new(key)?.encrypt(&mut block);
        [block[0], block[1], block[2]]
    } else {
        let mut block = [0; 16];
        BlockCipher::new(algorithm, key)?.encrypt(&mut block);
        [block[0], block[1], block[2]]
    };
    Ok(Kcv::ZeroBlock([a, b, c]))
}
