//! Receipts: envelope, payload and every check before a passphrase.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::Receipt.probe(bytes));
