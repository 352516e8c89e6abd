//! Machines, carriers, third parties and handovers (Articles 22 to 24): what officers record, and what they ask.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use audit_log::Entry;
use handover_record::{
    Content, CustodyEvent, Document, DocumentDigest, Event, Happening, Incident, LossNotice,
    MAX_DOCUMENT, Mark, Month, Refusal, Register, is_plain,
};
use jiff::civil::Date;
use key_derivation::KeyId;
use keystore::event::custody_action;
use keystore::state::Thing;
use keystore::{Attachment, Content as Stored, Event as Logged, KeyState, Keystore, State};
use quorum::OfficerId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::init::salt;
use crate::keys::{Dependents, dependents, key};
use crate::session::{Session, attachment};
use crate::{Error, Result};

pub use crate::clock::today;

/// What recording something would bring with it.
#[derive(Debug, Default)]
pub struct Plan {
    /// Incidents that would be noted.
    pub incidents: Vec<Incident>,
    /// Machines that serve today and would not any more.
    pub idle: Vec<Mark>,
}

/// Checks what could be recorded today, before anybody is asked for a passphrase.
///
/// # Errors
/// [`keystore::Error::Custody`] with the rule that refuses it; [`Error::NotToday`] where the newest event is of a later
/// day than this machine's; [`Error::NoSuchPlace`] for a count of a place where nothing belongs;
/// [`Error::UnknownOfficer`] where somebody named for it is no officer here.
pub fn plan(state: &State, what: &[Happening]) -> Result<Plan> {
    let is_here = |officer: &&OfficerId| state.rules.officer(officer.as_str()).is_some();
    let mut named = what.iter().flat_map(Happening::named);
    if let Some(stranger) = named.find(|officer| !is_here(officer)) {
        return Err(Error::UnknownOfficer(stranger.clone()));
    }
    let today = today();
    let before = &state.register;
    if let Some(newest) = before.newest().filter(|newest| *newest > today) {
        return Err(Error::NotToday { newest, today });
    }
    what.iter().try_for_each(|what| check_place(before, what))?;
    let mut register = before.clone();
    let mut each = what.iter().cloned().map(now);
    each.try_for_each(|event| register.apply(&event))?;
    let noted = register.incidents().iter().skip(before.incidents().len());
    let serves = |register: &Register, serial: &Mark| {
        let machine = register.machines().get(serial);
        machine.is_some_and(|machine| machine.may_serve(today).is_ok())
    };
    let idle = before.machines().keys();
    let idle = idle.filter(|serial| serves(before, serial) && !serves(&register, serial));
    Ok(Plan {
        incidents: noted.map(|(_, incident)| incident.clone()).collect(),
        idle: idle.cloned().collect(),
    })
}

/// A place that is counted is one where something belongs: a misspelt one would make an incident of everything.
fn check_place(register: &Register, what: &Happening) -> Result<()> {
    let Happening::Custody(CustodyEvent::Counted { place, .. }) = what else {
        return Ok(());
    };
    let places: BTreeSet<_> = register.carriers().values().map(|one| &one.place).collect();
    if places.contains(place) {
        return Ok(());
    }
    Err(Error::NoSuchPlace {
        place: place.clone(),
        known: places.into_iter().cloned().collect(),
    })
}

/// Records what happened, all of it or nothing, signed by the officers who are here.
///
/// # Errors
/// [`Error::MustSign`] where somebody who did it is not among the officers here; [`keystore::Error::Custody`]; storage
/// errors.
pub fn record(session: &mut Session, what: Vec<Event>, attachments: &[Attachment]) -> Result<()> {
    let here = session.officers();
    let mut signers = what.iter().flat_map(|event| event.what.signers());
    if let Some(absent) = signers.find(|one| !here.contains(one)) {
        return Err(Error::MustSign(absent.clone()));
    }
    let events = what
        .into_iter()
        .map(|event| (custody_action(&event.what), Logged::Custody(event)));
    session.commit(events.collect(), attachments)
}

/// What happens, as of today.
#[must_use]
pub fn now(what: Happening) -> Event {
    Event { on: today(), what }
}

