//! Commands about third parties and handovers to them (Article 24).

use clap::{Arg, ArgAction, Command};
use handover_record::{ItemSeen, Mark, PublicKeyHex, SignatureHex};

use super::custody::{act, confirm, day, document, mark, mark_place, officer, words};
use super::opt::{self, option, parser};
use super::{group, leaf};
use crate::lang::Lang;
use crate::messages::handover_help as text;
use crate::messages::{custody_help, fails};

/// `representative`: who may sign for third parties.
pub fn representative(lang: Lang) -> Command {
    let person = || mark_place(lang, "person", text::person(lang));
    let key = parser(move |word| {
        word.parse::<PublicKeyHex>()
            .map_err(|_| fails::not_a_public_key(lang))
    });
    let add = act(lang, "add", text::representative_add(lang))
        .arg(person())
        .arg(organisation(lang))
        .arg(document(lang, "details", text::details(lang)).required(true))
        .arg(option("public-key", text::v_hex(lang), text::public_key(lang)).value_parser(key))
        .after_help(custody_help::example(
            lang,
            "representative add REP-01 --organisation 制卡厂 --details person.txt",
        ));
    let below = [
        add,
        leaf(lang, "list", text::representative_list(lang)),
        act(lang, "withdraw", text::representative_withdraw(lang)).arg(person()),
        act(lang, "erase", text::representative_erase(lang))
            .arg(person())
            .arg(confirm(lang)),
    ];
    group(lang, "representative", text::representative(lang), below)
}

fn organisation(lang: Lang) -> Arg {
    words(lang, "organisation", text::organisation(lang)).required(true)
}

/// `agreement`: confidentiality agreements.
pub fn agreement(lang: Lang) -> Command {
    let id = || mark_place(lang, "agreement", text::agreement_id(lang));
    let add = act(lang, "add", text::agreement_add(lang))
        .arg(id())
        .arg(organisation(lang))
        .arg(document(lang, "document", text::agreement_document(lang)).required(true))
        .arg(day(lang, "valid-from", text::agreement_from(lang)).required(true))
        .arg(day(lang, "valid-until", text::agreement_until(lang)).required(true))
        .arg(officer(lang, "signed-here", text::signed_here(lang)))
        .arg(mark(lang, "signed-there", text::signed_there(lang)))
        .after_help(custody_help::example(
            lang,
            "agreement add AGR-01 --organisation 制卡厂 --document agreement.pdf --valid-from 2026-01-01 \
             --valid-until 2026-12-31 --signed-here zhang --signed-there REP-01",
        ));
    let below = [
        add,
        leaf(lang, "list", text::agreement_list(lang)),
        act(lang, "end", text::agreement_end(lang))
            .arg(id())
            .arg(confirm(lang)),
    ];
    group(lang, "agreement", text::agreement(lang), below)
}

/// `review`: reviews of security management plans.
pub fn review(lang: Lang) -> Command {
    let verdict = parser(move |word| match word {
        "passed" => Ok(true),
        "failed" => Ok(false),
        _ => Err(fails::not_a_verdict(lang)),
    });
    let add = act(lang, "add", text::review_add(lang))
        .arg(mark_place(lang, "review", text::review_id(lang)))
        .arg(organisation(lang))
        .arg(document(lang, "plan", text::plan(lang)).required(true))
        .arg(
            option("verdict", "passed|failed".into(), text::verdict(lang))
                .value_parser(verdict)
                .required(true),
        )
        .arg(mark(lang, "reviewer", text::reviewer(lang)).required(true));
    let below = [add, leaf(lang, "list", text::review_list(lang))];
    group(lang, "review", text::review(lang), below)
}

/// What a draft may still lack.
fn prepared(lang: Lang) -> [Arg; 5] {
    [
        mark(lang, "agreement", text::agreement_id(lang)),
        mark(lang, "review", text::review_id(lang)),
        officer(lang, "deliverer", text::deliverer(lang)),
        mark(lang, "receiver", text::receiver(lang)),
        officer(lang, "supervisor", text::supervisor(lang)),
    ]
}

/// `SERIAL=SEAL:CONDITION`, each carrier as it is when it changes hands.
fn items(lang: Lang) -> Arg {
    let read = parser(move |word| item(word).ok_or_else(|| fails::not_an_item(lang)));
    option("item", text::v_item(lang), text::item(lang))
        .value_parser(read)
        .action(ArgAction::Append)
        .required(true)
}

fn item(word: &str) -> Option<ItemSeen> {
    let (serial, rest) = word.split_once('=')?;
    let (seal, condition) = rest.split_once(':').or_else(|| rest.split_once('：'))?;
    let seal = Some(seal).filter(|seal| !seal.is_empty());
    Some(ItemSeen {
        serial: serial.parse().ok()?,
        seal: seal.map(str::parse).transpose().ok()?,
        condition: condition.parse().ok()?,
    })
}

