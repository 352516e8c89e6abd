//! The rules of custody a second time, from `RULES.md` alone, in maps and strings: machines and third parties.

use std::collections::{BTreeMap, BTreeSet};

use handover_record::{Certificate, Document, Event, Happening, MachineEvent, Pair, PartyEvent};
use jiff::civil::Date;
use key_derivation::KeyId;

use crate::mutations::Mutation;

pub type Verdict = Result<(), &'static str>;

#[derive(Clone)]
pub struct Machine {
    pub certificate: Option<(Date, Date)>,
    pub assessed: bool,
    pub retired: bool,
    pub served: BTreeSet<KeyId>,
}

/// `state` is `store`, `out`, `with`, `lost` or `destroyed`; `with` is the handover that has it, or had it when it was lost.
#[derive(Clone)]
pub struct Card {
    pub place: String,
    pub custodian: String,
    pub seal: Option<String>,
    pub keys: Vec<KeyId>,
    pub state: &'static str,
    pub since: Date,
    pub pair: [String; 2],
    pub with: String,
}

/// `stage` is the name of the crate's stage.
#[derive(Clone)]
pub struct Deal {
    pub organisation: String,
    pub due: Date,
    pub items: Vec<String>,
    pub continues: Option<String>,
    pub agreement: Option<String>,
    pub review: Option<String>,
    pub deliverer: Option<String>,
    pub receiver: Option<String>,
    pub supervisor: Option<String>,
    pub stage: &'static str,
    pub seen: Option<Date>,
}

#[derive(Clone)]
pub struct Paper {
    pub organisation: String,
    pub from: Date,
    pub until: Date,
}

#[derive(Clone)]
pub struct Opinion {
    pub organisation: String,
    pub passed: bool,
    pub reviewer: String,
}

#[derive(Clone, Default)]
pub struct Model {
    pub bent: Option<Mutation>,
    pub newest: Option<Date>,
    pub machines: BTreeMap<String, Machine>,
    /// The serials of each lot, written out.
    pub lots: BTreeMap<String, Vec<String>>,
    pub cards: BTreeMap<String, Card>,
    pub people: BTreeMap<String, String>,
    pub papers: BTreeMap<String, Paper>,
    pub opinions: BTreeMap<String, Opinion>,
    pub deals: BTreeMap<String, Deal>,
    pub seals: BTreeSet<String>,
    pub incidents: Vec<(Date, String, &'static str)>,
}

pub fn must(holds: bool, code: &'static str) -> Verdict {
    if holds { Ok(()) } else { Err(code) }
}

impl Model {
    pub fn is_bent(&self, how: Mutation) -> bool {
        self.bent == Some(how)
    }

    pub fn take(&mut self, event: &Event) -> Verdict {
        if !self.is_bent(Mutation::AnyDay) {
            must(self.newest.is_none_or(|day| day <= event.on), "day-order")?;
        }
        match &event.what {
            Happening::Machine(what) => self.machine(event.on, what),
            Happening::Custody(what) => self.custody(event.on, what),
            Happening::Party(what) => self.party(what),
            Happening::Handover(what) => self.handover(event.on, what),
        }?;
        self.newest = Some(event.on);
        Ok(())
    }

    pub fn same(&self, one: &str, other: &str) -> bool {
        if self.is_bent(Mutation::CaseMakesAnotherPerson) {
            return one == other;
        }
        one.to_lowercase() == other.to_lowercase()
    }

    pub fn two(&self, pair: &Pair) -> Verdict {
        let is_one = self.same(pair.0.as_str(), pair.1.as_str());
        must(
            !is_one || self.is_bent(Mutation::OneOfficerIsTwo),
            "same-person",
        )
    }

