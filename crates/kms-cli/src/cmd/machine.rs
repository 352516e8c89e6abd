//! `kms self-test`, `kms doctor`, `kms demo`: what needs no keystore of one's own.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use key_derivation::RegionTable;
use kms::demo::{Demo, DemoKey};
use kms::selftest::{self, MAX_VECTORS};
use kms::{Artefact, demo as rehearsal};
use quorum::Cost;
use serde_json::json;

use crate::app::{App, backend, quoted};
use crate::failure::Result;
use crate::health;
use crate::layout::{Field, Node, Tone, table, tree};
use crate::messages::{codes, reports, steps, terms};
use crate::output::{Answer, to_json};
use crate::people::say;
use crate::shown;

/// `kms self-test`.
pub fn self_test(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    if let Some(path) = matches.get_one::<PathBuf>("vectors") {
        let bytes = kms::read_file(path, Artefact::Vectors, MAX_VECTORS as u64)?;
        return Ok(vectors(app, &selftest::run_vectors(&bytes)?));
    }
    let names = selftest::known_answers()?;
    let text = format!(
        "{}\n",
        app.paint
            .good(&reports::self_test_passed(lang, names.len()))
    );
    Ok(Answer::new(
        text,
        json!({ "passed": names.len(), "failed": 0, "names": names }),
    ))
}

fn vectors(app: &App, report: &selftest::VectorReport) -> Answer {
    let lang = app.lang;
    let unknown: usize = report.unknown.iter().map(|unknown| unknown.count).sum();
    let mut text = format!(
        "{}\n",
        reports::vectors_result(
            lang,
            report.total,
            report.passed,
            report.failed.len(),
            unknown
        )
    );
    for failed in &report.failed {
        let line = reports::vector_failed(lang, failed.index, &failed.algorithm, &failed.member);
        text.push_str(&format!("  {} {line}\n", app.paint.bad("✗")));
    }
    for unknown in &report.unknown {
        text.push_str(&format!(
            "  {}\n",
            reports::vector_unknown(lang, &unknown.algorithm, unknown.count)
        ));
    }
    let json = json!({
        "total": report.total,
        "passed": report.passed,
        "failed": report.failed.len(),
        "unknown": unknown,
        "failures": to_json(&report.failed),
        "not_used": to_json(&report.unknown),
    });
    Answer::new(text, json).exit(report.exit_code())
}

/// `kms doctor`: a line a check, each with its next step where it warns.
pub fn doctor(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let checks = health::checks(app);
    let rows: Vec<_> = checks
        .iter()
        .map(|check| {
            let (word, tone) = match check.advice {
                None => (reports::doctor_ok(lang), Tone::Good),
                Some(_) => (reports::doctor_warn(lang), Tone::Warn),
            };
            let advice = check.advice.clone().unwrap_or_default();
            let detail = if advice.is_empty() {
                check.found.clone()
            } else {
                format!("{}\n→ {advice}", check.found)
            };
            vec![
                Field::new(&check.name),
                Field::new(word).tone(tone),
                Field::lines(detail),
            ]
        })
        .collect();
    let warnings = checks.iter().filter(|check| check.advice.is_some()).count();
    let end = if warnings == 0 {
        reports::doctor_all_well(lang)
    } else {
        reports::doctor_warnings(lang, warnings)
    };
    let headings = [reports::h_check, reports::h_result, reports::h_detail];
    let text = format!(
        "{}\n{end}\n",
        table(app.paint, &headings.map(|heading| heading(lang)), &rows)
    );
    let list: Vec<_> = checks
        .iter()
        .map(|check| json!({ "check": check.code, "ok": check.advice.is_none(), "found": check.found, "next": check.advice }))
        .collect();
    Ok(Answer::new(
        text,
        json!({ "checks": list, "warnings": warnings }),
    ))
}

/// `kms demo`.
pub fn demo(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let folder = matches
        .get_one::<PathBuf>("dir")
        .cloned()
        .unwrap_or_else(fresh_folder);
    app.begin();
    let made = rehearsal::run(&folder, Cost::FLOOR, backend, &mut |step| {
        if !app.json {
            say(&steps::step(app.lang, step));
        }
    })?;
    let mut text = tree(&made_tree(app, &made));
    text.push('\n');
    let end = if made.verified {
        app.paint
            .good(&reports::demo_verified(app.lang, made.elapsed_ms))
    } else {
        app.paint.bad(&reports::demo_failed(app.lang))
    };
    text.push_str(&format!(
        "{end}\n\n{}\n",
        app.paint.bold(&reports::demo_try(app.lang))
    ));
    for command in commands(&made) {
        text.push_str(&format!("  {command}\n"));
    }
    let code = if made.verified { 0 } else { 3 };
    Ok(Answer::new(text, to_json(&made)).exit(code))
}

