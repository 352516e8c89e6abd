//! Many children of one parent that differ in their diversifier alone: the cards of one city and one kind.
//!
//! What varies stands last in a context, so all that comes before it is folded into CMAC's chaining value once. A
//! diversifier of up to 9 bytes then costs one block encryption for each 16 bytes of key, a longer one two.

use zeroize::Zeroizing;

use crate::cipher::Block;
use crate::context::BASE_LEN;
use crate::parent::check_strength;
use crate::sp800_108::{LABEL, fixed_input};
use crate::{Algorithm, BlockCipher, Context, Error, KeyBytes, Result, Scheme};

const BLOCK: usize = 16;
/// Bytes before the diversifier: counter, label, zero byte, the context's other fields.
const BEFORE: usize = 4 + LABEL.len() + 1 + BASE_LEN;
/// Where in its first block the diversifier begins.
const AT: usize = BEFORE % BLOCK;
/// The same in bits.
const SHIFT: usize = 8 * AT;
/// Blocks that are laid out and then encrypted together: 8 KiB to be read and 8 to be written, which the first-level
/// cache holds, and enough for the widest cipher instructions.
const TOGETHER: usize = 512;
/// The usual length of a diversifier: the last 8 bytes of a card's answer to reset.
const USUAL: usize = 8;
/// Such a diversifier, and the length of the key that follows it, reach into no second block.
const _: () = assert!(AT + USUAL + size_of::<u32>() <= BLOCK);

/// The siblings of one child of scheme 1, ready to be derived; what it knows is wiped on drop.
pub struct Siblings {
    cipher: BlockCipher,
    first: Context,
    /// For each block of the key, what the first encryption that depends on the diversifier begins with: chaining
    /// value and constant bytes, as little-endian numbers.
    starts: Zeroizing<Vec<u128>>,
    /// What follows where the diversifier reaches into one block more.
    rest: Option<Zeroizing<u128>>,
}

impl Siblings {
    /// Prepares the children that a parent key has under `first` and every other context that differs from it in the
    /// bytes of the diversifier alone, not in their number.
    ///
    /// # Errors
    /// [`Error::BlockSize`] for a parent of 3DES; [`Error::KeyLength`]; [`Error::ChildStronger`];
    /// [`Error::Diversifier`] for the child of a region, which has no siblings.
    pub fn new(algorithm: Algorithm, parent: &KeyBytes, first: &Context) -> Result<Self> {
        let child = first.child();
        check_strength(algorithm, child.algorithm)?;
        if child.diversifier.is_empty() {
            return Err(child.wrong_diversifier(Scheme::Sp800108Cmac));
        }
        let mut blank = child.clone();
        blank.diversifier.fill(0);
        let cipher = BlockCipher::new(algorithm, parent)?;
        let key_len = child.algorithm.key_len();
        let message = padded(fixed_input(&Context::new(blank)?, key_len), &cipher);
        let (constant, varying) = message.split_at(BEFORE / BLOCK);

        let fold = |counter: u32| {
            // The counter is big-endian, and it is the first thing in the message.
            let mut chain = Zeroizing::new(u128::from(counter.swap_bytes()));
            for block in constant {
                *chain = encrypted(&cipher, *chain ^ block);
            }
            *chain ^ varying[0]
        };
        // A key has at most two blocks.
        let starts = (1..=key_len.div_ceil(BLOCK) as u32).map(fold).collect();
        Ok(Self {
            starts: Zeroizing::new(starts),
            rest: varying.get(1).copied().map(Zeroizing::new),
            first: first.clone(),
            cipher,
        })
    }

    /// The sibling with this diversifier.
    ///
    /// # Errors
    /// [`Error::Diversifier`] for another length than the first one's.
    pub fn derive(&self, diversifier: &[u8]) -> Result<KeyBytes> {
        let mut key = KeyBytes::init(self.key_len(), |_| ())?;
        self.derive_into(diversifier, &mut key)?;
        Ok(key)
    }

