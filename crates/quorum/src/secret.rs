//! Secrets of 32 bytes: made in place, wiped on drop, never copied, printed or serialised.

use ed25519_dalek::Signer;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::{Error, Result};

/// 32 bytes that stay where they were made: moving the owner moves a pointer, so no stale copies are left behind.
pub(crate) struct Secret32(Box<[u8; 32]>);

impl Secret32 {
    pub(crate) fn init(fill: impl FnOnce(&mut [u8; 32])) -> Self {
        let mut secret = Self(Box::new([0; 32]));
        fill(&mut secret.0);
        secret
    }

    pub(crate) fn try_init<E>(
        fill: impl FnOnce(&mut [u8; 32]) -> std::result::Result<(), E>,
    ) -> std::result::Result<Self, E> {
        let mut secret = Self(Box::new([0; 32]));
        fill(&mut secret.0)?;
        Ok(secret)
    }

    pub(crate) fn random() -> Result<Self> {
        Self::try_init(|buf| getrandom::fill(buf).map_err(Error::Random))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for Secret32 {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The root secret, 32 bytes, that protects every software key. It exists whole only while k officers are present;
/// between sittings there are only shares of it.
pub struct RootSecret(Secret32);

impl RootSecret {
    /// A new root secret from the operating system's generator.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn random() -> Result<Self> {
        Secret32::random().map(Self)
    }

    /// Fills a root secret in place.
    pub fn init(fill: impl FnOnce(&mut [u8; 32])) -> Self {
        Self(Secret32::init(fill))
    }

    pub(crate) fn try_init(fill: impl FnOnce(&mut [u8; 32]) -> Result<()>) -> Result<Self> {
        Secret32::try_init(fill).map(Self)
    }

    /// The 32 bytes, for deriving protection keys from them.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// Compares in constant time.
    #[must_use]
    pub fn ct_eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }
}

/// The Ed25519 seed, 32 bytes, of a keystore's log key. Every officer's envelope holds it, so that any one officer
/// can sign checkpoints.
pub struct LogSeed(Secret32);

impl LogSeed {
    /// A new seed from the operating system's generator.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn random() -> Result<Self> {
        Secret32::random().map(Self)
    }

    /// Fills a seed in place.
    pub fn init(fill: impl FnOnce(&mut [u8; 32])) -> Self {
        Self(Secret32::init(fill))
    }

    /// The 32 bytes, for making the log key from them.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

/// An officer's Ed25519 signing key (RFC 8032), kept as its seed of 32 bytes. It signs requests and nothing else.
pub struct SigningKey(Secret32);

impl SigningKey {
    /// A new key from the operating system's generator.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn random() -> Result<Self> {
        Secret32::random().map(Self)
    }

    /// Fills the seed in place.
    pub fn init(fill: impl FnOnce(&mut [u8; 32])) -> Self {
        Self(Secret32::init(fill))
    }

    /// The public key, 32 bytes.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.prepared().verifying_key().to_bytes()
    }

    /// The Ed25519 signature over `message`, 64 bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.prepared().sign(message).to_bytes()
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.expose()
    }

    // The expanded key wipes itself when it is dropped at the end of each use.
    fn prepared(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(self.0.expose())
    }
}

/// Whether an Ed25519 public key may be enrolled: no point of small order. One point has several encodings; only the
/// canonical one counts, else one key could count as two.
#[must_use]
pub fn is_public_key(public: &[u8; 32]) -> bool {
    ed25519_dalek::VerifyingKey::from_bytes(public)
        .is_ok_and(|key| !key.is_weak() && key.to_edwards().compress().to_bytes() == *public)
}

/// Verifies an Ed25519 signature strictly: canonical encodings only, no keys or commitments of small order.
#[must_use]
pub fn is_signature(public: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    ed25519_dalek::VerifyingKey::from_bytes(public)
        .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}
