//! From events of volunteers to rows of the roster. The totals move by what each credit adds before and after.

use super::{LedgerRow, VolunteerRow};
use crate::{Fold, Row as _, RowSet, ViewFault, merged::Merged, rows::integer};
use chrono::NaiveDate;
use muster_domain::{
    kernel::CreditId,
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_eventstore::Recorded;
use sqlx::PgConnection;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An event with its place.
struct Entry<'p> {
    recorded: &'p Recorded,
    event: VolunteerEvent,
}

/// The rows that a page touches.
struct Touched {
    volunteers: RowSet<VolunteerRow>,
    ledger: RowSet<LedgerRow>,
    /// Volunteers whose latest day of service may be gone.
    stale: BTreeSet<String>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let merged = Merged::take_in(page, fold.connection).await?;
    let events = page.iter().filter(|event| event.aggregate_type == "volunteer");
    let entries = events
        .map(|recorded| Ok(Entry { recorded, event: recorded.decode()? }))
        .collect::<Result<Vec<_>, ViewFault>>()?;
    let ids = entries.iter().map(|entry| entry.recorded.aggregate_id.clone());
    let volunteers = RowSet::<VolunteerRow>::load(fold.connection, ids).await?;
    let keys = entries.iter().filter_map(|entry| Some(ledger_key(entry.recorded, credit_of(&entry.event)?)));
    let ledger = RowSet::<LedgerRow>::load(fold.connection, keys).await?;
    let mut touched = Touched { volunteers, ledger, stale: BTreeSet::new() };
    for entry in entries {
        touched.apply(entry)?;
    }
    let Touched { mut volunteers, ledger, stale } = touched;
    ledger.write(fold.connection).await?;
    for (id, last_served_on) in last_days(fold.connection, stale).await? {
        if let Some(row) = volunteers.get_mut(&id.to_string()) {
            row.last_served_on = last_served_on;
        }
    }
    let entered: Vec<Uuid> = volunteers.touched().map(|(row, _)| row.entered_id).collect();
    volunteers.write(fold.connection).await?;
    merged.settle(fold.connection, VolunteerRow::TABLE, entered).await
}

fn ledger_key(recorded: &Recorded, credit: CreditId) -> String {
    format!("{}/{credit}", recorded.aggregate_id)
}

