//! Why a credit stands, waits or fell (认定决定), what it was before, and the evidence behind it.

use super::dispute::Dispute;
use crate::{
    edge::EdgeError,
    graphql::{
        gate::read_view,
        scalars::Date,
        words::{ApprovalTier, EvidenceClass},
    },
};
use async_graphql::{Context, Enum, Error, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use muster_domain::volunteer::events;
use muster_projections::views::credit_decisions::{self, ChangeRow, DecisionRow};
use uuid::Uuid;

/// What happened to a credit (变更类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "credit_decisions::ChangeKind")]
pub enum ChangeKind {
    /// It took effect by somebody's approval (批准).
    Approved,
    /// It was turned down (不批准).
    Rejected,
    /// Its span was corrected (更正).
    Corrected,
    /// It was revoked (撤销).
    Revoked,
}

impl ChangeKind {
    fn of_code(code: &str) -> Result<Self> {
        let kind = credit_decisions::ChangeKind::of_code(code);
        kind.map(Self::from).ok_or_else(|| Error::new("a view holds an unknown kind of change"))
    }
}

/// Why a credit waits for somebody else (待审批原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingReasonKind {
    /// The day has more minutes than take effect at once (当日时长超限).
    DailyMinutes,
    /// One person alone can write such evidence (人工补录).
    ManualEvidence,
    /// Recorded after the due date (逾期补录).
    Late,
}

/// Why a credit waits, with the figures of the moment (待审批原因).
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct PendingReason {
    /// Why (原因).
    kind: PendingReasonKind,
    /// The local day, of daily minutes (日期).
    day: Option<Date>,
    /// Minutes of the day with this credit, of daily minutes (当日分钟数).
    minutes: Option<u32>,
    /// Minutes that would have taken effect at once, of daily minutes (限额).
    limit: Option<u32>,
    /// The evidence, of manual evidence (凭证等级).
    evidence: Option<EvidenceClass>,
    /// Working days in which it would have been in time, of a late credit (工作日).
    working_days: Option<u32>,
}

impl From<events::PendingReason> for PendingReason {
    fn from(reason: events::PendingReason) -> Self {
        let kind = match reason {
            events::PendingReason::DailyMinutes { .. } => PendingReasonKind::DailyMinutes,
            events::PendingReason::ManualEvidence { .. } => PendingReasonKind::ManualEvidence,
            events::PendingReason::Late { .. } => PendingReasonKind::Late,
        };
        let bare = Self { kind, day: None, minutes: None, limit: None, evidence: None, working_days: None };
        match reason {
            events::PendingReason::DailyMinutes { day, minutes, limit } => {
                Self { day: Some(Date(day)), minutes: Some(minutes), limit: Some(limit), ..bare }
            }
            events::PendingReason::ManualEvidence { evidence } => Self { evidence: Some(evidence.into()), ..bare },
            events::PendingReason::Late { working_days } => Self { working_days: Some(working_days), ..bare },
        }
    }
}

/// One thing that happened to a credit after it was entered (时长变更).
pub struct CreditChange(ChangeRow);

/// One thing that happened to a credit after it was entered (时长变更).
#[Object]
impl CreditChange {
    /// What (变更类型).
    async fn kind(&self) -> Result<ChangeKind> {
        ChangeKind::of_code(&self.0.kind)
    }

    /// Start of the span before a correction (更正前开始时间).
    async fn starts_at(&self) -> Option<DateTime<Utc>> {
        self.0.starts_at
    }

    /// End of the span before a correction (更正前结束时间).
    async fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.0.ends_at
    }

    /// Minutes before a correction, or those that left the totals (变更前分钟数).
    async fn minutes(&self) -> Option<i32> {
        self.0.minutes
    }

    /// Pseudonym of who did it (操作者).
    async fn actor(&self) -> Option<&str> {
        self.0.actor.as_deref()
    }

    /// When (时间).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// Position of the event (日志位置).
    async fn position(&self) -> i64 {
        self.0.position
    }
}

/// Why a credit stands, waits or fell, and who decided (认定决定).
pub struct CreditDecision {
    pub(super) credit_id: Uuid,
    pub(super) position: i64,
    pub(super) row: Option<DecisionRow>,
}

impl CreditDecision {
    /// The decision on a credit, at least at the position that the credit reflects.
    pub(super) async fn load(ctx: &Context<'_>, credit_id: Uuid, at_least: i64) -> Result<Self> {
        let mut read = read_view(ctx, credit_decisions::NAME, Some(at_least)).await?;
        let row = credit_decisions::decision_of(&mut read, credit_id).await.map_err(EdgeError::from)?;
        Ok(Self { credit_id, position: read.position(), row })
    }
}

/// Why a credit stands, waits or fell, and who decided (认定决定).
#[Object]
impl CreditDecision {
    /// Why it waits or waited; empty for one that counted at once (待审批原因).
    async fn reasons(&self) -> Result<Vec<PendingReason>> {
        let Some(row) = &self.row else { return Ok(Vec::new()) };
        let reasons: Vec<events::PendingReason> =
            serde_json::from_value(row.reasons.clone()).map_err(|_| Error::new("a view holds an unknown reason"))?;
        Ok(reasons.into_iter().map(PendingReason::from).collect())
    }

    /// Who has or had to approve (审批层级).
    async fn approval_tier(&self) -> Result<Option<ApprovalTier>> {
        let tier = self.row.as_ref().and_then(|row| row.approval_tier.as_deref());
        tier.map(ApprovalTier::of_code).transpose()
    }

    /// Pseudonym of who entered it; somebody else approves (录入者).
    async fn credited_by(&self) -> Option<&str> {
        self.row.as_ref().and_then(|row| row.credited_by.as_deref())
    }

    /// Reference of the document behind it (佐证材料编号).
    async fn document_reference(&self) -> Option<&str> {
        self.row.as_ref().and_then(|row| row.document_reference.as_deref())
    }

    /// What was decided on it last (最近决定).
    async fn decided(&self) -> Result<Option<ChangeKind>> {
        self.row.as_ref().and_then(|row| row.decided.as_deref()).map(ChangeKind::of_code).transpose()
    }

    /// Pseudonym of who decided last (决定者).
    async fn decided_by(&self) -> Option<&str> {
        self.row.as_ref().and_then(|row| row.decided_by.as_deref())
    }

    /// When (决定时间).
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.row.as_ref().and_then(|row| row.decided_at)
    }

    /// Versions of the policy under which it was entered or corrected last (规则版本).
    async fn policy_version(&self) -> Option<&str> {
        self.row.as_ref().and_then(|row| row.policy_version.as_deref())
    }

    /// What happened to it after it was entered, oldest first; earlier spans stay readable (变更记录).
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<CreditChange>> {
        let mut read = read_view(ctx, credit_decisions::NAME, Some(self.position)).await?;
        let rows = credit_decisions::changes_of(&mut read, self.credit_id).await.map_err(EdgeError::from)?;
        Ok(rows.into_iter().map(CreditChange).collect())
    }

    /// Disputes about it, or answered by it, oldest first (异议).
    async fn disputes(&self, ctx: &Context<'_>) -> Result<Vec<Dispute>> {
        let mut read = read_view(ctx, credit_decisions::NAME, Some(self.position)).await?;
        let rows = credit_decisions::disputes_of_credit(&mut read, self.credit_id).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().map(|row| Dispute { row, position }).collect())
    }
}