    fn machine(&mut self, on: Date, what: &MachineEvent) -> Verdict {
        let in_order = |one: &Certificate| must(one.from <= one.until, "dates");
        let is_lax = self.is_bent(Mutation::CertificateBackwards);
        match what {
            MachineEvent::Registered {
                serial,
                certificate,
                assessment,
                ..
            } => {
                must(
                    !self.machines.contains_key(serial.as_str()),
                    "already-known",
                )?;
                if let (Some(one), false) = (certificate, is_lax) {
                    in_order(one)?;
                }
                if let Some(one) = assessment {
                    must(one.on <= on, "dates")?;
                    self.readable(&one.report)?;
                }
                let machine = Machine {
                    certificate: certificate.as_ref().map(|one| (one.from, one.until)),
                    assessed: assessment.is_some(),
                    retired: false,
                    served: BTreeSet::new(),
                };
                self.machines.insert(serial.to_string(), machine);
            }
            MachineEvent::Certified {
                serial,
                certificate,
            } => {
                let may = self.is_bent(Mutation::RetiredMachineCertified);
                let machine = self.machines.get_mut(serial.as_str()).ok_or("unknown")?;
                must(!machine.retired || may, "retired")?;
                in_order(certificate)?;
                machine.certificate = Some((certificate.from, certificate.until));
            }
            MachineEvent::Assessed { serial, assessment } => {
                let machine = self.machines.get(serial.as_str()).ok_or("unknown")?;
                must(!machine.retired, "retired")?;
                must(assessment.on <= on, "dates")?;
                self.readable(&assessment.report)?;
                self.machines.get_mut(serial.as_str()).unwrap().assessed = true;
            }
            MachineEvent::Retired { serial } => {
                let machine = self.machines.get_mut(serial.as_str()).ok_or("unknown")?;
                must(!machine.retired, "retired")?;
                machine.retired = true;
            }
        }
        Ok(())
    }

    pub fn in_store(&self, serial: &str) -> Verdict {
        match self.cards.get(serial).ok_or("unknown")?.state {
            "destroyed" => Err("destroyed"),
            "lost" => Err("lost"),
            "out" => Err("checked-out"),
            "with" => Err("handed-over"),
            _ => Ok(()),
        }
    }

    pub fn note(&mut self, on: Date, serial: &str, kind: &'static str) {
        self.incidents.push((on, serial.to_owned(), kind));
    }

    pub fn put(&mut self, serial: &str, state: &'static str, since: Date) {
        let card = self.cards.get_mut(serial).unwrap();
        (card.state, card.since) = (state, since);
    }

    fn readable(&self, document: &Document) -> Verdict {
        let most = 64 * 1024 * 1024 - u64::from(self.is_bent(Mutation::LargestRefused));
        must((1..=most).contains(&document.size), "document-size")
    }

    fn party(&mut self, what: &PartyEvent) -> Verdict {
        match what {
            PartyEvent::RepresentativeEnrolled {
                person,
                organisation,
            } => {
                must(!self.people.contains_key(person.as_str()), "already-known")?;
                self.people
                    .insert(person.to_string(), organisation.to_string());
            }
            PartyEvent::AgreementAdded { agreement, terms } => {
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
                let theirs = self.people.get(signer.as_str());
                let theirs = theirs.is_some_and(|whose| whose == terms.organisation.as_str());
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
            }
            PartyEvent::PlanReviewed { review, outcome } => {
                must(
                    !self.opinions.contains_key(review.as_str()),
                    "already-known",
                )?;
                let is_theirs = self.people.contains_key(outcome.reviewer.as_str());
                let is_lax = self.is_bent(Mutation::ThirdPartyReviews);
                must(!is_theirs || is_lax, "reviewed-by-third-party")?;
                self.readable(&outcome.plan)?;
                let opinion = Opinion {
                    organisation: outcome.organisation.to_string(),
                    passed: outcome.passed,
                    reviewer: outcome.reviewer.to_string(),
                };
                self.opinions.insert(review.to_string(), opinion);
            }
        }
        Ok(())
    }
}
