//! Random key applications.

use handover_record::{ApplicationEvent, AskedKey, DocumentDigest, MachineNote, Mark, PackageId};
use key_derivation::{Algorithm, KeyVersion, RegionCode};

use crate::generator::{Generator, mark};
use crate::kinds::Kind;
use crate::model::Model;

const IDS: &[&str] = &["Q-1", "Q-2", "Q-3", "Q-4", "Q-5", "Q-6", "Q-7"];

fn package(number: usize) -> PackageId {
    format!("00000000-0000-4000-8000-00000000000{number}")
        .parse()
        .unwrap()
}

impl Generator {
    /// Few keys, so that two entries sometimes ask for one.
    fn asked(&mut self) -> Vec<AskedKey> {
        let count = self.chance.pick(&[0, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
        let one = |_| AskedKey {
            kind: self.chance.pick(&["0001", "0002"]).parse().unwrap(),
            algorithm: self.chance.pick(&[Algorithm::Aes128, Algorithm::Sm4]),
            version: match self.chance.below(3) {
                0 => None,
                number => Some(KeyVersion::new(u16::try_from(number).unwrap()).unwrap()),
            },
        };
        (0..count).map(one).collect()
    }

    fn courier(&mut self) -> DocumentDigest {
        DocumentDigest([u8::try_from(self.chance.below(50)).unwrap(); 32])
    }

    fn region(&mut self) -> RegionCode {
        self.chance.pick(&["410100", "410200"]).parse().unwrap()
    }

    fn machine_note(&mut self) -> MachineNote {
        MachineNote {
            serial: mark("M-9"),
            maker: self.words(&["厂"]),
            model: self.words(&["SJJ"]),
            certificate: self.certificate(),
            assessment: self.assessment(),
        }
    }

    fn wish(&mut self, stages: &[&str], seen: &Model) -> Mark {
        let fit = seen.wishes.iter();
        let fit = fit.filter(|(_, one)| stages.contains(&one.stage));
        let fit: Vec<String> = fit.map(|(id, _)| id.clone()).collect();
        mark(&self.one(&fit, IDS))
    }

    /// One that was approved and is not answered, mostly.
    fn ruling(&mut self, seen: &Model) -> (RegionCode, Mark) {
        let open = seen.rulings.iter();
        let open = open.filter(|(_, one)| one.courier.is_some() && one.package.is_none());
        let open: Vec<_> = open.map(|(id, _)| id.clone()).collect();
        let all: Vec<_> = seen.rulings.keys().cloned().collect();
        let (from, id) = if !open.is_empty() && self.chance.percent(75) {
            self.chance.pick(&open)
        } else if !all.is_empty() && self.chance.percent(85) {
            self.chance.pick(&all)
        } else {
            ("410100".to_owned(), "Q-9".to_owned())
        };
        (from.parse().unwrap(), mark(&id))
    }

    fn create(&mut self, seen: &Model) -> ApplicationEvent {
        let unused = IDS.iter().filter(|id| !seen.wishes.contains_key(**id));
        let unused: Vec<String> = unused.map(|id| (*id).to_owned()).collect();
        let machines: Vec<String> = seen.machines.keys().cloned().collect();
        ApplicationEvent::Created {
            application: mark(&self.one(&unused, IDS)),
            keys: self.asked(),
            machine: mark(&self.one(&machines, &["M-1", "M-2", "M-3"])),
            courier: self.courier(),
        }
    }

    pub fn application(&mut self, kind: Kind, seen: &Model) -> ApplicationEvent {
        let digest = DocumentDigest([3; 32]);
        match kind {
            Kind::Created => self.create(seen),
            Kind::Submitted => ApplicationEvent::Submitted {
                application: self.wish(&["draft", "draft", "submitted"], seen),
                digest,
                by: self.pair(),
            },
            Kind::Ended => {
                let with = self.chance.percent(70);
                let stages = if with && self.chance.percent(80) {
                    &["submitted"][..]
                } else {
                    &["draft", "submitted"]
                };
                ApplicationEvent::Ended {
                    application: self.wish(stages, seen),
                    package: with.then(|| package(self.chance.below(4))),
                    by: self.pair(),
                }
            }
            Kind::Accepted => ApplicationEvent::Accepted {
                from: self.region(),
                application: mark(self.chance.pick(IDS)),
                digest,
                keys: self.asked(),
                machine: self.machine_note(),
                courier: self.courier(),
                by: self.pair(),
            },
            Kind::RefusedThere => ApplicationEvent::Refused {
                from: self.region(),
                application: mark(self.chance.pick(IDS)),
                digest,
                keys: self.asked(),
                reason: self.words(&["不需要"]),
                by: self.pair(),
            },
            Kind::Answered => {
                let (from, application) = self.ruling(seen);
                let package = package(self.chance.below(9));
                ApplicationEvent::Answered {
                    from,
                    application,
                    package,
                }
            }
            _ if self.chance.percent(50) => ApplicationEvent::CourierErased {
                from: None,
                application: self.wish(&["draft", "submitted", "closed"], seen),
            },
            _ => {
                let (from, application) = self.ruling(seen);
                let from = Some(from);
                ApplicationEvent::CourierErased { from, application }
            }
        }
    }
}