/// A key as it goes onto a carrier; it can be diversified there `levels` times more, or as often as here.
///
/// # Errors
/// [`Error::NoKey`], [`Error::KeyState`], [`Error::NoDiversificationsLeft`].
pub fn content(state: &State, key_id: KeyId, levels: Option<u8>) -> Result<Content> {
    let found = key(state, key_id)?;
    if found.state != KeyState::Active {
        return Err(Error::KeyState {
            key: key_id,
            state: found.state,
        });
    }
    let here = found.descriptor.levels_left;
    let levels_left = levels.unwrap_or(here);
    if levels_left > here {
        return Err(Error::NoDiversificationsLeft(key_id));
    }
    Ok(Content {
        key: key_id,
        kcv: found.kcv,
        levels_left,
    })
}

/// A document that is kept elsewhere, by its digest: the file is read and not kept.
///
/// # Errors
/// [`Error::Unreadable`]; [`Refusal::DocumentSize`] for an empty file, or one of more than [`MAX_DOCUMENT`] bytes,
/// which is not read.
pub fn document(path: &Path) -> Result<Document> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let about = path.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(unreadable(io::ErrorKind::InvalidInput.into()));
    }
    if !(1..=MAX_DOCUMENT).contains(&about.len()) {
        return Err(Refusal::DocumentSize.into());
    }
    // One byte more than may be: a file that grows meanwhile is noticed.
    let mut file = File::open(path).map_err(unreadable)?.take(MAX_DOCUMENT + 1);
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer).map_err(unreadable)? {
            0 => break,
            read => {
                hash.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
    if !(1..=MAX_DOCUMENT).contains(&size) {
        return Err(Refusal::DocumentSize.into());
    }
    let digest = DocumentDigest(hash.finalize().into());
    Ok(Document { digest, size })
}

/// A representative's or courier's name and ID number as they are kept: salted, so that the digest in the log says nothing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Details {
    /// Name.
    pub name: String,
    /// Number of the ID card; empty where it was not taken down.
    pub id_number: String,
    salt: String,
}

impl Details {
    /// Whether it is as [`details`] makes it, where somebody else says that it did.
    pub(crate) fn is_whole(&self) -> bool {
        let is_salt = hex::decode(&self.salt).is_ok_and(|salt| salt.len() == 16);
        is_salt && are_plain(&self.name, &self.id_number)
    }
}

fn are_plain(name: &str, id_number: &str) -> bool {
    is_plain(name, 64) && (id_number.is_empty() || is_plain(id_number, 64))
}

/// A person's details with the digest that the log has of them. The text has the name in its first line and the
/// ID number in the second.
///
/// # Errors
/// [`Error::Name`]; [`Error::Randomness`].
pub fn details(text: &str) -> Result<(DocumentDigest, Attachment)> {
    // Some editors begin a file with a mark that nobody sees.
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().map(str::trim);
    let mut line = || lines.next().unwrap_or_default().to_owned();
    let (name, id_number) = (line(), line());
    if !are_plain(&name, &id_number) {
        return Err(Error::Name);
    }
    let salt = salt()?;
    keep(&Details {
        name,
        id_number,
        salt,
    })
}

/// A person's details as they are kept, with the digest that the log has of them.
pub(crate) fn keep(details: &Details) -> Result<(DocumentDigest, Attachment)> {
    let details = audit_log::canonical::to_vec(details)?;
    let (digest, kept) = attachment(Stored::Person, details);
    Ok((digest.into(), kept))
}

/// What is kept of a representative; none once it was erased.
#[must_use]
pub fn details_of(keystore: &Keystore, person: &Mark) -> Option<Details> {
    let one = keystore.state().register.representatives().get(person)?;
    kept_details(keystore, one.details)
}

pub(crate) fn kept_details(keystore: &Keystore, digest: DocumentDigest) -> Option<Details> {
    serde_json::from_slice(&keystore.attachment(&digest.into()).ok()?).ok()
}

