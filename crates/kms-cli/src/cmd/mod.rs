//! The commands, a module a group: each takes what was typed and gives an answer.

mod audit;
pub mod custody;
mod findings;
mod identity;
mod key;
pub mod key_list;
mod key_make;
mod key_state;
mod keystore;
mod machine;
mod package;
mod package_create;
mod package_keys;
mod package_show;
mod region;
mod status;
mod transport;

use clap::ArgMatches;
use kms::Session;

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::lang::Lang;
use crate::messages::reports;
use crate::output::Answer;

/// Runs the command that was typed.
pub fn run(lang: Lang, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    let app = App::new(lang, deepest(matches));
    match dispatch(&app, name, matches) {
        Ok(answer) => Ok(Answer {
            wrote: app.began(),
            ..answer
        }),
        Err(failure) => Err(Failure::Said(Box::new(
            failure.explained(|error| app.explain(error)),
        ))),
    }
}

fn dispatch(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match name {
        "init" => keystore::init(app, matches),
        "status" => status::status(app),
        "verify" => keystore::verify(app, matches),
        "repair" => keystore::repair(app, matches),
        "recover" => keystore::recover(app, matches),
        "self-test" => machine::self_test(app, matches),
        "doctor" => machine::doctor(app),
        "demo" => machine::demo(app, matches),
        "region" => region::run(app, matches),
        "identity" => identity::run(app, matches),
        "key" => key::run(app, matches),
        "transport" => transport::run(app, matches),
        "package" => package::run(app, matches),
        "receipt" => package::receipt(app, matches),
        "machine" | "carrier" | "custody" | "report" | "representative" | "agreement"
        | "review" | "handover" | "application" => custody::run(app, name, matches),
        _ => audit::run(app, matches),
    }
}

/// The answer of a command that erases, with a warning where the bytes may still be in the file.
fn erased(app: &App, session: &Session, mut answer: Answer) -> Answer {
    let pending = session.erasure_pending();
    if pending {
        let warning = app.paint.warn(&reports::warning(app.lang));
        let text = reports::erasure_pending(app.lang);
        answer.text.push_str(&format!("{warning}{text}\n"));
    }
    answer.with("erasure_pending", pending)
}

/// The command below and what was typed for it. clap lets no command through that lacks its subcommand.
fn below(matches: &ArgMatches) -> (&str, &ArgMatches) {
    matches.subcommand().unwrap_or(("", matches))
}

/// Global options are found at the last command.
fn deepest(matches: &ArgMatches) -> &ArgMatches {
    matches
        .subcommand()
        .map_or(matches, |(_, below)| deepest(below))
}
