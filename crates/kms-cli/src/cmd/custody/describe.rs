//! What happened, in one sentence.

use handover_record::{
    ApplicationEvent, AskedKey, CustodyEvent, HandoverEvent, HandoverItem, Happening, ItemSeen,
    Lot, MachineEvent, Mark, Pair, PartyEvent, Stage,
};
use key_derivation::KeyId;

use crate::app::App;
use crate::lang::Lang;
use crate::messages::{application as a, custody as t, handover as h, reports};

/// What happened, in one sentence.
pub fn happening(app: &App, what: &Happening) -> String {
    match what {
        Happening::Machine(event) => machine(app.lang, event),
        Happening::Custody(event) => custody(app, event),
        Happening::Party(event) => party(app.lang, event),
        Happening::Handover(event) => handover(app.lang, event),
        Happening::Application(event) => application(app, event),
    }
}

/// The keys that are asked for.
pub fn asked(app: &App, keys: &[AskedKey]) -> String {
    let one = |key: &AskedKey| {
        let kind = app.catalogue().by_code(key.kind);
        let kind = kind.map_or_else(|| key.kind.to_string(), |kind| kind.name.clone());
        let version = key.version.map(|version| format!("/v{}", version.number()));
        format!(
            "{kind}/{}{}",
            key.algorithm.code(),
            version.unwrap_or_default()
        )
    };
    listed(app.lang, keys.iter().map(one))
}

fn application(app: &App, event: &ApplicationEvent) -> String {
    use ApplicationEvent as E;
    let lang = app.lang;
    match event {
        E::Created {
            application,
            keys,
            machine,
            ..
        } => a::created(lang, application, asked(app, keys), machine),
        E::Submitted {
            application, by, ..
        } => a::submitted(lang, application, pair(lang, by)),
        E::Ended {
            application,
            package,
            by,
        } => match package {
            Some(package) => a::ended_with(lang, application, package, pair(lang, by)),
            None => a::ended(lang, application, pair(lang, by)),
        },
        E::Accepted {
            from,
            application,
            keys,
            by,
            ..
        } => a::accepted(
            lang,
            app.region(*from),
            application,
            asked(app, keys),
            pair(lang, by),
        ),
        E::Refused {
            from,
            application,
            reason,
            by,
            ..
        } => a::refused(lang, app.region(*from), application, reason, pair(lang, by)),
        E::Answered {
            from,
            application,
            package,
        } => a::answered(lang, app.region(*from), application, package),
        E::CourierErased { from, application } => match from {
            Some(from) => a::courier_erased_of(lang, app.region(*from), application),
            None => a::courier_erased(lang, application),
        },
    }
}

fn pair(lang: Lang, Pair(one, other): &Pair) -> String {
    t::people(lang, one, other)
}

/// A serial of a lot.
pub fn serial(lot: &Lot, number: u64) -> String {
    let digits = usize::from(lot.digits);
    format!("{}{number:0digits$}", lot.prefix)
}

/// A seal's number, or that there is none.
pub fn seal(lang: Lang, seal: Option<&Mark>) -> String {
    seal.map_or_else(|| t::no_seal(lang), ToString::to_string)
}

/// What became of a carrier in a handover.
pub fn outcome(lang: Lang, stage: Stage, item: &HandoverItem) -> String {
    match item {
        HandoverItem::Due if stage == Stage::Out => h::still_due(lang),
        HandoverItem::Due => t::not_given(lang),
        HandoverItem::Returned { on, seal: seen } => {
            h::item_returned(lang, on, seal(lang, seen.as_ref()))
        }
        HandoverItem::Transferred { to } => h::item_transferred(lang, to),
        HandoverItem::Lost => h::item_lost(lang),
    }
}

fn machine(lang: Lang, event: &MachineEvent) -> String {
    match event {
        MachineEvent::Registered {
            serial,
            maker,
            model,
            location,
            ..
        } => t::machine_registered(lang, serial, maker, model, location),
        MachineEvent::Certified {
            serial,
            certificate,
        } => t::machine_certified(lang, serial, &certificate.number, certificate.until),
        MachineEvent::Assessed { serial, assessment } => {
            t::machine_assessed(lang, serial, assessment.on)
        }
        MachineEvent::Relocated { serial, location } => {
            t::machine_relocated(lang, serial, location)
        }
        MachineEvent::Retired { serial } => t::machine_retired(lang, serial),
    }
}

