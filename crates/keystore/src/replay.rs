//! Replaying the log from its first entry: every entry and every checkpoint is checked at its place.

use std::collections::BTreeMap;

use audit_log::{Tree, leaf_hash, open_checkpoint};
use rusqlite::Connection;

use crate::ledger::{Book, Checkpoints, Ledger};
use crate::{Finding, Report, Result, Warning, sql};

/// Lines of a stored note after its body.
const EMPTY_AND_SIGNATURE: usize = 2;

/// Replays the log into a book, and reports what is wrong with it: the whole log, or what comes after the entries and
/// checkpoints that are `known`. No book where the state does not follow, or what is known is not there unchanged.
pub(crate) fn replay(
    conn: &Connection,
    known: Option<&Book>,
    report: &mut Report,
) -> Result<Option<Book>> {
    let mut replay = Replay::new(report);
    replay.checkpoints = sql::checkpoints(conn)?;
    let mut unchanged = known.is_none_or(|book| replay.go_on(book.clone()));
    let mut leaves = (1..).zip(known.map_or(&[][..], |book| book.tree.leaves()));
    sql::entries(conn, |seq, entry, leaf| {
        match leaves.next() {
            Some((place, hash)) => {
                unchanged &= seq == place && leaf == hash && leaf_hash(entry) == *hash;
            }
            None => replay.entry(seq, entry, leaf),
        }
        Ok(())
    })?;
    unchanged &= leaves.next().is_none();
    Ok(replay.finish().filter(|_| unchanged))
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
    /// Checkpoints that are good.
    signed: Checkpoints,
    /// Entries after the last good checkpoint that are no attempts.
    unsigned: Vec<u64>,
    last_time: String,
    /// The entry before this one, if it was approved and has no checkpoint. It may be in the middle of its commit.
    uncovered: Option<u64>,
    /// Ends of commits without a checkpoint, after the last good one.
    missing: Vec<u64>,
}

/// What an admitted entry is.
struct Admitted {
    is_attempt: bool,
    /// Whether any commit before it ended with the entry before it.
    begins: bool,
}

impl<'a> Replay<'a> {
    fn new(report: &'a mut Report) -> Self {
        Self {
            report,
            checkpoints: BTreeMap::new(),
            ledger: None,
            follows: true,
            tree: Tree::new(),
            signed: Checkpoints::default(),
            unsigned: Vec::new(),
            last_time: String::new(),
            uncovered: None,
            missing: Vec::new(),
        }
    }

    /// Goes on from a book that nothing is wrong with; false where its checkpoints are not there unchanged.
    fn go_on(&mut self, book: Book) -> bool {
        let size = i64::try_from(book.checkpoints.size).unwrap_or(i64::MAX);
        let new = self.checkpoints.split_off(&size.saturating_add(1));
        for (size, note) in std::mem::replace(&mut self.checkpoints, new) {
            self.signed.push(u64::try_from(size).unwrap_or(0), note);
        }
        self.ledger = Some(book.ledger);
        self.tree = book.tree;
        self.signed.digest == book.checkpoints.digest
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
        let before = self.uncovered.take();
        let admitted = self.admit(bytes, seq).unwrap_or_else(|error| {
            self.report.findings.push(Finding::Entry {
                seq,
                error: Box::new(error),
            });
            // A malformed entry proves nothing about the one before it.
            Admitted {
                is_attempt: false,
                begins: false,
            }
        });
        self.tree.push(hash);
        if let Some(size) = before.filter(|_| admitted.begins) {
            self.missing.push(size);
        }
        let size = i64::try_from(seq).unwrap_or(i64::MAX);
        let note = self.checkpoints.remove(&size);
        if !admitted.is_attempt {
            self.unsigned.push(seq);
            self.uncovered = note.is_none().then_some(seq);
        }
        if let Some(note) = note {
            self.checkpoint(size, seq, note);
        }
    }

    /// Admits an entry. An entry without authority is passed over as if it were not
    /// there, so that its effects show as differing rows. After a broken rule the state follows no further.
    fn admit(&mut self, bytes: &[u8], seq: u64) -> Result<Admitted> {
        let Some(ledger) = &mut self.ledger else {
            if seq == 1 {
                self.ledger.insert(Ledger::begin(bytes)?).settle();
            }
            return Ok(Admitted {
                is_attempt: false,
                begins: false,
            });
        };
        let checked = ledger.check(bytes, &self.tree)?;
        if checked.time < self.last_time {
            self.report.warnings.push(Warning::ClockWentBack { seq });
        }
        self.last_time.clone_from(&checked.time);
        let admitted = Admitted {
            is_attempt: checked.is_attempt(),
            begins: checked.begins(),
        };
        if self.follows {
            self.follows = false;
            ledger.apply(checked, &self.tree)?;
            ledger.settle();
            self.follows = true;
        }
        Ok(admitted)
    }

    fn checkpoint(&mut self, filed: i64, size: u64, note: String) {
        let Some(ledger) = &self.ledger else {
            return;
        };
        let opened = open_checkpoint(&note, &ledger.state.created.log_key).and_then(|checkpoint| {
            if checkpoint.size != size || checkpoint.root != self.tree.root() {
                return Err(audit_log::Error::Root {
                    size: checkpoint.size,
                });
            }
            // Only the log key signs here: cosignatures are kept elsewhere.
            let lines = note.lines().count() - checkpoint.body().lines().count();
            if lines == EMPTY_AND_SIGNATURE {
                Ok(())
            } else {
                Err(audit_log::Error::Note("more than one signature line"))
            }
        });
        match opened {
            Ok(()) => {
                self.report.checkpoints += 1;
                self.unsigned.clear();
                // Those after the last checkpoint are reported as unsigned.
                let missing = self.missing.drain(..);
                let missing = missing.map(|size| Finding::CheckpointMissing { size });
                self.report.findings.extend(missing);
                self.signed.push(size, note);
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
        report.unsigned_tail = entries - self.signed.size;
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
            checkpoints: self.signed,
        })
    }
}
