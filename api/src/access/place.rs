//! Where the record stands that an argument names.

use super::policy::Noun;
use crate::{
    edge::{EdgeError, Refused},
    facts,
    graphql::{Gate, Moment},
};
use async_graphql::Value;
use futures::future::BoxFuture;
use muster_domain::{
    account::{Account, Scope},
    activity::Activity,
    instructor::{Instructor, events::INSTRUCTOR_CLAIM},
    kernel::{
        AccountId, ActivityId, ClaimValue, Code, DemandCatalogId, DivisionCode, Divisions, InstructorId, MatterCallId,
        OrganizationId, PersonId, Place, Placed, PointsSchemeId, PoolId, Rules, ServiceDemandId, SiteId,
        SocialWorkerId, TeamId, VolunteerId,
    },
    matter::MatterCall,
    organization::Organization,
    person::Person,
    points_scheme::PointsScheme,
    publication::Publication,
    service_demand::ServiceDemand,
    site::Site,
    social_worker::{SocialWorker, events::SOCIAL_WORKER_CLAIM},
    talent_demand::TalentDemand,
    talent_pool::TalentPool,
    team::Team,
    volunteer::{Volunteer, events::VOLUNTEER_CLAIM},
};
use muster_eventstore::{Request, StoreFault, Unit};
use muster_projections::views::service_hours::{self, CreditRow};
use uuid::Uuid;

impl Noun {
    /// The word by which a record of this kind is refused when there is none: `TEAM_UNKNOWN`, `there is no team …`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Division => "division",
            Self::Organization => "organization",
            Self::Activity => "activity",
            Self::Team => "team",
            Self::Volunteer => "volunteer",
            Self::Person | Self::Newcomer => "person",
            Self::Instructor => "instructor",
            Self::SocialWorker => "social_worker",
            Self::Site => "site",
            Self::Credit => "credit",
            Self::ServiceDemand => "demand",
            Self::Call | Self::AnsweredCall => "call",
            Self::Pool => "pool",
            Self::Catalog => "catalog",
            Self::Scheme => "points_scheme",
            Self::Report => "report",
        }
    }

    /// What is answered where there is no such record, or none in reach: nobody learns which of the two.
    #[must_use]
    pub fn unknown(self, named: &str) -> Refused {
        let word = self.word();
        let refused =
            Refused::new(&format!("{}_UNKNOWN", word.to_uppercase()), format!("there is no {word} of this name"));
        refused.with("named", named.chars().take(NAME_SHOWN).collect::<String>())
    }

    /// Whether a record at this place is in everybody's reach: a person who has no role yet and is put into one.
    pub(super) const fn is_free_at(self, place: &Place) -> bool {
        matches!(self, Self::Newcomer) && place.divisions.is_empty() && place.organizations.is_empty()
    }
}

/// Characters of a name that a refusal repeats.
const NAME_SHOWN: usize = 64;

/// What knows where records stand.
pub(super) trait Places {
    /// Where the record stands that a code or id names; nothing where there is none.
    ///
    /// # Errors
    /// [`EdgeError`] when the log or a view cannot be read.
    fn find<'p>(&'p self, noun: Noun, named: &'p Value) -> BoxFuture<'p, Result<Option<Place>, EdgeError>>;

    /// The tree of divisions.
    fn divisions(&self) -> &Divisions;
}

impl Places for Gate {
    fn find<'p>(&'p self, noun: Noun, named: &'p Value) -> BoxFuture<'p, Result<Option<Place>, EdgeError>> {
        Box::pin(find(self, noun, named))
    }

    fn divisions(&self) -> &Divisions {
        Self::divisions(self)
    }
}

