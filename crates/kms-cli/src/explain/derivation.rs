//! Errors of `key-derivation`.

use key_derivation::Error;

use super::{Parts, Reader, names};
use crate::lang::Lang;
use crate::messages::errors::{self as shared, artefacts, derivation as t, operations};
use crate::messages::{reports, terms};

/// Everything there is to say.
pub fn parts(reader: &Reader, error: &Error) -> Parts {
    let lang = reader.lang;
    Parts::new(
        what(lang, error),
        why(lang, error),
        reader.nothing_but_log(),
        next(reader, error),
    )
}

/// What was wrong, in one line.
pub fn what(lang: Lang, error: &Error) -> String {
    let level = |level| terms::level(lang, level);
    match error {
        Error::Algorithm(word) => t::algorithm(lang, names::visible(word)),
        Error::Level(word) => t::level(lang, names::visible(word)),
        Error::Scheme(word) => t::scheme(lang, names::visible(word)),
        Error::RegionCode(word) => t::region_code(lang, names::visible(word)),
        Error::KindCode(word) => t::kind_code(lang, names::visible(word)),
        Error::KeyVersion(number) => t::key_version(lang, number),
        Error::KeyId(word) => t::key_id(lang, names::visible(word)),
        Error::CheckValue(word) => t::check_value(lang, names::visible(word)),
        Error::SecretLength(bytes) => t::secret_length(lang, bytes),
        Error::KeyLength { algorithm, found } => t::key_length(lang, found, algorithm),
        Error::AlgorithmInScheme { scheme, algorithm } => {
            t::algorithm_in_scheme(lang, scheme, algorithm)
        }
        Error::BlockSize(algorithm) => t::block_size(lang, algorithm),
        Error::ChildLevel(of) => t::child_level(lang, level(*of)),
        Error::ChildRegion => t::child_region(lang),
        Error::Diversifier {
            scheme,
            level: of,
            found,
        } => t::diversifier(lang, found, level(*of), scheme),
        Error::DegenerateFactor => t::degenerate(lang),
        Error::ContextField { tag } => t::context_field(lang, format!("{tag:02X}")),
        Error::ContextTail(bytes) => t::context_tail(lang, bytes),
        Error::ContextHex => t::context_hex(lang),
        Error::ContextScheme(number) => t::context_scheme(lang, number),
        Error::ChildStronger { parent, child } => t::child_stronger(lang, child, parent),
        Error::ChildAlgorithm { named, asked } => t::child_algorithm(lang, named, asked),
        Error::OutputLength(bytes) => t::output_length(lang, bytes),
        other => tables(lang, other),
    }
}

/// What was wrong with a region or a catalogue.
fn tables(lang: Lang, error: &Error) -> String {
    let region = |code| names::region(lang, code);
    match error {
        Error::RegionUnknown(code) => t::unknown(lang, code),
        Error::RegionHeading(code) => t::heading(lang, region(*code)),
        Error::RegionSpecial(code) => t::special(lang, region(*code)),
        Error::RegionAbolished { code, .. } => t::abolished(lang, region(*code)),
        Error::RegionMinistry => t::ministry(lang),
        Error::RegionTable { line, what } => t::table(lang, line, what),
        Error::CatalogueSize(bytes) => t::catalogue_size(lang, bytes),
        Error::CatalogueSyntax(text) => t::catalogue_syntax(lang, names::visible(text)),
        Error::CatalogueFormat => t::catalogue_format(lang),
        Error::CatalogueKinds(count) => t::catalogue_kinds(lang, count),
        Error::CatalogueApplication(name) => t::catalogue_application(lang, names::visible(name)),
        Error::KindNational(code) => t::kind_national(lang, names::kind(lang, *code)),
        Error::KindRedefined { code, name } => t::kind_redefined(lang, names::visible(name), code),
        Error::KindMember { code, member } => {
            t::kind_member(lang, names::kind(lang, *code), member)
        }
        other => shared::unforeseen(lang, other),
    }
}

