//! `kms transport …`.

use std::path::PathBuf;

use clap::ArgMatches;
use key_derivation::RegionCode;
use kms::transport;
use quorum::Action;
use serde_json::json;

use super::below;
use crate::app::App;
use crate::failure::Result;
use crate::messages::reports;
use crate::output::{Answer, to_json};
use crate::shown;

/// Runs a command of the group.
pub fn run(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let (name, matches) = below(matches);
    match name {
        "create" => create(app, matches),
        _ => import(app, matches),
    }
}

/// The values of a repeatable option that takes paths.
pub fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches
        .get_many::<PathBuf>(name)
        .into_iter()
        .flatten()
        .cloned()
        .collect()
}

fn create(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let to = matches
        .get_one::<RegionCode>("to")
        .copied()
        .unwrap_or(RegionCode::MINISTRY);
    let folders = paths(matches, "component-dir");
    let keystore = app.read()?;
    transport::plan_create(keystore.state(), to, folders.len())?;
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::transport_would(lang, app.region(to), folders.len())
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "to": to, "components": folders.len() }),
        ));
    }
    let mut session = app.unlock(keystore, Action::TransportCreate)?;
    let made = session.run(|session| transport::create(session, to, &folders))?;
    let mut text = format!(
        "{}\n  {} {}\n  {} {}\n",
        reports::transport_made(lang, app.region(to)),
        reports::h_id(lang),
        made.transport_id,
        reports::h_kcv(lang),
        made.kcv
    );
    text.push_str(&components(app, &made.components));
    Ok(Answer::new(text, to_json(&made)))
}

/// The component files, one a line.
pub fn components(app: &App, paths: &[PathBuf]) -> String {
    let lines: String = paths
        .iter()
        .map(|path| format!("  {}\n", shown::path(path)))
        .collect();
    if paths.is_empty() {
        lines
    } else {
        format!("{}\n{lines}", reports::components_written(app.lang))
    }
}

fn import(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let files = paths(matches, "file");
    let keystore = app.read()?;
    transport::check_components(keystore.state(), &files)?;
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::transport_import_would(lang, files.len())
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "components": files.len() }),
        ));
    }
    let mut session = app.unlock(keystore, Action::TransportImport)?;
    let id = session.run(|session| transport::import(session, &files))?;
    let from = session
        .state()
        .transports
        .get(&id)
        .map(|transport| transport.peer.clone());
    let region = from
        .as_ref()
        .map_or_else(String::new, |from| app.region(from.region));
    let next = app.next(&format!(
        "package import {} --out {}",
        reports::p_package(lang),
        reports::p_folder(lang)
    ));
    let text = format!("{}\n{next}", reports::transport_imported(lang, &id, region));
    Ok(Answer::new(
        text,
        json!({ "transport_id": id, "from": to_json(from) }),
    ))
}
