//! The model's carriers.

use std::collections::BTreeSet;

use handover_record::{CustodyEvent, Document, Lot, Mark};
use jiff::civil::Date;
use quorum::OfficerId;

use crate::model::{Card, Model, Verdict, must};
use crate::mutations::Mutation;

impl Model {
    pub fn serves(&self, machine: &str, on: Date) -> Verdict {
        let machine = &self.machines[machine];
        must(!machine.retired, "retired")?;
        let (from, until) = machine.certificate.ok_or("no-certificate")?;
        let ends_early = self.is_bent(Mutation::CertificateEndsEarly) && on == until;
        must(
            from <= on && on <= until && !ends_early,
            "certificate-not-valid",
        )?;
        must(
            machine.assessed || self.is_bent(Mutation::NotAssessedServes),
            "not-assessed",
        )
    }

    fn not_reserved(&self, serial: &str) -> Verdict {
        let mut approved = self.deals.values().filter(|deal| deal.stage == "Approved");
        must(
            !approved.any(|deal| deal.items.iter().any(|item| item == serial)),
            "reserved",
        )
    }

    fn fresh(&self, seal: &str) -> Verdict {
        must(
            !self.seals.contains(seal) || self.is_bent(Mutation::SealUsedAgain),
            "already-known",
        )
    }

    fn seal(&mut self, serial: &str, seal: &str) {
        self.seals.insert(seal.to_owned());
        let mends = !self.is_bent(Mutation::NewSealMendsNothing);
        let card = self.cards.get_mut(serial).unwrap();
        card.seal = Some(seal.to_owned());
        card.broken &= !mends;
    }

    /// Another seal than the register's was seen.
    pub fn broke(&mut self, on: Date, serial: &str, seen: Option<&Mark>) {
        self.note(on, serial, "seal-broken");
        self.cards.get_mut(serial).unwrap().broken = true;
        if !self.is_bent(Mutation::SeenSealUnused) {
            self.seals.extend(seen.map(ToString::to_string));
        }
    }

    pub fn whole(&self, serial: &str, bent: Mutation) -> Verdict {
        let is_broken = self.cards[serial].broken;
        must(!is_broken || self.is_bent(bent), "broken-seal")
    }

    pub fn custody(&mut self, on: Date, what: &CustodyEvent) -> Verdict {
        match what {
            CustodyEvent::LotIssued {
                lot,
                serials,
                notice,
            } => self.lot(lot.as_str(), serials, notice),
            CustodyEvent::CarrierRegistered {
                serial,
                lot,
                place,
                custodian,
            } => self.card(
                on,
                [serial.as_str(), lot.as_str(), place.as_str()],
                custodian,
            ),
            CustodyEvent::CarrierLoaded {
                serial,
                machine,
                contents,
                seal,
                by,
            } => {
                self.two(by)?;
                must(self.cards.contains_key(serial.as_str()), "unknown")?;
                must(self.machines.contains_key(machine.as_str()), "unknown")?;
                self.in_store(serial.as_str())?;
                self.not_reserved(serial.as_str())?;
                self.serves(machine.as_str(), on)?;
                must(
                    !contents.is_empty() || self.is_bent(Mutation::NothingLoaded),
                    "items",
                )?;
                let mut keys = self.cards[serial.as_str()].keys.clone();
                keys.extend(contents.iter().map(|content| (content.key, content.kcv)));
                let distinct: BTreeSet<_> = keys.iter().map(|(key, _)| key).collect();
                let is_lax = self.is_bent(Mutation::KeyLoadedTwice);
                must(distinct.len() == keys.len() || is_lax, "already-known")?;
                self.fresh(seal.as_str())?;
                self.cards.get_mut(serial.as_str()).unwrap().keys = keys;
                self.seal(serial.as_str(), seal.as_str());
                let served = &mut self.machines.get_mut(machine.as_str()).unwrap().served;
                served.extend(contents.iter().map(|content| content.key));
                Ok(())
            }
            CustodyEvent::CheckedOut { serial, by, .. } => {
                self.two(by)?;
                self.in_store(serial.as_str())?;
                if !self.is_bent(Mutation::ReservedTakenOut) {
                    self.not_reserved(serial.as_str())?;
                }
                self.whole(serial.as_str(), Mutation::BrokenTakenOut)?;
                self.put(serial.as_str(), "out", on);
                let pair = [by.0.to_string(), by.1.to_string()];
                self.cards.get_mut(serial.as_str()).unwrap().pair = pair;
                Ok(())
            }
            CustodyEvent::CheckedIn { serial, seal, by } => {
                self.two(by)?;
                let card = self.cards.get(serial.as_str()).ok_or("unknown")?.clone();
                must(card.state == "out", "not-checked-out")?;
                if card.since < on && !self.is_bent(Mutation::LateUnnoticed) {
                    self.note(on, serial.as_str(), "overdue");
                }
                let is_same = card.seal.as_deref() == seal.as_ref().map(|seal| seal.as_str());
                if !is_same && !self.is_bent(Mutation::OtherSealUnnoticed) {
                    self.broke(on, serial.as_str(), seal.as_ref());
                }
                self.put(serial.as_str(), "store", on);
                Ok(())
            }
            CustodyEvent::Inspected { serial, seal, by } => {
                self.two(by)?;
                self.in_store(serial.as_str())?;
                if self.is_bent(Mutation::ReservedUninspected) {
                    self.not_reserved(serial.as_str())?;
                }
                let has = self.cards[serial.as_str()].seal.as_deref();
                let is_same = has == seal.as_ref().map(|seal| seal.as_str());
                if !is_same && !self.is_bent(Mutation::InspectedUnnoticed) {
                    self.broke(on, serial.as_str(), seal.as_ref());
                }
                Ok(())
            }
            CustodyEvent::Resealed { serial, seal, by } => {
                self.two(by)?;
                match self.in_store(serial.as_str()) {
                    Err("checked-out") if !self.is_bent(Mutation::SealedOnlyInStore) => Ok(()),
                    other => other,
                }?;
                self.not_reserved(serial.as_str())?;
                self.fresh(seal.as_str())?;
                self.seal(serial.as_str(), seal.as_str());
                Ok(())
            }
            CustodyEvent::Moved { serial, place, by } => {
                self.two(by)?;
                self.in_store(serial.as_str())?;
                self.not_reserved(serial.as_str())?;
                self.cards.get_mut(serial.as_str()).unwrap().place = place.to_string();
                Ok(())
            }
            CustodyEvent::CustodianChanged {
                serial,
                custodian,
                by,
            } => {
                self.two(by)?;
                match self.in_store(serial.as_str()) {
                    Err("lost") if self.is_bent(Mutation::LostEntrusted) => {}
                    Err(code @ ("unknown" | "destroyed" | "lost")) => return Err(code),
                    Err(code) if self.is_bent(Mutation::EntrustedOnlyHere) => return Err(code),
                    _ => {}
                }
                let has = &self.cards[serial.as_str()].custodian;
                let is_again = has.to_lowercase() == custodian.as_str().to_lowercase();
                let may = self.is_bent(Mutation::EntrustedAgain);
                must(!is_again || may, "already-known")?;
                self.cards.get_mut(serial.as_str()).unwrap().custodian = custodian.to_string();
                Ok(())
            }
            CustodyEvent::Counted { place, found, by } => {
                self.two(by)?;
                let found = found.iter().map(ToString::to_string).collect();
                self.count(on, place.as_str(), found);
                Ok(())
            }
            CustodyEvent::ReportedLost { serial, stolen, .. } => {
                let lost_again = self.is_bent(Mutation::LostTwice);
                match self.in_store(serial.as_str()) {
                    Err("lost") if lost_again => {}
                    Err(code @ ("unknown" | "destroyed" | "lost")) => return Err(code),
                    _ => {}
                }
                let card = &self.cards[serial.as_str()];
                if card.state == "with" {
                    let deal = self.deals.get_mut(&card.with).unwrap();
                    deal.fates.insert(serial.to_string(), "lost".to_owned());
                }
                self.note(on, serial.as_str(), if *stolen { "stolen" } else { "lost" });
                self.put(serial.as_str(), "lost", on);
                Ok(())
            }
            CustodyEvent::Destroyed { serial, by } => {
                self.two(by)?;
                self.in_store(serial.as_str())?;
                self.not_reserved(serial.as_str())?;
                self.put(serial.as_str(), "destroyed", on);
                Ok(())
            }
        }
    }

