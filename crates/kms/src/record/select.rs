//! Which entries of the log a record needs: those on which a handover rests, and no others.

use std::collections::{BTreeMap, BTreeSet};

use audit_log::Entry;
use handover_record::{Event as Custody, Mark, Thing, basis};
use keystore::{Event, Keystore};

use crate::Result;

/// Entries by number, in their exact bytes.
pub(super) type Entries = BTreeMap<u64, Vec<u8>>;

/// The entries on which `handover` rests, without the log's first, which is in every record; and those that say that a
/// record of it was issued.
pub(super) fn entries(keystore: &Keystore, handover: &Mark) -> Result<Entries> {
    let past = Connected::with(keystore, handover)?;
    let events = past.events.iter().map(|(seq, event)| (*seq, event));
    let office = keystore.state().register.office();
    let shown = basis(office, events, handover);
    let mut entries = past.entries;
    entries.retain(|seq, _| shown.contains(seq) || past.issued.contains(seq));
    Ok(entries)
}

/// Everything that happened to what is connected with a handover.
#[derive(Default)]
struct Connected {
    entries: Entries,
    events: BTreeMap<u64, Custody>,
    /// Where records of the handover were issued.
    issued: BTreeSet<u64>,
}

impl Connected {
    fn with(keystore: &Keystore, handover: &Mark) -> Result<Self> {
        let mut found = Self::default();
        let register = &keystore.state().register;
        let own = Thing::Handover(handover.clone());
        let mut known = BTreeSet::from([own.clone()]);
        let mut open = vec![own];
        let mut read = BTreeSet::new();
        while let Some(thing) = open.pop() {
            if let Thing::Handover(id) = &thing
                && let Some(handover) = register.handovers().get(id)
            {
                let reviews = register.reviews_of(handover);
                open.extend(reviews.filter(|one| known.insert(one.clone())));
            }
            for seq in keystore.state().history(&thing) {
                if !read.insert(seq) {
                    continue;
                }
                let bytes = keystore.entry(seq)?;
                match Event::from_log(&Entry::decode(&bytes)?.event)? {
                    // There is a lot of it, and a count names carriers that have nothing to do with each other.
                    Event::Custody(event) if event.what.is_daily() => continue,
                    Event::Custody(event) => {
                        let named = event.what.things();
                        let new = named.into_iter().filter(|one| known.insert(one.clone()));
                        open.extend(new);
                        found.events.insert(seq, event);
                    }
                    Event::RecordIssued(issued) if issued.handover == *handover => {
                        found.issued.insert(seq);
                    }
                    _ => continue,
                }
                found.entries.insert(seq, bytes);
            }
        }
        Ok(found)
    }
}
