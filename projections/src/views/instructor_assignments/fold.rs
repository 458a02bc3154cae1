//! How a page of instructors' and organizations' events changes the rows. No reads for others.

use super::{InstructorRow, LinkRow, OrganizationRow, ProblemRow, SolutionRow, VisitRow, fold_record};
use crate::{Fold, RowSet, ViewFault};
use chrono::NaiveDate;
use muster_domain::{
    instructor::{InstructorEvent, events::Link},
    kernel::{InstructorId, time},
    organization::OrganizationEvent,
};
use muster_eventstore::Recorded;
use uuid::Uuid;

/// The rows in hand while a page is folded.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) instructors: RowSet<InstructorRow>,
    pub(super) record: fold_record::RecordRows,
    links: RowSet<LinkRow>,
    problems: RowSet<ProblemRow>,
    solutions: RowSet<SolutionRow>,
    visits: RowSet<VisitRow>,
    organizations: RowSet<OrganizationRow>,
}

impl Rows {
    /// Says at which position the event stands whose changes come next.
    fn at(&mut self, position: i64) {
        self.instructors.at(position);
        self.record.at(position);
        self.links.at(position);
        self.problems.at(position);
        self.solutions.at(position);
        self.visits.at(position);
        self.organizations.at(position);
    }
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut organizations) = (Vec::new(), Vec::new());
    for recorded in page {
        match recorded.aggregate_type.as_str() {
            "instructor" => events.push((recorded, recorded.decode::<InstructorEvent>()?)),
            "organization" => organizations.push((recorded, recorded.decode::<OrganizationEvent>()?)),
            _ => {}
        }
    }
    let mut rows = load(&events, fold).await?;
    let ids = organizations.iter().map(|(recorded, _)| recorded.aggregate_id.clone()).collect::<Vec<_>>();
    rows.organizations.load_more(fold.connection, ids).await?;
    for (recorded, event) in organizations {
        rows.at(recorded.position);
        apply_organization(&mut rows, recorded, event)?;
    }
    for (recorded, event) in events {
        rows.at(recorded.position);
        apply(&mut rows, recorded, event)?;
    }
    rows.instructors.write(fold.connection).await?;
    rows.record.write(fold.connection).await?;
    rows.links.write(fold.connection).await?;
    rows.problems.write(fold.connection).await?;
    rows.solutions.write(fold.connection).await?;
    rows.visits.write(fold.connection).await?;
    rows.organizations.write(fold.connection).await
}

fn link_key(instructor: &str, link: &Link) -> String {
    format!("{instructor}/{}/{}", link.organization_id, link.span.from)
}

/// Loads every row that an event of the page may change.
async fn load(events: &[(&Recorded, InstructorEvent)], fold: &mut Fold<'_>) -> Result<Rows, ViewFault> {
    let (mut instructors, mut links, mut visits) = (Vec::new(), Vec::new(), Vec::new());
    let (mut problems, mut reopened, mut overrides) = (Vec::new(), Vec::new(), Vec::new());
    for (recorded, event) in events {
        let instructor = &recorded.aggregate_id;
        match event {
            InstructorEvent::InstructorAppointed { .. }
            | InstructorEvent::QualificationRecorded { .. }
            | InstructorEvent::InstructorReleased { .. } => {
                instructors.push(instructor.clone());
            }
            InstructorEvent::FocusOverrideEnded { from, .. } => overrides.push(format!("{instructor}/{from}")),
            InstructorEvent::FocusOverrideGranted { .. }
            | InstructorEvent::InstructorAppraised { .. }
            | InstructorEvent::InstructorTrained { .. } => {}
            InstructorEvent::OrganizationAssigned { link, .. }
            | InstructorEvent::LinkKindChanged { before: link, .. }
            | InstructorEvent::AssignmentEnded { before: link, .. }
            | InstructorEvent::AssignmentTransferred { before: link, .. } => links.push(link_key(instructor, link)),
            InstructorEvent::GuidanceVisitRecorded { organization_id, visited_on, .. } => {
                visits.push(format!("{instructor}/{organization_id}/{visited_on}"));
            }
            InstructorEvent::ProblemRaised { problem_id, .. } | InstructorEvent::ProblemResolved { problem_id, .. } => {
                problems.push(problem_id.to_string());
            }
            InstructorEvent::ProblemReopened { problem_id, .. } => {
                problems.push(problem_id.to_string());
                reopened.push(problem_id.to_string());
            }
        }
    }
    let mut rows = Rows::default();
    rows.instructors.load_more(fold.connection, instructors).await?;
    rows.record.load(fold.connection, overrides).await?;
    rows.links.load_more(fold.connection, links).await?;
    rows.problems.load_more(fold.connection, problems).await?;
    rows.solutions.load_under(fold.connection, reopened).await?;
    rows.visits.load_more(fold.connection, visits).await?;
    Ok(rows)
}

