//! What can happen to a keystore: one variant an event, version 1 of each.
//!
//! Events carry resolved facts: replaying them asks no clock, no catalogue and no region table. An event
//! type keeps its meaning for ever; what changes gets a new version.

use audit_log::Event as LogEvent;
use handover_record::{ApplicationEvent, CustodyEvent, HandoverEvent, Happening, Mark};
use key_derivation::{
    Algorithm, Kcv, KeyDescriptor, KeyId, KeyVersion, KindCode, Level, RegionCode,
};
use quorum::{Action, Officer, OfficerId, Request};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Digest, Error, Head, KeyState, Result};

/// Version number written with every event of this module.
const VERSION: u16 = 1;
/// Member of a request's subject that names the place in the log; no event has a member of this name.
const HEAD: &str = "head";
/// Member that names the entry's number; no event has a member of this name either.
const SEQ: &str = "seq";

/// A keystore as others name it: its level, its region and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Ministry, province or municipality.
    pub level: Level,
    /// Home region.
    pub region: RegionCode,
    /// Keystore id, a UUID.
    pub keystore: String,
}

/// A custodian as enrolled: the officer's public facts and the digests of what is kept beside the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custodian {
    /// Staff code, signing key and share index.
    #[serde(flatten)]
    pub officer: Officer,
    /// Digest of the salted attachment that holds the person's name.
    pub person: Digest,
    /// Digest of the sealed envelope attachment.
    pub envelope: Digest,
}

/// The first event: who the keystore is and who may act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// Level, home region and id.
    #[serde(flatten)]
    pub party: Party,
    /// Cryptographic suite, fixed for ever.
    pub suite: u16,
    /// Marked 演练 for ever.
    pub rehearsal: bool,
    /// Threshold of the sharing and of every quorum.
    pub k: u8,
    /// The custodians.
    pub custodians: Vec<Custodian>,
    /// Ed25519 public identity key, lower-case hex of 32 bytes.
    pub identity_key: String,
    /// Digest of the identity key sealed under the root secret.
    pub identity: Digest,
    /// Verifier key of the checkpoints.
    pub log_key: audit_log::VerifierKey,
    /// Digest of the catalogue of key kinds in force.
    pub catalogue: Digest,
    /// Digest of the attachment that holds the regional part of that catalogue, where there is one.
    pub regional_catalogue: Option<Digest>,
}

/// Somebody is about to enter a passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The operation's name.
    pub command: String,
    /// Whose passphrases are about to be tried.
    pub officers: Vec<OfficerId>,
}

/// An operation was refused after its officers had been authenticated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The operation's name.
    pub command: String,
    /// Stable code of the reason.
    pub code: String,
}

/// A key came to be here: generated, derived or received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMade {
    /// Everything about the key that never changes.
    #[serde(flatten)]
    pub descriptor: KeyDescriptor,
    /// Key check value.
    pub kcv: Kcv,
    /// Digest of the protected key bytes.
    pub blob: Digest,
    /// Its first state.
    pub state: KeyState,
}

/// A key changed state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyStateChanged {
    /// Which key.
    pub key_id: KeyId,
    /// Its check value, so that the officers who sign know the key by it.
    pub kcv: Kcv,
    /// State before.
    pub from: KeyState,
    /// State after.
    pub to: KeyState,
    /// Why, in the officers' words.
    pub reason: String,
}

/// Card keys were derived from a key; they are never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardsDerived {
    /// Parent key.
    pub key_id: KeyId,
    /// How many cards.
    pub count: u64,
    /// SHA-256 of the manifest: canonical JSON list of `{context, kcv}`.
    pub manifest: Digest,
}

/// Another keystore's identity was enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Its level, region and id.
    #[serde(flatten)]
    pub party: Party,
    /// Its public identity key, lower-case hex.
    pub identity_key: String,
    /// Verifier key of its checkpoints.
    pub log_key: audit_log::VerifierKey,
    /// Threshold of its quorum.
    pub k: u8,
    /// Its officers, who sign the approvals that its packages carry.
    pub officers: Vec<Officer>,
    /// Whether it is a rehearsal keystore.
    pub rehearsal: bool,
    /// The digit groups that officers compared.
    pub fingerprint: String,
    /// Keystore id of the identity that this one takes the place of.
    pub replaces: Option<String>,
}

/// A transport key was made for one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportCreated {
    /// Transport key id, a UUID.
    pub transport_id: String,
    /// Recipient.
    pub to: Party,
    /// Check value of the transport key.
    pub transport_kcv: Kcv,
    /// SHA-256 checks of the component images, in order.
    pub components: Vec<Digest>,
    /// Digest of the sealed transport key.
    pub blob: Digest,
}

/// Components of another keystore's transport key were put together here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportImported {
    /// Transport key id, a UUID.
    pub transport_id: String,
    /// Sender.
    pub from: Party,
    /// Check value of the transport key.
    pub transport_kcv: Kcv,
    /// SHA-256 checks of the component images, in order.
    pub components: Vec<Digest>,
    /// Digest of the sealed transport key.
    pub blob: Digest,
}

