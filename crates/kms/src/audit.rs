//! The audit log as others see it: exporting it, checking another level's export, cosigning it.

use std::io::{Read, Write};
use std::path::Path;

use audit_log::export::{Key, Line, Report, verify_export};
use audit_log::{Entry, open_checkpoint};
use keystore::event::{Enrolled, Event, LogCosigned, Party};
use keystore::{ForeignLog, Keystore, State};
use quorum::{Action, Officer};
use serde::Serialize;

use crate::files::{self, Mode};
use crate::session::Session;
use crate::{Artefact, Error, Flaw, Result, clock};

/// Largest export that is read, in bytes.
pub const MAX_EXPORT: u64 = 1024 * 1024 * 1024;

/// Writes the whole log: keys first, then the entries, then the checkpoints.
///
/// # Errors
/// [`Error::Log`] where `out` cannot be written to; storage errors.
pub fn export(keystore: &Keystore, out: &mut impl Write) -> Result<()> {
    Line::Key(Key::Log(keystore.state().created.log_key.clone())).write_to(out)?;
    let state = keystore.state();
    for officer in state.rules.officers() {
        if let Some(record) = record(state.created.k, officer) {
            Line::Key(Key::Officer(record)).write_to(out)?;
        }
    }
    for seq in 1..=keystore.head().size {
        Line::Entry(Entry::decode(&keystore.entry(seq)?)?).write_to(out)?;
    }
    for (_, note) in keystore.checkpoints()? {
        Line::Checkpoint(note).write_to(out)?;
    }
    Ok(())
}

/// Checks an export by itself: every hash and every checkpoint; and replays it, so that every entry was
/// approved by the officers who had to and follows the rules. `expected` is whose log it must be: every
/// officer has the log key, so the rest of the identity must be the one that was enrolled, too.
///
/// # Errors
/// [`Flaw::Malformed`] where the log does not hold; [`Flaw::Authority`] where an entry lacks its
/// approvals or breaks a rule, or the log is not that of `expected`.
pub fn verify_log(reader: impl Read, expected: Option<&Enrolled>) -> Result<Report> {
    let bad = || Error::artefact(Artefact::LogExport, Flaw::Authority);
    let mut log = ForeignLog::default();
    let mut named = Vec::new();
    let report = verify_export(
        reader,
        expected.map(|peer| &peer.log_key),
        |officers, entry| {
            // They only become more, and only before the first entry.
            if named.len() < officers.len() {
                named = officers.to_vec();
            }
            log.take(&entry.encode()?).map_err(|_| bad())
        },
    )
    .map_err(|error| match error {
        Error::Log(_) => Error::artefact(Artefact::LogExport, Flaw::Malformed),
        other => other,
    })?;
    let state = log.state().ok_or_else(bad)?;
    let created = &state.created;
    let records = state
        .rules
        .officers()
        .iter()
        .map(|officer| record(created.k, officer));
    let own = created.log_key == report.log_key && records.eq(named.into_iter().map(Some));
    let fits = expected.is_none_or(|peer| {
        peer.party == created.party
            && peer.identity_key == created.identity_key
            && peer.k == created.k
            && peer.officers == state.rules.officers()
            && peer.rehearsal == created.rehearsal
    });
    if own && fits { Ok(report) } else { Err(bad()) }
}

/// What an export says about an officer.
fn record(k: u8, officer: &Officer) -> Option<serde_json::Value> {
    #[derive(Serialize)]
    struct Record<'a> {
        k: u8,
        officer: &'a Officer,
    }
    serde_json::to_value(Record { k, officer }).ok()
}

/// What cosigning came to.
#[derive(Debug, Serialize)]
pub struct Cosigned {
    /// Whose log.
    pub of: Party,
    /// Entries that the cosigned checkpoint covers.
    pub size: u64,
    /// The checkpoint with this keystore's cosignature line.
    pub note: String,
}

/// Checks another level's exported log against everything seen of it before, cosigns its newest
/// checkpoint, and writes the cosigned note to `out`.
///
/// # Errors
/// [`Error::UnknownSender`]; as [`verify_log`]; [`Flaw::Continuity`] where the log contradicts what was
/// seen before; file and storage errors.
pub fn cosign(session: &mut Session, export: &[u8], out: &Path) -> Result<Cosigned> {
    let (peer, note, size) = check_export(session.state(), export)?;
    files::ready_folder(&files::folder(out))?;
    files::is_free(out)?;
    let origin = session.state().origin();
    let line = audit_log::cosign(&note, session.log_key(), &origin, clock::unix())?;
    let event = LogCosigned {
        of: peer.party.clone(),
        checkpoint: note.clone(),
        cosigned: line.clone(),
    };
    session.carry_out(Action::LogCosign, Event::LogCosigned(event), &[])?;
    let cosigned = format!("{note}{line}");
    files::write(out, cosigned.as_bytes(), Mode::Public)?;
    Ok(Cosigned {
        of: peer.party,
        size,
        note: cosigned,
    })
}

/// Checks an export of an enrolled keystore's log, and gives its newest checkpoint.
///
/// # Errors
/// As [`cosign`], before any passphrase.
pub fn check_export(state: &State, export: &[u8]) -> Result<(Enrolled, String, u64)> {
    let flaw = |flaw| Error::artefact(Artefact::LogExport, flaw);
    let first = export
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let first: Line =
        audit_log::canonical::from_slice(first, first.len()).map_err(|_| flaw(Flaw::Malformed))?;
    let Line::Key(Key::Log(key)) = first else {
        return Err(flaw(Flaw::Malformed));
    };
    let peer = state
        .peers
        .values()
        .find(|peer| peer.log_key == key)
        .cloned();
    let peer = peer.ok_or(Error::UnknownSender(Artefact::LogExport))?;
    let report = verify_log(export, Some(&peer))?;
    let origin = peer.party.origin();
    for ((of, size), witnessed) in &state.witnessed {
        if *of == origin {
            let seen = open_checkpoint(&witnessed.checkpoint, &peer.log_key)?;
            let continues = report.tree.size() >= *size && report.tree.root_at(*size)? == seen.root;
            if !continues {
                return Err(flaw(Flaw::Continuity));
            }
        }
    }
    let note = newest_note(export).ok_or(flaw(Flaw::Checkpoint))?;
    Ok((peer, note, report.signed))
}

/// The last line's checkpoint, if it is one.
fn newest_note(export: &[u8]) -> Option<String> {
    let last = export
        .strip_suffix(b"\n")?
        .rsplit(|byte| *byte == b'\n')
        .next()?;
    match audit_log::canonical::from_slice(last, last.len()).ok()? {
        Line::Checkpoint(note) => Some(note),
        _ => None,
    }
}

/// Largest checkpoint note that is read, in bytes.
pub const MAX_CHECKPOINT: u64 = audit_log::MAX_NOTE as u64;
