//! A handover to a third party (Article 24), from the draft to its end.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use quorum::OfficerId;
use serde::{Deserialize, Serialize};

use crate::named::named;
use crate::{Mark, Refusal, Register, Words};

/// So many days after it was handed over or last supervised, a handover counts as unsupervised (rule 32).
pub const UNSUPERVISED_AFTER_DAYS: i32 = 31;

named! {
    /// How far a handover has come.
    Stage {
        /// Being prepared.
        Draft = "draft",
        /// Two officers approved it.
        Approved = "approved",
        /// The carriers are with the third party.
        Out = "out",
        /// Both sides signed that it is over.
        Closed = "closed",
        /// It did not happen.
        Withdrawn = "withdrawn",
    }
}

/// What became of one carrier in a handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum HandoverItem {
    /// It is to go, or is there.
    Due,
    /// It came back.
    Returned {
        /// When.
        on: Date,
        /// The seal that it had.
        seal: Option<Mark>,
    },
    /// It went on to another third party.
    Transferred {
        /// In which handover.
        to: Mark,
    },
    /// It was lost or stolen there.
    Lost,
}

/// A handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// To whom.
    pub organisation: Words,
    /// What for.
    pub purpose: Words,
    /// The day on which it is due back.
    pub due: Date,
    /// Its carriers.
    pub items: BTreeMap<Mark, HandoverItem>,
    /// The handover that holds the carriers until this one takes them.
    pub continues: Option<Mark>,
    /// The confidentiality agreement.
    pub agreement: Option<Mark>,
    /// The review of the third party's plan.
    pub review: Option<Mark>,
    /// Who delivers.
    pub deliverer: Option<OfficerId>,
    /// Who receives.
    pub receiver: Option<Mark>,
    /// Who supervises.
    pub supervisor: Option<OfficerId>,
    /// How far it has come.
    pub stage: Stage,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// When the carriers went to the third party.
    pub handed_over_on: Option<Date>,
    /// When its use was supervised, in order.
    pub visits: Vec<Date>,
    /// When both sides signed that it is over.
    pub closed_on: Option<Date>,
}

impl Handover {
    /// Everything that Article 24 asks for and that is not there on `on`, in the order of rule 28.
    #[must_use]
    pub fn missing(&self, register: &Register, on: Date) -> Vec<Refusal> {
        let due = (self.due < on).then_some(Refusal::Dates);
        [
            due,
            self.agreement_lacks(register, on),
            self.review_lacks(register),
            self.deliverer.is_none().then_some(Refusal::NoDeliverer),
            self.receiver_lacks(register),
            self.supervisor_lacks(),
            self.is_on_both_sides().then_some(Refusal::SamePerson),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub(crate) fn complete(&self, register: &Register, on: Date) -> Result<(), Refusal> {
        self.missing(register, on)
            .first()
            .map_or(Ok(()), |refusal| Err(*refusal))
    }

    pub(crate) fn agreement_lacks(&self, register: &Register, on: Date) -> Option<Refusal> {
        let named = self.agreement.as_ref();
        let Some(agreement) = named.and_then(|id| register.agreements.get(id)) else {
            return Some(Refusal::NoAgreement);
        };
        if agreement.organisation != self.organisation {
            Some(Refusal::AgreementOfAnother)
        } else if agreement.from <= on && self.due.max(on) <= agreement.until {
            None
        } else {
            Some(Refusal::AgreementNotValid)
        }
    }

    fn review_lacks(&self, register: &Register) -> Option<Refusal> {
        let named = self.review.as_ref();
        let Some(review) = named.and_then(|id| register.reviews.get(id)) else {
            return Some(Refusal::NoReview);
        };
        if review.organisation != self.organisation {
            Some(Refusal::ReviewOfAnother)
        } else if !review.passed || !register.passed_last(&self.organisation) {
            Some(Refusal::ReviewFailed)
        } else if register.representatives.contains_key(&review.reviewer) {
            // Enrolled after the review.
            Some(Refusal::ReviewedByThirdParty)
        } else {
            None
        }
    }

    pub(crate) fn receiver_lacks(&self, register: &Register) -> Option<Refusal> {
        let Some(receiver) = &self.receiver else {
            return Some(Refusal::NoReceiver);
        };
        if !register.represents(receiver, &self.organisation) {
            return Some(Refusal::NotARepresentative);
        }
        let person = register.representatives.get(receiver);
        let is_nameless = person.is_some_and(|one| one.erased_on.is_some());
        is_nameless.then_some(Refusal::DetailsErased)
    }

    pub(crate) fn supervisor_lacks(&self) -> Option<Refusal> {
        let Some(supervisor) = &self.supervisor else {
            return Some(Refusal::NoSupervisor);
        };
        let delivers = self
            .deliverer
            .as_ref()
            .is_some_and(|one| is_same(one, supervisor));
        delivers.then_some(Refusal::SupervisorIsDeliverer)
    }

    /// Whether who receives would also deliver or supervise.
    pub(crate) fn is_on_both_sides(&self) -> bool {
        let officers = [&self.deliverer, &self.supervisor];
        let mut officers = officers.into_iter().flatten();
        officers.any(|officer| {
            self.receiver
                .as_ref()
                .is_some_and(|one| is_also(officer, one))
        })
    }

    /// The carriers that the third party has.
    pub fn out(&self) -> impl Iterator<Item = &Mark> {
        let is_out = self.stage == Stage::Out;
        let due = self
            .items
            .iter()
            .filter(move |(_, item)| is_out && **item == HandoverItem::Due);
        due.map(|(serial, _)| serial)
    }

    /// Whether a carrier in it may not be promised to another handover.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Closed | Stage::Withdrawn)
    }

    /// When it was last supervised or, before that, handed over.
    #[must_use]
    pub fn seen(&self) -> Option<Date> {
        self.visits.last().copied().or(self.handed_over_on)
    }

    /// Whether its use went unsupervised for too long (rule 32).
    #[must_use]
    pub fn is_unsupervised(&self, on: Date) -> bool {
        let patience: Span = UNSUPERVISED_AFTER_DAYS.days();
        let is_long_ago = |seen: Date| seen.saturating_add(patience) < on;
        self.stage == Stage::Out && self.seen().is_some_and(is_long_ago)
    }

    pub(crate) fn at(&self, stage: Stage) -> Result<(), Refusal> {
        if self.stage == stage {
            Ok(())
        } else {
            Err(Refusal::Stage)
        }
    }
}

/// Staff codes that differ only in case are one person's.
pub(crate) fn is_same(one: &OfficerId, other: &OfficerId) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}

/// Whether an officer is enrolled for a third party under the same code.
pub(crate) fn is_also(officer: &OfficerId, representative: &Mark) -> bool {
    officer
        .as_str()
        .eq_ignore_ascii_case(representative.as_str())
}
