//! `kms representative …`, `kms agreement …`, `kms review …`: third parties, and what they signed.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use handover_record::{
    Agreement, DocumentDigest, Handover, Happening, Mark, PartyEvent, Representative, Review,
};
use keystore::{Attachment, Keystore};
use kms::custody::{details, details_of, document};
use kms::{Artefact, Session};
use quorum::OfficerId;
use serde_json::json;

use super::{Record, confirmed, given, listed, maybe, record, record_fact};
use crate::app::App;
use crate::cmd::erased;
use crate::failure::Result;
use crate::layout::{Field, Tone};
use crate::messages::{custody as c, handover as t};
use crate::output::Answer;

/// Bytes of a file with a name and an ID number.
const MAX_DETAILS: u64 = 1024;

/// Runs a command of one of the groups.
pub fn run(app: &App, group: &str, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match (group, name) {
        ("representative", "list") => representatives(app),
        ("representative", "add") => enrol(app, matches),
        ("agreement", "list") => agreements(app),
        ("review", "list") => reviews(app),
        ("representative", "erase") | ("agreement", "end") => {
            let keystore = app.read()?;
            let id = given(matches, if name == "end" { "agreement" } else { "person" })?;
            let open = open_with(app, &keystore, &id);
            let make = |_: &[OfficerId]| Ok(vec![Happening::Party(event(group, name, matches)?)]);
            let (answer, session) = confirmed(app, matches, &id, keystore, open, &make)?;
            match session.filter(|_| name == "erase") {
                Some(session) => Ok(forgotten(app, &session, answer)),
                None => Ok(answer),
            }
        }
        _ => record_fact(app, matches, || {
            Ok(Happening::Party(event(group, name, matches)?))
        }),
    }
}

/// Where else an erased name may be.
fn forgotten(app: &App, session: &Session, mut answer: Answer) -> Answer {
    let elsewhere = app.paint.dim(&t::erased_elsewhere(app.lang));
    answer.text.push_str(&format!("  {elsewhere}\n"));
    erased(app, session, answer)
}

/// The open handovers that rest on a person or an agreement.
fn open_with(app: &App, keystore: &Keystore, id: &Mark) -> Vec<String> {
    let handovers = keystore.state().register.handovers().iter();
    let open = handovers.filter(|(_, one)| {
        one.is_open() && (one.receiver.as_ref() == Some(id) || one.agreement.as_ref() == Some(id))
    });
    let line = |(handover, one): (&Mark, &Handover)| {
        let stage = c::stage(app.lang, one.stage);
        t::rests_on_it(app.lang, handover, &one.organisation, stage)
    };
    open.map(line).collect()
}

fn event(group: &str, name: &str, matches: &ArgMatches) -> Result<PartyEvent> {
    Ok(match (group, name) {
        ("agreement", "add") => PartyEvent::AgreementAdded {
            agreement: given(matches, "agreement")?,
            terms: Agreement {
                organisation: given(matches, "organisation")?,
                document: document(&given::<PathBuf>(matches, "document")?)?,
                from: given(matches, "valid-from")?,
                until: given(matches, "valid-until")?,
                signed_here: maybe(matches, "signed-here"),
                signed_there: maybe(matches, "signed-there"),
            },
        },
        ("agreement", _) => PartyEvent::AgreementEnded {
            agreement: given(matches, "agreement")?,
        },
        ("review", _) => PartyEvent::PlanReviewed {
            review: given(matches, "review")?,
            outcome: Review {
                organisation: given(matches, "organisation")?,
                plan: document(&given::<PathBuf>(matches, "plan")?)?,
                passed: given(matches, "verdict")?,
                reviewer: given(matches, "reviewer")?,
            },
        },
        (_, "erase") => PartyEvent::DetailsErased {
            person: given(matches, "person")?,
        },
        _ => PartyEvent::RepresentativeWithdrawn {
            person: given(matches, "person")?,
        },
    })
}

/// A person's details, from a file.
pub fn person(path: &Path) -> Result<(DocumentDigest, Attachment)> {
    let bytes = kms::read_file(path, Artefact::Details, MAX_DETAILS)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| kms::Error::Name)?;
    Ok(details(text)?)
}

fn enrol(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (digest, attachment) = person(&given::<PathBuf>(matches, "details")?)?;
    let make = |_: &[OfficerId]| {
        let event = PartyEvent::RepresentativeEnrolled {
            person: given(matches, "person")?,
            organisation: given(matches, "organisation")?,
            details: digest,
            key: maybe(matches, "public-key"),
        };
        Ok(vec![Happening::Party(event)])
    };
    let mut wanted = Record::new(&make);
    wanted.attachments.push(attachment);
    Ok(record(app, matches, app.read()?, wanted)?.0)
}

fn representatives(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let all = keystore.state().register.representatives();
    let name = |person: &Mark| details_of(&keystore, person).map(|details| details.name);
    let row = |(person, one): (&Mark, &Representative)| {
        let signs = match (&one.withdrawn_on, &one.key) {
            (Some(_), _) => t::is_withdrawn(lang),
            (None, Some(_)) => t::by_key(lang),
            (None, None) => t::on_paper(lang),
        };
        vec![
            Field::new(person),
            Field::new(&one.organisation),
            Field::new(name(person).unwrap_or_else(|| t::details_gone(lang))),
            Field::new(signs),
        ]
    };
    let headings = [t::h_person, t::h_organisation, t::h_name, t::h_signs];
    let json = |(person, one): (&Mark, &Representative)| {
        json!({
            "person": person, "organisation": one.organisation, "name": name(person), "key": one.key,
            "details": one.details, "erased_on": one.erased_on, "withdrawn_on": one.withdrawn_on,
        })
    };
    Ok(listed(app, "representatives", &headings, all, row, json))
}

fn agreements(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let today = kms::custody::today();
    let row = |(id, one): (&Mark, &Agreement)| {
        let valid = (one.from..=one.until).contains(&today);
        let tone = if valid { Tone::Good } else { Tone::Bad };
        let nobody = || c::nothing(lang);
        let here = one
            .signed_here
            .as_ref()
            .map_or_else(nobody, ToString::to_string);
        let there = one
            .signed_there
            .as_ref()
            .map_or_else(nobody, ToString::to_string);
        vec![
            Field::new(id),
            Field::new(&one.organisation),
            Field::new(format!("{} – {}", one.from, one.until)).tone(tone),
            Field::new(c::people(lang, here, there)),
        ]
    };
    let headings = [t::h_agreement, t::h_organisation, t::h_valid, t::h_signed];
    let json = |(id, one): (&Mark, &Agreement)| json!({ "agreement": id, "terms": one });
    let all = keystore.state().register.agreements();
    Ok(listed(app, "agreements", &headings, all, row, json))
}

fn reviews(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let row = |(id, one): (&Mark, &Review)| {
        let (verdict, tone) = match one.passed {
            true => (t::passed(lang), Tone::Good),
            false => (t::failed(lang), Tone::Bad),
        };
        vec![
            Field::new(id),
            Field::new(&one.organisation),
            Field::new(verdict).tone(tone),
            Field::new(&one.reviewer),
        ]
    };
    let headings = [t::h_review, t::h_organisation, t::h_verdict, t::h_reviewer];
    let json = |(id, one): (&Mark, &Review)| json!({ "review": id, "outcome": one });
    let all = keystore.state().register.reviews();
    Ok(listed(app, "reviews", &headings, all, row, json))
}
