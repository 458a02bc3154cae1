//! Commands of a demand.

use super::{DemandAnswer, DemandOutcome};
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        gate::Gate,
        mutation::{Done, code, execute_keyed, transact},
        words::ServiceCategory,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use muster_domain::{
    kernel::{Code, DivisionCode, ServiceDemandId, TeamId, TimeSpan, VolunteerId, time},
    service_demand::{Demand, Responder, ResponderFacts, ServiceDemand as DemandState, ServiceDemandCommand},
    volunteer::Volunteer,
};
use muster_eventstore::{StepError, Unit};

/// A demand for people (应急服务需求).
#[derive(InputObject)]
pub struct DemandInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Code of the organization that needs the people (需求单位).
    organization: String,
    /// Reference of the command authority's order, where there is one (指挥机构文号; 志愿服务条例 art. 24).
    authority_reference: Option<String>,
    /// Code of the division (所在区划).
    division: String,
    /// Where exactly (地点).
    place: String,
    /// First instant (开始).
    starts_at: DateTime<Utc>,
    /// First instant after; 31 days later at most (结束).
    ends_at: DateTime<Utc>,
    /// Category of the service (服务类别).
    category: ServiceCategory,
    /// Skill that is needed, where there is one (所需技能).
    skill: Option<String>,
    /// How many people are needed (所需人数).
    people_needed: u32,
    /// When it was posted; now where it is not given (发布时间).
    posted_at: Option<DateTime<Utc>>,
}

/// A match of a team or of a volunteer to a demand (匹配).
#[derive(InputObject)]
pub struct ServiceMatchInput {
    /// Code of the demand (需求编码).
    demand: String,
    /// Code of the team, where it is one (队伍编码).
    team: Option<String>,
    /// Code of the volunteer, where it is one (志愿者编码).
    volunteer: Option<String>,
    /// How many people they bring; a volunteer is one (人数).
    #[graphql(default = 1)]
    people: u32,
    /// When; now where it is not given (匹配时间).
    matched_at: Option<DateTime<Utc>>,
}

/// What a team or volunteer answers (响应).
#[derive(InputObject)]
pub struct ResponseInput {
    /// Code of the demand (需求编码).
    demand: String,
    /// Code of the team, where it is one (队伍编码).
    team: Option<String>,
    /// Code of the volunteer, where it is one (志愿者编码).
    volunteer: Option<String>,
    /// What they answer (响应).
    answer: DemandAnswer,
    /// How many people come or came; as many as were matched where it is not given (人数).
    people: Option<u32>,
    /// When; now where it is not given (响应时间).
    answered_at: Option<DateTime<Utc>>,
}

/// The code of one team or of one volunteer.
#[derive(Clone)]
enum Named {
    Team(Code),
    Volunteer(Code),
}

impl Named {
    fn read(team: Option<&str>, volunteer: Option<&str>) -> Result<Self> {
        match (team, volunteer) {
            (Some(team), None) => Ok(Self::Team(code(team)?)),
            (None, Some(volunteer)) => Ok(Self::Volunteer(code(volunteer)?)),
            (Some(_), Some(_)) | (None, None) => {
                Err(Refused::new("RESPONDER_AMBIGUOUS", "name either a team or a volunteer").into())
            }
        }
    }

    fn responder(&self) -> Responder {
        match self {
            Self::Team(code) => Responder::Team(TeamId::of_code(code)),
            Self::Volunteer(code) => Responder::Volunteer(VolunteerId::of_code(code)),
        }
    }

    async fn facts(&self, unit: &mut Unit, at: DateTime<Utc>) -> Result<ResponderFacts, StepError<Refused>> {
        match self {
            Self::Team(code) => Ok(ResponderFacts::Team(facts::known_team(unit, code).await?)),
            Self::Volunteer(code) => {
                let volunteer_id = facts::known_volunteer(unit, code).await?;
                let active = unit.state::<Volunteer>(volunteer_id.uuid())?.is_active_on(time::local_date(at));
                Ok(ResponderFacts::Volunteer { volunteer_id, active })
            }
        }
    }
}

/// The instant given, or now.
fn instant(ctx: &Context<'_>, given: Option<DateTime<Utc>>) -> Result<DateTime<Utc>> {
    given.map_or_else(|| Ok(Gate::of(ctx)?.log().clock().now()), Ok)
}

/// Commands of demands.
#[derive(Default)]
pub struct ServiceDemandMutation;

/// Commands of demands.
#[Object]
impl ServiceDemandMutation {
    /// Posts a demand for people in an emergency (发布应急服务需求).
    async fn post_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The demand.")] input: DemandInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (code, organization) = (code(&input.code)?, code(&input.organization)?);
        let posted_at = instant(ctx, input.posted_at)?;
        let demand = Demand {
            division: DivisionCode::new(&input.division),
            place: input.place,
            window: TimeSpan { starts_at: input.starts_at, ends_at: input.ends_at },
            category: input.category.into(),
            skill: input.skill,
            people_needed: input.people_needed,
            authority_reference: input.authority_reference,
        };
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (code, organization, demand) = (code.clone(), organization.clone(), demand.clone());
            Box::pin(async move {
                let organization = facts::known_organization(unit, &organization).await?;
                let id = ServiceDemandId::of_code(&code).uuid();
                let command = ServiceDemandCommand::PostDemand { code, organization, demand, posted_at };
                unit.decide::<DemandState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Matches a team or a volunteer to a demand; more people than are needed may be matched (匹配).
    async fn match_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The match.")] input: ServiceMatchInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let named = Named::read(input.team.as_deref(), input.volunteer.as_deref())?;
        let id = ServiceDemandId::of_code(&code(&input.demand)?).uuid();
        let (people, matched_at) = (input.people, instant(ctx, input.matched_at)?);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let named = named.clone();
            Box::pin(async move {
                let responder = named.facts(unit, matched_at).await?;
                let command = ServiceDemandCommand::MatchResponder { responder, people, matched_at };
                unit.decide::<DemandState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Records that a team or volunteer accepts, declines, or has arrived (登记响应).
    async fn record_demand_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: ResponseInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let responder = Named::read(input.team.as_deref(), input.volunteer.as_deref())?.responder();
        let (answer, people) = (input.answer.into(), input.people);
        let answered_at = instant(ctx, input.answered_at)?;
        let command = ServiceDemandCommand::RecordResponse { responder, answer, people, answered_at };
        let id = ServiceDemandId::of_code(&code(&input.demand)?).uuid();
        execute_keyed::<DemandState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Closes a demand with its outcome (办结).
    async fn close_service_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the demand.")] demand: String,
        #[graphql(desc = "What became of it.")] outcome: DemandOutcome,
        #[graphql(desc = "In words.")] note: String,
        #[graphql(desc = "When; now where it is not given.")] closed_at: Option<DateTime<Utc>>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let closed_at = instant(ctx, closed_at)?;
        let command = ServiceDemandCommand::CloseDemand { outcome: outcome.into(), note, closed_at };
        let id = ServiceDemandId::of_code(&code(&demand)?).uuid();
        execute_keyed::<DemandState>(ctx, idempotency_key.as_deref(), id, command).await
    }
}
