//! The steps of one commit: each runs within the caller's transaction.

use std::collections::BTreeMap;
use std::path::Path;

use audit_log::{Checkpoint, LogKey, leaf_hash, sign_checkpoint};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::apply::Touched;
use crate::file::Stamp;
use crate::ledger::Book;
use crate::state::Named;
use crate::verify::verified_since;
use crate::{Attachment, Digest, Error, Head, Journaled, Result, Unwritable, sql};

/// Fills an empty file with one transaction and closes it, so that nothing of it is left in a write-ahead log.
pub(crate) fn build(path: &Path, fill: impl FnOnce(&Transaction<'_>) -> Result<()>) -> Result<()> {
    let conn = sql::open(path)?;
    sql::use_log(&conn)?;
    let tx = Transaction::new_unchecked(&conn, TransactionBehavior::Immediate)?;
    fill(&tx)?;
    tx.commit()?;
    if !sql::truncate_log(&conn)? {
        return Err(Error::Busy);
    }
    conn.close().map_err(|(_, error)| error.into())
}

/// Takes the write lock, if the file at the path is still the one that was opened.
pub(crate) fn begin<'a>(
    conn: &'a Connection,
    path: &Path,
    file: Option<&Stamp>,
) -> Result<Transaction<'a>> {
    let Some(file) = file else {
        let detail = "opened for reading".to_owned();
        return Err(Error::Unwritable {
            cause: Unwritable::ReadOnly,
            detail,
        });
    };
    let tx = lock(conn)?;
    if Stamp::of(path)?.is_file(file) {
        Ok(tx)
    } else {
        Err(Error::Replaced)
    }
}

/// Takes the write lock. SQLite gives up after a while, and it has no queue: where many write, that can meet one that
/// merely had no luck. While others get on, so will this one; [`Error::Busy`] says that nobody does.
fn lock(conn: &Connection) -> Result<Transaction<'_>> {
    loop {
        let before = sql::pragma(conn, "data_version")?;
        let locked = Transaction::new_unchecked(conn, TransactionBehavior::Immediate);
        match locked.map_err(Error::from) {
            Err(Error::Busy) if sql::pragma(conn, "data_version")? != before => {}
            locked => return locked,
        }
    }
}

/// Brings the book up to date, within a transaction. SQLite tells whether any other connection has written since;
/// if so, all of the file is verified again; what the book knows already costs a comparison.
pub(crate) fn take_in(tx: &Transaction<'_>, book: &mut Book, seen: &mut Option<i64>) -> Result<()> {
    let version = sql::pragma(tx, "data_version")?;
    if *seen != Some(version) {
        *book = verified_since(tx, book)?;
        *seen = Some(version);
    }
    Ok(())
}

/// Writes into the file and the book, and makes it durable: both or neither. Where anything fails, the book is as it
/// was, at a cost of what was written.
pub(crate) fn commit<T>(
    tx: Transaction<'_>,
    book: &mut Book,
    seen: &mut Option<i64>,
    write: impl FnOnce(&Transaction<'_>, &mut Book) -> Result<T>,
) -> Result<T> {
    let mark = book.mark();
    // Until it is certain what the file holds, nothing says that the book describes it.
    let certain = seen.take();
    let written = match write(&tx, book) {
        Ok(written) => written,
        Err(error) => {
            book.undo(mark);
            if tx.rollback().is_ok() {
                *seen = certain;
            }
            return Err(error);
        }
    };
    // A crash before the commit is durable leaves everything as it was; after it, the log tells what happened.
    // Where the commit itself fails, the next call verifies what the file holds.
    if let Err(error) = tx.commit() {
        book.undo(mark);
        return Err(error.into());
    }
    book.settle();
    *seen = certain;
    Ok(written)
}

/// Admits one entry and writes it.
pub(crate) fn write_entry(
    tx: &Transaction<'_>,
    book: &mut Book,
    entry: &[u8],
) -> Result<Vec<Touched>> {
    let checked = book.ledger.check(entry, &book.tree)?;
    let touched = book.ledger.apply(checked, &book.tree)?;
    let leaf = leaf_hash(entry);
    sql::insert_entry(tx, book.tree.size() + 1, entry, &leaf)?;
    book.tree.push(leaf);
    Ok(touched)
}

/// Signs a checkpoint over the whole log and writes it.
pub(crate) fn sign(tx: &Transaction<'_>, book: &mut Book, log_key: &LogKey) -> Result<()> {
    let origin = book.ledger.state.origin();
    // Its name is the origin, or the log could not have begun.
    if log_key.public() != *book.ledger.state.created.log_key.key() {
        return Err(Error::LogKey);
    }
    let Head { size, root } = book.head();
    let note = sign_checkpoint(&Checkpoint { origin, size, root }, log_key)?;
    sql::insert_checkpoint(tx, size, &note)?;
    book.checkpoints.push(size, note);
    Ok(())
}

pub(crate) type Register = Journaled<Digest, Named>;

/// The attachments by digest, if they are exactly those that this commit names anew and leaves there.
pub(crate) fn sort_attachments<'a>(
    given: &'a [Attachment],
    register: &Register,
) -> Result<BTreeMap<Digest, &'a Attachment>> {
    let given: BTreeMap<_, _> = given
        .iter()
        .map(|one| (Digest::of(&one.bytes), one))
        .collect();
    let new: BTreeMap<_, _> = register
        .changes()
        .filter(|(_, before, _)| before.is_none())
        .filter_map(|(digest, _, now)| Some((*digest, now?)))
        .filter(|(_, named)| !named.erased)
        .collect();
    for (digest, named) in &new {
        if given
            .get(digest)
            .is_none_or(|one| one.content != named.content)
        {
            return Err(Error::AttachmentNotGiven(*digest));
        }
    }
    match given.keys().find(|digest| !new.contains_key(*digest)) {
        Some(digest) => Err(Error::AttachmentNotNamed(*digest)),
        None => Ok(given),
    }
}

pub(crate) fn store(
    tx: &Transaction<'_>,
    attachments: &BTreeMap<Digest, &Attachment>,
) -> Result<()> {
    let mut attachments = attachments.iter();
    attachments.try_for_each(|(digest, one)| {
        sql::insert_attachment(tx, digest, one.content.name(), &one.bytes)
    })
}

/// Deletes what this commit erases; says whether there was anything.
pub(crate) fn erase(tx: &Transaction<'_>, register: &Register) -> Result<bool> {
    let erased = register.changes().filter(|(_, before, now)| {
        before.is_some_and(|named| !named.erased) && now.is_some_and(|named| named.erased)
    });
    let mut any = false;
    for (digest, ..) in erased {
        sql::delete_attachment(tx, digest)?;
        any = true;
    }
    Ok(any)
}
