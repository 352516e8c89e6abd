//! What verification found, as programs see it, and what to do about it.

use std::path::PathBuf;

use keystore::{Finding, Report};
use serde_json::{Value, json};

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::messages::{fails, reports};
use crate::shown;

/// A finding's stable code and place.
pub fn to_json(found: &Finding) -> Value {
    match found {
        Finding::Container { .. } => json!({ "code": "container-damaged" }),
        Finding::ApplicationId { .. } => json!({ "code": "application-id" }),
        Finding::Version { found, .. } => json!({ "code": "version", "found": found }),
        Finding::Schema { object } => json!({ "code": "schema", "object": object }),
        Finding::Unreadable => json!({ "code": "unreadable" }),
        Finding::Empty => json!({ "code": "empty" }),
        Finding::Sequence { expected, .. } => json!({ "code": "sequence", "seq": expected }),
        Finding::LeafHash { seq } => json!({ "code": "leaf-hash", "seq": seq }),
        Finding::Entry { seq, .. } => json!({ "code": "entry", "seq": seq }),
        Finding::Checkpoint { size, .. } => json!({ "code": "checkpoint", "size": size }),
        Finding::CheckpointMissing { size } => {
            json!({ "code": "checkpoint-missing", "size": size })
        }
        Finding::Unsigned { seq } => json!({ "code": "unsigned", "seq": seq }),
        Finding::RowMissing { table, key } => {
            json!({ "code": "row-missing", "table": table, "key": key })
        }
        Finding::RowExtra { table, key } => {
            json!({ "code": "row-extra", "table": table, "key": key })
        }
        Finding::RowDiffers { table, key, column } => {
            json!({ "code": "row-differs", "table": table, "key": key, "column": column })
        }
        Finding::AttachmentMissing { digest } => {
            json!({ "code": "attachment-missing", "digest": digest })
        }
        Finding::AttachmentAltered { digest } => {
            json!({ "code": "attachment-altered", "digest": digest })
        }
        Finding::AttachmentNotErased { digest } => {
            json!({ "code": "attachment-not-erased", "digest": digest })
        }
        Finding::AttachmentExtra { digest } => {
            json!({ "code": "attachment-extra", "digest": digest })
        }
        Finding::Witness { index, .. } => json!({ "code": "witness", "index": index }),
        Finding::RolledBack { witnessed, .. } => {
            json!({ "code": "rolled-back", "witnessed": witnessed })
        }
        Finding::Rewritten { size } => json!({ "code": "rewritten", "size": size }),
        _ => json!({ "code": "other" }),
    }
}

/// Whether the log can be read to its end and everything that is wrong can be rebuilt from it, as `kms repair`
/// decides.
pub fn mendable(report: &Report) -> bool {
    let in_tables = |found: &Finding| {
        matches!(
            found,
            Finding::Container { .. }
                | Finding::ApplicationId { .. }
                | Finding::Schema { .. }
                | Finding::RowMissing { .. }
                | Finding::RowExtra { .. }
                | Finding::RowDiffers { .. }
                | Finding::AttachmentMissing { .. }
                | Finding::AttachmentAltered { .. }
                | Finding::AttachmentNotErased { .. }
                | Finding::AttachmentExtra { .. }
        ) || matches!(found, Finding::Version { found, known } if found <= known)
    };
    report.entries > 0 && report.findings.iter().all(in_tables)
}

/// What to do about findings.
pub fn next(app: &App, report: &Report) -> String {
    let lang = app.lang;
    let unread = |found: &Finding| {
        matches!(
            found,
            Finding::Container { .. } | Finding::ApplicationId { .. } | Finding::Empty
        )
    };
    if mendable(report) {
        reports::next_repair(lang, app.command("repair"))
    } else if report.entries == 0 && report.findings.iter().any(unread) {
        reports::next_unread(lang)
    } else {
        reports::next_restore(lang)
    }
}

/// Refuses checkpoints that are of other logs, where nothing else is wrong: the wrong file is no sign of tampering.
pub fn check_witnesses(
    app: &App,
    report: &Report,
    paths: &[PathBuf],
    notes: &[String],
) -> Result<()> {
    let others: Option<Vec<usize>> = report
        .findings
        .iter()
        .map(|found| of_another_log(found, notes))
        .collect();
    let Some(path) = others
        .and_then(|others| others.first().copied())
        .and_then(|first| paths.get(first))
    else {
        return Ok(());
    };
    let what = fails::other_witness(app.lang, shown::path(path));
    let why = fails::other_witness_why(app.lang);
    let next = fails::other_witness_next(app.lang, app.command("status"));
    Err(Failure::said(
        app.lang,
        "witness-other-log",
        2,
        what,
        why,
        next,
    ))
}

/// The place of a checkpoint that says itself that it is of another log.
fn of_another_log(found: &Finding, notes: &[String]) -> Option<usize> {
    let Finding::Witness { index, error } = found else {
        return None;
    };
    let origin = notes.get(*index)?.lines().next()?;
    let other = match error {
        audit_log::Error::Origin(_) => true,
        audit_log::Error::NotSigned(own) => origin != own,
        _ => false,
    };
    other.then_some(*index)
}
