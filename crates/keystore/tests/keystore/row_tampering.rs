//! Each value of each row of each table, altered behind the program's back, is named by verification and refused.

use std::path::Path;

use keystore::Finding;
use rusqlite::Connection;

use crate::world::{World, behind_the_back, findings};

/// The tables of the projection.
pub fn projection(conn: &Connection) -> Vec<String> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('log_entry', 'checkpoint', 'attachment')";
    let mut query = conn.prepare(names).unwrap();
    query
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// The columns of a table: name, type, and whether it is part of the primary key.
fn columns(conn: &Connection, table: &str) -> Vec<(String, String, bool)> {
    let mut query = conn
        .prepare("SELECT name, type, pk > 0 FROM pragma_table_info(?1)")
        .unwrap();
    query
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// The text keys of a table's rows, as findings show them, with a condition that selects each.
fn rows(conn: &Connection, table: &str, key: &[String]) -> Vec<(String, String)> {
    let shown = format!("'' || {}", key.join(" || ' ' || "));
    let condition: Vec<String> = key
        .iter()
        .map(|column| format!("'{column} = ' || quote({column})"))
        .collect();
    let query = format!(
        "SELECT {shown}, {} FROM \"{table}\"",
        condition.join(" || ' AND ' || ")
    );
    let mut query = conn.prepare(&query).unwrap();
    query
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn every_value_of_every_row_is_compared() {
    let world = World::new();
    let clean = world.with_history();
    assert!(findings_of(&clean).is_empty(), "clean before");
    let conn = behind_the_back(&clean);
    let mut altered = 0;
    for table in projection(&conn) {
        let columns = columns(&conn, &table);
        let key: Vec<String> = columns
            .iter()
            .filter(|one| one.2)
            .map(|one| one.0.clone())
            .collect();
        for (shown, condition) in rows(&conn, &table, &key) {
            for (column, kind, is_key) in &columns {
                let other = if kind == "INTEGER" {
                    "coalesce(OLD, 0) + 1000"
                } else {
                    "coalesce(OLD, '') || 'x'"
                };
                let other = other.replace("OLD", &format!("\"{column}\""));
                let update =
                    format!("UPDATE \"{table}\" SET \"{column}\" = {other} WHERE {condition}");
                let found = found_after(&world, &clean, &update);
                let named = if *is_key {
                    names_missing_and_extra(&found, &table, &shown)
                } else {
                    names_column(&found, &table, &shown, column)
                };
                assert!(named, "{update}: {found:?}");
                altered += 1;
            }
            let delete = format!("DELETE FROM \"{table}\" WHERE {condition}");
            let found = found_after(&world, &clean, &delete);
            assert!(
                matches!(&found[..], [Finding::RowMissing { key, .. }] if *key == shown),
                "{delete}: {found:?}"
            );
        }
    }
    assert!(altered > 150, "only {altered} values altered");
}

/// Alters a copy of a clean file by one statement, and says what verification finds.
fn found_after(world: &World, clean: &Path, statement: &str) -> Vec<Finding> {
    let path = world.folder().join("altered.kms");
    std::fs::copy(clean, &path).unwrap();
    let conn = behind_the_back(&path);
    assert_eq!(conn.execute(statement, []).unwrap(), 1, "{statement}");
    conn.close().unwrap();
    findings_of(&path)
}

fn findings_of(path: &Path) -> Vec<Finding> {
    keystore::verify(path).unwrap().findings
}

#[test]
fn opening_refuses_an_altered_row() {
    let world = World::new();
    let path = world.with_history();
    assert!(findings(&path).is_empty());
    behind_the_back(&path)
        .execute(
            "UPDATE key SET state = 'active' WHERE state = 'destroyed'",
            [],
        )
        .unwrap();
    assert_eq!(findings(&path).len(), 1);
}

#[test]
fn an_altered_schema_is_found() {
    let alterations = [
        "DROP TRIGGER log_entry_update",
        "CREATE TABLE more (a)",
        "CREATE INDEX more ON key (kcv)",
        "ALTER TABLE key ADD COLUMN more TEXT",
        "DROP TABLE cards",
    ];
    for alteration in alterations {
        let world = World::new();
        let path = world.with_history();
        behind_the_back(&path).execute_batch(alteration).unwrap();
        let found = findings(&path);
        assert!(
            matches!(found[0], Finding::Schema { .. }),
            "{alteration}: {found:?}"
        );
    }
}

fn names_column(found: &[Finding], named: &str, shown: &str, altered: &str) -> bool {
    matches!(found, [Finding::RowDiffers { table, key, column }]
        if *table == named && key == shown && column == altered)
}

fn names_missing_and_extra(found: &[Finding], named: &str, shown: &str) -> bool {
    matches!(found, [Finding::RowExtra { table, .. }, Finding::RowMissing { table: other, key }]
        if *table == named && *other == named && key == shown)
}
