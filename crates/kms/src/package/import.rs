//! Taking in a package: its keys are stored, then a receipt is committed, then the receipt leaves.

use std::path::{Path, PathBuf};

use keystore::event::{Event, KeyMade, PackageImported, ReceiptIssued, Written};
use keystore::{Attachment, Content, Digest, Import, KeyState, State};
use quorum::{Action, Approved, jws};
use serde::Serialize;

use super::check::{check, descriptor};
use super::wire::{KeyResult, PackagePayload, ReceiptPayload};
use crate::files::{self, Mode};
use crate::session::{Session, attachment};
use crate::wire::Payload;
use crate::{Artefact, Error, Flaw, Result, SUITE, clock, continuity};

/// A package that was imported.
#[derive(Debug, Serialize)]
pub struct Imported {
    /// Package id.
    pub package_id: String,
    /// The keys stored, with the check values found.
    pub stored: Vec<KeyResult>,
    /// What was odd and accepted, as stable codes.
    pub warnings: Vec<String>,
    /// The receipt to send back.
    pub receipt: PathBuf,
}

/// Imports a package and writes its receipt into `folder`.
///
/// # Errors
/// As [`check`]; [`Flaw::KeyBlock`]; backend, storage and file errors. Where the receipt cannot be
/// written, the keys are stored and [`write_receipt_again`] finishes it.
pub fn import(session: &mut Session, bytes: &[u8], folder: &Path) -> Result<Imported> {
    let checked = check(session.state(), bytes)?;
    let folder = files::ready_folder(folder)?;
    let payload = checked.payload;
    let warnings: Vec<String> = checked.warnings.into_iter().map(str::to_owned).collect();
    let stored = store(session, &payload, Digest::of(bytes), warnings.clone())?;
    // The keys are committed. A crash from here on leaves an import without a receipt: `recover` makes
    // it from what the keystore holds.
    issue_receipt(session, &payload, Digest::of(bytes), stored.clone())?;
    let receipt = write_receipt_again(session, &payload.package_id, &folder)?;
    Ok(Imported {
        package_id: payload.package_id,
        stored,
        warnings,
        receipt,
    })
}

fn store(
    session: &mut Session,
    payload: &PackagePayload,
    digest: Digest,
    warnings: Vec<String>,
) -> Result<Vec<KeyResult>> {
    #[derive(Serialize)]
    struct Subject<'a> {
        package_id: &'a str,
        digest: Digest,
        counter: u64,
    }
    let subject = Subject {
        package_id: &payload.package_id,
        digest,
        counter: payload.counter,
    };
    let approved = session.permit(Action::PackageImport, &subject)?;
    let (keys, files) = open_blocks(session, payload, &approved)?;
    let stored = keys
        .iter()
        .map(|made| KeyResult {
            key_id: made.descriptor.key_id,
            kcv: made.kcv,
        })
        .collect();
    let event = Event::PackageImported(PackageImported {
        package_id: payload.package_id.clone(),
        digest,
        from: payload.from.clone(),
        counter: payload.counter,
        transport_id: payload.transport.id.clone(),
        checkpoint: payload.checkpoint.clone(),
        warnings,
        keys,
    });
    session.carry_out(Action::PackageImport, event, &files)?;
    Ok(stored)
}

/// Opens every key block inside the backend, and compares the check values found with those announced.
fn open_blocks(
    session: &mut Session,
    payload: &PackagePayload,
    approved: &Approved,
) -> Result<(Vec<KeyMade>, Vec<Attachment>)> {
    let id = &payload.transport.id;
    let transport = session
        .state()
        .transports
        .get(id)
        .ok_or_else(|| Error::NoTransport(id.clone()))?;
    let blob = session.keystore.attachment(&transport.blob)?;
    let transport = crate::transport::descriptor(id, &payload.from, &payload.to);
    let (mut keys, mut files) = (Vec::new(), Vec::new());
    for entry in &payload.keys {
        let descriptor = descriptor(entry);
        let opened =
            session
                .hsm()?
                .import(approved, &transport, &blob, &entry.key_block, &descriptor);
        let sealed = opened.map_err(|error| match error {
            hsm::Error::NotApproved { .. } | hsm::Error::Keystore { .. } | hsm::Error::Random => {
                Error::Hsm(error)
            }
            _ => Error::artefact(Artefact::Package, Flaw::KeyBlock),
        })?;
        if sealed.kcv != entry.kcv {
            return Err(Error::artefact(Artefact::Package, Flaw::KeyBlock));
        }
        let (blob, file) = attachment(Content::Key, sealed.blob);
        keys.push(KeyMade {
            descriptor,
            kcv: sealed.kcv,
            blob,
            state: KeyState::Active,
        });
        files.push(file);
    }
    Ok((keys, files))
}

