//! What exactly the register has against something: the id that nobody knows, the seal that it has, the stage.

use handover_record::{
    CustodyEvent, Handover, HandoverEvent, Happening, ItemSeen, MachineEvent, Mark, PartyEvent,
    Refusal, Register, Thing,
};
use keystore::Keystore;

use super::{describe, questions};
use crate::app::App;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::messages::errors::names;
use crate::messages::{custody as c, handover as h, refused as t};

/// A refusal of the register, with what it is about.
pub fn explained(app: &App, keystore: &Keystore, what: &[Happening], error: kms::Error) -> Failure {
    let kms::Error::Keystore(keystore::Error::Custody(refusal)) = &error else {
        return error.into();
    };
    let register = &keystore.state().register;
    let made: Vec<_> = what.iter().filter_map(made).collect();
    let mut lines: Vec<_> = what
        .iter()
        .flat_map(|one| about(app, register, (one, &made), *refusal))
        .collect();
    lines.dedup();
    let mut said = app.explain(&error);
    for line in lines {
        said.what.push_str(&format!("\n  {line}"));
    }
    Failure::Said(Box::new(said))
}

/// What the register has against `what`, which comes with everything that is `made` in the same commit.
fn about(
    app: &App,
    register: &Register,
    (what, made): (&Happening, &[Thing]),
    refusal: Refusal,
) -> Vec<String> {
    use Refusal as R;
    let lang = app.lang;
    match refusal {
        R::DayOrder => register
            .newest()
            .map(|newest| t::newest(lang, newest))
            .into_iter()
            .collect(),
        R::Unknown => {
            let missing = |one: &Thing| !made.contains(one) && !is_known(register, one);
            let things = what.things();
            let things = things.iter().filter(|one| missing(one));
            things
                .filter_map(|one| labelled(lang, one))
                .map(|(kind, id)| t::not_there(lang, kind, id))
                .collect()
        }
        R::AlreadyKnown => {
            let made = self::made(what).filter(|one| is_known(register, one));
            let made = made.iter().filter_map(|one| labelled(lang, one));
            let seal = sealed(what).map(|seal| (t::a_seal(lang), seal));
            made.chain(seal)
                .map(|(kind, id)| t::taken(lang, kind, id))
                .collect()
        }
        R::LotOverlap => register
            .lots()
            .iter()
            .map(|(id, lot)| questions::lot_line(lang, id, &lot.serials))
            .collect(),
        R::OutsideLot => outside(lang, register, what),
        R::SealDiffers => items(what)
            .iter()
            .filter_map(|item| {
                let carrier = register.carriers().get(&item.serial)?;
                let has = describe::seal(lang, carrier.seal.as_ref());
                let named = describe::seal(lang, item.seal.as_ref());
                (carrier.seal != item.seal).then(|| t::seal(lang, &item.serial, has, named))
            })
            .collect(),
        R::Destroyed
        | R::Lost
        | R::CheckedOut
        | R::HandedOver
        | R::NotCheckedOut
        | R::Reserved
        | R::InAnotherHandover => register
            .concerned(what)
            .iter()
            .map(|serial| questions::line(app, register, serial))
            .collect(),
        R::Items | R::NotHandedOver => of(register, what)
            .map(|found| {
                let items = found.items.iter();
                let items = items.map(|(serial, item)| {
                    let outcome = describe::outcome(lang, found.stage, item);
                    format!("{serial} {outcome}")
                });
                t::carriers(lang, items.collect::<Vec<_>>().join("  "))
            })
            .into_iter()
            .collect(),
        R::Stage => of(register, what)
            .map(|found| t::stage(lang, c::stage(lang, found.stage)))
            .into_iter()
            .collect(),
        R::Dates | R::AgreementNotValid => of(register, what)
            .map(|found| days(lang, register, found))
            .unwrap_or_default(),
        _ => vec![],
    }
}

