//! Cosignatures: a witness states when it saw a checkpoint that continues all it saw before (C2SP tlog-cosignature,
//! Ed25519, `cosignature/v1`).
//!
//! Nothing here checks that statement. Whoever cosigns must have opened the checkpoint with the log's key and checked
//! its consistency with the last one they cosigned.

use crate::keys::{COSIGNATURE, LogKey, VerifierKey};
use crate::note::{Note, SignatureLine, signature_line};
use crate::{Checkpoint, Error, Result};

/// The largest POSIX time that a cosignature may carry.
const MAX_TIME: u64 = i64::MAX as u64;

/// Cosigns the checkpoint in a note, as of a POSIX time in seconds. Returns one signature line with its newline, to be
/// appended to the note as it is.
///
/// # Errors
/// As [`cosign_with`].
pub fn cosign(note: &str, key: &LogKey, name: &str, unix_time: u64) -> Result<String> {
    cosign_with(note, &key.verifier(name)?, unix_time, |message| {
        Ok(key.sign(message))
    })
}

/// Cosigns like [`cosign`], with a key that lives elsewhere: `signer` makes the Ed25519 signature over the message.
///
/// # Errors
/// Whatever `signer` returns; [`Error::Note`], [`Error::Checkpoint`] or [`Error::TooLarge`] where the note holds no
/// checkpoint; [`Error::CosignatureTime`] for a time beyond 2^63 − 1; [`Error::Signature`] where the signer's answer
/// is not by `key`.
pub fn cosign_with<E: From<Error>>(
    note: &str,
    key: &VerifierKey,
    unix_time: u64,
    signer: impl FnOnce(&[u8]) -> std::result::Result<[u8; 64], E>,
) -> std::result::Result<String, E> {
    let message = message(Note::parse(note)?.body, unix_time)?;
    let signature = signer(&message)?;
    key.verify(&message, &signature)?;
    let value = [unix_time.to_be_bytes().as_slice(), &signature].concat();
    Ok(signature_line(key, COSIGNATURE, &value))
}

/// Checks one cosignature line (with its newline) on the checkpoint with this note body, and returns the POSIX time in
/// seconds that it states.
///
/// # Errors
/// [`Error::Checkpoint`] or [`Error::Note`] for a malformed body or line; [`Error::NotSigned`] for a line by another
/// key; [`Error::Signature`] where it does not verify; [`Error::CosignatureTime`].
pub fn verify_cosignature(note_body: &str, line: &str, key: &VerifierKey) -> Result<u64> {
    let line = SignatureLine::parse(line)?;
    if !line.is_by(key, COSIGNATURE) {
        return Err(Error::NotSigned(key.name().to_owned()));
    }
    let short = Error::Note("cosignature without a time");
    let (time, signature) = line.signature.split_first_chunk().ok_or(short)?;
    let time = u64::from_be_bytes(*time);
    key.verify(&message(note_body, time)?, signature)?;
    Ok(time)
}

fn message(note_body: &str, unix_time: u64) -> Result<Vec<u8>> {
    // A witness speaks about checkpoints; it must not be led to sign any other text.
    Checkpoint::parse(note_body)?;
    if unix_time > MAX_TIME {
        return Err(Error::CosignatureTime);
    }
    Ok(format!("cosignature/v1\ntime {unix_time}\n{note_body}").into_bytes())
}
