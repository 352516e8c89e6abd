//! What happens to machines and carriers in this office.

use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use super::Pair;
use crate::{Assessment, Certificate, Content, Document, Lot, Mark, Words};

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
    /// 5: a machine stands somewhere else.
    Relocated {
        /// Which machine.
        serial: Mark,
        /// Where it stands now.
        location: Words,
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
        /// The ministry's notice of it.
        notice: Document,
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
    /// 40: a carrier's seal was compared where it lies.
    Inspected {
        /// Which carrier.
        serial: Mark,
        /// The seal that it has.
        seal: Option<Mark>,
        /// Who looked.
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
    /// 15: somebody else answers for a carrier.
    CustodianChanged {
        /// Which carrier.
        serial: Mark,
        /// Who answers for it from now on, and signs for that too.
        custodian: OfficerId,
        /// Who decided it.
        by: Pair,
    },
    /// 16: a place was counted.
    Counted {
        /// Which place.
        place: Words,
        /// What was found there.
        found: Vec<Mark>,
        /// Who counted.
        by: Pair,
    },
    /// 17: a carrier is gone.
    ReportedLost {
        /// Which carrier.
        serial: Mark,
        /// Whether it was stolen.
        stolen: bool,
        /// Who reported it.
        by: OfficerId,
    },
    /// 18: a carrier was destroyed.
    Destroyed {
        /// Which carrier.
        serial: Mark,
        /// Who destroyed it.
        by: Pair,
    },
}
