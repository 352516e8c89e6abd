//! Why a command did not do what was asked, on its way to the person or program that asked.

use std::io;
use std::path::Path;

use serde_json::json;

use crate::explain::{Explained, explain};
use crate::lang::Lang;
use crate::messages::{fails, reports};
use crate::output::{Paint, SCHEMA_VERSION};

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

    /// An argument that is not what it should be.
    pub fn usage(lang: Lang, what: String, next: String) -> Self {
        Self::said(lang, "usage", 2, what, String::new(), next)
    }

    /// A file that cannot be read.
    pub fn unreadable(lang: Lang, path: &Path, error: &io::Error) -> Self {
        let what = fails::unreadable(lang, path.display());
        Self::said(
            lang,
            "unreadable",
            2,
            what,
            error.to_string(),
            fails::check_path(lang),
        )
    }

    /// A file that cannot be written.
    pub fn unwritable(lang: Lang, path: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::AlreadyExists {
            let what = fails::exists(lang, path.display());
            return Self::said(
                lang,
                "file-exists",
                8,
                what,
                fails::exists_why(lang),
                fails::exists_next(lang),
            );
        }
        let what = fails::unwritable(lang, path.display());
        Self::said(
            lang,
            "unwritable",
            1,
            what,
            error.to_string(),
            fails::check_path(lang),
        )
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
    pub fn explained(self, lang: Lang) -> Explained {
        match self {
            Self::Library(error) => explain(lang, &error),
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
        eprintln!(
            "{}",
            json!({ "schema_version": SCHEMA_VERSION, "error": error })
        );
        return;
    }
    eprintln!(
        "{}{}",
        paint.bad(&reports::error(lang)),
        paint.bold(&said.what)
    );
    for line in [&said.why, &said.unchanged] {
        if !line.is_empty() {
            eprintln!("  {line}");
        }
    }
    if !said.next.is_empty() {
        eprintln!("{}{}", paint.good(&reports::next(lang)), said.next);
    }
}
