//! Repair: damaged tables are built again from the log; what the log only names cannot be.

use std::path::{Path, PathBuf};

use handover_record::{DocumentDigest, Register};
use keystore::event::{Event, Repaired};
use keystore::{Content, Digest};
use quorum::{Action, Needs};
use serde::Serialize;

use crate::session::{Backend, Credentials, Session};
use crate::{Result, clock};

/// An attachment that is gone.
#[derive(Debug, Serialize)]
pub struct Lost {
    /// Its digest.
    pub digest: Digest,
    /// What it held.
    pub content: &'static str,
    /// Whose it was: the id of a key, package, transport key or representative, an officer's staff code, or the
    /// application whose courier it was, after the region where that is not this one.
    pub of: String,
}

/// What was repaired.
#[derive(Debug, Serialize)]
pub struct Repair {
    /// Rows that differed from the log.
    pub rows: u64,
    /// Attachments that are gone.
    pub lost: Vec<Lost>,
    /// Where the damaged file is kept; none where nothing was wrong.
    pub kept: Option<PathBuf>,
}

/// Builds the tables again in a new file, and records it there; only then the new file takes the damaged one's
/// place. `witnesses` are checkpoints of this log that are held elsewhere; the log must continue each of them.
///
/// # Errors
/// [`keystore::Error::Tampered`] where the log itself does not hold; as [`Session::unlock`]. The damaged file is
/// then untouched.
pub fn repair(
    path: &Path,
    witnesses: &[String],
    credentials: Credentials,
    backend: Backend,
) -> Result<Repair> {
    let keystore::Repair {
        keystore,
        rows,
        lost,
        replacement,
        ..
    } = keystore::repair(path, witnesses, &clock::now())?;
    let event = Event::Repaired(Repaired {
        rows,
        lost: lost.clone(),
    });
    let mut session =
        Session::unlock_open(keystore, "repair", credentials, Needs::Quorum, backend)?;
    session.carry_out(Action::Repair, event, &[])?;
    let state = session.state();
    let lost = lost.into_iter().filter_map(|digest| {
        let content = state.attachments.get(&digest)?.content;
        Some(Lost {
            digest,
            content: content.name(),
            of: owner(state, digest, content),
        })
    });
    let lost = lost.collect();
    // Closes the new file, which cannot get its name before.
    drop(session);
    Ok(Repair {
        rows,
        lost,
        kept: replacement.finish()?,
    })
}

fn owner(state: &keystore::State, digest: Digest, content: Content) -> String {
    let found = match content {
        Content::Key => state
            .keys
            .iter()
            .find(|(_, key)| key.blob == digest)
            .map(|(id, _)| id.to_string()),
        Content::Transport => state
            .transports
            .iter()
            .find(|(_, one)| one.blob == digest)
            .map(|(id, _)| id.clone()),
        Content::Package => state
            .packages
            .iter()
            .find(|(_, one)| one.created.digest == digest)
            .map(|(id, _)| id.clone()),
        Content::Receipt => {
            let sent = state
                .imports
                .iter()
                .find(|(_, one)| one.receipt == Some(digest))
                .map(|(id, _)| id.clone());
            sent.or_else(|| {
                state
                    .packages
                    .iter()
                    .find(|(_, one)| one.receipt == Some(digest))
                    .map(|(id, _)| id.clone())
            })
        }
        Content::Envelope | Content::Person => {
            let custodians = &state.created.custodians;
            let whose = custodians
                .iter()
                .find(|one| one.envelope == digest || one.person == digest);
            let officer = whose.map(|one| one.officer.id.to_string());
            officer.or_else(|| outsider(&state.register, digest.into()))
        }
        Content::Identity | Content::Catalogue => Some(state.home().keystore.clone()),
    };
    found.unwrap_or_default()
}

/// The representative or courier whose details have this digest.
fn outsider(register: &Register, details: DocumentDigest) -> Option<String> {
    let representatives = register.representatives().iter();
    let representatives = representatives.map(|(id, one)| (id.to_string(), Some(one.details)));
    let applications = register.applications().iter();
    let applications = applications.map(|(id, one)| (id.to_string(), Some(one.courier)));
    let received = register.received().iter();
    let received = received.map(|((from, id), one)| (format!("{from} {id}"), one.courier()));
    let mut all = representatives.chain(applications).chain(received);
    all.find(|(_, digest)| *digest == Some(details))
        .map(|(id, _)| id)
}
