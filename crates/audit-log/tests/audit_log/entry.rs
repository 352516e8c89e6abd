use audit_log::{Approval, Entry, Error, Event, leaf_hash};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::canonical::any_json;

pub fn entry(seq: u64, event: &str) -> Entry {
    Entry {
        seq,
        time: "2026-01-31T08:00:00Z".to_owned(),
        keystore: "test".to_owned(),
        request: Some(json!({"action": "key.generate", "kind": "0101"})),
        approvals: vec![Approval::new("ZHANG-01", &[0xab; 32], &[0xcd; 64])],
        event: Event {
            r#type: event.to_owned(),
            version: 1,
            body: json!({"kcv": "0011223344"}),
        },
    }
}

const GOLDEN: &str = concat!(
    r#"{"approvals":[{"officer":"ZHANG-01","#,
    r#""request":"abababababababababababababababababababababababababababababababab","#,
    r#""signature":"zc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3NzQ"}],"#,
    r#""event":{"body":{"kcv":"0011223344"},"type":"key.generated","version":1},"keystore":"test","#,
    r#""request":{"action":"key.generate","kind":"0101"},"seq":1,"time":"2026-01-31T08:00:00Z"}"#
);

#[test]
fn the_encoding_is_fixed() {
    let entry = entry(1, "key.generated");
    assert_eq!(String::from_utf8(entry.encode().unwrap()).unwrap(), GOLDEN);
    assert_eq!(Entry::decode(GOLDEN.as_bytes()).unwrap(), entry);
    assert_eq!(entry.leaf_hash().unwrap(), leaf_hash(GOLDEN.as_bytes()));
}

#[test]
fn an_entry_without_request_has_no_such_member() {
    let mut entry = entry(1, "attempt");
    (entry.request, entry.approvals) = (None, Vec::new());
    let text = String::from_utf8(entry.encode().unwrap()).unwrap();
    assert!(!text.contains("request"));
    assert_eq!(Entry::decode(text.as_bytes()).unwrap(), entry);
    let null = text.replace(r#","seq""#, r#","request":null,"seq""#);
    assert!(matches!(
        Entry::decode(null.as_bytes()),
        Err(Error::NotCanonical)
    ));
}

#[test]
fn approvals_give_back_what_was_signed() {
    let approval = Approval::new("A", &[7; 32], &[9; 64]);
    assert_eq!(approval.request_digest().unwrap(), [7; 32]);
    assert_eq!(approval.signature_bytes().unwrap(), [9; 64]);
}

/// Changes a good entry and expects that neither encoding nor decoding accepts it.
fn refused(member: &str, change: impl FnOnce(&mut Entry)) {
    let mut entry = entry(1, "key.generated");
    change(&mut entry);
    let error = entry.encode().unwrap_err();
    assert!(
        matches!(error, Error::Entry(found) if found == member),
        "{error}"
    );
    let bytes = audit_log::canonical::to_vec(&entry).unwrap();
    assert!(Entry::decode(&bytes).is_err(), "{member}");
}

#[test]
fn forbidden_values_are_refused_both_ways() {
    refused("seq", |entry| entry.seq = 0);
    for time in [
        "",
        "2026-01-31",
        "2026-01-31T08:00:00",
        "2026-01-31T08:00:00+00:00",
        "2026-01-31T08:00:00.0Z",
        "2026-01-31T08:00:60Z",
        "2026-01-31T24:00:00Z",
        "2026-02-29T08:00:00Z",
        "2026-01-31t08:00:00z",
        "2026-01-31 08:00:00Z",
        "２026-01-31T08:00:0Z",
    ] {
        refused("time", |entry| entry.time = time.to_owned());
    }
    for keystore in ["", "two words", "省", &"x".repeat(129)] {
        refused("keystore", |entry| entry.keystore = keystore.to_owned());
    }
    for request in [Value::Null, json!([]), json!("x")] {
        refused("request", |entry| entry.request = Some(request));
    }
    for officer in ["", "a b", "张", "a/b", &"x".repeat(33)] {
        refused("approvals.officer", |entry| {
            entry.approvals[0].officer = officer.to_owned()
        });
    }
    for digest in [
        "",
        &"AB".repeat(32),
        &"ab".repeat(31),
        &"ab".repeat(33),
        &"xy".repeat(32),
    ] {
        refused("approvals.request", |entry| {
            entry.approvals[0].request = digest.to_owned()
        });
    }
    let signature = Approval::new("A", &[0; 32], &[0xff; 64]).signature;
    let loose_bits = format!("{}x", &signature[..85]);
    for signature in [
        "",
        &signature[..84],
        &loose_bits,
        &format!("{signature}=="),
        &signature.replace('_', "/"),
    ] {
        refused("approvals.signature", |entry| {
            entry.approvals[0].signature = signature.to_owned()
        });
    }
    for name in ["", "Key", "a b", &"x".repeat(65)] {
        refused("event.type", |entry| entry.event.r#type = name.to_owned());
    }
    refused("event.version", |entry| entry.event.version = 0);
}

#[test]
fn unknown_missing_and_doubled_members_are_refused() {
    for (from, to) in [
        (r#","seq":1"#, r#","seq":1,"spare":1"#),
        (r#","seq":1"#, ""),
        (r#","seq":1"#, r#","seq":1,"seq":1"#),
        (r#","seq":1"#, r#","seq":9007199254740993"#),
        (r#","seq":1"#, r#","seq":"1""#),
        (r#","version":1"#, r#","version":65536"#),
        (r#""officer":"#, r#""name":"","officer":"#),
    ] {
        let text = GOLDEN.replacen(from, to, 1);
        assert_ne!(text, GOLDEN);
        assert!(Entry::decode(text.as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn big_numbers_and_big_entries_are_refused() {
    let mut big = entry(1, "key.generated");
    big.event.body = json!({"counter": u64::MAX});
    assert!(matches!(big.encode(), Err(Error::Number(_))));
    big.event.body = json!("x".repeat(audit_log::MAX_ENTRY));
    assert!(matches!(big.encode(), Err(Error::TooLarge { .. })));
    let bytes = vec![b' '; audit_log::MAX_ENTRY + 1];
    assert!(matches!(Entry::decode(&bytes), Err(Error::TooLarge { .. })));
}

proptest! {
    #[test]
    fn round_trip(seq in 1_u64..1 << 53, body in any_json()) {
        let mut entry = entry(seq, "key.generated");
        entry.event.body = body;
        let bytes = entry.encode().unwrap();
        prop_assert_eq!(Entry::decode(&bytes).unwrap().encode().unwrap(), bytes);
    }

    #[test]
    fn an_entry_with_one_bit_flipped_is_another_entry_or_none(bit in 0..GOLDEN.len() * 8) {
        let mut bytes = GOLDEN.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(other) = Entry::decode(&bytes) {
            prop_assert_eq!(other.encode().unwrap(), bytes);
            prop_assert_ne!(other.leaf_hash().unwrap(), leaf_hash(GOLDEN.as_bytes()));
        }
    }
}
