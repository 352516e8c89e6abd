#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

/// Every method has a name of its own, and every built-in answer notices one wrong digit.
#[test]
fn each_known_answer_notices_a_wrong_output() {
    for known in known::ANSWERS {
        assert!(reproduces(known), "{}", known.algorithm);
        for output in ["", "00", "valid ", &known.output[1..]] {
            let wrong = known::Answer {
                algorithm: known.algorithm,
                inputs: known.inputs,
                output,
            };
            // An answer of text loses its first letter, one of bytes half its first byte.
            assert!(!reproduces(&wrong), "{} {output}", known.algorithm);
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
