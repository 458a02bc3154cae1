//! One stream is one talent pool (人才库): a list of people who are kept in view for something.
//!
//! A curated pool takes people in one by one, each with a reason, a source and a legal basis: the person's consent to
//! stand in talent pools that is live, or a provision of law that says so (K1; 个人信息保护法 art. 13). Nobody has two
//! live entries in one pool (K2). An entry is looked at again within the review period; one that was not is stale and
//! drops out of what the pool shows, by the day of the question and without anybody's doing (K3). A pool of a saved
//! query takes nobody in: it keeps what is asked of its members, and whoever fulfils it on a day and is of the division whose
//! pool it is belongs to it.
//!
//! A closed pool takes no command. Reasons are free text about a person and are sealed with the person's key.

pub mod aggregate;
pub mod commands;
pub mod events;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::TalentPool;
pub use commands::TalentPoolCommand;
pub use events::{AdmissionBasis, PoolKind, TalentPoolEvent};
pub use place::asked_of_members;
pub use refusals::TalentPoolRefusal;
