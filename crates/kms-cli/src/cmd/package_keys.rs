//! Which keys a package carries, and which stay behind and why.

use key_derivation::KeyId;
use keystore::{Key, KeyState, PackageState, State};
use kms::package::Order;
use serde_json::{Value, json};

use crate::app::App;
use crate::layout::{Field, Tone, table};
use crate::messages::{reports, terms};

/// A key that could have gone and does not.
pub struct LeftOut {
    code: String,
    reason: &'static str,
    text: String,
}

impl LeftOut {
    /// As programs see it.
    pub fn json(&self) -> Value {
        json!({ "key": self.code, "reason": self.reason })
    }
}

/// The keys that the order asks for, that could be diversified for a region, and that are not among `going`.
pub fn left_out(app: &App, state: &State, order: &Order, going: &[KeyId]) -> Vec<LeftOut> {
    let selection = &order.selection;
    let asked = |key: &&Key| {
        let descriptor = &key.descriptor;
        (selection.kinds.is_empty() || selection.kinds.contains(&descriptor.kind))
            && (selection.algorithms.is_empty()
                || selection.algorithms.contains(&descriptor.algorithm))
            && (selection.versions.is_empty() || selection.versions.contains(&descriptor.version))
    };
    let stays = |key: &&Key| {
        key.descriptor.levels_left >= 2
            && key.state != KeyState::Destroyed
            && !going.contains(&key.descriptor.key_id)
    };
    let mut left: Vec<_> = state
        .keys
        .values()
        .filter(asked)
        .filter(stays)
        .map(|key| {
            let (reason, text) = why(app, state, order, key);
            LeftOut {
                code: app.code(&key.descriptor),
                reason,
                text,
            }
        })
        .collect();
    left.sort_by(|one, other| one.code.cmp(&other.code));
    left
}

fn why(app: &App, state: &State, order: &Order, key: &Key) -> (&'static str, String) {
    if key.state != KeyState::Active {
        return (key.state.name(), terms::state(app.lang, key.state));
    }
    let carrier = state.packages.values().find(|package| {
        let keys = &package.created.keys;
        package.state != PackageState::Cancelled
            && package.created.to.region == order.to
            && keys.iter().any(|sub| sub.parent == key.descriptor.key_id)
    });
    match carrier {
        Some(package) => (
            "delivered-before",
            reports::left_before(app.lang, package.created.counter),
        ),
        None => ("other", String::new()),
    }
}

/// The keys that go, a row each.
pub fn going(app: &App, state: &State, keys: &[KeyId]) -> String {
    let row = |key: &Key| {
        vec![
            Field::new(app.code(&key.descriptor)),
            Field::new(app.purpose(&key.descriptor)),
            Field::new(key.kcv),
        ]
    };
    let rows: Vec<_> = keys
        .iter()
        .filter_map(|id| state.keys.get(id))
        .map(row)
        .collect();
    let headings = [reports::h_parent, reports::h_purpose, reports::h_parent_kcv];
    table(app.paint, &headings.map(|heading| heading(app.lang)), &rows)
}

/// What stays behind, with the reason for each; nothing where all goes.
pub fn staying(app: &App, left: &[LeftOut]) -> String {
    if left.is_empty() {
        return String::new();
    }
    let row = |one: &LeftOut| {
        vec![
            Field::new(&one.code),
            Field::new(&one.text).tone(Tone::Warn),
        ]
    };
    let headings = [reports::h_key, reports::h_reason].map(|heading| heading(app.lang));
    let rows: Vec<_> = left.iter().map(row).collect();
    format!(
        "\n{}\n{}",
        reports::left_out(app.lang),
        table(app.paint, &headings, &rows)
    )
}
