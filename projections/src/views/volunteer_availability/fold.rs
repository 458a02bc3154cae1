//! How a page of events changes who can come. No reads for others here.

use super::{BusyRow, CreditRow, DeclarationRow, InsuranceRow, PauseRow, SessionRow, VolunteerRow, WindowRow};
use crate::{Fold, RowSet, ViewFault};
use chrono::NaiveDate;
use muster_domain::{
    activity::ActivityEvent,
    kernel::{CreditId, TimeSpan, VolunteerId, time},
    service_demand::{Responder, ServiceDemandEvent, words::DemandAnswer},
    volunteer::{Availability, VolunteerEvent, availability::DayWindow, events::Credit, words::Weekday},
};
use muster_eventstore::Recorded;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    volunteers: RowSet<VolunteerRow>,
    pauses: RowSet<PauseRow>,
    declarations: RowSet<DeclarationRow>,
    windows: RowSet<WindowRow>,
    insurances: RowSet<InsuranceRow>,
    credits: RowSet<CreditRow>,
    sessions: RowSet<SessionRow>,
    busy: RowSet<BusyRow>,
}

/// An event of the page, decoded.
enum Told {
    Activity(Box<ActivityEvent>),
    Demand(Box<ServiceDemandEvent>),
    Volunteer(Box<VolunteerEvent>),
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    for recorded in page {
        match recorded.aggregate_type.as_str() {
            "activity" => events.push((recorded, Told::Activity(Box::new(recorded.decode()?)))),
            "service_demand" => events.push((recorded, Told::Demand(Box::new(recorded.decode()?)))),
            "volunteer" => events.push((recorded, Told::Volunteer(Box::new(recorded.decode()?)))),
            _ => {}
        }
    }
    let mut rows = load(&events, fold).await?;
    for (recorded, event) in events {
        match event {
            Told::Activity(event) => of_activity(&mut rows, recorded, &event),
            Told::Demand(event) => of_demand(&mut rows, recorded, *event),
            Told::Volunteer(event) => of_volunteer(&mut rows, recorded, *event)?,
        }
    }
    rows.volunteers.write(fold.connection).await?;
    rows.pauses.write(fold.connection).await?;
    rows.declarations.write(fold.connection).await?;
    rows.windows.write(fold.connection).await?;
    rows.insurances.write(fold.connection).await?;
    rows.credits.write(fold.connection).await?;
    rows.sessions.write(fold.connection).await?;
    rows.busy.write(fold.connection).await
}

/// Loads the rows that an event of the page changes; most events only add.
async fn load(events: &[(&Recorded, Told)], fold: &mut Fold<'_>) -> Result<Rows, ViewFault> {
    let (mut skilled, mut back, mut credits, mut cancelled) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (recorded, event) in events {
        let stream = || recorded.aggregate_id.clone();
        match event {
            Told::Activity(event) => {
                if let ActivityEvent::ActivityCancelled { .. } | ActivityEvent::ActivityVoided { .. } = **event {
                    cancelled.push(stream());
                }
            }
            Told::Demand(event) => {
                if let ServiceDemandEvent::ServiceDemandClosed { .. } = **event {
                    cancelled.push(stream());
                }
            }
            Told::Volunteer(event) => match **event {
                VolunteerEvent::SkillsDeclared { .. } | VolunteerEvent::SkillVerified { .. } => skilled.push(stream()),
                VolunteerEvent::VolunteerReactivated { .. } => back.push(stream()),
                VolunteerEvent::CreditApproved { credit_id, .. }
                | VolunteerEvent::CreditRejected { credit_id, .. }
                | VolunteerEvent::HoursRevoked { credit_id, .. } => credits.push(credit_key(recorded, credit_id)),
                VolunteerEvent::VolunteerRegistered { .. }
                | VolunteerEvent::HoursCredited { .. }
                | VolunteerEvent::HoursCorrected { .. }
                | VolunteerEvent::RecordDisputed { .. }
                | VolunteerEvent::DisputeResolved { .. }
                | VolunteerEvent::HoursImported { .. }
                | VolunteerEvent::SelfEntrySuspended { .. }
                | VolunteerEvent::SelfEntryRestored {}
                | VolunteerEvent::LedgersJoined { .. }
                | VolunteerEvent::LedgersParted { .. }
                | VolunteerEvent::AvailabilityDeclared { .. }
                | VolunteerEvent::InsuranceRecorded { .. }
                | VolunteerEvent::VolunteerDeactivated { .. } => {}
            },
        }
    }
    let mut rows = Rows::default();
    rows.volunteers.load_more(fold.connection, skilled).await?;
    rows.pauses.load_under(fold.connection, back).await?;
    rows.credits.load_more(fold.connection, credits).await?;
    rows.sessions.load_under(fold.connection, cancelled).await?;
    Ok(rows)
}

