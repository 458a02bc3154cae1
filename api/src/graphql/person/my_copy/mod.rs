//! The copy of a person's data that they take elsewhere: one JSON document, by the codes of the lists.
//!
//! It holds what the registry's views keep of the person in every role, and of the records that were merged into theirs:
//! one file a part of the registry. Its lists are read to their end; none is cut. What it does not hold, and why:
//!
//! * Texts that come with a command (reasons, notes, references of evidence of a skill, what a dispute, a problem or a
//!   comment on an activity says): they stay sealed in the log, and no view keeps them. What a person asked for as of
//!   right, and what they were answered, is in it in full, and so is what a read was for.
//! * What is worked out when it is asked: saved queries that would find them, deadlines, audits, figures.
//! * That they may record in an organization's name, of which the views keep a number only, and what their accounts
//!   may: `signedIn` tells it.
//! * Others: who else is in a team, who took a link over. Whoever entered, approved or read something is a pseudonym.
//! * Who a merged record says they are, in clear: it is masked, for a merge may be taken back.

mod disclosed;
mod honours;
mod identity;
mod instructor;
mod posts;
mod readiness;
mod service;
mod social_worker;
mod talent;
mod volunteer;

use super::my_data::MyData;
use crate::graphql::gate::{Gate, read_view};
use async_graphql::{Context, Error, Result};
use chrono::{DateTime, Utc};
use muster_domain::person::Person;
use muster_projections::ViewRead;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// The form of the document.
const FORM: &str = "muster-person/1";
/// Rows of one read; the next one goes on after them.
const PAGE: i64 = 1_000;

/// Reads a list to its end, page by page, each after the last row of the one before.
macro_rules! every {
    ($row:ty, |$last:ident| $page:expr) => {{
        let mut rows: Vec<$row> = Vec::new();
        loop {
            let $last = rows.last();
            let page = $page.await.map_err(crate::edge::EdgeError::from)?;
            let more = i64::try_from(page.len()).unwrap_or(super::PAGE) >= super::PAGE;
            rows.extend(page);
            if !more {
                break rows;
            }
        }
    }};
}
use every;

/// Whose data are read, and what the answer reflects at least.
pub(super) struct Source<'c> {
    ctx: &'c Context<'c>,
    mine: &'c MyData,
    /// The person, and the records that were merged into theirs.
    people: Vec<Uuid>,
}

impl<'c> Source<'c> {
    pub(super) fn of(ctx: &'c Context<'c>, mine: &'c MyData) -> Self {
        Self { ctx, mine, people: mine.people() }
    }

    /// Opens a view at the position of the answer or after it.
    async fn open(&self, view: &'static str) -> Result<ViewRead> {
        read_view(self.ctx, view, Some(self.mine.position)).await
    }

    fn gate(&self) -> Result<&Gate> {
        Gate::of(self.ctx)
    }
}

/// Everything that the copy holds, read once.
pub(super) struct Held<'m> {
    state: &'m Person,
    id: Uuid,
    written_at: DateTime<Utc>,
    talent: Value,
    talent_facts: Value,
    engagements: Value,
    pools: Value,
    demand_matches: Value,
    volunteer: Value,
    social_worker: Value,
    instructor: Value,
    posts: Value,
    represents: Value,
    merged_records: Value,
    exports: Value,
    reads: Value,
}

impl<'m> Held<'m> {
    /// Reads everything at the position of the answer or after it.
    pub(super) async fn read(source: &Source<'m>) -> Result<Self> {
        Ok(Self {
            state: &source.mine.state,
            id: source.mine.id,
            written_at: source.gate()?.as_things_stand()?.clock().now(),
            talent: talent::today(source).await?,
            talent_facts: talent::facts(source).await?,
            engagements: talent::engagements(source).await?,
            pools: talent::pools(source).await?,
            demand_matches: talent::demand_matches(source).await?,
            volunteer: volunteer::read(source).await?,
            social_worker: social_worker::read(source).await?,
            instructor: instructor::read(source).await?,
            posts: posts::held(source).await?,
            represents: posts::represented(source).await?,
            merged_records: identity::merged(source).await?,
            exports: disclosed::exports(source).await?,
            reads: disclosed::reads(source).await?,
        })
    }
}

/// The document.
pub(super) fn write(held: &Held<'_>) -> Result<String> {
    let state = held.state;
    let document = json!({
        "form": FORM,
        "writtenAt": held.written_at,
        "person": held.id,
        "identity": identity::of(state),
        "guardian": identity::guardian_of(state),
        "consents": identity::consents_of(state),
        "requests": identity::requests_of(state),
        "mergedRecords": held.merged_records,
        "talent": held.talent,
        "talentFacts": held.talent_facts,
        "engagements": held.engagements,
        "pools": held.pools,
        "demandMatches": held.demand_matches,
        "volunteer": held.volunteer,
        "socialWorker": held.social_worker,
        "instructor": held.instructor,
        "posts": held.posts,
        "represents": held.represents,
        "exports": held.exports,
        "reads": held.reads,
    });
    serde_json::to_string_pretty(&document).map_err(unwritten)
}

/// What a view keeps as JSON does not read, or the document does not write.
fn unwritten(error: serde_json::Error) -> Error {
    Error::new_with_source(Arc::new(error))
}

/// The entries of a list in their order.
fn list<R>(rows: &[R], entry: impl Fn(&R) -> Value) -> Value {
    rows.iter().map(entry).collect()
}
