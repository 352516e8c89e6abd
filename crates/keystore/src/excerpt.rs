//! Some entries of another keystore's log, without those between them: what a stranger can check of them.

use std::collections::BTreeSet;

use audit_log::Entry;
use quorum::Request;
use uuid::Uuid;

use crate::apply::custody::{check_day, check_people};
use crate::ledger::{Ledger, approved_request};
use crate::{Authority, Error, Event, Result, State};

/// The first entry of a log and, of those after it, some about custody, in their order.
///
/// Each is checked as the keystore checked it, except for what lies in the entries between: that the log ended where
/// the officers say that it did (whoever has a proof of inclusion knows at least that the entry stands in it), and that
/// the keys on a carrier are keys of that keystore. What was left out is not noticed, unless something here needs it.
pub struct Excerpt {
    state: State,
    newest: u64,
    served: BTreeSet<Uuid>,
}

impl Excerpt {
    /// Begins with the first entry of the log, which every custodian signed.
    ///
    /// # Errors
    /// As [`crate::ForeignLog::take`].
    pub fn begin(first: &[u8]) -> Result<Self> {
        let mut ledger = Ledger::begin(first)?;
        ledger.settle();
        Ok(Self {
            state: ledger.state,
            newest: 1,
            served: BTreeSet::new(),
        })
    }

    /// Takes a later entry: something of custody, or that a record was issued.
    ///
    /// # Errors
    /// [`Error::Sequence`] where it does not come after those that were taken; [`Error::Authority`]; [`Error::Rule`]
    /// and [`Error::Custody`] where the rules refuse it, as they do where an entry that it depends on is left out;
    /// [`Error::Event`], [`Error::Log`]. The excerpt is then no good from here on.
    pub fn take(&mut self, entry: &[u8]) -> Result<Event> {
        let entry = Entry::decode(entry)?;
        if entry.seq <= self.newest {
            return Err(Error::Sequence {
                expected: self.newest + 1,
                found: entry.seq,
            });
        }
        let event = Event::from_log(&entry.event)?;
        self.check_authority(&entry, &event)?;
        match &event {
            Event::Custody(custody) => {
                let signers: Vec<_> = entry.approvals.into_iter().map(|one| one.officer).collect();
                check_people(&self.state.rules, &signers, &custody.what)?;
                check_day(&entry.time, custody.on)?;
                let register = &mut self.state.register;
                register.apply(custody).map_err(Error::Custody)?;
                register.settle();
            }
            Event::RecordIssued(issued)
                if self
                    .state
                    .register
                    .handovers()
                    .contains_key(&issued.handover) => {}
            _ => {
                return Err(Error::Rule {
                    rule: "an excerpt is about custody",
                });
            }
        }
        self.newest = entry.seq;
        Ok(event)
    }

    fn check_authority(&mut self, entry: &Entry, event: &Event) -> Result<(), Authority> {
        let value = entry.request.as_ref().ok_or(Authority::NoRequest)?;
        let request = Request::from_value(value).map_err(Authority::Approvals)?;
        let head = Event::claimed_head(&request.subject)
            .filter(|head| head.size < entry.seq)
            .ok_or(Authority::NotAnswered)?;
        let (Request { op, .. }, _) = approved_request(&self.state, entry, event, &[head])?;
        if self.served.insert(op) {
            Ok(())
        } else {
            Err(Authority::Reused { op })
        }
    }

    /// What the entries add up to: the first event, the officers, and the register of what was taken.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }
}
