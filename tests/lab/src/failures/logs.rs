//! Checkpoints with a cosignature, and exports of a short log.

use serde_json::json;

use super::envelopes::remove;
use super::{Failure, base};
use crate::parsers::{Format, Log, Office, scene};

type Change = (&'static str, &'static str, fn(&mut Log));
type LinesChange = (&'static str, &'static str, fn(&mut Vec<String>));
type Note = (&'static str, &'static str, fn(&Office) -> String);

/// Changed, then hashed and signed anew: what is wrong is in the entries alone.
#[rustfmt::skip]
const LOGS: [Change; 32] = [
    ("malformed/export", "a second log key", |l| l.keys.push(l.keys[0].clone())),
    ("malformed/export", "no log key", |l| { l.keys.remove(0); }),
    ("malformed/export", "no entries", |l| { l.entries.clear(); l.signed.clear(); }),
    ("malformed/export", "no checkpoint", |l| l.signed.clear()),
    ("malformed/export", "a checkpoint stands there twice", |l| l.signed = vec![1, 3, 3]),
    ("malformed/export", "an entry's number is skipped", |l| l.entries[3]["seq"] = json!(5)),
    ("malformed/export", "an entry is of another keystore", |l| l.entries[3]["keystore"] = json!("another")),
    ("malformed/export", "an officer's record is longer than any", |l| l.keys[1]["officer"]["name"] = json!("x".repeat(512))),
    ("malformed/unsigned", "no checkpoint covers a refusal", |l| l.signed = vec![1]),
    ("malformed/json", "an entry has a member more", |l| l.entries[1]["more"] = json!(1)),
    ("malformed/json", "an entry has no time", |l| remove(&mut l.entries[1], "time")),
    ("malformed/json", "the key id in the log key is another", |l| {
        let key = l.keys[0]["log"].as_str().unwrap_or_default().to_owned();
        let id = key.split('+').nth(1).unwrap_or_default();
        l.keys[0]["log"] = key.replacen(id, "00000000", 1).into();
    }),
    ("malformed/entry", "the time has an offset", |l| l.entries[1]["time"] = json!("2026-01-31T16:00:00+08:00")),
    ("malformed/entry", "the time has a fraction", |l| l.entries[1]["time"] = json!("2026-01-31T08:00:00.0Z")),
    ("malformed/entry", "a leap second", |l| l.entries[1]["time"] = json!("2016-12-31T23:59:60Z")),
    ("malformed/entry", "the event's version is 0", |l| l.entries[1]["event"]["version"] = json!(0)),
    ("malformed/entry", "the event's type has an upper-case letter", |l| l.entries[1]["event"]["type"] = json!("Attempt")),
    ("malformed/entry", "the request is a text", |l| l.entries[2]["request"] = json!("refuse")),
    ("malformed/entry", "a staff code has a space", |l| l.entries[2]["approvals"][0]["officer"] = json!("li si")),
    ("malformed/entry", "an approval's digest is in upper case", |l| {
        let digest = l.entries[2]["approvals"][0]["request"].as_str().map(str::to_uppercase);
        l.entries[2]["approvals"][0]["request"] = digest.into();
    }),
    ("malformed/entry", "an approval's signature is padded", |l| {
        let signature = l.entries[2]["approvals"][0]["signature"].as_str().unwrap_or_default();
        l.entries[2]["approvals"][0]["signature"] = format!("{signature}==").into();
    }),
    ("authority", "nobody approved a refusal", |l| l.entries[2]["approvals"] = json!([])),
    ("authority", "one custodian did not sign the creation", |l| {
        if let Some(approvals) = l.entries[0]["approvals"].as_array_mut() { approvals.pop(); }
    }),
    ("authority", "the refusal says something else than was approved", |l| l.entries[2]["event"]["body"]["code"] = json!("busy")),
    ("authority", "an event of an unknown type", |l| l.entries[1]["event"]["type"] = json!("attempted")),
    ("authority", "an event of an unknown version", |l| l.entries[1]["event"]["version"] = json!(2)),
    ("authority", "an event has a member more", |l| l.entries[1]["event"]["body"]["more"] = json!(1)),
    ("authority", "an entry was written after its request expired", |l| l.entries[2]["time"] = json!("2026-02-01T08:00:00Z")),
    ("continuity", "an attempt in place of the refusal in the log that was seen before", |l| {
        l.entries[2] = l.entries[1].clone();
        l.entries[2]["seq"] = json!(3);
    }),
    ("authority", "an attempt before a refusal has another time than when that was approved", |l| {
        l.entries[1]["time"] = json!("2026-01-31T08:02:01Z");
    }),
    ("continuity", "the log ends before the checkpoint that was seen before", |l| { l.entries.truncate(2); l.signed = vec![1]; }),
    ("authority", "the export names another officer's key", |l| {
        l.keys[1]["officer"]["officer"]["public_key"] = l.keys[2]["officer"]["officer"]["public_key"].clone();
    }),
];

