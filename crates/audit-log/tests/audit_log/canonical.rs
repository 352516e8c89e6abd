use audit_log::{Error, canonical};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::vectors;

const CAP: usize = 1 << 16;

fn read(text: &str) -> audit_log::Result<Value> {
    canonical::from_slice(text.as_bytes(), CAP)
}

#[test]
fn encodes_the_vectors_of_rfc_8785() {
    for (inputs, output) in vectors("JCS") {
        let value: Value = serde_json::from_str(inputs["json"].as_str().unwrap()).unwrap();
        let bytes = canonical::to_vec(&value).unwrap();
        assert_eq!(hex::encode(&bytes), output);
        assert_eq!(canonical::from_slice::<Value>(&bytes, CAP).unwrap(), value);
    }
}

#[test]
fn refuses_every_other_spelling() {
    let good = r#"{"a":1,"b":[true,null,"x/é"],"c":0.5}"#;
    assert!(read(good).is_ok());
    for bad in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"b":1,"a":2}"#,
        r#"{"a": 1}"#,
        "{\"a\":1}\n",
        " {\"a\":1}",
        r#"{"a":1.0}"#,
        r#"{"a":1e2}"#,
        r#"{"a":-0}"#,
        r#"{"a":"\u0041"}"#,
        r#"{"a":"\/"}"#,
        r#"{"a":"\u000A"}"#,
    ] {
        assert!(matches!(read(bad), Err(Error::NotCanonical)), "{bad}");
    }
    for bad in [
        "",
        "{",
        r#"{"a":1}{}"#,
        "{\"a\":1}\0",
        r#"{"a":01}"#,
        r#"{"a":NaN}"#,
        r#""\ud800""#,
    ] {
        assert!(matches!(read(bad), Err(Error::Json(_))), "{bad}");
    }
}

#[test]
fn refuses_members_that_the_type_does_not_know() {
    #[derive(serde::Serialize, serde::Deserialize, Debug)]
    struct Known {
        a: u8,
    }
    let read = |text: &str| canonical::from_slice::<Known>(text.as_bytes(), CAP);
    assert_eq!(read(r#"{"a":1}"#).unwrap().a, 1);
    assert!(matches!(read(r#"{"a":1,"b":2}"#), Err(Error::NotCanonical)));
}

#[test]
fn refuses_numbers_that_would_be_rounded() {
    const MAX: u64 = (1 << 53) - 1;
    assert_eq!(
        canonical::to_vec(&json!([MAX, -(MAX as i64)])).unwrap(),
        b"[9007199254740991,-9007199254740991]"
    );
    for value in [
        json!(MAX + 1),
        json!(MAX + 2),
        json!(u64::MAX),
        json!(i64::MIN),
        json!({"a": [{"b": -(MAX as i64) - 1}]}),
        json!(9_007_199_254_740_992.0),
        json!(1e20),
    ] {
        assert!(
            matches!(canonical::to_vec(&value), Err(Error::Number(_))),
            "{value}"
        );
    }
    for text in [
        "9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "18446744073709551615",
        "100000000000000000000",
    ] {
        assert!(matches!(read(text), Err(Error::Number(_))), "{text}");
    }
    assert!(canonical::to_vec(&u128::MAX).is_err());
}

#[test]
fn a_number_that_would_be_rounded_is_found_wherever_it_stands() {
    const TOO_LARGE: u64 = (1 << 53) + 1;
    for value in [
        json!({"1234567890123456\\": "\"9007199254740993", "z": [1, TOO_LARGE]}),
        json!(["\\", TOO_LARGE, "\\\""]),
        json!([999_999_999_999_999_u64, {"a": {"b": [-(TOO_LARGE as i64)]}}]),
    ] {
        let refused = canonical::to_vec(&value);
        assert!(matches!(refused, Err(Error::Number(_))), "{value}");
    }
    assert!(canonical::to_vec(&1e20_f32).is_err());
    let text = json!({"9007199254740993": ["e9007199254740993e", 0.125, 1e21, 5e-324]});
    let bytes = canonical::to_vec(&text).unwrap();
    assert_eq!(canonical::from_slice::<Value>(&bytes, CAP).unwrap(), text);
}

#[test]
fn refuses_what_json_cannot_say() {
    assert!(matches!(canonical::to_vec(&f64::NAN), Err(Error::Json(_))));
    assert!(matches!(
        canonical::to_vec(&f64::INFINITY),
        Err(Error::Json(_))
    ));
}

#[test]
fn looks_at_the_size_before_anything_else() {
    assert!(canonical::from_slice::<Value>(b"[1]", 3).is_ok());
    let refused = canonical::from_slice::<Value>(b"{not json", 8);
    assert!(matches!(refused, Err(Error::TooLarge { size: 9, cap: 8 })));
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    assert!(matches!(read(&"[".repeat(10_000)), Err(Error::Json(_))));
}

/// Any JSON value whose numbers can be carried.
pub fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53) + 1..1_i64 << 53).prop_map(Value::from),
        any::<f32>()
            .prop_filter("finite and exact", |n| n.is_finite() && n.abs() < 1e15)
            .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn round_trip(value in any_json()) {
        let bytes = canonical::to_vec(&value).unwrap();
        let back: Value = canonical::from_slice(&bytes, bytes.len()).unwrap();
        prop_assert_eq!(canonical::to_vec(&back).unwrap(), bytes);
    }

    #[test]
    fn a_spelling_is_accepted_only_if_it_is_the_one(value in any_json()) {
        let pretty = serde_json::to_vec_pretty(&value).unwrap();
        let same = canonical::to_vec(&value).unwrap() == pretty;
        prop_assert_eq!(canonical::from_slice::<Value>(&pretty, pretty.len()).is_ok(), same);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = canonical::from_slice::<Value>(&bytes, CAP) {
            prop_assert_eq!(canonical::to_vec(&value).unwrap(), bytes);
        }
    }
}
