//! What a key is, and how a child key comes from its parent.
//!
//! Pure: no clock, no files, no randomness of its own.

mod algorithm;
mod error;
mod ids;
mod level;
mod scheme;

pub use algorithm::Algorithm;
pub use error::{Error, Result};
pub use ids::{KeyId, KeyVersion, KindCode, RegionCode};
pub use level::Level;
pub use scheme::Scheme;
