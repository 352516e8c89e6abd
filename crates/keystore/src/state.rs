//! What the log adds up to. Replaying entries in order gives this state, and nothing else decides it.

pub use handover_record::Thing;
use handover_record::{Office, Register};
use key_derivation::{Algorithm, Kcv, KeyDescriptor, KeyId, KeyVersion, KindCode, RegionCode};
use quorum::{OfficerId, Rules};
use uuid::Uuid;

use crate::event::{Attempt, Created, Enrolled, PackageCreated, Party};
use crate::{Digest, Error, Journaled, KeyState, Result};

/// Most versions of one kind and algorithm that may be live side by side.
pub const MAX_LIVE_VERSIONS: usize = 4;

/// A key that this keystore holds or held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Everything about it that never changes.
    pub descriptor: KeyDescriptor,
    /// Check value.
    pub kcv: Kcv,
    /// Digest of its protected bytes.
    pub blob: Digest,
    /// State now.
    pub state: KeyState,
    /// Why it is in this state, in the officers' words; empty for its first state.
    pub reason: String,
    /// Time of its last change.
    pub since: String,
}

/// Which way a transport key went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Made here for a recipient.
    Out,
    /// Put together here from a sender's components.
    In,
}

/// A transport key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transport {
    /// Which way it went.
    pub direction: Direction,
    /// Recipient or sender.
    pub peer: Party,
    /// Check value.
    pub kcv: Kcv,
    /// SHA-256 checks of its component images, in order.
    pub components: Vec<Digest>,
    /// Digest of its sealed bytes.
    pub blob: Digest,
    /// Whether its component files are known to be written.
    pub written: bool,
    /// The package that it protects.
    pub package: Option<String>,
    /// Whether its bytes are erased.
    pub destroyed: bool,
}

/// How far a package has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageState {
    /// Committed; its file is not known to be written.
    Prepared,
    /// Its file is written.
    Written,
    /// The recipient's receipt was verified.
    Received,
    /// Cancelled.
    Cancelled,
}

impl PackageState {
    /// Its stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Written => "written",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A package made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// As committed.
    pub created: PackageCreated,
    /// How far it has come.
    pub state: PackageState,
    /// Digest of the verified receipt.
    pub receipt: Option<Digest>,
}

/// A package received here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// SHA-256 of its exact bytes.
    pub digest: Digest,
    /// Sender.
    pub from: Party,
    /// Counter.
    pub counter: u64,
    /// Keys that came with it.
    pub keys: Vec<KeyId>,
    /// Digest of the receipt's exact bytes.
    pub receipt: Option<Digest>,
    /// Size of this log that the receipt's checkpoint covers.
    pub checkpoint_size: Option<u64>,
    /// Whether the receipt's file is known to be written.
    pub receipt_written: bool,
}

/// Another log's checkpoint that this keystore has verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// Root at that size, base64 in the note itself.
    pub checkpoint: String,
    /// This keystore's cosignature line, where it made one.
    pub cosigned: Option<String>,
}

/// Cards derived under one key in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cards {
    /// Parent key.
    pub key_id: KeyId,
    /// How many.
    pub count: u64,
    /// SHA-256 of the manifest.
    pub manifest: Digest,
}

/// What an attachment holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// A custodian's sealed envelope.
    Envelope,
    /// A person's name, salted.
    Person,
    /// The identity key, sealed.
    Identity,
    /// A regional catalogue of key kinds.
    Catalogue,
    /// A key's protected bytes.
    Key,
    /// A transport key, sealed.
    Transport,
    /// A package's exact bytes.
    Package,
    /// A receipt's exact bytes.
    Receipt,
}

impl Content {
    /// Stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Person => "person",
            Self::Identity => "identity",
            Self::Catalogue => "catalogue",
            Self::Key => "key",
            Self::Transport => "transport",
            Self::Package => "package",
            Self::Receipt => "receipt",
        }
    }
}

/// An attachment that the log names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it holds.
    pub content: Content,
    /// Whether its bytes are gone for good: erased on purpose, or lost and recorded by a repair.
    pub erased: bool,
}

