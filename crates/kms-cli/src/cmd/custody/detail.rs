//! What exactly the register has against something: the id that nobody knows, the seal that it has, the stage.

use handover_record::{
    CustodyEvent, Handover, HandoverEvent, Happening, ItemSeen, MachineEvent, Mark, PartyEvent,
    Refusal, Register,
};
use keystore::Keystore;

use super::{describe, questions};
use crate::app::App;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::messages::{custody as c, handover as h, refused as t};

/// A refusal of the register, with what it is about.
pub fn explained(app: &App, keystore: &Keystore, what: &[Happening], error: kms::Error) -> Failure {
    let kms::Error::Keystore(keystore::Error::Custody(refusal)) = &error else {
        return error.into();
    };
    let register = &keystore.state().register;
    let mut lines: Vec<_> = what
        .iter()
        .flat_map(|one| about(app, register, one, *refusal))
        .collect();
    lines.dedup();
    let mut said = app.explain(&error);
    for line in lines {
        said.what.push_str(&format!("\n  {line}"));
    }
    Failure::Said(Box::new(said))
}

fn about(app: &App, register: &Register, what: &Happening, refusal: Refusal) -> Vec<String> {
    use Refusal as R;
    let lang = app.lang;
    match refusal {
        R::DayOrder => register
            .newest()
            .map(|newest| t::newest(lang, newest))
            .into_iter()
            .collect(),
        R::Unknown => named(what)
            .into_iter()
            .filter(|(of, id)| !is_known(register, *of, id))
            .map(|(of, id)| t::not_there(lang, kind(lang, of), id))
            .collect(),
        R::AlreadyKnown => made(what)
            .into_iter()
            .filter(|(of, id)| *of == Of::Seal || is_known(register, *of, id))
            .map(|(of, id)| t::taken(lang, kind(lang, of), id))
            .collect(),
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

/// What an id is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Machine,
    Lot,
    Carrier,
    Seal,
    Person,
    Agreement,
    Review,
    Handover,
}

fn kind(lang: Lang, of: Of) -> String {
    match of {
        Of::Machine => t::machine(lang),
        Of::Lot => t::lot(lang),
        Of::Carrier => t::carrier(lang),
        Of::Seal => t::a_seal(lang),
        Of::Person => t::person(lang),
        Of::Agreement => h::element_agreement(lang),
        Of::Review => t::review(lang),
        Of::Handover => t::handover(lang),
    }
}

fn is_known(register: &Register, of: Of, id: &Mark) -> bool {
    match of {
        Of::Machine => register.machines().contains_key(id),
        Of::Lot => register.lots().contains_key(id),
        Of::Carrier => register.carriers().contains_key(id),
        Of::Person => register.representatives().contains_key(id),
        Of::Agreement => register.agreements().contains_key(id),
        Of::Review => register.reviews().contains_key(id),
        Of::Handover => register.handovers().contains_key(id),
        // Which seals were used is the register's own business.
        Of::Seal => false,
    }
}

/// What must be there already.
fn named(what: &Happening) -> Vec<(Of, &Mark)> {
    let mut named: Vec<_> = what
        .carriers()
        .into_iter()
        .map(|serial| (Of::Carrier, serial))
        .collect();
    match what {
        Happening::Machine(MachineEvent::Registered { .. }) => {}
        Happening::Machine(
            MachineEvent::Certified { serial, .. }
            | MachineEvent::Assessed { serial, .. }
            | MachineEvent::Relocated { serial, .. }
            | MachineEvent::Retired { serial },
        ) => named.push((Of::Machine, serial)),
        Happening::Custody(CustodyEvent::CarrierRegistered { lot, .. }) => {
            return vec![(Of::Lot, lot)];
        }
        Happening::Custody(CustodyEvent::CarrierLoaded { machine, .. }) => {
            named.push((Of::Machine, machine));
        }
        Happening::Party(
            PartyEvent::DetailsErased { person } | PartyEvent::RepresentativeWithdrawn { person },
        ) => named.push((Of::Person, person)),
        Happening::Party(PartyEvent::AgreementEnded { agreement }) => {
            named.push((Of::Agreement, agreement));
        }
        Happening::Handover(HandoverEvent::Drafted { continues, .. }) => {
            named.extend(continues.iter().map(|id| (Of::Handover, id)));
        }
        _ => {}
    }
    if let Happening::Handover(HandoverEvent::Reassigned {
        agreement,
        receiver,
        ..
    }) = what
    {
        named.extend(agreement.iter().map(|id| (Of::Agreement, id)));
        named.extend(receiver.iter().map(|id| (Of::Person, id)));
    }
    if let Happening::Handover(HandoverEvent::Prepared {
        handover,
        agreement,
        review,
        receiver,
        ..
    }) = what
    {
        named.push((Of::Handover, handover));
        named.extend(agreement.iter().map(|id| (Of::Agreement, id)));
        named.extend(review.iter().map(|id| (Of::Review, id)));
        named.extend(receiver.iter().map(|id| (Of::Person, id)));
    }
    named
}

/// What must not be there yet.
fn made(what: &Happening) -> Vec<(Of, &Mark)> {
    match what {
        Happening::Machine(MachineEvent::Registered { serial, .. }) => vec![(Of::Machine, serial)],
        Happening::Custody(CustodyEvent::LotIssued { lot, .. }) => vec![(Of::Lot, lot)],
        Happening::Custody(CustodyEvent::CarrierRegistered { serial, .. }) => {
            vec![(Of::Carrier, serial)]
        }
        Happening::Custody(
            CustodyEvent::CarrierLoaded { seal, .. } | CustodyEvent::Resealed { seal, .. },
        ) => vec![(Of::Seal, seal)],
        Happening::Party(PartyEvent::RepresentativeEnrolled { person, .. }) => {
            vec![(Of::Person, person)]
        }
        Happening::Party(PartyEvent::AgreementAdded { agreement, .. }) => {
            vec![(Of::Agreement, agreement)]
        }
        Happening::Party(PartyEvent::PlanReviewed { review, .. }) => vec![(Of::Review, review)],
        Happening::Handover(HandoverEvent::Drafted { handover, .. }) => {
            vec![(Of::Handover, handover)]
        }
        _ => vec![],
    }
}
