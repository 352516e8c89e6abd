//! An officer's passphrase and the rule for choosing one.

use zeroize::Zeroizing;

use crate::{Error, Result};

const MIN_CHARS: usize = 8;
const MIN_BYTES: usize = 12;
const MIN_DIFFERENT: usize = 5;
const MAX_BYTES: usize = 256;

/// An officer's passphrase, used byte for byte as typed (UTF-8, no normalisation); wiped on drop.
///
/// The rule for choosing one: at least 8 characters that make at least 12 bytes of UTF-8 (so 12 Latin letters, or 8
/// Chinese characters), at least 5 of them different, at most 256 bytes, no control characters. Whoever copied the
/// keystore can guess offline, at the price of one Argon2id each; length is what helps, so no classes of characters
/// are demanded (NIST SP 800-63B-4 §3.1.1.2).
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl Passphrase {
    /// A passphrase somebody chooses. A `String` or `Vec<u8>` is taken over without a copy, and wiped also if refused.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`], [`Error::PassphraseTooSimple`], [`Error::PassphraseTooLong`],
    /// [`Error::PassphraseNotText`].
    pub fn new(text: impl Into<Vec<u8>>) -> Result<Self> {
        let passphrase = Self::existing(text)?;
        passphrase.check_choice()?;
        Ok(passphrase)
    }

    /// A passphrase somebody types to open an envelope. It is not held to the rule for new ones: what the rule
    /// refuses is simply wrong, and envelopes must still open when the rule gets stricter.
    ///
    /// # Errors
    /// [`Error::PassphraseTooLong`].
    pub fn existing(text: impl Into<Vec<u8>>) -> Result<Self> {
        let passphrase = Self(Zeroizing::new(text.into()));
        if passphrase.0.len() > MAX_BYTES {
            return Err(Error::PassphraseTooLong);
        }
        Ok(passphrase)
    }

    pub(crate) fn check_choice(&self) -> Result<()> {
        let text = std::str::from_utf8(&self.0).map_err(|_| Error::PassphraseNotText)?;
        if text.chars().any(char::is_control) {
            return Err(Error::PassphraseNotText);
        }
        if text.chars().count() < MIN_CHARS || text.len() < MIN_BYTES {
            return Err(Error::PassphraseTooShort);
        }
        // Counted without a set, which would leave the characters behind on the heap.
        let first_seen = |&(at, c): &(usize, char)| !text[..at].contains(c);
        if text.char_indices().filter(first_seen).count() < MIN_DIFFERENT {
            return Err(Error::PassphraseTooSimple);
        }
        Ok(())
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}
