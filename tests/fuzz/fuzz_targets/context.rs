//! Derivation inputs of scheme 1.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::Context.probe(bytes));
