//! Rules 8 to 19, 40 and 47.

use std::collections::BTreeSet;

use jiff::civil::Date;
use quorum::OfficerId;

use super::{Register, unused};
use crate::handover::is_same;
use crate::{
    Carrier, Content, CustodyEvent, Document, HandoverItem, IncidentKind, IssuedLot, Lot, Mark,
    Pair, Refusal, Whereabouts, Words,
};

impl Register {
    pub(super) fn custody_event(&mut self, event: &CustodyEvent, on: Date) -> Result<(), Refusal> {
        match event {
            CustodyEvent::LotIssued {
                lot,
                serials,
                notice,
            } => self.issue(lot, serials, notice),
            CustodyEvent::CarrierRegistered {
                serial,
                lot,
                place,
                custodian,
            } => self.receive(serial, lot, place, custodian),
            CustodyEvent::CarrierLoaded {
                serial,
                machine,
                contents,
                seal,
                by: _,
            } => self.load(serial, machine, contents, seal, on),
            CustodyEvent::CheckedOut {
                serial,
                purpose,
                by,
            } => self.check_out(serial, purpose, by, on),
            CustodyEvent::CheckedIn {
                serial,
                seal,
                by: _,
            } => self.check_in(serial, seal.as_ref(), on),
            CustodyEvent::Inspected {
                serial,
                seal,
                by: _,
            } => {
                self.carrier(serial)?.stored()?;
                self.compare_seal(serial, seal.as_ref(), on);
                Ok(())
            }
            CustodyEvent::Resealed {
                serial,
                seal,
                by: _,
            } => self.reseal(serial, seal),
            CustodyEvent::Moved {
                serial,
                place,
                by: _,
            } => {
                self.carrier(serial)?.free()?;
                self.change(serial, |carrier| carrier.place = place.clone());
                Ok(())
            }
            CustodyEvent::CustodianChanged {
                serial,
                custodian,
                by: _,
            } => self.entrust(serial, custodian),
            CustodyEvent::Counted {
                place,
                found,
                by: _,
            } => {
                self.count(place, found, on);
                Ok(())
            }
            CustodyEvent::ReportedLost {
                serial,
                stolen,
                by: _,
            } => self.lose(serial, *stolen, on),
            CustodyEvent::Destroyed { serial, by: _ } => {
                self.carrier(serial)?.free()?;
                let destroyed = Whereabouts::Destroyed { since: on };
                self.change(serial, |carrier| carrier.whereabouts = destroyed);
                Ok(())
            }
        }
    }

    fn issue(&mut self, id: &Mark, lot: &Lot, notice: &Document) -> Result<(), Refusal> {
        unused(&self.lots, id)?;
        lot.check()?;
        let mut others = self.lots.values();
        if others.any(|other| lot.overlaps(&other.serials)) {
            return Err(Refusal::LotOverlap);
        }
        notice.check()?;
        let issued = IssuedLot {
            serials: lot.clone(),
            notice: notice.clone(),
        };
        self.lots.insert(id.clone(), issued);
        Ok(())
    }

    fn receive(
        &mut self,
        serial: &Mark,
        lot_id: &Mark,
        place: &Words,
        custodian: &OfficerId,
    ) -> Result<(), Refusal> {
        unused(&self.carriers, serial)?;
        let lot = &self.lots.get(lot_id).ok_or(Refusal::Unknown)?.serials;
        if !lot.has(serial) {
            return Err(Refusal::OutsideLot);
        }
        let carrier = Carrier {
            kind: lot.kind,
            lot: lot_id.clone(),
            contents: Vec::new(),
            seal: None,
            seal_broken: false,
            place: place.clone(),
            custodian: custodian.clone(),
            whereabouts: Whereabouts::Stored,
            reserved: None,
        };
        self.carriers.insert(serial.clone(), carrier);
        Ok(())
    }

