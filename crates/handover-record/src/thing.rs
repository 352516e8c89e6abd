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
    /// An incident, by number.
    Incident(u64),
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

    /// The things besides carriers in whose life it stands. What it changes, [`crate::Register::changed`] tells.
    #[must_use]
    pub fn happens_to(&self) -> Vec<Thing> {
        let one = match self {
            Self::Machine(event) => Some(Thing::Machine(machine(event).clone())),
            Self::Custody(CustodyEvent::LotIssued { lot, .. }) => Some(Thing::Lot(lot.clone())),
            Self::Party(event) => Some(of_party(event)),
            Self::Application(event) => {
                let (from, application) = event.application();
                Some(Thing::Application(from, application.clone()))
            }
            Self::Custody(_) | Self::Handover(_) => None,
        };
        let handovers = self.handover().into_iter().chain(self.goes_on_in());
        let handovers = handovers.cloned().map(Thing::Handover);
        one.into_iter().chain(handovers).collect()
    }

    /// The things that it names: those that it happens to, carriers, and those that it rests on.
    #[must_use]
    pub fn things(&self) -> Vec<Thing> {
        let carriers = self.carriers().into_iter().cloned().map(Thing::Carrier);
        let happens_to = self.happens_to().into_iter();
        happens_to.chain(carriers).chain(self.rests_on()).collect()
    }

    fn rests_on(&self) -> Vec<Thing> {
        match self {
            Self::Custody(CustodyEvent::CarrierRegistered { lot, .. }) => {
                vec![Thing::Lot(lot.clone())]
            }
            Self::Custody(CustodyEvent::CarrierLoaded { machine, .. }) => {
                vec![Thing::Machine(machine.clone())]
            }
            Self::Party(PartyEvent::AgreementAdded { terms, .. }) => {
                let signer = terms.signed_there.iter().cloned();
                signer.map(Thing::Representative).collect()
            }
            Self::Handover(event) => of_handover(event),
            _ => vec![],
        }
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

fn of_party(event: &PartyEvent) -> Thing {
    match event {
        PartyEvent::RepresentativeEnrolled { person, .. }
        | PartyEvent::DetailsErased { person }
        | PartyEvent::RepresentativeWithdrawn { person } => Thing::Representative(person.clone()),
        PartyEvent::AgreementAdded { agreement, .. } | PartyEvent::AgreementEnded { agreement } => {
            Thing::Agreement(agreement.clone())
        }
        PartyEvent::PlanReviewed { review, .. } => Thing::Review(review.clone()),
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
