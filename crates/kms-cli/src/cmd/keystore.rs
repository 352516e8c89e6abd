//! `kms init`, `kms verify`, `kms repair`, `kms recover`: the keystore as a whole.

use std::path::Path;

use clap::ArgMatches;
use key_derivation::{Catalogue, RegionCode};
use keystore::Report;
use kms::init::{NewCustodian, NewKeystore};
use kms::{Artefact, recover as open_ends};
use quorum::{Action, Cost, OfficerId};
use serde_json::json;

use super::erased;
use super::findings;
use super::package::path;
use super::status::{open_line, recover_command};
use super::transport::paths;
use crate::app::{App, backend, quoted};
use crate::explain;
use crate::failure::{Failure, Result};
use crate::messages::errors::store;
use crate::messages::{prompts, reports, terms};
use crate::output::{Answer, to_json};
use crate::people::{Chosen, at_terminal};
use crate::shown;

/// `kms init`.
pub fn init(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let region = matches
        .get_one::<RegionCode>("region")
        .copied()
        .unwrap_or(RegionCode::MINISTRY);
    let custodians: Vec<(OfficerId, String)> = matches
        .get_many("custodian")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let k = matches
        .get_one::<u64>("threshold")
        .map_or(0, |k| u8::try_from(*k).unwrap_or(0));
    let rehearsal = matches.get_flag("rehearsal");
    let level = kms::init::check(region, k, &custodians)?;
    let regional_catalogue = regional_catalogue(matches)?;
    let at = app.path()?;
    if at.symlink_metadata().is_ok() {
        return Err(keystore::Error::Exists(at.to_owned()).into());
    }
    check_folder(app, at)?;
    let (level, named) = (terms::level(lang, level), app.region(region));
    if matches.get_flag("dry-run") {
        let text = format!(
            "{}\n  {}\n",
            reports::would(lang),
            reports::init_would(lang, level, named, k, custodians.len())
        );
        return Ok(Answer::new(
            text,
            json!({ "dry_run": true, "region": region, "k": k, "n": custodians.len() }),
        ));
    }
    if at_terminal() {
        app.say(&prompts::choosing(lang));
    }
    let mut chosen = Chosen::default();
    let choose = |(officer, name): (OfficerId, String)| {
        let passphrase = app.people.choose(&officer, &name, rehearsal, &mut chosen)?;
        Ok(NewCustodian {
            officer,
            name,
            passphrase,
        })
    };
    let custodians = custodians
        .into_iter()
        .map(choose)
        .collect::<Result<Vec<_>>>()?;
    let new = NewKeystore {
        region,
        k,
        custodians,
        rehearsal,
        cost: Cost::DEFAULT,
        regional_catalogue,
    };
    app.begin();
    let session = kms::init::init(at, new, backend)?;
    let status = kms::status::status(session.keystore())?;
    let mark = if rehearsal {
        reports::rehearsal_mark(lang, app.paint.bad(&terms::rehearsal(lang)))
    } else {
        String::new()
    };
    let head = format!(
        "{}{mark}\n",
        app.paint.bold(&reports::initialised(lang, level, named))
    );
    let text = format!(
        "{head}  {}  {}\n  {}\n{}",
        reports::h_keystore_id(lang),
        status.party.keystore,
        reports::quorum(lang, k, status.custodians.len()),
        app.next(&format!("identity export --out {region}.identity")),
    );
    Ok(Answer::new(text, to_json(&status)).with("path", at))
}

/// A keystore is created in a folder that exists; said before anybody chooses a passphrase.
fn check_folder(app: &App, at: &Path) -> Result<()> {
    let lang = app.lang;
    let parent = at.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new("."));
    if folder.is_dir() {
        return Ok(());
    }
    let what = store::no_folder(lang, shown::path(folder));
    let next = store::no_folder_next(lang, quoted(folder.as_os_str()));
    Err(Failure::said(
        lang,
        "no-keystore",
        10,
        what,
        store::no_folder_why(lang),
        next,
    ))
}

/// The file of `--catalogue`, which must add to the built-in catalogue.
fn regional_catalogue(matches: &ArgMatches) -> Result<Option<Vec<u8>>> {
    let Some(path) = matches.get_one::<std::path::PathBuf>("catalogue") else {
        return Ok(None);
    };
    let json = kms::read_file(path, Artefact::Catalogue, Catalogue::MAX_FILE as u64)?;
    Catalogue::builtin().with_regional(&json)?;
    Ok(Some(json.to_vec()))
}

/// The notes of `--witness`.
fn witnesses(matches: &ArgMatches) -> Result<Vec<String>> {
    let read = |path: std::path::PathBuf| {
        let bytes = kms::read_file(&path, Artefact::Checkpoint, kms::audit::MAX_CHECKPOINT)?;
        let text = String::from_utf8(bytes.to_vec());
        text.map_err(|_| {
            Failure::from(kms::Error::Artefact(
                Artefact::Checkpoint,
                kms::Flaw::Malformed,
            ))
        })
    };
    paths(matches, "witness").into_iter().map(read).collect()
}

/// `kms verify`: 0 where everything holds, 3 where not.
pub fn verify(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let witnesses = witnesses(matches)?;
    let report = keystore::verify_with(app.path()?, &witnesses)?;
    findings::check_witnesses(app, &report, &paths(matches, "witness"), &witnesses)?;
    let answer = verified(app, &report, witnesses.len());
    Ok(if report.is_clean() {
        answer
    } else {
        answer.exit(3)
    })
}

