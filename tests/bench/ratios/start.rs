//! The program as people get it: how long it takes to start, and how large it is.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bench::{Aim, rounds, row};

const ROUNDS: usize = 101;
/// The smallest things that the program does.
const COMMANDS: [&[&str]; 2] = [&["--version"], &["region", "list"]];
const MEGABYTE: f64 = 1e6;

/// Prints this group's rows.
pub fn run() {
    let program = build();
    let run = |args: &[&str]| {
        let status = Command::new(&program)
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "{args:?} works"
        );
    };
    for command in COMMANDS {
        let against = rounds(ROUNDS, || run(command), || run(&["--help"]));
        let (ours, help) = against.nanoseconds(1);
        row(
            &format!(
                "start: `kms {}` against `kms --help`: times as long",
                command.join(" ")
            ),
            &Aim::AtMost(2.0),
            against.slower(),
            &format!("{:.2} ms, {:.2} ms", ours / 1e6, help / 1e6),
        );
    }
    let size = std::fs::metadata(&program).expect("the program").len();
    row(
        "size of the stripped program, in MB",
        &Aim::AtMost(5.0),
        size as f64 / MEGABYTE,
        &format!("{size} bytes"),
    );
}

/// Builds the released program, as `cargo build --release` does, and says where it is.
fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--locked", "--package", "kms-cli"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .status();
    assert!(
        built.is_ok_and(|status| status.success()),
        "the program builds"
    );
    // This one is in target/release/deps.
    let here = std::env::current_exe().expect("a path");
    let folder = here
        .parent()
        .and_then(Path::parent)
        .expect("two folders up");
    folder.join("kms")
}
