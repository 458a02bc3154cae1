//! The sealed log: how an event becomes a leaf, how leaves make a tree, how the tree's root is signed, and how anybody
//! checks all of it without the registry.
//!
//! Invariants of this crate: bytes in, bytes out; no database, no network, no clock, no random, and nothing else of ours.
//! What is written here is for ever: `FORMAT.md` describes it byte by byte, and `tests/golden/` holds its test vectors.

pub mod bundle;
pub mod checkpoint;
mod cursor;
pub mod damage;
pub mod key;
pub mod leaf;
pub mod proof;
pub mod tile;
pub mod tree;
pub mod verify;
pub mod witness;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use key::{PublicKey, SecretKey};
pub use leaf::{Head, Leaf};
pub use tlog_tiles::Hash;
