//! What the operations must refuse, and what must be left behind when they do: an error with its stable
//! code and exit code, `attempt` and `refused` entries, and nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says so by panicking"
)]

mod applications;
mod components;
mod faults;
mod flipped_bits;
mod forged_packages;
mod forged_receipts;
mod found;
mod insider;
mod interrupted;
mod key_life;
mod logs;
mod officers;
mod package_life;
mod place;
mod regions;
mod repairing;
mod storage;
mod strange_files;
