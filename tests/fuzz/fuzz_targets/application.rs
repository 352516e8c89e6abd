//! Key applications: envelope, payload, and every check before a decision.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::Application.probe(bytes));