fn verified(app: &App, report: &Report, witnesses: usize) -> Answer {
    let (lang, paint) = (app.lang, app.paint);
    let mut text = String::new();
    if report.is_clean() {
        text.push_str(&paint.good(&reports::verified(lang, report.entries, report.checkpoints)));
        let elsewhere = if witnesses == 0 {
            reports::no_witness(lang)
        } else {
            reports::witnesses_agree(lang, witnesses)
        };
        text.push_str(&format!("\n{elsewhere}\n"));
    } else {
        text.push_str(&format!(
            "{}\n",
            paint.bad(&reports::not_verified(lang, report.findings.len()))
        ));
        for finding in &report.findings {
            text.push_str(&format!("  {}\n", explain::finding(lang, finding)));
        }
        text.push_str(&format!(
            "{}{}\n",
            paint.good(&reports::next(lang)),
            findings::next(app, report)
        ));
    }
    if report.unsigned_tail > 0 {
        text.push_str(&format!(
            "{}{}\n",
            paint.warn(&reports::warning(lang)),
            reports::unsigned_tail(lang, report.unsigned_tail)
        ));
    }
    for warning in &report.warnings {
        text.push_str(&format!(
            "{}{}\n",
            paint.warn(&reports::warning(lang)),
            explain::warning(lang, warning)
        ));
    }
    let found: Vec<_> = report.findings.iter().map(findings::to_json).collect();
    let json = json!({
        "verified": report.is_clean(),
        "code": kms::code::verification(report),
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "unsigned_tail": report.unsigned_tail,
        "witnesses": witnesses,
        "findings": found,
    });
    Answer::new(text, json)
}

/// `kms recover`.
pub fn recover(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let open = open_ends::open(keystore.state());
    let shown: String = open
        .iter()
        .map(|one| format!("  {}\n", open_line(app, keystore.state(), one)))
        .collect();
    let package = paths(matches, "package");
    if open.is_empty() && package.is_empty() {
        return Ok(Answer::new(
            format!("{}\n", reports::nothing_open(lang)),
            json!({ "written": [], "open": [] }),
        ));
    }
    let no_folder = matches.get_one::<std::path::PathBuf>("out").is_none();
    if no_folder || matches.get_flag("dry-run") {
        let text = format!(
            "{}\n{shown}{}",
            reports::still_open(lang),
            app.next(&recover_command(lang, &open))
        );
        return Ok(Answer::new(
            text,
            json!({ "written": [], "open": to_json(&open) }),
        ));
    }
    let package = package
        .first()
        .map(|path| kms::read_file(path, Artefact::Package, kms::package::MAX_PACKAGE));
    let package = package.transpose()?;
    if let Some(bytes) = &package {
        kms::package::plan_finish(keystore.state(), bytes)?;
    }
    let mut session = app.unlock(keystore, needed(&open))?;
    let (folder, folders) = (path(matches, "out"), paths(matches, "component-dir"));
    let bytes = package.as_ref().map(|bytes| bytes.as_slice());
    let done = session.run(|session| open_ends::recover(session, &folder, &folders, bytes))?;
    let mut text = format!("{}\n", reports::recovered(lang, done.written.len()));
    text.push_str(
        &done
            .written
            .iter()
            .map(|path| format!("  {}\n", shown::path(path)))
            .collect::<String>(),
    );
    if !done.open.is_empty() {
        let left = done
            .open
            .iter()
            .map(|one| format!("  {}\n", open_line(app, session.state(), one)));
        text.push_str(&format!(
            "{}\n{}",
            reports::still_open(lang),
            left.collect::<String>()
        ));
    }
    let answer = Answer::new(text, to_json(&done));
    Ok(erased(app, &session, answer))
}

/// Writing components again, or signing a receipt, needs the root secret and so a quorum.
fn needed(open: &[open_ends::Open]) -> Action {
    let by_one = |open: &open_ends::Open| {
        matches!(
            open,
            open_ends::Open::Package { components: 0, .. } | open_ends::Open::Receipt { .. }
        )
    };
    if open.iter().all(by_one) {
        Action::Recover
    } else {
        Action::PackageCreate
    }
}

/// `kms repair`.
pub fn repair(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let witnesses = witnesses(matches)?;
    let report = keystore::verify_with(app.path()?, &witnesses)?;
    findings::check_witnesses(app, &report, &paths(matches, "witness"), &witnesses)?;
    if report.is_clean() {
        return Ok(Answer::new(
            format!("{}\n", reports::repair_nothing(lang)),
            json!({ "findings": [] }),
        ));
    }
    if matches.get_flag("dry-run") {
        let answer = verified(app, &report, witnesses.len());
        if !findings::mendable(&report) {
            return Ok(answer.exit(3).with("dry_run", true).with("mendable", false));
        }
        let would = reports::repair_would(lang, report.findings.len());
        let text = format!("{}{}\n  {would}\n", answer.text, reports::would(lang));
        return Ok(Answer { text, ..answer }
            .with("dry_run", true)
            .with("mendable", true));
    }
    let credentials = app.people.of_damaged()?;
    app.begin();
    let done = kms::repair::repair(app.path()?, &witnesses, credentials, backend)?;
    let mut text = match &done.kept {
        Some(kept) => reports::repaired(lang, done.rows, shown::path(kept)),
        None => reports::nothing_to_repair(lang),
    };
    text.push('\n');
    for lost in &done.lost {
        text.push_str(&format!(
            "  {}\n",
            reports::lost(lang, lost.content, &lost.of)
        ));
    }
    Ok(Answer::new(text, to_json(&done)))
}
