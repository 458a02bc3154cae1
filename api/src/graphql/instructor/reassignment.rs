//! Who could take over the links of an instructor who leaves (移交方案, H10). The rules are asked on a unit of work
//! that is never appended; which link goes to whom is the domain's to deal out.

use super::proposal::{ProposedHandover, ProposedPlacement, ReassignmentProposal, UnplacedLink};
use crate::{
    access::{Right, reach},
    edge::{EdgeError, Refused},
    facts,
    graphql::{
        gate::{Gate, codes_within, read_view, request},
        mutation::code,
        scalars::Date,
    },
};
use async_graphql::{Context, Error, Object, Result};
use chrono::NaiveDate;
use muster_domain::{
    instructor::{
        Instructor as InstructorState, InstructorCommand, Link,
        events::FOCUS_CLAIM,
        reassignment::{self, Candidate, Proposal, Vacancy},
    },
    kernel::{ClaimValue, Code, Divisions, InstructorId, OrganizationId, time, words},
    organization::{Organization as OrganizationState, OrganizationFacts},
};
use muster_eventstore::{StoreFault, Unit};
use muster_projections::views::instructor_assignments::{self, InstructorFilter};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Organizations of one proposal.
const VACANCIES_LIMIT: usize = 100;
/// Candidates of one proposal; more are asked for by division.
const CANDIDATES_LIMIT: usize = 300;

/// The proposal of who takes over.
#[derive(Default)]
pub struct ReassignmentQuery;

/// The proposal of who takes over.
#[Object]
impl ReassignmentQuery {
    /// Who could take over the links of an instructor who leaves: as many links as the limits allow, with the least
    /// travel by divisions, and then the most even load. Instructors of the same kind are asked, and the answer is
    /// the same as long as the records are (移交方案).
    async fn reassignment_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor who leaves.")] instructor: String,
        #[graphql(desc = "Last day of that instructor; today where nothing is said.")] on: Option<Date>,
        #[graphql(
            desc = "Division of the candidates and everything below it; where nothing is said the instructor's city, as far as the caller may see people of it."
        )]
        within: Option<String>,
        #[graphql(desc = "Position that the list of candidates must reflect.")] at_least: Option<i64>,
    ) -> Result<ReassignmentProposal> {
        let gate = Gate::of(ctx)?;
        let on = on.map_or_else(|| gate.today(), |day| day.0);
        let id = InstructorId::of_code(&code(&instructor)?);
        let unit = gate.as_things_stand()?.rehearsal(&request(ctx, None)?).await.map_err(EdgeError::from)?;
        let mut leaving = Leaving::open(unit, id, on).await?;
        let own = leaving.state.division().map(|own| gate.divisions().city_of(own).as_str().to_owned());
        let divisions = within.or(own).unwrap_or_default();
        let mut divisions = codes_within(ctx, &divisions)?;
        if let Some(reached) = reach::divisions(ctx, Right::People)? {
            divisions.retain(|code| reached.contains(code));
        }
        let filter =
            InstructorFilter { divisions: Some(divisions), kind: leaving.state.kind(), on: Some(leaving.from) };
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let limit = i64::try_from(CANDIDATES_LIMIT + 2).unwrap_or(i64::MAX);
        let rows = instructor_assignments::page(&mut read, &filter, None, limit).await.map_err(EdgeError::from)?;
        let position = read.position();
        drop(read);
        let asked: Vec<Uuid> = rows.iter().map(|row| row.id).filter(|asked| *asked != id.uuid()).collect();
        bounded("candidates", asked.len(), CANDIDATES_LIMIT)?;
        let candidates = leaving.candidates(asked).await.map_err(EdgeError::from)?;
        let vacancies = leaving.vacancies(&candidates).map_err(EdgeError::from)?;
        let found = Found { candidates, vacancies, divisions: Arc::clone(&leaving.unit.context().divisions) };
        let found = tokio::task::spawn_blocking(move || found.answer()).await;
        let (found, proposal) = found.map_err(Error::new_with_source)?;
        leaving.show(&found, &proposal, position).map_err(EdgeError::from).map_err(Into::into)
    }
}

/// What a proposal is made of.
struct Found {
    candidates: Vec<Candidate>,
    vacancies: Vec<Vacancy>,
    divisions: Arc<Divisions>,
}

impl Found {
    fn answer(self) -> (Self, Proposal) {
        let proposal = reassignment::propose(&self.vacancies, &self.candidates, &self.divisions);
        (self, proposal)
    }
}

/// Somebody who leaves, on a unit of work in which their links have ended already.
struct Leaving {
    unit: Unit,
    state: InstructorState,
    /// The first day after.
    from: NaiveDate,
    /// What is left, by the code of the organization.
    links: BTreeMap<Code, (OrganizationFacts, Vec<Link>)>,
}

