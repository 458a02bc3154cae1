//! Facts of other streams, loaded into the unit of work that decides on them, so that the append checks them too.

use crate::edge::{Refused, refuse};
use chrono::NaiveDate;
use muster_domain::{
    activity::{Activity, SessionFacts},
    instructor::{Instructor, events::INSTRUCTOR_CLAIM},
    kernel::{
        Acting, ActivityId, ClaimValue, Code, DateSpan, DivisionCode, InstructorId, OrganizationId, PersonId,
        Placed as _, PointsSchemeId, SiteId, TeamId, VolunteerId,
    },
    matter::{CallerFacts, MatterCaller},
    organization::{ActorFacts, Organization, OrganizationFacts, aggregate::HIERARCHY_LIMIT},
    person::{Person, PersonFacts},
    points_scheme::{PointsScheme, SchemeFacts},
    posting::{PlaceFacts, PlaceKind, PostPlace},
    recognition::Recognition,
    site::{Site, SiteFacts},
    social_worker::{SocialWorker, events::SOCIAL_WORKER_CLAIM},
    team::{MemberFacts, Team, TeamFacts},
    volunteer::{HeldCredit, Volunteer, VolunteerFacts},
};
use muster_eventstore::{StepError, StoreFault, Unit};

/// The person as the rules of a role see them on a day, or whoever speaks for them (P4); nothing for one unknown or erased.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn person(unit: &mut Unit, id: PersonId, on: NaiveDate) -> Result<Option<PersonFacts>, StoreFault> {
    let id = speaking_for(unit, id).await?;
    Ok(unit.state::<Person>(id.uuid())?.facts(on))
}

/// The person who speaks for a record: its survivor where it was merged, else itself (P4). Their stream is loaded.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn speaking_for(unit: &mut Unit, id: PersonId) -> Result<PersonId, StoreFault> {
    unit.load::<Person>([id.uuid()]).await?;
    let Some(survivor) = unit.state::<Person>(id.uuid())?.merged_into() else { return Ok(id) };
    unit.load::<Person>([survivor.uuid()]).await?;
    Ok(survivor)
}

/// What stands in the ledgers that are joined with a loaded volunteer's (P4); almost always nothing.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn ledgers_beside(unit: &mut Unit, volunteer: VolunteerId) -> Result<Vec<HeldCredit>, StoreFault> {
    let goes_on = unit.state::<Volunteer>(volunteer.uuid())?.goes_on_as().unwrap_or(volunteer);
    unit.load::<Volunteer>([goes_on.uuid()]).await?;
    let joined: Vec<VolunteerId> = unit.state::<Volunteer>(goes_on.uuid())?.goes_on_for().collect();
    unit.load::<Volunteer>(joined.iter().map(|joined| joined.uuid())).await?;
    beside_in_hand(unit, volunteer)
}

/// As [`ledgers_beside`], of streams that are loaded.
///
/// # Errors
/// [`StoreFault::NotLoaded`].
pub fn beside_in_hand(unit: &Unit, volunteer: VolunteerId) -> Result<Vec<HeldCredit>, StoreFault> {
    let goes_on = unit.state::<Volunteer>(volunteer.uuid())?.goes_on_as().unwrap_or(volunteer);
    let joined = unit.state::<Volunteer>(goes_on.uuid())?.goes_on_for();
    let mut standing = Vec::new();
    for other in joined.chain([goes_on]).filter(|other| *other != volunteer) {
        standing.extend(unit.state::<Volunteer>(other.uuid())?.credits().copied());
    }
    Ok(standing)
}

/// The id of the volunteer with this code, who is on file; their stream is loaded.
///
/// # Errors
/// Refused `VOLUNTEER_UNKNOWN`; [`StoreFault`].
pub async fn known_volunteer(unit: &mut Unit, code: &Code) -> Result<VolunteerId, StepError<Refused>> {
    let id = VolunteerId::of_code(code);
    unit.load::<Volunteer>([id.uuid()]).await?;
    if unit.exists::<Volunteer>(id.uuid())? {
        return Ok(id);
    }
    let refused = Refused::new("VOLUNTEER_UNKNOWN", format!("there is no volunteer {code}"));
    Err(StepError::Refused(refused.with("volunteer", code.as_str())))
}

