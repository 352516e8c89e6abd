//! What a sequence of events adds up to, and which event may come next.

mod custody;
mod handovers;
mod machines;
mod parties;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    Agreement, Carrier, Event, Handover, Happening, Incident, IncidentKind, Lot, Machine, Mark,
    Refusal, Representative, Review, Words,
};

/// Machines, carriers, third parties and handovers of one office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Encryption machines by serial.
    pub machines: BTreeMap<Mark, Machine>,
    /// The ministry's lots by id.
    pub lots: BTreeMap<Mark, Lot>,
    /// Carriers by serial.
    pub carriers: BTreeMap<Mark, Carrier>,
    /// Representatives of third parties by id.
    pub representatives: BTreeMap<Mark, Representative>,
    /// Confidentiality agreements by id.
    pub agreements: BTreeMap<Mark, Agreement>,
    /// Reviews of security plans by id.
    pub reviews: BTreeMap<Mark, Review>,
    /// Handovers by id.
    pub handovers: BTreeMap<Mark, Handover>,
    /// What went wrong, in order.
    pub incidents: Vec<Incident>,
    seals: BTreeSet<Mark>,
    today: Option<Date>,
}

impl Register {
    /// Takes the next event.
    ///
    /// # Errors
    /// The [`Refusal`] that `RULES.md` gives for it; nothing is changed then.
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        let on = event.on;
        if self.today.is_some_and(|today| on < today) {
            return Err(Refusal::DayOrder);
        }
        event
            .what
            .pair()
            .map_or(Ok(()), |officers| officers.check())?;
        self.happen(&event.what, on)?;
        self.today = Some(on);
        Ok(())
    }

    /// Every rule is checked before anything changes: no step after the first change can refuse.
    fn happen(&mut self, what: &Happening, on: Date) -> Result<(), Refusal> {
        match what {
            Happening::Machine(event) => self.machine_event(event, on),
            Happening::Custody(event) => self.custody_event(event, on),
            Happening::Party(event) => self.party_event(event),
            Happening::Handover(event) => self.handover_event(event, on),
        }
    }

    /// Whether the person signs for the organisation.
    #[must_use]
    pub fn represents(&self, person: &Mark, organisation: &Words) -> bool {
        self.representatives
            .get(person)
            .is_some_and(|one| one.organisation == *organisation)
    }

    /// Refuses a seal that was used before (rule 3).
    fn fresh_seal(&self, seal: &Mark) -> Result<(), Refusal> {
        if self.seals.contains(seal) {
            return Err(Refusal::AlreadyKnown);
        }
        Ok(())
    }

    fn carrier(&self, serial: &Mark) -> Result<&Carrier, Refusal> {
        self.carriers.get(serial).ok_or(Refusal::Unknown)
    }

    /// Changes a carrier that is there.
    fn change(&mut self, serial: &Mark, change: impl FnOnce(&mut Carrier)) {
        if let Some(carrier) = self.carriers.get_mut(serial) {
            change(carrier);
        }
    }

    fn note(&mut self, on: Date, serial: &Mark, kind: IncidentKind) {
        self.incidents.push(Incident {
            on,
            serial: serial.clone(),
            kind,
        });
    }
}

/// Refuses an id that is taken (rule 3).
fn unused<T>(taken: &BTreeMap<Mark, T>, id: &Mark) -> Result<(), Refusal> {
    if taken.contains_key(id) {
        return Err(Refusal::AlreadyKnown);
    }
    Ok(())
}
