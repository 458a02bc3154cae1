//! Stars (星级): apply, object, award, revoke; and who reached one, fell below one, or is near the next (V8).

use super::{
    mutations::{recognise, recognise_in_rank},
    words::GrantingLevel,
};
use crate::{
    access::rank,
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, read_view},
        loaders::Named,
        mutation::{Done, code},
        organization::known_organization,
        volunteer::Volunteer,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use muster_domain::{
    kernel::{DivisionCode, Policy},
    recognition::{
        RecognitionCommand,
        facts::first_classes,
        stars::{STARS, threshold},
        words,
    },
};
use muster_projections::views::recognition_register::{self, StarCandidate as CandidateRow, StarFilter, StarRule};

/// Minutes to the next star within which somebody is near when nothing is said: 10 hours.
const NEAR_MINUTES: u32 = 600;

/// Minutes of one volunteer by evidence class (各凭证等级分钟数).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct EvidenceMinutes {
    /// Scan in and out (扫码签到签退).
    a: i64,
    /// Confirmed by the leader (负责人确认).
    b: i64,
    /// Position only (定位签到).
    c: i64,
    /// Manual with a document (人工补录).
    d: i64,
    /// Imported (转入).
    e: i64,
}

/// Somebody whose minutes and star do not go together, or who is near the next one (星级候选).
pub struct StarCandidate {
    row: CandidateRow,
    position: i64,
}

/// Somebody whose minutes and star do not go together, or who is near the next one (星级候选).
#[Object]
impl StarCandidate {
    /// Who (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Volunteer> {
        Volunteer::load(ctx, Named { id: self.row.volunteer_id, at_least: self.position }).await
    }

    /// The star that is held; 0 for none (现有星级).
    async fn star(&self) -> i32 {
        self.row.star
    }

    /// The star for which the minutes are enough; 0 for none (已达星级).
    async fn reached(&self) -> i32 {
        self.row.reached
    }

    /// Whether the minutes fell below the star that is held, so that it is to be reviewed (待复核, V14).
    async fn to_review(&self) -> bool {
        self.row.reached < self.row.star
    }

    /// Minutes that count (计入分钟数).
    async fn minutes(&self) -> i64 {
        self.row.minutes
    }

    /// Minutes missing to the star after the one reached; null beyond the last (距下一星级分钟数).
    async fn missing_minutes(&self) -> Option<i64> {
        self.row.missing
    }

    /// The level that is applied for (已申请星级).
    async fn applied(&self) -> Option<i32> {
        self.row.applied
    }

    /// Live minutes by evidence class, those that do not count too (各凭证等级分钟数).
    async fn evidence(&self) -> EvidenceMinutes {
        let CandidateRow { class_a: a, class_b: b, class_c: c, class_d: d, class_e: e, .. } = self.row;
        EvidenceMinutes { a, b, c, d, e }
    }
}

/// What stars ask for in a division of residence, by whose rules they are applied for and awarded (V13).
pub(crate) fn star_rule(division: &DivisionCode, policy: &Policy) -> StarRule {
    StarRule {
        division: division.as_str().to_owned(),
        classes: first_classes(policy.star_evidence_classes),
        thresholds: (1..=STARS).map(|level| i64::try_from(threshold(policy, level)).unwrap_or(i64::MAX)).collect(),
    }
}

/// Questions about stars.
#[derive(Default)]
pub struct StarQuery;

/// Questions about stars.
#[Object]
impl StarQuery {
    /// Volunteers of an organization who reached a star, fell below theirs, or are near the next, most minutes first (星级候选).
    async fn star_candidates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the organization in whose activities they served.")] organization: String,
        #[graphql(desc = "Minutes to the next star within which somebody is near; 600 where nothing is said.")]
        within_minutes: Option<u32>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, StarCandidate>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let gate = Gate::of(ctx)?;
        let (id, _) = known_organization(gate, organization).await?;
        let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
        let (divisions, on) = (gate.divisions(), gate.today());
        let of_division = |code| star_rule(code, &standing.policies.in_force(divisions, code, on));
        let filter = StarFilter {
            organization_id: id,
            rules: divisions.all().map(|division| of_division(&division.code)).collect(),
            on,
            within_minutes: i64::from(within_minutes.unwrap_or(NEAR_MINUTES)),
        };
        let after = page.after_in_order_of::<i64>()?;
        let mut read = read_view(ctx, recognition_register::NAME, at_least).await?;
        let rows = recognition_register::star_candidates(&mut read, &filter, after, page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.minutes.to_string(), id: row.volunteer_id },
            |row| StarCandidate { row, position },
        ))
    }
}

/// Commands of stars.
#[derive(Default)]
pub struct StarMutation;

/// Commands of stars.
#[Object]
impl StarMutation {
    /// Applies for the next star of a volunteer; the application is shown for some working days (申请星级).
    async fn apply_star(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Level, 1 to 5.")] level: u8,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = move |ledger| RecognitionCommand::ApplyStar { ledger, level };
        recognise(ctx, idempotency_key, &volunteer, command).await
    }

    /// Objects to an application that is shown (提出公示异议).
    async fn object_to_star(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Level.")] level: u8,
        #[graphql(desc = "The objection's own key.")] objection: String,
        #[graphql(desc = "What is said; it is sealed.")] statement: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&objection)?;
        let command = move |_| {
            let (code, statement) = (own.clone(), statement.clone());
            RecognitionCommand::ObjectToStar { level, code, statement }
        };
        recognise(ctx, idempotency_key, &volunteer, command).await
    }

    /// Answers an objection; an upheld one ends the application (处理公示异议).
    async fn answer_objection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Level.")] level: u8,
        #[graphql(desc = "The objection's own key.")] objection: String,
        #[graphql(desc = "Whether it is right.")] upheld: bool,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = code(&objection)?;
        let command = move |ledger, authority| {
            Ok(RecognitionCommand::AnswerObjection { level, code: own.clone(), upheld, ledger, authority })
        };
        recognise_in_rank(ctx, idempotency_key, &volunteer, command).await
    }

    /// Awards a star after its publicity (授予星级).
    async fn award_star(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Level.")] level: u8,
        #[graphql(desc = "How high the awarding authority stands; never higher than whoever awards.")]
        authority: GrantingLevel,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let authority: words::GrantingLevel = authority.into();
        let command = move |ledger, yours: words::GrantingLevel| {
            rank::check_authority(authority, yours)?;
            Ok(RecognitionCommand::AwardStar { ledger, level, authority })
        };
        recognise_in_rank(ctx, idempotency_key, &volunteer, command).await
    }

    /// Revokes a star and those above it, with a ban on applying (撤销星级).
    async fn revoke_star(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Level.")] level: u8,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = move |ledger, authority| {
            Ok(RecognitionCommand::RevokeStar { ledger, level, authority, reason: reason.clone() })
        };
        recognise_in_rank(ctx, idempotency_key, &volunteer, command).await
    }
}