    fn load(
        &mut self,
        serial: &Mark,
        machine: &Mark,
        contents: &[Content],
        seal: &Mark,
        on: Date,
    ) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        let from = self.machines.get(machine).ok_or(Refusal::Unknown)?;
        carrier.free()?;
        from.may_serve(on)?;
        if contents.is_empty() {
            return Err(Refusal::Items);
        }
        let mut keys: BTreeSet<_> = carrier.contents.iter().map(|one| one.key).collect();
        if !contents.iter().all(|one| keys.insert(one.key)) {
            return Err(Refusal::AlreadyKnown);
        }
        self.fresh_seal(seal)?;
        self.change(serial, |carrier| {
            carrier.contents.extend_from_slice(contents)
        });
        self.put_seal(serial, seal);
        if let Some(machine) = self.machines.get_mut(machine) {
            machine.served.extend(contents.iter().map(|one| one.key));
            machine.loaded.insert(serial.clone());
        }
        Ok(())
    }

    fn check_out(
        &mut self,
        serial: &Mark,
        purpose: &Words,
        by: &Pair,
        on: Date,
    ) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        carrier.free()?;
        carrier.sealed()?;
        let out = Whereabouts::Out {
            since: on,
            purpose: purpose.clone(),
            by: [by.0.clone(), by.1.clone()],
        };
        self.change(serial, |carrier| carrier.whereabouts = out);
        Ok(())
    }

    fn check_in(&mut self, serial: &Mark, seal: Option<&Mark>, on: Date) -> Result<(), Refusal> {
        let Whereabouts::Out { since, .. } = self.carrier(serial)?.whereabouts else {
            return Err(Refusal::NotCheckedOut);
        };
        if since < on {
            self.note(on, serial, IncidentKind::Overdue);
        }
        self.take_back(serial, seal, on);
        Ok(())
    }

    /// Notes where a carrier has another seal than the register says. No other may get the number that was seen.
    fn compare_seal(&mut self, serial: &Mark, seal: Option<&Mark>, on: Date) {
        let known = self.carriers.get(serial).and_then(|one| one.seal.as_ref());
        if known == seal {
            return;
        }
        self.note(on, serial, IncidentKind::SealBroken);
        self.change(serial, |carrier| carrier.seal_broken = true);
        if let Some(seen) = seal {
            self.seals.insert(seen.clone(), ());
        }
    }

    /// Puts a carrier back in store, and notes where its seal is not the one that it left with (rules 12 and 34).
    pub(super) fn take_back(&mut self, serial: &Mark, seal: Option<&Mark>, on: Date) {
        self.compare_seal(serial, seal, on);
        self.change(serial, |carrier| carrier.whereabouts = Whereabouts::Stored);
    }

    fn reseal(&mut self, serial: &Mark, seal: &Mark) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        if !matches!(carrier.whereabouts, Whereabouts::Out { .. }) {
            carrier.free()?;
        }
        self.fresh_seal(seal)?;
        self.put_seal(serial, seal);
        Ok(())
    }

    fn put_seal(&mut self, serial: &Mark, seal: &Mark) {
        self.seals.insert(seal.clone(), ());
        self.change(serial, |carrier| {
            carrier.seal = Some(seal.clone());
            carrier.seal_broken = false;
        });
    }

    fn entrust(&mut self, serial: &Mark, custodian: &OfficerId) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        carrier.still_there()?;
        if is_same(&carrier.custodian, custodian) {
            return Err(Refusal::AlreadyKnown);
        }
        self.change(serial, |carrier| carrier.custodian = custodian.clone());
        Ok(())
    }

    fn count(&mut self, place: &Words, found: &[Mark], on: Date) {
        let found: BTreeSet<&Mark> = found.iter().collect();
        let here = self
            .carriers
            .iter()
            .filter(|(_, one)| one.place == *place && one.whereabouts == Whereabouts::Stored);
        let here: BTreeSet<&Mark> = here.map(|(serial, _)| serial).collect();
        let missing = here
            .difference(&found)
            .map(|one| (*one, IncidentKind::Missing));
        let extra = found.difference(&here);
        let unexpected = extra.map(|one| (*one, IncidentKind::Unexpected));
        let noted: Vec<_> = missing
            .chain(unexpected)
            .map(|(serial, kind)| (serial.clone(), kind))
            .collect();
        for (serial, kind) in noted {
            self.note(on, &serial, kind);
        }
    }

    fn lose(&mut self, serial: &Mark, stolen: bool, on: Date) -> Result<(), Refusal> {
        let carrier = self.carrier(serial)?;
        carrier.still_there()?;
        if let Whereabouts::HandedOver { handover, .. } = carrier.whereabouts.clone() {
            self.amend(&handover, |with| {
                with.items.insert(serial.clone(), HandoverItem::Lost);
            });
        }
        let kind = if stolen {
            IncidentKind::Stolen
        } else {
            IncidentKind::Lost
        };
        self.note(on, serial, kind);
        self.change(serial, |carrier| {
            carrier.whereabouts = Whereabouts::Lost { since: on };
        });
        Ok(())
    }
}
