//! `kms region …`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::ArgMatches;
use key_derivation::{Algorithm, KindCode, Region, RegionCode, RegionStatus, RegionTable};
use keystore::{KeyState, Keystore, State};
use kms::identity::{self, Identity, MAX_IDENTITY};
use kms::regions::{self, Coverage, Progress, RegionTree};
use kms::{Artefact, Error};
use quorum::Action;
use serde_json::json;

use super::below;
use super::key_list::kinds;
use crate::app::App;
use crate::confirm::unattended;
use crate::failure::{Failure, Result};
use crate::layout::{self, Field, Node, Tone, table};
use crate::messages::{fails, prompts, reports, terms};
use crate::output::{Answer, Paint, to_json};
use crate::people::{ask, at_terminal};

/// Runs a command of the group.
pub fn run(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    match name {
        "list" => list(app),
        "show" => show(app, matches),
        "enroll" => enroll(app, matches),
        _ => coverage(app, matches),
    }
}

fn list(app: &App) -> Result<Answer> {
    let Some(keystore) = app.read_if_named()? else {
        return show_tree(app, RegionCode::MINISTRY, 1, None);
    };
    let (lang, lines) = (app.lang, regions::list(keystore.state()));
    let table_of = RegionTable::builtin();
    let rows: Vec<_> = lines
        .iter()
        .map(|line| {
            let region = table_of.get(line.code);
            let level = region.map_or_else(String::new, |region| terms::level(lang, region.level));
            let name = region.map_or("", |region| terms::region(lang, region));
            let (keystore, tone) = match &line.keystore {
                Some(id) => (short(id), Tone::Good),
                None => (reports::not_enrolled(lang), Tone::Dim),
            };
            let fingerprint = line.fingerprint.clone().unwrap_or_default();
            vec![
                Field::new(line.code),
                Field::new(name),
                Field::new(level),
                Field::new(keystore).tone(tone),
                Field::new(fingerprint),
            ]
        })
        .collect();
    let headings = [
        reports::h_code,
        reports::h_name,
        reports::h_level,
        reports::h_keystore,
        reports::h_fingerprint,
    ];
    let text = table(app.paint, &headings.map(|heading| heading(lang)), &rows);
    let home = keystore.state().home().region;
    let under = lines.iter().filter(|line| {
        table_of
            .parent(line.code)
            .is_some_and(|above| above.code == home)
    });
    let (count, enrolled) = under.fold((0, 0), |(all, some), line| {
        (all + 1, some + usize::from(line.keystore.is_some()))
    });
    let text = format!("{text}\n{}\n", reports::below_count(lang, count, enrolled));
    Ok(Answer::new(text, json!({ "regions": to_json(&lines) })))
}

/// The first eight characters of an id, which tell ids apart to the eye.
fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

fn show(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let code = matches
        .get_one::<RegionCode>("region")
        .copied()
        .unwrap_or(RegionCode::MINISTRY);
    let usual = if code == RegionCode::MINISTRY { 1 } else { 2 };
    let depth = matches
        .get_one::<u64>("depth")
        .map_or(usual, |depth| usize::try_from(*depth).unwrap_or(usual));
    show_tree(app, code, depth, app.read_if_named()?.as_ref())
}

fn show_tree(
    app: &App,
    code: RegionCode,
    depth: usize,
    keystore: Option<&Keystore>,
) -> Result<Answer> {
    let tree = regions::tree(code, depth)?;
    let state = keystore.map(Keystore::state);
    let mut text = layout::tree(&node(app, &tree, state));
    if let Some(summary) = state.and_then(|state| summary(app, state, code)) {
        text.push_str(&format!("\n{summary}\n"));
    }
    Ok(Answer::new(text, to_json(&tree)))
}

fn node(app: &App, tree: &RegionTree, state: Option<&State>) -> Node {
    let below = tree
        .below
        .iter()
        .map(|below| node(app, below, state))
        .collect();
    Node {
        line: line(app, tree.region, state),
        below,
    }
}

