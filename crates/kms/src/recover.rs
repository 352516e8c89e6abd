//! Finishing what an interrupted operation left open: the bytes are committed, the files may be missing.

use std::path::{Path, PathBuf};

use keystore::event::{Event, Written};
use keystore::{Direction, PackageState, State};
use quorum::Action;
use serde::Serialize;

use crate::session::Session;
use crate::{Result, files, package, transport};

/// Something that was committed and is not known to have left the keystore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Open {
    /// A package's file; with its components where they are not known to be written either.
    Package {
        /// Package id.
        id: String,
        /// How many component files are missing with it; 0 where they are written.
        components: usize,
    },
    /// A transport key's component files.
    Transport {
        /// Transport key id.
        id: String,
        /// How many component files.
        components: usize,
    },
    /// An imported package's receipt, signed and not written.
    Receipt {
        /// Package id.
        id: String,
    },
    /// An imported package whose receipt was not signed; the package file is needed again.
    Import {
        /// Package id.
        id: String,
    },
}

/// Everything that is open.
#[must_use]
pub fn open(state: &State) -> Vec<Open> {
    let unwritten = |id: &str| {
        state
            .transports
            .get(id)
            .filter(|one| !one.written)
            .map_or(0, |one| one.components.len())
    };
    let packages = state
        .packages
        .iter()
        .filter(|(_, one)| one.state == PackageState::Prepared);
    let packages = packages.map(|(id, one)| Open::Package {
        id: id.clone(),
        components: unwritten(&one.created.transport_id),
    });
    let transports = state.transports.iter().filter(|(_, one)| {
        one.direction == Direction::Out && !one.written && !one.destroyed && one.package.is_none()
    });
    let transports = transports.map(|(id, one)| Open::Transport {
        id: id.clone(),
        components: one.components.len(),
    });
    let imports = state
        .imports
        .iter()
        .filter(|(_, one)| !one.receipt_written)
        .map(|(id, one)| match one.receipt {
            Some(_) => Open::Receipt { id: id.clone() },
            None => Open::Import { id: id.clone() },
        });
    packages.chain(transports).chain(imports).collect()
}

/// What was finished and what could not be with what was given.
#[derive(Debug, Default, Serialize)]
pub struct Recovered {
    /// Files written.
    pub written: Vec<PathBuf>,
    /// What is still open.
    pub open: Vec<Open>,
}

/// Finishes everything that can be finished with these folders. `package` is the package file of an
/// import that was cut off, or of one whose receipt was lost on its way: its receipt is written again.
///
/// # Errors
/// [`crate::Error::NoPackage`] where `package` was not imported here; folder, file, backend and storage
/// errors; what was finished before stays finished.
pub fn recover(
    session: &mut Session,
    folder: &Path,
    component_folders: &[PathBuf],
    package: Option<&[u8]>,
) -> Result<Recovered> {
    let folder = files::ready_folder(folder)?;
    let mut done = Recovered::default();
    for open in open(session.state()) {
        match open {
            Open::Package { id, components }
                if components == 0 || components == component_folders.len() =>
            {
                let folders = if components == 0 {
                    &[]
                } else {
                    component_folders
                };
                let made = package::write_again(session, &id, &folder, folders)?;
                done.written.extend(made.components);
                done.written.push(made.path);
            }
            Open::Transport { id, components } if components == component_folders.len() => {
                let folders =
                    transport::component_folders(session.state(), component_folders, None)?;
                done.written
                    .extend(transport::write_components(session, &id, &folders)?);
                let written = Written { id };
                session.carry_out(Action::Recover, Event::TransportWritten(written), &[])?;
            }
            Open::Receipt { id } => done
                .written
                .push(package::write_receipt_again(session, &id, &folder)?),
            Open::Import { .. } | Open::Package { .. } | Open::Transport { .. } => {}
        }
    }
    if let Some(bytes) = package {
        done.written
            .push(package::finish_import(session, bytes, &folder)?);
    }
    done.open = self::open(session.state());
    Ok(done)
}
