//! Rules 20 to 25.

use jiff::civil::Date;

use super::{Register, unused};
use crate::handover::is_also;
use crate::{
    Agreement, DocumentDigest, Mark, PartyEvent, PublicKeyHex, Refusal, Representative, Review,
    Words,
};

impl Register {
    pub(super) fn party_event(&mut self, event: &PartyEvent, on: Date) -> Result<(), Refusal> {
        match event {
            PartyEvent::RepresentativeEnrolled {
                person,
                organisation,
                details,
                key,
            } => self.enrol(person, organisation, *details, *key)?,
            PartyEvent::DetailsErased { person } => {
                if self.representative(person)?.erased_on.is_some() {
                    return Err(Refusal::DetailsErased);
                }
                self.change_person(person, |one| one.erased_on = Some(on));
            }
            PartyEvent::RepresentativeWithdrawn { person } => {
                if self.representative(person)?.withdrawn_on.is_some() {
                    return Err(Refusal::NotARepresentative);
                }
                self.change_person(person, |one| one.withdrawn_on = Some(on));
            }
            PartyEvent::AgreementAdded { agreement, terms } => {
                unused(&self.agreements, agreement)?;
                self.check_agreement(terms)?;
                self.agreements.insert(agreement.clone(), terms.clone());
            }
            PartyEvent::AgreementEnded { agreement } => {
                let terms = self.agreements.get(agreement);
                if terms.ok_or(Refusal::Unknown)?.until <= on {
                    return Err(Refusal::Dates);
                }
                if let Some(terms) = self.agreements.get_mut(agreement) {
                    terms.until = on;
                }
            }
            PartyEvent::PlanReviewed { review, outcome } => {
                unused(&self.reviews, review)?;
                self.check_review(outcome)?;
                self.reviews.insert(review.clone(), outcome.clone());
                let organisation = outcome.organisation.clone();
                self.reviewed.insert(organisation, review.clone());
            }
        }
        Ok(())
    }

    fn enrol(
        &mut self,
        person: &Mark,
        organisation: &Words,
        details: DocumentDigest,
        key: Option<PublicKeyHex>,
    ) -> Result<(), Refusal> {
        unused(&self.representatives, person)?;
        let mut others = self.representatives.values();
        if others.any(|one| one.details == details || (key.is_some() && one.key == key)) {
            return Err(Refusal::AlreadyKnown);
        }
        let enrolled = Representative {
            organisation: organisation.clone(),
            details,
            erased_on: None,
            key,
            withdrawn_on: None,
        };
        self.representatives.insert(person.clone(), enrolled);
        Ok(())
    }

    fn representative(&self, person: &Mark) -> Result<&Representative, Refusal> {
        self.representatives.get(person).ok_or(Refusal::Unknown)
    }

    /// Changes a representative who is there.
    fn change_person(&mut self, person: &Mark, change: impl FnOnce(&mut Representative)) {
        if let Some(one) = self.representatives.get_mut(person) {
            change(one);
        }
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
