//! `kms package list`, `kms package inspect`.

use clap::ArgMatches;
use keystore::{Digest, Package, State};
use kms::package::{self, KeyEntry, MAX_PACKAGE, PackagePayload};
use kms::{Artefact, Error};
use serde_json::{Value, json};

use super::key_list::moment;
use super::package::{path, warnings};
use crate::app::App;
use crate::failure::Result;
use crate::layout::{Field, Tone, facts, table};
use crate::messages::{reports, terms};
use crate::output::{Answer, to_json};

/// `kms package list`.
pub fn list(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let state = keystore.state();
    let mut packages: Vec<_> = state.packages.values().collect();
    packages.sort_by_key(|package| (package.created.to.region, package.created.counter));
    let mut rows: Vec<_> = packages
        .iter()
        .map(|package| outgoing(app, package))
        .collect();
    rows.extend(incoming(app, state));
    let json = json!({
        "made": packages.iter().map(|package| package_json(package)).collect::<Vec<_>>(),
        "received": state.imports.iter().map(|(id, import)| json!({
            "package_id": id,
            "from": to_json(&import.from),
            "counter": import.counter,
            "keys": import.keys.len(),
            "receipt_written": import.receipt_written,
        })).collect::<Vec<_>>(),
    });
    if rows.is_empty() {
        return Ok(Answer::new(
            format!("{}\n", reports::no_packages(lang)),
            json,
        ));
    }
    let headings = [
        reports::h_direction,
        reports::h_peer,
        reports::h_counter,
        reports::h_keys,
        reports::h_state,
        reports::h_id,
    ];
    Ok(Answer::new(
        table(app.paint, &headings.map(|heading| heading(lang)), &rows),
        json,
    ))
}

fn package_json(package: &Package) -> Value {
    json!({
        "package_id": package.created.package_id,
        "to": to_json(&package.created.to),
        "counter": package.created.counter,
        "contents": package.created.contents,
        "state": package.state.name(),
        "replaces": package.created.replaces,
    })
}

fn outgoing(app: &App, package: &Package) -> Vec<Field> {
    use keystore::PackageState as State;
    let created = &package.created;
    let tone = match package.state {
        State::Prepared | State::Written => Tone::Warn,
        State::Received => Tone::Good,
        State::Cancelled => Tone::Dim,
    };
    vec![
        Field::new(terms::outgoing(app.lang)),
        Field::new(app.region(created.to.region)),
        Field::new(created.counter).right(),
        Field::new(created.keys.len()).right(),
        Field::new(terms::package_state(app.lang, package.state)).tone(tone),
        Field::new(&created.package_id).tone(Tone::Dim),
    ]
}

fn incoming(app: &App, state: &State) -> Vec<Vec<Field>> {
    let row = |(id, import): (&String, &keystore::Import)| {
        vec![
            Field::new(terms::incoming(app.lang)),
            Field::new(app.region(import.from.region)),
            Field::new(import.counter).right(),
            Field::new(import.keys.len()).right(),
            Field::new(terms::package_received(app.lang)).tone(Tone::Good),
            Field::new(id).tone(Tone::Dim),
        ]
    };
    state.imports.iter().map(row).collect()
}

/// `kms package inspect`: every check that import makes before it asks for passphrases.
pub fn inspect(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let bytes = kms::read_file(&path(matches, "file"), Artefact::Package, MAX_PACKAGE)?;
    let Some(keystore) = app.read_if_named()? else {
        let end = app.paint.warn(&reports::package_claims(lang));
        return Ok(shown(
            app,
            &package::read_package(&bytes)?,
            &[],
            &end,
            "claimed",
        ));
    };
    match package::check(keystore.state(), &bytes) {
        Ok(checked) => {
            let end = app.paint.good(&reports::package_checked(lang));
            Ok(shown(
                app,
                &checked.payload,
                &checked.warnings,
                &end,
                "ready",
            ))
        }
        // The last check of all: everything else holds.
        Err(Error::NoTransport(_)) => {
            let end = app.paint.warn(&reports::package_ready_but_transport(lang));
            Ok(shown(
                app,
                &package::read_package(&bytes)?,
                &[],
                &end,
                "transport-missing",
            ))
        }
        Err(Error::WrongRecipient { .. } | Error::UnknownSender(_))
            if is_own(keystore.state(), &bytes) =>
        {
            let end = app.paint.good(&reports::package_own(lang));
            Ok(shown(
                app,
                &package::read_package(&bytes)?,
                &[],
                &end,
                "own",
            ))
        }
        Err(error) => Err(error.into()),
    }
}

fn shown(app: &App, payload: &PackagePayload, codes: &[&str], end: &str, result: &str) -> Answer {
    let text = format!(
        "{}\n{}{end}\n",
        describe(app, payload),
        warnings(app, codes)
    );
    Answer::new(
        text,
        json!({ "package": to_json(payload), "warnings": codes, "result": result }),
    )
}

/// Whether these are the exact bytes of a package that was made here.
pub fn is_own(state: &State, bytes: &[u8]) -> bool {
    let digest = Digest::of(bytes);
    state
        .packages
        .values()
        .any(|package| package.created.digest == digest)
}

/// What a package says: from whom, to whom, which keys.
pub fn describe(app: &App, package: &PackagePayload) -> String {
    let lang = app.lang;
    let party = |party: &keystore::event::Party| {
        format!("{}　{}", app.region(party.region), party.keystore)
    };
    let officers: Vec<_> = package
        .approvals
        .iter()
        .map(|approval| approval.officer.clone())
        .collect();
    let mut lines = vec![
        (reports::h_id(lang), package.package_id.clone()),
        (reports::h_from(lang), party(&package.from)),
        (reports::h_to(lang), party(&package.to)),
        (reports::h_counter(lang), package.counter.to_string()),
        (reports::h_made(lang), moment(&package.created)),
        (
            reports::h_approvals(lang),
            officers.join(&reports::gap(lang)),
        ),
        (
            reports::h_transport(lang),
            format!(
                "{}  {} {}",
                package.transport.id,
                reports::h_kcv(lang),
                package.transport.kcv
            ),
        ),
    ];
    if package.rehearsal {
        lines.push((reports::h_state(lang), terms::rehearsal(lang)));
    }
    format!("{}\n{}", facts(app.paint, &lines), keys(app, &package.keys))
}

/// The sub-keys of a package.
pub fn keys(app: &App, entries: &[KeyEntry]) -> String {
    let lang = app.lang;
    let row = |entry: &KeyEntry| {
        let kind = app.catalogue().by_code(entry.kind);
        let name = kind.map_or_else(|| entry.kind.to_string(), |kind| kind.name.clone());
        let code = format!(
            "{name}/{}/v{}",
            entry.algorithm.code(),
            entry.version.number()
        );
        vec![
            Field::new(code),
            Field::new(entry.algorithm.name()),
            Field::new(entry.kcv),
            Field::new(entry.levels_left).right(),
            Field::new(entry.parent_kcv),
        ]
    };
    let headings = [
        reports::h_key,
        reports::h_algorithm,
        reports::h_kcv,
        reports::h_left,
        reports::h_parent_kcv,
    ];
    table(
        app.paint,
        &headings.map(|heading| heading(lang)),
        &entries.iter().map(row).collect::<Vec<_>>(),
    )
}
