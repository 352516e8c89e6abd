//! The model's key applications.

use handover_record::{ApplicationEvent, AskedKey, MachineNote};
use jiff::civil::Date;

use crate::model::{Model, Verdict, must};
use crate::mutations::Mutation;

/// An application of this region. `stage` is `draft`, `submitted` or `closed`.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    pub keys: Vec<AskedKey>,
    pub machine: String,
    pub courier: String,
    pub erased: Option<Date>,
    pub stage: &'static str,
    pub since: Option<Date>,
    pub package: Option<String>,
}

/// What was decided about the application of a region below.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    pub keys: Vec<AskedKey>,
    pub on: Date,
    /// Whose attachment is kept, where it was approved.
    pub courier: Option<String>,
    pub erased: Option<Date>,
    pub package: Option<String>,
}

/// The keys of the catalogue in these tests that an entry asks for.
fn meant(key: &AskedKey) -> Vec<(String, String, u16)> {
    let versions = key.version.map_or(vec![1, 2, 3], |one| vec![one.number()]);
    let name = |version| (key.kind.to_string(), key.algorithm.code().into(), version);
    versions.into_iter().map(name).collect()
}

impl Model {
    fn asks_well(&self, keys: &[AskedKey]) -> Verdict {
        must(!keys.is_empty(), "items")?;
        let mut all: Vec<_> = keys.iter().flat_map(meant).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        must(
            all.len() == count || self.is_bent(Mutation::AskedTwice),
            "items",
        )
    }

    fn own_courier(&self, courier: &str) -> Verdict {
        let own = self.wishes.values().map(|one| &one.courier);
        let received = self.rulings.values().filter_map(|one| one.courier.as_ref());
        let is_taken = own.chain(received).any(|other| other == courier);
        must(
            !is_taken || self.is_bent(Mutation::CourierShared),
            "already-known",
        )
    }

    fn in_order(&self, machine: &MachineNote, on: Date) -> Verdict {
        let certificate = &machine.certificate;
        must(certificate.from <= certificate.until, "dates")?;
        let is_valid = certificate.from <= on && on <= certificate.until;
        must(
            is_valid || self.is_bent(Mutation::UncertifiedAccepted),
            "certificate-not-valid",
        )?;
        must(machine.assessment.on <= on, "dates")?;
        self.readable(&machine.assessment.report)
    }

