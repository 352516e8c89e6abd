//! The figures of a report on custody.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::{IncidentKind, Overdue, Register, Whereabouts};

/// What is where at the end of a month, and what happened in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Carriers in store.
    pub stored: usize,
    /// Carriers taken out.
    pub checked_out: usize,
    /// Carriers with third parties.
    pub handed_over: usize,
    /// Carriers lost or stolen, at any time.
    pub lost: usize,
    /// Carriers destroyed, at any time.
    pub destroyed: usize,
    /// What is late on the last day.
    pub overdue: Vec<Overdue>,
    /// How often the use of a handover was supervised.
    pub visits: usize,
    /// How often each thing went wrong; what did not is not there.
    pub incidents: BTreeMap<IncidentKind, usize>,
}

impl Register {
    /// The figures from `first` to `last`, both included; none where the register has taken later events than
    /// reports of loss, since it only knows where the carriers are now.
    #[must_use]
    pub fn month(&self, first: Date, last: Date) -> Option<Month> {
        if self.newest().is_some_and(|newest| newest > last) {
            return None;
        }
        let days = first..=last;
        let mut month = Month {
            overdue: self.overdue(last),
            ..Month::default()
        };
        for carrier in self.carriers.values() {
            *match carrier.whereabouts {
                Whereabouts::Stored => &mut month.stored,
                Whereabouts::Out { .. } => &mut month.checked_out,
                Whereabouts::HandedOver { .. } => &mut month.handed_over,
                Whereabouts::Lost { .. } => &mut month.lost,
                Whereabouts::Destroyed { .. } => &mut month.destroyed,
            } += 1;
        }
        let visits = self.handovers.values().flat_map(|one| &one.visits);
        month.visits = visits.filter(|on| days.contains(on)).count();
        for incident in self.incidents.values().filter(|one| days.contains(&one.on)) {
            *month.incidents.entry(incident.kind).or_default() += 1;
        }
        Some(month)
    }
}
