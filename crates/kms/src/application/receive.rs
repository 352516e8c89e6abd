//! The level above: checking an application, and what its decision records.

use handover_record::{ApplicationEvent, DocumentDigest, Happening, Pair, Words};
use keystore::{Attachment, Digest, State};
use quorum::OfficerId;

use super::wire::{ApplicationPayload, parse};
use crate::wire::signers;
use crate::{Artefact, Error, Result, custody, package, transport};

/// An application that a region below really made.
pub struct Checked {
    /// What it says.
    pub payload: ApplicationPayload,
    /// SHA-256 of its payload, as both logs name it.
    pub digest: DocumentDigest,
    /// Who signed it, by staff code there.
    pub signers: Vec<OfficerId>,
}

/// Checks an application: size and syntax, that it comes from the keystore enrolled for a region directly under this
/// one, the signatures of that keystore's officers, and that both are rehearsals or neither is.
///
/// # Errors
/// [`Error::Artefact`]; region errors; [`Error::NotEnrolled`], [`Error::UnknownSender`], [`Error::Rehearsal`].
pub fn check(state: &State, bytes: &[u8]) -> Result<Checked> {
    let (signed, payload) = parse(bytes)?;
    let region = payload.from.region;
    let peer = transport::peer_below(state, region)?;
    if peer.party != payload.from {
        return Err(Error::UnknownSender(Artefact::Application));
    }
    let signers = signers::<ApplicationPayload>(&signed, &peer.officers)?;
    if payload.rehearsal != state.created.rehearsal {
        return Err(Error::Rehearsal {
            here: state.created.rehearsal,
        });
    }
    Ok(Checked {
        digest: Digest::of(signed.unverified_payload()).into(),
        signers,
        payload,
    })
}

/// Checks that each key asked for is one that this keystore has and can send.
///
/// # Errors
/// [`Error::NothingToSend`], [`Error::KeyState`], [`Error::NoDiversificationsLeft`].
pub fn plan_acceptance(state: &State, checked: &Checked) -> Result<()> {
    let mut asked = checked.payload.keys.iter();
    asked.try_for_each(|key| package::sendable(state, key).map(|_| ()))
}

/// The courier's details as they are kept here, with the digest that both logs have of them.
///
/// # Errors
/// [`Error::Log`] where they do not encode.
pub fn courier_of(checked: &Checked) -> Result<(DocumentDigest, Attachment)> {
    custody::keep(&checked.payload.courier)
}

/// What its approval records.
#[must_use]
pub fn accepted(checked: &Checked, courier: DocumentDigest, by: Pair) -> Happening {
    let payload = &checked.payload;
    let event = ApplicationEvent::Accepted {
        from: payload.from.region,
        application: payload.application.clone(),
        digest: checked.digest,
        keys: payload.keys.clone(),
        machine: payload.machine.clone(),
        courier,
        by,
    };
    Happening::Application(event)
}

/// What its refusal records: nothing of the courier.
#[must_use]
pub fn refused(checked: &Checked, reason: Words, by: Pair) -> Happening {
    let payload = &checked.payload;
    Happening::Application(ApplicationEvent::Refused {
        from: payload.from.region,
        application: payload.application.clone(),
        digest: checked.digest,
        keys: payload.keys.clone(),
        reason,
        by,
    })
}
