//! The report of hours served (服务时长统计): minutes, sessions, attendances and people, whole and by group.

use super::{
    as_of::{AsOf, occurred_day},
    coverage::listed,
    division::{Division, DivisionSet},
    gate::{Gate, codes_within, read_view},
    loaders::{self, Named, team::TeamLoader},
    mutation::code,
    organization::{Organization, known_organization},
    scalars::Date,
    standing::version_in_force,
    team::Team,
    words::ServiceCategory,
};
use crate::{
    access::SmallCells,
    edge::{EdgeError, Refused},
};
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{DivisionCode, DivisionKind, TeamId, words},
    team::Team as TeamState,
};
use muster_projections::{
    ViewRead,
    views::service_hours::{self, GroupBy, HOURS_ROWS_LIMIT, HoursFilter},
};

/// By what the figures are broken down (分组).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "GroupBy")]
pub enum HoursGroup {
    /// Division of the activity (活动所在地).
    Division,
    /// Local (+08:00) month of the start (月份).
    Month,
    /// Category of the service (服务类别).
    Category,
    /// Team that served (队伍).
    Team,
    /// Organization that ran and records the activity (组织).
    Organization,
}

/// Which credits the figures are counted from; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct HoursFilterInput {
    /// Division of the activity and everything below it (活动所在地).
    within: Option<String>,
    /// First local day of service (起始日期).
    from: Option<Date>,
    /// Last local day of service, included (截止日期).
    to: Option<Date>,
    /// Category of the service (服务类别).
    category: Option<ServiceCategory>,
    /// Code of the team that served (队伍编码).
    team: Option<String>,
    /// Code of the organization that ran and records the activity (组织编码).
    organization: Option<String>,
}

impl HoursFilterInput {
    /// One organization's credits of a period.
    pub(crate) fn of_organization(organization: String, from: Date, to: Date) -> Self {
        Self { organization: Some(organization), from: Some(from), to: Some(to), ..Self::default() }
    }

    /// Reads the filter; a division, team or organization that does not exist is refused.
    pub(crate) async fn read(self, ctx: &Context<'_>) -> Result<HoursFilter> {
        let (from, to) = (self.from.map(|day| day.0), self.to.map(|day| day.0));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            let refused = Refused::new("PERIOD_REVERSED", format!("the period ends on {to}, before its start {from}"));
            return Err(refused.with("from", from.to_string()).with("to", to.to_string()).into());
        }
        let gate = Gate::of(ctx)?;
        let to = earlier(to, gate.occurred_by());
        let mut filter = HoursFilter { from, to, category: self.category.map(Into::into), ..HoursFilter::default() };
        filter.divisions = self.within.map(|within| codes_within(ctx, &within)).transpose()?;
        if let Some(team) = self.team {
            let id = TeamId::of_code(&code(&team)?).uuid();
            if gate.find::<TeamState>(id).await.map_err(EdgeError::from)?.is_none() {
                return Err(Refused::new("TEAM_UNKNOWN", "there is no such team").with("team", team).into());
            }
            filter.team_id = Some(id);
        }
        if let Some(organization) = self.organization {
            filter.organization_id = Some(known_organization(gate, organization).await?.0);
        }
        Ok(filter)
    }
}

/// The earlier of two last days; a day that is not given does not bound.
fn earlier(one: Option<NaiveDate>, other: Option<NaiveDate>) -> Option<NaiveDate> {
    one.into_iter().chain(other).min()
}

/// The four figures of service, never to be confused (统计数字).
#[derive(Clone, Copy, Debug)]
pub struct HoursFigures {
    figures: service_hours::Figures,
    shown: bool,
}

impl HoursFigures {
    /// The figures, as far as the caller sees them.
    pub(crate) const fn seen(figures: service_hours::Figures, cells: SmallCells) -> Self {
        Self::beside(figures, cells.shows(figures.people))
    }

    /// The figures of a cell beside others, which decide with it whether it is shown.
    pub(crate) const fn beside(figures: service_hours::Figures, shown: bool) -> Self {
        Self { figures, shown }
    }
}

/// The four figures of service, never to be confused; what few people gave is null where the caller may see figures
/// only (统计数字).
#[Object]
impl HoursFigures {
    /// Minutes given; null of fewer than five people whom the caller may not see (时长, 分钟).
    async fn minutes(&self) -> Option<i64> {
        self.shown.then_some(self.figures.minutes)
    }

    /// Sessions in which somebody was credited (场次).
    async fn sessions(&self) -> i64 {
        self.figures.sessions
    }

    /// Credits; null of fewer than five people whom the caller may not see (人次).
    async fn attendances(&self) -> Option<i64> {
        self.shown.then_some(self.figures.attendances)
    }

    /// Different people; null of fewer than five whom the caller may not see (人数).
    async fn people(&self) -> Option<i64> {
        self.shown.then_some(self.figures.people)
    }
}

