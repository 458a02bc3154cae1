//! Questions about matters.

use super::{Matter, MatterKind, MatterState};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        counted_ratio::{CountedRatio, counted_in, is_listed},
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, codes_within, read_view},
        instructor::Instructor,
        loaders::Named,
        mutation::code,
        organization::Organization,
        scalars::Date,
    },
};
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject, connection::Connection};
use chrono::NaiveDate;
use muster_domain::kernel::{InstructorId, OrganizationId};
use muster_projections::views::matter_ledger::{self as ledger, ClosureGroup, ClosureTotal, MatterFilter};
use uuid::Uuid;

/// Rows of the report when nothing is said.
const ROWS_DEFAULT: i32 = 100;
/// Rows of the report at most.
const ROWS_LIMIT: i32 = 1_000;
/// What the ratio of closure counts.
const CLOSURE_BASIS: &str = "matters resolved, of all that were raised in these days, each counted once as it stands";

/// Which matters a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct MatterFilterInput {
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Code of the department called on (报到部门).
    department: Option<String>,
    /// Code of the organization that called (吹哨单位).
    organization: Option<String>,
    /// Code of the instructor who called (吹哨指导员).
    instructor: Option<String>,
    /// The sender's own key of the call (吹哨单编码).
    call: Option<String>,
    /// How they stand (办理状态).
    state: Option<MatterState>,
    /// Raised on or after this day (起始日期).
    from: Option<Date>,
    /// Raised on or before this day (截止日期).
    to: Option<Date>,
}

impl MatterFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<MatterFilter> {
        let organization = |text: Option<&str>| {
            let code = text.map(code).transpose()?;
            Ok::<_, async_graphql::Error>(code.map(|code| OrganizationId::of_code(&code).uuid()))
        };
        let instructor = self.instructor.as_deref().map(code).transpose()?;
        Ok(MatterFilter {
            divisions: self.within.map(|within| codes_within(ctx, &within)).transpose()?,
            department_id: organization(self.department.as_deref())?,
            organization_id: organization(self.organization.as_deref())?,
            instructor_id: instructor.map(|code| InstructorId::of_code(&code).uuid()),
            call_code: self.call.map(|call| call.trim().to_owned()),
            state: self.state.map(Into::into),
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
        })
    }
}

/// By what the report of closure is broken down (分组口径).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatterGroup {
    /// By the department called on (报到部门).
    Department,
    /// By the organization that called (吹哨单位).
    Organization,
    /// By the instructor who called (吹哨指导员).
    Instructor,
    /// By division, zero rows too (区划).
    Division,
    /// By what matters are about, zero rows too (事项类别).
    Kind,
}

/// What became of matters; raised = open + resolved + declined (办理统计).
pub struct MatterClosureRow {
    /// By what, and which one; nothing for the sum.
    group: Option<(MatterGroup, String)>,
    total: ClosureTotal,
    position: i64,
    on: NaiveDate,
}

impl MatterClosureRow {
    fn key(&self, wanted: &[MatterGroup]) -> Option<&str> {
        self.group.as_ref().filter(|(group, _)| wanted.contains(group)).map(|(_, key)| key.as_str())
    }

    fn named(&self, wanted: &[MatterGroup]) -> Option<Named> {
        let id = self.key(wanted).and_then(|key| Uuid::parse_str(key).ok())?;
        Some(Named { id, at_least: self.position })
    }
}

/// What became of matters; raised = open + resolved + declined (办理统计).
#[Object]
impl MatterClosureRow {
    /// The department or calling organization, where the report is by one (单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.named(&[MatterGroup::Department, MatterGroup::Organization]) {
            Some(named) => Organization::load(ctx, named).await.map(Some),
            None => Ok(None),
        }
    }

    /// The calling instructor, where the report is by one (指导员).
    async fn instructor(&self, ctx: &Context<'_>) -> Result<Option<Instructor>> {
        match self.named(&[MatterGroup::Instructor]) {
            Some(named) => Instructor::load(ctx, named).await.map(Some),
            None => Ok(None),
        }
    }

    /// The division, where the report is by one (区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        match self.key(&[MatterGroup::Division]) {
            Some(code) => Division::find(ctx, code),
            None => Ok(None),
        }
    }

    /// What the matters are about, where the report is by it (事项类别).
    async fn kind(&self) -> Result<Option<MatterKind>> {
        self.key(&[MatterGroup::Kind]).map(MatterKind::of_code).transpose()
    }

    /// Matters raised (吹哨事项).
    async fn raised(&self) -> i64 {
        self.total.raised
    }

    /// Of these, taken by a department (已报到).
    async fn taken(&self) -> i64 {
        self.total.taken
    }

    /// Of these, resolved (已办结).
    async fn resolved(&self) -> i64 {
        self.total.resolved
    }

    /// Of these, declined (已退回).
    async fn declined(&self) -> i64 {
        self.total.declined
    }

    /// Of these, open (在办).
    async fn open(&self) -> i64 {
        self.total.open
    }

    /// Of these, opened again at least once (重办).
    async fn reopened(&self) -> i64 {
        self.total.reopened
    }

    /// Calls that list them (吹哨次数).
    async fn calls(&self) -> i64 {
        self.total.calls
    }

    /// Responses that took them; one may take many (响应次数).
    async fn responses(&self) -> i64 {
        self.total.responses
    }

    /// Different departments called on (部门数).
    async fn departments(&self) -> i64 {
        self.total.departments
    }

    /// Resolved, of those raised (办结率).
    async fn closed(&self) -> CountedRatio {
        CountedRatio::new((self.total.resolved, self.total.raised), CLOSURE_BASIS, self.on)
    }
}