    /// Derives like [`Siblings::derive`], in the place of a key that is needed no longer: taking and wiping memory
    /// costs more than the derivation.
    ///
    /// # Errors
    /// As [`Siblings::derive`]; [`Error::KeyLength`] where that key has another length.
    pub fn derive_into(&self, diversifier: &[u8], key: &mut KeyBytes) -> Result<()> {
        if diversifier.len() != self.width() {
            return Err(self.wrong_width(diversifier.len()));
        }
        if key.len() != self.key_len() {
            let algorithm = self.first.child().algorithm;
            let found = key.len();
            return Err(Error::KeyLength { algorithm, found });
        }
        let number = little_endian(diversifier);
        for (start, out) in self.starts.iter().zip(key.expose_mut().chunks_mut(BLOCK)) {
            if let Ok(block) = out.try_into() {
                self.derive_block(start, number, block);
            } else {
                let mut block = Zeroizing::new([0; BLOCK]);
                self.derive_block(start, number, &mut block);
                out.copy_from_slice(&block[..out.len()]);
            }
        }
        Ok(())
    }

    fn derive_block(&self, start: &u128, number: u128, block: &mut Block) {
        *block = (start ^ (number << SHIFT)).to_le_bytes();
        self.cipher.encrypt(block);
        if let Some(rest) = &self.rest {
            *block = (u128::from_le_bytes(*block) ^ **rest ^ after(number)).to_le_bytes();
            self.cipher.encrypt(block);
        }
    }

    /// Room for this many siblings, to be filled as often as wanted.
    #[must_use]
    pub fn batch(&self, count: usize) -> KeyBatch<'_> {
        let blocks = count * self.starts.len();
        let laid = self.starts.iter().map(|start| start.to_le_bytes());
        KeyBatch {
            siblings: self,
            laid: Zeroizing::new(laid.cycle().take(blocks.min(TOGETHER)).collect()),
            blocks: Zeroizing::new(vec![[0; BLOCK]; blocks]),
        }
    }

    /// Writes what the first encryption that depends on the diversifier begins with. What stands in `laid` is of an
    /// earlier diversifier.
    fn lay(&self, diversifiers: &[u8], laid: &mut [Block]) {
        // The case of the field: one block for each key, and all but the diversifier's own bytes stands there already.
        if let (&[start], USUAL) = (self.starts.as_slice(), self.width()) {
            let (diversifiers, _) = diversifiers.as_chunks::<USUAL>();
            let under = (start >> SHIFT) as u64;
            for (block, diversifier) in laid.iter_mut().zip(diversifiers) {
                let own = under ^ u64::from_le_bytes(*diversifier);
                block[AT..AT + USUAL].copy_from_slice(&own.to_le_bytes());
            }
            return;
        }
        let keys = laid.chunks_exact_mut(self.starts.len());
        for (key, diversifier) in keys.zip(diversifiers.chunks_exact(self.width())) {
            let number = little_endian(diversifier);
            for (block, start) in key.iter_mut().zip(self.starts.iter()) {
                *block = (start ^ (number << SHIFT)).to_le_bytes();
            }
        }
    }

    /// Adds to what was made the block that a long diversifier reaches into.
    fn lay_rest(&self, rest: u128, diversifiers: &[u8], made: &[Block], laid: &mut [Block]) {
        let blocks = self.starts.len();
        let keys = laid.chunks_exact_mut(blocks).zip(made.chunks_exact(blocks));
        for ((key, made), diversifier) in keys.zip(diversifiers.chunks_exact(self.width())) {
            let number = rest ^ after(little_endian(diversifier));
            for (block, made) in key.iter_mut().zip(made) {
                *block = (u128::from_le_bytes(*made) ^ number).to_le_bytes();
            }
        }
    }

    fn width(&self) -> usize {
        self.first.child().diversifier.len()
    }

    fn key_len(&self) -> usize {
        self.first.child().algorithm.key_len()
    }

    fn wrong_width(&self, found: usize) -> Error {
        Error::Diversifier {
            scheme: Scheme::Sp800108Cmac,
            level: self.first.child().level,
            found,
        }
    }
}

