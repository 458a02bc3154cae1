//! `assignments.csv`: links of instructors and organizations; `from` and `to` are the first and the last day.

use super::{
    cells::{self, Cells},
    file::{Column, needed, optional},
    references,
    report::Refusal,
    rows::{Moment, Sheet, Stop, refuse, unknown},
};
use crate::facts;
use chrono::NaiveDate;
use muster_domain::{
    instructor::{Instructor, InstructorCommand, events::FOCUS_CLAIM},
    kernel::{ClaimValue, Code, InstructorId, OrganizationId, words::LinkKind},
};
use muster_eventstore::{StoreFault, Unit};

/// The kind.
pub(super) struct Assignments;

/// A row of `assignments.csv`.
pub(super) struct Row {
    instructor: Code,
    organization: Code,
    link_kind: LinkKind,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

impl Sheet for Assignments {
    type Row = Row;

    const COLUMNS: &'static [Column] =
        &[needed("instructor_code"), needed("organization_code"), needed("link_kind"), needed("from"), optional("to")];

    fn read(cells: &Cells<'_>, _moment: Moment) -> Result<Row, Refusal> {
        Ok(Row {
            instructor: cells.read("instructor_code", cells::code)?,
            organization: cells.read("organization_code", cells::code)?,
            link_kind: cells.read("link_kind", cells::word(LinkKind::read))?,
            from: cells.read("from", cells::date)?,
            to: cells.read_filled("to", cells::date)?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        unit.load::<Instructor>(rows.iter().map(|row| InstructorId::of_code(&row.instructor).uuid())).await?;
        references::load_organizations(unit, rows.iter().map(|row| &row.organization).collect()).await?;
        let organizations = rows.iter().map(|row| OrganizationId::of_code(&row.organization));
        let values: Vec<_> = organizations.map(|id| ClaimValue::Plain(id.to_string())).collect();
        unit.look_up(FOCUS_CLAIM, &values).await
    }

    fn decide(unit: &mut Unit, row: &Row, _moment: Moment) -> Result<bool, Stop> {
        let instructor = InstructorId::of_code(&row.instructor);
        let id = instructor.uuid();
        if unit.state::<Instructor>(id)?.code().is_none() {
            return Err(unknown("instructor", "instructor_code", &row.instructor));
        }
        let organization = references::organization(unit, "organization_code", &row.organization)?;
        let represented = facts::represented_in_hand(unit, organization.organization_id, instructor)?;
        let (link_kind, from, to) = (row.link_kind, row.from, row.to);
        let command = InstructorCommand::AssignOrganization { organization, represented, link_kind, from, to };
        let columns = [
            ("INSTRUCTOR_RELEASED", "instructor_code"),
            ("TOO_MANY", "instructor_code"),
            ("FOCUS_LIMIT_EXCEEDED", "link_kind"),
            ("FOCUS_INSTRUCTOR_EXISTS", "organization_code"),
            ("ORGANIZATION_NOT_LIVE", "organization_code"),
            ("REPRESENTS_ORGANIZATION", "organization_code"),
            ("LINK_BEFORE_APPOINTMENT", "from"),
            ("LINK_OVERLAPS", "from"),
            ("DAY_TOO_EARLY", "from"),
            ("DAY_IN_FUTURE", "from"),
            ("SPAN_REVERSED", "to"),
        ];
        let events = unit.propose::<Instructor>(id, command)?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, &columns))?;
        let changed = !events.is_empty();
        if changed {
            unit.accept::<Instructor>(id, events)?;
        }
        Ok(changed)
    }
}
