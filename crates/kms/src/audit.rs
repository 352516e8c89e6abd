//! The audit log as others see it: exporting it, checking another level's export, cosigning it.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;

use audit_log::export::{Key, Line, Report, verify_export};
use audit_log::{Entry, Event as LogEvent, open_checkpoint};
use keystore::event::{Enrolled, Event, LogCosigned, Party};
use keystore::{Keystore, State};
use quorum::{Action, Officer, Request, Rules};
use serde::{Deserialize, Serialize};

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
    for officer in keystore.state().rules.officers() {
        let record = OfficerRecord {
            k: keystore.state().created.k,
            officer: officer.clone(),
        };
        let record = serde_json::to_value(record).map_err(audit_log::Error::Json)?;
        Line::Key(Key::Officer(record)).write_to(out)?;
    }
    for seq in 1..=keystore.head().size {
        Line::Entry(Entry::decode(&keystore.entry(seq)?)?).write_to(out)?;
    }
    for (_, note) in keystore.checkpoints()? {
        Line::Checkpoint(note).write_to(out)?;
    }
    Ok(())
}

/// What an export says about an officer.
#[derive(Serialize, Deserialize)]
struct OfficerRecord {
    k: u8,
    officer: Officer,
}

/// Checks an export by itself: every hash, every checkpoint, and that every entry was approved by the
/// officers who had to.
///
/// # Errors
/// [`Flaw::Malformed`] or [`Flaw::Checkpoint`] where the log does not hold; [`Flaw::Authority`] where an
/// entry lacks its approvals.
pub fn verify_log(reader: impl Read, expected: Option<&Enrolled>) -> Result<Report> {
    let mut operations = BTreeSet::new();
    let key = expected.map(|peer| &peer.log_key);
    verify_export(reader, key, |officers, entry| {
        authority(officers, expected, entry, &mut operations)?;
        Ok::<(), Error>(())
    })
    .map_err(|error| match error {
        Error::Log(_) => Error::artefact(Artefact::LogExport, Flaw::Malformed),
        other => other,
    })
}

fn authority(
    officers: &[serde_json::Value],
    expected: Option<&Enrolled>,
    entry: &Entry,
    operations: &mut BTreeSet<uuid::Uuid>,
) -> Result<()> {
    let bad = || Error::artefact(Artefact::LogExport, Flaw::Authority);
    if entry.event.r#type == LogEvent::ATTEMPT {
        return if entry.request.is_none() && entry.approvals.is_empty() {
            Ok(())
        } else {
            Err(bad())
        };
    }
    let event = Event::from_log(&entry.event).map_err(|_| bad())?;
    let rules = rules(officers).ok_or_else(bad)?;
    // Every officer has the log key, so the officers must be those that were enrolled here, not those
    // that the export brings along.
    if expected.is_some_and(|peer| peer.k != rules.k() || peer.officers != rules.officers()) {
        return Err(bad());
    }
    if let Event::Created(created) = &event {
        let same = created.k == rules.k()
            && created
                .custodians
                .iter()
                .map(|one| &one.officer)
                .eq(rules.officers());
        if !same {
            return Err(bad());
        }
    }
    let request = entry
        .request
        .as_ref()
        .and_then(|request| Request::from_value(request).ok())
        .ok_or_else(bad)?;
    quorum::Approved::check_signatures(&rules, &request, &entry.approvals).map_err(|_| bad())?;
    let once = operations.insert(request.op);
    let fits = once
        && request.keystore == entry.keystore
        && entry.time <= request.expires
        && event.answers(&request);
    if fits { Ok(()) } else { Err(bad()) }
}

fn rules(officers: &[serde_json::Value]) -> Option<Rules> {
    let records: Option<Vec<OfficerRecord>> = officers
        .iter()
        .map(|record| serde_json::from_value(record.clone()).ok())
        .collect();
    let records = records?;
    let k = records.first()?.k;
    Rules::new(
        k,
        records.into_iter().map(|record| record.officer).collect(),
    )
    .ok()
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
    let origin = session.state().origin();
    let line = audit_log::cosign(&note, session.log_key(), &origin, clock::unix())?;
    let event = LogCosigned {
        of: peer.party.clone(),
        checkpoint: note.clone(),
        cosigned: line.clone(),
    };
    session.carry_out(
        Action::LogCosign,
        &event.clone(),
        Event::LogCosigned(event),
        &[],
    )?;
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
