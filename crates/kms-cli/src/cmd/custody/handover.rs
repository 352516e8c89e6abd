//! `kms handover …`: carriers go to a third party and come back (Article 24).

use std::path::PathBuf;

use clap::ArgMatches;
use handover_record::{
    Document, DocumentDigest, Handover, HandoverEvent, HandoverItem, Happening, ItemSeen, Mark,
    Rechecked, Refusal, Register, Signature, SignatureHex, Signed, statement,
};
use keystore::State;
use keystore::state::Thing;
use kms::custody::{document, pair};
use kms::keys::find_key;
use quorum::OfficerId;
use serde_json::{Value, json};

use super::{
    Record, all, article24, describe, find_handover, given, listed, maybe, planned, questions,
    record, record_fact, stand_ins, unknown,
};
use crate::app::App;
use crate::args::Recheck;
use crate::failure::Result;
use crate::layout::{Field, Tone, facts};
use crate::messages::{custody as c, handover as t, reports};
use crate::output::{Answer, to_json};

/// Runs a command of the group.
pub fn run(app: &App, name: &str, matches: &ArgMatches) -> Result<Answer> {
    match name {
        "list" => list(app),
        "show" => show(app, &id(matches)?),
        "check" => article24::check(app, &id(matches)?),
        "print" => super::record::print(app, matches, &id(matches)?),
        "verify" => super::record::verify(app, matches),
        "statement" => to_sign(app, matches),
        "draft" => draft(app, matches),
        "prepare" => record_fact(app, matches, || prepared(matches)),
        _ => {
            let keystore = app.read()?;
            let found = find_handover(&keystore.state().register, &id(matches)?)?.clone();
            let next = next_handover(&keystore.state().register, matches)?;
            let rechecked = rechecked(app, keystore.state(), matches)?;
            let signature = signature(matches)?;
            let make = |officers: &[OfficerId]| {
                let about = About {
                    found: &found,
                    next: next.as_ref(),
                    rechecked: &rechecked,
                    signature: signature.as_ref(),
                };
                let event = event(name, matches, &about, officers)?;
                Ok(vec![Happening::Handover(event)])
            };
            Ok(record(app, matches, keystore, Record::new(&make))?.0)
        }
    }
}

fn id(matches: &ArgMatches) -> Result<Mark> {
    given(matches, "handover")
}

/// The handover that goes on, at a transfer.
fn next_handover(register: &Register, matches: &ArgMatches) -> Result<Option<Handover>> {
    let to = matches.try_get_one::<Mark>("to").ok().flatten();
    to.map(|to| find_handover(register, to).cloned())
        .transpose()
}

fn rechecked(app: &App, state: &State, matches: &ArgMatches) -> Result<Vec<Rechecked>> {
    let Ok(words) = matches.try_get_many::<Recheck>("recheck") else {
        return Ok(vec![]);
    };
    let one = |one: &Recheck| {
        Ok(Rechecked {
            serial: one.serial.clone(),
            key: find_key(state, app.catalogue(), &one.key)?,
            kcv: one.kcv,
        })
    };
    words.into_iter().flatten().map(one).collect()
}

/// What the commands after the draft are about.
struct About<'a> {
    found: &'a Handover,
    next: Option<&'a Handover>,
    rechecked: &'a [Rechecked],
    signature: Option<&'a Signature>,
}

/// Who has to be named before this is possible.
fn must<T: Clone>(named: Option<&T>, refusal: Refusal) -> Result<T> {
    let missing = || kms::Error::from(refusal);
    Ok(named.ok_or_else(missing)?.clone())
}

fn event(
    name: &str,
    matches: &ArgMatches,
    about: &About<'_>,
    officers: &[OfficerId],
) -> Result<HandoverEvent> {
    let (handover, found) = (id(matches)?, about.found);
    let deliverer = |of: &Handover| must(of.deliverer.as_ref(), Refusal::NoDeliverer);
    let receiver = |of: &Handover| must(of.receiver.as_ref(), Refusal::NoReceiver);
    let supervisor = |of: &Handover| must(of.supervisor.as_ref(), Refusal::NoSupervisor);
    let signature = || must(about.signature, Refusal::BadSignature);
    Ok(match name {
        "approve" => HandoverEvent::Approved {
            handover,
            by: pair(officers)?,
        },
        "sign" => HandoverEvent::HandedOver {
            handover,
            items: all(matches, "item"),
            deliverer: deliverer(found)?,
            receiver: receiver(found)?,
            signature: signature()?,
            supervisor: supervisor(found)?,
        },
        "supervise" => HandoverEvent::Supervised {
            handover,
            supervisor: supervisor(found)?,
            findings: given(matches, "findings")?,
        },
        "reassign" => HandoverEvent::Reassigned {
            handover,
            agreement: maybe(matches, "agreement"),
            receiver: maybe(matches, "receiver"),
            supervisor: maybe(matches, "supervisor"),
            by: pair(officers)?,
        },
        "return" => HandoverEvent::Returned {
            handover,
            items: all(matches, "item"),
            by: pair(officers)?.0,
        },
        "extend" => HandoverEvent::Extended {
            handover,
            due: given(matches, "due")?,
            by: pair(officers)?,
        },
        "transfer" => {
            let next = about.next.ok_or_else(unknown)?;
            HandoverEvent::Transferred {
                handover,
                to: given(matches, "to")?,
                items: all(matches, "item"),
                deliverer: deliverer(next)?,
                receiver: receiver(next)?,
                signature: signature()?,
                supervisor: supervisor(next)?,
            }
        }
        "close" => HandoverEvent::Closed {
            handover,
            rechecked: about.rechecked.to_vec(),
            by: pair(officers)?,
            receiver: receiver(found)?,
            signature: signature()?,
        },
        _ => HandoverEvent::Withdrawn {
            handover,
            by: pair(officers)?,
        },
    })
}

