//! Records of handovers: envelope, payload, proofs, approvals, and what the entries tell.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::HandoverRecord.probe(bytes));
