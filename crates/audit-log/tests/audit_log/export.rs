use std::io::Read;

use audit_log::export::{Key, Line, Lines, Report, verify_export};
use audit_log::{Checkpoint, Entry, Error, LogKey, Result, Tree, VerifierKey, sign_checkpoint};
use serde_json::{Value, json};

use crate::entry::entry;

const ORIGIN: &str = "kms/ministry/000000/test";

fn key() -> LogKey {
    LogKey::from_seed(&[1; 32])
}

fn verifier() -> VerifierKey {
    key().verifier(ORIGIN).unwrap()
}

/// Two signed entries, two attempts after them, and checkpoints at 1 and 2.
fn lines() -> Vec<Line> {
    let entries = [
        entry(1, "init"),
        entry(2, "key.generated"),
        entry(3, "attempt"),
        entry(4, "attempt"),
    ];
    let mut tree = Tree::new();
    entries
        .iter()
        .for_each(|entry| tree.push(entry.leaf_hash().unwrap()));
    let mut lines = vec![
        Line::Key(Key::Log(verifier())),
        Line::Key(Key::Officer(json!({"id": "ZHANG-01", "public_key": "00"}))),
    ];
    lines.extend(entries.into_iter().map(Line::Entry));
    lines.extend([1, 2].map(|size| signed(size, tree.root_at(size).unwrap())));
    lines
}

fn signed(size: u64, root: [u8; 32]) -> Line {
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size,
        root,
    };
    Line::Checkpoint(sign_checkpoint(&checkpoint, &key()).unwrap())
}

fn write(lines: &[Line]) -> Vec<u8> {
    let mut bytes = Vec::new();
    lines
        .iter()
        .for_each(|line| line.write_to(&mut bytes).unwrap());
    bytes
}

fn verify(bytes: &[u8]) -> Result<Report> {
    verify_export(bytes, Some(&verifier()), |_, _| Ok(()))
}

/// Verifies a changed export; the change must be refused with this error, in this line where it has one.
fn refused(change: impl FnOnce(&mut Vec<Line>), line: Option<u64>, cause: &str) {
    let mut lines = lines();
    change(&mut lines);
    let error = verify(&write(&lines)).unwrap_err();
    let (found, error) = match error {
        Error::InLine { line, error } => (Some(line), *error),
        error => (None, error),
    };
    assert_eq!(found, line, "{error}");
    assert!(error.to_string().contains(cause), "{error}");
}

#[test]
fn a_whole_export_verifies() {
    let report = verify(&write(&lines())).unwrap();
    assert_eq!(report.log_key, verifier());
    assert_eq!(report.keystore, "test");
    assert_eq!(
        (report.checkpoints, report.signed, report.unsigned),
        (2, 2, 2)
    );
    assert_eq!(report.tree.size(), 4);
    let untrusting: Result<Report> = verify_export(&write(&lines())[..], None, |_, _| Ok(()));
    assert_eq!(untrusting.unwrap().log_key, verifier());
}

