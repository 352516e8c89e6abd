//! Making packages: what is committed before a byte leaves.

use std::path::{Path, PathBuf};

use handover_record::{ApplicationEvent, Happening, Mark};
use key_derivation::KeyId;
use keystore::Content;
use keystore::event::{Event, PackageCancelled, Party, custody_action};
use quorum::Action;

use super::build::build;
use super::deliver::{PackageMade, check_name, write_again};
use super::order::{Order, plan, plan_answer};
use super::wire::TransportNote;
use crate::session::{Session, attachment};
use crate::transport::{self, Prepared};
use crate::{Error, Result, custody, files};

/// Makes a package and writes it, with the components of its transport key where that is new.
///
/// # Errors
/// As [`plan`]; folder errors; backend and storage errors. Where writing a file fails, the package is
/// committed and [`write_again`] finishes it without a second counter.
pub fn create(session: &mut Session, order: &Order) -> Result<PackageMade> {
    let planned = plan(session.state(), order)?;
    make(session, order, planned, None)
}

/// Makes a package that answers an approved application; both are in the log together or neither is.
///
/// # Errors
/// As [`plan_answer`] and [`create`].
pub fn answer(session: &mut Session, order: &Order, application: &Mark) -> Result<PackageMade> {
    let planned = plan_answer(session.state(), order, application)?;
    make(session, order, planned, Some(application.clone()))
}

fn make(
    session: &mut Session,
    order: &Order,
    (to, keys): (Party, Vec<KeyId>),
    answers: Option<Mark>,
) -> Result<PackageMade> {
    let folder = files::ready_folder(&order.folder)?;
    check_name(session.state(), &to, &folder)?;
    let new = New {
        to,
        keys,
        action: Action::PackageCreate,
        replaces: None,
        answers,
    };
    let (transport, folders) = transport_for(session, order, &new.to, &folder)?;
    let package_id = commit(session, &new, transport, None)?;
    write_again(session, &package_id, &folder, &folders)
}

/// What a new package is to hold.
pub(super) struct New {
    pub to: Party,
    pub keys: Vec<KeyId>,
    pub action: Action,
    pub replaces: Option<String>,
    /// The recipient's application.
    pub answers: Option<Mark>,
}

/// A transport key for a package: one that exists, or one that is committed together with it.
pub(super) enum TransportKey {
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
        // Components that are not known to be written are for `recover` to write first.
        if transport.peer != *to || transport.package.is_some() || !transport.written {
            return Err(Error::NoTransport(id.clone()));
        }
        transport::keeps_apart(session.state(), id, beside, None)?;
        return Ok((TransportKey::Existing(id.clone()), vec![]));
    }
    let folders =
        transport::component_folders(session.state(), &order.component_folders, Some(beside))?;
    let prepared = Prepared::make(session, to, folders.len())?;
    Ok((TransportKey::New(Box::new(prepared)), folders))
}

/// Commits a package with its exact bytes, and in the same transaction its transport key where that is
/// new and the cancellation of the package that it replaces.
pub(super) fn commit(
    session: &mut Session,
    new: &New,
    transport: TransportKey,
    cancelled: Option<PackageCancelled>,
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
    let (made, bytes) = build(session, new, note, &blob)?;
    let package_id = made.package_id.clone();
    let (_, package) = attachment(Content::Package, bytes);
    let mut events = Vec::new();
    let mut files = vec![package];
    if let Some(event) = cancelled {
        events.push((new.action, Event::PackageCancelled(event)));
    }
    if let Some(prepared) = prepared {
        files.push(prepared.file);
        events.push((
            Action::TransportCreate,
            Event::TransportCreated(prepared.event),
        ));
    }
    events.push((new.action, Event::PackageCreated(made)));
    if let Some(application) = &new.answers {
        let answered = Happening::Application(ApplicationEvent::Answered {
            from: new.to.region,
            application: application.clone(),
            package: package_id
                .parse()
                .map_err(|_| Error::NoPackage(package_id.clone()))?,
        });
        let action = custody_action(&answered);
        events.push((action, Event::Custody(custody::now(answered))));
    }
    session.commit(events, &files)?;
    Ok(package_id)
}
