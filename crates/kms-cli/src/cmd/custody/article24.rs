//! `kms handover check`: what Article 24 asks for, what of it is missing, and the command that gives it.

use handover_record::{Handover, Mark, Refusal, Register, Stage};
use serde_json::json;

use super::find_handover;
use super::handover::passed_on;
use crate::app::App;
use crate::failure::Result;
use crate::layout::{Node, tree};
use crate::messages::errors::custody as refusals;
use crate::messages::{custody as terms, handover as t, reports};
use crate::output::Answer;

/// One of the things that Article 24 asks for.
struct Element {
    name: String,
    lacks: Vec<Refusal>,
    command: String,
}

/// What Article 24 asks for, each with what is missing of it.
fn elements(app: &App, register: &Register, id: &Mark, found: &Handover) -> Vec<Element> {
    use Refusal as R;
    let lang = app.lang;
    let missing = found.missing(register, kms::custody::today());
    let of = |name: String, about: &[R], command: String| Element {
        name,
        lacks: missing
            .iter()
            .copied()
            .filter(|one| about.contains(one))
            .collect(),
        command,
    };
    // Once approved, nothing in it can be exchanged.
    let prepare = |option: &str| match found.stage {
        Stage::Draft => app.command(&format!("handover prepare {id} {option}")),
        _ => again(app, id),
    };
    vec![
        of(t::element_record(lang), &[], String::new()),
        of(
            t::element_agreement(lang),
            &[R::NoAgreement, R::AgreementOfAnother, R::AgreementNotValid],
            prepare(&format!("--agreement {}", reports::p_id(lang))),
        ),
        of(
            t::element_review(lang),
            &[
                R::NoReview,
                R::ReviewOfAnother,
                R::ReviewFailed,
                R::ReviewedByThirdParty,
            ],
            prepare(&format!("--review {}", reports::p_id(lang))),
        ),
        of(
            t::element_people(lang),
            &[
                R::NoDeliverer,
                R::NoReceiver,
                R::NotARepresentative,
                R::DetailsErased,
                R::SamePerson,
            ],
            prepare(&format!(
                "--deliverer {0} --receiver {0}",
                reports::p_id(lang)
            )),
        ),
        of(
            t::element_supervision(lang),
            &[R::NoSupervisor, R::SupervisorIsDeliverer],
            prepare(&format!("--supervisor {}", reports::p_id(lang))),
        ),
        of(t::element_due(lang), &[R::Dates], again(app, id)),
    ]
}

/// `kms handover check`.
pub fn check(app: &App, id: &Mark) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let register = &keystore.state().register;
    let found = find_handover(register, id)?;
    if matches!(found.stage, Stage::Draft | Stage::Approved) {
        return Ok(before(app, register, id, found));
    }
    let head = t::check_head(lang, id, &found.organisation);
    let stage = terms::stage(lang, found.stage);
    let mut text = format!("{}\n  {stage}\n", app.paint.bold(&head));
    for next in after(app, id, found) {
        text.push_str(&format!("  → {next}\n"));
    }
    let json = json!({ "handover": id, "stage": found.stage.name(), "missing": [] });
    Ok(Answer::new(text, json))
}

/// What can be done with a handover that was carried out.
fn after(app: &App, id: &Mark, found: &Handover) -> Vec<String> {
    let lang = app.lang;
    let command = |rest: String| app.command(&rest);
    let sign = format!("--scan {}", reports::p_file(lang));
    match found.stage {
        Stage::Out if found.out().next().is_some() => vec![
            command(format!(
                "handover supervise {id} --findings {}",
                reports::p_text(lang)
            )),
            command(format!("handover return {id} --item {}", t::p_item(lang))),
            command(format!("handover extend {id} --due {}", t::p_day(lang))),
        ],
        Stage::Out => vec![
            command(format!("handover statement {id}")),
            command(format!("handover close {id} {sign}")),
        ],
        _ => vec![command(format!(
            "handover print {id} --out {}",
            reports::p_folder(lang)
        ))],
    }
}

