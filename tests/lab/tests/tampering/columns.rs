//! Each column of each table altered with plain SQL: verification reports it, and the next operation refuses.

use std::collections::BTreeSet;

use kms::Session;
use lab::{Dice, Plan, backend, folder, plan};
use quorum::Needs;
use rusqlite::Connection;

use crate::behind::{Column, columns, rows, tamper};
use crate::sites::{SITES, Site};
use crate::verdict::{Verdict, codes, overlooking, program};

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

/// Alters each target and says which alterations the verdict did not report, or an operation did not refuse.
fn alter(targets: &[Target], plan: &Plan, verdict: Verdict<'_>) -> (u64, Vec<String>) {
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
            tamper(&path, |conn| target.column.put(conn, &target.row, &value));
            altered += 1;
            let unlocked = Session::unlock(
                &path,
                "key generate",
                target.site.credentials(None),
                Needs::Quorum,
                backend,
            );
            let refused = unlocked.err().map(|error| error.exit_code());
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
    let golden = include_str!("../../../../keystore-schema/schema.sql");
    conn.execute_batch(golden).unwrap();
    let golden: BTreeSet<_> = columns(&conn).iter().map(place).collect();
    let plan = plan("altered values", 16, whole);
    let mut targets = one_of_each(&mut Dice::new(plan.seed));
    let covered: BTreeSet<_> = targets.iter().map(|one| place(&one.column)).collect();
    assert_eq!(covered, golden, "no column is left out");
    if plan.whole {
        targets = self::targets();
    }
    targets.truncate(plan.count as usize);
    let (altered, misses) = alter(&targets, &plan, &program);
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
    let (altered, misses) = alter(&targets, &plan, &overlooking(of_cards));
    assert_eq!((altered, misses.len()), (4, 4));
}
