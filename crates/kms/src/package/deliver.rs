//! From the keystore to the disk: the files of a committed package.

use std::path::{Path, PathBuf};

use keystore::event::{Event, Party, Written};
use keystore::{Draft, Package, PackageState, State};
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
    let path = folder.join(format!("{}-{:04}.kmspkg", made.to.region, made.counter));
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

fn record_written(session: &mut Session, package: &Package, components: bool) -> Result<()> {
    let transport = Written {
        id: package.created.transport_id.clone(),
    };
    let file = Written {
        id: package.created.package_id.clone(),
    };
    let for_transport = session.approve(Action::Recover, &transport)?;
    let for_file = session.approve(Action::Recover, &file)?;
    let mut drafts = Vec::new();
    if components {
        drafts.push(Draft {
            event: Event::TransportWritten(transport),
            approved: &for_transport,
        });
    }
    if package.state == PackageState::Prepared {
        drafts.push(Draft {
            event: Event::PackageWritten(file),
            approved: &for_file,
        });
    }
    if drafts.is_empty() {
        Ok(())
    } else {
        session.commit(&drafts, &[])
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