/// A session of an activity, as the hour ledger sees it.
///
/// # Errors
/// Refused `ACTIVITY_UNKNOWN` or `SESSION_UNKNOWN`; [`StoreFault`].
pub async fn session(unit: &mut Unit, activity: &Code, session: u32) -> Result<SessionFacts, StepError<Refused>> {
    let id = ActivityId::of_code(activity);
    let unknown = |code: &str, message: String| {
        let refused = Refused::new(code, message).with("activity", activity.as_str()).with("session", session);
        StepError::Refused(refused)
    };
    unit.load::<Activity>([id.uuid()]).await?;
    if !unit.exists::<Activity>(id.uuid())? {
        return Err(unknown("ACTIVITY_UNKNOWN", format!("there is no activity {activity}")));
    }
    let facts = unit.state::<Activity>(id.uuid())?.session_facts(session);
    facts.ok_or_else(|| unknown("SESSION_UNKNOWN", format!("activity {activity} has no session {session}")))
}

/// An organization as other rules see it, with all that stand above it; nothing for one unknown.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn organization(unit: &mut Unit, id: OrganizationId) -> Result<Option<OrganizationFacts>, StoreFault> {
    unit.load::<Organization>([id.uuid()]).await?;
    let Some(mut facts) = unit.state::<Organization>(id.uuid())?.facts() else { return Ok(None) };
    let mut above = facts.ancestors.pop();
    // One step more than is believed is walked, so that the rule sees a chain that is too long and refuses it.
    while let Some(parent) = above.filter(|_| facts.ancestors.len() <= HIERARCHY_LIMIT) {
        facts.ancestors.push(parent);
        unit.load::<Organization>([parent.uuid()]).await?;
        above = unit.state::<Organization>(parent.uuid())?.parent();
    }
    Ok(Some(facts))
}

/// The organization with this code and all that stand above it.
///
/// # Errors
/// Refused `ORGANIZATION_UNKNOWN`; [`StoreFault`].
pub async fn known_organization_above(unit: &mut Unit, code: &Code) -> Result<OrganizationFacts, StepError<Refused>> {
    organization(unit, OrganizationId::of_code(code)).await?.ok_or_else(|| organization_unknown(code))
}

/// The organization with this code, without those above it: only rules of a hierarchy need them.
///
/// # Errors
/// Refused `ORGANIZATION_UNKNOWN`; [`StoreFault`].
pub async fn known_organization(unit: &mut Unit, code: &Code) -> Result<OrganizationFacts, StepError<Refused>> {
    let id = OrganizationId::of_code(code).uuid();
    unit.load::<Organization>([id]).await?;
    unit.state::<Organization>(id)?.facts().ok_or_else(|| organization_unknown(code))
}

/// Whoever acts may record service in the name of this organization (V17, O3), decided in the unit that records.
///
/// # Errors
/// Refused `ACTOR_UNRELATED`, `ORGANIZATION_SUSPENDED`, `ORGANIZATION_NOT_LIVE`, `ORGANIZATION_UNKNOWN`; [`StoreFault`].
pub async fn may_record(unit: &mut Unit, recorder: OrganizationId) -> Result<(), StepError<Refused>> {
    let actor = match unit.context().acting.clone() {
        Acting::Nobody => ActorFacts::Nobody,
        Acting::Department => ActorFacts::Department,
        Acting::Organizations(own) => ActorFacts::Organizations(known_organizations(unit, &own).await?),
        Acting::Both { organizations, divisions } => {
            unit.load::<Organization>([recorder.uuid()]).await?;
            let context = unit.context();
            let within = |at: &DivisionCode| divisions.iter().any(|top| context.divisions.is_within(at, top));
            if unit.state::<Organization>(recorder.uuid())?.division().is_some_and(within) {
                ActorFacts::Department
            } else {
                ActorFacts::Organizations(known_organizations(unit, &organizations).await?)
            }
        }
    };
    let recorder = organization(unit, recorder).await?.ok_or_else(|| {
        let refused = Refused::new("ORGANIZATION_UNKNOWN", format!("there is no organization {recorder}"));
        StepError::Refused(refused.with("organization", recorder.to_string()))
    })?;
    actor.may_record(&recorder, unit.context()).map_err(refuse)
}

