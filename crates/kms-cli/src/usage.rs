//! Command lines that are not understood, and help that was asked for.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;
use crate::lang::Lang;
use crate::messages::fails;
use crate::shown::visible;

/// What clap has to say about a command line.
pub enum Clap {
    /// Help or the version was asked for: standard output, exit 0.
    Asked(String),
    /// A command that only holds others: its help, on standard error, exit 2.
    Incomplete(String),
    /// Not understood.
    Failed(Failure),
}

/// Puts clap's error into our words. `command` is what was typed up to the last command word.
pub fn translate(lang: Lang, error: &clap::Error, command: &str) -> Clap {
    match error.kind() {
        ErrorKind::DisplayHelp => Clap::Asked(crate::args::localise(lang, &rendered(error))),
        ErrorKind::DisplayVersion => Clap::Asked(rendered(error)),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Clap::Incomplete(crate::args::localise(lang, &rendered(error)))
        }
        _ => Clap::Failed(failure(lang, error, command)),
    }
}

fn rendered(error: &clap::Error) -> String {
    let text = error.render();
    if crate::output::Paint::stdout().is_on() {
        text.ansi().to_string()
    } else {
        text.to_string()
    }
}

fn failure(lang: Lang, error: &clap::Error, command: &str) -> Failure {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => fails::unknown_argument(lang, arg),
        ErrorKind::UnknownArgument => fails::left_over(lang, arg),
        ErrorKind::InvalidSubcommand => {
            fails::unknown_command(lang, context(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => fails::missing_command(lang),
        ErrorKind::MissingRequiredArgument => fails::missing_arguments(lang, arg),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            fails::missing_value(lang, arg)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => fails::bad_value(lang, arg, value),
        ErrorKind::ArgumentConflict => {
            fails::conflict(lang, arg, context(error, ContextKind::PriorArg))
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues => fails::missing_value(lang, arg),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => fails::wrong_count(lang, arg),
        ErrorKind::InvalidUtf8 => fails::not_text(lang),
        _ => fails::usage(lang),
    };
    let sentence = std::error::Error::source(error).map(ToString::to_string);
    let meant = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let meant = meant
        .into_iter()
        .map(|kind| context(error, kind))
        .find(|word| !word.is_empty());
    let why = sentence
        .or_else(|| meant.map(|word| fails::meant(lang, word)))
        .unwrap_or_default();
    Failure::said(
        lang,
        "usage",
        2,
        what,
        why,
        fails::usage_next(lang, command),
    )
}

/// What clap says of the command line, in one line: it is what somebody typed, or pasted.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    visible(match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        _ => String::new(),
    })
}
