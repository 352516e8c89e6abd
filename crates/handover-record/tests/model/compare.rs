//! One sequence of events, decided by both.

use std::collections::BTreeMap;

use handover_record::{
    Event, Held, IncidentKind, Mark, Month, Office, Overdue, Progress, Register, Words,
};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use crate::applications::{Ruling, Wish};
use crate::article24;
use crate::generator::{Generator, LENGTH, mark};
use crate::model::{Card, Model};
use crate::mutations::Mutation;

/// What came of a sequence.
pub struct Run {
    /// Whose register it was.
    pub office: Office,
    /// For each event its kind, where it was accepted, or the code of its refusal.
    pub verdicts: Vec<Result<String, &'static str>>,
    /// The events that were accepted.
    pub trace: Vec<Event>,
    /// The first thing in which model and register differ.
    pub difference: Option<String>,
}

/// The event's type as it is stored, and how the receiver signed it.
pub fn kind_of(event: &Event) -> String {
    let value = serde_json::to_value(&event.what).unwrap();
    let inner = value.as_object().unwrap().values().next().unwrap();
    let area = value.as_object().unwrap().keys().next().unwrap();
    let signed = inner["signature"]["type"].as_str();
    match (area.as_str(), inner["type"].as_str().unwrap(), signed) {
        // Machines and carriers are both registered; the stored types tell them apart by their area.
        ("machine", kind, _) => format!("machine-{kind}"),
        (_, kind, Some(signed)) => format!("{kind} by {signed}"),
        (_, kind, None) => kind.to_owned(),
    }
}

impl Run {
    pub fn new(seed: u64, number: u64, bent: Option<Mutation>) -> Self {
        let mut generator =
            Generator::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number << 20));
        let office = Office {
            keystore: Uuid::from_u128(u128::from(number)),
            rehearsal: number % 2 == 1,
        };
        let mut register = Register::of(office);
        let mut model = Model {
            bent,
            office: office.keystore.to_string(),
            rehearsal: office.rehearsal,
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
            office,
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
        let has = |id| one.keys.iter().any(|(key, _)| *key == id);
        let is_shared = card.keys.iter().any(|(key, _)| has(*key));
        is_shared && one.state != "destroyed" && other.as_str() != serial.as_str()
    });
    (with, copies.map(|(other, _)| mark(other)).collect())
}

