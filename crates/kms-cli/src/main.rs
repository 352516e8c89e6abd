//! The `kms` program: the only terminal, and the only text that a person reads.

mod app;
mod args;
mod cmd;
mod confirm;
mod explain;
mod failure;
mod files;
mod hardening;
mod health;
mod lang;
mod layout;
mod messages;
mod output;
mod people;
mod shown;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use failure::{Failure, report};
use lang::Lang;
use messages::fails;
use output::{Answer, Paint, print, tell};
use usage::Clap;

fn main() -> ExitCode {
    hardening::harden();
    let args = with_help(std::env::args_os().collect());
    let lang = Lang::choose(&args, |name| std::env::var(name).ok());
    let json = args.iter().any(|arg| arg == "--json");
    let code = match run(lang, &args).and_then(|answer| finish(lang, json, &answer)) {
        Ok(code) => code,
        Err(failure) => {
            let said = failure
                .explained(|error| explain::explain(lang, error, &explain::Known::default()));
            report(lang, json, Paint::stderr(), &said);
            said.exit
        }
    };
    ExitCode::from(code)
}

/// `kms help key list` means `kms key list --help`.
fn with_help(mut args: Vec<OsString>) -> Vec<OsString> {
    if let Some(place) = first_word(&args).filter(|place| args[*place] == "help") {
        args.remove(place);
        args.push("--help".into());
    }
    args
}

/// Where the first command word stands, after the global options and their values.
fn first_word(args: &[OsString]) -> Option<usize> {
    let mut place = 1;
    while let Some(arg) = args.get(place).map(|arg| arg.to_string_lossy()) {
        if !arg.starts_with('-') {
            return Some(place);
        }
        let alone = arg.contains('=') || !arg.starts_with("--") || arg == "--json";
        place += if alone { 1 } else { 2 };
    }
    None
}

/// Whether an argument is a place that a person was to fill in: `《原因》`, `<REASON>`.
fn is_placeholder(arg: &str) -> bool {
    [('《', '》'), ('<', '>')].into_iter().any(|(open, close)| {
        let inner = arg
            .strip_prefix(open)
            .and_then(|arg| arg.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains([open, close]))
    })
}

fn run(lang: Lang, args: &[OsString]) -> Result<Answer, Failure> {
    let unfilled = args.iter().map(|arg| arg.to_string_lossy());
    if let Some(arg) = unfilled.into_iter().find(|arg| is_placeholder(arg)) {
        let what = fails::placeholder(lang, &arg);
        return Err(Failure::usage(lang, what, fails::placeholder_next(lang)));
    }
    match args::command(lang).try_get_matches_from(args) {
        Ok(matches) => cmd::run(lang, &matches),
        Err(error) => match usage::translate(lang, &error, &words(args)) {
            Clap::Asked(text) => Ok(Answer::new(text, serde_json::json!({}))),
            Clap::Incomplete(_) if args.iter().any(|arg| arg == "--json") => Err(Failure::usage(
                lang,
                fails::missing_command(lang),
                fails::usage_next(lang, words(args)),
            )),
            Clap::Incomplete(text) => {
                tell(&shown::screen(&text, Paint::stdout().is_on()));
                Ok(Answer::silent().exit(2))
            }
            Clap::Failed(failure) => Err(failure),
        },
    }
}

/// The command words that were typed, for a hint at their help.
fn words(args: &[OsString]) -> String {
    let mut command = args::command(Lang::En);
    let mut words = vec!["kms".to_owned()];
    for arg in args.iter().skip(1) {
        if let Some(next) = command.find_subcommand(arg).cloned() {
            words.push(arg.to_string_lossy().into_owned());
            command = next;
        }
    }
    words.join(" ")
}

fn finish(lang: Lang, json: bool, answer: &Answer) -> Result<u8, Failure> {
    let failed = |error: std::io::Error| Failure::output(lang, &error, answer.wrote);
    if answer.text.is_empty() && answer.json.is_empty() {
        return Ok(answer.exit);
    }
    let help_only = answer.json.is_empty();
    if help_only {
        print(&answer.text)
    } else {
        answer.print(json)
    }
    .map_err(failed)?;
    Ok(answer.exit)
}
