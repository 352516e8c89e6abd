//! `kms status`, and what is open.

use handover_record::{Content, Register, Whereabouts};
use keystore::{KeyState, State};
use kms::recover::Open;
use kms::status::Status;

use crate::app::App;
use crate::failure::Result;
use crate::lang::Lang;
use crate::layout::facts;
use crate::messages::{custody, reports, terms};
use crate::output::{Answer, to_json};

use super::custody::questions::overdue_lines;
use super::key_list::moment;

/// `kms status`.
pub fn status(app: &App) -> Result<Answer> {
    let keystore = app.read()?;
    let status = kms::status::status(&keystore)?;
    let mut text = heading(app, &status);
    let register = &keystore.state().register;
    let late = register.overdue(kms::custody::today());
    for line in overdue_lines(app.lang, register, &late) {
        text.push_str(&format!("  {}\n", app.paint.bad(&line)));
    }
    let mut about = lines(app, &status);
    about.extend(carriers(app, register));
    text.push_str(&facts(app.paint, &about));
    let open: Vec<_> = status
        .open
        .iter()
        .map(|open| open_line(app, keystore.state(), open))
        .collect();
    let warnings = warnings(app, keystore.state(), &status);
    text.push('\n');
    for warning in &warnings {
        text.push_str(&format!(
            "{}{warning}\n",
            app.paint.warn(&reports::warning(app.lang))
        ));
    }
    if !open.is_empty() {
        text.push_str(&format!(
            "{}\n",
            app.paint.bold(&reports::still_open(app.lang))
        ));
        text.push_str(
            &open
                .iter()
                .map(|line| format!("  {line}\n"))
                .collect::<String>(),
        );
        text.push_str(&app.next(&recover_command(app.lang, &status.open)));
    }
    if open.is_empty() && warnings.is_empty() && late.is_empty() {
        text.push_str(&format!(
            "{}\n",
            app.paint.good(&reports::all_well(app.lang))
        ));
    }
    Ok(Answer::new(text, to_json(&status)).with("overdue", &late))
}

fn heading(app: &App, status: &Status) -> String {
    let level = terms::level(app.lang, status.party.level);
    let who = reports::status_keystore(app.lang, level, app.region(status.party.region));
    let mark = if status.rehearsal {
        reports::rehearsal_mark(app.lang, app.paint.bad(&terms::rehearsal(app.lang)))
    } else {
        String::new()
    };
    format!("{}{mark}\n", app.paint.bold(&who))
}

fn lines(app: &App, status: &Status) -> Vec<(String, String)> {
    let lang = app.lang;
    let people: Vec<_> = status
        .custodians
        .iter()
        .map(|one| person(app, one))
        .collect();
    let people = people.join(&reports::gap(lang));
    let quorum = reports::quorum(lang, status.k, status.custodians.len());
    let count = |state: &KeyState| {
        let count = status.keys.get(state.name())?;
        Some(reports::status_count(
            lang,
            terms::state(lang, *state),
            count,
        ))
    };
    let keys: Vec<_> = KeyState::ALL.iter().filter_map(count).collect();
    let keys = if keys.is_empty() {
        reports::status_no_keys(lang)
    } else {
        keys.join(&reports::gap(lang))
    };
    vec![
        (reports::h_keystore_id(lang), status.party.keystore.clone()),
        (
            reports::h_custodians(lang),
            reports::custodians(lang, people, quorum),
        ),
        (
            reports::h_log(lang),
            reports::status_log(lang, status.entries, moment(&status.last_entry)),
        ),
        (reports::h_all_keys(lang), keys),
    ]
}

/// Where the carriers are, if there are any.
fn carriers(app: &App, register: &Register) -> Option<(String, String)> {
    let count = |is: fn(&Whereabouts) -> bool| {
        let carriers = register.carriers().values();
        carriers.filter(|one| is(&one.whereabouts)).count()
    };
    let counts = custody::status_counts(
        app.lang,
        count(|one| matches!(one, Whereabouts::Stored)),
        count(|one| matches!(one, Whereabouts::Out { .. })),
        count(|one| matches!(one, Whereabouts::HandedOver { .. })),
        count(|one| matches!(one, Whereabouts::Lost { .. })),
    );
    (!register.carriers().is_empty()).then(|| (custody::status_carriers(app.lang), counts))
}

