//! Every statement that reads or writes a row, and how the file is opened.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use audit_log::Hash;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, ToSql, params, params_from_iter,
};

use crate::file::{Stamp, is_clean};
use crate::rows::{Cell, Row};
use crate::{Digest, Error, Result, Unwritable};

/// How long to wait for another process.
const BUSY: Duration = Duration::from_secs(10);
/// How often to try again where another process came and went while an unlocked file was being read.
const TRIES: u32 = 5;
/// Bytes of the largest value that is read or written; the largest that this program makes is a package of 4 MiB.
const MAX_VALUE: i32 = 16 << 20;
/// Steps of SQLite's machine that reading a whole file may take: so many, and so many more for each of its bytes. A
/// sound file takes a fifth of one for each byte; one in which pages are shared, and so read without end, takes all.
const STEPS: u64 = 1_000_000;
const STEPS_PER_BYTE: u64 = 4;
/// How often the steps are counted.
const STRIDE: u16 = 1_000;

/// Opens a file to read and write. Never creates one.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    let before = Stamp::of(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    if !Stamp::of(path)?.is_file(&before) {
        return Err(Error::Replaced);
    }
    configure(&conn).map_err(unreadable)?;
    Ok(conn)
}

/// A copy of the database in memory, as of one moment. Writes nothing.
///
/// A file with nothing in its write-ahead log is read without locks and without the two files that SQLite would put
/// beside it; the copy counts only if the file is the same before and after. While another process has changes in the
/// write-ahead log, the file is read with locks: SQLite then uses the files that are there already.
pub(crate) fn snapshot(path: &Path) -> Result<Connection> {
    for _ in 0..TRIES {
        let before = Stamp::of(path)?;
        if !is_clean(path)? {
            return copy(path, "mode=ro");
        }
        let copied = copy(path, "mode=ro&immutable=1");
        if is_clean(path)? && Stamp::of(path)? == before {
            return copied;
        }
    }
    Err(Error::Busy)
}

fn copy(path: &Path, options: &str) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(uri(path, options), flags)?;
    source.busy_timeout(BUSY)?;
    let mut target = Connection::open_in_memory()?;
    let step = Backup::new(&source, &mut target)?.step(-1)?;
    if !matches!(step, StepResult::Done) {
        return Err(Error::Busy);
    }
    configure(&target).map_err(unreadable)?;
    Ok(target)
}

/// What SQLite refuses before anything was asked of a file is the file's fault: it has no code of its own for a file
/// format that it does not know.
fn unreadable(error: Error) -> Error {
    match error {
        Error::Database { detail } => Error::Damaged { detail },
        other => other,
    }
}

fn uri(path: &Path, options: &str) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                uri.push(char::from(*byte))
            }
            // Writing to a String cannot fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri + "?" + options
}

fn configure(conn: &Connection) -> Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// Interrupts from here on whoever reads so much more than a sound file of this size could hold.
pub(crate) fn distrust(conn: &mut Connection) -> Result<()> {
    let number = |name| Ok::<_, Error>(u64::try_from(pragma(conn, name)?).unwrap_or(0));
    let bytes = number("page_count")?.saturating_mul(number("page_size")?);
    let mut left = STEPS.saturating_add(bytes.saturating_mul(STEPS_PER_BYTE));
    let count = move || {
        left = left.saturating_sub(STRIDE.into());
        left == 0
    };
    Ok(conn.progress_handler(STRIDE.into(), Some(count))?)
}

/// Ends [`distrust`]: the file was verified.
pub(crate) fn trust(conn: &mut Connection) -> Result<()> {
    Ok(conn.progress_handler(0, None::<fn() -> bool>)?)
}

/// The number that a pragma tells.
pub(crate) fn pragma(conn: &Connection, name: &str) -> Result<i64> {
    Ok(conn.pragma_query_value(None, name, |row| row.get(0))?)
}

