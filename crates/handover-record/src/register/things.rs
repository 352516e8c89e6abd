//! What a register keeps, by name.

use journaled::Journaled;

use crate::{Handover, Register, Thing};

/// A thing for each key that `$keys` gives of a map of things.
macro_rules! things {
    ($register:expr, $keys:ident) => {{
        // Whoever adds a map has to say here whether it holds things.
        let Register {
            machines,
            lots,
            carriers,
            representatives,
            agreements,
            reviews,
            handovers,
            incidents,
            applications,
            received,
            office: _,
            reviewed: _,
            seals: _,
            newest: _,
        } = $register;
        $keys(machines)
            .map(Thing::Machine)
            .chain($keys(lots).map(Thing::Lot))
            .chain($keys(carriers).map(Thing::Carrier))
            .chain($keys(representatives).map(Thing::Representative))
            .chain($keys(agreements).map(Thing::Agreement))
            .chain($keys(reviews).map(Thing::Review))
            .chain($keys(handovers).map(Thing::Handover))
            .chain($keys(incidents).map(Thing::Incident))
            .chain($keys(applications).map(|id| Thing::Application(None, id)))
            .chain($keys(received).map(|(from, id)| Thing::Application(Some(from), id)))
    }};
}

impl Register {
    /// Everything that it keeps.
    pub fn things(&self) -> impl Iterator<Item = Thing> {
        things!(self, all)
    }

    /// What the events since the last [`Register::settle`] changed.
    pub fn changed(&self) -> impl Iterator<Item = Thing> {
        things!(self, changed)
    }

    /// The reviews of a handover's organisation: the newest one counts, whichever is named.
    pub fn reviews_of(&self, handover: &Handover) -> impl Iterator<Item = Thing> {
        let reviews = self.reviews.iter();
        let theirs = reviews.filter(|(_, one)| one.organisation == handover.organisation);
        theirs.map(|(id, _)| Thing::Review(id.clone()))
    }
}

fn all<K: Clone, V>(map: &Journaled<K, V>) -> impl Iterator<Item = K> {
    map.keys().cloned()
}

fn changed<K: Ord + Clone, V: Clone>(map: &Journaled<K, V>) -> impl Iterator<Item = K> {
    map.changes().map(|(key, ..)| key.clone())
}
