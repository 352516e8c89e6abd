//! `kms key …`.

use clap::{ArgAction, Command};

use super::opt::{self, option, path, place};
use super::{group, leaf};
use crate::lang::Lang;
use crate::messages::{help, options as text};

/// `key` and everything below it.
pub fn key(lang: Lang) -> Command {
    let below = [
        generate(lang, "generate", help::key_generate(lang)),
        list(lang),
        leaf(lang, "show", help::key_show(lang)).arg(one_key(lang)),
        derive(lang),
        generate(lang, "rotate", help::key_rotate(lang)),
        change(lang, "activate", help::key_activate(lang)),
        change(lang, "suspend", help::key_suspend(lang)),
        change(lang, "deactivate", help::key_deactivate(lang)),
        danger(lang, "compromise", help::key_compromise(lang)),
        danger(lang, "destroy", help::key_destroy(lang)),
    ];
    group(lang, "key", help::key(lang), below)
}

fn one_key(lang: Lang) -> clap::Arg {
    place(lang, "key", text::v_key(lang), text::key(lang))
}

fn generate(lang: Lang, name: &'static str, about: String) -> Command {
    let command = leaf(lang, name, about)
        .arg(opt::kind(lang, text::kind_or_all(lang)).required(true))
        .arg(opt::algorithm(lang).required(true))
        .arg(opt::key_version(lang, text::new_version(lang)))
        .arg(opt::scheme(lang));
    command
        .arg(opt::flag("activate", text::activate(lang)))
        .arg(opt::dry_run(lang))
}

fn list(lang: Lang) -> Command {
    leaf(lang, "list", help::key_list(lang))
        .arg(opt::kind(lang, text::kind(lang)))
        .arg(opt::algorithm(lang))
        .arg(opt::state(lang))
}

fn derive(lang: Lang) -> Command {
    leaf(lang, "derive", help::key_derive(lang))
        .arg(one_key(lang))
        .arg(option("card", text::v_card(lang), text::card(lang)).action(ArgAction::Append))
        .arg(option("cards", text::v_file(lang), text::cards(lang)).value_parser(path()))
        .arg(opt::dry_run(lang))
}

fn change(lang: Lang, name: &'static str, about: String) -> Command {
    leaf(lang, name, about)
        .arg(one_key(lang).num_args(1..))
        .arg(opt::reason(lang))
        .arg(opt::dry_run(lang))
}

fn danger(lang: Lang, name: &'static str, about: String) -> Command {
    leaf(lang, name, about)
        .arg(one_key(lang))
        .arg(opt::reason(lang))
        .arg(option(
            "confirm-code",
            text::v_key(lang),
            text::confirm_code(lang),
        ))
        .arg(option(
            "confirm-kcv",
            text::v_kcv(lang),
            text::confirm_kcv(lang),
        ))
        .arg(opt::dry_run(lang))
}
