//! What can happen. Events carry resolved facts; each happens on a day.

use jiff::civil::Date;
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use crate::handover::is_same;
use crate::{Agreement, Assessment, Certificate, Content, Lot, Mark, Refusal, Review, Words};

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
}

/// What happens to an encryption machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MachineEvent {
    /// 4: an encryption machine came.
    Registered {
        /// Its serial.
        serial: Mark,
        /// Who makes it.
        maker: Words,
        /// Its model.
        model: Words,
        /// Where it stands.
        location: Words,
        /// Its product certificate.
        certificate: Option<Certificate>,
        /// Its assessment.
        assessment: Option<Assessment>,
    },
    /// 5: a machine got another certificate.
    Certified {
        /// Which machine.
        serial: Mark,
        /// The new certificate.
        certificate: Certificate,
    },
    /// 5: a machine was assessed again.
    Assessed {
        /// Which machine.
        serial: Mark,
        /// The new assessment.
        assessment: Assessment,
    },
    /// 7: a machine goes out of service.
    Retired {
        /// Which machine.
        serial: Mark,
    },
}

/// What happens to a carrier in this office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CustodyEvent {
    /// 8: the ministry issued a lot.
    LotIssued {
        /// Its id.
        lot: Mark,
        /// Its carriers.
        serials: Lot,
    },
    /// 9: a carrier of a lot came.
    CarrierRegistered {
        /// Its serial.
        serial: Mark,
        /// Its lot.
        lot: Mark,
        /// Its safe and slot.
        place: Words,
        /// Who answers for it.
        custodian: OfficerId,
    },
    /// 11: keys were loaded onto a carrier.
    CarrierLoaded {
        /// Which carrier.
        serial: Mark,
        /// From which machine.
        machine: Mark,
        /// Which keys.
        contents: Vec<Content>,
        /// Its new seal.
        seal: Mark,
        /// Who loaded it.
        by: Pair,
    },
    /// 12: a carrier was taken out.
    CheckedOut {
        /// Which carrier.
        serial: Mark,
        /// What for.
        purpose: Words,
        /// Who took it.
        by: Pair,
    },
    /// 12: a carrier came back.
    CheckedIn {
        /// Which carrier.
        serial: Mark,
        /// The seal that it has.
        seal: Option<Mark>,
        /// Who brought it.
        by: Pair,
    },
    /// 13: a carrier got another seal.
    Resealed {
        /// Which carrier.
        serial: Mark,
        /// Its new seal.
        seal: Mark,
        /// Who sealed it.
        by: Pair,
    },
    /// 14: a carrier got another place.
    Moved {
        /// Which carrier.
        serial: Mark,
        /// Its new safe and slot.
        place: Words,
        /// Who moved it.
        by: Pair,
    },
    /// 15: a place was counted.
    Counted {
        /// Which place.
        place: Words,
        /// What was found there.
        found: Vec<Mark>,
        /// Who counted.
        by: Pair,
    },
    /// 16: a carrier is gone.
    ReportedLost {
        /// Which carrier.
        serial: Mark,
        /// Whether it was stolen.
        stolen: bool,
        /// Who reported it.
        by: OfficerId,
    },
    /// 17: a carrier was destroyed.
    Destroyed {
        /// Which carrier.
        serial: Mark,
        /// Who destroyed it.
        by: Pair,
    },
}

/// What is known of third parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PartyEvent {
    /// 19: a third party named somebody to sign for it.
    RepresentativeEnrolled {
        /// The person's id.
        person: Mark,
        /// For whom.
        organisation: Words,
    },
    /// 20: a confidentiality agreement was signed.
    AgreementAdded {
        /// Its id.
        agreement: Mark,
        /// What it says.
        terms: Agreement,
    },
    /// 21: a security management plan was reviewed.
    PlanReviewed {
        /// The review's id.
        review: Mark,
        /// What came out.
        outcome: Review,
    },
}

/// What happens to a handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum HandoverEvent {
    /// 22: a handover was drafted.
    Drafted {
        /// Its id.
        handover: Mark,
        /// To whom.
        organisation: Words,
        /// What for.
        purpose: Words,
        /// The day on which it is due back.
        due: Date,
        /// Which carriers.
        items: Vec<Mark>,
        /// 30: the handover that holds the carriers now, where they go from one third party to another.
        continues: Option<Mark>,
    },
    /// 23: what a draft still lacked. What is not there stays as it was.
    Prepared {
        /// Which handover.
        handover: Mark,
        /// The confidentiality agreement.
        agreement: Option<Mark>,
        /// The review of the plan.
        review: Option<Mark>,
        /// Who delivers.
        deliverer: Option<OfficerId>,
        /// Which representative receives.
        receiver: Option<Mark>,
        /// Who supervises.
        supervisor: Option<OfficerId>,
    },
    /// 25: a draft was approved.
    Approved {
        /// Which handover.
        handover: Mark,
        /// Who approved.
        by: Pair,
    },
    /// 26: the carriers went to the third party.
    HandedOver {
        /// Which handover.
        handover: Mark,
        /// Each carrier with the seal that it has.
        items: Vec<(Mark, Option<Mark>)>,
        /// Who delivered.
        deliverer: OfficerId,
        /// Who received.
        receiver: Mark,
        /// Who supervised.
        supervisor: OfficerId,
    },
    /// 27: its use was supervised.
    Supervised {
        /// Which handover.
        handover: Mark,
        /// Who went.
        supervisor: OfficerId,
        /// What was found.
        findings: Words,
    },
    /// 28: carriers came back.
    Returned {
        /// Which handover.
        handover: Mark,
        /// Each carrier with the seal that it has.
        items: Vec<(Mark, Option<Mark>)>,
        /// Who took them.
        by: OfficerId,
    },
    /// 29: the day on which they are due was put off.
    Extended {
        /// Which handover.
        handover: Mark,
        /// The new day.
        due: Date,
        /// Who agreed.
        by: Pair,
    },
    /// 30: what is still out went to another third party.
    Transferred {
        /// Which handover.
        handover: Mark,
        /// The approved handover that goes on.
        to: Mark,
        /// That one's receiver.
        receiver: Mark,
        /// That one's supervisor.
        supervisor: OfficerId,
    },
    /// 31: both sides signed that it is over.
    Closed {
        /// Which handover.
        handover: Mark,
        /// Who closed it here.
        by: OfficerId,
        /// Its receiver.
        receiver: Mark,
    },
    /// 32: it will not happen.
    Withdrawn {
        /// Which handover.
        handover: Mark,
        /// Who withdrew it.
        by: Pair,
    },
}

impl Happening {
    /// The two officers, where the event has two.
    pub(crate) fn pair(&self) -> Option<&Pair> {
        match self {
            Self::Custody(
                CustodyEvent::CarrierLoaded { by, .. }
                | CustodyEvent::CheckedOut { by, .. }
                | CustodyEvent::CheckedIn { by, .. }
                | CustodyEvent::Resealed { by, .. }
                | CustodyEvent::Moved { by, .. }
                | CustodyEvent::Counted { by, .. }
                | CustodyEvent::Destroyed { by, .. },
            ) => Some(by),
            Self::Handover(
                HandoverEvent::Approved { by, .. }
                | HandoverEvent::Extended { by, .. }
                | HandoverEvent::Withdrawn { by, .. },
            ) => Some(by),
            _ => None,
        }
    }
}
