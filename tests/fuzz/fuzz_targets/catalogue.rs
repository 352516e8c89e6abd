//! Regional catalogues of key kinds.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lab::parsers::Format::Catalogue.probe(bytes));