/// How the receiver signed.
fn signature(lang: Lang) -> [Arg; 2] {
    let read = parser(move |word| {
        word.parse::<SignatureHex>()
            .map_err(|_| fails::not_a_signature(lang))
    });
    [
        document(lang, "scan", text::scan(lang)).required_unless_present("signature"),
        option("signature", text::v_hex(lang), text::signature(lang))
            .value_parser(read)
            .conflicts_with("scan"),
    ]
}

fn id(lang: Lang) -> Arg {
    mark_place(lang, "handover", text::handover_id(lang))
}

/// `handover` and everything below it.
pub fn handover(lang: Lang) -> Command {
    let mut below = before(lang);
    below.extend(after(lang));
    group(lang, "handover", text::handover(lang), below)
}

/// From the draft to the signatures.
fn before(lang: Lang) -> Vec<Command> {
    let carriers = mark(lang, "carrier", text::carriers(lang))
        .action(ArgAction::Append)
        .required(true);
    vec![
        act(lang, "draft", text::handover_draft(lang))
            .arg(id(lang))
            .arg(organisation(lang))
            .arg(words(lang, "purpose", custody_help::purpose(lang)).required(true))
            .arg(day(lang, "due", text::due(lang)).required(true))
            .arg(carriers)
            .arg(mark(lang, "continues", text::continues(lang)))
            .args(prepared(lang))
            .after_help(custody_help::example(
                lang,
                "handover draft HO-01 --organisation 制卡厂 --purpose 洗卡 --due 2026-12-20 --carrier MC-000001",
            )),
        act(lang, "prepare", text::handover_prepare(lang))
            .arg(id(lang))
            .args(prepared(lang)),
        leaf(lang, "check", text::handover_check(lang)).arg(id(lang)),
        act(lang, "approve", text::handover_approve(lang)).arg(id(lang)),
        leaf(lang, "statement", text::handover_statement(lang))
            .arg(id(lang))
            .arg(items(lang).required(false)),
        act(lang, "sign", text::handover_sign(lang))
            .arg(id(lang))
            .arg(items(lang))
            .args(signature(lang))
            .after_help(custody_help::example(
                lang,
                "handover sign HO-01 --item MC-000001=S-1001:完好 --scan receipt.pdf",
            )),
        act(lang, "withdraw", text::handover_withdraw(lang)).arg(id(lang)),
    ]
}

/// While it is out, to its end.
fn after(lang: Lang) -> Vec<Command> {
    let findings = words(lang, "findings", text::findings(lang)).required(true);
    let to = mark(lang, "to", text::transfer_to(lang)).required(true);
    let recheck = parser(move |word| rechecked(word).ok_or_else(|| fails::not_a_recheck(lang)));
    let recheck = option("recheck", text::v_recheck(lang), text::recheck(lang))
        .value_parser(recheck)
        .action(ArgAction::Append);
    let [agreement, _, _, receiver, supervisor] = prepared(lang);
    vec![
        act(lang, "supervise", text::handover_supervise(lang))
            .arg(id(lang))
            .arg(findings),
        act(lang, "reassign", text::handover_reassign(lang))
            .arg(id(lang))
            .args([agreement, receiver, supervisor]),
        act(lang, "return", text::handover_return(lang))
            .arg(id(lang))
            .arg(items(lang)),
        act(lang, "extend", text::handover_extend(lang))
            .arg(id(lang))
            .arg(day(lang, "due", text::due(lang)).required(true)),
        act(lang, "transfer", text::handover_transfer(lang))
            .arg(id(lang))
            .arg(to)
            .arg(items(lang))
            .args(signature(lang)),
        act(lang, "close", text::handover_close(lang))
            .arg(id(lang))
            .arg(recheck)
            .args(signature(lang)),
        act(lang, "print", text::handover_print(lang))
            .arg(id(lang))
            .arg(opt::out_folder(lang, text::print_out(lang))),
        leaf(lang, "verify", text::handover_verify(lang))
            .arg(opt::file(lang, text::record_file(lang)))
            .arg(document(lang, "identity", text::record_identity(lang))),
        leaf(lang, "list", text::handover_list(lang)),
        leaf(lang, "show", text::handover_show(lang)).arg(id(lang)),
    ]
}

/// A check value taken anew: `SERIAL=KEY:KCV`.
#[derive(Clone)]
pub struct Recheck {
    /// Which carrier.
    pub serial: Mark,
    /// Which key, by code or id.
    pub key: String,
    /// The value found.
    pub kcv: key_derivation::Kcv,
}

fn rechecked(word: &str) -> Option<Recheck> {
    let (serial, rest) = word.split_once('=')?;
    let (key, kcv) = rest.rsplit_once(':')?;
    Some(Recheck {
        serial: serial.parse().ok()?,
        key: key.to_owned(),
        kcv: kcv.parse().ok()?,
    })
}