fn apply(rows: &mut Rows, recorded: &Recorded, event: InstructorEvent) -> Result<(), ViewFault> {
    let instructor_id = recorded.stream()?;
    match event {
        InstructorEvent::InstructorAppointed { person_id, code, division, kind, appointed_on } => {
            rows.instructors.put(InstructorRow {
                id: instructor_id,
                person_id: person_id.uuid(),
                code: code.as_str().to_owned(),
                division: division.as_str().to_owned(),
                kind: kind.code().to_owned(),
                appointed_on,
                released_on: None,
                education: None,
                party_work_years: None,
            });
        }
        InstructorEvent::InstructorReleased { released_on, .. } => {
            let row = rows
                .instructors
                .get_mut(&recorded.aggregate_id)
                .ok_or_else(|| ViewFault::unknown(recorded, "instructor"))?;
            row.released_on = Some(released_on);
        }
        InstructorEvent::OrganizationAssigned { link, .. } => begin(rows, recorded, instructor_id, &link),
        InstructorEvent::LinkKindChanged { before, link_kind, changed_on, .. } => {
            end(rows, recorded, &before, time::day_before(changed_on), "CHANGED", None)?;
            let mut link = Link { link_kind, ..before };
            link.span.from = changed_on;
            begin(rows, recorded, instructor_id, &link);
        }
        InstructorEvent::AssignmentEnded { before, ended_on, .. } => {
            end(rows, recorded, &before, ended_on, "ENDED", None)?;
        }
        InstructorEvent::AssignmentTransferred { before, ended_on, successor, .. } => {
            end(rows, recorded, &before, ended_on, "TRANSFERRED", Some(successor))?;
        }
        InstructorEvent::GuidanceVisitRecorded { organization_id, visited_on, .. } => {
            let key = format!("{}/{organization_id}/{visited_on}", recorded.aggregate_id);
            if let Some(row) = rows.visits.get_mut(&key) {
                row.visits += 1;
            } else {
                let organization_id = organization_id.uuid();
                rows.visits.put(VisitRow { key, instructor_id, organization_id, visited_on, visits: 1 });
            }
        }
        InstructorEvent::ProblemRaised { .. }
        | InstructorEvent::ProblemResolved { .. }
        | InstructorEvent::ProblemReopened { .. } => apply_problem(rows, recorded, instructor_id, &event)?,
        InstructorEvent::QualificationRecorded { .. }
        | InstructorEvent::FocusOverrideGranted { .. }
        | InstructorEvent::FocusOverrideEnded { .. }
        | InstructorEvent::InstructorAppraised { .. }
        | InstructorEvent::InstructorTrained { .. } => fold_record::apply(rows, recorded, instructor_id, &event)?,
    }
    Ok(())
}

/// A problem's own row holds how it stands now, its solutions how it stood on any day.
fn apply_problem(
    rows: &mut Rows,
    recorded: &Recorded,
    instructor_id: Uuid,
    event: &InstructorEvent,
) -> Result<(), ViewFault> {
    match event {
        InstructorEvent::ProblemRaised { problem_id, organization_id, raised_on, .. } => {
            rows.problems.put(ProblemRow {
                id: problem_id.uuid(),
                instructor_id,
                organization_id: organization_id.uuid(),
                raised_on: *raised_on,
                resolved_on: None,
                reopened: 0,
                open: true,
            });
        }
        InstructorEvent::ProblemResolved { problem_id, resolved_on, .. } => {
            let row = rows
                .problems
                .get_mut(&problem_id.to_string())
                .ok_or_else(|| ViewFault::unknown(recorded, "problem"))?;
            row.resolved_on = Some(*resolved_on);
            row.open = false;
            rows.solutions.put(SolutionRow {
                key: format!("{problem_id}/{resolved_on}"),
                problem_id: problem_id.uuid(),
                resolved_on: *resolved_on,
                reopened_on: None,
            });
        }
        InstructorEvent::ProblemReopened { problem_id, reopened_on, .. } => {
            let problem = problem_id.to_string();
            let row = rows.problems.get_mut(&problem).ok_or_else(|| ViewFault::unknown(recorded, "problem"))?;
            row.resolved_on = None;
            row.open = true;
            row.reopened += 1;
            let solved = rows.solutions.under(&problem).filter(|row| row.reopened_on.is_none()).last();
            let key = solved.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "solution"))?;
            let row = rows.solutions.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "solution"))?;
            row.reopened_on = Some(*reopened_on);
        }
        InstructorEvent::InstructorAppointed { .. }
        | InstructorEvent::OrganizationAssigned { .. }
        | InstructorEvent::LinkKindChanged { .. }
        | InstructorEvent::AssignmentEnded { .. }
        | InstructorEvent::AssignmentTransferred { .. }
        | InstructorEvent::GuidanceVisitRecorded { .. }
        | InstructorEvent::QualificationRecorded { .. }
        | InstructorEvent::FocusOverrideGranted { .. }
        | InstructorEvent::FocusOverrideEnded { .. }
        | InstructorEvent::InstructorAppraised { .. }
        | InstructorEvent::InstructorTrained { .. }
        | InstructorEvent::InstructorReleased { .. } => {}
    }
    Ok(())
}

