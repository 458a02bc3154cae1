//! What may be asked of a talent's profile. The reasons for a no are in `refusals.rs`.

use crate::{
    category_catalog::aggregate::CatalogVersion,
    category_catalog::words::TalentCategory,
    kernel::{Code, DateSpan, DivisionCode},
    organization::OrganizationFacts,
    person::PersonFacts,
    talent_profile::words::{ContactChannel, EngagementMode, SkillEvidence},
};
use chrono::NaiveDate;

/// The commands of a talent's profile (人才档案).
#[derive(Clone, Debug, PartialEq)]
pub enum TalentProfileCommand {
    /// Assign a category (评定类别, K4).
    AssignCategory {
        /// The person.
        person: PersonFacts,
        /// The division whose catalogue it is.
        division: DivisionCode,
        /// The version of the catalogue in force on the day, where there is one.
        in_force: Option<CatalogVersion>,
        /// Name of the version under which the category is assigned.
        version: String,
        /// The category.
        category: TalentCategory,
        /// First day.
        assigned_on: NaiveDate,
    },
    /// Start an engagement (引才, K7).
    StartEngagement {
        /// The person.
        person: PersonFacts,
        /// The sender's own key of it.
        code: Code,
        /// The mode.
        mode: EngagementMode,
        /// Whose the work is.
        organization: OrganizationFacts,
        /// The days; the last one where the contract names it.
        span: DateSpan,
    },
    /// End an engagement (结束引才).
    EndEngagement {
        /// Its key.
        code: Code,
        /// Last day.
        ended_on: NaiveDate,
    },
    /// Record a contact (联系).
    ContactTalent {
        /// The person.
        person: PersonFacts,
        /// The day.
        contacted_on: NaiveDate,
        /// By which way.
        channel: ContactChannel,
        /// What was said.
        note: Option<String>,
    },
    /// Record evidence of a skill other than a degree (技能佐证).
    RecordSkillEvidence {
        /// The person.
        person: PersonFacts,
        /// The skill.
        skill: String,
        /// What shows it.
        evidence: SkillEvidence,
        /// Reference of the evidence: number of a title, name of a contest.
        reference: String,
        /// The day.
        recorded_on: NaiveDate,
    },
}
