//! What can go wrong in this crate.

use crate::OfficerId;

/// The result of this crate's functions.
pub type Result<T> = std::result::Result<T, Error>;

/// What was refused, or what failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not a staff code: 1 to 32 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
    #[error("not a staff code of 1 to 32 letters, digits, '.', '_' or '-'")]
    OfficerId,
    /// The quorum must satisfy 2 ≤ k ≤ n ≤ 16.
    #[error("a quorum of {k} out of {n} is not allowed: 2 <= k <= n <= 16")]
    Threshold {
        /// Officers needed.
        k: usize,
        /// Officers enrolled.
        n: usize,
    },
    /// Two officers carry the same staff code (letter case does not tell them apart).
    #[error("staff code {0} is enrolled twice")]
    DuplicateOfficer(OfficerId),
    /// Two officers carry the same public key.
    #[error("the public key of {0} is already another officer's")]
    DuplicateKey(OfficerId),
    /// Not the public key of an Ed25519 key pair: not a point, or a point of small order.
    #[error("the public key of {0} is not a sound Ed25519 key")]
    PublicKey(OfficerId),
    /// The same share index appears twice.
    #[error("share index {0} appears twice")]
    DuplicateShare(u8),
    /// A share index outside 0 to 15.
    #[error("share index {0} is not between 0 and 15")]
    ShareIndex(u8),
    /// Fewer shares than the threshold.
    #[error("{got} shares, but {needed} are needed")]
    TooFewShares {
        /// The threshold k.
        needed: usize,
        /// Shares given.
        got: usize,
    },
    /// The shares do not belong together: one is wrong, or they come from different secrets or another threshold.
    #[error("the shares do not belong together, or one of them is damaged")]
    ShareDigest,
    /// Shares of a length that this sharing does not have.
    #[error("a share has the wrong length")]
    ShareLength,
    /// The passphrase has fewer than 8 characters or fewer than 12 bytes.
    #[error("passphrase too short: at least 8 characters that make at least 12 bytes")]
    PassphraseTooShort,
    /// The passphrase repeats too few different characters.
    #[error("passphrase too simple: at least 5 different characters")]
    PassphraseTooSimple,
    /// The passphrase has more than 256 bytes.
    #[error("passphrase too long: at most 256 bytes")]
    PassphraseTooLong,
    /// The passphrase is not UTF-8 or holds control characters.
    #[error("passphrase is not plain text")]
    PassphraseNotText,
    /// Not an envelope: other length, or another format name at its start.
    #[error("not an envelope of format kms-envelope/1")]
    EnvelopeLayout,
    /// A cryptographic suite this program does not know.
    #[error("suite {0} is unknown")]
    Suite(u16),
    /// Password-hash parameters below the floor or above the cap; nothing was computed.
    #[error("password-hash cost m={m_kib} KiB, t={t}, p={p} is outside the accepted range")]
    Cost {
        /// Memory in KiB.
        m_kib: u32,
        /// Passes.
        t: u32,
        /// Lanes.
        p: u8,
    },
    /// The memory that the password hash needs could not be had.
    #[error("the password hash could not be computed (memory)")]
    PasswordHash,
    /// The AEAD could not encrypt.
    #[error("the envelope could not be encrypted")]
    Seal,
    /// The envelope does not open: wrong passphrase, or the envelope or what it is bound to was altered.
    #[error("wrong passphrase, or the envelope was altered")]
    WrongPassphrase,
    /// The share or officer does not fit what the envelope says about itself.
    #[error("the envelope's description does not fit its content: {0}")]
    EnvelopeContext(&'static str),
    /// A request with a missing, surplus or malformed member.
    #[error("request: bad value in '{0}'")]
    Request(&'static str),
    /// An action this program does not know.
    #[error("action '{0}' is unknown")]
    Action(String),
    /// The time handed in is not RFC 3339 in UTC with whole seconds.
    #[error("not a UTC time with whole seconds: '{0}'")]
    Time(String),
    /// The request may not be acted upon any more.
    #[error("the request expired at {expires}; now it is {now}")]
    Expired {
        /// When it expired.
        expires: String,
        /// The time of the check.
        now: String,
    },
    /// Nobody approved.
    #[error("nobody approved the request")]
    NoApprovals,
    /// More approvals than could be of use; nothing was verified.
    #[error("{0} approvals are more than any request needs")]
    TooManyApprovals(usize),
    /// An approval names somebody who is not enrolled.
    #[error("an approval names '{0}', who is not an enrolled officer")]
    UnknownOfficer(String),
    /// An approval with a malformed digest or signature.
    #[error("the approval of {0} is malformed")]
    MalformedApproval(OfficerId),
    /// An approval given to another request.
    #[error("the approval of {0} is for another request")]
    OtherRequest(OfficerId),
    /// An approval whose signature is not that officer's.
    #[error("the approval of {0} has no valid signature")]
    ApprovalSignature(OfficerId),
    /// Fewer distinct people than the request needs.
    #[error("{got} of {needed} needed officers approved")]
    NotEnoughApprovals {
        /// Officers needed.
        needed: usize,
        /// Distinct officers who approved.
        got: usize,
    },
    /// The outer JSON of a JWS is too large, not canonical, or of another shape.
    #[error("signed file: outer JSON refused: {0}")]
    JwsOuter(audit_log::Error),
    /// A JWS part is not strict base64url without padding, or has the wrong length.
    #[error("signed file: '{0}' is not strict base64url of the right length")]
    JwsEncoding(&'static str),
    /// A JWS needs exactly one signature here, or one of each of several people in the order of their keys.
    #[error("signed file: {0} signatures, and not those that it must have")]
    JwsSignatures(usize),
    /// The protected header is not canonical JSON, or has missing, surplus or malformed members.
    #[error("signed file: protected header refused")]
    JwsHeader,
    /// The protected header asks for an extension this program does not know (RFC 7515 §4.1.11).
    #[error("signed file: unknown critical header")]
    JwsCritical,
    /// Another algorithm than `Ed25519` (RFC 9864).
    #[error("signed file: algorithm '{0}' is not accepted")]
    JwsAlgorithm(String),
    /// The file names another key than the one it was checked against.
    #[error("signed file: made with key {found}, expected {expected}")]
    JwsKey {
        /// Thumbprint of the key it was checked against.
        expected: String,
        /// Thumbprint that the file names.
        found: String,
    },
    /// The signature is not valid for this content and key.
    #[error("signed file: signature not valid")]
    JwsSignature,
    /// The operating system gave no randomness.
    #[error("no randomness from the operating system: {0}")]
    Random(getrandom::Error),
    /// A value has no canonical JSON form.
    #[error("canonical JSON: {0}")]
    Canonical(#[from] audit_log::Error),
}