/// Changed after everything was signed.
#[rustfmt::skip]
const LINES: [LinesChange; 15] = [
    ("export", "the checkpoints stand before the last entry", |l| { let entry = l.remove(7); l.push(entry); }),
    ("export", "an officer stands after the entries", |l| { let key = l.remove(3); l.insert(7, key); }),
    ("export", "the last line has no line feed", |l| { if let Some(last) = l.last_mut() { last.pop(); } }),
    ("json", "an empty line", |l| l.insert(4, "\n".into())),
    ("json", "a line of an unknown kind", |l| l.insert(4, "{\"comment\":\"x\"}\n".into())),
    ("json", "a line feed of Windows", |l| l[0] = l[0].replace('\n', "\u{1}\n")),
    ("json", "a line with two members", |l| l[4] = l[4].replacen('{', "{\"checkpoint\":\"\",", 1)),
    ("not-canonical", "a space after a colon", |l| l[4] = l[4].replacen(':', ": ", 1)),
    ("not-canonical", "the members of an entry in another order", |l| {
        l[5] = l[5].replacen("\"approvals\":[],", "", 1).replacen("\"seq\":2,", "\"approvals\":[],\"seq\":2,", 1);
    }),
    ("number", "a number that not every program carries exactly", |l| {
        l[5] = l[5].replacen("\"officers\":[", "\"officers\":[9007199254740993,", 1);
    }),
    ("root", "one letter of an entry is another", |l| l[5] = l[5].replacen("key generate", "key generata", 1)),
    ("root", "two entries changed places, renumbered", |l| {
        let (second, third) = (renumbered(&l[6], 3, 2), renumbered(&l[5], 2, 3));
        (l[5], l[6]) = (second, third);
    }),
    ("out-of-range", "the log is cut short of its last checkpoint", |l| { l.drain(6..8); }),
    ("signature", "a checkpoint's signature has a flipped bit", |l| { let note = l[9].clone(); l[9] = flipped(&note); }),
    ("not-signed", "a checkpoint has another name before its signature", |l| {
        l[9] = l[9].replacen("\u{2014} kms/province/", "\u{2014} kms/provinz/", 1);
    }),
];

/// Notes that the log key did sign, so far as they can be.
#[rustfmt::skip]
const NOTES: [Note; 23] = [
    ("note", "no empty line", |_| sound().replacen("\n\n", "\n", 1)),
    ("note", "a tabulator in the text; signed so", |o| note(o, &body().replacen('\n', "\t\n", 1))),
    ("note", "no signature line", |_| format!("{}\n", body())),
    ("note", "a hyphen in place of the dash", |_| sound().replacen('\u{2014}', "-", 1)),
    ("note", "the signature is no base64", |_| sound().replacen("= \u{2014}", "", 1).replacen("\n\u{2014} kms/province", "\n\u{2014} * kms/province", 1)),
    ("note", "the last line has no line feed", |_| sound().trim_end().to_owned()),
    ("note", "the cosignature is too short for a time", |o| sound_alone(o) + &line(&scene().below, 4, &[7; 4])),
    ("key-name", "the origin has a space; signed so", |o| note(o, &body().replacen("kms/", "kms ", 1))),
    ("key-name", "the origin is empty; signed so", |o| note(o, &body()[body().find('\n').unwrap_or(0)..])),
    ("checkpoint", "an extension line; signed so", |o| note(o, &format!("{}more\n", body()))),
    ("checkpoint", "the size begins with a zero; signed so", |o| note(o, &body().replacen("\n19\n", "\n019\n", 1))),
    ("checkpoint", "the size has a sign; signed so", |o| note(o, &body().replacen("\n19\n", "\n+19\n", 1))),
    ("checkpoint", "the size is beyond 64 bits; signed so", |o| note(o, &body().replacen("\n19\n", "\n18446744073709551616\n", 1))),
    ("checkpoint", "the root is not padded; signed so", |o| note(o, &body().replacen("=\n", "\n", 1))),
    ("checkpoint", "the root has 30 bytes; signed so", |o| note(o, &format!("{}\n19\n{}\n", o.party.origin(), "A".repeat(40)))),
    ("checkpoint", "the root is missing; signed so", |o| note(o, &format!("{}\n19\n", o.party.origin()))),
    ("origin", "a checkpoint of the other log; signed so", |o| note(o, &body().replacen(&o.party.origin(), &scene().below.party.origin(), 1))),
    ("not-signed", "the signature is by the other log's key", |_| format!("{}\n{}", body(), signature_line(&scene().below, &body()))),
    ("not-signed", "the key id is another", |o| format!("{}\n{}", body(), line(o, 2, &o.log_signature(body().as_bytes())))),
    ("signature", "one bit of the signature is flipped", |_| flipped(&sound_alone(&scene().above))),
    ("signature", "a second line in the log's name does not verify", |o| sound_alone(o) + &line(o, 1, &[7; 64])),
    ("signature", "the cosignature states another time than was signed", |o| sound_alone(o) + &cosigned(1, 2)),
    ("cosignature-time", "the cosignature's time is beyond 2^63 - 1; signed so", |o| sound_alone(o) + &cosigned(u64::MAX, u64::MAX)),
];