/// The elements before it is carried out.
fn before(app: &App, register: &Register, id: &Mark, found: &Handover) -> Answer {
    let lang = app.lang;
    let mut elements = elements(app, register, id, found);
    elements.push(carriers(app, register, id, found));
    let node = |one: &Element| {
        let sign = if one.lacks.is_empty() {
            app.paint.good("✓")
        } else {
            app.paint.bad("✗")
        };
        let mut below: Vec<_> = one
            .lacks
            .iter()
            .map(|lack| Node::leaf(refusals::what(lang, *lack)))
            .collect();
        if !below.is_empty() {
            below.push(Node::leaf(format!("→ {}", one.command)));
        }
        Node {
            line: format!("{sign} {}", one.name),
            below,
        }
    };
    let head = t::check_head(lang, id, &found.organisation);
    let mut text = tree(&Node {
        line: app.paint.bold(&head),
        below: elements.iter().map(node).collect(),
    });
    let lacking = elements.iter().filter(|one| !one.lacks.is_empty()).count();
    let (item, scan) = (t::p_item(lang), reports::p_file(lang));
    let sign = match passed_on(register, found) {
        Some(from) => {
            format!("handover transfer {from} --to {id} --item {item} --scan {scan}")
        }
        None => format!("handover sign {id} --item {item} --scan {scan}"),
    };
    let line = match (lacking, found.stage) {
        (0, Stage::Draft) => {
            let approve = app.command(&format!("handover approve {id}"));
            format!("{}{approve}", t::all_there(lang))
        }
        (0, _) => format!("{}{}", t::can_go(lang), app.command(&sign)),
        (count, _) => app.paint.bad(&t::missing_count(lang, count)),
    };
    text.push_str(&format!("{line}\n"));
    let missing: Vec<_> = elements.iter().flat_map(|one| &one.lacks).collect();
    let codes: Vec<_> = missing.iter().map(|one| one.code()).collect();
    let exit = if missing.is_empty() { 0 } else { 4 };
    let json = json!({ "handover": id, "stage": found.stage.name(), "missing": codes });
    Answer::new(text, json).exit(exit)
}

/// Whether every carrier is there to go.
fn carriers(app: &App, register: &Register, id: &Mark, found: &Handover) -> Element {
    let continues = found.continues.as_ref();
    let lack = |serial| Some((serial, register.ready(serial, continues).err()?));
    let lacking: Vec<_> = found.items.keys().filter_map(lack).collect();
    // One command at a time: that of the first, as the refusal of the approval would name it.
    let command = match lacking.first() {
        Some((serial, lack)) if found.stage == Stage::Draft => {
            mended(app, register, id, (serial, *lack))
        }
        _ => again(app, id),
    };
    Element {
        name: t::element_carriers(app.lang),
        lacks: lacking.into_iter().map(|(_, lack)| lack).collect(),
        command,
    }
}

/// What makes a carrier of a draft ready to go, where anything does.
fn mended(app: &App, register: &Register, id: &Mark, (serial, lack): (&Mark, Refusal)) -> String {
    let carrier = register.carriers().get(serial);
    let seal = format!(" --seal {}", reports::p_id(app.lang));
    match lack {
        Refusal::BrokenSeal => app.command(&format!("carrier seal {serial}{seal}")),
        Refusal::CheckedOut => {
            // To name a seal where there is none would be an incident.
            let seal = carrier
                .and_then(|one| one.seal.as_ref())
                .map_or("", |_| &seal);
            app.command(&format!("carrier checkin {serial}{seal}"))
        }
        _ => again(app, id),
    }
}

/// What cannot be put right in this handover: it is withdrawn, and another is drafted.
fn again(app: &App, id: &Mark) -> String {
    format!(
        "{}{}",
        app.command(&format!("handover withdraw {id}")),
        t::then_draft(app.lang)
    )
}
