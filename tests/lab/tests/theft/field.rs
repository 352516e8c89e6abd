//! The thief's own arithmetic in GF(256), the field of the shares (polynomial 11B). In the clear and with branches:
//! nobody here protects anything.

fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = (a << 1) ^ if a & 0x80 == 0 { 0 } else { 0x1B };
        b >>= 1;
    }
    product
}

fn invert(a: u8) -> u8 {
    // a²⁵⁴
    (0..254).fold(1, |power, _| multiply(power, a))
}

/// The value at `x` of the lowest polynomials through `points`.
pub fn interpolate(points: &[(u8, [u8; 32])], x: u8) -> [u8; 32] {
    let mut sum = [0; 32];
    for (xi, values) in points {
        let others = points.iter().map(|(xj, _)| xj).filter(|xj| *xj != xi);
        let weight = others.fold(1, |weight, xj| {
            multiply(weight, multiply(x ^ xj, invert(xi ^ xj)))
        });
        for (out, value) in sum.iter_mut().zip(values) {
            *out ^= multiply(weight, *value);
        }
    }
    sum
}
