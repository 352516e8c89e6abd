//! Records that are not what they should be: each is refused, for the reason that was put into it.

use audit_log::{Checkpoint, Entry, LogKey, Tree, canonical, leaf_hash, sign_checkpoint};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kms::identity::Identity;
use kms::record::{self, MAX_RECORD};
use quorum::{EnvelopeContext, SigningKey, jws};
use serde_json::{Value, json};

use crate::office::{OFFICERS, passphrase};
use crate::place::{Place, code};

const TYPE: &str = "kms-handover-record";

/// A record, and everything that its officers could do to it.
struct Forger {
    place: Place,
    record: Vec<u8>,
    payload: Value,
    keys: Vec<SigningKey>,
    log_key: LogKey,
}

impl Forger {
    fn new() -> Self {
        let (mut place, handover) = Place::with_whole();
        let record = place.issue(&handover).bytes;
        let outer: Value = serde_json::from_slice(&record).unwrap();
        let payload = URL_SAFE_NO_PAD.decode(outer["payload"].as_str().unwrap());
        let opened = OFFICERS.map(|name| open(&place, name));
        let log_key = LogKey::from_seed(opened[0].log_seed.expose());
        Self {
            payload: serde_json::from_slice(&payload.unwrap()).unwrap(),
            keys: opened.into_iter().map(|secrets| secrets.signing).collect(),
            log_key,
            place,
            record,
        }
    }

    fn signed(&self, payload: &Value) -> Vec<u8> {
        let payload = canonical::to_vec(payload).unwrap();
        jws::sign_jointly(&payload, TYPE, self.keys.iter()).unwrap()
    }

    /// The code with which the record is refused after a change that all officers signed.
    fn changed(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut payload = self.payload.clone();
        change(&mut payload);
        assert_ne!(payload, self.payload);
        self.verdict(&self.signed(&payload))
    }

    fn verdict(&self, record: &[u8]) -> String {
        match record::verify(record, Some(&self.place.identity())) {
            Ok(_) => "accepted".into(),
            Err(error) => error.code(),
        }
    }

    /// The record of another log, that has another entry in the place of the one with this text.
    fn in_another_log(&self, text: &str, change: impl FnOnce(&mut Entry)) -> Value {
        let keystore = self.place.office.session.keystore();
        let stated = self.payload["checkpoint"].as_str().unwrap();
        let size: usize = stated.lines().nth(1).unwrap().parse().unwrap();
        let mut log: Vec<_> = keystore.entries().take(size).map(Result::unwrap).collect();
        let has = |entry: &&mut Vec<u8>| String::from_utf8_lossy(entry).contains(text);
        let place = log.iter_mut().find(has).unwrap();
        let mut entry = Entry::decode(place).unwrap();
        change(&mut entry);
        *place = entry.encode().unwrap();
        let mut tree = Tree::new();
        log.iter().for_each(|entry| tree.push(leaf_hash(entry)));
        let origin = self.place.identity().party.origin();
        let (size, root) = (tree.size(), tree.root());
        let note = sign_checkpoint(&Checkpoint { origin, size, root }, &self.log_key);
        let mut payload = self.payload.clone();
        payload["checkpoint"] = note.unwrap().into();
        for shown in payload["entries"].as_array_mut().unwrap() {
            let index = shown["seq"].as_u64().unwrap() - 1;
            let proof = tree.inclusion(index, size).unwrap();
            shown["proof"] = proof.iter().map(hex::encode).collect();
            shown["entry"] = URL_SAFE_NO_PAD.encode(&log[index as usize]).into();
        }
        payload
    }
}

fn open(place: &Place, name: &str) -> quorum::CustodianSecrets {
    let state = place.office.session.state();
    let created = &state.created;
    let mut custodians = created.custodians.iter();
    let custodian = custodians
        .find(|one| one.officer.id.as_str() == name)
        .unwrap();
    let context = EnvelopeContext {
        suite: created.suite,
        keystore: created.party.keystore.clone(),
        officer: custodian.officer.id.clone(),
        k: created.k,
        n: created.custodians.len() as u8,
        index: custodian.officer.share_index,
    };
    let keystore = place.office.session.keystore();
    let envelope = keystore.attachment(&custodian.envelope).unwrap();
    quorum::open(&envelope, &passphrase(name), &context).unwrap()
}

/// The position of the entry with this text among those that are shown.
fn position(payload: &Value, text: &str) -> usize {
    let mut entries = payload["entries"].as_array().unwrap().iter();
    let has = |shown: &Value| {
        let entry = URL_SAFE_NO_PAD
            .decode(shown["entry"].as_str().unwrap())
            .unwrap();
        String::from_utf8(entry).unwrap().contains(text)
    };
    entries.position(has).unwrap()
}

