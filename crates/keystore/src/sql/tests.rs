//! How much is read of a file that nobody knows yet; a change of journal that fails.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

fn count(conn: &Connection, to: u32) -> Result<u32> {
    let query = "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < ?1)
        SELECT max(n) FROM more";
    Ok(conn.query_row(query, [to], |row| row.get(0))?)
}

#[test]
fn reading_without_end_is_interrupted_until_the_file_is_trusted() {
    let mut conn = Connection::open_in_memory().unwrap();
    distrust(&mut conn).unwrap();
    assert_eq!(count(&conn, 10_000).unwrap(), 10_000);
    assert!(matches!(
        count(&conn, u32::MAX),
        Err(Error::Database { .. })
    ));
    trust(&mut conn).unwrap();
    assert_eq!(count(&conn, 200_000).unwrap(), 200_000);
}

#[test]
fn a_value_that_is_too_large_is_not_read() {
    let conn = Connection::open_in_memory().unwrap();
    configure(&conn).unwrap();
    let read = |size| {
        conn.query_row("SELECT zeroblob(?1)", [size], |row| {
            row.get::<_, Vec<u8>>(0)
        })
    };
    assert_eq!(read(5 << 20).unwrap().len(), 5 << 20);
    assert!(read(1 << 30).is_err());
}

#[test]
fn entries_that_come_again_are_not_read_again() {
    let conn = Connection::open_in_memory().unwrap();
    let table = "CREATE TABLE log_entry (seq, entry, leaf_hash);
        INSERT INTO log_entry VALUES (1, x'7b7d', x'00'), (1, x'7b7d', x'00')";
    conn.execute_batch(table).unwrap();
    let mut read = 0;
    let found = entries(&conn, |_, _, _| {
        read += 1;
        Ok(())
    });
    assert!(matches!(found, Err(Error::Damaged { .. })));
    assert_eq!(read, 1);
}

#[test]
fn a_change_of_journal_whose_commit_fails_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.kms");
    let begin = "CREATE TABLE a (b)";
    Connection::open(&path)
        .unwrap()
        .execute_batch(begin)
        .unwrap();
    for (change, after) in [(use_log as fn(&_) -> _, true), (leave_log, false)] {
        let mut conn = Connection::open(&path).unwrap();
        conn.commit_hook(Some(|| true)).unwrap();
        assert!(matches!(change(&conn), Err(Error::Database { .. })));
        drop(conn);
        let conn = Connection::open(&path).unwrap();
        assert_eq!(uses_log(&conn).unwrap(), !after);
        change(&conn).unwrap();
        assert_eq!(uses_log(&conn).unwrap(), after);
    }
}
