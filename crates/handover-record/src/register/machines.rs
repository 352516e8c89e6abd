//! Rules 4 to 7.

use jiff::civil::Date;

use super::{Register, unused};
use crate::{Certificate, Machine, MachineEvent, Mark, Refusal};

impl Register {
    pub(super) fn machine_event(&mut self, event: &MachineEvent, on: Date) -> Result<(), Refusal> {
        match event {
            MachineEvent::Registered {
                serial,
                maker,
                model,
                location,
                certificate,
                assessment,
            } => {
                unused(&self.machines, serial)?;
                certificate.as_ref().map_or(Ok(()), Certificate::check)?;
                assessment.as_ref().map_or(Ok(()), |one| one.check(on))?;
                let machine = Machine {
                    maker: maker.clone(),
                    model: model.clone(),
                    location: location.clone(),
                    certificate: certificate.clone(),
                    assessment: assessment.clone(),
                    retired: false,
                    served: Default::default(),
                    loaded: Default::default(),
                };
                self.machines.insert(serial.clone(), machine);
            }
            MachineEvent::Certified {
                serial,
                certificate,
            } => {
                let machine = self.in_service(serial)?;
                certificate.check()?;
                machine.certificate = Some(certificate.clone());
            }
            MachineEvent::Assessed { serial, assessment } => {
                let machine = self.in_service(serial)?;
                assessment.check(on)?;
                machine.assessment = Some(assessment.clone());
            }
            MachineEvent::Relocated { serial, location } => {
                self.in_service(serial)?.location = location.clone();
            }
            MachineEvent::Retired { serial } => self.in_service(serial)?.retired = true,
        }
        Ok(())
    }

    fn in_service(&mut self, serial: &Mark) -> Result<&mut Machine, Refusal> {
        let machine = self.machines.get_mut(serial).ok_or(Refusal::Unknown)?;
        if machine.retired {
            return Err(Refusal::Retired);
        }
        Ok(machine)
    }
}