/// Siblings of one parent, in one place that is wiped on drop.
pub struct KeyBatch<'a> {
    siblings: &'a Siblings,
    /// What blocks that are encrypted together begin as; of the usual diversifiers only their own bytes change in it.
    laid: Zeroizing<Vec<Block>>,
    /// Each key begins a block.
    blocks: Zeroizing<Vec<Block>>,
}

impl KeyBatch<'_> {
    /// Fills it with the siblings of these diversifiers, which follow one another without a gap.
    ///
    /// # Errors
    /// [`Error::Diversifier`] where they are not as many as there is room for, each as long as the first one's.
    pub fn fill(&mut self, diversifiers: &[u8]) -> Result<()> {
        let siblings = self.siblings;
        let (width, blocks) = (siblings.width(), siblings.starts.len());
        if diversifiers.len() * blocks != self.blocks.len() * width {
            return Err(siblings.wrong_width(diversifiers.len()));
        }
        let keys = TOGETHER / blocks;
        let parts = self.blocks.chunks_mut(keys * blocks);
        for (part, given) in parts.zip(diversifiers.chunks(keys * width)) {
            let laid = &mut self.laid[..part.len()];
            let uneven = |_| siblings.wrong_width(given.len());
            siblings.lay(given, laid);
            siblings.cipher.encrypt_blocks(laid, part).map_err(uneven)?;
            if let Some(rest) = &siblings.rest {
                siblings.lay_rest(**rest, given, part, laid);
                siblings.cipher.encrypt_blocks(laid, part).map_err(uneven)?;
            }
        }
        Ok(())
    }

    /// The keys, in the order of their diversifiers. Whoever copies one must wipe the copy.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let len = self.siblings.key_len();
        let keys = self
            .blocks
            .as_flattened()
            .chunks_exact(len.next_multiple_of(BLOCK));
        keys.map(move |key| &key[..len])
    }
}

/// The message of the first counter less that counter, in blocks, padded and closed with CMAC's subkey (SP 800-38B,
/// 6.2, steps 2 to 4).
fn padded(fixed_input: Vec<u8>, cipher: &BlockCipher) -> Zeroizing<Vec<u128>> {
    let mut message = [&[0; 4], fixed_input.as_slice()].concat();
    let is_whole = message.len() % BLOCK == 0;
    if !is_whole {
        message.push(0x80);
        message.resize(message.len().next_multiple_of(BLOCK), 0);
    }
    let (blocks, _) = message.as_chunks();
    let mut blocks = Zeroizing::new(
        blocks
            .iter()
            .map(|block| u128::from_le_bytes(*block))
            .collect::<Vec<_>>(),
    );
    let k1 = Zeroizing::new(doubled(encrypted(cipher, 0)));
    if let Some(last) = blocks.last_mut() {
        *last ^= if is_whole { *k1 } else { doubled(*k1) };
    }
    blocks
}

/// A block doubled in GF(2^128) (SP 800-38B, 6.1, steps 2 and 3), without a branch on its bits.
fn doubled(block: u128) -> u128 {
    let block = block.swap_bytes();
    ((block << 1) ^ ((block >> 127) * 0x87)).swap_bytes()
}

fn encrypted(cipher: &BlockCipher, block: u128) -> u128 {
    let mut block = Zeroizing::new(block.to_le_bytes());
    cipher.encrypt(&mut block);
    u128::from_le_bytes(*block)
}

/// At most 16 bytes as a number, followed by zeros.
fn little_endian(bytes: &[u8]) -> u128 {
    if let Ok(usual) = bytes.try_into() {
        return u64::from_le_bytes(usual).into();
    }
    let mut whole = [0; BLOCK];
    whole[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(whole)
}

/// What of a diversifier stands in the block after the first.
const fn after(number: u128) -> u128 {
    number >> (128 - SHIFT)
}