    fn open_wish(&self, id: &str, may: bool) -> Result<Wish, &'static str> {
        let wish = self.wishes.get(id).ok_or("unknown")?;
        must(wish.stage != "closed" || may, "stage")?;
        Ok(wish.clone())
    }

    fn rule(&mut self, id: (String, String), keys: &[AskedKey], on: Date) -> Verdict {
        let again = self.is_bent(Mutation::DecidedTwice);
        must(!self.rulings.contains_key(&id) || again, "already-known")?;
        self.asks_well(keys)?;
        let ruling = Ruling {
            keys: keys.to_vec(),
            on,
            courier: None,
            erased: None,
            package: None,
        };
        self.rulings.insert(id, ruling);
        Ok(())
    }

    pub fn application(&mut self, on: Date, what: &ApplicationEvent) -> Verdict {
        match what {
            ApplicationEvent::Created {
                application,
                keys,
                machine,
                courier,
            } => {
                let id = application.to_string();
                must(!self.wishes.contains_key(&id), "already-known")?;
                self.asks_well(keys)?;
                must(self.machines.contains_key(machine.as_str()), "unknown")?;
                if !self.is_bent(Mutation::AnyMachineAsks) {
                    self.serves(machine.as_str(), on)?;
                }
                self.own_courier(&courier.to_string())?;
                let wish = Wish {
                    keys: keys.clone(),
                    machine: machine.to_string(),
                    courier: courier.to_string(),
                    erased: None,
                    stage: "draft",
                    since: None,
                    package: None,
                };
                self.wishes.insert(id, wish);
            }
            ApplicationEvent::Submitted {
                application, by, ..
            } => {
                self.two(by)?;
                let may = self.is_bent(Mutation::SubmittedLate);
                let mut wish = self.open_wish(application.as_str(), may)?;
                let once = self.is_bent(Mutation::SubmittedOnce);
                must(!once || wish.stage == "draft", "stage")?;
                if !self.is_bent(Mutation::AnyMachineSubmits) {
                    self.serves(&wish.machine, on)?;
                }
                (wish.stage, wish.since) = ("submitted", Some(on));
                self.wishes.insert(application.to_string(), wish);
            }
            ApplicationEvent::Ended {
                application,
                package,
                by,
            } => {
                self.two(by)?;
                let mut wish = self.open_wish(application.as_str(), false)?;
                let package = package.map(|one| one.to_string());
                let is_early = wish.stage == "draft" && package.is_some();
                must(
                    !is_early || self.is_bent(Mutation::AnsweredUnasked),
                    "stage",
                )?;
                let mut others = self.wishes.values();
                let is_used = package.is_some() && others.any(|one| one.package == package);
                let may = self.is_bent(Mutation::PackageEndsTwo);
                must(!is_used || may, "already-known")?;
                (wish.stage, wish.since, wish.package) = ("closed", Some(on), package);
                self.wishes.insert(application.to_string(), wish);
            }
            ApplicationEvent::Answered {
                from,
                application,
                package,
            } => self.answer((from.to_string(), application.to_string()), package)?,
            ApplicationEvent::CourierErased { from, application } => {
                let again = self.is_bent(Mutation::CourierErasedTwice);
                let id = application.to_string();
                let erased = match from {
                    None => self.wishes.get_mut(&id).map(|one| &mut one.erased),
                    Some(from) => {
                        let ruling = self.rulings.get_mut(&(from.to_string(), id));
                        let ruling = ruling.filter(|one| one.courier.is_some());
                        ruling.map(|one| &mut one.erased)
                    }
                };
                let erased = erased.ok_or("unknown")?;
                must(erased.is_none() || again, "details-erased")?;
                *erased = Some(on);
            }
            ApplicationEvent::Accepted { .. } | ApplicationEvent::Refused { .. } => {
                self.decide(on, what)?;
            }
        }
        Ok(())
    }

    fn decide(&mut self, on: Date, what: &ApplicationEvent) -> Verdict {
        match what {
            ApplicationEvent::Refused {
                from,
                application,
                keys,
                by,
                ..
            } => {
                self.two(by)?;
                self.rule((from.to_string(), application.to_string()), keys, on)
            }
            ApplicationEvent::Accepted {
                from,
                application,
                keys,
                machine,
                courier,
                by,
                ..
            } => {
                self.two(by)?;
                let id = (from.to_string(), application.to_string());
                // What is refused later must not have changed anything.
                let mut after = self.clone();
                after.rule(id.clone(), keys, on)?;
                self.own_courier(&courier.to_string())?;
                self.in_order(machine, on)?;
                after.rulings.get_mut(&id).unwrap().courier = Some(courier.to_string());
                *self = after;
                Ok(())
            }
            _ => unreachable!("a decision"),
        }
    }

    fn answer(&mut self, id: (String, String), package: &handover_record::PackageId) -> Verdict {
        let package = Some(package.to_string());
        let ruling = self.rulings.get(&id).ok_or("unknown")?;
        let refused_too = self.is_bent(Mutation::RefusedAnswered);
        must(ruling.courier.is_some() || refused_too, "stage")?;
        let again = self.is_bent(Mutation::AnsweredTwice);
        must(ruling.package.is_none() || again, "stage")?;
        let is_used = self.rulings.values().any(|one| one.package == package);
        let may = self.is_bent(Mutation::PackageAnswersTwo);
        must(!is_used || may, "already-known")?;
        self.rulings.get_mut(&id).unwrap().package = package;
        Ok(())
    }
}
