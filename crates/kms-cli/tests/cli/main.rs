//! The program as people and programs meet it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod applications;
mod custody;
mod custody_refused;
#[path = "../../../kms/examples/handover_records/office.rs"]
mod handover_office;
mod handovers;
mod hostile;
mod office;
mod officer;
mod papers;
mod planted;
mod refusals;
mod story;
mod transcript;

/// Transcripts are the program's specification: `tests/cmd`.
#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("KMS_KEYSTORE", "")
        .case("tests/cmd/*.trycmd");
}
