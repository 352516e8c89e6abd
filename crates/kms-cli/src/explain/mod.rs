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
pub use names::{io_reason, time};
pub use officers::what as passphrase_flaw;

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

/// Explains `error` to whoever called the program as it was called. `began` says whether the command had
/// begun to write when it failed.
pub fn explain(lang: Lang, error: &kms::Error, began: bool) -> Explained {
    let call = Invocation::new(std::env::args_os().skip(1));
    explain_to(&Reader { lang, call, began }, error)
}

/// The program with its keystore, as it was called, to begin a command with.
pub fn called() -> String {
    Invocation::new(std::env::args_os().skip(1)).kms
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
    /// Whether the command had begun to write: before that there is nothing to say of the log.
    began: bool,
}

impl Reader {
    /// The program with its keystore, to begin a command with.
    fn kms(&self) -> &str {
        &self.call.kms
    }

    /// A refusal: at most the log has grown.
    fn nothing_but_log(&self) -> String {
        if self.began {
            shared::nothing_but_log(self.lang)
        } else {
            shared::nothing(self.lang)
        }
    }

    /// A failure on the way.
    fn at_last_commit(&self) -> String {
        if self.began {
            shared::at_last_commit(self.lang)
        } else {
            shared::nothing(self.lang)
        }
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
            reader.at_last_commit(),
            shared::look_status(lang, reader.kms()),
        )
    }
}
