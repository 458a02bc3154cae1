//! `organizations.csv`: organizations and the one above each; a parent stands before its children.

use super::{
    cells::{self, Cells, at},
    file::{Column, needed, optional},
    references,
    report::Refusal,
    rows::{Moment, Sheet, Stop, refuse},
};
use muster_domain::{
    kernel::{ClaimValue, Code, CreditCode, DivisionCode, OrganizationId, words::OrganizationKind},
    organization::{Organization, OrganizationCommand, events::CREDIT_CODE_CLAIM},
};
use muster_eventstore::{StoreFault, Unit};

/// The kind.
pub(super) struct Organizations;

/// A row of `organizations.csv`.
pub(super) struct Row {
    code: Code,
    name: String,
    kind: OrganizationKind,
    division: DivisionCode,
    parent: Option<Code>,
    credit_code: Option<CreditCode>,
}

impl Sheet for Organizations {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("code"),
        needed("name"),
        needed("kind"),
        needed("division"),
        optional("parent_code"),
        optional("credit_code"),
    ];

    fn read(cells: &Cells<'_>, _moment: Moment) -> Result<Row, Refusal> {
        let credit_code = |column, text: &str| CreditCode::try_new(text).map_err(at(column));
        Ok(Row {
            code: cells.read("code", cells::code)?,
            name: cells.line("name"),
            kind: cells.read("kind", cells::word(OrganizationKind::read))?,
            division: cells.read("division", cells::division)?,
            parent: cells.read_filled("parent_code", cells::code)?,
            credit_code: cells.read_filled("credit_code", credit_code)?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        let codes = rows.iter().flat_map(|row| row.parent.iter().chain([&row.code]));
        references::load_organizations(unit, codes.collect()).await?;
        let credit_codes = rows.iter().filter_map(|row| row.credit_code.as_ref());
        let values: Vec<_> = credit_codes.map(|code| ClaimValue::Plain(code.as_str().to_owned())).collect();
        unit.look_up(CREDIT_CODE_CLAIM, &values).await
    }

    fn decide(unit: &mut Unit, row: &Row, moment: Moment) -> Result<bool, Stop> {
        let parent = row.parent.as_ref().map(|code| references::organization(unit, "parent_code", code)).transpose()?;
        let id = OrganizationId::of_code(&row.code).uuid();
        let command = OrganizationCommand::RegisterOrganization {
            code: row.code.clone(),
            name: row.name.clone(),
            kind: row.kind,
            division: row.division.clone(),
            parent,
            credit_code: row.credit_code.clone(),
            registered_on: moment.effective_on,
        };
        let columns = [
            ("CREDIT_CODE_", "credit_code"),
            ("RESPONSIBLE_UNIT_REQUIRED", "parent_code"),
            ("ORGANIZATION_NOT_LIVE", "parent_code"),
            ("HIERARCHY_CYCLE", "parent_code"),
            ("UNKNOWN_DIVISION", "division"),
            ("DIVISION_", "division"),
        ];
        let events = unit.propose::<Organization>(id, command)?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, &columns))?;
        let changed = !events.is_empty();
        if changed {
            unit.accept::<Organization>(id, events)?;
        }
        Ok(changed)
    }
}
