//! Verification: replays the log, and compares everything with what it adds up to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use audit_log::{Tree, leaf_hash, open_checkpoint};
use rusqlite::Connection;

use crate::ledger::{Book, Ledger};
use crate::rows::{Row, RowKey, TABLES};
use crate::state::Named;
use crate::{Cell, Digest, Error, Result, State, schema, sql};

/// What verification found: everything, not only the first.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many entries the log has.
    pub entries: u64,
    /// How many checkpoints verify.
    pub checkpoints: u64,
    /// How many entries stand after the last checkpoint; only attempts may.
    pub unsigned_tail: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What is odd and no proof of anything.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Something odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// An entry bears an earlier time than the one before it: a clock went back.
    ClockWentBack {
        /// The entry.
        seq: u64,
    },
}

/// Something wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Finding {
    /// SQLite finds the container damaged.
    Container {
        /// What SQLite said.
        detail: String,
    },
    /// The file is not marked as a keystore.
    ApplicationId {
        /// The mark that it bears.
        found: i64,
    },
    /// The file has another schema version.
    Version {
        /// The version in the file.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// A table, index or trigger is missing, altered, or does not belong here.
    Schema {
        /// Its name.
        object: String,
    },
    /// The log has no entry at all.
    Empty,
    /// An entry is missing, or stands at another place than its own.
    Sequence {
        /// The number that belongs here.
        expected: u64,
        /// The number that stands here.
        found: i64,
    },
    /// The stored leaf hash is not that of the stored entry.
    LeafHash {
        /// The entry's place.
        seq: u64,
    },
    /// An entry is malformed, has no authority or breaks a rule.
    Entry {
        /// The entry's place.
        seq: u64,
        /// Why it cannot stand there.
        error: Box<Error>,
    },
    /// A checkpoint is not signed by the log key, or does not fit the entries that it covers.
    Checkpoint {
        /// The size that it is filed under.
        size: i64,
        /// What is wrong with it.
        error: audit_log::Error,
    },
    /// An entry that is no attempt stands after the last checkpoint.
    Unsigned {
        /// The entry's place.
        seq: u64,
    },
    /// A row that the log gives is not there.
    RowMissing {
        /// Table.
        table: &'static str,
        /// Primary key.
        key: String,
    },
    /// A row that the log does not give.
    RowExtra {
        /// Table.
        table: &'static str,
        /// Primary key.
        key: String,
    },
    /// A value differs from what the log gives.
    RowDiffers {
        /// Table.
        table: &'static str,
        /// Primary key.
        key: String,
        /// Column.
        column: String,
    },
    /// The bytes of an attachment are gone.
    AttachmentMissing {
        /// The digest that the log names.
        digest: Digest,
    },
    /// The bytes or the content name of an attachment are not those that the log names.
    AttachmentAltered {
        /// The digest that the log names.
        digest: Digest,
    },
    /// An attachment that was erased is there.
    AttachmentNotErased {
        /// Its digest.
        digest: Digest,
    },
    /// An attachment that the log does not name.
    AttachmentExtra {
        /// The digest that it is filed under.
        digest: String,
    },
    /// A checkpoint held elsewhere is not one of this log.
    Witness {
        /// Its position among the checkpoints given, from 0.
        index: usize,
        /// What is wrong with it.
        error: audit_log::Error,
    },
    /// The log is shorter than it once was.
    RolledBack {
        /// The size that a checkpoint held elsewhere speaks for.
        witnessed: u64,
        /// The size now.
        entries: u64,
    },
    /// The log is not the one that a checkpoint held elsewhere speaks for.
    Rewritten {
        /// The size of that checkpoint.
        size: u64,
    },
}

impl Finding {
    /// Whether the log itself is untouched by it, so that a repair can put it right.
    pub(crate) fn is_mendable(&self) -> bool {
        matches!(
            self,
            Self::Container { .. }
                | Self::ApplicationId { .. }
                | Self::Version { .. }
                | Self::Schema { .. }
                | Self::RowMissing { .. }
                | Self::RowExtra { .. }
                | Self::RowDiffers { .. }
                | Self::AttachmentMissing { .. }
                | Self::AttachmentAltered { .. }
                | Self::AttachmentNotErased { .. }
                | Self::AttachmentExtra { .. }
        )
    }
}

/// Verifies the keystore at `path` in full. Writes nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Busy`], or an error of the system. What is wrong with the file is in the report.
pub fn verify(path: &Path) -> Result<Report> {
    verify_with(path, &[])
}

/// Verifies like [`verify`], and that the log continues each checkpoint in `witnesses`: signed notes of this log
/// that are held elsewhere. Only they show that the log was not cut off or written anew.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(path: &Path, witnesses: &[String]) -> Result<Report> {
    match sql::snapshot(path) {
        Ok(conn) => Ok(verify_database(&conn, witnesses)?.0),
        Err(Error::Damaged { detail }) => Ok(Report {
            findings: vec![Finding::Container { detail }],
            ..Report::default()
        }),
        Err(error) => Err(error),
    }
}

