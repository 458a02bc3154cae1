//! What may be asked of a call and its matters. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, DivisionCode},
    matter::{MatterCaller, words::MatterKind},
    organization::OrganizationFacts,
};
use chrono::NaiveDate;

/// Who calls, and on which days they exist or are in office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallerFacts {
    /// Who.
    pub caller: MatterCaller,
    /// First day.
    pub from: NaiveDate,
    /// Last day, where there is one.
    pub until: Option<NaiveDate>,
}

/// A matter that is brought to a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMatter {
    /// The sender's own key, one within the call.
    pub code: Code,
    /// What it is about.
    pub kind: MatterKind,
    /// What it is; kept sealed.
    pub text: String,
}

/// The commands of a call on a department (吹哨单).
#[derive(Clone, Debug, PartialEq)]
pub enum MatterCommand {
    /// Bring matters to a department (吹哨, MA1).
    RaiseMatters {
        /// The sender's own key of the call.
        code: Code,
        /// Who calls.
        caller: CallerFacts,
        /// The department.
        department: OrganizationFacts,
        /// Division to which the matters belong, good on the day.
        division: DivisionCode,
        /// The matters.
        matters: Vec<NewMatter>,
        /// On which day.
        raised_on: NaiveDate,
    },
    /// Respond and take matters on (报到, MA2).
    TakeMatters {
        /// The sender's own key of the response, one within the call.
        response: Code,
        /// Which matters; all that nobody has taken where none is named.
        matters: Vec<Code>,
        /// On which day.
        taken_on: NaiveDate,
    },
    /// Put on record that matters are settled (办结, MA3).
    ResolveMatters {
        /// Which matters; all that are taken and open where none is named.
        matters: Vec<Code>,
        /// On which day.
        resolved_on: NaiveDate,
        /// What came of them; kept sealed.
        result: String,
    },
    /// Decline matters (不予受理, MA3).
    DeclineMatters {
        /// Which matters.
        matters: Vec<Code>,
        /// On which day.
        declined_on: NaiveDate,
        /// Why; kept sealed.
        reason: String,
    },
    /// Open a closed matter again (重办, MA3).
    ReopenMatter {
        /// Which matter.
        matter: Code,
        /// On which day.
        reopened_on: NaiveDate,
        /// Why; kept sealed.
        reason: String,
    },
}
