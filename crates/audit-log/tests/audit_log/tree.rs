use audit_log::{Error, Hash, Tree, leaf_hash, verify_consistency, verify_inclusion};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::vectors;

fn tree(leaves: u64) -> Tree {
    let mut tree = Tree::new();
    (0..leaves).for_each(|i| tree.push(leaf_hash(&i.to_be_bytes())));
    tree
}

/// The root by the definition of RFC 9162 §2.1.1, hashing everything each time.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            let nodes = [
                vec![1],
                defined_root(left).to_vec(),
                defined_root(right).to_vec(),
            ];
            Sha256::digest(nodes.concat()).into()
        }
    }
}

fn hash(value: &Value) -> Hash {
    STANDARD
        .decode(value.as_str().unwrap())
        .unwrap()
        .try_into()
        .unwrap()
}

fn hashes(value: &Value) -> Vec<Hash> {
    value
        .as_array()
        .map_or(Vec::new(), |items| items.iter().map(hash).collect())
}

#[test]
fn leaves_taken_off_leave_the_tree_as_it_was() {
    for size in 0..40 {
        for more in 0..20 {
            let mut longer = tree(size + more);
            longer.truncate(size);
            assert_eq!((longer.size(), longer.root()), (size, tree(size).root()));
            longer.push(leaf_hash(b"another"));
            let mut expected = tree(size);
            expected.push(leaf_hash(b"another"));
            assert_eq!(longer.root(), expected.root(), "{size} and {more}");
            longer.truncate(size + 1);
            assert_eq!(longer.size(), size + 1);
        }
    }
}

#[test]
fn roots_of_the_vectors() {
    for (inputs, output) in vectors("RFC6962-root") {
        let mut tree = Tree::new();
        for leaf in inputs["leaves"].as_array().unwrap() {
            tree.push(leaf_hash(&hex::decode(leaf.as_str().unwrap()).unwrap()));
        }
        assert_eq!(hex::encode(tree.root()), output);
    }
}

/// The leaves of the largest root vector, which the proof vectors speak about.
fn vector_tree() -> Tree {
    let (inputs, _) = vectors("RFC6962-root").pop().unwrap();
    let mut tree = Tree::new();
    for leaf in inputs["leaves"].as_array().unwrap() {
        tree.push(leaf_hash(&hex::decode(leaf.as_str().unwrap()).unwrap()));
    }
    tree
}

#[test]
fn inclusion_vectors() {
    for (inputs, _) in vectors("RFC6962-inclusion") {
        let (index, size) = (
            inputs["leafIdx"].as_u64().unwrap(),
            inputs["treeSize"].as_u64().unwrap(),
        );
        let (leaf, root) = (hash(&inputs["leafHash"]), hash(&inputs["root"]));
        let proof = hashes(&inputs["proof"]);
        verify_inclusion(&leaf, index, size, &proof, &root).unwrap();
        assert_eq!(vector_tree().inclusion(index, size).unwrap(), proof);
    }
}

#[test]
fn consistency_vectors() {
    for (inputs, _) in vectors("RFC6962-consistency") {
        let (old, new) = (
            inputs["size1"].as_u64().unwrap(),
            inputs["size2"].as_u64().unwrap(),
        );
        let (old_root, new_root) = (hash(&inputs["root1"]), hash(&inputs["root2"]));
        let proof = hashes(&inputs["proof"]);
        verify_consistency(old, &old_root, new, &new_root, &proof).unwrap();
        assert_eq!(vector_tree().consistency(old, new).unwrap(), proof);
    }
}

#[test]
fn every_root_follows_the_definition() {
    let leaves: Vec<Hash> = (0..70_u64).map(|i| leaf_hash(&i.to_be_bytes())).collect();
    let tree = tree(70);
    for size in 0..=70 {
        assert_eq!(
            tree.root_at(size as u64).unwrap(),
            defined_root(&leaves[..size])
        );
    }
    assert_eq!(tree.root(), tree.root_at(70).unwrap());
    assert_eq!(tree.size(), 70);
}

#[test]
fn every_small_proof_holds_and_only_where_it_belongs() {
    let tree = tree(18);
    for size in 1..=18 {
        let root = tree.root_at(size).unwrap();
        for index in 0..size {
            let proof = tree.inclusion(index, size).unwrap();
            for claimed in 0..size {
                let leaf = leaf_hash(&index.to_be_bytes());
                let verified = verify_inclusion(&leaf, claimed, size, &proof, &root);
                assert_eq!(
                    verified.is_ok(),
                    claimed == index,
                    "{index} as {claimed} of {size}"
                );
            }
        }
        for old in 0..=size {
            let old_root = tree.root_at(old).unwrap();
            let proof = tree.consistency(old, size).unwrap();
            verify_consistency(old, &old_root, size, &root, &proof).unwrap();
        }
    }
}

#[test]
fn what_lies_outside_the_tree_is_refused() {
    let tree = tree(5);
    assert!(matches!(
        tree.root_at(6),
        Err(Error::OutOfRange { asked: 6, limit: 5 })
    ));
    assert!(matches!(
        tree.inclusion(5, 5),
        Err(Error::OutOfRange { asked: 5, limit: 5 })
    ));
    assert!(matches!(
        tree.inclusion(0, 6),
        Err(Error::OutOfRange { .. })
    ));
    assert!(matches!(
        tree.inclusion(0, 0),
        Err(Error::OutOfRange { .. })
    ));
    assert!(matches!(
        tree.consistency(4, 3),
        Err(Error::OutOfRange { .. })
    ));
    assert!(matches!(
        tree.consistency(1, 6),
        Err(Error::OutOfRange { .. })
    ));
}

