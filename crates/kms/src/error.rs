//! What an operation can refuse. The sentence that a person reads is made elsewhere from the variant and
//! its data; the stable code and the exit code are decided here, once.

use std::path::PathBuf;

use handover_record::{Mark, Words};
use jiff::civil::Date;
use key_derivation::{Algorithm, KeyId, KeyVersion, KindCode, Level, RegionCode};
use keystore::KeyState;
use quorum::OfficerId;

/// Result of an operation.
pub type Result<T> = std::result::Result<T, Error>;

/// A file that came from outside or goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Artefact {
    /// A `.kmspkg` package.
    Package,
    /// A `.kmsack` receipt.
    Receipt,
    /// A transport key's component image.
    Component,
    /// An identity file.
    Identity,
    /// An exported audit log.
    LogExport,
    /// A checkpoint, a signed note.
    Checkpoint,
    /// A regional catalogue of key kinds.
    Catalogue,
    /// A file of test vectors.
    Vectors,
    /// A file with a person's name and ID number.
    Details,
    /// A list of cards to derive keys for.
    Cards,
    /// The record of a handover to a third party.
    HandoverRecord,
    /// A region's key application.
    Application,
}

impl Artefact {
    /// Stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Receipt => "receipt",
            Self::Component => "component",
            Self::Identity => "identity",
            Self::LogExport => "log-export",
            Self::Checkpoint => "checkpoint",
            Self::Catalogue => "catalogue",
            Self::Vectors => "vectors",
            Self::Details => "details",
            Self::Cards => "cards",
            Self::HandoverRecord => "handover-record",
            Self::Application => "application",
        }
    }
}

/// What is wrong with an artefact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Larger than any such file can be.
    TooLarge,
    /// Not the canonical form that this program writes.
    Malformed,
    /// Its type or version is not one this program knows.
    UnknownType,
    /// A cryptographic suite that this program does not know.
    UnknownSuite,
    /// The signature does not hold.
    Signature,
    /// Its check does not hold: altered or mistyped.
    Check,
    /// The officers' approvals do not hold.
    Approvals,
    /// Its checkpoint does not hold or does not continue the one known here.
    Checkpoint,
    /// It does not show that its log continues the one known here.
    Continuity,
    /// Two parts of it contradict each other, or it contradicts what this keystore knows.
    Contradiction,
    /// A key block does not open under the transport key, or does not hold the key that it should.
    KeyBlock,
    /// It does not answer what was sent.
    WrongAnswer,
    /// An entry in it was done without the officers who had to approve it.
    Authority,
    /// An entry in it is not in the log that its checkpoint speaks of.
    Inclusion,
}

impl Flaw {
    /// Stable name, the second half of the error's code.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::UnknownType => "unknown-type",
            Self::UnknownSuite => "unknown-suite",
            Self::Signature => "signature",
            Self::Check => "check",
            Self::Approvals => "approvals",
            Self::Checkpoint => "checkpoint",
            Self::Continuity => "continuity",
            Self::Contradiction => "contradiction",
            Self::KeyBlock => "key-block",
            Self::WrongAnswer => "wrong-answer",
            Self::Authority => "authority",
            Self::Inclusion => "inclusion",
        }
    }
}

