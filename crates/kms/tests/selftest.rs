//! The self-test: what is built in, and what an assessor brings.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use kms::selftest::{MAX_VECTORS, Reason, Unknown, VectorReport, known_answers, run_vectors};
use kms::{Artefact, Error, Flaw};
use proptest::prelude::*;
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../../../tests/vectors/selftest.json");
const OTHERS: [&str; 4] = [
    include_str!("../../../tests/vectors/audit-log.json"),
    include_str!("../../../tests/vectors/hsm.json"),
    include_str!("../../../tests/vectors/key-derivation.json"),
    include_str!("../../../tests/vectors/quorum.json"),
];

/// What the program does not use, and how often it stands in the file.
const NOT_USED: [(&str, usize); 11] = [
    ("AES-KW", 6),
    ("AES-KWP", 2),
    ("HKDF-SM3", 3),
    ("HMAC-SM3", 3),
    ("JWS-EdDSA", 1),
    ("SLIP-39", 3),
    ("SM2-sign", 1),
    ("SM3", 1),
    ("SM4-GCM", 1),
    ("SP800-108-CTR-HMAC_SHA256", 8),
    ("TDES-CMAC", 4),
];

fn run(list: &Value) -> VectorReport {
    run_vectors(list.to_string().as_bytes()).unwrap()
}

fn entry(algorithm: &str, inputs: Value, output: &str) -> Value {
    json!({"algorithm": algorithm, "source": "made up", "inputs": inputs, "output": output})
}

/// An entry that passes.
fn good() -> Value {
    entry(
        "AES-CMAC",
        json!({"key": "2b7e151628aed2a6abf7158809cf4f3c", "message": ""}),
        "BB1D6929E95937287FA37D129B756746",
    )
}

#[test]
fn the_built_in_answers_hold() {
    let names = known_answers().unwrap();
    for wanted in [
        "AES-CMAC",
        "SP800-108-CTR-CMAC_AES256",
        "PROFILE-KBKDF-CTR-CMAC-AES-128-CBC",
        "PROFILE-KBKDF-CTR-CMAC-AES-256-CBC",
        "PROFILE-KBKDF-CTR-CMAC-SM4-CBC",
        "PBOC-diversify-SM4",
        "PBOC-diversify-TDES",
        "KCV-CMAC",
        "HKDF-SHA256",
        "AES-256-GCM-SIV",
        "Argon2id",
        "SLIP-39-sharing",
        "TR31-D",
        "Ed25519",
        "JCS",
        "RFC6962-root",
        "SLIP-39-split-combine",
        "X9.143-wrap-unwrap",
        "kms-key-blob/1",
        "kms-envelope/1",
    ] {
        assert!(names.contains(&wanted), "{wanted}");
    }
}

#[test]
fn the_standards_vectors_pass() {
    let report = run_vectors(VECTORS.as_bytes()).unwrap();
    assert_eq!(report.failed, []);
    let unknown: Vec<(&str, usize)> = report
        .unknown
        .iter()
        .map(|unknown| {
            assert_eq!(unknown.reason, Unknown::NotUsed);
            (unknown.algorithm.as_str(), unknown.count)
        })
        .collect();
    assert_eq!(unknown, NOT_USED);
    assert_eq!((report.total, report.passed), (124, 124 - 33));
    assert_eq!(report.exit_code(), 2);
}

#[test]
fn no_vector_of_this_project_fails() {
    for list in OTHERS {
        let report = run_vectors(list.as_bytes()).unwrap();
        assert_eq!(report.failed, []);
        assert!(report.passed > 0);
    }
}

/// Alters one character of an output, so that it stays what it was in form.
fn altered(output: &str, at: usize) -> String {
    let mut characters: Vec<char> = output.chars().collect();
    characters[at] = if characters[at] == '0' { '1' } else { '0' };
    characters.into_iter().collect()
}

#[test]
fn every_altered_output_is_found() {
    for list in OTHERS.into_iter().chain([VECTORS]) {
        let unknown: BTreeMap<_, _> = run_vectors(list.as_bytes())
            .unwrap()
            .unknown
            .into_iter()
            .map(|unknown| (unknown.algorithm, unknown.count))
            .collect();
        let mut list: Vec<Value> = serde_json::from_str(list).unwrap();
        list.retain(|entry| !unknown.contains_key(entry["algorithm"].as_str().unwrap()));
        for (index, entry) in list.iter_mut().enumerate() {
            let output = entry["output"].as_str().unwrap();
            let at = [0, output.len() / 2, output.len() - 1][index % 3];
            entry["output"] = altered(output, at).into();
        }
        let report = run(&Value::from(list.clone()));
        assert_eq!((report.passed, report.unknown.len()), (0, 0));
        assert_eq!(report.exit_code(), 3);
        for (index, (failed, entry)) in report.failed.iter().zip(&list).enumerate() {
            assert_eq!(failed.index, index);
            assert_eq!(failed.algorithm, entry["algorithm"]);
            assert_eq!(failed.source, entry["source"]);
            assert_eq!(failed.expected, entry["output"]);
            assert_eq!(
                (failed.reason, &*failed.member),
                (Reason::Mismatch, "output")
            );
            assert!(!failed.found.is_empty() && failed.found != failed.expected);
        }
    }
}

