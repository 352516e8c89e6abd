//! Component images: a transport key's shares in the clear, each for its own carrier and custodian.
//!
//! DANGER: with `hsm`'s components this is the one place where key material is in the clear. JSON libraries
//! copy what they read and write without wiping it; so they see every image with its `component` member
//! emptied. The 64 hex digits themselves are only ever in buffers that are wiped when dropped.

use audit_log::canonical;
use key_derivation::{Algorithm, Kcv, KeyBytes, check_value};
use keystore::Digest;
use keystore::event::Party;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Artefact, Error, Flaw, Result, SUITE};

/// Largest component image, in bytes.
pub const MAX_COMPONENT: u64 = 4096;
const TYPE: &str = "kms-transport-component";
/// Bytes of a transport key and of each of its components.
const KEY_LEN: usize = 32;
/// What stands before the component's hex digits. No text can imitate it: inside one, a quotation mark has
/// a backslash before it, and no other member of an image has this name.
const BEFORE: &[u8] = b"\"component\":\"";

/// One component, as its file holds it. Wiped when dropped.
pub(crate) struct Component {
    pub id: String,
    pub from: Party,
    pub to: Party,
    pub number: u8,
    pub of: u8,
    kcv: Kcv,
    pub key_kcv: Kcv,
    bytes: KeyBytes,
}

/// An image without its secret.
#[derive(Serialize, Deserialize)]
struct Frame {
    r#type: String,
    version: u16,
    suite: u16,
    id: String,
    from: Party,
    to: Party,
    number: u8,
    of: u8,
    /// Always empty here.
    component: String,
    kcv: Kcv,
    key_kcv: Kcv,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Digest>,
}

/// What a component's carrier bears besides the secret: enough to sort carriers without showing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComponentNote {
    /// Transport key id.
    pub id: String,
    /// Who made the transport key.
    pub from: Party,
    /// Who puts it together.
    pub to: Party,
    /// Which component it is, from 1.
    pub number: u8,
    /// How many there are.
    pub of: u8,
    /// Check value of the transport key.
    pub key_kcv: Kcv,
    /// SHA-256 over all the rest, which the signed package repeats.
    pub check: Digest,
}

/// Reads a component image, checks it by itself and says what it is; its secret is wiped again.
///
/// # Errors
/// [`Error::Artefact`]: too large, malformed, of an unknown type or suite, or not what its check or check value says.
pub fn read_component(image: &[u8]) -> Result<ComponentNote> {
    let (component, check) = decode(image)?;
    component.bytes()?;
    Ok(ComponentNote {
        id: component.id,
        from: component.from,
        to: component.to,
        number: component.number,
        of: component.of,
        key_kcv: component.key_kcv,
        check,
    })
}

/// What all components of one transport key have in common.
#[derive(Clone, Copy)]
pub(crate) struct Common<'a> {
    pub id: &'a str,
    pub from: &'a Party,
    pub to: &'a Party,
    pub key_kcv: Kcv,
}

/// The exact bytes of component `number` of `of`, and its check.
pub(crate) fn encode(
    common: &Common<'_>,
    number: u8,
    of: u8,
    bytes: &KeyBytes,
) -> Result<(Zeroizing<Vec<u8>>, Digest)> {
    let mut frame = Frame {
        r#type: TYPE.into(),
        version: 1,
        suite: SUITE,
        id: common.id.to_owned(),
        from: common.from.clone(),
        to: common.to.clone(),
        number,
        of,
        component: String::new(),
        kcv: check_value(Algorithm::Aes256, bytes)?,
        key_kcv: common.key_kcv,
        check: None,
    };
    let check = Digest::of(&filled(&frame, bytes)?);
    frame.check = Some(check);
    Ok((filled(&frame, bytes)?, check))
}

/// Reads a component image and checks it against its own check.
pub(crate) fn decode(image: &[u8]) -> Result<(Component, Digest)> {
    let flaw = |flaw| Error::artefact(Artefact::Component, flaw);
    let cap = usize::try_from(MAX_COMPONENT).unwrap_or(usize::MAX);
    if image.len() > cap {
        return Err(flaw(Flaw::TooLarge));
    }
    let (emptied, bytes) = taken_apart(image)?;
    let mut frame: Frame =
        canonical::from_slice(&emptied, cap).map_err(|_| flaw(Flaw::Malformed))?;
    if frame.r#type != TYPE || frame.version != 1 {
        return Err(flaw(Flaw::UnknownType));
    }
    if frame.suite != SUITE {
        return Err(flaw(Flaw::UnknownSuite));
    }
    let check = frame.check.take().ok_or(flaw(Flaw::Malformed))?;
    if Digest::of(&filled(&frame, &bytes)?) != check {
        return Err(flaw(Flaw::Check));
    }
    let component = Component {
        id: frame.id,
        from: frame.from,
        to: frame.to,
        number: frame.number,
        of: frame.of,
        kcv: frame.kcv,
        key_kcv: frame.key_kcv,
        bytes,
    };
    Ok((component, check))
}

impl Component {
    /// A copy of the component's 32 bytes; refused where they do not have their check value.
    pub fn bytes(&self) -> Result<KeyBytes> {
        if check_value(Algorithm::Aes256, &self.bytes)? != self.kcv {
            return Err(Error::artefact(Artefact::Component, Flaw::Check));
        }
        let copy = |buffer: &mut [u8]| buffer.copy_from_slice(self.bytes.expose());
        Ok(KeyBytes::init(KEY_LEN, copy)?)
    }
}

/// The canonical JSON of `frame` with the hex digits of `bytes` in its empty `component` member. The buffer
/// has its final size before they are written, so that they never move.
fn filled(frame: &Frame, bytes: &KeyBytes) -> Result<Zeroizing<Vec<u8>>> {
    let malformed = || Error::artefact(Artefact::Component, Flaw::Malformed);
    let emptied = canonical::to_vec(frame)?;
    let at = place(&emptied).ok_or_else(malformed)?;
    let digits = 2 * bytes.len();
    let mut image = Zeroizing::new(vec![0; emptied.len() + digits]);
    image[..at].copy_from_slice(&emptied[..at]);
    hex::encode_to_slice(bytes.expose(), &mut image[at..at + digits]).map_err(|_| malformed())?;
    image[at + digits..].copy_from_slice(&emptied[at..]);
    Ok(image)
}

/// The image with its `component` member emptied, and what was in it.
fn taken_apart(image: &[u8]) -> Result<(Vec<u8>, KeyBytes)> {
    let malformed = || Error::artefact(Artefact::Component, Flaw::Malformed);
    let at = place(image).ok_or_else(malformed)?;
    let end = at + 2 * KEY_LEN;
    let digits = image.get(at..end).ok_or_else(malformed)?;
    let lower = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if !digits.iter().all(lower) || image.get(end) != Some(&b'"') {
        return Err(malformed());
    }
    let bytes = KeyBytes::try_init(KEY_LEN, |buffer| {
        hex::decode_to_slice(digits, buffer).map_err(|_| malformed())
    })?;
    Ok(([&image[..at], &image[end..]].concat(), bytes))
}

/// Where the content of the one `component` member begins.
fn place(image: &[u8]) -> Option<usize> {
    let mut places = image
        .windows(BEFORE.len())
        .enumerate()
        .filter(|(_, window)| *window == BEFORE);
    match (places.next(), places.next()) {
        (Some((at, _)), None) => Some(at + BEFORE.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