/// The figures of one group; what is not grouped by is null (分组统计).
pub struct HoursServedRow {
    pub(crate) row: service_hours::HoursRow,
    pub(crate) outside_the_set: bool,
    position: i64,
    shown: bool,
}

impl HoursServedRow {
    /// A row of the set of divisions.
    pub(crate) fn inside(row: service_hours::HoursRow, position: i64) -> Self {
        Self { row, outside_the_set: false, position, shown: true }
    }

    /// The rows of a report, as far as the caller sees them.
    pub(crate) fn seen(rows: Vec<Self>, cells: SmallCells) -> Vec<Self> {
        let people: Vec<i64> = rows.iter().map(|row| row.row.figures.people).collect();
        rows.into_iter().zip(cells.shown(&people)).map(|(row, shown)| Self { shown, ..row }).collect()
    }
}

/// The figures of one group; what is not grouped by is null, and what few people gave where the caller may see figures
/// only (分组统计).
#[Object]
impl HoursServedRow {
    /// Division of the activity; null also for what lies outside the set (活动所在地).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        match &self.row.division {
            Some(code) => Division::find(ctx, code),
            None => Ok(None),
        }
    }

    /// Whether these are the figures of functional zones, which the set of divisions leaves out (区划口径之外).
    async fn outside_the_set(&self) -> bool {
        self.outside_the_set
    }

    /// Month `YYYY-MM`, local (+08:00) (月份).
    async fn month(&self) -> Option<&str> {
        self.row.month.as_deref()
    }

    /// Category of the service (服务类别).
    async fn category(&self) -> Result<Option<ServiceCategory>> {
        self.row.category.as_deref().map(ServiceCategory::of_code).transpose()
    }

    /// Team; null also for service without a team (队伍).
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let Some(id) = self.row.team_id else { return Ok(None) };
        let named = Named { id, at_least: self.position };
        Ok(loaders::load::<TeamLoader, _>(ctx, named).await?.map(|(position, row)| Team { row, position }))
    }

    /// Organization (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let Some(id) = self.row.organization_id else { return Ok(None) };
        let named = Named { id, at_least: self.position };
        Organization::find(ctx, named).await
    }

    /// Minutes given; null of fewer than five people whom the caller may not see (时长, 分钟).
    async fn minutes(&self) -> Option<i64> {
        self.shown.then_some(self.row.figures.minutes)
    }

    /// Sessions in which somebody was credited (场次).
    async fn sessions(&self) -> i64 {
        self.row.figures.sessions
    }

    /// Credits; null of fewer than five people whom the caller may not see (人次).
    async fn attendances(&self) -> Option<i64> {
        self.shown.then_some(self.row.figures.attendances)
    }

    /// Different people; null of fewer than five whom the caller may not see (人数).
    async fn people(&self) -> Option<i64> {
        self.shown.then_some(self.row.figures.people)
    }
}

/// The report of hours served (服务时长统计).
#[derive(SimpleObject)]
pub struct HoursServed {
    /// The position of the log that the report reflects (日志位置).
    position: i64,
    /// Versions of the policy in force on the last day, in the division asked for (规则版本).
    policy_version: String,
    /// Which divisions get a row of their own (区划口径).
    division_set: DivisionSet,
    /// Figures of everything that the filter takes in; people and sessions are counted once, not summed over rows (合计).
    total: HoursFigures,
    /// Figures by group, in the order of the group's keys; none where no group is asked for. By division alone and by
    /// category alone, those without service are listed too (分组).
    rows: Vec<HoursServedRow>,
}

/// Questions about hours served.
#[derive(Default)]
pub struct HoursServedQuery;

/// Questions about hours served.
#[Object]
impl HoursServedQuery {
    /// Minutes, sessions, attendances and people of live credits (服务时长统计).
    async fn hours_served(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which credits.")] filter: HoursFilterInput,
        #[graphql(default, desc = "By what the figures are broken down.")] group_by: Vec<HoursGroup>,
        #[graphql(default, desc = "Which divisions get a row of their own.")] division_set: DivisionSet,
        #[graphql(desc = "The day of service, included, up to which the report counts.")] as_of: Option<AsOf>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<HoursServed> {
        let occurred_by = as_of.map(|as_of| occurred_day(Some(as_of), NaiveDate::MAX)).transpose()?;
        let within = filter.within.clone();
        let mut filter = filter.read(ctx).await?;
        filter.to = earlier(filter.to, occurred_by);
        let on = filter.to.map_or_else(|| Gate::of(ctx).map(Gate::today), Ok)?;
        let policy_version = version_in_force(ctx, within.as_deref(), on).await?;
        let groups: Vec<GroupBy> = group_by.into_iter().map(Into::into).collect();
        let mut read = read_view(ctx, service_hours::NAME, at_least).await?;
        let (total, rows) = report(ctx, &mut read, &filter, &groups, division_set).await?;
        let cells = SmallCells::of(ctx)?;
        let (total, rows) = (HoursFigures::seen(total, cells), HoursServedRow::seen(rows, cells));
        Ok(HoursServed { position: read.position(), policy_version, division_set, total, rows })
    }
}

