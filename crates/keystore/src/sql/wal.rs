//! The write-ahead log: begun, emptied, left.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::BUSY;
use crate::{Error, Result};

/// How long to wait for the readers that keep erased bytes from going.
pub(crate) const READERS: Duration = Duration::from_secs(5);
/// How long to wait before looking again whether they have gone.
const AGAIN: Duration = Duration::from_millis(100);

/// Has changes go through a write-ahead log. The file remembers it, so this comes after the file is known to be a
/// keystore.
pub(crate) fn use_log(conn: &Connection) -> Result<()> {
    change_mode(conn, "WAL").map(drop)
}

/// Moves everything from the write-ahead log into the file and empties it; false where a reader is in the way.
pub(crate) fn truncate_log(conn: &Connection) -> Result<bool> {
    let blocked: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(blocked == 0)
}

/// Tries [`truncate_log`] again and again for as long as `patience`: readers come and go. False where it cannot be
/// done: everything is committed then, and what was erased may still be in the file or its write-ahead log.
pub(crate) fn empty_log(conn: &Connection, patience: Duration) -> bool {
    let end = Instant::now() + patience;
    // SQLite would wait by itself for some of what can be in the way, and not for the rest. Setting how long cannot
    // fail on an open database.
    let _ = conn.busy_timeout(Duration::ZERO);
    let mut empty = truncate_log(conn).unwrap_or(false);
    while !empty && Instant::now() < end {
        sleep(AGAIN);
        empty = truncate_log(conn).unwrap_or(false);
    }
    let _ = conn.busy_timeout(BUSY);
    empty
}

/// Empties and removes the write-ahead log; [`Error::Busy`] where another process has the file open.
pub(crate) fn leave_log(conn: &Connection) -> Result<()> {
    // Asked to leave it, SQLite waits for nobody and is silent about a disk that fails while the log is emptied.
    if !truncate_log(conn)? {
        return Err(Error::Busy);
    }
    match change_mode(conn, "DELETE")?.as_str() {
        "delete" => Ok(()),
        _ => Err(Error::Busy),
    }
}

/// Whether changes go through a write-ahead log.
pub(crate) fn uses_log(conn: &Connection) -> Result<bool> {
    let mode: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    Ok(mode == "wal")
}

/// Changes how changes are journaled, and tells how they are from then on. SQLite tells it in a row and commits after:
/// only who reads on to the end learns that the disk failed in the commit.
fn change_mode(conn: &Connection, mode: &str) -> Result<String> {
    let mut change = conn.prepare(&format!("PRAGMA journal_mode = {mode}"))?;
    let mut rows = change.query([])?;
    let mut told = String::new();
    while let Some(row) = rows.next()? {
        told = row.get(0)?;
    }
    Ok(told)
}