/// `kms-demo` in this folder, or the first of `kms-demo-2`, … that is not there yet.
fn fresh_folder() -> PathBuf {
    let names = std::iter::once("kms-demo".to_owned())
        .chain((2..).map(|number| format!("kms-demo-{number}")));
    names
        .map(PathBuf::from)
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_default()
}

fn made_tree(app: &App, made: &Demo) -> Node {
    let lang = app.lang;
    let keystores = made.keystores.iter().map(|keystore| {
        let level = terms::level(lang, keystore.level);
        let head = reports::status_keystore(lang, level, app.region(keystore.region));
        let sent = made
            .packages
            .iter()
            .filter(|package| package.from == keystore.region)
            .count();
        let mut below = vec![
            Node::leaf(shown::path(&keystore.path)),
            Node::leaf(reports::demo_entries(lang, keystore.entries)),
        ];
        if sent > 0 {
            below.push(Node::leaf(reports::demo_packages(lang, sent)));
        }
        let handovers = made.handovers.iter();
        let here = handovers.filter(|one| one.region == keystore.region);
        below.extend(here.map(|one| {
            let refused = codes::refusal(lang, &one.refused);
            Node {
                line: reports::demo_handover(lang, &one.handover, refused),
                below: [&one.record, &one.page]
                    .map(|file| Node::leaf(shown::path(file)))
                    .into(),
            }
        }));
        Node {
            line: app.paint.bold(&head),
            below,
        }
    });
    let mut below: Vec<_> = keystores.collect();
    below.extend(descent(app, &made.keys));
    Node {
        line: format!(
            "{}  {}",
            shown::path(&made.folder),
            app.paint.bad(&terms::rehearsal(lang))
        ),
        below,
    }
}

/// One key on its way down, each step hanging under the one above.
fn descent(app: &App, keys: &[DemoKey]) -> Option<Node> {
    let lang = app.lang;
    let (kept, cards): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.card.is_empty());
    let mut below: Vec<_> = cards
        .iter()
        .map(|key| Node::leaf(reports::demo_card(lang, &key.card, key.kcv)))
        .collect();
    for key in kept.iter().rev() {
        let region = RegionTable::builtin()
            .get(key.region)
            .map(|region| terms::region(lang, region));
        let line = reports::demo_region_key(
            lang,
            format!("{} {}", key.region, region.unwrap_or_default()),
            key.kcv,
        );
        below = vec![Node { line, below }];
    }
    let first = kept.first()?;
    Some(Node {
        line: app.paint.bold(&reports::demo_descent(lang, &first.key)),
        below,
    })
}

/// The program as it was called: a build that is not on the path is named by its own.
fn program() -> String {
    let called = std::env::args_os().next().map(PathBuf::from);
    let by_path = called.filter(|called| called.components().count() > 1);
    by_path.map_or_else(|| "kms".into(), |called| quoted(called.as_os_str()))
}

/// Commands to try next, each of which runs as printed.
fn commands(made: &Demo) -> Vec<String> {
    let (kms, mut commands) = (program(), Vec::new());
    let path = |path: &Path| quoted(path.as_os_str());
    if let Some(ministry) = made.keystores.first() {
        let at = path(&ministry.path);
        commands.push(format!("{kms} --keystore {at} status"));
        commands.push(format!("{kms} --keystore {at} key list"));
        commands.push(format!("{kms} --keystore {at} region coverage"));
    }
    if let Some(province) = made.keystores.get(1) {
        let at = path(&province.path);
        commands.push(format!(
            "{kms} --keystore {at} region show {}",
            province.region
        ));
        commands.push(format!("{kms} --keystore {at} verify"));
    }
    if let (Some(city), Some(applied)) = (made.keystores.get(2), made.applications.first()) {
        let at = path(&city.path);
        let id = &applied.application;
        commands.push(format!("{kms} --keystore {at} application show {id}"));
    }
    if let Some(handover) = made.handovers.first() {
        let at = made.keystores.get(2).map(|city| path(&city.path));
        let at = at.unwrap_or_default();
        commands.push(format!(
            "{kms} --keystore {at} handover show {}",
            handover.handover
        ));
        commands.push(format!("{kms} --keystore {at} report custody"));
    }
    if let Some(city) = made.keystores.get(2) {
        let files: String = city
            .passphrase_files
            .iter()
            .map(|file| format!(" --passphrase-file {}", quoted(file.as_ref())))
            .collect();
        commands.push(format!(
            "{kms} --keystore {}{files} key derive IRK/A1/v1 --card 1122334455667788",
            path(&city.path)
        ));
    }
    commands
}
