//! Every reason for which a team says no, each with its figures and a stable code. No personal data.

use crate::{
    kernel::{DivisionCode, DivisionRefusal, Refusal, VolunteerId, text::TextRefusal, words::TeamCategory},
    team::readiness::Readiness,
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why a team refuses a command.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum TeamRefusal {
    /// No team has this code.
    #[error("there is no such team")]
    TeamUnknown,
    /// The code stands for a team with other content.
    #[error("the code is taken by a team that differs in {fields:?}")]
    CodeTaken {
        /// The fields that differ, by their column names.
        fields: Vec<&'static str>,
    },
    /// The responsible organization does not exist on the day or is suspended (T3).
    #[error("the organization is not live on {day}")]
    OrganizationNotLive {
        /// The day in question.
        day: NaiveDate,
        /// Its first day.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
        /// Whether it is suspended.
        suspended: bool,
    },
    /// The team is disbanded and accepts nothing (T5).
    #[error("the team was disbanded on {disbanded_on}")]
    TeamDisbanded {
        /// Its last day.
        disbanded_on: NaiveDate,
    },
    /// The team is suspended.
    #[error("the team is suspended since {suspended_on}")]
    TeamSuspended {
        /// Since which day.
        suspended_on: NaiveDate,
    },
    /// The team is called out; it stands down first.
    #[error("the team is called out to {division} since {activated_on}")]
    TeamActivated {
        /// Since which day.
        activated_on: NaiveDate,
        /// The division to which it is called.
        division: DivisionCode,
    },
    /// The day lies before the team, membership, suspension or call began.
    #[error("{day} is before {earliest}")]
    DayTooEarly {
        /// The day asked for.
        day: NaiveDate,
        /// The earliest day possible.
        earliest: NaiveDate,
    },
    /// What has taken effect cannot be dated in the future.
    #[error("{day} is after today, {today}")]
    DayInFuture {
        /// The day asked for.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// The last day lies before the first.
    #[error("the last day {to} is before the first day {from}")]
    SpanReversed {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// The team has as many members or areas, past ones counted, as it may have.
    #[error("a team has at most {limit} {list}")]
    TooMany {
        /// What there is too much of.
        list: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// The volunteer is no member on the day (T1).
    #[error("the volunteer is no member on {day}")]
    NotAMember {
        /// The day in question.
        day: NaiveDate,
    },
    /// The volunteer has another membership in these days (T2).
    #[error("a membership lasts from {from} to {until:?}")]
    MembershipOverlaps {
        /// First day of the other membership.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The only leader cannot go while members remain (T1).
    #[error("{members} members would have no leader; appoint another one first")]
    LeaderNeeded {
        /// Members who would remain.
        members: usize,
    },
    /// A leader is an adult (T1).
    #[error("a leader is {required_age_years} years old or older")]
    LeaderNotAdult {
        /// Years needed.
        required_age_years: u32,
    },
    /// A leader's age must be known (T1).
    #[error("a leader's age must be known, {required_age_years} years are needed")]
    LeaderAgeUnknown {
        /// Years needed.
        required_age_years: u32,
    },
    /// The team serves the division in some of these days already, and not in all.
    #[error("the team serves {division} from {from} to {until:?}")]
    AreaOverlaps {
        /// Which division.
        division: DivisionCode,
        /// First day of the other interval.
        from: NaiveDate,
        /// Its last day, where there is one.
        until: Option<NaiveDate>,
    },
    /// The team does not serve the division on the day.
    #[error("the team does not serve {division} on {day}")]
    AreaUnknown {
        /// Which division.
        division: DivisionCode,
        /// The day in question.
        day: NaiveDate,
    },
    /// A drill with other people is on record for the day.
    #[error("a drill with {participants} participants is on record for {drilled_on}")]
    DrillOnRecord {
        /// The day.
        drilled_on: NaiveDate,
        /// People on record.
        participants: u32,
        /// How many of them are named.
        named: usize,
    },
    /// Whoever names the people of a drill names all of them.
    #[error("{participants} took part and {named} are named")]
    DrillCountDiffers {
        /// People asked for.
        participants: u32,
        /// People named, each once.
        named: usize,
    },
    /// Only members take part in a drill.
    #[error("{} of those named are no members on {day}", people.len())]
    DrillByOthers {
        /// The day of the drill.
        day: NaiveDate,
        /// Those who are no members.
        people: Vec<VolunteerId>,
    },
    /// A drill has at least one participant and no more than the team has members.
    #[error("a drill of {actual} is not possible with {members} members")]
    DrillSize {
        /// People asked for.
        actual: u32,
        /// Members on the day.
        members: usize,
    },
    /// Only emergency teams are called out (T4).
    #[error("a team of category {category:?} is not called out")]
    NotAnEmergencyTeam {
        /// Its category.
        category: TeamCategory,
    },
    /// Too few members to be called out (T4).
    #[error("{required} members are needed to be called out, the team has {actual}")]
    TooFewMembers {
        /// Members needed.
        required: u32,
        /// Members on the day.
        actual: usize,
    },
    /// Too few of the members are adult, trained and insured (T4).
    #[error("{} members must be ready to be called out, {} of {} are", .0.required, .0.ready, .0.members)]
    TeamNotReady(Readiness),
    /// A division is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for TeamRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        // A team claims nothing across streams: its id follows from its code.
        None
    }
}
