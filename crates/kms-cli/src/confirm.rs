//! Walls before what cannot be undone: everything that depends on it is shown, and what is meant has to
//! be typed.

use clap::ArgMatches;
use handover_record::Mark;
use jiff::ToSpan;
use jiff::civil::Date;
use keystore::{Key, KeyState};
use kms::keys::Dependents;

use crate::app::App;
use crate::explain::called;
use crate::failure::{Failure, Result};
use crate::layout::boxed;
use crate::messages::errors;
use crate::messages::errors::operations::confirmation_key_next;
use crate::messages::{fails, prompts, reports, terms};
use crate::output::Paint;
use crate::people::{ask, at_terminal};

/// What was typed, or given for unattended use: the key's code and its check value.
pub struct Typed {
    /// Code.
    pub code: String,
    /// Check value.
    pub kcv: String,
}

/// Everything that depends on a key, as lines.
pub fn consequences(app: &App, key: &Key, to: KeyState, found: &Dependents) -> Vec<String> {
    let lang = app.lang;
    let mut lines = vec![
        prompts::danger_key(
            lang,
            app.code(&key.descriptor),
            app.purpose(&key.descriptor),
            key.kcv,
        ),
        prompts::danger_to(lang, terms::state(lang, key.state), terms::state(lang, to)),
    ];
    if !found.regions.is_empty() {
        let regions: Vec<_> = found.regions.iter().map(|code| app.region(*code)).collect();
        // A long list is broken so that the box stays readable.
        lines.extend(
            regions
                .chunks(4)
                .map(|few| prompts::danger_regions(lang, few.join("  "))),
        );
    }
    if !found.packages.is_empty() {
        lines.push(prompts::danger_packages(
            lang,
            found.packages.len(),
            found.open_packages.len(),
        ));
    }
    if found.cards > 0 {
        lines.push(prompts::danger_cards(lang, found.cards));
    }
    if !found.carriers.is_empty() {
        let carriers: Vec<_> = found.carriers.iter().map(ToString::to_string).collect();
        lines.extend(
            carriers
                .chunks(4)
                .map(|few| prompts::danger_carriers(lang, few.join("  "))),
        );
    }
    if found.other_versions.is_empty() {
        lines.push(prompts::danger_alone(lang));
    } else {
        let versions: Vec<_> = found
            .other_versions
            .iter()
            .map(|one| format!("v{}", one.number()))
            .collect();
        lines.push(prompts::danger_versions(lang, versions.join(" ")));
    }
    if to == KeyState::Destroyed {
        lines.extend(
            found
                .parent
                .map(|parent| prompts::danger_parent(lang, parent)),
        );
        lines.push(prompts::danger_backups(lang));
    }
    lines
}

/// Refusal where what has to be typed can be neither asked for nor found among the options.
pub fn unattended(app: &App, options: &str, next: String) -> Failure {
    let what = fails::option_missing(app.lang, options);
    let why = fails::option_missing_why(app.lang);
    Failure::said(app.lang, "confirmation", 2, what, why, next)
}

/// Shows what cannot be undone, and lets it pass only where the serial is given once more: in the option, or typed.
pub fn confirm_id(app: &App, matches: &ArgMatches, serial: &Mark, lines: &[String]) -> Result<()> {
    let title = prompts::danger_title(app.lang);
    app.say(&boxed(Paint::stderr(), &title, lines));
    let given = matches.get_one::<Mark>("confirm");
    let typed = match given {
        Some(mark) => mark.to_string(),
        None if at_terminal() => ask(app.lang, &prompts::type_serial(app.lang))?,
        None => {
            let next = prompts::confirm_id_next(app.lang, serial);
            return Err(unattended(app, "--confirm", next));
        }
    };
    if typed == serial.as_str() {
        Ok(())
    } else {
        let (what, why) = (
            prompts::confirm_differs(app.lang, typed, serial),
            prompts::confirm_differs_why(app.lang),
        );
        let next = prompts::confirm_id_next(app.lang, serial);
        Err(Failure::said(app.lang, "confirmation", 2, what, why, next))
    }
}

/// So many days after the newest record, whoever records the next one says which day it is: a day that this machine's
/// clock makes up would stand in the log, and nothing could be recorded before it.
const LONG: i32 = 31;

/// Has the day confirmed where the newest record is old.
pub fn confirm_today(app: &App, matches: &ArgMatches, newest: Option<Date>) -> Result<()> {
    let today = kms::custody::today();
    let Some(newest) = newest.filter(|newest| newest.saturating_add(LONG.days()) < today) else {
        return Ok(());
    };
    let given = matches.try_get_one::<Date>("today").ok().flatten();
    let said = match given {
        Some(day) => day.to_string(),
        None if at_terminal() => ask(app.lang, &prompts::which_day(app.lang, newest))?,
        None => {
            let next = prompts::which_day_next(app.lang);
            return Err(unattended(app, "--today", next));
        }
    };
    if said == today.to_string() {
        return Ok(());
    }
    let what = prompts::another_day(app.lang, today);
    let why = prompts::another_day_why(app.lang);
    let next = errors::doctor(app.lang, called());
    Err(Failure::said(app.lang, "today", 2, what, why, next))
}

/// Shows the consequences and takes the confirmation: from the options, or typed.
pub fn confirm_key(app: &App, matches: &ArgMatches, lines: &[String]) -> Result<Typed> {
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    app.say(&boxed(
        Paint::stderr(),
        &prompts::danger_title(app.lang),
        lines,
    ));
    let missing: Vec<_> = ["confirm-code", "confirm-kcv"]
        .into_iter()
        .filter(|name| given(name).is_none())
        .map(|name| format!("--{name}"))
        .collect();
    if !missing.is_empty() && !at_terminal() {
        let next = confirmation_key_next(app.lang, called());
        let missing = missing.join(&reports::gap(app.lang));
        return Err(unattended(app, &missing, next));
    }
    let typed = |name: &str, prompt: String| match given(name) {
        Some(text) => Ok(text),
        None => ask(app.lang, &prompt),
    };
    let code = typed("confirm-code", prompts::type_code(app.lang))?;
    Ok(Typed {
        code,
        kcv: typed("confirm-kcv", prompts::type_kcv(app.lang))?,
    })
}
