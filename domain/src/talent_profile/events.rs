//! What is remembered of a talent. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    category_catalog::words::TalentCategory,
    kernel::{ClaimChange, DivisionCode, KeyOwner, PersonId, Personal, PersonalVisitor, StoredEvent},
    talent_profile::{
        engagements::Engagement,
        words::{ContactChannel, SkillEvidence},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a talent's profile (人才档案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalentProfileEvent {
    /// A category was assigned; it takes the place of the one before (已评定类别, K4).
    TalentCategoryAssigned {
        /// The natural person.
        person_id: PersonId,
        /// The division whose catalogue it is.
        division: DivisionCode,
        /// Version of the catalogue.
        version: String,
        /// The category.
        category: TalentCategory,
        /// First day.
        assigned_on: NaiveDate,
    },
    /// An engagement begins (已引才, K7).
    EngagementStarted {
        /// The natural person.
        person_id: PersonId,
        /// The engagement.
        engagement: Engagement,
    },
    /// An engagement ends (引才已结束).
    EngagementEnded {
        /// The natural person.
        person_id: PersonId,
        /// The engagement as it was.
        before: Engagement,
        /// Last day.
        ended_on: NaiveDate,
    },
    /// The talent was contacted (已联系).
    TalentContacted {
        /// The natural person, whose key seals the note.
        person_id: PersonId,
        /// The day.
        contacted_on: NaiveDate,
        /// By which way.
        channel: ContactChannel,
        /// What was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal>,
    },
    /// A skill has evidence other than a degree (技能已佐证).
    SkillEvidenceRecorded {
        /// The natural person, whose key seals the reference.
        person_id: PersonId,
        /// The skill.
        skill: String,
        /// What shows it.
        evidence: SkillEvidence,
        /// Reference of the evidence.
        reference: Personal,
        /// The day.
        recorded_on: NaiveDate,
    },
}

crate::stored_names!(TalentProfileEvent {
    TalentCategoryAssigned => "talent_category_assigned" v "1.0",
    EngagementStarted => "engagement_started" v "1.0",
    EngagementEnded => "engagement_ended" v "1.0",
    TalentContacted => "talent_contacted" v "1.0",
    SkillEvidenceRecorded => "skill_evidence_recorded" v "1.0",
});

impl StoredEvent for TalentProfileEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::TalentContacted { person_id, note, .. } => {
                note.iter_mut().for_each(|note| visit(KeyOwner::Person(*person_id), "note", note));
            }
            Self::SkillEvidenceRecorded { person_id, reference, .. } => {
                visit(KeyOwner::Person(*person_id), "reference", reference);
            }
            Self::TalentCategoryAssigned { .. } | Self::EngagementStarted { .. } | Self::EngagementEnded { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::TalentCategoryAssigned { .. }
            | Self::EngagementStarted { .. }
            | Self::EngagementEnded { .. }
            | Self::TalentContacted { .. }
            | Self::SkillEvidenceRecorded { .. } => Vec::new(),
        }
    }
}