pub(super) fn failures() -> Vec<Failure> {
    let above = &scene().above;
    let export = |class: &str, comment: &str, bytes: Vec<u8>| {
        Failure::new(
            Format::LogExport,
            &format!("log-export-{class}"),
            comment,
            bytes,
        )
    };
    let mut failures = Vec::new();
    for (class, comment, change) in LOGS {
        let mut log = Log::sound(above);
        change(&mut log);
        let comment = format!("{comment}; hashed and signed so");
        failures.push(export(
            class,
            &comment,
            log.lines(above).concat().into_bytes(),
        ));
    }
    for (class, comment, change) in LINES {
        let mut lines = Log::sound(above).lines(above);
        change(&mut lines);
        failures.push(export(
            &format!("malformed/{class}"),
            comment,
            lines.concat().into_bytes(),
        ));
    }
    let below = &scene().below;
    let stranger = Log::sound(below).lines(below).concat();
    let comment = "the log of a keystore that is not enrolled";
    failures.push(Failure::new(
        Format::LogExport,
        "unknown-sender",
        comment,
        stranger,
    ));
    let mut long = export(
        "malformed/too-large",
        "spaces follow, more than a line may have",
        base(Format::LogExport),
    );
    long.pad = long.bytes.len() + audit_log::MAX_ENTRY + 16;
    failures.push(long);
    for (class, comment, make) in NOTES {
        let class = format!("checkpoint/{class}");
        failures.push(Failure::new(
            Format::Checkpoint,
            &class,
            comment,
            make(above).into_bytes(),
        ));
    }
    let mut binary = sound().into_bytes();
    binary[0] = 0xFF;
    failures.push(Failure::new(
        Format::Checkpoint,
        "checkpoint/not-text",
        "a byte that no text has",
        binary,
    ));
    let class = "checkpoint/too-large";
    failures.push(Failure::too_large(
        Format::Checkpoint,
        class,
        audit_log::MAX_NOTE,
    ));
    failures
}

/// The sound checkpoint: signed by the province's log, cosigned by the municipality's.
pub(super) fn checkpoint() -> String {
    sound_alone(&scene().above) + &cosigned(1_800_000_000, 1_800_000_000)
}

/// The sound export.
pub(super) fn export() -> Vec<u8> {
    let above = &scene().above;
    Log::sound(above).lines(above).concat().into_bytes()
}

fn sound() -> String {
    checkpoint()
}

fn sound_alone(office: &Office) -> String {
    note(office, &body())
}

/// The text of the checkpoint that the package of the scene carries.
pub(super) fn body() -> String {
    let note = scene().package["checkpoint"].as_str().unwrap_or_default();
    note.split_inclusive("\n\n")
        .next()
        .map(|body| body[..body.len() - 1].to_owned())
        .unwrap_or_default()
}

/// Any text as a note signed by the office's log key.
fn note(office: &Office, body: &str) -> String {
    format!("{body}\n{}", signature_line(office, body))
}

fn signature_line(office: &Office, body: &str) -> String {
    line(office, 1, &office.log_signature(body.as_bytes()))
}

/// The municipality's cosignature that states one time and is signed over another.
fn cosigned(stated: u64, signed: u64) -> String {
    let below = &scene().below;
    let message = format!("cosignature/v1\ntime {signed}\n{}", body());
    let signature = below.log_signature(message.as_bytes());
    line(below, 4, &[&stated.to_be_bytes()[..], &signature].concat())
}

/// A signature line in the office's name with a value of this type (C2SP signed-note: 1; tlog-cosignature: 4).
fn line(office: &Office, signature_type: u8, value: &[u8]) -> String {
    crate::parsers::signature_line(office, signature_type, value)
}

/// The note with one bit of its last signature flipped.
fn flipped(note: &str) -> String {
    let at = note
        .rfind("\\n")
        .filter(|_| note.starts_with('{'))
        .unwrap_or(note.len() - 1)
        - 8;
    let letter = if note[at..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    format!("{}{letter}{}", &note[..at], &note[at + 1..])
}

/// The line of an entry with another number: the last `seq`, since the request before it repeats it.
fn renumbered(line: &str, from: u64, to: u64) -> String {
    let at = line.rfind(&format!("\"seq\":{from}")).unwrap_or(0) + "\"seq\":".len();
    format!("{}{to}{}", &line[..at], &line[at + 1..])
}
