//! A random sample of credits with what stands behind each (随机抽查, A5; 志愿服务记录与证明出具办法 art. 21, 22).

use super::filter;
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        division::Division,
        event_history::Event,
        gate::read_view,
        scalars::Date,
        words::{CreditState, EvidenceClass},
    },
};
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use muster_projections::views::{
    event_history::{self, ServiceRecord},
    recording_audit::{self, CreditEntryRow},
};

/// Credits of one sample at most.
const SAMPLE_LIMIT: i64 = 500;
/// How a sample is drawn, for whoever draws it again.
const METHOD: &str = "the credits with the smallest SHA-256 of the UTF-8 text '{seed}:{id of the credit}', as bytes";

/// A credit that was drawn, with its evidence; nobody is named (抽中记录).
pub struct SampledCredit {
    found: recording_audit::SampledCredit,
    events: Vec<Event>,
}

/// A credit that was drawn, with its evidence; nobody is named (抽中记录).
#[Object]
impl SampledCredit {
    /// SHA-256 by which it was drawn, in hexadecimal (抽样序值).
    async fn hash(&self) -> &str {
        &self.found.rank
    }

    /// Id of the credit (时长记录).
    async fn credit(&self) -> ID {
        self.found.entry.credit_id.into()
    }

    /// Id of the volunteer, a pseudonym (志愿者).
    async fn volunteer(&self) -> ID {
        self.found.entry.volunteer_id.into()
    }

    /// Id of the activity (活动).
    async fn activity(&self) -> ID {
        self.found.entry.activity_id.into()
    }

    /// Number of the session (场次序号).
    async fn session(&self) -> i32 {
        self.found.entry.session
    }

    /// Division of the activity (活动所在地).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.found.entry.division)
    }

    /// Id of the organization that records (记录单位).
    async fn organization(&self) -> ID {
        self.found.entry.organization_id.into()
    }

    /// Local day of service (服务日期).
    async fn served_on(&self) -> Date {
        Date(self.found.entry.served_on)
    }

    /// First instant (开始时间).
    async fn starts_at(&self) -> DateTime<Utc> {
        self.found.entry.starts_at
    }

    /// First instant after (结束时间).
    async fn ends_at(&self) -> DateTime<Utc> {
        self.found.entry.ends_at
    }

    /// Minutes (分钟数).
    async fn minutes(&self) -> i32 {
        self.found.entry.minutes
    }

    /// Evidence class (凭证等级).
    async fn evidence(&self) -> Result<EvidenceClass> {
        EvidenceClass::of_code(&self.found.entry.evidence)
    }

    /// Whether a document is named behind it (是否有佐证材料).
    async fn documented(&self) -> bool {
        self.found.entry.documented
    }

    /// Recorded after the due date (逾期录入).
    async fn late(&self) -> bool {
        self.found.entry.late
    }

    /// Whether the minutes count (记录状态).
    async fn state(&self) -> Result<CreditState> {
        CreditState::of_code(&self.found.entry.state)
    }

    /// How often its span was corrected (更正次数).
    async fn corrections(&self) -> i32 {
        self.found.entry.corrections
    }

    /// When the volunteer first appeared in the activity; null where no attendance is on record (首次出现时间).
    async fn appeared_at(&self) -> Option<DateTime<Utc>> {
        self.found.appeared_at
    }

    /// Every event of the credit, and of its volunteer in its activity, oldest first: who, when, from where (证据链).
    async fn events(&self) -> &[Event] {
        &self.events
    }
}

/// A sample that anybody can draw again (随机抽查).
pub struct AuditSample {
    position: i64,
    seed: i64,
    population: i64,
    credits: Vec<SampledCredit>,
}

/// A sample that anybody can draw again (随机抽查).
#[Object]
impl AuditSample {
    /// The position of the log that it is drawn from: as of it the same question draws the same (日志位置).
    async fn position(&self) -> i64 {
        self.position
    }

    /// The seed (种子).
    async fn seed(&self) -> i64 {
        self.seed
    }

    /// Credits, of every state, that it is drawn from (总体).
    async fn population(&self) -> i64 {
        self.population
    }

    /// How it is drawn (抽样方法).
    async fn method(&self) -> &'static str {
        METHOD
    }

    /// The credits, smallest hash first (抽中记录).
    async fn credits(&self) -> &[SampledCredit] {
        &self.credits
    }
}

/// A random sample.
#[derive(Default)]
pub struct SampleQuery;

/// A random sample.
#[Object]
impl SampleQuery {
    /// A random sample of the credits of a period of 366 days at most, each with the events behind it; the same seed draws
    /// the same as of the same position (A5, 随机抽查).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn audit_sample(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 500.")] n: i32,
        #[graphql(desc = "The seed, a whole number that is agreed on before.")] seed: i64,
        #[graphql(desc = "First local day of service.")] from: Date,
        #[graphql(desc = "Last local day of service.")] to: Date,
        #[graphql(desc = "Only activities in this division and below it.")] within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<AuditSample> {
        let wanted = i64::from(n);
        if !(1..=SAMPLE_LIMIT).contains(&wanted) {
            let refused =
                Refused::new("SAMPLE_OUT_OF_RANGE", format!("a sample has 1 to {SAMPLE_LIMIT} credits, not {n}"));
            return Err(refused.with("limit", SAMPLE_LIMIT).with("actual", n).into());
        }
        let filter = filter(ctx, within.as_deref(), (from, to))?;
        let mut read = read_view(ctx, recording_audit::NAME, at_least).await?;
        let population = recording_audit::population(&mut read, &filter).await.map_err(EdgeError::from)?;
        let drawn = recording_audit::sample(&mut read, &filter, seed, wanted).await.map_err(EdgeError::from)?;
        let position = read.position();
        drop(read);
        let records: Vec<ServiceRecord> = drawn.iter().map(|found| record(&found.entry)).collect();
        let mut history = read_view(ctx, event_history::NAME, Some(position)).await?;
        let behind = event_history::behind(&mut history, &records).await.map_err(EdgeError::from)?;
        let mut credits: Vec<SampledCredit> =
            drawn.into_iter().map(|found| SampledCredit { found, events: Vec::new() }).collect();
        // The history may know more than the sample was drawn from.
        for found in behind.into_iter().filter(|found| found.event.position <= position) {
            let place = usize::try_from(found.place - 1).ok().and_then(|place| credits.get_mut(place));
            place.into_iter().for_each(|credit| credit.events.push(Event(found.event.clone())));
        }
        Ok(AuditSample { position, seed, population, credits })
    }
}

/// What the events behind a credit speak of.
pub(super) fn record(entry: &CreditEntryRow) -> ServiceRecord {
    let CreditEntryRow { credit_id, activity_id, volunteer_id, .. } = *entry;
    ServiceRecord { credit_id, activity_id, volunteer_id }
}