/// Verifies an open database. The book is there if the log could be replayed to its end, whatever else was found.
pub(crate) fn verify_database(
    conn: &Connection,
    witnesses: &[String],
) -> Result<(Report, Option<Book>)> {
    let mut report = Report::default();
    match check(conn, &mut report) {
        Ok(book) => {
            if let Some(book) = &book {
                check_witnesses(book, witnesses, &mut report);
            }
            Ok((report, book))
        }
        // Missing tables and unreadable pages end the search, but they are findings as well.
        Err(Error::Damaged { detail } | Error::Database { detail }) => {
            report.findings.push(Finding::Container { detail });
            Ok((report, None))
        }
        Err(error) => Err(error),
    }
}

fn check(conn: &Connection, report: &mut Report) -> Result<Option<Book>> {
    check_container(conn, report)?;
    let Some(book) = replay(conn, report)? else {
        return Ok(None);
    };
    check_rows(conn, &book.ledger.state, report)?;
    check_attachments(conn, &book.ledger.state, report)?;
    Ok(Some(book))
}

fn check_container(conn: &Connection, report: &mut Report) -> Result<()> {
    let found = sql::pragma(conn, "application_id")?;
    if found != schema::APPLICATION_ID {
        report.findings.push(Finding::ApplicationId { found });
    }
    let found = sql::pragma(conn, "user_version")?;
    if found != schema::VERSION {
        report.findings.push(Finding::Version {
            found,
            known: schema::VERSION,
        });
    }
    let (objects, golden) = (schema::objects(conn)?, schema::golden()?);
    let names: BTreeSet<_> = objects.keys().chain(golden.keys()).collect();
    let differing = names
        .into_iter()
        .filter(|name| objects.get(*name) != golden.get(*name));
    report
        .findings
        .extend(differing.map(|(_, name)| Finding::Schema {
            object: name.clone(),
        }));
    let damage = sql::integrity(conn)?.into_iter();
    report
        .findings
        .extend(damage.map(|detail| Finding::Container { detail }));
    Ok(())
}

fn replay(conn: &Connection, report: &mut Report) -> Result<Option<Book>> {
    let mut replay = Replay {
        checkpoints: sql::checkpoints(conn)?,
        ..Replay::new(report)
    };
    sql::entries(conn, |seq, entry, leaf| {
        replay.entry(seq, entry, leaf);
        Ok(())
    })?;
    Ok(replay.finish())
}

/// A replay under way.
struct Replay<'a> {
    report: &'a mut Report,
    /// Checkpoints that no entry has reached yet.
    checkpoints: BTreeMap<i64, String>,
    ledger: Option<Ledger>,
    /// Whether the state still follows the log: not after an entry that breaks a rule.
    follows: bool,
    tree: Tree,
    note: String,
    signed: u64,
    /// Entries after the last good checkpoint that are no attempts.
    unsigned: Vec<u64>,
    last_time: String,
}

impl<'a> Replay<'a> {
    fn new(report: &'a mut Report) -> Self {
        Self {
            report,
            checkpoints: BTreeMap::new(),
            ledger: None,
            follows: true,
            tree: Tree::new(),
            note: String::new(),
            signed: 0,
            unsigned: Vec::new(),
            last_time: String::new(),
        }
    }

    fn entry(&mut self, found: i64, bytes: &[u8], leaf: &[u8]) {
        let seq = self.tree.size() + 1;
        if u64::try_from(found) != Ok(seq) {
            self.report.findings.push(Finding::Sequence {
                expected: seq,
                found,
            });
        }
        let hash = leaf_hash(bytes);
        if hash != leaf {
            self.report.findings.push(Finding::LeafHash { seq });
        }
        self.tree.push(hash);
        let is_attempt = self.admit(bytes, seq).unwrap_or_else(|error| {
            self.report.findings.push(Finding::Entry {
                seq,
                error: Box::new(error),
            });
            false
        });
        if !is_attempt {
            self.unsigned.push(seq);
        }
        let size = i64::try_from(seq).unwrap_or(i64::MAX);
        if let Some(note) = self.checkpoints.remove(&size) {
            self.checkpoint(size, seq, note);
        }
    }

    /// Admits an entry; says whether it is an attempt. An entry without authority is passed over as if it were not
    /// there, so that its effects show as differing rows. After a broken rule the state follows no further.
    fn admit(&mut self, bytes: &[u8], seq: u64) -> Result<bool> {
        let Some(ledger) = &mut self.ledger else {
            if seq == 1 {
                self.ledger = Some(Ledger::begin(bytes)?);
            }
            return Ok(false);
        };
        let checked = ledger.check(bytes, seq)?;
        if checked.time < self.last_time {
            self.report.warnings.push(Warning::ClockWentBack { seq });
        }
        self.last_time.clone_from(&checked.time);
        let is_attempt = checked.is_attempt();
        if self.follows {
            self.follows = false;
            ledger.apply(checked)?;
            self.follows = true;
        }
        Ok(is_attempt)
    }

