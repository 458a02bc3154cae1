//! Who read whose personal data in clear (A10): pseudonyms only, and never the data.

use super::{
    within,
    words::{AccessWay, DisclosedField, ExportPurpose, PersonalField, ReadPurpose},
};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::Gate,
        mutation::uuid,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use muster_domain::kernel::time;
use muster_eventstore::access_log::{self, Entry, Filter};
use uuid::Uuid;

/// One read of one person's data in clear, without the data (查阅记录).
#[derive(SimpleObject)]
pub struct AccessEntry {
    /// Its number; numbers have no gap (编号).
    number: i64,
    /// When (时间).
    at: DateTime<Utc>,
    /// How (方式).
    way: AccessWay,
    /// Whose: a pseudonym (自然人).
    person: ID,
    /// Who: a pseudonym (查阅人).
    principal: String,
    /// The roles that they held, by their codes (角色).
    role: String,
    /// Code of the organization for which they acted (所属组织).
    organization: Option<String>,
    /// What was read; nothing of an export (查阅信息项).
    fields: Vec<PersonalField>,
    /// What for; null of an export (查阅目的).
    purpose: Option<ReadPurpose>,
    /// What was handed over in an export (导出信息项).
    exported: Vec<DisclosedField>,
    /// What for, of an export (提供目的).
    export_purpose: Option<ExportPurpose>,
    /// The request, which the events of an export bear as well (关联号).
    correlation_id: Option<ID>,
    /// Pseudonym of who approved it, where a second person had to (批准人).
    approved_by: Option<String>,
    /// When it was approved (批准时间).
    approved_at: Option<DateTime<Utc>>,
}

impl AccessEntry {
    /// The entry as it is shown to whoever answers for the log.
    pub(super) fn of(entry: Entry) -> Result<Self> {
        let way = AccessWay::of_code(&entry.way)?;
        let (mut fields, mut exported) = (Vec::new(), Vec::new());
        let (mut purpose, mut export_purpose) = (None, None);
        let code = entry.purpose.as_deref().unwrap_or_default();
        match way {
            // Nothing was read, and so for nothing.
            AccessWay::Refused => {}
            AccessWay::Viewed | AccessWay::BrokenGlass | AccessWay::Own => {
                purpose = Some(ReadPurpose::of_code(code)?);
                fields = entry.fields.iter().map(|code| PersonalField::of_code(code)).collect::<Result<_>>()?;
            }
            AccessWay::Exported => {
                export_purpose = Some(ExportPurpose::of_code(code)?);
                exported = entry.fields.iter().map(|code| DisclosedField::of_code(code)).collect::<Result<_>>()?;
            }
        }
        Ok(Self {
            number: entry.number,
            at: entry.read_at,
            way,
            person: entry.person.into(),
            principal: entry.principal,
            role: entry.role,
            organization: entry.organization,
            fields,
            purpose,
            exported,
            export_purpose,
            correlation_id: entry.correlation_id.map(Into::into),
            approved_by: entry.approved_by,
            approved_at: entry.approved_at,
        })
    }
}

/// Questions about reads.
#[derive(Default)]
pub struct AccessLogQuery;

/// Questions about reads.
#[Object]
impl AccessLogQuery {
    /// Who read or exported whose personal data in clear, what, what for and with which approval, the newest first
    /// (查阅日志; 个人信息保护法 art. 54 to 56).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the query")]
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Division in which the person stands, and everything below it.")] within: Option<String>,
        #[graphql(desc = "Id of the person whose data were read.")] person: Option<ID>,
        #[graphql(desc = "Pseudonym of who read.")] principal: Option<String>,
        #[graphql(desc = "Read in this way; `BROKEN_GLASS` are the reads of emergencies.")] way: Option<AccessWay>,
        #[graphql(desc = "On this local day or later.")] since: Option<Date>,
        #[graphql(desc = "On this local day or before.")] until: Option<Date>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, AccessEntry>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let before = page.after_in_order_of()?.map(|(number, _): (i64, Uuid)| number);
        let filter = Filter {
            person: person.as_ref().map(uuid).transpose()?,
            principal,
            way: way.map(Into::into),
            from: since.map(|day| time::local_midnight(day.0)),
            before: until.map(|day| time::local_midnight(time::next_day(day.0))),
        };
        let (pool, filter) = (Gate::of(ctx)?.as_things_stand()?.pool(), &filter);
        let read = |before, limit| -> within::Rows<'_, Entry> {
            Box::pin(async move { Ok(access_log::page(pool, filter, before, limit).await.map_err(EdgeError::from)?) })
        };
        let of = |entry: &Entry| (entry.person, entry.number);
        let entries = within::page(ctx, within.as_deref(), (before, page.limit()), read, of).await?;
        let mut rows = Vec::new();
        for entry in entries {
            rows.push((entry.id, AccessEntry::of(entry)?));
        }
        let cursor = |(id, entry): &(Uuid, AccessEntry)| PageCursor { order: entry.number.to_string(), id: *id };
        Ok(page.connection(rows, cursor, |(_, entry)| entry))
    }
}