fn custody(app: &App, event: &CustodyEvent) -> String {
    let lang = app.lang;
    match event {
        CustodyEvent::LotIssued { lot, serials, .. } => {
            let kind = t::kind(lang, serials.kind);
            let [first, last] = [serials.first, serials.last].map(|number| serial(serials, number));
            t::lot_issued(lang, lot, kind, first, last)
        }
        CustodyEvent::CarrierRegistered {
            serial,
            lot,
            place,
            custodian,
        } => t::carrier_registered(lang, serial, lot, place, custodian),
        CustodyEvent::CarrierLoaded {
            serial,
            machine,
            contents,
            seal,
            ..
        } => {
            let keys = listed(lang, contents.iter().map(|one| key(app, &one.key)));
            t::carrier_loaded(lang, serial, keys, machine, seal)
        }
        CustodyEvent::CheckedOut {
            serial,
            purpose,
            by,
        } => t::checked_out(lang, serial, purpose, pair(lang, by)),
        CustodyEvent::CheckedIn {
            serial,
            seal: found,
            by,
        } => t::checked_in(lang, serial, seal(lang, found.as_ref()), pair(lang, by)),
        CustodyEvent::Inspected {
            serial,
            seal: found,
            by,
        } => t::inspected(lang, serial, seal(lang, found.as_ref()), pair(lang, by)),
        CustodyEvent::Resealed { serial, seal, by } => {
            t::resealed(lang, serial, seal, pair(lang, by))
        }
        CustodyEvent::Moved { serial, place, by } => t::moved(lang, serial, place, pair(lang, by)),
        CustodyEvent::CustodianChanged {
            serial,
            custodian,
            by,
        } => t::custodian_changed(lang, serial, custodian, pair(lang, by)),
        CustodyEvent::Counted { place, found, by } => {
            t::counted(lang, place, found.len(), pair(lang, by))
        }
        CustodyEvent::ReportedLost { serial, stolen, by } => match stolen {
            false => t::reported_lost(lang, serial, by),
            true => t::reported_stolen(lang, serial, by),
        },
        CustodyEvent::Destroyed { serial, by } => t::destroyed(lang, serial, pair(lang, by)),
    }
}

fn party(lang: Lang, event: &PartyEvent) -> String {
    match event {
        PartyEvent::RepresentativeEnrolled {
            person,
            organisation,
            ..
        } => h::representative_enrolled(lang, person, organisation),
        PartyEvent::DetailsErased { person } => h::details_erased(lang, person),
        PartyEvent::RepresentativeWithdrawn { person } => h::representative_withdrawn(lang, person),
        PartyEvent::AgreementAdded { agreement, terms } => h::agreement_added(
            lang,
            agreement,
            &terms.organisation,
            terms.from,
            terms.until,
        ),
        PartyEvent::AgreementEnded { agreement } => h::agreement_ended(lang, agreement),
        PartyEvent::PlanReviewed { review, outcome } => {
            let sentence = if outcome.passed {
                h::plan_passed
            } else {
                h::plan_failed
            };
            sentence(lang, review, &outcome.organisation, &outcome.reviewer)
        }
    }
}

/// A key: its code or, where nobody here knows it, its id.
pub fn key(app: &App, id: &KeyId) -> String {
    app.code_of(id).unwrap_or_else(|| id.to_string())
}

fn listed<T: ToString>(lang: Lang, all: impl IntoIterator<Item = T>) -> String {
    let all: Vec<_> = all.into_iter().map(|one| one.to_string()).collect();
    all.join(&reports::gap(lang))
}

fn items(lang: Lang, items: &[ItemSeen]) -> String {
    let item = |one: &ItemSeen| {
        h::item(
            lang,
            &one.serial,
            seal(lang, one.seal.as_ref()),
            &one.condition,
        )
    };
    listed(lang, items.iter().map(item))
}

fn handover(lang: Lang, event: &HandoverEvent) -> String {
    use HandoverEvent as E;
    match event {
        E::Drafted {
            handover,
            organisation,
            purpose,
            due,
            items,
            ..
        } => h::drafted(
            lang,
            handover,
            organisation,
            purpose,
            due,
            listed(lang, items),
        ),
        E::Prepared {
            handover,
            agreement,
            review,
            deliverer,
            receiver,
            supervisor,
        } => {
            let named = [
                agreement.as_ref().map(|id| h::named_agreement(lang, id)),
                review.as_ref().map(|id| h::named_review(lang, id)),
                deliverer.as_ref().map(|id| h::named_deliverer(lang, id)),
                receiver.as_ref().map(|id| h::named_receiver(lang, id)),
                supervisor.as_ref().map(|id| h::named_supervisor(lang, id)),
            ];
            h::prepared(lang, handover, listed(lang, named.into_iter().flatten()))
        }
        E::Approved { handover, by } => h::approved(lang, handover, pair(lang, by)),
        E::HandedOver {
            handover,
            items: seen,
            deliverer,
            receiver,
            supervisor,
            ..
        } => h::handed_over(
            lang,
            handover,
            items(lang, seen),
            deliverer,
            receiver,
            supervisor,
        ),
        E::Supervised {
            handover,
            supervisor,
            findings,
        } => h::supervised(lang, handover, supervisor, findings),
        E::Reassigned {
            handover,
            agreement,
            receiver,
            supervisor,
            by,
        } => {
            let named = [
                agreement.as_ref().map(|id| h::named_agreement(lang, id)),
                receiver.as_ref().map(|id| h::named_receiver(lang, id)),
                supervisor.as_ref().map(|id| h::named_supervisor(lang, id)),
            ];
            let named = listed(lang, named.into_iter().flatten());
            h::reassigned(lang, handover, named, pair(lang, by))
        }
        E::Returned {
            handover,
            items: seen,
            by,
        } => h::returned(lang, handover, items(lang, seen), by),
        E::Extended { handover, due, by } => h::extended(lang, handover, due, pair(lang, by)),
        E::Transferred {
            handover,
            to,
            items: seen,
            receiver,
            ..
        } => h::transferred(lang, handover, to, items(lang, seen), receiver),
        E::Closed {
            handover,
            by,
            receiver,
            ..
        } => h::closed(lang, handover, pair(lang, by), receiver),
        E::Withdrawn { handover, by } => h::withdrawn(lang, handover, pair(lang, by)),
    }
}
