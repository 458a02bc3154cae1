//! "As of": on which of the two axes of time, and when, an answer is meant (截至时点).
//!
//! `{ asOf(axis: RECORDED, at: "…") { hoursServed { … } teams { … } } }` asks anything that can be asked, as of one
//! moment for the whole request, so that a report, its lists and everything that they name agree. What is recorded is
//! answered by the same views built up to a position of the log; what occurred, by the day that then counts as today.

use super::{
    Query,
    gate::{Gate, Moment},
    given, loaders,
};
use crate::edge::{EdgeError, Refused};
use async_graphql::{
    Context, Enum, InputObject, InputType, Object, Request, Result, ServerResult, Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationType, Selection},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use muster_domain::kernel::time;

/// The field under which everything is asked as of a moment.
const FIELD: &str = "asOf";
/// How old an instant of recording must be: what was begun before it has ended by then, one way or the other.
const SETTLED: TimeDelta = TimeDelta::seconds(10);

/// An axis of time (时间口径).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeAxis {
    /// When things happened, by what is known today (现今认定).
    Occurred,
    /// What the log held at the time (当时上报).
    Recorded,
}

/// The moment for which an answer is meant (截至时点).
#[derive(InputObject, Clone, Copy, Debug)]
pub struct AsOf {
    /// The axis of time.
    pub axis: TimeAxis,
    /// The instant; on the axis of occurrence its local (+08:00) day counts.
    pub at: Option<DateTime<Utc>>,
    /// The position of the log, on the axis of recording only.
    pub position: Option<i64>,
}

/// The day for which a report of intervals answers: that of `asOf`, or today.
pub(crate) fn occurred_day(as_of: Option<AsOf>, today: NaiveDate) -> Result<NaiveDate> {
    match as_of {
        None => Ok(today),
        Some(AsOf { axis: TimeAxis::Occurred, at: Some(at), position: None }) => Ok(time::local_date(at)),
        Some(AsOf { axis: TimeAxis::Occurred, .. }) => Err(incomplete("OCCURRED").into()),
        Some(AsOf { axis: TimeAxis::Recorded, .. }) => {
            let message = "as of a recording everything is asked together: asOf(axis: RECORDED, …) { … }";
            Err(Refused::new("AS_OF_APART", message).into())
        }
    }
}

/// A moment of recording (记录时点): an instant or a position, exactly one of them.
#[derive(InputObject, Clone, Copy, Debug)]
pub struct RecordedMoment {
    /// The instant (时刻).
    at: Option<DateTime<Utc>>,
    /// The position of the log (日志位置).
    position: Option<i64>,
}

impl RecordedMoment {
    /// Whether a moment is named at all; where none is needed, none may be.
    pub(crate) const fn is_named(self) -> bool {
        self.at.is_some() || self.position.is_some()
    }

    /// What the moment is to the request: within `asOf` nothing later than that is known.
    pub(crate) async fn read(self, gate: &Gate) -> Result<Moment> {
        let asked = AsOf { axis: TimeAxis::Recorded, at: self.at, position: self.position };
        let moment = moment(gate, asked).await?;
        match gate.moment().recorded {
            Some(head) if moment.recorded > Some(head) => {
                let message = format!("the log has the positions 0 to {head} as of then");
                Err(Refused::new("POSITION_UNKNOWN", message).with("head", head).into())
            }
            Some(_) | None => Ok(moment),
        }
    }
}

fn incomplete(axis: &str) -> Refused {
    let message = "on OCCURRED `at` is needed and no `position`; on RECORDED exactly one of the two";
    Refused::new("AS_OF_INCOMPLETE", message).with("axis", axis)
}

/// Everything as of a moment.
#[derive(Default)]
pub struct AsOfQuery;

/// Everything as of a moment.
#[Object]
impl AsOfQuery {
    /// Everything that can be asked, as of one moment; it stands alone in its request (截至某一时点的查询).
    async fn as_of(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The axis of time.")] axis: TimeAxis,
        #[graphql(desc = "The instant; on OCCURRED its local (+08:00) day counts as today.")] at: Option<DateTime<Utc>>,
        #[graphql(desc = "The position of the log, on RECORDED only.")] position: Option<i64>,
    ) -> Result<Query> {
        // Read with the whole request before it ran; here it stands where that was not possible.
        let _read_before = (axis, at, position);
        let below_another = ctx.path_node.is_some_and(|node| node.parent.is_some());
        if below_another || Gate::of(ctx)?.moment() == Moment::default() {
            let message = "asOf stands at the root of its request, once, alone and outside of fragments";
            return Err(Refused::new("AS_OF_ALONE", message).into());
        }
        Ok(Query::default())
    }
}

