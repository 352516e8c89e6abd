//! Theft: what a stolen keystore gives away, what is left of a destroyed key, and what a command leaves in memory and
//! in its output.
//!
//! Each search comes with its control: the attack that finds nothing with one passphrase finds everything with k; the
//! search that finds no sealed byte finds them where SQLite does not overwrite; the one that finds no secret in a
//! process's memory finds one that was planted.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod attack;
mod erased;
mod field;
mod keys;
mod needles;
mod office;
mod process;
mod secrets;
mod story;
mod terminal;
