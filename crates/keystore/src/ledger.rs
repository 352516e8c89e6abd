//! The rule by which the log admits an entry: who stands behind it, and what it changes. Writing and verifying use
//! these same functions, so they cannot disagree.

use std::collections::BTreeSet;

use audit_log::{Entry, Tree};
use quorum::{Approved, Request};
use uuid::Uuid;

use crate::apply::{At, Touched};
use crate::{Authority, Error, Event, Head, Result, State};

/// Suite `international`, the only one that this version knows.
const SUITE: u16 = 1;

/// What a verified log adds up to, in memory.
#[derive(Clone)]
pub(crate) struct Book {
    pub ledger: Ledger,
    /// The Merkle tree over all entries.
    pub tree: Tree,
    /// The newest checkpoint, a signed note.
    pub note: String,
    /// How many entries that checkpoint covers.
    pub signed: u64,
}

impl Book {
    pub fn head(&self) -> Head {
        Head {
            size: self.tree.size(),
            root: self.tree.root(),
        }
    }
}

/// The state, and which operations have served.
#[derive(Clone)]
pub(crate) struct Ledger {
    pub state: State,
    served: BTreeSet<Uuid>,
}

/// An entry with authority, not applied yet.
pub(crate) struct Checked {
    seq: u64,
    event: Event,
    /// The operation that it is, unless it is an attempt.
    op: Option<Uuid>,
    /// When it was written.
    pub time: String,
}

impl Checked {
    /// Whether it may stand after the last checkpoint.
    pub fn is_attempt(&self) -> bool {
        matches!(self.event, Event::Attempt(_))
    }
}

impl Ledger {
    /// Begins with the first entry. It brings its own officers, and enough of them must have signed it.
    pub fn begin(bytes: &[u8]) -> Result<Self> {
        let entry = decode(bytes, 1)?;
        let event = Event::from_log(&entry.event)?;
        let Event::Created(created) = &event else {
            return Err(Error::Rule {
                rule: "a log begins with the creation of its keystore",
            });
        };
        if created.suite != SUITE {
            return Err(Error::Rule {
                rule: "a keystore's suite is one that this program knows",
            });
        }
        let state = State::begin(created.clone())?;
        if created.log_key.name() != state.origin() {
            return Err(Error::Rule {
                rule: "the log key bears the name of its log",
            });
        }
        let request = approved_request(&state, &entry, &event)?;
        Ok(Self {
            served: BTreeSet::from([request.op]),
            state,
        })
    }

    /// Checks that an entry is well formed, stands at its place and has authority. Changes nothing.
    pub fn check(&self, bytes: &[u8], seq: u64) -> Result<Checked> {
        let entry = decode(bytes, seq)?;
        let event = Event::from_log(&entry.event)?;
        let op = self.authority(&entry, &event)?;
        Ok(Checked {
            seq,
            event,
            op,
            time: entry.time,
        })
    }

    /// Applies an entry. On error the ledger must be thrown away.
    pub fn apply(&mut self, checked: Checked) -> Result<Vec<Touched>> {
        self.served.extend(checked.op);
        let at = At {
            seq: checked.seq,
            time: &checked.time,
        };
        self.state.apply(&at, &checked.event)
    }

    /// The operation that an event is; none for an attempt. An operation serves for one event and never again.
    fn authority(&self, entry: &Entry, event: &Event) -> Result<Option<Uuid>, Authority> {
        if !matches!(event, Event::Attempt(_)) {
            let request = approved_request(&self.state, entry, event)?;
            if self.served.contains(&request.op) {
                return Err(Authority::Reused { op: request.op });
            }
            return Ok(Some(request.op));
        }
        if entry.request.is_some() || !entry.approvals.is_empty() {
            return Err(Authority::NotAnAttempt);
        }
        check_home(&self.state, &entry.keystore)?;
        Ok(None)
    }
}

/// Checks everything about an entry's request except whether it served before.
fn approved_request(state: &State, entry: &Entry, event: &Event) -> Result<Request, Authority> {
    check_home(state, &entry.keystore)?;
    let value = entry.request.as_ref().ok_or(Authority::NoRequest)?;
    let request = Request::from_value(value).map_err(Authority::Approvals)?;
    check_home(state, &request.keystore)?;
    // Both times have the one spelling that sorts like time itself.
    if request.expires < entry.time {
        return Err(Authority::Expired {
            expires: request.expires,
        });
    }
    if !event.answers(&request) {
        return Err(Authority::NotAnswered);
    }
    Approved::check_signatures(&state.rules, &request, &entry.approvals)
        .map_err(Authority::Approvals)?;
    Ok(request)
}

fn check_home(state: &State, keystore: &str) -> Result<(), Authority> {
    if keystore == state.home().keystore {
        Ok(())
    } else {
        Err(Authority::OtherKeystore)
    }
}

fn decode(bytes: &[u8], expected: u64) -> Result<Entry> {
    let entry = Entry::decode(bytes)?;
    if entry.seq != expected {
        return Err(Error::Sequence {
            expected,
            found: entry.seq,
        });
    }
    Ok(entry)
}
