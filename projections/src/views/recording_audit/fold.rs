//! How a page of events changes the audit of recording. No reads for others.

use super::fold_decisions;
use super::tables::{
    ActivityRow, AppearanceRow, CertificateRow, CreditEntryRow, DecisionRow, FocusOverrideRow, InstructorRow, ItemRow,
    RefusalRow, VolunteerRow,
};
use crate::{Fold, RowSet, ViewFault, rows::integer, views::service_hours::CreditState};
use muster_domain::{
    account::AccountEvent,
    activity::{
        ActivityEvent,
        events::{ActivityChange, ActivityPlan},
    },
    instructor::InstructorEvent,
    kernel::{VolunteerId, time},
    person::PersonEvent,
    recognition::RecognitionEvent,
    volunteer::{
        VolunteerEvent,
        events::{Credit, PendingReason},
    },
};
use muster_eventstore::Recorded;

#[derive(Default)]
struct Rows {
    volunteers: RowSet<VolunteerRow>,
    instructors: RowSet<InstructorRow>,
    activities: RowSet<ActivityRow>,
    appearances: RowSet<AppearanceRow>,
    credits: RowSet<CreditEntryRow>,
    decisions: RowSet<DecisionRow>,
    refusals: RowSet<RefusalRow>,
    overrides: RowSet<FocusOverrideRow>,
    certificates: RowSet<CertificateRow>,
    items: RowSet<ItemRow>,
}

/// An event of one of the streams that are audited.
enum Told {
    Account(AccountEvent),
    Activity(Box<ActivityEvent>),
    Instructor(InstructorEvent),
    Person(Box<PersonEvent>),
    Recognition(RecognitionEvent),
    Volunteer(Box<VolunteerEvent>),
}

impl Told {
    fn read(recorded: &Recorded) -> Result<Option<Self>, ViewFault> {
        Ok(Some(match recorded.aggregate_type.as_str() {
            "account" => Self::Account(recorded.decode()?),
            "activity" => Self::Activity(Box::new(recorded.decode()?)),
            "instructor" => Self::Instructor(recorded.decode()?),
            "person" => Self::Person(Box::new(recorded.decode()?)),
            "recognition" => Self::Recognition(recorded.decode()?),
            "volunteer" => Self::Volunteer(Box::new(recorded.decode()?)),
            _ => return Ok(None),
        }))
    }
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    for recorded in page {
        if let Some(told) = Told::read(recorded)? {
            events.push((recorded, told));
        }
    }
    let mut rows = load(&events, fold).await?;
    for (recorded, told) in &events {
        match told {
            Told::Account(event) => fold_decisions::granted(&mut rows.decisions, recorded, event)?,
            Told::Activity(event) => plan(&mut rows, recorded, event)?,
            Told::Instructor(event) => instruct(&mut rows, recorded, event)?,
            Told::Person(event) => fold_decisions::protect(&mut rows.decisions, recorded, event)?,
            Told::Recognition(event) => certify(&mut rows, recorded, event)?,
            Told::Volunteer(event) => serve(&mut rows, recorded, event)?,
        }
    }
    rows.volunteers.write(fold.connection).await?;
    rows.instructors.write(fold.connection).await?;
    rows.activities.write(fold.connection).await?;
    rows.appearances.write(fold.connection).await?;
    rows.credits.write(fold.connection).await?;
    rows.decisions.write(fold.connection).await?;
    rows.refusals.write(fold.connection).await?;
    rows.overrides.write(fold.connection).await?;
    rows.certificates.write(fold.connection).await?;
    rows.items.write(fold.connection).await
}

/// Loads every row from before that an event of the page changes or copies from.
async fn load(events: &[(&Recorded, Told)], fold: &mut Fold<'_>) -> Result<Rows, ViewFault> {
    let (mut credits, mut activities, mut appearances) = (Vec::new(), Vec::new(), Vec::new());
    let (mut instructors, mut certificates) = (Vec::new(), Vec::new());
    for (recorded, told) in events {
        let stream = &recorded.aggregate_id;
        match told {
            Told::Volunteer(event) => credits.extend(event.changed_credit().map(|id| id.to_string())),
            Told::Activity(event) => {
                appearances.extend(appearing(event).map(|volunteer| format!("{stream}/{volunteer}")));
                activities.push(stream.clone());
            }
            Told::Instructor(InstructorEvent::FocusOverrideGranted { .. }) => instructors.push(stream.clone()),
            Told::Recognition(RecognitionEvent::ServiceCertificateRevoked { number, .. }) => {
                certificates.push(number.as_str().to_owned());
            }
            Told::Account(_) | Told::Instructor(_) | Told::Person(_) | Told::Recognition(_) => {}
        }
    }
    let mut rows = Rows::default();
    rows.credits.load_more(fold.connection, credits).await?;
    rows.activities.load_more(fold.connection, activities).await?;
    rows.appearances.load_more(fold.connection, appearances).await?;
    rows.instructors.load_more(fold.connection, instructors).await?;
    rows.certificates.load_more(fold.connection, certificates).await?;
    Ok(rows)
}

