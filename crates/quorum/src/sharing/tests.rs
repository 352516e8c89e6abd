#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const VECTORS: &str = include_str!("../../../../tests/vectors/quorum.json");

fn root(seed: [u8; 32]) -> RootSecret {
    RootSecret::init(|out| *out = seed)
}

fn share(index: u8, value: [u8; 32]) -> Share {
    Share::new(index, Secret32::init(|out| *out = value)).unwrap()
}

fn copy(original: &Share) -> Share {
    share(original.index, *original.expose())
}

/// Copies of the shares at these positions, in this order.
fn pick(shares: &[Share], positions: &[usize]) -> Vec<Share> {
    positions.iter().map(|&at| copy(&shares[at])).collect()
}

fn hex(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn recovers_what_slip_39_published() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    let mut lengths = Vec::new();
    for vector in vectors
        .iter()
        .filter(|v| v["algorithm"] == "SLIP-39-sharing")
    {
        let shares: Vec<(u8, Vec<u8>)> = vector["inputs"]["shares"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["index"].as_u64().unwrap() as u8, hex(&s["value"])))
            .collect();
        let points: Vec<Point> = shares.iter().map(|(x, value)| (*x, &value[..])).collect();
        let k = vector["inputs"]["threshold"].as_u64().unwrap() as usize;
        let expected = hex(&vector["output"]);
        let mut out = vec![0; expected.len()];
        recover(&points, k, &mut out).unwrap();
        assert_eq!(out, expected);
        lengths.push((out.len(), points.len(), k));
    }
    // Published with 16 and with 32 bytes, 2 of 2; and a 3 of 5 whose two surplus shares must fit.
    assert_eq!(lengths, [(16, 2, 2), (32, 2, 2), (32, 5, 3)]);
}

#[test]
fn refuses_impossible_quorums() {
    for (k, n) in [(0, 0), (0, 3), (1, 1), (1, 3), (4, 3), (2, 17), (17, 17)] {
        assert!(matches!(
            split(&root([7; 32]), k, n),
            Err(Error::Threshold { .. })
        ));
    }
    let shares = split(&root([7; 32]), 2, 3).unwrap();
    for k in [0, 1, 17] {
        assert!(matches!(
            combine(&shares, k),
            Err(Error::Threshold { .. } | Error::TooFewShares { .. })
        ));
    }
}

#[test]
fn refuses_the_same_share_twice() {
    let shares = split(&root([7; 32]), 2, 3).unwrap();
    assert!(matches!(
        combine(&pick(&shares, &[1, 1]), 2),
        Err(Error::DuplicateShare(1))
    ));
    assert!(matches!(
        combine(&pick(&shares, &[0, 1, 0]), 2),
        Err(Error::DuplicateShare(0))
    ));
}

#[test]
fn refuses_shares_of_different_secrets() {
    let one = split(&root([7; 32]), 2, 3).unwrap();
    let other = split(&root([7; 32]), 2, 3).unwrap();
    let mixed = [copy(&one[0]), copy(&other[1])];
    assert!(matches!(combine(&mixed, 2), Err(Error::ShareDigest)));
}

#[test]
fn refuses_share_indices_beyond_sixteen() {
    let value = || Secret32::init(|_| ());
    assert!(Share::new(15, value()).is_ok());
    for index in [16, 254, 255] {
        assert!(matches!(
            Share::new(index, value()),
            Err(Error::ShareIndex(_))
        ));
    }
}

#[test]
fn refuses_short_or_unequal_values() {
    let mut out = [0; 16];
    let points: [Point; 2] = [(0, &[1; 16]), (1, &[2; 15])];
    assert!(matches!(
        recover(&points, 2, &mut out),
        Err(Error::ShareLength)
    ));
    let points: [Point; 2] = [(0, &[1; 8]), (1, &[2; 8])];
    assert!(matches!(
        recover(&points, 2, &mut out[..8]),
        Err(Error::ShareLength)
    ));
}

/// Every value of a share byte should be as likely as any other, whatever the secret. Of 14,336 bytes each value is
/// expected 56 times; chi-square with 255 degrees of freedom exceeds 400 less than once in ten million runs.
#[test]
fn shares_are_unbiased() {
    for (k, at) in [(2, 0), (3, 0), (3, 2), (5, 4)] {
        let mut counts = [0_u32; 256];
        for _ in 0..512 {
            let shares = split(&root([0; 32]), k, 5).unwrap();
            shares[at]
                .expose()
                .iter()
                .skip(4)
                .for_each(|b| counts[usize::from(*b)] += 1);
        }
        let expected = 512.0 * 28.0 / 256.0;
        let chi: f64 = counts
            .iter()
            .map(|&c| (f64::from(c) - expected).powi(2) / expected)
            .sum();
        assert!(chi < 400.0, "k={k} share {at}: {chi}");
    }
}

fn quorum_and_order() -> impl Strategy<Value = (u8, Vec<usize>)> {
    (2_usize..=16)
        .prop_flat_map(|n| (2..=n, Just((0..n).collect::<Vec<_>>()).prop_shuffle()))
        .prop_map(|(k, order)| (k as u8, order))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_k_recover_and_fewer_do_not(seed: [u8; 32], (k, order) in quorum_and_order()) {
        let secret = root(seed);
        let shares = split(&secret, k, order.len() as u8).unwrap();
        let indices: Vec<u8> = shares.iter().map(Share::index).collect();
        prop_assert_eq!(indices, (0..order.len() as u8).collect::<Vec<_>>());
        let quorum = pick(&shares, &order[..k.into()]);
        prop_assert!(combine(&quorum, k).unwrap().ct_eq(&secret));
        prop_assert!(combine(&shares, k).unwrap().ct_eq(&secret));
        let fewer = &quorum[1..];
        let too_few = matches!(combine(fewer, k), Err(Error::TooFewShares { .. }));
        prop_assert!(too_few);
        // Lying about the threshold does not help either.
        prop_assert!(combine(fewer, k - 1).is_err());
        let mut guess = [0; 32];
        let points: Vec<Point> = fewer.iter().map(|s| (s.index, &s.expose()[..])).collect();
        interpolate(&points, SECRET_AT, &mut guess);
        prop_assert_ne!(&guess, secret.expose());
    }

    #[test]
    fn a_damaged_share_is_noticed(
        seed: [u8; 32], (k, order) in quorum_and_order(),
        which: prop::sample::Index, byte in 0_usize..32, flip in 1_u8..,
    ) {
        let mut shares = split(&root(seed), k, order.len() as u8).unwrap();
        let at = which.index(shares.len());
        let mut value = *shares[at].expose();
        value[byte] ^= flip;
        shares[at] = share(shares[at].index, value);
        // All present: noticed wherever it stands. Exactly k present: noticed by the digest.
        prop_assert!(matches!(combine(&shares, k), Err(Error::ShareDigest)));
        let others = order.iter().copied().filter(|&other| other != at).take(usize::from(k) - 1);
        let quorum = pick(&shares, &others.chain([at]).collect::<Vec<_>>());
        prop_assert!(matches!(combine(&quorum, k), Err(Error::ShareDigest)));
    }
}
