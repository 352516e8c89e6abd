//! What can be told of a handover from the events that lie behind it: the facts of its record.

use jiff::civil::Date;
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use crate::{
    Agreement, CarrierKind, Content, HandoverItem, Incident, ItemSeen, Mark, Pair, Rechecked,
    Review, Signature, Stage, Words,
};

/// A handover as its record tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its id.
    pub handover: Mark,
    /// To whom.
    pub organisation: Words,
    /// What for.
    pub purpose: Words,
    /// How far it has come.
    pub stage: Stage,
    /// Its days.
    pub days: Days,
    /// The handover whose carriers it took over.
    pub continues: Option<Mark>,
    /// The confidentiality agreement that counts now.
    pub agreement: Option<AgreementAccount>,
    /// The review of the third party's security management plan.
    pub review: Option<ReviewAccount>,
    /// Who delivers.
    pub deliverer: Option<OfficerId>,
    /// Which representative receives, and answers for it now.
    pub receiver: Option<Mark>,
    /// Who supervises now.
    pub supervisor: Option<OfficerId>,
    /// Its carriers, by serial.
    pub items: Vec<Item>,
    /// That the third party got them.
    pub received: Option<Received>,
    /// Who came to receive or supervise while it was out, and under which agreement.
    pub reassigned: Vec<Reassignment>,
    /// When its use was supervised.
    pub visits: Vec<Visit>,
    /// What came back, and when.
    pub returns: Vec<Return>,
    /// That both sides signed that it is over.
    pub closed: Option<Closing>,
    /// What went wrong with its carriers while the third party had them, and when they came back.
    pub incidents: Vec<Incident>,
}

/// The days of a handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// Drafted.
    pub drafted: Date,
    /// Approved.
    pub approved: Option<Date>,
    /// Handed over, or taken over from another third party.
    pub handed_over: Option<Date>,
    /// Due back, after every extension.
    pub due: Date,
    /// When it was put off, and to which day.
    pub extended: Vec<Extension>,
    /// Closed or withdrawn.
    pub ended: Option<Date>,
}

/// The day on which carriers are due was put off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// When.
    pub on: Date,
    /// To which day.
    pub due: Date,
}

/// A confidentiality agreement and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementAccount {
    /// Its id.
    pub agreement: Mark,
    /// What it says.
    pub terms: Agreement,
}

/// A review of a security management plan and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewAccount {
    /// Its id.
    pub review: Mark,
    /// What came out.
    pub outcome: Review,
}

/// A carrier as it was when it was handed over; before that, as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its serial.
    pub serial: Mark,
    /// What it is.
    pub kind: CarrierKind,
    /// The ministry's lot that it is from.
    pub lot: Mark,
    /// The number of its seal or tamper-evident bag.
    pub seal: Option<Mark>,
    /// What it looked like when it was handed over.
    pub condition: Option<Words>,
    /// Its keys.
    pub keys: Vec<Content>,
    /// What became of it in this handover.
    pub outcome: HandoverItem,
}

/// The third party got the carriers, and signed for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Who delivered.
    pub deliverer: OfficerId,
    /// Which representative received.
    pub receiver: Mark,
    /// Who supervised.
    pub supervisor: OfficerId,
    /// The receiver's signature.
    pub signature: Signature,
}

/// Others receive or supervise, or another agreement counts, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    /// From which day on.
    pub on: Date,
    /// The new confidentiality agreement, where there is one.
    pub agreement: Option<Mark>,
    /// The new receiver, where there is one.
    pub receiver: Option<Mark>,
    /// The new supervisor, where there is one.
    pub supervisor: Option<OfficerId>,
}

/// Both sides signed that the handover is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Check values that were taken anew of what came back.
    pub rechecked: Vec<Rechecked>,
    /// Who closed it here.
    pub by: Pair,
    /// Which representative signed.
    pub receiver: Mark,
    /// That person's signature.
    pub signature: Signature,
}

/// The use of carriers was supervised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// When.
    pub on: Date,
    /// By whom.
    pub supervisor: OfficerId,
    /// What was found.
    pub findings: Words,
}

/// Carriers came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// When.
    pub on: Date,
    /// Who took them.
    pub by: OfficerId,
    /// Each as it came back.
    pub items: Vec<ItemSeen>,
}
