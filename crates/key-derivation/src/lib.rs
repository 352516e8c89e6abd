//! What a key is, and how a child key comes from its parent.
//!
//! Pure: no clock, no files, no randomness of its own. The same parent and
//! the same [`Input`] make the same child for ever.
//!
//! ```
//! use key_derivation::{Algorithm, Child, Input, KeyBytes, KeyVersion, Level, Parent, Scheme};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let master = KeyBytes::init(16, |key| key.fill(0x2A))?; // drawn at random in earnest
//! let province = Child {
//!     level: Level::Province,
//!     region: "410000".parse()?,
//!     kind: "0101".parse()?,
//!     algorithm: Algorithm::Sm4,
//!     version: KeyVersion::FIRST,
//!     diversifier: Vec::new(),
//! };
//! let input = Input::for_child(Scheme::Sp800108Cmac, &province)?;
//! let sub_key = Parent::new(Algorithm::Sm4, &master)?.diversify(&input, Algorithm::Sm4)?;
//! assert_eq!(sub_key.len(), 16);
//! # Ok(())
//! # }
//! ```

mod algorithm;
mod catalogue;
mod cipher;
mod cmac;
mod context;
mod descriptor;
mod error;
mod ids;
mod kcv;
mod level;
mod parent;
mod pboc;
mod region;
mod scheme;
mod secret;
mod siblings;
pub mod sp800_108;
mod text;

pub use algorithm::Algorithm;
pub use catalogue::{Application, Catalogue, Kind, Sort};
pub use cipher::{Block, BlockCipher};
pub use cmac::Cmac;
pub use context::Context;
pub use descriptor::{KeyDescriptor, Origin};
pub use error::{Error, Result};
pub use ids::{KeyId, KeyVersion, KindCode, RegionCode};
pub use kcv::{Kcv, check_value, legacy_check_value};
pub use level::Level;
pub use parent::Parent;
pub use pboc::{card_mac_challenge, card_mac_session, session_key};
pub use region::{Region, RegionStatus, RegionTable, Year};
pub use scheme::{Child, Input, Scheme};
pub use secret::KeyBytes;
pub use siblings::{KeyBatch, Siblings};
