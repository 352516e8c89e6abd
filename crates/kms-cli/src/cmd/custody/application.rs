//! `kms application …`: what this region asks of the level above, and what is decided about those below.

use std::path::PathBuf;

use clap::ArgMatches;
use handover_record::{
    Application, ApplicationEvent, AskedKey, Decision, DocumentDigest, Happening, Mark, Progress,
    ReceivedApplication, Words,
};
use key_derivation::RegionCode;
use keystore::Keystore;
use keystore::state::Thing;
use kms::Artefact;
use kms::application::{self, Checked, MAX_APPLICATION};
use kms::custody::pair;
use quorum::{Action, OfficerId};
use serde_json::{Value, json};

use super::party::person;
use super::{Record, all, given, maybe, questions, record, record_fact, stand_ins, unknown};
use crate::app::App;
use crate::args::AskedWord;
use crate::failure::Result;
use crate::layout::{Field, facts, table};
use crate::messages::{application as t, custody as c, handover as h, reports};
use crate::output::{Answer, to_json};

/// Runs a command of the group.
pub fn run(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match name {
        "create" => create(app, matches),
        "submit" => submit(app, matches),
        "approve" => approve(app, matches),
        "refuse" => refuse(app, matches),
        "close" => close(app, matches),
        "list" => list(app),
        "show" => show(app, &id(matches)?),
        _ => record_fact(app, matches, || {
            Ok(Happening::Application(ApplicationEvent::CourierErased {
                from: maybe(matches, "from"),
                application: id(matches)?,
            }))
        }),
    }
}

fn id(matches: &ArgMatches) -> Result<Mark> {
    given(matches, "application")
}

fn create(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (courier, attachment) = person(&given::<PathBuf>(matches, "courier")?)?;
    let keystore = app.read()?;
    let catalogue = app.catalogue();
    let asked =
        |word: AskedWord| application::asked(catalogue, &word.kind, word.algorithm, word.version);
    let words = all::<AskedWord>(matches, "key").into_iter();
    let keys = words.map(asked).collect::<kms::Result<Vec<_>>>()?;
    let make = |_: &[OfficerId]| {
        let event = ApplicationEvent::Created {
            application: id(matches)?,
            keys: keys.clone(),
            machine: given(matches, "machine")?,
            courier,
        };
        Ok(vec![Happening::Application(event)])
    };
    let mut wanted = Record::new(&make);
    wanted.attachments.push(attachment);
    Ok(record(app, matches, keystore, wanted)?.0)
}

fn submit(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let (keystore, application) = (app.read()?, id(matches)?);
    let [one, other] = stand_ins()?;
    let planned = Happening::Application(ApplicationEvent::Submitted {
        application: application.clone(),
        digest: DocumentDigest([0; 32]),
        by: handover_record::Pair(one, other),
    });
    kms::custody::plan(keystore.state(), std::slice::from_ref(&planned))?;
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n{}",
            reports::would(lang),
            super::sentences(app, &[planned])
        );
        let json = json!({ "dry_run": true, "application": application });
        return Ok(Answer::new(text, json));
    }
    let folder: PathBuf = given(matches, "out")?;
    let mut session = app.unlock(keystore, Action::CustodyRecord)?;
    let done = session.run(|session| application::submit(session, &application, &folder))?;
    let path = done.path.display().to_string();
    let text = format!(
        "  {}\n  {}\n",
        t::written(lang, &path),
        t::digest(lang, done.digest)
    );
    let json = json!({ "application": application, "file": path, "digest": done.digest });
    Ok(Answer::new(text, json))
}

fn read(keystore: &Keystore, matches: &ArgMatches) -> Result<Checked> {
    let path: PathBuf = given(matches, "file")?;
    let bytes = kms::read_file(&path, Artefact::Application, MAX_APPLICATION)?;
    Ok(application::check(keystore.state(), &bytes)?)
}

fn approve(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    let checked = read(&keystore, matches)?;
    application::plan_acceptance(keystore.state(), &checked)?;
    let (courier, kept) = application::courier_of(&checked)?;
    let make = |officers: &[OfficerId]| {
        Ok(vec![application::accepted(
            &checked,
            courier,
            pair(officers)?,
        )])
    };
    let mut wanted = Record::new(&make);
    wanted.attachments.push(kept);
    decided(app, matches, keystore, &checked, wanted)
}

