//! The export: JSON Lines that let a stranger check a log without this program.
//!
//! Each line is one canonical JSON object with one member, and ends with a newline. In this order:
//! 1. `{"key":{"log":"<verifier key>"}}` once, and `{"key":{"officer":{…}}}` for each officer;
//! 2. `{"entry":{…}}`, from `seq` 1 without a gap; the bytes after `{"entry":` and before the last `}` are the leaf;
//! 3. `{"checkpoint":"<signed note>"}`, by growing size.

use std::io::{BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Entry, Error, Event, MAX_ENTRY, Result, Tree, VerifierKey, canonical, leaf_hash,
    open_checkpoint,
};

/// Bytes of a line without its newline: the longest entry in its wrapping.
const MAX_LINE: usize = MAX_ENTRY + r#"{"entry":}"#.len();
/// Keystores have at most 16 officers at a time; this leaves room for all who ever were.
const MAX_OFFICERS: usize = 10_000;
/// Bytes of what is published about one of them, all of whom stay in memory: a staff code, a public key and three
/// small numbers take less than half of it.
const MAX_OFFICER: usize = 512;

/// One line of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// A public key needed to check the rest.
    Key(Key),
    /// An entry of the log.
    Entry(Entry),
    /// A signed checkpoint, as the note text.
    Checkpoint(String),
}

/// A public key in an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// The key that checks the checkpoints.
    Log(VerifierKey),
    /// What is published about an officer; only the authority check looks into it.
    Officer(Value),
}

impl Line {
    /// Writes the line with its newline.
    ///
    /// # Errors
    /// [`Error::Io`], or what [`Entry::encode`] and [`canonical::to_vec`] refuse.
    pub fn write_to(&self, writer: &mut impl Write) -> Result<()> {
        self.check()?;
        let mut bytes = canonical::to_vec(self)?;
        if bytes.len() > MAX_LINE {
            return Err(Error::TooLarge {
                size: bytes.len(),
                cap: MAX_LINE,
            });
        }
        bytes.push(b'\n');
        Ok(writer.write_all(&bytes)?)
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let line: Self = canonical::from_slice(bytes, MAX_LINE)?;
        line.check()?;
        Ok(line)
    }

    fn check(&self) -> Result<()> {
        match self {
            Self::Entry(entry) => entry.check(),
            Self::Key(_) | Self::Checkpoint(_) => Ok(()),
        }
    }
}

/// Reads an export line by line, holding one line in memory. Each line is checked by itself only.
pub struct Lines<R> {
    reader: BufReader<R>,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// Reads from the beginning of an export.
    pub fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            number: 0,
        }
    }

    fn read(&mut self) -> Result<Option<Line>> {
        self.number += 1;
        let mut bytes = Vec::new();
        let limit = MAX_LINE as u64 + 1;
        self.reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        match bytes.strip_suffix(b"\n") {
            Some(line) => Ok(Some(Line::decode(line)?)),
            None if bytes.len() > MAX_LINE => Err(Error::TooLarge {
                size: bytes.len(),
                cap: MAX_LINE,
            }),
            None => Err(Error::Export("a line cut short")),
        }
    }

    fn located(&self, error: Error) -> Error {
        Error::InLine {
            line: self.number,
            error: Box::new(error),
        }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().map_err(|error| self.located(error)).transpose()
    }
}

/// What a verified export holds.
#[derive(Clone, Debug)]
pub struct Report {
    /// The log key that signed; compare it with one from elsewhere unless it was demanded.
    pub log_key: VerifierKey,
    /// The keystore whose log this is.
    pub keystore: String,
    /// How many checkpoints there were.
    pub checkpoints: u64,
    /// How many entries the last checkpoint speaks for.
    pub signed: u64,
    /// How many entries (attempts, all of them) stand after it.
    pub unsigned: u64,
    /// The tree over all entries, to compare with checkpoints that a witness kept.
    pub tree: Tree,
}