#[test]
fn the_form_is_fixed() {
    let text = String::from_utf8(write(&lines())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!(r#"{{"key":{{"log":"{}"}}}}"#, verifier()));
    assert_eq!(
        lines[1],
        r#"{"key":{"officer":{"id":"ZHANG-01","public_key":"00"}}}"#
    );
    let leaf = lines[2]
        .strip_prefix(r#"{"entry":"#)
        .unwrap()
        .strip_suffix('}')
        .unwrap();
    assert_eq!(leaf.as_bytes(), entry(1, "init").encode().unwrap());
    assert!(lines[6].starts_with(r#"{"checkpoint":"kms/ministry/000000/test\n1\n"#));
}

#[test]
fn lines_read_back_as_written() {
    let bytes = write(&lines());
    let read: Result<Vec<Line>> = Lines::new(&bytes[..]).collect();
    assert_eq!(read.unwrap(), lines());
}

#[test]
fn authority_sees_each_entry_with_the_officers_and_may_refuse() {
    #[derive(Debug)]
    enum Fault {
        Log,
        Authority(u64),
    }
    impl From<Error> for Fault {
        fn from(_: Error) -> Self {
            Self::Log
        }
    }
    let bytes = write(&lines());
    let mut seen = Vec::new();
    let check = |officers: &[Value], entry: &Entry| {
        assert_eq!(officers[0]["id"], "ZHANG-01");
        seen.push(entry.seq);
        Ok::<(), Fault>(())
    };
    verify_export(&bytes[..], None, check).unwrap();
    assert_eq!(seen, [1, 2, 3, 4]);
    let refuse = |_: &[Value], entry: &Entry| {
        if entry.seq == 2 {
            Err(Fault::Authority(2))
        } else {
            Ok(())
        }
    };
    assert!(matches!(
        verify_export(&bytes[..], None, refuse),
        Err(Fault::Authority(2))
    ));
    let cut = verify_export(&bytes[..9], None, |_, _| Ok::<(), Fault>(()));
    assert!(matches!(cut, Err(Fault::Log)));
}

#[test]
fn order_and_sequence() {
    refused(|lines| lines.swap(1, 2), Some(3), "key after the entries");
    refused(|lines| lines.swap(2, 3), Some(3), "out of sequence");
    refused(
        |lines| {
            lines.remove(3);
        },
        Some(4),
        "out of sequence",
    );
    refused(
        |lines| lines.insert(3, lines[2].clone()),
        Some(4),
        "out of sequence",
    );
    refused(
        |lines| lines.swap(5, 6),
        Some(7),
        "entry after the checkpoints",
    );
    refused(|lines| lines.swap(6, 7), Some(8), "no newer");
    refused(|lines| lines.push(lines[7].clone()), Some(9), "no newer");
    refused(
        |lines| lines.insert(1, lines[0].clone()),
        Some(2),
        "second log key",
    );
    refused(
        |lines| {
            lines.remove(0);
        },
        Some(6),
        "without log key",
    );
    refused(|lines| lines.truncate(2), None, "before any");
    refused(|lines| lines.truncate(6), None, "before any");
    refused(Vec::clear, None, "before any");
}

#[test]
fn changed_entries_and_roots() {
    refused(
        |lines| lines[3] = Line::Entry(entry(2, "key.destroyed")),
        Some(8),
        "root",
    );
    refused(
        |lines| lines[2] = Line::Entry(entry(1, "attempt")),
        Some(7),
        "root",
    );
    refused(|lines| lines[7] = signed(2, [0; 32]), Some(8), "root");
    refused(|lines| lines[7] = signed(5, [0; 32]), Some(8), "ends at 4");
    let mut foreign = entry(2, "key.generated");
    foreign.keystore = "other".to_owned();
    refused(
        |lines| lines[3] = Line::Entry(foreign),
        Some(4),
        "another keystore",
    );
}

#[test]
fn only_attempts_may_stand_after_the_last_checkpoint() {
    refused(
        |lines| {
            lines.pop();
        },
        None,
        "entry 2 stands after the last checkpoint",
    );
    refused(
        |lines| lines[5] = Line::Entry(entry(4, "key.destroyed")),
        None,
        "entry 4 stands",
    );
}

#[test]
fn keys_of_others() {
    let other = LogKey::from_seed(&[2; 32]).verifier(ORIGIN).unwrap();
    refused(
        |lines| lines[0] = Line::Key(Key::Log(other.clone())),
        Some(1),
        "another log key",
    );
    let own: Result<Report> = verify_export(&write(&lines())[..], Some(&other), |_, _| Ok(()));
    assert!(own.is_err());
    let mut forged = lines();
    forged[0] = Line::Key(Key::Log(other));
    let forged: Result<Report> = verify_export(&write(&forged)[..], None, |_, _| Ok(()));
    let error = forged.unwrap_err();
    assert!(
        matches!(error, Error::InLine { line: 7, error } if matches!(*error, Error::NotSigned(_)))
    );
}

#[test]
fn a_key_for_another_keystore_is_refused() {
    let name = "kms/ministry/000000/other";
    let checkpoint = Checkpoint {
        origin: name.to_owned(),
        size: 1,
        root: entry(1, "init").leaf_hash().unwrap(),
    };
    let lines = [
        Line::Key(Key::Log(key().verifier(name).unwrap())),
        Line::Entry(entry(1, "init")),
        Line::Checkpoint(sign_checkpoint(&checkpoint, &key()).unwrap()),
    ];
    let refused: Result<Report> = verify_export(&write(&lines)[..], None, |_, _| Ok(()));
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("another keystore")
    );
}

#[test]
fn lines_that_are_not_canonical_or_whole() {
    let text = String::from_utf8(write(&lines())).unwrap();
    for bad in [
        text.replacen(r#"{"key":"#, r#"{"key": "#, 1),
        text.replacen('\n', "\n\n", 1),
        text.replacen('\n', "\r\n", 1),
        text.replacen(r#"{"key":{"log""#, r#"{"key":{"spare""#, 1),
        text.replacen(r#"{"checkpoint""#, r#"{"note""#, 1),
        text.trim_end().to_owned(),
        text[..text.len() - 30].to_owned(),
        format!("\u{feff}{text}"),
        text.clone() + "\n",
    ] {
        assert!(
            matches!(verify(bad.as_bytes()), Err(Error::InLine { .. })),
            "{bad}"
        );
    }
}

#[test]
fn bad_entries_are_neither_written_nor_read() {
    let bad = Line::Entry(entry(0, "init"));
    assert!(matches!(
        bad.write_to(&mut Vec::new()),
        Err(Error::Entry("seq"))
    ));
    let text = String::from_utf8(write(&lines()))
        .unwrap()
        .replace(r#""seq":1"#, r#""seq":0"#);
    let error = verify(text.as_bytes()).unwrap_err();
    assert!(
        matches!(error, Error::InLine { line: 3, error } if matches!(*error, Error::Entry("seq")))
    );
}

#[test]
fn an_endless_line_is_refused_in_bounded_memory() {
    let endless = std::io::repeat(b'x').take(1 << 40);
    let refused: Result<Report> = verify_export(endless, None, |_, _| Ok(()));
    let error = refused.unwrap_err();
    assert!(
        matches!(error, Error::InLine { line: 1, error } if matches!(*error, Error::TooLarge { .. }))
    );
}
