//! The schema: numbered migrations, and what they must have led to.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::rows::TABLES;
use crate::{Error, Result, State, sql};

/// What marks a SQLite file as a keystore: ASCII `KMS1`.
pub(crate) const APPLICATION_ID: i64 = 0x4B4D_5331;

/// The migrations, one a schema version; a released one never changes.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../../keystore-schema/0001_initial.sql"),
    include_str!("../../../keystore-schema/0002_custody.sql"),
];

/// The schema version of this program.
pub(crate) const VERSION: i64 = MIGRATIONS.len() as i64;

/// The schema version of a file; [`Error::Newer`] for one that this program does not know.
pub(crate) fn version(conn: &Connection) -> Result<i64> {
    let found = sql::pragma(conn, "user_version")?;
    if found > VERSION {
        Err(Error::Newer {
            found,
            known: VERSION,
        })
    } else {
        Ok(found)
    }
}

/// Whether a schema version is one that this program made or makes.
pub(crate) fn is_known(version: i64) -> bool {
    (1..=VERSION).contains(&version)
}

/// Brings a database to the newest schema version, within the caller's transaction.
///
/// No migration converts a row of the projection: it drops tables and makes them again, and `refill` writes the rows
/// that the log gives. The log, the checkpoints and the attachments are never touched.
pub(crate) fn migrate(
    conn: &Connection,
    refill: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    run(conn, &MIGRATIONS, refill)
}

fn run(
    conn: &Connection,
    migrations: &[&str],
    refill: impl FnOnce(&Connection) -> Result<()>,
) -> Result<()> {
    let known = migrations.len() as i64;
    let found = sql::pragma(conn, "user_version")?;
    if found == known {
        return Ok(());
    }
    let done = usize::try_from(found)
        .ok()
        .filter(|done| *done < migrations.len());
    let done = done.ok_or(Error::Newer { found, known })?;
    for migration in &migrations[done..] {
        conn.execute_batch(migration)?;
    }
    refill(conn)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", known)?;
    Ok(())
}

/// Empties the projection and writes every row of `state`.
pub(crate) fn refill(conn: &Connection, state: &State) -> Result<()> {
    for (table, _) in TABLES {
        sql::clear(conn, table)?;
    }
    state
        .rows()
        .values()
        .try_for_each(|row| sql::upsert(conn, row))
}

/// Every object of a schema by type and name, with its table and its text.
type Objects = BTreeMap<(String, String), (String, String)>;

