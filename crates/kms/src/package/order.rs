//! What is to be sent to whom: the order, and which keys answer it.

use std::path::PathBuf;

use handover_record::{AskedKey, Mark};
use key_derivation::{
    Algorithm, KeyDescriptor, KeyId, KeyVersion, KindCode, RegionCode, RegionTable,
};
use keystore::event::Party;
use keystore::{Key, KeyState, Package, PackageState, State};

use crate::{Error, Result, application, transport};

/// Which keys to send: empty lists mean all that can be sent.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Kinds.
    pub kinds: Vec<KindCode>,
    /// Algorithms.
    pub algorithms: Vec<Algorithm>,
    /// Versions.
    pub versions: Vec<KeyVersion>,
}

impl Selection {
    fn takes(&self, key: &KeyDescriptor) -> bool {
        fn among<T: PartialEq>(list: &[T], one: &T) -> bool {
            list.is_empty() || list.contains(one)
        }
        among(&self.kinds, &key.kind)
            && among(&self.algorithms, &key.algorithm)
            && among(&self.versions, &key.version)
    }
}

/// A package to make.
#[derive(Clone, Debug)]
pub struct Order {
    /// Recipient.
    pub to: RegionCode,
    /// Which keys.
    pub selection: Selection,
    /// An unused transport key made before; a new one is made where none is given.
    pub transport: Option<String>,
    /// Folders for the components of a new transport key.
    pub component_folders: Vec<PathBuf>,
    /// Folder for the package.
    pub folder: PathBuf,
}

/// The regions that packages can go to: those directly under this keystore's home region.
pub fn directly_under(state: &State) -> impl Iterator<Item = RegionCode> {
    RegionTable::builtin()
        .recipients(state.home().region)
        .map(|region| region.code)
}

/// The keys that an order would send, after every check that needs no officer.
///
/// # Errors
/// Region errors, [`Error::NotEnrolled`], [`Error::NothingToSend`], [`Error::KeyState`],
/// [`Error::NoDiversificationsLeft`], [`Error::PackageOpen`].
pub fn plan(state: &State, order: &Order) -> Result<(Party, Vec<KeyId>)> {
    // Whom it is for is said first.
    let to = transport::recipient(state, order.to)?;
    let chosen = select(state, &order.selection)?;
    fresh(state, to, &chosen)
}

/// The keys that an order would send as the answer to an approved application: of those asked for, the ones selected.
///
/// # Errors
/// As [`plan`]; [`handover_record::Refusal::Unknown`], [`handover_record::Refusal::Stage`].
pub fn plan_answer(state: &State, order: &Order, id: &Mark) -> Result<(Party, Vec<KeyId>)> {
    let asked = &application::open(state, order.to, id)?.keys;
    let mut chosen = Vec::new();
    for key in asked {
        chosen.extend(sendable(state, key)?);
    }
    let is_selected = |id: &KeyId| {
        let key = state.keys.get(id);
        key.is_some_and(|key| order.selection.takes(&key.descriptor))
    };
    chosen.retain(is_selected);
    if chosen.is_empty() {
        return Err(Error::NothingToSend);
    }
    fresh(state, transport::recipient(state, order.to)?, &chosen)
}

/// The keys that can be sent of those that an entry of an application asks for.
pub(crate) fn sendable(state: &State, asked: &AskedKey) -> Result<Vec<KeyId>> {
    let selection = Selection {
        kinds: vec![asked.kind],
        algorithms: vec![asked.algorithm],
        versions: asked.version.into_iter().collect(),
    };
    select(state, &selection)
}

/// Of the keys chosen, those that go to the region for the first time.
fn fresh(state: &State, to: Party, chosen: &[KeyId]) -> Result<(Party, Vec<KeyId>)> {
    // What the recipient has, or will have from a package on its way, does not go again: it would refuse
    // the whole package for it.
    let mut keys = chosen.to_vec();
    keys.retain(|key_id| carrier(state, &to, *key_id).is_none());
    match chosen
        .first()
        .and_then(|key_id| carrier(state, &to, *key_id))
    {
        Some(package) if keys.is_empty() => Err(Error::PackageOpen {
            package: package.created.package_id.clone(),
            region: to.region,
        }),
        _ => Ok((to, keys)),
    }
}

/// Active keys that have two diversifications left: one for the recipient, one for its own children.
fn select(state: &State, selection: &Selection) -> Result<Vec<KeyId>> {
    let chosen: Vec<_> = state
        .keys
        .values()
        .filter(|key| selection.takes(&key.descriptor))
        .collect();
    let can_go = |key: &&&Key| key.state == KeyState::Active && key.descriptor.levels_left >= 2;
    let mut keys: Vec<_> = chosen
        .iter()
        .filter(can_go)
        .map(|key| key.descriptor.key_id)
        .collect();
    keys.sort_by_key(|id| state.keys.get(id).map(|key| sort_key(&key.descriptor)));
    match (keys.is_empty(), chosen.as_slice()) {
        (false, _) => Ok(keys),
        (true, [only, ..]) if only.state != KeyState::Active => Err(Error::KeyState {
            key: only.descriptor.key_id,
            state: only.state,
        }),
        (true, [only, ..]) => Err(Error::NoDiversificationsLeft(only.descriptor.key_id)),
        (true, []) => Err(Error::NothingToSend),
    }
}

fn sort_key(key: &KeyDescriptor) -> (KindCode, &'static str, KeyVersion) {
    (key.kind, key.algorithm.code(), key.version)
}

pub(super) fn contents(state: &State, keys: &[KeyId]) -> Vec<String> {
    let code = |key: &KeyDescriptor| {
        format!(
            "{}/{}/{}",
            key.kind,
            key.algorithm.code(),
            key.version.number()
        )
    };
    keys.iter()
        .filter_map(|id| state.keys.get(id))
        .map(|key| code(&key.descriptor))
        .collect()
}

/// The package that carries this key's sub-key to this recipient, unless it was cancelled.
fn carrier<'a>(state: &'a State, to: &Party, key_id: KeyId) -> Option<&'a Package> {
    state.packages.values().find(|package| {
        package.state != PackageState::Cancelled
            && package.created.to == *to
            && package.created.keys.iter().any(|key| key.parent == key_id)
    })
}
