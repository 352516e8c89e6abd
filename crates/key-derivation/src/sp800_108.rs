//! Scheme 1: the KDF in counter mode of NIST SP 800-108r1, 4.1, with CMAC.
//!
//! `[i] ‖ Label ‖ 00 ‖ Context ‖ [L]`, numbers big-endian, the counter i and
//! the length L in bits of 32 bits each.
//!
//! The optional block K(0) of 4.1 is left out. It guards against one who
//! knows the parent key and may shape the context at will: here the context
//! has one form, and who knows a parent key has all its children anyway.
//! Without it, other programs and devices make the same keys.

use crate::{Cmac, Context, Error, KeyBytes, Result};

/// The label of scheme 1, 17 ASCII bytes.
pub const LABEL: &[u8] = b"KMS/region-kdf/v1";

/// The length r of the counter, which stands before the fixed input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// r = 8
    Bits8,
    /// r = 16
    Bits16,
    /// r = 24
    Bits24,
    /// r = 32, as scheme 1 has it
    Bits32,
}

impl Counter {
    const fn len(self) -> usize {
        match self {
            Self::Bits8 => 1,
            Self::Bits16 => 2,
            Self::Bits24 => 3,
            Self::Bits32 => 4,
        }
    }

    /// The last number before the counter would come round.
    const fn max(self) -> usize {
        u32::MAX as usize >> (32 - 8 * self.len())
    }
}

/// Fills `out` with the KDF's output over any fixed input data.
///
/// # Errors
/// [`Error::OutputLength`] where the counter is too short for so much output.
pub fn counter_mode(
    prf: &Cmac,
    counter: Counter,
    fixed_input: &[u8],
    out: &mut [u8],
) -> Result<()> {
    if out.len().div_ceil(16) > counter.max() {
        return Err(Error::OutputLength(out.len()));
    }
    let width = counter.len();
    let mut message = vec![0; width + fixed_input.len()];
    message[width..].copy_from_slice(fixed_input);

    for (number, block) in (1_u32..).zip(out.chunks_mut(16)) {
        message[..width].copy_from_slice(&number.to_be_bytes()[4 - width..]);
        block.copy_from_slice(&prf.tag(&message)[..block.len()]);
    }
    Ok(())
}

/// The fixed input of scheme 1 for an encoded context and a child of
/// `key_len` bytes: `Label ‖ 00 ‖ Context ‖ [L in bits]32`.
#[must_use]
pub fn fixed_input(context: &Context, key_len: usize) -> Vec<u8> {
    // A key has at most 32 bytes.
    let bits = (key_len as u32 * 8).to_be_bytes();
    [LABEL, &[0], &context.encode(), &bits].concat()
}

/// The child that the parent behind `prf` has under `context`.
pub(crate) fn child(prf: &Cmac, context: &Context) -> Result<KeyBytes> {
    let key_len = context.child().algorithm.key_len();
    let fixed_input = fixed_input(context, key_len);
    KeyBytes::try_init(key_len, |key| {
        counter_mode(prf, Counter::Bits32, &fixed_input, key)
    })
}
