//! The stable code and the exit code of every error (FORMATS, "Program output").

use handover_record::Refusal;
use keystore::{Error as Store, Report};

use crate::Error;

impl Error {
    /// Stable code, never translated: `wrong-passphrase`, `package-signature`, …
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Artefact(artefact, flaw) => format!("{}-{}", artefact.name(), flaw.name()),
            Self::Keystore(Store::Custody(refusal)) => format!("custody-{refusal}"),
            other => other.simple_code().to_owned(),
        }
    }

    fn simple_code(&self) -> &'static str {
        match self {
            Self::Keystore(error) => store_code(error),
            Self::Hsm(_) => "backend",
            Self::Quorum(error) => quorum_code(error),
            Self::Derivation(error) => derivation_code(error),
            Self::Log(_) => "log-format",
            Self::QuorumSize { .. } => "quorum-size",
            Self::Name => "name",
            Self::Reason => "reason",
            Self::UnknownOfficer(_) => "unknown-officer",
            Self::MustSign(_) => "must-sign",
            Self::NotToday { .. } => "custody-day-order",
            Self::NoSuchPlace { .. } => "no-such-place",
            Self::NoSuchMonth(_) => "no-such-month",
            Self::SealNotNamed { .. } => "seal-not-named",
            Self::SameOfficerTwice(_) => "same-officer-twice",
            Self::TooFewOfficers { .. } => "too-few-officers",
            Self::WrongPassphrase(_) => "wrong-passphrase",
            Self::LockedOut { .. } => "locked-out",
            Self::UnknownKind(_) => "unknown-kind",
            Self::KindOfOtherLevel { .. } => "kind-of-other-level",
            Self::SchemeAlgorithm(_) => "scheme-algorithm",
            Self::NoKey(_) => "no-key",
            Self::AmbiguousKey(_) => "ambiguous-key",
            Self::NothingToSend => "nothing-to-send",
            Self::KeyState { .. } => "key-state",
            Self::Transition { .. } => "transition",
            Self::TooManyVersions(_) => "too-many-versions",
            Self::VersionExists { .. } => "version-exists",
            Self::NoVersionLeft => "no-version-left",
            Self::NoDiversificationsLeft(_) => "no-diversifications-left",
            Self::Cards => "cards",
            Self::Confirmation => "confirmation",
            Self::NotUnder { .. } => "region-not-under",
            Self::NotDirect { .. } => "region-not-direct",
            Self::NotEnrolled(_) => "not-enrolled",
            Self::UnknownSender(_) => "unknown-sender",
            Self::IdentityChanged(_) => "identity-changed",
            Self::AlreadyEnrolled(_) => "already-enrolled",
            Self::NotRelated(_) => "region-not-related",
            Self::Artefact(..) => "artefact",
            Self::WrongRecipient { .. } => "wrong-recipient",
            Self::Replay { .. } => "replay",
            Self::Rehearsal { .. } => "rehearsal",
            Self::NoTransport(_) => "no-transport",
            Self::TransportKnown(_) => "transport-known",
            Self::Components { .. } => "components",
            Self::NoPackage(_) => "no-package",
            Self::NoHandover(_) => "no-handover",
            Self::NotAskedFor(_) => "not-asked-for",
            Self::PackageClosed(_) => "package-closed",
            Self::PackageOpen { .. } => "package-open",
            Self::SharedFolder(_) => "shared-folder",
            Self::ComponentFolders(_) => "component-folders",
            Self::Unreadable { .. } => "unreadable",
            Self::Unwritable { .. } => "unwritable",
            Self::FileExists(_) => "file-exists",
            Self::SelfTest(_) => "self-test",
            Self::BackendAnswer => "backend-answer",
            Self::Print(_) => "print",
            Self::Randomness => "randomness",
        }
    }

    /// Exit code of the program.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Keystore(error) => store_exit(error),
            Self::Hsm(hsm::Error::Sealed(_) | hsm::Error::CheckValue { .. }) => 3,
            Self::Hsm(_) | Self::BackendAnswer => 14,
            Self::Quorum(error) => quorum_exit(error),
            Self::Derivation(key_derivation::Error::RegionUnknown(_)) => 7,
            Self::Derivation(
                key_derivation::Error::RegionHeading(_)
                | key_derivation::Error::RegionSpecial(_)
                | key_derivation::Error::RegionAbolished { .. }
                | key_derivation::Error::RegionMinistry,
            ) => 4,
            Self::Derivation(_) => 2,
            Self::Log(audit_log::Error::Io(_)) => 1,
            Self::Log(_) | Self::Artefact(..) => 3,
            Self::QuorumSize { .. }
            | Self::Name
            | Self::Reason
            | Self::SameOfficerTwice(_)
            | Self::UnknownKind(_)
            | Self::SchemeAlgorithm(_)
            | Self::AmbiguousKey(_)
            | Self::Cards
            | Self::Confirmation
            | Self::Components { .. }
            | Self::ComponentFolders(_)
            | Self::SharedFolder(_)
            | Self::SealNotNamed { .. }
            | Self::NoSuchMonth(_)
            | Self::Unreadable { .. } => 2,
            Self::TooFewOfficers { .. }
            | Self::MustSign(_)
            | Self::NotToday { .. }
            | Self::KindOfOtherLevel { .. }
            | Self::NothingToSend
            | Self::KeyState { .. }
            | Self::Transition { .. }
            | Self::TooManyVersions(_)
            | Self::NoVersionLeft
            | Self::NoDiversificationsLeft(_)
            | Self::NotUnder { .. }
            | Self::NotDirect { .. }
            | Self::NotEnrolled(_)
            | Self::UnknownSender(_)
            | Self::NotRelated(_)
            | Self::Rehearsal { .. }
            | Self::NoTransport(_)
            | Self::NotAskedFor(_)
            | Self::PackageClosed(_) => 4,
            Self::WrongPassphrase(_) => 5,
            Self::LockedOut { .. } => 6,
            Self::NoSuchPlace { .. }
            | Self::UnknownOfficer(_)
            | Self::NoKey(_)
            | Self::NoPackage(_)
            | Self::NoHandover(_) => 7,
            Self::VersionExists { .. }
            | Self::IdentityChanged(_)
            | Self::AlreadyEnrolled(_)
            | Self::Replay { .. }
            | Self::TransportKnown(_)
            | Self::PackageOpen { .. }
            | Self::FileExists(_) => 8,
            Self::WrongRecipient { .. } => 9,
            Self::Unwritable { .. } | Self::Print(_) | Self::Randomness => 1,
            Self::SelfTest(_) => 13,
        }
    }
}

