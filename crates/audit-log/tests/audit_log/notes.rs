use audit_log::{
    Checkpoint, Error, LogKey, MAX_NOTE, VerifierKey, cosign, open_checkpoint, open_note,
    sign_checkpoint,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier};
use proptest::prelude::*;

use crate::{bytes32, vectors};

pub const ORIGIN: &str = "kms/ministry/000000/test";
pub const WITNESS: &str = "kms/province/410000/test";
pub const TIME: u64 = 1_769_846_400;

pub fn key() -> LogKey {
    LogKey::from_seed(&[1; 32])
}

fn verifier() -> VerifierKey {
    key().verifier(ORIGIN).unwrap()
}

pub fn witness() -> LogKey {
    LogKey::from_seed(&[2; 32])
}

pub fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 42,
        root: [0xa5; 32],
    }
}

pub fn note() -> String {
    sign_checkpoint(&checkpoint(), &key()).unwrap()
}

pub fn cosignature() -> String {
    cosign(&note(), &witness(), WITNESS, TIME).unwrap()
}

#[test]
fn ed25519_keys_of_rfc_8032() {
    for (inputs, _) in vectors("Ed25519") {
        let key = LogKey::from_seed(&bytes32(&inputs["secret"]));
        assert_eq!(key.public(), bytes32(&inputs["public"]));
        assert_eq!(key.seed(), &bytes32(&inputs["secret"]));
    }
}

#[test]
fn the_c2sp_note() {
    for (inputs, _) in vectors("C2SP-signed-note") {
        let vkey = inputs["vkey"].as_str().unwrap();
        let key: VerifierKey = vkey.parse().unwrap();
        assert_eq!(key.to_string(), vkey);
        let note = inputs["note"].as_str().unwrap();
        assert_eq!(
            open_note(note, &key).unwrap(),
            "This is an example message.\n"
        );
        let forged = note.replace("example message", "other message");
        assert!(matches!(open_note(&forged, &key), Err(Error::Signature(_))));
    }
}

#[test]
fn checkpoints_as_others_sign_them() {
    for (inputs, output) in vectors("C2SP-tlog-checkpoint") {
        let key = LogKey::from_seed(&bytes32(&inputs["secret"]));
        let checkpoint = Checkpoint {
            origin: inputs["origin"].as_str().unwrap().to_owned(),
            size: inputs["size"].as_u64().unwrap(),
            root: bytes32(&inputs["root"]),
        };
        assert_eq!(sign_checkpoint(&checkpoint, &key).unwrap(), output);
        let verifier = key.verifier(&checkpoint.origin).unwrap();
        assert_eq!(open_checkpoint(&output, &verifier).unwrap(), checkpoint);
    }
}

#[test]
fn a_cosigned_note_still_opens() {
    let cosigned = note() + &cosignature();
    assert_eq!(
        open_checkpoint(&cosigned, &verifier()).unwrap(),
        checkpoint()
    );
    let sixteen = note() + &cosignature().repeat(16);
    assert_eq!(
        open_checkpoint(&sixteen, &verifier()).unwrap(),
        checkpoint()
    );
}

#[test]
fn a_note_needs_the_right_signature() {
    let other = LogKey::from_seed(&[3; 32]);
    let unsigned =
        |note: &str| matches!(open_checkpoint(note, &verifier()), Err(Error::NotSigned(_)));
    assert!(
        unsigned(&sign_checkpoint(&checkpoint(), &other).unwrap()),
        "same name, other key"
    );
    let body = checkpoint().body();
    assert!(
        unsigned(&format!("{body}\n{}", cosignature())),
        "only a cosignature"
    );
    let own = cosign(&note(), &key(), ORIGIN, TIME).unwrap();
    assert!(
        unsigned(&format!("{body}\n{own}")),
        "a cosignature by the log key is no checkpoint signature"
    );
}

#[test]
fn one_false_line_in_the_name_of_the_key_spoils_the_note() {
    let other = Checkpoint {
        size: 43,
        ..checkpoint()
    };
    let line = sign_checkpoint(&other, &key())
        .unwrap()
        .split_off(other.body().len() + 1);
    let refused = open_checkpoint(&(note() + &line), &verifier());
    assert!(matches!(refused, Err(Error::Signature(name)) if name == ORIGIN));
}

