//! `kms key …`.

use clap::ArgMatches;
use keystore::KeyState;

use super::{below, key_list, key_make, key_state};
use crate::app::App;
use crate::failure::Result;
use crate::output::Answer;

/// Runs a command of the group.
pub fn run(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    match name {
        "generate" => key_make::generate(app, matches, false),
        "rotate" => key_make::generate(app, matches, true),
        "derive" => key_make::derive(app, matches),
        "list" => key_list::list(app, matches),
        "show" => key_list::show(app, matches),
        "activate" => key_state::change(app, matches, KeyState::Active),
        "suspend" => key_state::change(app, matches, KeyState::Suspended),
        "deactivate" => key_state::change(app, matches, KeyState::Deactivated),
        "compromise" => key_state::danger(app, matches, KeyState::Compromised),
        _ => key_state::danger(app, matches, KeyState::Destroyed),
    }
}
