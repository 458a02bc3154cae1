//! The tree beside an independent implementation (`ct-merkle`): roots, inclusion and consistency, both ways; and forged
//! proofs, which both refuse.

use crate::common::{events, seal};
use ct_merkle::{ConsistencyProof, InclusionProof, mem_backed_tree::MemoryBackedTree};
use muster_seal::{
    Hash,
    tree::{self, Edge, Tiles},
};
use proptest::prelude::*;
use sha2_011::Sha256;

fn leaves(size: usize) -> Vec<Vec<u8>> {
    (0..size).map(|number| format!("leaf {number}").into_bytes()).collect()
}

fn theirs(leaves: &[Vec<u8>]) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    leaves.iter().for_each(|leaf| tree.push(leaf.clone()));
    tree
}

fn ours(leaves: &[Vec<u8>]) -> (Edge, Tiles) {
    let mut edge = Edge::default();
    leaves.iter().for_each(|leaf| edge.push(tree::leaf_hash(leaf)));
    let mut tiles = Tiles::default();
    for (tile, bytes) in edge.take_tiles() {
        tiles.insert(tile.level, tile.index, bytes);
    }
    (edge, tiles)
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn roots_and_proofs_are_those_of_the_other_implementation(size in 1_usize..1_500, seed: u64) {
        let leaves = leaves(size);
        let (other, (edge, tiles)) = (theirs(&leaves), ours(&leaves));
        let root = edge.root().unwrap();
        let count = u64::try_from(size).unwrap();
        let other_root = other.root();
        prop_assert_eq!(root.0.as_slice(), other_root.as_bytes().as_slice());
        prop_assert_eq!(tree::root(count, &tiles).unwrap(), root);
        let index = seed % count;
        let place = usize::try_from(index).unwrap();
        let proof = tree::prove_leaf(count, index, &tiles).unwrap();
        let other_proof = other.prove_inclusion(place);
        prop_assert_eq!(bytes(&proof), other_proof.as_bytes());
        let known = InclusionProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
        prop_assert!(other.root().verify_inclusion(&leaves[place], index, &known).is_ok());
        prop_assert!(tree::check_record(&proof, count, root, index, tree::leaf_hash(&leaves[place])).is_ok());
        let old = index + 1;
        let (old_edge, _) = ours(&leaves[..usize::try_from(old).unwrap()]);
        let old_root = old_edge.root().unwrap();
        let growth = tree::prove_growth(count, old, &tiles).unwrap();
        prop_assert!(tree::check_tree(&growth, count, root, old, old_root).is_ok());
        if old < count {
            let additions = usize::try_from(count - old).unwrap();
            let other_growth = other.prove_consistency(additions);
            prop_assert_eq!(bytes(&growth), other_growth.as_bytes());
            let known = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&growth)).unwrap();
            let old_tree = theirs(&leaves[..usize::try_from(old).unwrap()]);
            prop_assert!(other.root().verify_consistency(&old_tree.root(), &known).is_ok());
        }
    }

    #[test]
    fn edge_goes_on_from_its_tiles_as_if_it_had_never_stopped(size in 0_usize..1_200, more in 0_usize..700) {
        let all = leaves(size + more);
        let (whole, _) = ours(&all);
        let (mut stored, mut first) = (std::collections::BTreeMap::new(), Edge::default());
        all[..size].iter().for_each(|leaf| first.push(tree::leaf_hash(leaf)));
        for (tile, bytes) in first.take_tiles() {
            stored.insert((tile.level, tile.index), bytes);
        }
        let count = u64::try_from(size).unwrap();
        for place in Edge::tiles_of(count) {
            prop_assert!(stored.contains_key(&place));
        }
        let mut edge = Edge::of(count, |level, index| stored.get(&(level, index)).cloned()).unwrap();
        all[size..].iter().for_each(|leaf| edge.push(tree::leaf_hash(leaf)));
        prop_assert_eq!(edge.root().unwrap(), whole.root().unwrap());
    }

    #[test]
    fn root_is_that_of_its_tiles(size in 1_u64..2_000) {
        let sealed = seal(&events(size));
        let full = usize::try_from(size / 256).unwrap() * 256;
        let roots: Vec<u8> = sealed.hashes[..full].chunks(256)
            .flat_map(|tile| tree::tile_root(&tile.concat()).unwrap().0).collect();
        let root = tree::root_of_tiles(size, &roots, &sealed.hashes[full..].concat()).unwrap();
        prop_assert_eq!(root, sealed.signed.checkpoint.root);
    }
}

/// A changed, shortened, lengthened, turned or borrowed proof proves nothing.
#[test]
fn forged_proofs_are_refused() {
    let leaves = leaves(300);
    let (edge, tiles) = ours(&leaves);
    let root = edge.root().unwrap();
    let proof = tree::prove_leaf(300, 77, &tiles).unwrap();
    let leaf = tree::leaf_hash(&leaves[77]);
    let refused = |proof: Vec<Hash>, size, index, leaf| tree::check_record(&proof, size, root, index, leaf).is_err();
    for place in 0..proof.len() {
        let mut forged = proof.clone();
        forged[place].0[31] ^= 1;
        assert!(refused(forged, 300, 77, leaf));
    }
    assert!(refused(proof[1..].to_vec(), 300, 77, leaf) && refused(proof[..proof.len() - 1].to_vec(), 300, 77, leaf));
    assert!(refused([proof.as_slice(), &[root]].concat(), 300, 77, leaf));
    assert!(refused(proof.iter().rev().copied().collect(), 300, 77, leaf));
    assert!(refused(proof.clone(), 300, 78, leaf) && refused(proof.clone(), 300, 300, leaf));
    assert!(refused(proof.clone(), 2, 77, leaf) && refused(Vec::new(), 300, 77, root));
    // The second preimage that RFC 6962 separates: an inner node shown as a leaf.
    let inner = tree::leaf_hash(&[leaf.0, proof[0].0].concat());
    assert!(refused(proof[1..].to_vec(), 300, 38, inner));
    let (old_edge, _) = ours(&leaves[..100]);
    let (old, growth) = (old_edge.root().unwrap(), tree::prove_growth(300, 100, &tiles).unwrap());
    assert!(tree::check_tree(&growth, 300, root, 100, old).is_ok());
    for forged in [growth[1..].to_vec(), [growth.as_slice(), &[root]].concat(), Vec::new()] {
        assert!(tree::check_tree(&forged, 300, root, 100, old).is_err());
    }
    assert!(tree::check_tree(&growth, 300, root, 101, old).is_err());
    assert!(tree::check_tree(&growth, 300, root, 100, root).is_err());
    assert!(tree::check_tree(&Vec::new(), 300, old, 300, root).is_err());
    assert!(tree::check_tree(&growth, 300, root, 0, old).is_err());
}

#[test]
fn proof_is_refused_outside_the_tree_and_where_a_tile_is_missing() {
    let (_, tiles) = ours(&leaves(300));
    assert!(tree::prove_leaf(300, 300, &tiles).is_err() && tree::prove_growth(300, 301, &tiles).is_err());
    assert!(tree::prove_leaf(600, 0, &tiles).is_err() && tree::root(600, &tiles).is_err());
    assert!(Edge::of(300, |_, _| None).is_err());
    assert!(Edge::of(300, |_, _| Some(vec![0; 32])).is_err());
}
