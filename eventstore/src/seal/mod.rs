//! The sealed log (封存日志): every event becomes a leaf of a Merkle tree, whose root one signer at a time signs.
//!
//! The forms are those of the crate `muster-seal`; here they meet the database. Invariants: what is signed was committed
//! before; nothing smaller and no other history is ever signed; whoever finds one says so, and a person decides.

mod condition;
mod export;
mod import;
mod keeper;
mod reader;
mod resume;
mod rows;
mod signer;
mod signing_key;
mod store;

pub use condition::{Condition, SealFault};
pub use export::{Exported, export, publish};
pub use import::{Bundle, ImportFault, import};
pub use keeper::{Pace, SealStatus, Sealer, Witness, WitnessAnswer};
pub use reader::{Checked, SealReader};
pub use resume::{Standing, resume, standing};
pub use signing_key::{SIGNING_KEY_FILE_NAME, STATE_FILE_NAME, SigningKey};
pub use store::Import;
