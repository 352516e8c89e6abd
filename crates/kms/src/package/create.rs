//! Making packages: which keys go, to whom, and what is committed before a byte leaves.

use std::path::{Path, PathBuf};

use hsm::{Diversified, Sink, Step, StoredKey, TransportDescriptor};
use key_derivation::{
    Algorithm, Child, Input, KeyDescriptor, KeyId, KeyVersion, KindCode, Origin, RegionCode,
    RegionTable,
};
use keystore::event::{Event, PackageCancelled, PackageCreated, Party, SubKey, Written};
use keystore::{Content, Digest, Draft, Key, KeyState, Package, PackageState, State};
use quorum::{Action, Approved, jws};
use serde::Serialize;

use super::wire::{KeyEntry, MODE, PackagePayload, Payload, TransportNote, VERSION};
use crate::files::{self, Mode};
use crate::session::{Session, attachment};
use crate::transport::{self, Prepared};
use crate::{Error, Result, SUITE, clock, continuity, regions, text};

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

/// A package that was made.
#[derive(Debug, Serialize)]
pub struct PackageMade {
    /// Package id.
    pub package_id: String,
    /// Counter for this recipient.
    pub counter: u64,
    /// Recipient.
    pub to: Party,
    /// How many keys it carries.
    pub keys: usize,
    /// The package file.
    pub path: PathBuf,
    /// Component files written with it.
    pub components: Vec<PathBuf>,
}

/// What officers approve: exactly these keys to exactly this recipient.
#[derive(Serialize)]
struct Subject<'a> {
    package_id: &'a str,
    counter: u64,
    to: &'a Party,
    transport_id: &'a str,
    contents: &'a [String],
    replaces: &'a Option<String>,
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
    let to = transport::recipient(state, order.to)?;
    let keys = select(state, &order.selection)?;
    let contents = contents(state, &keys);
    if let Some(package) = open_package(state, &to, &contents) {
        return Err(Error::PackageOpen {
            package: package.created.package_id.clone(),
            region: order.to,
        });
    }
    Ok((to, keys))
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

fn contents(state: &State, keys: &[KeyId]) -> Vec<String> {
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

/// A package with just these contents to this recipient that is neither received nor cancelled, or is
/// received already.
#[must_use]
pub fn open_package<'a>(state: &'a State, to: &Party, contents: &[String]) -> Option<&'a Package> {
    state.packages.values().find(|package| {
        package.state != PackageState::Cancelled
            && package.created.to == *to
            && package.created.contents == contents
    })
}

/// Makes a package and writes it, with the components of its transport key where that is new.
///
/// # Errors
/// As [`plan`]; folder errors; backend and storage errors. Where writing a file fails, the package is
/// committed and [`write_again`] finishes it without a second counter.
pub fn create(session: &mut Session, order: &Order) -> Result<PackageMade> {
    let (to, keys) = plan(session.state(), order)?;
    let folder = files::ready_folder(&order.folder)?;
    let new = New {
        to,
        keys,
        action: Action::PackageCreate,
        replaces: None,
    };
    let (transport, folders) = transport_for(session, order, &new.to, &folder)?;
    let package_id = commit(session, &new, transport, None)?;
    write_again(session, &package_id, &folder, &folders)
}

/// What a new package is to hold.
struct New {
    to: Party,
    keys: Vec<KeyId>,
    action: Action,
    replaces: Option<String>,
}

/// A transport key for a package: one that exists, or one that is committed together with it.
enum TransportKey {
    Existing(String),
    New(Box<Prepared>),
}

fn transport_for(
    session: &mut Session,
    order: &Order,
    to: &Party,
    beside: &Path,
) -> Result<(TransportKey, Vec<PathBuf>)> {
    if let Some(id) = &order.transport {
        let transport = transport::outgoing(session.state(), id)?;
        if transport.peer != *to || transport.package.is_some() {
            return Err(Error::NoTransport(id.clone()));
        }
        return Ok((TransportKey::Existing(id.clone()), vec![]));
    }
    let folders =
        transport::component_folders(session.state(), &order.component_folders, Some(beside))?;
    let prepared = Prepared::make(session, to, folders.len())?;
    Ok((TransportKey::New(Box::new(prepared)), folders))
}

