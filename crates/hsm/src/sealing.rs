//! Protected bytes of the software backend, all under the root secret.
//!
//! HKDF-SHA256 (RFC 5869; salt = keystore id) gives one AES-256 key for each purpose, named by its
//! label; AES-256-GCM-SIV (RFC 8452) seals. Layout: version 01 ‖ nonce (12) ‖ ciphertext ‖ tag (16).
//! The associated data is canonical JSON (RFC 8785) and names everything the blob is bound to.

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce, Tag};
use hkdf::Hkdf;
use key_derivation::KeyBytes;
use quorum::{RootSecret, wiping_stack};
use serde_json::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::{Error, Kept, Result};

/// The first byte of every blob.
const LAYOUT: u8 = 1;
/// Bytes of the nonce, random for each blob.
const NONCE: usize = 12;
/// Bytes of the authentication tag.
const TAG: usize = 16;
/// Bytes of a purpose's key.
const KEY: usize = 32;
/// Bytes of the longest secret: three components of a transport key.
const LONGEST_SECRET: usize = 96;

/// The keys that the root secret gives for one keystore. The root secret itself is not kept.
pub(crate) struct Seals {
    key: KeyBytes,
    transport: KeyBytes,
    identity: KeyBytes,
}

impl Seals {
    /// Derives the purposes' keys.
    pub(crate) fn derive(root: &RootSecret, keystore: &str) -> Result<Self> {
        let purpose = |label: &[u8]| {
            KeyBytes::try_init(KEY, |out| {
                hkdf_sha256(root.expose(), keystore.as_bytes(), label, out)
            })
        };
        Ok(Self {
            key: purpose(b"kms/v1/key-blob")?,
            transport: purpose(b"kms/v1/transport-blob")?,
            identity: purpose(b"kms/v1/identity-blob")?,
        })
    }

    /// Seals `secret`, bound to `bound_to`.
    pub(crate) fn seal(&self, kept: Kept, bound_to: &Value, secret: &[u8]) -> Result<Vec<u8>> {
        let aad = audit_log::canonical::to_vec(bound_to)?;
        let mut nonce = [0u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
        // The full capacity at once: a buffer that grew would leave the secret behind in memory.
        let mut blob = Vec::with_capacity(1 + NONCE + secret.len() + TAG);
        blob.push(LAYOUT);
        blob.extend_from_slice(&nonce);
        blob.extend_from_slice(secret);
        let text = &mut blob[1 + NONCE..];
        let tag = wiping_stack(|| {
            encrypt(&self.cipher(kept)?, &nonce, &aad, text).ok_or(Error::Sealed(kept))
        })?;
        blob.extend_from_slice(&tag);
        Ok(blob)
    }

    /// Opens a blob that was sealed for the same purpose and bound to the same things.
    pub(crate) fn open(
        &self,
        kept: Kept,
        bound_to: &Value,
        blob: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let aad = audit_log::canonical::to_vec(bound_to)?;
        let (layout, rest) = blob.split_first().ok_or(Error::Sealed(kept))?;
        if *layout != LAYOUT {
            return Err(Error::Layout {
                kept,
                layout: *layout,
            });
        }
        let (nonce, rest) = rest
            .split_first_chunk::<NONCE>()
            .ok_or(Error::Sealed(kept))?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG>().ok_or(Error::Sealed(kept))?;
        if ciphertext.is_empty() || ciphertext.len() > LONGEST_SECRET {
            return Err(Error::Sealed(kept));
        }
        let mut secret = Zeroizing::new(ciphertext.to_vec());
        wiping_stack(|| {
            let (nonce, tag) = (Nonce::from(*nonce), Tag::from(*tag));
            self.cipher(kept)?
                .decrypt_inout_detached(&nonce, &aad, secret.as_mut_slice().into(), &tag)
                .map_err(|_| Error::Sealed(kept))
        })?;
        Ok(secret)
    }

    fn cipher(&self, kept: Kept) -> Result<Aes256GcmSiv> {
        let key = match kept {
            Kept::Key => &self.key,
            Kept::Transport => &self.transport,
            Kept::Identity => &self.identity,
        };
        cipher(key)
    }
}

/// HKDF-SHA256 (RFC 5869) into `out`.
pub(crate) fn hkdf_sha256(secret: &[u8], salt: &[u8], label: &[u8], out: &mut [u8]) -> Result<()> {
    let len = out.len();
    // Fails beyond 8160 bytes only.
    wiping_stack(|| Hkdf::<Sha256>::new(Some(salt), secret).expand(label, out))
        .map_err(|_| Error::ProtectionKey(len))
}

/// AES-256-GCM-SIV under a key of 32 bytes.
pub(crate) fn cipher(key: &KeyBytes) -> Result<Aes256GcmSiv> {
    Aes256GcmSiv::new_from_slice(key.expose()).map_err(|_| Error::ProtectionKey(key.len()))
}

/// Encrypts in place and returns the tag; `None` for a text beyond the cipher's limit.
pub(crate) fn encrypt(
    cipher: &Aes256GcmSiv,
    nonce: &[u8; NONCE],
    aad: &[u8],
    text: &mut [u8],
) -> Option<Tag> {
    let nonce = Nonce::from(*nonce);
    cipher.encrypt_inout_detached(&nonce, aad, text.into()).ok()
}