/// Signs and commits the receipt: it carries the checkpoint that covers the import.
fn issue_receipt(
    session: &mut Session,
    package: &PackagePayload,
    digest: Digest,
    stored: Vec<KeyResult>,
) -> Result<()> {
    #[derive(Serialize)]
    struct Subject<'a> {
        package_id: &'a str,
    }
    let approved = session.permit(
        Action::PackageImport,
        &Subject {
            package_id: &package.package_id,
        },
    )?;
    let (note, origin) = (
        session.keystore.checkpoint().to_owned(),
        session.state().origin(),
    );
    let size = super::build::note_size(session.state(), &note)?;
    let earlier = session
        .state()
        .imports
        .values()
        .filter(|import| import.from == package.from);
    let sizes = earlier.filter_map(|import| import.checkpoint_size);
    let sizes = sizes
        .chain(super::build::recent_checkpoints(session)?)
        .collect();
    let payload = ReceiptPayload {
        r#type: ReceiptPayload::TYPE.into(),
        version: ReceiptPayload::VERSION,
        suite: SUITE,
        package_id: package.package_id.clone(),
        package: digest,
        from: package.to.clone(),
        to: package.from.clone(),
        rehearsal: package.rehearsal,
        stored,
        consistency: continuity::prove(session.keystore.tree(), size, sizes)?,
        cosignature: audit_log::cosign(
            &package.checkpoint,
            session.log_key(),
            &origin,
            clock::unix(),
        )?,
        checkpoint: note,
        created: clock::now(),
    };
    let payload = audit_log::canonical::to_vec(&payload)?;
    let public =
        crate::identity::decode_key(&session.state().created.identity_key).unwrap_or_default();
    let bytes = jws::sign(&payload, ReceiptPayload::TYPE, &public, |input| {
        session.sign_identity(&approved, input)
    })?;
    let (digest, file) = attachment(Content::Receipt, bytes);
    let package_id = package.package_id.clone();
    let event = Event::ReceiptIssued(ReceiptIssued {
        package_id,
        digest,
        checkpoint_size: size,
    });
    session.carry_out(Action::ReceiptIssue, event, &[file])
}

/// The import that a package file belongs to, byte for byte.
///
/// # Errors
/// [`Error::NoPackage`]; [`Flaw::WrongAnswer`] where `bytes` is not the package that was imported.
pub fn plan_finish<'a>(state: &'a State, bytes: &[u8]) -> Result<(PackagePayload, &'a Import)> {
    let payload = super::wire::read_package(bytes)?;
    let id = &payload.package_id;
    let import = state
        .imports
        .get(id)
        .ok_or_else(|| Error::NoPackage(id.clone()))?;
    if import.digest == Digest::of(bytes) {
        Ok((payload, import))
    } else {
        Err(Error::artefact(Artefact::Package, Flaw::WrongAnswer))
    }
}

/// Makes the receipt of an import whose operation was cut off before it was signed, and writes it. The
/// package itself is needed, since it is not kept here.
///
/// # Errors
/// As [`plan_finish`]; backend, storage and file errors.
pub fn finish_import(session: &mut Session, bytes: &[u8], folder: &Path) -> Result<PathBuf> {
    let (payload, import) = plan_finish(session.state(), bytes)?;
    if import.receipt.is_none() {
        let found = import
            .keys
            .iter()
            .filter_map(|id| session.state().keys.get(id));
        let stored = found
            .map(|key| KeyResult {
                key_id: key.descriptor.key_id,
                kcv: key.kcv,
            })
            .collect();
        issue_receipt(session, &payload, Digest::of(bytes), stored)?;
    }
    write_receipt_again(session, &payload.package_id, &files::ready_folder(folder)?)
}

/// Writes the receipt of an imported package: the same bytes every time.
///
/// # Errors
/// [`Error::NoPackage`]; file and storage errors.
pub fn write_receipt_again(
    session: &mut Session,
    package_id: &str,
    folder: &Path,
) -> Result<PathBuf> {
    let missing = || Error::NoPackage(package_id.to_owned());
    let import = session
        .state()
        .imports
        .get(package_id)
        .ok_or_else(missing)?;
    let (digest, counter, written) = (
        import.receipt.ok_or_else(missing)?,
        import.counter,
        import.receipt_written,
    );
    let path = folder.join(format!(
        "{}-{counter:04}.kmsack",
        session.state().home().region
    ));
    files::write(&path, &session.keystore.attachment(&digest)?, Mode::Public)?;
    if !written {
        let event = Written {
            id: package_id.to_owned(),
        };
        session.carry_out(Action::Recover, Event::ReceiptWritten(event), &[])?;
    }
    Ok(path)
}