/// Takes an entry out of those that are shown.
fn leave_out(payload: &mut Value, text: &str) {
    let at = position(payload, text);
    payload["entries"].as_array_mut().unwrap().remove(at);
}

fn flip_hex(text: &Value) -> Value {
    let text = text.as_str().unwrap();
    let other = if text.starts_with('0') { '1' } else { '0' };
    format!("{other}{}", &text[1..]).into()
}

#[test]
fn what_is_signed_again_unchanged_is_accepted() {
    let forger = Forger::new();
    assert_eq!(forger.signed(&forger.payload), forger.record);
    assert_eq!(forger.verdict(&forger.record), "accepted");
}

#[test]
fn every_byte_counts() {
    let forger = Forger::new();
    let step = forger.record.len() / 300;
    for at in (0..forger.record.len()).step_by(step) {
        let mut record = forger.record.clone();
        record[at] ^= 1;
        assert_ne!(forger.verdict(&record), "accepted", "byte {at}");
    }
}

#[test]
fn its_form_is_narrow() {
    let forger = Forger::new();
    let huge = vec![b' '; MAX_RECORD as usize + 1];
    assert_eq!(forger.verdict(&huge), "handover-record-too-large");
    for bad in [
        b"".to_vec(),
        b"{}".to_vec(),
        [b" ", &forger.record[..]].concat(),
    ] {
        assert_eq!(forger.verdict(&bad), "handover-record-malformed");
    }
    let payload = canonical::to_vec(&forger.payload).unwrap();
    let other = jws::sign_jointly(&payload, "kms-package", forger.keys.iter()).unwrap();
    assert_eq!(forger.verdict(&other), "handover-record-unknown-type");
    let spaced = [b" ", &payload[..]].concat();
    let spaced = jws::sign_jointly(&spaced, TYPE, forger.keys.iter()).unwrap();
    assert_eq!(forger.verdict(&spaced), "handover-record-malformed");
    let changes: [(&str, Value, &str); 4] = [
        ("type", "kms-package".into(), "unknown-type"),
        ("version", 2.into(), "unknown-type"),
        ("suite", 2.into(), "unknown-suite"),
        ("more", 1.into(), "malformed"),
    ];
    for (member, value, expected) in changes {
        let found = forger.changed(|payload| payload[member] = value);
        assert_eq!(found, format!("handover-record-{expected}"), "{member}");
    }
}

#[test]
fn two_of_its_officers_sign_it() {
    let forger = Forger::new();
    let payload = canonical::to_vec(&forger.payload).unwrap();
    let by = |keys: &[&SigningKey]| {
        let record = jws::sign_jointly(&payload, TYPE, keys.iter().copied()).unwrap();
        forger.verdict(&record)
    };
    let [one, two, _] = forger.keys.as_slice() else {
        panic!("three officers")
    };
    assert_eq!(by(&[one, two]), "accepted");
    assert_eq!(by(&[one]), "handover-record-approvals");
    let stranger = SigningKey::random().unwrap();
    assert_eq!(by(&[one, &stranger]), "handover-record-signature");
    assert_eq!(by(&[one, two, &stranger]), "handover-record-signature");
}