/// How the receiver signed, where the command has that: on paper or with a key. A scan is read once: what was planned is
/// recorded.
fn signature(matches: &ArgMatches) -> Result<Option<Signature>> {
    let key = matches.try_get_one::<SignatureHex>("signature");
    if let Ok(Some(signature)) = key {
        let signature = *signature;
        return Ok(Some(Signature::Key { signature }));
    }
    let Ok(Some(scan)) = matches.try_get_one::<PathBuf>("scan") else {
        return Ok(None);
    };
    let scan = document(scan)?;
    Ok(Some(Signature::Paper { scan }))
}

fn prepared(matches: &ArgMatches) -> Result<Happening> {
    Ok(Happening::Handover(HandoverEvent::Prepared {
        handover: id(matches)?,
        agreement: maybe(matches, "agreement"),
        review: maybe(matches, "review"),
        deliverer: maybe(matches, "deliverer"),
        receiver: maybe(matches, "receiver"),
        supervisor: maybe(matches, "supervisor"),
    }))
}

/// A draft, with what it names already.
fn draft(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let names = ["agreement", "review", "deliverer", "receiver", "supervisor"];
    let names_something = names.iter().any(|name| matches.contains_id(name));
    let make = |_: &[OfficerId]| {
        let drafted = HandoverEvent::Drafted {
            handover: id(matches)?,
            organisation: given(matches, "organisation")?,
            purpose: given(matches, "purpose")?,
            due: given(matches, "due")?,
            items: all(matches, "carrier"),
            continues: maybe(matches, "continues"),
        };
        let mut what = vec![Happening::Handover(drafted)];
        if names_something {
            what.push(prepared(matches)?);
        }
        Ok(what)
    };
    let (mut answer, _) = record(app, matches, app.read()?, Record::new(&make))?;
    let next = app.next(&format!("handover check {}", id(matches)?));
    answer.text.push_str(&next);
    Ok(answer)
}

/// The handover whose third party passes the carriers on: the one that this one continues, as long as any of them is
/// still there. What has come back since is handed over from store.
pub fn passed_on<'a>(register: &Register, found: &'a Handover) -> Option<&'a Mark> {
    let is_there = |from: &&Mark| {
        let earlier = register.handovers().get(*from);
        earlier.is_some_and(|earlier| earlier.out().any(|one| found.items.contains_key(one)))
    };
    found.continues.as_ref().filter(is_there)
}

/// What the receiver's signature would be for, as if it were there on paper.
fn would_sign(
    id: &Mark,
    (found, from): (&Handover, Option<&Mark>),
    receiver: &Mark,
    items: &[ItemSeen],
) -> Result<HandoverEvent> {
    let signature = Signature::Paper {
        scan: Document {
            digest: DocumentDigest([0; 32]),
            size: 1,
        },
    };
    let (items, receiver) = (items.to_vec(), receiver.clone());
    if items.is_empty() {
        return Ok(HandoverEvent::Closed {
            handover: id.clone(),
            rechecked: vec![],
            by: pair(&stand_ins()?)?,
            receiver,
            signature,
        });
    }
    let deliverer = must(found.deliverer.as_ref(), Refusal::NoDeliverer)?;
    let supervisor = must(found.supervisor.as_ref(), Refusal::NoSupervisor)?;
    Ok(match from {
        Some(from) => HandoverEvent::Transferred {
            handover: from.clone(),
            to: id.clone(),
            items,
            deliverer,
            receiver,
            signature,
            supervisor,
        },
        None => HandoverEvent::HandedOver {
            handover: id.clone(),
            items,
            deliverer,
            receiver,
            signature,
            supervisor,
        },
    })
}

