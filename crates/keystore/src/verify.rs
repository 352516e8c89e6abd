//! Verification: replays the log, and compares everything with what it adds up to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use audit_log::{Checkpoint, open_checkpoint};
use rusqlite::Connection;

use crate::ledger::Book;
use crate::replay::replay;
use crate::rows::{Row, RowKey, TABLES};
use crate::schema::Comparison;
use crate::state::Named;
use crate::{Cell, Digest, Error, Finding, Head, Report, Result, State, schema, sql};

/// The tables without which nothing can be told.
const LOG: [&str; 2] = ["log_entry", "checkpoint"];
pub(crate) const ATTACHMENT: &str = "attachment";

/// Verifies the keystore at `path` in full. Writes nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Busy`], or an error of the system. What is wrong with the file is in the report.
pub fn verify(path: &Path) -> Result<Report> {
    verify_with(path, &[])
}

/// Verifies like [`verify`], and that the log continues each checkpoint in `witnesses`: signed notes of this log
/// that are held elsewhere. Only they show that the log was not cut off or written anew.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(path: &Path, witnesses: &[String]) -> Result<Report> {
    match sql::snapshot(path) {
        Ok(mut conn) => {
            sql::distrust(&mut conn)?;
            Ok(verify_database(&conn, None, witnesses)?.0)
        }
        Err(Error::Damaged { detail }) => Ok(Report {
            findings: vec![Finding::Container { detail }],
            ..Report::default()
        }),
        Err(error) => Err(error),
    }
}

/// Verifies an open database. The book is there if the log could be replayed to its end, whatever else was found;
/// given what is `known` of it, only if the log continues that.
pub(crate) fn verify_database(
    conn: &Connection,
    known: Option<&Book>,
    witnesses: &[String],
) -> Result<(Report, Option<Book>)> {
    let mut report = Report::default();
    let schema = noted(&mut report, |_| schema::compare(conn))?.unwrap_or_default();
    let Comparison {
        differing,
        readable,
    } = schema;
    // To check what somebody else defined would run what they defined.
    let is_ours = differing.is_empty();
    let schema = |object| Finding::Schema { object };
    report.findings.extend(differing.into_iter().map(schema));
    noted(&mut report, |report| check_container(conn, is_ours, report))?;
    if !LOG.iter().all(|table| readable.contains(*table)) {
        report.findings.push(Finding::Unreadable);
        return Ok((report, None));
    }
    let book = noted(&mut report, |report| replay(conn, known, report))?.flatten();
    if let Some(book) = &book {
        check_state(conn, &book.ledger.state, &readable, &mut report)?;
        check_witnesses(book, witnesses, &mut report);
    }
    Ok((report, book))
}

/// Compares the projection and the attachments with what the log adds up to. An unreadable table has no rows.
fn check_state(
    conn: &Connection,
    state: &State,
    readable: &BTreeSet<String>,
    report: &mut Report,
) -> Result<()> {
    let mut expected = state.rows();
    for (table, key) in TABLES {
        if readable.contains(table) {
            noted(report, |report| {
                check_rows(conn, table, key, &mut expected, report)
            })?;
        }
    }
    report.findings.extend(expected.into_keys().map(missing));
    let is_readable = readable.contains(ATTACHMENT);
    noted(report, |report| {
        check_attachments(conn, state, is_readable, report)
    })?;
    Ok(())
}

