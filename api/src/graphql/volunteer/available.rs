//! Who can come, when and where: one call, each row with what speaks for it (可用志愿者).

use super::Volunteer;
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, codes_within, read_view, request},
        loaders::Named,
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result, connection::Connection};
use chrono::{DateTime, Duration, Utc};
use muster_domain::{
    kernel::{DivisionCode, TimeSpan, time},
    person::Person,
};
use muster_eventstore::Unit;
use muster_projections::views::volunteer_availability::{self, AvailabilityFilter, AvailableRow};
use uuid::Uuid;

/// Days of a window at most: longer than an emergency's first response.
const WINDOW_DAYS_LIMIT: i64 = 14;

/// The time for which somebody is asked for (时段).
#[derive(InputObject)]
pub struct WindowInput {
    /// First instant (开始).
    from: DateTime<Utc>,
    /// First instant after (结束).
    to: DateTime<Utc>,
}

/// Reads a window; without one it is the present minute.
fn window(ctx: &Context<'_>, input: Option<WindowInput>) -> Result<TimeSpan> {
    let now = Gate::of(ctx)?.as_things_stand()?.clock().now();
    let WindowInput { from, to } = input.unwrap_or(WindowInput { from: now, to: now + Duration::minutes(1) });
    let span = TimeSpan::try_new(from, to).ok_or_else(|| {
        let refused = Refused::new("WINDOW_REVERSED", "the window ends before it begins");
        refused.with("from", from.to_rfc3339()).with("to", to.to_rfc3339())
    })?;
    let days = (time::last_local_date(to) - time::local_date(from)).num_days().saturating_add(1);
    if days > WINDOW_DAYS_LIMIT {
        let refused = Refused::new("WINDOW_TOO_LONG", format!("a window has at most {WINDOW_DAYS_LIMIT} days"));
        return Err(refused.with("limit", WINDOW_DAYS_LIMIT).with("actual", days).into());
    }
    Ok(span)
}

/// What is asked of the volunteers beside the page.
pub(crate) struct Asked {
    pub(crate) within: DivisionCode,
    pub(crate) window: TimeSpan,
    pub(crate) skill: Option<String>,
    pub(crate) verified_only: bool,
    pub(crate) insured: Option<bool>,
    pub(crate) only_adults: bool,
    pub(crate) without: Vec<Uuid>,
}

/// A volunteer who can come (可用志愿者).
pub struct AvailableVolunteer {
    row: AvailableRow,
    adult: Option<bool>,
    position: i64,
}

/// A volunteer who can come, and what speaks for them (可用志愿者).
#[Object]
impl AvailableVolunteer {
    /// The volunteer (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Volunteer> {
        Volunteer::load(ctx, Named { id: self.row.id, at_least: self.position }).await
    }

    /// Whether the skill asked for was checked on evidence; null where none was asked for (技能是否已核验).
    async fn skill_verified(&self) -> Option<bool> {
        self.row.skill_verified
    }

    /// Last day of insurance; null where some day of the window is not insured (保险到期日).
    async fn insured_until(&self) -> Option<Date> {
        self.row.insured_until.map(Date)
    }

    /// Whether they are of age on the first day; null where no birth date is on file (是否成年).
    async fn adult(&self) -> Option<bool> {
        self.adult
    }

    /// Local day of their latest live credit, up to the window (最近服务日期).
    async fn last_served_on(&self) -> Option<Date> {
        self.row.last_served_on.map(Date)
    }

    /// Last day on which their declaration holds, where it has one (申报截止日期).
    async fn declared_until(&self) -> Option<Date> {
        self.row.declared_until.map(Date)
    }
}