/// The whole state of a keystore.
#[derive(Clone)]
pub struct State {
    /// The first event.
    pub created: Created,
    /// The officers and the threshold.
    pub rules: Rules,
    /// Keys by id.
    pub keys: Journaled<KeyId, Key>,
    /// Enrolled identities by region: one keystore a region.
    pub peers: Journaled<RegionCode, Enrolled>,
    /// Transport keys by id.
    pub transports: Journaled<String, Transport>,
    /// Packages made here, by id.
    pub packages: Journaled<String, Package>,
    /// Packages received here, by id.
    pub imports: Journaled<String, Import>,
    /// Other logs' checkpoints, by origin and size.
    pub witnessed: Journaled<(String, u64), Witnessed>,
    /// Cosignature lines of others on this log, by origin of the cosigner and size of this log.
    pub cosignatures: Journaled<(String, u64), String>,
    /// Derived cards, by the sequence number of their event.
    pub cards: Journaled<u64, Cards>,
    /// Every attachment that the log names.
    pub attachments: Journaled<Digest, Named>,
    /// Attempts, with their times, on officers who have signed nothing since, by the sequence number of their event.
    pub open_attempts: Journaled<u64, (String, Attempt)>,
    /// Machines, carriers, third parties and handovers.
    pub register: Register,
    /// In which entries a thing of the register stands.
    pub histories: Journaled<(Thing, u64), ()>,
}

impl State {
    /// Begins the state from the first event.
    ///
    /// # Errors
    /// [`Error::Rules`] where the officers and the threshold do not make a quorum; [`Error::Rule`] where two things
    /// share an attachment, or the keystore's id is no UUID.
    pub fn begin(created: Created) -> Result<Self> {
        let officers = created
            .custodians
            .iter()
            .map(|one| one.officer.clone())
            .collect();
        let rules = Rules::new(created.k, officers).map_err(Error::Rules)?;
        let office = Office {
            keystore: uuid(&created.party.keystore)?,
            rehearsal: created.rehearsal,
        };
        let mut state = Self {
            rules,
            keys: Journaled::default(),
            peers: Journaled::default(),
            transports: Journaled::default(),
            packages: Journaled::default(),
            imports: Journaled::default(),
            witnessed: Journaled::default(),
            cosignatures: Journaled::default(),
            cards: Journaled::default(),
            attachments: Journaled::default(),
            open_attempts: Journaled::default(),
            register: Register::of(office),
            histories: Journaled::default(),
            created,
        };
        state.attach(state.created.identity, Content::Identity)?;
        if let Some(catalogue) = state.created.regional_catalogue {
            state.attach(catalogue, Content::Catalogue)?;
        }
        for custodian in state.created.custodians.clone() {
            state.attach(custodian.person, Content::Person)?;
            state.attach(custodian.envelope, Content::Envelope)?;
        }
        Ok(state)
    }

    /// Who this keystore is.
    #[must_use]
    pub fn home(&self) -> &Party {
        &self.created.party
    }