/// The volunteer who appears in an activity by an event.
fn appearing(event: &ActivityEvent) -> Option<VolunteerId> {
    match event {
        ActivityEvent::VolunteerEnrolled { volunteer_id, .. }
        | ActivityEvent::InsuranceRecorded { volunteer_id, .. }
        | ActivityEvent::CheckedIn { volunteer_id, .. }
        | ActivityEvent::AttendanceConfirmed { volunteer_id, .. } => Some(*volunteer_id),
        ActivityEvent::ActivityDrafted { .. }
        | ActivityEvent::ActivityPublished { .. }
        | ActivityEvent::ActivityImported { .. }
        | ActivityEvent::SessionScheduled { .. }
        | ActivityEvent::EnrollmentAccepted { .. }
        | ActivityEvent::EnrollmentDeclined { .. }
        | ActivityEvent::EnrollmentWithdrawn { .. }
        | ActivityEvent::CheckedOut { .. }
        | ActivityEvent::AbsenceMarked { .. }
        | ActivityEvent::OutcomeRecorded { .. }
        | ActivityEvent::SessionClosed { .. }
        | ActivityEvent::SessionCredited { .. }
        | ActivityEvent::ActivityClosed { .. }
        | ActivityEvent::ActivityCancelled { .. }
        | ActivityEvent::ActivityVoided { .. }
        | ActivityEvent::ActivityChanged { .. }
        | ActivityEvent::FeedbackRecorded { .. } => None,
    }
}

fn serve(rows: &mut Rows, recorded: &Recorded, event: &VolunteerEvent) -> Result<(), ViewFault> {
    if let VolunteerEvent::VolunteerRegistered { .. } = event {
        rows.volunteers.put(VolunteerRow { id: recorded.stream()?, registered_at: recorded.recorded_at });
        return Ok(());
    }
    if let VolunteerEvent::HoursCredited { credit } = event {
        rows.credits.put(entered(recorded, credit)?);
        return Ok(());
    }
    let Some(credit_id) = event.changed_credit() else { return Ok(()) };
    let row = rows.credits.get_mut(&credit_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
    row.position = recorded.position;
    if let VolunteerEvent::HoursCorrected { after, .. } = event {
        // A correction says when and how long; who entered the record first stays, and its id is that of the first span.
        let CreditEntryRow { credit_id, entered_by, entered_at, entered_position, documented, corrections, .. } =
            row.clone();
        let after = entered(recorded, after)?;
        let (documented, corrections) = (documented || after.documented, corrections + 1);
        *row = CreditEntryRow { credit_id, entered_by, entered_at, entered_position, documented, corrections, ..after };
        return Ok(());
    }
    if let VolunteerEvent::HoursRevoked { .. } = event {
        CreditState::Revoked.code().clone_into(&mut row.state);
        return Ok(());
    }
    let approved = matches!(event, VolunteerEvent::CreditApproved { .. });
    let decided = if approved { CreditState::Live } else { CreditState::Rejected };
    decided.code().clone_into(&mut row.state);
    let decision = fold_decisions::of_credit(recorded, row, approved);
    rows.decisions.put(decision);
    Ok(())
}

/// A credit as it is entered, or as it stands after a correction.
fn entered(recorded: &Recorded, credit: &Credit) -> Result<CreditEntryRow, ViewFault> {
    let state = if credit.pending.is_some() { CreditState::Pending } else { CreditState::Live };
    let over = credit.pending_reasons.iter().find_map(|reason| match reason {
        PendingReason::DailyMinutes { day, minutes, limit } => Some((*day, integer(*minutes), integer(*limit))),
        PendingReason::ManualEvidence { .. } | PendingReason::Late { .. } => None,
    });
    Ok(CreditEntryRow {
        credit_id: credit.credit_id.uuid(),
        volunteer_id: recorded.stream()?,
        activity_id: credit.activity_id.uuid(),
        session: integer(credit.session),
        division: credit.division.as_str().to_owned(),
        organization_id: credit.organization_id.uuid(),
        starts_at: credit.span.starts_at,
        ends_at: credit.span.ends_at,
        served_on: credit.served_on,
        minutes: integer(credit.minutes),
        evidence: credit.evidence.code().to_owned(),
        manual: credit.evidence.is_manual(),
        source: credit.source.code().to_owned(),
        late: credit.late,
        documented: credit.document_reference.is_some(),
        state: state.code().to_owned(),
        entered_by: recorded.metadata.actor.clone(),
        entered_at: recorded.recorded_at,
        entered_position: recorded.position,
        asked_by: recorded.metadata.actor.clone(),
        asked_position: recorded.position,
        over_day: over.map(|(day, _, _)| day),
        over_minutes: over.map(|(_, minutes, _)| minutes),
        over_limit: over.map(|(_, _, limit)| limit),
        corrections: 0,
        position: recorded.position,
    })
}

fn plan(rows: &mut Rows, recorded: &Recorded, event: &ActivityEvent) -> Result<(), ViewFault> {
    if let Some(volunteer) = appearing(event) {
        let key = format!("{}/{volunteer}", recorded.aggregate_id);
        if rows.appearances.get(&key).is_none() {
            rows.appearances.put(AppearanceRow { key, first_at: recorded.recorded_at });
        }
    }
    if let ActivityEvent::ActivityDrafted { plan } | ActivityEvent::ActivityImported { plan } = event {
        rows.activities.put(planned(recorded, plan)?);
    }
    if let ActivityEvent::ActivityChanged { change: ActivityChange { title: Some(title), .. }, .. } = event {
        let row =
            rows.activities.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "activity"))?;
        title.clone_into(&mut row.title);
    }
    if let ActivityEvent::SessionCredited { session, credited, refused: refused @ 1.. } = event {
        let row =
            rows.activities.get(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "activity"))?;
        rows.refusals.put(RefusalRow {
            position: recorded.position,
            activity_id: row.id,
            organization_id: row.organization_id,
            division: row.division.clone(),
            session: integer(*session),
            credited: integer(*credited),
            refused: integer(*refused),
            actor: recorded.metadata.actor.clone(),
            recorded_on: time::local_date(recorded.recorded_at),
        });
    }
    Ok(())
}

