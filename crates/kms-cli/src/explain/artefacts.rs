//! Files: what comes from outside, and what could not be read or written.

use std::path::Path;

use kms::{Artefact, Error, Flaw};

use super::{Parts, Reader, names};
use crate::lang::Lang;
use crate::messages::errors::{self as shared, artefacts as t};
use crate::messages::reports;
use crate::shown;

/// What to say of a file that is not what it should be.
pub fn flawed(reader: &Reader, artefact: Artefact, flaw: Flaw) -> Parts {
    let lang = reader.lang;
    let (what, why) = describe(lang, names::artefact(lang, artefact), flaw);
    Parts::new(
        what,
        why,
        reader.nothing_but_log(),
        another(reader, artefact),
    )
}

fn describe(lang: Lang, name: String, flaw: Flaw) -> (String, String) {
    match flaw {
        Flaw::TooLarge => (t::too_large(lang, name), t::too_large_why(lang)),
        Flaw::Malformed => (t::malformed(lang, name), t::malformed_why(lang)),
        Flaw::UnknownType => (t::unknown_type(lang, name), t::unknown_why(lang)),
        Flaw::UnknownSuite => (t::unknown_suite(lang, name), t::unknown_why(lang)),
        Flaw::Signature => (t::signature(lang, name), t::signature_why(lang)),
        Flaw::Check => (t::check(lang, name), t::check_why(lang)),
        Flaw::Approvals => (t::approvals(lang, name), t::approvals_why(lang)),
        Flaw::Checkpoint => (t::checkpoint_flaw(lang, name), t::checkpoint_why(lang)),
        Flaw::Continuity => (t::continuity(lang, name), t::continuity_why(lang)),
        Flaw::Contradiction => (t::contradiction(lang, name), t::contradiction_why(lang)),
        Flaw::KeyBlock => (t::key_block(lang, name), t::key_block_why(lang)),
        Flaw::WrongAnswer => (t::wrong_answer(lang, name), t::wrong_answer_why(lang)),
        Flaw::Authority => (t::authority(lang, name), t::authority_why(lang)),
        Flaw::Inclusion => (t::inclusion(lang, name), t::inclusion_why(lang)),
    }
}

/// Where to get a good one.
fn another(reader: &Reader, artefact: Artefact) -> String {
    let lang = reader.lang;
    match artefact {
        Artefact::Package => t::package_next(lang, reader.kms(), package_file(reader)),
        Artefact::Receipt => t::receipt_next(lang, reader.kms()),
        Artefact::Component => t::component_next(lang, &reader.call.again),
        Artefact::Identity => t::identity_next(lang),
        Artefact::LogExport => t::export_next(lang),
        Artefact::Checkpoint => t::checkpoint_next(lang, reader.kms()),
        Artefact::Catalogue => t::catalogue_next(lang, &reader.call.again),
        Artefact::Details => t::details_next(lang, &reader.call.again),
        Artefact::Cards => t::cards_next(lang, &reader.call.again),
        Artefact::Vectors => t::vectors_next(lang),
        Artefact::HandoverRecord => t::record_next(lang, reader.kms()),
        Artefact::Application => t::application_next(lang),
    }
}

/// The package that the command named.
fn package_file(reader: &Reader) -> String {
    let named = reader.call.ending_with(".kmspkg");
    named.unwrap_or_else(|| reports::p_package(reader.lang))
}

/// Refusals about files and folders.
pub fn files(reader: &Reader, error: &Error) -> Option<Parts> {
    let lang = reader.lang;
    Some(match error {
        Error::Unreadable { path, source } => Parts::new(
            t::unreadable(lang, shown::path(path)),
            names::io_reason(lang, source),
            reader.nothing_but_log(),
            shared::look_file(lang, names::path(path)),
        ),
        Error::Unwritable { path, source } => Parts::new(
            t::unwritable(lang, shown::path(path)),
            names::io_reason(lang, source),
            committed(lang, path),
            match Outgoing::of(path) {
                Outgoing::Other => reader.again(),
                file => t::finish_here(lang, file.finish(reader, path)),
            },
        ),
        Error::FileExists(path) => match Outgoing::of(path) {
            Outgoing::Other if reader.call.has("demo") => Parts::new(
                t::not_empty(lang, shown::path(path)),
                t::exists_why(lang),
                shared::nothing(lang),
                t::other_folder(lang),
            ),
            file => Parts::new(
                t::exists(lang, shown::path(path)),
                t::exists_why(lang),
                committed(lang, path),
                match file {
                    Outgoing::Other => t::move_away(lang, names::path(path), &reader.call.again),
                    file => t::finish_elsewhere(lang, file.finish(reader, path)),
                },
            ),
        },
        Error::SharedFolder(path) => Parts::new(
            t::shared_folder(lang, shown::path(path)),
            t::shared_folder_why(lang),
            reader.nothing_but_log(),
            t::shared_folder_next(lang),
        ),
        Error::ComponentFolders(count) => Parts::new(
            t::folders(lang, count),
            t::folders_why(lang),
            reader.nothing_but_log(),
            t::shared_folder_next(lang),
        ),
        _ => return None,
    })
}

/// Files whose bytes were committed before they are written, known by their names.
enum Outgoing {
    Package,
    Receipt,
    Component,
    /// Anything else, or a folder: nothing depends on it.
    Other,
}

impl Outgoing {
    fn of(path: &Path) -> Self {
        let name = path.to_string_lossy();
        if name.ends_with(".kmspkg") {
            Self::Package
        } else if name.ends_with(".kmsack") {
            Self::Receipt
        } else if name.ends_with(".component.json") {
            Self::Component
        } else {
            Self::Other
        }
    }

    /// The command that writes the same bytes again.
    fn finish(&self, reader: &Reader, path: &Path) -> String {
        match self {
            Self::Package | Self::Receipt => reader.call.recover_beside(path),
            Self::Component | Self::Other => reader.call.recover(),
        }
    }
}

fn committed(lang: Lang, path: &Path) -> String {
    match Outgoing::of(path) {
        Outgoing::Package => shared::package_committed(lang),
        Outgoing::Receipt => shared::receipt_committed(lang),
        Outgoing::Component => shared::components_committed(lang),
        Outgoing::Other => shared::file_not_written(lang),
    }
}
