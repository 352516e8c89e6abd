//! The one door: everything that changes a keystore goes through here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use audit_log::{Approval, Entry, Hash, LogKey, Tree, leaf_hash, verify_inclusion};
use quorum::Approved;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::{Value, json};

use crate::apply::Touched;
use crate::commit::{
    begin, build, commit, erase, sign, sort_attachments, store, take_in, write_entry,
};
use crate::event::Attempt;
use crate::file::{NewFile, Stamp, is_clean};
use crate::ledger::{Book, Checkpoints, Ledger};
use crate::state::Content;
use crate::verify::verified;
use crate::{Authority, Digest, Error, Event, Result, State, schema, sql};

/// Where a log ends: how many entries it has, and the root of the Merkle tree over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries.
    pub size: u64,
    /// Root of the tree (RFC 9162), 32 bytes.
    pub root: Hash,
}

impl Head {
    /// The empty log's.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(&Tree::new())
    }

    pub(crate) fn of(tree: &Tree) -> Self {
        Self {
            size: tree.size(),
            root: tree.root(),
        }
    }

    /// As a request carries it: `{"size": …, "root": "hex"}`.
    pub(crate) fn to_value(self) -> Value {
        json!({ "size": self.size, "root": hex::encode(self.root) })
    }

    /// Reads what [`Head::to_value`] makes, and nothing else.
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        let size = value.get("size")?.as_u64()?;
        let mut root = Hash::default();
        hex::decode_to_slice(value.get("root")?.as_str()?, &mut root).ok()?;
        let head = Self { size, root };
        (head.to_value() == *value).then_some(head)
    }
}

/// An event to be appended, and the approval that it answers.
pub struct Draft<'a> {
    /// What happens.
    pub event: Event,
    /// Who wants it.
    pub approved: &'a Approved,
}

/// Bytes kept beside the log, which names them by their SHA-256.
pub struct Attachment {
    /// What they are.
    pub content: Content,
    /// The bytes; opaque here, and never a key in the clear.
    pub bytes: Vec<u8>,
}

/// An open keystore, verified in full when it was opened.
pub struct Keystore {
    conn: Connection,
    path: PathBuf,
    /// The file that was opened; none for a copy in memory, which is never written.
    file: Option<Stamp>,
    book: Book,
    /// SQLite's number for the database's content as the book describes it. None where that is not certain.
    seen: Option<i64>,
    erasure_pending: bool,
}

impl Keystore {
    /// Creates the keystore whose first event `draft` is, and opens it.
    ///
    /// The file is built under a temporary name in the same folder and gets its own name when it is complete and
    /// synchronised: a crash leaves either no keystore or a whole one.
    ///
    /// # Errors
    /// [`Error::Exists`]; [`Error::LogKey`] where `log_key` is not the one that the event names; otherwise as
    /// [`Keystore::append`].
    pub fn create(
        path: &Path,
        time: &str,
        draft: Draft<'_>,
        attachments: &[Attachment],
        log_key: &LogKey,
    ) -> Result<Self> {
        let Event::Created(created) = &draft.event else {
            return Err(Error::Rule {
                rule: "a log begins with the creation of its keystore",
            });
        };
        let entry = draft.entry(1, time, &created.party.keystore)?;
        let ledger = Ledger::begin(&entry)?;
        if path.symlink_metadata().is_ok() {
            return Err(Error::Exists(path.to_owned()));
        }
        let given = sort_attachments(attachments, &ledger.state.attachments)?;
        let file = NewFile::beside(path)?;
        build(file.path(), |tx| {
            schema::migrate(tx, |conn| schema::refill(conn, &ledger.state))?;
            let leaf = leaf_hash(&entry);
            sql::insert_entry(tx, 1, &entry, &leaf)?;
            store(tx, &given)?;
            let mut book = Book {
                ledger,
                tree: Tree::new(),
                checkpoints: Checkpoints::default(),
            };
            book.tree.push(leaf);
            sign(tx, &mut book, log_key)
        })?;
        file.place(path)?;
        Self::open(path)
    }

