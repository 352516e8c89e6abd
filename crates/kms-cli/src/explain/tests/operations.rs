//! One error of each kind that `kms` and `keystore` have, and one finding of each.

use std::io;

use key_derivation::{Algorithm, KeyId, KeyVersion, Level};
use keystore::{Authority, Digest, Finding, Head, KeyState, Report, Unwritable};
use kms::{Artefact, Error, Flaw};

pub fn denied() -> io::Error {
    io::ErrorKind::PermissionDenied.into()
}

pub fn officer() -> quorum::OfficerId {
    "wang".parse().unwrap()
}

pub fn henan() -> key_derivation::RegionCode {
    "410000".parse().unwrap()
}

pub fn irk() -> key_derivation::KindCode {
    "0101".parse().unwrap()
}

pub fn key_id() -> KeyId {
    KeyId::from_bytes([7; 16])
}

pub fn all() -> Vec<Error> {
    let mut errors = kms_errors();
    let artefacts = [
        Artefact::Package,
        Artefact::Receipt,
        Artefact::Component,
        Artefact::Identity,
        Artefact::LogExport,
        Artefact::Checkpoint,
        Artefact::Catalogue,
        Artefact::Vectors,
        Artefact::Details,
        Artefact::Cards,
        Artefact::HandoverRecord,
        Artefact::Application,
    ];
    let flaws = [
        Flaw::TooLarge,
        Flaw::Malformed,
        Flaw::UnknownType,
        Flaw::UnknownSuite,
        Flaw::Signature,
        Flaw::Check,
        Flaw::Approvals,
        Flaw::Checkpoint,
        Flaw::Continuity,
        Flaw::Contradiction,
        Flaw::KeyBlock,
        Flaw::WrongAnswer,
        Flaw::Authority,
        Flaw::Inclusion,
    ];
    for artefact in artefacts {
        errors.extend(flaws.map(|flaw| Error::Artefact(artefact, flaw)));
        errors.push(Error::UnknownSender(artefact));
    }
    for name in ["a.kmspkg", "out/a.kmsack", "1of2.component.json", "note"] {
        let (path, source) = (name.into(), denied());
        errors.push(Error::Unwritable { path, source });
        errors.push(Error::FileExists(name.into()));
    }
    errors.extend(KeyState::ALL.map(|from| Error::Transition {
        from,
        to: KeyState::PreActivation,
    }));
    errors
}

pub fn kms_errors() -> Vec<Error> {
    let text = || "x-1".to_owned();
    let version = KeyVersion::new(2).unwrap();
    vec![
        keystore::Error::Busy.into(),
        hsm::Error::NoSteps.into(),
        quorum::Error::ShareDigest.into(),
        key_derivation::Error::ChildRegion.into(),
        audit_log::Error::Consistency.into(),
        Error::QuorumSize { k: 1, n: 1 },
        Error::Name,
        Error::Reason,
        Error::UnknownOfficer(officer()),
        Error::MustSign(officer()),
        Error::NotToday {
            newest: "2026-03-02".parse().unwrap(),
            today: "2026-03-01".parse().unwrap(),
        },
        Error::NoSuchPlace {
            place: "三号柜".parse().unwrap(),
            known: vec!["一号柜".parse().unwrap()],
        },
        Error::NoSuchMonth("2027-01-01".parse().unwrap()),
        Error::SealNotNamed {
            serial: "MC-1".parse().unwrap(),
            seal: "S-1".parse().unwrap(),
        },
        Error::SameOfficerTwice(officer()),
        Error::TooFewOfficers { have: 1, need: 2 },
        Error::WrongPassphrase(officer()),
        Error::LockedOut {
            officer: officer(),
            until: "2026-03-01T08:00:00Z".into(),
        },
        Error::UnknownKind(text()),
        Error::KindOfOtherLevel {
            kind: irk(),
            name: "IRK".into(),
            root: Level::Ministry,
        },
        Error::SchemeAlgorithm(Algorithm::Tdes2),
        Error::NoKey(text()),
        Error::AmbiguousKey(text()),
        Error::NothingToSend,
        Error::KeyState {
            key: key_id(),
            state: KeyState::Suspended,
        },
        Error::Transition {
            from: KeyState::Active,
            to: KeyState::Destroyed,
        },
        Error::TooManyVersions("8001".parse().unwrap()),
        Error::VersionExists {
            kind: irk(),
            version,
        },
        Error::NoVersionLeft,
        Error::NoDiversificationsLeft(key_id()),
        Error::Cards,
        Error::Confirmation,
        Error::NotUnder {
            region: "110000".parse().unwrap(),
            home: henan(),
        },
        Error::NotDirect {
            region: "410100".parse().unwrap(),
            through: henan(),
        },
        Error::NotEnrolled(henan()),
        Error::UnknownSender(Artefact::Package),
        Error::IdentityChanged(henan()),
        Error::AlreadyEnrolled(henan()),
        Error::NotRelated(henan()),
        Error::Artefact(Artefact::Package, Flaw::Signature),
        Error::WrongRecipient {
            artefact: Artefact::Receipt,
            region: henan(),
            keystore: text(),
        },
        Error::Replay {
            counter: 3,
            last: 5,
        },
        Error::Rehearsal { here: true },
        Error::Rehearsal { here: false },
        Error::NoTransport(text()),
        Error::TransportKnown(text()),
        Error::Components { have: 1, need: 2 },
        Error::NoPackage(text()),
        Error::NotAskedFor("APP-1".parse().unwrap()),
        Error::NoHandover("H-1".parse().unwrap()),
        Error::PackageClosed(text()),
        Error::PackageOpen {
            package: text(),
            region: henan(),
        },
        Error::SharedFolder("/media".into()),
        Error::ComponentFolders(1),
        Error::Unreadable {
            path: "a b".into(),
            source: denied(),
        },
        Error::Unwritable {
            path: "out".into(),
            source: denied(),
        },
        Error::FileExists("a.json".into()),
        Error::SelfTest("aes-256"),
        Error::BackendAnswer,
        Error::Print(kms::record::PrintError::TooLong),
        Error::Randomness,
    ]
}

