//! The report of a demand catalogue on a day (H6), and what is under each of its rows.

use super::{
    figures::{DemandFigures, of_places},
    words::{MatchState, RecipientKind},
};
use crate::{
    access::{Right, reach},
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, read_view},
        loaders::Named,
        organization::Organization,
        person::Person,
        scalars::Date,
        talent_pool::{EngagementMode, ExplainedCriterion, named},
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use chrono::NaiveDate;
use muster_domain::talent_profile::{TalentCriterion, explain};
use muster_projections::views::{
    demand_ledger::{self, CatalogRow, EditionRow, Figures, ItemRow, MatchRow, RecipientRow},
    talent_register::{self, Searched},
};
use uuid::Uuid;

/// A scarce-talent catalogue, and its edition on a day (急需紧缺人才目录).
pub struct DemandCatalog {
    pub(super) row: CatalogRow,
    /// Nothing on a day before the first edition.
    pub(super) edition: Option<EditionRow>,
    pub(super) on: NaiveDate,
}

/// A scarce-talent catalogue, and its edition on a day (急需紧缺人才目录).
#[Object]
impl DemandCatalog {
    /// Its code: `{division}-{year}` (目录编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Division whose it is (所属区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Its year (年度).
    async fn year(&self) -> i32 {
        self.row.year
    }

    /// Number of the edition on the day; nothing before the first (版次).
    async fn edition(&self) -> Option<i32> {
        self.edition.as_ref().map(|edition| edition.edition)
    }

    /// Title of that edition (名称).
    async fn title(&self) -> Option<&str> {
        self.edition.as_ref().map(|edition| edition.title.as_str())
    }

    /// First day of that edition (发布日期).
    async fn published_on(&self) -> Option<Date> {
        self.edition.as_ref().map(|edition| Date(edition.published_on))
    }

    /// Last day, where it was closed by the day (结束日期).
    async fn closed_on(&self) -> Option<Date> {
        self.row.closed_on.filter(|last| *last <= self.on).map(Date)
    }
}

/// What is asked of people (条件).
#[derive(SimpleObject, Clone, Debug)]
pub struct DemandCriterion {
    /// What is asked, by the names of `ExplainedCriterion` (条件).
    criterion: &'static str,
    /// The value asked for: a code, a skill, a number of days (要求).
    wanted: Option<String>,
}

/// A place of demand: a township or member unit, or what none of them has (需求承接).
pub struct DemandPlace {
    unit: Option<RecipientRow>,
    figures: DemandFigures,
    /// What is asked by the items of which the place has a part.
    asked: Vec<Vec<TalentCriterion>>,
    on: NaiveDate,
    position: i64,
}

/// A place of demand: a township or member unit, or what none of them has (需求承接).
#[Object]
impl DemandPlace {
    /// The unit; nothing for what no unit has (承接单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let Some(unit) = &self.unit else { return Ok(None) };
        Organization::load(ctx, Named { id: unit.organization_id, at_least: self.position }).await.map(Some)
    }

    /// Kind of the unit (单位类别).
    async fn kind(&self) -> Result<Option<RecipientKind>> {
        self.unit.as_ref().map(|unit| RecipientKind::of_code(&unit.kind)).transpose()
    }

    /// Its figures (需求情况).
    async fn figures(&self) -> DemandFigures {
        self.figures
    }

    /// Talents, of the divisions in which the caller may see them, who meet all that an item asks of which the place has a
    /// part; each counts once, so that these do not sum up over places (候选人数).
    async fn candidates_count(&self, ctx: &Context<'_>) -> Result<i64> {
        count(ctx, &self.asked, self.on, self.position).await
    }
}

async fn count(ctx: &Context<'_>, asked: &[Vec<TalentCriterion>], on: NaiveDate, at_least: i64) -> Result<i64> {
    let within = reach::divisions(ctx, Right::Talents)?;
    let searched = Searched { divisions: Gate::of(ctx)?.divisions(), within: within.as_deref() };
    let mut read = read_view(ctx, talent_register::NAME, Some(at_least)).await?;
    Ok(talent_register::count_any(&mut read, asked, on, searched).await.map_err(EdgeError::from)?)
}

/// A position or trade that is wanted, on a day (需求岗位).
pub struct DemandItem {
    row: ItemRow,
    criteria: Vec<TalentCriterion>,
    units: Vec<RecipientRow>,
    places: Vec<(Option<Uuid>, DemandFigures)>,
    on: NaiveDate,
    position: i64,
}