    /// Origin of this keystore's checkpoints: `kms/<level>/<region>/<keystore id>`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.home().origin()
    }

    /// Keys of one kind and algorithm that belong to this keystore's region, oldest version first.
    pub fn versions(
        &self,
        kind: KindCode,
        algorithm: Algorithm,
    ) -> impl Iterator<Item = (&KeyId, &Key)> {
        let mut keys: Vec<_> = self
            .keys
            .iter()
            .filter(|(_, key)| key.descriptor.kind == kind && key.descriptor.algorithm == algorithm)
            .collect();
        keys.sort_by_key(|(_, key)| key.descriptor.version);
        keys.into_iter()
    }

    /// The key of exactly this kind, algorithm and version.
    #[must_use]
    pub fn key(
        &self,
        kind: KindCode,
        algorithm: Algorithm,
        version: KeyVersion,
    ) -> Option<(&KeyId, &Key)> {
        self.versions(kind, algorithm)
            .find(|(_, key)| key.descriptor.version == version)
    }

    /// Highest counter of the packages made here for `keystore`; 0 where there is none.
    #[must_use]
    pub fn last_counter_to(&self, keystore: &str) -> u64 {
        let sent = self
            .packages
            .values()
            .filter(|package| package.created.to.keystore == keystore);
        sent.map(|package| package.created.counter)
            .max()
            .unwrap_or(0)
    }

    /// Highest counter of the packages received from `keystore`; 0 where there is none.
    #[must_use]
    pub fn last_counter_from(&self, keystore: &str) -> u64 {
        let received = self
            .imports
            .values()
            .filter(|import| import.from.keystore == keystore);
        received.map(|import| import.counter).max().unwrap_or(0)
    }

    /// The newest checkpoint of `origin` that was verified here, with its size.
    #[must_use]
    pub fn newest_witnessed(&self, origin: &str) -> Option<(u64, &Witnessed)> {
        let range = (origin.to_owned(), 0)..=(origin.to_owned(), u64::MAX);
        self.witnessed
            .range(range)
            .next_back()
            .map(|((_, size), seen)| (*size, seen))
    }

    /// The numbers of the entries in which a thing of the register stands, in order.
    pub fn history(&self, thing: &Thing) -> impl DoubleEndedIterator<Item = u64> {
        let range = (thing.clone(), 0)..=(thing.clone(), u64::MAX);
        self.histories.range(range).map(|((_, seq), ())| *seq)
    }

    /// How often `officer` was attempted since an officer last signed, and when last.
    #[must_use]
    pub fn attempts_on(&self, officer: &OfficerId) -> (usize, Option<&str>) {
        let mut on = self
            .open_attempts
            .values()
            .filter(|(_, attempt)| attempt.officers.contains(officer));
        let last = on.clone().next_back().map(|(time, _)| time.as_str());
        (on.by_ref().count(), last)
    }

    /// Names new bytes. Two things never share an attachment: erasing one would take the other's bytes.
    pub(crate) fn attach(&mut self, digest: Digest, content: Content) -> Result<()> {
        match self.attachments.insert(
            digest,
            Named {
                content,
                erased: false,
            },
        ) {
            None => Ok(()),
            Some(_) => Err(Error::Rule {
                rule: "an attachment belongs to one thing",
            }),
        }
    }

    pub(crate) fn erase(&mut self, digest: Digest) {
        if let Some(named) = self.attachments.get_mut(&digest) {
            named.erased = true;
        }
    }
}

/// A keystore's id in its one spelling: it stands in statements that are signed line by line.
fn uuid(id: &str) -> Result<Uuid> {
    let read = Uuid::parse_str(id).ok();
    read.filter(|uuid| uuid.to_string() == id)
        .ok_or(Error::Rule {
            rule: "a keystore's id is a UUID",
        })
}

/// Does the same to every map of a state; one that is forgotten here does not compile.
macro_rules! on_every_map {
    ($state:expr, $method:ident) => {{
        let State {
            // What never changes after the first event.
            created: _,
            rules: _,
            keys,
            peers,
            transports,
            packages,
            imports,
            witnessed,
            cosignatures,
            cards,
            attachments,
            open_attempts,
            register,
            histories,
        } = $state;
        keys.$method();
        peers.$method();
        transports.$method();
        packages.$method();
        imports.$method();
        witnessed.$method();
        cosignatures.$method();
        cards.$method();
        attachments.$method();
        open_attempts.$method();
        register.$method();
        histories.$method();
    }};
}

impl State {
    /// Keeps what the events since the last call changed.
    pub(crate) fn settle(&mut self) {
        on_every_map!(self, settle);
    }

    /// Takes back what the events since the last [`State::settle`] changed.
    pub(crate) fn undo(&mut self) {
        on_every_map!(self, undo);
    }
}

impl Party {
    /// Origin of this party's checkpoints: `kms/<level>/<region>/<keystore id>`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!(
            "kms/{}/{}/{}",
            self.level.name(),
            self.region,
            self.keystore
        )
    }
}
