//! `kms key generate`, `kms key rotate`, `kms key derive`.

use std::path::PathBuf;

use clap::ArgMatches;
use key_derivation::{Algorithm, KeyVersion, KindCode, Scheme};
use keystore::State;
use kms::keys::{self, NewKey};
use kms::{Artefact, Flaw, cards};
use quorum::Action;
use serde_json::json;

use super::key_list::{key_json, kinds};
use crate::app::App;
use crate::failure::{Failure, Result};
use crate::layout::{Field, table};
use crate::messages::{fails, reports};
use crate::output::{Answer, to_json};
use crate::shown::visible;

/// Longest list of cards, in bytes: some millions of lines.
const MAX_CARDS: u64 = 64 * 1024 * 1024;

/// Generates each kind in each algorithm under one unlocking; `rotate` asks for an older version.
pub fn generate(app: &App, matches: &ArgMatches, rotate: bool) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let wanted = wanted(app, matches, keystore.state())?;
    let plan = if rotate {
        keys::plan_rotate
    } else {
        keys::plan_generate
    };
    let planned = wanted
        .iter()
        .map(|new| Ok(plan(keystore.state(), app.catalogue(), new)?))
        .collect::<Result<Vec<_>>>()?;
    if matches.get_flag("dry-run") {
        let line = |key| {
            format!(
                "  {}\n",
                reports::generate_would(lang, app.code(key), app.purpose(key))
            )
        };
        let text = format!(
            "{}\n{}",
            reports::would(lang),
            planned.iter().map(line).collect::<String>()
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "keys": to_json(&planned) }),
        ));
    }
    let mut session = app.unlock(
        keystore,
        if rotate {
            Action::KeyRotate
        } else {
            Action::KeyGenerate
        },
    )?;
    let make = if rotate { keys::rotate } else { keys::generate };
    let mut made = Vec::new();
    for new in &wanted {
        made.push(session.run(|session| make(session, app.catalogue(), new))?);
    }
    let keys: Vec<_> = made
        .iter()
        .filter_map(|key_id| session.state().keys.get(key_id))
        .collect();
    let row = |key: &&keystore::Key| {
        let (code, purpose) = (app.code(&key.descriptor), app.purpose(&key.descriptor));
        vec![Field::new(code), Field::new(purpose), Field::new(key.kcv)]
    };
    let headings =
        [reports::h_key, reports::h_purpose, reports::h_kcv].map(|heading| heading(lang));
    let table = table(
        app.paint,
        &headings,
        &keys.iter().map(row).collect::<Vec<_>>(),
    );
    let json = json!({ "keys": keys.iter().map(|key| key_json(app, key)).collect::<Vec<_>>() });
    let mut text = format!("{}\n\n{table}", reports::generated(lang, keys.len()));
    if !matches.get_flag("activate") {
        let codes: Vec<_> = keys.iter().map(|key| app.code(&key.descriptor)).collect();
        text.push_str(&format!(
            "\n{}",
            app.next(&format!(
                "key activate {} --reason {}",
                codes.join(" "),
                reports::p_reason(lang)
            ))
        ));
    }
    Ok(Answer::new(text, json))
}

fn wanted(app: &App, matches: &ArgMatches, state: &State) -> Result<Vec<NewKey>> {
    let every = matches
        .get_many::<String>("kind")
        .into_iter()
        .flatten()
        .any(|word| word == "all");
    let kinds = if every {
        own_kinds(app, state)
    } else {
        kinds(app, matches)?
    };
    let algorithms: Vec<_> = matches
        .get_many::<Algorithm>("algorithm")
        .into_iter()
        .flatten()
        .copied()
        .collect();
    let version = matches.get_one::<KeyVersion>("version").copied();
    if version.is_some() && kinds.len() * algorithms.len() > 1 {
        let next = fails::version_of_many_next(app.lang);
        return Err(Failure::usage(
            app.lang,
            fails::version_of_many(app.lang),
            next,
        ));
    }
    let scheme = matches.get_one::<Scheme>("scheme").copied();
    let activate = matches.get_flag("activate");
    let new = |kind, algorithm| NewKey {
        kind,
        algorithm,
        version,
        scheme,
        activate,
    };
    Ok(kinds
        .iter()
        .flat_map(|kind| algorithms.iter().map(|algorithm| new(*kind, *algorithm)))
        .collect())
}

/// Every kind whose master this level generates; a region's own kinds only in that region.
fn own_kinds(app: &App, state: &State) -> Vec<KindCode> {
    let home = state.home();
    let own = |kind: &&key_derivation::Kind| {
        kind.root == home.level && kind.region.is_none_or(|region| region == home.region)
    };
    app.catalogue()
        .kinds()
        .iter()
        .filter(own)
        .map(|kind| kind.code)
        .collect()
}

/// Derives card keys and reports their check values.
pub fn derive(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let diversifiers = diversifiers(app, matches)?;
    let keystore = app.read()?;
    let word = matches.get_one::<String>("key").map_or("", String::as_str);
    let key_id = keys::find_key(keystore.state(), app.catalogue(), word)?;
    cards::plan(keystore.state(), key_id, &diversifiers)?;
    let code = keystore
        .state()
        .keys
        .get(&key_id)
        .map_or_else(String::new, |key| app.code(&key.descriptor));
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::derive_would(lang, diversifiers.len(), &code)
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "key_id": key_id, "count": diversifiers.len() }),
        ));
    }
    let mut session = app.unlock(keystore, Action::KeyDerive)?;
    let derived = session.run(|session| cards::derive(session, key_id, &diversifiers))?;
    let rows: Vec<_> = derived
        .iter()
        .map(|card| vec![Field::new(&card.card), Field::new(card.kcv)])
        .collect();
    let headings = [reports::h_card, reports::h_kcv].map(|heading| heading(lang));
    let text = format!(
        "{}\n\n{}",
        reports::derived(lang, rows.len(), code),
        table(app.paint, &headings, &rows)
    );
    Ok(Answer::new(
        text,
        json!({ "key_id": key_id, "cards": to_json(&derived) }),
    ))
}

/// Diversifiers from `--card` and from the lines of `--cards`.
fn diversifiers(app: &App, matches: &ArgMatches) -> Result<Vec<Vec<u8>>> {
    let lang = app.lang;
    let mut words: Vec<String> = matches
        .get_many::<String>("card")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if let Some(path) = matches.get_one::<PathBuf>("cards") {
        let bytes = kms::read_file(path, Artefact::Cards, MAX_CARDS)?;
        let malformed = |_| kms::Error::Artefact(Artefact::Cards, Flaw::Malformed);
        let text = std::str::from_utf8(&bytes).map_err(malformed)?;
        words.extend(
            text.lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned),
        );
    }
    if words.is_empty() {
        return Err(Failure::usage(
            lang,
            fails::no_cards(lang),
            fails::no_cards_next(lang),
        ));
    }
    let bytes = |word: &String| {
        let decoded = hex::decode(word)
            .ok()
            .filter(|bytes| (1..=16).contains(&bytes.len()));
        decoded.ok_or_else(|| {
            Failure::usage(
                lang,
                fails::not_a_card(lang, visible(word)),
                fails::not_a_card_next(lang),
            )
        })
    };
    words.iter().map(bytes).collect()
}
