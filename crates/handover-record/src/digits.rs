//! Bytes of a fixed length that are written as lower-case hexadecimal digits, in one spelling only.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;

macro_rules! digits {
    ($(#[$doc:meta])* $name:ident($($visible:ident)? $length:literal), $accepts:expr, $refusal:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name($($visible)? [u8; $length]);

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                let accepts: fn(&[u8; $length]) -> bool = $accepts;
                let mut bytes = [0; $length];
                let read = hex::decode_to_slice(text, &mut bytes);
                if read.is_ok() && hex::encode(bytes) == text && accepts(&bytes) {
                    Ok(Self(bytes))
                } else {
                    Err(Invalid::$refusal)
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(digits: $name) -> Self {
                digits.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

digits! {
    /// SHA-256 of a document; 64 lower-case hex digits in JSON.
    DocumentDigest(pub 32), |_| true, Digest
}

digits! {
    /// A representative's Ed25519 public key; 64 lower-case hex digits in JSON. Only a key that can verify is read: no
    /// point of small order, and in its canonical encoding.
    PublicKeyHex(32), quorum::is_public_key, PublicKey
}

digits! {
    /// An Ed25519 signature; 128 lower-case hex digits in JSON.
    SignatureHex(pub 64), |_| true, Signature
}

impl PublicKeyHex {
    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// RFC 8032, 7.1, test 1.
    const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    #[test]
    fn there_is_one_spelling() {
        let key: PublicKeyHex = KEY.parse().unwrap();
        assert_eq!(key.to_string(), KEY);
        assert_eq!(serde_json::to_string(&key).unwrap(), format!("{KEY:?}"));
        for bad in ["", &KEY[2..], &KEY.to_uppercase(), &format!("{KEY}00")] {
            assert_eq!(bad.parse::<PublicKeyHex>(), Err(Invalid::PublicKey));
            assert_eq!(bad.parse::<DocumentDigest>(), Err(Invalid::Digest));
            assert_eq!(bad.parse::<SignatureHex>(), Err(Invalid::Signature));
            assert!(serde_json::from_str::<DocumentDigest>(&format!("{bad:?}")).is_err());
        }
    }

    #[test]
    fn a_key_that_cannot_verify_is_not_read() {
        let small_order = format!("01{}", "00".repeat(31));
        let not_canonical = format!("ee{}7f", "ff".repeat(30));
        let no_point = format!("02{}", "00".repeat(31));
        for bad in [small_order, not_canonical, no_point] {
            assert_eq!(bad.parse::<PublicKeyHex>(), Err(Invalid::PublicKey));
            assert!(bad.parse::<DocumentDigest>().is_ok());
        }
    }
}
