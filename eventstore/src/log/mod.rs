//! The log itself: what a recorded event is, how events are appended and how they are read.

mod proposal;
mod read;
mod record;
mod writer;

pub use proposal::{ClaimRow, EventRow, Idempotency, Proposal, StreamRow, Verdict};
pub use read::{LogReader, Page, StreamEvents};
pub use record::{Metadata, Receipt, Recorded};
pub use writer::Writer;
