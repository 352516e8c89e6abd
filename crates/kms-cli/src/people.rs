//! Passphrases: from files, file descriptors or the person at the terminal. Never from an argument or
//! the environment.

mod chosen;
mod typed;

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use keystore::Keystore;
use kms::Credentials;
use kms::status::CustodianLine;
use quorum::{Needs, OfficerId, Passphrase};
use zeroize::Zeroizing;

pub use chosen::Chosen;
use chosen::{refused, shared};

use crate::app::quoted;
use crate::explain::{io_reason, time};
use crate::failure::{Failure, Result};
use crate::lang::Lang;
use crate::messages::{fails, prompts};
use crate::output::{Paint, tell};
use crate::shown;
use crate::shown::{screen, visible};

/// Most of a passphrase file that is read, in bytes.
const MAX_FILE: u64 = 4096;

/// `CUSTODIAN=PATH`.
#[derive(Clone, Debug)]
pub struct PassphraseFile {
    officer: OfficerId,
    path: PathBuf,
}

impl PassphraseFile {
    /// Reads the option's value.
    pub fn parse(word: &str) -> Option<Self> {
        let (officer, path) = word.split_once('=').filter(|(_, path)| !path.is_empty())?;
        Some(Self {
            officer: officer.parse().ok()?,
            path: path.into(),
        })
    }
}

/// `CUSTODIAN=FD`.
#[derive(Clone, Debug)]
pub struct PassphraseFd {
    officer: OfficerId,
    fd: u32,
}

impl PassphraseFd {
    /// Reads the option's value.
    pub fn parse(word: &str) -> Option<Self> {
        let (officer, fd) = word.split_once('=')?;
        Some(Self {
            officer: officer.parse().ok()?,
            fd: fd.parse().ok()?,
        })
    }
}

/// Where passphrases were said to come from.
pub struct Sources {
    lang: Lang,
    /// Whether standard error is for one document only.
    json: bool,
    files: Vec<PassphraseFile>,
    fds: Vec<PassphraseFd>,
}

impl Sources {
    /// The sources that the command line names.
    pub fn new(lang: Lang, matches: &ArgMatches) -> Self {
        let files = matches
            .get_many("passphrase-file")
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let fds = matches
            .get_many("passphrase-fd")
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        Self {
            lang,
            json: matches.get_flag("json"),
            files,
            fds,
        }
    }

    /// The passphrases of as many officers as `needs` asks for: those that the command line names, the
    /// rest from the people at the terminal, if there is one.
    pub fn credentials(&self, keystore: &Keystore, needs: Needs) -> Result<Credentials> {
        let rehearsal = keystore.state().created.rehearsal;
        let mut credentials = self.given(rehearsal)?;
        let needed = keystore.state().rules.needed(needs);
        if credentials.len() < needed && at_terminal() {
            self.ask_all(keystore, needed, &mut credentials)?;
        }
        Ok(credentials)
    }

    /// Passphrases for a keystore that is too damaged to say who its custodians are: whoever is named on
    /// the command line, else whoever comes to the terminal.
    pub fn of_damaged(&self) -> Result<Credentials> {
        let lang = self.lang;
        let mut credentials = self.given(false)?;
        if !credentials.is_empty() || !at_terminal() {
            return Ok(credentials);
        }
        say(&prompts::whoever_comes(lang));
        loop {
            let word = ask(lang, &prompts::next_custodian(lang, credentials.len() + 1))?;
            if word.is_empty() {
                return Ok(credentials);
            }
            let Ok(officer) = word.parse::<OfficerId>() else {
                say(&fails::not_a_staff_code(lang));
                continue;
            };
            let passphrase = plausible(lang, &prompts::passphrase(lang, &word, &word))?;
            credentials.push((officer, passphrase));
        }
    }

    fn given(&self, rehearsal: bool) -> Result<Credentials> {
        let mut given = Credentials::new();
        for one in &self.files {
            given.push((
                one.officer.clone(),
                Passphrase::existing(self.read_file(&one.path, rehearsal)?)?,
            ));
        }
        for one in &self.fds {
            given.push((
                one.officer.clone(),
                Passphrase::existing(self.read_fd(one.fd)?)?,
            ));
        }
        Ok(given)
    }

