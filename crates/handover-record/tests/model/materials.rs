//! Random machines, carriers and third parties.

use handover_record::{
    Agreement, Assessment, CarrierKind, Certificate, Content, CustodyEvent, Document,
    DocumentDigest, Lot, MachineEvent, Mark, PartyEvent, Review,
};
use key_derivation::{Kcv, KeyId};

use crate::generator::{Generator, mark};
use crate::model::Model;

fn key(number: usize) -> Content {
    let number = u8::try_from(number).unwrap();
    let (key, kcv) = (KeyId::from_bytes([number; 16]), Kcv::Cmac([number; 5]));
    Content {
        key,
        kcv,
        levels_left: 1,
    }
}
impl Generator {
    fn document(&mut self) -> Document {
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

    fn certificate(&mut self) -> Certificate {
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

    fn assessment(&mut self) -> Assessment {
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

    pub fn machine(&mut self, kind: usize, seen: &Model) -> MachineEvent {
        let known = seen.machines.iter().filter(|(_, one)| !one.retired);
        let known: Vec<String> = known.map(|(serial, _)| serial.clone()).collect();
        let serial = mark(&self.one(if kind == 0 { &[] } else { &known }, &["M-1", "M-2", "M-3"]));
        match kind {
            0 => MachineEvent::Registered {
                serial,
                maker: self.words(&["厂"]),
                model: self.words(&["SJJ"]),
                location: self.words(&["机房"]),
                certificate: self.chance.percent(90).then(|| self.certificate()),
                assessment: self.chance.percent(90).then(|| self.assessment()),
            },
            1 => MachineEvent::Certified {
                serial,
                certificate: self.certificate(),
            },
            2 => MachineEvent::Assessed {
                serial,
                assessment: self.assessment(),
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

    pub fn custody(&mut self, kind: usize, seen: &Model) -> CustodyEvent {
        let state = match kind {
            8 => &["out"][..],
            9 => &["store", "out"],
            12 => &["store", "out", "with", "lost"],
            _ => &["store"],
        };
        let serial = self.serial(state, seen);
        let is_rare = self.chance.percent(25);
        match kind {
            4 => CustodyEvent::LotIssued {
                lot: mark(self.chance.pick(&["L-1", "L-2", "L-3"])),
                serials: self.lot(),
            },
            6 => self.load(mark(&serial), seen),
            7 => CustodyEvent::CheckedOut {
                serial: mark(&serial),
                purpose: self.words(&["写卡"]),
                by: self.pair(),
            },
            8 => {
                let seal = self.seal_of(&serial, seen);
                CustodyEvent::CheckedIn {
                    serial: mark(&serial),
                    seal,
                    by: self.pair(),
                }
            }
            9 => CustodyEvent::Resealed {
                serial: mark(&serial),
                seal: self.seal(),
                by: self.pair(),
            },
            10 => CustodyEvent::Moved {
                serial: mark(&serial),
                place: self.words(&["柜一", "柜二"]),
                by: self.pair(),
            },
            11 => self.count(seen),
            // Carriers that are gone leave nothing to do; so these two are rare.
            12 if is_rare => CustodyEvent::ReportedLost {
                serial: mark(&serial),
                stolen: self.chance.percent(50),
                by: self.officer(),
            },
            13 if is_rare => CustodyEvent::Destroyed {
                serial: mark(&serial),
                by: self.pair(),
            },
            _ => self.card(seen),
        }
    }

    pub fn party(&mut self, kind: usize, seen: &Model) -> PartyEvent {
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
            .filter(|(_, whose)| *whose == organisation.as_str());
        let mut theirs: Vec<String> = theirs.map(|(person, _)| person.clone()).collect();
        if let (15, true, Some((person, whose))) =
            (kind, theirs.is_empty(), seen.people.first_key_value())
        {
            organisation = whose.parse().unwrap();
            theirs.push(person.clone());
        }
        match kind {
            14 => PartyEvent::RepresentativeEnrolled {
                person: mark(self.chance.pick(&[
                    "P-1", "P-2", "P-3", "P-4", "P-1", "P-2", "P-3", "P-4", "R-2",
                ])),
                organisation,
            },
            15 => {
                let (from, until) = match self.chance.below(10) {
                    0 => (self.day, self.later(-2, -1)),
                    1 => (self.later(1, 3), self.later(3, 9)),
                    2 => (self.later(-3, 0), self.later(0, 20)),
                    _ => (self.later(-3, 0), self.later(40, 99)),
                };
                let there = self.one(&theirs, &["P-1", "P-2", "P-3", "R-1"]);
                let terms = Agreement {
                    organisation,
                    document: self.document(),
                    from,
                    until,
                    signed_here: self.chance.percent(92).then(|| self.officer()),
                    signed_there: self.chance.percent(92).then(|| mark(&there)),
                };
                let agreement = mark(&format!("G-{}", self.chance.below(8)));
                PartyEvent::AgreementAdded { agreement, terms }
            }
            _ => {
                let outcome = Review {
                    organisation,
                    plan: self.document(),
                    passed: self.chance.percent(85),
                    reviewer: mark(self.chance.pick(&["R-1", "R-1", "R-2", "R-3", "P-1"])),
                };
                let review = mark(&format!("V-{}", self.chance.below(8)));
                PartyEvent::PlanReviewed { review, outcome }
            }
        }
    }
}
