//! The command line: its commands, options and arguments, described in the chosen language.

mod application;
mod custody;
mod handover;
mod keys;
mod opt;
mod others;
mod passing;
#[cfg(test)]
mod tests;

pub use application::AskedWord;
pub use handover::Recheck;
pub use passing::Recipients;

use clap::Command;

use crate::lang::Lang;
use crate::messages::{help, options};

/// The whole command line.
pub fn command(lang: Lang) -> Command {
    Command::new("kms")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg_required_else_help(true)
        .subcommand_required(true)
        .about(help::kms(lang))
        .after_help(format!(
            "{}\n\n{}",
            help::more(lang, "kms"),
            help::kms_after(lang)
        ))
        .subcommands(all(lang))
        .args(opt::global(lang))
        .subcommand_value_name(help::command(lang))
        .subcommand_help_heading(help::heading_commands(lang))
        .help_template(template(lang))
}

fn all(lang: Lang) -> Vec<Command> {
    let mut commands = others::commands(lang);
    commands.extend([
        others::region(lang),
        others::identity(lang),
        keys::key(lang),
        passing::transport(lang),
    ]);
    commands.extend([
        passing::package(lang),
        passing::receipt(lang),
        others::audit(lang),
        custody::machine(lang),
        custody::carrier(lang),
        custody::custody(lang),
        custody::report(lang),
        handover::representative(lang),
        handover::agreement(lang),
        handover::review(lang),
        handover::handover(lang),
        application::application(lang),
    ]);
    commands
}

fn template(lang: Lang) -> String {
    format!(
        "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
        help::heading_usage(lang)
    )
}

/// A command that does something.
fn leaf(lang: Lang, name: &'static str, about: String) -> Command {
    Command::new(name)
        .about(about)
        .disable_help_flag(true)
        .help_template(template(lang))
        .next_help_heading(help::heading_options(lang))
}

/// A command that only holds others.
fn group(
    lang: Lang,
    name: &'static str,
    about: String,
    below: impl IntoIterator<Item = Command>,
) -> Command {
    leaf(lang, name, about)
        .subcommands(below)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_value_name(help::command(lang))
        .subcommand_help_heading(help::heading_commands(lang))
}

/// Help as clap renders it, with the few words that clap gives no handle on put into the language.
pub fn localise(lang: Lang, rendered: &str) -> String {
    match lang {
        Lang::En => rendered.to_owned(),
        Lang::Zh => rendered
            .replace("[OPTIONS]", &format!("[{}]", options::word_options(lang)))
            .replace("[default: ", &format!("[{}: ", options::word_default(lang))),
    }
}
