//! The copy of a person's data that they take elsewhere: one JSON document with everything, by the codes of the lists.

use super::my_data::{LISTED_LIMIT, MyData};
use crate::{
    edge::EdgeError,
    graphql::gate::{Gate, read_view},
};
use async_graphql::{Context, Error, Result};
use chrono::{DateTime, Utc};
use muster_domain::{
    kernel::{DivisionCode, Personal},
    person::{DataRequest, words::PersonalField},
    talent_profile::TalentFacts,
};
use muster_eventstore::access_log::{self, Entry, Filter};
use muster_projections::views::{
    recognition_register::{self, CertificateRow},
    service_hours::{self, CreditRow},
    talent_register,
    volunteer_roster::{self, VolunteerRow},
};
use serde_json::{Value, json};

/// The form of the document.
const FORM: &str = "muster-person/1";
/// Credits of one read.
const PAGE: i64 = 1_000;

/// Everything that the copy holds, read once.
pub(super) struct Held<'m> {
    mine: &'m MyData,
    written_at: DateTime<Utc>,
    facts: TalentFacts,
    volunteer: Option<VolunteerRow>,
    credits: Vec<CreditRow>,
    certificates: Vec<CertificateRow>,
    reads: Vec<(Entry, Option<String>)>,
}

impl<'m> Held<'m> {
    /// Reads everything at the position of the answer or after it.
    pub(super) async fn read(ctx: &Context<'_>, mine: &'m MyData) -> Result<Self> {
        let (gate, at_least) = (Gate::of(ctx)?, Some(mine.position));
        let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
        let facts = talent_register::talent_facts(&mut read, &[mine.id], gate.today()).await;
        let facts = facts.map_err(EdgeError::from)?.remove(&mine.id).unwrap_or_default();
        drop(read);
        let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
        let volunteer = volunteer_roster::by_person_ids(&mut read, &[mine.id]).await.map_err(EdgeError::from)?;
        drop(read);
        let volunteer = volunteer.into_iter().next();
        let (mut credits, mut certificates) = (Vec::new(), Vec::new());
        if let Some(VolunteerRow { id, .. }) = volunteer {
            credits = all_credits(ctx, mine, id).await?;
            let mut read = read_view(ctx, recognition_register::NAME, at_least).await?;
            certificates = recognition_register::certificates_of(&mut read, id).await.map_err(EdgeError::from)?;
        }
        let filter = Filter { person: Some(mine.id), ..Filter::default() };
        let log = gate.as_things_stand()?;
        let entries = access_log::page(log.pool(), &filter, None, LISTED_LIMIT).await.map_err(EdgeError::from)?;
        let notes = access_log::open_notes(log.vault(), &entries).await.map_err(EdgeError::from)?;
        let reads = entries.into_iter().zip(notes).collect();
        Ok(Self { mine, written_at: log.clock().now(), facts, volunteer, credits, certificates, reads })
    }
}

/// Every credit of a volunteer.
async fn all_credits(ctx: &Context<'_>, mine: &MyData, volunteer: uuid::Uuid) -> Result<Vec<CreditRow>> {
    let mut read = read_view(ctx, service_hours::NAME, Some(mine.position)).await?;
    let mut credits: Vec<CreditRow> = Vec::new();
    loop {
        let after = credits.last().map(|credit| (credit.starts_at, credit.credit_id));
        let page = service_hours::credits_of_volunteer(&mut read, volunteer, after, PAGE).await;
        let page = page.map_err(EdgeError::from)?;
        let last = i64::try_from(page.len()).unwrap_or(PAGE) < PAGE;
        credits.extend(page);
        if last {
            return Ok(credits);
        }
    }
}

