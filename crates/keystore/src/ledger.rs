//! The rule by which the log admits an entry: who stands behind it, and what it changes. Writing and verifying use
//! these same functions, so they cannot disagree.

use std::collections::BTreeSet;

use audit_log::{Entry, Hash, Tree, leaf_hash};
use quorum::{Approved, Request};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::apply::{At, Touched};
use crate::{Authority, Error, Event, Head, Journaled, Result, State};

/// Suite `international`, the only one that this version knows.
const SUITE: u16 = 1;

/// What a verified log adds up to, in memory.
#[derive(Clone)]
pub(crate) struct Book {
    pub ledger: Ledger,
    /// The Merkle tree over all entries.
    pub tree: Tree,
    pub checkpoints: Checkpoints,
}

/// The checkpoints of a log: all that is kept of them in memory.
#[derive(Clone, Default)]
pub(crate) struct Checkpoints {
    /// The newest one, a signed note.
    pub note: String,
    /// How many entries it covers.
    pub size: u64,
    /// SHA-256 over all of them, each chained to those before it: shows later that none has changed.
    pub digest: Hash,
}

impl Checkpoints {
    /// Takes the next one.
    pub fn push(&mut self, size: u64, note: String) {
        let digest = Sha256::new()
            .chain_update(self.digest)
            .chain_update(size.to_be_bytes())
            .chain_update(&note);
        self.digest = digest.finalize().into();
        (self.size, self.note) = (size, note);
    }
}

impl Book {
    pub fn head(&self) -> Head {
        Head::of(&self.tree)
    }

    /// Where the book stands, to go back there with [`Book::undo`].
    pub fn mark(&self) -> Mark {
        Mark {
            size: self.tree.size(),
            commit: self.ledger.commit,
            checkpoints: self.checkpoints.clone(),
        }
    }

    /// Keeps what was written since the mark.
    pub fn settle(&mut self) {
        self.ledger.settle();
    }

    /// Takes back what was written since the mark; costs what that changed, not what there is.
    pub fn undo(&mut self, mark: Mark) {
        self.ledger.state.undo();
        self.ledger.served.undo();
        self.ledger.commit = mark.commit;
        self.tree.truncate(mark.size);
        self.checkpoints = mark.checkpoints;
    }
}

/// Where a book stood when everything in it was settled.
pub(crate) struct Mark {
    size: u64,
    commit: Option<Head>,
    checkpoints: Checkpoints,
}

/// The state, and which operations have served. Begun or applied to, it is to be settled or undone before the next
/// commit.
#[derive(Clone)]
pub(crate) struct Ledger {
    pub state: State,
    served: Journaled<Uuid, ()>,
    /// Where the log ended before the commit that the newest entry belongs to; none after an attempt.
    commit: Option<Head>,
}

/// An entry with authority, not applied yet.
pub(crate) struct Checked {
    seq: u64,
    event: Event,
    /// The operation that it is and where its commit began, unless it is an attempt.
    signed: Option<(Uuid, Head)>,
    /// Staff codes of those who signed it.
    signers: Vec<String>,
    /// When it was written.
    pub time: String,
}

impl Checked {
    /// Whether it may stand after the last checkpoint.
    pub fn is_attempt(&self) -> bool {
        matches!(self.event, Event::Attempt(_))
    }

    /// Whether the commit before it, if there was one, ended with the entry before it.
    pub fn begins(&self) -> bool {
        self.signed
            .is_none_or(|(_, head)| head.size + 1 == self.seq)
    }
}

