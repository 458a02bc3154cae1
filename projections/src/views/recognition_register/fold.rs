//! How a page of events of volunteers and of their recognition changes the register. No reads for others.

use super::tables::{
    CertificateRow, CommendationRow, EvaluationRow, ItemRow, LedgerRow, ResidentRow, StarRow, TrainingRow,
};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use muster_domain::{
    kernel::{CreditId, OrganizationId},
    recognition::{RecognitionEvent, events::Certificate},
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_eventstore::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

#[derive(Default)]
struct Rows {
    ledger: RowSet<LedgerRow>,
    residents: RowSet<ResidentRow>,
    trainings: RowSet<TrainingRow>,
    commendations: RowSet<CommendationRow>,
    evaluations: RowSet<EvaluationRow>,
    stars: RowSet<StarRow>,
    certificates: RowSet<CertificateRow>,
    items: RowSet<ItemRow>,
}

enum Told {
    Volunteer(VolunteerEvent),
    Recognition(RecognitionEvent),
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    let (mut credits, mut volunteers, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in page {
        let told = match recorded.aggregate_type.as_str() {
            "volunteer" => Told::Volunteer(recorded.decode()?),
            "recognition" => Told::Recognition(recorded.decode()?),
            _ => continue,
        };
        match &told {
            Told::Volunteer(event) => credits.extend(changed_credit(event).map(CreditId::uuid)),
            Told::Recognition(RecognitionEvent::ServiceCertificateRevoked { number, .. }) => {
                numbers.push(number.as_str().to_owned());
            }
            Told::Recognition(_) => volunteers.push(recorded.aggregate_id.clone()),
        }
        events.push((recorded, told));
    }
    let mut rows = Rows::default();
    rows.ledger.load_more(fold.connection, credits.iter().map(Uuid::to_string)).await?;
    rows.stars.load_more(fold.connection, volunteers).await?;
    let items = items_of(fold.connection, &credits).await?;
    numbers.extend(items.iter().filter_map(|key| key.rsplit_once('/')).map(|(number, _)| number.to_owned()));
    rows.items.load_more(fold.connection, items).await?;
    rows.certificates.load_more(fold.connection, numbers).await?;
    for (recorded, told) in events {
        match told {
            Told::Volunteer(event) => serve(&mut rows, recorded, &event)?,
            Told::Recognition(event) => recognise(&mut rows, recorded, event)?,
        }
    }
    rows.ledger.write(fold.connection).await?;
    rows.residents.write(fold.connection).await?;
    rows.trainings.write(fold.connection).await?;
    rows.commendations.write(fold.connection).await?;
    rows.evaluations.write(fold.connection).await?;
    rows.stars.write(fold.connection).await?;
    rows.certificates.write(fold.connection).await?;
    rows.items.write(fold.connection).await
}

/// The keys of items of certificates that hold one of these credits.
async fn items_of(connection: &mut PgConnection, credits: &[Uuid]) -> Result<Vec<String>, ViewFault> {
    if credits.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar("select key from items where credit_id = any($1)")
        .bind(credits)
        .fetch_all(connection)
        .await
        .map_err(ViewFault::database("finding certificates of credits"))
}

/// The credit that an event changes after it was entered.
fn changed_credit(event: &VolunteerEvent) -> Option<CreditId> {
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

/// What an event of a volunteer means for the credits in short, and for the certificates that hold them.
fn serve(rows: &mut Rows, recorded: &Recorded, event: &VolunteerEvent) -> Result<(), ViewFault> {
    if let VolunteerEvent::VolunteerRegistered { code, division, .. } = event {
        let (code, division) = (code.as_str().to_owned(), division.as_str().to_owned());
        rows.residents.put(ResidentRow { id: recorded.stream()?, code, division });
        return Ok(());
    }
    if let VolunteerEvent::HoursCredited { credit } = event {
        rows.ledger.put(ledger_row(recorded, credit.credit_id, credit)?);
        return Ok(());
    }
    let Some(credit_id) = changed_credit(event) else { return Ok(()) };
    if let VolunteerEvent::HoursCorrected { after, .. } = event {
        rows.ledger.put(ledger_row(recorded, credit_id, after)?);
    } else {
        let row = rows.ledger.get_mut(&credit_id.to_string()).ok_or_else(|| ViewFault::unknown(recorded, "credit"))?;
        row.live = matches!(event, VolunteerEvent::CreditApproved { .. });
    }
    // An approval after a correction changes nothing more: the correction itself has shown already.
    if matches!(event, VolunteerEvent::CreditApproved { .. }) {
        return Ok(());
    }
    let holds = rows.items.iter().filter(|item| item.credit_id == credit_id.uuid());
    let numbers: Vec<String> = holds.map(|item| item.number.clone()).collect();
    for number in numbers {
        let certificate =
            rows.certificates.get_mut(&number).ok_or_else(|| ViewFault::unknown(recorded, "certificate"))?;
        certificate.affected_position = certificate.affected_position.or(Some(recorded.position));
    }
    Ok(())
}

fn ledger_row(recorded: &Recorded, credit_id: CreditId, credit: &Credit) -> Result<LedgerRow, ViewFault> {
    Ok(LedgerRow {
        credit_id: credit_id.uuid(),
        volunteer_id: recorded.stream()?,
        organization_id: credit.organization_id.uuid(),
        minutes: integer(credit.minutes),
        evidence: credit.evidence.code().to_owned(),
        served_on: credit.served_on,
        live: credit.pending.is_none(),
    })
}

fn recognise(rows: &mut Rows, recorded: &Recorded, event: RecognitionEvent) -> Result<(), ViewFault> {
    let (position, volunteer_id) = (recorded.position, recorded.stream()?);
    match event {
        RecognitionEvent::TrainingCompleted { name, provider, minutes, completed_on } => {
            let minutes = integer(minutes);
            rows.trainings.put(TrainingRow { position, volunteer_id, name, provider, minutes, completed_on });
        }
        RecognitionEvent::CommendationRecorded { name, granting_body, level, granted_on, .. } => {
            let level = level.code().to_owned();
            rows.commendations.put(CommendationRow { position, volunteer_id, name, granting_body, level, granted_on });
        }
        RecognitionEvent::ServiceEvaluated { credit_id, quality, .. } => {
            let quality = quality.code().to_owned();
            rows.evaluations.put(EvaluationRow { credit_id: credit_id.uuid(), volunteer_id, quality });
        }
        RecognitionEvent::CertificateIssued { certificate, .. } => issue(rows, recorded, &certificate)?,
        RecognitionEvent::ServiceCertificateRevoked { number, revoked_on, .. } => {
            let row = rows
                .certificates
                .get_mut(number.as_str())
                .ok_or_else(|| ViewFault::unknown(recorded, "certificate"))?;
            (row.revoked_on, row.revoked_position) = (Some(revoked_on), Some(position));
        }
        star @ (RecognitionEvent::StarApplied { .. }
        | RecognitionEvent::StarObjected { .. }
        | RecognitionEvent::ObjectionAnswered { .. }
        | RecognitionEvent::StarAwarded { .. }
        | RecognitionEvent::StarRevoked { .. }) => {
            let row = shine(star_row(rows, volunteer_id), &star);
            rows.stars.put(row);
        }
    }
    Ok(())
}

fn issue(rows: &mut Rows, recorded: &Recorded, certificate: &Certificate) -> Result<(), ViewFault> {
    let number = certificate.number.as_str().to_owned();
    for item in &certificate.items {
        rows.items.put(ItemRow {
            key: format!("{number}/{}", item.credit_id),
            number: number.clone(),
            credit_id: item.credit_id.uuid(),
            minutes: integer(item.minutes),
        });
    }
    rows.certificates.put(CertificateRow {
        number,
        volunteer_id: recorded.stream()?,
        from_day: certificate.period.from,
        to_day: certificate.period.to.unwrap_or(certificate.period.from),
        minutes_total: i64::try_from(certificate.minutes_total).unwrap_or(i64::MAX),
        recording_units: certificate.recording_units.iter().copied().map(OrganizationId::uuid).collect(),
        issued_on: certificate.issued_on,
        position: recorded.position,
        revoked_on: None,
        revoked_position: None,
        affected_position: None,
    });
    Ok(())
}

/// The star of a volunteer, made where there is none yet.
fn star_row(rows: &Rows, volunteer_id: Uuid) -> StarRow {
    rows.stars.get(&volunteer_id.to_string()).cloned().unwrap_or(StarRow {
        volunteer_id,
        star: 0,
        awarded_on: None,
        applied: None,
        shown_until: None,
        objections: 0,
        banned_until: None,
    })
}

/// What an event of a star makes of its row.
fn shine(row: StarRow, event: &RecognitionEvent) -> StarRow {
    let none = StarRow { applied: None, shown_until: None, objections: 0, ..row.clone() };
    match event {
        RecognitionEvent::StarApplied { level, shown_until, .. } => {
            StarRow { applied: Some(i32::from(*level)), shown_until: Some(*shown_until), ..none }
        }
        RecognitionEvent::StarObjected { .. } => StarRow { objections: row.objections + 1, ..row },
        RecognitionEvent::ObjectionAnswered { upheld: true, .. } => none,
        RecognitionEvent::ObjectionAnswered { upheld: false, .. } => StarRow { objections: row.objections - 1, ..row },
        RecognitionEvent::StarAwarded { level, awarded_on, .. } => {
            StarRow { star: i32::from(*level), awarded_on: Some(*awarded_on), ..none }
        }
        RecognitionEvent::StarRevoked { level, banned_until, .. } => {
            StarRow { star: i32::from(*level) - 1, banned_until: Some(*banned_until), ..none }
        }
        RecognitionEvent::TrainingCompleted { .. }
        | RecognitionEvent::CommendationRecorded { .. }
        | RecognitionEvent::ServiceEvaluated { .. }
        | RecognitionEvent::CertificateIssued { .. }
        | RecognitionEvent::ServiceCertificateRevoked { .. } => row,
    }
}