/// The note that carries this signature as the log key's.
fn note_with(body: &str, signature: &[u8]) -> String {
    let line = note().split_off(checkpoint().body().len() + 1);
    let (head, value) = line.trim_end().rsplit_once(' ').unwrap();
    let value = [&base64_decode(value)[..4], signature].concat();
    format!("{body}\n{head} {}\n", base64_encode(&value))
}

#[test]
fn a_key_speaks_for_its_own_log_only() {
    // Signed by the key under its own name, but about another origin.
    let body = Checkpoint {
        origin: "kms/other".to_owned(),
        ..checkpoint()
    }
    .body();
    let signature = SigningKey::from_bytes(&[1; 32]).sign(body.as_bytes());
    let forged = note_with(&body, &signature.to_bytes());
    assert_eq!(open_note(&forged, &verifier()).unwrap(), body);
    assert!(matches!(
        open_checkpoint(&forged, &verifier()),
        Err(Error::Origin(_))
    ));
}

#[test]
fn control_characters_are_refused_even_when_signed() {
    let signed = |body: &str| {
        let signature = SigningKey::from_bytes(&[1; 32]).sign(body.as_bytes());
        note_with(body, &signature.to_bytes())
    };
    assert!(
        open_note(&signed("two words\n"), &verifier()).is_ok(),
        "control"
    );
    let refused = open_note(&signed("two\twords\n"), &verifier()).map(str::to_owned);
    assert!(matches!(refused, Err(Error::Note("control character"))));
}

#[test]
fn signatures_that_loose_verifiers_accept_are_refused() {
    let body = checkpoint().body();
    // R is the neutral point and S = SHA-512(R ‖ A ‖ M) · a: true in the group, but no signer makes it.
    let small_order = hex::decode(concat!(
        "0100000000000000000000000000000000000000000000000000000000000000",
        "42f595fa96a938f617ee925d936ed0f4dbfdc27dc472111e77f9bc733b49a50c"
    ))
    .unwrap();
    let signing = SigningKey::from_bytes(&[1; 32]);
    let loose = Signature::from_slice(&small_order).unwrap();
    signing
        .verifying_key()
        .verify(body.as_bytes(), &loose)
        .unwrap();
    // S + L instead of S.
    let mut unreduced = signing.sign(body.as_bytes()).to_bytes();
    add_group_order(&mut unreduced[32..]);
    for signature in [small_order, unreduced.to_vec()] {
        let refused = open_checkpoint(&note_with(&body, &signature), &verifier());
        assert!(matches!(refused, Err(Error::Signature(_))));
    }
}

fn add_group_order(scalar: &mut [u8]) {
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, add) in scalar.iter_mut().zip(order.unwrap()) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
}

