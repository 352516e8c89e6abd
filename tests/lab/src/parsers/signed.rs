//! Files that pass between offices: packages, receipts, components and identities.

use audit_log::canonical;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keystore::Digest;
use kms::identity::{Identity, plan_enrolment};
use kms::package::{check, check_receipt, read_package, read_receipt};
use quorum::jws;
use serde::Serialize;
use serde_json::Value;

use super::offices::scene;
use super::{Refusal, Verdict};

/// Room for any file that the fuzzer makes; the product's own caps are lower.
const CAP: usize = 16 << 20;

/// A package, as the municipality of the scene receives it.
pub(super) fn package(bytes: &[u8]) -> Verdict {
    let payload = read_package(bytes).map_err(|error| file_refusal(bytes, error))?;
    one_spelling(bytes, &payload);
    check(&scene().waiting, bytes)?;
    Ok(())
}

/// A receipt, as the province of the scene receives it.
pub(super) fn receipt(bytes: &[u8]) -> Verdict {
    let payload = read_receipt(bytes).map_err(|error| file_refusal(bytes, error))?;
    one_spelling(bytes, &payload);
    check_receipt(&scene().sent, bytes)?;
    Ok(())
}

/// A component image.
pub(super) fn component(bytes: &[u8]) -> Verdict {
    let note = kms::read_component(bytes)?;
    let image: Value = canonical::from_slice(bytes, CAP).expect("accepted only in canonical form");
    let said = serde_json::to_value(&note).expect("it has a JSON form");
    for (member, value) in said.as_object().expect("an object") {
        assert_eq!(image[member], *value, "the note says what the image says");
    }
    Ok(())
}

/// An identity file, and whether the province of the scene could enrol it.
pub(super) fn identity(bytes: &[u8]) -> Verdict {
    let identity = Identity::parse(bytes)?;
    assert_eq!(
        identity.to_bytes().ok().as_deref(),
        Some(bytes),
        "one spelling"
    );
    let mut state = scene().sent.clone();
    state.peers = Default::default();
    plan_enrolment(&state, &identity)?;
    Ok(())
}

/// The bytes as a package's payload, approved and signed by the office above.
pub(super) fn sealed_package(bytes: &[u8]) -> Option<Vec<u8>> {
    let above = &scene().above;
    let Ok(mut payload) = serde_json::from_slice::<Value>(bytes) else {
        return Some(above.sign(bytes, "kms-package"));
    };
    above.approve_package(&mut payload);
    let payload = canonical::to_vec(&payload).ok()?;
    Some(above.sign(&payload, "kms-package"))
}

/// The bytes as a receipt's payload, signed by the office below.
pub(super) fn sealed_receipt(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(scene().below.sign(bytes, "kms-receipt"))
}

/// The image with the check that belongs to it.
pub(super) fn checked_component(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut image: Value = serde_json::from_slice(bytes).ok()?;
    image.as_object_mut()?.remove("check");
    let check = Digest::of(&canonical::to_vec(&image).ok()?);
    image["check"] = check.to_string().into();
    canonical::to_vec(&image).ok()
}

/// A malformed signed file, with what is wrong with its envelope, if that is what is wrong.
fn file_refusal(bytes: &[u8], error: kms::Error) -> Refusal {
    match jws::parse(bytes, CAP) {
        Err(reason) if error.code().ends_with("-malformed") => {
            Refusal::within(&error.code(), &reason)
        }
        _ => error.into(),
    }
}

/// The same of a file that several officers signed.
pub(super) fn joint_refusal(bytes: &[u8], error: kms::Error) -> Refusal {
    match jws::parse_jointly(bytes, bytes.len()) {
        Err(reason) if error.code().ends_with("-malformed") => {
            Refusal::within(&error.code(), &reason)
        }
        _ => error.into(),
    }
}

/// What was accepted encodes to the same bytes, envelope and payload.
pub(super) fn one_spelling(file: &[u8], payload: &impl Serialize) {
    let outer: Value = canonical::from_slice(file, CAP).expect("accepted only in canonical form");
    let text = outer["payload"].as_str().expect("accepted only as text");
    let again = canonical::to_vec(payload).expect("what was read can be written");
    assert_eq!(URL_SAFE_NO_PAD.encode(again), text, "one spelling");
}
