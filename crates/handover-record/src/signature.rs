//! How a receiver signs for carriers, and what (rule 31).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Document, HandoverItem, ItemSeen, Mark, PublicKeyHex, Refusal, SignatureHex};

/// Whose register it is. A receiver signs for one office, and not for a rehearsal what could be held against it in
/// earnest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Office {
    /// The keystore's id.
    pub keystore: Uuid,
    /// Whether the keystore is for rehearsals.
    pub rehearsal: bool,
}

/// How a receiver signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Signature {
    /// On paper; the officers who sign the entry attest the scan.
    Paper {
        /// The scan.
        scan: Document,
    },
    /// With the enrolled key.
    Key {
        /// Ed25519 over the [`statement`].
        signature: SignatureHex,
    },
}

impl Signature {
    pub(crate) fn check(&self, key: Option<&PublicKeyHex>, statement: &str) -> Result<(), Refusal> {
        let signature = match self {
            Self::Paper { scan } => return scan.check(),
            Self::Key { signature } => signature,
        };
        let key = key.ok_or(Refusal::NoKey)?;
        if quorum::is_signature(key.bytes(), statement.as_bytes(), &signature.0) {
            Ok(())
        } else {
            Err(Refusal::BadSignature)
        }
    }
}

/// What a receiver signs for.
#[derive(Clone, Copy, Debug)]
pub enum Signed<'a> {
    /// It got these carriers (rule 30).
    Received(&'a [ItemSeen]),
    /// It got these carriers from another third party (rule 36).
    PassedOn {
        /// The handover that ends.
        from: &'a Mark,
        /// The carriers.
        items: &'a [ItemSeen],
    },
    /// The handover is over, and this became of its carriers (rule 37).
    Closed(&'a BTreeMap<Mark, HandoverItem>),
}

/// The statement that the receiver of a handover signs with a key. Its form is that of `RULES.md`; ASCII only, since it
/// is signed byte by byte and the third party's computer may write Chinese in another encoding.
#[must_use]
pub fn statement(
    office: Office,
    handover: &Mark,
    receiver: &Mark,
    signed: Signed<'_>,
    on: Date,
) -> String {
    let act = match signed {
        Signed::Received(_) => "received".to_owned(),
        Signed::PassedOn { from, .. } => format!("passed-on from {from}"),
        Signed::Closed(_) => "closed".to_owned(),
    };
    let carriers = match signed {
        Signed::Received(items) | Signed::PassedOn { items, .. } => seen(items),
        Signed::Closed(items) => items
            .iter()
            .map(|(serial, item)| (serial, became(item)))
            .collect(),
    };
    let Office {
        keystore,
        rehearsal,
    } = office;
    let rehearsal = if rehearsal { "rehearsal\n" } else { "" };
    let mut text = format!(
        "kms handover statement 1\noffice {keystore}\n{rehearsal}handover {handover}\nreceiver {receiver}\n\
         signs {act}\non {on}\n"
    );
    for (serial, what) in carriers {
        let _infallible = writeln!(text, "carrier {serial} {what}");
    }
    text
}

fn seen(items: &[ItemSeen]) -> BTreeMap<&Mark, String> {
    let items = items.iter();
    items
        .map(|item| (&item.serial, seal(item.seal.as_ref())))
        .collect()
}

fn became(item: &HandoverItem) -> String {
    match item {
        HandoverItem::Due => "due".to_owned(),
        HandoverItem::Returned { on, seal: seen } => {
            format!("returned {on} {}", seal(seen.as_ref()))
        }
        HandoverItem::Transferred { to } => format!("transferred {to}"),
        HandoverItem::Lost => "lost".to_owned(),
    }
}

/// No seal is in lower case, so that it is not the number of one.
fn seal(seal: Option<&Mark>) -> String {
    format!("seal {}", seal.map_or("none", Mark::as_str))
}
