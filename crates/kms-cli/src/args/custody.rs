//! Commands about machines, carriers and who has them (Articles 22 and 23).

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command};
use handover_record::{CarrierKind, Mark, Prefix, Words};
use jiff::civil::Date;
use quorum::OfficerId;

use super::opt::{self, flag, number, option, parser, path, place};
use super::{group, leaf};
use crate::lang::Lang;
use crate::messages::custody_help as text;
use crate::messages::{fails, options};

pub fn mark_value(lang: Lang) -> ValueParser {
    parser(move |word| word.parse::<Mark>().map_err(|_| fails::not_a_mark(lang)))
}

/// A serial, seal number or id by its place.
pub fn mark_place(lang: Lang, name: &'static str, help: String) -> Arg {
    place(lang, name, text::v_mark(lang), help).value_parser(mark_value(lang))
}

/// A serial, seal number or id as an option.
pub fn mark(lang: Lang, name: &'static str, help: String) -> Arg {
    option(name, text::v_mark(lang), help).value_parser(mark_value(lang))
}

/// What people read.
pub fn words(lang: Lang, name: &'static str, help: String) -> Arg {
    let read = parser(move |word| word.parse::<Words>().map_err(|_| fails::not_words(lang)));
    option(name, text::v_words(lang), help).value_parser(read)
}

/// A day.
pub fn day(lang: Lang, name: &'static str, help: String) -> Arg {
    let read = move |word: &str| {
        let day = word.parse::<Date>().ok();
        let day = day.filter(|day| day.to_string() == word);
        day.ok_or_else(|| fails::not_a_day(lang))
    };
    option(name, text::v_day(lang), help).value_parser(parser(read))
}

/// An officer of this office.
pub fn officer(lang: Lang, name: &'static str, help: String) -> Arg {
    let read = move |word: &str| {
        word.parse::<OfficerId>()
            .map_err(|_| fails::not_a_staff_code(lang))
    };
    option(name, text::v_officer(lang), help).value_parser(parser(read))
}

/// A document, of which only the digest is kept.
pub fn document(lang: Lang, name: &'static str, help: String) -> Arg {
    option(name, options::v_file(lang), help).value_parser(path())
}

/// A command that writes.
pub fn act(lang: Lang, name: &'static str, about: String) -> Command {
    let today = day(lang, "today", text::today(lang));
    leaf(lang, name, about).arg(opt::dry_run(lang)).arg(today)
}

fn serial(lang: Lang) -> Arg {
    mark_place(lang, "serial", text::serial(lang))
}

/// `machine` and everything below it.
pub fn machine(lang: Lang) -> Command {
    let certificate = || {
        [
            words(lang, "certificate", text::certificate(lang)).requires("valid-until"),
            day(lang, "valid-from", text::valid_from(lang)).requires("certificate"),
            day(lang, "valid-until", text::valid_until(lang)).requires("valid-from"),
        ]
    };
    let assessment = || {
        [
            document(lang, "report", text::report(lang)).requires("assessed-on"),
            day(lang, "assessed-on", text::assessed_on(lang)).requires("report"),
        ]
    };
    let register = act(lang, "register", text::machine_register(lang))
        .arg(serial(lang))
        .arg(words(lang, "maker", text::maker(lang)).required(true))
        .arg(words(lang, "model", text::model(lang)).required(true))
        .arg(words(lang, "location", text::location(lang)).required(true))
        .args(certificate())
        .args(assessment())
        .after_help(text::example(
            lang,
            "machine register HSM-01 --maker 厂商 --model 型号 --location 机房 --certificate GM001 \
             --valid-from 2026-01-01 --valid-until 2030-12-31 --report report.pdf --assessed-on 2026-03-01",
        ));
    let certify = act(lang, "certify", text::machine_certify(lang))
        .arg(serial(lang))
        .args(certificate().map(|arg| arg.required(true)));
    let assess = act(lang, "assess", text::machine_assess(lang))
        .arg(serial(lang))
        .args(assessment().map(|arg| arg.required(true)));
    let below = [
        register,
        certify,
        assess,
        act(lang, "move", text::machine_move(lang))
            .arg(serial(lang))
            .arg(words(lang, "location", text::location(lang)).required(true)),
        leaf(lang, "list", text::machine_list(lang)),
        leaf(lang, "show", text::machine_show(lang)).arg(serial(lang)),
        act(lang, "retire", text::machine_retire(lang))
            .arg(serial(lang))
            .arg(confirm(lang)),
    ];
    group(lang, "machine", text::machine(lang), below)
}

/// What cannot be undone is confirmed by its serial or id.
pub fn confirm(lang: Lang) -> Arg {
    mark(lang, "confirm", text::confirm_id(lang))
}

fn kind(lang: Lang) -> Arg {
    let read = move |word: &str| {
        let known = CarrierKind::ALL.iter().copied();
        let names: Vec<_> = known.clone().map(CarrierKind::name).collect();
        let found = known.into_iter().find(|kind| kind.name() == word);
        found.ok_or_else(|| fails::not_a_carrier_kind(lang, names.join(" ")))
    };
    option("kind", text::v_carrier_kind(lang), text::carrier_kind(lang)).value_parser(parser(read))
}

