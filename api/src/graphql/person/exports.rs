//! Handing personal data over to another organization (H12): the record of it is written first, or nothing leaves.
//!
//! An export takes no idempotency key: each handing over is one of its own, and its answer is kept nowhere.

use super::{
    export_file::{self, ExportedPerson},
    on_record,
    words::{DisclosedField, ExportFormat, ExportPurpose},
};
use crate::{
    access::{Right, reach},
    edge::{self, EdgeError, Refused, unit_error},
    facts,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::{Gate, codes_within, read_view, request},
        loaders::Named,
        mutation::{code, uuid},
        organization::Organization,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, connection::Connection};
use muster_domain::{
    kernel::{Code, ExportId, PoolId},
    person::{ExportRecipient, ExportRequest, Person, PersonCommand, PersonEvent, words},
};
use muster_eventstore::{
    StepError, Unit,
    access_log::{Subject, Way},
    clock,
};
use muster_projections::views::{
    export_register::{self, ExportFilter, ExportRow},
    talent_register,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// People of one export: what one person can be asked to look through, and one append can hold.
const PEOPLE_LIMIT: usize = 500;

/// What is handed over, to whom and what for (导出请求).
#[derive(InputObject)]
pub struct ExportInput {
    /// Ids of the people, unless a pool is named (人员).
    people: Option<Vec<ID>>,
    /// Code of the pool whose members of today they are, unless people are named (人才库).
    pool: Option<String>,
    /// What of each (信息项).
    fields: Vec<DisclosedField>,
    /// What for (提供目的).
    purpose: ExportPurpose,
    /// What for, in full; kept sealed (目的说明).
    note: Option<String>,
    /// Code of the organization that receives it (接收方).
    recipient: String,
    /// The form (导出格式).
    format: ExportFormat,
}

/// What of a person was asked for and does not leave (未提供的信息).
#[derive(SimpleObject)]
pub struct WithheldData {
    /// Id of the person (自然人).
    person: ID,
    /// The fields (信息项).
    fields: Vec<DisclosedField>,
    /// Why: `FIELDS_NOT_AGREED`, `DISCLOSURE_NOT_AGREED`, `GUARDIAN_NOT_AGREED`, `MINOR_READ_NOT_APPROVED`,
    /// `PROCESSING_RESTRICTED`, `PERSON_ERASED` or `PERSON_UNKNOWN` (原因).
    reason: String,
}

/// What left the registry, and what did not (导出结果).
#[derive(SimpleObject)]
pub struct ExportedData {
    /// Id of the export; nothing where nothing left (导出编号).
    id: Option<ID>,
    /// People of whom anything left (人数).
    people: usize,
    /// The data: a table, or a list of objects (内容).
    content: String,
    /// What was asked for and is not agreed, by person (未提供的信息).
    withheld: Vec<WithheldData>,
    /// Members of the pool of whom nothing left because they are not in the caller's reach; nobody is told who they are
    /// (权限范围外人数).
    out_of_reach: usize,
    /// Position of the last record of it; nothing where nothing left (事件位置).
    position: Option<i64>,
}

/// Who is asked about, in the order given, each once; and how many more are members of the pool and out of reach. People
/// who are named have passed the guard.
async fn people_of(
    ctx: &Context<'_>,
    people: Option<Vec<ID>>,
    pool: Option<&str>,
    head: i64,
) -> Result<(Vec<Uuid>, usize)> {
    let gate = Gate::of(ctx)?;
    let mut ids = match (people, pool) {
        (Some(people), None) => people.iter().map(uuid).collect::<Result<Vec<_>>>()?,
        (None, Some(pool)) => {
            let id = PoolId::of_code(&code(pool)?).uuid();
            let mut read = read_view(ctx, talent_register::NAME, Some(head)).await?;
            let row = talent_register::pool_by_id(&mut read, id).await.map_err(EdgeError::from)?;
            let row = row.ok_or_else(|| Refused::new("POOL_UNKNOWN", "there is no such pool"))?;
            let window = (None, i64::try_from(PEOPLE_LIMIT).unwrap_or(i64::MAX).saturating_add(1));
            let day = (gate.today(), false);
            let members = talent_register::members(&mut read, &row, day, gate.divisions(), window).await;
            members.map_err(EdgeError::from)?.into_iter().map(|member| member.person_id).collect()
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(Refused::new("PEOPLE_NOT_NAMED", "exactly one of people and pool is given").into());
        }
    };
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    let actual = ids.len();
    if !(1..=PEOPLE_LIMIT).contains(&actual) {
        let message = format!("an export is of 1 to {PEOPLE_LIMIT} people");
        let refused = Refused::new("EXPORT_PEOPLE_COUNT", message);
        return Err(refused.with("limit", PEOPLE_LIMIT).with("actual", actual).into());
    }
    if pool.is_some() {
        ids = reach::people(ctx, Right::Export, ids).await?;
    }
    let out_of_reach = actual.saturating_sub(ids.len());
    Ok((ids, out_of_reach))
}

/// What each person agreed to, with the record of it taken into a unit of work.
#[derive(Serialize, Deserialize)]
struct Agreed {
    leaving: Vec<(Uuid, ExportedPerson)>,
    /// The person, the fields and the code of the reason.
    withheld: Vec<(Uuid, Vec<words::DisclosedField>, String)>,
}

/// What is asked, before the recipient is looked up.
#[derive(Clone)]
struct Asked {
    people: Vec<Uuid>,
    fields: Vec<words::DisclosedField>,
    purpose: words::ExportPurpose,
    note: Option<String>,
    recipient: Code,
}

/// Records what leaves of everybody who agreed; whoever did not is left out and named.
async fn record(unit: &mut Unit, export_id: ExportId, asked: Asked) -> Result<Agreed, StepError<Refused>> {
    let division = facts::organization_place(unit, &asked.recipient).await?.division;
    let organization = facts::known_organization(unit, &asked.recipient).await?;
    let request = ExportRequest {
        export_id,
        fields: asked.fields.clone(),
        purpose: asked.purpose,
        note: asked.note,
        recipient: ExportRecipient { organization, division },
    };
    unit.load::<Person>(asked.people.iter().copied()).await?;
    let mut agreed = Agreed { leaving: Vec::new(), withheld: Vec::new() };
    for id in asked.people {
        let command = PersonCommand::ExportPersonalData { request: request.clone() };
        let events = match unit.propose::<Person>(id, command)? {
            Ok(events) => events,
            Err(refusal) if refusal.leaves_out() => {
                agreed.withheld.push((id, asked.fields.clone(), Refused::of(&refusal).code));
                continue;
            }
            Err(refusal) => return Err(edge::refuse(refusal)),
        };
        let fields = events.iter().find_map(|event| {
            let PersonEvent::PersonalDataExported { fields, .. } = event else { return None };
            Some(fields.clone())
        });
        let fields = fields.unwrap_or_default();
        let kept: Vec<_> = asked.fields.iter().filter(|field| !fields.contains(field)).copied().collect();
        if !kept.is_empty() {
            agreed.withheld.push((id, kept, "FIELDS_NOT_AGREED".to_owned()));
        }
        let person = unit.state::<Person>(id)?;
        let ground = person.hand_over_ground(&fields, unit.context()).map_err(edge::refuse)?;
        agreed.leaving.push((id, ExportedPerson::of(person, fields, ground)));
        unit.accept::<Person>(id, events)?;
    }
    Ok(agreed)
}

/// Handing data over.
#[derive(Default)]
pub struct ExportMutation;

/// Handing data over.
#[Object]
impl ExportMutation {
    /// Hands data of people over to an organization: only what each agreed to hand over, and only after the record of it
    /// was written with each person (导出人员信息; 个人信息保护法 art. 23, 55).
    async fn export_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, to whom and what for.")] input: ExportInput,
    ) -> Result<ExportedData> {
        let gate = Gate::of(ctx)?;
        // Whoever left the pool a moment ago is no member any more.
        let head = gate.log().reader().head().await.map_err(EdgeError::from)?;
        let (people, out_of_reach) = people_of(ctx, input.people, input.pool.as_deref(), head).await?;
        let mut fields: Vec<words::DisclosedField> = input.fields.into_iter().map(Into::into).collect();
        fields.sort_unstable();
        fields.dedup();
        if fields.is_empty() {
            return Err(Refused::new("FIELDS_EMPTY", "an export names at least one field").into());
        }
        let mut read = read_view(ctx, talent_register::NAME, Some(head)).await?;
        let known = talent_register::talent_facts(&mut read, &people, gate.today()).await;
        let mut known = known.map_err(EdgeError::from)?;
        drop(read);
        let export_id = ExportId::new(clock::fresh_id());
        let recipient = code(&input.recipient)?;
        let asked = Asked { people, fields, purpose: input.purpose.into(), note: input.note, recipient };
        let work = asked.clone();
        let request = request(ctx, None)?;
        let committed = gate.log().transact(&request, move |unit| Box::pin(record(unit, export_id, work.clone())));
        let committed = committed.await.map_err(unit_error)?;
        let Agreed { leaving, withheld } = committed.value;
        let subjects: Vec<Subject> = leaving
            .iter()
            .map(|(person, data)| {
                let codes = data.fields.iter().map(|field| field.code()).collect();
                on_record::subject(*person, Way::Exported, codes, data.ground.clone())
            })
            .collect();
        on_record::record(ctx, asked.purpose.code(), asked.note.as_deref(), &subjects).await?;
        // From here on the records are written; only now is anything put together that leaves.
        let leaving: Vec<_> =
            leaving.into_iter().map(|(id, person)| (person, known.remove(&id).unwrap_or_default())).collect();
        let withheld = withheld.into_iter().map(|(person, fields, reason)| {
            let fields = fields.into_iter().map(Into::into).collect();
            WithheldData { person: person.into(), fields, reason }
        });
        Ok(ExportedData {
            id: committed.receipt.map(|_| export_id.uuid().into()),
            people: leaving.len(),
            content: export_file::write(input.format, &asked.fields, &leaving, gate.divisions()),
            withheld: withheld.collect(),
            out_of_reach,
            position: committed.receipt.map(|receipt| receipt.position),
        })
    }
}

