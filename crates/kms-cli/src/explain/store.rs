//! Errors of `keystore`.

use std::path::Path;

use handover_record::Refusal;
use keystore::{Authority, Error, Unwritable};

use super::{Parts, Reader, finding, log, names, officers};
use crate::lang::Lang;
use crate::messages::codes::part;
use crate::messages::errors::{self as shared, custody, store as t};
use crate::shown;

/// Everything there is to say.
pub fn parts(reader: &Reader, error: &Error) -> Parts {
    let lang = reader.lang;
    match error {
        Error::Custody(refusal) if is_of_application(reader, *refusal) => {
            return Parts::new(
                custody::of_application(lang, *refusal),
                custody::why_application(lang),
                unchanged(reader, error),
                custody::next_application(lang, reader.kms()),
            );
        }
        _ => {}
    }
    Parts::new(
        what(lang, error),
        why(lang, error),
        unchanged(reader, error),
        next(reader, error),
    )
}

/// What was wrong, in one line.
pub fn what(lang: Lang, error: &Error) -> String {
    match error {
        Error::Event { name } => t::event(lang, names::visible(name)),
        Error::Digest => t::digest(lang),
        Error::Rules(error) => t::rules(lang, officers::what(lang, error)),
        Error::Rule { rule } => t::rule(lang, rule),
        Error::Custody(refusal) => custody::what(lang, *refusal),
        Error::Authority(reason) => t::authority(lang, authority(lang, reason)),
        Error::Log(error) => log::what(lang, error),
        Error::Sequence { expected, found } => t::sequence(lang, found, expected),
        Error::NotFound(path) => match missing_folder(path) {
            Some(folder) => t::no_folder(lang, shown::path(folder)),
            None => t::not_found(lang, shown::path(path)),
        },
        Error::Exists(path) => t::exists(lang, shown::path(path)),
        Error::Busy => t::busy(lang),
        Error::Moved { expected, found } => t::moved(lang, expected.size, found.size),
        Error::Replaced => t::replaced(lang),
        Error::Unwritable { cause, .. } => match cause {
            Unwritable::Full => t::full(lang),
            Unwritable::ReadOnly => t::read_only(lang),
            Unwritable::Permission => t::permission(lang),
            Unwritable::Io => t::io(lang),
            _ => t::unwritable(lang),
        },
        Error::Damaged { .. } => t::damaged(lang),
        Error::Tampered(report) if report.is_container_only() => t::damaged(lang),
        Error::Newer { found, known } => t::newer(lang, found, known),
        Error::Tampered(report) => t::tampered(lang, report.findings.len()),
        Error::LogKey => t::log_key(lang),
        Error::AttachmentNotGiven(digest) => t::not_given(lang, digest),
        Error::AttachmentNotNamed(digest) => t::not_named(lang, digest),
        Error::Erased(digest) => t::erased(lang, digest),
        Error::Missing(digest) => t::missing(lang, digest),
        Error::Altered(digest) => t::altered(lang, digest),
        Error::NoEntry(seq) => t::no_entry(lang, seq),
        Error::File { call, path, .. } => t::file(lang, call, shown::path(path)),
        Error::Database { .. } => t::database(lang),
        other => shared::unforeseen(lang, other),
    }
}

fn why(lang: Lang, error: &Error) -> String {
    match error {
        Error::Event { .. } => t::event_why(lang),
        Error::Digest => t::digest_why(lang),
        Error::Rules(_) => t::rules_why(lang),
        Error::Rule { .. } => t::rule_why(lang),
        Error::Custody(refusal) => custody::why(lang, *refusal),
        Error::Authority(_) => t::authority_why(lang),
        Error::Log(error) => log::why(lang, error),
        Error::Sequence { .. } => t::sequence_why(lang),
        Error::NotFound(path) if missing_folder(path).is_some() => t::no_folder_why(lang),
        Error::NotFound(_) => t::not_found_why(lang),
        Error::Exists(_) => t::exists_why(lang),
        Error::Busy => t::busy_why(lang),
        Error::Moved { .. } => t::moved_why(lang),
        Error::Replaced => t::replaced_why(lang),
        Error::Unwritable { detail, .. } => t::unwritable_why(lang, part(lang, detail)),
        Error::Damaged { detail } => t::damaged_why(lang, part(lang, detail)),
        Error::Newer { .. } => t::newer_why(lang),
        Error::Tampered(report) => {
            let first = report.findings.first().map(|first| finding(lang, first));
            t::tampered_why(lang, first.unwrap_or_else(|| t::tampered_nothing(lang)))
        }
        Error::LogKey => t::log_key_why(lang),
        Error::AttachmentNotGiven(_) | Error::AttachmentNotNamed(_) => t::attachment_why(lang),
        Error::Erased(_) => t::erased_why(lang),
        Error::Missing(_) | Error::Altered(_) => t::lost_why(lang),
        Error::NoEntry(_) => t::no_entry_why(lang),
        Error::File { source, .. } => names::io_reason(lang, source),
        Error::Database { detail } => t::database_why(lang, part(lang, detail)),
        _ => shared::unforeseen_why(lang),
    }
}

