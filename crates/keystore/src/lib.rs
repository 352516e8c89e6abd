//! The audited keystore: one SQLite file, one door to it.
//!
//! The only crate that knows SQL. Events go in through [`Keystore::append`]; the log entry, the tables and the signed
//! checkpoint change in one transaction. The tables are a projection: replaying the log gives every row again, and
//! [`verify`](fn@verify) compares each of them, together with the authority of each event at its position.
//!
//! No plaintext key comes here, no clock, no region table and no catalogue: times and resolved facts are arguments.
//! What is stored beside the log, as an attachment, is opaque bytes that the log names by their SHA-256.

mod apply;
mod commit;
mod digest;
mod door;
mod error;
pub mod event;
mod excerpt;
mod file;
mod key_state;
mod ledger;
mod repair;
mod replay;
mod report;
mod rows;
mod schema;
mod sql;
pub mod state;
mod verify;

pub use digest::Digest;
pub use door::{Attachment, Draft, Head, Keystore};
pub use error::{Authority, Error, Result, Unwritable};
pub use event::Event;
pub use excerpt::Excerpt;
pub use journaled::Journaled;
pub use key_state::KeyState;
pub use ledger::ForeignLog;
pub use repair::{Repair, Replacement, repair};
pub use report::{Finding, Report, Warning};
pub use rows::{Cell, Row};
pub use state::{
    Content, Direction, Import, Key, MAX_LIVE_VERSIONS, Package, PackageState, State, Transport,
};
pub use verify::{verify, verify_with};
