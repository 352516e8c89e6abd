//! A repair brings back every damaged table of the projection, and names every attachment that is lost.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use keystore::{Digest, Keystore};
use kms::Credentials;
use kms::repair::Lost;
use lab::{Dice, Plan, backend, folder, plan};
use rusqlite::Connection;

use crate::behind::{columns, rows, tamper};
use crate::oracle;
use crate::sites::{SITES, Site};

/// What the log consists of, and what it only names: no projection.
const KEPT: [&str; 3] = ["log_entry", "checkpoint", "attachment"];

/// A way to damage a table.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Emptied,
    Altered,
    Added,
    /// The page at the root of the table overwritten with random bytes.
    Page,
}

const DAMAGES: [Damage; 4] = [
    Damage::Emptied,
    Damage::Altered,
    Damage::Added,
    Damage::Page,
];

/// Repairs a file with these custodians, and names what is lost.
type Mend<'a> = &'a dyn Fn(&Path, Credentials) -> kms::Result<Vec<Lost>>;

fn program(path: &Path, credentials: Credentials) -> kms::Result<Vec<Lost>> {
    Ok(kms::repair::repair(path, &[], credentials, backend)?.lost)
}

fn projection(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let mut tables = oracle::tables(&conn).unwrap();
    tables.retain(|table| !KEPT.contains(&table.as_str()));
    tables
}

/// Damages a table; false where it has no row that could be damaged so.
fn damage(path: &Path, table: &str, damage: Damage, dice: &mut Dice) -> bool {
    let conn = Connection::open(path).unwrap();
    let rows = rows(&conn, table);
    if rows.is_empty() && !matches!(damage, Damage::Page) {
        return false;
    }
    match damage {
        Damage::Emptied => {
            let delete = format!("DELETE FROM \"{table}\"");
            conn.execute(&delete, []).unwrap();
        }
        Damage::Altered => {
            let mut columns = columns(&conn);
            columns.retain(|column| column.table == table);
            let (column, row) = (dice.pick(&columns), dice.pick(&rows));
            let other = column.others(&conn, row, dice).remove(0);
            column.put(&conn, row, &other).unwrap();
        }
        Damage::Added => add(&conn, table, dice.pick::<String>(&rows)),
        Damage::Page => {
            let find = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?1";
            let root: u32 = conn.query_row(find, [table], |row| row.get(0)).unwrap();
            conn.close().unwrap();
            overwrite(path, root, dice);
            return true;
        }
    }
    conn.close().unwrap();
    true
}

