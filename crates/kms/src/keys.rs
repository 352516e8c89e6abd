//! Keys of this keystore: generating, rotating, changing state.

use std::collections::BTreeSet;

use handover_record::{Mark, is_plain};
use key_derivation::{
    Algorithm, Catalogue, KeyDescriptor, KeyId, KeyVersion, Kind, KindCode, Origin, Scheme,
};
use keystore::event::{Event, KeyMade, KeyStateChanged};
use keystore::{Content, Key, KeyState, MAX_LIVE_VERSIONS, PackageState, State};
use quorum::Action;
use serde::Serialize;

use crate::session::{Session, attachment};
use crate::{Error, Result};

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct NewKey {
    /// Kind.
    pub kind: KindCode,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Version; the next free one where none is given.
    pub version: Option<KeyVersion>,
    /// How its children come from it; the algorithm's usual scheme where none is given.
    pub scheme: Option<Scheme>,
    /// Whether it is in use at once.
    pub activate: bool,
}

/// What generating would do: the resolved facts.
///
/// # Errors
/// As [`generate`], before any approval.
pub fn plan_generate(state: &State, catalogue: &Catalogue, new: &NewKey) -> Result<KeyDescriptor> {
    let kind = known_kind(catalogue, new.kind)?;
    let home = state.home();
    if kind.root != home.level {
        return Err(Error::KindOfOtherLevel {
            kind: kind.code,
            name: kind.name.clone(),
            root: kind.root,
        });
    }
    let scheme = new.scheme.unwrap_or(usual_scheme(new.algorithm));
    if !scheme.serves(new.algorithm) {
        return Err(Error::SchemeAlgorithm(new.algorithm));
    }
    let live = state
        .versions(new.kind, new.algorithm)
        .filter(|(_, key)| key.state.is_live())
        .count();
    if live >= MAX_LIVE_VERSIONS {
        return Err(Error::TooManyVersions(new.kind));
    }
    let version = match new.version {
        Some(version) => version,
        None => next_version(state, new.kind, new.algorithm)?,
    };
    if state.key(new.kind, new.algorithm, version).is_some() {
        return Err(Error::VersionExists {
            kind: new.kind,
            version,
        });
    }
    Ok(KeyDescriptor {
        key_id: new_key_id()?,
        level: home.level,
        region: home.region,
        owner: home.region,
        origin: Origin::Generated,
        kind: new.kind,
        algorithm: new.algorithm,
        version,
        scheme,
        levels_left: kind.diversifications,
        parent: None,
        parent_kcv: None,
        context: String::new(),
    })
}

/// Generates a master key.
///
/// # Errors
/// [`Error::UnknownKind`], [`Error::KindOfOtherLevel`], [`Error::SchemeAlgorithm`],
/// [`Error::TooManyVersions`], [`Error::VersionExists`]; backend and storage errors.
pub fn generate(session: &mut Session, catalogue: &Catalogue, new: &NewKey) -> Result<KeyId> {
    make(session, catalogue, new, Action::KeyGenerate)
}

/// Makes the next version of a kind that exists already, in use beside the old ones.
///
/// # Errors
/// [`Error::NoKey`] where there is no version yet; else as [`generate`].
pub fn rotate(session: &mut Session, catalogue: &Catalogue, new: &NewKey) -> Result<KeyId> {
    plan_rotate(session.state(), catalogue, new)?;
    make(session, catalogue, new, Action::KeyRotate)
}

/// What rotating would do.
///
/// # Errors
/// As [`rotate`], before any approval.
pub fn plan_rotate(state: &State, catalogue: &Catalogue, new: &NewKey) -> Result<KeyDescriptor> {
    if state.versions(new.kind, new.algorithm).next().is_none() {
        return Err(Error::NoKey(format!(
            "{}/{}",
            new.kind,
            new.algorithm.code()
        )));
    }
    plan_generate(state, catalogue, new)
}

