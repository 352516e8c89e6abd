//! Articles 22 to 24 of the Measures: encryption machines, the carriers that hold keys, who keeps them, and what must be
//! there before one of them goes to a third party.
//!
//! Pure: no database, no clock, no terminal. A [`Register`] is what a sequence of [`Event`]s adds up to;
//! [`Register::apply`] takes the next one or refuses it, and then nothing changed. `RULES.md` beside this crate numbers
//! the rules; each [`Refusal`] names one.

mod answers;
mod carrier;
mod event;
mod handover;
mod incident;
mod machine;
mod party;
mod refusal;
mod register;
mod words;

pub use answers::{Held, LossNotice, Overdue};
pub use carrier::{Carrier, CarrierKind, Content, Lot, Whereabouts};
pub use event::{CustodyEvent, Event, HandoverEvent, Happening, MachineEvent, Pair, PartyEvent};
pub use handover::{Handover, HandoverItem, Stage, UNSUPERVISED_AFTER_DAYS};
pub use incident::{Incident, IncidentKind};
pub use machine::{Assessment, Certificate, Machine};
pub use party::{Agreement, Document, DocumentDigest, MAX_DOCUMENT, Representative, Review};
pub use refusal::{Invalid, Refusal};
pub use register::Register;
pub use words::{Mark, Prefix, Words, is_plain};
