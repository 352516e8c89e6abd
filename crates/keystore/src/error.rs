//! What can go wrong in this crate.

use std::path::PathBuf;

use crate::{Digest, Head, Report};

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What failed. Nothing was changed by a call that returns one of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A logged event of an unknown type or version, or with a body that is not of its type.
    #[error("event '{name}' cannot be read")]
    Event {
        /// The type that the event names.
        name: String,
    },
    /// Text that is not a SHA-256 digest: 64 lower-case hex digits.
    #[error("not a digest of 64 lower-case hex digits")]
    Digest,
    /// The officers and the threshold do not make a quorum.
    #[error("the officers do not make a quorum: {0}")]
    Rules(#[source] quorum::Error),
    /// A rule between events is broken; the text says what must hold.
    #[error("broken rule: {rule}")]
    Rule {
        /// What must hold.
        rule: &'static str,
    },
    /// A rule of custody refuses the event (Articles 22 to 24).
    #[error("custody refuses this: {0}")]
    Custody(#[source] handover_record::Refusal),
    /// Nobody who may do so stands behind an event.
    #[error("event without authority: {0}")]
    Authority(#[from] Authority),
    /// An entry, a checkpoint or a key of the log is malformed or not signed.
    #[error("log: {0}")]
    Log(#[from] audit_log::Error),
    /// An entry that does not continue the log.
    #[error("entry {found} stands where entry {expected} should be")]
    Sequence {
        /// The number that continues the log.
        expected: u64,
        /// The number that the entry bears.
        found: u64,
    },
    /// There is no keystore at this path.
    #[error("no keystore at {0}")]
    NotFound(PathBuf),
    /// Something stands at this path already.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// Another process holds the keystore.
    #[error("the keystore is in use by another process")]
    Busy,
    /// Somebody else appended meanwhile: the log's head is not the expected one.
    #[error("the log has moved from size {} to size {}", expected.size, found.size)]
    Moved {
        /// The head that the caller knew.
        expected: Head,
        /// The head now.
        found: Head,
    },
    /// The file at the keystore's path is not the one that was opened.
    #[error("the keystore file was replaced while it was open")]
    Replaced,
    /// The database cannot be written.
    #[error("the database cannot be written: {cause} ({detail})")]
    Unwritable {
        /// The kind of obstacle.
        cause: Unwritable,
        /// What SQLite or the system said.
        detail: String,
    },
    /// SQLite says that the file is damaged or no database.
    #[error("the database file is damaged: {detail}")]
    Damaged {
        /// What SQLite said.
        detail: String,
    },
    /// The file was written by a newer version of this program.
    #[error("schema version {found} is newer than version {known} of this program")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Verification found that something was altered; nothing may depend on this file.
    #[error("verification failed: {} findings", .0.findings.len())]
    Tampered(Report),
    /// The log key given is not the one that the first event names.
    #[error("this is not the log key of this keystore")]
    LogKey,
    /// The events name an attachment whose bytes were not given, or given as other content.
    #[error("the bytes of attachment {0} were not given")]
    AttachmentNotGiven(Digest),
    /// Bytes were given that the events do not name.
    #[error("attachment {0} is not named by the events")]
    AttachmentNotNamed(Digest),
    /// The attachment was erased on purpose, or its loss is recorded.
    #[error("attachment {0} is erased")]
    Erased(Digest),
    /// The attachment is not here; the log does not say that it was erased.
    #[error("attachment {0} is missing")]
    Missing(Digest),
    /// The stored bytes do not have the digest that the log names.
    #[error("attachment {0} was altered")]
    Altered(Digest),
    /// The log has no such entry.
    #[error("the log has no entry {0}")]
    NoEntry(u64),
    /// A file operation failed.
    #[error("{call} of {}: {source}", path.display())]
    File {
        /// The operation.
        call: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused for another reason.
    #[error("database: {detail}")]
    Database {
        /// What SQLite said.
        detail: String,
    },
}

/// Why a database cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unwritable {
    /// No space left.
    #[error("no space left")]
    Full,
    /// Opened read-only, or on read-only storage.
    #[error("read-only")]
    ReadOnly,
    /// The system does not allow it.
    #[error("permission denied")]
    Permission,
    /// The storage failed.
    #[error("storage failure")]
    Io,
}

/// Why an event has no authority.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Authority {
    /// The event needs an approved request, and the entry has none.
    #[error("no request")]
    NoRequest,
    /// An attempt carries a request or approvals, which it may not.
    #[error("an attempt carries a request")]
    NotAnAttempt,
    /// The entry or its request belongs to another keystore.
    #[error("it belongs to another keystore")]
    OtherKeystore,
    /// The request's operation served before.
    #[error("operation {op} has served before")]
    Reused {
        /// Id of the operation.
        op: uuid::Uuid,
    },
    /// The request had expired when the entry was written.
    #[error("the request expired at {expires}")]
    Expired {
        /// From when on the request is void.
        expires: String,
    },
    /// The officers signed something else than what happened.
    #[error("the event is not what the request asks for")]
    NotAnswered,
    /// The request or the approvals do not hold.
    #[error("{0}")]
    Approvals(#[source] quorum::Error),
}
