//! Sharing of the root secret: the arithmetic of SLIP-39 §4 (SatoshiLabs), without its mnemonics and encryption.
//!
//! A polynomial of degree k-1 over GF(256) for each byte. Its value at 255 is the secret; its value at 254 is a
//! digest share `HMAC-SHA256(R, secret)[0..4] ‖ R` with random `R`, by which wrong shares are noticed. Officers hold
//! the values at 0, 1, …, n-1. Any k shares give the secret; k-1 say nothing about it.
//!
//! The digest finds accidents: a forged share passes with probability 2^-32. Forgery is what the envelopes and
//! signatures are there to prevent.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::officer::{MAX_OFFICERS, check_threshold};
use crate::secret::Secret32;
use crate::{Error, Result, RootSecret, gf256};

const SECRET_AT: u8 = 255;
const DIGEST_AT: u8 = 254;
const DIGEST_LEN: usize = 4;

/// One officer's share of the root secret: a public index and a secret value of 32 bytes.
pub struct Share {
    index: u8,
    value: Secret32,
}

impl Share {
    /// Where the polynomial was evaluated, 0 to 15. Public.
    #[must_use]
    pub fn index(&self) -> u8 {
        self.index
    }

    pub(crate) fn new(index: u8, value: Secret32) -> Result<Self> {
        if usize::from(index) >= MAX_OFFICERS {
            return Err(Error::ShareIndex(index));
        }
        Ok(Self { index, value })
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.value.expose()
    }
}

/// A value of the polynomials: where, and one byte for each of them.
type Point<'a> = (u8, &'a [u8]);

/// Shares the root secret among `n` officers so that any `k` can recover it. The shares have the indices 0 to n-1.
///
/// # Errors
/// [`Error::Threshold`] unless 2 ≤ k ≤ n ≤ 16; [`Error::Random`].
pub fn split(root: &RootSecret, k: u8, n: u8) -> Result<Vec<Share>> {
    check_threshold(k.into(), n.into())?;
    let digest = digest_share(root)?;
    // k points fix the polynomials: k-2 random shares, the digest share and the secret.
    let random = (0..k - 2)
        .map(|index| Share::new(index, Secret32::random()?))
        .collect::<Result<Vec<_>>>()?;
    let mut points: Vec<Point> = random.iter().map(|s| (s.index, &s.expose()[..])).collect();
    points.push((DIGEST_AT, digest.expose()));
    points.push((SECRET_AT, root.expose()));
    let rest = (k - 2..n)
        .map(|index| {
            Share::new(
                index,
                Secret32::init(|out| interpolate(&points, index, out)),
            )
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(random.into_iter().chain(rest).collect())
}

/// Recovers the root secret from at least `k` shares, in any order. Shares beyond `k` must fit the others.
///
/// # Errors
/// [`Error::Threshold`], [`Error::DuplicateShare`], [`Error::TooFewShares`]; [`Error::ShareDigest`] where a share is
/// damaged or foreign, or `k` is not the threshold they were made with.
pub fn combine(shares: &[Share], k: u8) -> Result<RootSecret> {
    let points: Vec<Point> = shares.iter().map(|s| (s.index, &s.expose()[..])).collect();
    RootSecret::try_init(|out| recover(&points, k.into(), out))
}

fn digest_share(root: &RootSecret) -> Result<Secret32> {
    Secret32::try_init(|out| {
        let (digest, random) = out.split_at_mut(DIGEST_LEN);
        getrandom::fill(random).map_err(Error::Random)?;
        digest.copy_from_slice(&digest_of(random, root.expose())?[..DIGEST_LEN]);
        Ok(())
    })
}

/// HMAC-SHA256(R, secret); SLIP-39 keeps its first 4 bytes.
fn digest_of(random: &[u8], secret: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(random).map_err(|_| Error::ShareLength)?;
    mac.update(secret);
    Ok(Zeroizing::new(mac.finalize().into_bytes().into()))
}

/// Recovers a secret of any length that SLIP-39 knows (16 bytes or more); `out` is as long as each share.
pub(crate) fn recover(points: &[Point], k: usize, out: &mut [u8]) -> Result<()> {
    check_points(points, k, out.len())?;
    let (first, extra) = points.split_at(k);
    let mut digest = Zeroizing::new(vec![0; out.len()]);
    interpolate(first, SECRET_AT, out);
    interpolate(first, DIGEST_AT, &mut digest);
    let (expected, random) = digest.split_at(DIGEST_LEN);
    let mut fits = digest_of(random, out)?[..DIGEST_LEN].ct_eq(expected);
    for (x, value) in extra {
        let mut computed = Zeroizing::new(vec![0; value.len()]);
        interpolate(first, *x, &mut computed);
        fits &= computed.ct_eq(value);
    }
    if fits.into() {
        Ok(())
    } else {
        Err(Error::ShareDigest)
    }
}

fn check_points(points: &[Point], k: usize, len: usize) -> Result<()> {
    for (position, (x, value)) in points.iter().enumerate() {
        if points[..position].iter().any(|(earlier, _)| earlier == x) {
            return Err(Error::DuplicateShare(*x));
        }
        if value.len() != len || len < 16 {
            return Err(Error::ShareLength);
        }
    }
    check_threshold(k, points.len().max(k))?;
    if points.len() < k {
        return Err(Error::TooFewShares {
            needed: k,
            got: points.len(),
        });
    }
    Ok(())
}

/// Lagrange interpolation at `x` through points with distinct, public positions. Only the values are secret, and
/// they meet nothing but constant-time multiplication by coefficients made from the positions.
fn interpolate(points: &[Point], x: u8, out: &mut [u8]) {
    out.fill(0);
    for (xi, values) in points {
        let others = points.iter().map(|(xj, _)| *xj).filter(|xj| xj != xi);
        let coefficient = others.fold(1, |product, xj| {
            gf256::mul(product, gf256::mul(x ^ xj, gf256::invert(xi ^ xj)))
        });
        for (byte, value) in out.iter_mut().zip(values.iter()) {
            *byte ^= gf256::mul(coefficient, *value);
        }
    }
}

#[cfg(test)]
mod tests;