fn overdue(model: &Model, on: Date) -> Vec<Overdue> {
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
            let is_unclosed = deal.stage == "Out" && deal.due < on;
            if is_unclosed && !model.is_bent(Mutation::ClosingUnnoticed) {
                late.push(Overdue::Closing {
                    handover: mark(id),
                    due: deal.due,
                });
            }
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
                seen: deal.seen().unwrap(),
            });
        }
        let until = model.papers[deal.agreement.as_ref().unwrap()].until;
        let later = i32::from(model.is_bent(Mutation::EndedAgreementLater));
        if until.saturating_add(later.days()) < on {
            late.push(Overdue::Agreement {
                handover: mark(id),
                until,
            });
        }
        let receiver = deal.receiver.as_ref().unwrap();
        let gone = model.people[receiver].withdrawn;
        let gone = gone.filter(|_| !model.is_bent(Mutation::ReceiverUnnoticed));
        if let Some(since) = gone.filter(|since| *since <= on) {
            late.push(Overdue::Receiver {
                handover: mark(id),
                receiver: mark(receiver),
                since,
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
        IncidentKind::CheckValueDiffers => "check-value-differs",
    }
}

/// Stages, days, agreements and who receives and supervises.
fn handovers(model: &Model, register: &Register) -> Option<String> {
    let theirs = register.handovers().iter().map(|(id, one)| {
        let people = [
            one.agreement.as_ref().map(ToString::to_string),
            one.receiver.as_ref().map(ToString::to_string),
            one.supervisor.as_ref().map(ToString::to_string),
        ];
        let days = [one.approved_on, one.handed_over_on, one.closed_on];
        let stage = format!("{:?}", one.stage);
        (id.to_string(), stage, people, days, one.visits.clone())
    });
    let ours = model.deals.iter().map(|(id, deal)| {
        let people = [
            deal.agreement.clone(),
            deal.receiver.clone(),
            deal.supervisor.clone(),
        ];
        let days = [deal.approved, deal.handed_over, deal.closed];
        let stage = deal.stage.to_owned();
        (id.clone(), stage, people, days, deal.visits.clone())
    });
    differs::<Vec<_>>("handovers", ours.collect(), theirs.collect())
}

/// Representatives, and until when agreements are valid.
fn parties(model: &Model, register: &Register) -> Option<String> {
    let theirs = register.representatives().iter().map(|(person, one)| {
        let organisation = one.organisation.to_string();
        let days = [one.erased_on, one.withdrawn_on];
        (person.to_string(), organisation, days, one.key)
    });
    let ours = model.people.iter().map(|(person, one)| {
        let days = [one.erased, one.withdrawn];
        (person.clone(), one.organisation.clone(), days, one.key)
    });
    let people = differs::<Vec<_>>("people", ours.collect(), theirs.collect());
    let theirs = register.agreements().iter();
    let theirs = theirs.map(|(id, one)| (id.to_string(), one.until));
    let ours = model.papers.iter();
    let ours = ours.map(|(id, one)| (id.clone(), one.until));
    people.or_else(|| differs::<Vec<_>>("agreements", ours.collect(), theirs.collect()))
}

/// The figures of a month that ends today, of one that ends later, and of one that has been over for a while.
fn months(model: &Model, register: &Register, today: Date) -> Option<String> {
    let over = register.month(today, today.yesterday().unwrap());
    let found = differs("month", None, over);
    [(-20_i32, 0_i32), (-3, 40)]
        .into_iter()
        .fold(found, |found, (from, to)| {
            let (first, last) = (
                today.saturating_add(from.days()),
                today.saturating_add(to.days()),
            );
            let theirs = register.month(first, last);
            found.or_else(|| differs("month", Some(month(model, first, last)), theirs))
        })
}

fn month(model: &Model, first: Date, last: Date) -> Month {
    let carriers = |state| {
        let there = model.cards.values().filter(|card| card.state == state);
        there.count()
    };
    let visits = model.deals.values().flat_map(|deal| &deal.visits);
    let since_ever = model.is_bent(Mutation::VisitsBefore);
    let visits = visits.filter(|on| **on <= last && (**on >= first || since_ever));
    let ends_early = model.is_bent(Mutation::IncidentsUntilTheLastDay);
    let mut incidents = BTreeMap::new();
    for (on, _, kind) in &model.incidents {
        if first <= *on && *on <= last && !(ends_early && *on == last) {
            let kind = IncidentKind::ALL.iter().find(|one| name(**one) == *kind);
            *incidents.entry(*kind.unwrap()).or_default() += 1;
        }
    }
    Month {
        stored: carriers("store"),
        checked_out: carriers("out"),
        handed_over: carriers("with"),
        lost: carriers("lost"),
        destroyed: carriers("destroyed"),
        overdue: overdue(model, last),
        visits: visits.count(),
        incidents,
    }
}

/// Key applications of this region, and those decided for others.
fn applications(model: &Model, register: &Register) -> Option<String> {
    let theirs = register.applications().iter().map(|(id, one)| {
        let (stage, since, package) = match one.progress {
            Progress::Draft => ("draft", None, None),
            Progress::Submitted { on, .. } => ("submitted", Some(on), None),
            Progress::Closed { on, package } => ("closed", Some(on), package),
        };
        let wish = Wish {
            keys: one.keys.clone(),
            machine: one.machine.to_string(),
            courier: one.courier.to_string(),
            erased: one.erased_on,
            stage,
            since,
            package: package.map(|one| one.to_string()),
        };
        (id.to_string(), wish)
    });
    let wishes = differs("applications", model.wishes.clone(), theirs.collect());
    let theirs = register.received().iter().map(|((from, id), one)| {
        let erased = register.courier(Some(*from), id);
        let ruling = Ruling {
            keys: one.keys.clone(),
            on: one.decided_on,
            courier: one.courier().map(|digest| digest.to_string()),
            erased: erased.and_then(|(_, erased)| erased),
            package: one.package().map(|one| one.to_string()),
        };
        ((from.to_string(), id.to_string()), ruling)
    });
    wishes.or_else(|| differs("decisions", model.rulings.clone(), theirs.collect()))
}

/// Holders, what a loss affects, contents, handovers, third parties, incidents, machines, and what is late today and
/// later.
fn answers(model: &Model, register: &Register) -> Option<String> {
    let serials: Vec<String> = register
        .carriers()
        .keys()
        .map(ToString::to_string)
        .collect();
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
        let Some(carrier) = register.carriers().get(&serial) else {
            continue;
        };
        let seal = carrier.seal.as_ref().map(ToString::to_string);
        found = found.or_else(|| differs("seal", card.seal.clone(), seal));
        let is_broken = carrier.seal_broken;
        found = found.or_else(|| differs("broken", card.broken, is_broken));
        let keys = carrier.contents.iter();
        let keys = keys.map(|content| (content.key, content.kcv)).collect();
        let custodian = carrier.custodian.to_string();
        found = found.or_else(|| differs("custodian", card.custodian.clone(), custodian));
        found = found.or_else(|| differs("keys", card.keys.clone(), keys));
    }
    found = found
        .or_else(|| handovers(model, register))
        .or_else(|| parties(model, register))
        .or_else(|| applications(model, register));
    let machines = register.machines().iter();
    let machines = machines.map(|(serial, one)| {
        let location = one.location.to_string();
        (serial.to_string(), location, one.served.clone())
    });
    let ours = model.machines.iter();
    let ours = ours.map(|(serial, one)| (serial.clone(), one.location.clone(), one.served.clone()));
    found = found.or_else(|| differs::<Vec<_>>("machines", ours.collect(), machines.collect()));
    let theirs = register.incidents().values();
    let theirs = theirs.map(|one| (one.on, one.serial.to_string(), name(one.kind)));
    let (mut theirs, mut ours) = (theirs.collect::<Vec<_>>(), model.incidents.clone());
    theirs.sort();
    ours.sort();
    found = found.or_else(|| differs("incidents", ours, theirs));
    let today = model.newest?;
    found = found.or_else(|| months(model, register, today));
    (0..70_i32).fold(found, |found, days| {
        let on = today.saturating_add(days.days());
        found.or_else(|| differs("overdue", overdue(model, on), register.overdue(on)))
    })
}
