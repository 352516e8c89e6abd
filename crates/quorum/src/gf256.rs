//! The field GF(256) of SLIP-39 §4.1: polynomials over GF(2) modulo x^8 + x^4 + x^3 + x + 1.
//!
//! Addition is exclusive or. No tables and no branches on values: time and memory access do not depend on them.

use subtle::{Choice, ConditionallySelectable};

const REDUCTION: u8 = 0x1b;

/// The product of two elements.
pub(crate) fn mul(a: u8, b: u8) -> u8 {
    let mut shifted = a;
    let mut product = 0;
    for bit in 0..8 {
        product ^= if_bit(b >> bit, shifted);
        shifted = (shifted << 1) ^ if_bit(shifted >> 7, REDUCTION);
    }
    product
}

/// The inverse: a^254. The inverse of 0, which nothing here asks for, comes out as 0.
pub(crate) fn invert(a: u8) -> u8 {
    // 254 = 2 + 4 + 8 + 16 + 32 + 64 + 128.
    let mut power = a;
    let mut product = 1;
    for _ in 0..7 {
        power = mul(power, power);
        product = mul(product, power);
    }
    product
}

/// `value` where the lowest bit of `bits` is set, else 0.
fn if_bit(bits: u8, value: u8) -> u8 {
    u8::conditional_select(&0, &value, Choice::from(bits & 1))
}

#[cfg(test)]
mod tests {
    use super::{invert, mul};

    #[test]
    fn multiplies_as_in_fips_197() {
        // FIPS 197 §4.2: {57} · {83} = {c1}; §4.2.1: {57} · {13} = {fe}. The same field.
        assert_eq!(mul(0x57, 0x83), 0xc1);
        assert_eq!(mul(0x57, 0x13), 0xfe);
    }

    #[test]
    fn is_a_field() {
        for a in 0..=255 {
            assert_eq!(mul(a, 1), a);
            assert_eq!(mul(a, 0), 0);
            if a != 0 {
                assert_eq!(mul(a, invert(a)), 1);
            }
            for b in 0..=255 {
                assert_eq!(mul(a, b), mul(b, a));
                assert_eq!(mul(a, b ^ 0x2d), mul(a, b) ^ mul(a, 0x2d));
            }
        }
        assert_eq!(invert(0), 0);
    }
}
