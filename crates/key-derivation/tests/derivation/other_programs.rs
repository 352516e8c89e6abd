//! The same bytes from a program that shares no code with this crate:
//! `openssl` 3. Without it these tests fail; they never pass unseen.

use std::io::Write;
use std::process::{Command, Stdio};

use key_derivation::sp800_108::LABEL;
use key_derivation::{
    Algorithm, Input, Level, Parent, Scheme, card_mac_challenge, card_mac_session, session_key,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{card, key_of};

/// What `openssl` answers to these arguments and this standard input.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut program = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("these tests need the program openssl 3: {error}"));
    program.stdin.take().unwrap().write_all(input).unwrap();
    let output = program.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {said}");
    output.stdout
}

/// Its KDF in counter mode. The counter of 32 bits is its default; an option
/// for it came only with openssl 3.1.
fn kbkdf(cipher: &str, key: &[u8], context: &[u8], key_len: usize) -> Vec<u8> {
    let arguments = [
        "kdf",
        "-binary",
        "-keylen",
        &key_len.to_string(),
        "-kdfopt",
        "mac:CMAC",
        "-kdfopt",
        &format!("cipher:{cipher}"),
        "-kdfopt",
        &format!("hexkey:{}", hex::encode(key)),
        "-kdfopt",
        &format!("hexsalt:{}", hex::encode(LABEL)),
        "-kdfopt",
        &format!("hexinfo:{}", hex::encode(context)),
        "KBKDF",
    ];
    openssl(&arguments, &[])
}

const fn cbc_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Aes128 => "AES-128-CBC",
        Algorithm::Aes192 => "AES-192-CBC",
        Algorithm::Aes256 => "AES-256-CBC",
        Algorithm::Sm4 => "SM4-CBC",
        Algorithm::Tdes2 => "DES-EDE-CBC",
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 32,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn scheme_1_makes_the_keys_that_openssl_makes(
        parent in select(&Algorithm::ALL[..4]),
        child in select(&Algorithm::ALL[..4]),
        secret in any::<[u8; 32]>(),
        level in select(&[Level::Card, Level::Psam][..]),
        diversifier in vec(any::<u8>(), 1..=16),
    ) {
        prop_assume!(child.strength_bits() <= parent.strength_bits());
        let secret = &secret[..parent.key_len()];
        let named = key_derivation::Child { level, ..card(child, &diversifier) };
        let input = Input::for_child(Scheme::Sp800108Cmac, &named).unwrap();
        let ours = Parent::new(parent, &key_of(secret)).unwrap().diversify(&input, child).unwrap();
        let theirs = kbkdf(cbc_name(parent), secret, &input.to_bytes(), child.key_len());
        prop_assert_eq!(ours.expose(), theirs);
    }

    #[test]
    fn scheme_2_makes_the_keys_that_openssl_makes(
        (algorithm, name) in select(&[(Algorithm::Sm4, "-sm4-ecb"), (Algorithm::Tdes2, "-des-ede")][..]),
        secret in any::<[u8; 16]>(),
        factor in any::<[u8; 8]>(),
    ) {
        let parent = Parent::new(algorithm, &key_of(&secret)).unwrap();
        let ours = parent.diversify(&Input::Factor(factor), algorithm).unwrap();
        let both = [factor, factor.map(|byte| !byte)].concat();
        let theirs = openssl(&["enc", name, "-nopad", "-K", &hex::encode(secret)], &both);
        prop_assert_eq!(ours.expose(), theirs);
    }

    /// Commands of several blocks, and of none: the vectors have one.
    #[test]
    fn card_macs_are_those_that_openssl_makes(
        algorithm in select(&[Algorithm::Sm4, Algorithm::Tdes2][..]),
        secret in any::<[u8; 16]>(),
        random in any::<[u8; 8]>(),
        command in vec(any::<u8>(), 0..70),
    ) {
        let card = key_of(&secret);
        let session = session_key(algorithm, &card, &random).unwrap();
        let challenge = *random.first_chunk().unwrap();
        let by_session = card_mac_session(algorithm, &session, &command).unwrap();
        let by_challenge = card_mac_challenge(algorithm, &card, &challenge, &command).unwrap();
        prop_assert_eq!(&by_session[..], their_mac(algorithm, session.expose(), &[], &command));
        prop_assert_eq!(&by_challenge[..], their_mac(algorithm, &secret, &challenge, &command));
    }
}

/// A MAC put together from the CBC and ECB modes of `openssl enc`.
fn their_mac(algorithm: Algorithm, key: &[u8], initial: &[u8], command: &[u8]) -> Vec<u8> {
    let block = if algorithm == Algorithm::Sm4 { 16 } else { 8 };
    let mut padded = [command, &[0x80]].concat();
    padded.resize(padded.len().next_multiple_of(block), 0);
    let mut iv = initial.to_vec();
    iv.resize(block, 0);

    let cbc = |name, key: &[u8], data: &[u8]| {
        let (key, iv) = (hex::encode(key), hex::encode(&iv));
        openssl(&["enc", name, "-nopad", "-K", &key, "-iv", &iv], data)
    };
    if algorithm == Algorithm::Sm4 {
        let chain = cbc("-sm4-cbc", key, &padded);
        return chain[chain.len() - 16..][..4].to_vec();
    }
    // Algorithm 3: with the left half twice, 3DES is DES; its last block is
    // then deciphered with the right half and enciphered with the left.
    let (left, right) = (&key[..8], &key[key.len() - 8..]);
    let chain = cbc("-des-ede-cbc", &[left, left].concat(), &padded);
    let last = &chain[chain.len() - 8..];
    let ecb = |direction, half: &[u8], data: &[u8]| {
        let key = hex::encode([half, half].concat());
        openssl(&["enc", direction, "-des-ede", "-nopad", "-K", &key], data)
    };
    ecb("-e", left, &ecb("-d", right, last))[..4].to_vec()
}
