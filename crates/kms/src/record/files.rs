//! A record and its printed form, as files.

use std::path::{Path, PathBuf};

use handover_print::Names;
use handover_record::Mark;
use key_derivation::Catalogue;
use keystore::{Digest, Keystore};

use super::issue::{enter, make};
use super::{Language, print, verify};
use crate::files::{self, Mode, Staged};
use crate::identity::Identity;
use crate::session::Session;
use crate::{Result, custody, status};

/// The files of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The signed record, `HANDOVER.kmsrecord`.
    pub record: PathBuf,
    /// Its printed form, `HANDOVER.html`.
    pub page: PathBuf,
    /// SHA-256 of the record's payload, which the log and the page name.
    pub digest: Digest,
}

/// Makes the record of a handover as it stands, and its printed form with the names of the people in it.
///
/// Both are on the disk, under hidden names and for their owner alone, before the log says that the record was issued,
/// and get their names after it. Where this is cut off in between, the log tells of a record that nobody got; doing it
/// again makes another one, in which that stands.
///
/// # Errors
/// [`crate::Error::FileExists`] before anything is recorded; as [`super::issue()`]; [`crate::Error::Unwritable`].
pub fn write(
    session: &mut Session,
    handover: &Mark,
    folder: &Path,
    language: Language,
    catalogue: &Catalogue,
) -> Result<Written> {
    let folder = files::ready_folder(folder)?;
    let record = folder.join(format!("{handover}.kmsrecord"));
    let page = folder.join(format!("{handover}.html"));
    files::is_free(&record)?;
    files::is_free(&page)?;
    let made = make(session, handover)?;
    // What is printed is what any reader would find.
    let report = verify(&made.bytes, Some(&Identity::of(session.state())))?;
    let printed = print(&report, language, catalogue, &names(session.keystore()))?;
    let staged = [
        Staged::write(&record, &made.bytes, Mode::Public)?,
        Staged::write(&page, printed.as_bytes(), Mode::Private)?,
    ];
    enter(session, handover, made.digest)?;
    staged.into_iter().try_for_each(Staged::publish)?;
    Ok(Written {
        record,
        page,
        digest: made.digest,
    })
}

/// Names of officers and of representatives, as far as they are there.
fn names(keystore: &Keystore) -> Names {
    let officers = status::custodians(keystore).into_iter();
    let people = keystore.state().register.representatives().keys();
    let named = |person: &Mark| {
        let details = custody::details_of(keystore, person)?;
        Some((person.to_string(), details.name))
    };
    Names {
        officers: officers
            .filter_map(|one| Some((one.officer, one.name?)))
            .collect(),
        representatives: people.filter_map(named).collect(),
    }
}
