//! Each column of each table altered with plain SQL: verification reports it, and the next operation refuses.

use std::collections::BTreeSet;
use std::path::Path;

use kms::Session;
use lab::{Dice, Plan, backend, folder, plan};
use quorum::Needs;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::behind::{Column, columns, rows, tamper};
use crate::sites::{SITES, Site};
use crate::verdict::{Verdict, codes, overlooking, program};

/// What the migrations lead to: no column may be left out.
const GOLDEN: &str = include_str!("../../../../keystore-schema/schema.sql");

/// One value that is to be altered.
struct Target {
    site: &'static Site,
    column: Column,
    row: String,
}

/// Every value of every keystore.
fn targets() -> Vec<Target> {
    let mut targets = Vec::new();
    for site in SITES.iter() {
        let folder = folder();
        let conn = Connection::open(site.copy(folder.path())).unwrap();
        for column in columns(&conn) {
            targets.extend(rows(&conn, &column.table).into_iter().map(|row| Target {
                site,
                column: column.clone(),
                row,
            }));
        }
    }
    targets
}

/// Where each column stands.
fn place(column: &Column) -> (String, String) {
    (column.table.clone(), column.name.clone())
}

/// One value of each column, drawn.
fn one_of_each(dice: &mut Dice) -> Vec<Target> {
    let (mut left, mut seen, mut drawn) = (targets(), BTreeSet::new(), Vec::new());
    while !left.is_empty() {
        let target = left.swap_remove(dice.below(left.len() as u64) as usize);
        if seen.insert(place(&target.column)) {
            drawn.push(target);
        }
    }
    drawn
}

/// What alters a file: a value is put into a column of a row.
type Alterer = fn(&Path, &Column, &str, &Value);

/// By SQL, over the library that this program is built with.
fn by_library(path: &Path, column: &Column, row: &str, value: &Value) {
    tamper(path, |conn| column.put(conn, row, value));
}

/// By the `sqlite3` shell.
fn by_shell(path: &Path, column: &Column, row: &str, value: &Value) {
    column.put_by_shell(path, row, value);
}

/// The next operation: two officers unlock the file.
fn unlocked(site: &Site, path: &Path) -> kms::Result<Session> {
    let officers = site.credentials(None);
    Session::unlock(path, "key generate", officers, Needs::Quorum, backend)
}

/// Alters each target and says which alterations the verdict did not report, or an operation did not refuse.
fn alter(
    targets: &[Target],
    plan: &Plan,
    alterer: Alterer,
    verdict: Verdict<'_>,
) -> (u64, Vec<String>) {
    let folder = folder();
    let mut dice = Dice::new(plan.seed);
    let (mut altered, mut misses) = (0, Vec::new());
    for target in targets {
        let path = target.site.copy(folder.path());
        let conn = Connection::open(&path).unwrap();
        let others = target.column.others(&conn, &target.row, &mut dice);
        conn.close().unwrap();
        for value in others {
            let path = target.site.copy(folder.path());
            alterer(&path, &target.column, &target.row, &value);
            altered += 1;
            let refused = unlocked(target.site, &path).err();
            let refused = refused.map(|error| error.exit_code());
            let said = codes(verdict(&path, &[]));
            if said.0 != 3 || refused != Some(3) {
                let (table, column) = place(&target.column);
                misses.push(format!("{table}.{column} where {}", target.row));
            }
        }
    }
    (altered, misses)
}

#[test]
fn every_altered_column_is_reported_and_refused() {
    let whole = targets().len() as u64;
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(GOLDEN).unwrap();
    let golden: BTreeSet<_> = columns(&conn).iter().map(place).collect();
    let plan = plan("altered values", 16, whole);
    let mut targets = one_of_each(&mut Dice::new(plan.seed));
    let covered: BTreeSet<_> = targets.iter().map(|one| place(&one.column)).collect();
    assert_eq!(covered, golden, "no column is left out");
    if plan.whole {
        targets = self::targets();
    }
    targets.truncate(plan.count as usize);
    let (altered, misses) = alter(&targets, &plan, by_library, &program);
    println!(
        "altered values: of {} columns {}, {altered} alterations, misses {}",
        covered.len(),
        targets
            .iter()
            .map(|one| place(&one.column))
            .collect::<BTreeSet<_>>()
            .len(),
        misses.len()
    );
    assert_eq!(misses, Vec::<String>::new());
}

/// What another program's SQLite writes is found as well.
#[test]
fn columns_altered_by_the_sqlite3_shell_are_reported_and_refused() {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(GOLDEN).unwrap();
    let plan = plan(
        "columns altered by the sqlite3 shell",
        8,
        columns(&conn).len() as u64,
    );
    let mut targets = one_of_each(&mut Dice::new(plan.seed));
    targets.truncate(plan.count as usize);
    let (altered, misses) = alter(&targets, &plan, by_shell, &program);
    println!(
        "columns altered by the sqlite3 shell: {altered} alterations, misses {}",
        misses.len()
    );
    assert_eq!(misses, Vec::<String>::new());
}

/// The control: a value put back as it was is nothing, whoever puts it; what is found is not the putting.
#[test]
fn control_a_value_put_back_is_neither_reported_nor_refused() {
    let plan = plan("values put back", 4, 4);
    let folder = folder();
    let targets = one_of_each(&mut Dice::new(plan.seed));
    for target in &targets[..plan.count as usize] {
        for alterer in [by_library, by_shell] as [Alterer; 2] {
            let path = target.site.copy(folder.path());
            let conn = Connection::open(&path).unwrap();
            let value = target.column.value(&conn, &target.row);
            conn.close().unwrap();
            alterer(&path, &target.column, &target.row, &value);
            let place = place(&target.column);
            assert_eq!(codes(program(&path, &[])).0, 0, "{place:?}");
            assert!(unlocked(target.site, &path).is_ok(), "{place:?}");
        }
    }
}

/// The control: a verdict that overlooks one table misses what is done to it.
#[test]
fn control_a_verdict_that_overlooks_a_table_misses_its_columns() {
    let plan = plan("altered values, control", 1, 1);
    let mut targets = one_of_each(&mut Dice::new(plan.seed));
    targets.retain(|one| one.column.table == "cards");
    let of_cards = |finding: &keystore::Finding| {
        use keystore::Finding::{RowDiffers, RowExtra, RowMissing};
        matches!(
            finding,
            RowDiffers { table: "cards", .. }
                | RowExtra { table: "cards", .. }
                | RowMissing { table: "cards", .. }
        )
    };
    let (altered, misses) = alter(&targets, &plan, by_library, &overlooking(of_cards));
    assert_eq!((altered, misses.len()), (4, 4));
}
