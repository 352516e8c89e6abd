//! The model's third parties, what they agreed to, and how they sign.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use handover_record::{Document, PartyEvent, PublicKeyHex, Signature};
use jiff::civil::Date;
use quorum::SigningKey;
use uuid::Uuid;

use crate::model::{Model, Opinion, Paper, Person, Verdict, must};
use crate::mutations::Mutation;

/// Invented key pairs.
pub static PAIRS: LazyLock<[(SigningKey, PublicKeyHex); 5]> = LazyLock::new(|| {
    [1, 2, 3, 4, 5].map(|number| {
        let key = SigningKey::init(|seed| seed.fill(number));
        let public = hex::encode(key.public()).parse().unwrap();
        (key, public)
    })
});

/// The same statement for another office.
pub fn elsewhere(text: &str) -> String {
    let is_office = |line: &str| line.starts_with("office ");
    let lines = text.lines();
    let other = format!("office {}", Uuid::max());
    let lines = lines.map(|line| if is_office(line) { &other } else { line });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The same statement in a rehearsal, or in earnest where it is one.
pub fn rehearsed(text: &str) -> String {
    if text.contains("\nrehearsal\n") {
        text.replace("\nrehearsal\n", "\n")
    } else {
        text.replace("\nhandover ", "\nrehearsal\nhandover ")
    }
}

/// The carriers' lines of a statement: for each serial what stands after it.
pub type Lines = BTreeMap<String, String>;

impl Model {
    pub fn readable(&self, document: &Document) -> Verdict {
        let most = 64 * 1024 * 1024 - u64::from(self.is_bent(Mutation::LargestRefused));
        must((1..=most).contains(&document.size), "document-size")
    }

    /// Whether the person signs for the organisation on this day.
    pub fn signs_for(&self, person: &str, organisation: &str) -> bool {
        let still =
            |one: &Person| one.withdrawn.is_none() || self.is_bent(Mutation::WithdrawnSigns);
        self.people
            .get(person)
            .is_some_and(|one| one.organisation == organisation && still(one))
    }

    /// Whether the person is or was anybody's representative.
    pub fn is_third_party(&self, person: &str) -> bool {
        let forgives = self.is_bent(Mutation::WithdrawnReviews);
        self.people
            .get(person)
            .is_some_and(|one| !(forgives && one.withdrawn.is_some()))
    }

    pub fn statement(&self, names: [&str; 3], on: Date, carriers: &Lines) -> String {
        let [handover, receiver, act] = names;
        let mut lines = vec![
            "kms handover statement 1".to_owned(),
            format!("office {}", self.office),
        ];
        if self.rehearsal {
            lines.push("rehearsal".to_owned());
        }
        lines.extend([
            format!("handover {handover}"),
            format!("receiver {receiver}"),
            format!("signs {act}"),
            format!("on {on}"),
        ]);
        for (serial, what) in carriers {
            lines.push(format!("carrier {serial} {what}"));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Rule 31. A signature is right if it is the one that the key makes: Ed25519 makes only one.
    pub fn signed(&self, receiver: &str, signature: &Signature, text: &str) -> Verdict {
        let signature = match signature {
            Signature::Paper { .. } if self.is_bent(Mutation::AnyScan) => return Ok(()),
            Signature::Paper { scan } => return self.readable(scan),
            Signature::Key { signature } => signature.0,
        };
        let one = self.people.get(receiver).and_then(|one| one.key);
        if one.is_none() && self.is_bent(Mutation::NoKeyNeeded) {
            return Ok(());
        }
        let public = one.ok_or("no-key")?;
        let (key, _) = PAIRS.iter().find(|(_, one)| *one == public).unwrap();
        let is_over = |text: &str| key.sign(text.as_bytes()) == signature;
        let is_right = is_over(text)
            || (self.is_bent(Mutation::OtherOfficeSigned) && is_over(&elsewhere(text)))
            || (self.is_bent(Mutation::RehearsedSignature) && is_over(&rehearsed(text)));
        must(
            is_right || self.is_bent(Mutation::AnySignature),
            "bad-signature",
        )
    }

    pub fn party(&mut self, on: Date, what: &PartyEvent) -> Verdict {
        match what {
            PartyEvent::RepresentativeEnrolled { .. } => self.enrol(what),
            PartyEvent::DetailsErased { person } => {
                let again = self.is_bent(Mutation::ErasedTwice);
                let one = self.people.get_mut(person.as_str()).ok_or("unknown")?;
                must(one.erased.is_none() || again, "details-erased")?;
                one.erased = Some(on);
                Ok(())
            }
            PartyEvent::RepresentativeWithdrawn { person } => {
                let again = self.is_bent(Mutation::WithdrawnTwice);
                let one = self.people.get_mut(person.as_str()).ok_or("unknown")?;
                must(one.withdrawn.is_none() || again, "not-a-representative")?;
                one.withdrawn = Some(on);
                Ok(())
            }
            PartyEvent::AgreementAdded { .. } => self.agree(what),
            PartyEvent::AgreementEnded { agreement } => {
                let again = self.is_bent(Mutation::EndedLate);
                let goes_on = self.is_bent(Mutation::EndedGoesOn);
                let paper = self.papers.get_mut(agreement.as_str()).ok_or("unknown")?;
                must(on < paper.until || again, "dates")?;
                if !goes_on {
                    paper.until = on;
                }
                Ok(())
            }
            PartyEvent::PlanReviewed { review, outcome } => {
                must(
                    !self.opinions.contains_key(review.as_str()),
                    "already-known",
                )?;
                let is_theirs = self.is_third_party(outcome.reviewer.as_str());
                let is_lax = self.is_bent(Mutation::ThirdPartyReviews);
                must(!is_theirs || is_lax, "reviewed-by-third-party")?;
                self.readable(&outcome.plan)?;
                let opinion = Opinion {
                    organisation: outcome.organisation.to_string(),
                    passed: outcome.passed,
                    reviewer: outcome.reviewer.to_string(),
                    after: self.opinions.len(),
                };
                self.opinions.insert(review.to_string(), opinion);
                Ok(())
            }
        }
    }

    fn enrol(&mut self, what: &PartyEvent) -> Verdict {
        let PartyEvent::RepresentativeEnrolled {
            person,
            organisation,
            details,
            key,
        } = what
        else {
            unreachable!("an enrolment");
        };
        must(!self.people.contains_key(person.as_str()), "already-known")?;
        let details = details.to_string();
        let shares = |one: &Person| {
            let is_attachment = one.details == details && !self.is_bent(Mutation::DetailsShared);
            let is_key = key.is_some() && one.key == *key && !self.is_bent(Mutation::KeyShared);
            is_attachment || is_key
        };
        must(!self.people.values().any(shares), "already-known")?;
        let enrolled = Person {
            organisation: organisation.to_string(),
            details,
            erased: None,
            key: *key,
            withdrawn: None,
        };
        self.people.insert(person.to_string(), enrolled);
        Ok(())
    }

    fn agree(&mut self, what: &PartyEvent) -> Verdict {
        let PartyEvent::AgreementAdded { agreement, terms } = what else {
            unreachable!("an agreement");
        };
        must(
            !self.papers.contains_key(agreement.as_str()),
            "already-known",
        )?;
        let one_is_enough = self.is_bent(Mutation::OneSideSigns);
        must(terms.signed_here.is_some() || one_is_enough, "not-signed")?;
        let here = terms.signed_here.as_ref().map_or("", |one| one.as_str());
        let signer = terms.signed_there.as_ref().ok_or("not-signed")?;
        must(terms.from <= terms.until, "dates")?;
        self.readable(&terms.document)?;
        let theirs = self.signs_for(signer.as_str(), terms.organisation.as_str());
        must(theirs, "not-a-representative")?;
        let may = self.is_bent(Mutation::OneSignsForBoth);
        must(!self.same(here, signer.as_str()) || may, "same-person")?;
        let organisation = terms.organisation.to_string();
        let paper = Paper {
            organisation,
            from: terms.from,
            until: terms.until,
        };
        self.papers.insert(agreement.to_string(), paper);
        Ok(())
    }
}