/// Why an operation was refused or failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The keystore refused or is damaged.
    #[error(transparent)]
    Keystore(#[from] keystore::Error),
    /// The backend refused.
    #[error(transparent)]
    Hsm(#[from] hsm::Error),
    /// Sharing, envelopes or approvals refused.
    #[error(transparent)]
    Quorum(#[from] quorum::Error),
    /// Derivation, region table or catalogue refused.
    #[error(transparent)]
    Derivation(#[from] key_derivation::Error),
    /// The log's formats refused.
    #[error(transparent)]
    Log(#[from] audit_log::Error),
    /// The custodians do not make a quorum: `k` of `n`.
    #[error("{k} of {n} is not a quorum: 2 <= k <= n <= 16")]
    QuorumSize {
        /// Threshold.
        k: u8,
        /// Custodians.
        n: usize,
    },
    /// A person's name has no characters, too many, or some that a person cannot see.
    #[error("name is empty, too long or has control or bidirectional characters")]
    Name,
    /// An officers' reason has no characters, too many, or some that a person cannot see.
    #[error("reason is empty, too long or has control or bidirectional characters")]
    Reason,
    /// Nobody of this staff code is enrolled.
    #[error("unknown officer {0}")]
    UnknownOfficer(OfficerId),
    /// The newest custody event is of a later day than this machine's.
    #[error("the newest record is of {newest}, and today is {today}")]
    NotToday {
        /// Day of the newest event.
        newest: Date,
        /// Today by this machine's clock.
        today: Date,
    },
    /// A report of a month that has not begun.
    #[error("the month of {0} has not begun")]
    NoSuchMonth(Date),
    /// A count of a place where no carrier belongs.
    #[error("no carrier belongs at '{place}'")]
    NoSuchPlace {
        /// The place.
        place: Words,
        /// Places where carriers belong.
        known: Vec<Words>,
    },
    /// A carrier with a seal comes back and no seal is named.
    #[error("carrier {serial} has seal {seal}, and none is named")]
    SealNotNamed {
        /// Which carrier.
        serial: Mark,
        /// Its seal.
        seal: Mark,
    },
    /// Somebody who does something with a carrier is not among the officers who unlocked.
    #[error("officer {0} must sign this")]
    MustSign(OfficerId),
    /// The same officer was named twice.
    #[error("officer {0} named twice")]
    SameOfficerTwice(OfficerId),
    /// Fewer officers than the operation needs.
    #[error("{have} officers, {need} needed")]
    TooFewOfficers {
        /// How many were named.
        have: usize,
        /// How many are needed.
        need: usize,
    },
    /// The passphrase does not open this officer's envelope.
    #[error("wrong passphrase for {0}")]
    WrongPassphrase(OfficerId),
    /// Too many attempts on this officer.
    #[error("{officer} is locked out until {until}")]
    LockedOut {
        /// Who.
        officer: OfficerId,
        /// RFC 3339 time from which a new attempt is taken.
        until: String,
    },
    /// No kind of this name or code in the catalogue.
    #[error("unknown key kind {0}")]
    UnknownKind(String),
    /// The catalogue says that this kind is generated at another level.
    #[error("{kind} is generated at the {root} level")]
    KindOfOtherLevel {
        /// Kind.
        kind: KindCode,
        /// Its name.
        name: String,
        /// Level that generates it.
        root: Level,
    },
    /// The scheme does not work with the algorithm.
    #[error("the scheme does not derive {0:?} keys")]
    SchemeAlgorithm(Algorithm),
    /// No such key here.
    #[error("no key {0}")]
    NoKey(String),
    /// Several keys answer the description.
    #[error("{0} names more than one key")]
    AmbiguousKey(String),
    /// Nothing to do: no key fits the selection.
    #[error("no active key that can be diversified further fits the selection")]
    NothingToSend,
    /// The key is in a state in which it cannot be used so.
    #[error("key {key} is {state:?}")]
    KeyState {
        /// Which key.
        key: KeyId,
        /// Its state.
        state: KeyState,
    },
    /// The change of state is not one of SP 800-57's.
    #[error("a key cannot go from {from:?} to {to:?}")]
    Transition {
        /// State now.
        from: KeyState,
        /// State asked for.
        to: KeyState,
    },
    /// The kind has four live versions already.
    #[error("{0} has four live versions")]
    TooManyVersions(KindCode),
    /// This version of the kind exists.
    #[error("version {version:?} of {kind} exists")]
    VersionExists {
        /// Kind.
        kind: KindCode,
        /// Version.
        version: KeyVersion,
    },
    /// The version after this one would be above 99.
    #[error("no version numbers left")]
    NoVersionLeft,
    /// The key cannot be diversified for another region any more.
    #[error("key {0} has no diversifications left for this")]
    NoDiversificationsLeft(KeyId),
    /// No card was named, or one of them twice.
    #[error("no cards, or the same card twice")]
    Cards,
    /// What was typed to confirm is not what was asked for.
    #[error("the confirmation does not match")]
    Confirmation,
    /// The region does not stand under this keystore's home region.
    #[error("{region} is not under {home}")]
    NotUnder {
        /// Region asked for.
        region: RegionCode,
        /// Home region.
        home: RegionCode,
    },
    /// The region stands under this one, but not directly: sub-keys pass down step by step.
    #[error("{region} is served by {through}")]
    NotDirect {
        /// Region asked for.
        region: RegionCode,
        /// Region directly under this one that serves it.
        through: RegionCode,
    },
    /// No identity of this region is enrolled.
    #[error("{0} is not enrolled")]
    NotEnrolled(RegionCode),
    /// Nobody enrolled here made this artefact.
    #[error("nobody enrolled here made this {}", .0.name())]
    UnknownSender(Artefact),
    /// Another identity of this region is enrolled.
    #[error("another identity of {0} is enrolled")]
    IdentityChanged(RegionCode),
    /// This identity is enrolled already.
    #[error("this identity of {0} is enrolled already")]
    AlreadyEnrolled(RegionCode),
    /// The identity is of a level or region that this keystore does not deal with.
    #[error("{0} is neither above nor directly under this keystore")]
    NotRelated(RegionCode),
    /// An artefact is malformed or altered.
    #[error("{}: {}", .0.name(), .1.name())]
    Artefact(Artefact, Flaw),
    /// The artefact is for somebody else.
    #[error("the {} is for {region} {keystore}", .artefact.name())]
    WrongRecipient {
        /// What it is.
        artefact: Artefact,
        /// Whose it is.
        region: RegionCode,
        /// Keystore it is for.
        keystore: String,
    },
    /// A package with this or a later counter was imported already.
    #[error("package counter {counter} is not above {last}")]
    Replay {
        /// Counter of the package.
        counter: u64,
        /// Highest counter imported.
        last: u64,
    },
    /// A rehearsal artefact in production, or the reverse.
    #[error("rehearsal and production do not meet")]
    Rehearsal {
        /// Whether this keystore is a rehearsal.
        here: bool,
    },
    /// The package's transport key was not put together here yet.
    #[error("transport key {0} is not here")]
    NoTransport(String),
    /// This transport key was put together here before.
    #[error("transport key {0} is here already")]
    TransportKnown(String),
    /// Components that do not belong together, or too few or the same one twice.
    #[error("components: have {have}, need {need} different ones of one key")]
    Components {
        /// How many different ones were given.
        have: usize,
        /// How many there are.
        need: usize,
    },
    /// No such handover here.
    #[error("no handover {0}")]
    NoHandover(handover_record::Mark),
    /// The package has a key that the application does not ask for.
    #[error("a key that application {0} does not ask for")]
    NotAskedFor(handover_record::Mark),
    /// No such package here.
    #[error("no package {0}")]
    NoPackage(String),
    /// The package is not in a state for this.
    #[error("package {0} is received or cancelled")]
    PackageClosed(String),
    /// This recipient has an open package with just these keys.
    #[error("package {package} with the same keys is open for {region}")]
    PackageOpen {
        /// The open package.
        package: String,
        /// Its recipient.
        region: RegionCode,
    },
    /// Two components of a key, or a component and the package, would come to lie in one folder.
    #[error("components of one key may not share a folder")]
    SharedFolder(PathBuf),
    /// Two or three component folders are needed.
    #[error("{0} component folders given, 2 or 3 needed")]
    ComponentFolders(usize),
    /// A file to read is missing or cannot be read.
    #[error("cannot read {path}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {path}")]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A different file of this name is there already.
    #[error("{0} exists and is different")]
    FileExists(PathBuf),
    /// A built-in known answer was not reproduced.
    #[error("self-test failed: {0}")]
    SelfTest(&'static str),
    /// The backend answered something else than it was asked for.
    #[error("the backend answered something else than it was asked for")]
    BackendAnswer,
    /// A handover record could not be printed.
    #[error(transparent)]
    Print(#[from] handover_print::Error),
    /// The operating system gave no random bytes.
    #[error("no randomness")]
    Randomness,
}

impl Error {
    /// Refusal of an artefact.
    pub(crate) const fn artefact(artefact: Artefact, flaw: Flaw) -> Self {
        Self::Artefact(artefact, flaw)
    }
}

impl From<handover_record::Refusal> for Error {
    fn from(refusal: handover_record::Refusal) -> Self {
        Self::Keystore(keystore::Error::Custody(refusal))
    }
}