/// Adds a copy of a row under another key.
fn add(conn: &Connection, table: &str, row: &str) {
    let mut columns = columns(conn);
    columns.retain(|column| column.table == table);
    let first_of_key = columns.iter().find(|column| column.in_key).unwrap();
    let value = |column: &crate::behind::Column| {
        let name = &column.name;
        if *name == first_of_key.name {
            format!("CASE typeof({name}) WHEN 'integer' THEN {name} + 1000 ELSE {name} || 'x' END")
        } else {
            format!("\"{name}\"")
        }
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let insert = format!(
        "INSERT INTO \"{table}\" SELECT {} FROM \"{table}\" WHERE {row}",
        values.join(", ")
    );
    assert_eq!(conn.execute(&insert, []).unwrap(), 1);
}

/// Overwrites a page with random bytes.
fn overwrite(path: &Path, page: u32, dice: &mut Dice) {
    let mut size = [0; 2];
    let file = File::options().read(true).write(true).open(path).unwrap();
    file.read_exact_at(&mut size, 16).unwrap();
    let size = u64::from(u16::from_be_bytes(size));
    let noise: Vec<u8> = (0..size).map(|_| dice.bits() as u8).collect();
    file.write_all_at(&noise, u64::from(page - 1) * size)
        .unwrap();
}

/// Damages and repairs, and says where a table did not come back as it was.
fn mend_tables(
    cases: &[(&Site, String, Damage)],
    dice: &mut Dice,
    mend: Mend<'_>,
) -> (u64, Vec<String>) {
    let (mut done, mut misses) = (0, Vec::new());
    for (site, table, how) in cases {
        let folder = folder();
        let path = site.copy(folder.path());
        let before = oracle::read_tables(&path, &projection(&path)).unwrap();
        if !damage(&path, table, *how, dice) {
            continue;
        }
        assert!(
            !keystore::verify(&path).unwrap().is_clean(),
            "{table} {how:?}"
        );
        done += 1;
        let mended = mend(&path, site.credentials(None));
        let is_whole = mended.is_ok_and(|lost| lost.is_empty())
            && keystore::verify(&path).unwrap().is_clean()
            && oracle::read_tables(&path, &projection(&path)).is_ok_and(|after| after == before);
        if !is_whole {
            misses.push(format!("{table} {how:?}"));
        }
    }
    (done, misses)
}

/// Every damage to every table of every keystore.
fn cases() -> Vec<(&'static Site, String, Damage)> {
    let folder = folder();
    let mut cases = Vec::new();
    for site in SITES.iter() {
        for table in projection(&site.copy(folder.path())) {
            cases.extend(DAMAGES.map(|damage| (site, table.clone(), damage)));
        }
    }
    cases
}

/// As many as the plan says, drawn.
fn drawn<T>(mut all: Vec<T>, plan: &Plan, dice: &mut Dice) -> Vec<T> {
    while !plan.whole && all.len() as u64 > plan.count {
        all.swap_remove(dice.below(all.len() as u64) as usize);
    }
    all
}

#[test]
fn every_damaged_table_comes_back() {
    let all = cases();
    let plan = plan("damaged tables", 4, all.len() as u64);
    let mut dice = Dice::new(plan.seed);
    let cases = drawn(all, &plan, &mut dice);
    let (done, misses) = mend_tables(&cases, &mut dice, &program);
    println!(
        "damaged tables: {done} repaired, {} empty, misses {}",
        cases.len() as u64 - done,
        misses.len()
    );
    assert_eq!(misses, Vec::<String>::new());
    // Between them, the keystores have rows in every table.
    assert!(!plan.whole || done >= 2 * plan.count / 3);
}

/// Takes one attachment away or alters it, repairs, and says where it was not named, by digest, content and owner.
fn lose(site: &Site, digest: &str, is_altered: bool, mend: Mend<'_>) -> Option<String> {
    let folder = folder();
    let path = site.copy(folder.path());
    let keystore = Keystore::open_read_only(&path).unwrap();
    let named = keystore.state().attachments[&digest.parse().unwrap()]
        .content
        .name();
    let custodians = keystore.state().created.custodians.iter();
    let of = custodians
        .filter(|one| one.envelope.to_string() == digest)
        .map(|one| one.officer.id.to_string())
        .next();
    drop(keystore);
    tamper(&path, |conn| {
        let sql = if is_altered {
            "UPDATE attachment SET bytes = CAST(bytes || x'00' AS BLOB) WHERE digest = ?1"
        } else {
            "DELETE FROM attachment WHERE digest = ?1"
        };
        assert_eq!(conn.execute(sql, [digest])?, 1);
        Ok(())
    });
    let lost = mend(&path, site.credentials(of.as_deref())).unwrap_or_default();
    let is_named = matches!(&lost[..], [one] if one.digest.to_string() == digest
        && one.content == named && !one.of.is_empty());
    let is_whole = keystore::verify(&path).unwrap().is_clean();
    (!is_named || !is_whole).then(|| format!("{named} {digest} altered {is_altered}: {lost:?}"))
}

/// Every attachment of every keystore.
fn attachments() -> Vec<(&'static Site, String)> {
    let folder = folder();
    let mut all = Vec::new();
    for site in SITES.iter() {
        let conn = Connection::open(site.copy(folder.path())).unwrap();
        let mut query = conn.prepare("SELECT digest FROM attachment").unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        all.extend(rows.map(|digest| (site, digest.unwrap())));
    }
    all
}

#[test]
fn every_lost_attachment_is_named() {
    let all = attachments();
    let plan = plan("lost attachments", 2, all.len() as u64);
    let mut dice = Dice::new(plan.seed);
    let cases = drawn(all, &plan, &mut dice);
    let lose = |(site, digest): &(&Site, String)| {
        lose(site, digest, false, &program).or_else(|| lose(site, digest, true, &program))
    };
    let misses: Vec<String> = cases.iter().filter_map(lose).collect();
    println!(
        "lost attachments: {} taken away and altered, misses {}",
        cases.len(),
        misses.len()
    );
    assert_eq!(misses, Vec::<String>::new());
}

/// Where the page at the root of the attachments is gone, all of them are, and named; where only their index is, none.
#[test]
fn a_page_of_the_attachments_loses_what_stood_on_it() {
    let folder = folder();
    let site = &SITES[2];
    let path = site.copy(folder.path());
    let all: BTreeSet<Digest> = {
        let keystore = Keystore::open_read_only(&path).unwrap();
        let named = keystore.state().attachments.iter();
        named
            .filter(|(_, one)| !one.erased)
            .map(|(digest, _)| *digest)
            .collect()
    };
    let root = |kind: &str| {
        let conn = Connection::open(site.copy(folder.path())).unwrap();
        let find = "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'attachment' AND type = ?1";
        conn.query_row(find, [kind], |row| row.get::<_, u32>(0))
            .unwrap()
    };
    for (kind, is_lost) in [("table", true), ("index", false)] {
        let page = root(kind);
        overwrite(&path, page, &mut Dice::new(1));
        let repair = keystore::repair(&path, &[], "2099-01-01T00:00:00Z").unwrap();
        let lost: BTreeSet<Digest> = repair.lost.iter().copied().collect();
        assert_eq!(
            lost,
            if is_lost {
                all.clone()
            } else {
                BTreeSet::new()
            },
            "{kind}"
        );
        drop(repair);
    }
    assert!(all.len() > 5);
}

/// What stands in no other place cannot be brought back: a repair refuses, and leaves the file as it is.
#[test]
fn a_page_of_the_log_is_beyond_repair() {
    for table in ["log_entry", "checkpoint"] {
        let folder = folder();
        let site = &SITES[2];
        let path = site.copy(folder.path());
        assert!(damage(&path, table, Damage::Page, &mut Dice::new(2)));
        let before = fs::read(&path).unwrap();
        assert!(program(&path, site.credentials(None)).is_err(), "{table}");
        assert!(!keystore::verify(&path).unwrap().is_clean());
        let after = fs::read(&path).unwrap();
        // The journal's mode stands in the header; nothing else may differ.
        assert_eq!(before[100..], after[100..], "{table}");
    }
}

/// The control: a repair that does nothing brings back nothing, and one that names nothing names no attachment.
#[test]
fn control_a_repair_that_does_nothing_is_noticed() {
    let idle = |_: &Path, _: Credentials| Ok(Vec::new());
    let silent =
        |path: &Path, credentials: Credentials| program(path, credentials).map(|_| Vec::new());
    let cases = [(&SITES[2], "officer".to_owned(), Damage::Emptied)];
    let (_, misses) = mend_tables(&cases, &mut Dice::new(3), &idle);
    assert_eq!(misses.len(), 1);
    let (site, digest) = attachments().pop().unwrap();
    assert!(lose(site, &digest, false, &silent).is_some());
}
