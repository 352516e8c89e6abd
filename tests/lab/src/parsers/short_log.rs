//! The export of a short log: created, an attempt, a refusal, and one more attempt that no checkpoint covers yet.

use audit_log::{Tree, leaf_hash};
use keystore::event::{Attempt, Refused};
use keystore::{Event, Head};
use quorum::{Action, Request};
use serde_json::{Value, json};
use uuid::Builder;

use super::offices::{Office, bytes};

/// An export in the making.
#[derive(Clone)]
pub struct Log {
    /// What stands in its `key` lines.
    pub keys: Vec<Value>,
    /// What stands in its `entry` lines.
    pub entries: Vec<Value>,
    /// Sizes that checkpoints are signed for when the export is written.
    pub signed: Vec<u64>,
}

impl Log {
    /// The log of an office that was just created.
    pub(super) fn begun(office: &Office) -> Self {
        let log_key = office.created().log_key.to_string();
        let officers = office.state().rules.officers().to_vec();
        let record = |officer| json!({"officer": {"k": 2, "officer": officer}});
        let keys = [json!({"log": log_key})]
            .into_iter()
            .chain(officers.into_iter().map(record));
        let mut log = Self {
            keys: keys.collect(),
            entries: vec![],
            signed: vec![1, 3],
        };
        log.append(
            office,
            &Event::Created(office.created()),
            Some((Action::Init, 3)),
        );
        log
    }

    /// The sound log of an office.
    #[must_use]
    pub fn sound(office: &Office) -> Self {
        let attempt = || {
            Event::Attempt(Attempt {
                command: "key generate".into(),
                officers: vec!["zhang".parse().expect("a staff code")],
            })
        };
        let refused = Event::Refused(Refused {
            command: "key generate".into(),
            code: "unknown-kind".into(),
        });
        let mut log = Self::begun(office);
        log.append(office, &attempt(), None);
        log.append(office, &refused, Some((Action::Refuse, 1)));
        log.append(office, &attempt(), None);
        log
    }

    /// Appends an event, approved by so many officers.
    pub(super) fn append(
        &mut self,
        office: &Office,
        event: &Event,
        approval: Option<(Action, usize)>,
    ) {
        let tree = self.tree();
        let (size, root) = (tree.size(), tree.root());
        let seq = size + 1;
        let keystore = &office.party.keystore;
        let event_json = event.to_log().expect("it encodes");
        let mut entry = json!({
            "seq": seq, "time": format!("2026-01-31T08:{seq:02}:00Z"), "keystore": keystore,
            "approvals": [], "event": event_json,
        });
        if let Some((action, officers)) = approval {
            let request = Request {
                keystore: keystore.clone(),
                op: Builder::from_random_bytes([seq as u8; 16]).into_uuid(),
                expires: "2026-01-31T09:00:00Z".into(),
                action,
                subject: event
                    .subject(&Head { size, root }, seq)
                    .expect("it encodes"),
            };
            entry["approvals"] =
                json!(office.approve(&request, officers).expect("it has a digest"));
            entry["request"] = request.to_value().expect("a sound request");
        }
        self.entries.push(entry);
    }

    /// The tree over the entries as they are now.
    #[must_use]
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        for entry in &self.entries {
            tree.push(leaf_hash(&bytes(entry)));
        }
        tree
    }

    /// The lines, hashed as they are now and signed by the office.
    #[must_use]
    pub fn lines(&self, office: &Office) -> Vec<String> {
        let line = |kind: &str, value: &Value| text(&json!({kind: value}));
        let keys = self.keys.iter().map(|key| line("key", key));
        let entries = self.entries.iter().map(|entry| line("entry", entry));
        let tree = self.tree();
        let notes = self
            .signed
            .iter()
            .map(|size| line("checkpoint", &office.checkpoint(&tree, *size).into()));
        keys.chain(entries).chain(notes).collect()
    }
}

fn text(line: &Value) -> String {
    String::from_utf8(bytes(line)).expect("JSON") + "\n"
}
