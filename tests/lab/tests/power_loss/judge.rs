//! What must hold on every disk that is found after a power loss.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use audit_log::Tree;
use keystore::{Direction, Head, Keystore, PackageState, State};
use lab::{package_name, unrecorded};

/// What everybody counts on at some moment, and what the program had done at the end.
pub struct Expected<'a> {
    /// The last head that the program acknowledged; none where it has not yet.
    pub acknowledged: Option<Head>,
    /// The log at the end.
    pub log: &'a Tree,
    /// The files at the end.
    pub files: &'a BTreeMap<String, Vec<u8>>,
}

/// Opens what is on the disk as the program would, and says what is wrong.
pub fn judge(
    folder: &Path,
    found: &BTreeMap<String, Vec<u8>>,
    expected: &Expected<'_>,
) -> Result<(), String> {
    for (path, bytes) in found.iter().filter(|(path, _)| is_keystore(path)) {
        fs::write(folder.join(path), bytes).map_err(|error| error.to_string())?;
    }
    let path = folder.join("m.kms");
    if !path.exists() {
        return match expected.acknowledged {
            None => no_files(found),
            Some(head) => Err(format!("no keystore, {} acknowledged", head.size)),
        };
    }
    let keystore = Keystore::open(&path).map_err(|error| format!("{error:?}"))?;
    let Head { size, root } = keystore.head();
    // Nothing that the program did not write, either.
    match expected.log.root_at(size) {
        Ok(written) if written == root => {}
        _ => return Err(format!("another log of {size}")),
    }
    if let Some(head) = expected.acknowledged {
        match keystore.tree().root_at(head.size) {
            Ok(kept) if kept == head.root => {}
            _ => return Err(format!("{size} entries, {} acknowledged", head.size)),
        }
    }
    if let Some(path) = unrecorded(keystore.state(), artefacts(found).map(|(path, _)| path)) {
        return Err(format!("{path} left unrecorded"));
    }
    written(keystore.state(), found, expected.files)
}

/// The keystore's own files, temporary ones included.
fn is_keystore(path: &str) -> bool {
    path.starts_with("m.kms")
}

fn artefacts(found: &BTreeMap<String, Vec<u8>>) -> impl Iterator<Item = (&String, &Vec<u8>)> {
    let artefacts = found.iter().filter(|(path, _)| !is_keystore(path));
    artefacts.filter(|(_, bytes)| !bytes.is_empty())
}

fn no_files(found: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    match artefacts(found).next() {
        Some((path, _)) => Err(format!("{path} and no keystore")),
        None => Ok(()),
    }
}

/// What the log says was written is there, whole; and whatever has its name is whole.
fn written(
    state: &State,
    found: &BTreeMap<String, Vec<u8>>,
    end: &BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    for (path, bytes) in artefacts(found).filter(|(path, _)| !path.ends_with(".partial")) {
        if end.get(path) != Some(bytes) {
            return Err(format!("{path} is not whole"));
        }
    }
    let is_there = |name: &str| {
        let named = |path: &&String| path.contains(name) && !path.ends_with(".partial");
        end.keys()
            .filter(named)
            .all(|path| found.contains_key(path))
    };
    let sent = state
        .packages
        .values()
        .filter(|one| one.state != PackageState::Prepared);
    let sent = sent.map(|one| package_name("410000", one.created.counter));
    let carried = state.transports.iter();
    let carried = carried.filter(|(_, one)| one.written && one.direction == Direction::Out);
    let carried = carried.map(|(id, _)| id[..8].to_owned());
    match sent.chain(carried).find(|name| !is_there(name)) {
        Some(name) => Err(format!("{name} is recorded as written and is not there")),
        None => Ok(()),
    }
}
