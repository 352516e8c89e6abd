//! What every command needs: the language, the keystore, the people, the catalogue.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use hsm::Hsm;
use key_derivation::{Catalogue, KeyDescriptor, KeyId, RegionCode, RegionTable};
use keystore::Keystore;
use kms::Session;
use kms::status::custodians;
use quorum::{Action, Needs, RootSecret};

use crate::explain::{self, Explained, Known, explain};
use crate::failure::{Failure, Result};
use crate::lang::Lang;
use crate::messages::errors::people as who;
use crate::messages::{fails, reports, terms};
use crate::output::Paint;
use crate::people::{Sources, at_terminal, say};
use crate::shown::is_hidden;

/// What every command needs.
pub struct App {
    /// Language of every text.
    pub lang: Lang,
    /// Whether the answer is a JSON document.
    pub json: bool,
    /// Colours of the answer.
    pub paint: Paint,
    /// Passphrases.
    pub people: Sources,
    /// Key kinds of the keystore, once it was read.
    catalogue: OnceCell<Catalogue>,
    /// Codes of the keys of the keystore that was read.
    keys: RefCell<BTreeMap<KeyId, String>>,
    keystore: Option<PathBuf>,
    /// Whether the command has begun to write.
    began: Cell<bool>,
    /// Whether the keystore was named on the command line, and has to be again in commands to try next.
    named: bool,
}

/// The one place that chooses a backend.
pub fn backend(root: RootSecret, keystore: &str) -> hsm::Result<Box<dyn Hsm>> {
    Ok(Box::new(hsm::Software::unlock(root, keystore)?))
}

impl App {
    /// From the command line and the environment.
    pub fn new(lang: Lang, matches: &ArgMatches) -> Self {
        let option = matches.get_one::<PathBuf>("keystore").cloned();
        let named = option.is_some();
        let variable = || {
            std::env::var_os("KMS_KEYSTORE")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
        };
        Self {
            lang,
            json: matches.get_flag("json"),
            paint: Paint::stdout(),
            people: Sources::new(lang, matches),
            catalogue: OnceCell::new(),
            keys: RefCell::default(),
            keystore: option.or_else(variable),
            began: Cell::new(false),
            named,
        }
    }

    /// Path of the keystore.
    pub fn path(&self) -> Result<&Path> {
        self.keystore.as_deref().ok_or_else(|| {
            let (what, why) = (
                fails::no_keystore(self.lang),
                fails::no_keystore_why(self.lang),
            );
            Failure::said(
                self.lang,
                "no-keystore",
                10,
                what,
                why,
                fails::no_keystore_next(self.lang),
            )
        })
    }

    /// The keystore to read, where one is named.
    pub fn read_if_named(&self) -> Result<Option<Keystore>> {
        self.keystore
            .as_deref()
            .map(|path| self.open(path))
            .transpose()
    }

    fn open(&self, path: &Path) -> Result<Keystore> {
        let keystore = Keystore::open_read_only(path)?;
        // Set once: a command reads one keystore only.
        let _ = self.catalogue.set(kms::init::catalogue(&keystore)?);
        let keys = keystore.state().keys.iter();
        *self.keys.borrow_mut() = keys
            .map(|(id, key)| (*id, self.code(&key.descriptor)))
            .collect();
        Ok(keystore)
    }

    /// Key kinds: those of the keystore that was read, else the built-in ones.
    pub fn catalogue(&self) -> &Catalogue {
        self.catalogue.get_or_init(Catalogue::builtin)
    }

    /// The keystore, verified, to read.
    pub fn read(&self) -> Result<Keystore> {
        self.open(self.path()?)
    }

    /// The keystore that was read, unlocked by as many officers as `action` needs.
    pub fn unlock(&self, keystore: Keystore, action: Action) -> Result<Session> {
        let credentials = self.people.credentials(&keystore, action.needs())?;
        drop(keystore);
        self.begin();
        let path = self.path()?;
        let needs = action.needs();
        Session::unlock(path, action.name(), credentials, needs, backend)
            .map_err(|error| self.not_unlocked(path, error, needs))
    }

