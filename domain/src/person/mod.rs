//! One stream is one person (自然人): one human, whatever roles they hold.
//!
//! A stream begins when the person is put on file with document, number and name. After that the identity may be
//! verified, data corrected with a reason, consents given and withdrawn by scope, and a guardian's consent given
//! and withdrawn while the person is a minor. Data may be restricted, and erased after a proposal and its approval: the
//! person's key is destroyed with that event, what was personal reads as erased, and every further command is refused.
//! A person asks for a correction or a deletion, which is answered by a deadline. A minor's record is read in clear after
//! a second person's approval; what is read of anybody stands in the access log, which is no part of this stream.
//!
//! Rules: P1 one identity is one person (a claim, enforced by the log in the transaction of the event). P2 the
//! number is well formed (its type says so) and a birth date agrees with it. P3 below 14 a guardian consents before
//! any role: this stream gives out age and consent as facts, and the role's own stream refuses. P5 an erased person
//! takes no command, and two people erase. P6 nothing is handed to another handler that the person did not agree to hand over, and what is
//! handed over is on record before it leaves. P4 two records of
//! one human are merged and split again by two people (`merging.rs`). P7 belongs to certificates.
//!
//! Streams of roles know a person by id only; no name, number or telephone number stands anywhere else.

pub mod aggregate;
pub mod commands;
mod consents;
pub mod disclosure;
pub mod erasing;
pub mod events;
pub mod facts;
pub mod merge_facts;
pub mod merging;
pub mod minors;
pub mod phone;
pub mod reading;
pub mod requests;
mod stored;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Person;
pub use commands::{PersonCommand, PersonRefusal};
pub use consents::LiveConsent;
pub use disclosure::{ExportRecipient, ExportRequest};
pub use erasing::{ErasureRecord, RetentionDuty};
pub use events::PersonEvent;
pub use facts::PersonFacts;
pub use merge_facts::{MergeFacts, RolesMet, SharedService};
pub use minors::{MinorRead, ReadGround};
pub use phone::{PhoneRefusal, normal_phone};
pub use reading::ReadRequest;
pub use requests::{DataRequest, DataRequestAnswer};
