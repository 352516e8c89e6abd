//! No one person alone: officers and the rules they are counted by, the sharing of the root secret, the sealed
//! envelope of each officer, and approvals.
//!
//! The one sentence this crate makes true at compile time: an [`Approved`] exists only where enough distinct enrolled
//! people signed exactly the request inside it. Whatever needs authority takes an `&Approved`.
//!
//! Everything here is pure. There is no clock (the time is an argument) and no file; randomness comes from the
//! operating system, and only where a secret is made.
//!
//! # What cannot be written
//! An [`Approved`] cannot be put together from its parts:
//! ```compile_fail,E0451
//! fn forge(request: quorum::Request) -> quorum::Approved {
//!     quorum::Approved { request, approvals: Vec::new() }
//! }
//! ```
//! Secrets are neither copied nor printed:
//! ```compile_fail,E0599
//! fn copy(root: &quorum::RootSecret) -> quorum::RootSecret {
//!     root.clone()
//! }
//! ```
//! ```compile_fail,E0277
//! fn print(root: &quorum::RootSecret) {
//!     println!("{root:?}");
//! }
//! ```
//! ```compile_fail,E0277
//! fn print(share: &quorum::Share) {
//!     println!("{share:?}");
//! }
//! ```
//! ```compile_fail,E0277
//! fn print(key: &quorum::SigningKey) {
//!     println!("{key:?}");
//! }
//! ```
//! ```compile_fail,E0277
//! fn print(passphrase: &quorum::Passphrase) {
//!     println!("{passphrase:?}");
//! }
//! ```

mod approval;
mod envelope;
mod error;
mod gf256;
pub mod jws;
pub mod known_answers;
mod officer;
mod passphrase;
mod request;
mod secret;
mod sharing;
mod stack;

pub use approval::{Approved, sign_request};
pub use envelope::{Cost, CustodianSecrets, ENVELOPE_LEN, EnvelopeContext, open, seal};
pub use error::{Error, Result};
pub use officer::{MAX_OFFICERS, Officer, OfficerId, Rules};
pub use passphrase::Passphrase;
pub use request::{Action, Needs, Request};
pub use secret::{LogSeed, RootSecret, SigningKey, is_public_key, is_signature};
pub use sharing::{Share, combine, split};
pub use stack::wiping_stack;
