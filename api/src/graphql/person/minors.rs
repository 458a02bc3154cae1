//! Reads of a minor's record on the wire: asked for by one, approved by another; or glass broken in an emergency.

use super::{
    within,
    words::{PersonalField, ReadPurpose},
};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, read_view, request},
        mutation::{Done, execute_keyed, uuid},
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use muster_domain::{
    kernel::{Proposal, RuleContext},
    person::{Person, PersonCommand, ReadRequest},
};
use muster_projections::views::privacy_register::{self, BrokenGlassRow, MinorReadRow};
use uuid::Uuid;

/// What is asked to be read, as the rules take it.
fn asked(fields: Vec<PersonalField>, purpose: ReadPurpose, note: &str) -> Result<ReadRequest> {
    let fields = fields.into_iter().map(Into::into).collect();
    ReadRequest::try_new(fields, purpose.into(), Some(note)).map_err(|refusal| Refused::of(&refusal).into())
}

/// Commands about reads of minors.
#[derive(Default)]
pub struct MinorMutation;

/// Commands about reads of minors.
#[Object]
impl MinorMutation {
    /// Asks to read the record of somebody below 14 in clear; whoever asked reads it for a day once somebody else approved,
    /// within seven days (申请查阅未成年人信息; 未成年人网络保护条例 art. 37). Asking for something else takes its place.
    async fn propose_minor_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The minor's id.")] person: ID,
        #[graphql(desc = "What; no more than the purpose needs.")] fields: Vec<PersonalField>,
        #[graphql(desc = "What for; `HAND_OVER` for an export.")] purpose: ReadPurpose,
        #[graphql(desc = "What for, in full; kept sealed.")] note: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::ProposeMinorRead { request: asked(fields, purpose, &note)? };
        execute_keyed::<Person>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Approves a read of a minor's record for whoever asked, as a second person (批准查阅未成年人信息).
    async fn approve_minor_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The minor's id.")] person: ID,
        #[graphql(desc = "Pseudonym of who asked.")] reader: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::ApproveMinorRead { reader };
        execute_keyed::<Person>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Declines a read of a minor's record (驳回查阅申请).
    async fn decline_minor_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The minor's id.")] person: ID,
        #[graphql(desc = "Pseudonym of who asked.")] reader: String,
        #[graphql(desc = "Why; kept sealed.")] reason: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::DeclineMinorRead { reader, reason };
        execute_keyed::<Person>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Breaks the glass: in an emergency whoever reaches the minor reads for an hour without a second person. Whoever answers
    /// for privacy finds it at once in `brokenGlass`, and what was read in the access log as `BROKEN_GLASS` (应急破例查阅).
    async fn break_glass(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The minor's id.")] person: ID,
        #[graphql(desc = "What; no more than an emergency needs.")] fields: Vec<PersonalField>,
        #[graphql(desc = "Which emergency; kept sealed.")] note: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person = uuid(&person)?;
        let command = PersonCommand::BreakGlass { request: asked(fields, ReadPurpose::Emergency, &note)? };
        let done = execute_keyed::<Person>(ctx, idempotency_key.as_deref(), person, command).await?;
        metrics::counter!("muster_broken_glass_total").increment(1);
        tracing::warn!(%person, actor = request(ctx, None)?.actor, "the glass was broken to read of a minor");
        Ok(done)
    }
}

/// A read of a minor's record on which nobody has decided (待批准的查阅).
#[derive(SimpleObject)]
pub struct MinorReadProposal {
    /// Id of the minor (自然人).
    person: ID,
    /// Pseudonym of who asked (申请人).
    reader: String,
    /// What for (目的).
    purpose: ReadPurpose,
    /// What (信息项).
    fields: Vec<PersonalField>,
    /// When it was asked for (申请时间).
    proposed_at: DateTime<Utc>,
    /// From when on it cannot be approved (失效时间).
    expires_at: DateTime<Utc>,
}

impl MinorReadProposal {
    fn of(row: MinorReadRow, context: &RuleContext) -> Result<Self> {
        let MinorReadRow { person_id, reader, purpose, fields, proposed_at, .. } = row;
        let proposal = Proposal { what: (), proposed_by: reader, proposed_at };
        Ok(Self {
            person: person_id.into(),
            purpose: ReadPurpose::of_code(&purpose)?,
            fields: fields.iter().map(|code| PersonalField::of_code(code)).collect::<Result<_>>()?,
            proposed_at,
            expires_at: proposal.expires_at(context),
            reader: proposal.proposed_by,
        })
    }
}