fn make(
    session: &mut Session,
    catalogue: &Catalogue,
    new: &NewKey,
    action: Action,
) -> Result<KeyId> {
    let descriptor = plan_generate(session.state(), catalogue, new)?;
    let key_id = descriptor.key_id;
    let state = if new.activate {
        KeyState::Active
    } else {
        KeyState::PreActivation
    };
    let approved = session.permit(action, &descriptor)?;
    let sealed = session.hsm()?.generate(&approved, &descriptor)?;
    let (blob, file) = attachment(Content::Key, sealed.blob);
    let event = Event::KeyGenerated(KeyMade {
        descriptor,
        kcv: sealed.kcv,
        blob,
        state,
    });
    // A crash before this commit leaves nothing: the key existed in memory only.
    session.carry_out(action, event, &[file])?;
    Ok(key_id)
}

/// The scheme that an algorithm's keys use unless told otherwise.
#[must_use]
pub fn usual_scheme(algorithm: Algorithm) -> Scheme {
    if algorithm == Algorithm::Tdes2 {
        Scheme::Pboc
    } else {
        Scheme::Sp800108Cmac
    }
}

fn next_version(state: &State, kind: KindCode, algorithm: Algorithm) -> Result<KeyVersion> {
    let last = state
        .versions(kind, algorithm)
        .last()
        .map_or(0, |(_, key)| key.descriptor.version.number());
    KeyVersion::new(last + 1).map_err(|_| Error::NoVersionLeft)
}

/// A fresh random key id.
pub(crate) fn new_key_id() -> Result<KeyId> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| Error::Randomness)?;
    Ok(KeyId::from_bytes(random))
}

/// The kind of this code.
pub(crate) fn known_kind(catalogue: &Catalogue, code: KindCode) -> Result<&Kind> {
    catalogue
        .by_code(code)
        .ok_or_else(|| Error::UnknownKind(code.to_string()))
}

/// The kind that `word` names, by name or by code.
///
/// # Errors
/// [`Error::UnknownKind`].
pub fn find_kind<'a>(catalogue: &'a Catalogue, word: &str) -> Result<&'a Kind> {
    let by_code = || word.parse().ok().and_then(|code| catalogue.by_code(code));
    catalogue
        .by_name(word)
        .or_else(by_code)
        .ok_or_else(|| Error::UnknownKind(word.to_owned()))
}

/// How a key is written: `IRK/A1/v1`.
#[must_use]
pub fn key_code(catalogue: &Catalogue, descriptor: &KeyDescriptor) -> String {
    let KeyDescriptor {
        kind,
        algorithm,
        version,
        ..
    } = *descriptor;
    code_of(catalogue, kind, algorithm, version)
}

pub(crate) fn code_of(
    catalogue: &Catalogue,
    kind: KindCode,
    algorithm: Algorithm,
    version: KeyVersion,
) -> String {
    let name = catalogue
        .by_code(kind)
        .map_or_else(|| kind.to_string(), |kind| kind.name.clone());
    format!("{name}/{}/v{}", algorithm.code(), version.number())
}

/// The key that `word` names: a key id, or `KIND/ALGORITHM/vN`, where what names one key alone may be
/// left off at the end.
///
/// # Errors
/// [`Error::NoKey`], [`Error::AmbiguousKey`].
pub fn find_key(state: &State, catalogue: &Catalogue, word: &str) -> Result<KeyId> {
    if let Some(key_id) = word.parse().ok().filter(|id| state.keys.contains_key(id)) {
        return Ok(key_id);
    }
    let wanted = word.to_uppercase();
    let named = |code: &str| {
        code.to_uppercase() == wanted || code.to_uppercase().starts_with(&format!("{wanted}/"))
    };
    let by_number = |key: &Key| {
        format!(
            "{}/{}/v{}",
            key.descriptor.kind,
            key.descriptor.algorithm.code(),
            key.descriptor.version.number()
        )
    };
    let mut found = state
        .keys
        .iter()
        .filter(|(_, key)| named(&key_code(catalogue, &key.descriptor)) || named(&by_number(key)));
    match (found.next(), found.next()) {
        (Some((key_id, _)), None) => Ok(*key_id),
        (None, _) => Err(Error::NoKey(word.to_owned())),
        (Some(_), Some(_)) => Err(Error::AmbiguousKey(word.to_owned())),
    }
}

/// The key with this id.
pub(crate) fn key(state: &State, key_id: KeyId) -> Result<&Key> {
    state
        .keys
        .get(&key_id)
        .ok_or_else(|| Error::NoKey(key_id.to_string()))
}

