//! How a page of three kinds of streams changes the pool of talents. No reads for others.

use super::{CreditRow, TalentRole, TalentRow, VolunteerRow};
use crate::{Fold, RowSet, ViewFault};
use muster_domain::{
    instructor::InstructorEvent,
    kernel::{CreditId, words::ProfessionalLevel},
    social_worker::SocialWorkerEvent,
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_eventstore::Recorded;
use std::collections::BTreeSet;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    talents: RowSet<TalentRow>,
    volunteers: RowSet<VolunteerRow>,
    credits: RowSet<CreditRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut workers, mut instructors, mut volunteers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut talents, mut touched, mut credits) = (Vec::new(), BTreeSet::new(), Vec::new());
    for recorded in page {
        match recorded.aggregate_type.as_str() {
            "social_worker" => {
                talents.push(key(TalentRole::SocialWorker, recorded));
                workers.push((recorded, recorded.decode::<SocialWorkerEvent>()?));
            }
            "instructor" => {
                talents.push(key(TalentRole::Instructor, recorded));
                instructors.push((recorded, recorded.decode::<InstructorEvent>()?));
            }
            "volunteer" => {
                let event = recorded.decode::<VolunteerEvent>()?;
                touched.insert(recorded.aggregate_id.clone());
                credits.extend(known_credit(&event).map(|credit| credit.to_string()));
                volunteers.push((recorded, event));
            }
            _ => {}
        }
    }
    let mut rows = Rows::default();
    rows.talents.load_more(fold.connection, talents).await?;
    rows.volunteers.load_more(fold.connection, touched.iter().cloned().collect::<Vec<_>>()).await?;
    rows.credits.load_more(fold.connection, credits).await?;
    for (recorded, event) in workers {
        apply_worker(&mut rows.talents, recorded, event)?;
    }
    for (recorded, event) in instructors {
        apply_instructor(&mut rows.talents, recorded, event)?;
    }
    for (recorded, event) in volunteers {
        apply_volunteer(&mut rows, recorded, event)?;
    }
    for id in &touched {
        list(&mut rows, id);
    }
    rows.talents.write(fold.connection).await?;
    rows.volunteers.write(fold.connection).await?;
    rows.credits.write(fold.connection).await
}

fn key(role: TalentRole, recorded: &Recorded) -> String {
    format!("{}/{}", role.code(), recorded.aggregate_id)
}

/// The earlier credit that an event speaks of; a new one need not be looked for.
fn known_credit(event: &VolunteerEvent) -> Option<CreditId> {
    match event {
        VolunteerEvent::CreditApproved { credit_id, .. }
        | VolunteerEvent::CreditRejected { credit_id, .. }
        | VolunteerEvent::HoursCorrected { credit_id, .. }
        | VolunteerEvent::HoursRevoked { credit_id, .. } => Some(*credit_id),
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillsDeclared { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::HoursCredited { .. }
        | VolunteerEvent::RecordDisputed { .. }
        | VolunteerEvent::DisputeResolved { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::LedgersJoined { .. }
        | VolunteerEvent::LedgersParted { .. }
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. } => None,
    }
}

fn apply_worker(
    talents: &mut RowSet<TalentRow>,
    recorded: &Recorded,
    event: SocialWorkerEvent,
) -> Result<(), ViewFault> {
    let key = key(TalentRole::SocialWorker, recorded);
    if let SocialWorkerEvent::SocialWorkerRegistered { person_id, code, division, registered_on } = event {
        talents.put(TalentRow {
            key,
            role: TalentRole::SocialWorker.code().to_owned(),
            role_id: recorded.stream()?,
            person_id: person_id.uuid(),
            code: code.as_str().to_owned(),
            division: division.as_str().to_owned(),
            skills: Vec::new(),
            level: None,
            kind: None,
            post_class: None,
            since: registered_on,
            live: true,
            minutes_total: None,
        });
        return Ok(());
    }
    let row = talents.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "social worker"))?;
    match event {
        SocialWorkerEvent::CertificateObtained { level, .. } => {
            let held = row.level.as_deref().and_then(|code| ProfessionalLevel::read(code).ok());
            if held < Some(level) {
                row.level = Some(level.code().to_owned());
            }
        }
        SocialWorkerEvent::PostAssumed { post_class, .. } => row.post_class = Some(post_class.code().to_owned()),
        SocialWorkerEvent::PostLeft { .. } => row.post_class = None,
        SocialWorkerEvent::AbilitiesDeclared { abilities } => row.skills = abilities,
        SocialWorkerEvent::CredentialVerified { counts, .. } | SocialWorkerEvent::CredentialRejected { counts, .. } => {
            row.level = counts.map(|certificate| certificate.level.code().to_owned());
        }
        SocialWorkerEvent::SocialWorkerRegistered { .. }
        | SocialWorkerEvent::EducationCredited { .. }
        | SocialWorkerEvent::PracticeCancelled { .. }
        | SocialWorkerEvent::GradeAssigned { .. }
        | SocialWorkerEvent::WorkerAppraised { .. }
        | SocialWorkerEvent::CareerOutcomeRecorded { .. }
        | SocialWorkerEvent::PracticeRegistered { .. }
        | SocialWorkerEvent::AgencyJoined { .. }
        | SocialWorkerEvent::AgencyLeft { .. } => {}
    }
    Ok(())
}

