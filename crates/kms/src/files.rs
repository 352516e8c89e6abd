//! Files that come in and files that go out. A written file is on the disk when the call returns:
//! open (new, its final mode), write, fsync, rename without replacing, fsync the folder.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use zeroize::Zeroizing;

use crate::{Artefact, Error, Flaw, Result};

/// Who may read a written file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Its owner alone (0600): components.
    Private,
    /// Whoever may read the folder (0644): what is sealed or public.
    Public,
}

impl Mode {
    const fn bits(self) -> u32 {
        match self {
            Self::Private => 0o600,
            Self::Public => 0o644,
        }
    }
}

/// Reads a whole artefact; refuses one larger than `cap` bytes before reading it. The buffer is wiped
/// when dropped, since a component is key material in the clear.
///
/// # Errors
/// [`Error::Unreadable`]; [`Flaw::TooLarge`].
pub fn read(path: &Path, artefact: Artefact, cap: u64) -> Result<Zeroizing<Vec<u8>>> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let length = about.len();
    if length > cap {
        return Err(Error::artefact(artefact, Flaw::TooLarge));
    }
    // Room for one byte more than the cap, so that the buffer never moves and a growing file is noticed.
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        usize::try_from(cap.min(length) + 1).unwrap_or(0),
    ));
    file.take(cap + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > cap {
        return Err(Error::artefact(artefact, Flaw::TooLarge));
    }
    Ok(bytes)
}

/// Writes `bytes` durably under `path`. A file with the same bytes is left as it is, so that writing
/// again after a crash is safe; a different one is never replaced.
///
/// # Errors
/// [`Error::FileExists`], [`Error::Unwritable`].
pub(crate) fn write(path: &Path, bytes: &[u8], mode: Mode) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        let same = fs::read(path)
            .map(Zeroizing::new)
            .is_ok_and(|there| there.as_slice() == bytes);
        if !same {
            return Err(Error::FileExists(path.to_owned()));
        }
        // Whoever wrote it may not have come to make its name durable.
        return sync_folder(path).map_err(|source| unwritable(path, source));
    }
    let temporary = temporary(path);
    let written = write_new(&temporary, bytes, mode)
        .and_then(|()| {
            Ok(renameat_with(
                CWD,
                &temporary,
                CWD,
                path,
                RenameFlags::NOREPLACE,
            )?)
        })
        .and_then(|()| sync_folder(path));
    if written.is_err() {
        // What is left over is a private temporary file; failing to remove it changes nothing.
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(|source| unwritable(path, source))
}

/// A file whose bytes are on the disk under a hidden name, for its owner alone, until it is to be seen. Dropped before
/// that, it is gone.
pub(crate) struct Staged {
    path: PathBuf,
    mode: Mode,
}

impl Staged {
    /// Writes `bytes` durably, to be seen as `path` later.
    ///
    /// # Errors
    /// [`Error::FileExists`], [`Error::Unwritable`].
    pub(crate) fn write(path: &Path, bytes: &[u8], mode: Mode) -> Result<Self> {
        is_free(path)?;
        let staged = Self {
            path: path.to_owned(),
            mode,
        };
        write_new(&temporary(path), bytes, Mode::Private)
            .and_then(|()| sync_folder(path))
            .map_err(|source| unwritable(path, source))?;
        Ok(staged)
    }

    /// Gives the file its name and mode.
    ///
    /// # Errors
    /// [`Error::Unwritable`], also where the name was taken meanwhile.
    pub(crate) fn publish(self) -> Result<()> {
        let from = temporary(&self.path);
        let mode = Permissions::from_mode(self.mode.bits());
        fs::set_permissions(&from, mode)
            .and_then(|()| {
                Ok(renameat_with(
                    CWD,
                    &from,
                    CWD,
                    &self.path,
                    RenameFlags::NOREPLACE,
                )?)
            })
            .and_then(|()| sync_folder(&self.path))
            .map_err(|source| unwritable(&self.path, source))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After publishing it is not there; failing to remove it leaves a private temporary file.
        let _ = fs::remove_file(temporary(&self.path));
    }
}

/// Refuses a name that is taken, for what is never the same bytes twice.
pub(crate) fn is_free(path: &Path) -> Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(Error::FileExists(path.to_owned())),
        Err(_) => Ok(()),
    }
}

fn write_new(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode.bits())
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The hidden name beside `path` under which it is written first.
fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.partial"))
}

/// The folder that holds `path`.
pub(crate) fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Puts the name of `path` on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// Makes sure that `path` is a folder that can be written to, creating it (0700) where it is missing.
pub(crate) fn ready_folder(path: &Path) -> Result<PathBuf> {
    create_folder(path).map_err(|source| unwritable(path, source))?;
    existing_folder(path)
}

/// Creates a folder and those above it, durably: a file is on the disk only if the folder that holds it is.
fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    create_folder(&folder(path))?;
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
        created => created?,
    }
    // The next call would take a folder that is there for one that stays there.
    sync_folder(path).inspect_err(|_| drop(fs::remove_dir(path)))
}

/// Makes sure that `path` is a folder that is there and can be written to.
pub(crate) fn existing_folder(path: &Path) -> Result<PathBuf> {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK)
        .map_err(|errno| unwritable(path, errno.into()))?;
    fs::canonicalize(path).map_err(|source| unwritable(path, source))
}

fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::Unwritable {
        path: path.to_owned(),
        source,
    }
}
