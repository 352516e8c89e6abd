//! Why a command did not do what was asked, on its way to the person or program that asked.

use std::io;
use std::path::Path;

use kms::Artefact;
use serde_json::json;

use crate::app::App;
use crate::explain::{Explained, artefact_name, called, io_reason};
use crate::lang::Lang;
use crate::messages::{fails, reports};
use crate::output::{Paint, SCHEMA_VERSION, tell};
use crate::people::say;
use crate::shown;

/// Why a command failed.
pub enum Failure {
    /// The library refused.
    Library(Box<kms::Error>),
    /// The program itself refused, and has said why.
    Said(Box<Explained>),
}

/// Result of a command.
pub type Result<T> = std::result::Result<T, Failure>;

impl<E: Into<kms::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Library(Box::new(error.into()))
    }
}

impl Failure {
    /// What the program itself refuses; nothing was changed by it.
    pub fn said(lang: Lang, code: &str, exit: u8, what: String, why: String, next: String) -> Self {
        let unchanged = fails::usage_unchanged(lang);
        Self::Said(Box::new(Explained {
            code: code.into(),
            exit,
            what,
            why,
            unchanged,
            next,
        }))
    }

    /// A file that this keystore made itself, given where one from elsewhere belongs. The code stays that of `error`.
    pub fn own(app: &App, artefact: Artefact, error: &kms::Error) -> Self {
        let lang = app.lang;
        let what = fails::own(lang, artefact_name(lang, artefact));
        let (why, next) = (
            fails::own_why(lang),
            fails::own_next(lang, app.command("status")),
        );
        Self::said(lang, &error.code(), error.exit_code(), what, why, next)
    }

    /// An argument that is not what it should be.
    pub fn usage(lang: Lang, what: String, next: String) -> Self {
        Self::said(lang, "usage", 2, what, String::new(), next)
    }

    /// A file that cannot be read.
    pub fn unreadable(lang: Lang, path: &Path, error: &io::Error) -> Self {
        let what = fails::unreadable(lang, shown::path(path));
        Self::said(
            lang,
            "unreadable",
            2,
            what,
            io_reason(lang, error),
            fails::check_path(lang),
        )
    }

    /// A file that cannot be written.
    pub fn unwritable(lang: Lang, path: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let what = fails::exists(lang, shown::path(path));
            return Self::said(
                lang,
                "file-exists",
                8,
                what,
                fails::exists_why(lang),
                fails::exists_next(lang),
            );
        }
        let what = fails::unwritable(lang, shown::path(path));
        Self::said(
            lang,
            "unwritable",
            1,
            what,
            io_reason(lang, error),
            fails::check_path(lang),
        )
    }

    /// The answer cannot be shown. Where the command wrote, what it did stands, and must not be done again.
    pub fn output(lang: Lang, error: &io::Error, wrote: bool) -> Self {
        let (what, unchanged, next) = if wrote {
            let log = format!("{} audit log", called());
            (
                fails::done_but_not_shown(lang),
                fails::done_and_recorded(lang),
                fails::done_next(lang, log),
            )
        } else {
            (
                fails::output_failed(lang),
                fails::usage_unchanged(lang),
                fails::output_next(lang),
            )
        };
        Self::Said(Box::new(Explained {
            code: "output".into(),
            exit: 1,
            what,
            why: io_reason(lang, error),
            unchanged,
            next,
        }))
    }

    /// Somebody pressed Ctrl-C at a prompt.
    pub fn interrupted(lang: Lang) -> Self {
        let unchanged = fails::interrupted_unchanged(lang);
        let (what, empty) = (fails::interrupted(lang), String::new);
        let code = "interrupted".into();
        Self::Said(Box::new(Explained {
            code,
            exit: 130,
            what,
            why: empty(),
            unchanged,
            next: empty(),
        }))
    }

    /// Everything there is to say.
    pub fn explained(self, say: impl FnOnce(&kms::Error) -> Explained) -> Explained {
        match self {
            Self::Library(error) => say(&error),
            Self::Said(said) => *said,
        }
    }
}

/// Writes an error to standard error: one JSON document, or what a person reads.
pub fn report(lang: Lang, json: bool, paint: Paint, said: &Explained) {
    if json {
        let error = json!({
            "code": said.code,
            "exit": said.exit,
            "message": said.what,
            "why": said.why,
            "unchanged": said.unchanged,
            "next": said.next,
        });
        let document = json!({ "schema_version": SCHEMA_VERSION, "error": error });
        tell(&format!("{}\n", shown::json(&document.to_string())));
        return;
    }
    let (error, what) = (paint.bad(&reports::error(lang)), paint.bold(&said.what));
    say(&format!("{error}{what}"));
    for line in [&said.why, &said.unchanged] {
        if !line.is_empty() {
            say(&format!("  {line}"));
        }
    }
    if !said.next.is_empty() {
        let next = paint.good(&reports::next(lang));
        say(&format!("{next}{}", said.next));
    }
}
