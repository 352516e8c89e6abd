//! What can go wrong in this crate.

/// The result of this crate's functions.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a log artefact was refused. Each variant names what failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// More bytes than this kind of artefact may have.
    #[error("{size} bytes, but at most {cap} are accepted")]
    TooLarge {
        /// Bytes offered (where a stream was cut off: bytes read so far).
        size: usize,
        /// Bytes accepted.
        cap: usize,
    },
    /// Not JSON, or JSON of another shape than expected.
    #[error("JSON refused: {0}")]
    Json(serde_json::Error),
    /// A number that JSON implementations cannot carry exactly (RFC 7493 §2.2: beyond 2^53 − 1).
    #[error("number {0} cannot be carried exactly in canonical JSON; use a string")]
    Number(String),
    /// JSON that differs from its RFC 8785 encoding: white space, member order, duplicate members, escapes.
    #[error("JSON is not in canonical form")]
    NotCanonical,
    /// A member of an entry holds a value that it may not have.
    #[error("entry: bad value in `{0}`")]
    Entry(&'static str),
    /// A leaf or tree size beyond the tree.
    #[error("{asked} asked of a log that ends at {limit}")]
    OutOfRange {
        /// What was asked for.
        asked: u64,
        /// Where the tree ends.
        limit: u64,
    },
    /// The inclusion proof does not lead from this leaf to this root.
    #[error("inclusion proof does not hold")]
    Inclusion,
    /// The consistency proof does not lead from the old root to the new one.
    #[error("consistency proof does not hold")]
    Consistency,
    /// A name that may not stand in a signed note: empty, too long, or with spaces, `+` or control characters.
    #[error("name refused in a signed note")]
    KeyName,
    /// Not a verifier key `<name>+<8 hex>+<base64>`, or its key id does not belong to it.
    #[error("not a verifier key in its one text form")]
    VerifierKey,
    /// Thirty-two bytes that no honest Ed25519 key has: not a point, not its canonical encoding, or of small order.
    #[error("not a sound Ed25519 public key")]
    PublicKey,
    /// Text that is not a signed note (C2SP signed-note).
    #[error("signed note: {0}")]
    Note(&'static str),
    /// A note body that is not a checkpoint (C2SP tlog-checkpoint).
    #[error("checkpoint: bad {0}")]
    Checkpoint(&'static str),
    /// The checkpoint belongs to another log than the key.
    #[error("checkpoint of another log: {0}")]
    Origin(String),
    /// No signature of the expected key stands under the note.
    #[error("not signed by {0}")]
    NotSigned(String),
    /// A signature of the expected key does not verify.
    #[error("bad signature of {0}")]
    Signature(String),
    /// A cosignature time beyond 2^63 − 1.
    #[error("cosignature time out of range")]
    CosignatureTime,
    /// The export cannot be read or written.
    #[error("export: {0}")]
    Io(#[from] std::io::Error),
    /// Something that may not stand at this place of an export.
    #[error("export: {0}")]
    Export(&'static str),
    /// A line of an export that cannot be accepted.
    #[error("export, line {line}: {error}")]
    InLine {
        /// Line number, from 1.
        line: u64,
        /// Why.
        error: Box<Error>,
    },
    /// A checkpoint's root is not the root of the entries before it.
    #[error("entries do not have the root that was signed for size {size}")]
    Root {
        /// The size that the checkpoint speaks for.
        size: u64,
    },
    /// An entry that must be signed stands after the last checkpoint.
    #[error("entry {seq} stands after the last checkpoint but is no attempt")]
    Unsigned {
        /// The entry's position.
        seq: u64,
    },
}