/// Commits a package with its exact bytes, and in the same transaction its transport key where that is
/// new and the cancellation of the package that it replaces.
fn commit(
    session: &mut Session,
    new: &New,
    transport: TransportKey,
    cancelled: Option<(PackageCancelled, Approved)>,
) -> Result<String> {
    let (note, blob, prepared) = match transport {
        TransportKey::Existing(id) => {
            let transport = transport::outgoing(session.state(), &id)?.clone();
            let blob = session.keystore.attachment(&transport.blob)?;
            (
                TransportNote {
                    id,
                    kcv: transport.kcv,
                    components: transport.components,
                },
                blob,
                None,
            )
        }
        TransportKey::New(prepared) => {
            let event = &prepared.event;
            let (id, components) = (event.transport_id.clone(), event.components.clone());
            let note = TransportNote {
                id,
                kcv: event.transport_kcv,
                components,
            };
            (note, prepared.sealed.clone(), Some(prepared))
        }
    };
    let (made, approved, bytes) = build(session, new, note, &blob)?;
    let package_id = made.package_id.clone();
    let (_, package) = attachment(Content::Package, bytes);
    let mut drafts = Vec::new();
    let mut files = vec![package];
    if let Some((event, approved)) = &cancelled {
        drafts.push(Draft {
            event: Event::PackageCancelled(event.clone()),
            approved,
        });
    }
    let transport = prepared.map(|prepared| (prepared.event, prepared.approved, prepared.file));
    let transport = transport.map(|(event, approved, file)| {
        files.push(file);
        (event, approved)
    });
    if let Some((event, approved)) = &transport {
        drafts.push(Draft {
            event: Event::TransportCreated(event.clone()),
            approved,
        });
    }
    drafts.push(Draft {
        event: Event::PackageCreated(made),
        approved: &approved,
    });
    session.commit(&drafts, &files)?;
    Ok(package_id)
}

/// Derives every sub-key into a key block and signs the package.
fn build(
    session: &mut Session,
    new: &New,
    transport: TransportNote,
    transport_blob: &[u8],
) -> Result<(PackageCreated, Approved, Vec<u8>)> {
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
    let approved = session.approve(new.action, &subject)?;
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
    let payload = payload(
        session,
        &package_id,
        counter,
        new,
        transport,
        &keys,
        &approved,
    )?;
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
    Ok((made, approved, bytes))
}

fn payload(
    session: &Session,
    package_id: &str,
    counter: u64,
    new: &New,
    transport: TransportNote,
    keys: &[KeyEntry],
    approved: &Approved,
) -> Result<PackagePayload> {
    let state = session.state();
    let earlier = state
        .packages
        .values()
        .filter(|package| package.created.to == new.to);
    let sizes = earlier
        .map(|package| package.created.checkpoint_size)
        .collect();
    let note = session.keystore.checkpoint();
    Ok(PackagePayload {
        r#type: PackagePayload::TYPE.into(),
        version: VERSION,
        suite: SUITE,
        package_id: package_id.to_owned(),
        counter,
        from: state.home().clone(),
        to: new.to.clone(),
        rehearsal: state.created.rehearsal,
        catalogue: state.created.catalogue,
        transport,
        keys: keys.to_vec(),
        request: approved.request().to_value()?,
        approvals: approved.approvals().to_vec(),
        checkpoint: note.to_owned(),
        consistency: continuity::prove(session.keystore.tree(), note_size(state, note)?, sizes)?,
        created: clock::now(),
    })
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

/// Writes the files of a committed package: the same bytes every time, so that it can be repeated after a
/// crash. Components are written where folders for them are given.
///
/// # Errors
/// [`Error::NoPackage`], [`Error::PackageClosed`], folder and file errors.
pub fn write_again(
    session: &mut Session,
    package_id: &str,
    folder: &Path,
    component_folders: &[PathBuf],
) -> Result<PackageMade> {
    let package = open(session.state(), package_id)?.clone();
    let made = &package.created;
    let components = if component_folders.is_empty() {
        vec![]
    } else {
        transport::write_components(session, &made.transport_id, component_folders)?
    };
    let path = folder.join(format!("{}-{:04}.kmspkg", made.to.region, made.counter));
    files::write(
        &path,
        &session.keystore.attachment(&made.digest)?,
        Mode::Public,
    )?;
    // The files are on the disk. A crash before this commit leaves the package `prepared`; writing it
    // again finds the same bytes and comes back here.
    record_written(session, &package, !components.is_empty())?;
    Ok(PackageMade {
        package_id: made.package_id.clone(),
        counter: made.counter,
        to: made.to.clone(),
        keys: made.keys.len(),
        path,
        components,
    })
}

fn record_written(session: &mut Session, package: &Package, components: bool) -> Result<()> {
    let transport = Written {
        id: package.created.transport_id.clone(),
    };
    let file = Written {
        id: package.created.package_id.clone(),
    };
    let for_transport = session.approve(Action::Recover, &transport)?;
    let for_file = session.approve(Action::Recover, &file)?;
    let mut drafts = Vec::new();
    if components {
        drafts.push(Draft {
            event: Event::TransportWritten(transport),
            approved: &for_transport,
        });
    }
    if package.state == PackageState::Prepared {
        drafts.push(Draft {
            event: Event::PackageWritten(file),
            approved: &for_file,
        });
    }
    if drafts.is_empty() {
        Ok(())
    } else {
        session.commit(&drafts, &[])
    }
}

/// The package with this id, neither received nor cancelled.
fn open<'a>(state: &'a State, package_id: &str) -> Result<&'a Package> {
    let package = state
        .packages
        .get(package_id)
        .ok_or_else(|| Error::NoPackage(package_id.to_owned()))?;
    match package.state {
        PackageState::Prepared | PackageState::Written => Ok(package),
        PackageState::Received | PackageState::Cancelled => {
            Err(Error::PackageClosed(package_id.to_owned()))
        }
    }
}

