//! Diversifying for cards: one card, one key. Card keys are never stored.

use std::collections::BTreeSet;

use hsm::{Diversified, Sink, Step, StoredKey};
use key_derivation::{Child, Input, Kcv, KeyDescriptor, KeyId, Level, Origin, RegionTable};
use keystore::event::{CardsDerived, Event};
use keystore::{Digest, Key, KeyState, State};
use quorum::Action;
use serde::Serialize;

use crate::keys::{key, new_key_id};
use crate::session::Session;
use crate::{Error, Result};

/// One card's derived key, by what may be known of it.
#[derive(Clone, Debug, Serialize)]
pub struct CardKey {
    /// The card's diversifier, upper-case hex.
    pub card: String,
    /// The exact input of the last step, lower-case hex.
    pub context: String,
    /// Check value of the card's key.
    pub kcv: Kcv,
}

/// Derives the keys of some cards inside the backend and reports their check values. The log has the
/// count and a digest of the list.
///
/// # Errors
/// As [`plan`]; backend and storage errors.
pub fn derive(session: &mut Session, key_id: KeyId, cards: &[Vec<u8>]) -> Result<Vec<CardKey>> {
    #[derive(Serialize)]
    struct Subject {
        key_id: KeyId,
        count: u64,
    }
    let all_steps = plan(session.state(), key_id, cards)?;
    let parent = key(session.state(), key_id)?.clone();
    let blob = session.keystore.attachment(&parent.blob)?;
    let count = cards.len() as u64;
    let approved = session.permit(Action::KeyDerive, &Subject { key_id, count })?;
    let stored = StoredKey {
        descriptor: &parent.descriptor,
        blob: &blob,
        kcv: parent.kcv,
    };
    let mut derived = Vec::with_capacity(cards.len());
    for (card, steps) in cards.iter().zip(all_steps) {
        let child = descriptor(&parent, &steps)?;
        let hsm = session.hsm()?;
        let Diversified::CheckValue(kcv) =
            hsm.diversify(&approved, &stored, &steps, &child, Sink::CheckValue)?
        else {
            return Err(Error::BackendAnswer);
        };
        derived.push(CardKey {
            card: hex::encode_upper(card),
            context: child.context,
            kcv,
        });
    }
    let manifest = Digest::of(&audit_log::canonical::to_vec(&derived)?);
    let event = Event::CardsDerived(CardsDerived {
        key_id,
        count,
        manifest,
    });
    session.carry_out(Action::KeyDerive, event, &[])?;
    Ok(derived)
}

/// The steps from a key to each card; refuses what could not be derived.
///
/// # Errors
/// [`Error::Cards`], [`Error::NoKey`], [`Error::KeyState`], [`Error::NoDiversificationsLeft`], derivation
/// errors.
pub fn plan(state: &State, key_id: KeyId, cards: &[Vec<u8>]) -> Result<Vec<Vec<Step>>> {
    let different: BTreeSet<_> = cards.iter().collect();
    if cards.is_empty() || different.len() != cards.len() {
        return Err(Error::Cards);
    }
    let parent = key(state, key_id)?;
    if parent.state != KeyState::Active {
        return Err(Error::KeyState {
            key: key_id,
            state: parent.state,
        });
    }
    let issues_directly = RegionTable::builtin().issues_directly(parent.descriptor.region);
    let levels: &[Level] = match parent.descriptor.levels_left {
        1 => &[Level::Card],
        // A province without cities, Beijing for one, takes the city's step to its own code.
        2 if issues_directly => &[Level::Municipality, Level::Card],
        _ => return Err(Error::NoDiversificationsLeft(key_id)),
    };
    cards
        .iter()
        .map(|card| {
            levels
                .iter()
                .map(|level| step(parent, *level, card))
                .collect()
        })
        .collect()
}

fn step(parent: &Key, level: Level, card: &[u8]) -> Result<Step> {
    let key = &parent.descriptor;
    let child = Child {
        level,
        region: key.region,
        kind: key.kind,
        algorithm: key.algorithm,
        version: key.version,
        diversifier: if level == Level::Card {
            card.to_vec()
        } else {
            vec![]
        },
    };
    Ok(Step {
        input: Input::for_child(key.scheme, &child)?,
        algorithm: key.algorithm,
    })
}

fn descriptor(parent: &Key, steps: &[Step]) -> Result<KeyDescriptor> {
    Ok(KeyDescriptor {
        key_id: new_key_id()?,
        level: Level::Card,
        origin: Origin::Derived,
        levels_left: 0,
        parent: Some(parent.descriptor.key_id),
        parent_kcv: Some(parent.kcv),
        context: steps
            .last()
            .map(|step| step.input.to_hex())
            .unwrap_or_default(),
        ..parent.descriptor.clone()
    })
}
