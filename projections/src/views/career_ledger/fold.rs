//! How a page of social workers' events changes the ledger of careers. No reads for others.

use super::tables::{AppraisalRow, CertificateRow, EducationRow, GradeRow, OutcomeRow, PeriodRow, PostRow, WorkerRow};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use muster_domain::{
    kernel::{DateSpan, DivisionCode, words::PostClass},
    social_worker::SocialWorkerEvent,
};
use muster_eventstore::Recorded;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    workers: RowSet<WorkerRow>,
    periods: RowSet<PeriodRow>,
    certificates: RowSet<CertificateRow>,
    education: RowSet<EducationRow>,
    posts: RowSet<PostRow>,
    grades: RowSet<GradeRow>,
    appraisals: RowSet<AppraisalRow>,
    outcomes: RowSet<OutcomeRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut posted, mut cancelled, mut checked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "social_worker") {
        let event = recorded.decode::<SocialWorkerEvent>()?;
        match &event {
            SocialWorkerEvent::PostLeft { .. } => posted.push(recorded.aggregate_id.clone()),
            SocialWorkerEvent::PracticeCancelled { registered_on, .. } => {
                cancelled.push(format!("{}/{registered_on}", recorded.aggregate_id));
            }
            SocialWorkerEvent::CredentialVerified { certificate_no, .. }
            | SocialWorkerEvent::CredentialRejected { certificate_no, .. } => checked.push(certificate_no.clone()),
            SocialWorkerEvent::SocialWorkerRegistered { .. }
            | SocialWorkerEvent::CertificateObtained { .. }
            | SocialWorkerEvent::PracticeRegistered { .. }
            | SocialWorkerEvent::PostAssumed { .. }
            | SocialWorkerEvent::GradeAssigned { .. }
            | SocialWorkerEvent::AgencyJoined { .. }
            | SocialWorkerEvent::AgencyLeft { .. }
            | SocialWorkerEvent::AbilitiesDeclared { .. }
            | SocialWorkerEvent::EducationCredited { .. }
            | SocialWorkerEvent::WorkerAppraised { .. }
            | SocialWorkerEvent::CareerOutcomeRecorded { .. } => {}
        }
        events.push((recorded, event));
    }
    let mut rows = Rows::default();
    rows.posts.load_under(fold.connection, posted).await?;
    rows.periods.load_more(fold.connection, cancelled).await?;
    rows.certificates.load_more(fold.connection, checked).await?;
    for (recorded, event) in events {
        apply(&mut rows, recorded, event)?;
    }
    rows.workers.write(fold.connection).await?;
    rows.periods.write(fold.connection).await?;
    rows.certificates.write(fold.connection).await?;
    rows.education.write(fold.connection).await?;
    rows.posts.write(fold.connection).await?;
    rows.grades.write(fold.connection).await?;
    rows.appraisals.write(fold.connection).await?;
    rows.outcomes.write(fold.connection).await
}

fn apply(rows: &mut Rows, recorded: &Recorded, event: SocialWorkerEvent) -> Result<(), ViewFault> {
    let (worker, stream, position) = (recorded.stream()?, &recorded.aggregate_id, recorded.position);
    match event {
        SocialWorkerEvent::SocialWorkerRegistered { person_id, code, division, registered_on } => {
            rows.workers.put(WorkerRow {
                id: worker,
                person_id: person_id.uuid(),
                code: code.as_str().to_owned(),
                division: division.as_str().to_owned(),
                registered_on,
            });
        }
        SocialWorkerEvent::CertificateObtained { level, certificate_no, certified_on } => {
            let (level, rejected_on) = (level.code().to_owned(), None);
            let row = CertificateRow { certificate_no, social_worker_id: worker, level, certified_on, rejected_on };
            rows.certificates.put(row);
        }
        SocialWorkerEvent::PracticeRegistered { registered_on, valid_to, .. } => rows.periods.put(PeriodRow {
            key: format!("{stream}/{registered_on}"),
            social_worker_id: worker,
            from_day: registered_on,
            to_day: valid_to,
        }),
        SocialWorkerEvent::PracticeCancelled { registered_on, cancelled_on, .. } => {
            let period = rows.periods.get_mut(&format!("{stream}/{registered_on}"));
            period.ok_or_else(|| ViewFault::unknown(recorded, "registration"))?.to_day = cancelled_on;
        }
        SocialWorkerEvent::EducationCredited { course, provider, kind, minutes, completed_on } => {
            rows.education.put(EducationRow {
                position,
                social_worker_id: worker,
                course,
                provider,
                kind: kind.code().to_owned(),
                minutes: integer(minutes),
                completed_on,
            });
        }
        SocialWorkerEvent::PostAssumed { post_class, grade, division, assumed_on, .. } => {
            let days = DateSpan { from: assumed_on, to: None };
            rows.posts.put(post(recorded, post_class, &division, days, grade)?);
        }
        SocialWorkerEvent::PostLeft { left_on } => open_post(rows, recorded)?.to_day = Some(left_on),
        SocialWorkerEvent::GradeAssigned { rank, grade, assigned_on, .. } => rows.grades.put(GradeRow {
            key: format!("{stream}/{assigned_on}"),
            social_worker_id: worker,
            assigned_on,
            rank: rank.code().to_owned(),
            grade: integer(grade),
        }),
        SocialWorkerEvent::WorkerAppraised { year, grade } => rows.appraisals.put(AppraisalRow {
            key: format!("{stream}/{year}"),
            social_worker_id: worker,
            year,
            grade: grade.code().to_owned(),
        }),
        SocialWorkerEvent::CareerOutcomeRecorded { outcome, occurred_on } => {
            let outcome = outcome.code().to_owned();
            rows.outcomes.put(OutcomeRow { position, social_worker_id: worker, outcome, occurred_on });
        }
        SocialWorkerEvent::CredentialVerified { certificate_no, .. } => {
            certificate(rows, recorded, &certificate_no)?.rejected_on = None;
        }
        SocialWorkerEvent::CredentialRejected { certificate_no, rejected_on, .. } => {
            certificate(rows, recorded, &certificate_no)?.rejected_on = Some(rejected_on);
        }
        SocialWorkerEvent::AgencyJoined { .. }
        | SocialWorkerEvent::AgencyLeft { .. }
        | SocialWorkerEvent::AbilitiesDeclared { .. } => {}
    }
    Ok(())
}

fn post(
    recorded: &Recorded,
    post_class: PostClass,
    division: &DivisionCode,
    days: DateSpan,
    grade: Option<u32>,
) -> Result<PostRow, ViewFault> {
    Ok(PostRow {
        key: format!("{}/{}", recorded.aggregate_id, days.from),
        social_worker_id: recorded.stream()?,
        post_class: post_class.code().to_owned(),
        division: division.as_str().to_owned(),
        from_day: days.from,
        to_day: days.to,
        grade: grade.map(integer),
    })
}

fn certificate<'r>(rows: &'r mut Rows, recorded: &Recorded, number: &str) -> Result<&'r mut CertificateRow, ViewFault> {
    rows.certificates.get_mut(number).ok_or_else(|| ViewFault::unknown(recorded, "certificate"))
}

/// The post that is held.
fn open_post<'r>(rows: &'r mut Rows, recorded: &Recorded) -> Result<&'r mut PostRow, ViewFault> {
    let open = rows.posts.under(&recorded.aggregate_id).filter(|row| row.to_day.is_none()).last();
    let key = open.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "post"))?;
    rows.posts.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "post"))
}
