//! Checking a record, with nothing but the record and, where there is one, the identity file of its keystore.

use audit_log::{Checkpoint, Entry, leaf_hash, open_checkpoint, verify_inclusion};
use keystore::{Digest, Excerpt};
use quorum::{OfficerId, Rules};

use super::wire::{EntryProof, RecordPayload, flaw, parse};
use super::{keys_of, told};
use crate::identity::Identity;
use crate::wire::signers;
use crate::{Flaw, Result};

/// By whose word the keys in a record are those of its keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysFrom {
    /// An identity file's, whose fingerprint officers can compare.
    Identity,
    /// The record's own: it shows that the record is whole, and not who made it.
    Record,
}

/// What a record that passed every check says, and how far that can be relied upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it says.
    pub payload: RecordPayload,
    /// SHA-256 of its payload, as the log names it and as the printed form shows it.
    pub digest: Digest,
    /// Who signed it, by staff code.
    pub signers: Vec<OfficerId>,
    /// By whose word the keys are those of its keystore.
    pub keys: KeysFrom,
    /// The checkpoint in it.
    pub checkpoint: Checkpoint,
}

/// Checks a record: size and syntax, the officers' signatures, the keystore's identity where `identity` gives it, the
/// checkpoint, that each entry stands in that log and has its officers' approvals, and that the handover is what the
/// entries tell.
///
/// What it cannot show: that no entry is left out that would tell more, and what the keys on the carriers are; for both
/// there is the word of the officers who signed.
///
/// # Errors
/// [`crate::Error::Artefact`], of [`crate::Artefact::HandoverRecord`].
pub fn verify(bytes: &[u8], identity: Option<&Identity>) -> Result<Report> {
    let (signed, payload) = parse(bytes)?;
    let rules = Rules::new(payload.k, payload.officers.clone());
    let rules = rules.map_err(|_| flaw(Flaw::Contradiction))?;
    let signers = signers::<RecordPayload>(&signed, rules.officers())?;
    if identity.is_some_and(|identity| !is_of(&payload, identity)) {
        return Err(flaw(Flaw::Contradiction));
    }
    let checkpoint = check_checkpoint(&payload)?;
    check_entries(&payload, &checkpoint)?;
    Ok(Report {
        digest: Digest::of(signed.unverified_payload()),
        signers,
        keys: identity.map_or(KeysFrom::Record, |_| KeysFrom::Identity),
        checkpoint,
        payload,
    })
}

fn is_of(payload: &RecordPayload, identity: &Identity) -> bool {
    payload.suite == identity.suite
        && payload.keystore == identity.party
        && payload.rehearsal == identity.rehearsal
        && payload.k == identity.k
        && payload.officers == identity.officers
        && payload.log_key == identity.log_key
}

fn check_checkpoint(payload: &RecordPayload) -> Result<Checkpoint> {
    let checkpoint = open_checkpoint(&payload.checkpoint, &payload.log_key);
    checkpoint
        .ok()
        .filter(|checkpoint| checkpoint.origin == payload.keystore.origin())
        .ok_or(flaw(Flaw::Checkpoint))
}

fn check_entries(payload: &RecordPayload, checkpoint: &Checkpoint) -> Result<()> {
    let include = |proof: &EntryProof| included(proof, checkpoint);
    let entries = payload.entries.iter().map(include);
    let entries = entries.collect::<Result<Vec<_>>>()?;
    let (first, later) = entries.split_first().ok_or(flaw(Flaw::Authority))?;
    let newest = newest_time(&entries).ok_or(flaw(Flaw::Authority))?;
    if payload.created < newest {
        return Err(flaw(Flaw::Contradiction));
    }
    // Whatever a rule refuses here was not admitted there, or needs an entry that is not shown.
    let refused = |_| flaw(Flaw::Authority);
    let mut excerpt = Excerpt::begin(first).map_err(refused)?;
    if !is_of(payload, &Identity::of(excerpt.state())) {
        return Err(flaw(Flaw::Contradiction));
    }
    let account = told(&mut excerpt, later.iter(), &payload.handover.handover).map_err(refused)?;
    let named = payload.keys.iter().map(|note| note.key);
    let names_its_keys = named.eq(keys_of(&payload.handover));
    if account.as_ref() == Some(&payload.handover) && names_its_keys {
        Ok(())
    } else {
        Err(flaw(Flaw::Contradiction))
    }
}

/// The latest time that any of these entries bears; none where one of them is no entry.
pub(super) fn newest_time<'a>(entries: impl IntoIterator<Item = &'a Vec<u8>>) -> Option<String> {
    let times = entries.into_iter().map(|bytes| Entry::decode(bytes).ok());
    let times = times.map(|entry| Some(entry?.time));
    times.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// The bytes of an entry, shown to stand at its place in the log and to say so.
fn included(proof: &EntryProof, checkpoint: &Checkpoint) -> Result<Vec<u8>> {
    let malformed = || flaw(Flaw::Malformed);
    let bytes = proof.bytes().ok_or_else(malformed)?;
    let hashes = proof.hashes().ok_or_else(malformed)?;
    let index = proof.seq.checked_sub(1).ok_or_else(malformed)?;
    let Checkpoint { size, root, .. } = checkpoint;
    let stands = verify_inclusion(&leaf_hash(&bytes), index, *size, &hashes, root);
    stands.map_err(|_| flaw(Flaw::Inclusion))?;
    // Whoever has the log key can put an entry elsewhere in another log; its officers approved it for its number.
    if Entry::decode(&bytes).is_ok_and(|entry| entry.seq != proof.seq) {
        return Err(flaw(Flaw::Inclusion));
    }
    Ok(bytes)
}