impl DemandItem {
    fn figures_of_all(&self) -> DemandFigures {
        self.places.iter().map(|(_, figures)| *figures).sum()
    }
}

/// A position or trade that is wanted, on a day (需求岗位).
#[Object]
impl DemandItem {
    /// The catalogue's own key of it (岗位编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its title (岗位名称).
    async fn title(&self) -> &str {
        &self.row.title
    }

    /// What is asked of each (条件).
    async fn criteria(&self) -> Vec<DemandCriterion> {
        let criteria = self.criteria.iter().map(named);
        criteria.map(|(criterion, wanted)| DemandCriterion { criterion, wanted }).collect()
    }

    /// Modes of engagement that are wanted; any where there is none (引才方式).
    async fn modes(&self) -> Result<Vec<EngagementMode>> {
        self.row.modes.iter().map(|code| EngagementMode::of_code(code)).collect()
    }

    /// Whose the work is, where it is settled (用人单位).
    async fn employer(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let Some(id) = self.row.employer_id else { return Ok(None) };
        Organization::load(ctx, Named { id, at_least: self.position }).await.map(Some)
    }

    /// Its figures, the sum over its places (需求情况).
    async fn figures(&self) -> DemandFigures {
        self.figures_of_all()
    }

    /// Every unit, those with nothing too, and last what no unit has (分解情况).
    async fn places(&self) -> Vec<DemandPlace> {
        let units = self.units.iter().cloned().map(Some).chain([None]);
        let place = |(unit, (_, figures)): (Option<RecipientRow>, &(Option<Uuid>, DemandFigures))| DemandPlace {
            unit,
            figures: *figures,
            asked: if figures.quantity > 0 { vec![self.criteria.clone()] } else { Vec::new() },
            on: self.on,
            position: self.position,
        };
        units.zip(&self.places).map(place).collect()
    }

    /// Talents, of the divisions in which the caller may see them, who meet all that is asked on the day (候选人数).
    async fn candidates_count(&self, ctx: &Context<'_>) -> Result<i64> {
        count(ctx, std::slice::from_ref(&self.criteria), self.on, self.position).await
    }

    /// Talents, of the divisions in which the caller may see them, who meet all that is asked on the day, by person
    /// (候选人).
    async fn candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, DemandCandidate>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let divisions = Gate::of(ctx)?.divisions();
        let mut read = read_view(ctx, talent_register::NAME, Some(self.position)).await?;
        let window = (page.after().map(|(_, id)| id), page.limit());
        let within = reach::divisions(ctx, Right::Talents)?;
        let searched = Searched { divisions, within: within.as_deref() };
        let found = talent_register::fulfilling(&mut read, &self.criteria, self.on, searched, window).await;
        let found = found.map_err(EdgeError::from)?;
        let mut facts = talent_register::talent_facts(&mut read, &found, self.on).await.map_err(EdgeError::from)?;
        let position = read.position();
        let candidate = |person_id: Uuid| {
            let facts = facts.remove(&person_id).unwrap_or_default();
            let explained = explain(&self.criteria, &facts, self.on, divisions);
            let criteria = explained.iter().map(ExplainedCriterion::from).collect();
            DemandCandidate { person_id, criteria, position }
        };
        let rows: Vec<DemandCandidate> = found.into_iter().map(candidate).collect();
        let cursor = |row: &DemandCandidate| PageCursor { order: String::new(), id: row.person_id };
        Ok(page.connection(rows, cursor, |row| row))
    }

    /// Who was proposed for it by the day, the turned down too (推荐人选).
    async fn matches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, DemandProposal>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let mut read = read_view(ctx, demand_ledger::NAME, Some(self.position)).await?;
        let (of, window) =
            ((self.row.catalog_id, self.row.code.as_str()), (page.after().map(|(key, _)| key), page.limit()));
        let rows = demand_ledger::matches(&mut read, of, self.on, window).await.map_err(EdgeError::from)?;
        let (on, position) = (self.on, read.position());
        let cursor = |row: &MatchRow| PageCursor { order: row.key.clone(), id: row.person_id };
        Ok(page.connection(rows, cursor, |row| DemandProposal { row, on, position }))
    }
}

