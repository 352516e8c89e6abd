//! What a sequence of events adds up to, and which event may come next.

mod applications;
mod custody;
mod handovers;
mod machines;
mod parties;
mod things;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use journaled::Journaled;
use key_derivation::RegionCode;

use crate::{
    Agreement, Application, Carrier, Event, Handover, Happening, Incident, IncidentKind, IssuedLot,
    Machine, Mark, Office, ReceivedApplication, Refusal, Representative, Review, Words,
};

/// Machines, carriers, third parties and handovers of one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    office: Office,
    pub(crate) machines: Journaled<Mark, Machine>,
    pub(crate) lots: Journaled<Mark, IssuedLot>,
    pub(crate) carriers: Journaled<Mark, Carrier>,
    pub(crate) representatives: Journaled<Mark, Representative>,
    pub(crate) agreements: Journaled<Mark, Agreement>,
    pub(crate) reviews: Journaled<Mark, Review>,
    /// The newest review of each organisation.
    reviewed: Journaled<Words, Mark>,
    pub(crate) handovers: Journaled<Mark, Handover>,
    pub(crate) incidents: Journaled<u64, Incident>,
    applications: Journaled<Mark, Application>,
    received: Journaled<(RegionCode, Mark), ReceivedApplication>,
    seals: Journaled<Mark, ()>,
    /// The day of the newest event; a loss, which may be reported on a wrong day, does not count.
    newest: Journaled<(), Date>,
}

/// Lets everybody read a map, and nobody change it but by an event.
macro_rules! readable {
    ($($(#[$doc:meta])* $map:ident: $key:ty => $value:ty,)+) => {
        impl Register {
            $($(#[$doc])*
            #[must_use]
            pub fn $map(&self) -> &Journaled<$key, $value> {
                &self.$map
            })+
        }
    };
}

readable! {
    /// Encryption machines by serial.
    machines: Mark => Machine,
    /// The ministry's lots by id.
    lots: Mark => IssuedLot,
    /// Carriers by serial.
    carriers: Mark => Carrier,
    /// Representatives of third parties by id, the withdrawn ones included.
    representatives: Mark => Representative,
    /// Confidentiality agreements by id. The last day of one that ended early is the day on which it ended.
    agreements: Mark => Agreement,
    /// Reviews of security plans by id.
    reviews: Mark => Review,
    /// Handovers by id.
    handovers: Mark => Handover,
    /// What went wrong, in order, numbered from 1.
    incidents: u64 => Incident,
    /// This region's own key applications by id.
    applications: Mark => Application,
    /// Key applications of regions below that were decided here, by region and id.
    received: (RegionCode, Mark) => ReceivedApplication,
}

/// Does the same to every map of a register; one that is forgotten here does not compile.
macro_rules! on_every_map {
    ($register:expr, $method:ident) => {{
        let Register {
            // Never changes.
            office: _,
            machines,
            lots,
            carriers,
            representatives,
            agreements,
            reviews,
            reviewed,
            handovers,
            incidents,
            applications,
            received,
            seals,
            newest,
        } = $register;
        machines.$method();
        lots.$method();
        carriers.$method();
        representatives.$method();
        agreements.$method();
        reviews.$method();
        reviewed.$method();
        handovers.$method();
        incidents.$method();
        applications.$method();
        received.$method();
        seals.$method();
        newest.$method();
    }};
}

impl Register {
    /// The empty register of an office.
    #[must_use]
    pub fn of(office: Office) -> Self {
        Self {
            office,
            machines: Journaled::default(),
            lots: Journaled::default(),
            carriers: Journaled::default(),
            representatives: Journaled::default(),
            agreements: Journaled::default(),
            reviews: Journaled::default(),
            reviewed: Journaled::default(),
            handovers: Journaled::default(),
            incidents: Journaled::default(),
            applications: Journaled::default(),
            received: Journaled::default(),
            seals: Journaled::default(),
            newest: Journaled::default(),
        }
    }

    /// Whose it is.
    #[must_use]
    pub const fn office(&self) -> Office {
        self.office
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// The [`Refusal`] that `RULES.md` gives for it; nothing is changed then.
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        let on = event.on;
        let is_loss = event.what.is_loss();
        if !is_loss && self.newest().is_some_and(|newest| on < newest) {
            return Err(Refusal::DayOrder);
        }
        event
            .what
            .pair()
            .map_or(Ok(()), |officers| officers.check())?;
        self.happen(&event.what, on)?;
        if !is_loss {
            self.newest.insert((), on);
        }
        Ok(())
    }

    /// The day of the newest event, reports of loss aside.
    #[must_use]
    pub fn newest(&self) -> Option<Date> {
        self.newest.get(&()).copied()
    }

    /// Every rule is checked before anything changes: no step after the first change can refuse.
    fn happen(&mut self, what: &Happening, on: Date) -> Result<(), Refusal> {
        match what {
            Happening::Machine(event) => self.machine_event(event, on),
            Happening::Custody(event) => self.custody_event(event, on),
            Happening::Party(event) => self.party_event(event, on),
            Happening::Handover(event) => self.handover_event(event, on),
            Happening::Application(event) => self.application_event(event, on),
        }
    }

    /// Keeps what the events since the last call changed.
    pub fn settle(&mut self) {
        on_every_map!(self, settle);
    }

    /// Takes back what the events since the last [`Register::settle`] changed.
    pub fn undo(&mut self) {
        on_every_map!(self, undo);
    }

    /// The carriers in whose life an event stands: those that it names and, where it names none, those of its handover.
    #[must_use]
    pub fn concerned(&self, what: &Happening) -> BTreeSet<Mark> {
        let named: BTreeSet<Mark> = what.carriers().into_iter().cloned().collect();
        let handover = what.handover().and_then(|id| self.handovers.get(id));
        match handover {
            Some(handover) if named.is_empty() => handover.items.keys().cloned().collect(),
            _ => named,
        }
    }

    /// Whether an organisation's security plan passed when it was reviewed last.
    pub(crate) fn passed_last(&self, organisation: &Words) -> bool {
        let newest = self.reviewed.get(organisation);
        newest
            .and_then(|id| self.reviews.get(id))
            .is_some_and(|review| review.passed)
    }

    /// Whether the person signs for the organisation.
    #[must_use]
    pub fn represents(&self, person: &Mark, organisation: &Words) -> bool {
        self.representatives
            .get(person)
            .is_some_and(|one| one.organisation == *organisation && one.withdrawn_on.is_none())
    }

    /// Refuses a seal that was used before (rule 3).
    fn fresh_seal(&self, seal: &Mark) -> Result<(), Refusal> {
        if self.seals.contains_key(seal) {
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
        let serial = serial.clone();
        let number = self.incidents.len() as u64 + 1;
        self.incidents.insert(number, Incident { on, serial, kind });
    }
}

/// Refuses an id that is taken (rule 3).
fn unused<T>(taken: &BTreeMap<Mark, T>, id: &Mark) -> Result<(), Refusal> {
    if taken.contains_key(id) {
        return Err(Refusal::AlreadyKnown);
    }
    Ok(())
}