fn line(app: &App, region: &Region, state: Option<&State>) -> String {
    let (lang, paint) = (app.lang, app.paint);
    let name = terms::region(lang, region);
    let mut parts = vec![match region.status {
        RegionStatus::Issuer => format!("{} {}", paint.bold(&region.code.to_string()), name),
        _ => paint.dim(&format!("{} {}", region.code, name)),
    }];
    match terms::region_status(lang, region.status) {
        Some(status) => parts.push(paint.dim(&format!("[{status}]"))),
        None => parts.push(paint.dim(&terms::level(lang, region.level))),
    }
    if !region.successors.is_empty() {
        let successors: Vec<_> = region
            .successors
            .iter()
            .map(|code| app.region(*code))
            .collect();
        parts.push(reports::succeeded_by(
            lang,
            successors.join(&reports::gap(lang)),
        ));
    }
    if state.is_some_and(|state| state.peers.contains_key(&region.code)) {
        parts.push(paint.good(&reports::all_enrolled(lang)));
    }
    parts.join("  ")
}

/// How far this keystore's keys have come to a region and those below it.
fn summary(app: &App, state: &State, code: RegionCode) -> Option<String> {
    let table = RegionTable::builtin();
    let lines = regions::coverage(state);
    let here: Vec<_> = lines
        .iter()
        .filter(|line| line.region == code || table.is_under(line.region, code))
        .collect();
    let reached = |least: Progress| here.iter().filter(|line| line.progress >= least).count();
    let text = reports::coverage_line(
        app.lang,
        reached(Progress::Received),
        reached(Progress::Sent),
        here.len(),
    );
    (!here.is_empty()).then_some(text)
}

fn enroll(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let path = matches
        .get_one::<PathBuf>("file")
        .cloned()
        .unwrap_or_default();
    let identity = Identity::parse(&kms::read_file(&path, Artefact::Identity, MAX_IDENTITY)?)?;
    let keystore = app.read()?;
    let own = identity.party == *keystore.state().home();
    let plan =
        identity::plan_enrolment(keystore.state(), &identity).map_err(|error| match own {
            true => Failure::own(app, Artefact::Identity, &error),
            false => error.into(),
        })?;
    let region = app.region(plan.party.region);
    if matches.get_flag("dry-run") {
        // The fingerprint is for the other side to read out: shown here, it would be copied.
        let would = reports::enroll_would(lang, region, &plan.party.keystore);
        let text = format!("{}\n  {would}\n", reports::would(lang));
        let replaces = plan.replaces.as_ref().map(|old| &old.party);
        let json = json!({
            "dry_run": true,
            "party": to_json(&plan.party),
            "replaces": to_json(replaces),
            "open_packages": to_json(&plan.open_packages),
        });
        return Ok(Answer::new(text, json));
    }
    let replace = matches.get_flag("replace");
    let mut lines = vec![whom(app, &plan)];
    if let Some(old) = &plan.replaces {
        lines.push(prompts::replaces(lang, &old.party.keystore));
        lines.push(prompts::replaces_packages(lang, plan.open_packages.len()));
        if !replace {
            lines.push(prompts::replace_needs_option(lang));
        }
        app.say(&layout::boxed(
            Paint::stderr(),
            &prompts::danger_title(lang),
            &lines,
        ));
    } else {
        app.say(&lines.join("\n"));
    }
    if plan.replaces.is_some() && !replace {
        return Err(Error::IdentityChanged(plan.party.region).into());
    }
    let typed = fingerprint(app, matches)?;
    if digits(&typed) != digits(&plan.fingerprint) {
        return Err(Error::Confirmation.into());
    }
    let mut session = app.unlock(keystore, Action::RegionEnroll)?;
    let done = session.run(|session| identity::enrol(session, &identity, &typed, replace))?;
    let text = format!("{}\n", reports::enrolled(lang, region));
    Ok(Answer::new(text, json!({ "enrolment": to_json(&done) })))
}

/// Digits of a fingerprint: eight groups of five.
const FINGERPRINT: usize = 40;

/// The fingerprint that the other side read out, whole: from the option, or typed.
fn fingerprint(app: &App, matches: &ArgMatches) -> Result<String> {
    let lang = app.lang;
    let Some(given) = matches.get_one::<String>("fingerprint") else {
        if !at_terminal() {
            return Err(unattended(
                app,
                "--fingerprint",
                fails::fingerprint_next(lang),
            ));
        }
        app.say(&prompts::enroll_how(lang));
        loop {
            let typed = ask(lang, &prompts::type_fingerprint(lang))?;
            match digits(&typed).len() {
                FINGERPRINT => return Ok(typed),
                count => app.say(&fails::fingerprint_digits(lang, count)),
            }
        }
    };
    match digits(given).len() {
        FINGERPRINT => Ok(given.clone()),
        count => Err(Failure::said(
            lang,
            "confirmation",
            2,
            fails::fingerprint_digits(lang, count),
            String::new(),
            fails::fingerprint_next(lang),
        )),
    }
}