/// The document.
pub(super) fn write(held: &Held<'_>) -> Result<String> {
    let Held { mine, facts, .. } = held;
    let consents: Vec<Value> = mine
        .state
        .live_consents()
        .map(|consent| {
            let fields: Vec<&str> = consent.fields.iter().map(|field| field.code()).collect();
            json!({ "scope": consent.scope.code(), "noticeVersion": consent.notice_version, "fields": fields,
                "givenOn": consent.given_on })
        })
        .collect();
    let document = json!({
        "form": FORM,
        "writtenAt": held.written_at,
        "person": mine.id,
        "identity": {
            "document": mine.state.document().map(|document| document.code()),
            "name": mine.clear(PersonalField::Name),
            "phone": mine.clear(PersonalField::Phone),
            "idNumber": mine.clear(PersonalField::IdNumber),
            "birthOn": mine.state.birth(),
            "verified": mine.state.verified(),
        },
        "guardian": {
            "name": mine.clear(PersonalField::GuardianName),
            "phone": mine.clear(PersonalField::GuardianPhone),
        },
        "consents": consents,
        "talent": talent_of(facts),
        "volunteer": held.volunteer.as_ref().map(|volunteer| volunteer_of(held, volunteer)),
        "requests": mine.state.data_requests().map(request_of).collect::<Vec<_>>(),
        "reads": held.reads.iter().map(read_of).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&document).map_err(|error| Error::new_with_source(std::sync::Arc::new(error)))
}

/// What is known of the person as a talent; nobody is one for being a volunteer without a skill.
fn talent_of(facts: &TalentFacts) -> Value {
    json!({
        "roles": facts.roles.iter().map(|role| role.code()).collect::<Vec<_>>(),
        "divisions": facts.divisions.iter().map(DivisionCode::as_str).collect::<Vec<_>>(),
        "skills": facts.skills,
        "level": facts.level.map(|level| level.code()),
        "category": facts.category.map(|category| category.code()),
        "engagements": facts.modes.iter().map(|mode| mode.code()).collect::<Vec<_>>(),
        "contactedOn": facts.contacted_on,
    })
}

fn volunteer_of(held: &Held<'_>, volunteer: &VolunteerRow) -> Value {
    let credit = |credit: &CreditRow| {
        json!({ "id": credit.credit_id, "activity": credit.activity_id, "organization": credit.organization_id,
            "category": credit.category, "startsAt": credit.starts_at, "endsAt": credit.ends_at,
            "minutes": credit.minutes, "evidence": credit.evidence, "state": credit.state })
    };
    let certificate = |certificate: &CertificateRow| {
        json!({ "number": certificate.number, "from": certificate.from_day, "to": certificate.to_day,
            "minutesTotal": certificate.minutes_total, "issuedOn": certificate.issued_on,
            "revokedOn": certificate.revoked_on })
    };
    json!({
        "code": volunteer.code,
        "division": volunteer.division,
        "registeredOn": volunteer.registered_on,
        "skills": volunteer.skills,
        "verifiedSkills": volunteer.verified_skills,
        "minutesTotal": volunteer.minutes_total,
        "pendingMinutes": volunteer.pending_minutes,
        "importedMinutes": volunteer.imported_minutes,
        "credits": held.credits.iter().map(credit).collect::<Vec<_>>(),
        "certificates": held.certificates.iter().map(certificate).collect::<Vec<_>>(),
    })
}

fn request_of((number, request): (u32, &DataRequest)) -> Value {
    let clear = |text: &Option<Personal>| text.as_ref().and_then(Personal::expose).map(str::to_owned);
    let answer = request.answer.as_ref();
    json!({ "number": number, "kind": request.kind.code(), "text": clear(&request.text),
        "requestedOn": request.requested_on, "dueOn": request.due_on, "answeredOn": answer.map(|answer| answer.on),
        "refused": answer.map(|answer| answer.refused), "answer": answer.and_then(|answer| clear(&answer.text)) })
}

fn read_of((entry, note): &(Entry, Option<String>)) -> Value {
    json!({ "number": entry.number, "at": entry.read_at, "way": entry.way, "principal": entry.principal,
        "role": entry.role, "organization": entry.organization, "fields": entry.fields, "purpose": entry.purpose,
        "note": note, "approvedBy": entry.approved_by, "approvedAt": entry.approved_at })
}