#[test]
fn exit_codes_say_the_worst() {
    let wrong = entry("AES-CMAC", good()["inputs"].clone(), "00");
    let strange = entry("ROT13", json!({}), "");
    for (list, code) in [
        (json!([]), 0),
        (json!([good()]), 0),
        (json!([good(), strange]), 2),
        (json!([good(), wrong]), 3),
        (json!([strange, wrong, good()]), 3),
    ] {
        assert_eq!(run(&list).exit_code(), code, "{list}");
    }
}

#[test]
fn what_is_no_list_is_refused() {
    for bytes in [&b""[..], b"{}", b"null", b"[", b"[1,]", b"\xff", b"[] []"] {
        assert!(matches!(
            run_vectors(bytes),
            Err(Error::Artefact(Artefact::Vectors, Flaw::Malformed))
        ));
    }
    let deep = "[".repeat(100_000);
    assert!(run_vectors(deep.as_bytes()).is_err());
    let mut long = b"[]".to_vec();
    long.resize(MAX_VECTORS, b' ');
    assert_eq!(run_vectors(&long).unwrap().total, 0);
    long.push(b' ');
    assert!(matches!(
        run_vectors(&long),
        Err(Error::Artefact(Artefact::Vectors, Flaw::TooLarge))
    ));
}

#[test]
fn a_wrong_shape_fails_and_is_named() {
    let mut no_output = good();
    no_output["output"] = 7.into();
    let key = |key: &str| entry("AES-CMAC", json!({"key": key, "message": ""}), "");
    let list = json!([
        1,
        null,
        {"algorithm": 3},
        {"algorithm": "AES-CMAC"},
        no_output,
        entry("AES-CMAC", json!({}), ""),
        key("zz"),
        key("00"),
        key(&"00".repeat(4096)),
        entry("HKDF-SHA256", json!({"ikm": "", "salt": "", "info": "", "length": 8161}), ""),
        entry("PBOC-diversify-SM4", json!({"master": "00".repeat(16), "factors": []}), ""),
        entry("RFC6962-root", json!({"leaves": ["00", 1]}), ""),
        entry("JCS", json!({"json": "{"}), ""),
    ]);
    let report = run(&list);
    assert_eq!((report.passed, report.unknown.len()), (0, 0));
    let members: Vec<&str> = report
        .failed
        .iter()
        .map(|failed| {
            assert_eq!(failed.reason, Reason::Malformed);
            &*failed.member
        })
        .collect();
    assert_eq!(
        members,
        [
            "algorithm",
            "algorithm",
            "algorithm",
            "inputs",
            "output",
            "inputs.key",
            "inputs.key",
            "inputs.key",
            "inputs.key",
            "inputs.length",
            "inputs.factors",
            "inputs.leaves",
            "inputs.json",
        ]
    );
}

/// What follows from other inputs is compared too: it may not contradict them.
#[test]
fn an_altered_intermediate_value_is_found() {
    let list: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let cases = [
        ("PBOC-diversify-TDES", "intermediate", json!(["00", "11"])),
        ("EMV-optionA-TDES", "raw_no_parity", json!("00")),
        ("PROFILE-KBKDF-CTR-CMAC-SM4-CBC", "fixed_input", json!("00")),
        ("PROFILE-KBKDF-CTR-CMAC-SM4-CBC", "l_bits", json!(129)),
        ("TR31-D", "header", json!("D0112P0AE00N0000")),
        ("Ed25519", "public", json!("00")),
    ];
    for (algorithm, input, value) in cases {
        let mut entry = list
            .iter()
            .find(|entry| entry["algorithm"] == algorithm)
            .unwrap()
            .clone();
        entry["inputs"][input] = value;
        let [failed] = &run(&json!([entry])).failed[..] else {
            unreachable!("one entry, one failure");
        };
        assert_eq!(failed.member, format!("inputs.{input}"));
        assert_eq!(failed.reason, Reason::Mismatch);
        assert!(!failed.found.is_empty());
    }
}