/// The refusal of whoever acts for nobody who recorded (V17).
pub const UNRELATED: &str = "ACTOR_UNRELATED";
/// The refusals that tell whoever has nothing to do with a record that there is one, or that there is none.
const STRANGERS: [&str; 2] = [UNRELATED, "VOLUNTEER_UNKNOWN"];

/// What a stranger is told of a record that they name: as much as if there were none.
pub fn as_unknown(error: StepError<Refused>, unknown: &Refused) -> StepError<Refused> {
    match &error {
        StepError::Refused(refused) if STRANGERS.contains(&refused.code.as_str()) => {
            StepError::Refused(unknown.clone())
        }
        StepError::Refused(_) | StepError::Fault(_) => error,
    }
}

async fn known_organizations(unit: &mut Unit, codes: &[Code]) -> Result<Vec<OrganizationFacts>, StepError<Refused>> {
    let mut known = Vec::with_capacity(codes.len());
    for code in codes {
        known.push(known_organization(unit, code).await?);
    }
    Ok(known)
}

/// As [`may_record`], for the organization that runs a site.
///
/// # Errors
/// As [`may_record`].
pub async fn may_record_at(unit: &mut Unit, site: SiteId) -> Result<(), StepError<Refused>> {
    unit.load::<Site>([site.uuid()]).await?;
    let place = unit.state::<Site>(site.uuid())?.place();
    for operator in place.into_iter().flat_map(|place| place.organizations) {
        may_record(unit, operator).await?;
    }
    Ok(())
}

/// As [`may_record`], for the organization of an activity; one that is unknown is the activity's own refusal.
///
/// # Errors
/// As [`may_record`].
pub async fn may_record_activity(unit: &mut Unit, id: ActivityId) -> Result<(), StepError<Refused>> {
    unit.load::<Activity>([id.uuid()]).await?;
    match unit.state::<Activity>(id.uuid())?.plan().map(|plan| plan.organization_id) {
        Some(recorder) => may_record(unit, recorder).await,
        None => Ok(()),
    }
}

fn organization_unknown(code: &Code) -> StepError<Refused> {
    let refused = Refused::new("ORGANIZATION_UNKNOWN", format!("there is no organization {code}"));
    StepError::Refused(refused.with("organization", code.as_str()))
}

/// The days in which an instructor is the legal representative of an organization in hand (I8); none for one unknown.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn represented(
    unit: &mut Unit,
    organization: OrganizationId,
    instructor: InstructorId,
) -> Result<Vec<DateSpan>, StoreFault> {
    unit.load::<Instructor>([instructor.uuid()]).await?;
    represented_in_hand(unit, organization, instructor)
}

/// As [`represented`], of streams that are loaded.
///
/// # Errors
/// [`StoreFault::NotLoaded`].
pub fn represented_in_hand(
    unit: &Unit,
    organization: OrganizationId,
    instructor: InstructorId,
) -> Result<Vec<DateSpan>, StoreFault> {
    let person = unit.state::<Instructor>(instructor.uuid())?.person_id();
    let organization = unit.state::<Organization>(organization.uuid())?;
    Ok(person.map(|person| organization.represented_by(person)).unwrap_or_default())
}

