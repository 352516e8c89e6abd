//! `kms machine …`, `kms carrier …`, `kms custody …`: machines, carriers, third parties and handovers.

mod application;
mod article24;
mod carrier;
pub mod describe;
mod detail;
mod handover;
mod machine;
mod party;
pub mod questions;
mod record;
mod report;

use clap::ArgMatches;
use handover_record::{Event, Handover, Happening, Mark, Refusal, Register};
use keystore::event::custody_action;
use keystore::{Attachment, Keystore};
use kms::Session;
use kms::custody::Plan;
use kms::record::Language;
use quorum::OfficerId;
use serde_json::{Value, json};

use super::below;
use crate::app::App;
use crate::confirm::{confirm_id, confirm_today};
use crate::failure::Result;
use crate::lang::Lang;
use crate::layout::{Field, table};
use crate::messages::{custody as t, reports};
use crate::output::{Answer, to_json};

/// Runs a command of one of the groups.
pub fn run(app: &App, group: &str, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    match group {
        "machine" => machine::run(app, name, matches),
        "carrier" => carrier::run(app, name, matches),
        "custody" => questions::run(app, name, matches),
        "report" => report::custody(app, matches),
        "handover" => handover::run(app, name, matches),
        "application" => application::run(app, name, matches),
        _ => party::run(app, group, name, matches),
    }
}

/// What happened, as the officers named do it.
type Make<'a> = dyn Fn(&[OfficerId]) -> Result<Vec<Happening>> + 'a;

/// The language of a printed form.
pub const fn language(lang: Lang) -> Language {
    match lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    }
}

/// What is to be recorded.
struct Record<'a> {
    make: &'a Make<'a>,
    /// What is kept beside the log.
    attachments: Vec<Attachment>,
    /// What cannot be undone: the serial or id that has to be given once more, and what is shown with it.
    confirm: Option<(&'a Mark, Vec<String>)>,
}

impl<'a> Record<'a> {
    fn new(make: &'a Make<'a>) -> Self {
        Self {
            make,
            attachments: Vec::new(),
            confirm: None,
        }
    }
}

/// What would be recorded, with any two officers standing in for those who come, and what it would bring with it.
fn planned(app: &App, keystore: &Keystore, make: &Make<'_>) -> Result<(Vec<Happening>, Plan)> {
    let what = make(&stand_ins()?)?;
    match kms::custody::plan(keystore.state(), &what) {
        Ok(plan) => Ok((what, plan)),
        Err(error) => Err(detail::explained(app, keystore, &what, error)),
    }
}

/// Records something, and answers with what was recorded. The session is there unless it was only tried.
///
/// The rules are asked first: nobody types a passphrase for what would be refused, and what it brings with it is said
/// before anybody does.
fn record(
    app: &App,
    matches: &ArgMatches,
    keystore: Keystore,
    record: Record<'_>,
) -> Result<(Answer, Option<Session>)> {
    let (planned, plan) = planned(app, &keystore, record.make)?;
    let warned = warned(app, &plan);
    if matches.get_flag("dry-run") {
        let lines = sentences(app, &planned);
        let text = format!("{}\n{lines}{warned}", reports::would(app.lang));
        let json = json!({
            "dry_run": true, "events": to_json(&planned), "incidents": to_json(&plan.incidents), "idle": plan.idle,
        });
        return Ok((Answer::new(text, json), None));
    }
    if let Some((id, about)) = record.confirm {
        let said = sentences(app, &planned);
        let lines = said.lines().map(|line| line.trim().to_owned());
        let lines: Vec<_> = lines.chain(about).collect();
        confirm_id(app, matches, id, &lines)?;
    }
    confirm_today(app, matches, keystore.state().register.newest())?;
    if !warned.is_empty() {
        app.say(&warned);
    }
    let action = planned.first().map(custody_action);
    let mut session = app.unlock(keystore, action.unwrap_or(quorum::Action::CustodyRecord))?;
    let what = (record.make)(&session.officers())?;
    session.run(|session| kms::custody::record(session, events(&what), &record.attachments))?;
    Ok((recorded(app, &session, &what, &plan), Some(session)))
}

/// What was recorded, where in the log, by whom, and which incidents it made.
fn recorded(app: &App, session: &Session, what: &[Happening], plan: &Plan) -> Answer {
    let lang = app.lang;
    let mut text = sentences(app, what);
    for incident in &plan.incidents {
        let line = format!("{} {}", t::incident(lang, incident.kind), incident.serial);
        text.push_str(&format!("  {}\n", app.paint.bad(&line)));
    }
    let (today, entry) = (kms::custody::today(), session.keystore().head().size);
    let by: Vec<_> = session.officers().iter().map(ToString::to_string).collect();
    let done = t::done(lang, today, entry, by.join(&reports::gap(lang)));
    text.push_str(&format!("  {}\n", app.paint.dim(&done)));
    let json = json!({
        "on": today, "entry": entry, "events": to_json(what), "incidents": to_json(&plan.incidents),
    });
    Answer::new(text, json)
}

