//! Random machines and carriers.

use handover_record::{
    Assessment, CarrierKind, Certificate, Content, CustodyEvent, Document, DocumentDigest, Lot,
    MachineEvent, Mark,
};
use key_derivation::{Kcv, KeyId};

use crate::generator::{Generator, mark};
use crate::kinds::Kind;
use crate::model::Model;

pub fn key(number: usize) -> Content {
    let number = u8::try_from(number).unwrap();
    let (key, kcv) = (KeyId::from_bytes([number; 16]), Kcv::Cmac([number; 5]));
    Content {
        key,
        kcv,
        levels_left: 1,
    }
}

impl Generator {
    pub fn document(&mut self) -> Document {
        let size = match self.chance.below(30) {
            0 => 0,
            1 => (64 << 20) + 1,
            2 | 3 => 64 << 20,
            _ => 1,
        };
        Document {
            digest: DocumentDigest([7; 32]),
            size,
        }
    }

    pub fn certificate(&mut self) -> Certificate {
        let number = self.words(&["SXH1"]);
        let (from, until) = match self.chance.below(12) {
            0 => (self.day, self.later(-3, -1)),
            1 => (self.later(-3, -1), self.later(-1, 0)),
            2 => (self.later(1, 2), self.later(2, 90)),
            _ => (self.later(-3, 0), self.later(1, 90)),
        };
        Certificate {
            number,
            from,
            until,
        }
    }

    pub fn assessment(&mut self) -> Assessment {
        let on = if self.chance.percent(8) {
            self.later(1, 2)
        } else {
            self.later(-9, 0)
        };
        Assessment {
            report: self.document(),
            on,
        }
    }

    pub fn machine(&mut self, kind: Kind, seen: &Model) -> MachineEvent {
        let known = seen.machines.iter().filter(|(_, one)| !one.retired);
        let known: Vec<String> = known.map(|(serial, _)| serial.clone()).collect();
        let serial = mark(&self.one(
            if kind == Kind::MachineCame {
                &[]
            } else {
                &known
            },
            &["M-1", "M-2", "M-3"],
        ));
        match kind {
            Kind::MachineCame => MachineEvent::Registered {
                serial,
                maker: self.words(&["厂"]),
                model: self.words(&["SJJ"]),
                location: self.words(&["机房"]),
                certificate: self.chance.percent(90).then(|| self.certificate()),
                assessment: self.chance.percent(90).then(|| self.assessment()),
            },
            Kind::MachineCertified => MachineEvent::Certified {
                serial,
                certificate: self.certificate(),
            },
            Kind::MachineAssessed => MachineEvent::Assessed {
                serial,
                assessment: self.assessment(),
            },
            Kind::MachineMoved => MachineEvent::Relocated {
                serial,
                location: self.words(&["机房", "机房二"]),
            },
            _ if self.chance.percent(60) => MachineEvent::Retired {
                serial: mark("M-1"),
            },
            _ => MachineEvent::Retired { serial },
        }
    }

    fn lot(&mut self) -> Lot {
        let (prefix, digits, first, last) = self.chance.pick(&[
            ("A-", 2, 1, 10),
            ("A-", 2, 1, 10),
            ("A-", 2, 1, 10),
            ("B-", 1, 1, 4),
            ("B-", 1, 1, 4),
            ("B-", 1, 1, 4),
            ("A-0", 1, 2, 5),
            ("A-", 2, 10, 12),
            ("B-", 1, 4, 3),
            ("C-", 1, 9, 10),
            ("C-", 0, 0, 0),
            ("C-", 13, 1, 2),
        ]);
        let prefix = prefix.parse().unwrap();
        Lot {
            kind: CarrierKind::MasterMotherCard,
            prefix,
            digits,
            first,
            last,
        }
    }

    fn card(&mut self, seen: &Model) -> CustodyEvent {
        let lots: Vec<String> = seen.lots.keys().cloned().collect();
        let lot = self.one(&lots, &["L-1", "L-2", "L-3"]);
        let serials = seen.lots.get(&lot).cloned().unwrap_or_default();
        // The first four and the last are enough to collide.
        let is_few = |at: &usize| *at < 4 || at + 1 == serials.len();
        let good: Vec<String> = (0..serials.len())
            .filter(is_few)
            .map(|at| serials[at].clone())
            .collect();
        CustodyEvent::CarrierRegistered {
            serial: mark(&self.one(&good, &["A-1", "A-11", "A-001", "B-0", "B-5", "C-1"])),
            lot: mark(&lot),
            place: self.words(&["柜一", "柜二"]),
            custodian: self.officer(),
        }
    }

