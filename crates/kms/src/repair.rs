//! Repair: damaged tables are built again from the log; what the log only names cannot be.

use std::path::{Path, PathBuf};

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
    /// Whose it was: a key's id, an officer's staff code, a package's or a transport key's id.
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
            whose.map(|one| one.officer.id.to_string())
        }
        Content::Identity | Content::Catalogue => Some(state.home().keystore.clone()),
    };
    found.unwrap_or_default()
}
