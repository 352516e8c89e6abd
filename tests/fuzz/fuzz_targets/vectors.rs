//! Files of test vectors for the self-test.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::Vectors.probe(bytes));
