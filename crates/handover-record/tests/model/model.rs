//! The rules of custody a second time, from `RULES.md` alone, in maps and strings: what there is, and machines.

use std::collections::{BTreeMap, BTreeSet};

use handover_record::{
    Certificate, CustodyEvent, Event, Happening, MachineEvent, Pair, PublicKeyHex,
};
use jiff::civil::Date;
use key_derivation::{Kcv, KeyId};

use crate::applications::{Ruling, Wish};
use crate::mutations::Mutation;

pub type Verdict = Result<(), &'static str>;

#[derive(Clone)]
pub struct Machine {
    pub location: String,
    pub certificate: Option<(Date, Date)>,
    pub assessed: bool,
    pub retired: bool,
    pub served: BTreeSet<KeyId>,
}

/// `state` is `store`, `out`, `with`, `lost` or `destroyed`; `with` is the handover that has it, or had it when it was
/// lost.
#[derive(Clone)]
pub struct Card {
    pub place: String,
    pub custodian: String,
    pub seal: Option<String>,
    /// Another seal was seen on it since it got this one.
    pub broken: bool,
    pub keys: Vec<(KeyId, Kcv)>,
    pub state: &'static str,
    pub since: Date,
    pub pair: [String; 2],
    pub with: String,
}

/// Who signs for a third party.
#[derive(Clone)]
pub struct Person {
    pub organisation: String,
    pub details: String,
    pub erased: Option<Date>,
    pub key: Option<PublicKeyHex>,
    pub withdrawn: Option<Date>,
}

/// `stage` is the name of the crate's stage. `fates` says what became of a carrier, in the words of the statement.
#[derive(Clone)]
pub struct Deal {
    pub organisation: String,
    pub due: Date,
    pub items: Vec<String>,
    pub fates: BTreeMap<String, String>,
    pub continues: Option<String>,
    pub agreement: Option<String>,
    pub review: Option<String>,
    pub deliverer: Option<String>,
    pub receiver: Option<String>,
    pub supervisor: Option<String>,
    pub stage: &'static str,
    pub approved: Option<Date>,
    pub handed_over: Option<Date>,
    pub visits: Vec<Date>,
    pub closed: Option<Date>,
}

impl Deal {
    /// When it was last supervised, or handed over.
    pub fn seen(&self) -> Option<Date> {
        self.visits.last().copied().max(self.handed_over)
    }
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
    /// How many there were before it.
    pub after: usize,
}

#[derive(Clone, Default)]
pub struct Model {
    pub bent: Option<Mutation>,
    /// The keystore's id.
    pub office: String,
    pub rehearsal: bool,
    pub newest: Option<Date>,
    pub machines: BTreeMap<String, Machine>,
    /// The serials of each lot, written out.
    pub lots: BTreeMap<String, Vec<String>>,
    pub cards: BTreeMap<String, Card>,
    pub people: BTreeMap<String, Person>,
    pub papers: BTreeMap<String, Paper>,
    pub opinions: BTreeMap<String, Opinion>,
    pub deals: BTreeMap<String, Deal>,
    pub seals: BTreeSet<String>,
    /// This region's key applications.
    pub wishes: BTreeMap<String, Wish>,
    /// By region and id there.
    pub rulings: BTreeMap<(String, String), Ruling>,
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
        let is_loss = matches!(
            event.what,
            Happening::Custody(CustodyEvent::ReportedLost { .. })
        );
        let is_free = is_loss && !self.is_bent(Mutation::LossNeedsItsDay);
        if !is_free && !self.is_bent(Mutation::AnyDay) {
            must(self.newest.is_none_or(|day| day <= event.on), "day-order")?;
        }
        match &event.what {
            Happening::Machine(what) => self.machine(event.on, what),
            Happening::Custody(what) => self.custody(event.on, what),
            Happening::Party(what) => self.party(event.on, what),
            Happening::Handover(what) => self.handover(event.on, what),
            Happening::Application(what) => self.application(event.on, what),
        }?;
        if !is_loss || self.is_bent(Mutation::LossMovesTheDay) {
            self.newest = Some(event.on);
        }
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
                location,
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
                    location: location.to_string(),
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
            MachineEvent::Relocated { serial, location } => {
                let may = self.is_bent(Mutation::RetiredMachineMoved);
                let machine = self.machines.get_mut(serial.as_str()).ok_or("unknown")?;
                must(!machine.retired || may, "retired")?;
                machine.location = location.to_string();
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
}
