//! From the keystore to the disk: the files of a committed package.

use std::path::{Path, PathBuf};

use keystore::event::{Event, Party, Written};
use keystore::{Package, PackageState, State};
use quorum::Action;
use serde::Serialize;

use crate::files::{self, Mode};
use crate::session::Session;
use crate::{Error, Result, transport};

/// A package that was made.
#[derive(Debug, Serialize)]
pub struct PackageMade {
    /// Package id.
    pub package_id: String,
    /// Counter for this recipient.
    pub counter: u64,
    /// Recipient.
    pub to: Party,
    /// How many keys it carries.
    pub keys: usize,
    /// The package file.
    pub path: PathBuf,
    /// Component files written with it.
    pub components: Vec<PathBuf>,
}

/// Writes the files of a committed package: the same bytes every time, so that it can be repeated after a
/// crash. Components are written where folders for them are given.
///
/// # Errors
/// [`Error::NoPackage`], [`Error::PackageClosed`], folder and file errors.
pub fn write_again(
    session: &mut Session,
    package_id: &str,
    folder: &Path,
    component_folders: &[PathBuf],
) -> Result<PackageMade> {
    let package = open(session.state(), package_id)?.clone();
    let made = &package.created;
    let components = if component_folders.is_empty() {
        vec![]
    } else {
        let folders =
            transport::component_folders(session.state(), component_folders, Some(folder))?;
        transport::write_components(session, &made.transport_id, &folders)?
    };
    transport::keeps_apart(session.state(), &made.transport_id, folder, None)?;
    let path = folder.join(package_name(&made.to, made.counter));
    files::write(
        &path,
        &session.keystore.attachment(&made.digest)?,
        Mode::Public,
    )?;
    // The files are on the disk. A crash before this commit leaves the package `prepared`; writing it
    // again finds the same bytes and comes back here.
    record_written(session, &package, !components.is_empty())?;
    Ok(PackageMade {
        package_id: made.package_id.clone(),
        counter: made.counter,
        to: made.to.clone(),
        keys: made.keys.len(),
        path,
        components,
    })
}

/// A package's file name: `410000-0001.kmspkg`.
fn package_name(to: &Party, counter: u64) -> String {
    format!("{}-{counter:04}.kmspkg", to.region)
}

/// Refuses a folder in which the next package to this recipient cannot lie.
pub(super) fn check_name(state: &State, to: &Party, folder: &Path) -> Result<()> {
    let counter = state.last_counter_to(&to.keystore) + 1;
    files::is_free(&folder.join(package_name(to, counter)))
}

fn record_written(session: &mut Session, package: &Package, components: bool) -> Result<()> {
    let transport = Written {
        id: package.created.transport_id.clone(),
    };
    let file = Written {
        id: package.created.package_id.clone(),
    };
    let mut events = Vec::new();
    if components {
        events.push((Action::Recover, Event::TransportWritten(transport)));
    }
    if package.state == PackageState::Prepared {
        events.push((Action::Recover, Event::PackageWritten(file)));
    }
    if events.is_empty() {
        Ok(())
    } else {
        session.commit(events, &[])
    }
}

/// The package with this id, neither received nor cancelled.
pub(super) fn open<'a>(state: &'a State, package_id: &str) -> Result<&'a Package> {
    let package = state
        .packages
        .get(package_id)
        .ok_or_else(|| Error::NoPackage(package_id.to_owned()))?;
    match package.state {
        PackageState::Prepared | PackageState::Written => Ok(package),
        PackageState::Received | PackageState::Cancelled => {
            Err(Error::PackageClosed(package_id.to_owned()))
        }
    }
}