    fn checkpoint(&mut self, filed: i64, size: u64, note: String) {
        let Some(ledger) = &mut self.ledger else {
            return;
        };
        ledger.close();
        let opened = open_checkpoint(&note, &ledger.state.created.log_key).and_then(|checkpoint| {
            let fits = checkpoint.size == size && checkpoint.root == self.tree.root();
            if fits {
                Ok(())
            } else {
                Err(audit_log::Error::Root {
                    size: checkpoint.size,
                })
            }
        });
        match opened {
            Ok(()) => {
                self.report.checkpoints += 1;
                self.unsigned.clear();
                self.signed = size;
                self.note = note;
            }
            Err(error) => self
                .report
                .findings
                .push(Finding::Checkpoint { size: filed, error }),
        }
    }

    fn finish(self) -> Option<Book> {
        let (report, entries) = (self.report, self.tree.size());
        report.entries = entries;
        report.unsigned_tail = entries - self.signed;
        if entries == 0 {
            report.findings.push(Finding::Empty);
        }
        for size in self.checkpoints.into_keys() {
            let asked = u64::try_from(size).unwrap_or(0);
            let error = audit_log::Error::OutOfRange {
                asked,
                limit: entries,
            };
            report.findings.push(Finding::Checkpoint { size, error });
        }
        report.findings.extend(
            self.unsigned
                .into_iter()
                .map(|seq| Finding::Unsigned { seq }),
        );
        let ledger = self.ledger.filter(|_| self.follows)?;
        Some(Book {
            ledger,
            tree: self.tree,
            note: self.note,
            signed: self.signed,
        })
    }
}

fn check_rows(conn: &Connection, state: &State, report: &mut Report) -> Result<()> {
    let mut expected = state.rows();
    for (table, key_columns) in TABLES {
        for found in sql::table(conn, table)? {
            let key = key_columns
                .iter()
                .map(|column| found.get(*column).cloned().unwrap_or(Cell::Null))
                .collect();
            match expected.remove(&(table, key)) {
                Some(row) => compare(&row, &found, report),
                None => {
                    let key = key_columns.iter().filter_map(|column| found.get(*column));
                    report.findings.push(Finding::RowExtra {
                        table,
                        key: key_text(key),
                    });
                }
            }
        }
    }
    let missing = expected
        .into_keys()
        .map(|(table, key): RowKey| Finding::RowMissing {
            table,
            key: key_text(&key),
        });
    report.findings.extend(missing);
    Ok(())
}

fn compare(row: &Row, found: &BTreeMap<String, Cell>, report: &mut Report) {
    let differing = row
        .cells
        .iter()
        .filter(|(column, cell)| found.get(*column) != Some(cell));
    report
        .findings
        .extend(differing.map(|(column, _)| Finding::RowDiffers {
            table: row.table,
            key: key_text(row.key.iter().map(|(_, cell)| cell)),
            column: (*column).to_owned(),
        }));
}

fn key_text<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> String {
    let cells: Vec<String> = cells.into_iter().map(Cell::to_string).collect();
    cells.join(" ")
}

fn check_attachments(conn: &Connection, state: &State, report: &mut Report) -> Result<()> {
    let mut due: BTreeMap<Digest, Named> = state.attachments.clone();
    sql::attachments(conn, |filed, content, bytes| {
        let digest = filed.parse::<Digest>().ok();
        match digest.and_then(|digest| Some((digest, due.remove(&digest)?))) {
            None => report.findings.push(Finding::AttachmentExtra {
                digest: filed.to_owned(),
            }),
            Some((digest, named)) if named.erased => {
                report
                    .findings
                    .push(Finding::AttachmentNotErased { digest });
            }
            Some((digest, named))
                if Digest::of(bytes) != digest || named.content.name() != content =>
            {
                report.findings.push(Finding::AttachmentAltered { digest });
            }
            Some(_) => {}
        }
        Ok(())
    })?;
    let missing = due.into_iter().filter(|(_, named)| !named.erased);
    report
        .findings
        .extend(missing.map(|(digest, _)| Finding::AttachmentMissing { digest }));
    Ok(())
}

fn check_witnesses(book: &Book, witnesses: &[String], report: &mut Report) {
    let log_key = &book.ledger.state.created.log_key;
    for (index, note) in witnesses.iter().enumerate() {
        let finding = match open_checkpoint(note, log_key) {
            Err(error) => Finding::Witness { index, error },
            Ok(seen) => match book.tree.root_at(seen.size) {
                Err(_) => Finding::RolledBack {
                    witnessed: seen.size,
                    entries: book.tree.size(),
                },
                Ok(root) if root != seen.root => Finding::Rewritten { size: seen.size },
                Ok(_) => continue,
            },
        };
        report.findings.push(finding);
    }
}
