//! Passphrases and envelopes.

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use quorum::{
    Cost, CustodianSecrets, ENVELOPE_LEN, EnvelopeContext, Error, LogSeed, Passphrase, RootSecret,
    combine, open, seal, split,
};

use crate::{array, bytes, key, text, vectors};

fn passphrase() -> Passphrase {
    Passphrase::new("seven tall cranes").unwrap()
}

fn context(index: u8) -> EnvelopeContext {
    EnvelopeContext {
        suite: 1,
        keystore: "11111111-2222-4333-8444-555555555555".to_owned(),
        officer: "ops-01".parse().unwrap(),
        k: 2,
        n: 3,
        index,
    }
}

/// The secrets of officer 1 of 3.
fn secrets() -> CustodianSecrets {
    let shares = split(&RootSecret::random().unwrap(), 2, 3).unwrap();
    CustodianSecrets {
        share: shares.into_iter().nth(1).unwrap(),
        signing: key(1),
        log_seed: LogSeed::init(|out| *out = [9; 32]),
    }
}

fn sealed() -> Vec<u8> {
    seal(&secrets(), &passphrase(), &context(1), Cost::FLOOR).unwrap()
}

fn open_error(envelope: &[u8], context: &EnvelopeContext) -> Error {
    open(envelope, &passphrase(), context)
        .map(|_| ())
        .unwrap_err()
}

#[test]
fn argon2id_as_in_rfc_9106() {
    for vector in vectors("Argon2id") {
        let inputs = &vector["inputs"];
        let number = |name: &str| inputs[name].as_u64().unwrap() as u32;
        let params = ParamsBuilder::new()
            .m_cost(number("m_kib"))
            .t_cost(number("t"))
            .p_cost(number("p"))
            .data(AssociatedData::new(&bytes(&inputs["ad"])).unwrap())
            .build()
            .unwrap();
        let secret = bytes(&inputs["secret"]);
        let mut out = [0; 32];
        Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params)
            .unwrap()
            .hash_password_into(
                &bytes(&inputs["password"]),
                &bytes(&inputs["salt"]),
                &mut out,
            )
            .unwrap();
        assert_eq!(out, array(&vector["output"]));
    }
}

#[test]
fn aes_256_gcm_siv_as_in_rfc_8452() {
    for vector in vectors("AES-256-GCM-SIV") {
        let inputs = &vector["inputs"];
        let payload = Payload {
            msg: &bytes(&inputs["plaintext"]),
            aad: &bytes(&inputs["aad"]),
        };
        let sealed = Aes256GcmSiv::new_from_slice(&bytes(&inputs["key"]))
            .unwrap()
            .encrypt(&Nonce::from(array(&inputs["nonce"])), payload)
            .unwrap();
        assert_eq!(sealed, bytes(&vector["output"]));
    }
}

#[test]
fn opens_envelopes_made_elsewhere() {
    let mut shares = Vec::new();
    let found = vectors("kms-envelope/1");
    for vector in &found {
        let (inputs, output) = (&vector["inputs"], &vector["output"]);
        let number = |name: &str| inputs["context"][name].as_u64().unwrap() as u8;
        let context = EnvelopeContext {
            suite: 1,
            keystore: text(&inputs["context"]["keystore"]).to_owned(),
            officer: text(&inputs["context"]["officer"]).parse().unwrap(),
            k: number("k"),
            n: number("n"),
            index: number("index"),
        };
        let passphrase = Passphrase::new(text(&inputs["passphrase"])).unwrap();
        let secrets = open(&bytes(&inputs["envelope"]), &passphrase, &context).unwrap();
        assert_eq!(secrets.signing.public(), array(&output["signing_public"]));
        assert_eq!(secrets.log_seed.expose(), &array(&output["log_seed"]));
        assert_eq!(secrets.share.index(), context.index);
        shares.push(secrets.share);
    }
    // The shares inside are a published pair: together they give what SLIP-39 says.
    let root = combine(&shares, 2).unwrap();
    assert_eq!(root.expose(), &array(&found[0]["output"]["combined"]));
}

#[test]
fn sealed_shares_recover_the_root() {
    let root = RootSecret::random().unwrap();
    let opened: Vec<_> = split(&root, 2, 3)
        .unwrap()
        .into_iter()
        .skip(1)
        .map(|share| {
            let context = context(share.index());
            let secrets = CustodianSecrets { share, ..secrets() };
            let envelope = seal(&secrets, &passphrase(), &context, Cost::FLOOR).unwrap();
            assert_eq!(envelope.len(), ENVELOPE_LEN);
            let opened = open(&envelope, &passphrase(), &context).unwrap();
            assert_eq!(opened.signing.public(), key(1).public());
            assert_eq!(opened.log_seed.expose(), &[9; 32]);
            opened.share
        })
        .collect();
    assert!(combine(&opened, 2).unwrap().ct_eq(&root));
}

#[test]
fn sealing_twice_gives_different_bytes() {
    let secrets = secrets();
    let seal = || seal(&secrets, &passphrase(), &context(1), Cost::FLOOR).unwrap();
    assert_ne!(seal()[26..], seal()[26..]);
}

#[test]
fn the_wrong_passphrase_has_its_own_error() {
    let envelope = sealed();
    for wrong in [
        "seven tall crane",
        "seven tall cranes ",
        "Seven tall cranes",
        "",
    ] {
        let passphrase = Passphrase::existing(wrong).unwrap();
        assert!(matches!(
            open(&envelope, &passphrase, &context(1)),
            Err(Error::WrongPassphrase)
        ));
    }
}