impl Ledger {
    /// Begins with the first entry. It brings its own officers, and every one of them must have signed it: nobody
    /// can be put in another's place afterwards.
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
        let head = Head::empty();
        let (request, _) = approved_request(&state, &entry, &event, &[head])?;
        let signed: BTreeSet<_> = entry.approvals.iter().map(|one| &one.officer).collect();
        if signed.len() != state.rules.officers().len() {
            return Err(Error::Rule {
                rule: "every custodian signs the creation of the keystore",
            });
        }
        let mut served = Journaled::default();
        served.insert(request.op, ());
        Ok(Self {
            served,
            commit: Some(head),
            state,
        })
    }

    /// Checks that the entry after those of `tree` is well formed, stands at its place and has authority. Changes
    /// nothing.
    pub fn check(&self, bytes: &[u8], tree: &Tree) -> Result<Checked> {
        let seq = tree.size() + 1;
        let entry = decode(bytes, seq)?;
        let event = Event::from_log(&entry.event)?;
        let signed = self.authority(&entry, &event, Head::of(tree))?;
        Ok(Checked {
            seq,
            event,
            signed,
            signers: entry.approvals.into_iter().map(|one| one.officer).collect(),
            time: entry.time,
        })
    }

    /// Keeps what was applied.
    pub fn settle(&mut self) {
        self.state.settle();
        self.served.settle();
    }

    /// Applies an entry to what `tree` holds. On error, the ledger must be undone or thrown away.
    pub fn apply(&mut self, checked: Checked, tree: &Tree) -> Result<Vec<Touched>> {
        if let Some((op, _)) = checked.signed {
            self.served.insert(op, ());
        }
        self.commit = checked.signed.map(|(_, head)| head);
        let at = At {
            seq: checked.seq,
            time: &checked.time,
            tree,
            signers: &checked.signers,
        };
        self.state.apply(&at, &checked.event)
    }

    /// The operation that an event is and where its commit began; none for an attempt. An operation serves for one
    /// event and never again, and only where the log ended when it was signed: right before it, or before the
    /// entries of its commit. So whoever approves an entry approves every entry before it.
    fn authority(
        &self,
        entry: &Entry,
        event: &Event,
        before: Head,
    ) -> Result<Option<(Uuid, Head)>, Authority> {
        if !matches!(event, Event::Attempt(_)) {
            let places: Vec<Head> = [before].into_iter().chain(self.commit).collect();
            let (request, place) = approved_request(&self.state, entry, event, &places)?;
            if self.served.contains_key(&request.op) {
                return Err(Authority::Reused { op: request.op });
            }
            return Ok(Some((request.op, place)));
        }
        if entry.request.is_some() || !entry.approvals.is_empty() {
            return Err(Authority::NotAnAttempt);
        }
        check_home(&self.state, &entry.keystore)?;
        Ok(None)
    }
}

/// Checks everything about an entry's request except whether it served before; it must have been signed for one of
/// these places in the log, and that one comes with it. No request is for two of them: it names the place.
pub(crate) fn approved_request(
    state: &State,
    entry: &Entry,
    event: &Event,
    places: &[Head],
) -> Result<(Request, Head), Authority> {
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
    let mut places = places.iter().copied();
    let place = places
        .find(|place| event.answers(&request, place, entry.seq))
        .ok_or(Authority::NotAnswered)?;
    Approved::check_signatures(&state.rules, &request, &entry.approvals)
        .map_err(Authority::Approvals)?;
    Ok((request, place))
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

/// Another keystore's log, replayed from its exported entries: its rules and its state, and nothing stored.
#[derive(Default)]
pub struct ForeignLog {
    ledger: Option<Ledger>,
    tree: Tree,
}

impl ForeignLog {
    /// Takes the next entry, exactly as a keystore would.
    ///
    /// # Errors
    /// [`Error::Sequence`], [`Error::Event`], [`Error::Authority`], [`Error::Rule`], [`Error::Rules`],
    /// [`Error::Log`]; the log is then no good from here on.
    pub fn take(&mut self, entry: &[u8]) -> Result<()> {
        match &mut self.ledger {
            None => self.ledger.insert(Ledger::begin(entry)?).settle(),
            Some(ledger) => {
                let checked = ledger.check(entry, &self.tree)?;
                ledger.apply(checked, &self.tree)?;
                ledger.settle();
            }
        }
        self.tree.push(leaf_hash(entry));
        Ok(())
    }

    /// What the log adds up to so far; none before its first entry.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        self.ledger.as_ref().map(|ledger| &ledger.state)
    }
}
