//! What a register keeps, and which of it an event names.

use key_derivation::RegionCode;

use crate::{CustodyEvent, HandoverEvent, Happening, MachineEvent, Mark, PartyEvent};

/// A thing of the register.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// An encryption machine, by serial.
    Machine(Mark),
    /// A lot of carriers, by id.
    Lot(Mark),
    /// A carrier, by serial.
    Carrier(Mark),
    /// A third party's representative, by id.
    Representative(Mark),
    /// A confidentiality agreement, by id.
    Agreement(Mark),
    /// A review of a security plan, by id.
    Review(Mark),
    /// A handover, by id.
    Handover(Mark),
    /// A key application, by the region below whose it is, or none for this region's own, and by id.
    Application(Option<RegionCode>, Mark),
}

impl Happening {
    /// Whether it is daily custody, which leaves a carrier as a handover finds it: taken out and brought back, moved,
    /// given into other care, counted.
    #[must_use]
    pub const fn is_daily(&self) -> bool {
        matches!(
            self,
            Self::Custody(
                CustodyEvent::CheckedOut { .. }
                    | CustodyEvent::CheckedIn { .. }
                    | CustodyEvent::Moved { .. }
                    | CustodyEvent::CustodianChanged { .. }
                    | CustodyEvent::Counted { .. },
            )
        )
    }

    /// The things that it names.
    #[must_use]
    pub fn things(&self) -> Vec<Thing> {
        match self {
            Self::Machine(event) => vec![Thing::Machine(machine(event).clone())],
            Self::Party(event) => of_party(event),
            Self::Application(event) => {
                let (from, application) = event.application();
                vec![Thing::Application(from, application.clone())]
            }
            Self::Custody(event) => {
                let besides = match event {
                    CustodyEvent::LotIssued { lot, .. }
                    | CustodyEvent::CarrierRegistered { lot, .. } => Some(Thing::Lot(lot.clone())),
                    CustodyEvent::CarrierLoaded { machine, .. } => {
                        Some(Thing::Machine(machine.clone()))
                    }
                    _ => None,
                };
                self.own_carriers().chain(besides).collect()
            }
            Self::Handover(event) => {
                let handovers = self.handover().into_iter().chain(self.goes_on_in());
                let handovers = handovers.cloned().map(Thing::Handover);
                let besides = of_handover(event);
                handovers
                    .chain(self.own_carriers())
                    .chain(besides)
                    .collect()
            }
        }
    }

    fn own_carriers(&self) -> impl Iterator<Item = Thing> {
        self.carriers().into_iter().cloned().map(Thing::Carrier)
    }
}

const fn machine(event: &MachineEvent) -> &Mark {
    match event {
        MachineEvent::Registered { serial, .. }
        | MachineEvent::Certified { serial, .. }
        | MachineEvent::Assessed { serial, .. }
        | MachineEvent::Relocated { serial, .. }
        | MachineEvent::Retired { serial } => serial,
    }
}

fn of_party(event: &PartyEvent) -> Vec<Thing> {
    match event {
        PartyEvent::RepresentativeEnrolled { person, .. }
        | PartyEvent::DetailsErased { person }
        | PartyEvent::RepresentativeWithdrawn { person } => {
            vec![Thing::Representative(person.clone())]
        }
        PartyEvent::AgreementAdded { agreement, terms } => {
            let signer = terms.signed_there.iter().cloned();
            let signer = signer.map(Thing::Representative);
            signer
                .chain([Thing::Agreement(agreement.clone())])
                .collect()
        }
        PartyEvent::AgreementEnded { agreement } => vec![Thing::Agreement(agreement.clone())],
        PartyEvent::PlanReviewed { review, .. } => vec![Thing::Review(review.clone())],
    }
}

/// What an event of a handover names besides handovers that it happens to and carriers.
fn of_handover(event: &HandoverEvent) -> Vec<Thing> {
    match event {
        HandoverEvent::Drafted { continues, .. } => {
            let continues = continues.iter().cloned();
            continues.map(Thing::Handover).collect()
        }
        HandoverEvent::Prepared {
            agreement,
            review,
            receiver,
            ..
        } => {
            let agreement = agreement.iter().cloned().map(Thing::Agreement);
            let review = review.iter().cloned().map(Thing::Review);
            let receiver = receiver.iter().cloned().map(Thing::Representative);
            agreement.chain(review).chain(receiver).collect()
        }
        HandoverEvent::Reassigned {
            agreement,
            receiver,
            ..
        } => {
            let agreement = agreement.iter().cloned().map(Thing::Agreement);
            let receiver = receiver.iter().cloned().map(Thing::Representative);
            agreement.chain(receiver).collect()
        }
        HandoverEvent::HandedOver { receiver, .. }
        | HandoverEvent::Transferred { receiver, .. }
        | HandoverEvent::Closed { receiver, .. } => vec![Thing::Representative(receiver.clone())],
        _ => vec![],
    }
}
