//! What verification can find.

use crate::{Digest, Error};

/// What verification found: everything, not only the first.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many entries the log has.
    pub entries: u64,
    /// How many checkpoints verify.
    pub checkpoints: u64,
    /// How many entries stand after the last checkpoint; only attempts may.
    pub unsigned_tail: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What is odd and no proof of anything.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether SQLite finds its container damaged, and nothing else is wrong with what it could still read.
    #[must_use]
    pub fn is_container_only(&self) -> bool {
        let container = |finding: &Finding| matches!(finding, Finding::Container { .. });
        !self.is_clean() && self.findings.iter().all(container)
    }
}

/// Something odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// An entry bears an earlier time than the one before it: a clock went back.
    ClockWentBack {
        /// The entry.
        seq: u64,
    },
}

/// Something wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Finding {
    /// SQLite finds the container damaged.
    Container {
        /// What SQLite said.
        detail: String,
    },
    /// The file is not marked as a keystore.
    ApplicationId {
        /// The mark that it bears.
        found: i64,
    },
    /// The file has another schema version.
    Version {
        /// The version in the file.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// A table, index or trigger is missing, altered, or does not belong here.
    Schema {
        /// Its name.
        object: String,
    },
    /// The table of the log or of its checkpoints is not the one that belongs here, so nothing was read from it.
    Unreadable,
    /// The log has no entry at all.
    Empty,
    /// An entry is missing, or stands at another place than its own.
    Sequence {
        /// The number that belongs here.
        expected: u64,
        /// The number that stands here.
        found: i64,
    },
    /// The stored leaf hash is not that of the stored entry.
    LeafHash {
        /// The entry's place.
        seq: u64,
    },
    /// An entry is malformed, has no authority or breaks a rule.
    Entry {
        /// The entry's place.
        seq: u64,
        /// Why it cannot stand there.
        error: Box<Error>,
    },
    /// A checkpoint is not signed by the log key, or does not fit the entries that it covers.
    Checkpoint {
        /// The size that it is filed under.
        size: i64,
        /// What is wrong with it.
        error: audit_log::Error,
    },
    /// A commit ended with this entry, and the checkpoint that was signed over it is not there.
    CheckpointMissing {
        /// The size that it should be filed under.
        size: u64,
    },
    /// An entry that is no attempt stands after the last checkpoint.
    Unsigned {
        /// The entry's place.
        seq: u64,
    },
    /// A row that the log gives is not there.
    RowMissing {
        /// Table.
        table: &'static str,
        /// Primary key.
        key: String,
    },
    /// A row that the log does not give.
    RowExtra {
        /// Table.
        table: &'static str,
        /// Primary key.
        key: String,
    },
    /// A value differs from what the log gives.
    RowDiffers {
        /// Table.
        table: &'static str,
        /// Primary key.
        key: String,
        /// Column.
        column: String,
    },
    /// The bytes of an attachment are gone.
    AttachmentMissing {
        /// The digest that the log names.
        digest: Digest,
    },
    /// The bytes or the content name of an attachment are not those that the log names.
    AttachmentAltered {
        /// The digest that the log names.
        digest: Digest,
    },
    /// An attachment that was erased is there.
    AttachmentNotErased {
        /// Its digest.
        digest: Digest,
    },
    /// An attachment that the log does not name.
    AttachmentExtra {
        /// The digest that it is filed under.
        digest: String,
    },
    /// A checkpoint held elsewhere is not one of this log.
    Witness {
        /// Its position among the checkpoints given, from 0.
        index: usize,
        /// What is wrong with it.
        error: audit_log::Error,
    },
    /// The log is shorter than it once was.
    RolledBack {
        /// The size that a checkpoint held elsewhere, or a keystore that was open meanwhile, speaks for.
        witnessed: u64,
        /// The size now.
        entries: u64,
    },
    /// The log is not the one that a checkpoint held elsewhere, or a keystore that was open meanwhile, speaks for.
    Rewritten {
        /// The size that was seen.
        size: u64,
    },
}

impl Finding {
    /// Whether the log itself is untouched by it, so that a repair can put it right.
    pub(crate) fn is_mendable(&self) -> bool {
        matches!(
            self,
            Self::Container { .. }
                | Self::ApplicationId { .. }
                | Self::Version { .. }
                | Self::Schema { .. }
                | Self::RowMissing { .. }
                | Self::RowExtra { .. }
                | Self::RowDiffers { .. }
                | Self::AttachmentMissing { .. }
                | Self::AttachmentAltered { .. }
                | Self::AttachmentNotErased { .. }
                | Self::AttachmentExtra { .. }
        )
    }
}
