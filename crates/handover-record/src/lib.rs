//! Articles 22 to 24 of the Measures: encryption machines, the carriers that hold keys, who keeps them, and what must
//! be there before one of them goes to a third party.
//!
//! Pure: no database, no clock, no terminal. A [`Register`] is what a sequence of [`Event`]s adds up to;
//! [`Register::apply`] takes the next one or refuses it, and then nothing changed. `RULES.md` beside this crate numbers
//! the rules; each [`Refusal`] names one.

mod account;
mod answers;
mod application;
mod basis;
mod carrier;
mod digits;
mod event;
mod handover;
mod incident;
mod machine;
mod month;
mod named;
mod party;
mod refusal;
mod register;
mod signature;
mod teller;
mod thing;
mod words;

pub use account::{
    Account, AgreementAccount, Closing, Days, Extension, Item, Reassignment, Received, Return,
    ReviewAccount, Visit,
};
pub use answers::{Held, LossNotice, Overdue};
pub use application::{
    Application, AskedKey, Decision, MachineNote, PackageId, Progress, ReceivedApplication,
};
pub use basis::basis;
pub use carrier::{Carrier, CarrierKind, Content, IssuedLot, Lot, Whereabouts};
pub use digits::{DocumentDigest, PublicKeyHex, SignatureHex};
pub use event::{
    ApplicationEvent, CustodyEvent, Event, HandoverEvent, Happening, ItemSeen, MachineEvent, Pair,
    PartyEvent, Rechecked,
};
pub use handover::{Handover, HandoverItem, Stage, UNSUPERVISED_AFTER_DAYS};
pub use incident::{Incident, IncidentKind};
pub use machine::{Assessment, Certificate, Machine};
pub use month::Month;
pub use party::{Agreement, Document, MAX_DOCUMENT, Representative, Review};
pub use refusal::{Invalid, Refusal};
pub use register::Register;
pub use signature::{Office, Signature, Signed, statement};
pub use teller::Teller;
pub use thing::Thing;
pub use words::{Mark, Prefix, Words, is_plain};
