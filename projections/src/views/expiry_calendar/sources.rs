//! How a page of events changes the calendar of what ends: one function a source.

use super::{ExpiryKind, ExpiryRow, PlaceRow};
use crate::{Fold, RowSet, ViewFault};
use chrono::NaiveDate;
use muster_domain::{
    activity::ActivityEvent,
    instructor::InstructorEvent,
    kernel::{Code, DivisionCode, PersonId},
    organization::OrganizationEvent,
    social_worker::SocialWorkerEvent,
    talent_pool::TalentPoolEvent,
    talent_profile::TalentProfileEvent,
    volunteer::VolunteerEvent,
};
use muster_eventstore::Recorded;
use uuid::Uuid;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    expiries: RowSet<ExpiryRow>,
    places: RowSet<PlaceRow>,
}

/// The names of the events that a source is made of; others are not decoded.
const TOLD: [&str; 22] = [
    "activity_drafted",
    "activity_imported",
    "insurance_recorded",
    "social_worker_registered",
    "practice_registered",
    "practice_cancelled",
    "pool_opened",
    "talent_admitted",
    "entry_reconfirmed",
    "talent_removed",
    "pool_closed",
    "engagement_started",
    "engagement_ended",
    "instructor_appointed",
    "focus_override_granted",
    "focus_override_ended",
    "instructor_released",
    "organization_registered",
    "organization_changed",
    "leadership_term_renewed",
    "organization_dissolved",
    "volunteer_registered",
];

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let told: Vec<&Recorded> = page.iter().filter(|recorded| TOLD.contains(&recorded.event_type.as_str())).collect();
    let streams = || told.iter().map(|recorded| recorded.aggregate_id.clone());
    let whole = told.iter().filter_map(|recorded| match recorded.event_type.as_str() {
        "pool_closed" | "instructor_released" | "organization_changed" => Some(recorded.aggregate_id.clone()),
        "practice_registered" => Some(registrations(recorded)),
        _ => None,
    });
    let whole: Vec<String> = whole.collect();
    let mut rows = Rows::default();
    rows.places.load_more(fold.connection, streams()).await?;
    rows.expiries.load_under(fold.connection, whole).await?;
    for recorded in told {
        match recorded.aggregate_type.as_str() {
            "activity" => insurance(&mut rows, recorded, recorded.decode()?)?,
            "volunteer" => own_insurance(&mut rows, recorded, recorded.decode()?)?,
            "social_worker" => registration(&mut rows, recorded, recorded.decode()?)?,
            "talent_pool" => pool_entry(&mut rows, recorded, recorded.decode()?)?,
            "instructor" => focus_override(&mut rows, recorded, recorded.decode()?)?,
            "organization" => leadership_term(&mut rows, recorded, recorded.decode()?)?,
            "talent_profile" => engagement(&mut rows, recorded, recorded.decode()?),
            _ => {}
        }
    }
    rows.expiries.write(fold.connection).await?;
    rows.places.write(fold.connection).await
}

fn key(recorded: &Recorded, kind: ExpiryKind, what: &str) -> String {
    format!("{}/{}/{what}", recorded.aggregate_id, kind.code())
}

/// What the keys of a social worker's registrations begin with.
fn registrations(recorded: &Recorded) -> String {
    format!("{}/{}", recorded.aggregate_id, ExpiryKind::Registration.code())
}

/// The social worker, volunteer, instructor, activity, pool or organization of the event's stream.
fn place(rows: &Rows, recorded: &Recorded) -> Result<PlaceRow, ViewFault> {
    let unknown = || ViewFault::Unknown {
        position: recorded.position,
        event_type: recorded.event_type.clone(),
        what: "stream with a code",
    };
    rows.places.get(&recorded.aggregate_id).cloned().ok_or_else(unknown)
}