/// What recording it would bring with it, a line each.
fn warned(app: &App, plan: &Plan) -> String {
    let lang = app.lang;
    let incidents = plan
        .incidents
        .iter()
        .map(|one| t::would_note(lang, t::incident(lang, one.kind), &one.serial));
    let idle = plan.idle.iter().map(|serial| t::would_idle(lang, serial));
    let line = |line: String| format!("  {}\n", app.paint.bad(&line));
    incidents.chain(idle).map(line).collect()
}

/// What happens, as of today.
fn events(what: &[Happening]) -> Vec<Event> {
    what.iter().cloned().map(kms::custody::now).collect()
}

/// What happens, a sentence each; who only stands in is nobody by name.
fn sentences(app: &App, what: &[Happening]) -> String {
    let line = |one| format!("  {}\n", describe::happening(app, one));
    let lines: String = what.iter().map(line).collect();
    let [first, second] = STAND_INS;
    lines
        .replace(first, &t::first_officer(app.lang))
        .replace(second, &t::second_officer(app.lang))
}

/// Records what cannot be undone, after the serial or id was given once more; `about` is shown with it.
fn confirmed(
    app: &App,
    matches: &ArgMatches,
    id: &Mark,
    keystore: Keystore,
    about: Vec<String>,
    make: &Make<'_>,
) -> Result<(Answer, Option<Session>)> {
    let mut wanted = Record::new(make);
    wanted.confirm = Some((id, about));
    record(app, matches, keystore, wanted)
}

/// Two who stand in for the officers who will come, while the rules are asked; their codes are shown to nobody.
const STAND_INS: [&str; 2] = ["__officer-1__", "__officer-2__"];

fn stand_ins() -> Result<[OfficerId; 2]> {
    let [first, second] = STAND_INS.map(str::parse::<OfficerId>);
    Ok([first?, second?])
}

/// Records one thing that happened.
fn record_one(
    app: &App,
    matches: &ArgMatches,
    make: &dyn Fn(&[OfficerId]) -> Result<Happening>,
) -> Result<Answer> {
    let keystore = app.read()?;
    let make = |officers: &[OfficerId]| Ok(vec![make(officers)?]);
    Ok(record(app, matches, keystore, Record::new(&make))?.0)
}

/// Records one thing that happens whoever the officers are. It is made once: what was planned is what is recorded.
fn record_fact(
    app: &App,
    matches: &ArgMatches,
    fact: impl FnOnce() -> Result<Happening>,
) -> Result<Answer> {
    let keystore = app.read()?;
    let fact = vec![fact()?];
    let make = |_: &[OfficerId]| Ok(fact.clone());
    Ok(record(app, matches, keystore, Record::new(&make))?.0)
}

/// A list of the register: a table, or that there is nothing.
fn listed<'a, T: 'a>(
    app: &App,
    name: &str,
    headings: &[fn(Lang) -> String],
    all: impl IntoIterator<Item = (&'a Mark, &'a T)> + Clone,
    row: impl Fn((&'a Mark, &'a T)) -> Vec<Field>,
    json: impl Fn((&'a Mark, &'a T)) -> Value,
) -> Answer {
    let rows: Vec<_> = all.clone().into_iter().map(row).collect();
    let headings: Vec<_> = headings.iter().map(|heading| heading(app.lang)).collect();
    let text = if rows.is_empty() {
        format!("{}\n", t::none_of_these(app.lang))
    } else {
        table(app.paint, &headings, &rows)
    };
    let all: Vec<_> = all.into_iter().map(json).collect();
    Answer::new(text, json!({ name: all }))
}

/// A value that clap lets nobody leave out.
fn given<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Result<T> {
    let value = matches.get_one::<T>(name).cloned();
    value.ok_or_else(|| kms::Error::Reason.into())
}

/// A value that may be left out.
fn maybe<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Option<T> {
    matches.get_one::<T>(name).cloned()
}

/// Every value of a repeatable option or argument.
fn all<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    let values = matches.get_many::<T>(name);
    values.into_iter().flatten().cloned().collect()
}

/// Nothing of this name is in the register.
fn unknown() -> kms::Error {
    Refusal::Unknown.into()
}

fn find_handover<'a>(register: &'a Register, id: &Mark) -> Result<&'a Handover> {
    Ok(register.handovers().get(id).ok_or_else(unknown)?)
}

fn serial(matches: &ArgMatches) -> Result<Mark> {
    given(matches, "serial")
}
