//! Repair: a sound log gives every table again; what it only names, an attachment, it cannot give.

use std::path::{Path, PathBuf};

use audit_log::leaf_hash;
use rusqlite::Connection;

use crate::commit::build;
use crate::file::{NewFile, Stamp, sibling};
use crate::ledger::Book;
use crate::verify::{ATTACHMENT, verified, verify_database};
use crate::{Digest, Error, Finding, Head, Keystore, Report, Result, schema, sql};

/// A repaired keystore, which does not have its name yet.
pub struct Repair {
    /// The keystore, open: a new file beside the damaged one. Append [`Repaired`](crate::event::Repaired) to it next
    /// and close it, then [`Replacement::finish`].
    pub keystore: Keystore,
    /// What was wrong.
    pub found: Report,
    /// How many rows differed from the log.
    pub rows: u64,
    /// Attachments that the log names and that are not there.
    pub lost: Vec<Digest>,
    /// Gives the new file its name.
    pub replacement: Replacement,
}

/// A new file that can take a damaged one's place. Dropped, it is removed, and the damaged one stays as it is.
/// Nobody else can open the damaged file meanwhile.
pub struct Replacement(Option<Pending>);

struct Pending {
    file: NewFile,
    /// Where the damaged file is, and where it will be kept unless something is there.
    path: PathBuf,
    kept: PathBuf,
    /// Which file the damaged one is, and where its log ends.
    damaged: Stamp,
    head: Head,
    /// Locks the damaged file.
    _lock: Connection,
}

/// Rebuilds everything but the log, in a new file that can take the damaged one's place.
///
/// The log itself is beyond repair: it must verify, and continue each checkpoint in `witnesses` (signed notes of this
/// log that are held elsewhere). `time` names the damaged file that is kept. A sound keystore is opened as it is and
/// never replaced.
///
/// # Errors
/// [`Error::Tampered`] where the log does not verify; [`Error::Busy`] where another process has the keystore open;
/// [`Error::NotFound`], [`Error::Damaged`], [`Error::Newer`], [`Error::Unwritable`], [`Error::Exists`].
pub fn repair(path: &Path, witnesses: &[String], time: &str) -> Result<Repair> {
    let lock = lock(path)?;
    let damaged = Stamp::of(path)?;
    let (found, book) = verify_database(&lock, None, witnesses)?;
    if found.is_clean() {
        // Somebody who waits for the lock may take up a sound file, but not a damaged one.
        drop(lock);
        return Ok(Repair {
            keystore: Keystore::open(path)?,
            found,
            rows: 0,
            lost: Vec::new(),
            replacement: Replacement(None),
        });
    }
    let Some(book) = book.filter(|_| found.findings.iter().all(Finding::is_mendable)) else {
        return Err(Error::Tampered(found));
    };
    let file = NewFile::beside(path)?;
    build(file.path(), |new| rebuild(&lock, new, &book))?;
    let lost = lost(file.path(), &book)?;
    let keystore = Keystore::open_despite(file.path(), |digest| lost.contains(digest))?;
    let rows = found
        .findings
        .iter()
        .filter(|finding| is_row(finding))
        .count() as u64;
    let pending = Pending {
        file,
        path: path.to_owned(),
        kept: sibling(path, &format!(".damaged-{}", time.replace(':', ""))),
        damaged,
        head: book.head(),
        _lock: lock,
    };
    Ok(Repair {
        keystore,
        found,
        rows,
        lost,
        replacement: Replacement(Some(pending)),
    })
}

/// Opens a file that nobody else can use until it is closed.
fn lock(path: &Path) -> Result<Connection> {
    let mut conn = sql::open(path)?;
    sql::distrust(&mut conn)?;
    schema::version(&conn)?;
    // The new file must not find a write-ahead log beside it that belongs to the old one, and from here on nobody
    // may begin one.
    sql::leave_log(&conn)?;
    conn.execute_batch("BEGIN EXCLUSIVE")?;
    if sql::uses_log(&conn)? {
        return Err(Error::Busy);
    }
    Ok(conn)
}

impl Replacement {
    /// Puts the new file in the damaged one's place, and tells where that is kept; none where nothing was wrong. What
    /// is kept may hold what the keystore had erased: delete it when it was examined.
    ///
    /// The repaired keystore must be closed, and officers must have signed for the repair: its log continues that of
    /// the damaged file, and says what was lost.
    ///
    /// # Errors
    /// The damaged file is then untouched and the new one removed: [`Error::Busy`] where the repaired keystore is
    /// still open; [`Error::Tampered`] where it lacks something that its log does not give up; [`Error::Rule`] where
    /// the repair was not recorded; [`Error::Replaced`], [`Error::Exists`], [`Error::Unwritable`].
    pub fn finish(self) -> Result<Option<PathBuf>> {
        let Some(pending) = self.0 else {
            return Ok(None);
        };
        let conn = sql::open(pending.file.path())?;
        let book = verified(&conn, |_| false)?;
        let Head { size, root } = pending.head;
        if book.checkpoints.size <= size || book.tree.root_at(size)? != root {
            return Err(Error::Rule {
                rule: "a repair is recorded before it counts",
            });
        }
        sql::leave_log(&conn)?;
        conn.close().map_err(|(_, error)| error)?;
        if !Stamp::of(&pending.path)?.is_file(&pending.damaged) {
            return Err(Error::Replaced);
        }
        // A crash before the rename leaves the damaged file under its name, perhaps under `kept` as well; a crash
        // after it leaves the new one there, which has all that the old one could give.
        let kept = pending.file.replace(&pending.path, &pending.kept)?;
        Ok(Some(kept))
    }
}

fn rebuild(old: &Connection, new: &Connection, book: &Book) -> Result<()> {
    schema::migrate(new, |conn| schema::refill(conn, &book.ledger.state))?;
    let checkpoints = sql::checkpoints(old)?;
    let mut seq = 0;
    sql::entries(old, |_, entry, _| {
        seq += 1;
        sql::insert_entry(new, seq, entry, &leaf_hash(entry))?;
        let note = i64::try_from(seq)
            .ok()
            .and_then(|size| checkpoints.get(&size));
        note.map_or(Ok(()), |note| sql::insert_checkpoint(new, seq, note))
    })?;
    if !schema::compare(old)?.readable.contains(ATTACHMENT) {
        return Ok(());
    }
    let attachments = book.ledger.state.attachments.iter();
    for (digest, named) in attachments.filter(|(_, named)| !named.erased) {
        if let Some(bytes) = sql::salvage(old, digest)? {
            sql::insert_attachment(new, digest, named.content.name(), &bytes)?;
        }
    }
    Ok(())
}

/// The attachments that the new file lacks; an error if anything else is wrong with it.
fn lost(path: &Path, book: &Book) -> Result<Vec<Digest>> {
    let conn = sql::snapshot(path)?;
    let rebuilt = verified(&conn, |_| true)?;
    if rebuilt.head() != book.head() {
        return Err(Error::Moved {
            expected: book.head(),
            found: rebuilt.head(),
        });
    }
    let named = book
        .ledger
        .state
        .attachments
        .iter()
        .filter(|(_, named)| !named.erased);
    let mut lost = Vec::new();
    for (digest, _) in named {
        if sql::attachment(&conn, digest)?.is_none() {
            lost.push(*digest);
        }
    }
    Ok(lost)
}

fn is_row(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::RowMissing { .. } | Finding::RowExtra { .. } | Finding::RowDiffers { .. }
    )
}
