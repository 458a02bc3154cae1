//! Who the teams are: name, category, home, organization, members, standing (队伍名册).

use crate::{Fold, Row, RowSet, View, ViewFault, ViewRead};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_domain::{kernel::words::TeamCategory, team::TeamEvent};
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "team_roster";

/// The roster of teams.
#[derive(Clone, Copy, Debug, Default)]
pub struct TeamRoster;

/// One team as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TeamRow {
    /// The team.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Category code.
    pub category: String,
    /// Whether it is an emergency backbone team.
    pub emergency: bool,
    /// Home division.
    pub home_division: String,
    /// Responsible organization.
    pub organization_id: Uuid,
    /// First day of service.
    pub formed_on: NaiveDate,
    /// Last day of service, where it ended.
    pub disbanded_on: Option<NaiveDate>,
    /// Whether it is suspended.
    pub suspended: bool,
    /// Whether it is called out.
    pub activated: bool,
    /// Leader appointed last of those who are members, where there is one.
    pub leader_id: Option<Uuid>,
    /// All leaders who are members, in the order of their appointment.
    pub leader_ids: Vec<Uuid>,
    /// Live members.
    pub members_count: i32,
}

impl Row for TeamRow {
    const TABLE: &'static str = "teams";
    const KEY: &'static str = "id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl View for TeamRoster {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["team"]
    }

    fn tables(&self) -> &'static str {
        "create table teams (
            id uuid primary key, code text not null, name text not null, category text not null,
            emergency boolean not null, home_division text not null, organization_id uuid not null,
            formed_on date not null, disbanded_on date, suspended boolean not null, activated boolean not null,
            leader_id uuid, leader_ids uuid[] not null, members_count integer not null
        )"
    }

    fn indexes(&self) -> &'static str {
        // Pages of the roster run in the order of the code.
        "create index teams_code on teams (code, id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(async move {
            let events = page.iter().filter(|event| event.aggregate_type == "team");
            let keys: Vec<String> = events.clone().map(|event| event.aggregate_id.clone()).collect();
            let mut rows = RowSet::<TeamRow>::load(fold.connection, keys).await?;
            for recorded in events {
                apply(&mut rows, recorded)?;
            }
            rows.write(fold.connection).await
        })
    }
}

fn apply(rows: &mut RowSet<TeamRow>, recorded: &Recorded) -> Result<(), ViewFault> {
    let event = recorded.decode::<TeamEvent>()?;
    if let TeamEvent::TeamFormed { code, name, category, home_division, organization_id, emergency, formed_on } = event
    {
        rows.put(TeamRow {
            id: recorded.stream()?,
            code: code.as_str().to_owned(),
            name,
            category: category.code().to_owned(),
            emergency,
            home_division: home_division.as_str().to_owned(),
            organization_id: organization_id.uuid(),
            formed_on,
            disbanded_on: None,
            suspended: false,
            activated: false,
            leader_id: None,
            leader_ids: Vec::new(),
            members_count: 0,
        });
        return Ok(());
    }
    let row = rows.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::Unknown {
        position: recorded.position,
        event_type: recorded.event_type.clone(),
        what: "team",
    })?;
    match event {
        TeamEvent::MemberAdmitted { .. } => row.members_count += 1,
        TeamEvent::MemberLeft { volunteer_id, .. } => {
            row.members_count -= 1;
            row.leader_ids.retain(|leader| *leader != volunteer_id.uuid());
            row.leader_id = row.leader_ids.last().copied();
        }
        TeamEvent::LeaderAppointed { volunteer_id, .. } => {
            row.leader_ids.retain(|leader| *leader != volunteer_id.uuid());
            row.leader_ids.push(volunteer_id.uuid());
            row.leader_id = Some(volunteer_id.uuid());
        }
        TeamEvent::TeamReclassified { category, emergency, .. } => {
            row.category = category.code().to_owned();
            row.emergency = emergency;
        }
        TeamEvent::TeamActivated { .. } => row.activated = true,
        TeamEvent::TeamStoodDown { .. } => row.activated = false,
        TeamEvent::TeamSuspended { .. } => row.suspended = true,
        TeamEvent::TeamResumed { .. } => row.suspended = false,
        TeamEvent::TeamDisbanded { disbanded_on, .. } => row.disbanded_on = Some(disbanded_on),
        TeamEvent::TeamFormed { .. }
        | TeamEvent::ServiceAreaAssigned { .. }
        | TeamEvent::ServiceAreaWithdrawn { .. }
        | TeamEvent::DrillRecorded { .. } => {}
    }
    Ok(())
}

/// Which teams a page of the roster shows.
#[derive(Clone, Debug, Default)]
pub struct TeamFilter {
    /// Home divisions; all when empty.
    pub home_divisions: Vec<String>,
    /// Category.
    pub category: Option<TeamCategory>,
    /// Responsible organization.
    pub organization_id: Option<Uuid>,
}

/// A page of teams in the order of code and id, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &TeamFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<TeamRow>, ViewFault> {
    sqlx::query_as(
        "select * from teams
         where (cardinality($1::text[]) = 0 or home_division = any($1))
           and ($2::text is null or category = $2)
           and ($3::uuid is null or organization_id = $3)
           and ($4::text is null or (code, id) > ($4, $5))
         order by code, id limit $6",
    )
    .bind(&filter.home_divisions)
    .bind(filter.category.map(TeamCategory::code))
    .bind(filter.organization_id)
    .bind(after.map(|(code, _)| code))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading the team roster"))
}

/// The teams with these ids, in no order; for one GraphQL answer that names many.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<TeamRow>, ViewFault> {
    sqlx::query_as("select * from teams where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading teams"))
}
