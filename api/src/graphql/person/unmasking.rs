//! Personal data in clear, on purpose: one field for one person or fifty, on record before it is answered.

use super::{
    on_record,
    requests::DataRequestInFull,
    words::{PersonalField, ReadPurpose},
};
use crate::{
    access::{Access, Right, policy::Noun},
    edge::{EdgeError, Refused},
    graphql::{
        gate::{Gate, request},
        mutation::uuid,
    },
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use muster_domain::{
    kernel::Personal,
    person::{Person, PersonRefusal, ReadRequest, words},
};
use muster_eventstore::access_log::{Subject, Way};
use uuid::Uuid;

/// People of one read: what one caller telephones through, and no register.
const PEOPLE_LIMIT: usize = 50;

/// What of a person was asked for, in clear (明文信息); what was not asked for, or is not on file, is null.
#[derive(SimpleObject)]
pub struct UnmaskedPerson {
    /// Id of the person (自然人).
    person: ID,
    /// Name (姓名).
    name: Option<String>,
    /// Telephone number (电话).
    phone: Option<String>,
    /// Number of the document (证件号码).
    id_number: Option<String>,
    /// Name of the guardian who consents (监护人姓名).
    guardian_name: Option<String>,
    /// Telephone number of that guardian (监护人电话).
    guardian_phone: Option<String>,
    /// What the person asked for as of right, the newest first (个人权利请求).
    requests: Option<Vec<DataRequestInFull>>,
    /// Number of the entry in the access log; null where nothing is shown (查阅日志编号).
    entry: Option<i64>,
    /// Why nothing is shown: `PERSON_ERASED`, `PROCESSING_RESTRICTED`, `MINOR_READ_NOT_APPROVED` or `GUARDIAN_NOT_AGREED`
    /// (未提供原因).
    withheld: Option<String>,
}

impl UnmaskedPerson {
    /// What is shown of a person: the fields of the request and no other.
    fn in_clear(id: Uuid, entry: i64, person: &Person, request: &ReadRequest) -> Self {
        let clear = |field: words::PersonalField| {
            let asked = request.fields().contains(&field);
            person.field(field).filter(|_| asked).and_then(Personal::expose).map(str::to_owned)
        };
        Self {
            person: id.into(),
            name: clear(words::PersonalField::Name),
            phone: clear(words::PersonalField::Phone),
            id_number: clear(words::PersonalField::IdNumber),
            guardian_name: clear(words::PersonalField::GuardianName),
            guardian_phone: clear(words::PersonalField::GuardianPhone),
            requests: request
                .fields()
                .contains(&words::PersonalField::Requests)
                .then(|| DataRequestInFull::all_of(person)),
            entry: Some(entry),
            withheld: None,
        }
    }

    fn kept_back(id: Uuid, refusal: &PersonRefusal) -> Self {
        Self {
            person: id.into(),
            name: None,
            phone: None,
            id_number: None,
            guardian_name: None,
            guardian_phone: None,
            requests: None,
            entry: None,
            withheld: Some(Refused::of(refusal).code),
        }
    }
}

/// The people asked about, in the order given, each once.
fn people_of(people: &[ID]) -> Result<Vec<Uuid>> {
    let mut ids = people.iter().map(uuid).collect::<Result<Vec<_>>>()?;
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    let actual = ids.len();
    if (1..=PEOPLE_LIMIT).contains(&actual) {
        return Ok(ids);
    }
    let refused = Refused::new("READ_PEOPLE_COUNT", format!("1 to {PEOPLE_LIMIT} people are read at a time"));
    Err(refused.with("limit", PEOPLE_LIMIT).with("actual", actual).into())
}

/// Answering people and auditing is for whoever answers for privacy, and no way round what others may read.
fn check_purpose(ctx: &Context<'_>, purpose: ReadPurpose) -> Result<()> {
    let of_privacy = matches!(purpose, ReadPurpose::RightsRequest | ReadPurpose::Audit);
    if !of_privacy || Access::here(ctx)?.with(Right::Privacy).next().is_some() {
        return Ok(());
    }
    Err(Refused::new("PURPOSE_NOT_YOURS", "whoever answers for privacy reads for this purpose, and nobody else").into())
}

/// Questions about people in clear.
#[derive(Default)]
pub struct UnmaskingQuery;

/// Questions about people in clear.
#[Object]
impl UnmaskingQuery {
    /// Personal data in clear, of one person or of up to fifty: the fields that the purpose needs, with an entry in the
    /// access log for each person before anything is answered; without the log nothing is (明文查阅; 个人信息保护法 art.
    /// 6, 51, 54). Everywhere else names and numbers are masked.
    async fn unmasked_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids of the people, 1 to 50.")] people: Vec<ID>,
        #[graphql(desc = "What of each; no more than the purpose needs.")] fields: Vec<PersonalField>,
        #[graphql(desc = "What for.")] purpose: ReadPurpose,
        #[graphql(desc = "What for, in full; asked for with an identity number; kept sealed.")] note: Option<String>,
    ) -> Result<Vec<UnmaskedPerson>> {
        check_purpose(ctx, purpose)?;
        let ids = people_of(&people)?;
        let fields = fields.into_iter().map(Into::into).collect();
        let asked = ReadRequest::try_new(fields, purpose.into(), note.as_deref()).map_err(|r| Refused::of(&r))?;
        let mut unit =
            Gate::of(ctx)?.as_things_stand()?.rehearsal(&request(ctx, None)?).await.map_err(EdgeError::from)?;
        unit.load::<Person>(ids.iter().copied()).await.map_err(EdgeError::from)?;
        let mut verdicts = Vec::with_capacity(ids.len());
        for id in ids {
            let person = unit.state::<Person>(id).map_err(EdgeError::from)?;
            match person.read(&asked, unit.context()) {
                // Whoever reaches the whole registry is told what everybody else is told of a person out of reach.
                Err(PersonRefusal::PersonUnknown) => return Err(Noun::Person.unknown(&id.to_string()).into()),
                verdict => verdicts.push((id, person, verdict)),
            }
        }
        let codes: Vec<&'static str> = asked.fields().iter().map(|field| field.code()).collect();
        let subjects: Vec<Subject> = verdicts
            .iter()
            .filter_map(|(id, _, verdict)| {
                let ground = verdict.as_ref().ok()?.clone();
                Some(on_record::subject(*id, Way::Viewed, codes.clone(), ground))
            })
            .collect();
        let numbers = on_record::record(ctx, asked.purpose().code(), asked.note(), &subjects).await?;
        // From here on the reads are on record; only now is anything put together that is shown.
        let mut numbers = numbers.into_iter();
        let shown = verdicts.into_iter().map(|(id, person, verdict)| match (verdict, numbers.as_slice()) {
            (Ok(_), [entry, ..]) => {
                let shown = UnmaskedPerson::in_clear(id, *entry, person, &asked);
                numbers.next();
                Ok(shown)
            }
            (Ok(_), []) => Err(async_graphql::Error::new("a read has no entry")),
            (Err(refusal), _) => Ok(UnmaskedPerson::kept_back(id, &refusal)),
        });
        shown.collect()
    }
}
