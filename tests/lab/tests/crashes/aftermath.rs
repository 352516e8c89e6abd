//! What must hold in a site after any crash.

use std::fs;
use std::path::Path;

use audit_log::Entry;
use keystore::{Digest, Head, Keystore, PackageState, State};
use lab::work::{Site, is_component_of, outcomes};

/// How far the operation came that the crash cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Nothing of it is there.
    Nothing,
    /// Its first commits are; `recover` finishes it.
    Part,
    /// All of it is, though nobody was told.
    Whole,
}

impl Reached {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Part, Self::Whole];
}

/// Opens the keystore, which verifies all of it, and checks that every acknowledged head is a prefix of the log, that
/// after the last of them nothing stands but what the operation `in_flight` may have left, and that the files agree.
pub fn check(site: &Site, acknowledged: &[Head], in_flight: Option<&str>) -> (Head, Reached) {
    let keystore = Keystore::open_read_only(&site.keystore()).unwrap_or_else(|error| {
        let findings = match &error {
            keystore::Error::Tampered(report) => format!("{:?}", report.findings),
            _ => String::new(),
        };
        panic!("half-done: after a kill in {in_flight:?} the keystore does not open: {error} {findings}")
    });
    let head = keystore.head();
    for known in acknowledged {
        let root = keystore.tree().root_at(known.size).ok();
        assert_eq!(
            root,
            Some(known.root),
            "lost: entry {} was acknowledged, {} are there; killed in {in_flight:?}",
            known.size,
            head.size
        );
    }
    let last = acknowledged.last().map_or(0, |head| head.size);
    let after: Vec<String> = (last + 1..=head.size)
        .map(|seq| {
            let entry = Entry::decode(&keystore.entry(seq).unwrap()).unwrap();
            entry.event.r#type
        })
        .collect();
    let reached = reached(&after, in_flight);
    check_files(site, keystore.state());
    (head, reached)
}

fn reached(after: &[String], in_flight: Option<&str>) -> Reached {
    if after.is_empty() {
        return Reached::Nothing;
    }
    let known = in_flight.map_or(&[][..], outcomes);
    let found = known.iter().position(|outcome| after == *outcome);
    let found = found.unwrap_or_else(|| panic!("half-done: {in_flight:?} left {after:?}"));
    // An outcome that another one continues is a part of it.
    let goes_on = |other: &&[&str]| {
        other.len() > after.len() && after.iter().zip(*other).all(|(one, other)| one == other)
    };
    if known[found + 1..].iter().any(goes_on) && in_flight != Some("unlock") {
        Reached::Part
    } else {
        Reached::Whole
    }
}

/// No package or receipt lies outside that the log does not name, and each that the log calls written is there.
fn check_files(site: &Site, state: &State) {
    let out = site.out();
    for entry in fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        if !is_partial(&path) {
            let digest = Digest::of(&fs::read(&path).unwrap());
            let named = state
                .packages
                .values()
                .any(|one| one.created.digest == digest)
                || state
                    .imports
                    .values()
                    .any(|one| one.receipt == Some(digest));
            assert!(named, "released unrecorded: {}", path.display());
        }
    }
    for carrier in site.carriers() {
        for entry in fs::read_dir(carrier).unwrap() {
            let path = entry.unwrap().path();
            let named = state.transports.keys().any(|id| is_component_of(&path, id));
            assert!(named, "released unrecorded: {}", path.display());
        }
    }
    for package in state.packages.values() {
        if package.state == PackageState::Written {
            let made = &package.created;
            let path = out.join(format!("{}-{:04}.kmspkg", made.to.region, made.counter));
            assert_eq!(Digest::of(&fs::read(path).unwrap()), made.digest);
        }
    }
}

fn is_partial(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "partial")
}

/// Finishes what is open, and checks that then nothing is.
pub fn recover(site: &Site) {
    let mut session = site.unlock().unwrap();
    lab::work::Task::Recover
        .perform(&mut session, site)
        .unwrap();
    assert_eq!(kms::recover::open(session.state()), []);
    let head = session.keystore().head();
    drop(session);
    check(site, &[head], None);
    let [a, b] = site.carriers();
    for folder in [a, b, site.out()] {
        let mut files = fs::read_dir(folder).unwrap();
        let left = files.find(|entry| is_partial(&entry.as_ref().unwrap().path()));
        assert!(left.is_none(), "left behind: {left:?}");
    }
}
