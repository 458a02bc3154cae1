//! The lists of whoever answers for privacy in a part of the registry: of what is listed by people, what belongs to people
//! who stand in a division. Where somebody stands follows from the log, so that a list is looked through a page at a time.

use crate::{access::reach, edge::Refused, graphql::gate::codes_within};
use async_graphql::{Context, Result};
use futures::future::BoxFuture;
use uuid::Uuid;

/// Rows of one look.
const LOOK: i64 = 200;
/// Rows that are looked at for one page.
const LOOKED_AT_LIMIT: usize = 10_000;

/// Rows after a cursor.
pub(super) type Rows<'r, R> = BoxFuture<'r, Result<Vec<R>>>;

/// A page of a list: of all of it, or of the rows whose person stands in a division or below it. `of` says whose a row is,
/// and where the list goes on after it.
///
/// # Errors
/// Refused `UNKNOWN_DIVISION`, or `TOO_MUCH_TO_LOOK_THROUGH` where so many rows are of people elsewhere; what reading fails
/// with.
pub(super) async fn page<'r, R: Send, C: Clone + Send>(
    ctx: &Context<'_>,
    within: Option<&str>,
    (mut after, limit): (Option<C>, i64),
    read: impl Fn(Option<C>, i64) -> Rows<'r, R> + Send + Sync,
    of: impl Fn(&R) -> (Uuid, C) + Send + Sync,
) -> Result<Vec<R>> {
    let Some(division) = within else { return read(after, limit).await };
    codes_within(ctx, division)?;
    let wanted = usize::try_from(limit).unwrap_or_default();
    let (mut found, mut looked_at) = (Vec::new(), 0);
    loop {
        let rows = read(after.clone(), LOOK).await?;
        let is_last = i64::try_from(rows.len()).is_ok_and(|rows| rows < LOOK);
        looked_at += rows.len();
        after = rows.last().map(|row| of(row).1).or(after);
        let people: Vec<Uuid> = rows.iter().map(|row| of(row).0).collect();
        let standing = reach::standing_within(ctx, division, &people).await?;
        found.extend(rows.into_iter().zip(standing).filter(|(_, stands)| *stands).map(|(row, _)| row));
        if found.len() >= wanted || is_last {
            found.truncate(wanted);
            return Ok(found);
        }
        if looked_at >= LOOKED_AT_LIMIT {
            let message = "too much of this list is of people elsewhere; ask for a person, or for fewer days";
            return Err(Refused::new("TOO_MUCH_TO_LOOK_THROUGH", message).with("limit", LOOKED_AT_LIMIT).into());
        }
    }
}
