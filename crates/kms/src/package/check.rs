//! The checks of a package before anything of it is used, in the order that FORMATS gives: size and
//! syntax, signature, recipient, counter, content. None of them needs a passphrase.

use std::collections::BTreeSet;

use key_derivation::{Child, Input, KeyDescriptor, Level, Origin, RegionTable};
use keystore::event::Enrolled;
use keystore::{Direction, MAX_LIVE_VERSIONS, State};
use quorum::{Action, Request, Rules, jws};

use super::wire::{KeyEntry, MODE, PackagePayload};
use crate::{Artefact, Error, Flaw, Result, continuity, wire};

/// Warning: counters between the last package and this one were never seen here.
const GAP: &str = "counter-gap";

/// A package that passed every check.
#[derive(Debug)]
pub struct Checked {
    /// What it says.
    pub payload: PackagePayload,
    /// What was odd and is accepted, as stable codes.
    pub warnings: Vec<&'static str>,
}

fn flaw(flaw: Flaw) -> Error {
    Error::artefact(Artefact::Package, flaw)
}

/// Checks a package for the keystore with this state.
///
/// # Errors
/// [`Error::Artefact`], [`Error::UnknownSender`], [`Error::WrongRecipient`], [`Error::Replay`],
/// [`Error::Rehearsal`], [`Error::NoTransport`].
pub fn check(state: &State, bytes: &[u8]) -> Result<Checked> {
    let (signed, payload) = wire::parse::<PackagePayload>(bytes)?;
    let peer = signer(state, &signed).ok_or(Error::UnknownSender(Artefact::Package))?;
    wire::verify::<PackagePayload>(signed, &peer.identity_key)?;
    check_recipient(state, peer, &payload)?;
    let mut warnings = check_counter(state, &payload)?;
    check_approvals(peer, &payload)?;
    let (_, older) = continuity::check(
        state,
        peer,
        &payload.checkpoint,
        &payload.consistency,
        Artefact::Package,
    )?;
    warnings.extend(older);
    check_keys(state, &payload)?;
    check_transport(state, &payload)?;
    Ok(Checked { payload, warnings })
}

/// Whoever is enrolled here with the key that the signature names.
pub(super) fn signer<'a>(state: &'a State, signed: &jws::Unverified) -> Option<&'a Enrolled> {
    state.peers.values().find(|peer| {
        crate::identity::decode_key(&peer.identity_key)
            .is_some_and(|key| jws::thumbprint(&key) == signed.kid())
    })
}

fn check_recipient(state: &State, peer: &Enrolled, payload: &PackagePayload) -> Result<()> {
    if payload.to != *state.home() {
        let (region, keystore) = (payload.to.region, payload.to.keystore.clone());
        return Err(Error::WrongRecipient {
            artefact: Artefact::Package,
            region,
            keystore,
        });
    }
    if payload.rehearsal != state.created.rehearsal {
        return Err(Error::Rehearsal {
            here: state.created.rehearsal,
        });
    }
    // Sub-keys come down one step at a time: from the keystore directly above and nobody else.
    let above = RegionTable::builtin()
        .parent(state.home().region)
        .map(|region| region.code);
    let from_above = payload.from == peer.party && above == Some(peer.party.region);
    if from_above {
        Ok(())
    } else {
        Err(flaw(Flaw::Contradiction))
    }
}

fn check_counter(state: &State, payload: &PackagePayload) -> Result<Vec<&'static str>> {
    let last = state.last_counter_from(&payload.from.keystore);
    if payload.counter <= last || state.imports.contains_key(&payload.package_id) {
        return Err(Error::Replay {
            counter: payload.counter,
            last,
        });
    }
    Ok(if payload.counter > last + 1 {
        vec![GAP]
    } else {
        vec![]
    })
}

