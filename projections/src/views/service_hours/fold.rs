//! From events of the hour ledger to rows of credits and entries of sheets. No figure is summed here.

use super::{
    CreditRow, CreditState, VolunteerPerson,
    sheets::{Entry as SheetEntry, PersonNumber, Sheets},
    write,
};
use crate::{
    Fold, Row, RowSet, ViewFault,
    merged::{self, Merge, MergedRecord},
    rows::integer,
};
use chrono::Datelike as _;
use muster_domain::{
    kernel::CreditId,
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_eventstore::Recorded;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// An event with its place and its volunteer.
struct Entry<'p> {
    recorded: &'p Recorded,
    volunteer: Uuid,
    event: VolunteerEvent,
}

/// The rows in hand while a page is folded.
struct Rows {
    volunteers: RowSet<VolunteerPerson>,
    merged: RowSet<MergedRecord>,
    credits: RowSet<CreditRow>,
    people: RowSet<PersonNumber>,
    sheets: Sheets,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let events = page.iter().filter(|event| event.aggregate_type == "volunteer");
    let entries = events
        .map(|recorded| Ok(Entry { recorded, volunteer: recorded.stream()?, event: recorded.decode()? }))
        .collect::<Result<Vec<_>, ViewFault>>()?;
    let mut merges = merged::told(page)?.into_iter().peekable();
    let Some(first) = page.first() else { return Ok(()) };
    let mut rows = load(&entries, &merges.clone().collect::<Vec<_>>(), first.position, fold.connection).await?;
    for entry in entries {
        let position = entry.recorded.position;
        while let Some(merge) = merges.next_if(|merge| merge.position < position) {
            rows.count_as(merge);
        }
        rows.volunteers.at(position);
        rows.credits.at(position);
        if let VolunteerEvent::VolunteerRegistered { person_id, .. } = &entry.event {
            rows.volunteers.put(VolunteerPerson { id: entry.volunteer, person_id: person_id.uuid() });
        }
        let credit = told_of(&entry.event).map(|id| id.to_string());
        let before = credit.as_ref().and_then(|key| rows.credits.get(key).cloned());
        apply(&mut rows, entry)?;
        let after = credit.and_then(|key| rows.credits.get(&key).cloned());
        rows.enter(position, before, after);
    }
    merges.for_each(|merge| rows.count_as(merge));
    rows.volunteers.write(fold.connection).await?;
    rows.merged.write(fold.connection).await?;
    rows.people.write(fold.connection).await?;
    rows.sheets.write(fold.connection).await?;
    rows.credits.keep_versions(fold.connection).await?;
    write::write(rows.credits.touched(), fold.connection).await
}

/// The credit that an event enters or changes. One is entered anew only after it has ceased to count, so that what it was
/// before need not be in hand.
const fn told_of(event: &VolunteerEvent) -> Option<CreditId> {
    if let VolunteerEvent::HoursCredited { credit } = event { Some(credit.credit_id) } else { event.changed_credit() }
}

