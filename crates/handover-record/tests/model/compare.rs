//! One sequence of events, decided by both.

use handover_record::{Event, Held, IncidentKind, Mark, Overdue, Register, Words};
use jiff::ToSpan;

use crate::article24;
use crate::generator::{Generator, LENGTH, mark};
use crate::model::{Card, Model};
use crate::mutations::Mutation;

/// What came of a sequence.
pub struct Run {
    /// For each event its kind, where it was accepted, or the code of its refusal.
    pub verdicts: Vec<Result<String, &'static str>>,
    /// The events that were accepted.
    pub trace: Vec<Event>,
    /// The first thing in which model and register differ.
    pub difference: Option<String>,
}

/// The event's type as it is stored.
pub fn kind_of(event: &Event) -> String {
    let value = serde_json::to_value(&event.what).unwrap();
    let inner = value.as_object().unwrap().values().next().unwrap();
    let area = value.as_object().unwrap().keys().next().unwrap();
    match (area.as_str(), inner["type"].as_str().unwrap()) {
        // Machines and carriers are both registered; the stored types tell them apart by their area.
        ("machine", kind) => format!("machine-{kind}"),
        (_, kind) => kind.to_owned(),
    }
}

impl Run {
    pub fn new(seed: u64, number: u64, bent: Option<Mutation>) -> Self {
        let mut generator =
            Generator::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number << 20));
        let mut register = Register::default();
        let mut model = Model {
            bent,
            ..Model::default()
        };
        let (mut verdicts, mut trace) = (Vec::new(), Vec::new());
        let mut difference = None;
        for step in 0..LENGTH {
            let event = generator.event(step, &model);
            let theirs = register.apply(&event).map_err(|refusal| refusal.code());
            let ours = model.take(&event);
            if ours != theirs {
                let told = format!("model {ours:?}, register {theirs:?}, step {step}: {event:#?}");
                difference = Some(told);
                break;
            }
            verdicts.push(ours.map(|()| kind_of(&event)));
            if ours.is_ok() {
                trace.push(event);
                let lacks = article24::lacks(&trace);
                if !lacks.is_empty() {
                    difference = Some(format!("handed over without {lacks:?}: {trace:#?}"));
                    break;
                }
            }
        }
        let difference = difference.or_else(|| answers(&model, &register));
        Self {
            verdicts,
            trace,
            difference,
        }
    }
}

fn differs<T: PartialEq + std::fmt::Debug>(what: &str, ours: T, theirs: T) -> Option<String> {
    (ours != theirs).then(|| format!("{what}: model {ours:?}, register {theirs:?}"))
}

fn held(card: &Card, model: &Model) -> Held {
    let since = card.since;
    match card.state {
        "store" => Held::Stored {
            place: card.place.parse().unwrap(),
            custodian: card.custodian.parse().unwrap(),
        },
        "out" => Held::Officers {
            by: card.pair.clone().map(|one| one.parse().unwrap()),
            since,
        },
        "with" => {
            let deal = &model.deals[&card.with];
            let organisation = deal.organisation.parse().unwrap();
            Held::Organisation {
                organisation,
                since,
                due: deal.due,
                handover: mark(&card.with),
            }
        }
        "lost" => Held::Lost { since },
        _ => Held::Destroyed { since },
    }
}

/// Which third party has or had the carrier, and which others hold one of its keys.
fn loss(serial: &Mark, card: &Card, model: &Model) -> (Option<(Words, Mark)>, Vec<Mark>) {
    let with = model.deals.get(&card.with).map(|deal| {
        let organisation = deal.organisation.parse().unwrap();
        (organisation, mark(&card.with))
    });
    let copies = model.cards.iter().filter(|(other, one)| {
        let is_shared = one.keys.iter().any(|key| card.keys.contains(key));
        is_shared && one.state != "destroyed" && other.as_str() != serial.as_str()
    });
    (with, copies.map(|(other, _)| mark(other)).collect())
}

fn overdue(model: &Model, on: jiff::civil::Date) -> Vec<Overdue> {
    let mut late = Vec::new();
    for (serial, card) in &model.cards {
        if card.state == "out" && card.since < on {
            late.push(Overdue::CheckedOut {
                serial: mark(serial),
                since: card.since,
            });
        }
    }
    for (id, deal) in &model.deals {
        if model.still_out(id).is_empty() {
            continue;
        }
        if deal.due < on {
            late.push(Overdue::Handover {
                handover: mark(id),
                due: deal.due,
            });
        }
        if model.is_unsupervised(deal, on) {
            late.push(Overdue::Supervision {
                handover: mark(id),
                seen: deal.seen.unwrap(),
            });
        }
    }
    late
}

const fn name(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Lost => "lost",
        IncidentKind::Stolen => "stolen",
        IncidentKind::SealBroken => "seal-broken",
        IncidentKind::Overdue => "overdue",
        IncidentKind::Missing => "missing",
        IncidentKind::Unexpected => "unexpected",
    }
}

/// Holders, what a loss affects, contents, stages, incidents, what machines served, and what is late today and later.
fn answers(model: &Model, register: &Register) -> Option<String> {
    let serials: Vec<String> = register.carriers.keys().map(ToString::to_string).collect();
    let known: Vec<String> = model.cards.keys().cloned().collect();
    let mut found = differs("carriers", known, serials);
    for (serial, card) in &model.cards {
        let serial = mark(serial);
        found =
            found.or_else(|| differs("holder", Some(held(card, model)), register.holder(&serial)));
        found = found.or_else(|| {
            differs("loss", Some(loss(&serial, card, model)), {
                let notice = register.loss(&serial);
                notice.map(|notice| (notice.with, notice.copies))
            })
        });
        let Some(carrier) = register.carriers.get(&serial) else {
            continue;
        };
        let seal = carrier.seal.as_ref().map(ToString::to_string);
        found = found.or_else(|| differs("seal", card.seal.clone(), seal));
        let keys = carrier.contents.iter().map(|content| content.key).collect();
        found = found.or_else(|| differs("keys", card.keys.clone(), keys));
    }
    let stages = register.handovers.iter();
    let stages = stages
        .map(|(id, one)| (id.to_string(), format!("{:?}", one.stage)))
        .collect();
    let deals = model
        .deals
        .iter()
        .map(|(id, deal)| (id.clone(), deal.stage.to_owned()));
    found = found.or_else(|| differs::<Vec<_>>("stages", deals.collect(), stages));
    let served = register.machines.iter();
    let served = served
        .map(|(serial, one)| (serial.to_string(), one.served.clone()))
        .collect();
    let machines = model
        .machines
        .iter()
        .map(|(serial, one)| (serial.clone(), one.served.clone()));
    found = found.or_else(|| differs::<Vec<_>>("served", machines.collect(), served));
    let theirs = register.incidents.iter();
    let theirs = theirs.map(|one| (one.on, one.serial.to_string(), name(one.kind)));
    let (mut theirs, mut ours) = (theirs.collect::<Vec<_>>(), model.incidents.clone());
    theirs.sort();
    ours.sort();
    found = found.or_else(|| differs("incidents", ours, theirs));
    let today = model.newest?;
    (0..70_i32).fold(found, |found, days| {
        let on = today.saturating_add(days.days());
        found.or_else(|| differs("overdue", overdue(model, on), register.overdue(on)))
    })
}
