//! The outer form of a signed note (C2SP signed-note): a body, an empty line, signature lines.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::keys::{NOTE_SIGNATURE, VerifierKey, check_name};
use crate::{Error, Result};

/// Bytes that a signed note may have: room for 16 signatures of the largest type in use.
pub const MAX_NOTE: usize = 64 * 1024;
const DASH: &str = "\u{2014} ";

/// Opens a note signed by this key and returns its body, with the final newline. Signatures by other keys are passed
/// over.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Note`] or [`Error::KeyName`] for a malformed note; [`Error::NotSigned`] where this
/// key's signature is missing and [`Error::Signature`] where any line in its name does not verify.
pub fn open_note<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str> {
    let note = Note::parse(note)?;
    let mut signed = false;
    for line in &note.signatures {
        if line.is_by(key, NOTE_SIGNATURE) {
            key.verify(note.body.as_bytes(), &line.signature)?;
            signed = true;
        }
    }
    if signed {
        Ok(note.body)
    } else {
        Err(Error::NotSigned(key.name().to_owned()))
    }
}

/// A note taken apart; nothing in it is verified yet.
pub(crate) struct Note<'a> {
    /// The signed text, with its final newline.
    pub body: &'a str,
    pub signatures: Vec<SignatureLine<'a>>,
}

/// One signature line: `— name base64(key id ‖ signature)`.
pub(crate) struct SignatureLine<'a> {
    name: &'a str,
    key_id: [u8; 4],
    pub signature: Vec<u8>,
}

impl<'a> Note<'a> {
    pub fn parse(text: &'a str) -> Result<Self> {
        if text.len() > MAX_NOTE {
            return Err(Error::TooLarge {
                size: text.len(),
                cap: MAX_NOTE,
            });
        }
        if text.contains(|c: char| c < ' ' && c != '\n') {
            return Err(Error::Note("control character"));
        }
        let gap = text.rfind("\n\n").ok_or(Error::Note("no empty line"))?;
        let (body, signatures) = (&text[..=gap], &text[gap + 2..]);
        if signatures.is_empty() {
            return Err(Error::Note("no signature line"));
        }
        let signatures = signatures.split_inclusive('\n').map(SignatureLine::parse);
        Ok(Self {
            body,
            signatures: signatures.collect::<Result<_>>()?,
        })
    }
}

impl<'a> SignatureLine<'a> {
    /// Reads one line with its final newline.
    pub fn parse(line: &'a str) -> Result<Self> {
        let malformed = Error::Note("malformed signature line");
        let parts = line
            .strip_suffix('\n')
            .and_then(|line| line.strip_prefix(DASH));
        let Some((name, value)) = parts.and_then(|line| line.split_once(' ')) else {
            return Err(malformed);
        };
        check_name(name)?;
        let value = STANDARD.decode(value).unwrap_or_default();
        match value.split_first_chunk() {
            Some((key_id, signature)) if !signature.is_empty() => Ok(Self {
                name,
                key_id: *key_id,
                signature: signature.to_vec(),
            }),
            _ => Err(malformed),
        }
    }

    /// Whether this line claims to be by that key. Name and key id count together only.
    pub fn is_by(&self, key: &VerifierKey, signature_type: u8) -> bool {
        self.name == key.name() && self.key_id == key.id(signature_type)
    }
}

/// Writes a signature line, with its final newline.
pub(crate) fn signature_line(key: &VerifierKey, signature_type: u8, signature: &[u8]) -> String {
    let value = [&key.id(signature_type), signature].concat();
    format!("{DASH}{} {}\n", key.name(), STANDARD.encode(value))
}
