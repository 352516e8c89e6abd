//! The Merkle tree of RFC 9162 §2.1 (the hashes of RFC 6962, with SHA-256), from leaf hashes.
//!
//! Written here and not taken from `ct-merkle`: that tree keeps the leaf values and hashes them itself, while a
//! keystore holds leaf hashes; it proves only against its newest size, while a package needs the proof for the
//! checkpoint it carries; and it has no root of an earlier size, which replay compares with each old checkpoint.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// A SHA-256 hash, 32 bytes: of a leaf, of a node or of a whole tree.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256(00 ‖ data) (RFC 9162 §2.1.1).
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(data)
        .finalize()
        .into()
}

/// The hash of an inner node: SHA-256(01 ‖ left ‖ right).
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let hasher = Sha256::new().chain_update([1]);
    hasher
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub(crate) fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// A Merkle tree in memory: about 64 bytes a leaf, O(log n) work for each append, root and proof.
#[derive(Clone, Default)]
pub struct Tree {
    /// `levels[k][i]` is the root of the complete subtree over the leaves `i * 2^k .. (i + 1) * 2^k`.
    levels: Vec<Vec<Hash>>,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree")
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}

impl Tree {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a leaf by its hash (see [`leaf_hash`]).
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for nodes in &mut self.levels {
            nodes.push(hash);
            match nodes.as_slice() {
                [.., left, right] if nodes.len() % 2 == 0 => hash = node_hash(left, right),
                _ => return,
            }
        }
        self.levels.push(vec![hash]);
    }

    /// Takes the newest leaves off again, until `size` are left.
    pub fn truncate(&mut self, size: u64) {
        for (height, nodes) in self.levels.iter_mut().enumerate() {
            // A tree that fits into memory has indices that fit into usize.
            nodes.truncate((size >> height) as usize);
        }
        self.levels.retain(|nodes| !nodes.is_empty());
    }

    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.leaves().len() as u64
    }

    /// The hashes of all leaves, in order.
    #[must_use]
    pub fn leaves(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// The root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.range_root(0, self.size())
    }

    /// The root when the tree had `size` leaves.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where the tree is smaller than that.
    pub fn root_at(&self, size: u64) -> Result<Hash> {
        self.check_size(size)?;
        Ok(self.range_root(0, size))
    }

    /// The proof that leaf `index`, counted from 0 (entry `seq` is leaf `seq - 1`), is in the tree of `size` leaves:
    /// RFC 9162 §2.1.3.1.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where the leaf is not in a tree of that size, or the tree is smaller.
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>> {
        self.check_size(size)?;
        if index >= size {
            return Err(Error::OutOfRange {
                asked: index,
                limit: size,
            });
        }
        let (mut start, mut end) = (0, size);
        let mut proof = Vec::new();
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                proof.push(self.range_root(middle, end));
                end = middle;
            } else {
                proof.push(self.range_root(start, middle));
                start = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the tree of `old` leaves is the beginning of the tree of `new` leaves: RFC 9162 §2.1.4.1.
    /// It is empty where `old` is 0 or equals `new`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless `old` ≤ `new` ≤ the size of the tree.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        self.check_size(new)?;
        if old > new {
            return Err(Error::OutOfRange {
                asked: old,
                limit: new,
            });
        }
        if old == 0 {
            return Ok(Vec::new());
        }
        let (mut start, mut end) = (0, new);
        let mut proof = Vec::new();
        while end > old {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(self.range_root(middle, end));
                end = middle;
            } else {
                proof.push(self.range_root(start, middle));
                start = middle;
            }
        }
        // The verifier knows the whole old root already; any other node it must be told.
        if start > 0 {
            proof.push(self.range_root(start, end));
        }
        proof.reverse();
        Ok(proof)
    }

    fn check_size(&self, size: u64) -> Result<()> {
        let limit = self.size();
        if size > limit {
            Err(Error::OutOfRange { asked: size, limit })
        } else {
            Ok(())
        }
    }

    /// The root over the leaves `start..end`, a range that the recursive definition of the root visits.
    fn range_root(&self, start: u64, end: u64) -> Hash {
        let size = end - start;
        if size == 0 {
            return empty_root();
        }
        if size.is_power_of_two() {
            // Such ranges begin at a multiple of their size, so their node is kept; usize holds any index of a Vec.
            return self.levels[size.trailing_zeros() as usize][(start / size) as usize];
        }
        let middle = start + split(size);
        node_hash(
            &self.range_root(start, middle),
            &self.range_root(middle, end),
        )
    }
}

/// The largest power of two smaller than `size`, for `size` ≥ 2.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}
