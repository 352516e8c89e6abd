//! A benchmark is a ratio of two measurements made in turn in this one run; where both sides make keys, after both made
//! the same. The answers of custody are times, each the median of some.
//!
//! `cargo bench` prints them as the rows of a table; `cargo bench -- derivation log` only those groups. Nothing here
//! fails for being slow: a row says whether its aim was met.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that cannot go on has failed"
)]

mod commits;
mod custody;
mod derivation;
mod log;
mod openssl;
mod site;
mod start;

const GROUPS: [(&str, fn()); 5] = [
    ("derivation", derivation::run),
    ("commits", commits::run),
    ("log", log::run),
    ("custody", custody::run),
    ("start", start::run),
];

fn main() {
    // Cargo adds an option of its own.
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    println!("| what | aim | result | how |");
    println!("|---|---|---|---|");
    for (name, run) in GROUPS {
        if asked.is_empty() || asked.iter().any(|one| one == name) {
            run();
        }
    }
}
