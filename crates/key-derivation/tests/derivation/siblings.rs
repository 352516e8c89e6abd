//! Siblings are the children that the parent makes one by one, in whatever way they are asked for.

use key_derivation::{Algorithm, Child, Context, Error, Input, KeyBytes, Parent, Scheme, Siblings};

use crate::{card, key_of, province};

const PARENT: [u8; 32] = *b"a parent key, invented for tests";

/// Parents, the children each may have, and every width of a diversifier.
fn cases() -> impl Iterator<Item = (Algorithm, Algorithm, usize)> {
    let parents = Algorithm::ALL
        .into_iter()
        .filter(|one| Scheme::Sp800108Cmac.serves(*one));
    let pairs = parents
        .clone()
        .flat_map(move |parent| parents.clone().map(move |child| (parent, child)));
    pairs
        .filter(|(parent, child)| child.strength_bits() <= parent.strength_bits())
        .flat_map(|(parent, child)| (1..=16).map(move |width| (parent, child, width)))
}

fn context(algorithm: Algorithm, diversifier: &[u8]) -> Context {
    Context::new(card(algorithm, diversifier)).unwrap()
}

fn secret(algorithm: Algorithm) -> KeyBytes {
    key_of(&PARENT[..algorithm.key_len()])
}

/// Diversifiers of `width` bytes, each different in every byte from its neighbours.
fn diversifiers(width: usize, count: usize) -> Vec<u8> {
    (0..width * count)
        .map(|at| (at / width * 31 + at % width * 7 + 1) as u8)
        .collect()
}

#[test]
fn one_by_one_and_in_a_batch_they_are_the_parents_children() {
    // More than are encrypted together, and not a multiple of that.
    const COUNT: usize = 1100;
    for (parent, algorithm, width) in cases() {
        let given = diversifiers(width, COUNT);
        let prepared = Parent::new(parent, &secret(parent)).unwrap();
        let siblings = Siblings::new(
            parent,
            &secret(parent),
            &context(algorithm, &given[..width]),
        )
        .unwrap();
        let mut batch = siblings.batch(COUNT);
        // What an earlier filling left must not show.
        batch.fill(&vec![0xFF; given.len()]).unwrap();
        batch.fill(&given).unwrap();
        assert_eq!(batch.iter().count(), COUNT);
        let mut place = KeyBytes::init(algorithm.key_len(), |key| key.fill(0xFF)).unwrap();
        for (diversifier, key) in given.chunks(width).zip(batch.iter()) {
            let input = Input::Context(context(algorithm, diversifier));
            let expected = prepared.diversify(&input, algorithm).unwrap();
            assert_eq!(key, expected.expose(), "{parent} {algorithm} {width}");
            assert!(siblings.derive(diversifier).unwrap().ct_eq(&expected));
            siblings.derive_into(diversifier, &mut place).unwrap();
            assert!(place.ct_eq(&expected));
        }
    }
}

#[test]
fn another_width_or_number_is_refused() {
    let parent = Algorithm::Aes256;
    let siblings = Siblings::new(parent, &secret(parent), &context(parent, &[0; 8])).unwrap();
    for width in [0, 7, 9, 17] {
        let refused = siblings.derive(&vec![0; width]).err();
        assert!(matches!(refused, Some(Error::Diversifier { found, .. }) if found == width));
    }
    let mut short = key_of(&[0; 16]);
    let refused = siblings.derive_into(&[0; 8], &mut short).err();
    assert!(matches!(refused, Some(Error::KeyLength { found: 16, .. })));
    let mut batch = siblings.batch(3);
    for len in [0, 16, 23, 25, 32] {
        assert!(batch.fill(&vec![0; len]).is_err());
    }
}

#[test]
fn regions_stronger_children_and_3des_have_no_siblings() {
    let new =
        |parent, child| Siblings::new(parent, &secret(parent), &Context::new(child).unwrap()).err();
    let region = new(Algorithm::Sm4, province(Algorithm::Sm4));
    assert!(matches!(region, Some(Error::Diversifier { found: 0, .. })));
    let stronger = new(Algorithm::Sm4, card(Algorithm::Aes256, &[1]));
    assert!(matches!(stronger, Some(Error::ChildStronger { .. })));
    let child = context(Algorithm::Sm4, &[1]);
    let short = Siblings::new(Algorithm::Aes256, &secret(Algorithm::Sm4), &child).err();
    assert!(matches!(short, Some(Error::KeyLength { .. })));
}

#[test]
fn siblings_differ_in_the_bytes_of_the_diversifier_alone() {
    let one = context(Algorithm::Sm4, &[1; 8]);
    assert!(one.is_sibling(&context(Algorithm::Sm4, &[2; 8])));
    let base = card(Algorithm::Sm4, &[2; 8]);
    let others = [
        card(Algorithm::Sm4, &[2; 9]),
        card(Algorithm::Aes128, &[2; 8]),
        Child {
            region: "440100".parse().unwrap(),
            ..base.clone()
        },
        Child {
            kind: "0002".parse().unwrap(),
            ..base
        },
    ];
    for other in others {
        assert!(!one.is_sibling(&Context::new(other).unwrap()));
    }
}
