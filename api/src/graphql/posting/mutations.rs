//! Commands of posts.

use super::PostRole;
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, transact, uuid},
        person::PersonInput,
        role::Whom,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{Code, PersonId},
    posting::{
        Appointee, PlaceFacts, Posting, PostingCommand,
        aggregate::APPOINTEES_LIMIT,
        events::{RESIDENT_POST_CLAIM, resident_value},
        words,
    },
};
use muster_eventstore::{StepError, Unit};

/// A person who is posted; exactly one of `personId` and `person` is given (任职人员).
#[derive(InputObject)]
pub struct AppointeeInput {
    /// Id of a person on file (人员).
    person_id: Option<ID>,
    /// Data of the person, who is put on file where they are not yet (人员资料).
    person: Option<PersonInput>,
    /// In which role (岗位角色).
    role: PostRole,
}

/// People who are posted in one decision; exactly one of `organization` and `site` is given (派驻、聘任).
#[derive(InputObject)]
pub struct PostingInput {
    /// Code of the organization (派驻组织).
    organization: Option<String>,
    /// Code of the site (派驻阵地).
    site: Option<String>,
    /// Who, in which role; at most a hundred (任职人员).
    people: Vec<AppointeeInput>,
    /// First day (任职日期).
    from: Date,
    /// Last day; an observer's term has one (届满日期).
    to: Option<Date>,
}

/// The end of a post (离任、解聘).
#[derive(InputObject)]
pub struct PostEndInput {
    /// Code of the organization (派驻组织).
    organization: Option<String>,
    /// Code of the site (派驻阵地).
    site: Option<String>,
    /// Id of the person (人员).
    person_id: ID,
    /// In which role (岗位角色).
    role: PostRole,
    /// Last day (离任日期).
    ended_on: Date,
    /// Why; it is kept sealed (原因).
    reason: String,
}

/// Where people are posted, by the sender's own key.
#[derive(Clone)]
enum Place {
    Organization(Code),
    Site(Code),
}

impl Place {
    fn read(organization: Option<&str>, site: Option<&str>) -> Result<Self> {
        match (organization, site) {
            (Some(organization), None) => Ok(Self::Organization(code(organization)?)),
            (None, Some(site)) => Ok(Self::Site(code(site)?)),
            (Some(_), Some(_)) | (None, None) => {
                Err(Refused::new("PLACE_NOT_NAMED", "exactly one of organization and site is given").into())
            }
        }
    }

    async fn facts(&self, unit: &mut Unit) -> Result<PlaceFacts, StepError<Refused>> {
        match self {
            Self::Organization(code) => facts::organization_place(unit, code).await,
            Self::Site(code) => facts::site_place(unit, code).await,
        }
    }
}

/// Commands of posts.
#[derive(Default)]
pub struct PostingMutation;

/// Commands of posts.
#[Object]
impl PostingMutation {
    /// Posts people to a village or a site, all of them or none (派驻、聘任).
    async fn post_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where, and for how long.")] input: PostingInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let place = Place::read(input.organization.as_deref(), input.site.as_deref())?;
        if input.people.len() > APPOINTEES_LIMIT {
            let message = format!("at most {APPOINTEES_LIMIT} people are posted at once");
            let refused = Refused::new("TOO_MANY", message).with("limit", APPOINTEES_LIMIT);
            return Err(refused.with("actual", input.people.len()).into());
        }
        let whom = |appointee: AppointeeInput| {
            let whom = Whom::read(ctx, appointee.person_id, appointee.person)?;
            Ok((whom, words::PostRole::from(appointee.role)))
        };
        let people = input.people.into_iter().map(whom).collect::<Result<Vec<_>>>()?;
        let (from, to) = (input.from.0, input.to.map(|day| day.0));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (place, people) = (place.clone(), people.clone());
            Box::pin(async move {
                let place = place.facts(unit).await?;
                let mut appointees = Vec::with_capacity(people.len());
                for (whom, role) in people {
                    let person = whom.facts(unit, from).await?;
                    // Whoever has the person already is looked up, so that the refusal names the village.
                    unit.look_up(RESIDENT_POST_CLAIM, &[resident_value(person.person_id)]).await?;
                    appointees.push(Appointee { person, role });
                }
                let id = place.place.uuid();
                let command = PostingCommand::PostPeople { place, appointees, from, to };
                unit.decide::<Posting>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Ends a post before its term, or one without a term (离任、解聘).
    async fn end_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post, and when it ends.")] input: PostEndInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let place = Place::read(input.organization.as_deref(), input.site.as_deref())?;
        let (person_id, role) = (PersonId::new(uuid(&input.person_id)?), words::PostRole::from(input.role));
        let (ended_on, reason) = (input.ended_on.0, input.reason);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (place, reason) = (place.clone(), reason.clone());
            Box::pin(async move {
                let id = place.facts(unit).await?.place.uuid();
                let command = PostingCommand::EndPost { person_id, role, ended_on, reason };
                unit.decide::<Posting>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }
}
