//! Rules 41 to 46.

use jiff::civil::Date;
use key_derivation::RegionCode;

use super::{Register, unused};
use crate::application::check_asked;
use crate::{
    Application, ApplicationEvent, AskedKey, Decision, DocumentDigest, Mark, PackageId, Progress,
    ReceivedApplication, Refusal,
};

impl Register {
    pub(super) fn application_event(
        &mut self,
        event: &ApplicationEvent,
        on: Date,
    ) -> Result<(), Refusal> {
        match event {
            ApplicationEvent::Created {
                application,
                keys,
                machine,
                courier,
            } => self.apply_for(application, keys, machine, *courier, on),
            ApplicationEvent::Submitted {
                application,
                digest,
                by: _,
            } => self.submit(application, *digest, on),
            ApplicationEvent::Ended {
                application,
                package,
                by: _,
            } => self.end(application, *package, on),
            ApplicationEvent::Accepted {
                from,
                application,
                digest,
                keys,
                machine,
                courier,
                by: _,
            } => {
                let decision = Decision::Approved {
                    machine: machine.clone(),
                    courier: *courier,
                    erased_on: None,
                    package: None,
                };
                self.decide((*from, application), *digest, keys, decision, on)
            }
            ApplicationEvent::Refused {
                from,
                application,
                digest,
                keys,
                reason,
                by: _,
            } => {
                let reason = reason.clone();
                let decision = Decision::Refused { reason };
                self.decide((*from, application), *digest, keys, decision, on)
            }
            ApplicationEvent::Answered {
                from,
                application,
                package,
            } => self.answer(*from, application, *package),
            ApplicationEvent::CourierErased { from, application } => {
                self.erase_courier(*from, application, on)
            }
        }
    }

    fn apply_for(
        &mut self,
        id: &Mark,
        keys: &[AskedKey],
        machine: &Mark,
        courier: DocumentDigest,
        on: Date,
    ) -> Result<(), Refusal> {
        unused(&self.applications, id)?;
        check_asked(keys)?;
        let serves = self.machines.get(machine).ok_or(Refusal::Unknown)?;
        serves.may_serve(on)?;
        self.another_courier(courier)?;
        let drafted = Application {
            keys: keys.to_vec(),
            machine: machine.clone(),
            courier,
            erased_on: None,
            progress: Progress::Draft,
        };
        self.applications.insert(id.clone(), drafted);
        Ok(())
    }

    /// Refuses an attachment that another application has.
    fn another_courier(&self, courier: DocumentDigest) -> Result<(), Refusal> {
        let own = self.applications.values().map(|one| one.courier);
        let received = self
            .received
            .values()
            .filter_map(ReceivedApplication::courier);
        if own.chain(received).any(|other| other == courier) {
            return Err(Refusal::AlreadyKnown);
        }
        Ok(())
    }

    fn submit(&mut self, id: &Mark, digest: DocumentDigest, on: Date) -> Result<(), Refusal> {
        let application = self.applications.get(id).ok_or(Refusal::Unknown)?;
        if matches!(application.progress, Progress::Closed { .. }) {
            return Err(Refusal::Stage);
        }
        let machine = self.machines.get(&application.machine);
        machine.ok_or(Refusal::Unknown)?.may_serve(on)?;
        self.progress(id, Progress::Submitted { on, digest });
        Ok(())
    }

    fn end(&mut self, id: &Mark, package: Option<PackageId>, on: Date) -> Result<(), Refusal> {
        let application = self.applications.get(id).ok_or(Refusal::Unknown)?;
        match application.progress {
            Progress::Closed { .. } => return Err(Refusal::Stage),
            Progress::Draft if package.is_some() => return Err(Refusal::Stage),
            _ => {}
        }
        let closed = Progress::Closed { on, package };
        let with_it = |one: &Application| match one.progress {
            Progress::Closed { package: other, .. } => other == package,
            Progress::Draft | Progress::Submitted { .. } => false,
        };
        if package.is_some() && self.applications.values().any(with_it) {
            return Err(Refusal::AlreadyKnown);
        }
        self.progress(id, closed);
        Ok(())
    }

    fn progress(&mut self, id: &Mark, progress: Progress) {
        if let Some(application) = self.applications.get_mut(id) {
            application.progress = progress;
        }
    }

    fn decide(
        &mut self,
        (from, id): (RegionCode, &Mark),
        digest: DocumentDigest,
        keys: &[AskedKey],
        decision: Decision,
        on: Date,
    ) -> Result<(), Refusal> {
        let id = (from, id.clone());
        if self.received.contains_key(&id) {
            return Err(Refusal::AlreadyKnown);
        }
        check_asked(keys)?;
        if let Decision::Approved {
            machine, courier, ..
        } = &decision
        {
            self.another_courier(*courier)?;
            machine.check(on)?;
        }
        let decided = ReceivedApplication {
            digest,
            keys: keys.to_vec(),
            decided_on: on,
            decision,
        };
        self.received.insert(id, decided);
        Ok(())
    }

    fn answer(&mut self, from: RegionCode, id: &Mark, with: PackageId) -> Result<(), Refusal> {
        let id = (from, id.clone());
        let application = self.received.get(&id).ok_or(Refusal::Unknown)?;
        if !application.is_open() {
            return Err(Refusal::Stage);
        }
        if self
            .received
            .values()
            .any(|one| one.package() == Some(with))
        {
            return Err(Refusal::AlreadyKnown);
        }
        if let Some(Decision::Approved { package, .. }) = self.decision_mut(&id) {
            *package = Some(with);
        }
        Ok(())
    }

    fn decision_mut(&mut self, id: &(RegionCode, Mark)) -> Option<&mut Decision> {
        self.received.get_mut(id).map(|one| &mut one.decision)
    }

    fn erase_courier(
        &mut self,
        from: Option<RegionCode>,
        id: &Mark,
        on: Date,
    ) -> Result<(), Refusal> {
        let (_, erased_on) = self.courier(from, id).ok_or(Refusal::Unknown)?;
        if erased_on.is_some() {
            return Err(Refusal::DetailsErased);
        }
        match from {
            None => {
                if let Some(application) = self.applications.get_mut(id) {
                    application.erased_on = Some(on);
                }
            }
            Some(from) => {
                let decision = self.decision_mut(&(from, id.clone()));
                if let Some(Decision::Approved { erased_on, .. }) = decision {
                    *erased_on = Some(on);
                }
            }
        }
        Ok(())
    }

    /// The attachment with a courier's name and ID number, and when it was erased: of an application of the region
    /// named, or of this region's own.
    #[must_use]
    pub fn courier(
        &self,
        from: Option<RegionCode>,
        id: &Mark,
    ) -> Option<(DocumentDigest, Option<Date>)> {
        let Some(from) = from else {
            let own = self.applications.get(id)?;
            return Some((own.courier, own.erased_on));
        };
        match self.received.get(&(from, id.clone()))?.decision {
            Decision::Approved {
                courier, erased_on, ..
            } => Some((courier, erased_on)),
            Decision::Refused { .. } => None,
        }
    }

    /// The application of a region below that a package answers.
    #[must_use]
    pub fn answered_by(
        &self,
        package: PackageId,
    ) -> Option<(RegionCode, &Mark, &ReceivedApplication)> {
        let mut received = self.received.iter();
        let found = received.find(|(_, one)| one.package() == Some(package));
        found.map(|((from, id), one)| (*from, id, one))
    }
}
