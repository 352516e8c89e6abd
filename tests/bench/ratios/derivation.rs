//! One derivation and a batch of them, against other ways to the same bytes and against the bare cipher.

use std::hint::black_box;

use aes::Aes128Enc;
use bench::{Aim, Rounds, rounds, row};
use cipher::{Array, BlockCipherEncrypt, KeyInit, consts::U16};
use cmac::{Cmac, Mac};
use key_derivation::sp800_108::fixed_input;
use key_derivation::{
    Algorithm, Child, Context, Input, KeyBytes, KeyVersion, Level, Parent, Siblings,
};
use sm4::Sm4;

use crate::openssl;

/// An invented parent key.
pub const PARENT: [u8; 16] = *b"invented parent!";
const ROUNDS: usize = 201;
/// Derivations in a round; enough that reading the clock does not count.
const SINGLE: usize = 4_000;
/// 16 KiB of blocks.
const BLOCKS: usize = 1024;
/// Times that a batch is filled in a round.
const REPEATS: usize = 64;

/// Prints this group's rows.
pub fn run() {
    single();
    batch::<Aes128Enc>(Algorithm::Aes128);
    batch::<Sm4>(Algorithm::Sm4);
    evp(Algorithm::Aes128, "AES-128-CBC");
}

/// The context of one card.
fn context(algorithm: Algorithm, diversifier: &[u8]) -> Context {
    let child = Child {
        level: Level::Card,
        region: "410100".parse().expect("a region"),
        kind: "0101".parse().expect("a kind"),
        algorithm,
        version: KeyVersion::FIRST,
        diversifier: diversifier.to_vec(),
    };
    Context::new(child).expect("a card's context")
}

fn parent() -> KeyBytes {
    KeyBytes::init(16, |key| key.copy_from_slice(&PARENT)).expect("16 bytes")
}

fn siblings(algorithm: Algorithm) -> Siblings {
    Siblings::new(algorithm, &parent(), &context(algorithm, &[0; 8])).expect("siblings")
}

/// Diversifiers that follow one another.
fn diversifiers(count: usize) -> Vec<u8> {
    (0..count as u64).flat_map(u64::to_be_bytes).collect()
}

/// The message of the key derivation function, as any program would put it together.
fn message(algorithm: Algorithm, diversifier: &[u8]) -> Vec<u8> {
    let fixed = fixed_input(&context(algorithm, diversifier), 16);
    [&1_u32.to_be_bytes(), fixed.as_slice()].concat()
}

fn single() {
    let prepared = siblings(Algorithm::Aes128);
    let given = diversifiers(SINGLE);
    let (given, _) = given.as_chunks::<8>();
    let messages: Vec<Vec<u8>> = given
        .iter()
        .map(|diversifier| message(Algorithm::Aes128, diversifier))
        .collect();
    let by_cmac = |message: &[u8]| -> [u8; 16] {
        let mac = Cmac::<aes::Aes128>::new_from_slice(&PARENT).expect("16 bytes");
        mac.chain_update(message).finalize().into_bytes().into()
    };
    let general = Parent::new(Algorithm::Aes128, &parent()).expect("a parent");
    for (diversifier, message) in given.iter().zip(&messages) {
        let key = prepared.derive(diversifier).expect("a sibling");
        assert_eq!(key.expose(), by_cmac(message), "the same key both ways");
        let input = Input::Context(context(Algorithm::Aes128, diversifier));
        let child = general
            .diversify(&input, Algorithm::Aes128)
            .expect("a child");
        assert!(key.ct_eq(&child), "the same key as the parent's child");
    }
    let cipher = Aes128Enc::new(&PARENT.into());
    let mut place = parent();
    let own = || {
        for diversifier in given {
            drop(black_box(prepared.derive(black_box(diversifier))));
        }
    };
    let mut into = || {
        for diversifier in given {
            prepared
                .derive_into(black_box(diversifier), &mut place)
                .expect("a sibling");
            black_box(&place);
        }
    };
    let new_cmac = || {
        for message in &messages {
            black_box(by_cmac(black_box(message)));
        }
    };
    let two_blocks = || {
        for diversifier in given {
            let mut block = Array::<u8, U16>::default();
            block[..8].copy_from_slice(black_box(diversifier));
            cipher.encrypt_block(&mut block);
            cipher.encrypt_block(&mut block);
            black_box(&block);
        }
    };
    let times = |against: &Rounds| {
        let (ours, theirs) = against.nanoseconds(SINGLE);
        format!("{ours:.1} ns, {theirs:.1} ns")
    };
    const WHAT: &str = "one derivation (AES-128, 8-byte diversifier, prepared)";
    let against = rounds(ROUNDS, &mut into, new_cmac);
    row(
        &format!("{WHAT}, against `Cmac::new_from_slice` for each key: times as fast"),
        &Aim::AtLeast(2.5),
        against.faster(),
        &times(&against),
    );
    let against = rounds(ROUNDS, own, new_cmac);
    row(
        "the same, each key in memory of its own that is wiped: times as fast",
        &Aim::AtLeast(2.5),
        against.faster(),
        &times(&against),
    );
    let against = rounds(ROUNDS, &mut into, two_blocks);
    row(
        &format!("{WHAT}, against two chained block encryptions: times as long"),
        &Aim::AtMost(1.3),
        against.slower(),
        &times(&against),
    );
    let against = rounds(ROUNDS, own, two_blocks);
    row(
        "the same, each key in memory of its own that is wiped: times as long",
        &Aim::None,
        against.slower(),
        &times(&against),
    );
}