fn credit_key(recorded: &Recorded, credit: CreditId) -> String {
    format!("{}/{credit}", recorded.aggregate_id)
}

fn of_volunteer(rows: &mut Rows, recorded: &Recorded, event: VolunteerEvent) -> Result<(), ViewFault> {
    use VolunteerEvent as E;
    let (volunteer, volunteer_id) = (&recorded.aggregate_id, recorded.stream()?);
    match event {
        E::VolunteerRegistered { person_id, code, registered_on, skills, .. } => rows.volunteers.put(VolunteerRow {
            id: volunteer_id,
            person_id: person_id.uuid(),
            code: code.as_str().to_owned(),
            registered_on,
            skills,
            verified_skills: Vec::new(),
        }),
        E::SkillsDeclared { skills } => {
            let row = rows.volunteers.get_mut(volunteer).ok_or_else(|| ViewFault::unknown(recorded, "volunteer"))?;
            // What is declared no more is verified no more.
            row.verified_skills.retain(|skill| skills.contains(skill));
            row.skills = skills;
        }
        E::SkillVerified { skill, .. } => {
            let row = rows.volunteers.get_mut(volunteer).ok_or_else(|| ViewFault::unknown(recorded, "volunteer"))?;
            if let Err(place) = row.verified_skills.binary_search(&skill) {
                row.verified_skills.insert(place, skill);
            }
        }
        E::AvailabilityDeclared { availability } => declare(rows, recorded, availability)?,
        E::InsuranceRecorded { insurance } => rows.insurances.put(InsuranceRow {
            key: format!("{volunteer}/{}", insurance.policy_reference),
            volunteer_id,
            insurer: insurance.insurer,
            policy_reference: insurance.policy_reference,
            from_day: insurance.span.from,
            to_day: insurance.span.to.unwrap_or(insurance.span.from),
        }),
        E::VolunteerDeactivated { deactivated_on, .. } => rows.pauses.put(PauseRow {
            key: format!("{volunteer}/{deactivated_on}"),
            volunteer_id,
            from_day: deactivated_on,
            to_day: None,
        }),
        E::VolunteerReactivated { reactivated_on } => {
            let open = rows.pauses.under(volunteer).filter(|row| row.to_day.is_none()).last();
            let key = open.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "pause"))?;
            let row = rows.pauses.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "pause"))?;
            row.to_day = Some(time::day_before(reactivated_on));
        }
        E::HoursCredited { credit } | E::HoursCorrected { after: credit, .. } => {
            rows.credits.put(credit_row(recorded, &credit)?);
        }
        E::CreditApproved { credit_id, .. } => turn(rows, recorded, credit_id, true)?,
        E::CreditRejected { credit_id, .. } | E::HoursRevoked { credit_id, .. } => {
            turn(rows, recorded, credit_id, false)?;
        }
        E::RecordDisputed { .. }
        | E::DisputeResolved { .. }
        | E::HoursImported { .. }
        | E::SelfEntrySuspended { .. }
        | E::SelfEntryRestored {}
        | E::LedgersJoined { .. }
        | E::LedgersParted { .. } => {}
    }
    Ok(())
}

fn credit_row(recorded: &Recorded, credit: &Credit) -> Result<CreditRow, ViewFault> {
    Ok(CreditRow {
        key: credit_key(recorded, credit.credit_id),
        volunteer_id: recorded.stream()?,
        starts_at: credit.span.starts_at,
        ends_at: credit.span.ends_at,
        served_on: credit.served_on,
        standing: true,
        live: credit.pending.is_none(),
    })
}

/// A credit takes effect, or is of no effect any more.
fn turn(rows: &mut Rows, recorded: &Recorded, credit: CreditId, live: bool) -> Result<(), ViewFault> {
    let row =
        rows.credits.get_mut(&credit_key(recorded, credit)).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
    (row.standing, row.live) = (live, live);
    Ok(())
}

/// Keeps a declaration beside the earlier ones, which hold for the days before it.
fn declare(rows: &mut Rows, recorded: &Recorded, availability: Availability) -> Result<(), ViewFault> {
    let key = format!("{}/{:019}", recorded.aggregate_id, recorded.position);
    let mut windows = Vec::new();
    for weekly in availability.weekly {
        windows.push((Some(weekly.weekday), None, Some(weekly.window)));
    }
    for exception in availability.exceptions {
        let day = Some(exception.day);
        if exception.windows.is_empty() {
            windows.push((None, day, None));
        }
        windows.extend(exception.windows.into_iter().map(|window| (None, day, Some(window))));
    }
    for (number, window) in windows.into_iter().enumerate() {
        rows.windows.put(window_row(&key, number, window));
    }
    rows.declarations.put(DeclarationRow {
        key,
        volunteer_id: recorded.stream()?,
        position: recorded.position,
        from_day: availability.span.from,
        to_day: availability.span.to,
        divisions: availability.divisions.iter().map(|division| division.as_str().to_owned()).collect(),
    });
    Ok(())
}

