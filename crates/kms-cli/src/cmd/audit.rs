//! `kms audit …`.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use audit_log::Entry;
use audit_log::export::{Key, Line, Lines};
use clap::ArgMatches;
use keystore::State;
use keystore::event::Enrolled;
use kms::Artefact;
use kms::audit::{self, MAX_EXPORT};
use kms::identity::{Identity, MAX_IDENTITY};
use quorum::Action;
use serde_json::json;

use super::below;
use super::key_list::moment;
use super::package::path;
use crate::app::App;
use crate::failure::{Failure, Result};
use crate::files;
use crate::layout::{Field, Tone, table};
use crate::messages::{events, fails, reports};
use crate::output::{self, Answer, to_json};
use crate::shown;

/// Runs a command of the group.
pub fn run(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    match name {
        "log" => log(app, matches),
        "export" => export(app, matches),
        "verify" => verify(app, matches),
        _ => cosign(app, matches),
    }
}

fn log(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let number = |name: &str| matches.get_one::<u64>(name).copied();
    let size = keystore.head().size;
    let limit = number("limit").unwrap_or(u64::MAX);
    let last = number("limit").map_or(size, |limit| size.min(limit));
    // Without a beginning, a limit shows the newest entries.
    let first = number("from").unwrap_or(size - last + 1);
    let end = size.min(first.saturating_add(limit).saturating_sub(1));
    let mut entries = Vec::new();
    for seq in first..=end {
        entries.push(Entry::decode(&keystore.entry(seq)?)?);
    }
    let rows: Vec<_> = entries.iter().map(|entry| row(app, entry)).collect();
    let headings = [
        reports::h_seq,
        reports::h_time,
        reports::h_event,
        reports::h_officers,
        reports::h_detail,
    ];
    let text = table(app.paint, &headings.map(|heading| heading(lang)), &rows);
    Ok(Answer::new(
        text,
        json!({ "size": size, "entries": to_json(&entries) }),
    ))
}

