//! The keys that sign notes: the secret log key, and the public key that checks it.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Signature type of an Ed25519 signature over the note body (C2SP signed-note).
pub(crate) const NOTE_SIGNATURE: u8 = 0x01;
/// Signature type of a timestamped Ed25519 cosignature (C2SP tlog-cosignature).
pub(crate) const COSIGNATURE: u8 = 0x04;
/// Bytes of a key name; C2SP limits names nowhere, ML-DSA cosigners to 255.
const MAX_NAME: usize = 255;

/// The secret key that signs checkpoints: an Ed25519 seed of 32 bytes, wiped on drop, never printed or copied.
pub struct LogKey(Box<Zeroizing<[u8; 32]>>);

impl LogKey {
    /// Makes a key whose seed `fill` writes in place, from a random source or an opened envelope.
    ///
    /// # Errors
    /// Whatever `fill` returns.
    pub fn try_init<E>(
        fill: impl FnOnce(&mut [u8; 32]) -> std::result::Result<(), E>,
    ) -> std::result::Result<Self, E> {
        let mut key = Self(Box::new(Zeroizing::new([0; 32])));
        fill(&mut key.0)?;
        Ok(key)
    }

    /// Makes a key from a copy of a seed; the caller wipes its own.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let mut key = Self(Box::new(Zeroizing::new([0; 32])));
        key.0.copy_from_slice(seed);
        key
    }

    /// The secret seed, 32 bytes, to be sealed for an officer.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key, 32 bytes.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.signing().verifying_key().to_bytes()
    }

    /// The key that checks this one's signatures, under a name (for a log: the checkpoint origin).
    ///
    /// # Errors
    /// [`Error::KeyName`] for a name that may not stand in a signed note.
    pub fn verifier(&self, name: &str) -> Result<VerifierKey> {
        VerifierKey::new(name, self.public())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing().sign(message).to_bytes()
    }

    fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&self.0)
    }
}

/// A public Ed25519 key under the name it signs notes with.
///
/// Its text form is the C2SP verifier key `<name>+<key id: 8 hex>+<base64(01 ‖ key)>`, in serde too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifierKey {
    name: String,
    key: [u8; 32],
}

impl VerifierKey {
    /// Names a public key.
    ///
    /// # Errors
    /// [`Error::KeyName`] for a name that is empty, longer than 255 bytes, or has white space, `+` or control
    /// characters; [`Error::PublicKey`] for bytes that are not a sound Ed25519 key.
    pub fn new(name: &str, key: [u8; 32]) -> Result<Self> {
        check_name(name)?;
        let point = VerifyingKey::from_bytes(&key).map_err(|_| Error::PublicKey)?;
        if point.is_weak() || point.to_edwards().compress().to_bytes() != key {
            return Err(Error::PublicKey);
        }
        Ok(Self {
            name: name.to_owned(),
            key,
        })
    }

    /// The name: for a log key the checkpoint origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Ed25519 public key, 32 bytes (RFC 8032).
    #[must_use]
    pub fn key(&self) -> &[u8; 32] {
        &self.key
    }

    /// The key id for signatures of a type: the first 4 bytes of SHA-256(name ‖ 0A ‖ type ‖ key).
    pub(crate) fn id(&self, signature_type: u8) -> [u8; 4] {
        let hasher = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', signature_type]);
        let [a, b, c, d, ..]: [u8; 32] = hasher.chain_update(self.key).finalize().into();
        [a, b, c, d]
    }

    /// Strict verification: canonical scalars, and no small-order points.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        let bad = || Error::Signature(self.name.clone());
        let signature = Signature::from_slice(signature).map_err(|_| bad())?;
        let key = VerifyingKey::from_bytes(&self.key).map_err(|_| Error::PublicKey)?;
        key.verify_strict(message, &signature).map_err(|_| bad())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = hex::encode(self.id(NOTE_SIGNATURE));
        let key = STANDARD.encode([&[NOTE_SIGNATURE], self.key.as_slice()].concat());
        write!(f, "{}+{id}+{key}", self.name)
    }
}

impl FromStr for VerifierKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // The name has no plus, the base64 at the end may have some.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(Error::VerifierKey);
        };
        let key = STANDARD.decode(key).map_err(|_| Error::VerifierKey)?;
        let Some((&NOTE_SIGNATURE, key)) = key.split_first() else {
            return Err(Error::VerifierKey);
        };
        let key = Self::new(name, key.try_into().map_err(|_| Error::VerifierKey)?)?;
        if key.to_string() != text {
            return Err(Error::VerifierKey);
        }
        Ok(key)
    }
}

impl TryFrom<String> for VerifierKey {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<VerifierKey> for String {
    fn from(key: VerifierKey) -> Self {
        key.to_string()
    }
}

/// Checks that a name may stand in a signature line.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let forbidden = |c: char| c == '+' || c.is_whitespace() || c.is_control();
    if name.is_empty() || name.len() > MAX_NAME || name.contains(forbidden) {
        return Err(Error::KeyName);
    }
    Ok(())
}
