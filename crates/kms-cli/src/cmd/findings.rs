//! What verification found, as programs see it, and what to do about it.

use keystore::{Finding, Report};
use serde_json::{Value, json};

use crate::app::App;
use crate::messages::reports;

/// A finding's stable code and place.
pub fn to_json(found: &Finding) -> Value {
    match found {
        Finding::Container { .. } => json!({ "code": "container" }),
        Finding::ApplicationId { .. } => json!({ "code": "application-id" }),
        Finding::Version { found, .. } => json!({ "code": "version", "found": found }),
        Finding::Schema { object } => json!({ "code": "schema", "object": object }),
        Finding::Empty => json!({ "code": "empty" }),
        Finding::Sequence { expected, .. } => json!({ "code": "sequence", "seq": expected }),
        Finding::LeafHash { seq } => json!({ "code": "leaf-hash", "seq": seq }),
        Finding::Entry { seq, .. } => json!({ "code": "entry", "seq": seq }),
        Finding::Checkpoint { size, .. } => json!({ "code": "checkpoint", "size": size }),
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

/// What to do about findings.
pub fn next(app: &App, report: &Report) -> String {
    let in_tables = |found: &Finding| {
        matches!(
            found,
            Finding::Container { .. }
                | Finding::Schema { .. }
                | Finding::RowMissing { .. }
                | Finding::RowExtra { .. }
                | Finding::RowDiffers { .. }
                | Finding::AttachmentMissing { .. }
                | Finding::AttachmentAltered { .. }
                | Finding::AttachmentNotErased { .. }
                | Finding::AttachmentExtra { .. }
        )
    };
    if report.findings.iter().all(in_tables) {
        reports::next_repair(app.lang, app.command("repair"))
    } else {
        reports::next_restore(app.lang)
    }
}