/// A talent who meets all that an item asks (候选人).
pub struct DemandCandidate {
    person_id: Uuid,
    criteria: Vec<ExplainedCriterion>,
    position: i64,
}

/// A talent who meets all that an item asks (候选人).
#[Object]
impl DemandCandidate {
    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.person_id, at_least: self.position }).await
    }

    /// Each criterion and what it comes to (逐条说明).
    async fn criteria(&self) -> &[ExplainedCriterion] {
        &self.criteria
    }
}

/// A person proposed for an item (推荐人选).
pub struct DemandProposal {
    row: MatchRow,
    on: NaiveDate,
    position: i64,
}

/// A person proposed for an item (推荐人选).
#[Object]
impl DemandProposal {
    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// Whose place it is for; nothing for what no unit has (承接单位).
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        let Some(id) = self.row.recipient_id else { return Ok(None) };
        Organization::load(ctx, Named { id, at_least: self.position }).await.map(Some)
    }

    /// How it stands on the day (推荐状态).
    async fn state(&self) -> MatchState {
        let by = |day: Option<NaiveDate>| day.is_some_and(|day| day <= self.on);
        let over = self.row.engaged_to.is_some_and(|last| last < self.on);
        if by(self.row.declined_on) {
            MatchState::Declined
        } else if !by(self.row.accepted_on) {
            MatchState::Proposed
        } else if by(self.row.engaged_from) && !over {
            MatchState::Engaged
        } else {
            MatchState::Accepted
        }
    }

    /// What was asked and what it came to on the day of the proposal, as it was stored then (推荐时的逐条说明).
    async fn criteria(&self) -> Result<Vec<ExplainedCriterion>> {
        let explained = self.row.explained().map_err(EdgeError::from)?;
        Ok(explained.iter().map(ExplainedCriterion::from).collect())
    }

    /// Day of the proposal (推荐日期).
    async fn proposed_on(&self) -> Date {
        Date(self.row.proposed_on)
    }

    /// Day of the acceptance (接受日期).
    async fn accepted_on(&self) -> Option<Date> {
        self.row.accepted_on.filter(|day| *day <= self.on).map(Date)
    }

    /// Day from which the person is turned down (谢绝日期).
    async fn declined_on(&self) -> Option<Date> {
        self.row.declined_on.filter(|day| *day <= self.on).map(Date)
    }

    /// Code of the engagement that fills it (引才编码).
    async fn engagement(&self) -> Option<&str> {
        self.row.engagement.as_deref()
    }
}

/// A scarce-talent catalogue matched with the registry on a day: filled, candidates, gaps (目录匹配情况, H6).
#[derive(SimpleObject)]
pub struct DemandMatch {
    /// The position of the log that the figures reflect (日志位置).
    position: i64,
    /// The day (截至日期).
    on: Date,
    /// The catalogue (目录).
    catalog: DemandCatalog,
    /// The sum over all items (合计).
    total: DemandFigures,
    /// Every item of the edition on the day (各岗位).
    items: Vec<DemandItem>,
    /// Every unit over all items, those with nothing too, and last what no unit has (各乡镇和成员单位).
    places: Vec<DemandPlace>,
}

impl DemandMatch {
    /// The report of an edition on a day, from its rows.
    pub(super) fn of(
        catalog: DemandCatalog,
        (rows, units, told): (Vec<ItemRow>, Vec<RecipientRow>, &[Figures]),
        position: i64,
    ) -> Result<Self, EdgeError> {
        let on = catalog.on;
        let ids: Vec<Uuid> = units.iter().map(|unit| unit.organization_id).collect();
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let (criteria, places) = (row.criteria()?, of_places(&row, &ids, told));
            items.push(DemandItem { row, criteria, units: units.clone(), places, on, position });
        }
        let place = |(place, unit): (usize, Option<RecipientRow>)| {
            let of_items = items.iter().filter_map(|item| item.places.get(place).map(|(_, figures)| (item, *figures)));
            let asked = of_items.clone().filter(|(_, figures)| figures.quantity > 0);
            let asked = asked.map(|(item, _)| item.criteria.clone()).collect();
            DemandPlace { unit, figures: of_items.map(|(_, figures)| figures).sum(), asked, on, position }
        };
        let places = units.into_iter().map(Some).chain([None]).enumerate().map(place).collect();
        let total = items.iter().map(DemandItem::figures_of_all).sum();
        Ok(Self { position, on: Date(on), catalog, total, items, places })
    }
}
