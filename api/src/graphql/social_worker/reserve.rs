//! Candidates for a post of responsibility: what speaks for each, over all moves (H7).

use super::{
    SocialWorker,
    words::{AppraisalGrade, PostRank},
};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, codes_within, read_view},
        loaders::Named,
        scalars::Date,
        talent_pool::barred,
        words_organization::{PostClass, ProfessionalLevel},
    },
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject, connection::Connection};
use muster_projections::views::career_ledger::{self, CandidateFilter};

/// Days of one year in posts, as years of service are reckoned.
const YEAR_DAYS: u32 = 365;
/// Years in posts that can be asked for.
const YEARS_LIMIT: u32 = 60;

/// Which candidates are asked for; all that is given holds (筛选).
#[derive(InputObject)]
pub struct ReserveCandidatesInput {
    /// Division of the post held and everything below it (任职区划).
    within: String,
    /// Class of the post held; committee and staff where nothing is said (岗位类别).
    post_class: Option<PostClass>,
    /// Whole years in posts at least, over all moves (累计任职年限).
    years_at_least: Option<u32>,
    /// Grade at least (岗位等级).
    grade_at_least: Option<i32>,
    /// This level or a higher one (职业水平等级).
    level_at_least: Option<ProfessionalLevel>,
    /// The day on which they are looked at; today where nothing is said (截至日期).
    on: Option<Date>,
}

/// The result of one year (年度考核).
#[derive(SimpleObject, Clone, Debug)]
pub struct Appraisal {
    /// The year (年度).
    year: i32,
    /// The result (等次).
    grade: AppraisalGrade,
}

impl Appraisal {
    /// The result that a view keeps of a year.
    pub(crate) fn of(year: i32, grade: &str) -> Result<Self> {
        Ok(Self { year, grade: AppraisalGrade::of_code(grade)? })
    }
}

/// Somebody who could take a post of responsibility (后备人选).
pub struct ReserveCandidate {
    row: career_ledger::Candidate,
    position: i64,
}

/// Somebody who could take a post of responsibility (后备人选).
#[Object]
impl ReserveCandidate {
    /// Who (社会工作人才).
    async fn social_worker(&self, ctx: &Context<'_>) -> Result<SocialWorker> {
        SocialWorker::load(ctx, Named { id: self.row.social_worker_id, at_least: self.position }).await
    }

    /// Class of the post held (岗位类别).
    async fn post_class(&self) -> Result<PostClass> {
        PostClass::of_code(&self.row.post_class)
    }

    /// Division of the post held (任职区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Rank, where a grade was assigned (岗位层级).
    async fn rank(&self) -> Result<Option<PostRank>> {
        self.row.rank.as_deref().map(PostRank::of_code).transpose()
    }

    /// Grade, where one was assigned (岗位等级).
    async fn grade(&self) -> Option<i32> {
        self.row.grade
    }

    /// Days in posts that count, over all moves (累计任职天数).
    async fn days_in_posts(&self) -> i64 {
        self.row.days
    }

    /// Posts held so far, this one among them (任职次数).
    async fn posts_held(&self) -> i64 {
        self.row.posts
    }

    /// The highest level that counts, where there is a certificate (职业水平等级).
    async fn level(&self) -> Result<Option<ProfessionalLevel>> {
        self.row.level.as_deref().map(ProfessionalLevel::of_code).transpose()
    }

    /// Appraisals, newest first (年度考核).
    async fn appraisals(&self) -> Result<Vec<Appraisal>> {
        let years = self.row.appraisal_years.iter().zip(&self.row.appraisals);
        years.map(|(year, grade)| Ok(Appraisal { year: *year, grade: AppraisalGrade::of_code(grade)? })).collect()
    }
}

/// Questions about candidates.
#[derive(Default)]
pub struct ReserveQuery;

/// Questions about candidates.
#[Object]
impl ReserveQuery {
    /// Candidates for a post of responsibility, those longest in posts first (后备人选).
    async fn reserve_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which candidates.")] filter: ReserveCandidatesInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, ReserveCandidate>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let years = filter.years_at_least.unwrap_or(0);
        if years > YEARS_LIMIT {
            let refused = Refused::new("TOO_MANY_YEARS", format!("at most {YEARS_LIMIT} years can be asked for"));
            return Err(refused.with("limit", YEARS_LIMIT).with("actual", years).into());
        }
        let asked = CandidateFilter {
            on: filter.on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?,
            divisions: codes_within(ctx, &filter.within)?,
            post_class: filter.post_class.map(Into::into),
            days_at_least: i32::try_from(years * YEAR_DAYS).unwrap_or(i32::MAX),
            grade_at_least: filter.grade_at_least,
            level_at_least: filter.level_at_least.map(Into::into),
            without: barred(ctx, at_least).await?,
        };
        let after = page.after_in_order_of::<i64>()?;
        let mut read = read_view(ctx, career_ledger::NAME, at_least).await?;
        let rows = career_ledger::candidates(&mut read, &asked, after, page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.days.to_string(), id: row.social_worker_id },
            |row| ReserveCandidate { row, position },
        ))
    }
}
