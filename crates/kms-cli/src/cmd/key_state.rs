//! `kms key activate`, `suspend`, `deactivate`, `compromise`, `destroy`.

use clap::ArgMatches;
use key_derivation::KeyId;
use keystore::{KeyState, State};
use kms::keys::{self, Confirmation, Dependents};
use quorum::Action;
use serde_json::{Value, json};

use super::erased;
use crate::app::App;
use crate::confirm::{confirm_key, consequences};
use crate::failure::{Failure, Result};
use crate::messages::{fails, reports, terms};
use crate::output::{Answer, to_json};

/// One change, as it is told.
struct Change {
    key_id: KeyId,
    text: String,
    json: Value,
}

fn describe(app: &App, state: &State, key_id: KeyId, to: KeyState) -> Result<Change> {
    let missing = || kms::Error::NoKey(key_id.to_string());
    let key = state.keys.get(&key_id).ok_or_else(missing)?;
    let (from, after) = (
        terms::state(app.lang, key.state),
        terms::state(app.lang, to),
    );
    let code = app.code(&key.descriptor);
    let json = json!({
        "key_id": key_id, "code": code, "kcv": key.kcv, "from": key.state.name(), "to": to.name(),
    });
    Ok(Change {
        key_id,
        text: reports::state_changed(app.lang, code, key.kcv, from, after),
        json,
    })
}

/// Everything that is to change, checked before anybody is asked for a passphrase.
fn plan(
    app: &App,
    state: &State,
    matches: &ArgMatches,
    to: KeyState,
    reason: &str,
) -> Result<Vec<Change>> {
    let words = matches.get_many::<String>("key").into_iter().flatten();
    let mut changes = Vec::new();
    for word in words {
        let key_id = keys::find_key(state, app.catalogue(), word)?;
        keys::plan_change(state, key_id, to, reason)
            .map_err(|error| named(app, state, key_id, error))?;
        changes.push(describe(app, state, key_id, to)?);
    }
    Ok(changes)
}

/// An error about a change, with the key that it was about.
fn named(app: &App, state: &State, key_id: KeyId, error: kms::Error) -> Failure {
    let Some(key) = state
        .keys
        .get(&key_id)
        .filter(|_| matches!(error, kms::Error::Transition { .. }))
    else {
        return error.into();
    };
    let mut said = app.explain(&error);
    said.what = fails::of_key(app.lang, app.code(&key.descriptor), said.what);
    Failure::Said(Box::new(said))
}

fn answer(app: &App, changes: &[Change], dry_run: bool) -> Answer {
    let lines: String = changes
        .iter()
        .map(|change| format!("  {}\n", change.text))
        .collect();
    let changed: Vec<_> = changes.iter().map(|change| &change.json).collect();
    let text = if dry_run {
        format!("{}\n{lines}", reports::would(app.lang))
    } else {
        lines
    };
    let answer = Answer::new(text, json!({ "changes": changed }));
    if dry_run {
        answer.with("dry_run", true)
    } else {
        answer
    }
}

/// What has to be done once a key is known to others: tell people, make the next version, send it out.
fn after_compromise(app: &App, state: &State, key_id: KeyId, found: &Dependents) -> String {
    let lang = app.lang;
    let Some(key) = state.keys.get(&key_id) else {
        return String::new();
    };
    let regions: Vec<_> = found.regions.iter().map(|code| app.region(*code)).collect();
    let regions = regions.join(&reports::gap(lang));
    let mut lines = vec![match regions.as_str() {
        "" => reports::compromised_tell(lang),
        regions => reports::compromised_tell_all(lang, regions),
    }];
    let descriptor = &key.descriptor;
    let chosen = format!(
        "--kind {} --algorithm {}",
        descriptor.kind,
        descriptor.algorithm.code()
    );
    if descriptor.parent.is_some() {
        lines.push(reports::compromised_ask(lang));
    } else {
        let rotate = app.command(&format!("key rotate {chosen} --activate"));
        lines.push(reports::compromised_rotate(lang, rotate));
    }
    if !found.regions.is_empty() {
        let see = app.command(&format!("region coverage --kind {}", descriptor.kind));
        lines.push(reports::compromised_reissue(lang, see));
    }
    let line = |line: &String| format!("{}{line}\n", app.paint.good(&reports::next(lang)));
    lines.iter().map(line).collect()
}

fn reason(matches: &ArgMatches) -> &str {
    matches
        .get_one::<String>("reason")
        .map_or("", String::as_str)
}

/// A change that can be taken back, of one key or several.
pub fn change(app: &App, matches: &ArgMatches, to: KeyState) -> Result<Answer> {
    let keystore = app.read()?;
    let changes = plan(app, keystore.state(), matches, to, reason(matches))?;
    if matches.get_flag("dry-run") {
        return Ok(answer(app, &changes, true));
    }
    let mut session = app.unlock(keystore, to.action().unwrap_or(Action::KeyActivate))?;
    for change in &changes {
        session.run(|session| {
            keys::change_state(
                session,
                app.catalogue(),
                change.key_id,
                to,
                reason(matches),
                None,
            )
        })?;
    }
    Ok(answer(app, &changes, false))
}

/// A change that cannot be taken back, of one key, after everything that depends on it was shown.
pub fn danger(app: &App, matches: &ArgMatches, to: KeyState) -> Result<Answer> {
    let keystore = app.read()?;
    let state = keystore.state();
    let changes = plan(app, state, matches, to, reason(matches))?;
    let Some((change, key)) = changes
        .first()
        .and_then(|change| Some((change, state.keys.get(&change.key_id)?)))
    else {
        return Ok(Answer::silent());
    };
    let found = keys::dependents(state, change.key_id)?;
    let lines = consequences(app, key, to, &found);
    if matches.get_flag("dry-run") {
        let shown: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        let mut answer = answer(app, &changes, true);
        answer.text.push_str(&shown);
        return Ok(answer.with("dependents", to_json(&found)));
    }
    let typed = confirm_key(app, matches, &lines)?;
    let mut session = app.unlock(keystore, to.action().unwrap_or(Action::KeyDestroy))?;
    session.run(|session| {
        let confirmation = Confirmation {
            code: &typed.code,
            kcv: &typed.kcv,
        };
        keys::change_state(
            session,
            app.catalogue(),
            change.key_id,
            to,
            reason(matches),
            Some(&confirmation),
        )
    })?;
    let mut answer = answer(app, &changes, false);
    if to == KeyState::Compromised {
        answer.text.push_str(&after_compromise(
            app,
            session.state(),
            change.key_id,
            &found,
        ));
    }
    let answer = answer.with("dependents", to_json(&found));
    Ok(erased(app, &session, answer))
}