    fn lot(&mut self, id: &str, lot: &Lot, notice: &Document) -> Verdict {
        must(!self.lots.contains_key(id), "already-known")?;
        must(lot.first <= lot.last, "range")?;
        must((1..=12).contains(&lot.digits), "range")?;
        must(
            lot.last.to_string().len() <= usize::from(lot.digits),
            "range",
        )?;
        let width = usize::from(lot.digits);
        let serials = (lot.first..=lot.last).map(|n| format!("{}{n:0width$}", lot.prefix));
        let serials: Vec<_> = serials.collect();
        let shares = self
            .lots
            .values()
            .flatten()
            .any(|serial| serials.contains(serial));
        must(
            !shares || self.is_bent(Mutation::LotsOverlap),
            "lot-overlap",
        )?;
        if !self.is_bent(Mutation::AnyNotice) {
            self.readable(notice)?;
        }
        self.lots.insert(id.to_owned(), serials);
        Ok(())
    }

    fn card(&mut self, on: Date, names: [&str; 3], custodian: &OfficerId) -> Verdict {
        let [serial, lot, place] = names;
        must(!self.cards.contains_key(serial), "already-known")?;
        let serials = self.lots.get(lot).ok_or("unknown")?;
        let at = serials
            .iter()
            .position(|one| one == serial)
            .ok_or("outside-lot")?;
        let is_last = at + 1 == serials.len();
        must(
            !(is_last && self.is_bent(Mutation::LastSerialOutside)),
            "outside-lot",
        )?;
        let card = Card {
            place: place.to_owned(),
            custodian: custodian.to_string(),
            seal: None,
            broken: false,
            keys: Vec::new(),
            state: "store",
            since: on,
            pair: Default::default(),
            with: String::new(),
        };
        self.cards.insert(serial.to_owned(), card);
        Ok(())
    }

    fn count(&mut self, on: Date, place: &str, mut found: Vec<String>) {
        let standing = self.cards.iter();
        let standing = standing.filter(|(_, card)| card.state == "store" && card.place == place);
        let standing: Vec<String> = standing.map(|(serial, _)| serial.clone()).collect();
        if !self.is_bent(Mutation::CountedTwice) {
            found.sort();
            found.dedup();
        }
        for serial in standing.iter().filter(|serial| !found.contains(serial)) {
            self.note(on, serial, "missing");
        }
        for serial in found.iter().filter(|serial| !standing.contains(serial)) {
            let is_stranger = !self.cards.contains_key(serial);
            if !(is_stranger && self.is_bent(Mutation::StrangerUnnoticed)) {
                self.note(on, serial, "unexpected");
            }
        }
    }
}
