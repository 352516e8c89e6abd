//! The ceremony that creates a keystore: the root secret is made, shared among the custodians, and never
//! written anywhere whole.

use std::path::Path;

use audit_log::LogKey;
use handover_record::is_plain;
use key_derivation::{Catalogue, Level, RegionCode, RegionTable};
use keystore::event::{Created, Custodian, Event, Party};
use keystore::{Attachment, Content, Digest, Draft, Head, Keystore};
use quorum::{
    Action, Cost, CustodianSecrets, LogSeed, Officer, OfficerId, Passphrase, RootSecret, Rules,
    Share, SigningKey,
};
use serde::Serialize;

use crate::session::{Backend, Session, approve, attachment, envelope_context, object};
use crate::{Artefact, Error, Flaw, Result, SUITE, clock};

/// Someone who will keep a share.
pub struct NewCustodian {
    /// Staff code.
    pub officer: OfficerId,
    /// Name, kept salted beside the log and never in it.
    pub name: String,
    /// The passphrase that seals this custodian's envelope.
    pub passphrase: Passphrase,
}

/// What to create.
pub struct NewKeystore {
    /// Home region; its level follows from the region table.
    pub region: RegionCode,
    /// Threshold: so many custodians together.
    pub k: u8,
    /// The custodians, 2 to 16.
    pub custodians: Vec<NewCustodian>,
    /// Marked 演练 for ever.
    pub rehearsal: bool,
    /// Cost of the password hash.
    pub cost: Cost,
    /// A regional catalogue of key kinds that adds to the built-in one, JSON.
    pub regional_catalogue: Option<Vec<u8>>,
}

/// The name of a custodian as it is kept: salted, so that the digest in the log says nothing.
#[derive(Serialize, serde::Deserialize)]
pub(crate) struct Person {
    pub name: String,
    salt: String,
}

/// Checks everything that can be refused before a passphrase is asked for.
///
/// # Errors
/// Region errors, [`Error::QuorumSize`], [`Error::Name`], [`Error::SameOfficerTwice`].
pub fn check(region: RegionCode, k: u8, custodians: &[(OfficerId, String)]) -> Result<Level> {
    let n = custodians.len();
    if !(2..=16).contains(&n) || !(2..=n).contains(&usize::from(k)) {
        return Err(Error::QuorumSize { k, n });
    }
    for (index, (officer, name)) in custodians.iter().enumerate() {
        if !is_plain(name, 64) {
            return Err(Error::Name);
        }
        if custodians[..index]
            .iter()
            .any(|(earlier, _)| earlier == officer)
        {
            return Err(Error::SameOfficerTwice(officer.clone()));
        }
    }
    Ok(RegionTable::builtin().issuer(region)?.level)
}

