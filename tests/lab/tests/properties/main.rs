//! What holds for every input: one encoding for each meaning, one context or factor for each child, no forbidden
//! state of a key, and no difference that the order of signatures makes.
//!
//! Of these, the crates' own tests show already: for contexts, every single byte changed, cut or added, and pairs of
//! requests (`key-derivation`, `properties`); for key blocks, every bit flipped, cuts and additions, and the round
//! trip of any header and key (`hsm`, `x9143`); for sealed envelopes, every byte (`quorum`, `envelope`); round trips of
//! canonical JSON, entries, notes and JWS of any content (`audit-log`, `quorum`); components (`kms`, `component`).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod approvals;
mod derivation;
mod formats;
mod key_life;
mod round_trips;
