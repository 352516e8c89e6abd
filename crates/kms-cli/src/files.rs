//! Files that the program writes itself: public ones, new ones only, on the disk when the call returns.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::lang::Lang;

/// Writes a new file and synchronises it with its folder.
pub fn write_new(
    lang: Lang,
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<()>,
) -> Result<()> {
    let unwritable = |error: io::Error| Failure::unwritable(lang, path, &error);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(unwritable)?;
    let written = write(&mut file).and_then(|()| file.sync_all().map_err(unwritable));
    if written.is_err() {
        // Half a file is worse than none; where it cannot be removed, the next try says that it exists.
        let _ = std::fs::remove_file(path);
    }
    written?;
    File::open(folder(path))
        .and_then(|folder| folder.sync_all())
        .map_err(unwritable)
}

/// Refuses a path at which no new file can be written, before anything is done for it.
pub fn check_new(lang: Lang, path: &Path) -> Result<()> {
    let kind = if path.symlink_metadata().is_ok() {
        io::ErrorKind::AlreadyExists
    } else if !folder(path).is_dir() {
        io::ErrorKind::NotFound
    } else {
        return Ok(());
    };
    Err(Failure::unwritable(lang, path, &kind.into()))
}

/// Writes bytes to a new file.
pub fn write_bytes(lang: Lang, path: &Path, bytes: &[u8]) -> Result<()> {
    write_new(lang, path, |file| {
        file.write_all(bytes)
            .map_err(|error| Failure::unwritable(lang, path, &error))
    })
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