/// What became of the matters raised in some days (吹哨报到统计).
#[derive(SimpleObject)]
pub struct MatterClosure {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// Over all matters (合计).
    total: MatterClosureRow,
    /// By what was asked, the one with most matters first; empty where nothing was asked (分组).
    rows: Vec<MatterClosureRow>,
    /// Whether there are more groups than `first` (是否未列全).
    more: bool,
}

/// Questions about matters.
#[derive(Default)]
pub struct MatterQuery;

/// Questions about matters.
#[Object]
impl MatterQuery {
    /// Matters by call and code (事项台账).
    async fn matters(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which matters.")] filter: MatterFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Matter>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, ledger::NAME, at_least).await?;
        let rows = ledger::page(&mut read, &filter, page.after().map(|(key, _)| key), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.key.clone(), id: row.call_id },
            |row| Matter { row, position },
        ))
    }

    /// What became of matters raised in some days: closure with both its counts (吹哨报到统计).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn matter_closure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "Raised on or after this day.")] from: Option<Date>,
        #[graphql(desc = "Raised on or before this day.")] to: Option<Date>,
        #[graphql(desc = "By what it is broken down.")] group_by: Option<MatterGroup>,
        #[graphql(desc = "Groups listed, 1 to 1000; 100 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<MatterClosure> {
        let on = Gate::of(ctx)?.today();
        let first = first.unwrap_or(ROWS_DEFAULT);
        if !(1..=ROWS_LIMIT).contains(&first) {
            let message = format!("first is 1 to {ROWS_LIMIT}, {first} was asked for");
            let refused = Refused::new("FIRST_OUT_OF_RANGE", message).with("limit", ROWS_LIMIT);
            return Err(refused.with("actual", first).into());
        }
        let divisions = counted_in(ctx, within.as_deref())?;
        let filter = MatterFilter {
            divisions: Some(divisions.clone()),
            from: from.map(|day| day.0),
            to: to.map(|day| day.0),
            ..MatterFilter::default()
        };
        let mut read = read_view(ctx, ledger::NAME, at_least).await?;
        let position = read.position();
        let row = |group, total| MatterClosureRow { group, total, position, on };
        let total = row(None, ledger::closure_total(&mut read, &filter).await.map_err(EdgeError::from)?);
        let (mut rows, mut more) = (Vec::new(), false);
        if let Some(group) = group_by {
            let by = match group {
                MatterGroup::Department => ClosureGroup::Department,
                MatterGroup::Organization => ClosureGroup::Organization,
                MatterGroup::Instructor => ClosureGroup::Instructor,
                MatterGroup::Division => ClosureGroup::Division(divisions),
                MatterGroup::Kind => ClosureGroup::Kind,
            };
            // Of divisions all are read, for those that are not listed are left out before the answer is cut.
            let limit = match &by {
                ClosureGroup::Division(all) => i64::try_from(all.len()).unwrap_or(i64::MAX),
                ClosureGroup::Department
                | ClosureGroup::Organization
                | ClosureGroup::Instructor
                | ClosureGroup::Kind => i64::from(first) + 1,
            };
            let found = ledger::closure(&mut read, &filter, &by, limit).await;
            for count in found.map_err(EdgeError::from)? {
                if group != MatterGroup::Division || is_listed(ctx, &count.key, count.total.raised, on)? {
                    rows.push(row(Some((group, count.key)), count.total));
                }
            }
            let shown = usize::try_from(first).unwrap_or(usize::MAX);
            more = rows.len() > shown;
            rows.truncate(shown);
        }
        Ok(MatterClosure { position, total, rows, more })
    }
}
