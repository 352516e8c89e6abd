//! What holds for every input.

use key_derivation::sp800_108::fixed_input;
use key_derivation::{
    Algorithm, Child, Context, Input, KeyVersion, KindCode, Level, Parent, RegionCode, Scheme,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::{card, key_of};

fn scheme_1_algorithm() -> impl Strategy<Value = Algorithm> {
    let serves = |algorithm: &Algorithm| Scheme::Sp800108Cmac.serves(*algorithm);
    select(
        Algorithm::ALL
            .into_iter()
            .filter(serves)
            .collect::<Vec<_>>(),
    )
}

fn region() -> impl Strategy<Value = RegionCode> {
    (1..=999_999_u32).prop_map(|number| format!("{number:06}").parse().unwrap())
}

/// A level with a diversifier that fits it.
fn place() -> impl Strategy<Value = (Level, Vec<u8>)> {
    prop_oneof![
        (
            select(&[Level::Province, Level::Municipality][..]),
            Just(Vec::new())
        ),
        (
            select(&[Level::Card, Level::Psam][..]),
            vec(any::<u8>(), 1..=16)
        ),
    ]
}

fn child() -> impl Strategy<Value = Child> {
    (
        place(),
        region(),
        1..=u16::MAX,
        scheme_1_algorithm(),
        1..=99_u16,
    )
        .prop_map(
            |((level, diversifier), region, kind, algorithm, version)| Child {
                level,
                region,
                kind: KindCode::new(kind).unwrap(),
                algorithm,
                version: KeyVersion::new(version).unwrap(),
                diversifier,
            },
        )
}

/// The same child with one field taken from another.
fn with_one_field_of(mut child: Child, other: &Child, field: usize) -> Child {
    match field {
        0 => (child.level, child.diversifier) = (other.level, other.diversifier.clone()),
        1 => child.region = other.region,
        2 => child.kind = other.kind,
        3 => child.algorithm = other.algorithm,
        _ => child.version = other.version,
    }
    child
}

/// Damage of the kinds that a careless or a hostile writer does.
#[derive(Debug, Clone)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Truncate(Index),
    Append(Vec<u8>),
    Swap(Index, Index),
    Repeat(Index, Index),
}

impl Damage {
    fn any() -> impl Strategy<Value = Self> {
        let index = any::<Index>;
        prop_oneof![
            (index(), any::<u8>()).prop_map(|(at, byte)| Self::Replace(at, byte)),
            (index(), any::<u8>()).prop_map(|(at, byte)| Self::Insert(at, byte)),
            index().prop_map(Self::Remove),
            index().prop_map(Self::Truncate),
            vec(any::<u8>(), 1..20).prop_map(Self::Append),
            (index(), index()).prop_map(|(a, b)| Self::Swap(a, b)),
            (index(), index()).prop_map(|(a, b)| Self::Repeat(a, b)),
        ]
    }

    fn apply(self, bytes: &mut Vec<u8>) {
        let len = bytes.len();
        match self {
            Self::Replace(at, byte) => bytes[at.index(len)] = byte,
            Self::Insert(at, byte) => bytes.insert(at.index(len + 1), byte),
            Self::Remove(at) => drop(bytes.remove(at.index(len))),
            Self::Truncate(to) => bytes.truncate(to.index(len)),
            Self::Append(tail) => bytes.extend(tail),
            Self::Swap(a, b) => bytes.swap(a.index(len), b.index(len)),
            Self::Repeat(a, b) => {
                let (a, b) = (a.index(len), b.index(len));
                bytes.extend_from_within(a.min(b)..a.max(b));
            }
        }
    }
}

