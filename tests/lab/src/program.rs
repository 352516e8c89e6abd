//! The program `kms`, as it is built.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program: of the profile that the experiment was built in, or as it is released where the whole experiment is
/// done. Built where it is missing or older than a source of it.
///
/// # Panics
/// Where it does not build.
#[must_use]
pub fn program() -> PathBuf {
    let test = env::current_exe().expect("the test's own path");
    let own = test.ancestors().nth(2).expect("target/PROFILE");
    let whole = env::var("KMS_LAB").is_ok_and(|value| value == "whole");
    let profile = if whole {
        own.with_file_name("release")
    } else {
        own.to_owned()
    };
    let program = profile.join("kms");
    if !is_current(&program) {
        build(&profile);
    }
    program
}

/// Whether no source of the program is newer than the program: the tests of the whole workspace build it anyway.
fn is_current(program: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let sources = fs::read_to_string(program.with_extension("d")).unwrap_or_default();
    let (named, sources) = sources.split_once(": ").unwrap_or_default();
    let mut sources = sources.split_whitespace().peekable();
    let built = changed(program);
    Path::new(named) == program
        && built.is_some()
        && sources.peek().is_some()
        && sources.all(|one| changed(Path::new(one)) <= built)
}

fn build(profile: &Path) {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--locked", "--package", "kms-cli"]);
    build.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    build.env("CARGO_TARGET_DIR", profile.parent().expect("target"));
    let name = profile.file_name().expect("a profile");
    build.arg("--profile");
    // Only this profile's folder has another name.
    build.arg(if name == "debug" {
        "dev".as_ref()
    } else {
        name
    });
    let built = build.status().expect("cargo");
    assert!(built.success(), "the program does not build");
}
