//! Known answers: of the standards, and of this project's own profile.

use std::collections::BTreeMap;

use key_derivation::sp800_108::{self, Counter};
use key_derivation::{
    Algorithm, BlockCipher, Cmac, Context, Input, KeyBytes, Parent, card_mac_challenge,
    card_mac_session, check_value, legacy_check_value, session_key,
};
use serde_json::Value;

use crate::{array, key};

const VECTORS: &str = include_str!("../../../../tests/vectors/key-derivation.json");

/// How often each name must have been met: none may be lost unnoticed.
const WANTED: &[(&str, usize)] = &[
    ("AES-CMAC", 6),
    ("EMV-optionA-TDES", 2),
    ("KCV-CMAC", 3),
    ("KCV-ECB-AES", 1),
    ("KCV-ECB-SM4", 3),
    ("KCV-ECB-TDES", 4),
    ("PBOC-MAC-challenge-SM4", 1),
    ("PBOC-MAC-challenge-TDES", 1),
    ("PBOC-MAC-session-SM4", 1),
    ("PBOC-MAC-session-TDES", 1),
    ("PBOC-diversify-SM4", 2),
    ("PBOC-diversify-TDES", 2),
    ("PBOC-session-SM4", 1),
    ("PBOC-session-TDES", 1),
    ("PROFILE-KBKDF-CTR-CMAC-AES-128-CBC", 3),
    ("PROFILE-KBKDF-CTR-CMAC-AES-256-CBC", 3),
    ("PROFILE-KBKDF-CTR-CMAC-SM4-CBC", 3),
    ("SM4-CMAC", 3),
    ("SM4-ECB", 3),
    ("SP800-108-CTR-CMAC_AES128", 8),
    ("SP800-108-CTR-CMAC_AES192", 8),
    ("SP800-108-CTR-CMAC_AES256", 8),
];

#[test]
fn every_vector_holds() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let mut met = BTreeMap::<&str, usize>::new();
    for vector in &vectors {
        let name = vector["algorithm"].as_str().unwrap();
        let wanted = vector["output"].as_str().unwrap();
        let found = answer(name, &Inputs(&vector["inputs"]));
        assert_eq!(found, wanted, "{vector}");
        *met.entry(name).or_default() += 1;
    }
    assert_eq!(met.into_iter().collect::<Vec<_>>(), WANTED);
}

fn answer(name: &str, inputs: &Inputs) -> String {
    match name {
        "AES-CMAC" | "SM4-CMAC" => {
            let key = key(inputs.text("key"));
            let cmac = Cmac::new(cipher(name, &key), &key).unwrap();
            hex::encode(*cmac.tag(&inputs.bytes("message")))
        }
        "SM4-ECB" => sm4_rounds(inputs),
        "KCV-CMAC" | "KCV-ECB-AES" | "KCV-ECB-SM4" | "KCV-ECB-TDES" => kcv(name, inputs),
        "EMV-optionA-TDES" => emv_option_a(inputs),
        "PBOC-diversify-SM4" | "PBOC-diversify-TDES" => pboc_chain(name, inputs),
        "PBOC-session-SM4" | "PBOC-session-TDES" => {
            let random = array(inputs.text("random"));
            let card = key(inputs.text("key"));
            hex::encode(
                session_key(cipher(name, &card), &card, &random)
                    .unwrap()
                    .expose(),
            )
        }
        "PBOC-MAC-session-SM4" | "PBOC-MAC-session-TDES" => {
            let session = key(inputs.text("session_key"));
            let command = inputs.bytes("command");
            hex::encode(card_mac_session(cipher(name, &session), &session, &command).unwrap())
        }
        "PBOC-MAC-challenge-SM4" | "PBOC-MAC-challenge-TDES" => {
            let card = key(inputs.text("key"));
            let challenge = array(inputs.text("challenge"));
            let command = inputs.bytes("command");
            hex::encode(
                card_mac_challenge(cipher(name, &card), &card, &challenge, &command).unwrap(),
            )
        }
        _ if name.starts_with("SP800-108-CTR-CMAC_") => counter_mode(name, inputs),
        _ if name.starts_with("PROFILE-") => profile(name, inputs),
        _ => panic!("nothing answers to {name}"),
    }
}

fn sm4_rounds(inputs: &Inputs) -> String {
    let cipher = BlockCipher::new(Algorithm::Sm4, &key(inputs.text("key"))).unwrap();
    let mut block = array(inputs.text("plaintext"));
    for _ in 0..inputs.number("rounds") {
        cipher.encrypt(&mut block);
    }
    hex::encode(block)
}