/// Creates a keystore at `path` and leaves it unlocked by all its custodians.
///
/// # Errors
/// As [`check`]; [`keystore::Error::Exists`] where `path` is taken; storage errors.
pub fn init(path: &Path, new: NewKeystore, backend: Backend) -> Result<Session> {
    let names: Vec<_> = new
        .custodians
        .iter()
        .map(|one| (one.officer.clone(), one.name.clone()))
        .collect();
    let level = check(new.region, new.k, &names)?;
    let party = Party {
        level,
        region: new.region,
        keystore: uuid::Uuid::new_v4().to_string(),
    };
    let catalogue = match &new.regional_catalogue {
        Some(json) => Catalogue::builtin().with_regional(json)?,
        None => Catalogue::builtin(),
    };
    // A region's file serves that region and those under it.
    let foreign =
        |region| region != new.region && !RegionTable::builtin().is_under(new.region, region);
    if catalogue
        .kinds()
        .iter()
        .filter_map(|kind| kind.region)
        .any(foreign)
    {
        return Err(Error::artefact(Artefact::Catalogue, Flaw::Contradiction));
    }
    let root = RootSecret::random()?;
    let log_seed = LogSeed::random()?;
    let log_key = LogKey::from_seed(log_seed.expose());
    let (k, n) = (new.k, new.custodians.len());

    let (mut custodians, mut signers, mut attachments) = (Vec::new(), Vec::new(), Vec::new());
    let shares = quorum::split(&root, k, u8::try_from(n).unwrap_or(u8::MAX))?;
    for (custodian, share) in new.custodians.into_iter().zip(shares) {
        let (enrolled, signing, files) =
            enrol(custodian, share, &log_seed, &party.keystore, k, n, new.cost)?;
        signers.push((enrolled.officer.id.clone(), signing));
        custodians.push(enrolled);
        attachments.extend(files);
    }

    let rules = Rules::new(
        k,
        custodians.iter().map(|one| one.officer.clone()).collect(),
    )?;
    let approve_init = |subject| {
        approve(
            party.keystore.clone(),
            &signers,
            &rules,
            Action::Init,
            subject,
        )
    };
    let mut hsm = backend(root, &party.keystore)?;
    let (identity_key, sealed) = hsm.make_identity(&approve_init(object(&party))?)?;
    let (identity, file) = attachment(Content::Identity, sealed);
    attachments.push(file);
    let regional_catalogue = new.regional_catalogue.map(|json| {
        let (digest, file) = attachment(Content::Catalogue, json);
        attachments.push(file);
        digest
    });

    let created = Created {
        suite: SUITE,
        rehearsal: new.rehearsal,
        k,
        custodians,
        identity_key: hex::encode(identity_key),
        identity,
        log_key: log_key.verifier(&party.origin())?,
        catalogue: Digest::from_bytes(catalogue.digest()),
        regional_catalogue,
        party: party.clone(),
    };
    // All custodians sign the whole of it: who they are, and what this keystore is.
    let event = Event::Created(created);
    let approved = approve_init(event.subject(&Head::empty(), 1)?)?;
    let draft = Draft {
        event,
        approved: &approved,
    };
    let keystore = Keystore::create(path, &clock::now(), draft, &attachments, &log_key)?;
    Ok(Session::begin(keystore, signers, log_key, hsm))
}

/// The catalogue of key kinds in force in a keystore.
///
/// # Errors
/// [`Error::Artefact`] where this program's built-in catalogue is not the one that the keystore was
/// created with; storage errors.
pub fn catalogue(keystore: &Keystore) -> Result<Catalogue> {
    let created = &keystore.state().created;
    let builtin = Catalogue::builtin();
    let catalogue = match &created.regional_catalogue {
        Some(digest) => builtin.with_regional(&keystore.attachment(digest)?)?,
        None => builtin,
    };
    if Digest::from_bytes(catalogue.digest()) == created.catalogue {
        Ok(catalogue)
    } else {
        Err(Error::artefact(Artefact::Catalogue, Flaw::Contradiction))
    }
}

type EnrolledCustodian = (Custodian, SigningKey, [Attachment; 2]);

/// Seals one custodian's share, signing key and copy of the log key under that custodian's passphrase.
fn enrol(
    new: NewCustodian,
    share: Share,
    log_seed: &LogSeed,
    keystore: &str,
    k: u8,
    n: usize,
    cost: Cost,
) -> Result<EnrolledCustodian> {
    let signing = SigningKey::random()?;
    let officer = Officer {
        id: new.officer,
        public_key: signing.public(),
        share_index: share.index(),
    };
    let context = envelope_context(keystore, k, n, &officer);
    let log_seed = LogSeed::init(|seed| seed.copy_from_slice(log_seed.expose()));
    let secrets = CustodianSecrets {
        share,
        signing,
        log_seed,
    };
    let (envelope, sealed) = attachment(
        Content::Envelope,
        quorum::seal(&secrets, &new.passphrase, &context, cost)?,
    );
    let person = audit_log::canonical::to_vec(&Person {
        name: new.name,
        salt: salt()?,
    })?;
    let (person, named) = attachment(Content::Person, person);
    Ok((
        Custodian {
            officer,
            person,
            envelope,
        },
        secrets.signing,
        [sealed, named],
    ))
}

/// 16 random bytes in hex, so that a digest does not say what it is of.
pub(crate) fn salt() -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| Error::Randomness)?;
    Ok(hex::encode(salt))
}
