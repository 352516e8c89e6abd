//! `kms custody …`: who has what, what is late, and the life of a carrier.

use clap::ArgMatches;
use handover_record::{Held, Incident, Lot, Mark, Overdue, Register};
use jiff::civil::Date;
use keystore::Keystore;
use keystore::state::Thing;
use kms::custody::{Moment, timeline};
use kms::keys::find_key;
use serde_json::{Value, json};

use super::{describe, maybe, serial, unknown};
use crate::app::App;
use crate::failure::Result;
use crate::lang::Lang;
use crate::layout::{Node, Tone, tree};
use crate::messages::{custody as t, reports};
use crate::output::{Answer, to_json};

/// Runs a command of the group.
pub fn run(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match name {
        "overdue" => late(
            app,
            maybe(matches, "on").unwrap_or_else(kms::custody::today),
        ),
        "holder" => match maybe::<String>(matches, "key") {
            Some(word) => copies(app, &word),
            None => holder(app, &serial(matches)?),
        },
        _ => {
            let keystore = app.read()?;
            let life = of_carrier(app, &keystore, &serial(matches)?)?;
            Ok(Answer::new(
                life.text,
                json!({ "timeline": life.json, "incidents": life.incidents }),
            ))
        }
    }
}

/// Who has a carrier, in words.
pub fn held(lang: Lang, held: &Held) -> (String, Tone) {
    match held {
        Held::Stored { .. } => (t::stored(lang), Tone::Good),
        Held::Officers { by, since } => {
            let by = t::people(lang, &by[0], &by[1]);
            (t::out_with(lang, by, since), Tone::Warn)
        }
        Held::Organisation {
            organisation,
            since,
            due,
            handover,
        } => (
            t::handed_over(lang, organisation, since, due, handover),
            Tone::Warn,
        ),
        Held::Lost { since } => (t::lost_since(lang, since), Tone::Bad),
        Held::Destroyed { since } => (t::destroyed_on(lang, since), Tone::Dim),
    }
}

/// Who has a carrier, for programs.
pub fn held_json(held: &Held) -> Value {
    match held {
        Held::Stored { place, custodian } => {
            json!({ "by": "store", "place": place, "custodian": custodian })
        }
        Held::Officers { by, since } => json!({ "by": "officers", "officers": by, "since": since }),
        Held::Organisation {
            organisation,
            since,
            due,
            handover,
        } => json!({
            "by": "organisation", "organisation": organisation, "since": since, "due": due, "handover": handover,
        }),
        Held::Lost { since } => json!({ "by": "nobody", "lost": since }),
        Held::Destroyed { since } => json!({ "by": "nobody", "destroyed": since }),
    }
}

fn holder(app: &App, serial: &Mark) -> Result<Answer> {
    let keystore = app.read()?;
    let register = &keystore.state().register;
    let found = register.holder(serial).ok_or_else(unknown)?;
    let text = format!("{}\n", line(app, register, serial));
    Ok(Answer::new(
        text,
        json!({ "serial": serial, "held": held_json(&found) }),
    ))
}

/// A lot and its serials, in one line.
pub fn lot_line(lang: Lang, id: &Mark, lot: &Lot) -> String {
    let [first, last] = [lot.first, lot.last].map(|number| describe::serial(lot, number));
    t::lot_line(lang, id, t::kind(lang, lot.kind), first, last)
}

/// A carrier and who has it, in one line.
pub fn line(app: &App, register: &Register, serial: &Mark) -> String {
    let lang = app.lang;
    let Some((carrier, found)) = register.carriers().get(serial).zip(register.holder(serial))
    else {
        return serial.to_string();
    };
    let place = match &found {
        Held::Stored { place, custodian } => format!("  {place}  {custodian}"),
        _ => String::new(),
    };
    format!(
        "{serial}  {}  {}{place}",
        t::kind(lang, carrier.kind),
        held(lang, &found).0
    )
}

/// Where every copy of a key is.
fn copies(app: &App, word: &str) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let key_id = find_key(keystore.state(), app.catalogue(), word)?;
    let code = app.code_of(&key_id).unwrap_or_else(|| word.to_owned());
    let register = &keystore.state().register;
    let found: Vec<_> = register
        .copies_of(key_id)
        .map(|(serial, _)| serial)
        .collect();
    let text = if found.is_empty() {
        format!("{}\n", t::no_copies(lang, &code))
    } else {
        tree(&Node {
            line: t::copies(lang, &code, found.len()),
            below: found
                .iter()
                .map(|serial| Node::leaf(line(app, register, serial)))
                .collect(),
        })
    };
    let copies: Vec<_> = found
        .iter()
        .map(|serial| json!({ "serial": serial, "held": register.holder(serial).map(|one| held_json(&one)) }))
        .collect();
    Ok(Answer::new(
        text,
        json!({ "key_id": key_id, "code": code, "copies": copies }),
    ))
}

