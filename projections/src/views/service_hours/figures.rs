//! The report of hours served: figures by group, counted from the sheets up to a position.

use super::{reads::push_filter, sheets::Entry};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use futures::TryStreamExt as _;
use muster_domain::kernel::words::{EvidenceClass, ServiceCategory};
use sqlx::{QueryBuilder, Row as _, postgres::PgRow};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Rows of one report at most; a report with more says that it is cut off.
pub const HOURS_ROWS_LIMIT: usize = 20_000;

/// Which credits a figure is counted from.
#[derive(Clone, Debug, Default)]
pub struct HoursFilter {
    /// Divisions of the activity; all where nothing is given, none where the list is empty.
    pub divisions: Option<Vec<String>>,
    /// First local day of service.
    pub from: Option<NaiveDate>,
    /// Last local day of service, included.
    pub to: Option<NaiveDate>,
    /// Category of the service.
    pub category: Option<ServiceCategory>,
    /// Team that served.
    pub team_id: Option<Uuid>,
    /// Organization that ran and records the activity.
    pub organization_id: Option<Uuid>,
    /// The activity.
    pub activity_id: Option<Uuid>,
    /// Evidence classes; all where nothing is given.
    pub evidence: Option<Vec<EvidenceClass>>,
}

/// By what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// Division of the activity.
    Division,
    /// Local month of the start.
    Month,
    /// Category of the service.
    Category,
    /// Team that served.
    Team,
    /// Organization that ran and records the activity.
    Organization,
}

impl GroupBy {
    /// Every group with its column and the column's type.
    const COLUMNS: [(Self, &'static str, &'static str); 5] = [
        (Self::Division, "division", "text"),
        (Self::Month, "month", "text"),
        (Self::Category, "category", "text"),
        (Self::Team, "team_id", "uuid"),
        (Self::Organization, "organization_id", "uuid"),
    ];
}

/// The four figures of service; only live credits are in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Minutes given (时长).
    pub minutes: i64,
    /// Sessions in which somebody was credited (场次).
    pub sessions: i64,
    /// Credits (人次).
    pub attendances: i64,
    /// Different people (人数).
    pub people: i64,
}

/// The figures of one group; fields by which nobody asked to group are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursRow {
    /// Division.
    pub division: Option<String>,
    /// Month `YYYY-MM`.
    pub month: Option<String>,
    /// Category code.
    pub category: Option<String>,
    /// Team; nothing also for service without a team.
    pub team_id: Option<Uuid>,
    /// Organization.
    pub organization_id: Option<Uuid>,
    /// The group's figures.
    pub figures: Figures,
}

/// The report of hours served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursServed {
    /// Figures of everything that the filter takes in; people and sessions are counted once, not summed over rows.
    pub total: Figures,
    /// Figures by group in the order of the group's keys; none where no group was asked for.
    pub rows: Vec<HoursRow>,
    /// Whether there are more groups than [`HOURS_ROWS_LIMIT`].
    pub truncated: bool,
}

/// What a group is; groups stand in this order, service without a team behind that of teams.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    division: Option<String>,
    month: Option<String>,
    category: Option<String>,
    team: (bool, Option<Uuid>),
    organization_id: Option<Uuid>,
}

impl Group {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        let team_id: Option<Uuid> = row.try_get("team_id")?;
        Ok(Self {
            division: row.try_get("division")?,
            month: row.try_get("month")?,
            category: row.try_get("category")?,
            team: (team_id.is_none(), team_id),
            organization_id: row.try_get("organization_id")?,
        })
    }
}

/// What the entries of one group come to; a person or session is in it as often as anything changed there.
#[derive(Debug, Default)]
struct Tally {
    minutes: i64,
    attendances: i64,
    people: Vec<(i64, i64)>,
    sessions: Vec<(usize, i64)>,
}

impl Tally {
    /// Takes the entries of a session in as far as a position.
    fn take(&mut self, session: usize, entries: impl Iterator<Item = Entry>, position: i64) {
        let before = self.attendances;
        for entry in entries.take_while(|entry| entry.position <= position) {
            let change = i64::from(entry.change);
            self.minutes += change * i64::from(entry.minutes);
            self.attendances += change;
            self.people.push((entry.person, change));
        }
        self.sessions.push((session, self.attendances - before));
    }
}

