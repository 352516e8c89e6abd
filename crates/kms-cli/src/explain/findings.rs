//! What verification found, one line each.

use keystore::{Finding, Warning};

use super::names::visible;
use super::{log, store};
use crate::lang::Lang;
use crate::messages::codes::part;
use crate::messages::errors::findings as t;

/// Something wrong, in one line.
pub fn finding(lang: Lang, finding: &Finding) -> String {
    match finding {
        Finding::Container { detail } => t::container(lang, visible(part(lang, detail))),
        Finding::ApplicationId { found } => t::application_id(lang, found),
        Finding::Version { found, known } => t::version(lang, found, known),
        Finding::Schema { object } => t::schema(lang, visible(object)),
        Finding::Unreadable => t::unreadable(lang),
        Finding::Empty => t::empty(lang),
        Finding::Sequence { expected, found } => t::sequence(lang, expected, found),
        Finding::LeafHash { seq } => t::leaf_hash(lang, seq),
        Finding::Entry { seq, error } => t::entry(lang, seq, store::what(lang, error)),
        Finding::Checkpoint { size, error } => t::checkpoint(lang, size, log::what(lang, error)),
        Finding::CheckpointMissing { size } => t::checkpoint_missing(lang, size),
        Finding::Unsigned { seq } => t::unsigned(lang, seq),
        Finding::RowMissing { table, key } => t::row_missing(lang, table, visible(key)),
        Finding::RowExtra { table, key } => t::row_extra(lang, table, visible(key)),
        Finding::RowDiffers { table, key, column } => {
            t::row_differs(lang, table, visible(key), visible(column))
        }
        Finding::AttachmentMissing { digest } => t::attachment_missing(lang, digest),
        Finding::AttachmentAltered { digest } => t::attachment_altered(lang, digest),
        Finding::AttachmentNotErased { digest } => t::attachment_not_erased(lang, digest),
        Finding::AttachmentExtra { digest } => t::attachment_extra(lang, visible(digest)),
        Finding::Witness { index, error } => t::witness(lang, index + 1, log::what(lang, error)),
        Finding::RolledBack { witnessed, entries } => t::rolled_back(lang, entries, witnessed),
        Finding::Rewritten { size } => t::rewritten(lang, size),
        // A finding of a newer library, which has no other words.
        other => t::other(lang, format!("{other:?}")),
    }
}

/// Something odd, in one line.
pub fn warning(lang: Lang, warning: &Warning) -> String {
    match warning {
        Warning::ClockWentBack { seq } => t::clock_went_back(lang, seq),
        other => t::other(lang, format!("{other:?}")),
    }
}
