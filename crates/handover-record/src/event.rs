//! What can happen. Events carry resolved facts; each happens on a day.

use jiff::civil::Date;
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use crate::handover::is_same;
use crate::{Mark, Refusal};

mod application;
mod custody;
mod handover;

pub use application::ApplicationEvent;
pub use custody::{CustodyEvent, MachineEvent};
pub use handover::{HandoverEvent, ItemSeen, PartyEvent, Rechecked};

/// An event and its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The day on which it happened.
    pub on: Date,
    /// What happened.
    pub what: Happening,
}

/// Two officers who acted together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair(pub OfficerId, pub OfficerId);

impl Pair {
    /// Rule 2.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        if is_same(&self.0, &self.1) {
            return Err(Refusal::SamePerson);
        }
        Ok(())
    }
}

/// What happened. The number is that of the rule that says when it may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happening {
    /// To an encryption machine.
    Machine(MachineEvent),
    /// To a carrier in this office.
    Custody(CustodyEvent),
    /// To what is known of third parties.
    Party(PartyEvent),
    /// To a handover.
    Handover(HandoverEvent),
    /// To a key application.
    Application(ApplicationEvent),
}

impl Happening {
    /// The officers who say that they did it: their own signatures belong to the event.
    #[must_use]
    pub fn signers(&self) -> Vec<&OfficerId> {
        let pair = self
            .pair()
            .into_iter()
            .flat_map(|Pair(one, other)| [one, other]);
        let others = match self {
            Self::Custody(
                CustodyEvent::ReportedLost { by, .. }
                | CustodyEvent::CustodianChanged { custodian: by, .. },
            )
            | Self::Handover(
                HandoverEvent::Supervised { supervisor: by, .. }
                | HandoverEvent::Returned { by, .. },
            ) => vec![by],
            Self::Handover(
                HandoverEvent::HandedOver {
                    deliverer,
                    supervisor,
                    ..
                }
                | HandoverEvent::Transferred {
                    deliverer,
                    supervisor,
                    ..
                },
            ) => vec![deliverer, supervisor],
            _ => vec![],
        };
        pair.chain(others).collect()
    }

    /// The officers of this office whom it names and who need not be there.
    #[must_use]
    pub fn named(&self) -> Vec<&OfficerId> {
        match self {
            Self::Custody(CustodyEvent::CarrierRegistered { custodian, .. }) => vec![custodian],
            Self::Party(PartyEvent::AgreementAdded { terms, .. }) => {
                terms.signed_here.iter().collect()
            }
            Self::Handover(HandoverEvent::Prepared {
                deliverer,
                supervisor,
                ..
            }) => deliverer.iter().chain(supervisor).collect(),
            Self::Handover(HandoverEvent::Reassigned { supervisor, .. }) => {
                supervisor.iter().collect()
            }
            _ => vec![],
        }
    }

    /// The handover that it happens to; at a transfer, the one that ends.
    #[must_use]
    pub fn handover(&self) -> Option<&Mark> {
        let Self::Handover(event) = self else {
            return None;
        };
        Some(match event {
            HandoverEvent::Drafted { handover, .. }
            | HandoverEvent::Prepared { handover, .. }
            | HandoverEvent::Approved { handover, .. }
            | HandoverEvent::HandedOver { handover, .. }
            | HandoverEvent::Supervised { handover, .. }
            | HandoverEvent::Reassigned { handover, .. }
            | HandoverEvent::Returned { handover, .. }
            | HandoverEvent::Extended { handover, .. }
            | HandoverEvent::Transferred { handover, .. }
            | HandoverEvent::Closed { handover, .. }
            | HandoverEvent::Withdrawn { handover, .. } => handover,
        })
    }

    /// At a transfer, the handover that goes on: it happens to that one too.
    #[must_use]
    pub fn goes_on_in(&self) -> Option<&Mark> {
        match self {
            Self::Handover(HandoverEvent::Transferred { to, .. }) => Some(to),
            _ => None,
        }
    }

    /// The carriers that it names, except those that a closing names among all of its handover.
    #[must_use]
    pub fn carriers(&self) -> Vec<&Mark> {
        match self {
            Self::Custody(event) => match event {
                CustodyEvent::LotIssued { .. } => vec![],
                CustodyEvent::CarrierRegistered { serial, .. }
                | CustodyEvent::CarrierLoaded { serial, .. }
                | CustodyEvent::CheckedOut { serial, .. }
                | CustodyEvent::CheckedIn { serial, .. }
                | CustodyEvent::Inspected { serial, .. }
                | CustodyEvent::Resealed { serial, .. }
                | CustodyEvent::Moved { serial, .. }
                | CustodyEvent::CustodianChanged { serial, .. }
                | CustodyEvent::ReportedLost { serial, .. }
                | CustodyEvent::Destroyed { serial, .. } => vec![serial],
                CustodyEvent::Counted { found, .. } => found.iter().collect(),
            },
            Self::Handover(HandoverEvent::Drafted { items, .. }) => items.iter().collect(),
            Self::Handover(
                HandoverEvent::HandedOver { items, .. }
                | HandoverEvent::Returned { items, .. }
                | HandoverEvent::Transferred { items, .. },
            ) => items.iter().map(|item| &item.serial).collect(),
            Self::Machine(_) | Self::Party(_) | Self::Handover(_) | Self::Application(_) => vec![],
        }
    }

    /// Whether it is a report of loss, for which no day is wrong (rule 1).
    #[must_use]
    pub const fn is_loss(&self) -> bool {
        matches!(self, Self::Custody(CustodyEvent::ReportedLost { .. }))
    }

    /// The two officers, where the event has two.
    pub(crate) fn pair(&self) -> Option<&Pair> {
        match self {
            Self::Custody(
                CustodyEvent::CarrierLoaded { by, .. }
                | CustodyEvent::CheckedOut { by, .. }
                | CustodyEvent::CheckedIn { by, .. }
                | CustodyEvent::Inspected { by, .. }
                | CustodyEvent::Resealed { by, .. }
                | CustodyEvent::Moved { by, .. }
                | CustodyEvent::CustodianChanged { by, .. }
                | CustodyEvent::Counted { by, .. }
                | CustodyEvent::Destroyed { by, .. },
            ) => Some(by),
            Self::Handover(
                HandoverEvent::Approved { by, .. }
                | HandoverEvent::Reassigned { by, .. }
                | HandoverEvent::Closed { by, .. }
                | HandoverEvent::Extended { by, .. }
                | HandoverEvent::Withdrawn { by, .. },
            ) => Some(by),
            Self::Application(event) => event.pair(),
            _ => None,
        }
    }
}