fn apply_instructor(
    talents: &mut RowSet<TalentRow>,
    recorded: &Recorded,
    event: InstructorEvent,
) -> Result<(), ViewFault> {
    let key = key(TalentRole::Instructor, recorded);
    match event {
        InstructorEvent::InstructorAppointed { person_id, code, division, kind, appointed_on } => {
            talents.put(TalentRow {
                key,
                role: TalentRole::Instructor.code().to_owned(),
                role_id: recorded.stream()?,
                person_id: person_id.uuid(),
                code: code.as_str().to_owned(),
                division: division.as_str().to_owned(),
                skills: Vec::new(),
                level: None,
                kind: Some(kind.code().to_owned()),
                post_class: None,
                since: appointed_on,
                live: true,
                minutes_total: None,
            });
        }
        InstructorEvent::InstructorReleased { .. } => {
            talents.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "instructor"))?.live = false;
        }
        InstructorEvent::OrganizationAssigned { .. }
        | InstructorEvent::LinkKindChanged { .. }
        | InstructorEvent::AssignmentEnded { .. }
        | InstructorEvent::AssignmentTransferred { .. }
        | InstructorEvent::GuidanceVisitRecorded { .. }
        | InstructorEvent::ProblemRaised { .. }
        | InstructorEvent::ProblemResolved { .. }
        | InstructorEvent::ProblemReopened { .. }
        | InstructorEvent::QualificationRecorded { .. }
        | InstructorEvent::FocusOverrideGranted { .. }
        | InstructorEvent::FocusOverrideEnded { .. }
        | InstructorEvent::InstructorAppraised { .. }
        | InstructorEvent::InstructorTrained { .. } => {}
    }
    Ok(())
}

fn apply_volunteer(rows: &mut Rows, recorded: &Recorded, event: VolunteerEvent) -> Result<(), ViewFault> {
    if let VolunteerEvent::VolunteerRegistered { person_id, code, division, registered_on, skills } = event {
        rows.volunteers.put(VolunteerRow {
            id: recorded.stream()?,
            person_id: person_id.uuid(),
            code: code.as_str().to_owned(),
            division: division.as_str().to_owned(),
            registered_on,
            skills,
            minutes_total: 0,
        });
        return Ok(());
    }
    let row =
        rows.volunteers.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "volunteer"))?;
    match event {
        VolunteerEvent::SkillsDeclared { skills } => row.skills = skills,
        VolunteerEvent::HoursCredited { credit } => {
            let kept = kept(&credit);
            row.minutes_total += counted(&kept);
            rows.credits.put(kept);
        }
        VolunteerEvent::CreditApproved { credit_id, .. } => {
            let credit =
                rows.credits.get_mut(&credit_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
            row.minutes_total -= counted(credit);
            credit.live = true;
            row.minutes_total += counted(credit);
        }
        VolunteerEvent::CreditRejected { credit_id, .. } | VolunteerEvent::HoursRevoked { credit_id, .. } => {
            let credit =
                rows.credits.get_mut(&credit_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
            row.minutes_total -= counted(credit);
            credit.live = false;
        }
        VolunteerEvent::HoursCorrected { credit_id, after, .. } => {
            let credit =
                rows.credits.get_mut(&credit_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
            row.minutes_total -= counted(credit);
            *credit = CreditRow { id: credit.id, ..kept(&after) };
            row.minutes_total += counted(credit);
        }
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::RecordDisputed { .. }
        | VolunteerEvent::DisputeResolved { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::LedgersJoined { .. }
        | VolunteerEvent::LedgersParted { .. }
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. } => {}
    }
    Ok(())
}

fn kept(credit: &Credit) -> CreditRow {
    CreditRow { id: credit.credit_id.uuid(), minutes: i64::from(credit.minutes), live: credit.pending.is_none() }
}

/// The minutes of a credit that count.
fn counted(credit: &CreditRow) -> i64 {
    if credit.live { credit.minutes } else { 0 }
}

/// Lists a volunteer who declares a skill, and takes one who declares none off the list.
fn list(rows: &mut Rows, id: &str) {
    let Some(row) = rows.volunteers.get(id) else { return };
    let key = format!("{}/{id}", TalentRole::Volunteer.code());
    if row.skills.is_empty() {
        rows.talents.remove(&key);
        return;
    }
    rows.talents.put(TalentRow {
        key,
        role: TalentRole::Volunteer.code().to_owned(),
        role_id: row.id,
        person_id: row.person_id,
        code: row.code.clone(),
        division: row.division.clone(),
        skills: row.skills.clone(),
        level: None,
        kind: None,
        post_class: None,
        since: row.registered_on,
        live: true,
        minutes_total: Some(row.minutes_total),
    });
}
