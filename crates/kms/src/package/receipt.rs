//! Receipts: what the recipient found, checked by the sender, who then destroys the transport key.

use keystore::event::{Event, ReceiptVerified};
use keystore::{Attachment, Content, Digest, Package, PackageState, State};
use quorum::Action;
use serde::Serialize;

use super::check::signer;
use super::wire::ReceiptPayload;
use crate::session::Session;
use crate::{Artefact, Error, Flaw, Result, clock, continuity, wire};

/// A receipt that passed every check.
#[derive(Debug, Serialize)]
pub struct ReceiptCheck {
    /// What it says.
    pub payload: ReceiptPayload,
    /// What was odd and is accepted, as stable codes.
    pub warnings: Vec<&'static str>,
}

fn flaw(flaw: Flaw) -> Error {
    Error::artefact(Artefact::Receipt, flaw)
}

/// Checks a receipt for a package of the keystore with this state.
///
/// # Errors
/// [`Error::Artefact`], [`Error::UnknownSender`], [`Error::WrongRecipient`], [`Error::Rehearsal`],
/// [`Error::NoPackage`], [`Error::PackageClosed`].
pub fn check_receipt(state: &State, bytes: &[u8]) -> Result<ReceiptCheck> {
    let (signed, payload) = wire::parse::<ReceiptPayload>(bytes)?;
    let peer = signer(state, &signed).ok_or(Error::UnknownSender(Artefact::Receipt))?;
    wire::verify::<ReceiptPayload>(signed, &peer.identity_key)?;
    if payload.to != *state.home() {
        let (region, keystore) = (payload.to.region, payload.to.keystore.clone());
        return Err(Error::WrongRecipient {
            artefact: Artefact::Receipt,
            region,
            keystore,
        });
    }
    if payload.rehearsal != state.created.rehearsal {
        return Err(Error::Rehearsal {
            here: state.created.rehearsal,
        });
    }
    let missing = || Error::NoPackage(payload.package_id.clone());
    let package = state
        .packages
        .get(&payload.package_id)
        .ok_or_else(missing)?;
    // A package that was given up may have arrived all the same: its receipt counts.
    if package.state == PackageState::Received {
        return Err(Error::PackageClosed(payload.package_id));
    }
    if payload.from != peer.party || !answers(&payload, package) {
        return Err(flaw(Flaw::WrongAnswer));
    }
    let (_, warning) = continuity::check(
        state,
        peer,
        &payload.checkpoint,
        &payload.consistency,
        Artefact::Receipt,
    )?;
    Ok(ReceiptCheck {
        payload,
        warnings: warning.into_iter().collect(),
    })
}

/// Whether a receipt says that this package arrived whole: same bytes, every key, every check value.
fn answers(receipt: &ReceiptPayload, package: &Package) -> bool {
    let made = &package.created;
    let sent = made.keys.iter().map(|key| (key.key_id, key.kcv));
    let found = receipt.stored.iter().map(|key| (key.key_id, key.kcv));
    receipt.package == made.digest && receipt.from == made.to && sent.eq(found)
}

/// Verifies a receipt, cosigns the recipient's checkpoint and erases the transport key.
///
/// # Errors
/// As [`check_receipt`]; storage errors.
pub fn verify_receipt(session: &mut Session, bytes: &[u8]) -> Result<ReceiptCheck> {
    let checked = check_receipt(session.state(), bytes)?;
    check_cosignature(session, &checked.payload)?;
    let payload = &checked.payload;
    let origin = session.state().origin();
    let event = ReceiptVerified {
        package_id: payload.package_id.clone(),
        digest: Digest::of(bytes),
        checkpoint: payload.checkpoint.clone(),
        cosignature: payload.cosignature.clone(),
        cosigned: audit_log::cosign(
            &payload.checkpoint,
            session.log_key(),
            &origin,
            clock::unix(),
        )?,
    };
    let file = Attachment {
        content: Content::Receipt,
        bytes: bytes.to_vec(),
    };
    session.carry_out(
        Action::ReceiptVerify,
        Event::ReceiptVerified(event),
        &[file],
    )?;
    Ok(checked)
}

/// The recipient cosigned the checkpoint that the package carried.
fn check_cosignature(session: &Session, payload: &ReceiptPayload) -> Result<()> {
    let state = session.state();
    let bad = || flaw(Flaw::Checkpoint);
    let package = state.packages.get(&payload.package_id).ok_or_else(bad)?;
    let size = package.created.checkpoint_size;
    let root = session.keystore.tree().root_at(size)?;
    let body = audit_log::Checkpoint {
        origin: state.origin(),
        size,
        root,
    }
    .body();
    let peer = state.peers.get(&payload.from.region).ok_or_else(bad)?;
    audit_log::verify_cosignature(&body, &payload.cosignature, &peer.log_key)
        .map(|_| ())
        .map_err(|_| bad())
}