/// Whatever is read is canonical: it is refused, or it is its own encoding.
fn refused_or_canonical(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(context) = Context::decode(bytes) {
        prop_assert_eq!(context.encode(), bytes);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_context_reads_back_as_it_was_written(child in child()) {
        let context = Context::new(child.clone()).unwrap();
        let bytes = context.encode();
        prop_assert_eq!(bytes.len(), 29 + child.diversifier.len());
        let read = Context::decode(&bytes).unwrap();
        prop_assert_eq!(read.child(), &child);
        prop_assert_eq!(read, context);
    }

    #[test]
    fn damaged_bytes_are_refused_or_mean_what_they_say(
        child in child(),
        damages in vec(Damage::any(), 1..4),
    ) {
        let mut bytes = Context::new(child).unwrap().encode();
        for damage in damages {
            if !bytes.is_empty() {
                damage.apply(&mut bytes);
            }
        }
        refused_or_canonical(&bytes)?;
    }

    #[test]
    fn any_bytes_are_refused_or_mean_what_they_say(bytes in vec(any::<u8>(), 0..64)) {
        refused_or_canonical(&bytes)?;
    }

    #[test]
    fn an_input_reads_back_as_it_was_written(child in child(), factor in any::<[u8; 8]>()) {
        for input in [Input::Context(Context::new(child).unwrap()), Input::Factor(factor)] {
            let bytes = input.to_bytes();
            prop_assert_eq!(hex::encode(&bytes), input.to_hex());
            prop_assert_eq!(Input::from_bytes(&bytes), Ok(input));
        }
    }

    #[test]
    fn no_two_requests_share_a_context_or_a_child(
        one in child(),
        another in child(),
        field in 0..5_usize,
    ) {
        let parent = Parent::new(Algorithm::Aes256, &key_of(&[7; 32])).unwrap();
        let make = |child: &Child| {
            let input = Input::for_child(Scheme::Sp800108Cmac, child).unwrap();
            (input.to_bytes(), parent.diversify(&input, child.algorithm).unwrap())
        };
        let near = with_one_field_of(one.clone(), &another, field);
        let (bytes, key) = make(&one);
        for other in [another, near] {
            let (other_bytes, other_key) = make(&other);
            prop_assert_eq!(one == other, bytes == other_bytes);
            prop_assert_eq!(one == other, key.ct_eq(&other_key));
        }
    }

    #[test]
    fn different_regions_never_share_a_factor(
        one in (select(&[Level::Province, Level::Municipality][..]), region()),
        another in (select(&[Level::Province, Level::Municipality][..]), region()),
    ) {
        let factor = |(level, region)| {
            let child = Child { level, region, ..card(Algorithm::Sm4, &[]) };
            Input::for_child(Scheme::Pboc, &child).unwrap()
        };
        let near = (another.0, one.1);
        for other in [another, near] {
            prop_assert_eq!(one == other, factor(one) == factor(other));
        }
    }
}

#[test]
fn every_single_byte_changed_cut_or_added_is_refused_or_means_what_it_says() {
    for len in [1, 8, 16] {
        let good = Context::new(card(Algorithm::Aes128, &vec![0x5A; len]))
            .unwrap()
            .encode();
        for at in 0..good.len() {
            for byte in 0..=u8::MAX {
                let mut bytes = good.clone();
                bytes[at] = byte;
                refused_or_canonical(&bytes).unwrap();
            }
            assert!(Context::decode(&good[..at]).is_err());
        }
        for byte in 0..=u8::MAX {
            assert!(Context::decode(&[&good[..], &[byte]].concat()).is_err());
        }
    }
}

/// For a diversifier of up to 9 bytes, three of the four cipher blocks are
/// the same for all cards of a municipality.
#[test]
fn what_varies_from_card_to_card_stands_last() {
    const COUNTER: usize = 4;
    let fixed_input = |diversifier: &[u8]| {
        let context = Context::new(card(Algorithm::Sm4, diversifier)).unwrap();
        fixed_input(&context, 16)
    };
    for len in 1..=9 {
        let (one, other) = (fixed_input(&vec![0; len]), fixed_input(&vec![0xFF; len]));
        assert_eq!(one[..48 - COUNTER], other[..48 - COUNTER]);
        assert!(COUNTER + one.len() <= 64);
    }
}
