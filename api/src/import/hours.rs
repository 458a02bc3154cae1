//! `hours.csv`: service given in an activity. A credit is keyed by activity, volunteer and start.

use super::{
    cells::{self, Cells},
    file::{Column, needed},
    report::Refusal,
    rows::{Moment, Sheet, Stop, refuse, unknown},
};
use crate::facts;
use chrono::{DateTime, Utc};
use muster_domain::{
    activity::Activity,
    kernel::{ActivityId, Code, VolunteerId, words::EvidenceClass},
    volunteer::{Volunteer, VolunteerCommand},
};
use muster_eventstore::{StoreFault, Unit};

/// The session that an activity from a file has (设计 6).
const ONLY_SESSION: u32 = 1;

/// The kind.
pub(super) struct Hours;

/// A row of `hours.csv`.
pub(super) struct Row {
    activity: Code,
    volunteer: Code,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    evidence: EvidenceClass,
}

impl Sheet for Hours {
    type Row = Row;

    const COLUMNS: &'static [Column] = &[
        needed("activity_code"),
        needed("volunteer_code"),
        needed("starts_at"),
        needed("ends_at"),
        needed("evidence"),
    ];

    fn read(cells: &Cells<'_>, _moment: Moment) -> Result<Row, Refusal> {
        Ok(Row {
            activity: cells.read("activity_code", cells::code)?,
            volunteer: cells.read("volunteer_code", cells::code)?,
            starts_at: cells.read("starts_at", cells::instant)?,
            ends_at: cells.read("ends_at", cells::instant)?,
            evidence: cells.read("evidence", cells::word(EvidenceClass::read))?,
        })
    }

    async fn load(unit: &mut Unit, rows: &[&Row]) -> Result<(), StoreFault> {
        unit.load::<Activity>(rows.iter().map(|row| ActivityId::of_code(&row.activity).uuid())).await?;
        unit.load::<Volunteer>(rows.iter().map(|row| VolunteerId::of_code(&row.volunteer).uuid())).await?;
        for row in rows {
            // Loads the ledgers that are joined with one, so that the row is held against them too.
            facts::ledgers_beside(unit, VolunteerId::of_code(&row.volunteer)).await?;
        }
        Ok(())
    }

    fn decide(unit: &mut Unit, row: &Row, _moment: Moment) -> Result<bool, Stop> {
        let activity = unit.state::<Activity>(ActivityId::of_code(&row.activity).uuid())?;
        if activity.plan().is_none() {
            return Err(unknown("activity", "activity_code", &row.activity));
        }
        let id = VolunteerId::of_code(&row.volunteer);
        if unit.state::<Volunteer>(id.uuid())?.code().is_none() {
            return Err(unknown("volunteer", "volunteer_code", &row.volunteer));
        }
        let session = activity.session_facts(ONLY_SESSION).ok_or_else(|| {
            let message = format!("activity {} has no session {ONLY_SESSION}", row.activity);
            Refusal::new("SESSION_UNKNOWN", Some("activity_code"), message)
        })?;
        let too_early = row.starts_at < session.activity_span.starts_at;
        let (starts_at, ends_at, evidence) = (row.starts_at, row.ends_at, row.evidence);
        let beside = facts::beside_in_hand(unit, id)?;
        let document_reference = None;
        let command =
            VolunteerCommand::CreditHours { session, starts_at, ends_at, evidence, document_reference, beside };
        let columns = [
            ("INTERVAL_REVERSED", "ends_at"),
            ("HOURS_TOO_SHORT", "ends_at"),
            ("SPAN_TOO_LONG", "ends_at"),
            ("HOURS_IN_FUTURE", "ends_at"),
            ("MAKE_UP_TOO_LONG", "ends_at"),
            ("DAILY_LIMIT_EXCEEDED", "starts_at"),
            ("HOURS_OVERLAP", "starts_at"),
            ("CREDIT_CORRECTED", "starts_at"),
            ("OUTSIDE_ACTIVITY", if too_early { "starts_at" } else { "ends_at" }),
            ("NOT_SERVICE", "activity_code"),
            ("ACTIVITY_CANCELLED", "activity_code"),
            ("ACTIVITY_VOIDED", "activity_code"),
            ("ALREADY_CREDITED", "activity_code"),
            ("UNKNOWN_DIVISION", "activity_code"),
            ("DIVISION_", "activity_code"),
        ];
        let events = unit.propose::<Volunteer>(id.uuid(), command)?;
        let events = events.map_err(|refusal| refuse::<Self, _>(&refusal, &columns))?;
        let changed = !events.is_empty();
        if changed {
            unit.accept::<Volunteer>(id.uuid(), events)?;
        }
        Ok(changed)
    }
}
