//! Block ciphers, keyed once, in the encrypting direction: all that
//! derivation and check values ever need.

use cipher::array::Array;
use cipher::inout::NotEqualError;
use cipher::{BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

use crate::{Algorithm, Error, KeyBytes, Result};

/// One block of AES or SM4.
pub type Block = [u8; 16];

/// AES or SM4 under one key, whose schedule is set up once and wiped on drop.
///
/// `sm4` and `des` index tables by secret data; they are the one tolerated
/// exception to constant time.
pub struct BlockCipher(Box<Schedule>);

// Boxed as a whole, so that a moved cipher leaves no second schedule behind.
enum Schedule {
    Aes128(aes::Aes128Enc),
    Aes192(aes::Aes192Enc),
    Aes256(aes::Aes256Enc),
    Sm4(sm4::Sm4),
}

impl BlockCipher {
    /// Sets up the key schedule.
    ///
    /// # Errors
    /// [`Error::BlockSize`] for 3DES; [`Error::KeyLength`].
    pub fn new(algorithm: Algorithm, key: &KeyBytes) -> Result<Self> {
        Ok(Self(Box::new(match algorithm {
            Algorithm::Aes128 => Schedule::Aes128(keyed(algorithm, key)?),
            Algorithm::Aes192 => Schedule::Aes192(keyed(algorithm, key)?),
            Algorithm::Aes256 => Schedule::Aes256(keyed(algorithm, key)?),
            Algorithm::Sm4 => Schedule::Sm4(keyed(algorithm, key)?),
            Algorithm::Tdes2 => return Err(Error::BlockSize(algorithm)),
        })))
    }

    /// Encrypts one block in place.
    pub fn encrypt(&self, block: &mut Block) {
        let block = block.into();
        match &*self.0 {
            Schedule::Aes128(cipher) => cipher.encrypt_block(block),
            Schedule::Aes192(cipher) => cipher.encrypt_block(block),
            Schedule::Aes256(cipher) => cipher.encrypt_block(block),
            Schedule::Sm4(cipher) => cipher.encrypt_block(block),
        }
    }

    /// Encrypts each block of `from` into its place in `to`. From 64 blocks
    /// on, the widest instructions of the processor are used.
    ///
    /// # Errors
    /// Where the two do not have the same number of blocks.
    pub(crate) fn encrypt_blocks(
        &self,
        from: &[Block],
        to: &mut [Block],
    ) -> core::result::Result<(), NotEqualError> {
        let from = Array::cast_slice_from_core(from);
        let to = Array::cast_slice_from_core_mut(to);
        match &*self.0 {
            Schedule::Aes128(cipher) => cipher.encrypt_blocks_b2b(from, to),
            Schedule::Aes192(cipher) => cipher.encrypt_blocks_b2b(from, to),
            Schedule::Aes256(cipher) => cipher.encrypt_blocks_b2b(from, to),
            Schedule::Sm4(cipher) => cipher.encrypt_blocks_b2b(from, to),
        }
    }
}

/// Two-key triple DES under one key; block and halves are 8 bytes.
pub(crate) struct Tdes(Box<des::TdesEde2>);

impl Tdes {
    /// Sets up the key schedule; the parity bits of the key are ignored.
    pub(crate) fn new(key: &KeyBytes) -> Result<Self> {
        Ok(Self(Box::new(keyed(Algorithm::Tdes2, key)?)))
    }

    /// Single DES, which is what 3DES under two equal halves comes down to.
    pub(crate) fn single(half: &[u8; 8]) -> Self {
        let mut key = Zeroizing::new([0; 16]);
        key[..8].copy_from_slice(half);
        key[8..].copy_from_slice(half);
        Self(Box::new(des::TdesEde2::new((&*key).into())))
    }

    /// Encrypts one block in place.
    pub(crate) fn encrypt(&self, block: &mut [u8; 8]) {
        self.0.encrypt_block(block.into());
    }
}

/// Adds bytes to the front of a block.
pub(crate) fn xor(block: &mut [u8], bytes: &[u8]) {
    for (to, from) in block.iter_mut().zip(bytes) {
        *to ^= from;
    }
}

pub(crate) fn keyed<C: KeyInit>(algorithm: Algorithm, key: &KeyBytes) -> Result<C> {
    C::new_from_slice(key.expose()).map_err(|_| Error::KeyLength {
        algorithm,
        found: key.len(),
    })
}
