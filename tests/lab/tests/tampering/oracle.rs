//! An independent reader of a SQLite file: nothing of the program's own code is used here, and no index.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// What a file says: its schema, its header, every row of every table, as sorted lines.
///
/// Of the header's fields these are content: the mark of the application and the version of its schema, which the
/// program sets; and encoding and page size, by which everything else is read. The rest is SQLite's housekeeping
/// (schema cookie, free list, cache size, change counters, journal mode): nothing that is read depends on it, and
/// `VACUUM` changes it by right.
#[derive(PartialEq, Eq)]
pub struct Content(Vec<String>);

const HEADER: [&str; 4] = ["application_id", "user_version", "encoding", "page_size"];
const SCHEMA: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
/// Steps of SQLite's machine after which a file counts as unreadable: damaged pages can be read without end.
const STEPS: u32 = 5_000_000;
const STRIDE: u16 = 1_000;

/// Reads a file without locks; writes nothing.
pub fn read(path: &Path) -> rusqlite::Result<Content> {
    let conn = open(path)?;
    let mut lines = rows(&conn, SCHEMA)?;
    for pragma in HEADER {
        lines.extend(rows(&conn, &format!("PRAGMA {pragma}"))?);
    }
    lines.extend(all_rows(&conn, &tables(&conn)?)?);
    lines.sort_unstable();
    Ok(Content(lines))
}

/// Reads the rows of some tables only.
pub fn read_tables(path: &Path, tables: &[String]) -> rusqlite::Result<Content> {
    let mut lines = all_rows(&open(path)?, tables)?;
    lines.sort_unstable();
    Ok(Content(lines))
}

fn all_rows(conn: &Connection, tables: &[String]) -> rusqlite::Result<Vec<String>> {
    let mut lines = Vec::new();
    for table in tables {
        let all = format!("SELECT '{table}', * FROM \"{table}\" NOT INDEXED");
        lines.extend(rows(conn, &all)?);
    }
    Ok(lines)
}

/// What SQLite has to say against a file; none where it is sound.
pub fn complaint(path: &Path) -> Option<String> {
    let check = || {
        let conn = open(path)?;
        let mut query = conn.prepare("PRAGMA integrity_check")?;
        let lines = query.query_map([], |row| row.get::<_, String>(0))?;
        lines.collect::<rusqlite::Result<Vec<_>>>()
    };
    match check() {
        Ok(lines) if lines == ["ok"] => None,
        Ok(lines) => Some(lines.join("; ")),
        Err(error) => Some(error.to_string()),
    }
}

/// The names of the tables of a file.
pub fn tables(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    query.query_map([], |row| row.get(0))?.collect()
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let uri = format!("file:{}?mode=ro&immutable=1", path.display());
    let mut conn = Connection::open_with_flags(uri, flags)?;
    let mut left = STEPS;
    let count = move || {
        left = left.saturating_sub(STRIDE.into());
        left == 0
    };
    conn.progress_handler(STRIDE.into(), Some(count))?;
    Ok(conn)
}

/// Every row of a query as one line, unmistakably.
fn rows(conn: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare(query)?;
    let columns = query.column_count();
    let mut rows = query.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = (0..columns).map(|at| row.get_ref(at).map(written));
        lines.push(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" "));
    }
    Ok(lines)
}

fn written(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{:016x}r", number.to_bits()),
        ValueRef::Text(bytes) => format!("'{}", hex::encode(bytes)),
        ValueRef::Blob(bytes) => format!("x{}", hex::encode(bytes)),
    }
}
