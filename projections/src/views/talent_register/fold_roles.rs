//! How events of roles change the facts about a talent. Pools, profiles and consents are folded in `fold.rs`.

use super::{
    FactKind, FactRow, HolderRow,
    fold::{Rows, end_open, fact},
};
use crate::ViewFault;
use chrono::NaiveDate;
use muster_domain::{
    instructor::InstructorEvent,
    kernel::{DateSpan, DivisionCode, PersonId, time},
    social_worker::SocialWorkerEvent,
    talent_profile::words::TalentRole,
    volunteer::VolunteerEvent,
};
use muster_eventstore::Recorded;

pub(super) fn instructor(rows: &mut Rows, recorded: &Recorded, event: InstructorEvent) -> Result<(), ViewFault> {
    match event {
        InstructorEvent::InstructorAppointed { person_id, division, appointed_on, .. } => {
            hold(rows, recorded, person_id, &division, appointed_on)?;
            begin_role(rows, recorded, TalentRole::Instructor, appointed_on)?;
        }
        InstructorEvent::InstructorReleased { released_on, .. } => {
            end_role(rows, recorded, time::next_day(released_on));
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

pub(super) fn social_worker(rows: &mut Rows, recorded: &Recorded, event: SocialWorkerEvent) -> Result<(), ViewFault> {
    use SocialWorkerEvent as E;
    match event {
        E::SocialWorkerRegistered { person_id, division, registered_on, .. } => {
            hold(rows, recorded, person_id, &division, registered_on)?;
            begin_role(rows, recorded, TalentRole::SocialWorker, registered_on)?;
        }
        E::CertificateObtained { level, certificate_no, certified_on } => {
            let person = holder(rows, recorded)?.person_id;
            let span = DateSpan { from: certified_on, to: None };
            rows.facts.put(fact(recorded, person, (FactKind::Level, &certificate_no, level.code()), span));
        }
        E::CredentialVerified { certificate_no, .. } => {
            known(rows, recorded, FactKind::Level, &certificate_no)?.to_day = None;
        }
        E::CredentialRejected { certificate_no, rejected_on, .. } => {
            known(rows, recorded, FactKind::Level, &certificate_no)?.to_day = Some(time::day_before(rejected_on));
        }
        E::PracticeRegistered { registered_on, valid_to, .. } => {
            let person = holder(rows, recorded)?.person_id;
            let span = DateSpan { from: registered_on, to: Some(valid_to) };
            let what = registered_on.to_string();
            rows.facts.put(fact(recorded, person, (FactKind::Registered, &what, ""), span));
        }
        E::PracticeCancelled { registered_on, cancelled_on, .. } => {
            let row = known(rows, recorded, FactKind::Registered, &registered_on.to_string())?;
            row.to_day = Some(cancelled_on);
        }
        E::AbilitiesDeclared { abilities } => {
            declare(rows, recorded, &abilities, time::local_date(recorded.recorded_at))?;
        }
        E::PostAssumed { .. }
        | E::PostLeft { .. }
        | E::AgencyJoined { .. }
        | E::AgencyLeft { .. }
        | E::EducationCredited { .. }
        | E::GradeAssigned { .. }
        | E::WorkerAppraised { .. }
        | E::CareerOutcomeRecorded { .. } => {}
    }
    Ok(())
}

/// A volunteer is a talent as long as a skill is declared.
pub(super) fn volunteer(rows: &mut Rows, recorded: &Recorded, event: VolunteerEvent) -> Result<(), ViewFault> {
    let (skills, day) = match event {
        VolunteerEvent::VolunteerRegistered { person_id, division, registered_on, skills, .. } => {
            hold(rows, recorded, person_id, &division, registered_on)?;
            (skills, registered_on)
        }
        VolunteerEvent::SkillsDeclared { skills } => {
            let day = time::local_date(recorded.recorded_at);
            (skills, day.max(holder(rows, recorded)?.registered_on))
        }
        VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::HoursCredited { .. }
        | VolunteerEvent::CreditApproved { .. }
        | VolunteerEvent::CreditRejected { .. }
        | VolunteerEvent::HoursCorrected { .. }
        | VolunteerEvent::HoursRevoked { .. }
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
        | VolunteerEvent::VolunteerReactivated { .. } => return Ok(()),
    };
    declare(rows, recorded, &skills, day)?;
    let prefix = format!("{}/{}", recorded.aggregate_id, FactKind::Role.code());
    let listed = rows.facts.under(&prefix).any(|row| row.to_day.is_none());
    match (skills.is_empty(), listed) {
        (true, true) => end_role(rows, recorded, day),
        (false, false) => begin_role(rows, recorded, TalentRole::Volunteer, day)?,
        (true, false) | (false, true) => {}
    }
    Ok(())
}

fn hold(
    rows: &mut Rows,
    recorded: &Recorded,
    person: PersonId,
    division: &DivisionCode,
    registered_on: NaiveDate,
) -> Result<(), ViewFault> {
    let (id, person_id) = (recorded.stream()?, person.uuid());
    rows.holders.put(HolderRow { id, person_id, division: division.as_str().to_owned(), registered_on });
    Ok(())
}

fn holder<'r>(rows: &'r Rows, recorded: &Recorded) -> Result<&'r HolderRow, ViewFault> {
    rows.holders.get(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "holder of a role"))
}

/// A fact of the event's stream that is there.
fn known<'r>(
    rows: &'r mut Rows,
    recorded: &Recorded,
    kind: FactKind,
    what: &str,
) -> Result<&'r mut FactRow, ViewFault> {
    let key = format!("{}/{}/{what}", recorded.aggregate_id, kind.code());
    let row = rows.facts.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "fact"))?;
    row.position = recorded.position;
    Ok(row)
}

fn begin_role(rows: &mut Rows, recorded: &Recorded, role: TalentRole, from: NaiveDate) -> Result<(), ViewFault> {
    let HolderRow { person_id, division, .. } = holder(rows, recorded)?.clone();
    let (what, span) = (from.to_string(), DateSpan { from, to: None });
    rows.facts.put(fact(recorded, person_id, (FactKind::Role, &what, role.code()), span));
    rows.facts.put(fact(recorded, person_id, (FactKind::Division, &what, &division), span));
    Ok(())
}

/// Ends the role with the day before.
fn end_role(rows: &mut Rows, recorded: &Recorded, day: NaiveDate) {
    end_open(&mut rows.facts, recorded, FactKind::Role, day, |_| true);
    end_open(&mut rows.facts, recorded, FactKind::Division, day, |_| true);
}

/// What is declared now, whole: what was declared before and is left out ends.
fn declare(rows: &mut Rows, recorded: &Recorded, skills: &[String], day: NaiveDate) -> Result<(), ViewFault> {
    let person = holder(rows, recorded)?.person_id;
    end_open(&mut rows.facts, recorded, FactKind::Skill, day, |row| !skills.contains(&row.value));
    for skill in skills {
        let prefix = format!("{}/{}", recorded.aggregate_id, FactKind::Skill.code());
        if rows.facts.under(&prefix).any(|row| row.value == *skill && row.to_day.is_none()) {
            continue;
        }
        let what = format!("{day}/{skill}");
        let span = DateSpan { from: day, to: None };
        rows.facts.put(fact(recorded, person, (FactKind::Skill, &what, skill), span));
    }
    Ok(())
}
