//! Component images: a transport key's shares in the clear, each for its own carrier and custodian.
//!
//! DANGER: with `hsm`'s components this is the one place where key material is in the clear. The text
//! buffers here are wiped when dropped; nothing of them is logged, shown or kept.

use audit_log::canonical;
use key_derivation::{Kcv, KeyBytes};
use keystore::Digest;
use keystore::event::Party;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{Artefact, Error, Flaw, Result, SUITE};

/// Largest component image, in bytes.
pub const MAX_COMPONENT: u64 = 4096;
const TYPE: &str = "kms-transport-component";
/// Bytes of a transport key and of each of its components.
const KEY_LEN: usize = 32;

/// One component, as its file holds it. Wiped when dropped.
#[derive(Serialize, Deserialize)]
pub(crate) struct Component {
    r#type: String,
    version: u16,
    suite: u16,
    pub id: String,
    pub from: Party,
    pub to: Party,
    pub number: u8,
    pub of: u8,
    component: String,
    kcv: Kcv,
    pub key_kcv: Kcv,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Digest>,
}

impl Drop for Component {
    fn drop(&mut self) {
        self.component.zeroize();
    }
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
    let mut component = Component {
        r#type: TYPE.into(),
        version: 1,
        suite: SUITE,
        id: common.id.to_owned(),
        from: common.from.clone(),
        to: common.to.clone(),
        number,
        of,
        component: hex::encode(bytes.expose()),
        kcv: key_derivation::check_value(key_derivation::Algorithm::Aes256, bytes)?,
        key_kcv: common.key_kcv,
        check: None,
    };
    let check = Digest::of(&Zeroizing::new(canonical::to_vec(&component)?));
    component.check = Some(check);
    Ok((Zeroizing::new(canonical::to_vec(&component)?), check))
}

/// Reads a component image and checks it against its own check.
pub(crate) fn decode(image: &[u8]) -> Result<(Component, Digest)> {
    let flaw = |flaw| Error::artefact(Artefact::Component, flaw);
    let cap = usize::try_from(MAX_COMPONENT).unwrap_or(usize::MAX);
    let mut component: Component =
        canonical::from_slice(image, cap).map_err(|_| flaw(Flaw::Malformed))?;
    if component.r#type != TYPE || component.version != 1 {
        return Err(flaw(Flaw::UnknownType));
    }
    if component.suite != SUITE {
        return Err(flaw(Flaw::UnknownSuite));
    }
    let check = component.check.take().ok_or(flaw(Flaw::Malformed))?;
    if Digest::of(&Zeroizing::new(canonical::to_vec(&component)?)) != check {
        return Err(flaw(Flaw::Check));
    }
    Ok((component, check))
}

impl Component {
    /// The component's 32 bytes.
    pub fn bytes(&self) -> Result<KeyBytes> {
        let malformed = || Error::artefact(Artefact::Component, Flaw::Malformed);
        let bytes = KeyBytes::try_init(KEY_LEN, |buffer| {
            hex::decode_to_slice(&self.component, buffer).map_err(|_| malformed())
        })?;
        let kcv = key_derivation::check_value(key_derivation::Algorithm::Aes256, &bytes)?;
        if kcv == self.kcv {
            Ok(bytes)
        } else {
            Err(Error::artefact(Artefact::Component, Flaw::Check))
        }
    }
}
