//! `kms package create`.

use clap::ArgMatches;
use handover_record::Mark;
use indicatif::{ProgressBar, ProgressStyle};
use key_derivation::{Algorithm, KeyVersion, RegionCode};
use keystore::{Keystore, PackageState, State};
use kms::package::{self, Order, PackageMade, Selection};
use kms::recover::{self, Open};
use kms::{Error, Session};
use quorum::Action;
use serde_json::{Value, json};

use super::key_list::kinds;
use super::package::{made_files, path};
use super::package_keys;
use super::status::recover_command;
use super::transport::paths;
use crate::app::App;
use crate::args::Recipients;
use crate::failure::{Failure, Result};
use crate::layout::{Field, Tone, table};
use crate::messages::{fails, reports};
use crate::output::{Answer, to_json};
use crate::shown;

/// `kms package create`.
pub fn create(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    match (matches.get_one::<Recipients>("to"), application(matches)) {
        (Some(Recipients::One(region)), _) => {
            one(app, matches, keystore, &order(app, matches, *region)?)
        }
        (_, Some(_)) => Err(Failure::usage(
            app.lang,
            fails::application_of_all(app.lang),
            fails::application_of_all_next(app.lang),
        )),
        _ => all(app, matches, keystore),
    }
}

/// The application that the package answers.
fn application(matches: &ArgMatches) -> Option<&Mark> {
    matches.get_one::<Mark>("application")
}

fn order(app: &App, matches: &ArgMatches, to: RegionCode) -> Result<Order> {
    let selection = Selection {
        kinds: kinds(app, matches)?,
        algorithms: matches
            .get_many::<Algorithm>("algorithm")
            .into_iter()
            .flatten()
            .copied()
            .collect(),
        versions: matches
            .get_many::<KeyVersion>("version")
            .into_iter()
            .flatten()
            .copied()
            .collect(),
    };
    Ok(Order {
        to,
        selection,
        transport: matches.get_one::<String>("transport").cloned(),
        component_folders: paths(matches, "component-dir"),
        folder: path(matches, "out"),
    })
}

fn one(app: &App, matches: &ArgMatches, keystore: Keystore, order: &Order) -> Result<Answer> {
    let lang = app.lang;
    let answers = application(matches);
    let planned = match answers {
        Some(application) => package::plan_answer(keystore.state(), order, application),
        None => package::plan(keystore.state(), order),
    };
    let (to, keys) = planned.map_err(|error| not_again(app, keystore.state(), error))?;
    // Whoever answers an application leaves out whatever it does not ask for.
    let left = match answers {
        Some(_) => vec![],
        None => package_keys::left_out(app, keystore.state(), order, &keys),
    };
    let listed = format!(
        "\n{}{}\n",
        package_keys::going(app, keystore.state(), &keys),
        package_keys::staying(app, &left)
    );
    let left: Vec<_> = left.iter().map(package_keys::LeftOut::json).collect();
    if matches.get_flag("dry-run") {
        let would = reports::package_would(lang, app.region(to.region), keys.len());
        let text = format!("{}\n  {would}\n{listed}", reports::would(lang));
        let json = json!({ "dry_run": true, "to": to_json(&to), "keys": to_json(&keys) });
        return Ok(Answer::new(text, json).with("left_out", left));
    }
    let mut session = app.unlock(keystore, Action::PackageCreate)?;
    let made = session.run(|session| match answers {
        Some(application) => package::answer(session, order, application),
        None => package::create(session, order),
    })?;
    let text = made_text(app, &made, &listed);
    Ok(Answer::new(text, to_json(&made)).with("left_out", left))
}

/// Where the package that has the keys was cut off before its file was written, finishing it is what helps.
fn not_again(app: &App, state: &State, error: Error) -> Failure {
    let Error::PackageOpen { package, .. } = &error else {
        return error.into();
    };
    let cut_off = state
        .packages
        .get(package)
        .is_some_and(|package| package.state == PackageState::Prepared);
    if !cut_off {
        return error.into();
    }
    let command = app.command(&recover_command(app.lang, &recover::open(state)));
    let mut said = app.explain(&error);
    said.next = reports::finish_first(app.lang, command);
    Failure::Said(Box::new(said))
}

/// What is told of a package that was made.
pub fn made_text(app: &App, made: &PackageMade, listed: &str) -> String {
    let head = reports::package_made(app.lang, app.region(made.to.region), made.keys);
    let next = app.next(&format!("receipt verify {}", reports::p_receipt(app.lang)));
    format!(
        "{head}\n{listed}{}{}\n{next}",
        made_files(app, &made.path, &made.components),
        reports::after_sending(app.lang)
    )
}

/// What became of one region under `--to all`.
enum Outcome {
    Made(Box<PackageMade>),
    Before(String),
    Would(usize),
    NotEnrolled,
}

impl Outcome {
    fn code(&self) -> &'static str {
        match self {
            Self::Made(_) => "made",
            Self::Before(_) => "made-before",
            Self::Would(_) => "would-make",
            Self::NotEnrolled => "not-enrolled",
        }
    }
}

type Line = (RegionCode, Outcome);

