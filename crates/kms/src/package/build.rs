//! Building a package: every sub-key derived into a key block, and the whole signed.

use hsm::{Diversified, Sink, Step, StoredKey, TransportDescriptor};
use key_derivation::{Child, Input, KeyDescriptor, KeyId, Origin};
use keystore::event::{PackageCreated, Party, SubKey};
use keystore::{Digest, Key, State};
use quorum::{Approved, jws};
use serde::Serialize;
use serde_json::Value;

use super::create::New;
use super::order::contents;
use super::wire::{KeyEntry, MODE, PackagePayload, TransportNote};
use crate::session::Session;
use crate::wire::Payload;
use crate::{Error, Result, SUITE, clock, continuity, transport};

/// What the backend is permitted to do: derive exactly these keys for exactly this recipient.
#[derive(Serialize)]
struct Subject<'a> {
    package_id: &'a str,
    counter: u64,
    to: &'a Party,
    transport_id: &'a str,
    contents: &'a [String],
    replaces: &'a Option<String>,
}

/// Derives every sub-key into a key block and signs the package.
pub(super) fn build(
    session: &mut Session,
    new: &New,
    transport: TransportNote,
    transport_blob: &[u8],
) -> Result<(PackageCreated, Vec<u8>)> {
    let package_id = uuid::Uuid::new_v4().to_string();
    let counter = session.state().last_counter_to(&new.to.keystore) + 1;
    let contents = contents(session.state(), &new.keys);
    let subject = Subject {
        package_id: &package_id,
        counter,
        to: &new.to,
        transport_id: &transport.id,
        contents: &contents,
        replaces: &new.replaces,
    };
    let approved = session.permit(new.action, &subject)?;
    let descriptor = transport::descriptor(&transport.id, &session.state().home().clone(), &new.to);
    let sink = (&descriptor, transport_blob);
    let keys = new
        .keys
        .iter()
        .map(|id| sub_key(session, &approved, *id, &new.to, sink))
        .collect::<Result<Vec<_>>>()?;
    let checkpoint = audit_log::open_checkpoint(
        session.keystore.checkpoint(),
        &session.state().created.log_key,
    )?;
    let mut payload = payload(session, &package_id, counter, new, transport, &keys)?;
    let sealed = session.permit(new.action, &payload.subject()?)?;
    payload.request = sealed.request().to_value()?;
    payload.approvals = sealed.approvals().to_vec();
    let payload = audit_log::canonical::to_vec(&payload)?;
    let public =
        crate::identity::decode_key(&session.state().created.identity_key).unwrap_or_default();
    let bytes = jws::sign(&payload, PackagePayload::TYPE, &public, |input| {
        session.sign_identity(&approved, input)
    })?;
    let made = PackageCreated {
        package_id,
        counter,
        to: new.to.clone(),
        transport_id: descriptor.id,
        digest: Digest::of(&bytes),
        checkpoint_size: checkpoint.size,
        contents,
        keys: keys.iter().map(as_sub_key).collect(),
        replaces: new.replaces.clone(),
    };
    Ok((made, bytes))
}

fn payload(
    session: &Session,
    package_id: &str,
    counter: u64,
    new: &New,
    transport: TransportNote,
    keys: &[KeyEntry],
) -> Result<PackagePayload> {
    let state = session.state();
    let earlier = state
        .packages
        .values()
        .filter(|package| package.created.to == new.to);
    let sizes = earlier.map(|package| package.created.checkpoint_size);
    let sizes = sizes.chain(recent_checkpoints(session)?).collect();
    let note = session.keystore.checkpoint();
    Ok(PackagePayload {
        r#type: PackagePayload::TYPE.into(),
        version: PackagePayload::VERSION,
        suite: SUITE,
        package_id: package_id.to_owned(),
        counter,
        from: state.home().clone(),
        to: new.to.clone(),
        rehearsal: state.created.rehearsal,
        catalogue: state.created.catalogue,
        transport,
        keys: keys.to_vec(),
        request: Value::Null,
        approvals: vec![],
        checkpoint: note.to_owned(),
        consistency: continuity::prove(session.keystore.tree(), note_size(state, note)?, sizes)?,
        created: clock::now(),
    })
}

/// Sizes of the newest checkpoints: the recipient may have cosigned one of them in an exported log.
pub(super) fn recent_checkpoints(session: &Session) -> Result<Vec<u64>> {
    const RECENT: usize = 32;
    let sizes: Vec<u64> = session
        .keystore
        .checkpoints()?
        .map(|(size, _)| size)
        .collect();
    Ok(sizes.into_iter().rev().take(RECENT).collect())
}

/// Size that a checkpoint of this keystore covers.
pub(super) fn note_size(state: &State, note: &str) -> Result<u64> {
    Ok(audit_log::open_checkpoint(note, &state.created.log_key)?.size)
}

fn as_sub_key(entry: &KeyEntry) -> SubKey {
    SubKey {
        key_id: entry.key_id,
        parent: entry.parent,
        kind: entry.kind,
        algorithm: entry.algorithm,
        version: entry.version,
        kcv: entry.kcv,
        context: entry.context.clone(),
    }
}

/// Derives one sub-key for `to` into a key block under the transport key.
fn sub_key(
    session: &mut Session,
    approved: &Approved,
    parent_id: KeyId,
    to: &Party,
    (transport, blob): (&TransportDescriptor, &[u8]),
) -> Result<KeyEntry> {
    let parent = crate::keys::key(session.state(), parent_id)?.clone();
    let protected = session.keystore.attachment(&parent.blob)?;
    let child = child_descriptor(&parent, to)?;
    let input = child
        .input()?
        .ok_or(Error::NoDiversificationsLeft(parent_id))?;
    let stored = StoredKey {
        descriptor: &parent.descriptor,
        blob: &protected,
        kcv: parent.kcv,
    };
    let steps = [Step {
        input,
        algorithm: child.algorithm,
    }];
    let sink = Sink::KeyBlock { transport, blob };
    let Diversified::KeyBlock { block, kcv } = session
        .hsm()?
        .diversify(approved, &stored, &steps, &child, sink)?
    else {
        return Err(Error::BackendAnswer);
    };
    Ok(KeyEntry {
        key_id: child.key_id,
        kind: child.kind,
        owner: child.owner,
        region: child.region,
        level: child.level,
        origin: child.origin,
        algorithm: child.algorithm,
        version: child.version,
        scheme: child.scheme,
        context: child.context,
        levels_left: child.levels_left,
        mode: MODE.into(),
        kcv,
        parent: parent_id,
        parent_kcv: parent.kcv,
        key_block: block,
    })
}

/// Everything about the sub-key of `parent` for `to`.
fn child_descriptor(parent: &Key, to: &Party) -> Result<KeyDescriptor> {
    let key = &parent.descriptor;
    let child = Child {
        level: to.level,
        region: to.region,
        kind: key.kind,
        algorithm: key.algorithm,
        version: key.version,
        diversifier: vec![],
    };
    Ok(KeyDescriptor {
        key_id: crate::keys::new_key_id()?,
        level: to.level,
        region: to.region,
        origin: Origin::Received,
        levels_left: key
            .levels_left
            .checked_sub(1)
            .ok_or(Error::NoDiversificationsLeft(key.key_id))?,
        parent: Some(key.key_id),
        parent_kcv: Some(parent.kcv),
        context: Input::for_child(key.scheme, &child)?.to_hex(),
        ..key.clone()
    })
}