fn row(app: &App, entry: &Entry) -> Vec<Field> {
    let officers: Vec<_> = entry
        .approvals
        .iter()
        .map(|approval| approval.officer.as_str())
        .collect();
    vec![
        Field::new(entry.seq).right(),
        Field::new(moment(&entry.time)).tone(Tone::Dim),
        Field::new(events::name(app.lang, &entry.event.r#type)),
        Field::new(officers.join(&reports::gap(app.lang))),
        Field::new(events::detail(app, &entry.event)),
    ]
}

fn export(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let Some(out) = matches.get_one::<PathBuf>("out") else {
        return to_stdout(app, &keystore);
    };
    app.begin();
    files::write_new(lang, out, |file| {
        let mut buffered = io::BufWriter::new(&mut *file);
        audit::export(&keystore, &mut buffered)?;
        buffered
            .flush()
            .map_err(|error| Failure::unwritable(lang, out, &error))
    })?;
    let size = keystore.head().size;
    let text = format!("{}\n", reports::exported(lang, size, shown::path(out)));
    let path = out.to_string_lossy();
    Ok(Answer::new(text, json!({ "path": path, "entries": size })))
}

/// The export itself is the answer: JSON Lines, also under `--json`.
fn to_stdout(app: &App, keystore: &keystore::Keystore) -> Result<Answer> {
    if output::is_closed() {
        let closed = io::Error::from(io::ErrorKind::NotConnected);
        return Err(Failure::output(app.lang, &closed, false));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = audit::export(keystore, &mut out);
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    match written {
        Err(kms::Error::Log(audit_log::Error::Io(error))) if gone(&error) => {
            return Ok(Answer::silent());
        }
        Err(kms::Error::Log(audit_log::Error::Io(error))) => {
            return Err(Failure::output(app.lang, &error, false));
        }
        other => other?,
    }
    match out.flush() {
        Err(error) if !gone(&error) => Err(Failure::output(app.lang, &error, false)),
        _ => Ok(Answer::silent()),
    }
}

fn verify(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let file = path(matches, "file");
    let expected = matches
        .get_one::<PathBuf>("identity")
        .map(|path| identity(path))
        .transpose()?;
    let open = || File::open(&file).map_err(|error| Failure::unreadable(lang, &file, &error));
    if let Some(expected) = &expected {
        check_owner(app, open()?, expected, &path(matches, "identity"))?;
    }
    let reader = open()?;
    let report = audit::verify_log(reader, expected.as_ref())?;
    let size = report.tree.size();
    let mut text = format!(
        "{}\n",
        app.paint
            .good(&reports::export_verified(lang, size, report.checkpoints))
    );
    if report.unsigned > 0 {
        text.push_str(&format!(
            "{}{}\n",
            app.paint.warn(&reports::warning(lang)),
            reports::unsigned_tail(lang, report.unsigned)
        ));
    }
    if expected.is_none() {
        text.push_str(&format!("{}\n", reports::export_self(lang)));
    }
    let json = json!({
        "verified": true,
        "keystore": report.keystore,
        "log_key": report.log_key.to_string(),
        "entries": size,
        "signed": report.signed,
        "unsigned_tail": report.unsigned,
        "checkpoints": report.checkpoints,
        "root": hex::encode(report.tree.root()),
    });
    Ok(Answer::new(text, json))
}

/// Refuses the identity of another keystore than the one whose log this says it is: the wrong file is no sign of
/// tampering.
fn check_owner(app: &App, log: File, expected: &Enrolled, identity: &Path) -> Result<()> {
    let lang = app.lang;
    let Some(Ok(Line::Key(Key::Log(key)))) = Lines::new(log).next() else {
        return Ok(());
    };
    if key.name() == expected.log_key.name() {
        return Ok(());
    }
    let what = fails::other_identity(lang, shown::path(identity));
    let why = fails::other_identity_why(lang, key.name(), expected.log_key.name());
    let next = fails::other_identity_next(lang);
    Err(Failure::said(
        lang,
        "identity-other-log",
        2,
        what,
        why,
        next,
    ))
}

/// Whether an export says that it is of this keystore's log.
fn is_own(state: &State, export: &[u8]) -> bool {
    let first = Lines::new(export).next();
    matches!(first, Some(Ok(Line::Key(Key::Log(key)))) if key == state.created.log_key)
}

/// The log's owner, as an identity file from elsewhere names it.
fn identity(path: &Path) -> Result<Enrolled> {
    let identity = Identity::parse(&kms::read_file(path, Artefact::Identity, MAX_IDENTITY)?)?;
    Ok(Enrolled {
        fingerprint: identity.fingerprint()?,
        party: identity.party,
        identity_key: identity.identity_key,
        log_key: identity.log_key,
        k: identity.k,
        officers: identity.officers,
        rehearsal: identity.rehearsal,
        replaces: None,
    })
}

fn cosign(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let out = path(matches, "out");
    files::check_new(lang, &out)?;
    let bytes = kms::read_file(&path(matches, "file"), Artefact::LogExport, MAX_EXPORT)?;
    let keystore = app.read()?;
    let (peer, _, size) = audit::check_export(keystore.state(), &bytes).map_err(|error| {
        match is_own(keystore.state(), &bytes) {
            true => Failure::own(app, Artefact::LogExport, &error),
            false => error.into(),
        }
    })?;
    let region = app.region(peer.party.region);
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::cosign_would(lang, region, size)
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "of": to_json(&peer.party), "size": size }),
        ));
    }
    let mut session = app.unlock(keystore, Action::LogCosign)?;
    let done = session.run(|session| audit::cosign(session, &bytes, &out))?;
    let text = format!(
        "{}\n  {}\n{}\n",
        reports::cosigned(lang, &region, done.size),
        shown::path(&out),
        reports::cosigned_use(lang, &region)
    );
    Ok(Answer::new(text, to_json(&done)).with("path", &out))
}
