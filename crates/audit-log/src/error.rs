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
}
