//! The append-only audit log: canonical entries, the RFC 9162 Merkle tree over them, checkpoints signed as
//! C2SP notes, proofs, cosignatures, and the export that a stranger can verify.
//!
//! Everything here is pure: no clock, no files, no database. The caller passes in times, keys and streams.
//! Who was allowed to do what is not decided here either; `quorum` does that, entry by entry.

pub mod canonical;
mod entry;
mod error;
mod tree;

pub use entry::{Approval, Entry, Event, MAX_ENTRY};
pub use error::{Error, Result};
pub use tree::{Hash, leaf_hash};
