//! Tests of the seam: key blocks against the standard's vectors and a second implementation, and the
//! conformance suite that every backend must pass.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what is wrong by failing"
)]

mod conformance;
mod fixtures;
mod interchange;
mod software;
mod x9143;
