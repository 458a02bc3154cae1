//! One stream is one call on a department (吹哨单): a list of matters that a community, an enterprise or an instructor
//! brings to it because they cannot settle them alone (吹哨报到, 协调事项).
//!
//! The department responds, and a response takes as many of the listed matters as it covers; it may respond more than
//! once. Each matter that was taken is resolved with a result, or declined with a reason, and may be opened again. What
//! a matter is about stays sealed under the call.
//!
//! Invariants: MA1 a live organization or an instructor in office calls on another organization, which is a department;
//! MA2 a matter is resolved only after it was taken, and taken once; MA3 resolved means with a result, declined and
//! reopened with a reason; MA4 its days run forward: raised, taken, closed, reopened; MA5 each matter is counted once,
//! as it stands: raised = open + resolved + declined.

pub mod aggregate;
pub mod commands;
pub mod events;
mod handling;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::MatterCall;
pub use commands::{CallerFacts, MatterCommand, NewMatter};
pub use events::{ListedMatter, MatterCaller, MatterEvent};
pub use refusals::MatterRefusal;
