//! What must not work, and why it does not.

use key_derivation::sp800_108::{self, Counter};
use key_derivation::{
    Algorithm, BlockCipher, Child, Cmac, Context, Error, Input, KeyVersion, Level, Parent,
    RegionCode, Scheme, card_mac_challenge, card_mac_session, check_value, legacy_check_value,
    session_key,
};

use crate::{card, key_of, province};

const SCHEME_1: Scheme = Scheme::Sp800108Cmac;

#[test]
fn a_key_must_have_the_length_of_its_algorithm() {
    for algorithm in Algorithm::ALL {
        for found in (1..=32).filter(|len| *len != algorithm.key_len()) {
            let key = key_of(&vec![1; found]);
            let refused = Some(Error::KeyLength { algorithm, found });
            assert_eq!(Parent::new(algorithm, &key).err(), refused);
            assert_eq!(check_value(algorithm, &key).err(), refused);
            assert_eq!(legacy_check_value(algorithm, &key).err(), refused);
            if Scheme::Pboc.serves(algorithm) {
                assert_eq!(session_key(algorithm, &key, &[1; 8]).err(), refused);
                assert_eq!(
                    card_mac_challenge(algorithm, &key, &[1; 4], b"").err(),
                    refused
                );
            }
        }
    }
}

#[test]
fn a_session_mac_wants_a_session_key() {
    for (algorithm, wanted) in [(Algorithm::Tdes2, 8), (Algorithm::Sm4, 16)] {
        for found in (1..=32).filter(|len| *len != wanted) {
            let refused = card_mac_session(algorithm, &key_of(&vec![1; found]), b"");
            assert_eq!(refused.err(), Some(Error::KeyLength { algorithm, found }));
        }
    }
}

#[test]
fn a_3des_factor_or_random_of_all_00_or_all_ff_is_refused() {
    let key = key_of(&[1; 16]);
    let tdes = Parent::new(Algorithm::Tdes2, &key).unwrap();
    let sm4 = Parent::new(Algorithm::Sm4, &key).unwrap();
    let refused = Some(Error::DegenerateFactor);
    for byte in [0x00, 0xFF] {
        let factor = [byte; 8];
        let input = Input::Factor(factor);
        assert_eq!(tdes.diversify(&input, Algorithm::Tdes2).err(), refused);
        assert_eq!(session_key(Algorithm::Tdes2, &key, &factor).err(), refused);
        let named = Input::for_child(Scheme::Pboc, &card(Algorithm::Tdes2, &factor));
        assert_eq!(named.err(), refused);

        // SM4 encrypts F and ~F in one block, which is never all zero.
        assert!(sm4.diversify(&input, Algorithm::Sm4).is_ok());
        assert!(session_key(Algorithm::Sm4, &key, &factor).is_ok());
    }
    let nearly = Input::Factor([0, 0, 0, 0, 0, 0, 0, 1]);
    assert!(tdes.diversify(&nearly, Algorithm::Tdes2).is_ok());
}

#[test]
fn a_child_is_never_stronger_than_its_parent() {
    for parent in Algorithm::ALL {
        for child in Algorithm::ALL {
            if !SCHEME_1.serves(parent) || !SCHEME_1.serves(child) {
                continue;
            }
            let input = Input::for_child(SCHEME_1, &province(child)).unwrap();
            let made = Parent::new(parent, &key_of(&vec![1; parent.key_len()]))
                .unwrap()
                .diversify(&input, child);
            if child.strength_bits() > parent.strength_bits() {
                assert_eq!(made.err(), Some(Error::ChildStronger { parent, child }));
            } else {
                assert_eq!(made.unwrap().len(), child.key_len());
            }
        }
    }
}

#[test]
fn each_scheme_serves_its_own_algorithms() {
    for scheme in Scheme::ALL {
        for algorithm in Algorithm::ALL {
            let input = Input::for_child(scheme, &province(algorithm));
            if scheme.serves(algorithm) {
                assert_eq!(input.unwrap().scheme(), scheme);
            } else {
                let refused = Some(Error::AlgorithmInScheme { scheme, algorithm });
                assert_eq!(input.err(), refused);
            }
        }
    }
    assert!(!SCHEME_1.serves(Algorithm::Tdes2));
    assert!(!Scheme::Pboc.serves(Algorithm::Aes256));
}