/// The due day, and the days of the agreement.
fn days(lang: Lang, register: &Register, found: &Handover) -> Vec<String> {
    let agreement = found.agreement.as_ref();
    let agreement = agreement.and_then(|id| Some((id, register.agreements().get(id)?)));
    let agreement = agreement.map(|(id, one)| t::agreement(lang, id, one.from, one.until));
    std::iter::once(t::due(lang, found.due))
        .chain(agreement)
        .collect()
}

fn outside(lang: Lang, register: &Register, what: &Happening) -> Vec<String> {
    let Happening::Custody(CustodyEvent::CarrierRegistered { serial, lot, .. }) = what else {
        return vec![];
    };
    let Some(found) = register
        .lots()
        .get(lot)
        .filter(|lot| !lot.serials.has(serial))
    else {
        return vec![];
    };
    vec![t::outside(
        lang,
        serial,
        questions::lot_line(lang, lot, &found.serials),
    )]
}

fn of<'a>(register: &'a Register, what: &Happening) -> Option<&'a Handover> {
    register.handovers().get(what.handover()?)
}

fn items(what: &Happening) -> &[ItemSeen] {
    match what {
        Happening::Handover(
            HandoverEvent::HandedOver { items, .. }
            | HandoverEvent::Returned { items, .. }
            | HandoverEvent::Transferred { items, .. },
        ) => items,
        _ => &[],
    }
}

/// A thing and what it is, in words; none for an incident, which nothing names.
fn labelled(lang: Lang, thing: &Thing) -> Option<(String, &Mark)> {
    Some(match thing {
        Thing::Machine(id) => (t::machine(lang), id),
        Thing::Lot(id) => (t::lot(lang), id),
        Thing::Carrier(id) => (t::carrier(lang), id),
        Thing::Representative(id) => (t::person(lang), id),
        Thing::Agreement(id) => (h::element_agreement(lang), id),
        Thing::Review(id) => (t::review(lang), id),
        Thing::Handover(id) => (t::handover(lang), id),
        Thing::Application(_, id) => (names::application(lang), id),
        Thing::Incident(_) => return None,
    })
}

fn is_known(register: &Register, thing: &Thing) -> bool {
    match thing {
        Thing::Machine(id) => register.machines().contains_key(id),
        Thing::Lot(id) => register.lots().contains_key(id),
        Thing::Carrier(id) => register.carriers().contains_key(id),
        Thing::Representative(id) => register.representatives().contains_key(id),
        Thing::Agreement(id) => register.agreements().contains_key(id),
        Thing::Review(id) => register.reviews().contains_key(id),
        Thing::Handover(id) => register.handovers().contains_key(id),
        Thing::Incident(number) => register.incidents().contains_key(number),
        Thing::Application(None, id) => register.applications().contains_key(id),
        Thing::Application(Some(from), id) => {
            register.received().contains_key(&(*from, id.clone()))
        }
    }
}

/// What must not be there yet.
fn made(what: &Happening) -> Option<Thing> {
    Some(match what {
        Happening::Machine(MachineEvent::Registered { serial, .. }) => {
            Thing::Machine(serial.clone())
        }
        Happening::Custody(CustodyEvent::LotIssued { lot, .. }) => Thing::Lot(lot.clone()),
        Happening::Custody(CustodyEvent::CarrierRegistered { serial, .. }) => {
            Thing::Carrier(serial.clone())
        }
        Happening::Party(PartyEvent::RepresentativeEnrolled { person, .. }) => {
            Thing::Representative(person.clone())
        }
        Happening::Party(PartyEvent::AgreementAdded { agreement, .. }) => {
            Thing::Agreement(agreement.clone())
        }
        Happening::Party(PartyEvent::PlanReviewed { review, .. }) => Thing::Review(review.clone()),
        Happening::Handover(HandoverEvent::Drafted { handover, .. }) => {
            Thing::Handover(handover.clone())
        }
        _ => return None,
    })
}

/// The seal that is put on: which were used is the register's own business.
fn sealed(what: &Happening) -> Option<&Mark> {
    match what {
        Happening::Custody(
            CustodyEvent::CarrierLoaded { seal, .. } | CustodyEvent::Resealed { seal, .. },
        ) => Some(seal),
        _ => None,
    }
}
