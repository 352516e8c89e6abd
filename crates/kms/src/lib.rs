//! The operations of the key management system: create a keystore, make keys, diversify them for the
//! regions below, hand them over, receive them, and show that all of it was done rightly.
//!
//! No terminal, no SQL and no vendor type here. Every operation is a function that takes what a caller
//! decided and returns what happened, or an [`Error`]; [`Session`] stands for the officers at the
//! terminal. Functions named `plan_…` and `check_…` need no passphrase and change nothing.

pub mod application;
pub mod audit;
pub mod cards;
mod clock;
pub mod code;
mod component;
mod continuity;
pub mod custody;
pub mod demo;
mod error;
mod files;
pub mod identity;
pub mod init;
pub mod keys;
pub mod package;
pub mod record;
pub mod recover;
pub mod regions;
pub mod repair;
pub mod selftest;
mod session;
pub mod status;
pub mod transport;
mod wire;

pub use component::{ComponentNote, MAX_COMPONENT, read_component};
pub use continuity::Consistency;
pub use error::{Artefact, Error, Flaw, Result};
pub use files::read as read_file;
pub use session::{Backend, Credentials, Session};

/// The cryptographic suite of this version: Ed25519, SHA-256, AES-256, Argon2id.
pub const SUITE: u16 = 1;
