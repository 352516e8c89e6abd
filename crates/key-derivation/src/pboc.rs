//! Scheme 2, and what a card does with its key: as the cards in the field
//! have it.
//!
//! With F an 8-byte factor and ~F its complement, a child is
//! `3DES(K, F) ‖ 3DES(K, ~F)`, its parity bits left as they fall, or
//! `SM4(K, F ‖ ~F)`.

use zeroize::Zeroizing;

use crate::cipher::{Tdes, xor};
use crate::{Algorithm, BlockCipher, Child, Error, KeyBytes, Level, Result, Scheme};

/// Length of a factor in bytes.
pub(crate) const FACTOR_LEN: usize = 8;

/// The factor that names `child`.
///
/// A province's is its code and `sh`, a municipality's its code and `sx`: all
/// six digits stand in it, so that no two regions share one. A card's factor
/// is the diversifier itself, in the field the last 8 bytes of its ATR.
pub(crate) fn factor(child: &Child) -> Result<[u8; FACTOR_LEN]> {
    child.check(Scheme::Pboc)?;
    let [a, b, c, d, e, f] = *child.region.as_bytes();
    let factor = match (child.level, &*child.diversifier) {
        (Level::Province, []) => [a, b, c, d, e, f, b's', b'h'],
        (Level::Municipality, []) => [a, b, c, d, e, f, b's', b'x'],
        (Level::Card | Level::Psam, diversifier) => diversifier
            .try_into()
            .map_err(|_| child.wrong_diversifier(Scheme::Pboc))?,
        _ => return Err(child.wrong_diversifier(Scheme::Pboc)),
    };
    check_factor(child.algorithm, &factor)?;
    Ok(factor)
}

/// The child of an SM4 key.
pub(crate) fn sm4_child(parent: &BlockCipher, factor: &[u8; FACTOR_LEN]) -> Result<KeyBytes> {
    let mut block = Zeroizing::new(with_complement(factor));
    parent.encrypt(&mut block);
    KeyBytes::init(block.len(), |key| key.copy_from_slice(&*block))
}

/// The child of a 3DES key.
pub(crate) fn tdes_child(parent: &Tdes, factor: &[u8; FACTOR_LEN]) -> Result<KeyBytes> {
    check_factor(Algorithm::Tdes2, factor)?;
    KeyBytes::init(2 * FACTOR_LEN, |key| {
        key.copy_from_slice(&with_complement(factor));
        for half in key.as_chunks_mut().0 {
            parent.encrypt(half);
        }
    })
}

/// The session key of one transaction from a card's key and the card's
/// random R: `3DES(K, R)`, 8 bytes, or `SM4(K, R ‖ ~R)`, 16 bytes.
///
/// # Errors
/// [`Error::AlgorithmInScheme`] for AES; [`Error::KeyLength`];
/// [`Error::DegenerateFactor`] for a 3DES random of all 00 or all FF.
pub fn session_key(algorithm: Algorithm, key: &KeyBytes, random: &[u8; 8]) -> Result<KeyBytes> {
    Scheme::Pboc.check(algorithm)?;
    check_factor(algorithm, random)?;
    if algorithm == Algorithm::Sm4 {
        return sm4_child(&BlockCipher::new(algorithm, key)?, random);
    }
    let cipher = Tdes::new(key)?;
    let mut block = Zeroizing::new(*random);
    cipher.encrypt(&mut block);
    KeyBytes::init(block.len(), |key| key.copy_from_slice(&*block))
}

/// The 4-byte MAC of a card command, method (a): under the session key of
/// the transaction, with an initial value of zero.
///
/// # Errors
/// [`Error::AlgorithmInScheme`] for AES; [`Error::KeyLength`] unless the
/// session key has 8 bytes for 3DES, 16 for SM4.
pub fn card_mac_session(
    algorithm: Algorithm,
    session_key: &KeyBytes,
    command: &[u8],
) -> Result<[u8; 4]> {
    Scheme::Pboc.check(algorithm)?;
    if algorithm == Algorithm::Sm4 {
        return sm4_mac(session_key, [0; 16], command);
    }
    let half = session_key.expose().try_into();
    let cipher = half.map(Tdes::single).map_err(|_| Error::KeyLength {
        algorithm,
        found: session_key.len(),
    })?;
    Ok(tdes_mac(&cipher, &cipher, [0; 8], command))
}

