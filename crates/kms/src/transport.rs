//! Transport keys: made by the sender for one recipient and one package, carried as components.

use std::path::{Path, PathBuf};

use hsm::TransportDescriptor;
use key_derivation::{Kcv, RegionCode};
use keystore::event::{Enrolled, Event, Party, TransportCreated, TransportImported, Written};
use keystore::{Attachment, Content, Digest, Direction, State, Transport};
use quorum::{Action, Approved};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::component::{self, Common, Component, MAX_COMPONENT};
use crate::files::{self, Mode};
use crate::session::{Session, attachment};
use crate::{Artefact, Error, Flaw, Result};

/// A transport key and where its components lie.
#[derive(Debug, Serialize)]
pub struct TransportMade {
    /// Transport key id.
    pub transport_id: String,
    /// Recipient.
    pub to: Party,
    /// Check value of the transport key.
    pub kcv: Kcv,
    /// Component files, in order.
    pub components: Vec<PathBuf>,
}

/// The enrolled party of a region directly under this one.
///
/// # Errors
/// Region errors; [`Error::NotUnder`], [`Error::NotDirect`], [`Error::NotEnrolled`].
pub(crate) fn recipient(state: &State, region: RegionCode) -> Result<Party> {
    Ok(peer_below(state, region)?.party.clone())
}

/// What is enrolled of a region directly below.
pub(crate) fn peer_below(state: &State, region: RegionCode) -> Result<&Enrolled> {
    crate::regions::directly_under(state.home().region, region)?;
    state.peers.get(&region).ok_or(Error::NotEnrolled(region))
}

/// The folders for the components of one key: two or three, and outside rehearsal all different and
/// none of them `beside`.
pub(crate) fn component_folders(
    state: &State,
    folders: &[PathBuf],
    beside: Option<&Path>,
) -> Result<Vec<PathBuf>> {
    if !(2..=3).contains(&folders.len()) {
        return Err(Error::ComponentFolders(folders.len()));
    }
    let mut ready = Vec::new();
    for folder in folders {
        // A carrier that is not mounted is a folder that is not there: nothing in the clear may land on the
        // disk in its place.
        let folder = if state.created.rehearsal {
            files::ready_folder(folder)?
        } else {
            files::existing_folder(folder)?
        };
        let shared = ready.contains(&folder) || beside.is_some_and(|beside| *beside == *folder);
        if shared && !state.created.rehearsal {
            return Err(Error::SharedFolder(folder));
        }
        ready.push(folder);
    }
    Ok(ready)
}

/// Checks what needs no officer: for whom a transport key of `parts` components would be made.
///
/// # Errors
/// Region errors, [`Error::NotEnrolled`], [`Error::ComponentFolders`].
pub fn plan_create(state: &State, to: RegionCode, parts: usize) -> Result<Party> {
    if !(2..=3).contains(&parts) {
        return Err(Error::ComponentFolders(parts));
    }
    recipient(state, to)
}

/// Makes a transport key for the keystore enrolled for `to` and writes its components, one in each of
/// `folders`.
///
/// # Errors
/// Region errors, [`Error::NotEnrolled`], folder errors, backend and storage errors.
pub fn create(session: &mut Session, to: RegionCode, folders: &[PathBuf]) -> Result<TransportMade> {
    let party = recipient(session.state(), to)?;
    let folders = component_folders(session.state(), folders, None)?;
    let prepared = Prepared::make(session, &party, folders.len())?;
    let (event, file) = (
        Event::TransportCreated(prepared.event.clone()),
        prepared.file,
    );
    session.carry_out(Action::TransportCreate, event, &[file])?;
    // The sealed key with its components is committed. A crash from here on leaves a transport key whose
    // files are not known to be written: `recover` writes the same bytes again.
    let id = prepared.event.transport_id;
    let components = write_components(session, &id, &folders)?;
    let written = Written { id: id.clone() };
    session.carry_out(Action::Recover, Event::TransportWritten(written), &[])?;
    Ok(TransportMade {
        transport_id: id,
        to: party,
        kcv: prepared.event.transport_kcv,
        components,
    })
}

/// A transport key that is made, but not committed yet.
pub(crate) struct Prepared {
    pub event: TransportCreated,
    pub file: Attachment,
    pub sealed: Vec<u8>,
}

