//! Options and arguments that several commands share.

use clap::builder::{PathBufValueParser, ValueParser};
use clap::{Arg, ArgAction};
use key_derivation::{Algorithm, KeyVersion, RegionCode, Scheme};
use keystore::KeyState;
use quorum::OfficerId;

use crate::lang::Lang;
use crate::messages::{fails, help, options as text};
use crate::people::{PassphraseFd, PassphraseFile};

/// Options that every command takes.
pub fn global(lang: Lang) -> Vec<Arg> {
    let global = |arg: Arg| arg.global(true).help_heading(help::heading_global(lang));
    let lang_values =
        parser(move |word| Lang::named(word).ok_or_else(|| fails::not_a_language(lang)));
    vec![
        global(option("keystore", text::v_path(lang), text::keystore(lang)).value_parser(path())),
        global(option(
            "passphrase-file",
            text::v_custodian_path(lang),
            text::passphrase_file(lang),
        ))
        .action(ArgAction::Append)
        .value_parser(parser(move |word| {
            PassphraseFile::parse(word).ok_or_else(|| fails::not_code_and_path(lang))
        })),
        global(option(
            "passphrase-fd",
            text::v_custodian_fd(lang),
            text::passphrase_fd(lang),
        ))
        .action(ArgAction::Append)
        .value_parser(parser(move |word| {
            PassphraseFd::parse(word).ok_or_else(|| fails::not_code_and_fd(lang))
        })),
        global(option("lang", text::v_lang(lang), text::lang(lang)).value_parser(lang_values)),
        global(flag("json", text::json(lang))),
        global(
            flag("help", text::help(lang))
                .short('h')
                .action(ArgAction::Help),
        ),
        flag("version", text::version(lang))
            .short('V')
            .action(ArgAction::Version)
            .help_heading(help::heading_global(lang)),
    ]
}

/// An option with a value.
pub fn option(name: &'static str, value: String, help: String) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// An option without a value.
pub fn flag(name: &'static str, help: String) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help)
        .action(ArgAction::SetTrue)
}

/// An argument by its place.
pub fn place(lang: Lang, name: &'static str, value: String, text: String) -> Arg {
    let heading = help::heading_arguments(lang);
    Arg::new(name)
        .value_name(value)
        .help(text)
        .required(true)
        .help_heading(heading)
}

/// `--dry-run`.
pub fn dry_run(lang: Lang) -> Arg {
    flag("dry-run", text::dry_run(lang))
}

/// A value read by `read`, whose error is a sentence.
pub fn parser<T: Clone + Send + Sync + 'static>(
    read: impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static,
) -> ValueParser {
    ValueParser::new(move |word: &str| read(word))
}

/// A path, which may hold any bytes.
pub fn path() -> ValueParser {
    PathBufValueParser::new().into()
}

/// A region code.
pub fn region_value(lang: Lang) -> ValueParser {
    parser(move |word| {
        word.parse::<RegionCode>()
            .map_err(|_| fails::not_a_region(lang))
    })
}

/// A region's code by its place.
pub fn region(lang: Lang) -> Arg {
    place(lang, "region", text::v_region(lang), text::region(lang)).value_parser(region_value(lang))
}

/// A staff code with a person's name.
pub fn custodian_value(lang: Lang) -> ValueParser {
    parser(move |word| {
        let (code, name) = word
            .split_once('=')
            .ok_or_else(|| fails::not_code_and_name(lang))?;
        let code: OfficerId = code.parse().map_err(|_| fails::not_a_staff_code(lang))?;
        Ok((code, name.to_owned()))
    })
}

/// A number of a small range.
pub fn number(lang: Lang, min: u64, max: u64) -> ValueParser {
    parser(move |word| {
        let number = word
            .parse::<u64>()
            .ok()
            .filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| fails::not_a_number(lang, min, max))
    })
}

/// `--kind`, repeatable.
pub fn kind(lang: Lang, help: String) -> Arg {
    option("kind", text::v_kind(lang), help).action(ArgAction::Append)
}

/// `--algorithm`, repeatable.
pub fn algorithm(lang: Lang) -> Arg {
    let read =
        parser(move |word| algorithm_named(word).ok_or_else(|| fails::not_an_algorithm(lang)));
    option("algorithm", text::v_algorithm(lang), text::algorithm(lang))
        .action(ArgAction::Append)
        .value_parser(read)
}

/// An algorithm by its code or name.
pub fn algorithm_named(word: &str) -> Option<Algorithm> {
    let word = word.to_uppercase();
    Algorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.code() == word || algorithm.name() == word)
}

/// `--version` of a key; that of the program is asked for without a command.
pub fn key_version(lang: Lang, help: String) -> Arg {
    let read =
        parser(move |word| version_named(word).ok_or_else(|| fails::not_a_key_version(lang)));
    option("version", text::v_version(lang), help).value_parser(read)
}

/// A version by its number, with or without a `v` before it.
pub fn version_named(word: &str) -> Option<KeyVersion> {
    let number = word.trim_start_matches(['v', 'V']).parse().ok()?;
    KeyVersion::new(number).ok()
}

/// `--scheme`.
pub fn scheme(lang: Lang) -> Arg {
    let named = move |word: &str| Scheme::ALL.into_iter().find(|scheme| scheme.name() == word);
    let read = parser(move |word| named(word).ok_or_else(|| fails::not_a_scheme(lang)));
    option("scheme", text::v_scheme(lang), text::scheme(lang)).value_parser(read)
}

/// `--state`.
pub fn state(lang: Lang) -> Arg {
    let named = move |word: &str| KeyState::ALL.into_iter().find(|state| state.name() == word);
    let read = parser(move |word| named(word).ok_or_else(|| fails::not_a_state(lang)));
    option("state", text::v_state(lang), text::filter_state(lang)).value_parser(read)
}

/// `--reason`.
pub fn reason(lang: Lang) -> Arg {
    option("reason", text::v_reason(lang), text::reason(lang)).required(true)
}

/// A folder under the option `--out`.
pub fn out_folder(lang: Lang, help: String) -> Arg {
    option("out", text::v_dir(lang), help)
        .value_parser(path())
        .required(true)
}

/// `--component-dir`, 2 or 3 times.
pub fn component_dirs(lang: Lang) -> Arg {
    let arg = option(
        "component-dir",
        text::v_dir(lang),
        text::component_dir(lang),
    );
    arg.action(ArgAction::Append).value_parser(path())
}

/// A file by its place.
pub fn file(lang: Lang, help: String) -> Arg {
    place(lang, "file", text::v_file(lang), help).value_parser(path())
}
