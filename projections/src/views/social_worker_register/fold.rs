//! How a page of social workers' events changes the register. No reads for others.

use super::{CertificateRow, PostRow, SocialWorkerRow};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{Code, DivisionCode, OrganizationId, PersonId, words::ProfessionalLevel},
    social_worker::{HeldCertificate, SocialWorkerEvent},
};
use muster_eventstore::Recorded;
use uuid::Uuid;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    workers: RowSet<SocialWorkerRow>,
    certificates: RowSet<CertificateRow>,
    posts: RowSet<PostRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut posted, mut checked) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "social_worker") {
        let event = recorded.decode::<SocialWorkerEvent>()?;
        if let SocialWorkerEvent::PostLeft { .. } | SocialWorkerEvent::GradeAssigned { .. } = &event {
            posted.push(recorded.aggregate_id.clone());
        }
        if let SocialWorkerEvent::CredentialVerified { certificate_no, .. }
        | SocialWorkerEvent::CredentialRejected { certificate_no, .. } = &event
        {
            checked.push(certificate_no.clone());
        }
        events.push((recorded, event));
    }
    let mut rows = Rows::default();
    let ids = events.iter().map(|(recorded, _)| recorded.aggregate_id.clone()).collect::<Vec<_>>();
    rows.workers.load_more(fold.connection, ids).await?;
    rows.posts.load_under(fold.connection, posted).await?;
    rows.certificates.load_more(fold.connection, checked).await?;
    for (recorded, event) in events {
        apply(&mut rows, recorded, event)?;
    }
    rows.workers.write(fold.connection).await?;
    rows.certificates.write(fold.connection).await?;
    rows.posts.write(fold.connection).await
}

fn apply(rows: &mut Rows, recorded: &Recorded, event: SocialWorkerEvent) -> Result<(), ViewFault> {
    if let SocialWorkerEvent::SocialWorkerRegistered { person_id, code, division, registered_on } = event {
        let registered = SocialWorkerRow::registered(recorded.stream()?, person_id, &code, &division, registered_on);
        rows.workers.put(registered);
        return Ok(());
    }
    let worker =
        rows.workers.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "social worker"))?;
    match event {
        SocialWorkerEvent::CertificateObtained { level, certificate_no, certified_on } => {
            worker.certificates_count += 1;
            raise(worker, level, certified_on);
            rows.certificates.put(CertificateRow {
                certificate_no,
                social_worker_id: worker.id,
                level: level.code().to_owned(),
                certified_on,
                rejected_on: None,
            });
        }
        SocialWorkerEvent::PracticeRegistered { registered_on, valid_to, .. } => {
            // Of several periods the last one is shown; one that is entered late does not take its place.
            if worker.practice_from.is_none_or(|before| before < registered_on) {
                worker.practice_from = Some(registered_on);
                worker.practice_to = Some(valid_to);
            }
        }
        SocialWorkerEvent::PostAssumed { post_class, grade, organization_id, division, assumed_on } => {
            let post = PostRow {
                key: format!("{}/{assumed_on}", recorded.aggregate_id),
                social_worker_id: worker.id,
                post_class: post_class.code().to_owned(),
                grade: grade.map(integer),
                organization_id: organization_id.map(OrganizationId::uuid),
                division: division.as_str().to_owned(),
                from_day: assumed_on,
                to_day: None,
            };
            hold(worker, Some(&post));
            rows.posts.put(post);
        }
        SocialWorkerEvent::PostLeft { left_on } => {
            hold(worker, None);
            open_post(&mut rows.posts, recorded)?.to_day = Some(left_on);
        }
        SocialWorkerEvent::GradeAssigned { grade, .. } => {
            worker.grade = Some(integer(grade));
            open_post(&mut rows.posts, recorded)?.grade = Some(integer(grade));
        }
        SocialWorkerEvent::PracticeCancelled { registered_on, cancelled_on, .. } => {
            if worker.practice_from == Some(registered_on) {
                worker.practice_to = Some(cancelled_on);
            }
        }
        SocialWorkerEvent::CredentialVerified { certificate_no, counts, .. } => {
            count(worker, counts);
            certificate(&mut rows.certificates, recorded, &certificate_no)?.rejected_on = None;
        }
        SocialWorkerEvent::CredentialRejected { certificate_no, rejected_on, counts } => {
            count(worker, counts);
            certificate(&mut rows.certificates, recorded, &certificate_no)?.rejected_on = Some(rejected_on);
        }
        SocialWorkerEvent::AgencyJoined { organization_id, .. } => worker.agency_id = Some(organization_id.uuid()),
        SocialWorkerEvent::AgencyLeft { .. } => worker.agency_id = None,
        SocialWorkerEvent::AbilitiesDeclared { abilities } => worker.abilities = abilities,
        SocialWorkerEvent::SocialWorkerRegistered { .. }
        | SocialWorkerEvent::EducationCredited { .. }
        | SocialWorkerEvent::WorkerAppraised { .. }
        | SocialWorkerEvent::CareerOutcomeRecorded { .. } => {}
    }
    Ok(())
}

/// The certificate that counts now.
fn count(worker: &mut SocialWorkerRow, counts: Option<HeldCertificate>) {
    worker.level = counts.map(|certificate| certificate.level.code().to_owned());
    worker.certified_on = counts.map(|certificate| certificate.certified_on);
}

fn certificate<'r>(
    certificates: &'r mut RowSet<CertificateRow>,
    recorded: &Recorded,
    number: &str,
) -> Result<&'r mut CertificateRow, ViewFault> {
    certificates.get_mut(number).ok_or_else(|| ViewFault::unknown(recorded, "certificate"))
}

/// The post that is held.
fn open_post<'r>(posts: &'r mut RowSet<PostRow>, recorded: &Recorded) -> Result<&'r mut PostRow, ViewFault> {
    let open = posts.under(&recorded.aggregate_id).filter(|row| row.to_day.is_none()).last();
    let key = open.map(|row| row.key.clone()).ok_or_else(|| ViewFault::unknown(recorded, "post"))?;
    posts.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "post"))
}

impl SocialWorkerRow {
    /// Somebody just put on file.
    fn registered(id: Uuid, person: PersonId, code: &Code, division: &DivisionCode, registered_on: NaiveDate) -> Self {
        Self {
            id,
            person_id: person.uuid(),
            code: code.as_str().to_owned(),
            division: division.as_str().to_owned(),
            registered_on,
            level: None,
            certificates_count: 0,
            certified_on: None,
            practice_from: None,
            practice_to: None,
            post_class: None,
            grade: None,
            post_organization_id: None,
            post_division: None,
            post_from: None,
            agency_id: None,
            abilities: Vec::new(),
        }
    }
}

/// The highest level counts (S1); of two certificates of one level the first said stays.
fn raise(worker: &mut SocialWorkerRow, level: ProfessionalLevel, certified_on: NaiveDate) {
    let held = worker.level.as_deref().and_then(|code| ProfessionalLevel::read(code).ok());
    if held < Some(level) {
        worker.level = Some(level.code().to_owned());
        worker.certified_on = Some(certified_on);
    }
}

/// The worker's own row holds the post held now.
fn hold(worker: &mut SocialWorkerRow, post: Option<&PostRow>) {
    worker.post_class = post.map(|post| post.post_class.clone());
    worker.grade = post.and_then(|post| post.grade);
    worker.post_organization_id = post.and_then(|post| post.organization_id);
    worker.post_division = post.map(|post| post.division.clone());
    worker.post_from = post.map(|post| post.from_day);
}
