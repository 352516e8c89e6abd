//! What the experiments of the fault laboratory share: how many times each is done, from which seed, and the small
//! keystores that they are done to.
//!
//! `scripts/test` runs a sample of each experiment; `tests/long/run` sets `KMS_LAB=whole` and runs all of it. The same
//! code does both, and each prints its seed and its count.

pub mod disk;
pub mod failures;
pub mod papers;
pub mod parsers;
mod plan;
mod program;
mod released;
pub mod work;
mod world;

pub use plan::{Dice, Plan, plan};
pub use program::program;
pub use released::{package_name, unrecorded};
pub use world::{OFFICERS, backend, folder, found, new_key, passphrase, unlock};
