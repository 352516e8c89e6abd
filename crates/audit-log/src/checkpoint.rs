//! Checkpoints: what the log key signs about the log (C2SP tlog-checkpoint).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::keys::{LogKey, NOTE_SIGNATURE, VerifierKey, check_name};
use crate::note::{open_note, signature_line};
use crate::{Error, Hash, Result};

/// The state of a log at one moment: entries 1 to `size` have this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: `kms/<level>/<region>/<keystore id>`.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root of the Merkle tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The note body: three lines, each with its newline.
    #[must_use]
    pub fn body(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            STANDARD.encode(self.root)
        )
    }

    /// Reads a note body. Extension lines are refused: this program writes none, and nobody can audit them.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] for anything that [`Checkpoint::body`] would not write; [`Error::KeyName`] for an
    /// origin that no key can be named after.
    pub fn parse(body: &str) -> Result<Self> {
        let mut lines = body.split_terminator('\n');
        let mut line = |what| lines.next().ok_or(Error::Checkpoint(what));
        let (origin, size, root) = (line("origin")?, line("size")?, line("root")?);
        check_name(origin)?;
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| Error::Checkpoint("size"))?,
            root: decode_root(root)?,
        };
        if checkpoint.body() != body {
            return Err(Error::Checkpoint("form"));
        }
        Ok(checkpoint)
    }
}

/// Signs a checkpoint with the log key, which is named by the origin.
///
/// # Errors
/// [`Error::KeyName`] for an origin that no key can be named after.
pub fn sign_checkpoint(checkpoint: &Checkpoint, key: &LogKey) -> Result<String> {
    let name = key.verifier(&checkpoint.origin)?;
    let body = checkpoint.body();
    let line = signature_line(&name, NOTE_SIGNATURE, &key.sign(body.as_bytes()));
    Ok(format!("{body}\n{line}"))
}

/// Opens a signed checkpoint: the note must be signed by this key, and speak for the log the key is named after.
/// Signatures by other keys (cosignatures) are passed over.
///
/// # Errors
/// As [`open_note`]; [`Error::Checkpoint`] or [`Error::KeyName`] for another body than a checkpoint;
/// [`Error::Origin`] for a checkpoint of another log, signed by this key nevertheless.
pub fn open_checkpoint(note: &str, key: &VerifierKey) -> Result<Checkpoint> {
    let checkpoint = Checkpoint::parse(open_note(note, key)?)?;
    if checkpoint.origin != key.name() {
        return Err(Error::Origin(checkpoint.origin));
    }
    Ok(checkpoint)
}

fn decode_root(text: &str) -> Result<Hash> {
    let bytes = STANDARD.decode(text).ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Error::Checkpoint("root"))
}
