//! One event after another: what each may do, and what it changes. The rules that only the state can
//! check stand here, so that replaying a log checks them again.

mod applications;
pub(crate) mod custody;
mod keys;
mod packages;
mod peers;
mod transports;

use audit_log::Tree;
use handover_record::Thing;
use key_derivation::{KeyId, RegionCode};
use quorum::OfficerId;

use crate::event::{Attempt, Event, Repaired};
use crate::state::State;
use crate::{Error, Result};

/// A row of the projection that an event changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touched {
    /// The keystore's own row.
    Keystore,
    /// An officer, by staff code.
    Officer(OfficerId),
    /// A key.
    Key(KeyId),
    /// An enrolled identity.
    Peer(RegionCode),
    /// A transport key.
    Transport(String),
    /// A package made here.
    Package(String),
    /// A package received here.
    Import(String),
    /// Another log's checkpoint, by origin and size.
    Witnessed(String, u64),
    /// A cosignature on this log, by cosigner's origin and size.
    Cosignature(String, u64),
    /// Derived cards, by sequence number.
    Cards(u64),
    /// An attachment's row in the register.
    Attachment(crate::Digest),
    /// A thing of the register of custody. The register itself says which of them changed.
    Registered(Thing),
}

/// Position of an event: its sequence number and time.
pub(crate) struct At<'a> {
    pub seq: u64,
    pub time: &'a str,
    /// The log before it.
    pub tree: &'a Tree,
    /// Staff codes of those who signed it.
    pub signers: &'a [String],
}

fn refuse(rule: &'static str) -> Error {
    Error::Rule { rule }
}

fn require(holds: bool, rule: &'static str) -> Result<()> {
    if holds { Ok(()) } else { Err(refuse(rule)) }
}

impl State {
    /// Applies one event; on error, the state must be undone or thrown away.
    pub(crate) fn apply(&mut self, at: &At<'_>, event: &Event) -> Result<Vec<Touched>> {
        self.forgive(at.signers);
        match event {
            Event::Created(_) => Err(refuse("a keystore is created once")),
            Event::Attempt(attempt) => {
                let tried = (at.time.to_owned(), attempt.clone());
                self.open_attempts.insert(at.seq, tried);
                Ok(vec![])
            }
            Event::Refused(_) => Ok(vec![]),
            Event::Repaired(repaired) => self.repaired(repaired),
            Event::KeyGenerated(made) => self.key_generated(at, made),
            Event::KeyState(change) => self.key_state(at, change),
            Event::CardsDerived(cards) => self.cards_derived(at, cards),
            Event::RegionEnrolled(peer) => self.region_enrolled(peer),
            Event::TransportCreated(made) => self.transport_created(made),
            Event::TransportWritten(written) => self.transport_written(written),
            Event::TransportImported(made) => self.transport_imported(made),
            Event::PackageCreated(made) => self.package_created(at, made),
            Event::PackageWritten(written) => self.package_written(written),
            Event::PackageCancelled(cancelled) => self.package_cancelled(cancelled),
            Event::PackageImported(imported) => self.package_imported(at, imported),
            Event::ReceiptIssued(issued) => self.receipt_issued(issued),
            Event::ReceiptWritten(written) => self.receipt_written(written),
            Event::ReceiptVerified(verified) => self.receipt_verified(at, verified),
            Event::LogCosigned(cosigned) => self.log_cosigned(cosigned),
            Event::Custody(event) => self.custody(at, event),
            Event::RecordIssued(issued) => self.record_issued(at, issued),
        }
    }

    /// Whoever signs has proved who they are: earlier attempts on them count no more. Attempts on others do.
    fn forgive(&mut self, signers: &[String]) {
        let has_signed = |officer: &OfficerId| signers.iter().any(|one| one == officer.as_str());
        let is_touched = |attempt: &Attempt| {
            attempt.officers.is_empty() || attempt.officers.iter().any(has_signed)
        };
        let open = self.open_attempts.iter();
        let touched = open.filter(|(_, (_, attempt))| is_touched(attempt));
        for seq in touched.map(|(seq, _)| *seq).collect::<Vec<_>>() {
            let left = self
                .open_attempts
                .get_mut(&seq)
                .is_some_and(|(_, attempt)| {
                    attempt.officers.retain(|officer| !has_signed(officer));
                    !attempt.officers.is_empty()
                });
            if !left {
                self.open_attempts.remove(&seq);
            }
        }
    }

    /// What a repair found lost is gone for good, and verification stops asking for it.
    fn repaired(&mut self, repaired: &Repaired) -> Result<Vec<Touched>> {
        for digest in &repaired.lost {
            let here = self
                .attachments
                .get(digest)
                .is_some_and(|named| !named.erased);
            require(here, "what is lost was here")?;
            self.erase(*digest);
        }
        Ok(repaired
            .lost
            .iter()
            .copied()
            .map(Touched::Attachment)
            .collect())
    }
}
