//! Whatever somebody without the passphrases does to a keystore file is found, and so is what one officer does who
//! holds the log key, given any newer checkpoint: one flipped bit in each byte, each column of each table, each way to
//! bend a log of 1,000 entries, and 100 snapshots rolled back. And a repair gives back whatever the log gives.
//!
//! Each experiment takes the verdict that it puts to the test as an argument. Beside each stands its control: the same
//! experiment with a verdict that overlooks something must report misses.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "an experiment that cannot go on fails"
)]

mod as_built;
mod behind;
mod columns;
mod flips;
mod history;
mod log;
mod oracle;
mod repairs;
mod sites;
mod verdict;
