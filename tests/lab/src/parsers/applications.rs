//! Key applications: what the municipality of the scene asks of the province, and how the province reads it.

use kms::application;
use serde_json::{Value, json};

use super::Verdict;
use super::offices::scene;
use super::signed::{joint_refusal, one_spelling};

/// What the application says.
pub(super) fn payload() -> Value {
    let below = &scene().below;
    let created = below.created();
    json!({
        "type": "kms-key-application", "version": 1, "suite": created.suite, "from": created.party,
        "rehearsal": created.rehearsal, "application": "A-1",
        "keys": [
            { "kind": "0101", "algorithm": "SM4", "version": null },
            { "kind": "0101", "algorithm": "AES-128", "version": 2 },
        ],
        "machine": {
            "serial": "HSM-1", "maker": "甲厂", "model": "M1",
            "certificate": { "number": "GM001", "from": "2025-01-01", "until": "2027-01-01" },
            "assessment": { "report": { "digest": "a1".repeat(32), "size": 1000 }, "on": "2026-01-05" },
        },
        "courier": { "name": "演练送件人", "id_number": "DEMO-ID-0001", "salt": "5a".repeat(16) },
        "created": "2026-01-31T08:59:00Z",
    })
}

/// An application, as the province reads it.
pub(super) fn application(file: &[u8]) -> Verdict {
    match application::check(&scene().sent, file) {
        Ok(checked) => {
            one_spelling(file, &checked.payload);
            Ok(())
        }
        Err(error) => Err(joint_refusal(file, error)),
    }
}

/// The bytes as an application's payload, signed by the officers of the municipality.
pub(super) fn sealed_application(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(scene().below.sign_jointly(bytes, "kms-key-application"))
}
