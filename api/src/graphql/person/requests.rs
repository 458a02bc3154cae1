//! What people ask for as of right on the wire: asked for, due, and answered (个人信息保护法 art. 44 to 50).

use super::{within, words::DataRequestKind};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{ForgedCursor, PageArguments, PageCursor, part_of_order},
        gate::{Gate, read_view},
        mutation::{Done, execute_keyed, uuid},
        scalars::Date,
    },
};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject, connection::Connection};
use chrono::NaiveDate;
use muster_domain::{
    kernel::Personal,
    person::{DataRequest as Asked, Person, PersonCommand},
};
use muster_projections::views::privacy_register::{self, DataRequestRow};
use uuid::Uuid;

/// What became of a request (办理状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataRequestState {
    /// It waits for its answer (待办理).
    Open,
    /// What was asked for was done (已办理).
    Fulfilled,
    /// What was asked for is not done, for a reason (不予办理).
    Refused,
}

/// What a person asked for as of right, without their words (个人权利请求).
#[derive(SimpleObject)]
pub struct DataRequest {
    /// Id of the person (自然人).
    person: ID,
    /// Its number among those of the person (编号).
    number: i32,
    /// What is asked for (请求类型).
    kind: DataRequestKind,
    /// What became of it (办理状态).
    state: DataRequestState,
    /// The day on which it was made (提出日期).
    requested_on: Date,
    /// Last day on which it is answered in time (办理期限).
    due_on: Date,
    /// Whether it stands open beyond that day (是否逾期).
    overdue: bool,
    /// Pseudonym of who entered it: the person, or whoever took it down for them (登记人).
    requested_by: String,
    /// The day of its answer (办理日期).
    answered_on: Option<Date>,
}

/// A request in full, for whoever made it and whoever answers it (个人权利请求详情).
#[derive(SimpleObject)]
pub struct DataRequestInFull {
    /// Its number among those of the person (编号).
    number: u32,
    /// What is asked for (请求类型).
    kind: DataRequestKind,
    /// In the person's own words (请求内容).
    text: Option<String>,
    /// The day on which it was made (提出日期).
    requested_on: Date,
    /// Last day on which it is answered in time (办理期限).
    due_on: Date,
    /// What became of it (办理状态).
    state: DataRequestState,
    /// The day of its answer (办理日期).
    answered_on: Option<Date>,
    /// What was done, or why it is not (答复).
    answer: Option<String>,
}

impl DataRequestInFull {
    /// A person's requests, the newest first.
    pub(super) fn all_of(person: &Person) -> Vec<Self> {
        let clear = |text: &Option<Personal>| text.as_ref().and_then(Personal::expose).map(str::to_owned);
        let in_full = |(number, request): (u32, &Asked)| Self {
            number,
            kind: request.kind.into(),
            text: clear(&request.text),
            requested_on: Date(request.requested_on),
            due_on: Date(request.due_on),
            state: DataRequestState::of(request.answer.as_ref().map(|answer| answer.refused)),
            answered_on: request.answer.as_ref().map(|answer| Date(answer.on)),
            answer: request.answer.as_ref().and_then(|answer| clear(&answer.text)),
        };
        let mut all: Vec<Self> = person.data_requests().map(in_full).collect();
        all.reverse();
        all
    }
}

impl DataRequestState {
    /// Of a request that was answered, and perhaps refused.
    const fn of(refused: Option<bool>) -> Self {
        match refused {
            None => Self::Open,
            Some(false) => Self::Fulfilled,
            Some(true) => Self::Refused,
        }
    }
}

impl DataRequest {
    /// The request as it stands on a day.
    fn of(row: DataRequestRow, today: NaiveDate) -> Result<Self> {
        Ok(Self {
            person: row.person_id.into(),
            number: row.number,
            kind: DataRequestKind::of_code(&row.kind)?,
            state: DataRequestState::of(row.answered_on.map(|_| row.refused)),
            requested_on: Date(row.requested_on),
            due_on: Date(row.due_on),
            overdue: row.answered_on.is_none() && row.due_on < today,
            requested_by: row.requested_by,
            answered_on: row.answered_on.map(Date),
        })
    }
}

/// Commands about what people ask for.
#[derive(Default)]
pub struct RequestMutation;

/// Commands about what people ask for.
#[Object]
impl RequestMutation {
    /// Asks to correct or to delete data, by the person or taken down for them; it is due within 15 days (提出个人权利请求;
    /// 个人信息保护法 art. 46, 47, 50). A deletion is decided by two people (`proposeErasure`, `approveErasure`).
    async fn request_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "What is asked for.")] kind: DataRequestKind,
        #[graphql(desc = "What is wrong and what is right, or why to delete; kept sealed.")] text: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::RequestData { kind: kind.into(), text };
        execute_keyed::<Person>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Records that a correction that was asked for was done (办结更正请求).
    async fn fulfil_data_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Number of the request.")] number: u32,
        #[graphql(desc = "What was done; kept sealed.")] note: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::FulfilDataRequest { request: number, note };
        execute_keyed::<Person>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Records that what was asked for is not done, with the reason that the person is told (不予办理; 个人信息保护法 art. 50).
    async fn refuse_data_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Number of the request.")] number: u32,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::RefuseDataRequest { request: number, reason };
        execute_keyed::<Person>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }
}

/// Questions about what people ask for.
#[derive(Default)]
pub struct RequestQuery;

/// Between the parts of a place in the list.
const AND: char = ' ';

/// Where a page begins: deadline, person, number.
fn begin(page: &PageArguments) -> Result<Option<(NaiveDate, Uuid, i32)>> {
    let Some((order, person)) = page.after() else { return Ok(None) };
    let read =
        order.split_once(AND).and_then(|(due_on, number)| Some((part_of_order(due_on)?, part_of_order(number)?)));
    let (due_on, number) = read.ok_or_else(ForgedCursor::refused)?;
    Ok(Some((due_on, person, number)))
}

/// Questions about what people ask for.
#[Object]
impl RequestQuery {
    /// What people ask for as of right, what is due first first; their words are read by `unmaskedPeople` with `REQUESTS`
    /// (个人权利请求台账; 个人信息保护法 art. 50).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn data_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division in which the person stands, and everything below it.")] within: Option<String>,
        #[graphql(desc = "Id of the person; everybody where nothing is said.")] person: Option<ID>,
        #[graphql(desc = "Whether it stands open; both where nothing is said.")] open: Option<bool>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, DataRequest>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let after = begin(&page)?;
        let today = Gate::of(ctx)?.today();
        let person = person.as_ref().map(uuid).transpose()?;
        let read = |after, limit| -> within::Rows<'_, DataRequestRow> {
            Box::pin(async move {
                let mut read = read_view(ctx, privacy_register::NAME, at_least).await?;
                let rows = privacy_register::requests(&mut read, (open, person), after, limit).await;
                Ok(rows.map_err(EdgeError::from)?)
            })
        };
        let of = |row: &DataRequestRow| (row.person_id, (row.due_on, row.person_id, row.number));
        let rows = within::page(ctx, within.as_deref(), (after, page.limit()), read, of).await?;
        let mut found = Vec::new();
        for row in rows {
            let cursor = PageCursor { order: format!("{}{AND}{}", row.due_on, row.number), id: row.person_id };
            found.push((cursor, DataRequest::of(row, today)?));
        }
        Ok(page.connection(found, |(cursor, _)| cursor.clone(), |(_, found)| found))
    }
}
