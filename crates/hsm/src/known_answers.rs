//! The arithmetic under the software backend, by itself: for recomputing the answers that standards publish, and for
//! nothing else. These are the functions that seal its blobs.

use key_derivation::KeyBytes;

use crate::error::{Error, Kept, Result};
use crate::sealing;

/// HKDF-SHA256 (RFC 5869) into `out`.
///
/// # Errors
/// [`Error::ProtectionKey`] beyond 8160 bytes.
pub fn hkdf_sha256(secret: &[u8], salt: &[u8], info: &[u8], out: &mut [u8]) -> Result<()> {
    sealing::hkdf_sha256(secret, salt, info, out)
}

/// AES-256-GCM-SIV (RFC 8452): ciphertext ‖ tag (16 bytes).
///
/// # Errors
/// [`Error::ProtectionKey`] unless the key has 32 bytes.
pub fn aes_256_gcm_siv(
    key: &KeyBytes,
    nonce: &[u8; 12],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>> {
    let mut sealed = plaintext.to_vec();
    let tag = sealing::encrypt(&sealing::cipher(key)?, nonce, aad, &mut sealed)
        .ok_or(Error::Sealed(Kept::Key))?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}