pub fn digest() -> Digest {
    Digest::of(b"x")
}

pub fn tampered() -> keystore::Error {
    let mut report = Report::default();
    report.findings.push(Finding::LeafHash { seq: 3 });
    keystore::Error::Tampered(report)
}

pub fn head(size: u64) -> Head {
    Head {
        size,
        root: [0; 32],
    }
}

pub fn store_errors() -> Vec<keystore::Error> {
    use keystore::Error;
    let detail = || "x".to_owned();
    let unwritable = |cause| Error::Unwritable {
        cause,
        detail: detail(),
    };
    let refusals = handover_record::Refusal::ALL.iter();
    let mut errors: Vec<_> = refusals.map(|one| Error::Custody(*one)).collect();
    errors.extend([
        Error::Event { name: detail() },
        Error::Digest,
        Error::Rules(quorum::Error::ShareLength),
        Error::Rule {
            rule: "an append has an event",
        },
        Error::Log(audit_log::Error::NotCanonical),
        Error::Sequence {
            expected: 4,
            found: 5,
        },
        Error::NotFound("henan.kms".into()),
        Error::NotFound("new/henan.kms.new-1".into()),
        Error::Exists("henan.kms".into()),
        Error::Busy,
        Error::Moved {
            expected: head(4),
            found: head(6),
        },
        Error::Replaced,
        unwritable(Unwritable::Full),
        unwritable(Unwritable::ReadOnly),
        unwritable(Unwritable::Permission),
        unwritable(Unwritable::Io),
        Error::Damaged { detail: detail() },
        Error::Newer { found: 9, known: 1 },
        tampered(),
        Error::Tampered(Report::default()),
        Error::LogKey,
        Error::AttachmentNotGiven(digest()),
        Error::AttachmentNotNamed(digest()),
        Error::Erased(digest()),
        Error::Missing(digest()),
        Error::Altered(digest()),
        Error::NoEntry(9),
        Error::File {
            call: "fsync",
            path: "henan.kms".into(),
            source: denied(),
        },
        Error::Database { detail: detail() },
    ]);
    errors.extend(authorities().into_iter().map(Error::Authority));
    errors
}

pub fn authorities() -> Vec<Authority> {
    vec![
        Authority::NoRequest,
        Authority::NotAnAttempt,
        Authority::OtherKeystore,
        Authority::Reused {
            op: "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap(),
        },
        Authority::Expired {
            expires: "2026-03-01T08:00:00Z".into(),
        },
        Authority::NotAnswered,
        Authority::Approvals(quorum::Error::NoApprovals),
    ]
}

pub fn findings() -> Vec<Finding> {
    let text = || "x".to_owned();
    let log = || audit_log::Error::Signature("kms".into());
    vec![
        Finding::Container { detail: text() },
        Finding::ApplicationId { found: 0 },
        Finding::Version { found: 0, known: 1 },
        Finding::Schema { object: text() },
        Finding::Unreadable,
        Finding::Empty,
        Finding::Sequence {
            expected: 2,
            found: 3,
        },
        Finding::LeafHash { seq: 2 },
        Finding::Entry {
            seq: 2,
            error: Box::new(tampered()),
        },
        Finding::Checkpoint {
            size: 2,
            error: log(),
        },
        Finding::CheckpointMissing { size: 5 },
        Finding::Unsigned { seq: 2 },
        Finding::RowMissing {
            table: "key",
            key: text(),
        },
        Finding::RowExtra {
            table: "key",
            key: "\u{202e}".into(),
        },
        Finding::RowDiffers {
            table: "key",
            key: text(),
            column: text(),
        },
        Finding::AttachmentMissing { digest: digest() },
        Finding::AttachmentAltered { digest: digest() },
        Finding::AttachmentNotErased { digest: digest() },
        Finding::AttachmentExtra { digest: text() },
        Finding::Witness {
            index: 0,
            error: log(),
        },
        Finding::RolledBack {
            witnessed: 9,
            entries: 4,
        },
        Finding::Rewritten { size: 4 },
    ]
}