/// What SQLite finds wrong with the container; empty where it is sound.
pub(crate) fn integrity(conn: &Connection) -> Result<Vec<String>> {
    let mut query = conn.prepare("PRAGMA integrity_check")?;
    let lines = query
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// Hands every log entry to `each`, in order: number, bytes, leaf hash as stored. Stops where the order is broken: a
/// damaged file may give the same entries for ever.
pub(crate) fn entries(
    conn: &Connection,
    mut each: impl FnMut(i64, &[u8], &[u8]) -> Result<()>,
) -> Result<()> {
    let mut query = conn.prepare("SELECT seq, entry, leaf_hash FROM log_entry ORDER BY seq")?;
    let mut rows = query.query([])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        if last.replace(seq).is_some_and(|last| last >= seq) {
            let detail = "log entries out of order".to_owned();
            return Err(Error::Damaged { detail });
        }
        each(seq, blob(row.get_ref(1)?), blob(row.get_ref(2)?))?;
    }
    Ok(())
}

/// The bytes of one entry.
pub(crate) fn entry(conn: &Connection, seq: u64) -> Result<Option<Vec<u8>>> {
    let find = "SELECT entry FROM log_entry WHERE seq = ?1";
    Ok(conn
        .query_row(find, params![signed(seq)], |row| row.get(0))
        .optional()?)
}

