//! No two children of one parent come from the same input.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use key_derivation::{
    Algorithm, Child, Context, Input, KeyBytes, KeyVersion, KindCode, Level, Parent, RegionCode,
    RegionTable, Scheme,
};
use lab::{Dice, plan};

const SCHEME_1: [Algorithm; 4] = [
    Algorithm::Aes128,
    Algorithm::Aes192,
    Algorithm::Aes256,
    Algorithm::Sm4,
];
const SCHEME_2: [Algorithm; 2] = [Algorithm::Tdes2, Algorithm::Sm4];

/// Numbers that are near one another, or easily mistaken for one another in another width or byte order.
fn number(dice: &mut Dice, max: u16) -> u16 {
    const NEAR: [u16; 10] = [1, 2, 7, 10, 16, 256, 257, 0x0607, 0x0702, 0xFFFF];
    let drawn = if dice.below(2) == 0 {
        *dice.pick(&NEAR)
    } else {
        dice.bits() as u16
    };
    drawn % max + 1
}

/// A diversifier that looks like the fields before it, or like another with something put on or taken off.
fn diversifier(dice: &mut Dice) -> Vec<u8> {
    const LIKE_FIELDS: [&[u8]; 6] = [
        b"\x07\x01\x00",
        b"\x06\x02\x00\x01\x07\x00",
        b"\x05\x02A1\x06\x02\x00\x01\x07\x01\x07",
        b"\x01\x02\x00\x01\x02\x01\x03\x03\x06410100",
        b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        b"410100sx",
    ];
    let mut bytes = dice.pick(&LIKE_FIELDS).to_vec();
    bytes.truncate(dice.below(bytes.len() as u64) as usize + 1);
    let longer = 16 - bytes.len() as u64;
    for _ in 0..dice.below(longer + 1) {
        let byte = if dice.below(2) == 0 {
            0
        } else {
            dice.bits() as u8
        };
        bytes.push(byte);
    }
    bytes
}

fn regions() -> Vec<RegionCode> {
    let all = RegionTable::builtin().iter().map(|region| region.code);
    all.filter(|code| *code != RegionCode::MINISTRY).collect()
}

fn child(dice: &mut Dice, regions: &[RegionCode]) -> Child {
    let level = *dice.pick(&[
        Level::Province,
        Level::Municipality,
        Level::Card,
        Level::Psam,
    ]);
    Child {
        level,
        region: *dice.pick(regions),
        kind: KindCode::new(number(dice, 0xFFFE)).unwrap(),
        algorithm: *dice.pick(&SCHEME_1),
        version: KeyVersion::new(number(dice, 99)).unwrap(),
        diversifier: if level.is_device() {
            diversifier(dice)
        } else {
            Vec::new()
        },
    }
}

/// The same child, different in one thing, where it can be in one bit of it.
fn near(child: &Child, dice: &mut Dice, regions: &[RegionCode]) -> Child {
    let mut near = child.clone();
    let (kind, version) = (near.kind.value(), near.version.number());
    match dice.below(6) {
        0 if near.level.is_device() => near.level = Level::Card,
        0 => near.level = Level::Province,
        1 => near.region = *dice.pick(regions),
        2 => near.kind = KindCode::new(kind ^ (1 << dice.below(16))).unwrap_or(near.kind),
        3 => near.algorithm = *dice.pick(&SCHEME_1),
        4 => near.version = KeyVersion::new(version ^ (1 << dice.below(7))).unwrap_or(near.version),
        _ if near.diversifier.len() == 16 => drop(near.diversifier.pop()),
        _ if near.level.is_device() => near.diversifier.push(0),
        _ => near.level = Level::Municipality,
    }
    near
}

/// How many different requests there are among some, and how many inputs an encoding makes of them.
fn counted(encode: impl Fn(&Child) -> Vec<u8>, requests: u64, seed: u64) -> (usize, usize) {
    let (mut dice, regions) = (Dice::new(seed), regions());
    let (mut children, mut inputs) = (HashSet::new(), HashSet::new());
    while (children.len() as u64) < requests {
        let one = child(&mut dice, &regions);
        for child in [near(&one, &mut dice, &regions), one] {
            inputs.insert(encode(&child));
            children.insert(child);
        }
    }
    (children.len(), inputs.len())
}

#[test]
fn scheme_1_has_a_context_for_each_request() {
    let plan = plan("different requests of scheme 1", 20_000, 200_000);
    let encode = |child: &Child| Context::new(child.clone()).unwrap().encode();
    let (requests, contexts) = counted(encode, plan.count, plan.seed);
    println!("{requests} different requests, {contexts} different contexts");
    assert_eq!(requests, contexts);
}

/// An encoding without lengths puts fields side by side that run into one another; the same count finds it out.
#[test]
fn an_encoding_without_tags_and_lengths_is_found_out() {
    let encode = |child: &Child| {
        let version = child.version.number().to_string();
        let parts: [&[u8]; 3] = [
            child.algorithm.code().as_bytes(),
            version.as_bytes(),
            &child.diversifier,
        ];
        parts.concat()
    };
    let (requests, contexts) = counted(encode, 20_000, 1);
    assert!(contexts < requests);
}