/// Everything that hangs on a key, shown before something irreversible is done to it.
#[derive(Debug, Default, Serialize)]
pub struct Dependents {
    /// Regions that hold a sub-key of it.
    pub regions: BTreeSet<key_derivation::RegionCode>,
    /// Packages that carried such a sub-key.
    pub packages: Vec<String>,
    /// Packages among them that could still be opened: no receipt yet, transport key alive.
    pub open_packages: Vec<String>,
    /// Cards whose keys were derived from it.
    pub cards: u64,
    /// Carriers that hold it and were not destroyed, by serial.
    pub carriers: Vec<Mark>,
    /// The level above could derive it again: its parent there.
    pub parent: Option<KeyId>,
    /// Other live versions of its kind and algorithm.
    pub other_versions: Vec<KeyVersion>,
}

/// What depends on a key, and from what it could still be had.
///
/// # Errors
/// [`Error::NoKey`].
pub fn dependents(state: &State, key_id: KeyId) -> Result<Dependents> {
    let descriptor = &key(state, key_id)?.descriptor;
    let mut found = Dependents {
        parent: descriptor.parent,
        ..Dependents::default()
    };
    for (id, package) in &state.packages {
        if package
            .created
            .keys
            .iter()
            .any(|sub_key| sub_key.parent == key_id)
        {
            found.regions.insert(package.created.to.region);
            found.packages.push(id.clone());
            if matches!(
                package.state,
                PackageState::Prepared | PackageState::Written
            ) {
                found.open_packages.push(id.clone());
            }
        }
    }
    found.cards = state
        .cards
        .values()
        .filter(|cards| cards.key_id == key_id)
        .map(|cards| cards.count)
        .sum();
    let carriers = state.register.copies_of(key_id);
    found.carriers = carriers.map(|(serial, _)| serial.clone()).collect();
    let others = state.versions(descriptor.kind, descriptor.algorithm);
    let live = others.filter(|(id, other)| **id != key_id && other.state.is_live());
    found.other_versions = live.map(|(_, other)| other.descriptor.version).collect();
    Ok(found)
}

/// What officers type to show that they mean exactly this key.
pub struct Confirmation<'a> {
    /// The key's code, `IRK/A1/v1`.
    pub code: &'a str,
    /// Its check value.
    pub kcv: &'a str,
}

/// Checks a change of state before anybody is asked for a passphrase.
///
/// # Errors
/// [`Error::NoKey`], [`Error::Transition`], [`Error::Reason`].
pub fn plan_change(state: &State, key_id: KeyId, to: KeyState, reason: &str) -> Result<()> {
    let from = key(state, key_id)?.state;
    if !from.may_become(to) {
        return Err(Error::Transition { from, to });
    }
    if is_plain(reason, 200) {
        Ok(())
    } else {
        Err(Error::Reason)
    }
}

/// Brings a key into another state. What cannot be undone asks for a confirmation.
///
/// # Errors
/// As [`plan_change`]; [`Error::Confirmation`]; storage errors.
pub fn change_state(
    session: &mut Session,
    catalogue: &Catalogue,
    key_id: KeyId,
    to: KeyState,
    reason: &str,
    confirmation: Option<&Confirmation<'_>>,
) -> Result<()> {
    plan_change(session.state(), key_id, to, reason)?;
    let key = key(session.state(), key_id)?;
    if matches!(to, KeyState::Compromised | KeyState::Destroyed) {
        let code = key_code(catalogue, &key.descriptor);
        let means_it = confirmation.is_some_and(|typed| {
            typed.code.trim().eq_ignore_ascii_case(&code)
                && typed.kcv.trim().eq_ignore_ascii_case(&key.kcv.to_string())
        });
        if !means_it {
            return Err(Error::Confirmation);
        }
    }
    let change = KeyStateChanged {
        key_id,
        kcv: key.kcv,
        from: key.state,
        to,
        reason: reason.to_owned(),
    };
    let action = to.action().ok_or(Error::Transition {
        from: key.state,
        to,
    })?;
    session.carry_out(action, Event::KeyState(change), &[])
}