/// Every checkpoint by size.
pub(crate) fn checkpoints(conn: &Connection) -> Result<BTreeMap<i64, String>> {
    let mut query = conn.prepare("SELECT size, note FROM checkpoint ORDER BY size")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hands every attachment to `each`: digest and content as stored, bytes. Reads the table alone: what is wrong with
/// its index is the container's damage and no attachment's.
pub(crate) fn attachments(
    conn: &Connection,
    mut each: impl FnMut(&str, &str, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut query =
        conn.prepare("SELECT digest, content, bytes FROM attachment NOT INDEXED ORDER BY digest")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (digest, content): (String, String) = (row.get(0)?, row.get(1)?);
        each(&digest, &content, blob(row.get_ref(2)?))?;
    }
    Ok(())
}

/// The bytes of one attachment.
pub(crate) fn attachment(conn: &Connection, digest: &Digest) -> Result<Option<Vec<u8>>> {
    let find = "SELECT bytes FROM attachment WHERE digest = ?1";
    Ok(conn
        .query_row(find, params![digest.to_string()], |row| row.get(0))
        .optional()?)
}

/// The bytes of one attachment of a damaged file, if they have that digest: by the index and, where that does not lead
/// to them, by reading the table.
pub(crate) fn salvage(conn: &Connection, digest: &Digest) -> Result<Option<Vec<u8>>> {
    for table in ["attachment", "attachment NOT INDEXED"] {
        let find = format!("SELECT bytes FROM {table} WHERE digest = ?1");
        let found = conn.query_row(&find, params![digest.to_string()], |row| {
            row.get::<_, Vec<u8>>(0)
        });
        match found.optional().map_err(Error::from) {
            Ok(Some(bytes)) if Digest::of(&bytes) == *digest => return Ok(Some(bytes)),
            // Altered, gone, or on a page that cannot be read.
            Ok(_) | Err(Error::Damaged { .. } | Error::Database { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

pub(crate) fn insert_entry(
    conn: &Connection,
    seq: u64,
    entry: &[u8],
    leaf_hash: &Hash,
) -> Result<()> {
    let insert = "INSERT INTO log_entry (seq, entry, leaf_hash) VALUES (?1, ?2, ?3)";
    conn.execute(insert, params![signed(seq), entry, leaf_hash])?;
    Ok(())
}

pub(crate) fn insert_checkpoint(conn: &Connection, size: u64, note: &str) -> Result<()> {
    conn.execute(
        "INSERT INTO checkpoint (size, note) VALUES (?1, ?2)",
        params![signed(size), note],
    )?;
    Ok(())
}

pub(crate) fn insert_attachment(
    conn: &Connection,
    digest: &Digest,
    content: &str,
    bytes: &[u8],
) -> Result<()> {
    let insert = "INSERT INTO attachment (digest, content, bytes) VALUES (?1, ?2, ?3)";
    conn.execute(insert, params![digest.to_string(), content, bytes])?;
    Ok(())
}

pub(crate) fn delete_attachment(conn: &Connection, digest: &Digest) -> Result<()> {
    conn.execute(
        "DELETE FROM attachment WHERE digest = ?1",
        params![digest.to_string()],
    )?;
    Ok(())
}

/// Writes a row of the projection over the one with the same key, or as a new one.
pub(crate) fn upsert(conn: &Connection, row: &Row) -> Result<()> {
    let columns: Vec<&str> = row
        .key
        .iter()
        .chain(&row.cells)
        .map(|(column, _)| *column)
        .collect();
    let key: Vec<&str> = row.key.iter().map(|(column, _)| *column).collect();
    let holes = vec!["?"; columns.len()].join(", ");
    let updates: Vec<String> = row
        .cells
        .iter()
        .map(|(column, _)| format!("\"{column}\" = excluded.\"{column}\""))
        .collect();
    let statement = format!(
        "INSERT INTO \"{}\" ({}) VALUES ({holes}) ON CONFLICT ({}) DO UPDATE SET {}",
        row.table,
        quoted(&columns),
        quoted(&key),
        updates.join(", ")
    );
    conn.execute(
        &statement,
        params_from_iter(row.key.iter().chain(&row.cells).map(|(_, cell)| cell)),
    )?;
    Ok(())
}

/// Empties a table of the projection.
pub(crate) fn clear(conn: &Connection, table: &str) -> Result<()> {
    conn.execute(&format!("DELETE FROM \"{table}\""), [])?;
    Ok(())
}

/// Every row of a table of the projection, as column name and value. The table's schema must have been found good:
/// on a column name that is no text rusqlite panics.
pub(crate) fn table(conn: &Connection, table: &str) -> Result<Vec<BTreeMap<String, Cell>>> {
    let mut query = conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns: Vec<String> = query.column_names().map(str::to_owned).collect();
    let rows = query.query_map([], |row| {
        columns
            .iter()
            .enumerate()
            .map(|(at, name)| Ok((name.clone(), cell(row.get(at)?))))
            .collect()
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn quoted(columns: &[&str]) -> String {
    format!("\"{}\"", columns.join("\", \""))
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Integer(number) => Cell::Int(number),
        Value::Text(text) => Cell::Text(text),
        // STRICT tables hold neither; whatever brought it here, it equals no cell of a state.
        Value::Real(_) | Value::Blob(_) => Cell::Text("(neither text nor a whole number)".into()),
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Text(text) => text.as_str().into(),
            Self::Int(number) => (*number).into(),
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
        })
    }
}

/// The bytes of a value; a value that has none was not put there by this program, and empty bytes never verify.
fn blob<'a>(value: ValueRef<'a>) -> &'a [u8] {
    match value {
        ValueRef::Blob(bytes) => bytes,
        _ => &[],
    }
}

/// SQLite's whole numbers are signed; a log that long cannot exist.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let detail = error.to_string();
        let unwritable = |cause| Self::Unwritable {
            cause,
            detail: detail.clone(),
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { detail },
            Some(ErrorCode::DiskFull) => unwritable(Unwritable::Full),
            Some(ErrorCode::ReadOnly) => unwritable(Unwritable::ReadOnly),
            Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                unwritable(Unwritable::Permission)
            }
            Some(ErrorCode::SystemIoFailure) => unwritable(Unwritable::Io),
            _ => Self::Database { detail },
        }
    }
}

mod wal;
pub(crate) use wal::{READERS, empty_log, leave_log, truncate_log, use_log, uses_log};

#[cfg(test)]
mod tests;
