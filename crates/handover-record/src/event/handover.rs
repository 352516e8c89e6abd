//! What happens with third parties and in handovers to them.

use jiff::civil::Date;
use key_derivation::{Kcv, KeyId};
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use super::Pair;
use crate::{Agreement, DocumentDigest, Mark, PublicKeyHex, Review, Signature, Words};

/// A carrier as somebody saw it when it changed hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemSeen {
    /// Which carrier.
    pub serial: Mark,
    /// The seal that it had.
    pub seal: Option<Mark>,
    /// What it looked like.
    pub condition: Words,
}

/// The check value of a key on a carrier, taken anew after the carrier came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rechecked {
    /// Which carrier.
    pub serial: Mark,
    /// Which of its keys.
    pub key: KeyId,
    /// The value found.
    pub kcv: Kcv,
}

/// What is known of third parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PartyEvent {
    /// 20: a third party named somebody to sign for it.
    RepresentativeEnrolled {
        /// The person's id.
        person: Mark,
        /// For whom.
        organisation: Words,
        /// SHA-256 of the salted attachment with name and ID number, which is kept outside the log and can be erased.
        details: DocumentDigest,
        /// The key that the person signs with; without one, the person signs on paper.
        key: Option<PublicKeyHex>,
    },
    /// 21: the attachment with a representative's name and ID number was erased.
    DetailsErased {
        /// Whose.
        person: Mark,
    },
    /// 22: a representative signs for nobody any more.
    RepresentativeWithdrawn {
        /// Who.
        person: Mark,
    },
    /// 23: a confidentiality agreement was signed.
    AgreementAdded {
        /// Its id.
        agreement: Mark,
        /// What it says.
        terms: Agreement,
    },
    /// 24: a confidentiality agreement ends early; the day of the event is its last.
    AgreementEnded {
        /// Which agreement.
        agreement: Mark,
    },
    /// 25: a security management plan was reviewed.
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
    /// 26: a handover was drafted.
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
        /// 36: the handover that holds the carriers now, where they go from one third party to another.
        continues: Option<Mark>,
    },
    /// 27: what a draft still lacked. What is not there stays as it was.
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
    /// 29: a draft was approved.
    Approved {
        /// Which handover.
        handover: Mark,
        /// Who approved.
        by: Pair,
    },
    /// 30: the carriers went to the third party.
    HandedOver {
        /// Which handover.
        handover: Mark,
        /// Each carrier as it went.
        items: Vec<ItemSeen>,
        /// Who delivered.
        deliverer: OfficerId,
        /// Who received.
        receiver: Mark,
        /// The receiver's signature.
        signature: Signature,
        /// Who supervised.
        supervisor: OfficerId,
    },
    /// 32: its use was supervised.
    Supervised {
        /// Which handover.
        handover: Mark,
        /// Who went.
        supervisor: OfficerId,
        /// What was found.
        findings: Words,
    },
    /// 33: while it is out, others receive or supervise, or it stands under another agreement.
    Reassigned {
        /// Which handover.
        handover: Mark,
        /// The confidentiality agreement from now on.
        agreement: Option<Mark>,
        /// Which representative answers for it there from now on.
        receiver: Option<Mark>,
        /// Who supervises from now on.
        supervisor: Option<OfficerId>,
        /// Who decided it.
        by: Pair,
    },
    /// 34: carriers came back.
    Returned {
        /// Which handover.
        handover: Mark,
        /// Each carrier as it came back.
        items: Vec<ItemSeen>,
        /// Who took them.
        by: OfficerId,
    },
    /// 35: the day on which they are due was put off.
    Extended {
        /// Which handover.
        handover: Mark,
        /// The new day.
        due: Date,
        /// Who agreed.
        by: Pair,
    },
    /// 36: what is still out went to another third party.
    Transferred {
        /// Which handover.
        handover: Mark,
        /// The approved handover that goes on.
        to: Mark,
        /// Each carrier as it went on.
        items: Vec<ItemSeen>,
        /// That one's deliverer.
        deliverer: OfficerId,
        /// That one's receiver.
        receiver: Mark,
        /// That receiver's signature.
        signature: Signature,
        /// That one's supervisor.
        supervisor: OfficerId,
    },
    /// 37: both sides signed that it is over.
    Closed {
        /// Which handover.
        handover: Mark,
        /// Check values that were taken anew of what came back.
        rechecked: Vec<Rechecked>,
        /// Who closed it here.
        by: Pair,
        /// Its receiver.
        receiver: Mark,
        /// The receiver's signature.
        signature: Signature,
    },
    /// 38: it will not happen.
    Withdrawn {
        /// Which handover.
        handover: Mark,
        /// Who withdrew it.
        by: Pair,
    },
}
