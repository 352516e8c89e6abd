//! Random third parties, what they agree to, and how they sign.

use handover_record::{
    Agreement, DocumentDigest, Mark, PartyEvent, Review, Signature, SignatureHex, Words,
};

use crate::generator::{Generator, mark};
use crate::kinds::Kind;
use crate::model::Model;
use crate::people::{PAIRS, elsewhere, rehearsed};

const PEOPLE: &[&str] = &[
    "P-1", "P-2", "P-3", "P-4", "P-5", "P-1", "P-2", "P-3", "P-4", "P-5", "R-2",
];

impl Generator {
    fn enrol(&mut self, organisation: Words) -> PartyEvent {
        let person = self.chance.pick(PEOPLE);
        // P-1's attachment or key, sometimes.
        let own = person.as_bytes();
        let details = if self.chance.percent(7) { b"P-1" } else { own };
        let key = if self.chance.percent(7) { b"P-1" } else { own };
        let key = PAIRS[usize::from(key[2]) % PAIRS.len()].1;
        PartyEvent::RepresentativeEnrolled {
            person: mark(person),
            organisation,
            details: DocumentDigest([details[0] ^ details[2]; 32]),
            key: self.chance.percent(60).then_some(key),
        }
    }

    fn agree(&mut self, organisation: Words, there: Mark) -> PartyEvent {
        let (from, until) = match self.chance.below(10) {
            0 => (self.day, self.later(-2, -1)),
            1 => (self.later(1, 3), self.later(3, 9)),
            2 => (self.later(-3, 0), self.later(0, 20)),
            _ => (self.later(-3, 0), self.later(40, 99)),
        };
        let terms = Agreement {
            organisation,
            document: self.document(),
            from,
            until,
            signed_here: self.chance.percent(92).then(|| self.officer()),
            signed_there: self.chance.percent(92).then_some(there),
        };
        let agreement = mark(&format!("G-{}", self.chance.below(8)));
        PartyEvent::AgreementAdded { agreement, terms }
    }

    fn review(&mut self, organisation: Words, seen: &Model) -> PartyEvent {
        let gone = seen
            .people
            .iter()
            .filter(|(_, one)| one.withdrawn.is_some());
        let gone: Vec<String> = gone.map(|(person, _)| person.clone()).collect();
        let reviewer = if !gone.is_empty() && self.chance.percent(20) {
            self.chance.pick(&gone)
        } else {
            self.chance
                .pick(&["R-1", "R-1", "R-2", "R-3", "P-1"])
                .to_owned()
        };
        let outcome = Review {
            organisation,
            plan: self.document(),
            passed: self.chance.percent(80),
            reviewer: mark(&reviewer),
        };
        let review = mark(&format!("V-{}", self.chance.below(8)));
        PartyEvent::PlanReviewed { review, outcome }
    }

    fn person(&mut self, seen: &Model) -> Mark {
        let known: Vec<String> = seen.people.keys().cloned().collect();
        mark(&self.one(&known, &["P-1", "P-2", "P-9"]))
    }

    pub fn party(&mut self, kind: Kind, seen: &Model) -> PartyEvent {
        let mut organisation = self.organisation();
        // Whom a draft is for, mostly.
        let drafts = seen.deals.values().filter(|deal| deal.stage == "Draft");
        let wanted: Vec<String> = drafts.map(|deal| deal.organisation.clone()).collect();
        if !wanted.is_empty() && self.chance.percent(70) {
            organisation = self.chance.pick(&wanted).parse().unwrap();
        }
        let theirs = seen
            .people
            .iter()
            .filter(|(_, one)| one.organisation == organisation.as_str());
        let mut theirs: Vec<String> = theirs.map(|(person, _)| person.clone()).collect();
        if let (Kind::Agreed, true, Some((person, one))) =
            (kind, theirs.is_empty(), seen.people.first_key_value())
        {
            organisation = one.organisation.parse().unwrap();
            theirs.push(person.clone());
        }
        let papers: Vec<String> = seen.papers.keys().cloned().collect();
        // Who is withdrawn, or what has ended, leaves little to do; so these are rare.
        let is_rare = self.chance.percent(12);
        match kind {
            Kind::PersonEnrolled => self.enrol(organisation),
            Kind::Agreed => {
                let there = self.one(&theirs, &["P-1", "P-2", "P-3", "R-1"]);
                self.agree(organisation, mark(&there))
            }
            Kind::DetailsErased if self.chance.percent(30) => PartyEvent::DetailsErased {
                person: self.person(seen),
            },
            Kind::PersonWithdrawn if is_rare => PartyEvent::RepresentativeWithdrawn {
                person: self.person(seen),
            },
            Kind::AgreementEnded if is_rare => PartyEvent::AgreementEnded {
                agreement: mark(&self.one(&papers, &["G-1", "G-9"])),
            },
            Kind::Reviewed => self.review(organisation, seen),
            _ => self.enrol(organisation),
        }
    }

    /// How the receiver signs this text: with a key or on paper, mostly right.
    pub fn signature(&mut self, receiver: &Mark, text: &str, seen: &Model) -> Signature {
        let key = seen.people.get(receiver.as_str()).and_then(|one| one.key);
        let with_key = if key.is_some() { 75 } else { 5 };
        if !self.chance.percent(with_key) {
            let scan = self.document();
            return Signature::Paper { scan };
        }
        let number = PAIRS.iter().position(|(_, one)| Some(*one) == key);
        let number = number.unwrap_or_default();
        let (number, text) = match self.chance.below(40) {
            0 => ((number + 1) % PAIRS.len(), text.to_owned()),
            1 => (number, text.replace("2026", "2027")),
            2 => (number, text.replace("seal ", "seal S")),
            3 => (number, elsewhere(text)),
            4 => (number, rehearsed(text)),
            _ => (number, text.to_owned()),
        };
        let signature = SignatureHex(PAIRS[number].0.sign(text.as_bytes()));
        Signature::Key { signature }
    }
}
