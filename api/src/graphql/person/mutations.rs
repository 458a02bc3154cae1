//! Commands of a person.

use super::words::DisclosedField;
use crate::{
    access::{Access, Right},
    edge::{self, Refused},
    graphql::{
        gate::Gate,
        mutation::{Done, execute_keyed, transact, uuid},
        scalars::Date,
        words::{ConsentScope, DocumentType, VerificationMethod},
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{IdentityNumber, PersonId, time},
    person::{
        Person as PersonState, PersonCommand,
        events::{IDENTITY_CLAIM, identity_value},
    },
};
use muster_eventstore::clock;

/// The data with which a person is put on file (人员资料).
#[derive(InputObject, Clone)]
pub struct PersonInput {
    /// Kind of the document; a resident identity card where nothing is said (证件类型).
    document: Option<DocumentType>,
    /// Number of the document (证件号码).
    id_number: String,
    /// Name as written (姓名).
    name: String,
    /// Telephone number (电话).
    phone: Option<String>,
    /// Birth date, for documents whose number does not carry it (出生日期).
    birth_on: Option<Date>,
}

/// Data of a person that passed the checks of the edge, with the id drawn for them.
#[derive(Clone)]
pub(crate) struct PersonData {
    pub(crate) fresh_id: PersonId,
    pub(crate) id_number: IdentityNumber,
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    birth_on: Option<chrono::NaiveDate>,
}

impl PersonInput {
    /// Checks the identity number and draws the id that the person gets if nobody has the number yet.
    pub(crate) fn read(self, ctx: &Context<'_>) -> Result<PersonData> {
        Ok(PersonData {
            fresh_id: PersonId::new(clock::fresh_id()),
            id_number: identity_number(ctx, self.document, &self.id_number)?,
            name: self.name,
            phone: self.phone,
            birth_on: self.birth_on.map(|day| day.0),
        })
    }
}

impl PersonData {
    /// The command that puts them on file under the id drawn.
    pub(crate) fn register(&self) -> PersonCommand {
        PersonCommand::RegisterPerson {
            person_id: self.fresh_id,
            id_number: self.id_number.clone(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            birth_on: self.birth_on,
        }
    }
}

/// Reads the number of a document; the number itself is in no refusal.
fn identity_number(ctx: &Context<'_>, document: Option<DocumentType>, text: &str) -> Result<IdentityNumber> {
    let today = time::local_date(Gate::of(ctx)?.log().clock().now());
    let document = document.unwrap_or(DocumentType::ResidentId);
    IdentityNumber::try_new(document.into(), text, today).map_err(|refusal| Refused::of(&refusal).into())
}

/// What is corrected; what is left out stays as it is (更正内容).
#[derive(InputObject)]
pub struct PersonCorrectionInput {
    /// The right name (姓名).
    name: Option<String>,
    /// The right telephone number (电话).
    phone: Option<String>,
    /// Kind of the right document, with `idNumber` only; a resident identity card where nothing is said (证件类型).
    document: Option<DocumentType>,
    /// The right number of the document (证件号码).
    id_number: Option<String>,
    /// Why (原因).
    reason: String,
}

/// A guardian's consent (监护人同意书).
#[derive(InputObject)]
pub struct GuardianConsentInput {
    /// The guardian's name (监护人姓名).
    guardian_name: String,
    /// The guardian's telephone number (监护人电话).
    guardian_phone: String,
    /// Version of the notice that was shown (告知书版本).
    notice_version: String,
    /// From which day (同意日期).
    given_on: Date,
}

/// Commands of people.
#[derive(Default)]
pub struct PersonMutation;

/// Commands of people.
#[Object]
impl PersonMutation {
    /// Puts a person on file; the same person sent again is the same person (建档).
    async fn register_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's data.")] input: PersonInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person = input.read(ctx)?;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let person = person.clone();
            Box::pin(async move {
                let identity = identity_value(person.id_number.document(), person.id_number.expose());
                unit.look_up(IDENTITY_CLAIM, std::slice::from_ref(&identity)).await?;
                if let Some(holder) = unit.holder(IDENTITY_CLAIM, &identity) {
                    unit.load::<PersonState>([holder]).await?;
                    let held = unit.state::<PersonState>(holder)?;
                    if held.differences(&person.id_number, &person.name, person.phone.as_deref()).is_empty() {
                        return Ok(holder);
                    }
                }
                let id = person.fresh_id.uuid();
                unit.decide::<PersonState>(id, person.register()).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Records that the identity was checked (核验).
    async fn verify_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "How it was checked.")] method: VerificationMethod,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::VerifyIdentity { method: method.into() };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Corrects data of a person, with a reason. A person corrects their telephone number by themself; name and document,
    /// by which the registry knows who they are, they ask for with `requestData`
    /// (更正资料).
    async fn correct_person_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "What is corrected, and why.")] input: PersonCorrectionInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let by_oneself = Access::here(ctx)?.with(Right::Privacy).next().is_none();
        if by_oneself && (input.name.is_some() || input.id_number.is_some()) {
            let message = "name and document are corrected by whoever answers for the registry: ask with requestData";
            return Err(Refused::new("IDENTITY_IS_ASKED_FOR", message).into());
        }
        let id_number = input.id_number.map(|text| identity_number(ctx, input.document, &text)).transpose()?;
        let (name, phone, reason) = (input.name, input.phone, input.reason);
        let command = PersonCommand::CorrectPersonData { name, phone, id_number, reason };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Records a consent (同意).
    #[expect(clippy::too_many_arguments, reason = "a consent is flat on the wire")]
    async fn give_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "To what.")] scope: ConsentScope,
        #[graphql(desc = "Version of the notice that was shown.")] notice_version: String,
        #[graphql(
            default,
            desc = "Of disclosure, what may be handed over; what the notice says where nothing is said."
        )]
        fields: Vec<DisclosedField>,
        #[graphql(desc = "From which day.")] given_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let fields = fields.into_iter().map(Into::into).collect();
        let command = PersonCommand::GiveConsent { scope: scope.into(), notice_version, fields, given_on: given_on.0 };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Records that a consent is withdrawn (撤回同意).
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Which.")] scope: ConsentScope,
        #[graphql(desc = "From which day.")] withdrawn_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::WithdrawConsent { scope: scope.into(), withdrawn_on: withdrawn_on.0 };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Records a guardian's consent for a minor (监护人同意).
    async fn give_guardian_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The minor's id.")] person: ID,
        #[graphql(desc = "The consent.")] input: GuardianConsentInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let GuardianConsentInput { guardian_name, guardian_phone, notice_version, given_on } = input;
        let given_on = given_on.0;
        let command = PersonCommand::GiveGuardianConsent { guardian_name, guardian_phone, notice_version, given_on };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Records that the guardian withdraws the consent (监护人撤回同意).
    async fn withdraw_guardian_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The minor's id.")] person: ID,
        #[graphql(desc = "From which day.")] withdrawn_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::WithdrawGuardianConsent { withdrawn_on: withdrawn_on.0 };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }
}
