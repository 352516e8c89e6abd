//! Reading a vector's inputs.

use key_derivation::{Algorithm, KeyBytes};
use serde_json::{Map, Value};

/// Why no output was computed.
#[derive(Debug)]
pub(super) enum Failure {
    /// This input is missing or has another form.
    Malformed(&'static str),
    /// The program never uses the algorithm so.
    Unsupported,
    /// The program's function refused the inputs.
    Refused,
    /// An input that follows from the others is another one.
    Differs {
        /// Its name.
        input: &'static str,
        /// What follows from the others.
        found: String,
    },
}

pub(super) type Result<T> = std::result::Result<T, Failure>;

impl From<key_derivation::Error> for Failure {
    fn from(_: key_derivation::Error) -> Self {
        Self::Refused
    }
}

impl From<hsm::Error> for Failure {
    fn from(_: hsm::Error) -> Self {
        Self::Refused
    }
}

impl From<quorum::Error> for Failure {
    fn from(_: quorum::Error) -> Self {
        Self::Refused
    }
}

impl From<audit_log::Error> for Failure {
    fn from(_: audit_log::Error) -> Self {
        Self::Refused
    }
}

/// A family of ciphers; with the length of a key it makes an algorithm.
#[derive(Clone, Copy)]
pub(super) enum Family {
    Aes,
    Sm4,
    Tdes,
}

impl Family {
    fn algorithm(self, key_len: usize) -> Option<Algorithm> {
        match (self, key_len) {
            (Self::Aes, 16) => Some(Algorithm::Aes128),
            (Self::Aes, 24) => Some(Algorithm::Aes192),
            (Self::Aes, 32) => Some(Algorithm::Aes256),
            (Self::Sm4, 16) => Some(Algorithm::Sm4),
            (Self::Tdes, 16) => Some(Algorithm::Tdes2),
            _ => None,
        }
    }
}

/// The `inputs` of one vector. Byte strings are hexadecimal of either case.
pub(super) struct Inputs<'a>(pub &'a Map<String, Value>);

impl<'a> Inputs<'a> {
    /// Whether this input is there.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    pub fn text(&self, name: &'static str) -> Result<&'a str> {
        let value = self.0.get(name).and_then(Value::as_str);
        value.ok_or(Failure::Malformed(name))
    }

    pub fn number(&self, name: &'static str) -> Result<u64> {
        let value = self.0.get(name).and_then(Value::as_u64);
        value.ok_or(Failure::Malformed(name))
    }

    /// A number that fits into a smaller type; a larger one is nothing that the program would use.
    pub fn small<T: TryFrom<u64>>(&self, name: &'static str) -> Result<T> {
        T::try_from(self.number(name)?).map_err(|_| Failure::Unsupported)
    }

    pub fn list(&self, name: &'static str) -> Result<&'a [Value]> {
        let value = self.0.get(name).and_then(Value::as_array);
        value.map(Vec::as_slice).ok_or(Failure::Malformed(name))
    }

    pub fn bytes(&self, name: &'static str) -> Result<Vec<u8>> {
        hex::decode(self.text(name)?).map_err(|_| Failure::Malformed(name))
    }

    /// Byte strings, each an item of a list.
    pub fn byte_strings(&self, name: &'static str) -> Result<Vec<Vec<u8>>> {
        let item = |item: &Value| hex::decode(item.as_str()?).ok();
        let items = self.list(name)?.iter().map(item);
        items.collect::<Option<_>>().ok_or(Failure::Malformed(name))
    }

    pub fn array<const N: usize>(&self, name: &'static str) -> Result<[u8; N]> {
        let bytes = self.bytes(name)?;
        bytes.try_into().map_err(|_| Failure::Malformed(name))
    }

    /// A secret of 1 to 32 bytes.
    pub fn secret(&self, name: &'static str) -> Result<KeyBytes> {
        let bytes = self.bytes(name)?;
        KeyBytes::init(bytes.len(), |secret| secret.copy_from_slice(&bytes))
            .map_err(|_| Failure::Malformed(name))
    }

    /// A key of a cipher, and which cipher its length makes it. Three-key triple DES is none of the program's.
    pub fn key(&self, name: &'static str, family: Family) -> Result<(Algorithm, KeyBytes)> {
        let key = self.secret(name)?;
        match family.algorithm(key.len()) {
            Some(algorithm) => Ok((algorithm, key)),
            None if matches!(family, Family::Tdes) && key.len() == 24 => Err(Failure::Unsupported),
            None => Err(Failure::Malformed(name)),
        }
    }

    /// A key of exactly this algorithm.
    pub fn key_of(&self, name: &'static str, algorithm: Algorithm) -> Result<KeyBytes> {
        let key = self.secret(name)?;
        if key.len() == algorithm.key_len() {
            Ok(key)
        } else {
            Err(Failure::Malformed(name))
        }
    }

    /// Compares an input that follows from the others, where it is given, with what does follow.
    pub fn agrees(&self, name: &'static str, found: &[u8]) -> Result<()> {
        if !self.has(name) || self.bytes(name)? == found {
            return Ok(());
        }
        Err(Failure::Differs {
            input: name,
            found: hex::encode(found),
        })
    }
}