/// The sender's officers signed for exactly these keys to exactly this recipient.
fn check_approvals(peer: &Enrolled, payload: &PackagePayload) -> Result<()> {
    let bad = || flaw(Flaw::Approvals);
    let rules = Rules::new(peer.k, peer.officers.clone()).map_err(|_| bad())?;
    let request = Request::from_value(&payload.request).map_err(|_| bad())?;
    quorum::Approved::check_signatures(&rules, &request, &payload.approvals).map_err(|_| bad())?;
    let exact = matches!(
        request.action,
        Action::PackageCreate | Action::PackageReissue
    ) && request.keystore == payload.from.keystore
        && payload
            .subject()
            .is_ok_and(|subject| subject == request.subject);
    if exact { Ok(()) } else { Err(bad()) }
}

fn check_keys(state: &State, payload: &PackagePayload) -> Result<()> {
    let mut ids = BTreeSet::new();
    let mut names = BTreeSet::new();
    for entry in &payload.keys {
        let name = (entry.kind, entry.algorithm.code(), entry.version);
        let fresh = ids.insert(entry.key_id) && names.insert(name);
        if !fresh || !entry_fits(state, entry) {
            return Err(flaw(Flaw::Contradiction));
        }
        let known = state.keys.contains_key(&entry.key_id)
            || state
                .key(entry.kind, entry.algorithm, entry.version)
                .is_some();
        if known {
            return Err(Error::VersionExists {
                kind: entry.kind,
                version: entry.version,
            });
        }
        let held = state.versions(entry.kind, entry.algorithm);
        let live = held.filter(|(_, key)| key.state.is_live()).count();
        let same =
            |other: &&KeyEntry| (other.kind, other.algorithm) == (entry.kind, entry.algorithm);
        if live + payload.keys.iter().filter(same).count() > MAX_LIVE_VERSIONS {
            return Err(Error::TooManyVersions(entry.kind));
        }
    }
    if payload.keys.is_empty() {
        Err(flaw(Flaw::Contradiction))
    } else {
        Ok(())
    }
}

/// Whether an entry describes a sub-key of this region, made by the scheme from the region's own code.
fn entry_fits(state: &State, entry: &KeyEntry) -> bool {
    let home = state.home();
    let child = Child {
        level: home.level,
        region: home.region,
        kind: entry.kind,
        algorithm: entry.algorithm,
        version: entry.version,
        diversifier: vec![],
    };
    let above = |owner| owner != home.region && RegionTable::builtin().is_under(home.region, owner);
    entry.mode == MODE
        && entry.origin == Origin::Received
        && entry.level == home.level
        && entry.region == home.region
        && above(entry.owner)
        && entry.levels_left == Level::Card.number() - home.level.number()
        && Input::for_child(entry.scheme, &child).is_ok_and(|input| input.to_hex() == entry.context)
}

fn check_transport(state: &State, payload: &PackagePayload) -> Result<()> {
    let note = &payload.transport;
    let here = state.transports.get(&note.id).filter(|transport| {
        transport.direction == Direction::In
            && !transport.destroyed
            && transport.peer == payload.from
    });
    let transport = here.ok_or_else(|| Error::NoTransport(note.id.clone()))?;
    let same = transport.kcv == note.kcv && transport.components == note.components;
    if same {
        Ok(())
    } else {
        Err(flaw(Flaw::Contradiction))
    }
}

/// The key that an entry describes, as this keystore will keep it.
pub(super) fn descriptor(entry: &KeyEntry) -> KeyDescriptor {
    KeyDescriptor {
        key_id: entry.key_id,
        level: entry.level,
        region: entry.region,
        owner: entry.owner,
        origin: entry.origin,
        kind: entry.kind,
        algorithm: entry.algorithm,
        version: entry.version,
        scheme: entry.scheme,
        levels_left: entry.levels_left,
        parent: Some(entry.parent),
        parent_kcv: Some(entry.parent_kcv),
        context: entry.context.clone(),
    }
}
