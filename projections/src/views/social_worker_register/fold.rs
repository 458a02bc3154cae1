//! How a page of social workers' events changes the register. No reads for others.

use super::{CertificateRow, PostRow, SocialWorkerRow};
use crate::{Fold, RowSet, ViewFault};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{OrganizationId, words::ProfessionalLevel},
    social_worker::SocialWorkerEvent,
};
use muster_eventstore::Recorded;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    workers: RowSet<SocialWorkerRow>,
    certificates: RowSet<CertificateRow>,
    posts: RowSet<PostRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut left) = (Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "social_worker") {
        let event = recorded.decode::<SocialWorkerEvent>()?;
        if let SocialWorkerEvent::PostLeft { .. } = &event {
            left.push(recorded.aggregate_id.clone());
        }
        events.push((recorded, event));
    }
    let mut rows = Rows::default();
    let ids = events.iter().map(|(recorded, _)| recorded.aggregate_id.clone()).collect::<Vec<_>>();
    rows.workers.load_more(fold.connection, ids).await?;
    rows.posts.load_under(fold.connection, left).await?;
    for (recorded, event) in events {
        apply(&mut rows, recorded, event)?;
    }
    rows.workers.write(fold.connection).await?;
    rows.certificates.write(fold.connection).await?;
    rows.posts.write(fold.connection).await
}

fn unknown(recorded: &Recorded, what: &'static str) -> ViewFault {
    ViewFault::Unknown { position: recorded.position, event_type: recorded.event_type.clone(), what }
}

fn apply(rows: &mut Rows, recorded: &Recorded, event: SocialWorkerEvent) -> Result<(), ViewFault> {
    if let SocialWorkerEvent::SocialWorkerRegistered { person_id, code, division, registered_on } = event {
        rows.workers.put(SocialWorkerRow {
            id: recorded.stream()?,
            person_id: person_id.uuid(),
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
        });
        return Ok(());
    }
    let worker = rows.workers.get_mut(&recorded.aggregate_id).ok_or_else(|| unknown(recorded, "social worker"))?;
    match event {
        SocialWorkerEvent::CertificateObtained { level, certificate_no, certified_on } => {
            worker.certificates_count += 1;
            raise(worker, level, certified_on);
            rows.certificates.put(CertificateRow {
                certificate_no,
                social_worker_id: worker.id,
                level: level.code().to_owned(),
                certified_on,
            });
        }
        SocialWorkerEvent::PracticeRegistered { registered_on, valid_to, .. } => {
            worker.practice_from = Some(registered_on);
            worker.practice_to = Some(valid_to);
        }
        SocialWorkerEvent::PostAssumed { post_class, grade, organization_id, division, assumed_on } => {
            let post = PostRow {
                key: format!("{}/{assumed_on}", recorded.aggregate_id),
                social_worker_id: worker.id,
                post_class: post_class.code().to_owned(),
                grade: grade.map(|grade| i32::try_from(grade).unwrap_or(i32::MAX)),
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
            let open = rows.posts.under(&recorded.aggregate_id).filter(|row| row.to_day.is_none()).last();
            let key = open.map(|row| row.key.clone()).ok_or_else(|| unknown(recorded, "post"))?;
            rows.posts.get_mut(&key).ok_or_else(|| unknown(recorded, "post"))?.to_day = Some(left_on);
        }
        SocialWorkerEvent::AgencyJoined { organization_id, .. } => worker.agency_id = Some(organization_id.uuid()),
        SocialWorkerEvent::AgencyLeft { .. } => worker.agency_id = None,
        SocialWorkerEvent::AbilitiesDeclared { abilities } => worker.abilities = abilities,
        SocialWorkerEvent::SocialWorkerRegistered { .. } => {}
    }
    Ok(())
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