fn unchanged(reader: &Reader, error: &Error) -> String {
    let lang = reader.lang;
    match error {
        _ if !reader.known.began => shared::nothing(lang),
        Error::Custody(_) => reader.nothing_but_log(),
        Error::NotFound(_) | Error::Exists(_) | Error::NoEntry(_) | Error::Newer { .. } => {
            shared::nothing(lang)
        }
        Error::Damaged { .. } | Error::Tampered(_) => shared::keystore_not_written(lang),
        // The system failed, perhaps in the middle of a commit: whether that took effect only reading it tells.
        Error::Unwritable {
            cause: Unwritable::Io,
            ..
        }
        | Error::File { .. }
        | Error::Database { .. } => shared::all_or_nothing(lang),
        _ => reader.at_last_commit(),
    }
}

fn next(reader: &Reader, error: &Error) -> String {
    let (lang, kms) = (reader.lang, reader.kms());
    match error {
        Error::NotFound(path) => match missing_folder(path) {
            Some(folder) => t::no_folder_next(lang, names::path(folder)),
            None => t::not_found_next(lang, names::path(path)),
        },
        Error::Exists(path) => t::exists_next(lang, names::path(path)),
        Error::Busy | Error::Moved { .. } | Error::Replaced => reader.try_again(),
        Error::Unwritable { cause, .. } => match cause {
            Unwritable::Full => t::full_next(lang),
            Unwritable::ReadOnly | Unwritable::Permission => shared::doctor(lang, kms),
            _ => shared::look_verify(lang, kms),
        },
        Error::File { .. } | Error::Database { .. } => shared::look_status(lang, kms),
        Error::Damaged { .. } => t::damaged_next(lang, kms),
        Error::Newer { .. } => t::newer_next(lang),
        Error::Tampered(_) => t::tampered_next(lang, kms),
        Error::NoEntry(_) => shared::look_log(lang, kms),
        Error::Rule { .. } | Error::Erased(_) => shared::look_status(lang, kms),
        Error::Custody(refusal) => custody::next(lang, kms, reader.call.handover(), *refusal),
        _ => shared::look_verify(lang, kms),
    }
}

/// Whether a key application was refused for itself, and not for its machine.
fn is_of_application(reader: &Reader, refusal: Refusal) -> bool {
    use Refusal as R;
    let is_machine = matches!(
        refusal,
        R::Retired | R::NoCertificate | R::CertificateNotValid | R::NotAssessed
    );
    reader.call.is_of_application() && !is_machine
}

/// The folder in which a keystore was to be created, where `path` is the name under which one is begun.
fn missing_folder(path: &Path) -> Option<&Path> {
    let begun = path.file_name()?.to_string_lossy().contains(".new-");
    path.parent().filter(|_| begun)
}

/// Why an event has no authority.
fn authority(lang: Lang, reason: &Authority) -> String {
    match reason {
        Authority::NoRequest => t::no_request(lang),
        Authority::NotAnAttempt => t::not_an_attempt(lang),
        Authority::OtherKeystore => t::other_keystore(lang),
        Authority::Reused { op } => t::reused(lang, op),
        Authority::Expired { expires } => t::expired(lang, names::time(lang, expires)),
        Authority::NotAnswered => t::not_answered(lang),
        Authority::Approvals(error) => officers::what(lang, error),
        other => shared::unforeseen(lang, other),
    }
}
