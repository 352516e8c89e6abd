//! Zhengzhou applies to Henan for its keys, and Henan approves (密钥申领).

use std::path::{Path, PathBuf};

use handover_record::{ApplicationEvent, AskedKey, Happening, Mark};
use key_derivation::Catalogue;
use keystore::Attachment;

use super::custody::{MACHINE, mark, register_machine};
use super::order;
use crate::custody::{self, details, now, pair};
use crate::files;
use crate::record::Language;
use crate::session::Session;
use crate::{Artefact, Result, application, package};

/// The application of the demo.
pub(super) const APPLICATION: &str = "APP-2026-001";

/// Everything that the level above can send, by kind and algorithm.
fn wanted(above: &Session, below: &Session, folder: &Path) -> Result<Vec<AskedKey>> {
    let state = above.state();
    let (_, keys) = package::plan(state, &order(below.state().home().region, folder))?;
    let keys = keys.iter().filter_map(|id| state.keys.get(id));
    let asked = keys.map(|key| AskedKey {
        kind: key.descriptor.kind,
        algorithm: key.descriptor.algorithm,
        version: None,
    });
    let mut asked: Vec<_> = asked.collect();
    asked.sort_unstable();
    asked.dedup();
    Ok(asked)
}

fn happen(session: &mut Session, event: ApplicationEvent, kept: &[Attachment]) -> Result<()> {
    let event = now(Happening::Application(event));
    session.run(|session| custody::record(session, vec![event], kept))
}

/// Drafted, submitted, checked and approved; the file.
pub(super) fn apply(above: &mut Session, below: &mut Session, folder: &Path) -> Result<PathBuf> {
    register_machine(below, folder)?;
    let (courier, kept) = details("演练领取人\nDEMO-ID-0002\n")?;
    let created = ApplicationEvent::Created {
        application: mark(APPLICATION)?,
        keys: wanted(above, below, folder)?,
        machine: mark(MACHINE)?,
        courier,
    };
    happen(below, created, &[kept])?;
    let (id, out) = (mark(APPLICATION)?, folder.join("applications"));
    let submitted = below.run(|session| application::submit(session, &id, &out))?;
    let bytes = files::read(
        &submitted.path,
        Artefact::Application,
        application::MAX_APPLICATION,
    )?;
    let checked = application::check(above.state(), &bytes)?;
    application::plan_acceptance(above.state(), &checked)?;
    let (courier, kept) = application::courier_of(&checked)?;
    let accepted = application::accepted(&checked, courier, pair(&above.officers())?);
    above.run(|session| custody::record(session, vec![now(accepted)], &[kept]))?;
    Ok(submitted.path)
}

/// Closes the application with the package that came.
pub(super) fn close(below: &mut Session, package_id: &str) -> Result<()> {
    let id: Mark = mark(APPLICATION)?;
    let package = application::arrived(below.state(), &id, package_id)?;
    let ended = ApplicationEvent::Ended {
        application: id,
        package: Some(package),
        by: pair(&below.officers())?,
    };
    happen(below, ended, &[])
}

/// The handover memorandum of the package, in Chinese.
pub(super) fn memorandum(above: &Session, package_id: &str, folder: &Path) -> Result<PathBuf> {
    let folder = files::ready_folder(&folder.join("records"))?;
    let path = folder.join(format!("{APPLICATION}-memorandum.html"));
    let catalogue = Catalogue::builtin();
    let keystore = above.keystore();
    package::write_memorandum(keystore, package_id, &path, Language::Chinese, &catalogue)?;
    Ok(path)
}
