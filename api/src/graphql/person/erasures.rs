//! What waits for a second person, and the proof that somebody was forgotten.

use super::{Person, within, words::ErasureBasis};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, read_view, request},
        mutation::uuid,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use muster_domain::{
    kernel::{Proposal, RuleContext},
    volunteer::Volunteer,
};
use muster_eventstore::erasures::{self, Erasure, Remnants};
use muster_projections::views::{
    person_directory::{self, PersonRow},
    volunteer_roster,
};
use uuid::Uuid;

/// A proposal to erase on which nobody has decided (待批准的擦除).
#[derive(SimpleObject)]
pub struct ErasureProposal {
    /// Whose data (自然人).
    person: Person,
    /// On which ground (删除情形).
    basis: ErasureBasis,
    /// Pseudonym of who proposed (提出人).
    proposed_by: String,
    /// When (提出时间).
    proposed_at: DateTime<Utc>,
    /// From when on it cannot be approved (失效时间).
    expires_at: DateTime<Utc>,
}

impl ErasureProposal {
    /// The proposal to erase a person of whom there is one.
    fn of(person: Person, context: &RuleContext) -> Result<Option<Self>> {
        let row = &person.row;
        let (Some(basis), Some(proposed_by), Some(proposed_at)) =
            (&row.erasure_basis, row.erasure_proposed_by.clone(), row.erasure_proposed_at)
        else {
            return Ok(None);
        };
        let proposal = Proposal { what: ErasureBasis::of_code(basis)?, proposed_by, proposed_at };
        let expires_at = proposal.expires_at(context);
        let Proposal { what: basis, proposed_by, proposed_at } = proposal;
        Ok(Some(Self { person, basis, proposed_by, proposed_at, expires_at }))
    }
}

/// That a person's data are gone, and what stays (擦除证明).
#[derive(SimpleObject)]
pub struct ErasureProof {
    /// Id of the person, a pseudonym (自然人).
    person: ID,
    /// Position of the event (事件位置).
    position: i64,
    /// The day (擦除日期).
    erased_on: Date,
    /// On which ground (删除情形).
    basis: ErasureBasis,
    /// Pseudonym of who proposed (提出人).
    proposed_by: String,
    /// Pseudonym of who approved (批准人).
    approved_by: String,
    /// Keys under which the person's fields would open, counted now (密钥数).
    keys: i64,
    /// Blind indexes by which the person would be found, in the log's tables, counted now (索引数).
    indexes: i64,
    /// Fields of the directory that hold a mask, sealed text, a keyed hash or a consent, counted now (目录字段数).
    directory_fields: usize,
    /// Answers kept for commands about the person, counted now (留存应答数).
    answers: i64,
    /// Copies of the directory that do not know of the erasure, counted now: of a rebuild that was killed, or as of a
    /// position before it and not dropped yet (残留副本数).
    copies: i64,
    /// Minutes of live credits just before the erasure, by the log; nothing where the person is no volunteer
    /// (擦除前时长, 分钟).
    minutes_before: Option<i64>,
    /// Minutes of live credits now; only a correction or revocation since makes them differ (现有时长, 分钟).
    minutes_after: Option<i64>,
    /// Whether nothing is left by which the person could be read or found (是否彻底).
    whole: bool,
}

/// Questions about erasing.
#[derive(Default)]
pub struct ErasureQuery;

/// Questions about erasing.
#[Object]
impl ErasureQuery {
    /// Proposals to erase on which nobody has decided, the oldest first; one that expired is made anew (待批准的擦除).
    async fn proposed_erasures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division in which the person stands, and everything below it.")] within: Option<String>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, ErasureProposal>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let context = Gate::of(ctx)?.as_things_stand()?.context(&request(ctx, None)?);
        let after = page.after_in_order_of()?;
        let read = |after, limit| -> within::Rows<'_, Person> {
            Box::pin(async move {
                let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
                let rows = person_directory::proposed_erasures(&mut read, after, limit).await;
                let position = read.position();
                Ok(rows.map_err(EdgeError::from)?.into_iter().map(|row| Person { row, position }).collect())
            })
        };
        let of = |Person { row, .. }: &Person| (row.id, (row.erasure_proposed_at.unwrap_or_default(), row.id));
        let mut found = Vec::new();
        for person in within::page(ctx, within.as_deref(), (after, page.limit()), read, of).await? {
            found.extend(ErasureProposal::of(person, &context)?);
        }
        let cursor =
            |found: &ErasureProposal| PageCursor { order: found.proposed_at.to_rfc3339(), id: found.person.row.id };
        Ok(page.connection(found, cursor, |found| found))
    }

    /// The proof that a person's data are gone: counted in the tables as they are now; null for a person who was not
    /// erased (擦除证明).
    async fn erasure_proof(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<ErasureProof>> {
        let Ok(person) = uuid(&person) else { return Ok(None) };
        let pool = Gate::of(ctx)?.as_things_stand()?.pool();
        let Some(erasure) = erasures::find(pool, person).await.map_err(EdgeError::from)? else { return Ok(None) };
        let remnants = erasures::remnants(pool, &erasure).await.map_err(EdgeError::from)?;
        // Never from before the erasure.
        let at_least = Some(at_least.unwrap_or(0).max(erasure.position));
        let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
        let rows = person_directory::by_ids(&mut read, &[person]).await.map_err(EdgeError::from)?;
        drop(read);
        let directory_fields = rows.iter().map(PersonRow::personal_fields).sum();
        let minutes = minutes(ctx, person, erasure.position, at_least).await?;
        let copies = Gate::of(ctx)?.copies_from_before(erasure.position).await?;
        proof(erasure, remnants, (directory_fields, copies), minutes).map(Some)
    }
}

/// The live minutes of the volunteer that a person is, before a position and now.
async fn minutes(ctx: &Context<'_>, person: Uuid, position: i64, at_least: Option<i64>) -> Result<Option<(i64, i64)>> {
    let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
    let rows = volunteer_roster::by_person_ids(&mut read, &[person]).await.map_err(EdgeError::from)?;
    drop(read);
    let Some(now) = rows.first() else { return Ok(None) };
    let before =
        Gate::of(ctx)?.log().find_at::<Volunteer>(now.id, position).await.map_err(EdgeError::from)?.unwrap_or_default();
    Ok(Some((i64::try_from(before.minutes_total()).unwrap_or(i64::MAX), now.minutes_total)))
}

fn proof(
    erasure: Erasure,
    Remnants { keys, indexes, answers }: Remnants,
    (directory_fields, copies): (usize, i64),
    minutes: Option<(i64, i64)>,
) -> Result<ErasureProof> {
    Ok(ErasureProof {
        person: erasure.person.into(),
        position: erasure.position,
        erased_on: Date(erasure.erased_on),
        basis: ErasureBasis::of_code(&erasure.basis)?,
        proposed_by: erasure.proposed_by,
        approved_by: erasure.approved_by,
        keys,
        indexes,
        directory_fields,
        answers,
        copies,
        minutes_before: minutes.map(|(before, _)| before),
        minutes_after: minutes.map(|(_, after)| after),
        whole: keys + indexes + answers + copies == 0 && directory_fields == 0,
    })
}