fn credit_of(event: &VolunteerEvent) -> Option<CreditId> {
    match event {
        VolunteerEvent::HoursCredited { credit } => Some(credit.credit_id),
        VolunteerEvent::CreditApproved { credit_id, .. }
        | VolunteerEvent::CreditRejected { credit_id, .. }
        | VolunteerEvent::HoursCorrected { credit_id, .. }
        | VolunteerEvent::HoursRevoked { credit_id, .. } => Some(*credit_id),
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillsDeclared { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::RecordDisputed { .. }
        | VolunteerEvent::DisputeResolved { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. }
        | VolunteerEvent::LedgersJoined { .. }
        | VolunteerEvent::LedgersParted { .. } => None,
    }
}

impl Touched {
    fn apply(&mut self, entry: Entry<'_>) -> Result<(), ViewFault> {
        let Entry { recorded, event } = entry;
        match event {
            VolunteerEvent::VolunteerRegistered { person_id, code, division, registered_on, skills } => {
                self.volunteers.put(VolunteerRow {
                    id: recorded.stream()?,
                    person_id: person_id.uuid(),
                    entered_id: person_id.uuid(),
                    merged_into: None,
                    code: code.as_str().to_owned(),
                    division: division.as_str().to_owned(),
                    registered_on,
                    skills,
                    verified_skills: Vec::new(),
                    minutes_total: 0,
                    credits_count: 0,
                    pending_minutes: 0,
                    imported_minutes: 0,
                    last_served_on: None,
                });
            }
            VolunteerEvent::SkillsDeclared { skills } => self.volunteer(recorded)?.skills = skills,
            VolunteerEvent::SkillVerified { skill, .. } => {
                let verified = &mut self.volunteer(recorded)?.verified_skills;
                if let Err(place) = verified.binary_search(&skill) {
                    verified.insert(place, skill);
                }
            }
            VolunteerEvent::HoursCredited { credit } => {
                let key = ledger_key(recorded, credit.credit_id);
                self.replace(recorded, &key, ledger_row(key.clone(), &credit))?;
            }
            VolunteerEvent::HoursCorrected { credit_id, after, .. } => {
                let key = ledger_key(recorded, credit_id);
                self.replace(recorded, &key, ledger_row(key.clone(), &after))?;
            }
            VolunteerEvent::CreditApproved { credit_id, .. } => self.turn(recorded, credit_id, true)?,
            VolunteerEvent::CreditRejected { credit_id, .. } | VolunteerEvent::HoursRevoked { credit_id, .. } => {
                self.turn(recorded, credit_id, false)?;
            }
            VolunteerEvent::LedgersJoined { survivor, duplicate, .. } => {
                if recorded.stream()? == duplicate.uuid() {
                    self.volunteer(recorded)?.merged_into = Some(survivor.uuid());
                }
            }
            VolunteerEvent::LedgersParted { duplicate, .. } => {
                if recorded.stream()? == duplicate.uuid() {
                    self.volunteer(recorded)?.merged_into = None;
                }
            }
            VolunteerEvent::HoursImported { total } => {
                self.volunteer(recorded)?.imported_minutes += i64::from(total.minutes);
            }
            VolunteerEvent::RecordDisputed { .. }
            | VolunteerEvent::DisputeResolved { .. }
            | VolunteerEvent::SelfEntrySuspended { .. }
            | VolunteerEvent::SelfEntryRestored {}
            | VolunteerEvent::AvailabilityDeclared { .. }
            | VolunteerEvent::InsuranceRecorded { .. }
            | VolunteerEvent::VolunteerDeactivated { .. }
            | VolunteerEvent::VolunteerReactivated { .. } => {}
        }
        Ok(())
    }

    fn volunteer(&mut self, recorded: &Recorded) -> Result<&mut VolunteerRow, ViewFault> {
        self.volunteers.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "volunteer"))
    }

    /// A credit takes effect, or is of no effect any more.
    fn turn(&mut self, recorded: &Recorded, credit: CreditId, live: bool) -> Result<(), ViewFault> {
        let key = ledger_key(recorded, credit);
        let before = self.ledger.get(&key).cloned().ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
        self.replace(recorded, &key, LedgerRow { live, pending: false, ..before })
    }

    /// Puts a credit in place of what it was, and moves the volunteer's totals by the difference.
    fn replace(&mut self, recorded: &Recorded, key: &str, after: LedgerRow) -> Result<(), ViewFault> {
        let before = self.ledger.get(key).cloned();
        let volunteer = self.volunteer(recorded)?;
        let mut stale = false;
        if let Some(before) = before {
            add(volunteer, &before, -1);
            stale = before.live && volunteer.last_served_on == Some(before.served_on);
        }
        add(volunteer, &after, 1);
        if after.live && volunteer.last_served_on < Some(after.served_on) {
            volunteer.last_served_on = Some(after.served_on);
        }
        if stale {
            self.stale.insert(recorded.aggregate_id.clone());
        }
        self.ledger.put(after);
        Ok(())
    }
}

/// Adds a credit to the totals, or takes it off.
fn add(volunteer: &mut VolunteerRow, credit: &LedgerRow, sign: i32) {
    let minutes = i64::from(credit.minutes) * i64::from(sign);
    if credit.live {
        volunteer.minutes_total += minutes;
        volunteer.credits_count += sign;
    }
    if credit.pending {
        volunteer.pending_minutes += minutes;
    }
}

fn ledger_row(key: String, credit: &Credit) -> LedgerRow {
    let pending = credit.pending.is_some();
    LedgerRow { key, served_on: credit.served_on, minutes: integer(credit.minutes), live: !pending, pending }
}

/// The latest day of a live credit of each of these volunteers, from the ledger as it is written.
async fn last_days(
    connection: &mut PgConnection,
    volunteers: BTreeSet<String>,
) -> Result<Vec<(Uuid, Option<NaiveDate>)>, ViewFault> {
    if volunteers.is_empty() {
        return Ok(Vec::new());
    }
    // '0' follows '/' in the order of bytes, so the range holds the keys of exactly one volunteer.
    let sql = format!(
        "select v.id::uuid, latest.served_on from unnest($1::text[]) as v(id) cross join lateral (
            select max(served_on) as served_on from {} where key >= v.id || '/' and key < v.id || '0' and live
         ) as latest",
        LedgerRow::TABLE
    );
    sqlx::query_as(&sql)
        .bind(volunteers.into_iter().collect::<Vec<_>>())
        .fetch_all(connection)
        .await
        .map_err(ViewFault::database("finding the latest day of service"))
}
