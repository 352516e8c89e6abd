//! Whom and what an event names, looked for in its JSON: no type of the crate, only the names of its members.

use serde_json::Value;

/// The texts of these members, wherever they stand; `is_one` where `json` is the value of one of them.
fn texts(json: &Value, members: &[&str], is_one: bool) -> Vec<String> {
    match json {
        Value::String(text) if is_one => vec![text.clone()],
        Value::Array(all) => {
            let texts = all.iter().map(|one| texts(one, members, is_one));
            texts.flatten().collect()
        }
        Value::Object(object) => {
            let inner = object.iter().filter(|(name, _)| *name != "rechecked");
            let texts =
                inner.map(|(name, value)| texts(value, members, members.contains(&name.as_str())));
            texts.flatten().collect()
        }
        _ => vec![],
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// The officers whom an event names, present or not.
pub fn officers(json: &Value) -> Vec<String> {
    let members = ["by", "deliverer", "supervisor", "custodian", "signed_here"];
    sorted(texts(json, &members, false))
}

/// The carriers that an event names. Machines have serials too.
pub fn carriers(json: &Value) -> Vec<String> {
    if json.get("machine").is_some() || json.get("application").is_some() {
        return vec![];
    }
    sorted(texts(json, &["serial", "found", "items"], false))
}
