//! Errors of `hsm`.

use hsm::{Error, Field, Kept, Part};

use super::{Parts, Reader, derivation, log};
use crate::lang::Lang;
use crate::messages::errors::{self as shared, backend as t, names as n};

/// Everything there is to say.
pub fn parts(reader: &Reader, error: &Error) -> Parts {
    let lang = reader.lang;
    match error {
        Error::Derivation(error) => derivation::parts(reader, error),
        Error::Canonical(error) => log::parts(reader, error),
        _ => Parts::new(
            what(lang, error),
            why(lang, error),
            reader.at_last_commit(),
            next(reader, error),
        ),
    }
}

fn what(lang: Lang, error: &Error) -> String {
    match error {
        Error::Random => crate::messages::errors::operations::randomness(lang),
        Error::NotApproved { call, action } => t::not_approved(lang, action, call),
        Error::Keystore { expected, found } => t::keystore(lang, expected, found),
        Error::Sealed(kept) => t::sealed(lang, kept_name(lang, *kept)),
        Error::Layout { kept, layout } => t::layout(lang, kept_name(lang, *kept), layout),
        Error::CheckValue { expected, found } => t::check_value(lang, expected, found),
        Error::Descriptor(field) => t::descriptor(lang, field_name(lang, *field)),
        Error::Header(field) => t::header(lang, field_name(lang, *field)),
        Error::LevelsExhausted { left, asked } => t::exhausted(lang, asked, left),
        Error::NoSteps => t::no_steps(lang),
        Error::BlockVersion(version) => t::block_version(lang, super::names::visible(version)),
        Error::BlockSyntax(part) => t::block_syntax(lang, part_name(lang, *part)),
        Error::BlockMac => t::block_mac(lang),
        Error::ProtectionKey(bytes) => t::protection_key(lang, bytes),
        Error::ComponentCount(count) => t::component_count(lang, count),
        Error::Component(number) => t::component(lang, number),
        Error::NoComponents => t::no_components(lang),
        Error::Derivation(error) => derivation::what(lang, error),
        Error::Canonical(error) => log::what(lang, error),
        other => shared::unforeseen(lang, other),
    }
}

fn why(lang: Lang, error: &Error) -> String {
    match error {
        Error::Random => crate::messages::errors::operations::randomness_why(lang),
        Error::NotApproved { .. } => t::not_approved_why(lang),
        Error::Keystore { .. } => t::keystore_why(lang),
        Error::Sealed(_) | Error::Layout { .. } => t::sealed_why(lang),
        Error::CheckValue { .. } => t::check_value_why(lang),
        Error::Descriptor(_) => t::descriptor_why(lang),
        Error::LevelsExhausted { .. } | Error::NoSteps => t::exhausted_why(lang),
        Error::Header(_) | Error::BlockVersion(_) | Error::BlockSyntax(_) | Error::BlockMac => {
            t::block_why(lang)
        }
        Error::ProtectionKey(_) => t::protection_key_why(lang),
        Error::ComponentCount(_) | Error::Component(_) | Error::NoComponents => {
            t::components_why(lang)
        }
        Error::Derivation(error) => derivation::why(lang, error),
        Error::Canonical(error) => log::why(lang, error),
        _ => shared::unforeseen_why(lang),
    }
}

fn next(reader: &Reader, error: &Error) -> String {
    let (lang, kms) = (reader.lang, reader.kms());
    match error {
        Error::Random => shared::doctor(lang, kms),
        Error::LevelsExhausted { .. } | Error::NoSteps => shared::look_keys(lang, kms),
        Error::Header(_)
        | Error::BlockVersion(_)
        | Error::BlockSyntax(_)
        | Error::BlockMac
        | Error::NoComponents => shared::look_packages(lang, kms),
        Error::ComponentCount(_) | Error::Component(_) => reader.again(),
        // The keystore's record and what the backend holds do not fit: find out first which of them is wrong.
        _ => shared::look_verify(lang, kms),
    }
}

fn kept_name(lang: Lang, kept: Kept) -> String {
    match kept {
        Kept::Key => n::kept_key(lang),
        Kept::Transport => n::kept_transport(lang),
        Kept::Identity => n::kept_identity(lang),
    }
}

/// A field of a descriptor or of a key block's header.
fn field_name(lang: Lang, field: Field) -> String {
    match field {
        Field::Origin => n::origin(lang),
        Field::Owner => n::owner(lang),
        Field::Region => n::region(lang),
        Field::Level => n::level(lang),
        Field::Kind => n::kind(lang),
        Field::Algorithm => n::algorithm(lang),
        Field::KeyVersion => n::version(lang),
        Field::Scheme => n::scheme(lang),
        Field::LevelsLeft => n::levels_left(lang),
        Field::Parent => n::parent(lang),
        Field::ParentKcv => n::parent_kcv(lang),
        Field::Context => n::context(lang),
        Field::Usage => n::usage(lang),
        Field::Mode => n::mode(lang),
        Field::Exportability => n::exportability(lang),
        Field::Label => n::label(lang),
        Field::CheckValue => n::check_value(lang),
        Field::ProtectionCheckValue => n::protection_check_value(lang),
        Field::OptionalBlock => n::optional_block(lang),
        Field::KeyLength => n::key_length(lang),
        other => n::other_field(lang, other),
    }
}

/// A place in a key block.
fn part_name(lang: Lang, part: Part) -> String {
    match part {
        Part::Characters => n::characters(lang),
        Part::Size => n::size(lang),
        Part::TotalLength => n::total_length(lang),
        Part::Attributes => n::attributes(lang),
        Part::Reserved => n::reserved(lang),
        Part::OptionalCount => n::optional_count(lang),
        Part::OptionalBlock => n::optional_block(lang),
        Part::Padding => n::padding(lang),
        Part::Payload => n::payload(lang),
        Part::KeyLength => n::key_length(lang),
        other => n::other_field(lang, other),
    }
}
