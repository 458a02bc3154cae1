//! What is remembered of a call and its matters. Stored for ever: a change is a new variant or a new version with an
//! upcast step.

use crate::{
    kernel::{
        ClaimChange, Code, DivisionCode, InstructorId, KeyOwner, OrganizationId, Personal, PersonalVisitor, StoredEvent,
    },
    matter::words::MatterKind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who calls on a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterCaller {
    /// An organization, a community for example.
    Organization(OrganizationId),
    /// A party-building instructor.
    Instructor(InstructorId),
}

/// A matter as a call lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedMatter {
    /// The sender's own key, one within the call.
    pub code: Code,
    /// What it is about.
    pub kind: MatterKind,
    /// What it is.
    pub text: Personal,
}

/// The events of a call on a department (吹哨单).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterEvent {
    /// Matters were brought to a department (已吹哨).
    MattersRaised {
        /// The sender's own key of the call.
        code: Code,
        /// Who called.
        caller: MatterCaller,
        /// The department.
        department: OrganizationId,
        /// Division to which the matters belong.
        division: DivisionCode,
        /// The matters.
        matters: Vec<ListedMatter>,
        /// On which day.
        raised_on: NaiveDate,
    },
    /// The department responded and took matters on (已报到).
    MattersTaken {
        /// The sender's own key of the response, one within the call.
        response: Code,
        /// Which matters.
        matters: Vec<Code>,
        /// On which day.
        taken_on: NaiveDate,
    },
    /// Matters are settled (已办结).
    MattersResolved {
        /// Which matters.
        matters: Vec<Code>,
        /// On which day.
        resolved_on: NaiveDate,
        /// What came of them.
        result: Personal,
    },
    /// Matters were declined (已退回).
    MattersDeclined {
        /// Which matters.
        matters: Vec<Code>,
        /// On which day.
        declined_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
    /// A closed matter is open again (已重办).
    MatterReopened {
        /// Which matter.
        matter: Code,
        /// On which day.
        reopened_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
}

crate::stored_names!(MatterEvent {
    MattersRaised => "matters_raised" v "1.0",
    MattersTaken => "matters_taken" v "1.0",
    MattersResolved => "matters_resolved" v "1.0",
    MattersDeclined => "matters_declined" v "1.0",
    MatterReopened => "matter_reopened" v "1.0",
});

impl StoredEvent for MatterEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::MattersRaised { matters, .. } => {
                for matter in matters {
                    visit(KeyOwner::Stream, "text", &mut matter.text);
                }
            }
            Self::MattersResolved { result, .. } => visit(KeyOwner::Stream, "result", result),
            Self::MattersDeclined { reason, .. } | Self::MatterReopened { reason, .. } => {
                visit(KeyOwner::Stream, "reason", reason);
            }
            Self::MattersTaken { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}