fn refuse(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    let checked = read(&keystore, matches)?;
    let reason: Words = given(matches, "reason")?;
    let make = |officers: &[OfficerId]| {
        let by = pair(officers)?;
        Ok(vec![application::refused(&checked, reason.clone(), by)])
    };
    decided(app, matches, keystore, &checked, Record::new(&make))
}

fn decided(
    app: &App,
    matches: &ArgMatches,
    keystore: Keystore,
    checked: &Checked,
    wanted: Record<'_>,
) -> Result<Answer> {
    app.say(&asks(app, checked));
    let mut answer = record(app, matches, keystore, wanted)?.0;
    let signers: Vec<_> = checked.signers.iter().map(ToString::to_string).collect();
    let signed = t::signed_there(app.lang, signers.join(&reports::gap(app.lang)));
    answer.text.push_str(&format!("  {signed}\n"));
    Ok(answer.with("signed_there", signers))
}

/// What an application says, for whoever is about to decide.
fn asks(app: &App, checked: &Checked) -> String {
    let (lang, payload) = (app.lang, &checked.payload);
    let (machine, courier) = (&payload.machine, &payload.courier);
    let certificate = &machine.certificate;
    let lines = [
        (t::h_application(lang), payload.application.to_string()),
        (t::h_region(lang), app.region(payload.from.region)),
        (c::h_keys(lang), super::describe::asked(app, &payload.keys)),
        (
            t::h_machine(lang),
            format!("{} {} {}", machine.serial, machine.maker, machine.model),
        ),
        (c::h_certificate(lang), certificate.number.to_string()),
        (c::h_until(lang), certificate.until.to_string()),
        (
            t::h_courier(lang),
            format!("{} {}", courier.name, courier.id_number),
        ),
    ];
    facts(app.paint, &lines)
}

fn close(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (keystore, application) = (app.read()?, id(matches)?);
    let word = maybe::<String>(matches, "package");
    let package = word
        .map(|word| application::arrived(keystore.state(), &application, &word))
        .transpose()?;
    let make = |officers: &[OfficerId]| {
        let event = ApplicationEvent::Ended {
            application: application.clone(),
            package,
            by: pair(officers)?,
        };
        Ok(vec![Happening::Application(event)])
    };
    Ok(record(app, matches, keystore, Record::new(&make))?.0)
}

/// What is told of an application, this region's own or that of a region below.
struct Told {
    from: Option<RegionCode>,
    application: Mark,
    keys: Vec<AskedKey>,
    machine: Option<String>,
    stage: &'static str,
    day: Option<String>,
    digest: Option<DocumentDigest>,
    package: Option<String>,
    reason: Option<Words>,
}

impl Told {
    fn own((application, one): (&Mark, &Application)) -> Self {
        let (stage, day, digest, package) = match one.progress {
            Progress::Draft => ("draft", None, None, None),
            Progress::Submitted { on, digest } => ("submitted", Some(on), Some(digest), None),
            Progress::Closed { on, package } => ("closed", Some(on), None, package),
        };
        Self {
            from: None,
            application: application.clone(),
            keys: one.keys.clone(),
            machine: Some(one.machine.to_string()),
            stage,
            day: day.map(|day| day.to_string()),
            digest,
            package: package.map(|package| package.to_string()),
            reason: None,
        }
    }

    fn received(((from, application), one): (&(RegionCode, Mark), &ReceivedApplication)) -> Self {
        let (stage, machine, reason) = match &one.decision {
            Decision::Refused { reason } => ("refused", None, Some(reason.clone())),
            Decision::Approved { machine, .. } if one.is_open() => {
                ("approved", Some(machine.serial.to_string()), None)
            }
            Decision::Approved { machine, .. } => {
                ("answered", Some(machine.serial.to_string()), None)
            }
        };
        Self {
            from: Some(*from),
            application: application.clone(),
            keys: one.keys.clone(),
            machine,
            stage,
            day: Some(one.decided_on.to_string()),
            digest: Some(one.digest),
            package: one.package().map(|package| package.to_string()),
            reason,
        }
    }