    fn ask_all(
        &self,
        keystore: &Keystore,
        needed: usize,
        credentials: &mut Credentials,
    ) -> Result<()> {
        let lang = self.lang;
        let people = kms::status::custodians(keystore);
        say(&prompts::who_is_needed(lang, needed, people.len()));
        for person in &people {
            say(&prompts::custodian_line(
                lang,
                &person.officer,
                visible(person.name.as_deref().unwrap_or("")),
            ));
        }
        while credentials.len() < needed {
            let word = ask(
                lang,
                &prompts::which_custodian(lang, credentials.len() + 1, needed),
            )?;
            let is_meant = |person: &&CustodianLine| {
                person.officer == word || person.name.as_deref() == Some(word.as_str())
            };
            let mut meant = people.iter().filter(is_meant);
            // What was typed is not shown again: it may be a passphrase.
            let (Some(person), None) = (meant.next(), meant.next()) else {
                say(&prompts::unknown_custodian(lang));
                continue;
            };
            let word = person.officer.clone();
            if credentials
                .iter()
                .any(|(officer, _)| officer.as_str() == word)
            {
                say(&prompts::custodian_twice(lang, word));
                continue;
            }
            if let Some(until) = &person.locked_until {
                say(&prompts::locked(lang, &word, time(lang, until)));
                let free = people.iter().filter(|one| one.locked_until.is_none());
                if free.count() < needed {
                    return Ok(());
                }
                continue;
            }
            if person.attempts_left <= 2 {
                say(&prompts::last_tries(
                    lang,
                    &word,
                    person.attempts_left.max(1),
                ));
            }
            let name = person.name.as_deref().unwrap_or(&word);
            let passphrase = plausible(lang, &prompts::passphrase(lang, &word, name))?;
            credentials.push((word.parse()?, passphrase));
        }
        Ok(())
    }

    /// The passphrase that a new custodian chooses, which none of the others in `chosen` has.
    pub fn choose(
        &self,
        officer: &OfficerId,
        name: &str,
        rehearsal: bool,
        chosen: &mut Chosen,
    ) -> Result<Passphrase> {
        let lang = self.lang;
        let file = self.files.iter().find(|one| one.officer == *officer);
        let fd = self.fds.iter().find(|one| one.officer == *officer);
        let given = match (file, fd) {
            (Some(one), _) => Some(self.read_file(&one.path, rehearsal)?),
            (None, Some(one)) => Some(self.read_fd(one.fd)?),
            (None, None) => None,
        };
        if let Some(given) = given {
            let passphrase =
                Passphrase::new(given.clone()).map_err(|error| refused(lang, officer, &error))?;
            return match chosen.take(officer, Zeroizing::new(given)) {
                None => Ok(passphrase),
                Some(other) => Err(shared(lang, officer, &other)),
            };
        }
        if !at_terminal() {
            let what = fails::no_terminal(lang, officer);
            let next = fails::no_terminal_next(lang, officer);
            return Err(Failure::said(
                lang,
                "no-terminal",
                4,
                what,
                String::new(),
                next,
            ));
        }
        loop {
            let first = hidden(lang, &prompts::new_passphrase(lang, officer, name))?;
            let Ok(passphrase) = Passphrase::new(first.to_vec()) else {
                say(&prompts::weak(lang));
                continue;
            };
            let second = hidden(lang, &prompts::again(lang, officer, name))?;
            if first != second {
                say(&prompts::differ(lang));
                continue;
            }
            match chosen.take(officer, first) {
                None => return Ok(passphrase),
                Some(other) => say(&prompts::same_as(lang, other)),
            }
        }
    }

