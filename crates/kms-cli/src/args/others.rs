//! Commands about the keystore as a whole, regions, the identity and the log.

use clap::{ArgAction, Command};

use super::opt::{self, flag, option, path};
use super::{group, leaf};
use crate::lang::Lang;
use crate::messages::{help, options as text};

/// `init`, `status`, `verify`, `repair`, `recover`, `self-test`, `doctor`, `demo`.
pub fn commands(lang: Lang) -> Vec<Command> {
    let witness = || {
        option("witness", text::v_file(lang), text::witness(lang))
            .action(ArgAction::Append)
            .value_parser(path())
    };
    let demo_dir = option("dir", text::v_dir(lang), text::demo_dir(lang)).value_parser(path());
    let vectors = option("vectors", text::v_file(lang), text::vectors(lang)).value_parser(path());
    vec![
        leaf(lang, "demo", help::demo(lang)).arg(demo_dir),
        init(lang),
        leaf(lang, "status", help::status(lang)),
        leaf(lang, "verify", help::verify(lang)).arg(witness()),
        leaf(lang, "repair", help::repair(lang))
            .arg(witness())
            .arg(opt::dry_run(lang)),
        recover(lang),
        leaf(lang, "self-test", help::self_test(lang)).arg(vectors),
        leaf(lang, "doctor", help::doctor(lang)),
    ]
}

fn init(lang: Lang) -> Command {
    let region = option("region", text::v_region(lang), text::home_region(lang))
        .value_parser(opt::region_value(lang));
    let custodian = option("custodian", text::v_custodian(lang), text::custodian(lang));
    let threshold = option("threshold", text::v_number(lang), text::threshold(lang));
    leaf(lang, "init", help::init(lang))
        .arg(region.required(true))
        .arg(
            custodian
                .action(ArgAction::Append)
                .value_parser(opt::custodian_value(lang))
                .required(true),
        )
        .arg(
            threshold
                .value_parser(opt::number(lang, 2, 16))
                .required(true),
        )
        .arg(flag("rehearsal", text::rehearsal(lang)))
        .arg(option("catalogue", text::v_file(lang), text::catalogue(lang)).value_parser(path()))
        .arg(opt::dry_run(lang))
        .after_help(help::init_after(lang))
}

fn recover(lang: Lang) -> Command {
    leaf(lang, "recover", help::recover(lang))
        .arg(option("out", text::v_dir(lang), text::recover_out(lang)).value_parser(path()))
        .arg(opt::component_dirs(lang))
        .arg(
            option("package", text::v_file(lang), text::recover_package(lang)).value_parser(path()),
        )
        .arg(opt::dry_run(lang))
}

/// `region` and everything below it.
pub fn region(lang: Lang) -> Command {
    let depth = option("depth", text::v_number(lang), text::depth(lang))
        .value_parser(opt::number(lang, 0, 3));
    let enroll = leaf(lang, "enroll", help::region_enroll(lang))
        .arg(opt::file(lang, text::identity_file(lang)))
        .arg(option(
            "fingerprint",
            text::v_digits(lang),
            text::fingerprint(lang),
        ))
        .arg(flag("replace", text::replace(lang)))
        .arg(opt::dry_run(lang));
    let below = [
        leaf(lang, "list", help::region_list(lang)),
        leaf(lang, "show", help::region_show(lang))
            .arg(opt::region(lang))
            .arg(depth),
        enroll,
        leaf(lang, "coverage", help::region_coverage(lang))
            .arg(
                option("to", text::v_region(lang), text::to(lang))
                    .value_parser(opt::region_value(lang)),
            )
            .arg(opt::kind(lang, text::kind(lang))),
    ];
    group(lang, "region", help::region(lang), below)
}

/// `identity export`.
pub fn identity(lang: Lang) -> Command {
    let out = option("out", text::v_file(lang), text::out_file(lang))
        .value_parser(path())
        .required(true);
    let export = leaf(lang, "export", help::identity_export(lang))
        .arg(out)
        .arg(opt::dry_run(lang));
    group(lang, "identity", help::identity(lang), [export])
}

/// `audit` and everything below it.
pub fn audit(lang: Lang) -> Command {
    let log = leaf(lang, "log", help::audit_log(lang))
        .arg(
            option("from", text::v_number(lang), text::from(lang)).value_parser(opt::number(
                lang,
                1,
                u64::MAX,
            )),
        )
        .arg(
            option("limit", text::v_number(lang), text::limit(lang)).value_parser(opt::number(
                lang,
                1,
                u64::MAX,
            )),
        );
    let out =
        option("out", text::v_file(lang), text::out_file_or_stdout(lang)).value_parser(path());
    let export = leaf(lang, "export", help::audit_export(lang)).arg(out);
    let verify = leaf(lang, "verify", help::audit_verify(lang))
        .arg(opt::file(lang, text::export_file(lang)))
        .arg(option("identity", text::v_file(lang), text::log_identity(lang)).value_parser(path()));
    let note = option("out", text::v_file(lang), text::note_out(lang))
        .value_parser(path())
        .required(true);
    let cosign = leaf(lang, "cosign", help::audit_cosign(lang))
        .arg(opt::file(lang, text::export_file(lang)))
        .arg(note)
        .arg(opt::dry_run(lang));
    group(
        lang,
        "audit",
        help::audit(lang),
        [log, export, verify, cosign],
    )
}