#[test]
fn a_parent_makes_no_child_of_a_scheme_that_is_not_its_own() {
    let inputs = [
        Input::for_child(SCHEME_1, &province(Algorithm::Sm4)).unwrap(),
        Input::for_child(Scheme::Pboc, &province(Algorithm::Sm4)).unwrap(),
    ];
    for input in inputs {
        let scheme = input.scheme();
        for algorithm in Algorithm::ALL {
            let key = key_of(&vec![1; algorithm.key_len()]);
            let made = Parent::new(algorithm, &key)
                .unwrap()
                .diversify(&input, Algorithm::Sm4);
            if !scheme.serves(algorithm) {
                let refused = Some(Error::AlgorithmInScheme { scheme, algorithm });
                assert_eq!(made.err(), refused);
            }
        }
    }
}

#[test]
fn the_child_asked_for_must_be_the_one_that_the_input_names() {
    let (named, asked) = (Algorithm::Sm4, Algorithm::Aes128);
    let parent = Parent::new(named, &key_of(&[1; 16])).unwrap();
    for scheme in Scheme::ALL {
        let input = Input::for_child(scheme, &province(named)).unwrap();
        let refused = Some(Error::ChildAlgorithm { named, asked });
        assert_eq!(parent.diversify(&input, asked).err(), refused);
    }
}

#[test]
fn operations_on_cards_know_sm4_and_3des_only() {
    for algorithm in [Algorithm::Aes128, Algorithm::Aes192, Algorithm::Aes256] {
        let key = key_of(&vec![1; algorithm.key_len()]);
        let scheme = Scheme::Pboc;
        let refused = Some(Error::AlgorithmInScheme { scheme, algorithm });
        assert_eq!(session_key(algorithm, &key, &[1; 8]).err(), refused);
        assert_eq!(card_mac_session(algorithm, &key, b"").err(), refused);
        assert_eq!(
            card_mac_challenge(algorithm, &key, &[1; 4], b"").err(),
            refused
        );
    }
}

#[test]
fn three_des_has_no_block_of_16_bytes() {
    let refused = Some(Error::BlockSize(Algorithm::Tdes2));
    let key = key_of(&[1; 16]);
    assert_eq!(BlockCipher::new(Algorithm::Tdes2, &key).err(), refused);
    assert_eq!(Cmac::new(Algorithm::Tdes2, &key).err(), refused);
}

#[test]
fn nothing_is_diversified_to_the_ministry() {
    for scheme in Scheme::ALL {
        let child = Child {
            level: Level::Ministry,
            ..province(Algorithm::Sm4)
        };
        let refused = Some(Error::ChildLevel(Level::Ministry));
        assert_eq!(Input::for_child(scheme, &child).err(), refused);
        let child = Child {
            region: RegionCode::MINISTRY,
            ..province(Algorithm::Sm4)
        };
        assert_eq!(
            Input::for_child(scheme, &child).err(),
            Some(Error::ChildRegion)
        );
    }
}

#[test]
fn a_diversifier_fits_its_level_and_scheme() {
    for scheme in Scheme::ALL {
        for level in [
            Level::Province,
            Level::Municipality,
            Level::Card,
            Level::Psam,
        ] {
            for found in [0, 1, 7, 8, 9, 15, 16, 17, 255, 256] {
                let child = Child {
                    level,
                    ..card(Algorithm::Sm4, &vec![1; found])
                };
                let fits = match (level.is_device(), scheme) {
                    (false, _) => found == 0,
                    (true, Scheme::Sp800108Cmac) => (1..=16).contains(&found),
                    (true, Scheme::Pboc) => found == 8,
                };
                let made = Input::for_child(scheme, &child);
                if fits {
                    assert!(made.is_ok());
                } else {
                    let refused = Error::Diversifier {
                        scheme,
                        level,
                        found,
                    };
                    assert_eq!(made.err(), Some(refused));
                }
            }
        }
    }
}