fn objects(conn: &Connection) -> Result<Objects> {
    let all = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema";
    let mut query = conn.prepare(all)?;
    let rows = query.query_map([], |row| {
        Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The objects that the migrations up to a version lead to.
fn golden(version: i64) -> Result<Objects> {
    let conn = Connection::open_in_memory()?;
    let known = usize::try_from(version).unwrap_or(MIGRATIONS.len());
    run(&conn, &MIGRATIONS[..known], |_| Ok(()))?;
    objects(&conn)
}

/// How a file's schema compares with that of its version.
#[derive(Default)]
pub(crate) struct Comparison {
    /// Names of objects that are missing, altered, or do not belong here.
    pub differing: Vec<String>,
    /// The tables that are what the migrations make. Nothing else may be read: what bears a table's name may be a
    /// view that never ends.
    pub readable: BTreeSet<String>,
}

/// Compares a file's schema, and reads nothing else.
pub(crate) fn compare(conn: &Connection) -> Result<Comparison> {
    let found = sql::pragma(conn, "user_version")?;
    let version = if is_known(found) { found } else { VERSION };
    let (objects, golden) = (objects(conn)?, golden(version)?);
    let names: BTreeSet<_> = objects.keys().chain(golden.keys()).collect();
    let mut found = Comparison::default();
    for (kind, name) in names {
        let at = (kind.clone(), name.clone());
        if objects.get(&at) != golden.get(&at) {
            found.differing.push(name.clone());
        } else if kind == "table" {
            found.readable.insert(name.clone());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The golden text: tables with their triggers, in the order of their making.
    fn text(conn: &Connection) -> String {
        let query = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
        let mut query = conn.prepare(query).unwrap();
        let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let objects: Vec<String> = rows.map(|sql| format!("{};\n", sql.unwrap())).collect();
        objects.join("\n")
    }

    #[test]
    fn the_migrations_lead_to_the_golden_schema() {
        let conn = Connection::open_in_memory().unwrap();
        migrate(&conn, |_| Ok(())).unwrap();
        let golden = include_str!("../../../keystore-schema/schema.sql");
        let body = golden.split_once("\n\n").unwrap().1;
        assert_eq!(
            text(&conn),
            body,
            "keystore-schema/schema.sql is not what the migrations make"
        );
    }

    #[test]
    fn every_table_of_the_projection_exists_and_no_other() {
        let mut tables: Vec<String> = golden(VERSION)
            .unwrap()
            .into_keys()
            .filter(|(kind, _)| kind == "table")
            .map(|(_, name)| name)
            .collect();
        let mut expected: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
        expected.extend(["log_entry", "checkpoint", "attachment"]);
        expected.sort_unstable();
        tables.sort_unstable();
        assert_eq!(tables, expected);
    }

    #[test]
    fn every_column_is_explained() {
        let conn = Connection::open_in_memory().unwrap();
        migrate(&conn, |_| Ok(())).unwrap();
        let readme = include_str!("../../../keystore-schema/README.md");
        let columns = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'";
        let mut query = conn.prepare(columns).unwrap();
        let rows = query.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        });
        for (table, column) in rows.unwrap().map(std::result::Result::unwrap) {
            let part = readme
                .split(&format!("\n`{table}`: "))
                .nth(1)
                .unwrap_or_default();
            let part = part.split("\n\n`").next().unwrap_or_default();
            assert!(
                part.contains(&format!("`{column}`")),
                "README.md does not explain {table}.{column}"
            );
        }
    }

    #[test]
    fn a_later_migration_drops_and_refills_a_table_and_leaves_the_log_alone() {
        let conn = Connection::open_in_memory().unwrap();
        migrate(&conn, |_| Ok(())).unwrap();
        conn.execute(
            "INSERT INTO log_entry VALUES (1, x'7b7d', zeroblob(32))",
            [],
        )
        .unwrap();
        conn.execute("INSERT INTO cosignature VALUES ('a', 1, 'old')", [])
            .unwrap();
        let next = "DROP TABLE cosignature;
            CREATE TABLE cosignature (origin TEXT PRIMARY KEY, added TEXT NOT NULL) STRICT;";
        let refill = |conn: &Connection| {
            conn.execute("INSERT INTO cosignature VALUES ('a', 'from the log')", [])?;
            Ok(())
        };
        let migrations: Vec<&str> = MIGRATIONS.into_iter().chain([next]).collect();
        run(&conn, &migrations, refill).unwrap();
        let row: String = conn
            .query_row("SELECT added FROM cosignature", [], |row| row.get(0))
            .unwrap();
        let entry: Vec<u8> = conn
            .query_row("SELECT entry FROM log_entry", [], |row| row.get(0))
            .unwrap();
        assert_eq!(
            (row.as_str(), entry.as_slice()),
            ("from the log", b"{}".as_slice())
        );
        assert_eq!(sql::pragma(&conn, "user_version").unwrap(), VERSION + 1);
    }

    #[test]
    fn a_newer_version_is_refused() {
        let conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", VERSION + 1)
            .unwrap();
        assert!(matches!(version(&conn), Err(Error::Newer { found, known }) if found == known + 1));
        assert!(matches!(
            migrate(&conn, |_| Ok(())),
            Err(Error::Newer { .. })
        ));
    }
}
