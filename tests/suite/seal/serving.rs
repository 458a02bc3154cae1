//! What is served over GET: a stranger with another implementation of the tree checks it from there.

use super::{Signing, sealed};
use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use axum::http::StatusCode;
use ct_merkle::{InclusionProof, RootHash};
use muster_api::import::Kind;
use muster_eventstore::seal::{SealReader, publish};
use muster_seal::{Leaf, SignedCheckpoint, tile::Tile};
use muster_tests::TestApp;
use sha2_011::Sha256;

async fn story() -> (TestApp, Signing, muster_eventstore::seal::Sealer) {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let sealer = signing.sealer(&app.store);
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(120)).await;
    sealed(&app.store).await;
    (app, signing, sealer)
}

/// The leaves of an entry bundle.
fn leaves(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut leaves = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (leaf, rest) = rest.split_at(u16::from_be_bytes(*length).into());
        leaves.push(leaf.to_vec());
        bytes = rest;
    }
    leaves
}

#[tokio::test(flavor = "multi_thread")]
async fn every_leaf_that_is_served_is_in_the_checkpoint_by_another_implementation() {
    let (app, signing, _sealer) = story().await;
    let auditor = app.key_with("AUDITOR", None).await;
    let (status, media, note) = app.get("/log/checkpoint", None).await;
    assert_eq!((status, media.as_str()), (StatusCode::OK, "text/plain; charset=utf-8"));
    let signed = SignedCheckpoint::open(&note, signing.key().public()).expect("it is signed");
    let (size, root) = (signed.checkpoint.size, signed.checkpoint.root);
    let root = RootHash::<Sha256>::new(root.0.into(), size);
    let reader = SealReader::new(app.store.log.pool().clone());
    let mut position = 0;
    for tile in Tile::all_of(size).into_iter().filter(|tile| tile.level == 0) {
        let path = muster_seal::tile::Resource::Entries(tile).path();
        let (status, media, entries) = app.get(&format!("/log/{path}"), Some(&auditor)).await;
        assert_eq!((status, media.as_str()), (StatusCode::OK, "application/octet-stream"));
        let path = muster_seal::tile::Resource::Tile(tile).path();
        let (_, _, hashes) = app.get(&format!("/log/{path}"), None).await;
        for (leaf, hash) in leaves(&entries).iter().zip(hashes.chunks(32)) {
            position += 1;
            assert_eq!(Leaf::read(leaf).expect("a leaf").head.position, position);
            assert_eq!(muster_seal::tree::leaf_hash(leaf).0.as_slice(), hash);
            if position % 41 == 1 {
                let file = String::from_utf8(reader.proof(position).await.expect("a proof")).expect("text");
                let lines = file.split("\n\n").next().expect("a head").lines().skip(3);
                let proof: Vec<u8> =
                    lines.flat_map(|line| muster_seal::Hash::parse_hash(line).expect("a hash").0).collect();
                let proof = InclusionProof::<Sha256>::try_from_bytes(proof).expect("hashes");
                root.verify_inclusion(leaf, position - 1, &proof).expect("it is in the tree");
            }
        }
    }
    assert_eq!(position, size);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaves_are_refused_to_strangers_and_to_whoever_may_not_read_the_log() {
    let (app, _signing, _sealer) = story().await;
    let reader = app.key_with("HR_READER", None).await;
    let elsewhere = app.key_with("AUDITOR@445202", None).await;
    let auditor = app.key_with("AUDITOR", None).await;
    let leaves = "/log/tile/entries/000";
    for (key, status) in [
        (None, StatusCode::UNAUTHORIZED),
        (Some(&reader), StatusCode::FORBIDDEN),
        (Some(&elsewhere), StatusCode::FORBIDDEN),
        (Some(&auditor), StatusCode::OK),
    ] {
        assert_eq!(app.get(leaves, key.map(String::as_str)).await.0, status);
    }
    assert_eq!(app.get("/log/tile/0/000", None).await.0, StatusCode::OK);
    for path in ["", "tile/0/001.p/256", "tile/0/000.p/0", "tile/64/000", "tile/0/999", "tile/5/000", "../checkpoint"] {
        assert_eq!(app.get(&format!("/log/{path}"), None).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folder_holds_what_is_served() {
    let (app, _signing, _sealer) = story().await;
    let folder = tempfile::tempdir().expect("a folder");
    let pool = app.store.log.pool();
    let size = publish(pool, folder.path(), false).await.expect("it is written");
    assert!(!folder.path().join("tile/entries").exists());
    assert_eq!(publish(pool, folder.path(), true).await.expect("it is written again"), size);
    let auditor = app.key_with("AUDITOR", None).await;
    for path in ["checkpoint", "tile/0/000", "tile/entries/000"] {
        let (_, _, served) = app.get(&format!("/log/{path}"), Some(&auditor)).await;
        assert_eq!(std::fs::read(folder.path().join(path)).expect("it is there"), served, "{path}");
    }
}
