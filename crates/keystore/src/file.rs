//! Putting a whole keystore file in its place, durably.
//!
//! Expected system calls for a new file: openat(O_CREAT|O_EXCL, 0600), SQLite's own, fsync, renameat2(NOREPLACE),
//! fsync of the folder.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::{Error, Result, Unwritable};

/// How many files may have been kept at the same second: enough for whoever tries again and again.
const MAX_KEPT: u32 = 1_000;

/// A file under a temporary name in the folder where it will stand; removed unless it is put in place.
pub(crate) struct NewFile {
    temporary: PathBuf,
    placed: bool,
}

impl NewFile {
    /// Creates an empty file of mode 0600 beside `path`.
    pub fn beside(path: &Path) -> Result<Self> {
        let temporary = sibling(path, &format!(".new-{}", uuid::Uuid::new_v4()));
        let create = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary);
        create.map_err(failed("create", &temporary))?;
        Ok(Self {
            temporary,
            placed: false,
        })
    }

    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// Gives the file its name, unless that name is taken. A crash before the rename leaves nothing under `path`, a
    /// crash after it a complete keystore: the content was synchronised before.
    pub fn place(mut self, path: &Path) -> Result<()> {
        self.sync()?;
        // A log of an earlier file with this name would be replayed into the new one.
        if exists(&sibling(path, "-wal"))? || exists(&sibling(path, "-journal"))? {
            return Err(Error::Exists(path.to_owned()));
        }
        renameat_with(CWD, &self.temporary, CWD, path, RenameFlags::NOREPLACE)
            .map_err(|error| failed("rename", path)(error.into()))?;
        self.placed = true;
        sync_folder(path)
    }

    /// Puts the file in the place of the one at `path`, which keeps a second name: `kept`, or where that is taken the
    /// first of `kept-2`, `kept-3`, … that is not. Returns that name. There is a file at `path` at every moment, and
    /// both files are complete.
    pub fn replace(mut self, path: &Path, kept: &Path) -> Result<PathBuf> {
        self.sync()?;
        let kept = keep(path, kept)?;
        sync_folder(path)?;
        fs::rename(&self.temporary, path).map_err(failed("rename", path))?;
        self.placed = true;
        sync_folder(path)?;
        Ok(kept)
    }

    fn sync(&self) -> Result<()> {
        let file = File::open(&self.temporary).map_err(failed("open", &self.temporary))?;
        file.sync_all().map_err(failed("fsync", &self.temporary))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.placed {
            // What is left behind where this fails holds nothing that the keystore's file would not.
            for end in ["", "-wal", "-shm", "-journal"] {
                let _ = fs::remove_file(sibling(&self.temporary, end));
            }
        }
    }
}

/// Which file stands at a path, and in which condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    /// The file at `path`; [`Error::NotFound`] where there is none, or something that is no file.
    pub fn of(path: &Path) -> Result<Self> {
        let meta = fs::metadata(path).map_err(failed("stat", path))?;
        if !meta.is_file() {
            return Err(Error::NotFound(path.to_owned()));
        }
        Ok(Self {
            device: meta.dev(),
            inode: meta.ino(),
            size: meta.size(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
        })
    }

    /// Whether it is the same file, whatever its content.
    pub fn is_file(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }
}

/// Whether nothing waits in a write-ahead log beside `path`.
pub(crate) fn is_clean(path: &Path) -> Result<bool> {
    let log = sibling(path, "-wal");
    match fs::metadata(&log) {
        Ok(meta) => Ok(meta.len() == 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(failed("stat", &log)(error)),
    }
}

/// The path with `end` added to its file name.
pub(crate) fn sibling(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Gives the file at `path` one more name, which nothing bears yet.
fn keep(path: &Path, wanted: &Path) -> Result<PathBuf> {
    let mut kept = wanted.to_owned();
    let mut number = 1;
    loop {
        match fs::hard_link(path, &kept) {
            Ok(()) => return Ok(kept),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MAX_KEPT => {
                number += 1;
                kept = sibling(wanted, &format!("-{number}"));
            }
            Err(error) => return Err(failed("link", &kept)(error)),
        }
    }
}

fn exists(path: &Path) -> Result<bool> {
    fs::exists(path).map_err(failed("stat", path))
}

fn sync_folder(path: &Path) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let opened = File::open(folder).map_err(failed("open", folder))?;
    opened.sync_all().map_err(failed("fsync", folder))
}

fn failed(call: &'static str, path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |source| {
        let unwritable = |cause| Error::Unwritable {
            cause,
            detail: format!("{call} {}", path.display()),
        };
        match source.kind() {
            io::ErrorKind::NotFound => Error::NotFound(path.clone()),
            io::ErrorKind::AlreadyExists => Error::Exists(path.clone()),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                unwritable(Unwritable::Full)
            }
            io::ErrorKind::ReadOnlyFilesystem => unwritable(Unwritable::ReadOnly),
            io::ErrorKind::PermissionDenied => unwritable(Unwritable::Permission),
            _ => Error::File {
                call,
                path: path.clone(),
                source,
            },
        }
    }
}
