//! Errors of `audit-log`.

use audit_log::Error;

use super::names::visible;
use super::{Parts, Reader};
use crate::lang::Lang;
use crate::messages::codes::part;
use crate::messages::errors::{self as shared, log as t};

/// What was wrong, in one line.
pub fn what(lang: Lang, error: &Error) -> String {
    match error {
        Error::TooLarge { size, cap } => t::too_large(lang, size, cap),
        Error::Json(error) => t::json(lang, visible(error)),
        Error::Number(number) => t::number(lang, visible(number)),
        Error::NotCanonical => t::not_canonical(lang),
        Error::Entry(member) => t::entry(lang, member),
        Error::OutOfRange { asked, limit } => t::out_of_range(lang, asked, limit),
        Error::Inclusion => t::inclusion(lang),
        Error::Consistency => t::consistency(lang),
        Error::KeyName => t::key_name(lang),
        Error::VerifierKey => t::verifier_key(lang),
        Error::PublicKey => t::public_key(lang),
        Error::Note(what) => t::note(lang, part(lang, what)),
        Error::Checkpoint(what) => t::checkpoint(lang, part(lang, what)),
        Error::Origin(origin) => t::origin(lang, visible(origin)),
        Error::NotSigned(name) => t::not_signed(lang, visible(name)),
        Error::Signature(name) => t::signature(lang, visible(name)),
        Error::CosignatureTime => t::cosignature_time(lang),
        Error::Io(error) => t::io(lang, super::names::io_reason(lang, error)),
        Error::Export(what) => t::export(lang, part(lang, what)),
        Error::InLine { line, error } => t::in_line(lang, line, self::what(lang, error)),
        Error::Root { size } => t::root(lang, size),
        Error::Unsigned { seq } => t::unsigned(lang, seq),
        other => shared::unforeseen(lang, other),
    }
}

/// Why.
pub fn why(lang: Lang, error: &Error) -> String {
    match error {
        Error::TooLarge { .. }
        | Error::Json(_)
        | Error::Number(_)
        | Error::NotCanonical
        | Error::Entry(_)
        | Error::KeyName
        | Error::VerifierKey
        | Error::Note(_)
        | Error::Checkpoint(_)
        | Error::CosignatureTime
        | Error::Export(_) => t::form_why(lang),
        Error::OutOfRange { .. }
        | Error::Inclusion
        | Error::Consistency
        | Error::Root { .. }
        | Error::Unsigned { .. } => t::proof_why(lang),
        Error::PublicKey | Error::Origin(_) | Error::NotSigned(_) | Error::Signature(_) => {
            t::signer_why(lang)
        }
        Error::Io(_) => t::io_why(lang),
        Error::InLine { error, .. } => why(lang, error),
        _ => shared::unforeseen_why(lang),
    }
}

/// Everything there is to say.
pub fn parts(reader: &Reader, error: &Error) -> Parts {
    let lang = reader.lang;
    let next = match error {
        Error::Io(_) => reader.again(),
        _ => shared::look_verify(lang, reader.kms()),
    };
    Parts::new(
        what(lang, error),
        why(lang, error),
        reader.at_last_commit(),
        next,
    )
}