fn put_place(
    rows: &mut Rows,
    recorded: &Recorded,
    (code, division): (&Code, &DivisionCode),
    person: Option<PersonId>,
) -> Result<(), ViewFault> {
    let (code, division) = (code.as_str().to_owned(), division.as_str().to_owned());
    rows.places.put(PlaceRow { id: recorded.stream()?, code, division, person_id: person.map(PersonId::uuid) });
    Ok(())
}

/// Something of a place that ends.
fn of_place(
    rows: &mut Rows,
    recorded: &Recorded,
    (kind, what): (ExpiryKind, &str),
    (person_id, volunteer_id): (Option<Uuid>, Option<Uuid>),
    ends_on: NaiveDate,
) -> Result<(), ViewFault> {
    let place = place(rows, recorded)?;
    rows.expiries.put(ExpiryRow {
        key: key(recorded, kind, what),
        kind: kind.code().to_owned(),
        person_id: person_id.or(place.person_id),
        volunteer_id,
        what: place.code,
        division: Some(place.division),
        ends_on,
    });
    Ok(())
}

/// Insurance of participants, by activity, session and volunteer.
fn insurance(rows: &mut Rows, recorded: &Recorded, event: ActivityEvent) -> Result<(), ViewFault> {
    if let ActivityEvent::ActivityDrafted { plan } | ActivityEvent::ActivityImported { plan } = event {
        return put_place(rows, recorded, (&plan.code, &plan.division), None);
    }
    if let ActivityEvent::InsuranceRecorded { session, volunteer_id, insured_to } = event {
        let what = format!("{session}/{volunteer_id}");
        let who = (None, Some(volunteer_id.uuid()));
        of_place(rows, recorded, (ExpiryKind::Insurance, &what), who, insured_to)?;
    }
    Ok(())
}

/// Insurance of volunteers' own, by its policy.
fn own_insurance(rows: &mut Rows, recorded: &Recorded, event: VolunteerEvent) -> Result<(), ViewFault> {
    if let VolunteerEvent::VolunteerRegistered { person_id, code, division, .. } = event {
        return put_place(rows, recorded, (&code, &division), Some(person_id));
    }
    if let VolunteerEvent::InsuranceRecorded { insurance } = event {
        let who = (None, Some(recorded.stream()?));
        let ends_on = insurance.span.to.unwrap_or(insurance.span.from);
        of_place(rows, recorded, (ExpiryKind::Insurance, &insurance.policy_reference), who, ends_on)?;
    }
    Ok(())
}

/// Registrations of practice of a social worker, by their first day: of several the last one counts.
fn registration(rows: &mut Rows, recorded: &Recorded, event: SocialWorkerEvent) -> Result<(), ViewFault> {
    if let SocialWorkerEvent::SocialWorkerRegistered { person_id, code, division, .. } = event {
        return put_place(rows, recorded, (&code, &division), Some(person_id));
    }
    if let SocialWorkerEvent::PracticeRegistered { registered_on, valid_to, .. } = event {
        let what = registered_on.to_string();
        let prefix = registrations(recorded);
        let held: Vec<String> = rows.expiries.under(&prefix).map(|row| row.key.clone()).collect();
        let this = key(recorded, ExpiryKind::Registration, &what);
        // One that was registered for later days is not outlived by one that is entered late.
        if held.iter().all(|key| *key < this) {
            held.iter().for_each(|key| rows.expiries.remove(key));
            of_place(rows, recorded, (ExpiryKind::Registration, &what), (None, None), valid_to)?;
        }
    } else if let SocialWorkerEvent::PracticeCancelled { registered_on, .. } = event {
        rows.expiries.remove(&key(recorded, ExpiryKind::Registration, &registered_on.to_string()));
    }
    Ok(())
}

