//! `instructors.csv`: people and their appointment as party-building instructors.

use super::{
    cells::{self, Cells},
    file::{Column, needed},
    people::{self, PersonCells},
    report::Refusal,
    rows::{Moment, Sheet, Stop, code_taken, refuse},
};
use chrono::NaiveDate;
use muster_domain::{
    instructor::{Instructor, InstructorCommand, InstructorRefusal, Qualification, events::INSTRUCTOR_CLAIM},
    kernel::{Code, DivisionCode, InstructorId, PersonId, words::InstructorKind},
    person::PersonFacts,
};
use muster_eventstore::{StoreFault, Unit};

/// The kind.
pub(super) struct Instructors;

/// A row of `instructors.csv`.
pub(super) struct Row {
    code: Code,
    person: PersonCells,
    division: DivisionCode,
    kind: InstructorKind,
    appointed_on: NaiveDate,
}

impl Row {
    fn appoint(&self, person: PersonFacts) -> InstructorCommand {
        InstructorCommand::AppointInstructor {
            person,
            code: self.code.clone(),
            division: self.division.clone(),
            kind: self.kind,
            appointed_on: self.appointed_on,
            // The file has no columns for it: what is unknown is flagged and not refused (I4).
            qualification: Qualification::default(),
        }
    }
}

impl Sheet for Instructors {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("code"),
        needed("name"),
        needed("id_number"),
        needed("division"),
        needed("kind"),
        needed("appointed_on"),
    ];

    fn read(cells: &Cells<'_>, moment: Moment) -> Result<Row, Refusal> {
        Ok(Row {
            code: cells.read("code", cells::code)?,
            person: PersonCells::read(cells, moment)?,
            division: cells.read("division", cells::division)?,
            kind: cells.read("kind", cells::word(InstructorKind::read))?,
            appointed_on: cells.read("appointed_on", cells::date)?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        let ids: Vec<_> = rows.iter().map(|row| InstructorId::of_code(&row.code).uuid()).collect();
        unit.load::<Instructor>(ids.iter().copied()).await?;
        let mut of_roles = Vec::new();
        for id in ids {
            of_roles.extend(unit.state::<Instructor>(id)?.person_id());
        }
        let people: Vec<&PersonCells> = rows.iter().map(|row| &row.person).collect();
        people::load(unit, &people, INSTRUCTOR_CLAIM, of_roles).await
    }

    fn decide(unit: &mut Unit, row: &Row, _moment: Moment) -> Result<bool, Stop> {
        let id = InstructorId::of_code(&row.code).uuid();
        let columns = [
            ("IDENTITY_TAKEN", "id_number"),
            ("GUARDIAN_CONSENT_REQUIRED", "id_number"),
            ("DAY_IN_FUTURE", "appointed_on"),
            ("UNKNOWN_DIVISION", "division"),
            ("DIVISION_", "division"),
        ];
        if let Some(held) = unit.state::<Instructor>(id)?.person_id() {
            let fields = differences(unit, row, held)?;
            return if fields.is_empty() { Ok(false) } else { Err(code_taken(&fields)) };
        }
        let link = people::link::<Self>(unit, &row.person, INSTRUCTOR_CLAIM, row.appointed_on)?;
        let events = unit.propose::<Instructor>(id, row.appoint(link.facts))?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, &columns))?;
        people::accept(unit, link)?;
        unit.accept::<Instructor>(id, events)?;
        Ok(true)
    }
}

/// The columns in which a row differs from what its code holds.
fn differences(unit: &Unit, row: &Row, held: PersonId) -> Result<Vec<&'static str>, Stop> {
    let fields = people::differences(unit, &row.person, held)?;
    let person_id = row.person.person_id(unit);
    let command = row.appoint(PersonFacts { person_id, age_years: None, guardian_consent: false });
    match unit.propose::<Instructor>(InstructorId::of_code(&row.code).uuid(), command)? {
        Ok(_) => Ok(fields),
        Err(InstructorRefusal::CodeTaken { fields: others }) => Ok(people::joined(fields, others)),
        Err(refusal) => Err(refuse::<Instructors, _>(&refusal, &[])),
    }
}