fn begin(rows: &mut Rows, recorded: &Recorded, instructor_id: Uuid, link: &Link) {
    rows.links.put(LinkRow {
        key: link_key(&recorded.aggregate_id, link),
        instructor_id,
        organization_id: link.organization_id.uuid(),
        link_kind: link.link_kind.code().to_owned(),
        from_day: link.span.from,
        to_day: link.span.to,
        state: "ASSIGNED".to_owned(),
        successor_id: None,
    });
}

/// Shortens a link to its new last day; a link that ends before it begins never was and leaves no row.
fn end(
    rows: &mut Rows,
    recorded: &Recorded,
    before: &Link,
    last_day: NaiveDate,
    state: &str,
    successor: Option<InstructorId>,
) -> Result<(), ViewFault> {
    let key = link_key(&recorded.aggregate_id, before);
    let row = rows.links.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "link"))?;
    if last_day < row.from_day {
        rows.links.remove(&key);
        return Ok(());
    }
    row.to_day = Some(last_day);
    state.clone_into(&mut row.state);
    row.successor_id = successor.map(InstructorId::uuid);
    Ok(())
}

fn organization<'r>(rows: &'r mut Rows, recorded: &Recorded) -> Result<&'r mut OrganizationRow, ViewFault> {
    rows.organizations.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "organization"))
}

fn apply_organization(rows: &mut Rows, recorded: &Recorded, event: OrganizationEvent) -> Result<(), ViewFault> {
    match event {
        OrganizationEvent::OrganizationRegistered { code, name, kind, division, registered_on, .. } => {
            rows.organizations.put(OrganizationRow {
                id: recorded.stream()?,
                code: code.as_str().to_owned(),
                name,
                kind: kind.code().to_owned(),
                division: division.as_str().to_owned(),
                registered_on,
                dissolved_on: None,
            });
        }
        OrganizationEvent::OrganizationChanged { name, division, .. } => {
            let row = organization(rows, recorded)?;
            if let Some(name) = name {
                row.name = name;
            }
            if let Some(division) = division {
                division.as_str().clone_into(&mut row.division);
            }
        }
        OrganizationEvent::OrganizationDissolved { dissolved_on, .. } => {
            organization(rows, recorded)?.dissolved_on = Some(dissolved_on);
        }
        OrganizationEvent::OrganizationAttached { .. }
        | OrganizationEvent::RecorderAuthorised { .. }
        | OrganizationEvent::RecorderRevoked { .. }
        | OrganizationEvent::OrganizationsPaired { .. }
        | OrganizationEvent::PairingEnded { .. }
        | OrganizationEvent::OrganizationSuspended { .. }
        | OrganizationEvent::OrganizationRestored { .. }
        | OrganizationEvent::LevelRecorded { .. }
        | OrganizationEvent::LeadershipTermRenewed { .. }
        | OrganizationEvent::LabelGranted { .. }
        | OrganizationEvent::LabelWithdrawn { .. }
        | OrganizationEvent::PledgeSigned { .. }
        | OrganizationEvent::CoverageSurveyed { .. }
        | OrganizationEvent::OrganizationSucceeded { .. }
        | OrganizationEvent::LegalRepresentativeNamed { .. } => {}
    }
    Ok(())
}