/// What is late, as sentences.
pub fn overdue_lines(lang: Lang, register: &Register, late: &[Overdue]) -> Vec<String> {
    let organisation = |handover: &Mark| {
        let handover = register.handovers().get(handover);
        handover.map_or_else(String::new, |one| one.organisation.to_string())
    };
    let sentence = |late: &Overdue| match late {
        Overdue::CheckedOut { serial, since } => {
            let by = match register.holder(serial) {
                Some(Held::Officers { by, .. }) => t::people(lang, &by[0], &by[1]),
                _ => String::new(),
            };
            t::overdue_out(lang, serial, since, by)
        }
        Overdue::Handover { handover, due } => {
            t::overdue_handover(lang, handover, organisation(handover), due)
        }
        Overdue::Supervision { handover, seen } => {
            t::overdue_supervision(lang, handover, organisation(handover), seen)
        }
        Overdue::Agreement { handover, until } => {
            t::overdue_agreement(lang, handover, organisation(handover), until)
        }
        Overdue::Closing { handover, due } => {
            t::overdue_closing(lang, handover, organisation(handover), due)
        }
        Overdue::Receiver {
            handover,
            receiver,
            since,
        } => t::overdue_receiver(lang, handover, organisation(handover), receiver, since),
    };
    late.iter().map(sentence).collect()
}

fn late(app: &App, on: Date) -> Result<Answer> {
    let keystore = app.read()?;
    let register = &keystore.state().register;
    let overdue = register.overdue(on);
    let lines = overdue_lines(app.lang, register, &overdue);
    let text = if lines.is_empty() {
        format!("{}\n", app.paint.good(&t::nothing_overdue(app.lang, on)))
    } else {
        let line = |line: &String| format!("  {}\n", app.paint.bad(line));
        lines.iter().map(line).collect()
    };
    let json = json!({ "on": on, "overdue": to_json(&overdue) });
    Ok(Answer::new(text, json))
}

/// The life of a carrier.
pub fn of_carrier(app: &App, keystore: &Keystore, serial: &Mark) -> Result<Life> {
    let carriers = keystore.state().register.carriers();
    let carrier = carriers.get(serial).ok_or_else(unknown)?;
    let head = t::life_of(app.lang, serial, t::kind(app.lang, carrier.kind));
    life(app, keystore, &Thing::Carrier(serial.clone()), &head)
}

/// The life of a carrier or a handover.
pub struct Life {
    /// Drawn.
    pub text: String,
    /// What happened, for programs.
    pub json: Value,
    /// What went wrong, for programs.
    pub incidents: Value,
}

/// Draws the life of a carrier or a handover: what happened on which day, who signed, and what went wrong.
pub fn life(app: &App, keystore: &Keystore, thing: &Thing, head: &str) -> Result<Life> {
    let lang = app.lang;
    let moments = timeline(keystore, thing)?;
    let drawn = |on: Date, what: &str, below: Vec<Node>| {
        let line = format!("{}  {what}", app.paint.bold(&on.to_string()));
        (on, Node { line, below })
    };
    let moment = |moment: &Moment| {
        let what = describe::happening(app, &moment.event.what);
        let by = t::signed_by(lang, moment.officers.join(&reports::gap(lang)));
        let below = Node::leaf(app.paint.dim(&format!("#{}  {by}", moment.seq)));
        drawn(moment.event.on, &what, vec![below])
    };
    let incidents: Vec<_> = match thing {
        Thing::Carrier(serial) => of_serial(keystore, serial).collect(),
        _ => vec![],
    };
    let incident = |one: &&Incident| {
        let kind = t::incident(lang, one.kind);
        drawn(
            one.on,
            &app.paint.bad(&t::life_incident(lang, kind)),
            vec![],
        )
    };
    let mut below: Vec<_> = moments.iter().map(moment).collect();
    below.extend(incidents.iter().map(incident));
    // On one day, what went wrong stands after what was done.
    below.sort_by_key(|(on, _)| *on);
    let drawn = Node {
        line: app.paint.bold(head),
        below: below.into_iter().map(|(_, node)| node).collect(),
    };
    Ok(Life {
        text: tree(&drawn),
        json: to_json(&moments),
        incidents: to_json(&incidents),
    })
}

/// What went wrong with a carrier.
fn of_serial<'a>(keystore: &'a Keystore, serial: &'a Mark) -> impl Iterator<Item = &'a Incident> {
    let incidents = keystore.state().register.incidents().values();
    incidents.filter(move |one| one.serial == *serial)
}