    fn read_file(&self, path: &Path, rehearsal: bool) -> Result<Vec<u8>> {
        let lang = self.lang;
        let file = File::open(path).map_err(|error| unreadable(lang, path, &error))?;
        let mode = file
            .metadata()
            .map_err(|error| unreadable(lang, path, &error))?
            .permissions()
            .mode()
            & 0o777;
        if mode & 0o077 != 0 {
            if !rehearsal {
                let what = fails::passphrase_exposed(lang, shown::path(path));
                let why = fails::passphrase_exposed_why(lang, format!("{mode:03o}"));
                let next = fails::passphrase_exposed_next(lang, quoted(path.as_os_str()));
                return Err(Failure::said(
                    lang,
                    "passphrase-exposed",
                    4,
                    what,
                    why,
                    next,
                ));
            }
            if !self.json {
                say(&prompts::exposed(lang, shown::path(path)));
            }
        }
        let line = first_line(file).map_err(|error| unreadable(lang, path, &error))?;
        if line.is_empty() {
            let what = fails::passphrase_empty(lang, shown::path(path));
            let next = fails::passphrase_unreadable_next(lang);
            return Err(Failure::said(
                lang,
                "passphrase-empty",
                2,
                what,
                String::new(),
                next,
            ));
        }
        Ok(line)
    }

    fn read_fd(&self, fd: u32) -> Result<Vec<u8>> {
        let opened = File::open(format!("/dev/fd/{fd}")).and_then(first_line);
        opened.map_err(|error| {
            let what = fails::fd_unreadable(self.lang, fd);
            let next = fails::passphrase_unreadable_next(self.lang);
            Failure::said(
                self.lang,
                "passphrase-unreadable",
                2,
                what,
                io_reason(self.lang, &error),
                next,
            )
        })
    }
}

fn unreadable(lang: Lang, path: &Path, error: &io::Error) -> Failure {
    let what = fails::passphrase_unreadable(lang, shown::path(path));
    let next = fails::passphrase_unreadable_next(lang);
    Failure::said(
        lang,
        "passphrase-unreadable",
        2,
        what,
        io_reason(lang, error),
        next,
    )
}

/// The first line without its line break. The buffer never grows, so that no copy is left behind.
fn first_line(file: File) -> io::Result<Vec<u8>> {
    let capacity = usize::try_from(MAX_FILE).unwrap_or(usize::MAX);
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity + 1));
    file.take(MAX_FILE).read_to_end(&mut bytes)?;
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    Ok(line.strip_suffix(b"\r").unwrap_or(line).to_vec())
}

/// Whether a person can be asked.
pub fn at_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Says something to the people at the terminal.
pub fn say(text: &str) {
    tell(&format!("{}\n", on_screen(text)));
}

fn on_screen(text: &str) -> String {
    screen(text, Paint::stderr().is_on())
}

/// Asks for something that may be seen.
pub fn ask(lang: Lang, prompt: &str) -> Result<String> {
    let failed = |error: &io::Error| {
        Failure::said(
            lang,
            "terminal",
            1,
            fails::terminal_failed(lang),
            io_reason(lang, error),
            String::new(),
        )
    };
    tell(&on_screen(prompt));
    io::stderr().flush().map_err(|error| failed(&error))?;
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) => Err(Failure::interrupted(lang)),
        Ok(_) => Ok(line.trim().to_owned()),
        Err(error) => Err(failed(&error)),
    }
}

/// Fewest characters that a passphrase ever had.
const SHORTEST: usize = 8;

/// Asks for a passphrase until one is typed that can be one: what is plainly cut short is no attempt.
fn plausible(lang: Lang, prompt: &str) -> Result<Passphrase> {
    loop {
        let mut typed = hidden(lang, prompt)?;
        let characters =
            std::str::from_utf8(&typed).map_or(typed.len(), |text| text.chars().count());
        if characters >= SHORTEST {
            return Ok(Passphrase::existing(std::mem::take(&mut *typed))?);
        }
        say(&prompts::cut_short(lang));
    }
}

/// Asks for something that may not be seen.
fn hidden(lang: Lang, prompt: &str) -> Result<Zeroizing<Vec<u8>>> {
    typed::hidden(&on_screen(prompt)).map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Failure::interrupted(lang),
        _ => Failure::said(
            lang,
            "terminal",
            1,
            fails::terminal_failed(lang),
            io_reason(lang, &error),
            String::new(),
        ),
    })
}
