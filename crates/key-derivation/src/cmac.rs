//! CMAC (SP 800-38B, RFC 4493; for SM4 GB/T 15852.1).
//!
//! Written out here because a parent key makes millions of children: the key
//! schedule and both subkeys are worked out once, where the `cmac` crate works
//! the subkeys out again for each message. The tests hold it against that
//! crate and against the vectors of both standards.

use zeroize::Zeroizing;

use crate::cipher::{Block, xor};
use crate::{Algorithm, BlockCipher, KeyBytes, Result};

const BLOCK: usize = size_of::<Block>();

/// CMAC with AES or SM4 under one key, prepared once and wiped on drop.
pub struct Cmac {
    cipher: BlockCipher,
    /// Closes a message whose last block is full.
    k1: Zeroizing<Block>,
    /// Closes a message whose last block is not.
    k2: Zeroizing<Block>,
}

impl Cmac {
    /// Sets up the key schedule and the two subkeys (SP 800-38B, 6.1).
    ///
    /// # Errors
    /// [`Error::BlockSize`](crate::Error::BlockSize) for 3DES;
    /// [`Error::KeyLength`](crate::Error::KeyLength).
    pub fn new(algorithm: Algorithm, key: &KeyBytes) -> Result<Self> {
        let cipher = BlockCipher::new(algorithm, key)?;
        let mut zero = Zeroizing::new([0; BLOCK]);
        cipher.encrypt(&mut zero);
        let k1 = double(&zero);
        let k2 = double(&k1);
        Ok(Self { cipher, k1, k2 })
    }

    /// The 16-byte tag of a message (SP 800-38B, 6.2). As a tag may be key
    /// material, it is wiped on drop.
    #[must_use]
    pub fn tag(&self, message: &[u8]) -> Zeroizing<Block> {
        // The last block, full or not, is set apart; an empty message has an
        // empty one.
        let (whole, last) = message.split_at(message.len().saturating_sub(1) / BLOCK * BLOCK);

        let mut state = Zeroizing::new([0; BLOCK]);
        for block in whole.chunks_exact(BLOCK) {
            xor(&mut *state, block);
            self.cipher.encrypt(&mut state);
        }
        xor(&mut *state, last);
        if last.len() == BLOCK {
            xor(&mut *state, &*self.k1);
        } else {
            state[last.len()] ^= 0x80;
            xor(&mut *state, &*self.k2);
        }
        self.cipher.encrypt(&mut state);
        state
    }

    /// The cipher underneath, which scheme 2 calls directly.
    pub(crate) const fn cipher(&self) -> &BlockCipher {
        &self.cipher
    }
}

/// Doubling in GF(2^128) modulo x^128 + x^7 + x^2 + x + 1, without branches.
fn double(block: &Block) -> Zeroizing<Block> {
    let value = u128::from_be_bytes(*block);
    let reduce = (value >> 127).wrapping_neg() & 0x87;
    Zeroizing::new((value << 1 ^ reduce).to_be_bytes())
}
