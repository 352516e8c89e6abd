//! Repair: a sound log gives every table again; what it only names, an attachment, it cannot give.

use std::path::{Path, PathBuf};

use audit_log::leaf_hash;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::commit::build;
use crate::file::{NewFile, sibling};
use crate::ledger::Book;
use crate::verify::{ATTACHMENT, verified, verify_database};
use crate::{Digest, Error, Finding, Keystore, Report, Result, schema, sql};

/// A repaired keystore.
pub struct Repair {
    /// The keystore, open. Append [`Repaired`](crate::event::Repaired) to it next: where attachments were lost, it
    /// opens again only when the log says so. If that does not happen, repairing again leads here again.
    pub keystore: Keystore,
    /// What was wrong.
    pub found: Report,
    /// How many rows differed from the log.
    pub rows: u64,
    /// Attachments that the log names and that are not there.
    pub lost: Vec<Digest>,
    /// Where the damaged file is kept; none where nothing was wrong and no file was replaced. It
    /// may hold what the keystore had erased: delete it when it was examined.
    pub kept: Option<PathBuf>,
}

/// Rebuilds everything but the log, in a new file that takes the damaged one's place.
///
/// The log itself is beyond repair: it must verify, and continue each checkpoint in `witnesses` (signed notes of this
/// log that are held elsewhere). `time` names the damaged file that is kept.
///
/// # Errors
/// [`Error::Tampered`] where the log does not verify; [`Error::Busy`] where another process has the keystore open;
/// [`Error::NotFound`], [`Error::Damaged`], [`Error::Newer`], [`Error::Unwritable`], [`Error::Exists`].
pub fn repair(path: &Path, witnesses: &[String], time: &str) -> Result<Repair> {
    let mut damaged = sql::open(path)?;
    sql::distrust(&mut damaged)?;
    schema::version(&damaged)?;
    // The new file must not find a write-ahead log beside it that belongs to the old one, and from here on nobody
    // may begin one.
    sql::leave_log(&damaged)?;
    let lock = Transaction::new_unchecked(&damaged, TransactionBehavior::Exclusive)?;
    if sql::uses_log(&lock)? {
        return Err(Error::Busy);
    }
    let (found, book) = verify_database(&lock, witnesses)?;
    if found.is_clean() {
        // Never replaced: somebody who waits for the lock may take up a sound file, but not a damaged one.
        drop(lock);
        let keystore = Keystore::open(path)?;
        return Ok(Repair {
            keystore,
            found,
            rows: 0,
            lost: Vec::new(),
            kept: None,
        });
    }
    let Some(book) = book.filter(|_| found.findings.iter().all(Finding::is_mendable)) else {
        return Err(Error::Tampered(found));
    };
    let kept = sibling(path, &format!(".damaged-{}", time.replace(':', "")));
    let file = NewFile::beside(path)?;
    build(file.path(), |new| rebuild(&lock, new, &book))?;
    let lost = lost(file.path(), &book)?;
    // A crash before the rename leaves the damaged file under its name, perhaps under `kept` as well; a crash after
    // it leaves the new one there, which has all that the old one could give.
    file.replace(path, &kept)?;
    let keystore = Keystore::open_despite(path, |digest| lost.contains(digest))?;
    let rows = found
        .findings
        .iter()
        .filter(|finding| is_row(finding))
        .count() as u64;
    Ok(Repair {
        keystore,
        found,
        rows,
        lost,
        kept: Some(kept),
    })
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
    for (digest, named) in &book.ledger.state.attachments {
        match sql::attachment(old, digest) {
            Ok(Some(bytes)) if !named.erased && Digest::of(&bytes) == *digest => {
                sql::insert_attachment(new, digest, named.content.name(), &bytes)?;
            }
            // Altered, gone, or on a page that cannot be read: lost.
            Ok(_) | Err(Error::Damaged { .. } | Error::Database { .. }) => {}
            Err(error) => return Err(error),
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