/// What was typed, without what only groups digits.
fn digits(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

fn whom(app: &App, plan: &identity::Enrolment) -> String {
    let party = &plan.party;
    let region = RegionTable::builtin().get(party.region);
    let name = region.map_or("", |region| terms::region(app.lang, region));
    let level = terms::level(app.lang, party.level);
    prompts::enroll_whom(app.lang, level, party.region, name, &party.keystore)
}

/// Region × key: one row a region, one column a kind and version.
fn coverage(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let kinds = kinds(app, matches)?;
    let to = matches.get_one::<RegionCode>("to");
    let mut lines = regions::coverage(keystore.state());
    lines.retain(|line| {
        to.is_none_or(|to| *to == line.region) && (kinds.is_empty() || kinds.contains(&line.kind))
    });
    let json = json!({ "coverage": to_json(&lines) });
    if lines.is_empty() {
        return Ok(Answer::new(
            format!("{}\n", reports::coverage_nothing(lang)),
            json,
        ));
    }
    // A region that was asked for is shown key by key.
    let untouched = match to {
        Some(_) => BTreeSet::new(),
        None => untouched(&lines),
    };
    let rows = coverage_rows(app, &lines, &untouched);
    let untouched: Vec<_> = untouched
        .into_iter()
        .map(|region| app.region(region))
        .collect();
    let headings = [
        reports::h_region,
        reports::h_kind,
        reports::h_algorithm,
        reports::h_state,
    ];
    let done = lines
        .iter()
        .filter(|line| line.progress >= Progress::Received)
        .count();
    let text = table(app.paint, &headings.map(|heading| heading(lang)), &rows);
    let mut text = if rows.is_empty() {
        String::new()
    } else {
        format!("{text}\n")
    };
    if !untouched.is_empty() {
        let regions = untouched.join(&reports::gap(lang));
        text.push_str(&format!(
            "{}\n",
            reports::coverage_untouched(lang, untouched.len(), regions)
        ));
    }
    text.push_str(&format!(
        "{}\n",
        reports::coverage_summary(lang, done, lines.len())
    ));
    Ok(Answer::new(text, json))
}

/// Regions that nothing was made for yet: named in one line, not in a row for every key.
fn untouched(lines: &[Coverage]) -> BTreeSet<RegionCode> {
    let all: BTreeSet<_> = lines.iter().map(|line| line.region).collect();
    let touched = lines
        .iter()
        .filter(|line| line.progress != Progress::None)
        .map(|line| line.region)
        .collect();
    all.difference(&touched).copied().collect()
}

/// How far a key has come; where the key itself cannot be sent, that is what matters.
fn standing(app: &App, line: &Coverage) -> String {
    let lang = app.lang;
    let progress = terms::progress(lang, line.progress);
    match (line.progress, line.key_state) {
        (_, KeyState::Active) => progress,
        (Progress::None, KeyState::PreActivation) => terms::progress_not_active(lang),
        (Progress::None, state) => terms::state(lang, state),
        (_, state) => reports::coverage_but(lang, progress, terms::state(lang, state)),
    }
}

/// One row a region, kind and algorithm, with the way that each version has come.
fn coverage_rows(
    app: &App,
    lines: &[Coverage],
    left_out: &BTreeSet<RegionCode>,
) -> Vec<Vec<Field>> {
    let mut rows: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for line in lines.iter().filter(|line| !left_out.contains(&line.region)) {
        let versions = rows
            .entry((line.region, line.kind, line.algorithm.code()))
            .or_default();
        versions.push(format!(
            "v{} {}",
            line.version.number(),
            standing(app, line)
        ));
    }
    let mut shown = None;
    let row =
        |((region, kind, algorithm), versions): ((RegionCode, KindCode, &str), Vec<String>)| {
            // A region is named once, at its first row.
            let name = if shown.replace(region) == Some(region) {
                String::new()
            } else {
                app.region(region)
            };
            let kind = app
                .catalogue()
                .by_code(kind)
                .map_or_else(|| kind.to_string(), |kind| kind.name.clone());
            let algorithm = Algorithm::from_code(algorithm).map_or("", Algorithm::name);
            vec![
                Field::new(name),
                Field::new(kind),
                Field::new(algorithm),
                Field::new(versions.join("  ")),
            ]
        };
    rows.into_iter().map(row).collect()
}