impl Prepared {
    /// Makes a transport key of `parts` components for `to`.
    pub fn make(session: &mut Session, to: &Party, parts: usize) -> Result<Self> {
        #[derive(Serialize)]
        struct Subject<'a> {
            transport_id: &'a str,
            to: &'a Party,
        }
        let transport_id = uuid::Uuid::new_v4().to_string();
        let approved = session.permit(
            Action::TransportCreate,
            &Subject {
                transport_id: &transport_id,
                to,
            },
        )?;
        let from = session.state().home().clone();
        let descriptor = descriptor(&transport_id, &from, to);
        let parts = u8::try_from(parts).map_err(|_| Error::ComponentFolders(parts))?;
        let sealed = session
            .hsm()?
            .make_transport(&approved, &descriptor, parts)?;
        let common = Common {
            id: &transport_id,
            from: &from,
            to,
            key_kcv: sealed.kcv,
        };
        let images = images(session, &approved, &descriptor, &sealed.blob, &common)?;
        let (blob, file) = attachment(Content::Transport, sealed.blob.clone());
        let event = TransportCreated {
            to: to.clone(),
            transport_kcv: sealed.kcv,
            components: images.into_iter().map(|(_, check)| check).collect(),
            blob,
            transport_id,
        };
        Ok(Self {
            event,
            file,
            sealed: sealed.blob,
        })
    }
}

/// What a sealed transport key is bound to.
pub(crate) fn descriptor(id: &str, from: &Party, to: &Party) -> TransportDescriptor {
    TransportDescriptor {
        id: id.to_owned(),
        from: from.keystore.clone(),
        to: to.keystore.clone(),
    }
}

type Image = (Zeroizing<Vec<u8>>, Digest);

fn images(
    session: &mut Session,
    approved: &Approved,
    descriptor: &TransportDescriptor,
    blob: &[u8],
    common: &Common<'_>,
) -> Result<Vec<Image>> {
    let components = session.hsm()?.components(approved, descriptor, blob)?;
    let of =
        u8::try_from(components.len()).map_err(|_| Error::ComponentFolders(components.len()))?;
    (1..=of)
        .zip(&components)
        .map(|(number, bytes)| component::encode(common, number, of, bytes))
        .collect()
}

/// Writes the components of a committed transport key, one in each folder; the same bytes every time.
pub(crate) fn write_components(
    session: &mut Session,
    id: &str,
    folders: &[PathBuf],
) -> Result<Vec<PathBuf>> {
    #[derive(Serialize)]
    struct Subject<'a> {
        id: &'a str,
    }
    let transport = outgoing(session.state(), id)?.clone();
    if folders.len() != transport.components.len() {
        return Err(Error::ComponentFolders(folders.len()));
    }
    for (number, folder) in (1..).zip(folders) {
        keeps_apart(session.state(), id, folder, Some(number))?;
    }
    let from = session.state().home().clone();
    let descriptor = descriptor(id, &from, &transport.peer);
    let blob = session.keystore.attachment(&transport.blob)?;
    let approved = session.permit(Action::Recover, &Subject { id })?;
    let common = Common {
        id,
        from: &from,
        to: &transport.peer,
        key_kcv: transport.kcv,
    };
    let images = images(session, &approved, &descriptor, &blob, &common)?;
    let mut paths = Vec::new();
    for (index, ((image, _), folder)) in images.iter().zip(folders).enumerate() {
        let path = folder.join(component_name(
            &transport.peer.region,
            id,
            index + 1,
            images.len(),
        ));
        files::write(&path, image, Mode::Private)?;
        paths.push(path);
    }
    Ok(paths)
}

/// Refuses a folder in which another component of this transport key lies already, outside rehearsal.
pub(crate) fn keeps_apart(
    state: &State,
    id: &str,
    folder: &Path,
    number: Option<usize>,
) -> Result<()> {
    let transport = outgoing(state, id)?;
    let of = transport.components.len();
    let lies_there = |other: usize| {
        let name = component_name(&transport.peer.region, id, other, of);
        Some(other) != number && folder.join(name).symlink_metadata().is_ok()
    };
    if !state.created.rehearsal && (1..=of).any(lies_there) {
        return Err(Error::SharedFolder(folder.to_owned()));
    }
    Ok(())
}