fn batch<C: BlockCipherEncrypt<BlockSize = U16> + KeyInit>(algorithm: Algorithm) {
    let prepared = siblings(algorithm);
    let given = diversifiers(BLOCKS);
    let mut keys = prepared.batch(BLOCKS);
    keys.fill(&given).expect("a full batch");
    for (diversifier, key) in given.chunks(8).zip(keys.iter()) {
        let one = prepared.derive(diversifier).expect("a sibling");
        assert_eq!(key, one.expose(), "the same key alone and in a batch");
    }
    let cipher = C::new_from_slice(&PARENT).expect("16 bytes");
    let mut blocks = vec![Array::<u8, U16>::default(); BLOCKS];
    let against = rounds(
        ROUNDS,
        || {
            for _ in 0..REPEATS {
                keys.fill(black_box(&given)).expect("a full batch");
                black_box(&keys);
            }
        },
        || {
            for _ in 0..REPEATS {
                cipher.encrypt_blocks(black_box(&mut blocks));
            }
        },
    );
    let (ours, theirs) = against.nanoseconds(BLOCKS * REPEATS);
    row(
        &format!(
            "a batch of 1,024 ({algorithm}), against that cipher's own throughput on 16 KiB: part of it"
        ),
        &Aim::AtLeast(0.75),
        against.faster(),
        &format!("{ours:.2} ns a key, {theirs:.2} ns a block"),
    );
}

/// The same keys by OpenSSL, a KDF context for each, as its manual shows it.
fn evp(algorithm: Algorithm, cipher: &str) {
    let what = format!("the same batch ({algorithm}) against OpenSSL's `EVP_KDF`: times as fast");
    let prepared = siblings(algorithm);
    let given = diversifiers(BLOCKS);
    let mut keys = prepared.batch(BLOCKS);
    keys.fill(&given).expect("a full batch");
    let contexts: Vec<Vec<u8>> = given
        .chunks(8)
        .map(|diversifier| context(algorithm, diversifier).encode())
        .collect();
    let mut judge = match openssl::Judge::build(cipher, &PARENT, &contexts) {
        Ok(judge) => judge,
        Err(why) => return println!("| {what} | ≥ 1000 | not measured | {why} |"),
    };
    let theirs = judge.keys();
    assert!(
        theirs.iter().map(Vec::as_slice).eq(keys.iter()),
        "OpenSSL makes the same keys"
    );
    let mut ratios = Vec::new();
    let (mut ours, mut evp) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        // Our batch right before and after theirs.
        let mut timed = || {
            let start = std::time::Instant::now();
            for _ in 0..REPEATS {
                keys.fill(black_box(&given)).expect("a full batch");
                black_box(&keys);
            }
            start.elapsed().as_secs_f64() * 1e9 / (BLOCKS * REPEATS) as f64
        };
        let before = timed();
        let them = judge.nanoseconds();
        let us = f64::midpoint(before, timed());
        ratios.push(them / us);
        ours.push(us);
        evp.push(them);
    }
    let median = |numbers: Vec<f64>| bench::median(numbers.into_iter());
    row(
        &what,
        &Aim::AtLeast(1000.0),
        median(ratios),
        &format!("{:.2} ns, {:.0} ns a key", median(ours), median(evp)),
    );
}