    /// Opens the keystore at `path` to read and append. Never creates one, and verifies all of it first.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Busy`]; [`Error::Newer`] for a file of a newer version of this program;
    /// [`Error::Damaged`] where SQLite cannot read it; [`Error::Tampered`] with every finding.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_despite(path, |_| false)
    }

    /// Opens like [`Keystore::open`], despite the attachments that `lost` names being missing.
    pub(crate) fn open_despite(path: &Path, lost: impl Fn(&Digest) -> bool) -> Result<Self> {
        // What somebody else left in the write-ahead log may be what was erased.
        let erasure_pending = !is_clean(path)?;
        let mut conn = sql::open(path)?;
        let file = Stamp::of(path)?;
        sql::distrust(&mut conn)?;
        // A file of an earlier version is going to be written: whoever else has the same in mind is waited for.
        let behavior = match schema::version(&conn)? {
            schema::VERSION => TransactionBehavior::Deferred,
            _ => TransactionBehavior::Immediate,
        };
        let tx = Transaction::new_unchecked(&conn, behavior)?;
        let book = verified(&tx, lost)?;
        let seen = sql::pragma(&tx, "data_version")?;
        // A file of an earlier version gets the tables of this one, filled from its log.
        schema::migrate(&tx, |conn| schema::refill(conn, &book.ledger.state))?;
        tx.commit()?;
        sql::trust(&mut conn)?;
        sql::use_log(&conn)?;
        Ok(Self {
            conn,
            path: path.to_owned(),
            file: Some(file),
            book,
            seen: Some(seen),
            erasure_pending,
        })
    }

    /// Opens the keystore at `path` for reading, as a copy in memory that later changes do not reach; verifies all of
    /// it first.
    ///
    /// Writes nothing: not to the file, and no `-wal` or `-shm` beside it, unless another process is in the middle of
    /// writing or died in it; then SQLite uses those that are there.
    ///
    /// # Errors
    /// As [`Keystore::open`]; later calls that would write give [`Error::Unwritable`].
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let mut conn = sql::snapshot(path)?;
        sql::distrust(&mut conn)?;
        schema::version(&conn)?;
        let book = verified(&conn, |_| false)?;
        sql::trust(&mut conn)?;
        Ok(Self {
            conn,
            path: path.to_owned(),
            file: None,
            book,
            seen: None,
            erasure_pending: false,
        })
    }

    /// Where the keystore's file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the log adds up to.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.book.ledger.state
    }

    /// Where the log ends, unsigned attempts included.
    #[must_use]
    pub fn head(&self) -> Head {
        self.book.head()
    }

    /// The Merkle tree over the log, for proofs.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.book.tree
    }

    /// The newest checkpoint, a signed note.
    #[must_use]
    pub fn checkpoint(&self) -> &str {
        &self.book.checkpoints.note
    }

    /// How many attempts stand after the newest checkpoint.
    #[must_use]
    pub fn unsigned_tail(&self) -> u64 {
        self.book.tree.size() - self.book.checkpoints.size
    }

    /// Whether the file or its write-ahead log may still hold bytes that were erased, because another process is
    /// reading. Each append tries again; at the latest they go when the last process that may write closes the
    /// keystore.
    #[must_use]
    pub fn erasure_pending(&self) -> bool {
        self.erasure_pending
    }

    /// The exact bytes of entry `seq`, from 1.
    ///
    /// # Errors
    /// [`Error::NoEntry`]; [`Error::Log`] where the bytes are not those that were verified.
    pub fn entry(&self, seq: u64) -> Result<Vec<u8>> {
        let Head { size, root } = self.head();
        if !(1..=size).contains(&seq) {
            return Err(Error::NoEntry(seq));
        }
        let bytes = sql::entry(&self.conn, seq)?.ok_or(Error::NoEntry(seq))?;
        let proof = self.book.tree.inclusion(seq - 1, size)?;
        verify_inclusion(&leaf_hash(&bytes), seq - 1, size, &proof, &root)?;
        Ok(bytes)
    }

    /// The exact bytes of every entry, in order.
    pub fn entries(&self) -> impl Iterator<Item = Result<Vec<u8>>> + '_ {
        (1..=self.head().size).map(|seq| self.entry(seq))
    }

    /// Every checkpoint, a signed note, with the size that it covers, in order.
    ///
    /// # Errors
    /// An error of the database.
    pub fn checkpoints(&self) -> Result<impl Iterator<Item = (u64, String)>> {
        let end = self.book.checkpoints.size;
        let notes = sql::checkpoints(&self.conn)?.into_iter();
        let notes = notes.filter_map(|(size, note)| Some((u64::try_from(size).ok()?, note)));
        Ok(notes.filter(move |(size, _)| *size <= end))
    }

    /// The bytes of an attachment; they have that digest.
    ///
    /// # Errors
    /// [`Error::Erased`], [`Error::Missing`], [`Error::Altered`].
    pub fn attachment(&self, digest: &Digest) -> Result<Vec<u8>> {
        if self
            .state()
            .attachments
            .get(digest)
            .is_some_and(|named| named.erased)
        {
            return Err(Error::Erased(*digest));
        }
        let bytes = sql::attachment(&self.conn, digest)?.ok_or(Error::Missing(*digest))?;
        if Digest::of(&bytes) == *digest {
            Ok(bytes)
        } else {
            Err(Error::Altered(*digest))
        }
    }

    /// Appends that passphrases are about to be tried: the only event that needs no officer. The next
    /// [`Keystore::append`] signs over it.
    ///
    /// What other processes appended meanwhile is verified and taken in.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unwritable`], [`Error::Tampered`], [`Error::Replaced`].
    pub fn attempt(&mut self, time: &str, attempt: Attempt) -> Result<Head> {
        let tx = begin(&self.conn, &self.path, self.file.as_ref())?;
        take_in(&tx, &mut self.book, &mut self.seen)?;
        let home = self.book.ledger.state.home();
        let entry = Entry {
            seq: self.book.tree.size() + 1,
            time: time.to_owned(),
            keystore: home.keystore.clone(),
            request: None,
            approvals: Vec::new(),
            event: Event::Attempt(attempt).to_log()?,
        };
        let entry = entry.encode()?;
        commit(tx, &mut self.book, &mut self.seen, |tx, book| {
            write_entry(tx, book, &entry).map(drop)
        })?;
        Ok(self.head())
    }

    /// Appends events, with the rows and attachments that they change and one checkpoint over the whole log, in one
    /// transaction: all of it or nothing.
    ///
    /// Each event is checked exactly as [`verify`](fn@crate::verify) will check it. A request serves for one event, and
    /// never again. `attachments` are the bytes of exactly those digests that the events name anew and do not erase at
    /// once. What the events erase is gone from the file and from its write-ahead log when this returns, unless
    /// [`Keystore::erasure_pending`] says otherwise: a reader can be in the way, and is waited for some seconds.
    ///
    /// # Errors
    /// [`Error::Moved`] where the log does not end at `expected` any more; the new head and state are then those of
    /// the file. [`Error::Authority`], [`Error::Rule`], [`Error::Log`]; [`Error::AttachmentNotGiven`],
    /// [`Error::AttachmentNotNamed`]; [`Error::LogKey`]; otherwise as [`Keystore::attempt`].
    pub fn append(
        &mut self,
        expected: &Head,
        time: &str,
        drafts: &[Draft<'_>],
        attachments: &[Attachment],
        log_key: &LogKey,
    ) -> Result<Head> {
        if drafts.is_empty() {
            return Err(Error::Rule {
                rule: "an append has an event",
            });
        }
        let tx = begin(&self.conn, &self.path, self.file.as_ref())?;
        take_in(&tx, &mut self.book, &mut self.seen)?;
        let found = self.book.head();
        if found != *expected {
            return Err(Error::Moved {
                expected: *expected,
                found,
            });
        }
        let erased = commit(tx, &mut self.book, &mut self.seen, |tx, book| {
            let mut touched = BTreeSet::new();
            for draft in drafts {
                let seq = book.tree.size() + 1;
                let entry = draft.entry(seq, time, &book.ledger.state.home().keystore)?;
                touched.extend(write_entry(tx, book, &entry)?);
            }
            let changed = book.ledger.state.register.changed();
            touched.extend(changed.map(Touched::Registered));
            let register = &book.ledger.state.attachments;
            store(tx, &sort_attachments(attachments, register)?)?;
            let erased = erase(tx, register)?;
            for row in touched
                .iter()
                .flat_map(|touched| book.ledger.state.row(touched))
            {
                sql::upsert(tx, &row)?;
            }
            sign(tx, book, log_key)?;
            Ok(erased)
        })?;
        if erased {
            self.erasure_pending = !sql::empty_log(&self.conn, sql::READERS);
        } else if self.erasure_pending {
            self.erasure_pending = !sql::empty_log(&self.conn, Duration::ZERO);
        }
        Ok(self.head())
    }
}

impl Draft<'_> {
    fn entry(&self, seq: u64, time: &str, keystore: &str) -> Result<Vec<u8>> {
        let request = self
            .approved
            .request()
            .to_value()
            .map_err(Authority::Approvals)?;
        let approvals: Vec<Approval> = self.approved.approvals().to_vec();
        let (time, keystore) = (time.to_owned(), keystore.to_owned());
        let event = self.event.to_log()?;
        Ok(Entry {
            seq,
            time,
            keystore,
            request: Some(request),
            approvals,
            event,
        }
        .encode()?)
    }
}
