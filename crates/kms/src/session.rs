//! Officers at the terminal: who unlocked the keystore, and what they may do with it until they leave.
//!
//! Unlocking is recorded before any passphrase is tried. An operation that is refused afterwards leaves
//! a `refused` entry and nothing else.

use std::path::Path;

use audit_log::LogKey;
use hsm::Hsm;
use keystore::event::{Attempt, Event, Refused};
use keystore::{Attachment, Digest, Draft, Keystore, State};
use quorum::{
    Action, Approved, EnvelopeContext, LogSeed, Needs, OfficerId, Passphrase, Request, RootSecret,
    Share, SigningKey,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::wire::SIGNERS;
use crate::{Error, Result, clock};

/// Makes the backend that protects keys from the root secret and the keystore's id.
pub type Backend = fn(RootSecret, &str) -> hsm::Result<Box<dyn Hsm>>;

/// Who will unlock, with what.
pub type Credentials = Vec<(OfficerId, Passphrase)>;

/// How long a request may be carried out after it was signed, in minutes.
const REQUEST_MINUTES: i64 = 15;
/// So many attempts on one officer, none followed by a signature, lock that officer out.
const MAX_ATTEMPTS: usize = 5;
/// For so long after the last attempt, in minutes.
const LOCKOUT_MINUTES: i64 = 15;

/// An unlocked keystore and the officers who unlocked it.
pub struct Session {
    pub(crate) keystore: Keystore,
    officers: Vec<(OfficerId, SigningKey)>,
    log_key: LogKey,
    hsm: Option<Box<dyn Hsm>>,
    command: &'static str,
}

impl Session {
    /// Opens and verifies the keystore at `path`, records the attempt, and unlocks it with the
    /// passphrases of as many officers as `needs` asks for.
    ///
    /// # Errors
    /// Everything that makes the keystore unusable; [`Error::UnknownOfficer`],
    /// [`Error::SameOfficerTwice`], [`Error::TooFewOfficers`], [`Error::LockedOut`],
    /// [`Error::WrongPassphrase`].
    pub fn unlock(
        path: &Path,
        command: &'static str,
        credentials: Credentials,
        needs: Needs,
        backend: Backend,
    ) -> Result<Self> {
        Self::unlock_open(Keystore::open(path)?, command, credentials, needs, backend)
    }

    /// Unlocks a keystore that is open already, as [`Session::unlock`] does.
    pub(crate) fn unlock_open(
        mut keystore: Keystore,
        command: &'static str,
        credentials: Credentials,
        needs: Needs,
        backend: Backend,
    ) -> Result<Self> {
        let names: Vec<OfficerId> = credentials
            .iter()
            .map(|(officer, _)| officer.clone())
            .collect();
        record_attempt(&mut keystore, command, &names, needs)?;

        let (mut officers, mut shares, mut log_seed) = (Vec::new(), Vec::new(), None);
        let mut wrong = None;
        for (officer, passphrase) in credentials {
            match open_envelope(&keystore, &officer, &passphrase) {
                Ok((share, signing, seed)) => {
                    officers.push((officer, signing));
                    shares.push(share);
                    log_seed = Some(seed);
                }
                // The others are heard all the same: nobody is counted for another's mistake.
                Err(error @ Error::WrongPassphrase(_)) => wrong = wrong.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        let need = keystore.state().rules.needed(needs);
        let log_key = log_seed.map(|seed| LogKey::from_seed(seed.expose()));
        let Some(log_key) = log_key else {
            return Err(wrong.unwrap_or(Error::TooFewOfficers { have: 0, need }));
        };
        let k = keystore.state().created.k;
        let hsm = if wrong.is_none() && shares.len() >= usize::from(k) {
            let root = quorum::combine(&shares, k)?;
            Some(backend(root, &keystore.state().home().keystore)?)
        } else {
            None
        };
        let mut session = Self {
            keystore,
            officers,
            log_key,
            hsm,
            command,
        };
        if let Some(error) = wrong {
            session.record_refusal(error.code());
            return Err(error);
        }
        // Who just proved who they are must not be counted as a guesser later, whatever comes of the
        // earlier attempts: signing anything ends the count.
        let tried_before = |name| session.state().attempts_on(name).0 > 1;
        if names.iter().any(tried_before) {
            session.record_refusal("earlier-attempts".into());
        }
        Ok(session)
    }

    /// The session that the ceremony of `init` begins with.
    pub(crate) fn begin(
        keystore: Keystore,
        officers: Vec<(OfficerId, SigningKey)>,
        log_key: LogKey,
        hsm: Box<dyn Hsm>,
    ) -> Self {
        Self {
            keystore,
            officers,
            log_key,
            hsm: Some(hsm),
            command: "init",
        }
    }

    /// What the keystore's log adds up to.
    #[must_use]
    pub fn state(&self) -> &State {
        self.keystore.state()
    }

    /// The officers who are here, in the order in which they came.
    #[must_use]
    pub fn officers(&self) -> Vec<OfficerId> {
        self.officers.iter().map(|(id, _)| id.clone()).collect()
    }

    /// The keystore, for reading.
    #[must_use]
    pub fn keystore(&self) -> &Keystore {
        &self.keystore
    }

    /// Whether what was erased may still be in the keystore's file, because another process is reading it.
    #[must_use]
    pub fn erasure_pending(&self) -> bool {
        self.keystore.erasure_pending()
    }

    /// Goes on with another operation under the same unlocking.
    pub fn set_command(&mut self, command: &'static str) {
        self.command = command;
    }

    /// Runs one operation; where it is refused, records that it was.
    ///
    /// # Errors
    /// What `operation` returned; or, where even the refusal could not be recorded, why not.
    pub fn run<T>(&mut self, operation: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        operation(self).inspect_err(|error| self.record_refusal(error.code()))
    }

    fn record_refusal(&mut self, code: String) {
        let refused = Refused {
            command: self.command.into(),
            code,
        };
        // The operation's own error is what the officers must see; a log that cannot be written to
        // changed nothing, and the next operation meets it again.
        let _ = self.carry_out(Action::Refuse, Event::Refused(refused), &[]);
    }

    /// Lets the officers who are here permit a call of the backend, on `subject`. What then happened they
    /// sign once more, when it is committed.
    pub(crate) fn permit(&self, action: Action, subject: &impl Serialize) -> Result<Approved> {
        self.sign(action, object(subject))
    }

    fn sign(&self, action: Action, subject: Map<String, Value>) -> Result<Approved> {
        let keystore = self.state().home().keystore.clone();
        approve(
            keystore,
            &self.officers,
            &self.state().rules,
            action,
            subject,
        )
    }

    /// The backend; an operation that needs it cannot be begun by fewer than k officers.
    pub(crate) fn hsm(&mut self) -> Result<&mut dyn Hsm> {
        let need = usize::from(self.state().created.k);
        match &mut self.hsm {
            Some(hsm) => Ok(hsm.as_mut()),
            None => Err(Error::TooFewOfficers {
                have: self.officers.len(),
                need,
            }),
        }
    }

    /// The key that signs this keystore's checkpoints and cosigns those of others.
    pub(crate) fn log_key(&self) -> &LogKey {
        &self.log_key
    }

    /// Lets the officers sign each event as it stands, at the place in the log where it will stand, and
    /// commits them in one transaction.
    pub(crate) fn commit(
        &mut self,
        events: Vec<(Action, Event)>,
        attachments: &[Attachment],
    ) -> Result<()> {
        let head = self.keystore.head();
        let approve = |(seq, (action, event)): (u64, &(Action, Event))| {
            self.sign(*action, event.subject(&head, seq)?)
        };
        let numbered = (head.size + 1..).zip(&events);
        let approved = numbered.map(approve).collect::<Result<Vec<_>>>()?;
        let drafts: Vec<_> = events
            .into_iter()
            .zip(&approved)
            .map(|((_, event), approved)| Draft { event, approved })
            .collect();
        let now = clock::now();
        self.keystore
            .append(&head, &now, &drafts, attachments, &self.log_key)?;
        Ok(())
    }

    /// Commits one event.
    pub(crate) fn carry_out(
        &mut self,
        action: Action,
        event: Event,
        attachments: &[Attachment],
    ) -> Result<()> {
        self.commit(vec![(action, event)], attachments)
    }

    /// Signs a file with the own key of each officer who is here.
    ///
    /// # Errors
    /// [`Error::TooFewOfficers`] for fewer than whoever reads it asks for.
    pub(crate) fn sign_jointly(&self, payload: &[u8], typ: &str) -> Result<Vec<u8>> {
        let (have, need) = (self.officers.len(), SIGNERS);
        if have < need {
            return Err(Error::TooFewOfficers { have, need });
        }
        let keys = self.officers.iter().map(|(_, key)| key);
        Ok(quorum::jws::sign_jointly(payload, typ, keys)?)
    }

    /// Signs `message` with the identity key.
    pub(crate) fn sign_identity(
        &mut self,
        approved: &Approved,
        message: &[u8],
    ) -> Result<[u8; 64]> {
        let blob = self.keystore.attachment(&self.state().created.identity)?;
        Ok(self.hsm()?.sign(approved, &blob, message)?)
    }
}

/// Admits who wants to unlock, and records that they try.
fn record_attempt(
    keystore: &mut Keystore,
    command: &str,
    names: &[OfficerId],
    needs: Needs,
) -> Result<()> {
    admit(keystore.state(), names, needs)?;
    let attempt = Attempt {
        command: command.into(),
        officers: names.to_vec(),
    };
    keystore.attempt(&clock::now(), attempt)?;
    // Others may have tried between opening and recording: now that this attempt is in the log, what
    // stands before it decides.
    let mut before = keystore.state().clone();
    before.open_attempts.remove(&keystore.head().size);
    admit(&before, names, needs)
}

/// Checks who wants to unlock before anything is recorded or computed.
fn admit(state: &State, names: &[OfficerId], needs: Needs) -> Result<()> {
    for (index, name) in names.iter().enumerate() {
        if state.rules.officer(name.as_str()).is_none() {
            return Err(Error::UnknownOfficer(name.clone()));
        }
        if names[..index].contains(name) {
            return Err(Error::SameOfficerTwice(name.clone()));
        }
        if let Some(until) = locked_until(state, name) {
            return Err(Error::LockedOut {
                officer: name.clone(),
                until,
            });
        }
    }
    let need = state.rules.needed(needs);
    if names.len() < need {
        Err(Error::TooFewOfficers {
            have: names.len(),
            need,
        })
    } else {
        Ok(())
    }
}

/// The time until which an officer is locked out.
pub(crate) fn locked_until(state: &State, officer: &OfficerId) -> Option<String> {
    let counted = counted_attempts(state, officer);
    let last = counted.get(MAX_ATTEMPTS - 1..)?.last()?;
    Some(clock::after(last, LOCKOUT_MINUTES))
}

/// How many attempts an officer has left before being locked out.
pub(crate) fn attempts_left(state: &State, officer: &OfficerId) -> usize {
    MAX_ATTEMPTS.saturating_sub(counted_attempts(state, officer).len())
}

/// The times of the attempts on an officer that count, the oldest first: the last one until the time of a
/// lockout has passed, and those not so long before it. Nobody signs an attempt, so whoever can write to
/// the file can plant one: dated in the future, it must not lock anybody out until then.
fn counted_attempts<'a>(state: &'a State, officer: &OfficerId) -> Vec<&'a str> {
    let now = clock::now();
    let mut times: Vec<_> = state
        .open_attempts
        .values()
        .filter(|(time, attempt)| *time <= now && attempt.officers.contains(officer))
        .map(|(time, _)| time.as_str())
        .collect();
    times.sort_unstable();
    let Some(last) = times
        .last()
        .copied()
        .filter(|last| now < clock::after(last, LOCKOUT_MINUTES))
    else {
        return vec![];
    };
    times.retain(|time| *last < *clock::after(time, LOCKOUT_MINUTES));
    times
}

fn open_envelope(
    keystore: &Keystore,
    officer: &OfficerId,
    passphrase: &Passphrase,
) -> Result<(Share, SigningKey, LogSeed)> {
    let created = &keystore.state().created;
    let custodian = created
        .custodians
        .iter()
        .find(|one| one.officer.id == *officer);
    let custodian = custodian.ok_or_else(|| Error::UnknownOfficer(officer.clone()))?;
    let context = envelope_context(
        &created.party.keystore,
        created.k,
        created.custodians.len(),
        &custodian.officer,
    );
    let secrets = quorum::open(
        &keystore.attachment(&custodian.envelope)?,
        passphrase,
        &context,
    );
    let secrets = secrets.map_err(|error| match error {
        quorum::Error::WrongPassphrase => Error::WrongPassphrase(officer.clone()),
        other => Error::Quorum(other),
    })?;
    // The key in the envelope must be the one that everybody knows this officer by.
    if secrets.signing.public() != custodian.officer.public_key {
        return Err(Error::Quorum(quorum::Error::EnvelopeContext("public key")));
    }
    Ok((secrets.share, secrets.signing, secrets.log_seed))
}

/// What an officer's envelope is bound to.
pub(crate) fn envelope_context(
    keystore: &str,
    k: u8,
    n: usize,
    officer: &quorum::Officer,
) -> EnvelopeContext {
    EnvelopeContext {
        suite: crate::SUITE,
        keystore: keystore.to_owned(),
        officer: officer.id.clone(),
        k,
        n: u8::try_from(n).unwrap_or(u8::MAX),
        index: officer.share_index,
    }
}

/// Signs one request with every key of `officers`, to be carried out within fifteen minutes, and proves
/// that they are enough.
pub(crate) fn approve(
    keystore: String,
    officers: &[(OfficerId, SigningKey)],
    rules: &quorum::Rules,
    action: Action,
    subject: Map<String, Value>,
) -> Result<Approved> {
    let now = clock::now();
    let request = Request {
        keystore,
        op: uuid::Uuid::new_v4(),
        expires: clock::after(&now, REQUEST_MINUTES),
        action,
        subject,
    };
    let signed: quorum::Result<Vec<_>> = officers
        .iter()
        .map(|(officer, key)| quorum::sign_request(officer, key, &request))
        .collect();
    Ok(Approved::check(rules, request, &signed?, &now)?)
}

pub(crate) fn object(subject: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(subject) {
        Ok(Value::Object(members)) => members,
        // Subjects are this crate's own structs with named fields; an empty one answers no event.
        _ => Map::new(),
    }
}

/// An attachment with the digest by which its event names it.
pub(crate) fn attachment(content: keystore::Content, bytes: Vec<u8>) -> (Digest, Attachment) {
    (Digest::of(&bytes), Attachment { content, bytes })
}
