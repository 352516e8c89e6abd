//! An invented office that hands carriers to a third party: what tests and judges look at.
#![allow(
    dead_code,
    reason = "the tests and the example need different parts of it"
)]

use std::path::Path;

use handover_record::Mark;
use hsm::{Hsm, Software};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use key_derivation::{Algorithm, Catalogue, KeyId};
use kms::init::{NewCustodian, NewKeystore, init};
use kms::keys::{self, NewKey};
use kms::{Session, custody};
use quorum::{Cost, Passphrase, RootSecret};
use serde_json::{Value, json};

pub const OFFICERS: [&str; 3] = ["zhang", "wang", "li"];
const ORGANISATION: &str = "中原制卡有限公司";

pub fn backend(root: RootSecret, keystore: &str) -> hsm::Result<Box<dyn Hsm>> {
    Ok(Box::new(Software::unlock(root, keystore)?))
}

/// The texts that people type, each of them to be replaced by another.
#[derive(Clone)]
pub struct Texts {
    pub organisation: String,
    pub purpose: String,
    pub condition: String,
    pub findings: String,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            organisation: ORGANISATION.into(),
            purpose: "第三代社保卡首批制卡".into(),
            condition: "完好，封签无破损".into(),
            findings: "在约定的机房内使用，台账相符".into(),
        }
    }
}

/// A keystore of Zhengzhou, open by all its officers.
pub struct Office {
    pub session: Session,
    key: KeyId,
    carriers: usize,
    day: Date,
}

impl Office {
    /// With a certified machine, a lot of carriers, and a key to load.
    pub fn found(path: &Path, rehearsal: bool) -> Self {
        let custodian = |name: &str| NewCustodian {
            officer: name.parse().unwrap(),
            name: "王小明".into(),
            passphrase: passphrase(name),
        };
        let new = NewKeystore {
            region: "410100".parse().unwrap(),
            k: 2,
            custodians: OFFICERS.map(custodian).into(),
            rehearsal,
            cost: Cost::FLOOR,
            regional_catalogue: None,
        };
        let mut session = init(path, new, backend).unwrap();
        let catalogue = Catalogue::builtin();
        let new = NewKey {
            kind: keys::find_kind(&catalogue, "BK").unwrap().code,
            algorithm: Algorithm::Sm4,
            version: None,
            scheme: None,
            activate: true,
        };
        let key = keys::generate(&mut session, &catalogue, &new).unwrap();
        let mut office = Self {
            session,
            key,
            carriers: 0,
            day: date(2025, 3, 1),
        };
        office.equip();
        office
    }

    fn equip(&mut self) {
        self.now(json!({ "machine": {
            "type": "registered", "serial": "HSM-1", "maker": "某密码设备厂", "model": "SJJ-1", "location": "一号机房",
            "certificate": { "number": "GM001", "from": "2025-01-01", "until": "2030-01-01" },
            "assessment": { "report": document("a1"), "on": "2025-01-05" },
        }}));
        self.now(
            json!({ "custody": { "type": "lot-issued", "lot": "LOT-1", "serials": {
            "kind": "master-mother-card", "prefix": "MC-", "digits": 4, "first": 1, "last": 9999,
        }, "notice": document("d4") }}),
        );
    }

    /// Goes on to a later day.
    pub fn wait(&mut self, days: i32) {
        self.day += days.days();
    }

    /// Records that something happens.
    pub fn now(&mut self, what: Value) {
        let event = serde_json::from_value(json!({ "on": self.day, "what": what })).unwrap();
        custody::record(&mut self.session, vec![event], &[]).unwrap();
    }

    /// A third party with a representative, an agreement and a passed review, their ids ending with `number`.
    pub fn third_party(&mut self, number: &str, organisation: &str) {
        let (details, kept) = custody::details("演练代表\n").unwrap();
        let enrolled = json!({ "on": self.day, "what": { "party": {
            "type": "representative-enrolled", "person": format!("R-{number}"), "organisation": organisation,
            "details": details, "key": null,
        }}});
        let enrolled = serde_json::from_value(enrolled).unwrap();
        custody::record(&mut self.session, vec![enrolled], &[kept]).unwrap();
        self.now(json!({ "party": { "type": "agreement-added", "agreement": format!("A-{number}"), "terms": {
            "organisation": organisation, "document": document("b2"), "from": "2025-01-01", "until": "2030-12-31",
            "signed_here": "zhang", "signed_there": format!("R-{number}"),
        }}}));
        self.now(json!({ "party": { "type": "plan-reviewed", "review": format!("P-{number}"), "outcome": {
            "organisation": organisation, "plan": document("c3"), "passed": true, "reviewer": "PLAN-BOARD",
        }}}));
    }