#[test]
fn a_stranger_among_its_officers_is_not_the_logs() {
    // Officers' keys of one's own choosing, with which the record is then signed.
    let forger = Forger::new();
    let keys = [SigningKey::random().unwrap(), SigningKey::random().unwrap()];
    let mut payload = forger.payload.clone();
    for (officer, key) in payload["officers"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip(&keys)
    {
        officer["public_key"] = hex::encode(key.public()).into();
    }
    let payload = canonical::to_vec(&payload).unwrap();
    let record = jws::sign_jointly(&payload, TYPE, keys.iter()).unwrap();
    assert_eq!(forger.verdict(&record), "handover-record-contradiction");
    assert_eq!(
        code(record::verify(&record, None)),
        "handover-record-contradiction"
    );
}

#[test]
fn it_is_the_identitys() {
    let forger = Forger::new();
    let other = Place::found();
    let refused = record::verify(&forger.record, Some(&other.identity()));
    assert_eq!(code(refused), "handover-record-contradiction");
    let members = [
        ("k", json!(3)),
        ("rehearsal", json!(false)),
        ("identity_key", json!("00".repeat(32))),
    ];
    for (member, value) in members {
        let mut identity = serde_json::to_value(forger.place.identity()).unwrap();
        identity[member] = value;
        let identity: Identity = serde_json::from_value(identity).unwrap();
        // The identity key signs packages, and has no part in a record.
        let expected = member == "identity_key";
        let found = record::verify(&forger.record, Some(&identity)).is_ok();
        assert_eq!(found, expected, "{member}");
    }
}

#[test]
fn its_checkpoint_is_its_logs() {
    let forger = Forger::new();
    let note = forger.payload["checkpoint"].as_str().unwrap();
    let other = forger
        .place
        .identity()
        .party
        .origin()
        .replace("410100", "410200");
    let moved = note.replace("410100", "410200");
    let (size, root) = (20, [7; 32]);
    let foreign = Checkpoint {
        origin: other,
        size,
        root,
    };
    let foreign = sign_checkpoint(&foreign, &forger.log_key).unwrap();
    let (before, after) = note.split_at(note.len() - 10);
    let other = if after.starts_with('A') { "B" } else { "A" };
    let unsigned = [before, other, &after[1..]].concat();
    for bad in ["", &moved, &foreign, &unsigned] {
        let found = forger.changed(|payload| payload["checkpoint"] = bad.into());
        assert_eq!(found, "handover-record-checkpoint", "{bad}");
    }
    let origin = forger.place.identity().party.origin();
    let another_root = sign_checkpoint(&Checkpoint { origin, size, root }, &forger.log_key);
    let found = forger.changed(|payload| payload["checkpoint"] = another_root.unwrap().into());
    assert_eq!(found, "handover-record-inclusion");
}

#[test]
fn each_entry_stands_in_the_log() {
    let forger = Forger::new();
    let count = forger.payload["entries"].as_array().unwrap().len();
    for at in 0..count {
        let inclusion = "handover-record-inclusion";
        let number = forger.changed(|payload| {
            let seq = &mut payload["entries"][at]["seq"];
            *seq = (seq.as_u64().unwrap() + 1).into();
        });
        assert_eq!(number, inclusion, "{at}");
        let proof = forger.changed(|payload| {
            let hash = &mut payload["entries"][at]["proof"][0];
            *hash = flip_hex(hash);
        });
        assert_eq!(proof, inclusion, "{at}");
        let entry = forger.changed(|payload| {
            let entry = &mut payload["entries"][at]["entry"];
            let mut bytes = URL_SAFE_NO_PAD.decode(entry.as_str().unwrap()).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            *entry = URL_SAFE_NO_PAD.encode(bytes).into();
        });
        assert_eq!(entry, inclusion, "{at}");
    }
    for (member, value) in [
        ("entry", json!("=")),
        ("proof", json!(["0"])),
        ("seq", json!(0)),
    ] {
        let found = forger.changed(|payload| payload["entries"][0][member] = value);
        assert_eq!(found, "handover-record-malformed", "{member}");
    }
}

#[test]
fn each_entry_stands_where_it_says() {
    // Whoever has the log key moves the entries of another log apart: all is proven, in order and approved.
    let forger = Forger::new();
    let mut payload = forger.payload.clone();
    let shown = payload["entries"].as_array_mut().unwrap();
    let mut tree = Tree::new();
    for one in shown.iter_mut() {
        let bytes = URL_SAFE_NO_PAD.decode(one["entry"].as_str().unwrap());
        tree.push(leaf_hash(&bytes.unwrap()));
        one["seq"] = tree.size().into();
        if tree.size() == 1 {
            (0..100).for_each(|_| tree.push([0; 32]));
        }
    }
    let (size, root) = (tree.size(), tree.root());
    for one in shown {
        let index = one["seq"].as_u64().unwrap() - 1;
        let proof = tree.inclusion(index, size).unwrap();
        one["proof"] = proof.iter().map(hex::encode).collect();
    }
    let origin = forger.place.identity().party.origin();
    let note = sign_checkpoint(&Checkpoint { origin, size, root }, &forger.log_key);
    payload["checkpoint"] = note.unwrap().into();
    assert_eq!(
        forger.verdict(&forger.signed(&payload)),
        "handover-record-inclusion"
    );
}

#[test]
fn it_was_made_after_what_it_shows_at_a_time_of_one_form() {
    let forger = Forger::new();
    let last = forger.payload["entries"].as_array().unwrap().last();
    let bytes = URL_SAFE_NO_PAD.decode(last.unwrap()["entry"].as_str().unwrap());
    let newest = Entry::decode(&bytes.unwrap()).unwrap().time;
    let made = |time: &str| {
        let mut payload = forger.payload.clone();
        payload["created"] = time.into();
        forger.verdict(&forger.signed(&payload))
    };
    assert_eq!(made(&newest), "accepted");
    assert_eq!(made("2099-01-01T00:00:00Z"), "accepted");
    assert_eq!(
        made("2020-01-01T00:00:00Z"),
        "handover-record-contradiction"
    );
    for form in [
        "",
        "2099-01-01",
        "2099-01-01T00:00:00+08:00",
        "2099-01-01T00:00:00.5Z",
        "2099-01-01t00:00:00z",
        "2099-02-30T00:00:00Z",
        "2099-01-01T23:59:60Z",
        "２099-01-01T00:00:00Z",
    ] {
        assert_eq!(made(form), "handover-record-malformed", "{form}");
    }
}

#[test]
fn each_entry_has_its_officers_approvals() {
    let forger = Forger::new();
    // Whoever has the log key can make another log, but not the others' approvals.
    let same = forger.in_another_log("supervised", |_| {});
    assert_eq!(forger.verdict(&forger.signed(&same)), "accepted");
    let other = forger.in_another_log("\"supervised\"", |entry| {
        entry.event.body["what"]["handover"]["findings"] = "一切良好".into();
    });
    assert_eq!(
        forger.verdict(&forger.signed(&other)),
        "handover-record-authority"
    );
    let alone = forger.in_another_log("\"supervised\"", |entry| entry.approvals.truncate(1));
    assert_eq!(
        forger.verdict(&forger.signed(&alone)),
        "handover-record-authority"
    );
    let first = forger.in_another_log("keystore.created", |entry| entry.approvals.truncate(2));
    assert_eq!(
        forger.verdict(&forger.signed(&first)),
        "handover-record-authority"
    );
}

#[test]
fn no_entry_is_left_out_that_another_needs() {
    let forger = Forger::new();
    for needed in [
        "keystore.created",
        "lot-issued",
        "\"registered\"",
        "carrier-registered",
        "representative-enrolled",
        "agreement-added",
        "plan-reviewed",
        "\"drafted\"",
        "\"prepared\"",
        "\"approved\"",
        "handed-over",
        "\"returned\"",
    ] {
        let found = forger.changed(|payload| leave_out(payload, needed));
        assert_eq!(found, "handover-record-authority", "{needed}");
    }
    let none = forger.changed(|payload| payload["entries"] = json!([]));
    assert_eq!(none, "handover-record-authority");
    let swapped = forger.changed(|payload| payload["entries"].as_array_mut().unwrap().swap(2, 3));
    assert_eq!(swapped, "handover-record-authority");
    let twice = forger.changed(|payload| {
        let entries = payload["entries"].as_array_mut().unwrap();
        entries.push(entries.last().unwrap().clone());
    });
    assert_eq!(twice, "handover-record-authority");
}

#[test]
fn what_officers_leave_out_together_with_what_it_tells_is_not_noticed() {
    // RECORD.md says so. Left out of the entries alone, it is.
    let forger = Forger::new();
    let found = forger.changed(|payload| leave_out(payload, "\"supervised\""));
    assert_eq!(found, "handover-record-contradiction");
    let found = forger.changed(|payload| {
        leave_out(payload, "\"supervised\"");
        payload["handover"]["visits"] = json!([]);
    });
    assert_eq!(found, "accepted");
}

#[test]
fn the_handover_is_what_the_entries_tell() {
    let forger = Forger::new();
    let mut pointers = Vec::new();
    leaves(
        &forger.payload["handover"],
        "/handover".into(),
        &mut pointers,
    );
    assert!(pointers.len() > 60, "{}", pointers.len());
    for pointer in pointers {
        let found = forger.changed(|payload| {
            let value = payload.pointer_mut(&pointer).unwrap();
            *value = another(value);
        });
        let expected = ["contradiction", "malformed"].map(|end| format!("handover-record-{end}"));
        assert!(expected.contains(&found), "{pointer}: {found}");
    }
}

/// Where every value in it stands that is neither list nor object, or is an empty one.
fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                leaves(value, format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, format!("{pointer}/{index}"), found);
            }
        }
        _ => found.push(pointer),
    }
}

/// Another value that can stand in the same place.
fn another(value: &Value) -> Value {
    match value {
        Value::Null => "X-1".into(),
        Value::Bool(value) => (!value).into(),
        Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
        Value::String(text) if text.len() == 10 && text.starts_with("20") => "2024-01-01".into(),
        Value::String(text) if text.len() >= 10 && text.is_ascii() => flip_hex(value),
        Value::String(text) => format!("{text}1").into(),
        _ => json!([{ "on": "2025-01-01", "due": "2025-01-02" }]),
    }
}

#[test]
fn the_keys_that_it_names_are_those_on_the_carriers() {
    let forger = Forger::new();
    let none = forger.changed(|payload| payload["keys"] = json!([]));
    assert_eq!(none, "handover-record-contradiction");
    let twice = forger.changed(|payload| {
        let keys = payload["keys"].as_array_mut().unwrap();
        keys.push(keys[0].clone());
    });
    assert_eq!(twice, "handover-record-contradiction");
}