impl Leaving {
    async fn open(mut unit: Unit, id: InstructorId, on: NaiveDate) -> Result<Self> {
        unit.load::<InstructorState>([id.uuid()]).await.map_err(EdgeError::from)?;
        let state = unit.state::<InstructorState>(id.uuid()).map_err(EdgeError::from)?.clone();
        if state.code().is_none() {
            return Err(Refused::new("INSTRUCTOR_UNKNOWN", "there is no such instructor").into());
        }
        let mut left: BTreeMap<OrganizationId, Vec<Link>> = BTreeMap::new();
        for link in state.links().filter(|link| link.span.to.is_none_or(|to| to > on)) {
            left.entry(link.organization_id).or_default().push(*link);
        }
        bounded("links", left.len(), VACANCIES_LIMIT)?;
        unit.load::<OrganizationState>(left.keys().map(|id| id.uuid())).await.map_err(EdgeError::from)?;
        let values: Vec<_> = left.keys().map(|id| ClaimValue::Plain(id.to_string())).collect();
        unit.look_up(FOCUS_CLAIM, &values).await.map_err(EdgeError::from)?;
        let mut links = BTreeMap::new();
        for (organization_id, of_one) in left {
            let organization = unit.state::<OrganizationState>(organization_id.uuid()).map_err(EdgeError::from)?;
            if let Some((code, facts)) = organization.code().cloned().zip(organization.facts()) {
                links.insert(code, (facts, of_one));
            }
            // Nobody is named yet: what counts is that the link ends, so that its place is free (I3).
            let successor = InstructorId::default();
            let command = InstructorCommand::TransferAssignment { organization_id, successor, ended_on: on };
            let events = unit.propose::<InstructorState>(id.uuid(), command).map_err(EdgeError::from)?;
            let events = events.map_err(|refusal| Refused::of(&refusal))?;
            unit.accept::<InstructorState>(id.uuid(), events).map_err(EdgeError::from)?;
        }
        Ok(Self { unit, state, from: time::next_day(on), links })
    }

    /// Those of the instructors asked who may follow.
    async fn candidates(&mut self, asked: Vec<Uuid>) -> Result<Vec<Candidate>, StoreFault> {
        self.unit.load::<InstructorState>(asked.iter().copied()).await?;
        let mut candidates = Vec::new();
        for id in asked {
            let state = self.unit.state::<InstructorState>(id)?;
            candidates.extend(Candidate::of(state, &self.state, self.from, self.unit.context()));
        }
        Ok(candidates)
    }

    /// What is left, with what the rules say of every candidate.
    fn vacancies(&self, candidates: &[Candidate]) -> Result<Vec<Vacancy>, StoreFault> {
        let vacancy = |(organization, links): &(OrganizationFacts, Vec<Link>)| {
            let id = organization.organization_id;
            let refusals =
                candidates.iter().map(|candidate| self.refusal(organization, links, candidate.instructor_id));
            let focus = links.iter().any(|link| link.link_kind == words::LinkKind::Focus);
            Ok(Vacancy {
                organization_id: id,
                link_kind: if focus { words::LinkKind::Focus } else { words::LinkKind::General },
                division: self.unit.state::<OrganizationState>(id.uuid())?.division().cloned().unwrap_or_default(),
                refusals: refusals.collect::<Result<_, _>>()?,
            })
        };
        self.links.values().map(vacancy).collect()
    }

    /// The code with which the rules refuse that somebody takes the links to an organization over.
    fn refusal(
        &self,
        organization: &OrganizationFacts,
        links: &[Link],
        candidate: InstructorId,
    ) -> Result<Option<String>, StoreFault> {
        let represented = facts::represented_in_hand(&self.unit, organization.organization_id, candidate)?;
        let assign = |link: &Link| InstructorCommand::AssignOrganization {
            organization: organization.clone(),
            represented: represented.clone(),
            link_kind: link.link_kind,
            from: link.span.from.max(self.from),
            to: link.span.to,
        };
        let commands = links.iter().map(assign).collect();
        let proposed = self.unit.propose_all::<InstructorState>(candidate.uuid(), commands)?;
        Ok(proposed.err().map(|refusal| Refused::of(&refusal).code))
    }

    fn show(&self, found: &Found, proposal: &Proposal, position: i64) -> Result<ReassignmentProposal, StoreFault> {
        let mut shown = ReassignmentProposal {
            position,
            on: Date(time::day_before(self.from)),
            candidates: i64::try_from(found.candidates.len()).unwrap_or(i64::MAX),
            placements: Vec::new(),
            unplaced: Vec::new(),
            plan: Vec::new(),
        };
        for placement in &proposal.placements {
            let (vacancy, to) = (&found.vacancies[placement.vacancy], &found.candidates[placement.candidate]);
            let organization = self.unit.state::<OrganizationState>(vacancy.organization_id.uuid())?.code();
            let successor = self.unit.state::<InstructorState>(to.instructor_id.uuid())?.code();
            shown.plan.push(ProposedHandover {
                organization: organization.map(ToString::to_string).unwrap_or_default(),
                to: successor.map(ToString::to_string).unwrap_or_default(),
            });
            shown.placements.push(ProposedPlacement {
                organization_id: vacancy.organization_id.uuid(),
                link_kind: vacancy.link_kind,
                successor_id: to.instructor_id.uuid(),
                distance: placement.distance.into(),
                load_before: placement.load_before,
                position,
            });
        }
        shown.unplaced.extend(proposal.unplaced.iter().map(|unplaced| UnplacedLink {
            organization_id: found.vacancies[unplaced.vacancy].organization_id.uuid(),
            link_kind: found.vacancies[unplaced.vacancy].link_kind,
            reasons: unplaced.reasons.clone(),
            position,
        }));
        Ok(shown)
    }
}

/// Refuses a question that is too large to be answered at once.
fn bounded(what: &str, actual: usize, limit: usize) -> Result<()> {
    if actual <= limit {
        return Ok(());
    }
    let refused =
        Refused::new("PROPOSAL_TOO_LARGE", format!("a proposal has at most {limit} {what}; ask within a division"));
    Err(refused.with("list", what).with("limit", limit).into())
}
