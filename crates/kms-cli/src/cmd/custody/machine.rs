//! `kms machine …`: encryption machines (Article 22).

use std::path::PathBuf;

use clap::ArgMatches;
use handover_record::{Assessment, Certificate, Happening, Machine, MachineEvent, Mark};
use quorum::OfficerId;
use serde_json::{Value, json};

use super::{confirmed, given, listed, maybe, record_fact, serial, unknown};
use crate::app::App;
use crate::failure::Result;
use crate::layout::{Field, Tone, facts};
use crate::messages::custody as t;
use crate::messages::errors::custody as refusals;
use crate::output::{Answer, to_json};

/// Runs a command of the group.
pub fn run(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match name {
        "list" => list(app),
        "show" => show(app, &serial(matches)?),
        "retire" => {
            let keystore = app.read()?;
            let make = |_: &[OfficerId]| Ok(vec![Happening::Machine(event(name, matches)?)]);
            Ok(confirmed(app, matches, &serial(matches)?, keystore, vec![], &make)?.0)
        }
        _ => record_fact(app, matches, || {
            Ok(Happening::Machine(event(name, matches)?))
        }),
    }
}

fn event(name: &str, matches: &ArgMatches) -> Result<MachineEvent> {
    let serial = serial(matches)?;
    Ok(match name {
        "register" => MachineEvent::Registered {
            serial,
            maker: given(matches, "maker")?,
            model: given(matches, "model")?,
            location: given(matches, "location")?,
            certificate: certificate(matches)?,
            assessment: assessment(matches)?,
        },
        "certify" => MachineEvent::Certified {
            serial,
            certificate: certificate(matches)?.ok_or(kms::Error::Reason)?,
        },
        "assess" => MachineEvent::Assessed {
            serial,
            assessment: assessment(matches)?.ok_or(kms::Error::Reason)?,
        },
        "move" => MachineEvent::Relocated {
            serial,
            location: given(matches, "location")?,
        },
        _ => MachineEvent::Retired { serial },
    })
}

fn certificate(matches: &ArgMatches) -> Result<Option<Certificate>> {
    let Some(number) = maybe(matches, "certificate") else {
        return Ok(None);
    };
    Ok(Some(Certificate {
        number,
        from: given(matches, "valid-from")?,
        until: given(matches, "valid-until")?,
    }))
}

fn assessment(matches: &ArgMatches) -> Result<Option<Assessment>> {
    let Some(report) = maybe::<PathBuf>(matches, "report") else {
        return Ok(None);
    };
    Ok(Some(Assessment {
        report: kms::custody::document(&report)?,
        on: given(matches, "assessed-on")?,
    }))
}

/// Whether a machine may serve today, and if not, why.
fn use_today(app: &App, machine: &Machine) -> (String, Tone) {
    match machine.may_serve(kms::custody::today()) {
        Ok(()) => (t::may_serve(app.lang), Tone::Good),
        Err(refusal) => (refusals::what(app.lang, refusal), Tone::Bad),
    }
}

fn list(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let machines = keystore.state().register.machines();
    let row = |(serial, machine): (&Mark, &Machine)| {
        let (word, tone) = use_today(app, machine);
        let until = machine.certificate.as_ref().map(|one| one.until);
        vec![
            Field::new(serial),
            Field::new(format!("{} {}", machine.maker, machine.model)),
            Field::new(&machine.location),
            Field::new(until.map_or_else(|| t::nothing(lang), |until| until.to_string())),
            Field::new(word).tone(tone),
        ]
    };
    let headings = [t::h_serial, t::h_model, t::h_location, t::h_until, t::h_use];
    let json = |(serial, machine): (&Mark, &Machine)| about(serial, machine);
    Ok(listed(app, "machines", &headings, machines, row, json))
}

fn about(serial: &Mark, machine: &Machine) -> Value {
    let refusal = machine.may_serve(kms::custody::today()).err();
    json!({
        "serial": serial, "maker": machine.maker, "model": machine.model, "location": machine.location,
        "certificate": machine.certificate, "assessment": machine.assessment, "retired": machine.retired,
        "may_serve": refusal.is_none(), "refusal": refusal.map(|one| one.code()),
        "served": to_json(&machine.served), "loaded": to_json(&machine.loaded),
    })
}

fn show(app: &App, serial: &Mark) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let machines = keystore.state().register.machines();
    let machine = machines.get(serial).ok_or_else(unknown)?;
    let none = || t::nothing(lang);
    let certificate = machine.certificate.as_ref().map_or_else(none, |one| {
        format!("{}  {} – {}", one.number, one.from, one.until)
    });
    let assessed = machine.assessment.as_ref();
    let assessed = assessed.map_or_else(none, |one| {
        format!("{}  SHA-256 {}", one.on, one.report.digest)
    });
    let loaded: Vec<_> = machine.loaded.iter().map(ToString::to_string).collect();
    let text = facts(
        app.paint,
        &[
            (t::h_serial(lang), serial.to_string()),
            (
                t::h_model(lang),
                format!("{} {}", machine.maker, machine.model),
            ),
            (t::h_location(lang), machine.location.to_string()),
            (t::h_certificate(lang), certificate),
            (t::h_assessed(lang), assessed),
            (t::h_use(lang), use_today(app, machine).0),
            (
                t::h_loaded(lang),
                if loaded.is_empty() {
                    none()
                } else {
                    loaded.join(" ")
                },
            ),
        ],
    );
    Ok(Answer::new(text, about(serial, machine)))
}
