//! Rules 19 to 21.

use super::{Register, unused};
use crate::handover::is_also;
use crate::{Agreement, PartyEvent, Refusal, Representative, Review};

impl Register {
    pub(super) fn party_event(&mut self, event: &PartyEvent) -> Result<(), Refusal> {
        match event {
            PartyEvent::RepresentativeEnrolled {
                person,
                organisation,
            } => {
                unused(&self.representatives, person)?;
                let organisation = organisation.clone();
                self.representatives
                    .insert(person.clone(), Representative { organisation });
            }
            PartyEvent::AgreementAdded { agreement, terms } => {
                unused(&self.agreements, agreement)?;
                self.check_agreement(terms)?;
                self.agreements.insert(agreement.clone(), terms.clone());
            }
            PartyEvent::PlanReviewed { review, outcome } => {
                unused(&self.reviews, review)?;
                self.check_review(outcome)?;
                self.reviews.insert(review.clone(), outcome.clone());
            }
        }
        Ok(())
    }

    fn check_agreement(&self, terms: &Agreement) -> Result<(), Refusal> {
        let (Some(here), Some(there)) = (&terms.signed_here, &terms.signed_there) else {
            return Err(Refusal::NotSigned);
        };
        if terms.until < terms.from {
            return Err(Refusal::Dates);
        }
        terms.document.check()?;
        if !self.represents(there, &terms.organisation) {
            return Err(Refusal::NotARepresentative);
        }
        if is_also(here, there) {
            return Err(Refusal::SamePerson);
        }
        Ok(())
    }

    fn check_review(&self, outcome: &Review) -> Result<(), Refusal> {
        if self.representatives.contains_key(&outcome.reviewer) {
            return Err(Refusal::ReviewedByThirdParty);
        }
        outcome.plan.check()
    }
}