/// What one parent key is diversified by: the keystore it stands in, and how often it can be diversified still.
type ParentName = (RegionCode, u8);

fn input(level: Level, region: RegionCode, algorithm: Algorithm, diversifier: &[u8]) -> Input {
    let child = Child {
        level,
        region,
        kind: "0101".parse().unwrap(),
        algorithm,
        version: KeyVersion::FIRST,
        diversifier: diversifier.to_vec(),
    };
    Input::for_child(Scheme::Pboc, &child).unwrap()
}

/// Different diversifiers of cards, some of which spell the factors of regions.
fn cards(dice: &mut Dice, count: u64) -> BTreeSet<[u8; 8]> {
    let mut cards = BTreeSet::from([*b"410100sx", *b"410000sh", *b"110000sx"]);
    while (cards.len() as u64) < count {
        let bits = dice.bits();
        cards.insert(
            if dice.below(2) == 0 {
                bits
            } else {
                bits % 1000 + 1
            }
            .to_be_bytes(),
        );
    }
    cards
}

/// Every way down from the ministry: to each province, from there to each municipality or, where there is none, to
/// the province's own code; from there to cards.
fn ways(algorithm: Algorithm, seed: u64, per_region: u64) -> BTreeMap<ParentName, Vec<Input>> {
    let (table, mut dice) = (RegionTable::builtin(), Dice::new(seed));
    let mut under: BTreeMap<ParentName, Vec<Input>> = BTreeMap::new();
    let mut issue = |under: &mut BTreeMap<ParentName, Vec<Input>>, region| {
        let card = |card: &[u8; 8]| input(Level::Card, region, algorithm, card);
        let inputs = cards(&mut dice, per_region).iter().map(card).collect();
        under.insert((region, 1), inputs);
    };
    for province in table.recipients(RegionCode::MINISTRY) {
        let to_province = input(Level::Province, province.code, algorithm, &[]);
        under
            .entry((RegionCode::MINISTRY, 3))
            .or_default()
            .push(to_province);
        let below: Vec<_> = table
            .recipients(province.code)
            .map(|region| region.code)
            .collect();
        // A key serves either for the step to its own code or for regions below, never for both.
        assert_eq!(table.issues_directly(province.code), below.is_empty());
        let below = if below.is_empty() {
            vec![province.code]
        } else {
            below
        };
        for municipality in below {
            let step = input(Level::Municipality, municipality, algorithm, &[]);
            under.entry((province.code, 2)).or_default().push(step);
            issue(&mut under, municipality);
        }
    }
    under
}

#[test]
fn scheme_2_repeats_no_factor_under_one_parent() {
    let plan = plan("cards of each region under scheme 2", 20, 2_000);
    for algorithm in SCHEME_2 {
        let (mut parents, mut factors) = (0, 0);
        for (parent, inputs) in ways(algorithm, plan.seed, plan.count) {
            let different: BTreeSet<Vec<u8>> = inputs.iter().map(Input::to_bytes).collect();
            assert_eq!(different.len(), inputs.len(), "{parent:?}");
            parents += 1;
            factors += inputs.len();
        }
        println!("{algorithm:?}: {factors} factors under {parents} parents, none twice under one");
    }
}

/// And so no two children are alike anywhere in the country; for 3DES, not even in one half, parity bits aside.
#[test]
fn scheme_2_makes_no_key_twice() {
    let plan = plan("cards of each region whose keys are made", 4, 200);
    for algorithm in SCHEME_2 {
        let master = KeyBytes::init(16, |key| key.fill(0x2B)).unwrap();
        let ways = ways(algorithm, plan.seed, plan.count);
        let mut seen = HashSet::new();
        let keys = descend(
            algorithm,
            &master,
            (RegionCode::MINISTRY, 3),
            &ways,
            &mut seen,
        );
        println!("{algorithm:?}: {keys} keys, all different");
    }
}

/// Makes every key under `parent`, and counts them.
fn descend(
    algorithm: Algorithm,
    value: &KeyBytes,
    (region, left): ParentName,
    ways: &BTreeMap<ParentName, Vec<Input>>,
    seen: &mut HashSet<Vec<u8>>,
) -> usize {
    let parent = Parent::new(algorithm, value).unwrap();
    let mut made = 0;
    for input in &ways[&(region, left)] {
        let child = parent.diversify(input, algorithm).unwrap();
        let halves: Vec<Vec<u8>> = if algorithm == Algorithm::Tdes2 {
            let without_parity = |half: &[u8]| half.iter().map(|byte| byte & 0xFE).collect();
            child.expose().chunks(8).map(without_parity).collect()
        } else {
            vec![child.expose().to_vec()]
        };
        for half in halves {
            assert!(seen.insert(half), "{input:?} under {region}");
        }
        made += 1;
        if left > 1 {
            let code = std::str::from_utf8(&input.to_bytes()[..6])
                .unwrap()
                .parse()
                .unwrap();
            made += descend(algorithm, &child, (code, left - 1), ways, seen);
        }
    }
    made
}
