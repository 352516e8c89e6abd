//! **Danger.** The one place where key material moves in the clear: the components of a transport key.
//!
//! A transport key leaves its keystore only as 2 or 3 components of 32 bytes whose XOR it is, each on
//! its own carrier (transmission key card) with its own custodian. Any one component, or two of
//! three, say nothing about the key; all of them together are the key. No other call of a backend
//! returns or takes a plaintext key: not one that is diversified, and not the transport key. (The
//! functions of [`x9143`](crate::x9143) work on keys that their caller already holds.)
//!
//! A component is printed, shown or written by the caller, who owns the consequences.

use key_derivation::KeyBytes;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{Error, Kept, Result};

/// Bytes of a transport key, and of each component.
pub const COMPONENT: usize = 32;

/// A transport key as its components, side by side; a single one is a key that was received.
pub(crate) struct Components(Zeroizing<Vec<u8>>);

impl Components {
    /// Draws a transport key in 2 or 3 components.
    pub(crate) fn draw(parts: u8) -> Result<Self> {
        let parts = usize::from(parts);
        if !(2..=3).contains(&parts) {
            return Err(Error::ComponentCount(parts));
        }
        let mut bytes = Zeroizing::new(vec![0u8; parts * COMPONENT]);
        getrandom::fill(&mut bytes).map_err(|_| Error::Random)?;
        Ok(Self(bytes))
    }

    /// The components that custodians brought, as the received key that they make.
    ///
    /// The same component twice would cancel itself out and leave a key that fewer people know.
    pub(crate) fn brought(components: &[KeyBytes]) -> Result<Self> {
        if !(2..=3).contains(&components.len()) {
            return Err(Error::ComponentCount(components.len()));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(components.len() * COMPONENT));
        for (index, component) in components.iter().enumerate() {
            let bytes_here = component.expose();
            let twice = bytes
                .chunks(COMPONENT)
                .any(|earlier| earlier.ct_eq(bytes_here).into());
            if bytes_here.len() != COMPONENT || twice {
                return Err(Error::Component(index + 1));
            }
            bytes.extend_from_slice(bytes_here);
        }
        let key = Self(bytes).key()?;
        Ok(Self(Zeroizing::new(key.expose().to_vec())))
    }

    /// What a sealed blob holds.
    pub(crate) fn from_sealed(bytes: Zeroizing<Vec<u8>>) -> Result<Self> {
        if bytes.is_empty() || !bytes.len().is_multiple_of(COMPONENT) {
            return Err(Error::Sealed(Kept::Transport));
        }
        Ok(Self(bytes))
    }

    /// What goes into a sealed blob.
    pub(crate) fn to_seal(&self) -> &[u8] {
        &self.0
    }

    /// The transport key: the XOR of all components.
    pub(crate) fn key(&self) -> Result<KeyBytes> {
        Ok(KeyBytes::init(COMPONENT, |key| {
            for component in self.0.chunks(COMPONENT) {
                for (out, byte) in key.iter_mut().zip(component) {
                    *out ^= byte;
                }
            }
        })?)
    }

    /// **Danger**: the components in the clear, for their custodians.
    pub(crate) fn disclose(&self) -> Result<Vec<KeyBytes>> {
        if self.0.len() == COMPONENT {
            return Err(Error::NoComponents);
        }
        let copies = self.0.chunks(COMPONENT);
        copies
            .map(|part| Ok(KeyBytes::init(COMPONENT, |out| out.copy_from_slice(part))?))
            .collect()
    }
}