/// One moment in the life of a carrier or a handover.
#[derive(Debug, Serialize)]
pub struct Moment {
    /// Number of the log entry.
    pub seq: u64,
    /// When it was recorded, RFC 3339 in UTC.
    pub time: String,
    /// The officers who signed it.
    pub officers: Vec<String>,
    /// What happened, and on which day.
    #[serde(flatten)]
    pub event: Event,
}

/// The life of a carrier or a handover, from the log.
///
/// # Errors
/// Storage errors.
pub fn timeline(keystore: &Keystore, thing: &Thing) -> Result<Vec<Moment>> {
    let mut moments = Vec::new();
    for seq in keystore.state().history(thing) {
        let entry = Entry::decode(&keystore.entry(seq)?)?;
        if let Logged::Custody(event) = Logged::from_log(&entry.event)? {
            moments.push(Moment {
                seq,
                time: entry.time,
                officers: entry.approvals.into_iter().map(|one| one.officer).collect(),
                event,
            });
        }
    }
    Ok(moments)
}

/// The figures of a month: of the days from `first` to `last`, as things stood at its end.
///
/// # Errors
/// Storage errors.
pub fn month(keystore: &Keystore, first: Date, last: Date) -> Result<Month> {
    let now = &keystore.state().register;
    let is_later = now.incidents().values().any(|one| one.on > last);
    if let Some(month) = now.month(first, last).filter(|_| !is_later) {
        return Ok(month);
    }
    // The register knows where things are now; the log, where they were.
    let register = as_of(keystore, last)?;
    Ok(register.month(first, last).unwrap_or_default())
}

/// The register as it stood at the end of a day. Losses alone may be reported on any day, so that no other event after
/// one of a later day is of this time.
fn as_of(keystore: &Keystore, last: Date) -> Result<Register> {
    let mut register = Register::of(keystore.state().register.office());
    let mut take = |event: &Event| register.apply(event);
    let (mut is_over, mut later) = (false, Vec::new());
    for entry in keystore.entries() {
        let entry = Entry::decode(&entry?)?;
        let Logged::Custody(event) = Logged::from_log(&entry.event)? else {
            continue;
        };
        match (event.what.is_loss(), event.on > last) {
            (false, true) => is_over = true,
            (true, true) => later.push(event),
            // Reported afterwards; what came afterwards too was not there to be lost.
            (true, false) if is_over => drop(take(&event)),
            (true, false) => take(&event)?,
            (false, false) => {
                // What happens on a day may rest on a loss that was reported before it with a later one.
                for loss in later.drain(..) {
                    take(&loss)?;
                }
                take(&event)?;
            }
        }
    }
    register.settle();
    Ok(register)
}

/// A key that a lost carrier holds, and everything that depends on it.
#[derive(Debug, Serialize)]
pub struct LostKey {
    /// The key on the carrier.
    pub content: Content,
    /// Versions, regions, packages and cards that it affects.
    pub dependents: Option<Dependents>,
}

/// What the loss of a carrier affects.
#[derive(Debug)]
pub struct Loss {
    /// The carrier, its copies, and the third party that had it.
    pub notice: LossNotice,
    /// Its keys.
    pub keys: Vec<LostKey>,
}

/// What the loss of a carrier affects.
///
/// # Errors
/// [`Refusal::Unknown`] where nobody knows the serial.
pub fn loss(state: &State, serial: &Mark) -> Result<Loss> {
    let notice = state.register.loss(serial).ok_or(Refusal::Unknown)?;
    let keys = notice.contents.iter().map(|content| LostKey {
        content: content.clone(),
        dependents: dependents(state, content.key).ok(),
    });
    Ok(Loss {
        keys: keys.collect(),
        notice,
    })
}

/// Two officers of those who are here, for what two do together.
///
/// # Errors
/// [`Error::TooFewOfficers`].
pub fn pair(officers: &[OfficerId]) -> Result<handover_record::Pair> {
    match officers {
        [one, other, ..] => Ok(handover_record::Pair(one.clone(), other.clone())),
        _ => Err(Error::TooFewOfficers {
            have: officers.len(),
            need: 2,
        }),
    }
}
