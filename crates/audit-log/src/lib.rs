//! The append-only audit log: canonical entries, the RFC 9162 Merkle tree over them, checkpoints signed as
//! C2SP notes, proofs, cosignatures, and the export that a stranger can verify.
//!
//! Everything here is pure: no clock, no files, no database. The caller passes in times, keys and streams.
//! Who was allowed to do what is not decided here either; `quorum` does that, entry by entry.

pub mod canonical;
mod checkpoint;
mod cosignature;
mod entry;
mod error;
pub mod export;
mod keys;
mod note;
mod proof;
mod tree;

pub use checkpoint::{Checkpoint, open_checkpoint, sign_checkpoint};
pub use cosignature::{cosign, cosign_with, verify_cosignature};
pub use entry::{Approval, Entry, Event, MAX_ENTRY, is_utc_seconds};
pub use error::{Error, Result};
pub use keys::{LogKey, VerifierKey};
pub use note::{MAX_NOTE, open_note};
pub use proof::{verify_consistency, verify_inclusion};
pub use tree::{Hash, Tree, leaf_hash};
