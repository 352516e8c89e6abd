//! `kms key list`, `kms key show`.

use clap::ArgMatches;
use key_derivation::{Algorithm, KindCode};
use keystore::{Key, KeyState};
use serde_json::{Value, json};

use crate::app::App;
use crate::failure::Result;
use crate::layout::{Field, Tone, facts, table};
use crate::messages::{reports, terms};
use crate::output::{Answer, to_json};

/// A key as programs see it.
pub fn key_json(app: &App, key: &Key) -> Value {
    let mut value = to_json(&key.descriptor);
    if let Value::Object(members) = &mut value {
        members.insert("code".into(), app.code(&key.descriptor).into());
        members.insert("kcv".into(), key.kcv.to_string().into());
        members.insert("state".into(), key.state.name().into());
        members.insert("since".into(), key.since.clone().into());
        members.insert("reason".into(), key.reason.clone().into());
    }
    value
}

/// How a state is to be noticed.
pub fn tone(state: KeyState) -> Tone {
    match state {
        KeyState::Active => Tone::Good,
        KeyState::PreActivation => Tone::Plain,
        KeyState::Suspended => Tone::Warn,
        KeyState::Deactivated | KeyState::Destroyed => Tone::Dim,
        KeyState::Compromised => Tone::Bad,
    }
}

/// A time as people read it: the date and the time to the minute.
pub fn moment(time: &str) -> String {
    time.get(..16).unwrap_or(time).replace('T', " ")
}

/// `kms key list`.
pub fn list(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let kinds = kinds(app, matches)?;
    let algorithms: Vec<_> = matches
        .get_many::<Algorithm>("algorithm")
        .into_iter()
        .flatten()
        .copied()
        .collect();
    let state = matches.get_one::<KeyState>("state").copied();
    let fits = |key: &&Key| {
        (kinds.is_empty() || kinds.contains(&key.descriptor.kind))
            && (algorithms.is_empty() || algorithms.contains(&key.descriptor.algorithm))
            && state.is_none_or(|state| key.state == state)
    };
    let mut keys: Vec<_> = keystore.state().keys.values().filter(fits).collect();
    keys.sort_by_key(|key| {
        (
            key.descriptor.kind,
            key.descriptor.algorithm.code(),
            key.descriptor.version,
        )
    });
    let json = json!({ "keys": keys.iter().map(|key| key_json(app, key)).collect::<Vec<_>>() });
    if keys.is_empty() {
        return Ok(Answer::new(format!("{}\n", reports::no_keys(lang)), json));
    }
    let rows: Vec<_> = keys.iter().map(|key| row(app, key)).collect();
    let headings = [
        reports::h_key,
        reports::h_purpose,
        reports::h_algorithm,
        reports::h_state,
        reports::h_kcv,
        reports::h_origin,
        reports::h_left,
        reports::h_since,
    ];
    let text = table(app.paint, &headings.map(|heading| heading(lang)), &rows);
    Ok(Answer::new(
        format!("{text}\n{}\n", reports::key_count(lang, keys.len())),
        json,
    ))
}

fn row(app: &App, key: &Key) -> Vec<Field> {
    let (lang, descriptor) = (app.lang, &key.descriptor);
    vec![
        Field::new(app.code(descriptor)),
        Field::new(app.purpose(descriptor)),
        Field::new(descriptor.algorithm.name()),
        Field::new(terms::state(lang, key.state)).tone(tone(key.state)),
        Field::new(key.kcv),
        Field::new(terms::origin(lang, descriptor.origin)),
        Field::new(descriptor.levels_left).right(),
        Field::new(moment(&key.since)).tone(Tone::Dim),
    ]
}

/// The kinds that `--kind` names, by name or by code.
pub fn kinds(app: &App, matches: &ArgMatches) -> Result<Vec<KindCode>> {
    let words = matches.get_many::<String>("kind").into_iter().flatten();
    words
        .map(|word| Ok(kms::keys::find_kind(app.catalogue(), word)?.code))
        .collect()
}

/// `kms key show`.
pub fn show(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let word = matches.get_one::<String>("key").map_or("", String::as_str);
    let key_id = kms::keys::find_key(keystore.state(), app.catalogue(), word)?;
    let found = kms::keys::dependents(keystore.state(), key_id)?;
    let Some(key) = keystore.state().keys.get(&key_id) else {
        return Err(kms::Error::NoKey(word.to_owned()).into());
    };
    let descriptor = &key.descriptor;
    let kind = app.catalogue().by_code(descriptor.kind);
    let mut lines = vec![
        (reports::h_purpose(lang), app.purpose(descriptor)),
        (
            reports::h_sort(lang),
            kind.map_or_else(String::new, |kind| terms::sort(lang, kind.sort)),
        ),
        (reports::h_state(lang), terms::state(lang, key.state)),
        (reports::h_kcv(lang), key.kcv.to_string()),
        (
            reports::h_algorithm(lang),
            descriptor.algorithm.name().to_owned(),
        ),
        (
            reports::h_version(lang),
            descriptor.version.number().to_string(),
        ),
        (reports::h_scheme(lang), descriptor.scheme.name().to_owned()),
        (reports::h_left(lang), descriptor.levels_left.to_string()),
        (
            reports::h_origin(lang),
            terms::origin(lang, descriptor.origin),
        ),
        (reports::h_region(lang), app.region(descriptor.region)),
        (reports::h_owner(lang), app.region(descriptor.owner)),
        (reports::h_since(lang), moment(&key.since)),
        (reports::h_reason(lang), key.reason.clone()),
        (reports::h_id(lang), descriptor.key_id.to_string()),
        (
            reports::h_parent(lang),
            descriptor
                .parent
                .map_or_else(String::new, |id| id.to_string()),
        ),
        (
            reports::h_parent_kcv(lang),
            descriptor
                .parent_kcv
                .map_or_else(String::new, |kcv| kcv.to_string()),
        ),
        (reports::h_context(lang), descriptor.context.clone()),
    ];
    lines.retain(|(_, value)| !value.is_empty());
    let text = format!(
        "{}\n{}",
        app.paint.bold(&app.code(descriptor)),
        facts(app.paint, &lines)
    );
    Ok(Answer::new(
        text,
        json!({ "key": key_json(app, key), "dependents": to_json(&found) }),
    ))
}
