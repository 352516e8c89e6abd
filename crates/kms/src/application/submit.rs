//! Submitting an application: recorded first, then written.

use std::path::{Path, PathBuf};

use audit_log::canonical;
use handover_record::{
    ApplicationEvent, DocumentDigest, Happening, Machine, MachineNote, Mark, Refusal,
};
use keystore::Digest;

use super::courier;
use super::wire::ApplicationPayload;
use crate::files::{self, Mode};
use crate::session::Session;
use crate::wire::Payload;
use crate::{Error, Result, SUITE, clock, custody};

/// An application that was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The file, `APPLICATION.kmsapp`. It names a person: only its owner may read it.
    pub path: PathBuf,
    /// SHA-256 of its payload, as both logs name it.
    pub digest: DocumentDigest,
}

/// Signs an application with the officers who are here, records that, and writes the file. A crash between leaves no
/// file: it is submitted again, and the newest one counts.
///
/// # Errors
/// [`Error::FileExists`] before anything is recorded; the rules' refusals; [`keystore::Error::Erased`] where the
/// courier's details are gone; [`Error::TooFewOfficers`] for fewer than two; [`Error::Unwritable`].
pub fn submit(session: &mut Session, id: &Mark, folder: &Path) -> Result<Submitted> {
    let folder = files::ready_folder(folder)?;
    let path = folder.join(format!("{id}.kmsapp"));
    files::is_free(&path)?;
    let by = custody::pair(&session.officers())?;
    let payload = canonical::to_vec(&payload(session, id)?)?;
    let bytes = session.sign_jointly(&payload, ApplicationPayload::TYPE)?;
    let digest = DocumentDigest::from(Digest::of(&payload));
    let submitted = Happening::Application(ApplicationEvent::Submitted {
        application: id.clone(),
        digest,
        by,
    });
    custody::record(session, vec![custody::now(submitted)], &[])?;
    files::write(&path, &bytes, Mode::Private)?;
    Ok(Submitted { path, digest })
}

fn payload(session: &Session, id: &Mark) -> Result<ApplicationPayload> {
    let keystore = session.keystore();
    let state = keystore.state();
    let application = state.register.applications().get(id);
    let application = application.ok_or(Refusal::Unknown)?;
    let serial = &application.machine;
    let machine = state.register.machines().get(serial);
    let machine = machine.ok_or(Refusal::Unknown)?;
    let gone = || Error::Keystore(keystore::Error::Erased(application.courier.into()));
    Ok(ApplicationPayload {
        r#type: ApplicationPayload::TYPE.into(),
        version: ApplicationPayload::VERSION,
        suite: SUITE,
        from: state.home().clone(),
        rehearsal: state.created.rehearsal,
        application: id.clone(),
        keys: application.keys.clone(),
        machine: note(serial, machine)?,
        courier: courier(keystore, None, id).ok_or_else(gone)?,
        created: clock::now(),
    })
}

fn note(serial: &Mark, machine: &Machine) -> Result<MachineNote> {
    machine.may_serve(custody::today())?;
    let certificate = machine.certificate.clone();
    let assessment = machine.assessment.clone();
    Ok(MachineNote {
        serial: serial.clone(),
        maker: machine.maker.clone(),
        model: machine.model.clone(),
        certificate: certificate.ok_or(Refusal::NoCertificate)?,
        assessment: assessment.ok_or(Refusal::NotAssessed)?,
    })
}
