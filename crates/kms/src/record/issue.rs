//! Making a record.

use audit_log::{Checkpoint, canonical, open_checkpoint};
use handover_record::{Account, Mark};
use keystore::event::{Event, RecordIssued};
use keystore::{Digest, Excerpt, Keystore, State};
use quorum::Action;

use super::verify::newest_time;
use super::wire::{EntryProof, KeyNote, MAX_RECORD, RecordPayload, flaw};
use super::{keys_of, select, told};
use crate::session::Session;
use crate::wire::Payload;
use crate::{Error, Flaw, Result, SUITE, clock};

/// A record that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The file's exact bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of its payload, as the log names it and as the printed form shows it.
    pub digest: Digest,
}

/// Makes the record of a handover, signed by the officers who are here; that it was issued is in the log before this
/// returns. The same handover may have any number of records, each as it was on its day.
///
/// # Errors
/// [`Error::TooFewOfficers`] for fewer than two; [`Error::NoHandover`]; [`Flaw::TooLarge`] for one with so many entries
/// that nobody would read it; storage errors.
pub fn issue(session: &mut Session, handover: &Mark) -> Result<Record> {
    let record = make(session, handover)?;
    enter(session, handover, record.digest)?;
    Ok(record)
}

/// Makes a record that is not to be handed out before [`enter`] says so in the log.
pub(super) fn make(session: &Session, handover: &Mark) -> Result<Record> {
    let payload = canonical::to_vec(&payload(session.keystore(), handover)?)?;
    let bytes = session.sign_jointly(&payload, RecordPayload::TYPE)?;
    if bytes.len() as u64 > MAX_RECORD {
        return Err(flaw(Flaw::TooLarge));
    }
    let digest = Digest::of(&payload);
    Ok(Record { bytes, digest })
}

/// Puts into the log that a record was issued.
pub(super) fn enter(session: &mut Session, handover: &Mark, digest: Digest) -> Result<()> {
    let issued = RecordIssued {
        handover: handover.clone(),
        digest,
    };
    session.carry_out(Action::CustodyRecord, Event::RecordIssued(issued), &[])
}

fn payload(keystore: &Keystore, handover: &Mark) -> Result<RecordPayload> {
    let state = keystore.state();
    let created = &state.created;
    if !state.register.handovers().contains_key(handover) {
        return Err(Error::NoHandover(handover.clone()));
    }
    let note = keystore.checkpoint();
    let Checkpoint { size, .. } = open_checkpoint(note, &created.log_key)?;
    let first = keystore.entry(1)?;
    let mut entries = select::entries(keystore, handover)?;
    // Told from the entries that are shown, and not from this keystore: so the reader comes to the same.
    let account = told(&mut Excerpt::begin(&first)?, entries.values(), handover)?;
    let account = account.ok_or(Error::NoHandover(handover.clone()))?;
    // Where the clock went back since, the record is no older than what it shows.
    entries.insert(1, first);
    let newest = newest_time(entries.values()).unwrap_or_default();
    let prove = |(seq, bytes): (u64, Vec<u8>)| -> Result<_> {
        let proof = keystore.tree().inclusion(seq - 1, size)?;
        Ok(EntryProof::new(seq, &bytes, &proof))
    };
    Ok(RecordPayload {
        r#type: RecordPayload::TYPE.into(),
        version: RecordPayload::VERSION,
        suite: SUITE,
        keystore: created.party.clone(),
        rehearsal: created.rehearsal,
        k: created.k,
        officers: state.rules.officers().to_vec(),
        log_key: created.log_key.clone(),
        keys: keys(state, &account),
        handover: account,
        checkpoint: note.to_owned(),
        entries: entries.into_iter().map(prove).collect::<Result<_>>()?,
        created: newest.max(clock::now()),
    })
}

/// What the keys on the handover's carriers are.
fn keys(state: &State, account: &Account) -> Vec<KeyNote> {
    let note = |key| {
        let descriptor = &state.keys.get(&key)?.descriptor;
        Some(KeyNote {
            key,
            kind: descriptor.kind,
            algorithm: descriptor.algorithm,
            version: descriptor.version,
        })
    };
    keys_of(account).into_iter().filter_map(note).collect()
}