#[test]
fn every_byte_of_an_envelope_counts() {
    let envelope = sealed();
    for at in 0..envelope.len() {
        let mut altered = envelope.clone();
        altered[at] ^= 1;
        let error = open_error(&altered, &context(1));
        let expected = match at {
            0..14 | 25 => matches!(error, Error::EnvelopeLayout),
            14..16 => matches!(error, Error::Suite(_)),
            16..25 => matches!(error, Error::Cost { .. } | Error::WrongPassphrase),
            _ => matches!(error, Error::WrongPassphrase),
        };
        assert!(expected, "byte {at}: {error}");
    }
    for length in [0, 1, 54, 166] {
        let error = open_error(&envelope[..length], &context(1));
        assert!(matches!(error, Error::EnvelopeLayout));
    }
    let longer = [&envelope[..], &[0]].concat();
    assert!(matches!(
        open_error(&longer, &context(1)),
        Error::EnvelopeLayout
    ));
}

#[test]
fn an_envelope_opens_only_where_it_belongs() {
    let envelope = sealed();
    assert!(open(&envelope, &passphrase(), &context(1)).is_ok());
    let mut others = vec![context(0)];
    others.push(EnvelopeContext {
        keystore: "11111111-2222-4333-8444-555555555556".to_owned(),
        ..context(1)
    });
    others.push(EnvelopeContext {
        officer: "ops-02".parse().unwrap(),
        ..context(1)
    });
    others.push(EnvelopeContext { k: 3, ..context(1) });
    others.push(EnvelopeContext { n: 4, ..context(1) });
    for other in others {
        assert!(matches!(
            open_error(&envelope, &other),
            Error::WrongPassphrase
        ));
    }
}

#[test]
fn impossible_contexts_are_refused() {
    let secrets = secrets();
    let seal =
        |context: &EnvelopeContext| seal(&secrets, &passphrase(), context, Cost::FLOOR).map(|_| ());
    let suite = EnvelopeContext {
        suite: 2,
        ..context(1)
    };
    assert!(matches!(seal(&suite), Err(Error::Suite(2))));
    assert!(matches!(open_error(&sealed(), &suite), Error::Suite(2)));
    let alone = EnvelopeContext { k: 1, ..context(1) };
    assert!(matches!(seal(&alone), Err(Error::Threshold { .. })));
    assert!(matches!(seal(&context(3)), Err(Error::ShareIndex(3))));
    assert!(matches!(seal(&context(2)), Err(Error::EnvelopeContext(_))));
}

#[test]
fn costs_outside_the_range_are_refused_unseen() {
    let (secrets, envelope) = (secrets(), sealed());
    let (floor, cap) = (Cost::FLOOR, Cost::CAP);
    for cost in [
        Cost {
            m_kib: floor.m_kib - 1,
            ..floor
        },
        Cost {
            t: floor.t - 1,
            ..floor
        },
        Cost { p: 0, ..floor },
        Cost {
            m_kib: cap.m_kib + 1,
            ..floor
        },
        Cost {
            t: cap.t + 1,
            ..floor
        },
        Cost {
            p: cap.p + 1,
            ..floor
        },
        Cost {
            m_kib: u32::MAX,
            t: u32::MAX,
            p: u8::MAX,
        },
    ] {
        let sealed = seal(&secrets, &passphrase(), &context(1), cost);
        assert!(matches!(sealed, Err(Error::Cost { .. })));
        let mut planted = envelope.clone();
        planted[16..20].copy_from_slice(&cost.m_kib.to_be_bytes());
        planted[20..24].copy_from_slice(&cost.t.to_be_bytes());
        planted[24] = cost.p;
        assert!(matches!(
            open_error(&planted, &context(1)),
            Error::Cost { .. }
        ));
    }
}

#[test]
fn the_default_cost_is_accepted() {
    let envelope = seal(&secrets(), &passphrase(), &context(1), Cost::DEFAULT).unwrap();
    assert!(open(&envelope, &passphrase(), &context(1)).is_ok());
}

#[test]
fn passphrases() {
    for good in [
        "seven tall cranes",
        "abcde1234567",
        "八个汉字都不一样",
        &"abcde".repeat(51),
    ] {
        assert!(Passphrase::new(good).is_ok(), "{good}");
    }
    let error = |text: &[u8]| Passphrase::new(text).map(|_| ()).unwrap_err();
    // 11 letters; 7 Chinese characters of 21 bytes.
    for short in ["", "abcde123456", "七个汉字不一样"] {
        assert!(matches!(error(short.as_bytes()), Error::PassphraseTooShort));
    }
    for simple in ["aaaaaaaaaaaaaaaa", "123412341234", "是是是是否否否否"] {
        assert!(matches!(
            error(simple.as_bytes()),
            Error::PassphraseTooSimple
        ));
    }
    assert!(matches!(error(&[b'a'; 257]), Error::PassphraseTooLong));
    assert!(matches!(
        error(b"seven tall cranes\xff"),
        Error::PassphraseNotText
    ));
    assert!(matches!(
        error(b"seven tall cranes\n"),
        Error::PassphraseNotText
    ));
    assert!(matches!(
        Passphrase::existing(vec![0; 257]),
        Err(Error::PassphraseTooLong)
    ));
    // A passphrase that was not chosen under the rule cannot seal anything.
    let unchecked = Passphrase::existing("123456").unwrap();
    assert!(matches!(
        seal(&secrets(), &unchecked, &context(1), Cost::FLOOR),
        Err(Error::PassphraseTooShort)
    ));
}