/// A request as it is carried out: one that asks as of a moment gets a gate and loaders of that moment.
///
/// # Errors
/// [`EdgeError`] when the moment cannot be asked about, or the log cannot be read.
pub(crate) async fn placed(gate: &Gate, mut request: Request) -> Result<Request, EdgeError> {
    // What does not parse is refused by the executor, in its own words.
    let Ok(document) = request.parsed_query() else { return Ok(request) };
    let Some(field) = asked(document).cloned() else { return Ok(request) };
    let document = document.clone();
    let Ok(asked) = read(&field, &document, &request.variables) else { return Ok(request) };
    let gate = gate.as_of(moment(gate, asked).await?);
    Ok(loaders::add(request, &gate).data(gate))
}

/// The field that stands alone at the root of a query.
fn asked(document: &ExecutableDocument) -> Option<&Field> {
    let mut operations = document.operations.iter();
    let (Some((_, operation)), None) = (operations.next(), operations.next()) else { return None };
    if operation.node.ty != OperationType::Query {
        return None;
    }
    match operation.node.selection_set.node.items.as_slice() {
        [selection] => match &selection.node {
            Selection::Field(field) if field.node.name.node == FIELD => Some(&field.node),
            Selection::Field(_) | Selection::FragmentSpread(_) | Selection::InlineFragment(_) => None,
        },
        _ => None,
    }
}

/// The moment as it was given; what does not fit is refused by the executor.
fn read(field: &Field, document: &ExecutableDocument, variables: &Variables) -> ServerResult<AsOf> {
    let variables = given::variables(document, variables);
    let arguments = given::arguments(field, variables.as_ref())?.into_iter().collect();
    AsOf::parse(Some(Value::Object(arguments))).map_err(|error| error.into_server_error(field.name.pos))
}

/// The moment that is meant.
async fn moment(gate: &Gate, asked: AsOf) -> Result<Moment, EdgeError> {
    match asked {
        AsOf { axis: TimeAxis::Occurred, at: Some(at), position: None } => Ok(Moment { recorded: None, now: Some(at) }),
        AsOf { axis: TimeAxis::Occurred, .. } => Err(incomplete("OCCURRED").into()),
        AsOf { axis: TimeAxis::Recorded, at: Some(at), position: None } => {
            let newest = gate.log().reader().now().await? - SETTLED;
            if at > newest {
                let message = "what is recorded up to this instant is not settled yet; ask without asOf";
                return Err(Refused::new("AS_OF_TOO_NEW", message).with("newest", newest.to_rfc3339()).into());
            }
            Ok(Moment { recorded: Some(gate.log().reader().position_at(at).await?), now: Some(at) })
        }
        AsOf { axis: TimeAxis::Recorded, at: None, position: Some(position) } => {
            let head = gate.log().reader().head().await?;
            if !(0..=head).contains(&position) {
                let message = format!("the log has the positions 0 to {head}");
                return Err(Refused::new("POSITION_UNKNOWN", message).with("head", head).into());
            }
            Ok(Moment { recorded: Some(position), now: gate.log().reader().recorded_at(position).await? })
        }
        AsOf { axis: TimeAxis::Recorded, .. } => Err(incomplete("RECORDED").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    #[test]
    fn moment_is_read_where_it_stands_alone_at_the_root() {
        let found = |text: &str| asked(&parse_query(text).unwrap()).is_some();
        assert!(found("{ asOf(axis: RECORDED, position: 3) { signedIn { actor } } }"));
        assert!(found("query($p: Int) { then: asOf(axis: RECORDED, position: $p) { signedIn { actor } } }"));
        assert!(!found("{ asOf(axis: RECORDED, position: 3) { signedIn { actor } } signedIn { actor } }"));
        assert!(!found("{ ...F } fragment F on Query { asOf(axis: RECORDED, position: 3) { signedIn { actor } } }"));
        assert!(!found("mutation { asOf }"));
    }

    #[test]
    fn arguments_are_read_with_the_values_of_variables_and_their_defaults() {
        let document = parse_query("query($p: Int) { asOf(axis: RECORDED, position: $p) { x } }").unwrap();
        let position = |document, given| {
            let read = read(asked(document).unwrap(), document, &Variables::from_json(given)).unwrap();
            assert_eq!((read.axis, read.at), (TimeAxis::Recorded, None));
            read.position
        };
        assert_eq!(position(&document, serde_json::json!({ "p": 7 })), Some(7));
        let document = parse_query("query($p: Int = 3) { asOf(axis: RECORDED, position: $p) { x } }").unwrap();
        assert_eq!(position(&document, serde_json::json!({ "p": 7 })), Some(7));
        assert_eq!(position(&document, serde_json::json!({})), Some(3));
    }
}
