//! `kms package …`, `kms receipt verify`.

use std::path::PathBuf;

use clap::ArgMatches;
use keystore::{Digest, State};
use kms::package::{self, MAX_PACKAGE, MAX_RECEIPT};
use kms::{Artefact, Error};
use quorum::Action;
use serde_json::json;

use super::custody::language;
use super::transport::{components, paths};
use super::{below, erased, package_create, package_show};
use crate::app::App;
use crate::failure::{Failure, Result};
use crate::messages::{application, fails, reports};
use crate::output::{Answer, to_json};
use crate::shown;

/// Runs a command of the group.
pub fn run(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    match name {
        "create" => package_create::create(app, matches),
        "list" => package_show::list(app),
        "inspect" => package_show::inspect(app, matches),
        "import" => import(app, matches),
        "memorandum" => memorandum(app, matches),
        "reissue" => reissue(app, matches),
        _ => cancel(app, matches),
    }
}

/// The path under `name`.
pub fn path(matches: &ArgMatches, name: &str) -> PathBuf {
    matches
        .get_one::<PathBuf>(name)
        .cloned()
        .unwrap_or_default()
}

/// Lines that warn, one a code.
pub fn warnings(app: &App, codes: &[impl AsRef<str>]) -> String {
    let sentence = |code: &str| match code {
        "counter-gap" => reports::warn_counter_gap(app.lang),
        "continuity-from-older-checkpoint" => reports::warn_older_checkpoint(app.lang),
        other => reports::warn_other(app.lang, other),
    };
    let line = |code: &str| {
        format!(
            "{}{}\n",
            app.paint.warn(&reports::warning(app.lang)),
            sentence(code)
        )
    };
    codes.iter().map(|code| line(code.as_ref())).collect()
}

fn import(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let bytes = kms::read_file(&path(matches, "file"), Artefact::Package, MAX_PACKAGE)?;
    let keystore = app.read()?;
    let checked = package::check(keystore.state(), &bytes).map_err(|error| {
        match package_show::is_own(keystore.state(), &bytes) {
            true => Failure::own(app, Artefact::Package, &error),
            false => error.into(),
        }
    })?;
    if matches.get_flag("dry-run") {
        let would = reports::package_import_would(lang, checked.payload.keys.len());
        let text = format!(
            "{}\n{}\n  {would}\n",
            package_show::describe(app, &checked.payload),
            reports::would(lang)
        );
        let json = json!({ "dry_run": true, "package": to_json(&checked.payload), "warnings": checked.warnings });
        return Ok(Answer::new(text + &warnings(app, &checked.warnings), json));
    }
    let mut session = app.unlock(keystore, Action::PackageImport)?;
    let folder = path(matches, "out");
    let imported = session.run(|session| package::import(session, &bytes, &folder))?;
    let mut text = warnings(app, &imported.warnings);
    text.push_str(&format!(
        "{}\n",
        reports::package_imported(lang, imported.stored.len())
    ));
    text.push_str(&package_show::keys(app, &checked.payload.keys));
    text.push_str(&format!(
        "\n{}\n",
        reports::receipt_written(lang, shown::path(&imported.receipt))
    ));
    text.push_str(&format!("{}\n", reports::keep_components(lang)));
    Ok(erased(app, &session, Answer::new(text, to_json(&imported))))
}

/// The package whose id begins with `word`.
fn find(app: &App, state: &State, word: &str) -> Result<String> {
    let mut found = state.packages.keys().filter(|id| id.starts_with(word));
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id.clone()),
        (None, _) => Err(Error::NoPackage(word.to_owned()).into()),
        (Some(_), Some(_)) => {
            let what = fails::package_ambiguous(app.lang, word);
            Err(Failure::usage(
                app.lang,
                what,
                fails::package_ambiguous_next(app.lang, app.command("package list")),
            ))
        }
    }
}

fn memorandum(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let word = matches.get_one::<String>("id").map_or("", String::as_str);
    let id = find(app, keystore.state(), word)?;
    let file = path(matches, "out");
    package::write_memorandum(&keystore, &id, &file, language(lang), app.catalogue())?;
    let file = file.display().to_string();
    let text = format!("{}\n", application::memorandum_written(lang, &file));
    Ok(Answer::new(text, json!({ "package_id": id, "page": file })))
}

fn reissue(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let word = matches.get_one::<String>("id").map_or("", String::as_str);
    let reason = matches
        .get_one::<String>("reason")
        .map_or("", String::as_str);
    let id = find(app, keystore.state(), word)?;
    let (_, to, _) = package::plan_reissue(keystore.state(), &id, reason)?;
    if matches.get_flag("dry-run") {
        let region = app.region(to.region);
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::reissue_would(lang, &id, region)
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "package_id": id }),
        ));
    }
    let mut session = app.unlock(keystore, Action::PackageReissue)?;
    let (folder, folders) = (path(matches, "out"), paths(matches, "component-dir"));
    let made = session.run(|session| package::reissue(session, &id, reason, &folder, &folders))?;
    let mut text = format!("{}\n", reports::package_cancelled(lang, &id));
    text.push_str(&package_create::made_text(app, &made, ""));
    let answer = Answer::new(text, to_json(&made)).with("replaces", &id);
    Ok(erased(app, &session, answer))
}

fn cancel(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let word = matches.get_one::<String>("id").map_or("", String::as_str);
    let reason = matches
        .get_one::<String>("reason")
        .map_or("", String::as_str);
    let id = find(app, keystore.state(), word)?;
    package::plan_cancel(keystore.state(), &id, reason)?;
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::cancel_would(lang, &id)
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "package_id": id }),
        ));
    }
    let mut session = app.unlock(keystore, Action::PackageCancel)?;
    session.run(|session| package::cancel(session, &id, reason))?;
    let warning = app.paint.warn(&reports::warning(lang));
    let text = format!(
        "{}\n{warning}{}\n",
        reports::package_cancelled(lang, &id),
        reports::cancel_warning(lang)
    );
    let answer = Answer::new(text, json!({ "package_id": id }));
    Ok(erased(app, &session, answer))
}

/// Runs a command of the group `receipt`; there is one.
pub fn receipt(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let matches = below(matches).1;
    let lang = app.lang;
    let bytes = kms::read_file(&path(matches, "file"), Artefact::Receipt, MAX_RECEIPT)?;
    let keystore = app.read()?;
    let checked = package::check_receipt(keystore.state(), &bytes).map_err(|error| {
        match own_receipt(keystore.state(), &bytes) {
            true => Failure::own(app, Artefact::Receipt, &error),
            false => error.into(),
        }
    })?;
    let region = app.region(checked.payload.from.region);
    let count = checked.payload.stored.len();
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::receipt_would(lang, region, count)
        );
        return Ok(Answer::new(text, to_json(&checked)).with("dry_run", true));
    }
    let mut session = app.unlock(keystore, Action::ReceiptVerify)?;
    let checked = session.run(|session| package::verify_receipt(session, &bytes))?;
    let text =
        warnings(app, &checked.warnings) + &reports::receipt_verified(lang, region, count) + "\n";
    Ok(erased(app, &session, Answer::new(text, to_json(&checked))))
}

/// Whether this keystore signed these exact bytes as a receipt.
fn own_receipt(state: &State, bytes: &[u8]) -> bool {
    let digest = Some(Digest::of(bytes));
    state
        .imports
        .values()
        .any(|import| import.receipt == digest)
}

/// A component file's place, told after a package was made.
pub fn made_files(app: &App, package: &std::path::Path, parts: &[PathBuf]) -> String {
    format!("  {}\n{}", shown::path(package), components(app, parts))
}