/// Stable code of what verification found; none where nothing is wrong. Whatever is wrong, the exit code is 3.
#[must_use]
pub fn verification(report: &Report) -> Option<&'static str> {
    if report.is_clean() {
        None
    } else if report.is_container_only() {
        Some(DAMAGED)
    } else {
        Some(TAMPERED)
    }
}

const DAMAGED: &str = "container-damaged";
const TAMPERED: &str = "tampered";

fn store_code(error: &Store) -> &'static str {
    match error {
        Store::NotFound(_) => "no-keystore",
        Store::Exists(_) => "keystore-exists",
        Store::Busy => "busy",
        Store::Moved { .. } => "moved",
        Store::Replaced => "keystore-replaced",
        Store::Unwritable { .. } => "database-unwritable",
        Store::Damaged { .. } => DAMAGED,
        Store::Newer { .. } => "schema-newer",
        Store::Tampered(report) => verification(report).unwrap_or(TAMPERED),
        Store::Missing(_) | Store::Altered(_) | Store::Erased(_) => "attachment-lost",
        Store::Rule { .. } | Store::Authority(_) | Store::Custody(_) => "rule",
        Store::File { .. } => "file",
        _ => "keystore",
    }
}

fn store_exit(error: &Store) -> u8 {
    match error {
        Store::NotFound(_) => 10,
        Store::Exists(_) | Store::Moved { .. } | Store::Replaced => 8,
        Store::Busy => 11,
        Store::Unwritable { .. } | Store::File { .. } => 12,
        Store::Damaged { .. }
        | Store::Tampered(_)
        | Store::Missing(_)
        | Store::Altered(_)
        | Store::Erased(_)
        | Store::Event { .. }
        | Store::Sequence { .. }
        | Store::Newer { .. } => 3,
        Store::Custody(Refusal::Unknown) => 7,
        Store::Custody(Refusal::AlreadyKnown) => 8,
        Store::Custody(Refusal::DocumentSize) => 2,
        Store::Custody(_) | Store::Rule { .. } | Store::Authority(_) | Store::Rules(_) => 4,
        _ => 1,
    }
}

fn quorum_code(error: &quorum::Error) -> &'static str {
    use quorum::Error as Quorum;
    match error {
        Quorum::PassphraseTooShort
        | Quorum::PassphraseTooSimple
        | Quorum::PassphraseTooLong
        | Quorum::PassphraseNotText => "passphrase",
        Quorum::EnvelopeLayout
        | Quorum::EnvelopeContext(_)
        | Quorum::Suite(_)
        | Quorum::Cost { .. }
        | Quorum::ShareDigest => "envelope",
        Quorum::Random(_) | Quorum::PasswordHash => "machine",
        _ => "approval",
    }
}

fn quorum_exit(error: &quorum::Error) -> u8 {
    match quorum_code(error) {
        "passphrase" => 2,
        "envelope" => 3,
        "machine" => 1,
        _ => 4,
    }
}

fn derivation_code(error: &key_derivation::Error) -> &'static str {
    use key_derivation::Error as Derivation;
    match error {
        Derivation::RegionUnknown(_) => "region-unknown",
        Derivation::RegionHeading(_) => "region-heading",
        Derivation::RegionSpecial(_) => "region-special",
        Derivation::RegionAbolished { .. } => "region-abolished",
        Derivation::RegionMinistry => "region-ministry",
        _ => "derivation",
    }
}
