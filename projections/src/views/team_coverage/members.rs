//! What members bring (T4): insurance of their own, trainings, drills by name, one row a policy and a training; and
//! where one of them is a member.

use crate::{Fold, RowSet, ViewFault, ViewRead, rows::rows};
use chrono::NaiveDate;
use muster_domain::{recognition::RecognitionEvent, team::TeamEvent, volunteer::VolunteerEvent};
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// Insurance of a volunteer's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct InsuranceRow {
    /// `{volunteer}/{reference of the policy}`.
    pub key: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub to_day: NaiveDate,
}

/// A day on which a volunteer was trained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(super) struct TrainingRow {
    /// `{volunteer}/{team, or a dash}/{trained_on}`.
    pub key: String,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// The team, where it was its drill: that counts for no other team.
    pub team_id: Option<Uuid>,
    /// The day.
    pub trained_on: NaiveDate,
}

rows! {
    InsuranceRow: "insurances" by key "text";
    TrainingRow: "trainings" by key "text";
}

/// The events of members; others are not decoded.
const TOLD: [(&str, &str); 3] =
    [("volunteer", "insurance_recorded"), ("recognition", "training_completed"), ("team", "drill_recorded")];

/// Folds what members bring; everything is put in place of what is there, so nothing is read.
pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut insurances, mut trainings) = (RowSet::<InsuranceRow>::default(), RowSet::<TrainingRow>::default());
    for recorded in page {
        let told = (recorded.aggregate_type.as_str(), recorded.event_type.as_str());
        if !TOLD.contains(&told) {
            continue;
        }
        insurances.at(recorded.position);
        trainings.at(recorded.position);
        let stream = recorded.stream()?;
        if told.0 == "volunteer" {
            if let VolunteerEvent::InsuranceRecorded { insurance } = recorded.decode()? {
                insurances.put(InsuranceRow {
                    key: format!("{stream}/{}", insurance.policy_reference),
                    volunteer_id: stream,
                    from_day: insurance.span.from,
                    to_day: insurance.span.to.unwrap_or(insurance.span.from),
                });
            }
        } else if told.0 == "recognition" {
            if let RecognitionEvent::TrainingCompleted { completed_on, .. } = recorded.decode()? {
                trainings.put(training(stream, None, completed_on));
            }
        } else if let TeamEvent::DrillRecorded { drilled_on, people, .. } = recorded.decode()? {
            people.iter().for_each(|who| trainings.put(training(who.uuid(), Some(stream), drilled_on)));
        }
    }
    insurances.write(fold.connection).await?;
    trainings.write(fold.connection).await
}

fn training(volunteer_id: Uuid, team_id: Option<Uuid>, trained_on: NaiveDate) -> TrainingRow {
    let team = team_id.map_or_else(|| "-".to_owned(), |team| team.to_string());
    TrainingRow { key: format!("{volunteer_id}/{team}/{trained_on}"), volunteer_id, team_id, trained_on }
}

/// A membership with the team's own key.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Membership {
    /// The team.
    pub team_id: Uuid,
    /// The sender's own key of the team.
    pub code: String,
    /// First day.
    pub admitted_on: NaiveDate,
    /// Last day, where it ended.
    pub left_on: Option<NaiveDate>,
}

/// The memberships that a volunteer ever had, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn memberships_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<Membership>, ViewFault> {
    sqlx::query_as(
        "select m.team_id, t.code, m.admitted_on, m.left_on from members m join teams t on t.id = m.team_id
         where m.volunteer_id = $1 order by m.admitted_on, m.key",
    )
    .bind(volunteer)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading memberships of a volunteer"))
}

/// A drill in which a volunteer took part by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Drilled {
    /// The team.
    pub team_id: Uuid,
    /// The day.
    pub trained_on: NaiveDate,
}

/// The drills in which a volunteer took part by name, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn drills_of(read: &mut ViewRead, volunteer: Uuid) -> Result<Vec<Drilled>, ViewFault> {
    sqlx::query_as(
        "select team_id, trained_on from trainings where volunteer_id = $1 and team_id is not null
         order by trained_on, key",
    )
    .bind(volunteer)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading drills of a volunteer"))
}