    fn load(&mut self, serial: Mark, seen: &Model) -> CustodyEvent {
        let machines: Vec<String> = seen.machines.keys().cloned().collect();
        let machine = mark(&self.one(&machines, &["M-1", "M-2", "M-3"]));
        let count = self.chance.pick(&[0, 1, 1, 1, 1, 2, 2, 2]);
        let contents = (0..count).map(|_| key(self.chance.below(12))).collect();
        CustodyEvent::CarrierLoaded {
            serial,
            machine,
            contents,
            seal: self.seal(),
            by: self.pair(),
        }
    }

    fn count(&mut self, seen: &Model) -> CustodyEvent {
        let place = self.words(&["柜一", "柜二"]);
        let standing = seen.cards.iter();
        let standing = standing.filter(|(_, card)| card.place == place.as_str());
        let mut found: Vec<Mark> = standing.map(|(serial, _)| mark(serial)).collect();
        if self.chance.percent(40) {
            found.push(mark(&self.serial(&["out", "lost", "with"], seen)));
        }
        if self.chance.percent(40) && !found.is_empty() {
            found.remove(self.chance.below(found.len()));
        }
        if self.chance.percent(40) && !found.is_empty() {
            found.push(self.chance.pick(&found));
        }
        CustodyEvent::Counted {
            place,
            found,
            by: self.pair(),
        }
    }

    pub fn custody(&mut self, kind: Kind, seen: &Model) -> CustodyEvent {
        let state = match kind {
            Kind::BroughtBack if self.chance.percent(95) => &["out"][..],
            Kind::Resealed => &["store", "out"],
            Kind::Lost | Kind::Entrusted => &["store", "out", "with", "lost"],
            _ => &["store"],
        };
        let mut serial = self.serial(state, seen);
        let broken = seen.cards.iter().filter(|(_, card)| card.broken);
        let broken: Vec<String> = broken.map(|(serial, _)| serial.clone()).collect();
        if kind == Kind::Resealed && !broken.is_empty() && self.chance.percent(70) {
            serial = self.chance.pick(&broken);
        }
        let is_rare = self.chance.percent(25);
        match kind {
            Kind::LotCame => CustodyEvent::LotIssued {
                lot: mark(self.chance.pick(&["L-1", "L-2", "L-3"])),
                serials: self.lot(),
                notice: self.document(),
            },
            Kind::Loaded => self.load(mark(&serial), seen),
            Kind::TakenOut => CustodyEvent::CheckedOut {
                serial: mark(&serial),
                purpose: self.words(&["写卡"]),
                by: self.pair(),
            },
            Kind::BroughtBack => {
                let seal = self.seal_of(&serial, seen);
                CustodyEvent::CheckedIn {
                    serial: mark(&serial),
                    seal,
                    by: self.pair(),
                }
            }
            Kind::Inspected => {
                let seal = self.seal_of(&serial, seen);
                CustodyEvent::Inspected {
                    serial: mark(&serial),
                    seal,
                    by: self.pair(),
                }
            }
            Kind::Resealed => CustodyEvent::Resealed {
                serial: mark(&serial),
                seal: self.seal(),
                by: self.pair(),
            },
            Kind::Moved => CustodyEvent::Moved {
                serial: mark(&serial),
                place: self.words(&["柜一", "柜二"]),
                by: self.pair(),
            },
            Kind::Counted => self.count(seen),
            Kind::Entrusted => CustodyEvent::CustodianChanged {
                serial: mark(&serial),
                custodian: self.officer(),
                by: self.pair(),
            },
            // Carriers that are gone leave nothing to do; so these two are rare.
            Kind::Lost if is_rare => CustodyEvent::ReportedLost {
                serial: mark(&serial),
                stolen: self.chance.percent(50),
                by: self.officer(),
            },
            Kind::Destroyed if is_rare => CustodyEvent::Destroyed {
                serial: mark(&serial),
                by: self.pair(),
            },
            _ => self.card(seen),
        }
    }
}
