//! What waits for a second person: proposals to merge two records, or to split them.

use super::{Person, words::MergeStep};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, read_view, request},
        loaders::Named,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use muster_domain::kernel::Proposal;
use muster_projections::views::person_directory;

/// A proposal to merge or to split on which nobody has decided (待批准的并档或拆档).
#[derive(SimpleObject)]
pub struct MergeProposal {
    /// Whether one record takes the other in, or lets it go (并档或拆档).
    step: MergeStep,
    /// Who speaks, or would speak, for both (主档案).
    survivor: Person,
    /// The other record (重复档案).
    duplicate: Person,
    /// Pseudonym of who proposed (提出人).
    proposed_by: String,
    /// When (提出时间).
    proposed_at: DateTime<Utc>,
    /// From when on it cannot be approved (失效时间).
    expires_at: DateTime<Utc>,
}

/// Questions about merging.
#[derive(Default)]
pub struct MergeQuery;

/// Questions about merging.
#[Object]
impl MergeQuery {
    /// Proposals to merge or to split on which nobody has decided, the oldest first; one that expired is made anew
    /// (待批准的并档或拆档).
    async fn proposed_merges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, MergeProposal>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let context = Gate::of(ctx)?.as_things_stand()?.context(&request(ctx, None)?);
        let mut read = read_view(ctx, person_directory::NAME, at_least).await?;
        let after = page.after_in_order_of()?;
        let rows = person_directory::proposed_merges(&mut read, after, page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        drop(read);
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let (Some(step), Some(other), Some(proposed_by), Some(proposed_at)) =
                (&row.merge_step, row.merge_duplicate, row.merge_proposed_by.clone(), row.merge_proposed_at)
            else {
                continue;
            };
            let proposal = Proposal { what: MergeStep::of_code(step)?, proposed_by, proposed_at };
            let expires_at = proposal.expires_at(&context);
            let Proposal { what: step, proposed_by, proposed_at } = proposal;
            let duplicate = Person::load(ctx, Named { id: other, at_least: position }).await?;
            let survivor = Person { row, position };
            found.push(MergeProposal { step, survivor, duplicate, proposed_by, proposed_at, expires_at });
        }
        let cursor =
            |found: &MergeProposal| PageCursor { order: found.proposed_at.to_rfc3339(), id: found.survivor.row.id };
        Ok(page.connection(found, cursor, |found| found))
    }
}