/// Checks an export: form, order, sequence, one keystore, every checkpoint's signature and root, and that nothing but
/// attempts follows the last checkpoint.
///
/// `expected` is the log key as known from elsewhere. Without it the export is only shown to agree with itself, under
/// the key in the [`Report`]. An export whose entries and checkpoints are both cut short verifies as the older log it
/// then is: only a newer witness ([`Report::tree`]) shows that.
///
/// `authority` is called for each entry, in order, with the officers' records: it decides whether the approvals suffice.
///
/// # Errors
/// What `authority` returns; [`Error::InLine`] says which line is at fault; [`Error::Export`] where the log key,
/// all entries or all checkpoints are missing; [`Error::Unsigned`] for an entry that no checkpoint covers.
pub fn verify_export<E: From<Error>>(
    reader: impl Read,
    expected: Option<&VerifierKey>,
    mut authority: impl FnMut(&[Value], &Entry) -> std::result::Result<(), E>,
) -> std::result::Result<Report, E> {
    let mut lines = Lines::new(reader);
    let mut log = Log::default();
    while let Some(line) = lines.next() {
        let line = line?;
        log.take(&line, expected)
            .map_err(|error| lines.located(error))?;
        if let Line::Entry(entry) = &line {
            authority(&log.officers, entry)?;
        }
    }
    Ok(log.report()?)
}

/// What was read so far.
#[derive(Default)]
struct Log {
    key: Option<VerifierKey>,
    officers: Vec<Value>,
    keystore: Option<String>,
    tree: Tree,
    /// The last entry that may not stay unsigned.
    must_sign: u64,
    checkpoints: u64,
    signed: u64,
}

impl Log {
    fn take(&mut self, line: &Line, expected: Option<&VerifierKey>) -> Result<()> {
        match line {
            Line::Key(_) if self.tree.size() > 0 || self.checkpoints > 0 => {
                Err(Error::Export("a key after the entries"))
            }
            Line::Entry(_) if self.checkpoints > 0 => {
                Err(Error::Export("an entry after the checkpoints"))
            }
            Line::Key(Key::Log(key)) => self.log_key(key, expected),
            Line::Key(Key::Officer(_)) if self.officers.len() >= MAX_OFFICERS => {
                Err(Error::Export("too many officers"))
            }
            Line::Key(Key::Officer(officer)) if canonical::to_vec(officer)?.len() > MAX_OFFICER => {
                Err(Error::Export("too much about an officer"))
            }
            Line::Key(Key::Officer(officer)) => {
                self.officers.push(officer.clone());
                Ok(())
            }
            Line::Entry(entry) => self.entry(entry),
            Line::Checkpoint(note) => self.checkpoint(note),
        }
    }

    fn log_key(&mut self, key: &VerifierKey, expected: Option<&VerifierKey>) -> Result<()> {
        if self.key.is_some() {
            return Err(Error::Export("a second log key"));
        }
        if expected.is_some_and(|expected| expected != key) {
            return Err(Error::Export("another log key than expected"));
        }
        self.key = Some(key.clone());
        Ok(())
    }

    fn entry(&mut self, entry: &Entry) -> Result<()> {
        if entry.seq != self.tree.size() + 1 {
            return Err(Error::Export("an entry out of sequence"));
        }
        let keystore = self.keystore.get_or_insert_with(|| entry.keystore.clone());
        if *keystore != entry.keystore {
            return Err(Error::Export("an entry of another keystore"));
        }
        self.tree.push(leaf_hash(&entry.encode()?));
        if entry.event.r#type != Event::ATTEMPT {
            self.must_sign = entry.seq;
        }
        Ok(())
    }

    fn checkpoint(&mut self, note: &str) -> Result<()> {
        let key = self
            .key
            .as_ref()
            .ok_or(Error::Export("a checkpoint without log key"))?;
        let checkpoint = open_checkpoint(note, key)?;
        if self.checkpoints > 0 && checkpoint.size <= self.signed {
            return Err(Error::Export("a checkpoint no newer than the one before"));
        }
        let keystore = self.keystore.as_deref().unwrap_or_default();
        if checkpoint.origin.rsplit('/').next() != Some(keystore) {
            return Err(Error::Export("a checkpoint of another keystore"));
        }
        if checkpoint.root != self.tree.root_at(checkpoint.size)? {
            return Err(Error::Root {
                size: checkpoint.size,
            });
        }
        self.checkpoints += 1;
        self.signed = checkpoint.size;
        Ok(())
    }

    fn report(self) -> Result<Report> {
        let (Some(log_key), Some(keystore), 1..) = (self.key, self.keystore, self.checkpoints)
        else {
            return Err(Error::Export(
                "an end before any log key, entry or checkpoint",
            ));
        };
        if self.must_sign > self.signed {
            return Err(Error::Unsigned {
                seq: self.must_sign,
            });
        }
        Ok(Report {
            log_key,
            keystore,
            checkpoints: self.checkpoints,
            signed: self.signed,
            unsigned: self.tree.size() - self.signed,
            tree: self.tree,
        })
    }
}