fn lot(lang: Lang) -> Command {
    let prefix = parser(move |word| word.parse::<Prefix>().map_err(|_| fails::not_a_mark(lang)));
    let bound = |name, help| {
        option(name, options::v_number(lang), help)
            .value_parser(number(lang, 0, 999_999_999_999))
            .required(true)
    };
    act(lang, "lot", text::carrier_lot(lang))
        .arg(mark_place(lang, "lot", text::lot(lang)))
        .arg(kind(lang).required(true))
        .arg(
            option("prefix", text::v_mark(lang), text::prefix(lang))
                .value_parser(prefix)
                .required(true),
        )
        .arg(
            option("digits", options::v_number(lang), text::digits(lang))
                .value_parser(number(lang, 1, 12))
                .required(true),
        )
        .arg(bound("first", text::first(lang)))
        .arg(bound("last", text::last(lang)))
        .arg(document(lang, "notice", text::notice(lang)).required(true))
}

/// `carrier` and everything below it.
pub fn carrier(lang: Lang) -> Command {
    let many = |arg: Arg| arg.action(ArgAction::Append).num_args(1..);
    let new_place = || words(lang, "place", text::place(lang)).required(true);
    let seal = || mark(lang, "seal", text::seal(lang));
    let no_seal = || flag("no-seal", text::no_seal(lang)).conflicts_with("seal");
    let register = act(lang, "register", text::carrier_register(lang))
        .arg(many(serial(lang)))
        .arg(mark(lang, "lot", text::lot(lang)).required(true))
        .arg(new_place())
        .arg(officer(lang, "custodian", text::custodian(lang)).required(true))
        .after_help(text::example(
            lang,
            "carrier register MC-000001 MC-000002 --lot LOT-1 --place 一号柜甲格 --custodian zhang",
        ));
    let load = act(lang, "load", text::carrier_load(lang))
        .arg(serial(lang))
        .arg(mark(lang, "machine", text::from_machine(lang)).required(true))
        .arg(
            option("key", options::v_key(lang), text::load_key(lang))
                .action(ArgAction::Append)
                .required(true),
        )
        .arg(
            option("levels", options::v_number(lang), text::levels(lang))
                .value_parser(number(lang, 0, 3)),
        )
        .arg(seal().required(true))
        .after_help(text::example(
            lang,
            "carrier load MC-000001 --machine HSM-01 --key IRK/A1/v1 --seal S-1001",
        ));
    let list = leaf(lang, "list", text::carrier_list(lang)).arg(words(
        lang,
        "place",
        text::only_place(lang),
    ));
    let checkout = act(lang, "checkout", text::carrier_checkout(lang))
        .arg(many(serial(lang)))
        .arg(words(lang, "purpose", text::purpose(lang)).required(true));
    let count = act(lang, "count", text::carrier_count(lang))
        .arg(new_place())
        .arg(many(mark(lang, "found", text::found(lang))));
    let lost = act(lang, "report-lost", text::carrier_report_lost(lang))
        .arg(serial(lang))
        .arg(flag("stolen", text::stolen(lang)))
        .arg(confirm(lang));
    let below = [
        lot(lang),
        leaf(lang, "lots", text::carrier_lots(lang)),
        register,
        load,
        list,
        leaf(lang, "show", text::carrier_show(lang)).arg(serial(lang)),
        checkout,
        act(lang, "checkin", text::carrier_checkin(lang))
            .arg(serial(lang))
            .arg(seal())
            .arg(no_seal()),
        act(lang, "inspect", text::carrier_inspect(lang))
            .arg(serial(lang))
            .arg(seal())
            .arg(no_seal()),
        act(lang, "seal", text::carrier_seal(lang))
            .arg(serial(lang))
            .arg(seal().required(true)),
        act(lang, "move", text::carrier_move(lang))
            .arg(serial(lang))
            .arg(new_place()),
        act(lang, "custodian", text::carrier_custodian(lang))
            .arg(serial(lang))
            .arg(officer(lang, "custodian", text::custodian(lang)).required(true)),
        count,
        lost,
        act(lang, "destroy", text::carrier_destroy(lang))
            .arg(serial(lang))
            .arg(confirm(lang)),
    ];
    group(lang, "carrier", text::carrier(lang), below)
}

/// `report custody`.
pub fn report(lang: Lang) -> Command {
    let read = move |word: &str| {
        let first = format!("{word}-01").parse::<Date>().ok();
        let first = first.filter(|first| first.to_string() == format!("{word}-01"));
        first.ok_or_else(|| fails::not_a_month(lang))
    };
    let month = option("month", text::v_month(lang), text::month(lang)).value_parser(parser(read));
    let custody = leaf(lang, "custody", text::report_custody(lang)).arg(month);
    group(lang, "report", text::reports(lang), [custody])
}

/// `custody` and everything below it.
pub fn custody(lang: Lang) -> Command {
    let on = || day(lang, "on", text::on(lang));
    let holder = leaf(lang, "holder", text::custody_holder(lang))
        .arg(serial(lang).required(false).required_unless_present("key"))
        .arg(option("key", options::v_key(lang), text::copies_of(lang)).conflicts_with("serial"));
    let below = [
        leaf(lang, "overdue", text::custody_overdue(lang)).arg(on()),
        holder,
        leaf(lang, "timeline", text::custody_timeline(lang)).arg(serial(lang)),
    ];
    group(lang, "custody", text::custody(lang), below)
}
