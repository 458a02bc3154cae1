//! One stream is what is kept of one person as a talent (人才档案), beside the roles that they hold.
//!
//! It holds the categories in which the person stood, each under the catalogue version in force on its day (K4); the
//! engagements, by which an organization has the person's work (引才用才); the contacts that were made (联系记录);
//! and evidence of skill other than a degree, by which craftsmen and farmers are talents too.
//!
//! Engagements may overlap only where their modes allow it (K7): two full-time ones never; a dual appointment with
//! one other at a time and no more; the flexible modes with anything else.
//!
//! What a talent fulfils of a list of criteria is explained one by one (K5): met, unmet or unknown; what is unknown
//! is never met. Notes of a contact are personal and sealed with the person's key.

pub mod aggregate;
pub mod commands;
pub mod criteria;
pub mod engagements;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::TalentProfile;
pub use commands::TalentProfileCommand;
pub use criteria::{Explained, TalentCriterion, TalentFacts, Verdict, explain};
pub use engagements::Engagement;
pub use events::TalentProfileEvent;
pub use refusals::TalentProfileRefusal;
