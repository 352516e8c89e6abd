//! A stolen keystore: what one passphrase gives, and what k give.

use std::path::Path;
use std::time::Instant;

use key_derivation::{Algorithm, Catalogue};
use kms::init::{NewCustodian, NewKeystore, init};
use kms::keys::{NewKey, generate};
use lab::{Dice, backend, folder, new_key, plan};
use quorum::{Cost, Passphrase};

use crate::attack::Stolen;

/// 276 random bits in 46 characters, in the URL-safe alphabet of Base64.
pub fn passphrase(dice: &mut Dice) -> String {
    let alphabet: Vec<char> = ('a'..='z')
        .chain('A'..='Z')
        .chain('0'..='9')
        .chain(['-', '_'])
        .collect();
    (0..46).map(|_| *dice.pick(&alphabet)).collect()
}

/// Creates a keystore with 1 to 4 keys in it, of `n` officers, any `k` of whom open it; gives their passphrases.
fn victim(path: &Path, dice: &mut Dice, k: u8, n: u8, cost: Cost) -> Vec<String> {
    let passphrases: Vec<String> = (0..n).map(|_| passphrase(dice)).collect();
    let custodian = |(index, text): (usize, &String)| NewCustodian {
        officer: format!("o{index}").parse().expect("a staff code"),
        name: format!("保管人{index}"),
        passphrase: Passphrase::new(text.clone()).expect("a passphrase"),
    };
    let new = NewKeystore {
        region: "000000".parse().expect("a region"),
        k,
        custodians: passphrases.iter().enumerate().map(custodian).collect(),
        rehearsal: false,
        cost,
        regional_catalogue: None,
    };
    let mut session = init(path, new, backend).expect("a keystore");
    let catalogue = Catalogue::builtin();
    for algorithm in &Algorithm::ALL[..1 + dice.below(4) as usize] {
        let key = NewKey {
            activate: dice.below(2) == 0,
            ..new_key("IRK", *algorithm)
        };
        generate(&mut session, &catalogue, &key).expect("a key");
    }
    passphrases
}

/// Steals one keystore: nothing with one passphrase, nothing with k-1, everything with k. Gives the numbers of keys
/// that there were and that one passphrase gave.
fn steal(dice: &mut Dice, cost: Cost) -> (usize, usize) {
    let folder = folder();
    let path = folder.path().join("stolen.kms");
    let n = 2 + dice.below(4) as u8;
    let k = 2 + dice.below(u64::from(n) - 1) as u8;
    let passphrases = victim(&path, dice, k, n, cost);
    let stolen = Stolen::read(&path);
    // Whose passphrase is known, and in which order the others follow.
    let first = dice.below(u64::from(n)) as usize;
    let known = |count: u8| -> Vec<_> {
        let order = (0..usize::from(n)).map(|step| (first + step) % usize::from(n));
        let known = order.take(count.into());
        known.map(|index| passphrases[index].clone()).collect()
    };
    let attack = |count: u8| {
        let opened = stolen.open(&known(count));
        assert_eq!(
            opened.envelopes.len(),
            usize::from(count),
            "envelopes opened"
        );
        stolen.attack(&opened)
    };
    let alone = attack(1).len();
    if k > 2 {
        assert_eq!(
            attack(k - 1).len(),
            0,
            "{k} of {n}: k-1 passphrases gave a key"
        );
    }
    let all = stolen.keys();
    assert_eq!(
        attack(k).len(),
        all,
        "{k} of {n}: k passphrases did not give every key"
    );
    (all, alone)
}

fn steal_all(name: &str, sample: u64, whole: u64, cost: Cost) {
    let plan = plan(name, sample, whole);
    let (begun, mut dice) = (Instant::now(), Dice::new(plan.seed));
    let (mut keys, mut alone) = (0, 0);
    for _ in 0..plan.count {
        let (had, gave) = steal(&mut dice, cost);
        keys += had;
        alone += gave;
    }
    println!(
        "{name}: {} keystores with {keys} sealed keys; one passphrase gave {alone}, k passphrases gave {keys}; {:.0} s",
        plan.count,
        begun.elapsed().as_secs_f64()
    );
    assert_eq!(alone, 0, "one passphrase gave a key");
}

#[test]
fn one_passphrase_and_the_whole_file_give_no_key() {
    steal_all("stolen keystores", 4, 1_000, Cost::FLOOR);
}

#[test]
fn nor_do_they_at_full_cost() {
    steal_all("stolen keystores, full cost", 1, 10, Cost::DEFAULT);
}
