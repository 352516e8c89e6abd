//! The keystore file, from outside: what the door does, and what verification finds.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod applications;
mod authority;
mod custody;
mod files;
mod log_tampering;
mod other_processes;
mod repairing;
mod round_trip;
mod row_tampering;
mod world;