/// The 4-byte MAC of a card command, method (b): under the card's own key,
/// with an initial value of the card's 4-byte challenge and zeros.
///
/// # Errors
/// [`Error::AlgorithmInScheme`] for AES; [`Error::KeyLength`].
pub fn card_mac_challenge(
    algorithm: Algorithm,
    card_key: &KeyBytes,
    challenge: &[u8; 4],
    command: &[u8],
) -> Result<[u8; 4]> {
    Scheme::Pboc.check(algorithm)?;
    if algorithm == Algorithm::Sm4 {
        return sm4_mac(card_key, starting_with(challenge), command);
    }
    let whole = Tdes::new(card_key)?;
    let (halves, _) = card_key.expose().as_chunks();
    let left = Tdes::single(&halves[0]);
    Ok(tdes_mac(&left, &whole, starting_with(challenge), command))
}

/// CBC-MAC with SM4 over the padded command, cut to 4 bytes.
fn sm4_mac(key: &KeyBytes, initial: [u8; 16], command: &[u8]) -> Result<[u8; 4]> {
    let cipher = BlockCipher::new(Algorithm::Sm4, key)?;
    let encrypt = |block: &mut _| cipher.encrypt(block);
    Ok(cbc_mac(initial, command, encrypt, encrypt))
}

/// ISO/IEC 9797-1 algorithm 3: chained with DES under the left half of the
/// key, closed with 3DES under the whole. Of a key of one half, both are DES.
fn tdes_mac(left: &Tdes, whole: &Tdes, initial: [u8; 8], command: &[u8]) -> [u8; 4] {
    cbc_mac(
        initial,
        command,
        |block| left.encrypt(block),
        |block| whole.encrypt(block),
    )
}

/// CBC over `message ‖ 80 ‖ 00…` (ISO/IEC 9797-1, padding method 2), the
/// last block encrypted by `close`; the leftmost 4 bytes of the result.
fn cbc_mac<const N: usize>(
    initial: [u8; N],
    message: &[u8],
    chain: impl Fn(&mut [u8; N]),
    close: impl Fn(&mut [u8; N]),
) -> [u8; 4] {
    let (whole, rest) = message.as_chunks::<N>();
    let mut last = [0; N];
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;

    let mut state = Zeroizing::new(initial);
    for block in whole {
        xor(&mut *state, block);
        chain(&mut state);
    }
    xor(&mut *state, &last);
    close(&mut state);
    starting_with(&state[..4])
}

/// The given bytes, followed by zeros.
fn starting_with<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut whole = [0; N];
    whole[..bytes.len()].copy_from_slice(bytes);
    whole
}

/// `F ‖ ~F`
fn with_complement(factor: &[u8; FACTOR_LEN]) -> [u8; 2 * FACTOR_LEN] {
    let mut both = [0; 2 * FACTOR_LEN];
    let (plain, complement) = both.split_at_mut(FACTOR_LEN);
    plain.copy_from_slice(factor);
    complement.copy_from_slice(&factor.map(|byte| !byte));
    both
}

/// Refuses what would hand out the parent's zero-block check value as key
/// material: with SM4 the block is never zero, since it holds both F and ~F.
fn check_factor(algorithm: Algorithm, factor: &[u8; FACTOR_LEN]) -> Result<()> {
    match factor {
        [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00]
        | [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
            if algorithm == Algorithm::Tdes2 =>
        {
            Err(Error::DegenerateFactor)
        }
        _ => Ok(()),
    }
}