/// An emergency in which the glass was broken to read of a minor (应急破例查阅).
#[derive(SimpleObject)]
pub(super) struct BrokenGlass {
    /// Id of the minor (自然人).
    person: ID,
    /// Pseudonym of who broke it (破例人).
    reader: String,
    /// What they may read (信息项).
    fields: Vec<PersonalField>,
    /// When it was broken (破例时间).
    broken_at: DateTime<Utc>,
    /// From when on nothing can be read (失效时间).
    ends_at: DateTime<Utc>,
}

impl BrokenGlass {
    fn of(row: BrokenGlassRow) -> Result<Self> {
        let BrokenGlassRow { person_id, reader, fields, broken_at, ends_at, .. } = row;
        let fields = fields.iter().map(|code| PersonalField::of_code(code)).collect::<Result<_>>()?;
        Ok(Self { person: person_id.into(), reader, fields, broken_at, ends_at })
    }
}

/// Questions about reads of minors.
#[derive(Default)]
pub struct MinorQuery;

/// Questions about reads of minors.
#[Object]
impl MinorQuery {
    /// Reads of minors' records on which nobody has decided, the oldest first; one that expired is asked for anew
    /// (待批准的未成年人信息查阅).
    async fn proposed_minor_reads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division in which the person stands, and everything below it.")] within: Option<String>,
        #[graphql(desc = "Id of the minor; everybody where nothing is said.")] person: Option<ID>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, MinorReadProposal>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let after = page.after_in_order_of()?;
        let person = person.as_ref().map(uuid).transpose()?;
        let context = Gate::of(ctx)?.as_things_stand()?.context(&request(ctx, None)?);
        let read = |after, limit| -> within::Rows<'_, MinorReadRow> {
            Box::pin(async move {
                let mut read = read_view(ctx, privacy_register::NAME, at_least).await?;
                let rows = privacy_register::minor_reads(&mut read, person, after, limit).await;
                Ok(rows.map_err(EdgeError::from)?)
            })
        };
        let of = |row: &MinorReadRow| (row.person_id, (row.proposed_at, row.person_id));
        let rows = within::page(ctx, within.as_deref(), (after, page.limit()), read, of).await?;
        let mut found: Vec<(Uuid, MinorReadProposal)> = Vec::new();
        for row in rows {
            found.push((row.person_id, MinorReadProposal::of(row, &context)?));
        }
        let cursor =
            |(id, found): &(Uuid, MinorReadProposal)| PageCursor { order: found.proposed_at.to_rfc3339(), id: *id };
        Ok(page.connection(found, cursor, |(_, found)| found))
    }

    /// Where the glass was broken to read of a minor, the newest first, whether or not anything was read then
    /// (应急破例查阅台账).
    async fn broken_glass(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division in which the person stands, and everything below it.")] within: Option<String>,
        #[graphql(desc = "Id of the minor; everybody where nothing is said.")] person: Option<ID>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, BrokenGlass>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let (before, person) = (page.after_in_order_of()?, person.as_ref().map(uuid).transpose()?);
        let read = |before, limit| -> within::Rows<'_, BrokenGlassRow> {
            Box::pin(async move {
                let mut read = read_view(ctx, privacy_register::NAME, at_least).await?;
                let rows = privacy_register::broken_glass(&mut read, person, before, limit).await;
                Ok(rows.map_err(EdgeError::from)?)
            })
        };
        let of = |row: &BrokenGlassRow| (row.person_id, (row.broken_at, row.person_id));
        let rows = within::page(ctx, within.as_deref(), (before, page.limit()), read, of).await?;
        let mut found: Vec<(Uuid, BrokenGlass)> = Vec::new();
        for row in rows {
            found.push((row.person_id, BrokenGlass::of(row)?));
        }
        let cursor = |(id, found): &(Uuid, BrokenGlass)| PageCursor { order: found.broken_at.to_rfc3339(), id: *id };
        Ok(page.connection(found, cursor, |(_, found)| found))
    }
}
