//! Keys: made, changed, used for cards.

use key_derivation::{KeyId, Origin};

use super::{At, Touched, refuse, require};
use crate::event::{CardsDerived, KeyMade, KeyStateChanged};
use crate::state::{Cards, Content, Key, MAX_LIVE_VERSIONS, State};
use crate::{KeyState, Result};

impl State {
    pub(super) fn key_generated(&mut self, at: &At<'_>, made: &KeyMade) -> Result<Vec<Touched>> {
        let (key, home) = (&made.descriptor, self.home());
        require(key.origin == Origin::Generated, "a generated key says so")?;
        require(
            key.owner == home.region,
            "a master key belongs to the region that generates it",
        )?;
        require(
            key.parent.is_none() && key.context.is_empty(),
            "a master key has no parent",
        )?;
        self.add_key(at, made)
    }

    pub(super) fn add_key(&mut self, at: &At<'_>, made: &KeyMade) -> Result<Vec<Touched>> {
        let (key, home) = (&made.descriptor, self.home());
        require(
            key.level == home.level && key.region == home.region,
            "a key here belongs to this region",
        )?;
        require(
            matches!(made.state, KeyState::PreActivation | KeyState::Active),
            "a key begins unused or active",
        )?;
        require(!self.keys.contains_key(&key.key_id), "a key id serves once")?;
        require(
            self.key(key.kind, key.algorithm, key.version).is_none(),
            "a key version is made once",
        )?;
        let live = self
            .versions(key.kind, key.algorithm)
            .filter(|(_, key)| key.state.is_live())
            .count();
        require(
            live < MAX_LIVE_VERSIONS,
            "a kind has at most four live versions",
        )?;
        self.attach(made.blob, Content::Key)?;
        let row = Key {
            descriptor: key.clone(),
            kcv: made.kcv,
            blob: made.blob,
            state: made.state,
            reason: String::new(),
            since: at.time.to_owned(),
        };
        self.keys.insert(key.key_id, row);
        Ok(vec![
            Touched::Key(key.key_id),
            Touched::Attachment(made.blob),
        ])
    }

    pub(super) fn key_state(
        &mut self,
        at: &At<'_>,
        change: &KeyStateChanged,
    ) -> Result<Vec<Touched>> {
        let key = self
            .keys
            .get_mut(&change.key_id)
            .ok_or(refuse("a key that changes state exists"))?;
        require(
            key.state == change.from && key.kcv == change.kcv,
            "a change of state names the key as it is",
        )?;
        require(
            change.from.may_become(change.to),
            "SP 800-57 allows this change of state",
        )?;
        key.state = change.to;
        key.reason.clone_from(&change.reason);
        at.time.clone_into(&mut key.since);
        let blob = key.blob;
        if change.to == KeyState::Destroyed {
            self.erase(blob);
        }
        Ok(vec![Touched::Key(change.key_id), Touched::Attachment(blob)])
    }

    pub(super) fn cards_derived(
        &mut self,
        at: &At<'_>,
        cards: &CardsDerived,
    ) -> Result<Vec<Touched>> {
        self.active_key(cards.key_id)?;
        let row = Cards {
            key_id: cards.key_id,
            count: cards.count,
            manifest: cards.manifest,
        };
        self.cards.insert(at.seq, row);
        Ok(vec![Touched::Cards(at.seq)])
    }

    pub(super) fn active_key(&self, key_id: KeyId) -> Result<&Key> {
        let key = self
            .keys
            .get(&key_id)
            .ok_or(refuse("a parent key exists"))?;
        require(key.state == KeyState::Active, "a parent key is active")?;
        require(
            key.descriptor.levels_left > 0,
            "a parent key has diversifications left",
        )?;
        Ok(key)
    }
}