/// Total and rows over one read: what `hoursServed` answers, and what is published of it.
pub(crate) async fn report(
    ctx: &Context<'_>,
    read: &mut ViewRead,
    filter: &HoursFilter,
    groups: &[GroupBy],
    set: DivisionSet,
) -> Result<(service_hours::Figures, Vec<HoursServedRow>)> {
    let position = read.position();
    let row = |outside_the_set| move |row| HoursServedRow { row, outside_the_set, position, shown: true };
    if set == DivisionSet::WithZones || !groups.contains(&GroupBy::Division) {
        let report = counted(read, filter, groups).await?;
        let rows = with_zeros(ctx, report.rows, filter, groups, set)?;
        return Ok((report.total, rows.into_iter().map(row(false)).collect()));
    }
    let total = counted(read, filter, &[]).await?.total;
    let (inside, outside) = zones_apart(ctx, filter.clone())?;
    let inside = counted(read, &inside, groups).await?;
    let others: Vec<GroupBy> = groups.iter().copied().filter(|group| *group != GroupBy::Division).collect();
    let mut zones = counted(read, &outside, &others).await?;
    if others.is_empty() && zones.total.attendances > 0 {
        zones.rows.push(service_hours::HoursRow { figures: zones.total, ..service_hours::HoursRow::default() });
    }
    let inside = with_zeros(ctx, inside.rows, filter, groups, set)?;
    let rows = inside.into_iter().map(row(false)).chain(zones.rows.into_iter().map(row(true))).collect();
    Ok((total, rows))
}

/// The rows, and one with zeros for each listed division, or each category, that has none (R4).
fn with_zeros(
    ctx: &Context<'_>,
    mut rows: Vec<service_hours::HoursRow>,
    filter: &HoursFilter,
    groups: &[GroupBy],
    set: DivisionSet,
) -> Result<Vec<service_hours::HoursRow>> {
    let none = service_hours::HoursRow::default;
    match groups {
        [GroupBy::Division] => {
            let on = filter.to.map_or_else(|| Gate::of(ctx).map(Gate::today), Ok)?;
            let wanted = |code: &String| filter.divisions.as_ref().is_none_or(|codes| codes.contains(code));
            for code in listed(ctx, None, set, on)?.into_iter().filter(wanted) {
                if !rows.iter().any(|row| row.division.as_ref() == Some(&code)) {
                    rows.push(service_hours::HoursRow { division: Some(code), ..none() });
                }
            }
            rows.sort_by(|one, other| one.division.cmp(&other.division));
        }
        [GroupBy::Category] => {
            let wanted = |word: &&words::ServiceCategory| filter.category.is_none_or(|category| category == **word);
            for word in words::ServiceCategory::ALL.iter().filter(wanted) {
                if !rows.iter().any(|row| row.category.as_deref() == Some(word.code())) {
                    rows.push(service_hours::HoursRow { category: Some(word.code().to_owned()), ..none() });
                }
            }
            rows.sort_by(|one, other| one.category.cmp(&other.category));
        }
        _ => {}
    }
    Ok(rows)
}

/// The figures of a filter, whole; a report that would be cut off is refused.
pub(crate) async fn counted(
    read: &mut ViewRead,
    filter: &HoursFilter,
    groups: &[GroupBy],
) -> Result<service_hours::HoursServed> {
    let report = service_hours::hours_served(read, filter, groups).await.map_err(EdgeError::from)?;
    if report.truncated {
        let message = format!("the report has more than {HOURS_ROWS_LIMIT} rows; filter more or group by less");
        return Err(Refused::new("REPORT_TOO_LARGE", message).with("limit", HOURS_ROWS_LIMIT).into());
    }
    Ok(report)
}

/// The same filter for everything but functional zones, and for functional zones only.
fn zones_apart(ctx: &Context<'_>, filter: HoursFilter) -> Result<(HoursFilter, HoursFilter)> {
    let divisions = Gate::of(ctx)?.divisions();
    let codes = match &filter.divisions {
        Some(codes) => codes.clone(),
        None => divisions.all().map(|division| division.code.as_str().to_owned()).collect(),
    };
    let is_zone = |code: &String| {
        divisions.find(&DivisionCode::new(code)).is_some_and(|found| found.kind == DivisionKind::FunctionalZone)
    };
    let (zones, others): (Vec<String>, Vec<String>) = codes.into_iter().partition(is_zone);
    let outside = HoursFilter { divisions: Some(zones), ..filter.clone() };
    Ok((HoursFilter { divisions: Some(others), ..filter }, outside))
}
