//! `kms carrier …`: key carriers and their daily custody (Article 23).

use std::path::PathBuf;

use clap::ArgMatches;
use handover_record::{
    Carrier, CarrierKind, Content, CustodyEvent, Happening, IssuedLot, Lot, Mark, Prefix,
    Whereabouts, Words,
};
use keystore::{Keystore, State};
use kms::custody::{Loss, document, pair};
use kms::keys::find_key;
use quorum::OfficerId;
use serde_json::{Value, json};

use super::{
    Record, all, confirmed, describe, given, listed, maybe, questions, record, record_fact,
    record_one, serial, unknown,
};
use crate::app::App;
use crate::failure::Result;
use crate::lang::Lang;
use crate::layout::{Field, Tone, boxed, facts};
use crate::messages::{custody as t, reports};
use crate::output::{Answer, to_json};

/// Runs a command of the group.
pub fn run(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match name {
        "list" => list(app, matches),
        "lots" => lots(app),
        "checkin" | "inspect" => see_seal(app, name, matches),
        "checkout" => check_out(app, matches),
        "show" => show(app, &serial(matches)?),
        "register" => register(app, matches),
        "load" => load(app, matches),
        "report-lost" => report_lost(app, matches),
        "destroy" => destroy(app, matches),
        "lot" => record_fact(app, matches, || Ok(Happening::Custody(lot(matches)?))),
        _ => record_one(app, matches, &|officers| {
            Ok(Happening::Custody(by_two(name, matches, officers)?))
        }),
    }
}

fn lot(matches: &ArgMatches) -> Result<CustodyEvent> {
    Ok(CustodyEvent::LotIssued {
        lot: given(matches, "lot")?,
        serials: Lot {
            kind: given::<CarrierKind>(matches, "kind")?,
            prefix: given::<Prefix>(matches, "prefix")?,
            digits: u8::try_from(given::<u64>(matches, "digits")?).unwrap_or(u8::MAX),
            first: given(matches, "first")?,
            last: given(matches, "last")?,
        },
        notice: document(&given::<PathBuf>(matches, "notice")?)?,
    })
}

/// What two officers do with one carrier, or in one place.
fn by_two(name: &str, matches: &ArgMatches, officers: &[OfficerId]) -> Result<CustodyEvent> {
    let by = pair(officers)?;
    if name == "count" {
        return Ok(CustodyEvent::Counted {
            place: given(matches, "place")?,
            found: all(matches, "found"),
            by,
        });
    }
    let serial = serial(matches)?;
    Ok(match name {
        "seal" => CustodyEvent::Resealed {
            serial,
            seal: given(matches, "seal")?,
            by,
        },
        "custodian" => CustodyEvent::CustodianChanged {
            serial,
            custodian: given(matches, "custodian")?,
            by,
        },
        _ => CustodyEvent::Moved {
            serial,
            place: given(matches, "place")?,
            by,
        },
    })
}

fn register(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let make = |_: &[OfficerId]| {
        let (lot, place) = (
            given::<Mark>(matches, "lot")?,
            given::<Words>(matches, "place")?,
        );
        let custodian = given::<OfficerId>(matches, "custodian")?;
        let one = |serial| {
            Happening::Custody(CustodyEvent::CarrierRegistered {
                serial,
                lot: lot.clone(),
                place: place.clone(),
                custodian: custodian.clone(),
            })
        };
        Ok(all(matches, "serial").into_iter().map(one).collect())
    };
    Ok(record(app, matches, app.read()?, Record::new(&make))?.0)
}

fn load(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    let contents = contents(app, keystore.state(), matches)?;
    let make = |officers: &[OfficerId]| {
        let event = CustodyEvent::CarrierLoaded {
            serial: serial(matches)?,
            machine: given(matches, "machine")?,
            contents: contents.clone(),
            seal: given(matches, "seal")?,
            by: pair(officers)?,
        };
        Ok(vec![Happening::Custody(event)])
    };
    Ok(record(app, matches, keystore, Record::new(&make))?.0)
}

fn contents(app: &App, state: &State, matches: &ArgMatches) -> Result<Vec<Content>> {
    let levels = maybe::<u64>(matches, "levels").and_then(|levels| u8::try_from(levels).ok());
    let one = |word: String| {
        let key_id = find_key(state, app.catalogue(), &word)?;
        Ok(kms::custody::content(state, key_id, levels)?)
    };
    all(matches, "key").into_iter().map(one).collect()
}

/// Several carriers for one purpose, all or none.
fn check_out(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let make = |officers: &[OfficerId]| {
        let purpose: Words = given(matches, "purpose")?;
        let by = pair(officers)?;
        let one = |serial| {
            Happening::Custody(CustodyEvent::CheckedOut {
                serial,
                purpose: purpose.clone(),
                by: by.clone(),
            })
        };
        Ok(all(matches, "serial").into_iter().map(one).collect())
    };
    Ok(record(app, matches, app.read()?, Record::new(&make))?.0)
}