pub fn base64_decode(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

pub fn base64_encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[test]
fn malformed_notes_are_refused() {
    let note = note();
    for bad in [
        String::new(),
        "\n\n".to_owned(),
        checkpoint().body(),
        checkpoint().body() + "\n",
        note.trim_end().to_owned(),
        note.clone() + "\n",
        note.clone() + "trailing\n",
        note.replace('\n', "\r\n"),
        note.replace("\u{2014} ", "- "),
        note.replace("\u{2014} ", "\u{2014}"),
        note.replace("\u{2014} ", "\u{2014}  "),
        note.replace("=\n", "\n"),
        note.clone() + "\u{2014} name AAAAAA==\n",
        note.clone() + "\u{2014} na+me AAAAAAAA\n",
        note.clone() + "\u{2014} name AAAAAAA*\n",
        note.clone() + "\u{2014} name AAAAAAB=\n",
        format!("\u{1}{note}"),
    ] {
        assert!(open_checkpoint(&bad, &verifier()).is_err(), "{bad:?}");
    }
    let long = note.clone() + &cosignature().repeat(MAX_NOTE / cosignature().len());
    assert!(matches!(
        open_checkpoint(&long, &verifier()),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn checkpoint_bodies_have_one_form() {
    let body = checkpoint().body();
    assert_eq!(Checkpoint::parse(&body).unwrap(), checkpoint());
    for bad in [
        body.replace("\n42\n", "\n042\n"),
        body.replace("\n42\n", "\n+42\n"),
        body.replace("\n42\n", "\n-1\n"),
        body.replace("\n42\n", "\n\n"),
        body.replace("\n42\n", "\n18446744073709551616\n"),
        body.replace("\n42\n", "\n42 \n"),
        body.replace("=\n", "\n"),
        body.replace("paU=\n", "\n"),
        body.clone() + "extension\n",
        body.clone() + "\n",
        body.trim_end().to_owned(),
        body.replace(ORIGIN, ""),
        body.replace(ORIGIN, "two words"),
        body.replace(ORIGIN, "a+b"),
        body.replace(ORIGIN, &"x".repeat(256)),
        String::new(),
    ] {
        assert!(Checkpoint::parse(&bad).is_err(), "{bad:?}");
    }
}

#[test]
fn names_that_break_notes_are_refused() {
    for name in [
        "",
        "a b",
        "a+b",
        "a\nb",
        "a\u{3000}b",
        "a\u{7f}",
        &"x".repeat(256),
    ] {
        assert!(
            matches!(key().verifier(name), Err(Error::KeyName)),
            "{name:?}"
        );
        let bad = Checkpoint {
            origin: name.to_owned(),
            ..checkpoint()
        };
        assert!(matches!(sign_checkpoint(&bad, &key()), Err(Error::KeyName)));
    }
}

#[test]
fn verifier_keys_have_one_form() {
    let text = verifier().to_string();
    assert_eq!(text.parse::<VerifierKey>().unwrap(), verifier());
    let json = serde_json::to_string(&verifier()).unwrap();
    assert_eq!(json, format!("\"{text}\""));
    assert_eq!(
        serde_json::from_str::<VerifierKey>(&json).unwrap(),
        verifier()
    );
    let (name, rest) = text.split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    for bad in [
        format!("{name}x+{id}+{key}"),
        format!("{name}+{}+{key}", id.to_uppercase()),
        format!("{name}+00000000+{key}"),
        format!("{name}+{id}+{key} "),
        format!("{name}+{id}+{}", &key[..40]),
        format!("{name}+{id}+B{}", &key[1..]),
        format!("{name}+{key}"),
        format!("+{id}+{key}"),
        name.to_owned(),
    ] {
        assert!(bad.parse::<VerifierKey>().is_err(), "{bad}");
    }
}

#[test]
fn unsound_public_keys_are_refused() {
    let identity = {
        let mut key = [0; 32];
        key[0] = 1;
        key
    };
    let order_two = {
        let mut key = [0xff; 32];
        key[0] = 0xec;
        key[31] = 0x7f;
        key
    };
    // y = p + 3, the second encoding of y = 3, which is on the curve and of large order.
    let mut second = [0xff; 32];
    (second[0], second[31]) = (0xf0, 0x7f);
    let mut first = [0; 32];
    first[0] = 3;
    assert!(VerifierKey::new(ORIGIN, first).is_ok(), "control");
    let no_point = {
        let mut key = [0; 32];
        key[0] = 2;
        key
    };
    for key in [[0; 32], identity, order_two, second, no_point, [0xff; 32]] {
        assert!(
            matches!(VerifierKey::new(ORIGIN, key), Err(Error::PublicKey)),
            "{key:02x?}"
        );
    }
}

#[test]
fn a_key_can_be_filled_in_place_or_fail() {
    let made = LogKey::try_init(|seed| {
        seed.fill(1);
        Ok::<(), ()>(())
    });
    assert_eq!(made.unwrap().public(), key().public());
    assert_eq!(
        LogKey::try_init(|_| Err("no randomness")).err(),
        Some("no randomness")
    );
}

proptest! {
    #[test]
    fn a_note_with_one_bit_flipped_never_opens_as_something_else(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = note().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let opened = String::from_utf8(bytes).ok().map(|text| open_checkpoint(&text, &verifier()));
        prop_assert!(!matches!(opened, Some(Ok(_))));
    }

    #[test]
    fn checkpoints_round_trip(size in any::<u64>(), root in any::<[u8; 32]>()) {
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root };
        let note = sign_checkpoint(&checkpoint, &key()).unwrap();
        prop_assert_eq!(open_checkpoint(&note, &verifier()).unwrap(), checkpoint);
    }

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let spread = text.replace('a', "\n\n\u{2014} ");
        prop_assert!(open_note(&spread, &verifier()).is_err());
        prop_assert!(text.parse::<VerifierKey>().is_err());
    }
}
