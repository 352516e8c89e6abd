//! Errors of `quorum`.

use quorum::Error;

use super::{Parts, Reader, log, names};
use crate::lang::Lang;
use crate::messages::codes;
use crate::messages::errors::{self as shared, operations, people as t, signed as j};

/// Everything there is to say.
pub fn parts(reader: &Reader, error: &Error) -> Parts {
    let lang = reader.lang;
    if let Error::Canonical(error) = error {
        return log::parts(reader, error);
    }
    let unchanged = if is_about_choosing(error) {
        shared::nothing(lang)
    } else {
        reader.at_last_commit()
    };
    Parts::new(
        what(lang, error),
        why(lang, error),
        unchanged,
        next(reader, error),
    )
}

/// Whether what somebody typed to begin with was refused, before anything was opened.
fn is_about_choosing(error: &Error) -> bool {
    matches!(
        error,
        Error::OfficerId
            | Error::Threshold { .. }
            | Error::PassphraseTooShort
            | Error::PassphraseTooSimple
            | Error::PassphraseTooLong
            | Error::PassphraseNotText
    )
}

/// What was wrong, in one line.
pub fn what(lang: Lang, error: &Error) -> String {
    match error {
        Error::OfficerId => t::staff_code(lang),
        Error::Threshold { k, n } => t::quorum_size(lang, k, n),
        Error::DuplicateOfficer(officer) => t::duplicate_officer(lang, officer),
        Error::DuplicateKey(officer) => t::duplicate_key(lang, officer),
        Error::PublicKey(officer) => t::public_key(lang, officer),
        Error::DuplicateShare(index) => t::duplicate_share(lang, index),
        Error::ShareIndex(index) => t::share_index(lang, index),
        Error::TooFewShares { needed, got } => t::too_few_shares(lang, got, needed),
        Error::ShareDigest => t::share_digest(lang),
        Error::ShareLength => t::share_length(lang),
        Error::PassphraseTooShort => t::too_short(lang),
        Error::PassphraseTooSimple => t::too_simple(lang),
        Error::PassphraseTooLong => t::too_long(lang),
        Error::PassphraseNotText => t::not_text(lang),
        Error::EnvelopeLayout => t::envelope_layout(lang),
        Error::Suite(suite) => t::suite(lang, suite),
        Error::Cost {
            m_kib,
            t: passes,
            p: lanes,
        } => t::cost(lang, m_kib, passes, lanes),
        Error::PasswordHash => t::password_hash(lang),
        Error::Seal => t::seal(lang),
        Error::WrongPassphrase => t::any_wrong_passphrase(lang),
        Error::EnvelopeContext(part) => t::envelope_context(lang, codes::part(lang, part)),
        Error::Request(member) => t::request(lang, member),
        Error::Action(name) => t::action(lang, names::visible(name)),
        Error::Time(text) => t::time(lang, names::visible(text)),
        Error::Expired { expires, now } => {
            t::expired(lang, names::time(lang, expires), names::time(lang, now))
        }
        Error::NoApprovals => t::no_approvals(lang),
        Error::TooManyApprovals(count) => t::too_many_approvals(lang, count),
        Error::UnknownOfficer(name) => t::unknown_approver(lang, names::visible(name)),
        Error::MalformedApproval(officer) => t::malformed_approval(lang, officer),
        Error::OtherRequest(officer) => t::other_request(lang, officer),
        Error::ApprovalSignature(officer) => t::approval_signature(lang, officer),
        Error::NotEnoughApprovals { needed, got } => t::not_enough(lang, got, needed),
        Error::Random(error) => t::random(lang, error),
        Error::Canonical(error) => log::what(lang, error),
        other => signed(lang, other),
    }
}

/// What was wrong with a signed file.
fn signed(lang: Lang, error: &Error) -> String {
    match error {
        Error::JwsOuter(error) => j::outer(lang, log::what(lang, error)),
        Error::JwsEncoding(part) => j::encoding(lang, part),
        Error::JwsSignatures(count) => j::signatures(lang, count),
        Error::JwsHeader => j::header(lang),
        Error::JwsCritical => j::critical(lang),
        Error::JwsAlgorithm(name) => j::algorithm(lang, names::visible(name)),
        Error::JwsKey { expected, found } => j::key(lang, expected, names::visible(found)),
        Error::JwsSignature => j::signature(lang),
        other => shared::unforeseen(lang, other),
    }
}

fn why(lang: Lang, error: &Error) -> String {
    match error {
        Error::OfficerId => t::staff_code_why(lang),
        Error::Threshold { .. } => t::quorum_size_why(lang),
        Error::DuplicateOfficer(_) | Error::DuplicateKey(_) => t::duplicate_why(lang),
        Error::PublicKey(_) => t::public_key_why(lang),
        Error::DuplicateShare(_)
        | Error::ShareIndex(_)
        | Error::TooFewShares { .. }
        | Error::ShareDigest
        | Error::ShareLength => t::shares_why(lang),
        Error::PassphraseTooShort
        | Error::PassphraseTooSimple
        | Error::PassphraseTooLong
        | Error::PassphraseNotText => t::rule_why(lang),
        Error::EnvelopeLayout
        | Error::Suite(_)
        | Error::Cost { .. }
        | Error::EnvelopeContext(_) => t::envelope_why(lang),
        Error::PasswordHash => t::password_hash_why(lang),
        Error::Seal => t::seal_why(lang),
        Error::WrongPassphrase => t::wrong_passphrase_why(lang),
        Error::Request(_) | Error::Action(_) | Error::Time(_) => t::request_why(lang),
        Error::Expired { .. } => t::expired_why(lang),
        Error::NoApprovals
        | Error::TooManyApprovals(_)
        | Error::UnknownOfficer(_)
        | Error::MalformedApproval(_)
        | Error::OtherRequest(_)
        | Error::ApprovalSignature(_)
        | Error::NotEnoughApprovals { .. } => t::approvals_why(lang),
        Error::JwsOuter(_)
        | Error::JwsEncoding(_)
        | Error::JwsSignatures(_)
        | Error::JwsHeader
        | Error::JwsCritical
        | Error::JwsAlgorithm(_)
        | Error::JwsKey { .. }
        | Error::JwsSignature => j::why(lang),
        Error::Random(_) => operations::randomness_why(lang),
        Error::Canonical(error) => log::why(lang, error),
        _ => shared::unforeseen_why(lang),
    }
}

fn next(reader: &Reader, error: &Error) -> String {
    let (lang, kms) = (reader.lang, reader.kms());
    match error {
        Error::PassphraseTooShort
        | Error::PassphraseTooSimple
        | Error::PassphraseTooLong
        | Error::PassphraseNotText => t::rule_next(lang, &reader.call.again),
        Error::OfficerId | Error::Threshold { .. } | Error::WrongPassphrase => reader.again(),
        Error::NoApprovals | Error::NotEnoughApprovals { .. } => {
            t::too_few_next(lang, &reader.call.again)
        }
        Error::PasswordHash => t::memory_next(lang, kms),
        Error::Seal => shared::self_test(lang),
        Error::Random(_) | Error::Expired { .. } => shared::doctor(lang, kms),
        _ => shared::look_verify(lang, kms),
    }
}