/// A seal that is there is read from the carrier, and one that is gone is said to be: forgotten, it would be an incident.
fn see_seal(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    let (serial, seen) = (serial(matches)?, maybe::<Mark>(matches, "seal"));
    let carrier = keystore.state().register.carriers().get(&serial);
    // Where it cannot come back anyway, that is what is said.
    let is_out = |one: &&Carrier| matches!(one.whereabouts, Whereabouts::Out { .. });
    let carrier = carrier.filter(|one| name != "checkin" || is_out(one));
    let has = carrier.and_then(|one| one.seal.clone());
    if let (Some(seal), None, false) = (has, &seen, matches.get_flag("no-seal")) {
        return Err(kms::Error::SealNotNamed { serial, seal }.into());
    }
    let make = |officers: &[OfficerId]| {
        let (serial, seal, by) = (serial.clone(), seen.clone(), pair(officers)?);
        Ok(vec![Happening::Custody(match name {
            "checkin" => CustodyEvent::CheckedIn { serial, seal, by },
            _ => CustodyEvent::Inspected { serial, seal, by },
        })])
    };
    Ok(record(app, matches, keystore, Record::new(&make))?.0)
}

fn lots(app: &App) -> Result<Answer> {
    let keystore = app.read()?;
    let lots = keystore.state().register.lots();
    let text = if lots.is_empty() {
        format!("{}\n", t::none_of_these(app.lang))
    } else {
        let line = |(id, lot): (&Mark, &IssuedLot)| {
            format!("  {}\n", questions::lot_line(app.lang, id, &lot.serials))
        };
        lots.iter().map(line).collect()
    };
    let json: Vec<_> = lots
        .iter()
        .map(|(id, lot)| json!({ "lot": id, "serials": lot.serials, "notice": lot.notice }))
        .collect();
    Ok(Answer::new(text, json!({ "lots": json })))
}

fn list(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let register = &keystore.state().register;
    let place: Option<Words> = maybe(matches, "place");
    let carriers: Vec<_> = register
        .carriers()
        .iter()
        .filter(|(_, one)| place.as_ref().is_none_or(|place| one.place == *place))
        .collect();
    let row = |(serial, carrier): (&Mark, &Carrier)| {
        let held = register.holder(serial);
        let (held, tone) = held.map_or((String::new(), Tone::Plain), |held| {
            questions::held(lang, &held)
        });
        vec![
            Field::new(serial),
            Field::new(t::kind(lang, carrier.kind)),
            Field::new(&carrier.place),
            Field::new(&carrier.custodian),
            Field::new(describe::seal(lang, carrier.seal.as_ref())),
            Field::new(carrier.contents.len()).right(),
            Field::new(held).tone(tone),
        ]
    };
    let headings = [
        t::h_serial,
        t::h_kind,
        t::h_place,
        t::h_custodian,
        t::h_seal,
        t::h_keys,
        t::h_where,
    ];
    let json = |(serial, carrier): (&Mark, &Carrier)| about(app, &keystore, serial, carrier);
    Ok(listed(app, "carriers", &headings, carriers, row, json))
}

fn about(app: &App, keystore: &Keystore, serial: &Mark, carrier: &Carrier) -> Value {
    let register = &keystore.state().register;
    let content = |one: &Content| json!({ "key_id": one.key, "code": app.code_of(&one.key), "kcv": one.kcv, "levels_left": one.levels_left });
    let contents: Vec<_> = carrier.contents.iter().map(content).collect();
    json!({
        "serial": serial, "kind": carrier.kind, "lot": carrier.lot, "seal": carrier.seal,
        "seal_broken": carrier.seal_broken, "place": carrier.place,
        "custodian": carrier.custodian, "reserved": carrier.reserved, "contents": contents,
        "held": register.holder(serial).map(|held| questions::held_json(&held)),
    })
}

/// The seal, and whether a new one is due.
fn seal(lang: Lang, carrier: &Carrier) -> String {
    let seal = super::describe::seal(lang, carrier.seal.as_ref());
    if carrier.seal_broken {
        t::seal_broken(lang, seal)
    } else {
        seal
    }
}

fn show(app: &App, serial: &Mark) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let register = &keystore.state().register;
    let carrier = register.carriers().get(serial).ok_or_else(unknown)?;
    let held = register.holder(serial);
    let held = held.map_or(String::new(), |held| questions::held(lang, &held).0);
    let mut lines = vec![
        (t::h_serial(lang), serial.to_string()),
        (t::h_kind(lang), t::kind(lang, carrier.kind)),
        (t::h_lot(lang), carrier.lot.to_string()),
        (t::h_place(lang), carrier.place.to_string()),
        (t::h_custodian(lang), carrier.custodian.to_string()),
        (t::h_seal(lang), seal(lang, carrier)),
        (t::h_where(lang), held),
    ];
    for content in &carrier.contents {
        lines.push((t::h_keys(lang), on_carrier(app, content)));
    }
    let life = questions::of_carrier(app, &keystore, serial)?;
    let text = format!("{}\n{}", facts(app.paint, &lines), life.text);
    let json = about(app, &keystore, serial, carrier);
    Ok(Answer::new(text, json)
        .with("timeline", life.json)
        .with("incidents", life.incidents))
}