    fn stage(&self, app: &App) -> String {
        let sentence = match self.stage {
            "draft" => t::stage_draft,
            "submitted" => t::stage_submitted,
            "closed" => t::stage_closed,
            "approved" => t::stage_approved,
            "answered" => t::stage_answered,
            _ => t::stage_refused,
        };
        sentence(app.lang)
    }

    fn whose(&self, app: &App) -> String {
        let own = || t::here(app.lang);
        self.from.map_or_else(own, |region| app.region(region))
    }

    fn row(&self, app: &App) -> Vec<Field> {
        vec![
            Field::new(&self.application),
            Field::new(self.whose(app)),
            Field::new(super::describe::asked(app, &self.keys)),
            Field::new(self.stage(app)),
            Field::new(self.day.clone().unwrap_or_default()),
        ]
    }

    fn json(&self, keystore: &Keystore) -> Value {
        let courier = application::courier(keystore, self.from, &self.application);
        json!({
            "region": self.from, "application": self.application, "keys": to_json(&self.keys), "machine": self.machine,
            "stage": self.stage, "day": self.day, "digest": self.digest, "package": self.package,
            "reason": self.reason, "courier": courier.map(|details| details.name),
        })
    }
}

fn told(keystore: &Keystore) -> Vec<Told> {
    let register = &keystore.state().register;
    let own = register.applications().iter().map(Told::own);
    let received = register.received().iter().map(Told::received);
    own.chain(received).collect()
}

fn list(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let all = told(&keystore);
    let text = if all.is_empty() {
        format!("{}\n", c::none_of_these(lang))
    } else {
        let headings = [
            t::h_application,
            t::h_region,
            c::h_keys,
            t::h_stage,
            t::h_day,
        ];
        let rows: Vec<_> = all.iter().map(|one| one.row(app)).collect();
        table(app.paint, &headings.map(|heading| heading(lang)), &rows)
    };
    let all: Vec<_> = all.iter().map(|one| one.json(&keystore)).collect();
    Ok(Answer::new(text, json!({ "applications": all })))
}

/// Every application of this id: this region's own, and those of regions below.
fn show(app: &App, id: &Mark) -> Result<Answer> {
    let keystore = app.read()?;
    let mut all = told(&keystore);
    all.retain(|one| one.application == *id);
    if all.is_empty() {
        return Err(unknown().into());
    }
    let (mut text, mut json) = (String::new(), Vec::new());
    for one in &all {
        let thing = Thing::Application(one.from, id.clone());
        let life = questions::life(app, &keystore, &thing, &t::life_of(app.lang, id))?;
        let lines = lines(app, &keystore, one);
        text.push_str(&format!("{}\n{}", facts(app.paint, &lines), life.text));
        let mut about = one.json(&keystore);
        about["timeline"] = life.json;
        json.push(about);
    }
    Ok(Answer::new(text, json!({ "applications": json })))
}

fn lines(app: &App, keystore: &Keystore, one: &Told) -> Vec<(String, String)> {
    let lang = app.lang;
    let courier = application::courier(keystore, one.from, &one.application);
    let courier = courier.map(|details| details.name);
    // Of a refused application nothing is kept of the courier.
    let is_gone = || one.reason.is_none().then(|| h::details_gone(lang));
    let courier = courier.or_else(is_gone);
    let maybe = [
        (t::h_machine(lang), one.machine.clone()),
        (t::h_courier(lang), courier),
        (t::h_day(lang), one.day.clone()),
        (t::h_package(lang), one.package.clone()),
        (
            t::h_reason(lang),
            one.reason.as_ref().map(ToString::to_string),
        ),
        (
            h::h_digest(lang),
            one.digest.map(|digest| digest.to_string()),
        ),
    ];
    let mut lines = vec![
        (t::h_application(lang), one.application.to_string()),
        (t::h_region(lang), one.whose(app)),
        (c::h_keys(lang), super::describe::asked(app, &one.keys)),
        (t::h_stage(lang), one.stage(app)),
    ];
    let there = maybe
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    lines.extend(there);
    lines
}
