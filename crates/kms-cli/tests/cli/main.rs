//! The program as people and programs meet it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod office;
mod officer;
mod planted;
mod refusals;
mod story;

/// Transcripts are the program's specification: `tests/cmd`.
#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("KMS_KEYSTORE", "")
        .case("tests/cmd/*.trycmd");
}