/// Reads a page of those who can come; people whose data were erased or restricted are not called.
pub(crate) async fn page(
    ctx: &Context<'_>,
    asked: &Asked,
    arguments: &PageArguments,
    at_least: Option<i64>,
) -> Result<Connection<PageCursor, AvailableVolunteer>> {
    if asked.verified_only && asked.skill.is_none() {
        return Err(Refused::new("SKILL_NOT_NAMED", "which skill was checked is asked of one skill").into());
    }
    let filter = AvailabilityFilter {
        window: asked.window,
        divisions: around(ctx, &asked.within)?,
        skill: asked.skill.clone(),
        verified_only: asked.verified_only,
        insured: asked.insured,
        without: asked.without.clone(),
    };
    let mut unit = Gate::of(ctx)?.as_things_stand()?.rehearsal(&request(ctx, None)?).await.map_err(EdgeError::from)?;
    let mut found = Vec::new();
    let mut after = arguments.after.clone();
    loop {
        let (rows, position) = next(ctx, &filter, (after.as_ref(), arguments.limit()), at_least).await?;
        let last = rows.last().map(cursor).filter(|_| i64::try_from(rows.len()).is_ok_and(|n| n >= arguments.limit()));
        found.extend(of_people(&mut unit, asked, rows, position).await?);
        match last {
            Some(last) if found.len() <= arguments.first => after = Some(last),
            _ => break,
        }
    }
    Ok(arguments.connection(found, |found| cursor(&found.row), |found| found))
}

fn cursor(row: &AvailableRow) -> PageCursor {
    PageCursor { order: row.code.clone(), id: row.id }
}

/// Reads the next rows and gives the connection back: whoever holds one while asking for another may wait for ever.
async fn next(
    ctx: &Context<'_>,
    filter: &AvailabilityFilter,
    (after, limit): (Option<&PageCursor>, i64),
    at_least: Option<i64>,
) -> Result<(Vec<AvailableRow>, i64)> {
    let after = after.map(|cursor| (cursor.order.as_str(), cursor.id));
    let mut read = read_view(ctx, volunteer_availability::NAME, at_least).await?;
    let rows = volunteer_availability::available(&mut read, filter, after, limit).await.map_err(EdgeError::from)?;
    Ok((rows, read.position()))
}

/// Looks up who is of age; birth dates stand sealed in the log and in no view.
async fn of_people(
    unit: &mut Unit,
    asked: &Asked,
    rows: Vec<AvailableRow>,
    position: i64,
) -> Result<Vec<AvailableVolunteer>> {
    let people: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    unit.load::<Person>(people).await.map_err(EdgeError::from)?;
    let day = time::local_date(asked.window.starts_at);
    let adult_age_years = unit.context().policy_on(&asked.within, day).adult_age_years;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let person = unit.state::<Person>(row.person_id).map_err(EdgeError::from)?;
        let Some(person) = person.facts(day).filter(|_| !person.is_restricted()) else { continue };
        let adult = person.age_years.map(|age| age >= adult_age_years);
        if adult == Some(true) || !asked.only_adults {
            found.push(AvailableVolunteer { row, adult, position });
        }
    }
    Ok(found)
}

/// A division with all below it and all above it: whoever serves a whole city serves its counties.
fn around(ctx: &Context<'_>, within: &DivisionCode) -> Result<Vec<String>> {
    let mut codes = codes_within(ctx, within.as_str())?;
    let divisions = Gate::of(ctx)?.divisions();
    let mut above = divisions.find(within).and_then(|division| division.parent.clone());
    while let Some(code) = above {
        above = divisions.find(&code).and_then(|division| division.parent.clone());
        codes.push(code.as_str().to_owned());
    }
    Ok(codes)
}

/// Questions about who can come.
#[derive(Default)]
pub struct AvailabilityQuery;

/// Questions about who can come.
#[Object]
impl AvailabilityQuery {
    /// Volunteers who can come to a division for a whole window: declared available, active, and not taken by a session,
    /// a credit or another call; in the order of their code (可用志愿者).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn available_volunteers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the division; whoever serves one above or below it serves it.")] within: String,
        #[graphql(desc = "The window, 14 days at most; the present minute where it is not given.")] window: Option<
            WindowInput,
        >,
        #[graphql(desc = "A skill that they declare, exactly as written.")] skill: Option<String>,
        #[graphql(default, desc = "Only those whose skill was checked on evidence; a skill is named then.")]
        verified_only: bool,
        #[graphql(desc = "Only those insured on every day of the window, or only others.")] insured: Option<bool>,
        #[graphql(default, desc = "Only those known to be of age.")] only_adults: bool,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, AvailableVolunteer>> {
        let arguments = PageArguments::read(first, after.as_deref())?;
        let window = self::window(ctx, window)?;
        let within = DivisionCode::new(&within);
        let without = Vec::new();
        let asked = Asked { within, window, skill, verified_only, insured, only_adults, without };
        page(ctx, &asked, &arguments, at_least).await
    }
}