#[test]
fn verifiers_refuse_impossible_sizes_without_panic() {
    let tree = tree(3);
    let (leaf, root) = (leaf_hash(&0_u64.to_be_bytes()), tree.root());
    assert!(verify_inclusion(&leaf, 0, 0, &[], &root).is_err());
    assert!(verify_inclusion(&leaf, u64::MAX, u64::MAX, &[], &root).is_err());
    let long = vec![leaf; 200];
    assert!(verify_inclusion(&leaf, u64::MAX - 1, u64::MAX, &long, &root).is_err());
    assert!(verify_consistency(u64::MAX - 1, &root, u64::MAX, &root, &long).is_err());
    assert!(verify_consistency(1 << 63, &root, u64::MAX, &root, &long).is_err());
    assert!(verify_consistency(3, &root, 2, &root, &[]).is_err());
    assert!(verify_consistency(2, &root, 3, &root, &[]).is_err());
    assert!(verify_consistency(3, &root, 3, &leaf, &[]).is_err());
    assert!(verify_consistency(3, &root, 3, &root, &[leaf]).is_err());
    assert!(
        verify_consistency(0, &root, 3, &root, &[]).is_err(),
        "a false empty root"
    );
}

#[test]
fn a_proof_that_stops_below_the_root_is_refused() {
    let tree = tree(4);
    let (leaf, pair) = (tree.root_at(1).unwrap(), tree.root_at(2).unwrap());
    let sibling = tree.inclusion(0, 2).unwrap();
    assert!(
        verify_inclusion(&leaf, 0, 2, &sibling, &pair).is_ok(),
        "control"
    );
    assert!(verify_inclusion(&leaf, 0, 4, &sibling, &pair).is_err());
    assert!(verify_inclusion(&pair, 0, 2, &[], &pair).is_err());
    assert!(
        verify_consistency(1, &leaf, 2, &pair, &sibling).is_ok(),
        "control"
    );
    assert!(verify_consistency(1, &leaf, 4, &pair, &sibling).is_err());
}

/// All ways to spoil a list of hashes by one bit, or by one hash more or less.
fn spoiled(proof: &[Hash], bit: usize) -> Vec<Vec<Hash>> {
    let mut all = vec![[proof, &[[0; 32]]].concat(), [&[[0; 32]], proof].concat()];
    for i in 0..proof.len() {
        let mut flipped = proof.to_vec();
        flipped[i][bit / 8] ^= 1 << (bit % 8);
        all.push(flipped);
        all.push([&proof[..i], &proof[i + 1..]].concat());
    }
    all
}

proptest! {
    #[test]
    fn inclusion_proofs((size, index) in (1_u64..300).prop_flat_map(|size| (Just(size), 0..size)), bit in 0_usize..256) {
        let tree = tree(300);
        let (leaf, root) = (leaf_hash(&index.to_be_bytes()), tree.root_at(size).unwrap());
        let proof = tree.inclusion(index, size).unwrap();
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_ok());
        for bad in spoiled(&proof, bit) {
            prop_assert!(matches!(verify_inclusion(&leaf, index, size, &bad, &root), Err(Error::Inclusion)));
        }
        for bad in spoiled(&[leaf, root], bit).into_iter().filter(|bad| bad.len() == 2) {
            prop_assert!(verify_inclusion(&bad[0], index, size, &proof, &bad[1]).is_err());
        }
    }

    #[test]
    fn consistency_proofs((new, old) in (1_u64..300).prop_flat_map(|new| (Just(new), 1..=new)), bit in 0_usize..256) {
        let tree = tree(300);
        let (old_root, new_root) = (tree.root_at(old).unwrap(), tree.root_at(new).unwrap());
        let proof = tree.consistency(old, new).unwrap();
        prop_assert!(verify_consistency(old, &old_root, new, &new_root, &proof).is_ok());
        for bad in spoiled(&proof, bit) {
            prop_assert!(matches!(verify_consistency(old, &old_root, new, &new_root, &bad), Err(Error::Consistency)));
        }
        for bad in spoiled(&[old_root, new_root], bit).into_iter().filter(|bad| bad.len() == 2) {
            prop_assert!(verify_consistency(old, &bad[0], new, &bad[1], &proof).is_err());
        }
    }

    #[test]
    fn a_rewritten_log_is_never_consistent((new, old) in (2_u64..100).prop_flat_map(|new| (Just(new), 1..new)), at in any::<prop::sample::Index>()) {
        let honest = tree(old);
        let changed = at.index(old as usize) as u64;
        let mut forged = Tree::new();
        (0..new).for_each(|i| forged.push(leaf_hash(&(if i == changed { u64::MAX } else { i }).to_be_bytes())));
        let proof = forged.consistency(old, new).unwrap();
        prop_assert!(verify_consistency(old, &honest.root(), new, &forged.root(), &proof).is_err());
    }
}