fn kcv(name: &str, inputs: &Inputs) -> String {
    let key = key(inputs.text("key"));
    let algorithm = cipher(name, &key);
    let kcv = match name {
        "KCV-CMAC" => check_value(algorithm, &key).unwrap(),
        _ => legacy_check_value(algorithm, &key).unwrap(),
    };
    if algorithm == Algorithm::Tdes2 {
        assert_eq!(kcv, check_value(algorithm, &key).unwrap());
    }
    hex::encode(kcv.as_bytes())
}

/// EMV's option A is scheme 2's 3DES with the parity bits set afterwards.
fn emv_option_a(inputs: &Inputs) -> String {
    let parent = Parent::new(Algorithm::Tdes2, &key(inputs.text("imk"))).unwrap();
    let child = factor_child(&parent, inputs.text("y"), Algorithm::Tdes2);
    if let Some(raw) = inputs.0.get("raw_no_parity") {
        assert_eq!(hex::encode(child.expose()), raw.as_str().unwrap());
    }
    let odd = child
        .expose()
        .iter()
        .map(|byte| match byte.count_ones() % 2 {
            0 => byte ^ 1,
            _ => *byte,
        });
    hex::encode(odd.collect::<Vec<_>>())
}

fn pboc_chain(name: &str, inputs: &Inputs) -> String {
    let mut parent = key(inputs.text("master"));
    let algorithm = cipher(name, &parent);
    let mut values = Vec::new();
    for factor in inputs.texts("factors") {
        parent = factor_child(&Parent::new(algorithm, &parent).unwrap(), factor, algorithm);
        values.push(hex::encode(parent.expose()));
    }
    let last = values.pop().unwrap();
    assert_eq!(values, inputs.texts("intermediate"));
    last
}

fn factor_child(parent: &Parent, factor: &str, algorithm: Algorithm) -> KeyBytes {
    parent
        .diversify(&Input::Factor(array(factor)), algorithm)
        .unwrap()
}

fn counter_mode(name: &str, inputs: &Inputs) -> String {
    assert_eq!(inputs.text("ctr_location"), "before_fixed");
    let counter = match inputs.number("rlen_bits") {
        8 => Counter::Bits8,
        16 => Counter::Bits16,
        24 => Counter::Bits24,
        32 => Counter::Bits32,
        other => panic!("no counter of {other} bits"),
    };
    let key = key(inputs.text("ki"));
    let prf = Cmac::new(cipher(name, &key), &key).unwrap();
    let mut out = vec![0; inputs.number("l_bits") / 8];
    sp800_108::counter_mode(&prf, counter, &inputs.bytes("fixed_input"), &mut out).unwrap();
    hex::encode(out)
}

fn profile(name: &str, inputs: &Inputs) -> String {
    assert_eq!(inputs.text("label").as_bytes(), sp800_108::LABEL);
    let context = Context::decode(&inputs.bytes("context")).unwrap();
    let algorithm = context.child().algorithm;
    assert_eq!(inputs.number("l_bits"), algorithm.key_len() * 8);
    assert_eq!(
        hex::encode(sp800_108::fixed_input(&context, algorithm.key_len())),
        inputs.text("fixed_input")
    );
    let parent = key(inputs.text("kin"));
    let parent = Parent::new(cipher(name, &parent), &parent).unwrap();
    let child = parent
        .diversify(&Input::Context(context), algorithm)
        .unwrap();
    hex::encode(child.expose())
}

/// The cipher that a vector's name speaks of, for a key of this length.
fn cipher(name: &str, key: &KeyBytes) -> Algorithm {
    match key.len() {
        _ if name.contains("SM4") => Algorithm::Sm4,
        _ if name.contains("TDES") => Algorithm::Tdes2,
        16 => Algorithm::Aes128,
        24 => Algorithm::Aes192,
        _ => Algorithm::Aes256,
    }
}

struct Inputs<'a>(&'a Value);

impl<'a> Inputs<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.0[name].as_str().unwrap()
    }

    fn texts(&self, name: &str) -> Vec<&'a str> {
        let list = self.0[name].as_array().unwrap();
        list.iter().map(|text| text.as_str().unwrap()).collect()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        hex::decode(self.text(name)).unwrap()
    }

    fn number(&self, name: &str) -> usize {
        usize::try_from(self.0[name].as_u64().unwrap()).unwrap()
    }
}
