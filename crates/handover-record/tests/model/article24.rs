//! Article 24, looked for in what happened: no register and no model, only the events that were accepted.

use handover_record::{Agreement, Event, HandoverEvent, Happening, Mark, PartyEvent, Review};
use quorum::OfficerId;

/// What the events until now name for a handover.
#[derive(Default)]
struct Named {
    organisation: Option<String>,
    agreement: Option<Mark>,
    review: Option<Mark>,
    deliverer: Option<OfficerId>,
    supervisor: Option<OfficerId>,
}

fn named(trace: &[Event], id: &Mark) -> Named {
    let mut named = Named::default();
    for event in trace {
        match &event.what {
            Happening::Handover(HandoverEvent::Drafted {
                handover,
                organisation,
                ..
            }) if handover == id => {
                named.organisation = Some(organisation.to_string());
            }
            Happening::Handover(HandoverEvent::Prepared {
                handover,
                agreement,
                review,
                deliverer,
                supervisor,
                ..
            }) if handover == id => {
                named.agreement = agreement.clone().or(named.agreement);
                named.review = review.clone().or(named.review);
                named.deliverer = deliverer.clone().or(named.deliverer);
                named.supervisor = supervisor.clone().or(named.supervisor);
            }
            _ => {}
        }
    }
    named
}

fn agreement<'a>(trace: &'a [Event], id: &Mark) -> Option<&'a Agreement> {
    trace.iter().find_map(|event| match &event.what {
        Happening::Party(PartyEvent::AgreementAdded { agreement, terms }) if agreement == id => {
            Some(terms)
        }
        _ => None,
    })
}

fn review<'a>(trace: &'a [Event], id: &Mark) -> Option<&'a Review> {
    trace.iter().find_map(|event| match &event.what {
        Happening::Party(PartyEvent::PlanReviewed { review, outcome }) if review == id => {
            Some(outcome)
        }
        _ => None,
    })
}

/// Which of the four elements are not there when the last event of `trace` hands carriers over.
pub fn lacks(trace: &[Event]) -> Vec<&'static str> {
    let Some((last, before)) = trace.split_last() else {
        return Vec::new();
    };
    let Happening::Handover(what) = &last.what else {
        return Vec::new();
    };
    let (HandoverEvent::HandedOver { handover: id, .. }
    | HandoverEvent::Transferred { to: id, .. }) = what
    else {
        return Vec::new();
    };
    let named = named(before, id);
    let whose = named.organisation.as_deref();
    let has_ended = |ended: &Mark| {
        let ends = before.iter().filter(|event| event.on < last.on);
        ends.filter_map(|event| match &event.what {
            Happening::Party(PartyEvent::AgreementEnded { agreement }) => Some(agreement),
            _ => None,
        })
        .any(|agreement| agreement == ended)
    };
    let in_force = named.agreement.filter(|id| !has_ended(id));
    let paper = in_force.and_then(|id| agreement(before, &id));
    let is_agreed = paper.is_some_and(|paper| {
        paper.signed_here.is_some()
            && paper.signed_there.is_some()
            && Some(paper.organisation.as_str()) == whose
            && (paper.from..=paper.until).contains(&last.on)
    });
    let opinion = named.review.and_then(|id| review(before, &id));
    let is_third_party = |reviewer: &Mark| {
        before.iter().any(|event| {
            matches!(&event.what, Happening::Party(PartyEvent::RepresentativeEnrolled { person, .. })
                if person == reviewer)
        })
    };
    let about = before.iter().filter_map(|event| match &event.what {
        Happening::Party(PartyEvent::PlanReviewed { outcome, .. }) => Some(outcome),
        _ => None,
    });
    let mut about = about.rev();
    let newest = about.find(|one| Some(one.organisation.as_str()) == whose);
    let passed_last = newest.is_some_and(|one| one.passed);
    let is_reviewed = opinion.is_some_and(|one| {
        passed_last
            && one.passed
            && Some(one.organisation.as_str()) == whose
            && !is_third_party(&one.reviewer)
    });
    let is_supervised = match (&named.supervisor, &named.deliverer) {
        (Some(supervisor), Some(deliverer)) => {
            !supervisor.as_str().eq_ignore_ascii_case(deliverer.as_str())
        }
        _ => false,
    };
    let elements = [
        (whose.is_some(), "record"),
        (is_agreed, "agreement"),
        (is_reviewed, "review"),
        (is_supervised, "supervisor"),
    ];
    elements
        .into_iter()
        .filter(|(is_there, _)| !is_there)
        .map(|(_, name)| name)
        .collect()
}
