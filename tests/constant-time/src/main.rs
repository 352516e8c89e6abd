//! Shows that no branch and no address depends on a secret.
//!
//! Memcheck reports a branch or an address that depends on undefined memory. Here secrets are marked undefined, so it
//! reports where time depends on a secret (the method of A. Langley's ctgrind). What comes out on purpose, a check
//! value say, is marked defined where it does; where that is inside the program, `published.supp` names the function.
//!
//! The same instrument must see what is known to leak: the controls, and the listed exceptions.

mod backend;
mod leaks;
mod paths;
mod secrets;

use std::process::ExitCode;

use crabgrind::RunMode;

/// What valgrind must say about a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Nothing.
    Silence,
    /// At least one report.
    Reports,
}

/// One path that secrets take.
struct Path {
    name: &'static str,
    expected: Expected,
    walk: fn(),
}

impl Path {
    const fn silent(name: &'static str, walk: fn()) -> Self {
        Self {
            name,
            expected: Expected::Silence,
            walk,
        }
    }

    const fn reported(name: &'static str, walk: fn()) -> Self {
        Self {
            name,
            expected: Expected::Reports,
            walk,
        }
    }

    /// Walks the path and prints what valgrind reported on it.
    fn is_as_expected(&self) -> bool {
        let before = crabgrind::count_errors();
        (self.walk)();
        let reports = crabgrind::count_errors() - before;
        let found = if reports == 0 {
            Expected::Silence
        } else {
            Expected::Reports
        };
        let fits = found == self.expected;
        let expected = match self.expected {
            Expected::Silence => "none",
            Expected::Reports => "some",
        };
        let verdict = if fits { "ok" } else { "DIFFERS" };
        println!(
            "{verdict:<8} {:<62} {reports:>9} reports, expected {expected}",
            self.name
        );
        fits
    }
}

fn main() -> ExitCode {
    if crabgrind::run_mode() != RunMode::Valgrind {
        eprintln!("start this with tests/constant-time/run");
        return ExitCode::from(2);
    }
    println!("AES {}", paths::aes_backend());
    let all = [
        paths::PATHS,
        backend::PATHS,
        leaks::EXCEPTIONS,
        leaks::CONTROLS,
    ];
    let results: Vec<bool> = all
        .into_iter()
        .flatten()
        .map(Path::is_as_expected)
        .collect();
    let fit = results.iter().filter(|fits| **fits).count();
    println!("{fit} of {} paths as expected", results.len());
    if fit == results.len() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
