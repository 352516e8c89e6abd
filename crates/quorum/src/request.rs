//! What officers are asked to approve, and its digest.

use std::fmt;
use std::str::FromStr;

use audit_log::canonical;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Error, Result};

const DIGEST_LABEL: &[u8] = b"kms-request-v1\0";
const MAX_KEYSTORE: usize = 128;

/// How many people an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// One enrolled officer: what only makes things safer, or records what others did.
    One,
    /// Two enrolled officers: what happens to a carrier, and what is written about it, under four eyes.
    Two,
    /// k enrolled officers.
    Quorum,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $needs:ident;)*) => {
        /// What a request asks for. The names are part of the signed request and never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $variant,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that stands in requests and events.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How many people it takes.
            #[must_use]
            pub fn needs(self) -> Needs {
                match self { $(Self::$variant => Needs::$needs,)* }
            }
        }
    };
}

actions! {
    /// Set up the keystore.
    Init = "init", Quorum;
    /// Make a master key.
    KeyGenerate = "key.generate", Quorum;
    /// Derive a key and keep it here.
    KeyDerive = "key.derive", Quorum;
    /// Bring a new key version into use beside the old one.
    KeyRotate = "key.rotate", Quorum;
    /// Put a key into use, or back into use.
    KeyActivate = "key.activate", Quorum;
    /// Take a key out of use for the time being.
    KeySuspend = "key.suspend", One;
    /// End a key's use for new work.
    KeyDeactivate = "key.deactivate", Quorum;
    /// Report a key as compromised.
    KeyCompromise = "key.compromise", One;
    /// Erase a key.
    KeyDestroy = "key.destroy", Quorum;
    /// Enrol the keystore of another region as a recipient or sender.
    RegionEnroll = "region.enroll", Quorum;
    /// Make a transport key and its components.
    TransportCreate = "transport.create", Quorum;
    /// Join the components of a transport key received.
    TransportImport = "transport.import", Quorum;
    /// Make a package of sub-keys.
    PackageCreate = "package.create", Quorum;
    /// Take over the keys of a package.
    PackageImport = "package.import", Quorum;
    /// Sign and send the receipt of a package.
    ReceiptIssue = "receipt.issue", Quorum;
    /// Make a package again after its loss.
    PackageReissue = "package.reissue", Quorum;
    /// Cancel a package.
    PackageCancel = "package.cancel", Quorum;
    /// Check a receipt and record the result.
    ReceiptVerify = "receipt.verify", One;
    /// Cosign another keystore's checkpoint.
    LogCosign = "log.cosign", One;
    /// Rebuild damaged tables.
    Repair = "repair", Quorum;
    /// Finish what an interrupted operation left open, by recording its outcome.
    Recover = "recover", One;
    /// Record that a package or request was refused.
    Refuse = "refuse", One;
    /// Record what happened to a machine, a carrier, a third party, a handover or a key application.
    CustodyRecord = "custody.record", Two;
    /// Let carriers go to a third party, stay there longer, or go on to another; approve a region's key application.
    CustodyApprove = "custody.approve", Quorum;
    /// Report a carrier as lost or stolen.
    CustodyReport = "custody.report", One;
}

impl FromStr for Action {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|action| action.name() == name);
        found.copied().ok_or_else(|| Error::Action(name.to_owned()))
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A request: exactly what officers sign. It serves once, in one keystore, until it expires.
///
/// As JSON: `{"keystore": …, "op": …, "expires": …, "request": {"action": …, members of the subject}}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The id of the keystore that is to act: 1 to 128 printable ASCII characters without spaces.
    pub keystore: String,
    /// The id of this one operation; whoever acts must see to it that no id serves twice.
    pub op: Uuid,
    /// The instant from which it is void: RFC 3339 in UTC with whole seconds, `2026-01-31T08:00:00Z`.
    pub expires: String,
    /// What is asked for.
    pub action: Action,
    /// On what, with every detail that matters. May not hold a member `action`.
    pub subject: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Encoded {
    keystore: String,
    op: String,
    expires: String,
    request: Map<String, Value>,
}

impl Request {
    /// The request as JSON, to be stored, shown and signed.
    ///
    /// # Errors
    /// [`Error::Request`] names a member with a forbidden value.
    pub fn to_value(&self) -> Result<Value> {
        let encoded = self.encoded()?;
        Ok(serde_json::json!({
            "keystore": encoded.keystore,
            "op": encoded.op,
            "expires": encoded.expires,
            "request": encoded.request,
        }))
    }

    /// Reads a request back, strictly: exactly the members of [`Request::to_value`], each in its one spelling.
    ///
    /// # Errors
    /// [`Error::Request`] names the member; [`Error::Action`] for an action this program does not know.
    pub fn from_value(value: &Value) -> Result<Self> {
        let mut encoded = Encoded::deserialize(value).map_err(|_| Error::Request("members"))?;
        let op = Uuid::parse_str(&encoded.op).map_err(|_| Error::Request("op"))?;
        if op.to_string() != encoded.op {
            return Err(Error::Request("op"));
        }
        let action = match encoded.request.remove("action") {
            Some(Value::String(name)) => name.parse()?,
            _ => return Err(Error::Request("request.action")),
        };
        let request = Self {
            keystore: encoded.keystore,
            op,
            expires: encoded.expires,
            action,
            subject: encoded.request,
        };
        request.check()?;
        Ok(request)
    }

    /// What officers sign, 32 bytes: SHA-256(`kms-request-v1` ‖ 00 ‖ canonical JSON).
    ///
    /// # Errors
    /// As [`Request::to_value`]; [`Error::Canonical`] where the subject holds a number that JSON cannot carry exactly.
    pub fn digest(&self) -> Result<[u8; 32]> {
        let json = canonical::to_vec(&self.encoded()?)?;
        let mut hash = Sha256::new();
        hash.update(DIGEST_LABEL);
        hash.update(&json);
        Ok(hash.finalize().into())
    }

    fn encoded(&self) -> Result<Encoded> {
        self.check()?;
        let mut request = self.subject.clone();
        request.insert("action".to_owned(), self.action.name().into());
        Ok(Encoded {
            keystore: self.keystore.clone(),
            op: self.op.to_string(),
            expires: self.expires.clone(),
            request,
        })
    }

    fn check(&self) -> Result<()> {
        let keystore = &self.keystore;
        let length_ok = (1..=MAX_KEYSTORE).contains(&keystore.len());
        if !length_ok || !keystore.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::Request("keystore"));
        }
        if self.op.is_nil() {
            return Err(Error::Request("op"));
        }
        if self.subject.contains_key("action") {
            return Err(Error::Request("request.action"));
        }
        parse_time(&self.expires)
            .map(|_| ())
            .ok_or(Error::Request("expires"))
    }
}

/// RFC 3339 in UTC with whole seconds, in the one spelling `2026-01-31T08:00:00Z`.
pub(crate) fn parse_time(text: &str) -> Option<jiff::Timestamp> {
    let time: jiff::Timestamp = text.parse().ok()?;
    (text.len() == 20 && time.to_string() == text).then_some(time)
}
