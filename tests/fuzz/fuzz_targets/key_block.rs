//! Key blocks of X9.143.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::KeyBlock.probe(bytes));
