//! `kms transport …`, `kms package …`, `kms receipt …`: what passes between the levels.

use clap::Command;

use super::application;
use super::opt::{self, option, place};
use super::{group, leaf};
use crate::lang::Lang;
use crate::messages::{fails, help, options as text};

/// `transport` and everything below it.
pub fn transport(lang: Lang) -> Command {
    let to = option("to", text::v_region(lang), text::to(lang)).required(true);
    let create = leaf(lang, "create", help::transport_create(lang))
        .arg(to.value_parser(opt::region_value(lang)))
        .arg(opt::component_dirs(lang).required(true))
        .arg(opt::dry_run(lang));
    let import = leaf(lang, "import", help::transport_import(lang))
        .arg(opt::file(lang, text::component_file(lang)).num_args(2..))
        .arg(opt::dry_run(lang));
    group(lang, "transport", help::transport(lang), [create, import])
}

/// `package` and everything below it.
pub fn package(lang: Lang) -> Command {
    let inspect = leaf(lang, "inspect", help::package_inspect(lang))
        .arg(opt::file(lang, text::package_file(lang)));
    let import = leaf(lang, "import", help::package_import(lang))
        .arg(opt::file(lang, text::package_file(lang)))
        .arg(opt::out_folder(lang, text::receipt_out(lang)))
        .arg(opt::dry_run(lang));
    let reissue = leaf(lang, "reissue", help::package_reissue(lang))
        .arg(id(lang))
        .arg(opt::reason(lang))
        .arg(opt::component_dirs(lang).required(true))
        .arg(opt::out_folder(lang, text::package_out(lang)))
        .arg(opt::dry_run(lang));
    let cancel = leaf(lang, "cancel", help::package_cancel(lang))
        .arg(id(lang))
        .arg(opt::reason(lang))
        .arg(opt::dry_run(lang));
    let list = leaf(lang, "list", help::package_list(lang));
    let memorandum = leaf(lang, "memorandum", help::package_memorandum(lang))
        .arg(id(lang))
        .arg(
            option("out", text::v_file(lang), text::memorandum_out(lang))
                .value_parser(opt::path())
                .required(true),
        );
    group(
        lang,
        "package",
        help::package(lang),
        [
            create(lang),
            list,
            inspect,
            import,
            memorandum,
            reissue,
            cancel,
        ],
    )
}

fn id(lang: Lang) -> clap::Arg {
    place(lang, "id", text::v_id(lang), text::package_id(lang))
}

/// Whom a package is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipients {
    /// Every region directly under this one.
    All,
    /// One region.
    One(key_derivation::RegionCode),
}

fn create(lang: Lang) -> Command {
    let recipients = opt::parser(move |word| match word {
        "all" => Ok(Recipients::All),
        code => code
            .parse()
            .map(Recipients::One)
            .map_err(|_| fails::not_a_recipient(lang)),
    });
    leaf(lang, "create", help::package_create(lang))
        .arg(
            option("to", text::v_to(lang), text::to_or_all(lang))
                .value_parser(recipients)
                .required(true),
        )
        .arg(opt::kind(lang, text::kind(lang)))
        .arg(opt::algorithm(lang))
        .arg(opt::key_version(lang, text::key_version(lang)).action(clap::ArgAction::Append))
        .arg(application::answered(lang))
        .arg(opt::component_dirs(lang).required_unless_present("transport"))
        .arg(
            option("transport", text::v_id(lang), text::use_transport(lang))
                .conflicts_with("component-dir"),
        )
        .arg(opt::out_folder(lang, text::package_out(lang)))
        .arg(opt::dry_run(lang))
        .after_help(help::package_create_after(lang))
}

/// `receipt verify`.
pub fn receipt(lang: Lang) -> Command {
    let verify = leaf(lang, "verify", help::receipt_verify(lang))
        .arg(opt::file(lang, text::receipt_file(lang)))
        .arg(opt::dry_run(lang));
    group(lang, "receipt", help::receipt(lang), [verify])
}