/// Entries of curated pools, until they are stale.
fn pool_entry(rows: &mut Rows, recorded: &Recorded, event: TalentPoolEvent) -> Result<(), ViewFault> {
    match event {
        TalentPoolEvent::PoolOpened { code, division, .. } => put_place(rows, recorded, (&code, &division), None)?,
        TalentPoolEvent::TalentAdmitted { person_id, fresh_until, .. }
        | TalentPoolEvent::EntryReconfirmed { person_id, fresh_until, .. } => {
            let what = (ExpiryKind::PoolEntry, &*person_id.to_string());
            of_place(rows, recorded, what, (Some(person_id.uuid()), None), fresh_until)?;
        }
        TalentPoolEvent::TalentRemoved { person_id, .. } => {
            rows.expiries.remove(&key(recorded, ExpiryKind::PoolEntry, &person_id.to_string()));
        }
        TalentPoolEvent::PoolClosed { .. } => {
            let keys: Vec<String> = rows.expiries.under(&recorded.aggregate_id).map(|row| row.key.clone()).collect();
            keys.iter().for_each(|key| rows.expiries.remove(key));
        }
    }
    Ok(())
}

/// Overrides of an instructor's focus limit, by their first day; none outlasts the appointment.
fn focus_override(rows: &mut Rows, recorded: &Recorded, event: InstructorEvent) -> Result<(), ViewFault> {
    if let InstructorEvent::InstructorAppointed { person_id, code, division, .. } = event {
        return put_place(rows, recorded, (&code, &division), Some(person_id));
    }
    if let InstructorEvent::FocusOverrideGranted { from, to: ends_on, .. }
    | InstructorEvent::FocusOverrideEnded { from, ended_on: ends_on } = event
    {
        let what = (ExpiryKind::FocusOverride, &*from.to_string());
        of_place(rows, recorded, what, (None, None), ends_on)?;
    } else if let InstructorEvent::InstructorReleased { released_on, .. } = event {
        let held = rows.expiries.under(&recorded.aggregate_id).filter(|row| row.ends_on > released_on);
        let keys: Vec<String> = held.map(|row| row.key.clone()).collect();
        keys.iter().for_each(|key| rows.expiries.remove(key));
    }
    Ok(())
}

/// The newest term of an organization's leadership, while the organization exists.
fn leadership_term(rows: &mut Rows, recorded: &Recorded, event: OrganizationEvent) -> Result<(), ViewFault> {
    let term = key(recorded, ExpiryKind::LeadershipTerm, "newest");
    if let OrganizationEvent::OrganizationRegistered { code, division, .. } = event {
        return put_place(rows, recorded, (&code, &division), None);
    }
    if let OrganizationEvent::LeadershipTermRenewed { to, .. } = event {
        of_place(rows, recorded, (ExpiryKind::LeadershipTerm, "newest"), (None, None), to)?;
    } else if let OrganizationEvent::OrganizationChanged { division: Some(division), .. } = event {
        let mut place = place(rows, recorded)?;
        division.as_str().clone_into(&mut place.division);
        if let Some(row) = rows.expiries.get_mut(&term) {
            row.division = Some(place.division.clone());
        }
        rows.places.put(place);
    } else if let OrganizationEvent::OrganizationDissolved { .. } = event {
        rows.expiries.remove(&term);
    }
    Ok(())
}

/// Engagements that have a last day, by contract or because it was set since; they belong to no division.
fn engagement(rows: &mut Rows, recorded: &Recorded, event: TalentProfileEvent) {
    let (person_id, engagement, ends_on) = match event {
        TalentProfileEvent::EngagementStarted { person_id, engagement } => {
            let Some(ends_on) = engagement.span.to else { return };
            (person_id, engagement, ends_on)
        }
        TalentProfileEvent::EngagementEnded { person_id, before, ended_on } => (person_id, before, ended_on),
        TalentProfileEvent::TalentCategoryAssigned { .. }
        | TalentProfileEvent::TalentContacted { .. }
        | TalentProfileEvent::SkillEvidenceRecorded { .. } => return,
    };
    rows.expiries.put(ExpiryRow {
        key: key(recorded, ExpiryKind::Engagement, engagement.code.as_str()),
        kind: ExpiryKind::Engagement.code().to_owned(),
        person_id: Some(person_id.uuid()),
        volunteer_id: None,
        what: engagement.code.as_str().to_owned(),
        division: None,
        ends_on,
    });
}
