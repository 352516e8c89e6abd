#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

/// One wrong character at either end, or nothing at all.
#[test]
fn each_known_answer_notices_a_wrong_output() {
    for known in known::ANSWERS {
        assert!(reproduces(known), "{}", known.algorithm);
        let other = |text: &str| if text == "0" { "1" } else { "0" };
        let last = known.output.len() - 1;
        let (start, end) = (&known.output[1..], &known.output[..last]);
        let first_wrong = other(&known.output[..1]).to_owned() + start;
        let last_wrong = end.to_owned() + other(&known.output[last..]);
        for output in [first_wrong, last_wrong, String::new()] {
            let wrong = known::Answer {
                algorithm: known.algorithm,
                inputs: known.inputs,
                output: Box::leak(output.into_boxed_str()),
            };
            assert!(!reproduces(&wrong), "{}", known.algorithm);
        }
    }
}

#[test]
fn an_answer_without_a_method_or_inputs_does_not_hold() {
    for (algorithm, inputs) in [("none", "{}"), ("AES-CMAC", "["), ("AES-CMAC", "{}")] {
        let answer = known::Answer {
            algorithm,
            inputs,
            output: "",
        };
        assert!(!reproduces(&answer));
    }
}

#[test]
fn names_are_told_apart() {
    let all = [derivation::METHODS, protection::METHODS, log::METHODS].concat();
    let names: std::collections::BTreeSet<&str> = all.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), all.len());
}

/// RFC 8032, 7.1, test 2; then with S + L in place of S, which only a strict verifier refuses; then cut short.
#[test]
fn signatures_are_verified_by_the_strict_rule() {
    let right = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    let malleable = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69daf52db7415978abc61b2c2eb6aeebfca0387b2eaeb4302aeeb00d291612bb0c10";
    for (signature, word) in [
        (right, "valid"),
        (malleable, "invalid"),
        (&right[2..], "invalid"),
    ] {
        let inputs = serde_json::json!({
            "public": "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "message": "72",
            "signature": signature,
        });
        let output = method("Ed25519-verify").unwrap()(&Inputs(inputs.as_object().unwrap()));
        assert!(output.is_ok_and(|output| output.is(word)), "{signature}");
    }
}