fn planned(recorded: &Recorded, plan: &ActivityPlan) -> Result<ActivityRow, ViewFault> {
    Ok(ActivityRow {
        id: recorded.stream()?,
        title: plan.title.clone(),
        division: plan.division.as_str().to_owned(),
        organization_id: plan.organization_id.uuid(),
        starts_at: plan.span.starts_at,
        ends_at: plan.span.ends_at,
        source: recorded.metadata.source.clone().unwrap_or_default(),
        actor: recorded.metadata.actor.clone(),
        created_at: recorded.recorded_at,
        position: recorded.position,
    })
}

fn instruct(rows: &mut Rows, recorded: &Recorded, event: &InstructorEvent) -> Result<(), ViewFault> {
    if let InstructorEvent::InstructorAppointed { division, .. } = event {
        rows.instructors.put(InstructorRow { id: recorded.stream()?, division: division.as_str().to_owned() });
    }
    if let InstructorEvent::FocusOverrideGranted { granted_by, limit, from, to, .. } = event {
        let row =
            rows.instructors.get(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "instructor"))?;
        rows.overrides.put(FocusOverrideRow {
            position: recorded.position,
            instructor_id: row.id,
            division: row.division.clone(),
            granted_by: granted_by.uuid(),
            links_limit: integer(*limit),
            from_day: *from,
            to_day: *to,
            actor: recorded.metadata.actor.clone(),
        });
    }
    Ok(())
}

fn certify(rows: &mut Rows, recorded: &Recorded, event: &RecognitionEvent) -> Result<(), ViewFault> {
    if let RecognitionEvent::CertificateIssued { certificate, .. } = event {
        let number = certificate.number.as_str();
        for item in &certificate.items {
            let key = format!("{number}/{}", item.credit_id);
            rows.items.put(ItemRow { key, number: number.to_owned(), credit_id: item.credit_id.uuid() });
        }
        rows.certificates.put(CertificateRow {
            number: number.to_owned(),
            volunteer_id: recorded.stream()?,
            actor: recorded.metadata.actor.clone(),
            issued_at: recorded.recorded_at,
            position: recorded.position,
            revoked_position: None,
        });
    }
    if let RecognitionEvent::ServiceCertificateRevoked { number, .. } = event {
        let row =
            rows.certificates.get_mut(number.as_str()).ok_or_else(|| ViewFault::unknown(recorded, "certificate"))?;
        row.revoked_position = Some(recorded.position);
    }
    Ok(())
}