/// A key on a carrier, in words.
fn on_carrier(app: &App, content: &Content) -> String {
    let code = describe::key(app, &content.key);
    t::key_on_carrier(app.lang, code, content.kcv, content.levels_left)
}

/// A carrier that is about to go for good: where it is, and its keys.
fn about_lost(app: &App, keystore: &Keystore, serial: &Mark) -> Vec<String> {
    let register = &keystore.state().register;
    let contents = register.carriers().get(serial).map(|one| &one.contents);
    let keys = contents
        .into_iter()
        .flatten()
        .map(|one| on_carrier(app, one));
    std::iter::once(questions::line(app, register, serial))
        .chain(keys)
        .collect()
}

fn destroy(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let serial = serial(matches)?;
    let make = |officers: &[OfficerId]| {
        let event = CustodyEvent::Destroyed {
            serial: serial.clone(),
            by: pair(officers)?,
        };
        Ok(vec![Happening::Custody(event)])
    };
    let keystore = app.read()?;
    let about = about_lost(app, &keystore, &serial);
    Ok(confirmed(app, matches, &serial, keystore, about, &make)?.0)
}

/// One officer suffices, and what to do next is said at once.
fn report_lost(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    let serial = serial(matches)?;
    // Before: afterwards the register does not say any more where it was.
    let loss = kms::custody::loss(keystore.state(), &serial)?;
    let carrier = keystore.state().register.carriers().get(&serial).cloned();
    let make = |officers: &[OfficerId]| {
        let need = || kms::Error::TooFewOfficers { have: 0, need: 1 };
        let event = CustodyEvent::ReportedLost {
            serial: serial.clone(),
            stolen: matches.get_flag("stolen"),
            by: officers.first().ok_or_else(need)?.clone(),
        };
        Ok(vec![Happening::Custody(event)])
    };
    let about = about_lost(app, &keystore, &serial);
    let (mut answer, _) = confirmed(app, matches, &serial, keystore, about, &make)?;
    if let Some(carrier) = carrier {
        answer.text.push_str(&notice(app, &carrier, &loss));
    }
    let notice = json!({
        "serial": serial, "keys": to_json(&loss.keys), "copies": loss.notice.copies,
        "with": loss.notice.with.as_ref().map(|(organisation, handover)| json!({
            "organisation": organisation, "handover": handover,
        })),
    });
    Ok(answer.with("notice", notice))
}

/// The notice of a loss, ready to be sent.
fn notice(app: &App, carrier: &Carrier, loss: &Loss) -> String {
    let lang = app.lang;
    let mut lines = vec![t::notice_to(lang)];
    if let Some((organisation, handover)) = &loss.notice.with {
        lines.push(t::notice_with(lang, organisation, handover));
    }
    if loss.keys.is_empty() {
        lines.push(t::notice_no_keys(lang));
    }
    let mut suspend = Vec::new();
    for lost in &loss.keys {
        let code = describe::key(app, &lost.content.key);
        lines.push(t::notice_key(lang, &code, lost.content.kcv));
        let found = lost.dependents.as_ref();
        let regions = found.map(|found| &found.regions);
        let regions: Vec<_> = regions
            .into_iter()
            .flatten()
            .map(|code| app.region(*code))
            .collect();
        lines.extend(
            regions
                .chunks(4)
                .map(|few| t::notice_regions(lang, few.join("  "))),
        );
        let cards = found.map_or(0, |found| found.cards);
        if cards > 0 {
            lines.push(t::notice_cards(lang, cards));
        }
        suspend.push(code);
    }
    let copies: Vec<_> = loss.notice.copies.iter().map(ToString::to_string).collect();
    lines.extend(
        copies
            .chunks(6)
            .map(|few| t::notice_copies(lang, few.join(" "))),
    );
    let title = t::notice_title(lang, t::kind(lang, carrier.kind), &loss.notice.serial);
    let mut text = boxed(app.paint, &title, &lines);
    if !suspend.is_empty() {
        let command = format!("key suspend {} --reason ", suspend.join(" "));
        let command = format!(
            "{command}{}",
            reports::reason_lost(lang, &loss.notice.serial)
        );
        text.push_str(&format!(
            "{}{}\n",
            t::notice_suspend(lang),
            app.command(&command)
        ));
    }
    text
}
