//! Secret bytes.

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Error, Result};

/// The value of a key, or another secret of 1 to 32 bytes.
///
/// It lives in one place on the heap, is filled in there, and is wiped when
/// dropped. It can be neither printed nor copied nor put in JSON:
///
/// ```compile_fail
/// fn print<T: std::fmt::Debug>() {}
/// print::<key_derivation::KeyBytes>();
/// ```
/// ```compile_fail
/// fn copy<T: Clone>() {}
/// copy::<key_derivation::KeyBytes>();
/// ```
/// ```compile_fail
/// fn write<T: serde::Serialize>() {}
/// write::<key_derivation::KeyBytes>();
/// ```
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct KeyBytes(Box<[u8]>);

impl KeyBytes {
    /// The longest secret, in bytes.
    pub const MAX_LEN: usize = 32;

    /// A secret of `len` bytes that `fill` writes in place, over zeros.
    ///
    /// # Errors
    /// [`Error::SecretLength`] unless `len` is 1 to 32.
    pub fn init(len: usize, fill: impl FnOnce(&mut [u8])) -> Result<Self> {
        Self::try_init(len, |bytes| {
            fill(bytes);
            Ok(())
        })
    }

    /// As [`init`](Self::init), where filling can fail; what was written
    /// until then is wiped.
    ///
    /// # Errors
    /// [`Error::SecretLength`] unless `len` is 1 to 32; else what `fill` says.
    pub fn try_init<E: From<Error>>(
        len: usize,
        fill: impl FnOnce(&mut [u8]) -> Result<(), E>,
    ) -> Result<Self, E> {
        if !(1..=Self::MAX_LEN).contains(&len) {
            return Err(Error::SecretLength(len).into());
        }
        let mut secret = Self(vec![0; len].into_boxed_slice());
        fill(&mut secret.0)?;
        Ok(secret)
    }

    /// The bytes themselves. Whoever copies them must wipe the copy.
    #[must_use]
    pub const fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes themselves, to be written over.
    pub(crate) const fn expose_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// Length in bytes, 1 to 32.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a secret is never empty")]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Equality in a time that depends on the lengths only.
    #[must_use]
    pub fn ct_eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_outside_1_to_32_are_refused() {
        for len in [0, 33, usize::MAX] {
            assert_eq!(
                KeyBytes::init(len, |_| ()).err(),
                Some(Error::SecretLength(len))
            );
        }
    }

    #[test]
    fn a_failed_filling_makes_no_secret() {
        let failed = KeyBytes::try_init(16, |_| Err(Error::ChildRegion));
        assert_eq!(failed.err(), Some(Error::ChildRegion));
    }

    #[test]
    fn equality_looks_at_every_byte_and_at_the_length() -> Result<()> {
        let key = KeyBytes::init(16, |bytes| bytes.fill(7))?;
        for at in 0..16 {
            let other = KeyBytes::init(16, |bytes| {
                bytes.fill(7);
                bytes[at] = 8;
            })?;
            assert!(!key.ct_eq(&other));
        }
        assert!(key.ct_eq(&KeyBytes::init(16, |bytes| bytes.fill(7))?));
        assert!(!key.ct_eq(&KeyBytes::init(15, |bytes| bytes.fill(7))?));
        Ok(())
    }

    #[test]
    fn wiping_leaves_zeros() -> Result<()> {
        let mut key = KeyBytes::init(16, |bytes| bytes.fill(7))?;
        key.zeroize();
        assert!(key.expose().iter().all(|&byte| byte == 0));
        Ok(())
    }
}
