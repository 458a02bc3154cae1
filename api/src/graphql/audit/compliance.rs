//! How an organization records its service (记录合规, A9; 志愿服务记录与证明出具办法 art. 11, 13, 22).

use super::period;
use crate::{
    access::SmallCells,
    edge::EdgeError,
    graphql::{
        counted_ratio::CountedRatio,
        gate::{Gate, read_view},
        loaders::Named,
        organization::{Organization, known_organization},
        scalars::Date,
    },
};
use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use muster_projections::views::recording_audit::{self, Compliance};
use uuid::Uuid;

/// How one organization recorded its service of a period; never a ratio without its counts (记录合规).
pub struct ComplianceScore {
    counts: Compliance,
    organization_id: Uuid,
    from: NaiveDate,
    to: NaiveDate,
    position: i64,
}

impl ComplianceScore {
    fn ratio(&self, numerator: i64, denominator: i64, basis: &'static str) -> CountedRatio {
        CountedRatio::new((numerator, denominator), basis, self.to)
    }
}

/// How one organization recorded its service of a period; never a ratio without its counts (记录合规).
#[Object]
impl ComplianceScore {
    /// The position of the log that it reflects (日志位置).
    async fn position(&self) -> i64 {
        self.position
    }

    /// The organization (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.organization_id, at_least: self.position }).await
    }

    /// First local day of service (起始日期).
    async fn from(&self) -> Date {
        Date(self.from)
    }

    /// Last local day of service (截止日期).
    async fn to(&self) -> Date {
        Date(self.to)
    }

    /// Entered within the working days that the rules give, ten in the country (按期录入, V7).
    async fn in_time(&self) -> CountedRatio {
        let basis =
            "credits entered within the working days of the rules, of all that were entered, whatever became of them";
        self.ratio(self.counts.in_time, self.counts.entries, basis)
    }

    /// Entered by hand (人工补录).
    async fn manual_entries(&self) -> CountedRatio {
        let basis = "credits with evidence D or E, of all that were entered, whatever became of them";
        self.ratio(self.counts.manual, self.counts.entries, basis)
    }

    /// Minutes that rest on what was entered by hand; null where they are those of a few people whom the caller may not see
    /// (人工凭证时长, R5).
    async fn manual_minutes(&self, ctx: &Context<'_>) -> Result<Option<CountedRatio>> {
        let basis = "minutes with evidence D or E, of all minutes that count";
        let Compliance { people, manual_people, .. } = self.counts;
        let seen = SmallCells::of(ctx)?.apart([people, manual_people]).iter().all(Option::is_some);
        Ok(seen.then(|| self.ratio(self.counts.manual_minutes, self.counts.minutes, basis)))
    }

    /// Put right after they were entered (更正撤销).
    async fn corrected(&self) -> CountedRatio {
        let basis = "credits corrected or revoked, of all that were entered, whatever became of them";
        self.ratio(self.counts.corrected, self.counts.entries, basis)
    }

    /// Certificates taken back; one that was refused leaves no event and is not counted (撤销证明).
    async fn certificates_revoked(&self) -> CountedRatio {
        let basis = "certificates revoked, of all issued that hold a credit of the organization and period";
        self.ratio(self.counts.certificates_revoked, self.counts.certificates, basis)
    }
}

/// How organizations record.
#[derive(Default)]
pub struct ComplianceQuery;

/// How organizations record.
#[Object]
impl ComplianceQuery {
    /// How an organization recorded the service of a period of 366 days at most: in time, by hand, put right, certified
    /// (A9, 记录合规).
    async fn compliance_score(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "First local day of service.")] from: Date,
        #[graphql(desc = "Last local day of service.")] to: Date,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<ComplianceScore> {
        let (from, to) = period(ctx, from, to)?;
        let (organization_id, _) = known_organization(Gate::of(ctx)?, organization).await?;
        let mut read = read_view(ctx, recording_audit::NAME, at_least).await?;
        let counts =
            recording_audit::compliance(&mut read, organization_id, from, to).await.map_err(EdgeError::from)?;
        Ok(ComplianceScore { counts, organization_id, from, to, position: read.position() })
    }
}