/// The days in which a person guides an organization as an instructor (I8); none for somebody who is none.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn guided(
    unit: &mut Unit,
    organization: OrganizationId,
    person: PersonId,
) -> Result<Vec<DateSpan>, StoreFault> {
    let person = ClaimValue::Plain(person.to_string());
    unit.look_up(INSTRUCTOR_CLAIM, std::slice::from_ref(&person)).await?;
    let Some(instructor) = unit.holder(INSTRUCTOR_CLAIM, &person) else { return Ok(Vec::new()) };
    unit.load::<Instructor>([instructor]).await?;
    Ok(unit.state::<Instructor>(instructor)?.guides(organization))
}

/// The team with this code.
///
/// # Errors
/// Refused `TEAM_UNKNOWN`; [`StoreFault`].
pub async fn known_team(unit: &mut Unit, code: &Code) -> Result<TeamFacts, StepError<Refused>> {
    let id = TeamId::of_code(code).uuid();
    unit.load::<Team>([id]).await?;
    unit.state::<Team>(id)?.facts().ok_or_else(|| {
        let refused = Refused::new("TEAM_UNKNOWN", format!("there is no team {code}"));
        StepError::Refused(refused.with("team", code.as_str()))
    })
}

/// The members of a team as the rule of calling out sees them on a day (T4); nobody for a team unknown.
///
/// # Errors
/// [`StoreFault`] when the log cannot be read.
pub async fn members(unit: &mut Unit, team: TeamId, on: NaiveDate) -> Result<Vec<MemberFacts>, StoreFault> {
    unit.load::<Team>([team.uuid()]).await?;
    let members: Vec<VolunteerId> = unit.state::<Team>(team.uuid())?.members_on(on).collect();
    let streams = || members.iter().map(|member| member.uuid());
    unit.load::<Volunteer>(streams()).await?;
    unit.load::<Recognition>(streams()).await?;
    let mut people = Vec::with_capacity(members.len());
    for member in &members {
        people.extend(unit.state::<Volunteer>(member.uuid())?.person_id().map(PersonId::uuid));
    }
    unit.load::<Person>(people).await?;
    let mut facts = Vec::with_capacity(members.len());
    for volunteer_id in members {
        let volunteer = unit.state::<Volunteer>(volunteer_id.uuid())?;
        let person = match volunteer.person_id() {
            Some(person) => unit.state::<Person>(person.uuid())?.facts(on),
            None => None,
        };
        facts.push(MemberFacts {
            volunteer_id,
            active: volunteer.is_active_on(on),
            age_years: person.and_then(|person| person.age_years),
            last_trained_on: unit.state::<Recognition>(volunteer_id.uuid())?.last_trained_on(on),
            insured: volunteer.is_insured_on(on),
        });
    }
    Ok(facts)
}

/// The volunteer with this code as rules of teams and activities see them on a day.
///
/// # Errors
/// Refused `VOLUNTEER_UNKNOWN`, `PERSON_ERASED`, `PERSON_MERGED`; [`StoreFault`].
pub async fn volunteer(unit: &mut Unit, code: &Code, on: NaiveDate) -> Result<VolunteerFacts, StepError<Refused>> {
    let id = known_volunteer(unit, code).await?;
    unit.state::<Volunteer>(id.uuid())?.goes_on().map_err(refuse)?;
    let erased = || StepError::Refused(Refused::new("PERSON_ERASED", "the data of this person were erased"));
    let person_id = unit.state::<Volunteer>(id.uuid())?.person_id().ok_or_else(erased)?;
    let person = person(unit, person_id, on).await?.ok_or_else(erased)?;
    unit.state::<Volunteer>(id.uuid())?.facts(id, person).ok_or_else(erased)
}

