//! What must hold after a call failed, and how the work is finished once the disk is well again.

use std::process::Output;

use keystore::{Digest, Keystore, Report};
use kms::recover::open;
use lab::disk::{Asked, Call};
use lab::{package_name, unrecorded};
use serde_json::Value;

use crate::office::{Office, is_keystore};
use crate::story::Step;

/// Fails, in the sense of the message tables: output or file not writable, audit or database not writable.
const EXITS: [i32; 2] = [1, 12];
/// Entries about an operation and not of it.
const ABOUT: [&str; 2] = ["attempt", "refused"];

pub type Verdict = Result<(), String>;

macro_rules! must {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(format!($($what)+));
        }
    };
}

/// Judges what a faulty run left, and finishes it.
///
/// `struck` is the call that failed.
pub fn judge(step: &Step, office: &Office, output: &Output, struck: Option<&Call>) -> Verdict {
    let exit = output.status.code();
    let said = String::from_utf8_lossy(&output.stderr);
    must!(exit.is_some_and(|exit| exit != 101), "it died: {said}");
    let done = exit == Some(0);
    if !done {
        told(&said, exit.unwrap_or(-1))?;
    }
    let repaired = match verify(step, office) {
        Some(report) if report.is_clean() => true,
        Some(report) => {
            must!(step.is_repair() && !done, "{:?}; {said}", report.findings);
            false
        }
        None => {
            must!(step.is_init() && !done, "no keystore; {said}");
            no_key_files(step, office)?;
            return finished(step, office, true);
        }
    };
    if !repaired {
        return finished(step, office, true);
    }
    let events = office
        .events(&step.keystore, step.known)
        .unwrap_or_default();
    whole_or_begun(step, &events, done)?;
    released(step, office)?;
    let unchanged = said.contains("\"unchanged\":\"Nothing was changed.\"");
    must!(
        done || !unchanged || events.is_empty(),
        "a change is denied: {said}"
    );
    if done {
        whole_files(step, office)?;
        struck.map_or(Ok(()), believed)?;
    }
    let nothing = events.iter().all(|event| ABOUT.contains(&event.as_str()));
    finished(step, office, nothing && !step.is_init())
}

/// The error is one that the message tables know.
fn told(said: &str, exit: i32) -> Verdict {
    must!(EXITS.contains(&exit), "exit {exit}: {said}");
    let last = said.lines().last().unwrap_or_default();
    let document: Value = serde_json::from_str(last).map_err(|_| format!("no document: {said}"))?;
    let code = document["error"]["code"].as_str().unwrap_or_default();
    must!(!code.is_empty() && !said.contains("panicked"), "{said}");
    Ok(())
}

fn verify(step: &Step, office: &Office) -> Option<Report> {
    let path = office.path(&step.keystore);
    path.exists().then(|| keystore::verify(&path).unwrap())
}

/// The entries are those of the whole command, or the first of them, and perhaps that it was refused.
fn whole_or_begun(step: &Step, events: &[String], done: bool) -> Verdict {
    if done {
        must!(events == step.events, "done, and recorded {events:?}");
        return Ok(());
    }
    let made = events
        .strip_suffix(&["refused".to_owned()])
        .unwrap_or(events);
    must!(step.events.starts_with(made), "recorded {events:?}");
    Ok(())
}

fn no_key_files(step: &Step, office: &Office) -> Verdict {
    let there = step.before.files();
    let new: Vec<_> = office
        .files()
        .into_keys()
        .filter(|path| !there.contains_key(path))
        .collect();
    let holds = |path: &&String| path.contains(".kmspkg") || path.contains(".component");
    must!(
        !new.iter().any(|path| holds(&path)),
        "{new:?} and no keystore"
    );
    Ok(())
}

fn released(step: &Step, office: &Office) -> Verdict {
    let there = step.before.files();
    let files = office.files();
    let new = files
        .iter()
        .filter(|(path, bytes)| !bytes.is_empty() && !there.contains_key(*path));
    let keystore = read(step, office);
    let found = unrecorded(keystore.state(), new.map(|(path, _)| path));
    must!(found.is_none(), "{found:?} left unrecorded");
    Ok(())
}

fn read(step: &Step, office: &Office) -> Keystore {
    Keystore::open_read_only(&office.path(&step.keystore)).unwrap()
}

/// Each file that left is there and whole: ids differ from run to run, lengths do not.
fn whole_files(step: &Step, office: &Office) -> Verdict {
    let found = office.lengths_beside(&step.before);
    let expected = &step.lengths;
    must!(
        found == *expected,
        "files of {found:?} bytes, not {expected:?}"
    );
    Ok(())
}

/// What leaves is not said to be there where the disk did not take it, or may not have. The folder itself is synced for
/// the keystore's sake.
fn believed(call: &Call) -> Verdict {
    let leaves = match call.asked {
        Asked::Write(..) | Asked::Sync => !is_keystore(&call.path),
        Asked::SyncFolder => !call.path.is_empty(),
        _ => false,
    };
    must!(
        !leaves,
        "success, and {:?} of {} failed",
        call.asked,
        call.path
    );
    Ok(())
}

/// With the disk well again: what is open is finished by `recover`, what was not done is done by the same command;
/// nothing is done twice.
fn finished(step: &Step, office: &Office, again: bool) -> Verdict {
    if again {
        let output = office.run(&step.line);
        let said = String::from_utf8_lossy(&output.stderr);
        must!(output.status.success(), "not to be done again: {said}");
    }
    if !open(read(step, office).state()).is_empty() {
        let output = office.run(&step.recover);
        let said = String::from_utf8_lossy(&output.stderr);
        must!(output.status.success(), "not recovered: {said}");
    }
    let report = keystore::verify(&office.path(&step.keystore)).unwrap();
    must!(report.is_clean(), "after all: {:?}", report.findings);
    let left = open(read(step, office).state());
    must!(left.is_empty(), "still open: {left:?}");
    once(step, office)?;
    same_bytes(step, office)
}

/// Each entry of the command is there exactly once, whatever was tried in between.
fn once(step: &Step, office: &Office) -> Verdict {
    let of_it = |events: &[String]| {
        let mut events: Vec<_> = events.to_vec();
        events.retain(|event| !ABOUT.contains(&event.as_str()));
        events.sort_unstable();
        events
    };
    let found = office
        .events(&step.keystore, step.known)
        .unwrap_or_default();
    let (found, expected) = (of_it(&found), of_it(&step.events));
    must!(found == expected, "in the end {found:?}, not {expected:?}");
    Ok(())
}

/// Each package that was written is there with the bytes that the log names.
fn same_bytes(step: &Step, office: &Office) -> Verdict {
    let files = office.files();
    let there = step.before.files();
    let keystore = read(step, office);
    for package in keystore.state().packages.values() {
        let made = &package.created;
        let name = package_name(&made.to.region.to_string(), made.counter);
        let known = |path: &str| there.keys().any(|old| old.ends_with(path));
        let mut found = files
            .iter()
            .filter(|(path, _)| path.ends_with(&name) && !path.contains("/."));
        let is_whole = |(_, bytes): (&String, &Vec<u8>)| Digest::of(bytes) == made.digest;
        must!(
            known(&name) || found.any(is_whole),
            "{name} is not there, or not whole"
        );
    }
    Ok(())
}
