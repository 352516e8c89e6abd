//! Changing a keystore file behind the program's back, with nothing but SQL and a schema that looks untouched after it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use lab::Dice;

/// Opens the file as anybody can, takes its triggers away for as long as `change` lasts, and closes it again.
pub fn tamper(path: &Path, change: impl FnOnce(&Connection) -> rusqlite::Result<()>) {
    let conn = Connection::open(path).unwrap();
    conn.pragma_update(None, "synchronous", "OFF").unwrap();
    let triggers: Vec<(String, String)> = {
        let all = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
        let mut query = conn.prepare(all).unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    conn.execute_batch("BEGIN").unwrap();
    for (name, _) in &triggers {
        conn.execute(&format!("DROP TRIGGER {name}"), []).unwrap();
    }
    change(&conn).unwrap();
    for (_, sql) in &triggers {
        conn.execute(sql, []).unwrap();
    }
    conn.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")
        .unwrap();
    conn.close().unwrap();
}

/// Has the `sqlite3` shell run a script on the file, and gives what it printed.
fn shell(path: &Path, script: &str) -> String {
    let mut sqlite3 = Command::new("sqlite3");
    sqlite3.args(["-batch", "-bail"]).arg(path);
    sqlite3.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = sqlite3.spawn().expect("sqlite3, of the package sqlite3");
    let mut typed = running.stdin.take().unwrap();
    typed.write_all(script.as_bytes()).unwrap();
    drop(typed);
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "sqlite3 refuses {script}");
    String::from_utf8(output.stdout).unwrap()
}

/// Like [`tamper`], with a program of another make: the `sqlite3` shell, another SQLite than the one in here.
pub fn tamper_by_shell(path: &Path, statement: &str) {
    let all = |what| {
        let query = "FROM sqlite_schema WHERE type = 'trigger'";
        shell(path, &format!("SELECT {what} || ';' {query};"))
    };
    let (drop, make) = (all("'DROP TRIGGER ' || name"), all("sql"));
    let script = format!("BEGIN; {drop} {statement}; SELECT changes(); {make} COMMIT;");
    assert_eq!(shell(path, &script).trim(), "1", "{statement}");
}

/// A column of a table.
#[derive(Clone)]
pub struct Column {
    pub table: String,
    pub name: String,
    kind: String,
    nullable: bool,
    pub in_key: bool,
}

/// Every column of every table, as the schema has them.
pub fn columns(conn: &Connection) -> Vec<Column> {
    let all = "SELECT m.name, c.name, c.type, NOT c.\"notnull\" AND c.pk = 0, c.pk > 0
        FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid";
    let mut query = conn.prepare(all).unwrap();
    let rows = query.query_map([], |row| {
        Ok(Column {
            table: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            nullable: row.get(3)?,
            in_key: row.get(4)?,
        })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// A condition for each row of a table, which that row alone meets.
pub fn rows(conn: &Connection, table: &str) -> Vec<String> {
    let key: Vec<String> = columns(conn)
        .into_iter()
        .filter(|column| column.table == table && column.in_key)
        .map(|column| format!("'\"{0}\" = ' || quote(\"{0}\")", column.name))
        .collect();
    let conditions = format!("SELECT {} FROM \"{table}\"", key.join(" || ' AND ' || "));
    let mut query = conn.prepare(&conditions).unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

impl Column {
    /// What the column holds in that row.
    pub fn value(&self, conn: &Connection, row: &str) -> Value {
        let (table, name) = (&self.table, &self.name);
        let find = format!("SELECT \"{name}\" FROM \"{table}\" WHERE {row}");
        conn.query_row(&find, [], |row| row.get(0)).unwrap()
    }

    /// Other values that this column could hold in that row: one that is near, and none where it may be empty.
    pub fn others(&self, conn: &Connection, row: &str, dice: &mut Dice) -> Vec<Value> {
        let value = self.value(conn, row);
        let near = match (&value, self.kind.as_str()) {
            (Value::Integer(number), _) => {
                Value::Integer(number + 1 + dice.below(3) as i64 * 1_000)
            }
            (Value::Text(text), _) => Value::Text(altered(text, dice)),
            (Value::Blob(bytes), _) => {
                let mut bytes = bytes.clone();
                let at = dice.below(bytes.len() as u64) as usize;
                bytes[at] ^= 1 << dice.below(8);
                Value::Blob(bytes)
            }
            (_, "INTEGER") => Value::Integer(0),
            _ => Value::Text(String::new()),
        };
        let empty = (self.nullable && value != Value::Null).then_some(Value::Null);
        std::iter::once(near).chain(empty).collect()
    }

    /// Puts a value into this column of that row. Where another row has that key already, it gives way.
    pub fn put(&self, conn: &Connection, row: &str, value: &Value) -> rusqlite::Result<()> {
        let update = self.update(row, "?1");
        assert_eq!(conn.execute(&update, params![value])?, 1, "{update}");
        Ok(())
    }

    /// Like [`Column::put`], by the `sqlite3` shell.
    pub fn put_by_shell(&self, path: &Path, row: &str, value: &Value) {
        let conn = Connection::open_in_memory().unwrap();
        let literal = conn.query_row("SELECT quote(?1)", [value], |row| row.get::<_, String>(0));
        tamper_by_shell(path, &self.update(row, &literal.unwrap()));
    }

    fn update(&self, row: &str, value: &str) -> String {
        let (table, name) = (&self.table, &self.name);
        format!("UPDATE OR REPLACE \"{table}\" SET \"{name}\" = {value} WHERE {row}")
    }
}

/// Text with one character more or less, or another one.
fn altered(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.is_empty() {
        return "x".into();
    }
    let at = dice.below(letters.len() as u64) as usize;
    match dice.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.push(' '),
        _ => letters[at] = if letters[at] == '0' { '1' } else { '0' },
    }
    letters.into_iter().collect()
}
