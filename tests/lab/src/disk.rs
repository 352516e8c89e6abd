//! What a program asks of the disk: a library stands between the two (`shim/disk.c`), notes each call that changes
//! files below one folder, and can let one of them fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The library, built with the system's C compiler.
pub struct Shim {
    library: PathBuf,
    _folder: TempDir,
}

/// A call that fails.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Which call that changes something, from 1.
    pub call: usize,
    /// The error that it reports, as the system numbers them.
    pub errno: i32,
    /// Whether it is carried out all the same.
    pub done: bool,
}

/// A folder in memory where there is one: for what is to be judged or recorded, but need not outlive a power loss.
///
/// # Panics
/// Where none can be made.
#[must_use]
pub fn memory_folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| crate::folder())
}

impl Shim {
    /// Builds it.
    ///
    /// # Panics
    /// Where there is no C compiler, or no Linux.
    #[must_use]
    pub fn build() -> Self {
        let folder = crate::folder();
        let library = folder.path().join("disk.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("shim/disk.c");
        let built = Command::new("cc")
            .args([
                "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
            ])
            .args([&library, &source])
            .arg("-ldl")
            .status()
            .expect("a C compiler");
        assert!(built.success(), "the shim does not compile");
        Self {
            library,
            _folder: folder,
        }
    }

    /// Puts the library between `command` and `folder`. What happens is added to `journal`, which lies elsewhere.
    ///
    /// # Panics
    /// Where there is no such folder.
    pub fn stand_between(
        &self,
        command: &mut Command,
        folder: &Path,
        journal: &Path,
        fault: Option<Fault>,
    ) {
        let folder = fs::canonicalize(folder).expect("the folder is there");
        command
            .env("LD_PRELOAD", &self.library)
            .env("LAB_DISK_FOLDER", folder)
            .env("LAB_DISK_JOURNAL", journal);
        if let Some(Fault { call, errno, done }) = fault {
            command.env(
                "LAB_DISK_FAIL",
                format!("{call} {errno} {}", u8::from(done)),
            );
        }
    }
}

/// What a call asked for. Paths lie below the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A new file.
    Create,
    /// Bytes at an offset.
    Write(u64, Vec<u8>),
    /// Another size.
    Truncate(u64),
    /// A file's content on the disk.
    Sync,
    /// A folder's names on the disk.
    SyncFolder,
    /// Another name, instead of the old one.
    Rename(String),
    /// Another name, beside the old one.
    Link(String),
    /// No name any more.
    Unlink,
    /// A new folder.
    Folder,
    /// Nothing of the disk: the program told somebody.
    Acknowledge(Vec<u8>),
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was done.
    Done,
    /// It was not done, and said so.
    Failed,
    /// It was done, and said that it failed.
    Denied,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    /// What it asked for.
    pub asked: Asked,
    /// How it ended.
    pub ended: Ended,
    /// The file's number, where the call names it by a descriptor.
    pub inode: u64,
    /// The file's path when the call was made or the file opened.
    pub path: String,
}

/// The calls that a journal holds, in order. A call that changes nothing and failed by itself is among them.
///
/// # Panics
/// Where the journal is none.
#[must_use]
pub fn calls(journal: &Path) -> Vec<Call> {
    let bytes = fs::read(journal).unwrap_or_default();
    let mut rest = bytes.as_slice();
    let mut calls = Vec::new();
    while !rest.is_empty() {
        let [what, ended] = [take(&mut rest, 1)[0], take(&mut rest, 1)[0]];
        let (inode, number) = (number(&mut rest), number(&mut rest));
        let path = text(string(&mut rest));
        let bytes = string(&mut rest);
        let asked = match what {
            b'c' => Asked::Create,
            b'w' => Asked::Write(number, bytes.to_vec()),
            b't' => Asked::Truncate(number),
            b's' => Asked::Sync,
            b'd' => Asked::SyncFolder,
            b'r' => Asked::Rename(text(bytes)),
            b'l' => Asked::Link(text(bytes)),
            b'u' => Asked::Unlink,
            b'm' => Asked::Folder,
            b'a' => Asked::Acknowledge(bytes.to_vec()),
            other => unreachable!("a call {other}"),
        };
        let ended = [Ended::Done, Ended::Failed, Ended::Denied][usize::from(ended)];
        calls.push(Call {
            asked,
            ended,
            inode,
            path,
        });
    }
    calls
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(length);
    *rest = left;
    taken
}

fn number(rest: &mut &[u8]) -> u64 {
    u64::from_ne_bytes(take(rest, 8).try_into().expect("8 bytes"))
}

fn string<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let length = u32::from_ne_bytes(take(rest, 4).try_into().expect("4 bytes"));
    take(rest, length as usize)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("paths here are text")
}
