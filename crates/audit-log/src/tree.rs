//! The Merkle tree of RFC 9162 §2.1 (RFC 6962 hashes, SHA-256).

use sha2::{Digest, Sha256};

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
