//! Identity files: how keystores come to know one another. The file is public and unsigned; what makes
//! it trusted is that officers of both sides compare its fingerprint by voice or on paper.

use audit_log::{VerifierKey, canonical};
use key_derivation::RegionTable;
use keystore::event::{Enrolled, Event, Party};
use keystore::{Digest, State};
use quorum::{Action, Officer, Rules};
use serde::{Deserialize, Serialize};

use crate::session::Session;
use crate::{Artefact, Error, Flaw, Result, SUITE};

/// Largest identity file, in bytes.
pub const MAX_IDENTITY: u64 = 64 * 1024;
const TYPE: &str = "kms-identity";
/// Digit groups of a fingerprint: 8 groups of 5 digits, 132 bits.
const GROUPS: usize = 8;

/// The content of an identity file, canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    r#type: String,
    version: u16,
    /// Cryptographic suite.
    pub suite: u16,
    /// Level, region and id.
    #[serde(flatten)]
    pub party: Party,
    /// Whether it is a rehearsal keystore.
    pub rehearsal: bool,
    /// Ed25519 public identity key, lower-case hex.
    pub identity_key: String,
    /// Verifier key of its checkpoints.
    pub log_key: VerifierKey,
    /// Threshold of its quorum.
    pub k: u8,
    /// Its officers.
    pub officers: Vec<Officer>,
}

impl Identity {
    /// The identity of the keystore with this state.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let created = &state.created;
        Self {
            r#type: TYPE.into(),
            version: 1,
            suite: created.suite,
            party: created.party.clone(),
            rehearsal: created.rehearsal,
            identity_key: created.identity_key.clone(),
            log_key: created.log_key.clone(),
            k: created.k,
            officers: state.rules.officers().to_vec(),
        }
    }

    /// Reads an identity file.
    ///
    /// # Errors
    /// [`Error::Artefact`]: too large, malformed, of an unknown type or suite, or contradicting itself.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let flaw = |flaw| Error::artefact(Artefact::Identity, flaw);
        let cap = usize::try_from(MAX_IDENTITY).unwrap_or(usize::MAX);
        if bytes.len() > cap {
            return Err(flaw(Flaw::TooLarge));
        }
        let identity: Self =
            canonical::from_slice(bytes, cap).map_err(|_| flaw(Flaw::Malformed))?;
        if identity.r#type != TYPE || identity.version != 1 {
            return Err(flaw(Flaw::UnknownType));
        }
        if identity.suite != SUITE {
            return Err(flaw(Flaw::UnknownSuite));
        }
        let whole = decode_key(&identity.identity_key).is_some()
            && identity.log_key.name() == identity.party.origin()
            && Rules::new(identity.k, identity.officers.clone()).is_ok()
            && uuid::Uuid::parse_str(&identity.party.keystore)
                .is_ok_and(|id| id.to_string() == identity.party.keystore);
        if whole {
            Ok(identity)
        } else {
            Err(flaw(Flaw::Contradiction))
        }
    }

    /// The file's exact bytes.
    ///
    /// # Errors
    /// [`Error::Log`] where it does not encode.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(canonical::to_vec(self)?)
    }

    /// What officers read to one another: eight groups of five digits, from the file's SHA-256.
    ///
    /// # Errors
    /// [`Error::Log`] where it does not encode.
    pub fn fingerprint(&self) -> Result<String> {
        let digest = Digest::of(&self.to_bytes()?);
        let group = |four: &[u8]| {
            four.iter()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
                % 100_000
        };
        let groups: Vec<_> = digest
            .as_bytes()
            .chunks(4)
            .take(GROUPS)
            .map(|four| format!("{:05}", group(four)))
            .collect();
        Ok(groups.join(" "))
    }
}

/// The 32 bytes of a public key in hex.
pub(crate) fn decode_key(hex_key: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(hex_key, &mut key).ok()?;
    (hex::encode(key) == hex_key).then_some(key)
}

