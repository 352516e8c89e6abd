//! What there is to know about a keystore at a glance, without a passphrase.

use std::collections::BTreeMap;

use key_derivation::{Algorithm, KindCode};
use keystore::event::Party;
use keystore::{Keystore, PackageState};
use serde::Serialize;

use crate::recover::{self, Open};
use crate::session;

/// A custodian as shown to people.
#[derive(Debug, Serialize)]
pub struct CustodianLine {
    /// Staff code.
    pub officer: String,
    /// Name, where the attachment that holds it is there.
    pub name: Option<String>,
    /// Whether the sealed envelope is there and whole.
    pub usable: bool,
    /// Attempts left before this custodian is locked out.
    pub attempts_left: usize,
    /// RFC 3339 time until which this custodian is locked out.
    pub locked_until: Option<String>,
}

/// A kind with fewer live versions than the two that let one take over from the other.
#[derive(Debug, Serialize)]
pub struct FewVersions {
    /// Kind.
    pub kind: KindCode,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Live versions.
    pub live: usize,
}

/// A keystore at a glance.
#[derive(Debug, Serialize)]
pub struct Status {
    /// Level, region and id.
    #[serde(flatten)]
    pub party: Party,
    /// Marked 演练.
    pub rehearsal: bool,
    /// Threshold.
    pub k: u8,
    /// Custodians.
    pub custodians: Vec<CustodianLine>,
    /// Entries in the log.
    pub entries: u64,
    /// Entries after the newest signed checkpoint.
    pub unsigned_tail: u64,
    /// Time of the newest entry.
    pub last_entry: String,
    /// Keys by state.
    pub keys: BTreeMap<&'static str, usize>,
    /// Packages that wait for a receipt.
    pub awaiting_receipt: Vec<String>,
    /// What an interrupted operation left open.
    pub open: Vec<Open>,
    /// Kinds with fewer than two live versions.
    pub few_versions: Vec<FewVersions>,
}

impl Status {
    /// Custodians whose envelopes are there and whole.
    #[must_use]
    pub fn usable_custodians(&self) -> usize {
        self.custodians
            .iter()
            .filter(|custodian| custodian.usable)
            .count()
    }

    /// Whether the loss of one more custodian would close the keystore for ever.
    #[must_use]
    pub fn custodians_at_limit(&self) -> bool {
        self.usable_custodians() <= usize::from(self.k)
    }
}

/// The status of an open keystore.
///
/// # Errors
/// Storage errors while reading the newest entry.
pub fn status(keystore: &Keystore) -> crate::Result<Status> {
    let state = keystore.state();
    let entries = keystore.head().size;
    let last = audit_log::Entry::decode(&keystore.entry(entries)?)?;
    let mut keys = BTreeMap::new();
    for key in state.keys.values() {
        *keys.entry(key.state.name()).or_insert(0) += 1;
    }
    let waiting = state
        .packages
        .iter()
        .filter(|(_, package)| package.state == PackageState::Written);
    Ok(Status {
        party: state.home().clone(),
        rehearsal: state.created.rehearsal,
        k: state.created.k,
        custodians: custodians(keystore),
        entries,
        unsigned_tail: keystore.unsigned_tail(),
        last_entry: last.time,
        keys,
        awaiting_receipt: waiting.map(|(id, _)| id.clone()).collect(),
        open: recover::open(state),
        few_versions: few_versions(keystore),
    })
}

/// The custodians with their names, where those are there.
#[must_use]
pub fn custodians(keystore: &Keystore) -> Vec<CustodianLine> {
    let line = |custodian: &keystore::event::Custodian| {
        let person = keystore.attachment(&custodian.person).ok();
        let person =
            person.and_then(|bytes| serde_json::from_slice::<crate::init::Person>(&bytes).ok());
        CustodianLine {
            officer: custodian.officer.id.to_string(),
            name: person.map(|person| person.name),
            usable: keystore.attachment(&custodian.envelope).is_ok(),
            attempts_left: session::attempts_left(keystore.state(), &custodian.officer.id),
            locked_until: session::locked_until(keystore.state(), &custodian.officer.id),
        }
    };
    keystore
        .state()
        .created
        .custodians
        .iter()
        .map(line)
        .collect()
}

/// Kinds generated here that have one live version only. Sub-keys are renewed by the level above.
fn few_versions(keystore: &Keystore) -> Vec<FewVersions> {
    let mut live: BTreeMap<(KindCode, &'static str), (Algorithm, usize)> = BTreeMap::new();
    let generated = keystore
        .state()
        .keys
        .values()
        .filter(|key| key.descriptor.parent.is_none());
    for key in generated.filter(|key| key.state.is_live()) {
        let (kind, algorithm) = (key.descriptor.kind, key.descriptor.algorithm);
        live.entry((kind, algorithm.code()))
            .or_insert((algorithm, 0))
            .1 += 1;
    }
    let few = live.into_iter().filter(|(_, (_, live))| *live < 2);
    few.map(|((kind, _), (algorithm, live))| FewVersions {
        kind,
        algorithm,
        live,
    })
    .collect()
}
