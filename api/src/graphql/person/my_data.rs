//! What the registry holds on whoever asks, in clear (个人信息保护法 art. 45): seen at once, copied at once, on record too.

use super::{
    Person,
    access_log::AccessEntry,
    my_copy::{self, Held, Source},
    on_record,
    requests::DataRequestInFull,
    words::DisclosedField,
};
use crate::{
    access::policy::Noun,
    edge::{EdgeError, Refused},
    graphql::{
        gate::{Gate, read_view},
        instructor::Instructor,
        loaders::Named,
        mutation::uuid,
        scalars::Date,
        social_worker::SocialWorker,
        words::{ConsentScope, DocumentType},
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use muster_domain::{
    kernel::{PersonId, Personal, words::ConsentScope as Scope},
    person::{
        LiveConsent, Person as PersonState, ReadGround,
        words::{DisclosedField as Disclosed, PersonalField, ReadPurpose as Purpose},
    },
};
use muster_eventstore::access_log::{self, Filter, Way};
use muster_projections::views::{instructor_assignments, social_worker_register};
use uuid::Uuid;

/// Reads that are listed at most, the newest; the copy holds every one.
const LISTED_LIMIT: i64 = 100;

/// A live consent (现行同意).
#[derive(SimpleObject)]
pub struct HeldConsent {
    /// To what (同意事项).
    scope: ConsentScope,
    /// Version of the notice that was shown (告知版本).
    notice_version: String,
    /// Of disclosure, what is agreed; what the notice says where there is none (同意提供的信息项).
    fields: Vec<DisclosedField>,
    /// From which day (同意日期).
    given_on: Date,
}

impl From<LiveConsent<'_>> for HeldConsent {
    fn from(consent: LiveConsent<'_>) -> Self {
        let LiveConsent { scope, notice_version, fields, given_on } = consent;
        let (scope, fields): (Scope, Vec<Disclosed>) = (scope, fields.to_vec());
        Self {
            scope: scope.into(),
            notice_version: notice_version.to_owned(),
            fields: fields.into_iter().map(Into::into).collect(),
            given_on: Date(given_on),
        }
    }
}

/// A read of one's own data, with what it was for in full (对本人信息的查阅).
#[derive(SimpleObject)]
pub struct ReadOfMine {
    /// Who, when, what and what for (查阅记录).
    entry: AccessEntry,
    /// What for, in full (目的说明).
    note: Option<String>,
}

/// What the registry holds on whoever asks, in clear (本人信息).
pub struct MyData {
    pub(super) id: Uuid,
    pub(super) state: PersonState,
    /// The position that everything else here reflects at least.
    pub(super) position: i64,
}

impl MyData {
    fn clear(&self, field: PersonalField) -> Option<&str> {
        self.state.field(field).and_then(Personal::expose)
    }

    /// The person, and the records that were merged into theirs.
    pub(super) fn people(&self) -> Vec<Uuid> {
        std::iter::once(self.id).chain(self.state.took_in().map(PersonId::uuid)).collect()
    }
}

/// What the registry holds on whoever asks, in clear (本人信息).
#[Object]
impl MyData {
    /// The person, and the volunteer that they are with hours and certificates (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.id, at_least: self.position }).await
    }

    /// The social worker that they are, where they are one (社会工作人才).
    async fn social_worker(&self, ctx: &Context<'_>) -> Result<Option<SocialWorker>> {
        let mut read = read_view(ctx, social_worker_register::NAME, Some(self.position)).await?;
        let rows = social_worker_register::by_person_ids(&mut read, &self.people()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().next().map(|row| SocialWorker { row, position }))
    }

    /// The instructor that they are, where they are one; what is said of them in that office is in the copy (党建指导员).
    async fn instructor(&self, ctx: &Context<'_>) -> Result<Option<Instructor>> {
        let mut read = read_view(ctx, instructor_assignments::NAME, Some(self.position)).await?;
        let rows = instructor_assignments::by_person_ids(&mut read, &self.people()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(rows.into_iter().next().map(|row| Instructor { row, position }))
    }

    /// Kind of the document that proves the identity (证件类型).
    async fn document(&self) -> Result<Option<DocumentType>> {
        self.state.document().map(|document| DocumentType::of_code(document.code())).transpose()
    }

    /// Name (姓名).
    async fn name(&self) -> Option<&str> {
        self.clear(PersonalField::Name)
    }

    /// Telephone number (电话).
    async fn phone(&self) -> Option<&str> {
        self.clear(PersonalField::Phone)
    }

    /// Number of the document (证件号码).
    async fn id_number(&self) -> Option<&str> {
        self.clear(PersonalField::IdNumber)
    }

    /// Birth date, where it is known (出生日期).
    async fn birth_on(&self) -> Option<Date> {
        self.state.birth().map(Date)
    }

    /// Name of the guardian who consents (监护人姓名).
    async fn guardian_name(&self) -> Option<&str> {
        self.clear(PersonalField::GuardianName)
    }

    /// Telephone number of that guardian (监护人电话).
    async fn guardian_phone(&self) -> Option<&str> {
        self.clear(PersonalField::GuardianPhone)
    }

    /// Live consents (现行同意).
    async fn consents(&self) -> Vec<HeldConsent> {
        self.state.live_consents().map(HeldConsent::from).collect()
    }

    /// Who read or was handed these data, the newest hundred first; the copy holds every read (查阅记录).
    async fn reads(&self, ctx: &Context<'_>) -> Result<Vec<ReadOfMine>> {
        let log = Gate::of(ctx)?.as_things_stand()?;
        let filter = Filter { person: Some(self.id), ..Filter::default() };
        let entries = access_log::page(log.pool(), &filter, None, LISTED_LIMIT).await.map_err(EdgeError::from)?;
        let notes = access_log::open_notes(log.vault(), &entries).await.map_err(EdgeError::from)?;
        let read = |(entry, note)| Ok(ReadOfMine { entry: AccessEntry::of(entry)?, note });
        entries.into_iter().zip(notes).map(read).collect()
    }

    /// What was asked for as of right with its answers, the newest first (个人权利请求).
    async fn requests(&self) -> Vec<DataRequestInFull> {
        DataRequestInFull::all_of(&self.state)
    }

    /// What the registry holds on them in every role, with every read and every recipient, as one JSON document of the
    /// form `muster-person/1`, to be taken elsewhere; notes and reasons beside it stay sealed (可携带副本; art. 45 para. 3).
    async fn copy(&self, ctx: &Context<'_>) -> Result<String> {
        my_copy::write(&Held::read(&Source::of(ctx, self)).await?)
    }
}

/// Questions about oneself.
#[derive(Default)]
pub struct MyDataQuery;

/// Questions about oneself.
#[Object]
impl MyDataQuery {
    /// What the registry holds on whoever asks, in clear, with who read it; `signedIn` says which person that is
    /// (本人信息查阅、复制; 个人信息保护法 art. 45). It is on record as every other read.
    async fn my_data(&self, ctx: &Context<'_>, #[graphql(desc = "One's own person id.")] person: ID) -> Result<MyData> {
        let (log, id) = (Gate::of(ctx)?.as_things_stand()?, uuid(&person)?);
        let position = log.reader().head().await.map_err(EdgeError::from)?;
        let state = log.find::<PersonState>(id).await.map_err(EdgeError::from)?;
        let state = state.ok_or_else(|| Noun::Person.unknown(&id.to_string()))?;
        if state.is_erased() {
            return Err(Refused::new("PERSON_ERASED", "the data of this person were erased").into());
        }
        let fields = PersonalField::ALL.iter().map(|field| field.code()).collect();
        let subject = on_record::subject(id, Way::Own, fields, ReadGround::Purpose);
        on_record::record(ctx, Purpose::RightsRequest.code(), None, &[subject]).await?;
        Ok(MyData { id, state, position })
    }
}