#[test]
fn a_counter_never_comes_round() {
    let prf = Cmac::new(Algorithm::Sm4, &key_of(&[1; 16])).unwrap();
    let mut out = vec![0; 255 * 16];
    assert!(sp800_108::counter_mode(&prf, Counter::Bits8, b"", &mut out).is_ok());
    out.push(0);
    let refused = sp800_108::counter_mode(&prf, Counter::Bits8, b"", &mut out);
    assert_eq!(refused.err(), Some(Error::OutputLength(255 * 16 + 1)));
    assert!(sp800_108::counter_mode(&prf, Counter::Bits16, b"", &mut out).is_ok());
}

/// Each refused context next to the good one it was made from.
#[test]
fn a_context_that_is_not_canonical_is_refused() {
    const GOOD: &str = "01020001 020103 0306343430333030 04020001 05025334 06020001 070401020304";
    let field = |tag| Error::ContextField { tag };
    let cases = [
        // form
        ("", field(1)),
        ("01", field(1)),
        ("010200", field(1)),
        (
            "020103 01020001 0306343430333030 04020001 05025334 06020001 070401020304",
            field(1),
        ),
        (
            "01020001 01020001 020103 0306343430333030 04020001 05025334 06020001 070401020304",
            field(2),
        ),
        (
            "0103000001 020103 0306343430333030 04020001 05025334 06020001 070401020304",
            field(1),
        ),
        (
            "010101 020103 0306343430333030 04020001 05025334 06020001 070401020304",
            field(1),
        ),
        (
            "01020001 02020003 0306343430333030 04020001 05025334 06020001 070401020304",
            field(2),
        ),
        (
            "01020001 020103 030734343033303030 04020001 05025334 06020001 070401020304",
            field(3),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001",
            field(7),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001 0705010203 04",
            field(7),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001 080401020304",
            field(7),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001 070301020304",
            Error::ContextTail(1),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001 070401020304 0800",
            Error::ContextTail(2),
        ),
        // values
        (
            "01020002 020103 0306343430333030 04020001 05025334 06020001 070401020304",
            Error::ContextScheme(2),
        ),
        (
            "01020001 020100 0306343430333030 04020001 05025334 06020001 0700",
            Error::ChildLevel(Level::Ministry),
        ),
        (
            "01020001 020105 0306343430333030 04020001 05025334 06020001 070401020304",
            Error::Level("5".to_owned()),
        ),
        (
            "01020001 020103 0306303030303030 04020001 05025334 06020001 070401020304",
            Error::ChildRegion,
        ),
        (
            "01020001 020103 030634343033303A 04020001 05025334 06020001 070401020304",
            Error::RegionCode("44030:".to_owned()),
        ),
        (
            "01020001 020103 0306343430333030 04020000 05025334 06020001 070401020304",
            Error::KindCode("0000".to_owned()),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025332 06020001 070401020304",
            Error::Algorithm("S2".to_owned()),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025432 06020001 070401020304",
            Error::AlgorithmInScheme {
                scheme: SCHEME_1,
                algorithm: Algorithm::Tdes2,
            },
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020000 070401020304",
            Error::KeyVersion(0),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020064 070401020304",
            Error::KeyVersion(100),
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001 0700",
            Error::Diversifier {
                scheme: SCHEME_1,
                level: Level::Card,
                found: 0,
            },
        ),
        (
            "01020001 020102 0306343430333030 04020001 05025334 06020001 070101",
            Error::Diversifier {
                scheme: SCHEME_1,
                level: Level::Municipality,
                found: 1,
            },
        ),
        (
            "01020001 020103 0306343430333030 04020001 05025334 06020001 07110102030405060708090A0B0C0D0E0F1011",
            Error::Diversifier {
                scheme: SCHEME_1,
                level: Level::Card,
                found: 17,
            },
        ),
    ];
    let decode = |text: &str| Context::decode(&hex::decode(text.replace(' ', "")).unwrap());

    let good = Context::new(card(Algorithm::Sm4, &[1, 2, 3, 4])).unwrap();
    assert_eq!(decode(GOOD), Ok(good));
    for (bytes, refused) in cases {
        assert_eq!(decode(bytes), Err(refused), "{bytes}");
    }
}

#[test]
fn versions_end_at_99() {
    assert!(KeyVersion::new(99).is_ok());
    assert_eq!(KeyVersion::new(0), Err(Error::KeyVersion(0)));
    assert_eq!(KeyVersion::new(100), Err(Error::KeyVersion(100)));
}
