//! Diversifying for cards: one card, one key. Card keys are never stored.

use std::collections::BTreeSet;

use hsm::{Step, StoredKey};
use key_derivation::{Child, Input, Kcv, KeyId, Level, RegionTable};
use keystore::event::{CardsDerived, Event};
use keystore::{Digest, Key, KeyState, State};
use quorum::Action;
use serde::Serialize;

use crate::keys::key;
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
    let Plan { above, devices } = plan(session.state(), key_id, cards)?;
    let parent = key(session.state(), key_id)?.clone();
    let blob = session.keystore.attachment(&parent.blob)?;
    let count = cards.len() as u64;
    let approved = session.permit(Action::KeyDerive, &Subject { key_id, count })?;
    let stored = StoredKey {
        descriptor: &parent.descriptor,
        blob: &blob,
        kcv: parent.kcv,
    };
    let hsm = session.hsm()?;
    let kcvs = hsm.diversify_devices(&approved, &stored, &above, &devices)?;
    if kcvs.len() != devices.len() {
        return Err(Error::BackendAnswer);
    }
    let derived: Vec<CardKey> = devices
        .iter()
        .zip(kcvs)
        .map(|(input, kcv)| CardKey {
            card: hex::encode_upper(input.diversifier()),
            context: input.to_hex(),
            kcv,
        })
        .collect();
    let manifest = Digest::of(&audit_log::canonical::to_vec(&derived)?);
    let event = Event::CardsDerived(CardsDerived {
        key_id,
        count,
        manifest,
    });
    session.carry_out(Action::KeyDerive, event, &[])?;
    Ok(derived)
}

/// The way from a key to some cards.
#[derive(Debug)]
pub struct Plan {
    /// The steps to the key that all of them come from directly; none where the key itself is that.
    pub above: Vec<Step>,
    /// Each card's own input.
    pub devices: Vec<Input>,
}

/// Plans the way from a key to each card; refuses what could not be derived.
///
/// # Errors
/// [`Error::Cards`], [`Error::NoKey`], [`Error::KeyState`], [`Error::NoDiversificationsLeft`], derivation
/// errors.
pub fn plan(state: &State, key_id: KeyId, cards: &[Vec<u8>]) -> Result<Plan> {
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
    let above = match parent.descriptor.levels_left {
        1 => vec![],
        // A province without cities, Beijing for one, takes the city's step to its own code.
        2 if issues_directly => vec![Step {
            input: input(parent, Level::Municipality, &[])?,
            algorithm: parent.descriptor.algorithm,
        }],
        _ => return Err(Error::NoDiversificationsLeft(key_id)),
    };
    let devices = cards.iter().map(|card| input(parent, Level::Card, card));
    Ok(Plan {
        above,
        devices: devices.collect::<Result<_>>()?,
    })
}

fn input(parent: &Key, level: Level, diversifier: &[u8]) -> Result<Input> {
    let key = &parent.descriptor;
    let child = Child {
        level,
        region: key.region,
        kind: key.kind,
        algorithm: key.algorithm,
        version: key.version,
        diversifier: diversifier.to_vec(),
    };
    Ok(Input::for_child(key.scheme, &child)?)
}
