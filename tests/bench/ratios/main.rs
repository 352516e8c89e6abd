//! Every benchmark is a ratio of two measurements made in turn in this one run, after both gave the same bytes.
//! `cargo bench` prints them as the rows of a table; `cargo bench -- NAME…` only those groups.

fn main() {}
