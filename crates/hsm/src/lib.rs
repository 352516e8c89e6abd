//! The seam to encryption machines: what a key management system asks of the thing that holds its
//! keys, and the software backend that holds them sealed under the shared root secret.
//!
//! A backend takes and returns only protected bytes (sealed blobs, key blocks) and public facts
//! (check values, signatures). Key material leaves it in the clear at one named place, [`clear`].
//! Whatever uses a key demands a [`quorum::Approved`]: the table of what permits what is in
//! [`approval`], and every backend consults it first.

pub mod approval;
pub mod clear;
mod error;
mod key_header;
pub mod known_answers;
mod lineage;
mod sealing;
mod software;
pub mod x9143;

use key_derivation::{Algorithm, Input, Kcv, KeyBytes, KeyDescriptor};
use quorum::Approved;

pub use error::{Error, Field, Kept, Part, Result};
pub use key_header::header_of;
pub use software::Software;

/// A key as the keystore holds it: what is known of it, and the bytes that a backend returned.
#[derive(Clone, Copy)]
pub struct StoredKey<'a> {
    /// What never changes about the key; the blob is bound to it.
    pub descriptor: &'a KeyDescriptor,
    /// The protected key, made by this backend.
    pub blob: &'a [u8],
    /// The check value recorded when the blob was made.
    pub kcv: Kcv,
}

/// One diversification: the input that names the child, and the child's algorithm.
#[derive(Clone, Debug)]
pub struct Step {
    /// The exact input.
    pub input: Input,
    /// The algorithm of the key that this step makes.
    pub algorithm: Algorithm,
}

/// A transport key's name and way; a sealed transport key is bound to all three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportDescriptor {
    /// The transport key's own id, a UUID.
    pub id: String,
    /// The id of the keystore that makes it.
    pub from: String,
    /// The id of the keystore that receives it.
    pub to: String,
}

/// Protected bytes and the check value of the key inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The protected bytes; only the backend that made them can use them.
    pub blob: Vec<u8>,
    /// The check value of the key.
    pub kcv: Kcv,
}

/// Where the result of a diversification goes.
#[derive(Clone, Copy)]
pub enum Sink<'a> {
    /// Sealed, into this keystore.
    Keep,
    /// Into a key block of X9.143 under a transport key that this keystore made.
    KeyBlock {
        /// The transport key's name and way.
        transport: &'a TransportDescriptor,
        /// The sealed transport key.
        blob: &'a [u8],
    },
}

/// What a diversification gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diversified {
    /// For [`Sink::Keep`].
    Kept(Sealed),
    /// For [`Sink::KeyBlock`].
    KeyBlock {
        /// The key block, ASCII.
        block: String,
        /// The check value of the key inside.
        kcv: Kcv,
    },
}

/// Where a backend computes a child key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derives {
    /// Inside the backend: no plaintext key crosses this seam.
    Inside,
    /// Through the caller's memory, because the machine returns the child in the clear. Refused unless
    /// policy names the exception; the audit event records it.
    ThroughHost,
}

/// What a backend is and can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The model, as it is recorded in the audit log.
    pub model: String,
    /// Whether it is a certified machine (Article 22) rather than a program.
    pub hardware: bool,
    /// Where it computes child keys.
    pub derives: Derives,
    /// Whether it makes key blocks.
    pub wraps: bool,
    /// Whether it takes in key blocks.
    pub imports: bool,
}

/// A backend: the holder of one keystore's keys.
///
/// Every call that takes an approval first checks that the approved action permits the call, that a quorum
/// approved it, and that it is for this backend's keystore ([`Error::NotApproved`], [`Error::Keystore`]); every call that takes a
/// blob refuses one that is damaged or bound to something else ([`Error::Sealed`]).
pub trait Hsm {
    /// What this backend is and can do.
    fn capabilities(&self) -> Capabilities;

    /// Draws a new master key at random.
    ///
    /// # Errors
    /// [`Error::Descriptor`] for a descriptor that is not that of a generated key.
    fn generate(&mut self, ok: &Approved, key: &KeyDescriptor) -> Result<Sealed>;

    /// Diversifies `parent` through one or more steps. Keys between the steps are never exposed.
    ///
    /// # Errors
    /// [`Error::LevelsExhausted`], [`Error::NoSteps`]; [`Error::Descriptor`] where `child` is not the
    /// child that parent and steps make; [`Error::CheckValue`] for a parent that is not the recorded
    /// one; [`Error::Derivation`].
    fn diversify(
        &mut self,
        ok: &Approved,
        parent: &StoredKey,
        steps: &[Step],
        child: &KeyDescriptor,
        sink: Sink,
    ) -> Result<Diversified>;

    /// Diversifies `parent` for many cards or PSAMs, whose keys are its last ones: through the steps `above`, the
    /// same for all, and then with each one's input. Returns their check values, in order, and keeps nothing.
    ///
    /// # Errors
    /// [`Error::LevelsExhausted`]; [`Error::Descriptor`] where steps and inputs do not lead from this parent to
    /// cards or PSAMs, with no diversification left; [`Error::CheckValue`] for a parent that is not the recorded one;
    /// [`Error::Derivation`].
    fn diversify_devices(
        &mut self,
        ok: &Approved,
        parent: &StoredKey,
        above: &[Step],
        devices: &[Input],
    ) -> Result<Vec<Kcv>>;

    /// Opens the blob and computes the check value anew. Needs nobody's approval: nothing leaves.
    ///
    /// # Errors
    /// [`Error::CheckValue`] where it is another than the recorded one.
    fn check(&mut self, key: &StoredKey) -> Result<()>;

    /// Makes an AES-256 transport key together with its 2 or 3 XOR components, sealed in one blob.
    ///
    /// # Errors
    /// [`Error::ComponentCount`] for another number of parts.
    fn make_transport(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        parts: u8,
    ) -> Result<Sealed>;

    /// **Danger**: returns the components of a transport key in the clear, 32 bytes each, in order.
    /// Each goes to its own carrier and its own custodian; see [`clear`].
    ///
    /// # Errors
    /// [`Error::NoComponents`] for a transport key that was received.
    fn components(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        blob: &[u8],
    ) -> Result<Vec<KeyBytes>>;

    /// Puts a received transport key together from all its components, in any order.
    ///
    /// # Errors
    /// [`Error::ComponentCount`], [`Error::Component`].
    fn open_transport(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        components: &[KeyBytes],
    ) -> Result<Sealed>;

    /// Takes in a key block that arrived under a transport key, after comparing its header with the
    /// descriptor field by field.
    ///
    /// # Errors
    /// [`Error::BlockVersion`], [`Error::BlockSyntax`], [`Error::BlockMac`]; [`Error::Header`] where
    /// header and descriptor differ; [`Error::Descriptor`] for one that is not of a received key.
    fn import(
        &mut self,
        ok: &Approved,
        transport: &TransportDescriptor,
        transport_blob: &[u8],
        key_block: &str,
        key: &KeyDescriptor,
    ) -> Result<Sealed>;

    /// Makes the keystore's identity key (Ed25519): the public key, 32 bytes, and the sealed key.
    ///
    /// # Errors
    /// [`Error::Random`].
    fn make_identity(&mut self, ok: &Approved) -> Result<([u8; 32], Vec<u8>)>;

    /// Signs with the identity key (RFC 8032 Ed25519, 64 bytes).
    ///
    /// # Errors
    /// [`Error::Sealed`] for a blob that is not this keystore's identity key.
    fn sign(&mut self, ok: &Approved, identity_blob: &[u8], message: &[u8]) -> Result<[u8; 64]>;
}
