//! Records of handovers: what they show, what they leave out, and that everything in them is checked; and the figures
//! of a month.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says so by panicking"
)]

#[path = "../../examples/handover_records/office.rs"]
mod office;

mod files;
mod forged;
mod issuing;
mod months;
mod place;
mod stages;
