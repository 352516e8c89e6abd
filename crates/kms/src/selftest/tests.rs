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
