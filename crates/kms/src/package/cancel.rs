//! Packages that will not be delivered, and those that take their place.

use std::path::{Path, PathBuf};

use handover_record::is_plain;
use key_derivation::KeyId;
use keystore::event::{Event, PackageCancelled, Party};
use keystore::{KeyState, State};
use quorum::Action;

use super::create::{New, TransportKey, commit};
use super::deliver::{PackageMade, check_name, open, write_again};
use crate::session::Session;
use crate::transport::{self, Prepared};
use crate::{Error, Result, files};

/// Cancels a package that was not received: its transport key is erased, so that nobody can open it here
/// any more. Whoever holds the package and its components still can.
///
/// # Errors
/// [`Error::NoPackage`], [`Error::PackageClosed`], [`Error::Reason`]; storage errors.
pub fn cancel(session: &mut Session, package_id: &str, reason: &str) -> Result<()> {
    let event = cancellation(session.state(), package_id, reason)?;
    session.carry_out(Action::PackageCancel, Event::PackageCancelled(event), &[])
}

/// Checks a cancellation, or the first half of a reissue, before anybody is asked for a passphrase.
///
/// # Errors
/// [`Error::NoPackage`], [`Error::PackageClosed`], [`Error::Reason`].
pub fn plan_cancel(state: &State, package_id: &str, reason: &str) -> Result<()> {
    cancellation(state, package_id, reason).map(|_| ())
}

fn cancellation(state: &State, package_id: &str, reason: &str) -> Result<PackageCancelled> {
    open(state, package_id)?;
    if !is_plain(reason, 200) {
        return Err(Error::Reason);
    }
    Ok(PackageCancelled {
        package_id: package_id.to_owned(),
        reason: reason.to_owned(),
    })
}

/// Checks a reissue before anybody is asked for a passphrase: the cancellation, the recipient, and the
/// keys that are to go again.
///
/// # Errors
/// As [`plan_cancel`]; [`Error::NotEnrolled`]; [`Error::KeyState`].
pub fn plan_reissue(
    state: &State,
    package_id: &str,
    reason: &str,
) -> Result<(PackageCancelled, Party, Vec<KeyId>)> {
    let event = cancellation(state, package_id, reason)?;
    let old = &open(state, package_id)?.created;
    let to = transport::recipient(state, old.to.region)?;
    let keys: Vec<_> = old.keys.iter().map(|sub_key| sub_key.parent).collect();
    for id in &keys {
        let key = crate::keys::key(state, *id)?;
        if key.state != KeyState::Active {
            return Err(Error::KeyState {
                key: *id,
                state: key.state,
            });
        }
    }
    Ok((event, to, keys))
}

/// Cancels a package and, in the same transaction, makes another one with the same keys under a new
/// transport key and the next counter.
///
/// # Errors
/// As [`plan_reissue`] and [`create`](super::create()).
pub fn reissue(
    session: &mut Session,
    package_id: &str,
    reason: &str,
    folder: &Path,
    component_folders: &[PathBuf],
) -> Result<PackageMade> {
    let (event, to, keys) = plan_reissue(session.state(), package_id, reason)?;
    let folder = files::ready_folder(folder)?;
    check_name(session.state(), &to, &folder)?;
    let folders = transport::component_folders(session.state(), component_folders, Some(&folder))?;
    let transport = Prepared::make(session, &to, folders.len())?;
    let new = New {
        to,
        keys,
        action: Action::PackageReissue,
        replaces: Some(package_id.to_owned()),
        answers: None,
    };
    let made = commit(
        session,
        &new,
        TransportKey::New(Box::new(transport)),
        Some(event),
    )?;
    write_again(session, &made, &folder, &folders)
}
