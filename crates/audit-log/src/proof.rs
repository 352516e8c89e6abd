//! Checking proofs, without the tree (RFC 9162 §2.1.3.2 and §2.1.4.2).

use crate::tree::{Hash, empty_root, node_hash};
use crate::{Error, Result};

/// Checks that `leaf` stands at `index` (from 0) in the tree of `size` leaves with this root.
///
/// # Errors
/// [`Error::Inclusion`] where the proof does not show that.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<()> {
    if index >= size {
        return Err(Error::Inclusion);
    }
    let mut position = Position {
        node: index,
        last: size - 1,
    };
    let mut found = *leaf;
    for sibling in proof {
        found = match position.climb().ok_or(Error::Inclusion)? {
            Side::Left => node_hash(sibling, &found),
            Side::Right => node_hash(&found, sibling),
        };
    }
    require(position.last == 0 && found == *root, Error::Inclusion)
}

/// Checks that the tree of `old` leaves with root `old_root` is the beginning of the tree of `new` leaves with root
/// `new_root`. Every tree begins with the empty one.
///
/// # Errors
/// [`Error::Consistency`] where the proof does not show that.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<()> {
    if old > new {
        return Err(Error::Consistency);
    }
    if old == new {
        return require(proof.is_empty() && old_root == new_root, Error::Consistency);
    }
    if old == 0 {
        return require(
            proof.is_empty() && *old_root == empty_root(),
            Error::Consistency,
        );
    }
    let (first, rest) = first_node(old, old_root, proof).ok_or(Error::Consistency)?;
    let mut position = Position {
        node: old - 1,
        last: new - 1,
    };
    position.rise(position.node.trailing_ones());
    let (mut found_old, mut found_new) = (*first, *first);
    for sibling in rest {
        match position.climb().ok_or(Error::Consistency)? {
            Side::Left => {
                found_old = node_hash(sibling, &found_old);
                found_new = node_hash(sibling, &found_new);
            }
            Side::Right => found_new = node_hash(&found_new, sibling),
        }
    }
    let agree = found_old == *old_root && found_new == *new_root;
    require(position.last == 0 && agree, Error::Consistency)
}

/// The node to start from: the old root itself where the old tree is complete, else the proof's first.
fn first_node<'a>(
    old: u64,
    old_root: &'a Hash,
    proof: &'a [Hash],
) -> Option<(&'a Hash, &'a [Hash])> {
    if old.is_power_of_two() && !proof.is_empty() {
        return Some((old_root, proof));
    }
    proof.split_first()
}

/// On which side of the node the sibling stands.
enum Side {
    Left,
    Right,
}

/// A node on its level, and the last node of that level (`fn` and `sn` of the RFC).
struct Position {
    node: u64,
    last: u64,
}

impl Position {
    /// Goes up to the parent; `None` where the node is the root already.
    fn climb(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node % 2 == 1 || self.node == self.last {
            // A last node without a right sibling moves up unchanged until it has a left one.
            self.rise(self.node.trailing_zeros());
            Side::Left
        } else {
            Side::Right
        };
        self.rise(1);
        Some(side)
    }

    fn rise(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }
}

fn require(condition: bool, error: Error) -> Result<()> {
    if condition { Ok(()) } else { Err(error) }
}
