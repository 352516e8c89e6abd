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
pub use names::{artefact as artefact_name, io_reason, time};
pub use officers::what as passphrase_flaw;

use std::collections::BTreeMap;

use key_derivation::KeyId;

use crate::lang::Lang;
use crate::messages::errors as shared;
use crate::messages::reports;

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

/// What a command knows when it fails.
#[derive(Default)]
pub struct Known {
    /// Whether it had begun to write: before that there is nothing to say of the log.
    pub began: bool,
    /// The keys of the keystore by their codes, `IRK/A1/v1`.
    pub keys: BTreeMap<KeyId, String>,
}

/// Explains `error` to whoever called the program as it was called.
pub fn explain(lang: Lang, error: &kms::Error, known: &Known) -> Explained {
    let call = Invocation::new(std::env::args_os().skip(1));
    explain_to(&Reader { lang, call, known }, error)
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
struct Reader<'a> {
    lang: Lang,
    call: Invocation,
    known: &'a Known,
}

impl Reader<'_> {
    /// The program with its keystore, to begin a command with.
    fn kms(&self) -> &str {
        &self.call.kms
    }

    /// A key by its code, where the keystore that was read has it.
    fn key(&self, id: &KeyId) -> String {
        let code = self.known.keys.get(id).cloned();
        code.unwrap_or_else(|| id.to_string())
    }

    /// The codes of the keys that `word` may mean.
    fn candidates(&self, word: &str) -> String {
        let word = word.to_uppercase();
        let codes = self.known.keys.values();
        let mut codes: Vec<_> = codes
            .filter(|code| code.to_uppercase().starts_with(&word))
            .map(String::as_str)
            .collect();
        codes.sort_unstable();
        codes.truncate(8);
        codes.join(&reports::gap(self.lang))
    }

    /// A refusal: at most the log has grown.
    fn nothing_but_log(&self) -> String {
        if self.known.began {
            shared::nothing_but_log(self.lang)
        } else {
            shared::nothing(self.lang)
        }
    }

    /// A failure on the way.
    fn at_last_commit(&self) -> String {
        if self.known.began {
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
