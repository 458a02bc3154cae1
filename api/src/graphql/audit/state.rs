//! What the log says of one thing at a position, without any view (聚合状态).

use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        aggregate_type::AggregateType,
        gate::{AnsweredPosition, Gate},
        mutation::{code as code_of, uuid},
    },
};
use async_graphql::{Context, ID, Json, Object, Result, SimpleObject};
use serde_json::Value;

/// What the rules remember of one thing at a position of the log (聚合状态).
#[derive(SimpleObject)]
pub struct AggregateState {
    /// The position as of which it stands (日志位置).
    position: i64,
    /// What the thing is (聚合类型).
    aggregate_type: AggregateType,
    /// Its id (聚合标识).
    aggregate_id: ID,
    /// How many events made it: the place of the last one within its stream (流内序号).
    sequence: i64,
    /// The positions of these events, ascending (事件位置).
    positions: Vec<i64>,
    /// The state, folded from these events alone by the rules themselves, with `"sealed"` in place of personal text. Its
    /// fields are those of the rules and may change with them (状态).
    state: Json<Value>,
}

/// The question about one thing.
#[derive(Default)]
pub struct StateQuery;

/// The question about one thing.
#[Object]
impl StateQuery {
    /// What the log makes of one thing, at once and of any position with `asOf`; null where it had no event by then. No key
    /// is used and no view: it is what whoever holds the log can check (聚合状态).
    async fn aggregate_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] aggregate_type: AggregateType,
        #[graphql(desc = "Its id; not together with its code.")] id: Option<ID>,
        #[graphql(desc = "Its code; a person has none.")] code: Option<String>,
    ) -> Result<Option<AggregateState>> {
        let stream = match (&id, &code) {
            (Some(id), None) => uuid(id)?,
            (None, Some(code)) => aggregate_type.stream_of(&code_of(code)?)?,
            (None, None) | (Some(_), Some(_)) => {
                return Err(Refused::new("FILTER_AMBIGUOUS", "either id or code is given").into());
            }
        };
        let gate = Gate::of(ctx)?;
        let position = match gate.moment().recorded {
            Some(position) => position,
            None => gate.log().reader().head().await.map_err(EdgeError::from)?,
        };
        if let Ok(answered) = ctx.data::<AnsweredPosition>() {
            answered.lower(position);
        }
        let found = aggregate_type.state_at(gate.log(), stream, position).await.map_err(EdgeError::from)?;
        Ok(found.map(|found| AggregateState {
            position,
            aggregate_type,
            aggregate_id: stream.into(),
            sequence: found.sequence,
            positions: found.positions,
            state: Json(found.state),
        }))
    }
}