/// Loads the volunteers of a page and those of records that it merges or splits, for whom each counts and under which
/// number, the credits that change with either, and the sheets that may grow.
async fn load(
    entries: &[Entry<'_>],
    merges: &[Merge],
    first: i64,
    connection: &mut PgConnection,
) -> Result<Rows, ViewFault> {
    let duplicates: Vec<Uuid> = merges.iter().map(|merge| merge.duplicate).collect();
    let mut ids: HashSet<String> = entries.iter().map(|entry| entry.volunteer.to_string()).collect();
    let mut credits: Vec<String> =
        entries.iter().filter_map(|entry| entry.event.changed_credit()).map(|id| id.to_string()).collect();
    if !duplicates.is_empty() {
        let doing = || ViewFault::database("finding the credits of merged people");
        let found = sqlx::query_as::<_, (Uuid, Option<Uuid>)>(
            "select v.id, c.credit_id from volunteers v left join credits c on c.volunteer_id = v.id
             where v.person_id = any($1)",
        );
        for (volunteer, credit) in found.bind(&duplicates).fetch_all(&mut *connection).await.map_err(doing())? {
            ids.insert(volunteer.to_string());
            credits.extend(credit.map(|credit| credit.to_string()));
        }
    }
    let volunteers = RowSet::<VolunteerPerson>::load(connection, ids).await?;
    let registered = entries.iter().filter_map(|entry| {
        if let VolunteerEvent::VolunteerRegistered { person_id, .. } = &entry.event {
            Some(person_id.uuid())
        } else {
            None
        }
    });
    let people: HashSet<Uuid> =
        volunteers.iter().map(|row| row.person_id).chain(registered).chain(duplicates).collect();
    let merged = RowSet::<MergedRecord>::load(connection, people.iter().map(Uuid::to_string)).await?;
    let survivors = merged.iter().map(|row| row.survivor).chain(merges.iter().filter_map(|merge| merge.survivor));
    let counted: Vec<String> = people.iter().copied().chain(survivors).map(|person| person.to_string()).collect();
    let people = RowSet::load(connection, counted).await?;
    let credits = RowSet::load(connection, credits).await?;
    Ok(Rows { volunteers, merged, credits, people, sheets: Sheets::load(first, connection).await? })
}

impl Rows {
    /// For whom a volunteer's credits count.
    fn counted(&self, volunteer: Uuid) -> Option<Uuid> {
        let person = self.volunteers.get(&volunteer.to_string())?.person_id;
        Some(self.merged.get(&person.to_string()).map_or(person, |merged| merged.survivor))
    }

    /// Lets the credits of a record count as its survivor's from an event on, or as its own again.
    fn count_as(&mut self, merge: Merge) {
        let Merge { position, duplicate, survivor } = merge;
        self.merged.at(position);
        merge.note(&mut self.merged);
        let of_record = |row: &CreditRow| {
            self.volunteers.get(&row.volunteer_id.to_string()).is_some_and(|volunteer| volunteer.person_id == duplicate)
        };
        let keys: Vec<String> = self.credits.iter().filter(|row| of_record(row)).map(Row::key).collect();
        self.credits.at(position);
        for key in keys {
            let before = self.credits.get(&key).cloned();
            if let Some(row) = self.credits.get_mut(&key) {
                row.person_id = survivor.unwrap_or(duplicate);
            }
            let after = self.credits.get(&key).cloned();
            self.enter(position, before, after);
        }
    }

    /// Enters into the sheets that a credit ceases to count as it was, and counts as it is, where it does.
    fn enter(&mut self, position: i64, before: Option<CreditRow>, after: Option<CreditRow>) {
        for (credit, change) in [(before, -1), (after, 1)] {
            if let Some(credit) = credit.filter(|credit| credit.state == CreditState::Live.code()) {
                let person = self.number(credit.person_id, position);
                let minutes = credit.minutes;
                self.sheets.enter(&credit, SheetEntry { position, person, change, minutes });
            }
        }
    }

    /// The number of a person; the position of this event where nothing has counted for them yet.
    fn number(&mut self, person_id: Uuid, position: i64) -> i64 {
        if let Some(known) = self.people.get(&person_id.to_string()) {
            return known.number;
        }
        self.people.at(position);
        self.people.put(PersonNumber { person_id, number: position });
        position
    }
}

fn apply(rows: &mut Rows, entry: Entry<'_>) -> Result<(), ViewFault> {
    let Entry { recorded, volunteer, event } = entry;
    let counted = rows.counted(volunteer);
    let credits = &mut rows.credits;
    match event {
        VolunteerEvent::HoursCredited { credit } => {
            let person = counted.ok_or_else(|| ViewFault::unknown(recorded, "volunteer"))?;
            credits.put(row(recorded, volunteer, person, &credit));
        }
        VolunteerEvent::HoursCorrected { credit_id, after, .. } => {
            let person = counted.ok_or_else(|| ViewFault::unknown(recorded, "volunteer"))?;
            let before = credits.get(&credit_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
            // A correction changes what was served, not when the credit was first recorded.
            let recorded_at = before.recorded_at;
            let corrected = row(recorded, volunteer, person, &after);
            credits.put(CreditRow { credit_id: credit_id.uuid(), recorded_at, ..corrected });
        }
        VolunteerEvent::CreditApproved { credit_id, .. } => turn(credits, recorded, credit_id, CreditState::Live)?,
        VolunteerEvent::CreditRejected { credit_id, .. } => turn(credits, recorded, credit_id, CreditState::Rejected)?,
        VolunteerEvent::HoursRevoked { credit_id, .. } => turn(credits, recorded, credit_id, CreditState::Revoked)?,
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
        | VolunteerEvent::LedgersParted { .. } => {}
    }
    Ok(())
}

/// Gives a credit another state.
fn turn(
    credits: &mut RowSet<CreditRow>,
    recorded: &Recorded,
    credit: CreditId,
    state: CreditState,
) -> Result<(), ViewFault> {
    let row = credits.get_mut(&credit.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
    state.code().clone_into(&mut row.state);
    row.approval_tier = None;
    row.position = recorded.position;
    Ok(())
}

fn row(recorded: &Recorded, volunteer_id: Uuid, person_id: Uuid, credit: &Credit) -> CreditRow {
    let state = if credit.pending.is_some() { CreditState::Pending } else { CreditState::Live };
    CreditRow {
        credit_id: credit.credit_id.uuid(),
        volunteer_id,
        person_id,
        activity_id: credit.activity_id.uuid(),
        session: integer(credit.session),
        division: credit.division.as_str().to_owned(),
        category: credit.category.code().to_owned(),
        team_id: credit.team_id.map(muster_domain::kernel::TeamId::uuid),
        organization_id: credit.organization_id.uuid(),
        served_on: credit.served_on,
        month: format!("{:04}-{:02}", credit.served_on.year(), credit.served_on.month()),
        starts_at: credit.span.starts_at,
        ends_at: credit.span.ends_at,
        minutes: integer(credit.minutes),
        evidence: credit.evidence.code().to_owned(),
        source: credit.source.code().to_owned(),
        late: credit.late,
        before_registration: credit.before_registration,
        state: state.code().to_owned(),
        approval_tier: credit.pending.map(|tier| tier.code().to_owned()),
        recorded_at: recorded.recorded_at,
        position: recorded.position,
    }
}
