//! Reports of load and coverage: who has too few or too many focus links, and which organizations have none.

use super::{FocusOverride, Instructor};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        division::Division,
        gate::{Gate, codes_within, read_view},
        loaders::Named,
        organization::Organization,
        scalars::Date,
        words_organization::{LoadBand, OrganizationKind},
    },
};
use async_graphql::{Context, Object, Result};
use chrono::{Days, NaiveDate};
use muster_domain::kernel::{DivisionCode, Policy, words};
use muster_projections::views::instructor_assignments::{self, LoadFilter, LoadRow, UncoveredRow};

/// Rows that one of these reports lists; a longer one is asked for by division.
const REPORT_ROWS_LIMIT: usize = 10_000;

/// The load of one instructor on a day (指导员负载).
pub struct InstructorLoad {
    row: LoadRow,
    band: LoadBand,
    limit: i64,
    position: i64,
}

/// The load of one instructor on a day (指导员负载).
#[Object]
impl InstructorLoad {
    /// The instructor (指导员).
    async fn instructor(&self, ctx: &Context<'_>) -> Result<Instructor> {
        Instructor::load(ctx, Named { id: self.row.instructor_id, at_least: self.position }).await
    }

    /// Live focus links (重点联系).
    async fn focus(&self) -> i64 {
        self.row.focus
    }

    /// Live general links (一般联系).
    async fn general(&self) -> i64 {
        self.row.general
    }

    /// Focus links that are allowed on the day: by the policy, or by an override that allows more (重点联系上限).
    async fn limit(&self) -> i64 {
        self.limit
    }

    /// The override in force on the day, where there is one (特批超限).
    async fn focus_override(&self) -> Option<FocusOverride> {
        FocusOverride::in_force(&self.row, self.position)
    }

    /// The focus links measured by what is expected and allowed (负载区间).
    async fn band(&self) -> LoadBand {
        self.band
    }
}

/// An organization that nobody guides in focus on a day (未覆盖组织).
pub struct UncoveredOrganization {
    row: UncoveredRow,
    position: i64,
}

/// An organization that nobody guides in focus on a day (未覆盖组织).
#[Object]
impl UncoveredOrganization {
    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Name (单位名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Kind (组织类型).
    async fn kind(&self) -> Result<OrganizationKind> {
        OrganizationKind::of_code(&self.row.kind)
    }

    /// Division (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// True where a general link is live; false where no link is, which is what uncovered means (仅一般联系).
    async fn general_only(&self) -> bool {
        self.row.general_only
    }

    /// The organization (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.row.organization_id, at_least: self.position }).await
    }
}

/// Reports of load and coverage.
#[derive(Default)]
pub struct LoadQuery;

/// Reports of load and coverage.
#[Object]
impl LoadQuery {
    /// The load of every instructor in office on a day, in the order of their code (指导员负载).
    async fn instructor_load(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Division of the instructor and everything below it.")] within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Vec<InstructorLoad>> {
        let gate = Gate::of(ctx)?;
        let on = on.map_or_else(|| gate.today(), |day| day.0);
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let filter = LoadFilter { divisions, instructor_id: None };
        let rows = instructor_assignments::load(&mut read, on, &filter, row_limit()).await;
        let rows = whole(rows.map_err(EdgeError::from)?)?;
        let position = read.position();
        let load = |row: LoadRow| {
            let division = DivisionCode::new(&row.division);
            let policy = standing.policies.in_force(gate.divisions(), &division, on);
            InstructorLoad { band: band(&row, on, &policy), limit: allowed(&row, &policy), row, position }
        };
        Ok(rows.into_iter().map(load).collect())
    }

    /// Organizations that exist on a day without a live focus link, in the order of their code (未覆盖组织).
    async fn uncovered_organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Kinds of organizations; all where nothing is said.")] kinds: Option<Vec<OrganizationKind>>,
        #[graphql(desc = "Division of the organization and everything below it.")] within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Vec<UncoveredOrganization>> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let kinds: Option<Vec<words::OrganizationKind>> =
            kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let (kinds, divisions) = (kinds.as_deref(), divisions.as_deref());
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let rows = instructor_assignments::uncovered(&mut read, on, kinds, divisions, None, row_limit()).await;
        let rows = whole(rows.map_err(EdgeError::from)?)?;
        let position = read.position();
        Ok(rows.into_iter().map(|row| UncoveredOrganization { row, position }).collect())
    }
}

/// One row more than is listed, to know whether there are more.
pub(crate) fn row_limit() -> i64 {
    i64::try_from(REPORT_ROWS_LIMIT + 1).unwrap_or(i64::MAX)
}

/// Refuses a list that would be cut off.
pub(crate) fn whole<R>(rows: Vec<R>) -> Result<Vec<R>> {
    if rows.len() <= REPORT_ROWS_LIMIT {
        return Ok(rows);
    }
    let message = format!("the report has more than {REPORT_ROWS_LIMIT} rows; ask for one division");
    Err(Refused::new("REPORT_TOO_LARGE", message).with("limit", REPORT_ROWS_LIMIT).into())
}

/// Focus links that are allowed on the day of a load: by the policy, or by an override that allows more (I1).
pub(crate) fn allowed(row: &LoadRow, policy: &Policy) -> i64 {
    i64::from(policy.focus_links_limit).max(row.override_limit.map_or(0, i64::from))
}

/// The band of a load (I1, I2): too few focus links are reported only after the days of grace.
pub(crate) fn band(row: &LoadRow, on: NaiveDate, policy: &Policy) -> LoadBand {
    let graced_until = row.appointed_on.checked_add_days(Days::new(u64::from(policy.focus_grace_days)));
    if row.focus > allowed(row, policy) {
        LoadBand::Over
    } else if row.focus < i64::from(policy.focus_links_expected) && graced_until.is_some_and(|last| last < on) {
        LoadBand::Under
    } else {
        LoadBand::Within
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(focus: i64) -> LoadRow {
        LoadRow {
            instructor_id: Uuid::from_u128(1),
            code: "ZDY-1".to_owned(),
            kind: "FULL_TIME".to_owned(),
            division: "360702".to_owned(),
            focus,
            general: 30,
            appointed_on: day("2025-01-01"),
            override_limit: None,
            override_from: None,
            override_to: None,
            override_by: None,
        }
    }

    #[test]
    fn load_is_under_only_after_the_days_of_grace() {
        let policy = Policy::default();
        assert_eq!(band(&row(4), day("2025-04-01"), &policy), LoadBand::Within);
        assert_eq!(band(&row(4), day("2025-04-02"), &policy), LoadBand::Under);
        assert_eq!(band(&row(5), day("2025-04-02"), &policy), LoadBand::Within);
    }

    #[test]
    fn load_is_over_when_there_are_more_focus_links_than_allowed() {
        let policy = Policy::default();
        assert_eq!(band(&row(10), day("2025-04-02"), &policy), LoadBand::Within);
        assert_eq!(band(&row(11), day("2025-01-02"), &policy), LoadBand::Over);
        let granted = |limit| LoadRow { override_limit: Some(limit), ..row(11) };
        assert_eq!(band(&granted(11), day("2025-01-02"), &policy), LoadBand::Within);
        assert_eq!(band(&granted(10), day("2025-01-02"), &policy), LoadBand::Over);
    }

    #[test]
    fn report_is_refused_when_it_would_be_cut_off() {
        assert!(whole(vec![0; REPORT_ROWS_LIMIT]).is_ok());
        assert!(whole(vec![0; REPORT_ROWS_LIMIT + 1]).is_err());
    }
}