/// The volunteer with this code as the gates of a session on a day see them: with what they learned, how they are
/// insured, and whether they are paused.
///
/// # Errors
/// As [`volunteer`].
pub async fn participant(unit: &mut Unit, code: &Code, on: NaiveDate) -> Result<VolunteerFacts, StepError<Refused>> {
    let mut facts = volunteer(unit, code, on).await?;
    let id = facts.volunteer_id.uuid();
    unit.load::<Recognition>([id]).await?;
    facts.on_the_day = unit.state::<Volunteer>(id)?.on_the_day(on);
    facts.qualifications.trainings = unit.state::<Recognition>(id)?.trainings().collect();
    let person = ClaimValue::Plain(facts.person.person_id.to_string());
    unit.look_up(SOCIAL_WORKER_CLAIM, std::slice::from_ref(&person)).await?;
    if let Some(worker) = unit.holder(SOCIAL_WORKER_CLAIM, &person) {
        unit.load::<SocialWorker>([worker]).await?;
        facts.qualifications.level = unit.state::<SocialWorker>(worker)?.level_on(on);
    }
    Ok(facts)
}

/// The site with this code.
///
/// # Errors
/// Refused `SITE_UNKNOWN`; [`StoreFault`].
pub async fn known_site(unit: &mut Unit, code: &Code) -> Result<SiteFacts, StepError<Refused>> {
    let id = SiteId::of_code(code).uuid();
    unit.load::<Site>([id]).await?;
    unit.state::<Site>(id)?.facts().ok_or_else(|| {
        let refused = Refused::new("SITE_UNKNOWN", format!("there is no site {code}"));
        StepError::Refused(refused.with("site", code.as_str()))
    })
}

/// The points scheme with this code.
///
/// # Errors
/// Refused `POINTS_SCHEME_UNKNOWN`; [`StoreFault`].
pub async fn known_points_scheme(unit: &mut Unit, code: &Code) -> Result<SchemeFacts, StepError<Refused>> {
    let id = PointsSchemeId::of_code(code).uuid();
    unit.load::<PointsScheme>([id]).await?;
    unit.state::<PointsScheme>(id)?.facts().ok_or_else(|| {
        let refused = Refused::new("POINTS_SCHEME_UNKNOWN", format!("there is no points scheme {code}"));
        StepError::Refused(refused.with("scheme", code.as_str()))
    })
}

/// The instructor with this code, as one who calls on a department.
///
/// # Errors
/// Refused `INSTRUCTOR_UNKNOWN`; [`StoreFault`].
pub async fn calling_instructor(unit: &mut Unit, code: &Code) -> Result<CallerFacts, StepError<Refused>> {
    let id = InstructorId::of_code(code);
    unit.load::<Instructor>([id.uuid()]).await?;
    let instructor = unit.state::<Instructor>(id.uuid())?;
    let from = instructor.appointed_on().ok_or_else(|| {
        let refused = Refused::new("INSTRUCTOR_UNKNOWN", format!("there is no instructor {code}"));
        StepError::Refused(refused.with("instructor", code.as_str()))
    })?;
    Ok(CallerFacts { caller: MatterCaller::Instructor(id), from, until: instructor.released_on() })
}

/// The organization with this code as a place of posts.
///
/// # Errors
/// Refused `ORGANIZATION_UNKNOWN`; [`StoreFault`].
pub async fn organization_place(unit: &mut Unit, code: &Code) -> Result<PlaceFacts, StepError<Refused>> {
    let facts = known_organization(unit, code).await?;
    let organization = unit.state::<Organization>(facts.organization_id.uuid())?;
    let division = organization.division().cloned().ok_or_else(|| organization_unknown(code))?;
    Ok(PlaceFacts {
        place: PostPlace::Organization(facts.organization_id),
        kind: PlaceKind::Organization(facts.kind),
        division,
        from: facts.registered_on,
        until: facts.dissolved_on,
    })
}

/// The site with this code as a place of posts.
///
/// # Errors
/// Refused `SITE_UNKNOWN`; [`StoreFault`].
pub async fn site_place(unit: &mut Unit, code: &Code) -> Result<PlaceFacts, StepError<Refused>> {
    let SiteFacts { site_id, kind, division, opened_on, closed_on } = known_site(unit, code).await?;
    let (place, kind) = (PostPlace::Site(site_id), PlaceKind::Site(kind));
    Ok(PlaceFacts { place, kind, division, from: opened_on, until: closed_on })
}
