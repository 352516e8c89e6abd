//! What went wrong with a carrier.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Mark;

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentKind {
    /// Reported lost.
    Lost,
    /// Reported stolen.
    Stolen,
    /// Came back with another seal.
    SealBroken,
    /// Came back on a later day.
    Overdue,
    /// Not found at a count.
    Missing,
    /// Found at a count where it does not stand.
    Unexpected,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// The day on which it was noticed.
    pub on: Date,
    /// With which carrier; at a count, perhaps one that nobody knows.
    pub serial: Mark,
    /// What.
    pub kind: IncidentKind,
}