/// Lost carriers with keys that are still active, and records of days that have not come.
fn custody_warnings(app: &App, state: &State) -> Vec<String> {
    let lang = app.lang;
    let register = &state.register;
    let is_active = |content: &&Content| {
        let key = state.keys.get(&content.key);
        key.is_some_and(|key| key.state == KeyState::Active)
    };
    let lost = register.carriers().iter().filter_map(|(serial, carrier)| {
        let keys = carrier.contents.iter().filter(is_active);
        let keys: Vec<_> = keys.filter_map(|one| app.code_of(&one.key)).collect();
        let is_lost = matches!(carrier.whereabouts, Whereabouts::Lost { .. });
        (is_lost && !keys.is_empty())
            .then(|| custody::warn_lost(lang, serial, keys.join(&reports::gap(lang))))
    });
    let newest = register.newest();
    let future = newest.filter(|newest| *newest > kms::custody::today());
    lost.chain(future.map(|newest| custody::warn_future(lang, newest)))
        .map(|line| app.paint.bad(&line))
        .collect()
}

fn person(app: &App, custodian: &kms::status::CustodianLine) -> String {
    let name = custodian
        .name
        .as_ref()
        .map_or_else(String::new, |name| format!("{name} "));
    let mut marks = String::new();
    if !custodian.usable {
        marks.push_str(&format!(" [{}]", reports::custodian_lost(app.lang)));
    }
    if let Some(until) = &custodian.locked_until {
        let until = reports::custodian_locked(app.lang, moment(until));
        marks.push_str(&format!(" [{until}]"));
    }
    format!("{name}{}{marks}", custodian.officer)
}

fn warnings(app: &App, state: &State, status: &Status) -> Vec<String> {
    let lang = app.lang;
    let mut found = custody_warnings(app, state);
    let compromised: Vec<_> = state
        .keys
        .values()
        .filter(|key| key.state == KeyState::Compromised)
        .map(|key| app.code(&key.descriptor))
        .collect();
    if !compromised.is_empty() {
        let keys = compromised.join(&reports::gap(lang));
        found.push(app.paint.bad(&reports::warn_compromised(lang, keys)));
    }
    if status.custodians.len() == usize::from(status.k)
        && status.usable_custodians() == usize::from(status.k)
    {
        found.push(reports::warn_custodians_all(lang, status.k));
    } else if status.custodians_at_limit() {
        found.push(reports::warn_custodians(
            lang,
            status.usable_custodians(),
            status.k,
        ));
    }
    let locked: Vec<_> = status
        .custodians
        .iter()
        .filter(|one| one.locked_until.is_some())
        .map(|one| one.officer.clone())
        .collect();
    if !locked.is_empty() {
        found.push(reports::warn_locked(lang, locked.join(&reports::gap(lang))));
    }
    if !status.few_versions.is_empty() {
        let name = |code| {
            app.catalogue()
                .by_code(code)
                .map_or_else(|| code.to_string(), |kind| kind.name.clone())
        };
        let few = status
            .few_versions
            .iter()
            .map(|few| format!("{}/{}", name(few.kind), few.algorithm.code()));
        found.push(reports::warn_versions(
            lang,
            few.collect::<Vec<_>>().join(&reports::gap(lang)),
        ));
    }
    if !status.awaiting_receipt.is_empty() {
        found.push(reports::warn_receipts(lang, status.awaiting_receipt.len()));
    }
    if status.unsigned_tail > 0 {
        found.push(reports::unsigned_tail(lang, status.unsigned_tail));
    }
    found
}

/// One open thing, as people read it.
pub fn open_line(app: &App, state: &State, open: &Open) -> String {
    let lang = app.lang;
    let region = |id: &str| {
        let package = state.packages.get(id);
        package.map_or_else(String::new, |package| app.region(package.created.to.region))
    };
    match open {
        Open::Package { id, components: 0 } => reports::open_package(lang, id, region(id)),
        Open::Package { id, components } => {
            reports::open_package_components(lang, id, region(id), components)
        }
        Open::Transport { id, components } => reports::open_transport(lang, id, components),
        Open::Receipt { id } => reports::open_receipt(lang, id),
        Open::Import { id } => reports::open_import(lang, id),
    }
}

/// The command that finishes what is open.
pub fn recover_command(lang: Lang, open: &[Open]) -> String {
    let components = open.iter().map(|open| match open {
        Open::Package { components, .. } | Open::Transport { components, .. } => *components,
        Open::Receipt { .. } | Open::Import { .. } => 0,
    });
    let mut command = format!("recover --out {}", reports::p_folder(lang));
    for number in 1..=components.max().unwrap_or(0) {
        let folder = reports::p_component_folder(lang, number);
        command.push_str(&format!(" --component-dir {folder}"));
    }
    if open.iter().any(|open| matches!(open, Open::Import { .. })) {
        command.push_str(&format!(" --package {}", reports::p_package(lang)));
    }
    command
}
