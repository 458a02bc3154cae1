//! What an auditor looks at twice (异常规则, A6): each rule says what it found beside its number, and proves nothing.

use super::filter;
use crate::{
    edge::{EdgeError, Refused},
    graphql::{gate::read_view, scalars::Date},
};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use muster_projections::views::recording_audit::{self, AnomalyRow};

/// Rows of one rule at most.
const FIRST_LIMIT: i32 = 500;

/// A rule (异常规则).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "recording_audit::AnomalyKind")]
pub enum AnomalyKind {
    /// Entered for somebody who never appears in the activity, otherwise than from a file (无考勤录入).
    WithoutAttendance,
    /// Entered after the due date (逾期录入).
    Late,
    /// One account entered so many people of unrelated divisions within an hour, otherwise than from a file (批量录入).
    InBulk,
    /// Entered within minutes of the volunteer's registration (注册后即录入).
    SoonAfterRegistration,
    /// Entered within minutes of the volunteer's first appearance in the activity (首次出现后即录入).
    SoonAfterAppearance,
    /// Most credits of a session have the same round time (整数时长).
    RoundHours,
    /// The activity came on record after its own end, otherwise than from a file (活动事后建立).
    ActivityAfterEnd,
    /// An organization begins an activity of the same title day after day (标题每日重复).
    TitleReused,
    /// Two credits of one volunteer in different counties with less time between than the way takes; of places only the
    /// divisions are known (异地重叠).
    FarApart,
    /// A certificate follows a manual credit in it within the hour (补录后即开证明).
    CertificateAfterManual,
    /// Most minutes of an organization have evidence D or E (人工凭证过半).
    MostlyManual,
}

/// What a rule found: the record, and the figure beside the rule's number (异常).
#[derive(SimpleObject)]
pub struct Anomaly {
    /// Position of the event, or of the first of several (日志位置).
    position: Option<i64>,
    /// Id of the credit (时长记录).
    credit: Option<ID>,
    /// Id of the credit before it, of two (另一时长记录).
    other_credit: Option<ID>,
    /// Id of the activity (活动).
    activity: Option<ID>,
    /// Number of the session (场次序号).
    session: Option<i32>,
    /// Id of the volunteer, a pseudonym (志愿者).
    volunteer: Option<ID>,
    /// Id of the organization that records (记录单位).
    organization: Option<ID>,
    /// Number of the certificate (证明编号).
    certificate: Option<String>,
    /// Pseudonym of who entered, created or issued it (操作者).
    actor: Option<String>,
    /// What was found, in the rule's unit (实际值).
    actual: Option<i64>,
    /// Of how many, of a share; of bulk, in how many divisions (总数).
    of: Option<i64>,
    /// The rule's number for this record (规则值).
    limit: Option<i64>,
}

impl From<AnomalyRow> for Anomaly {
    fn from(row: AnomalyRow) -> Self {
        Self {
            position: row.position,
            credit: row.credit_id.map(ID::from),
            other_credit: row.other_credit_id.map(ID::from),
            activity: row.activity_id.map(ID::from),
            session: row.session,
            volunteer: row.volunteer_id.map(ID::from),
            organization: row.organization_id.map(ID::from),
            certificate: row.certificate,
            actor: row.actor,
            actual: row.actual,
            of: row.of_all,
            limit: row.bound,
        }
    }
}

/// What one rule found (一条规则的结果).
#[derive(SimpleObject)]
pub struct AnomalyFindings {
    /// The rule (异常规则).
    kind: AnomalyKind,
    /// What it says (规则).
    rule: &'static str,
    /// In what its figures count (单位).
    unit: &'static str,
    /// The records, in the order of the log (异常).
    rows: Vec<Anomaly>,
    /// Whether there are more than were asked for (是否还有).
    more: bool,
}

/// What the rules found in a period (异常).
#[derive(SimpleObject)]
pub struct Anomalies {
    /// The position of the log that it reflects (日志位置).
    position: i64,
    /// By rule (各规则).
    findings: Vec<AnomalyFindings>,
}

/// What is looked at twice.
#[derive(Default)]
pub struct AnomaliesQuery;

/// What is looked at twice.
#[Object]
impl AnomaliesQuery {
    /// What the rules find among the service of a period of 366 days at most, turned down hours left out; a find is a
    /// question, no proof (A6, 异常).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn anomalies(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "The rules; all where none is named.")] kinds: Vec<AnomalyKind>,
        #[graphql(desc = "First local day of service.")] from: Date,
        #[graphql(desc = "Last local day of service.")] to: Date,
        #[graphql(desc = "Only activities in this division and below it.")] within: Option<String>,
        #[graphql(default = 20, desc = "Rows of each rule, 1 to 500.")] first: i32,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Anomalies> {
        let Some(limit) = usize::try_from(first).ok().filter(|_| (1..=FIRST_LIMIT).contains(&first)) else {
            let refused =
                Refused::new("FIRST_OUT_OF_RANGE", format!("first is 1 to {FIRST_LIMIT}, {first} was asked for"));
            return Err(refused.with("limit", FIRST_LIMIT).with("actual", first).into());
        };
        let filter = filter(ctx, within.as_deref(), (from, to))?;
        let all = recording_audit::AnomalyKind::ALL.iter().copied();
        let asked = |kind: &recording_audit::AnomalyKind| kinds.is_empty() || kinds.contains(&AnomalyKind::from(*kind));
        let mut read = read_view(ctx, recording_audit::NAME, at_least).await?;
        let mut findings = Vec::new();
        for kind in all.filter(asked) {
            let rows = recording_audit::anomalies(&mut read, kind, &filter, i64::from(first) + 1).await;
            let mut rows = rows.map_err(EdgeError::from)?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let rows = rows.into_iter().map(Anomaly::from).collect();
            findings.push(AnomalyFindings { kind: kind.into(), rule: kind.rule(), unit: unit(kind), rows, more });
        }
        Ok(Anomalies { position: read.position(), findings })
    }
}

/// In what a rule's figures count.
const fn unit(kind: recording_audit::AnomalyKind) -> &'static str {
    match kind {
        recording_audit::AnomalyKind::WithoutAttendance | recording_audit::AnomalyKind::Late => "no figure",
        recording_audit::AnomalyKind::InBulk => "people, in divisions; the limit in people",
        recording_audit::AnomalyKind::SoonAfterRegistration
        | recording_audit::AnomalyKind::SoonAfterAppearance
        | recording_audit::AnomalyKind::ActivityAfterEnd
        | recording_audit::AnomalyKind::FarApart
        | recording_audit::AnomalyKind::CertificateAfterManual => "minutes",
        recording_audit::AnomalyKind::RoundHours => {
            "credits of 300 minutes, of all of the session; the limit in percent"
        }
        recording_audit::AnomalyKind::TitleReused => "days in a row",
        recording_audit::AnomalyKind::MostlyManual => "minutes, of all that count; the limit in percent",
    }
}