async fn find(gate: &Gate, noun: Noun, named: &Value) -> Result<Option<Place>, EdgeError> {
    let Value::String(named) = named else { return Ok(None) };
    match noun {
        Noun::Division => {
            let division = DivisionCode::new(named);
            Ok(gate.divisions().find(&division).map(|found| Place::in_division(&found.code)))
        }
        Noun::Person => match Uuid::parse_str(named) {
            Ok(id) => person(gate, PersonId::new(id)).await.map(Some),
            Err(_) => Ok(None),
        },
        Noun::Newcomer => match Uuid::parse_str(named) {
            Ok(id) => newcomer(gate, PersonId::new(id)).await,
            Err(_) => Ok(None),
        },
        Noun::Credit => match Uuid::parse_str(named) {
            Ok(id) => credit(gate, id).await,
            Err(_) => Ok(None),
        },
        Noun::Report => match Uuid::parse_str(named) {
            Ok(id) => of::<Publication>(gate, id).await,
            Err(_) => Ok(None),
        },
        Noun::Account => match Code::try_new(named) {
            Ok(principal) => account(gate, &principal).await,
            Err(_) => Ok(None),
        },
        Noun::Organization => coded::<Organization>(gate, named, |code| OrganizationId::of_code(code).uuid()).await,
        Noun::Activity => coded::<Activity>(gate, named, |code| ActivityId::of_code(code).uuid()).await,
        Noun::Team => coded::<Team>(gate, named, |code| TeamId::of_code(code).uuid()).await,
        Noun::Volunteer => coded::<Volunteer>(gate, named, |code| VolunteerId::of_code(code).uuid()).await,
        Noun::Instructor => coded::<Instructor>(gate, named, |code| InstructorId::of_code(code).uuid()).await,
        Noun::SocialWorker => coded::<SocialWorker>(gate, named, |code| SocialWorkerId::of_code(code).uuid()).await,
        Noun::Site => coded::<Site>(gate, named, |code| SiteId::of_code(code).uuid()).await,
        Noun::ServiceDemand => coded::<ServiceDemand>(gate, named, |code| ServiceDemandId::of_code(code).uuid()).await,
        Noun::Call => coded::<MatterCall>(gate, named, |code| MatterCallId::of_code(code).uuid()).await,
        Noun::AnsweredCall => match Code::try_new(named) {
            Ok(code) => placed(gate, MatterCallId::of_code(&code).uuid(), MatterCall::place_of_answer).await,
            Err(_) => Ok(None),
        },
        Noun::Pool => coded::<TalentPool>(gate, named, |code| PoolId::of_code(code).uuid()).await,
        Noun::Catalog => coded::<TalentDemand>(gate, named, |code| DemandCatalogId::of_code(code).uuid()).await,
        Noun::Scheme => coded::<PointsScheme>(gate, named, |code| PointsSchemeId::of_code(code).uuid()).await,
    }
}

/// Where the record stands that a sender's code names.
async fn coded<A: Rules + Placed>(
    gate: &Gate,
    code: &str,
    id: impl Fn(&Code) -> Uuid,
) -> Result<Option<Place>, EdgeError> {
    match Code::try_new(code) {
        Ok(code) => of::<A>(gate, id(&code)).await,
        Err(_) => Ok(None),
    }
}

/// Where the record of a stream stands, with every organization above those that answer for it.
async fn of<A: Rules + Placed>(gate: &Gate, id: Uuid) -> Result<Option<Place>, EdgeError> {
    placed(gate, id, A::place).await
}

/// The same of a record that may stand elsewhere for some who ask.
async fn placed<A: Rules>(
    gate: &Gate,
    id: Uuid,
    place: impl FnOnce(&A) -> Option<Place>,
) -> Result<Option<Place>, EdgeError> {
    let mut unit = gate.log().rehearsal(&Request::default()).await?;
    unit.load::<A>([id]).await?;
    match place(unit.state::<A>(id)?) {
        Some(place) => Ok(Some(with_those_above(&mut unit, place).await?)),
        None => Ok(None),
    }
}

pub(super) async fn with_those_above(unit: &mut Unit, mut place: Place) -> Result<Place, StoreFault> {
    for organization in place.organizations.clone() {
        if let Some(facts) = facts::organization(unit, organization).await? {
            place = facts.ancestors.into_iter().fold(place, Place::of);
        }
    }
    Ok(place)
}

/// A person stands wherever they have a role.
async fn person(gate: &Gate, id: PersonId) -> Result<Place, EdgeError> {
    let mut unit = gate.log().rehearsal(&Request::default()).await?;
    Ok(of_person(&mut unit, id).await?)
}

async fn of_person(unit: &mut Unit, id: PersonId) -> Result<Place, StoreFault> {
    Ok(of_people(unit, &[id]).await?.pop().unwrap_or_default())
}