#[derive(Serialize)]
struct CancelSubject<'a> {
    package_id: &'a str,
    reason: &'a str,
}

/// Cancels a package that was not received: its transport key is erased, so that nobody can open it here
/// any more. Whoever holds the package and its components still can.
///
/// # Errors
/// [`Error::NoPackage`], [`Error::PackageClosed`], [`Error::Reason`]; storage errors.
pub fn cancel(session: &mut Session, package_id: &str, reason: &str) -> Result<()> {
    let event = cancellation(session.state(), package_id, reason)?;
    let subject = CancelSubject { package_id, reason };
    session.carry_out(
        Action::PackageCancel,
        &subject,
        Event::PackageCancelled(event),
        &[],
    )
}

/// Checks a cancellation, or the first half of a reissue, before anybody is asked for a passphrase.
///
/// # Errors
/// [`Error::NoPackage`], [`Error::PackageClosed`], [`Error::Reason`].
pub fn plan_cancel(state: &State, package_id: &str, reason: &str) -> Result<()> {
    cancellation(state, package_id, reason).map(|_| ())
}

fn cancellation(state: &State, package_id: &str, reason: &str) -> Result<PackageCancelled> {
    open(state, package_id)?;
    if !text::is_plain(reason, 200) {
        return Err(Error::Reason);
    }
    Ok(PackageCancelled {
        package_id: package_id.to_owned(),
        reason: reason.to_owned(),
    })
}

/// Cancels a package and, in the same transaction, makes another one with the same keys under a new
/// transport key and the next counter.
///
/// # Errors
/// As [`cancel`] and [`create`].
pub fn reissue(
    session: &mut Session,
    package_id: &str,
    reason: &str,
    folder: &Path,
    component_folders: &[PathBuf],
) -> Result<PackageMade> {
    let event = cancellation(session.state(), package_id, reason)?;
    let old = open(session.state(), package_id)?.created.clone();
    let to = transport::recipient(session.state(), old.to.region)?;
    regions::directly_under(session.state().home().region, to.region)?;
    let keys: Vec<_> = old.keys.iter().map(|sub_key| sub_key.parent).collect();
    for id in &keys {
        let key = crate::keys::key(session.state(), *id)?;
        if key.state != KeyState::Active {
            return Err(Error::KeyState {
                key: *id,
                state: key.state,
            });
        }
    }
    let folder = files::ready_folder(folder)?;
    let folders = transport::component_folders(session.state(), component_folders, Some(&folder))?;
    let cancelled = session.approve(
        Action::PackageReissue,
        &CancelSubject { package_id, reason },
    )?;
    let transport = Prepared::make(session, &to, folders.len())?;
    let new = New {
        to,
        keys,
        action: Action::PackageReissue,
        replaces: Some(package_id.to_owned()),
    };
    let made = commit(
        session,
        &new,
        TransportKey::New(Box::new(transport)),
        Some((event, cancelled)),
    )?;
    write_again(session, &made, &folder, &folders)
}
