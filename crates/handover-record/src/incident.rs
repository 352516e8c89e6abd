//! What went wrong with a carrier.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Mark;
use crate::named::named;

named! {
    /// What kind of thing went wrong.
    IncidentKind {
        /// Reported lost.
        Lost = "lost",
        /// Reported stolen.
        Stolen = "stolen",
        /// Came back with another seal.
        SealBroken = "seal-broken",
        /// Came back on a later day.
        Overdue = "overdue",
        /// Not found at a count.
        Missing = "missing",
        /// Found at a count where it does not stand.
        Unexpected = "unexpected",
        /// A key on it has another check value than it was loaded with.
        CheckValueDiffers = "check-value-differs",
    }
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// The day on which it was noticed.
    pub on: Date,
    /// With which carrier; at a count, perhaps one that nobody knows.
    pub serial: Mark,
    /// What.
    pub kind: IncidentKind,
}
