//! What the suites share: a fresh database a test on one private cluster a run, and a tiny aggregate and view.
//! One file a help; no test and no rule of the product belongs here.
// The schema is one deep type, whose layout the compiler follows further than its default.
#![recursion_limit = "256"]
#![expect(clippy::expect_used, reason = "a test that cannot be set up ends at once and says why")]

pub mod app;
pub mod issuer;
pub mod ledger;
pub mod node;
pub mod samples;
pub mod server;
pub mod store;
pub mod tally_totals;
pub mod wait;

pub use app::TestApp;
pub use issuer::TestIssuer;
pub use ledger::{Ledger, Tally};
pub use node::Node;
pub use store::TestStore;
pub use wait::eventually;
