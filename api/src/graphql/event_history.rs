//! The history of events (操作历史): what was recorded, when, by whom; never the content of an event.

use super::{
    aggregate_type::AggregateType,
    cursor::{PageArguments, PageCursor},
    gate::read_view,
    mutation::{code, uuid},
};
use crate::edge::{EdgeError, Refused};
use async_graphql::{Context, ID, InputObject, Object, Result, connection::Connection};
use chrono::{DateTime, Utc};
use muster_projections::views::event_history::{self, EventRow, HistoryFilter, HistoryRange};
use uuid::Uuid;

/// A thing by the sender's own key (外部编码).
#[derive(InputObject)]
pub struct CodedThingInput {
    /// What it is; a person has no code.
    aggregate_type: AggregateType,
    /// Its code.
    code: String,
}

impl CodedThingInput {
    fn id(&self) -> Result<Uuid> {
        self.aggregate_type.stream_of(&code(&self.code)?)
    }
}

/// Which events a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct EventFilterInput {
    /// Id of a thing that the events speak of, also in streams of others (相关对象).
    about: Option<ID>,
    /// The same thing by its code; not together with `about` (相关对象编码).
    about_code: Option<CodedThingInput>,
    /// What the stream is about (聚合类型).
    aggregate_type: Option<AggregateType>,
    /// Name of the event, for example `hours_credited` (事件名称).
    event_type: Option<String>,
    /// Pseudonym of who asked (操作者).
    actor: Option<String>,
    /// The request or file that the events came from (请求标识).
    correlation_id: Option<String>,
    /// Recorded at this instant or later (起始时间).
    from: Option<DateTime<Utc>>,
    /// Recorded before this instant (截止时间).
    to: Option<DateTime<Utc>>,
}

impl EventFilterInput {
    fn read(self) -> Result<HistoryFilter> {
        let about = match (&self.about, &self.about_code) {
            (Some(id), None) => Some(uuid(id)?),
            (None, Some(thing)) => Some(thing.id()?),
            (None, None) => None,
            (Some(_), Some(_)) => {
                return Err(Refused::new("FILTER_AMBIGUOUS", "about and aboutCode are not given together").into());
            }
        };
        Ok(HistoryFilter {
            about,
            aggregate_type: self.aggregate_type.map(|kind| kind.stored().to_owned()),
            event_type: self.event_type,
            actor: self.actor,
            correlation_id: self.correlation_id,
            recorded_from: self.from,
            recorded_before: self.to,
        })
    }
}

/// One recorded event without its content (事件).
pub struct Event(pub(crate) EventRow);

/// One recorded event without its content (事件).
#[Object]
impl Event {
    /// Global position, gapless, from 1 (日志位置).
    async fn position(&self) -> i64 {
        self.0.position
    }

    /// What the stream is about (聚合类型).
    async fn aggregate_type(&self) -> Result<AggregateType> {
        AggregateType::of_stored(&self.0.aggregate_type)
    }

    /// Id of the thing whose stream it is (聚合标识).
    async fn aggregate_id(&self) -> ID {
        ID(self.0.aggregate_id.clone())
    }

    /// Place within the stream, from 1 (流内序号).
    async fn sequence(&self) -> i64 {
        self.0.sequence
    }

    /// Name of the event (事件名称).
    async fn event_type(&self) -> &str {
        &self.0.event_type
    }

    /// Version of the event's form (事件版本).
    async fn event_version(&self) -> &str {
        &self.0.event_version
    }

    /// When it was recorded, not when it happened (记录时间).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.recorded_at
    }

    /// Pseudonym of who asked (操作者).
    async fn actor(&self) -> Option<&str> {
        self.0.actor.as_deref()
    }

    /// Role in which the actor asked (角色).
    async fn role(&self) -> Option<&str> {
        self.0.role.as_deref()
    }

    /// Where the command came from (来源).
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Organization in whose name the actor asked (代表组织).
    async fn organization(&self) -> Option<&str> {
        self.0.organization.as_deref()
    }

    /// All events of one request or file share it (请求标识).
    async fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// Ids of everything that the event speaks of (相关对象).
    async fn about(&self) -> Vec<ID> {
        self.0.about.iter().map(|id| ID::from(*id)).collect()
    }
}

/// Questions about the history.
#[derive(Default)]
pub struct EventQuery;

/// Questions about the history.
#[Object]
impl EventQuery {
    /// Events in the order of their positions (操作历史).
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which events.")] filter: EventFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(default = true, desc = "From the newest event down instead of from the oldest up.")]
        newest_first: bool,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Event>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let last = page.after_in_order_of()?.map(|(position, _): (i64, Uuid)| position);
        let (after, before) = if newest_first { (None, last) } else { (last, None) };
        let range = HistoryRange { after, before, newest_first };
        let filter = filter.read()?;
        let mut read = read_view(ctx, event_history::NAME, at_least).await?;
        let rows = event_history::page(&mut read, &filter, range, page.limit()).await.map_err(EdgeError::from)?;
        // A position alone names an event, so the cursor carries no id.
        Ok(page.connection(rows, |row| PageCursor { order: row.position.to_string(), id: Uuid::nil() }, Event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_is_refused_when_a_thing_is_named_twice_or_a_person_by_code() {
        let coded = |aggregate_type| CodedThingInput { aggregate_type, code: "V-1".to_owned() };
        let twice = EventFilterInput {
            about: Some(ID::from(Uuid::nil())),
            about_code: Some(coded(AggregateType::Volunteer)),
            ..EventFilterInput::default()
        };
        assert!(twice.read().is_err());
        assert!(coded(AggregateType::Person).id().is_err());
        assert!(coded(AggregateType::Team).id().is_ok());
    }
}