/// One sub-key as a package carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubKey {
    /// Id of the sub-key, the same at sender and recipient.
    pub key_id: KeyId,
    /// Parent key here.
    pub parent: KeyId,
    /// Kind.
    pub kind: KindCode,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Version.
    pub version: KeyVersion,
    /// Check value.
    pub kcv: Kcv,
    /// The exact derivation input, lower-case hex.
    pub context: String,
}

/// A package was made; its exact bytes are an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageCreated {
    /// Package id, a UUID.
    pub package_id: String,
    /// Counter for this recipient.
    pub counter: u64,
    /// Recipient.
    pub to: Party,
    /// Transport key.
    pub transport_id: String,
    /// SHA-256 of the package's exact bytes.
    pub digest: Digest,
    /// Size of this log that the package's checkpoint covers.
    pub checkpoint_size: u64,
    /// Which keys were asked for, `KIND/ALGORITHM/VERSION`, sorted.
    pub contents: Vec<String>,
    /// The sub-keys.
    pub keys: Vec<SubKey>,
    /// The package that this one takes the place of.
    pub replaces: Option<String>,
}

/// A package will not be delivered; its transport key is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageCancelled {
    /// Package id.
    pub package_id: String,
    /// Why, in the officers' words.
    pub reason: String,
}

/// A package was received and its keys stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageImported {
    /// Package id.
    pub package_id: String,
    /// SHA-256 of the package's exact bytes.
    pub digest: Digest,
    /// Sender.
    pub from: Party,
    /// Counter of the package.
    pub counter: u64,
    /// Transport key that opened it.
    pub transport_id: String,
    /// The sender's checkpoint, a signed note.
    pub checkpoint: String,
    /// What was odd and accepted, as stable codes.
    pub warnings: Vec<String>,
    /// The keys.
    pub keys: Vec<KeyMade>,
}

/// A receipt was made for a package; its exact bytes are an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptIssued {
    /// Package id.
    pub package_id: String,
    /// SHA-256 of the receipt's exact bytes.
    pub digest: Digest,
    /// Size of this log that the receipt's checkpoint covers.
    pub checkpoint_size: u64,
}

/// What an earlier event prepared has left the keystore: the files are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Id of the package or transport key whose files are written.
    pub id: String,
}

/// The recipient's receipt was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptVerified {
    /// Package id.
    pub package_id: String,
    /// SHA-256 of the receipt's exact bytes.
    pub digest: Digest,
    /// The recipient's checkpoint, a signed note.
    pub checkpoint: String,
    /// The recipient's cosignature line on the checkpoint that the package carried.
    pub cosignature: String,
    /// This keystore's cosignature line on the recipient's checkpoint.
    pub cosigned: String,
}

/// Another level's checkpoint was cosigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogCosigned {
    /// Whose log.
    pub of: Party,
    /// Its checkpoint, a signed note.
    pub checkpoint: String,
    /// This keystore's cosignature line.
    pub cosigned: String,
}

/// Damaged tables were rebuilt from the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    /// How many rows differed from the log.
    pub rows: u64,
    /// Digests of attachments that are gone.
    pub lost: Vec<Digest>,
}

/// A signed record of a handover was made, for those who do not have this keystore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordIssued {
    /// Of which handover.
    pub handover: Mark,
    /// SHA-256 of the record's payload.
    pub digest: Digest,
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($body:ty) = $name:literal, $actions:expr;)+) => {
        /// One event of the keystore.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $variant($body),)+
        }

        impl Event {
            /// Stable name of the event's type.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)+ }
            }

            fn actions(&self) -> &'static [Action] {
                match self { $(Self::$variant(_) => $actions,)+ }
            }

            /// The event as the log stores it.
            ///
            /// # Errors
            /// [`Error::Event`] where the body does not encode.
            pub fn to_log(&self) -> Result<LogEvent> {
                let body = match self { $(Self::$variant(body) => serde_json::to_value(body),)+ };
                let body = body.map_err(|_| Error::Event { name: self.name().into() })?;
                Ok(LogEvent { r#type: self.name().into(), version: VERSION, body })
            }

            /// Decodes a logged event; refuses an unknown type or version and every member that is not
            /// part of its type.
            ///
            /// # Errors
            /// [`Error::Event`] names the type that could not be read.
            pub fn from_log(event: &LogEvent) -> Result<Self> {
                let unreadable = || Error::Event { name: event.r#type.clone() };
                if event.version != VERSION {
                    return Err(unreadable());
                }
                match event.r#type.as_str() {
                    $($name => exact(&event.body).map(Self::$variant).ok_or_else(unreadable),)+
                    _ => Err(unreadable()),
                }
            }
        }
    };
}