#[test]
fn what_the_code_refuses_fails() {
    let degenerate = json!({"master": "00".repeat(16), "factors": ["00".repeat(8)]});
    let block = "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC35";
    let altered = json!({"kbpk": "88".repeat(32), "key_block": block});
    let list = json!([
        entry("PBOC-diversify-TDES", degenerate, ""),
        entry("TR31-D", altered, ""),
    ]);
    let report = run(&list);
    let reasons: Vec<Reason> = report.failed.iter().map(|failed| failed.reason).collect();
    assert_eq!(reasons, [Reason::Refused; 2]);
}

#[test]
fn parameters_that_the_program_never_uses_are_unknown() {
    let kdf = |place: &str, counter: u32, bits: u64| {
        let inputs = json!({"ki": "00".repeat(16), "fixed_input": "00", "ctr_location": place,
            "rlen_bits": counter, "l_bits": bits});
        entry("SP800-108-CTR-CMAC_AES128", inputs, "")
    };
    let argon2 = json!({"password": "", "salt": "00".repeat(8), "t": 1, "m_kib": u32::MAX, "p": 1,
        "length": 32});
    let rounds = json!({"key": "00".repeat(16), "plaintext": "00".repeat(16), "rounds": u64::MAX});
    let list = json!([
        kdf("after_fixed", 8, 128),
        kdf("before_fixed", 9, 128),
        kdf("before_fixed", 32, 129),
        kdf("before_fixed", 32, u64::MAX),
        entry("Argon2id", argon2, ""),
        entry("SM4-ECB", rounds, ""),
        entry("KCV-ECB-TDES", json!({"key": "00".repeat(24)}), ""),
        entry("JCS", json!({"json": "9007199254740993"}), ""),
    ]);
    let report = run(&list);
    assert_eq!(report.failed, []);
    let unsupported = Unknown::UnsupportedParameters;
    assert!(
        report
            .unknown
            .iter()
            .all(|unknown| unknown.reason == unsupported)
    );
    let count: usize = report.unknown.iter().map(|unknown| unknown.count).sum();
    assert_eq!((count, report.exit_code()), (8, 2));
}

#[test]
fn a_proof_may_be_expected_not_to_hold() {
    let list: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    for algorithm in ["RFC6962-inclusion", "RFC6962-consistency"] {
        let mut entry = list
            .iter()
            .rfind(|entry| entry["algorithm"] == algorithm)
            .unwrap()
            .clone();
        entry["inputs"]["proof"] = json!([]);
        entry["output"] = "invalid".into();
        assert_eq!(run(&json!([entry])).exit_code(), 0);
    }
}

#[test]
fn the_report_has_one_form() {
    let wrong = entry("AES-CMAC", good()["inputs"].clone(), "00");
    let report = run(&json!([good(), wrong, entry("ROT13", json!({}), "")]));
    assert_eq!(
        serde_json::to_value(report).unwrap(),
        json!({
            "total": 3,
            "passed": 1,
            "failed": [{
                "index": 1,
                "algorithm": "AES-CMAC",
                "source": "made up",
                "reason": "mismatch",
                "member": "output",
                "expected": "00",
                "found": "bb1d6929e95937287fa37d129b756746",
            }],
            "unknown": [{"algorithm": "ROT13", "reason": "not-used", "count": 1}],
        })
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "([0-9a-f]{2}){0,40}".prop_map(Value::from),
        proptest::collection::vec("([0-9a-f]{2}){0,9}", 0..4).prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// One member of any vector replaced by anything: an answer, never a panic.
    #[test]
    fn nothing_panics(which: prop::sample::Index, member: prop::sample::Index, value in any_json()) {
        let list: Vec<Value> = OTHERS
            .into_iter()
            .flat_map(|list| serde_json::from_str::<Vec<Value>>(list).unwrap())
            .filter(|entry| entry["inputs"].get("rounds").is_none())
            .collect();
        let mut entry = list[which.index(list.len())].clone();
        let members = entry["inputs"].as_object_mut().unwrap();
        let name = members.keys().nth(member.index(members.len())).unwrap().clone();
        // A cost of hundreds of megabytes is honest, but not for a test.
        prop_assume!(!["m_kib", "t"].contains(&name.as_str()));
        members.insert(name, value);
        let report = run(&json!([entry]));
        let unknown: usize = report.unknown.iter().map(|unknown| unknown.count).sum();
        prop_assert_eq!(report.passed + report.failed.len() + unknown, 1);
    }
}
