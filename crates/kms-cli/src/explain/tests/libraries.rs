//! One error of each kind that the libraries below the keystore have.

use key_derivation::{Algorithm, Level, Scheme};

use super::operations::{denied, irk, officer};

pub fn backend_errors() -> Vec<hsm::Error> {
    use hsm::{Error, Field, Kept, Part};
    let kcv = |text: &str| text.parse().unwrap();
    vec![
        Error::Random,
        Error::NotApproved {
            call: "sign",
            action: "key.derive",
        },
        Error::Keystore {
            expected: "a".into(),
            found: "b".into(),
        },
        Error::Sealed(Kept::Transport),
        Error::Layout {
            kept: Kept::Identity,
            layout: 9,
        },
        Error::CheckValue {
            expected: kcv("0011223344"),
            found: kcv("AABBCC"),
        },
        Error::Descriptor(Field::LevelsLeft),
        Error::Header(Field::Usage),
        Error::LevelsExhausted { left: 1, asked: 2 },
        Error::NoSteps,
        Error::BlockVersion('B'),
        Error::BlockSyntax(Part::Padding),
        Error::BlockMac,
        Error::ProtectionKey(16),
        Error::ComponentCount(4),
        Error::Component(2),
        Error::NoComponents,
        key_derivation::Error::DegenerateFactor.into(),
        audit_log::Error::NotCanonical.into(),
    ]
}

pub fn officer_errors() -> Vec<quorum::Error> {
    use quorum::Error;
    let text = || "x".to_owned();
    vec![
        Error::OfficerId,
        Error::Threshold { k: 1, n: 3 },
        Error::DuplicateOfficer(officer()),
        Error::DuplicateKey(officer()),
        Error::PublicKey(officer()),
        Error::DuplicateShare(1),
        Error::ShareIndex(16),
        Error::TooFewShares { needed: 3, got: 2 },
        Error::ShareDigest,
        Error::ShareLength,
        Error::PassphraseTooShort,
        Error::PassphraseTooSimple,
        Error::PassphraseTooLong,
        Error::PassphraseNotText,
        Error::EnvelopeLayout,
        Error::Suite(2),
        Error::Cost {
            m_kib: 1,
            t: 1,
            p: 1,
        },
        Error::PasswordHash,
        Error::Seal,
        Error::WrongPassphrase,
        Error::EnvelopeContext("index"),
        Error::Request("op"),
        Error::Action(text()),
        Error::Time(text()),
        Error::Expired {
            expires: "2026-03-01T08:00:00Z".into(),
            now: "2026-03-01T09:00:00Z".into(),
        },
        Error::NoApprovals,
        Error::TooManyApprovals(99),
        Error::UnknownOfficer(text()),
        Error::MalformedApproval(officer()),
        Error::OtherRequest(officer()),
        Error::ApprovalSignature(officer()),
        Error::NotEnoughApprovals { needed: 2, got: 1 },
        Error::JwsOuter(audit_log::Error::NotCanonical),
        Error::JwsEncoding("payload"),
        Error::JwsSignatures(2),
        Error::JwsHeader,
        Error::JwsCritical,
        Error::JwsAlgorithm("none".into()),
        Error::JwsKey {
            expected: text(),
            found: text(),
        },
        Error::JwsSignature,
        Error::Random(getrandom::Error::UNSUPPORTED),
        Error::Canonical(audit_log::Error::NotCanonical),
    ]
}

pub fn log_errors() -> Vec<audit_log::Error> {
    use audit_log::Error;
    vec![
        Error::TooLarge { size: 9, cap: 8 },
        Error::Json(serde_json::from_str::<u8>("x").unwrap_err()),
        Error::Number("1e400".into()),
        Error::NotCanonical,
        Error::Entry("seq"),
        Error::OutOfRange { asked: 9, limit: 8 },
        Error::Inclusion,
        Error::Consistency,
        Error::KeyName,
        Error::VerifierKey,
        Error::PublicKey,
        Error::Note("no signature"),
        Error::Checkpoint("size"),
        Error::Origin("kms/province".into()),
        Error::NotSigned("kms".into()),
        Error::Signature("kms".into()),
        Error::CosignatureTime,
        Error::Io(denied()),
        Error::Export("no key"),
        Error::InLine {
            line: 4,
            error: Box::new(Error::NotCanonical),
        },
        Error::Root { size: 4 },
        Error::Unsigned { seq: 5 },
    ]
}

pub fn derivation_errors() -> Vec<key_derivation::Error> {
    use key_derivation::Error;
    let text = || "x".to_owned();
    let (sm4, tdes) = (Algorithm::Sm4, Algorithm::Tdes2);
    vec![
        Error::Algorithm(text()),
        Error::Level(text()),
        Error::Scheme(text()),
        Error::RegionCode(text()),
        Error::KindCode(text()),
        Error::KeyVersion(100),
        Error::KeyId(text()),
        Error::CheckValue(text()),
        Error::SecretLength(33),
        Error::KeyLength {
            algorithm: sm4,
            found: 15,
        },
        Error::AlgorithmInScheme {
            scheme: Scheme::Sp800108Cmac,
            algorithm: tdes,
        },
        Error::BlockSize(tdes),
        Error::ChildLevel(Level::Ministry),
        Error::ChildRegion,
        Error::Diversifier {
            scheme: Scheme::Pboc,
            level: Level::Card,
            found: 3,
        },
        Error::DegenerateFactor,
        Error::ContextField { tag: 3 },
        Error::ContextTail(2),
        Error::ContextHex,
        Error::ContextScheme(3),
        Error::ChildStronger {
            parent: tdes,
            child: sm4,
        },
        Error::ChildAlgorithm {
            named: sm4,
            asked: tdes,
        },
        Error::OutputLength(999),
        Error::RegionUnknown("999999".parse().unwrap()),
        Error::RegionHeading("419000".parse().unwrap()),
        Error::RegionSpecial("810000".parse().unwrap()),
        Error::RegionAbolished {
            code: "371200".parse().unwrap(),
            successors: vec!["370100".parse().unwrap()],
        },
        Error::RegionAbolished {
            code: "371200".parse().unwrap(),
            successors: vec![],
        },
        Error::RegionMinistry,
        Error::RegionTable {
            line: 2,
            what: "no name",
        },
        Error::CatalogueSize(99_999),
        Error::CatalogueSyntax(text()),
        Error::CatalogueFormat,
        Error::CatalogueKinds(0),
        Error::CatalogueApplication(text()),
        Error::KindNational(irk()),
        Error::KindRedefined {
            code: irk(),
            name: "IRK".into(),
        },
        Error::KindMember {
            code: "8001".parse().unwrap(),
            member: "root",
        },
    ]
}