fn window_row(
    declaration: &str,
    number: usize,
    (weekday, day, window): (Option<Weekday>, Option<NaiveDate>, Option<DayWindow>),
) -> WindowRow {
    let (from_minute, to_minute) = window.map_or((0, 0), |window| (window.from_minute.into(), window.to_minute.into()));
    let weekday = weekday.map(weekday_number);
    WindowRow {
        key: format!("{declaration}/{number:04}"),
        declaration: declaration.to_owned(),
        weekday,
        day,
        from_minute,
        to_minute,
    }
}

/// The number of a weekday in the rows: Monday is 1.
#[must_use]
pub const fn weekday_number(weekday: Weekday) -> i32 {
    match weekday {
        Weekday::Monday => 1,
        Weekday::Tuesday => 2,
        Weekday::Wednesday => 3,
        Weekday::Thursday => 4,
        Weekday::Friday => 5,
        Weekday::Saturday => 6,
        Weekday::Sunday => 7,
    }
}

fn of_activity(rows: &mut Rows, recorded: &Recorded, event: &ActivityEvent) {
    use ActivityEvent as E;
    let activity = &recorded.aggregate_id;
    match *event {
        E::SessionScheduled { session, span, .. } => rows.sessions.put(session_row(activity, session, span)),
        E::ActivityChanged { ref change, .. } => {
            for plan in &change.sessions {
                rows.sessions.put(session_row(activity, plan.session, plan.span));
            }
        }
        E::VolunteerEnrolled { session, volunteer_id } | E::EnrollmentAccepted { session, volunteer_id } => {
            let session = format!("{activity}/{session}");
            rows.busy.put(BusyRow {
                key: busy_key(&session, volunteer_id),
                session,
                volunteer_id: volunteer_id.uuid(),
            });
        }
        E::EnrollmentDeclined { session, volunteer_id, .. } | E::EnrollmentWithdrawn { session, volunteer_id } => {
            rows.busy.remove(&busy_key(&format!("{activity}/{session}"), volunteer_id));
        }
        E::ActivityCancelled { .. } | E::ActivityVoided { .. } => release(rows, activity),
        E::ActivityDrafted { .. }
        | E::ActivityPublished { .. }
        | E::ActivityImported { .. }
        | E::InsuranceRecorded { .. }
        | E::CheckedIn { .. }
        | E::CheckedOut { .. }
        | E::AttendanceConfirmed { .. }
        | E::AbsenceMarked { .. }
        | E::OutcomeRecorded { .. }
        | E::SessionClosed { .. }
        | E::SessionCredited { .. }
        | E::FeedbackRecorded { .. }
        | E::ActivityClosed { .. } => {}
    }
}

fn session_row(activity: &str, session: u32, span: TimeSpan) -> SessionRow {
    SessionRow {
        key: format!("{activity}/{session}"),
        starts_at: span.starts_at,
        ends_at: span.ends_at,
        cancelled: false,
    }
}

/// The sessions of an activity, or the window of a demand, take nobody's time any more.
fn release(rows: &mut Rows, stream: &str) {
    let keys: Vec<String> = rows.sessions.under(stream).map(|row| row.key.clone()).collect();
    for key in keys {
        if let Some(row) = rows.sessions.get_mut(&key) {
            row.cancelled = true;
        }
    }
}

/// A demand takes the time of volunteers who accepted it; its window stands beside the sessions.
fn of_demand(rows: &mut Rows, recorded: &Recorded, event: ServiceDemandEvent) {
    use ServiceDemandEvent as E;
    let window = format!("{}/window", recorded.aggregate_id);
    match event {
        E::ServiceDemandPosted { demand, .. } => rows.sessions.put(SessionRow {
            key: window,
            starts_at: demand.window.starts_at,
            ends_at: demand.window.ends_at,
            cancelled: false,
        }),
        E::DemandResponseRecorded { responder: Responder::Volunteer(volunteer_id), answer, .. } => {
            let key = busy_key(&window, volunteer_id);
            match answer {
                DemandAnswer::Accepted | DemandAnswer::Arrived => {
                    rows.busy.put(BusyRow { key, session: window, volunteer_id: volunteer_id.uuid() });
                }
                DemandAnswer::Declined => rows.busy.remove(&key),
            }
        }
        E::ServiceDemandClosed { .. } => release(rows, &recorded.aggregate_id),
        E::DemandResponseRecorded { responder: Responder::Team(_), .. } | E::ServiceDemandMatched { .. } => {}
    }
}

fn busy_key(session: &str, volunteer: VolunteerId) -> String {
    format!("{session}/{volunteer}")
}
