//! What to tell people about an error of the libraries: what was wrong, why, what changed, and what to do next.
//!
//! One file for each library; the sentences are in [`crate::messages::errors`].

mod artefacts;
mod backend;
mod derivation;
mod findings;
mod invocation;
mod log;
mod names;
mod officers;
mod operations;
mod store;
#[cfg(test)]
mod tests;

pub use findings::{finding, warning};
use invocation::Invocation;

use crate::lang::Lang;
use crate::messages::errors as shared;

/// An error as people and programs get to know it.
pub struct Explained {
    /// Stable code.
    pub code: String,
    /// Exit code.
    pub exit: u8,
    /// What was refused or failed.
    pub what: String,
    /// Why.
    pub why: String,
    /// What did not change, or what did.
    pub unchanged: String,
    /// What to do next; a line ends with the command that it speaks of.
    pub next: String,
}

/// Explains `error` to whoever called the program as it was called.
pub fn explain(lang: Lang, error: &kms::Error) -> Explained {
    let call = Invocation::new(std::env::args_os().skip(1));
    explain_to(&Reader { lang, call }, error)
}

fn explain_to(reader: &Reader, error: &kms::Error) -> Explained {
    let Parts {
        what,
        why,
        unchanged,
        next,
    } = operations::parts(reader, error);
    Explained {
        code: error.code(),
        exit: error.exit_code(),
        what,
        why,
        unchanged,
        next,
    }
}

/// Whom an error is explained to: the language, and the command that was run.
struct Reader {
    lang: Lang,
    call: Invocation,
}

impl Reader {
    /// The program with its keystore, to begin a command with.
    fn kms(&self) -> &str {
        &self.call.kms
    }

    /// Put it right and run the same command again.
    fn again(&self) -> String {
        shared::again(self.lang, &self.call.again)
    }

    /// Run the same command again in a moment.
    fn try_again(&self) -> String {
        shared::try_again(self.lang, &self.call.again)
    }
}

/// What there is to say about an error.
struct Parts {
    what: String,
    why: String,
    unchanged: String,
    next: String,
}

impl Parts {
    fn new(what: String, why: String, unchanged: String, next: String) -> Self {
        Self {
            what,
            why,
            unchanged,
            next,
        }
    }

    /// An error that a newer library reports and this program has no words for yet.
    fn unforeseen(reader: &Reader, error: &impl std::fmt::Display) -> Self {
        let lang = reader.lang;
        Self::new(
            shared::unforeseen(lang, error),
            shared::unforeseen_why(lang),
            shared::at_last_commit(lang),
            shared::look_status(lang, reader.kms()),
        )
    }
}
