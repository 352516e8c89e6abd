//! Signed notes, checkpoints, cosignatures and verifier keys.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::Checkpoint.probe(bytes));