/// Takes one step of the search. Missing tables and unreadable pages end the step, but they are findings as well.
fn noted<T>(report: &mut Report, step: impl FnOnce(&mut Report) -> Result<T>) -> Result<Option<T>> {
    match step(report) {
        Ok(found) => Ok(Some(found)),
        Err(Error::Damaged { detail } | Error::Database { detail }) => {
            report.findings.push(Finding::Container { detail });
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Verifies, and refuses on any finding but a missing attachment that `lost` names.
pub(crate) fn verified(conn: &Connection, lost: impl Fn(&Digest) -> bool) -> Result<Book> {
    let (report, book) = verify_database(conn, None, &[])?;
    let excused = |finding: &Finding| matches!(finding, Finding::AttachmentMissing { digest } if lost(digest));
    match book {
        Some(book) if report.findings.iter().all(excused) => Ok(book),
        _ => Err(Error::Tampered(report)),
    }
}

/// Verifies a file whose log is `known` up to where it ended before. Where that has not changed, only what is new is
/// replayed; all else is compared as ever. Where anything is wrong, the report is that of a verification from the
/// first entry.
pub(crate) fn verified_since(conn: &Connection, known: &Book) -> Result<Book> {
    if let (report, Some(book)) = verify_database(conn, Some(known), &[])?
        && report.is_clean()
    {
        return Ok(book);
    }
    let book = verified(conn, |_| false)?;
    // A shorter log, or one with another end, can be sound in itself: an unsigned tail that was cut, an older copy.
    match departure(&book, &known.head()) {
        None => Ok(book),
        Some(finding) => Err(Error::Tampered(Report {
            findings: vec![finding],
            ..Report::default()
        })),
    }
}

fn check_container(conn: &Connection, is_ours: bool, report: &mut Report) -> Result<()> {
    let found = sql::pragma(conn, "application_id")?;
    if found != schema::APPLICATION_ID {
        report.findings.push(Finding::ApplicationId { found });
    }
    let found = sql::pragma(conn, "user_version")?;
    if !schema::is_known(found) {
        report.findings.push(Finding::Version {
            found,
            known: schema::VERSION,
        });
    }
    if is_ours {
        let damage = sql::integrity(conn)?.into_iter();
        report
            .findings
            .extend(damage.map(|detail| Finding::Container { detail }));
    }
    Ok(())
}

/// Compares one table, and takes the rows that are there out of `expected`.
fn check_rows(
    conn: &Connection,
    table: &'static str,
    key_columns: &[&str],
    expected: &mut BTreeMap<RowKey, Row>,
    report: &mut Report,
) -> Result<()> {
    for found in sql::table(conn, table)? {
        let key = key_columns
            .iter()
            .map(|column| found.get(*column).cloned().unwrap_or(Cell::Null));
        let key: Vec<Cell> = key.collect();
        match expected.remove(&(table, key.clone())) {
            Some(row) => compare(&row, &found, report),
            None => report.findings.push(Finding::RowExtra {
                table,
                key: key_text(&key),
            }),
        }
    }
    Ok(())
}

fn missing((table, key): RowKey) -> Finding {
    Finding::RowMissing {
        table,
        key: key_text(&key),
    }
}

fn compare(row: &Row, found: &BTreeMap<String, Cell>, report: &mut Report) {
    let differing = row
        .cells
        .iter()
        .filter(|(column, cell)| found.get(*column) != Some(cell));
    report
        .findings
        .extend(differing.map(|(column, _)| Finding::RowDiffers {
            table: row.table,
            key: key_text(row.key.iter().map(|(_, cell)| cell)),
            column: (*column).to_owned(),
        }));
}

fn key_text<'a>(cells: impl IntoIterator<Item = &'a Cell>) -> String {
    let cells: Vec<String> = cells.into_iter().map(Cell::to_string).collect();
    cells.join(" ")
}

fn check_attachments(
    conn: &Connection,
    state: &State,
    is_readable: bool,
    report: &mut Report,
) -> Result<()> {
    let mut due: BTreeMap<Digest, Named> = (*state.attachments).clone();
    let compare = |filed: &str, content: &str, bytes: &[u8]| {
        let digest = filed.parse::<Digest>().ok();
        match digest.and_then(|digest| Some((digest, due.remove(&digest)?))) {
            None => report.findings.push(Finding::AttachmentExtra {
                digest: filed.to_owned(),
            }),
            Some((digest, named)) if named.erased => {
                report
                    .findings
                    .push(Finding::AttachmentNotErased { digest });
            }
            Some((digest, named))
                if Digest::of(bytes) != digest || named.content.name() != content =>
            {
                report.findings.push(Finding::AttachmentAltered { digest });
            }
            Some(_) => {}
        }
        Ok(())
    };
    if is_readable {
        sql::attachments(conn, compare)?;
    }
    let missing = due.into_iter().filter(|(_, named)| !named.erased);
    report
        .findings
        .extend(missing.map(|(digest, _)| Finding::AttachmentMissing { digest }));
    Ok(())
}

fn check_witnesses(book: &Book, witnesses: &[String], report: &mut Report) {
    let log_key = &book.ledger.state.created.log_key;
    for (index, note) in witnesses.iter().enumerate() {
        let finding = match open_checkpoint(note, log_key) {
            Err(error) => Finding::Witness { index, error },
            Ok(Checkpoint { size, root, .. }) => match departure(book, &Head { size, root }) {
                Some(finding) => finding,
                None => continue,
            },
        };
        report.findings.push(finding);
    }
}

/// How a log does not continue the one that once ended at `seen`; none where it does.
fn departure(book: &Book, seen: &Head) -> Option<Finding> {
    match book.tree.root_at(seen.size) {
        Err(_) => Some(Finding::RolledBack {
            witnessed: seen.size,
            entries: book.tree.size(),
        }),
        Ok(root) if root != seen.root => Some(Finding::Rewritten { size: seen.size }),
        Ok(_) => None,
    }
}