/// Whether two fingerprints are the same digits, however they are grouped.
fn same_digits(typed: &str, shown: &str) -> bool {
    let digits = |text: &str| -> Option<String> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        kept.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(kept)
    };
    digits(typed).is_some_and(|typed| Some(typed) == digits(shown))
}

/// What enrolling an identity would do.
#[derive(Debug, Serialize)]
pub struct Enrolment {
    /// Whose identity.
    pub party: Party,
    /// The digit groups that must be typed.
    pub fingerprint: String,
    /// The identity whose place it would take.
    pub replaces: Option<Enrolled>,
    /// Packages to the replaced identity that are still open.
    pub open_packages: Vec<String>,
}

/// Checks an identity against this keystore's place in the country.
///
/// # Errors
/// Region errors, [`Error::NotRelated`], [`Error::AlreadyEnrolled`], [`Error::Rehearsal`].
pub fn plan_enrolment(state: &State, identity: &Identity) -> Result<Enrolment> {
    check_relation(state, &identity.party)?;
    if identity.rehearsal != state.created.rehearsal {
        return Err(Error::Rehearsal {
            here: state.created.rehearsal,
        });
    }
    let region = identity.party.region;
    let fingerprint = identity.fingerprint()?;
    let replaces = state.peers.get(&region).cloned();
    if replaces
        .as_ref()
        .is_some_and(|old| old.fingerprint == fingerprint)
    {
        return Err(Error::AlreadyEnrolled(region));
    }
    // A keystore's identity never changes, and its id and keys are its alone.
    let usurps = |peer: &Enrolled| {
        peer.party.keystore == identity.party.keystore
            || peer.identity_key == identity.identity_key
            || peer.log_key.key() == identity.log_key.key()
    };
    if state.peers.values().any(usurps) {
        return Err(Error::artefact(Artefact::Identity, Flaw::Contradiction));
    }
    let to_old = |package: &&keystore::Package| {
        let open = matches!(
            package.state,
            keystore::PackageState::Prepared | keystore::PackageState::Written
        );
        open && package.created.to.region == region
    };
    let open = state
        .packages
        .values()
        .filter(to_old)
        .map(|package| package.created.package_id.clone());
    Ok(Enrolment {
        party: identity.party.clone(),
        fingerprint,
        open_packages: open.collect(),
        replaces,
    })
}

/// A keystore deals with the level directly above it and those directly under it.
fn check_relation(state: &State, other: &Party) -> Result<()> {
    let table = RegionTable::builtin();
    let home = state.home();
    let level = table.issuer(other.region)?.level;
    let above = |region| table.parent(region).map(|above| above.code);
    let fits = level == other.level
        && (above(other.region) == Some(home.region) || above(home.region) == Some(other.region));
    if fits {
        Ok(())
    } else {
        Err(Error::NotRelated(other.region))
    }
}

/// Enrols an identity after `typed` showed that officers compared its fingerprint. Where another
/// identity of the region is enrolled, `replace` must say that its place is to be taken.
///
/// # Errors
/// As [`plan_enrolment`]; [`Error::Confirmation`], [`Error::IdentityChanged`].
pub fn enrol(
    session: &mut Session,
    identity: &Identity,
    typed: &str,
    replace: bool,
) -> Result<Enrolment> {
    let plan = plan_enrolment(session.state(), identity)?;
    if !same_digits(typed, &plan.fingerprint) {
        return Err(Error::Confirmation);
    }
    if plan.replaces.is_some() && !replace {
        return Err(Error::IdentityChanged(identity.party.region));
    }
    let event = Enrolled {
        party: identity.party.clone(),
        identity_key: identity.identity_key.clone(),
        log_key: identity.log_key.clone(),
        k: identity.k,
        officers: identity.officers.clone(),
        rehearsal: identity.rehearsal,
        fingerprint: plan.fingerprint.clone(),
        replaces: plan.replaces.as_ref().map(|old| old.party.keystore.clone()),
    };
    session.carry_out(Action::RegionEnroll, Event::RegionEnrolled(event), &[])?;
    Ok(plan)
}