/// Every region directly under this one, each in its own transaction: cut off, it continues where it was.
fn all(app: &App, matches: &ArgMatches, keystore: Keystore) -> Result<Answer> {
    let regions: Vec<_> = package::directly_under(keystore.state()).collect();
    let mut lines = Vec::new();
    if matches.get_flag("dry-run") {
        for region in regions {
            let order = order(app, matches, region)?;
            lines.push((region, planned(keystore.state(), &order)?));
        }
        let answer = answer(app, &lines);
        let text = format!("{}\n{}", reports::would(app.lang), answer.text);
        return Ok(Answer { text, ..answer }.with("dry_run", true));
    }
    let mut session = app.unlock(keystore, Action::PackageCreate)?;
    finish_open(app, matches, &mut session)?;
    let bar = progress(regions.len());
    for region in &regions {
        bar.set_message(app.region(*region));
        let outcome = order(app, matches, *region).and_then(|order| serve(&mut session, &order));
        let outcome = outcome.inspect_err(|_| {
            bar.abandon();
            app.say(&reports::all_stopped(app.lang, lines.len(), regions.len()));
        })?;
        lines.push((*region, outcome));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(answer(app, &lines))
}

fn progress(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("█▉ "));
    }
    bar
}

/// Writes the files of packages that were committed and cut off before.
fn finish_open(app: &App, matches: &ArgMatches, session: &mut Session) -> Result<()> {
    let waiting = recover::open(session.state())
        .iter()
        .any(|open| matches!(open, Open::Package { .. }));
    if waiting {
        let (folder, folders) = (path(matches, "out"), paths(matches, "component-dir"));
        let done = session.run(|session| recover::recover(session, &folder, &folders, None))?;
        app.say(&reports::recovered(app.lang, done.written.len()));
    }
    Ok(())
}

/// What would become of one region.
fn planned(state: &State, order: &Order) -> Result<Outcome> {
    match package::plan(state, order) {
        Ok((_, keys)) => Ok(Outcome::Would(keys.len())),
        Err(Error::PackageOpen { package, .. }) => Ok(Outcome::Before(package)),
        Err(Error::NotEnrolled(_)) => Ok(Outcome::NotEnrolled),
        Err(error) => Err(error.into()),
    }
}

fn serve(session: &mut Session, order: &Order) -> Result<Outcome> {
    match planned(session.state(), order)? {
        Outcome::Would(_) => {
            let made = session.run(|session| package::create(session, order))?;
            Ok(Outcome::Made(Box::new(made)))
        }
        outcome => Ok(outcome),
    }
}

fn answer(app: &App, lines: &[Line]) -> Answer {
    let lang = app.lang;
    let rows: Vec<_> = lines.iter().filter_map(|line| row(app, line)).collect();
    let headings = [
        reports::h_region,
        reports::h_result,
        reports::h_keys,
        reports::h_counter,
        reports::h_file,
    ];
    let mut text = match rows.is_empty() {
        true => format!("{}\n", reports::all_nothing(lang)),
        false => table(app.paint, &headings.map(|heading| heading(lang)), &rows),
    };
    let missing: Vec<_> = lines
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::NotEnrolled))
        .map(|(region, _)| app.region(*region))
        .collect();
    let before = lines
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Before(_)))
        .count();
    let made = rows.len() - before;
    let summary = reports::all_summary(lang, made, before, missing.len());
    text.push_str(&format!("\n{summary}\n"));
    if !missing.is_empty() {
        let missing = missing.join(&reports::gap(lang));
        text.push_str(&format!("{}\n", reports::missing_regions(lang, missing)));
    }
    let regions: Vec<_> = lines.iter().map(line_json).collect();
    Answer::new(text, json!({ "regions": regions }))
}

/// A region's row; one that is not enrolled is named below the table instead.
fn row(app: &App, (region, outcome): &Line) -> Option<Vec<Field>> {
    let lang = app.lang;
    let (result, tone) = match outcome {
        Outcome::Made(_) => (reports::result_made(lang), Tone::Good),
        Outcome::Would(_) => (reports::result_would(lang), Tone::Plain),
        Outcome::Before(_) => (reports::result_there(lang), Tone::Dim),
        Outcome::NotEnrolled => return None,
    };
    let (keys, counter, file) = match outcome {
        Outcome::Made(made) => (
            made.keys.to_string(),
            made.counter.to_string(),
            shown::path(&made.path),
        ),
        Outcome::Would(keys) => (keys.to_string(), String::new(), String::new()),
        _ => (String::new(), String::new(), String::new()),
    };
    Some(vec![
        Field::new(app.region(*region)),
        Field::new(result).tone(tone),
        Field::new(keys).right(),
        Field::new(counter).right(),
        Field::new(file),
    ])
}

fn line_json((region, outcome): &Line) -> Value {
    let package = match outcome {
        Outcome::Made(made) => to_json(made),
        Outcome::Before(id) => json!({ "package_id": id }),
        Outcome::Would(keys) => json!({ "keys": keys }),
        Outcome::NotEnrolled => Value::Null,
    };
    json!({ "region": region, "result": outcome.code(), "package": package })
}