    /// New carriers with a key each.
    pub fn carriers(&mut self, count: usize) -> Vec<String> {
        let kcv = self.session.state().keys[&self.key].kcv;
        let key = self.key;
        let new = self.carriers + 1..=self.carriers + count;
        self.carriers += count;
        let register = |number: usize| {
            let serial = format!("MC-{number:04}");
            self.now(json!({ "custody": {
                "type": "carrier-registered", "serial": serial, "lot": "LOT-1", "place": "一号柜", "custodian": "li",
            }}));
            self.now(json!({ "custody": {
                "type": "carrier-loaded", "serial": serial, "machine": "HSM-1", "seal": format!("S-{number:04}"),
                "contents": [{ "key": key, "kcv": kcv, "levels_left": 0 }], "by": ["zhang", "wang"],
            }}));
            serial
        };
        new.map(register).collect()
    }

    pub fn draft(&mut self, id: &str, items: &[String], texts: &Texts) {
        self.draft_after(id, items, texts, None);
    }

    /// Drafts a handover that continues another one.
    pub fn draft_after(
        &mut self,
        id: &str,
        items: &[String],
        texts: &Texts,
        continues: Option<&str>,
    ) {
        self.now(json!({ "handover": {
            "type": "drafted", "handover": id, "organisation": texts.organisation, "purpose": texts.purpose,
            "due": "2029-12-31", "items": items, "continues": continues,
        }}));
    }

    /// Names all that Article 24 asks for of third party `number`.
    pub fn name(&mut self, id: &str, number: &str) {
        self.now(json!({ "handover": {
            "type": "prepared", "handover": id, "agreement": format!("A-{number}"), "review": format!("P-{number}"),
            "deliverer": "zhang", "receiver": format!("R-{number}"), "supervisor": "wang",
        }}));
    }

    /// Names all that and approves.
    pub fn prepare(&mut self, id: &str, number: &str) {
        self.name(id, number);
        self.now(
            json!({ "handover": { "type": "approved", "handover": id, "by": ["zhang", "wang"] }}),
        );
    }

    /// Passes the carriers of one handover on to another.
    pub fn pass_on(&mut self, from: &str, to: &str, number: &str, items: &[String], texts: &Texts) {
        self.wait(1);
        self.now(json!({ "handover": {
            "type": "transferred", "handover": from, "to": to, "items": seen(items, texts), "deliverer": "zhang",
            "receiver": format!("R-{number}"), "signature": paper("e7"), "supervisor": "wang",
        }}));
    }

    pub fn hand_over(&mut self, id: &str, number: &str, items: &[String], texts: &Texts) {
        self.wait(1);
        self.now(json!({ "handover": {
            "type": "handed-over", "handover": id, "items": seen(items, texts), "deliverer": "zhang",
            "receiver": format!("R-{number}"), "signature": paper("e5"), "supervisor": "wang",
        }}));
        self.wait(1);
        self.now(json!({ "handover": {
            "type": "supervised", "handover": id, "supervisor": "wang", "findings": texts.findings,
        }}));
    }

    pub fn take_back(&mut self, id: &str, number: &str, items: &[String], texts: &Texts) {
        self.wait(1);
        self.now(json!({ "handover": {
            "type": "returned", "handover": id, "items": seen(items, texts), "by": "li",
        }}));
        self.close(id, number);
    }

    pub fn close(&mut self, id: &str, number: &str) {
        self.wait(1);
        self.now(json!({ "handover": {
            "type": "closed", "handover": id, "rechecked": [], "by": ["zhang", "li"],
            "receiver": format!("R-{number}"), "signature": paper("f6"),
        }}));
    }

    /// A handover of `count` carriers, from the draft to its end.
    pub fn whole(&mut self, id: &str, number: &str, count: usize, texts: &Texts) -> Mark {
        self.third_party(number, &texts.organisation);
        let items = self.carriers(count);
        self.draft(id, &items, texts);
        self.prepare(id, number);
        self.hand_over(id, number, &items, texts);
        self.take_back(id, number, &items, texts);
        id.parse().unwrap()
    }
}

pub fn passphrase(officer: &str) -> Passphrase {
    Passphrase::new(format!("{officer} of 410100 remembers")).unwrap()
}

fn seen(items: &[String], texts: &Texts) -> Vec<Value> {
    let items = items.iter();
    items
        .map(|serial| {
            json!({ "serial": serial, "seal": serial.replace("MC", "S"), "condition": texts.condition })
        })
        .collect()
}

/// 64 digits that begin so.
fn digest(head: &str) -> String {
    let hex: String = head.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex:0<64}")
}

fn document(head: &str) -> Value {
    json!({ "digest": digest(head), "size": 1000 })
}

fn paper(head: &str) -> Value {
    json!({ "type": "paper", "scan": document(head) })
}