/// A component's file name: `410000-1f0c9a2e-1of2.component.json`.
fn component_name(region: &RegionCode, id: &str, number: usize, of: usize) -> String {
    let short: String = id.chars().take(8).collect();
    format!("{region}-{short}-{number}of{of}.component.json")
}

/// The living transport key with this id that was made here.
pub(crate) fn outgoing<'a>(state: &'a State, id: &str) -> Result<&'a Transport> {
    let living =
        |transport: &&Transport| transport.direction == Direction::Out && !transport.destroyed;
    state
        .transports
        .get(id)
        .filter(living)
        .ok_or_else(|| Error::NoTransport(id.to_owned()))
}

/// Reads component files and checks that they are all the components of one transport key for this
/// keystore, each once.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::Artefact`], [`Error::Components`], [`Error::WrongRecipient`],
/// [`Error::UnknownSender`].
pub fn check_components(state: &State, paths: &[PathBuf]) -> Result<()> {
    read_components(state, paths).map(|_| ())
}

fn read_components(state: &State, paths: &[PathBuf]) -> Result<Vec<(Component, Digest)>> {
    let read =
        |path: &PathBuf| component::decode(&files::read(path, Artefact::Component, MAX_COMPONENT)?);
    let mut components = paths.iter().map(read).collect::<Result<Vec<_>>>()?;
    components.sort_by_key(|(component, _)| component.number);
    let Some((first, _)) = components.first() else {
        return Err(Error::Components { have: 0, need: 2 });
    };
    let home = state.home();
    if first.to != *home {
        let (region, keystore) = (first.to.region, first.to.keystore.clone());
        return Err(Error::WrongRecipient {
            artefact: Artefact::Component,
            region,
            keystore,
        });
    }
    if state
        .peers
        .get(&first.from.region)
        .is_none_or(|peer| peer.party != first.from)
    {
        return Err(Error::UnknownSender(Artefact::Component));
    }
    let need = usize::from(first.of);
    let together = |other: &Component| {
        other.id == first.id
            && other.from == first.from
            && other.to == first.to
            && other.of == first.of
            && other.key_kcv == first.key_kcv
    };
    let mut numbers: Vec<_> = components
        .iter()
        .filter(|(one, _)| together(one))
        .map(|(one, _)| one.number)
        .collect();
    numbers.dedup();
    let complete = numbers.iter().copied().eq(1..=first.of) && components.len() == need;
    if complete {
        Ok(components)
    } else {
        Err(Error::Components {
            have: numbers.len(),
            need,
        })
    }
}

/// Puts a received transport key together and keeps it until its package is imported.
///
/// # Errors
/// As [`check_components`]; [`Flaw::Check`] where the key's check value differs; backend and storage
/// errors.
pub fn import(session: &mut Session, paths: &[PathBuf]) -> Result<String> {
    #[derive(Serialize)]
    struct Subject<'a> {
        transport_id: &'a str,
        from: &'a Party,
        transport_kcv: Kcv,
    }
    let components = read_components(session.state(), paths)?;
    let (first, _) = &components[0];
    let (id, from, kcv) = (first.id.clone(), first.from.clone(), first.key_kcv);
    if session.state().transports.contains_key(&id) {
        return Err(Error::TransportKnown(id));
    }
    let subject = Subject {
        transport_id: &id,
        from: &from,
        transport_kcv: kcv,
    };
    let approved = session.permit(Action::TransportImport, &subject)?;
    let descriptor = descriptor(&id, &from, session.state().home());
    let parts = components
        .iter()
        .map(|(component, _)| component.bytes())
        .collect::<Result<Vec<_>>>()?;
    let opened = session
        .hsm()?
        .open_transport(&approved, &descriptor, &parts);
    let sealed = opened.map_err(|error| match error {
        hsm::Error::Component(_) | hsm::Error::ComponentCount(_) => {
            Error::artefact(Artefact::Component, Flaw::Contradiction)
        }
        other => Error::Hsm(other),
    })?;
    if sealed.kcv != kcv {
        return Err(Error::artefact(Artefact::Component, Flaw::Check));
    }
    let (blob, file) = attachment(Content::Transport, sealed.blob);
    let event = Event::TransportImported(TransportImported {
        transport_id: id.clone(),
        from,
        transport_kcv: kcv,
        components: components.iter().map(|(_, check)| *check).collect(),
        blob,
    });
    session.carry_out(Action::TransportImport, event, &[file])?;
    Ok(id)
}