/// Where people stand, in their order.
pub(super) async fn of_people(unit: &mut Unit, people: &[PersonId]) -> Result<Vec<Place>, StoreFault> {
    let values: Vec<ClaimValue> = people.iter().map(|person| ClaimValue::Plain(person.to_string())).collect();
    let mut places: Vec<Place> = people.iter().map(|person| Place::default().of_person(Some(*person))).collect();
    stand_in_role::<Volunteer>(unit, (VOLUNTEER_CLAIM, &values), &mut places).await?;
    stand_in_role::<Instructor>(unit, (INSTRUCTOR_CLAIM, &values), &mut places).await?;
    stand_in_role::<SocialWorker>(unit, (SOCIAL_WORKER_CLAIM, &values), &mut places).await?;
    let mut with_all = Vec::with_capacity(places.len());
    for place in places {
        with_all.push(with_those_above(unit, place).await?);
    }
    Ok(with_all)
}

/// Adds where people stand in one role; nothing for those who have none.
async fn stand_in_role<A: Rules + Placed>(
    unit: &mut Unit,
    (claim, people): (&'static str, &[ClaimValue]),
    places: &mut [Place],
) -> Result<(), StoreFault> {
    unit.look_up(claim, people).await?;
    let holders: Vec<Option<Uuid>> = people.iter().map(|person| unit.holder(claim, person)).collect();
    unit.load::<A>(holders.iter().copied().flatten()).await?;
    for (place, holder) in places.iter_mut().zip(holders) {
        let Some(holder) = holder else { continue };
        let Some(role) = unit.state::<A>(holder)?.place() else { continue };
        place.divisions.extend(role.divisions);
        *place = role.organizations.into_iter().fold(std::mem::take(place), Place::of);
    }
    Ok(())
}

/// Somebody on file stands where the person does who speaks for the record (P4), perhaps nowhere yet.
async fn newcomer(gate: &Gate, id: PersonId) -> Result<Option<Place>, EdgeError> {
    let mut unit = gate.log().rehearsal(&Request::default()).await?;
    let speaks = facts::speaking_for(&mut unit, id).await?;
    if unit.exists::<Person>(id.uuid())? { Ok(Some(of_person(&mut unit, speaks).await?)) } else { Ok(None) }
}

/// An account stands where the grant reaches that is proposed, or else the grants that hold; all of the registry is no place.
async fn account(gate: &Gate, principal: &Code) -> Result<Option<Place>, EdgeError> {
    let id = AccountId::of_code(principal).uuid();
    let Some(account) = gate.log().find::<Account>(id).await? else { return Ok(None) };
    let proposed = account.proposal().map(|proposal| proposal.what.grant.scope.clone());
    let scopes = match proposed {
        Some(scope) => vec![scope],
        None => account.grants_on(gate.today()).map(|grant| grant.scope.clone()).collect(),
    };
    let mut place = Place::default();
    for scope in scopes {
        let reached = match scope {
            Scope::Registry => return Ok(Some(Place::default())),
            Scope::Division(division) => Some(Place::in_division(&division)),
            Scope::Organization(code) => of::<Organization>(gate, OrganizationId::of_code(&code).uuid()).await?,
            Scope::Person(own) => Some(person(gate, own).await?),
        };
        let Some(reached) = reached else { continue };
        place.divisions.extend(reached.divisions);
        place = reached.organizations.into_iter().fold(place, Place::of);
    }
    Ok(Some(place))
}

/// A credit stands where its activity does, and is its volunteer's.
async fn credit(gate: &Gate, id: Uuid) -> Result<Option<Place>, EdgeError> {
    let found = match read_credit(gate, id, None).await? {
        Some(row) => Some(row),
        // One that was entered a moment ago: the view is waited for.
        None => read_credit(gate, id, Some(gate.log().reader().head().await?)).await?,
    };
    let Some(row) = found else { return Ok(None) };
    let mut unit = gate.log().rehearsal(&Request::default()).await?;
    unit.load::<Volunteer>([row.volunteer_id]).await?;
    let person = unit.state::<Volunteer>(row.volunteer_id)?.person_id();
    let place = Place::in_division(&DivisionCode::new(&row.division)).of_person(person);
    let place = place.of(OrganizationId::new(row.organization_id));
    Ok(Some(with_those_above(&mut unit, place).await?))
}

async fn read_credit(gate: &Gate, id: Uuid, at_least: Option<i64>) -> Result<Option<CreditRow>, EdgeError> {
    let mut read = gate.as_of(Moment::default()).read(service_hours::NAME, at_least).await?;
    Ok(service_hours::credit(&mut read, id).await?)
}