/// The keys whose changes leave something, each once, ascending.
fn left<K: Copy + Ord>(mut changes: Vec<(K, i64)>) -> Vec<K> {
    changes.sort_unstable_by_key(|(key, _)| *key);
    let of_one = changes.chunk_by(|one, other| one.0 == other.0);
    of_one.filter(|of_one| of_one.iter().map(|(_, change)| change).sum::<i64>() > 0).map(|of_one| of_one[0].0).collect()
}

/// How many different ones there are in lists that each have one once.
fn different<K: Ord>(lists: Vec<Vec<K>>) -> i64 {
    let mut all: Vec<K> = lists.into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    count(&all)
}

fn count<K>(keys: &[K]) -> i64 {
    i64::try_from(keys.len()).unwrap_or(i64::MAX)
}

/// Hours, sessions, attendances and people of the live credits that a filter takes in, whole and by group.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn hours_served(
    read: &mut ViewRead,
    filter: &HoursFilter,
    groups: &[GroupBy],
) -> Result<HoursServed, ViewFault> {
    let doing = || ViewFault::database("counting hours served");
    let position = read.position();
    let shown = GroupBy::COLUMNS.map(|(group, column, kind)| {
        if groups.contains(&group) { column.to_owned() } else { format!("null::{kind} as {column}") }
    });
    let mut query = QueryBuilder::new(format!(
        "select {}, activity_id, session, from_position, entries from sheets where from_position <= ",
        shown.join(", ")
    ));
    query.push_bind(position);
    push_filter(&mut query, filter);
    let (mut tallies, mut sessions) = (BTreeMap::<Group, Tally>::new(), HashMap::<(Uuid, i32), usize>::new());
    let mut found = query.build().fetch(read.connection());
    while let Some(row) = found.try_next().await.map_err(doing())? {
        let group = Group::read(&row).map_err(doing())?;
        let session = (row.try_get("activity_id").map_err(doing())?, row.try_get("session").map_err(doing())?);
        let met = sessions.len();
        let session = *sessions.entry(session).or_insert(met);
        let entries =
            Entry::read_all(row.try_get("from_position").map_err(doing())?, row.try_get("entries").map_err(doing())?);
        tallies.entry(group).or_default().take(session, entries, position);
    }
    Ok(report(tallies, groups))
}

/// The report that the tallies of all groups make.
fn report(tallies: BTreeMap<Group, Tally>, groups: &[GroupBy]) -> HoursServed {
    let (mut total, mut rows) = (Figures::default(), Vec::new());
    let (mut all_people, mut all_sessions) = (Vec::new(), Vec::new());
    for (group, tally) in tallies.into_iter().filter(|(_, tally)| tally.attendances > 0) {
        let (people, sessions) = (left(tally.people), left(tally.sessions));
        let figures = Figures {
            minutes: tally.minutes,
            sessions: count(&sessions),
            attendances: tally.attendances,
            people: count(&people),
        };
        total.minutes += figures.minutes;
        total.attendances += figures.attendances;
        all_people.push(people);
        all_sessions.push(sessions);
        if !groups.is_empty() {
            let Group { division, month, category, team: (_, team_id), organization_id } = group;
            rows.push(HoursRow { division, month, category, team_id, organization_id, figures });
        }
    }
    (total.people, total.sessions) = (different(all_people), different(all_sessions));
    let truncated = rows.len() > HOURS_ROWS_LIMIT;
    rows.truncate(HOURS_ROWS_LIMIT);
    HoursServed { total, rows, truncated }
}

#[cfg(test)]
mod tests {
    use super::{different, left};

    #[test]
    fn what_is_left_is_counted_once_when_it_was_entered_twice_and_taken_back_once() {
        assert_eq!(left(vec![(3, 1), (1, 1), (2, 1), (1, -1), (3, 1), (3, -1)]), [2, 3]);
        assert_eq!(different(vec![vec![1, 2], vec![2, 3], Vec::new()]), 3);
    }
}
