//! Exported logs, replayed.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::LogExport.probe(bytes));
