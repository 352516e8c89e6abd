//! Parsers of outside bytes without the fuzzer: everything it was started from and everything that it kept is read
//! again, with the same assertions; and each file of `tests/vectors/failures`, one failure each, is refused for just
//! that.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says so by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lab::failures::{ACCEPTED, Failure, all, base};
use lab::parsers::Format;

/// So many files must be there, without the sound artefacts.
const AT_LEAST: usize = 100;

fn tests(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder)
}

/// The files of a folder by name; none where the folder is missing.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let read = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).unwrap())
    };
    entries.map(|entry| read(entry.unwrap())).collect()
}

fn class(format: Format, bytes: &[u8]) -> String {
    match format.read(bytes) {
        Ok(()) => ACCEPTED.to_owned(),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn seeds_and_corpus_break_nothing() {
    for format in Format::ALL {
        let mut count = 0;
        for kept in ["seeds", "corpus"] {
            for bytes in files(&tests("fuzz").join(kept).join(format.name())).values() {
                format.probe(bytes);
                count += 1;
            }
        }
        println!("{}: {count} inputs of the fuzzer read again", format.name());
        assert!(count > 0, "{} has no seeds", format.name());
    }
}

#[test]
fn the_sound_artefacts_are_accepted() {
    for format in Format::ALL {
        assert_eq!(class(format, &base(format)), ACCEPTED, "{}", format.name());
    }
}

#[test]
fn each_failure_is_refused_for_what_it_is() {
    let files = files(&tests("vectors/failures"));
    let mut classes = BTreeSet::new();
    let mut refused = 0;
    let mut wrong = Vec::new();
    for (name, file) in &files {
        let failure = Failure::from_file(file).unwrap_or_else(|| panic!("{name} is no such file"));
        let found = class(failure.format, &failure.artefact());
        if found != failure.expect {
            wrong.push(format!("{name}: {found}"));
        }
        if failure.expect != ACCEPTED {
            refused += 1;
            classes.insert(failure.expect);
        }
    }
    println!("{refused} failures of {} classes", classes.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused >= AT_LEAST, "{refused}");
}

#[test]
fn the_failures_are_what_their_maker_makes() {
    let made = all().into_iter().map(|(name, failure)| {
        assert_eq!(
            Failure::from_file(&failure.to_file()).as_ref(),
            Some(&failure)
        );
        (name, failure.to_file())
    });
    let made: BTreeMap<_, _> = made.collect();
    let kept = files(&tests("vectors/failures"));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(
        names(&made),
        names(&kept),
        "run `cargo run -p lab --bin make_failures`"
    );
    assert!(made == kept, "run `cargo run -p lab --bin make_failures`");
}