/// One export, without the data (导出记录).
pub struct ExportRecord {
    row: ExportRow,
    position: i64,
}

/// One export, without the data (导出记录).
#[Object]
impl ExportRecord {
    /// Its id (导出编号).
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The day (导出日期).
    async fn exported_on(&self) -> Date {
        Date(self.row.exported_on)
    }

    /// Pseudonym of who asked (导出人).
    async fn by(&self) -> Option<&str> {
        self.row.actor.as_deref()
    }

    /// What for (提供目的).
    async fn purpose(&self) -> Result<ExportPurpose> {
        ExportPurpose::of_code(&self.row.purpose)
    }

    /// The organization that received it (接收方).
    async fn recipient(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.row.recipient_id, at_least: self.position }).await
    }

    /// Fields of which at least one person's left (信息项).
    async fn fields(&self) -> Result<Vec<DisclosedField>> {
        self.row.fields.iter().map(|code| DisclosedField::of_code(code)).collect()
    }

    /// People of whom anything left (人数).
    async fn people(&self) -> i64 {
        self.row.people
    }

    /// Position of its first event (事件位置).
    async fn event_position(&self) -> i64 {
        self.row.position
    }
}

/// Questions about exports.
#[derive(Default)]
pub struct ExportQuery;

/// Questions about exports.
#[Object]
impl ExportQuery {
    /// Exports of personal data, the newest first, without the data (导出记录).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn exports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division of the recipient and everything below it.")] within: Option<String>,
        #[graphql(desc = "Pseudonym of who asked.")] by: Option<String>,
        #[graphql(desc = "On this day or later.")] since: Option<Date>,
        #[graphql(desc = "Id of a person who is part of it.")] person: Option<ID>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, ExportRecord>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let before = page.after_in_order_of()?.map(|(position, _): (i64, Uuid)| position);
        let filter = ExportFilter {
            divisions: within.map(|within| codes_within(ctx, &within)).transpose()?,
            actor: by,
            since: since.map(|day| day.0),
            person_id: person.as_ref().map(uuid).transpose()?,
        };
        let mut read = read_view(ctx, export_register::NAME, at_least).await?;
        let rows = export_register::page(&mut read, &filter, before, page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        let cursor = |row: &ExportRow| PageCursor { order: row.position.to_string(), id: row.id };
        Ok(page.connection(rows, cursor, |row| ExportRecord { row, position }))
    }
}
