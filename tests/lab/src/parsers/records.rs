//! Records of handovers: the one that the municipality of the scene has made, and how a stranger reads one.

use std::sync::LazyLock;

use audit_log::canonical;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handover_record::{Event as Custody, Teller};
use keystore::event::custody_action;
use keystore::{Event, Excerpt};
use kms::record;
use quorum::Action;
use serde_json::{Value, json};

use super::Verdict;
use super::offices::{bytes, scene};
use super::short_log::Log;
use super::signed::{joint_refusal, one_spelling};

/// What the record says.
pub(super) fn payload() -> &'static Value {
    static PAYLOAD: LazyLock<Value> = LazyLock::new(make);
    &PAYLOAD
}

/// A record, as whoever has the identity file of the municipality reads it.
pub(super) fn handover_record(file: &[u8]) -> Verdict {
    match record::verify(file, Some(&scene().below.identity())) {
        Ok(report) => {
            one_spelling(file, &report.payload);
            Ok(())
        }
        Err(error) => Err(joint_refusal(file, error)),
    }
}

/// The bytes as a record's payload, signed by the officers of the municipality.
pub(super) fn sealed_record(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(scene().below.sign_jointly(bytes, "kms-handover-record"))
}

fn make() -> Value {
    let below = &scene().below;
    let created = below.created();
    let mut log = Log::begun(below);
    for event in history() {
        let officers = if custody_action(&event.what) == Action::CustodyReport {
            1
        } else {
            2
        };
        let action = custody_action(&event.what);
        log.append(below, &Event::Custody(event), Some((action, officers)));
    }
    let tree = log.tree();
    let size = tree.size();
    let prove = |(index, entry): (u64, &Value)| {
        let proof = tree.inclusion(index, size).expect("within the tree");
        let proof: Vec<_> = proof.iter().map(hex::encode).collect();
        json!({ "seq": index + 1, "entry": URL_SAFE_NO_PAD.encode(bytes(entry)), "proof": proof })
    };
    let entries: Vec<_> = (0..).zip(&log.entries).map(prove).collect();
    json!({
        "type": "kms-handover-record", "version": 1, "suite": created.suite, "keystore": created.party,
        "rehearsal": created.rehearsal, "k": created.k, "officers": below.state().rules.officers(),
        "log_key": created.log_key, "handover": told(&log), "checkpoint": below.checkpoint(&tree, size),
        "keys": [{ "key": KEY, "kind": "0101", "algorithm": "SM4", "version": 1 }], "entries": entries,
        "created": "2026-01-31T08:59:00Z",
    })
}

/// What the entries tell, as a reader finds out.
fn told(log: &Log) -> Value {
    let mut entries = log.entries.iter().map(bytes);
    let first = entries.next().expect("a log has a first entry");
    let mut excerpt = Excerpt::begin(&first).expect("a sound first entry");
    let mut teller = Teller::new("H-1".parse().expect("a mark"));
    for entry in entries {
        let event = excerpt.take(&entry).expect("a sound entry");
        if let Event::Custody(event) = event {
            teller.hear(&excerpt.state().register, &event);
        }
    }
    let account = teller.finish(&excerpt.state().register);
    let account = account.expect("a handover that was drafted");
    let account = canonical::to_vec(&account).expect("small numbers only");
    serde_json::from_slice(&account).expect("JSON")
}

const KEY: &str = "6f1d3c2e-8a4b-4c5d-9e6f-7a8b9c0d1e2f";

/// A mother card that goes to a third party and comes back, with another seal than it had.
fn history() -> Vec<Custody> {
    let document = |byte: &str| json!({ "digest": byte.repeat(32), "size": 1000 });
    let paper = |byte: &str| json!({ "type": "paper", "scan": document(byte) });
    let seen = |seal: &str| json!([{ "serial": "MC-1", "seal": seal, "condition": "完好" }]);
    let pair = json!(["zhang", "wang"]);
    let lot = json!({ "kind": "master-mother-card", "prefix": "MC-", "digits": 1, "first": 1, "last": 9 });
    let contents = json!([{ "key": KEY, "kcv": "0102030405", "levels_left": 0 }]);
    let agreement = json!({
        "organisation": "制卡厂", "document": document("b2"), "from": "2026-01-01", "until": "2026-12-31",
        "signed_here": "zhang", "signed_there": "R-1",
    });
    let review = json!({ "organisation": "制卡厂", "plan": document("c3"), "passed": true, "reviewer": "BOARD" });
    let events = [
        json!({ "machine": {
            "type": "registered", "serial": "HSM-1", "maker": "甲厂", "model": "M1", "location": "机房",
            "certificate": { "number": "GM001", "from": "2025-01-01", "until": "2027-01-01" },
            "assessment": { "report": document("a1"), "on": "2026-01-05" },
        }}),
        json!({ "custody": { "type": "lot-issued", "lot": "LOT-1", "serials": lot, "notice": document("e0") }}),
        json!({ "custody": {
            "type": "carrier-registered", "serial": "MC-1", "lot": "LOT-1", "place": "一号柜", "custodian": "li",
        }}),
        json!({ "custody": {
            "type": "carrier-loaded", "serial": "MC-1", "machine": "HSM-1", "contents": contents, "seal": "S-1",
            "by": pair,
        }}),
        json!({ "party": {
            "type": "representative-enrolled", "person": "R-1", "organisation": "制卡厂",
            "details": "d4".repeat(32), "key": null,
        }}),
        json!({ "party": { "type": "agreement-added", "agreement": "A-1", "terms": agreement }}),
        json!({ "party": { "type": "plan-reviewed", "review": "P-1", "outcome": review }}),
        json!({ "handover": {
            "type": "drafted", "handover": "H-1", "organisation": "制卡厂", "purpose": "洗卡", "due": "2026-03-20",
            "items": ["MC-1"], "continues": null,
        }}),
        json!({ "handover": {
            "type": "prepared", "handover": "H-1", "agreement": "A-1", "review": "P-1", "deliverer": "zhang",
            "receiver": "R-1", "supervisor": "wang",
        }}),
        json!({ "handover": { "type": "approved", "handover": "H-1", "by": pair }}),
        json!({ "handover": {
            "type": "handed-over", "handover": "H-1", "items": seen("S-1"), "deliverer": "zhang", "receiver": "R-1",
            "signature": paper("e5"), "supervisor": "wang",
        }}),
        json!({ "handover": {
            "type": "supervised", "handover": "H-1", "supervisor": "wang", "findings": "相符",
        }}),
        json!({ "handover": { "type": "returned", "handover": "H-1", "items": seen("S-2"), "by": "zhang" }}),
        json!({ "handover": {
            "type": "closed", "handover": "H-1", "rechecked": [], "by": pair, "receiver": "R-1",
            "signature": paper("f6"),
        }}),
    ];
    let event = |what: Value| json!({ "on": "2026-01-31", "what": what });
    let read = |what| serde_json::from_value(event(what)).expect("an event of custody");
    events.into_iter().map(read).collect()
}