/// Why.
pub fn why(lang: Lang, error: &Error) -> String {
    match error {
        Error::Algorithm(_) => t::algorithm_why(lang),
        Error::Level(_) => t::level_why(lang),
        Error::Scheme(_) => t::scheme_why(lang),
        Error::RegionCode(_) => t::region_code_why(lang),
        Error::KindCode(_) => t::kind_code_why(lang),
        Error::KeyVersion(_) => t::key_version_why(lang),
        Error::KeyId(_) => t::key_id_why(lang),
        Error::CheckValue(_) => t::check_value_why(lang),
        Error::SecretLength(_) | Error::KeyLength { .. } => t::length_why(lang),
        Error::AlgorithmInScheme { .. } | Error::BlockSize(_) => t::algorithm_in_scheme_why(lang),
        Error::ChildLevel(_) | Error::ChildRegion | Error::RegionMinistry => t::child_why(lang),
        Error::Diversifier { .. } => t::diversifier_why(lang),
        Error::DegenerateFactor => t::degenerate_why(lang),
        Error::ContextField { .. }
        | Error::ContextTail(_)
        | Error::ContextHex
        | Error::ContextScheme(_)
        | Error::ChildAlgorithm { .. }
        | Error::OutputLength(_) => t::context_why(lang),
        Error::ChildStronger { .. } => t::child_stronger_why(lang),
        Error::RegionUnknown(_) => t::unknown_why(lang),
        Error::RegionHeading(_) => t::heading_why(lang),
        Error::RegionSpecial(_) => t::special_why(lang),
        Error::RegionAbolished { successors, .. } if successors.is_empty() => {
            t::abolished_why(lang)
        }
        Error::RegionAbolished { successors, .. } => {
            let names: Vec<_> = successors
                .iter()
                .map(|code| names::region(lang, *code))
                .collect();
            t::abolished_to(lang, names.join(&reports::gap(lang)))
        }
        Error::RegionTable { .. } => t::table_why(lang),
        Error::CatalogueSize(_)
        | Error::CatalogueSyntax(_)
        | Error::CatalogueFormat
        | Error::CatalogueKinds(_)
        | Error::CatalogueApplication(_)
        | Error::KindNational(_)
        | Error::KindRedefined { .. }
        | Error::KindMember { .. } => t::catalogue_why(lang),
        _ => shared::unforeseen_why(lang),
    }
}

fn next(reader: &Reader, error: &Error) -> String {
    let (lang, kms) = (reader.lang, reader.kms());
    match error {
        Error::AlgorithmInScheme { .. } => operations::scheme_algorithm_next(lang, kms),
        // The region table can be looked at without a keystore, which `init` has not made yet.
        Error::RegionUnknown(_) => t::unknown_next(lang),
        Error::RegionHeading(code) | Error::RegionSpecial(code) => shared::look_region(lang, code),
        Error::RegionAbolished { code, successors } => {
            t::abolished_next(lang, successors.first().unwrap_or(code))
        }
        Error::RegionMinistry => t::unknown_next(lang),
        Error::RegionTable { .. } => operations::self_test_next(lang),
        Error::CatalogueSize(_)
        | Error::CatalogueSyntax(_)
        | Error::CatalogueFormat
        | Error::CatalogueKinds(_)
        | Error::CatalogueApplication(_)
        | Error::KindNational(_)
        | Error::KindRedefined { .. }
        | Error::KindMember { .. } => artefacts::catalogue_next(lang, &reader.call.again),
        Error::SecretLength(_)
        | Error::KeyLength { .. }
        | Error::BlockSize(_)
        | Error::ChildLevel(_)
        | Error::ChildRegion
        | Error::ContextField { .. }
        | Error::ContextTail(_)
        | Error::ContextHex
        | Error::ContextScheme(_)
        | Error::ChildStronger { .. }
        | Error::ChildAlgorithm { .. }
        | Error::OutputLength(_) => shared::look_verify(lang, kms),
        // A word, a number or a diversifier that somebody typed.
        _ => reader.again(),
    }
}
