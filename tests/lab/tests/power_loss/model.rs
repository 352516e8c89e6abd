//! What may be on a disk after the power went: the most pessimistic reading of what the system promises.
//!
//! A file's content is safe once that file was synchronised after the write; what was written since then is there,
//! missing, or torn at sectors of 512 bytes, each write by itself and in any order, and so is a new size. A name is safe
//! once its folder was synchronised; of the names given, changed or taken since then those up to some moment hold,
//! which is as much order as every journalling file system keeps. Memory shared through the `-shm` file is gone.

use std::collections::BTreeMap;

use lab::Dice;
use lab::disk::{Asked, Call, Ended};

const SECTOR: usize = 512;

/// What a write-ahead log's reader would have to do without it.
pub fn is_shared_memory(path: &str) -> bool {
    path.ends_with("-shm")
}

/// A file or folder by its number; folders have no content.
type Id = usize;

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Size(usize),
}

#[derive(Default)]
struct File {
    is_folder: bool,
    safe: Vec<u8>,
    since: Vec<Change>,
}

/// What happened to the names of one folder, in one step.
struct Names {
    gone: Option<String>,
    new: Option<(String, Id)>,
}

/// The disk while the program runs.
#[derive(Default)]
pub struct Disk {
    files: Vec<File>,
    by_inode: BTreeMap<u64, Id>,
    /// Names as the program sees them.
    seen: BTreeMap<String, Id>,
    /// Names as they are safe.
    safe: BTreeMap<String, Id>,
    /// Changes of names since their folder was synchronised.
    since: BTreeMap<String, Vec<Names>>,
}

impl Disk {
    /// Takes in one call.
    pub fn take(&mut self, call: &Call) {
        if call.ended == Ended::Failed || is_shared_memory(&call.path) {
            return;
        }
        let path = &call.path;
        match &call.asked {
            Asked::Create => {
                let id = self.new_file(false);
                self.by_inode.insert(call.inode, id);
                self.name(path, id);
            }
            Asked::Folder => {
                let id = self.new_file(true);
                self.name(path, id);
            }
            Asked::Write(offset, bytes) => {
                let change = Change::Write(*offset as usize, bytes.clone());
                self.file(call.inode).since.push(change);
            }
            Asked::Truncate(size) => {
                let change = Change::Size(*size as usize);
                self.file(call.inode).since.push(change);
            }
            Asked::Sync => {
                let file = self.file(call.inode);
                for change in std::mem::take(&mut file.since) {
                    apply(&mut file.safe, &change, |_| true);
                }
            }
            Asked::SyncFolder => {
                for names in self.since.remove(path).unwrap_or_default() {
                    rename(&mut self.safe, &names);
                }
            }
            Asked::Rename(to) => {
                let id = self.seen.remove(path).expect("it had a name");
                self.seen.insert(to.clone(), id);
                self.changed(path, Some(path), Some((to, id)));
            }
            Asked::Link(to) => {
                let id = self.seen[path];
                self.name(to, id);
            }
            Asked::Unlink => {
                self.seen.remove(path);
                self.changed(path, Some(path), None);
            }
            Asked::Acknowledge(_) => {}
        }
    }

    fn new_file(&mut self, is_folder: bool) -> Id {
        self.files.push(File {
            is_folder,
            ..File::default()
        });
        self.files.len() - 1
    }

    fn file(&mut self, inode: u64) -> &mut File {
        &mut self.files[self.by_inode[&inode]]
    }

    fn name(&mut self, path: &str, id: Id) {
        self.seen.insert(path.to_owned(), id);
        self.changed(path, None, Some((path, id)));
    }

    fn changed(&mut self, at: &str, gone: Option<&str>, new: Option<(&str, Id)>) {
        let names = Names {
            gone: gone.map(str::to_owned),
            new: new.map(|(path, id)| (path.to_owned(), id)),
        };
        self.since
            .entry(folder(at).to_owned())
            .or_default()
            .push(names);
    }

    /// The disk as the program sees it: every file by its path.
    pub fn as_seen(&self) -> BTreeMap<String, Vec<u8>> {
        self.contents(&self.seen, |_, _| Fate::Kept)
    }

    /// A disk that may be found after the power went now.
    pub fn cut(&self, dice: &mut Dice) -> BTreeMap<String, Vec<u8>> {
        let mut names = self.safe.clone();
        for since in self.since.values() {
            let held = dice.below(since.len() as u64 + 1) as usize;
            for change in &since[..held] {
                rename(&mut names, change);
            }
        }
        let manner = dice.below(5);
        self.contents(&names, |index, count| match manner {
            0 => Fate::Kept,
            1 => Fate::Dropped,
            // In order, up to some moment.
            2 if index + 1 < count / 2 => Fate::Kept,
            2 if index + 1 > count / 2 => Fate::Dropped,
            2 => Fate::Torn(dice.bits()),
            _ => match dice.below(4) {
                0 => Fate::Torn(dice.bits()),
                1 => Fate::Dropped,
                _ => Fate::Kept,
            },
        })
    }

    fn contents(
        &self,
        names: &BTreeMap<String, Id>,
        mut fate: impl FnMut(usize, usize) -> Fate,
    ) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for (path, id) in names {
            // A file in a folder that is not there is not there.
            let above = folder(path);
            let stands = above.is_empty() || names.contains_key(above);
            let file = &self.files[*id];
            if !stands || file.is_folder {
                continue;
            }
            let mut bytes = file.safe.clone();
            for (index, change) in file.since.iter().enumerate() {
                match fate(index, file.since.len()) {
                    Fate::Kept => apply(&mut bytes, change, |_| true),
                    Fate::Dropped => {}
                    Fate::Torn(bits) => {
                        apply(&mut bytes, change, |sector| bits >> (sector % 64) & 1 == 1);
                    }
                }
            }
            found.insert(path.clone(), bytes);
        }
        found
    }
}

/// What becomes of a change that was not synchronised.
enum Fate {
    Kept,
    Dropped,
    /// Which sectors are kept.
    Torn(u64),
}

fn apply(bytes: &mut Vec<u8>, change: &Change, keeps: impl Fn(usize) -> bool) {
    match change {
        Change::Size(size) if keeps(0) => bytes.resize(*size, 0),
        Change::Size(_) => {}
        Change::Write(offset, written) => {
            let mut at = *offset;
            let end = offset + written.len();
            while at < end {
                let next = end.min((at / SECTOR + 1) * SECTOR);
                if keeps(at / SECTOR) {
                    bytes.resize(bytes.len().max(next), 0);
                    bytes[at..next].copy_from_slice(&written[at - offset..next - offset]);
                }
                at = next;
            }
        }
    }
}

fn rename(names: &mut BTreeMap<String, Id>, change: &Names) {
    if let Some(gone) = &change.gone {
        names.remove(gone);
    }
    if let Some((path, id)) = &change.new {
        names.insert(path.clone(), *id);
    }
}

/// The folder of a path; empty where that is the recorded folder itself.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
