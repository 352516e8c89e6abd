//! Commands about key applications (密钥申领).

use clap::{Arg, ArgAction, Command};
use key_derivation::{Algorithm, KeyVersion};

use super::custody::{act, document, mark, mark_place, words};
use super::opt::{self, algorithm_named, option, parser, version_named};
use super::{group, leaf};
use crate::lang::Lang;
use crate::messages::{application as text, custody_help, fails, options};

/// A key as it is asked for on the command line: the catalogue has not been asked yet.
#[derive(Clone, Debug)]
pub struct AskedWord {
    /// A kind's name or code.
    pub kind: String,
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// Its version; any where none is named.
    pub version: Option<KeyVersion>,
}

/// `KIND/ALGORITHM` or `KIND/ALGORITHM/vN`.
fn asked(word: &str) -> Option<AskedWord> {
    let mut parts = word.split('/');
    let (kind, algorithm) = (parts.next()?, algorithm_named(parts.next()?)?);
    let version = parts.next().map(version_named);
    let is_whole = parts.next().is_none() && !kind.is_empty() && version != Some(None);
    is_whole.then(|| AskedWord {
        kind: kind.to_owned(),
        algorithm,
        version: version.flatten(),
    })
}

/// `application` and everything below it.
pub fn application(lang: Lang) -> Command {
    let id = || mark_place(lang, "application", text::id(lang));
    let read = parser(move |word| asked(word).ok_or_else(|| fails::not_an_asked_key(lang)));
    let create = act(lang, "create", text::help_create(lang))
        .arg(id())
        .arg(
            option("key", options::v_key(lang), text::key(lang))
                .value_parser(read)
                .action(ArgAction::Append)
                .required(true),
        )
        .arg(mark(lang, "machine", text::machine(lang)).required(true))
        .arg(document(lang, "courier", text::courier(lang)).required(true));
    let file = || opt::file(lang, text::file(lang));
    let below = [
        create,
        act(lang, "submit", text::help_submit(lang))
            .arg(id())
            .arg(opt::out_folder(lang, text::out(lang))),
        act(lang, "approve", text::help_approve(lang)).arg(file()),
        act(lang, "refuse", text::help_refuse(lang))
            .arg(file())
            .arg(words(lang, "reason", text::reason(lang)).required(true)),
        act(lang, "close", text::help_close(lang))
            .arg(id())
            .arg(option("package", options::v_id(lang), text::package(lang))),
        act(lang, "erase", text::help_erase(lang))
            .arg(id())
            .arg(from(lang)),
        leaf(lang, "list", text::help_list(lang)),
        leaf(lang, "show", text::help_show(lang)).arg(id()),
    ];
    group(lang, "application", text::help(lang), below)
}

fn from(lang: Lang) -> Arg {
    option("from", options::v_region(lang), text::from(lang)).value_parser(opt::region_value(lang))
}

/// `--application` of a package that answers one.
pub fn answered(lang: Lang) -> Arg {
    mark(lang, "application", text::answered_by(lang)).value_name(custody_help::v_mark(lang))
}