    /// Why nobody was let in, with how the custodian concerned stands now.
    fn not_unlocked(&self, path: &Path, error: kms::Error, needs: Needs) -> Failure {
        let (kms::Error::WrongPassphrase(officer) | kms::Error::LockedOut { officer, .. }) = &error
        else {
            return error.into();
        };
        let Ok(keystore) = Keystore::open_read_only(path) else {
            return error.into();
        };
        let people = custodians(&keystore);
        let Some(person) = people.iter().find(|one| one.officer == officer.as_str()) else {
            return error.into();
        };
        let mut said = self.explain(&error);
        match (&error, &person.locked_until) {
            (kms::Error::WrongPassphrase(_), None) => {
                said.why = who::tries_left(self.lang, said.why, person.attempts_left);
            }
            (_, Some(until)) => {
                if matches!(error, kms::Error::WrongPassphrase(_)) {
                    let until = explain::time(self.lang, until);
                    said.why = who::locked_now(self.lang, said.why, until);
                }
                let free = people
                    .iter()
                    .filter(|one| one.usable && one.locked_until.is_none());
                let enough = free.count() >= keystore.state().rules.needed(needs);
                let kms = explain::called();
                said.next = if enough {
                    who::locked_out_next(self.lang, kms)
                } else {
                    who::locked_out_wait(self.lang, kms)
                };
            }
            (_, None) => {}
        }
        Failure::Said(Box::new(said))
    }

    /// From here on something may be written: the log records who tries to unlock.
    pub fn begin(&self) {
        self.began.set(true);
    }

    /// Says all there is to say about an error.
    pub fn explain(&self, error: &kms::Error) -> Explained {
        let known = Known {
            began: self.began(),
            keys: self.keys.borrow().clone(),
        };
        explain(self.lang, error, &known)
    }

    /// Whether anything may have been written.
    pub fn began(&self) -> bool {
        self.began.get()
    }

    /// Tells the people at the terminal something on the way. Where a program reads, it gets one document only.
    pub fn say(&self, text: &str) {
        if !self.json || at_terminal() {
            say(text);
        }
    }

    /// A command that can be run as printed, for the same keystore.
    pub fn command(&self, rest: &str) -> String {
        match &self.keystore {
            Some(path) if self.named => {
                format!("kms --keystore {} {rest}", quoted(path.as_os_str()))
            }
            _ => format!("kms {rest}"),
        }
    }

    /// The line that says what to do next: a command that can be run as printed.
    pub fn next(&self, rest: &str) -> String {
        format!(
            "{}{}\n",
            self.paint.good(&reports::next(self.lang)),
            self.command(rest)
        )
    }

    /// A key's code, `IRK/A1/v1`.
    pub fn code(&self, key: &KeyDescriptor) -> String {
        kms::keys::key_code(self.catalogue(), key)
    }

    /// The code of a key of the keystore that was read.
    pub fn code_of(&self, id: &KeyId) -> Option<String> {
        self.keys.borrow().get(id).cloned()
    }

    /// What a key's kind is for, in the language.
    pub fn purpose(&self, key: &KeyDescriptor) -> String {
        let kind = self.catalogue().by_code(key.kind);
        kind.map_or_else(String::new, |kind| match self.lang {
            Lang::Zh => kind.zh.clone(),
            Lang::En => kind.en.clone(),
        })
    }

    /// A region's code and name.
    pub fn region(&self, code: RegionCode) -> String {
        let region = RegionTable::builtin().get(code);
        region.map_or_else(
            || code.to_string(),
            |region| format!("{code} {}", terms::region(self.lang, region)),
        )
    }
}

/// A path as a shell takes it.
pub fn quoted(path: &OsStr) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else if text.chars().any(is_hidden) {
        // What a terminal would obey is written so that a shell reads it, and nobody else does.
        let escaped = |c: char| match c {
            '\'' | '\\' => format!("\\{c}"),
            c if is_hidden(c) => format!("\\U{:08x}", u32::from(c)),
            c => c.to_string(),
        };
        format!("$'{}'", text.chars().map(escaped).collect::<String>())
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_odd_paths_are_quoted() {
        assert_eq!(quoted("/tmp/河南.kms".as_ref()), "/tmp/河南.kms");
        assert_eq!(quoted("a b".as_ref()), "'a b'");
        assert_eq!(quoted("it's".as_ref()), r"'it'\''s'");
        assert_eq!(quoted("a\nit's".as_ref()), r"$'a\U0000000ait\'s'");
    }
}