events! {
    /// The keystore was created.
    Created(Created) = "keystore.created", &[Action::Init];
    /// Passphrases are about to be tried.
    Attempt(Attempt) = "attempt", &[];
    /// An authenticated operation was refused.
    Refused(Refused) = "refused", &[Action::Refuse];
    /// A master key was generated.
    KeyGenerated(KeyMade) = "key.generated", &[Action::KeyGenerate, Action::KeyRotate];
    /// A key changed state.
    KeyState(KeyStateChanged) = "key.state",
        &[Action::KeyActivate, Action::KeySuspend, Action::KeyDeactivate, Action::KeyCompromise, Action::KeyDestroy];
    /// Card keys were derived.
    CardsDerived(CardsDerived) = "cards.derived", &[Action::KeyDerive];
    /// An identity was enrolled.
    RegionEnrolled(Enrolled) = "region.enrolled", &[Action::RegionEnroll];
    /// A transport key was made.
    TransportCreated(TransportCreated) = "transport.created",
        &[Action::TransportCreate, Action::PackageCreate, Action::PackageReissue];
    /// The component files are written.
    TransportWritten(Written) = "transport.written", &[Action::Recover];
    /// Components were put together.
    TransportImported(TransportImported) = "transport.imported", &[Action::TransportImport];
    /// A package was made.
    PackageCreated(PackageCreated) = "package.created", &[Action::PackageCreate, Action::PackageReissue];
    /// The package file is written.
    PackageWritten(Written) = "package.written", &[Action::Recover];
    /// A package was cancelled.
    PackageCancelled(PackageCancelled) = "package.cancelled", &[Action::PackageCancel, Action::PackageReissue];
    /// A package was imported.
    PackageImported(PackageImported) = "package.imported", &[Action::PackageImport];
    /// A receipt was made.
    ReceiptIssued(ReceiptIssued) = "receipt.issued", &[Action::ReceiptIssue];
    /// The receipt file is written.
    ReceiptWritten(Written) = "receipt.written", &[Action::Recover];
    /// A receipt was verified.
    ReceiptVerified(ReceiptVerified) = "receipt.verified", &[Action::ReceiptVerify];
    /// A checkpoint was cosigned.
    LogCosigned(LogCosigned) = "log.cosigned", &[Action::LogCosign];
    /// Tables were rebuilt.
    Repaired(Repaired) = "keystore.repaired", &[Action::Repair];
    /// Something happened to a machine, a carrier, a third party, a handover or a key application.
    Custody(handover_record::Event) = "custody.recorded",
        &[Action::CustodyRecord, Action::CustodyApprove, Action::CustodyReport];
    /// A signed record of a handover was made.
    RecordIssued(RecordIssued) = "handover.record-issued", &[Action::CustodyRecord];
}

/// What officers must ask for so that this may be recorded.
#[must_use]
pub fn custody_action(what: &Happening) -> Action {
    match what {
        Happening::Custody(CustodyEvent::ReportedLost { .. }) => Action::CustodyReport,
        Happening::Handover(
            HandoverEvent::Approved { .. }
            | HandoverEvent::Extended { .. }
            | HandoverEvent::Transferred { .. },
        )
        | Happening::Application(ApplicationEvent::Accepted { .. }) => Action::CustodyApprove,
        _ => Action::CustodyRecord,
    }
}

impl Event {
    /// What officers sign so that this event may become entry `seq` of a commit that begins where the log
    /// ends at `head`: the whole body of the event, and the place.
    ///
    /// # Errors
    /// [`Error::Event`] where the body does not encode.
    pub fn subject(&self, head: &Head, seq: u64) -> Result<Map<String, Value>> {
        let Value::Object(mut subject) = self.to_log()?.body else {
            return Err(Error::Event {
                name: self.name().into(),
            });
        };
        subject.insert(HEAD.into(), head.to_value());
        subject.insert(SEQ.into(), seq.into());
        Ok(subject)
    }

    /// Where the log ended when `request` was signed, by what it says itself.
    pub(crate) fn claimed_head(request: &Map<String, Value>) -> Option<Head> {
        request.get(HEAD).and_then(Head::from_value)
    }

    /// Whether `request` is one that this event answers at its place: its action may cause the event, and
    /// what was signed is the event, nothing left out.
    #[must_use]
    pub fn answers(&self, request: &Request, head: &Head, seq: u64) -> bool {
        let fits = match self {
            Self::KeyState(change) => change.to.action() == Some(request.action),
            Self::Custody(event) => custody_action(&event.what) == request.action,
            _ => self.actions().contains(&request.action),
        };
        fits && self
            .subject(head, seq)
            .is_ok_and(|subject| subject == request.subject)
    }
}

/// Decodes `value`, and refuses it unless encoding gives the same value again: nothing is overlooked.
fn exact<T: DeserializeOwned + Serialize>(value: &Value) -> Option<T> {
    let body: T = serde_json::from_value(value.clone()).ok()?;
    (serde_json::to_value(&body).ok()? == *value).then_some(body)
}