/// The exact statement that the receiver signs, and nothing else.
fn to_sign(app: &App, matches: &ArgMatches) -> Result<Answer> {
    let keystore = app.read()?;
    let id = id(matches)?;
    let register = &keystore.state().register;
    let found = find_handover(register, &id)?;
    let from = passed_on(register, found);
    let receiver = must(found.receiver.as_ref(), Refusal::NoReceiver)?;
    let items: Vec<ItemSeen> = all(matches, "item");
    // What could not be recorded today is not for anybody to sign.
    let would = would_sign(&id, (found, from), &receiver, &items)?;
    planned(app, &keystore, &move |_| {
        Ok(vec![Happening::Handover(would.clone())])
    })?;
    let signed = match (from, items.is_empty()) {
        (_, true) => Signed::Closed(&found.items),
        (Some(from), false) => Signed::PassedOn {
            from,
            items: &items,
        },
        (None, false) => Signed::Received(&items),
    };
    let text = statement(
        register.office(),
        &id,
        &receiver,
        signed,
        kms::custody::today(),
    );
    Ok(Answer::new(text.clone(), json!({ "statement": text })))
}

fn list(app: &App) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let register = &keystore.state().register;
    let today = kms::custody::today();
    let row = |(id, one): (&Mark, &Handover)| {
        let late = one.out().next().is_some() && one.due < today;
        let tone = if late { Tone::Bad } else { Tone::Plain };
        let items: Vec<_> = one.items.keys().map(ToString::to_string).collect();
        vec![
            Field::new(id),
            Field::new(&one.organisation),
            Field::new(c::stage(lang, one.stage)),
            Field::new(one.due).tone(tone),
            Field::new(items.join(" ")),
        ]
    };
    let headings = [
        t::h_handover,
        t::h_organisation,
        t::h_stage,
        c::h_due,
        t::h_items,
    ];
    let json = |(id, one): (&Mark, &Handover)| about(id, one);
    Ok(listed(
        app,
        "handovers",
        &headings,
        register.handovers(),
        row,
        json,
    ))
}

fn about(id: &Mark, one: &Handover) -> Value {
    let item = |(serial, item): (&Mark, &HandoverItem)| match item {
        HandoverItem::Due => json!({ "serial": serial, "outcome": "due" }),
        HandoverItem::Returned { on, seal } => {
            json!({ "serial": serial, "outcome": "returned", "on": on, "seal": seal })
        }
        HandoverItem::Transferred { to } => {
            json!({ "serial": serial, "outcome": "transferred", "to": to })
        }
        HandoverItem::Lost => json!({ "serial": serial, "outcome": "lost" }),
    };
    let items: Vec<_> = one.items.iter().map(item).collect();
    json!({
        "handover": id, "organisation": one.organisation, "purpose": one.purpose, "due": one.due,
        "stage": one.stage.name(), "continues": one.continues, "agreement": one.agreement, "review": one.review,
        "deliverer": one.deliverer, "receiver": one.receiver, "supervisor": one.supervisor, "items": items,
        "approved_on": one.approved_on, "handed_over_on": one.handed_over_on, "visits": one.visits,
        "closed_on": one.closed_on,
    })
}

fn show(app: &App, id: &Mark) -> Result<Answer> {
    let lang = app.lang;
    let keystore = app.read()?;
    let found = find_handover(&keystore.state().register, id)?;
    fn or<T: ToString>(value: Option<&T>, other: String) -> String {
        value.map_or(other, T::to_string)
    }
    let nobody = || t::nobody(lang);
    let people = [
        or(found.deliverer.as_ref(), nobody()),
        or(found.receiver.as_ref(), nobody()),
        or(found.supervisor.as_ref(), nobody()),
    ];
    let visits: Vec<_> = found.visits.iter().map(ToString::to_string).collect();
    let mut lines = vec![
        (t::h_handover(lang), id.to_string()),
        (t::h_organisation(lang), found.organisation.to_string()),
        (t::h_purpose(lang), found.purpose.to_string()),
        (t::h_stage(lang), c::stage(lang, found.stage)),
        (c::h_due(lang), found.due.to_string()),
        (
            t::h_agreement(lang),
            or(found.agreement.as_ref(), c::nothing(lang)),
        ),
        (
            t::h_review(lang),
            or(found.review.as_ref(), c::nothing(lang)),
        ),
        (t::h_people(lang), people.join(&reports::gap(lang))),
        (
            t::h_visits(lang),
            match visits.is_empty() {
                true => c::nothing(lang),
                false => visits.join(&reports::gap(lang)),
            },
        ),
    ];
    for (serial, item) in &found.items {
        lines.push((
            t::h_items(lang),
            format!("{serial}  {}", describe::outcome(lang, found.stage, item)),
        ));
    }
    let head = c::life_of_handover(lang, id, &found.organisation);
    let life = questions::life(app, &keystore, &Thing::Handover(id.clone()), &head)?;
    let text = format!("{}\n{}", facts(app.paint, &lines), life.text);
    Ok(Answer::new(text, about(id, found)).with("timeline", to_json(life.json)))
}
