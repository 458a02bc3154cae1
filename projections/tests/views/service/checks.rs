//! What each view says of the story at its end.

use super::story::{activity, organization, span};
use crate::{
    given::{COUNTY, person, volunteer},
    harness::{Registry, at, day},
};
use muster_domain::kernel::{
    DocumentType,
    words::{EvidenceClass, ServiceCategory},
};
use muster_projections::views::{
    activity_calendar as calendar, event_history as history, person_directory as directory, service_hours as hours,
    volunteer_roster as roster,
};

pub(super) async fn hours(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(hours::NAME, Some(position)).await.unwrap();
    let all = hours::HoursFilter::default();
    let figures = |minutes, sessions, attendances, people| hours::Figures { minutes, sessions, attendances, people };
    let served = hours::hours_served(read, &all, &[]).await.unwrap();
    assert_eq!((served.total, served.rows.len()), (figures(60 + 120 + 60 + 600, 3, 4, 2), 0));

    let groups = [hours::GroupBy::Month, hours::GroupBy::Division];
    let served = hours::hours_served(read, &all, &groups).await.unwrap();
    assert_eq!(served.total, figures(840, 3, 4, 2));
    let rows: Vec<_> = served.rows.iter().map(|row| (row.month.as_deref().unwrap(), row.figures)).collect();
    assert_eq!(rows, vec![("2024-03", figures(240, 2, 3, 2)), ("2024-04", figures(600, 1, 1, 1))]);
    assert!(served.rows.iter().all(|row| row.division.as_deref() == Some(COUNTY) && row.category.is_none()));

    let march = hours::HoursFilter {
        divisions: Some(vec![COUNTY.to_owned()]),
        from: Some(day("2024-03-01")),
        to: Some(day("2024-03-01")),
        category: Some(ServiceCategory::Ecology),
        organization_id: Some(organization().uuid()),
        activity_id: Some(activity("A1").uuid()),
        evidence: Some(vec![EvidenceClass::A]),
        ..hours::HoursFilter::default()
    };
    let groups = [hours::GroupBy::Category, hours::GroupBy::Team, hours::GroupBy::Organization];
    let served = hours::hours_served(read, &march, &groups).await.unwrap();
    assert_eq!((served.total, served.rows.len()), (figures(120, 1, 2, 2), 1));
    assert_eq!(served.rows[0].organization_id, Some(organization().uuid()));
    let nowhere = hours::HoursFilter { divisions: Some(Vec::new()), ..hours::HoursFilter::default() };
    assert_eq!(hours::hours_served(read, &nowhere, &groups).await.unwrap(), hours::HoursServed::default());
}

pub(super) async fn credits(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(hours::NAME, Some(position)).await.unwrap();
    let all = hours::HoursFilter::default();
    let mine = hours::credits_of_volunteer(read, volunteer("V1").uuid(), None, 10).await.unwrap();
    let states: Vec<_> = mine.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(states, vec!["LIVE", "LIVE", "PENDING", "REVOKED"]);
    let after = (mine[1].starts_at, mine[1].credit_id);
    let rest = hours::credits_of_volunteer(read, volunteer("V1").uuid(), Some(after), 1).await.unwrap();
    assert_eq!(rest, vec![mine[2].clone()]);
    assert_eq!(hours::credit(read, mine[2].credit_id).await.unwrap().as_ref(), Some(&mine[2]));
    assert_eq!(mine[2].approval_tier.as_deref(), Some("PROVINCE"));
    let waiting = hours::credits(read, &all, Some(hours::CreditState::Pending), None, 10).await.unwrap();
    assert_eq!(waiting, vec![mine[2].clone()]);
    let session = hours::credits_of_session(read, activity("A1").uuid(), 1, None, 10).await.unwrap();
    assert_eq!(session.iter().map(|row| row.minutes).collect::<Vec<_>>(), vec![60, 60]);
    let standing = hours::volunteers_standing(read, activity("A2").uuid(), None, 10).await.unwrap();
    assert_eq!(standing.len(), 2);
    let after = hours::volunteers_standing(read, activity("A2").uuid(), Some(standing[0]), 10).await.unwrap();
    assert_eq!(after, standing[1..].to_vec());
    let minutes = hours::minutes_by_volunteer(read, &[volunteer("V1").uuid()]).await.unwrap();
    assert_eq!((minutes[0].minutes, minutes[0].pending_minutes, minutes[0].credits), (180, 600, 2));
}

pub(super) async fn roster(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(roster::NAME, Some(position)).await.unwrap();
    let all = roster::VolunteerFilter::default();
    let rows = roster::page(read, &all, None, 10).await.unwrap();
    let (one, two) = (&rows[0], &rows[1]);
    assert_eq!((one.minutes_total, one.credits_count, one.pending_minutes), (180, 2, 600));
    assert_eq!(one.last_served_on, Some(day("2024-03-02")));
    assert_eq!((one.skills.len(), one.verified_skills.as_slice()), (2, &["first aid".to_owned()][..]));
    assert_eq!((two.minutes_total, two.credits_count, two.pending_minutes), (660, 2, 0));
    assert_eq!(two.last_served_on, Some(day("2024-04-05")));
    assert_eq!(roster::page(read, &all, Some(("V1", one.id)), 10).await.unwrap(), vec![two.clone()]);
    let some = roster::VolunteerFilter {
        divisions: Some(vec![COUNTY.to_owned()]),
        skill: Some("cooking".to_owned()),
        verified_skill: Some("first aid".to_owned()),
        minutes_at_least: Some(180),
        person_ids: Some(vec![person(1).uuid(), person(2).uuid()]),
    };
    assert_eq!(roster::page(read, &some, None, 10).await.unwrap(), vec![one.clone()]);
    assert_eq!(roster::by_ids(read, &[two.id]).await.unwrap(), vec![two.clone()]);
    assert_eq!(roster::by_person_ids(read, &[person(2).uuid()]).await.unwrap(), vec![two.clone()]);
    assert_eq!(roster::by_code(read, "V2").await.unwrap().as_ref(), Some(two));
    let counts = roster::volunteers_by_division(read, &all).await.unwrap();
    assert_eq!((counts.len(), counts[0].volunteers, counts[0].active), (1, 2, 2));
}

pub(super) async fn directory(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(directory::NAME, Some(position)).await.unwrap();
    let vault = registry.log.vault();
    let (one, two) = (person(1).uuid(), person(2).uuid());
    assert_eq!(directory::find_by_name(read, vault, "欧阳丽", (None, 10)).await.unwrap(), vec![one]);
    assert!(directory::find_by_name(read, vault, "欧阳娜", (None, 10)).await.unwrap().is_empty());
    assert_eq!(directory::find_by_surname(read, vault, "欧阳", (None, 10)).await.unwrap(), vec![one]);
    assert_eq!(directory::find_by_surname(read, vault, "张", (None, 10)).await.unwrap(), vec![two]);
    assert_eq!(directory::find_by_phone(read, vault, "+86-139-0000-1234", (None, 10)).await.unwrap(), vec![one]);
    let number = "445202199001010002";
    let found = directory::find_by_identity(read, vault, DocumentType::ResidentId, number).await.unwrap();
    assert_eq!(found, vec![two]);
    let rows = directory::by_ids(read, &[one, two]).await.unwrap();
    let row = rows.iter().find(|row| row.id == one).unwrap();
    assert_eq!((row.name_masked.as_str(), row.consents.as_slice()), ("欧**", &["REGISTRATION".to_owned()][..]));
    assert_eq!(row.id_number_masked, "445****0001");
    let names = directory::open_names(vault, &rows).await.unwrap();
    assert_eq!((names[&one].as_str(), names[&two].as_str()), ("欧阳丽", "张三"));
    let phones = directory::open_phones(vault, &rows).await.unwrap();
    assert_eq!((phones.len(), phones[&one].as_str()), (1, "139 0000 1234"));
    let text: String = sqlx::query_scalar("select string_agg(people::text, '') from people")
        .fetch_one(read.connection())
        .await
        .unwrap();
    for clear in ["欧阳", "张三", "0000 1234", "199001010002"] {
        assert!(!text.contains(clear), "nothing clear is kept");
    }
}

pub(super) async fn history(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(history::NAME, Some(position)).await.unwrap();
    let all = history::HistoryFilter::default();
    let newest = history::HistoryRange { newest_first: true, ..history::HistoryRange::default() };
    let rows = history::page(read, &all, newest, 2).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), vec![position, position - 1]);
    assert_eq!((rows[0].actor.as_deref(), rows[0].event_type.as_str()), (Some("clerk"), "activity_closed"));
    let about = history::HistoryFilter { about: Some(volunteer("V2").uuid()), ..all.clone() };
    let oldest = history::HistoryRange::default();
    let rows = history::page(read, &about, oldest, 100).await.unwrap();
    // Of the own stream: registered and six of the ledger; of the activity: enrolled twice, accepted, withdrawn, in,
    // left open, feedback.
    assert_eq!(rows.iter().filter(|row| row.aggregate_type == "volunteer").count(), 7);
    assert_eq!(rows.iter().filter(|row| row.aggregate_type == "activity").count(), 7);
    let closed = history::HistoryFilter { event_type: Some("session_closed".to_owned()), ..about };
    let range = history::HistoryRange { after: Some(1), before: Some(position), newest_first: true };
    let rows = history::page(read, &closed, range, 100).await.unwrap();
    assert_eq!(rows[0].about.len(), 2);
    let other = history::HistoryFilter { actor: Some("nobody".to_owned()), ..all };
    assert!(history::page(read, &other, oldest, 100).await.unwrap().is_empty());
}

pub(super) async fn calendar(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(calendar::NAME, Some(position)).await.unwrap();
    let all = calendar::ActivityFilter::default();
    let rows = calendar::page(read, &all, None, 10).await.unwrap();
    assert_eq!(rows.len(), 3);
    let next = calendar::page(read, &all, Some((rows[0].starts_at, rows[0].id)), 10).await.unwrap();
    assert_eq!(next, rows[1..].to_vec());
    let some = calendar::ActivityFilter {
        divisions: Some(vec![COUNTY.to_owned()]),
        category: Some(ServiceCategory::Ecology),
        organization_id: Some(organization().uuid()),
        status: Some(calendar::ActivityStatus::Held),
        from: Some(day("2024-03-03")),
        to: Some(day("2024-03-03")),
        ..calendar::ActivityFilter::default()
    };
    assert_eq!(calendar::page(read, &some, None, 10).await.unwrap()[0].code, "A2");
    let later = calendar::ActivityFilter { from: Some(day("2024-03-04")), ..calendar::ActivityFilter::default() };
    assert!(calendar::page(read, &later, None, 10).await.unwrap().is_empty());
    let row = calendar::by_code(read, "A1").await.unwrap().unwrap();
    assert_eq!((row.status.as_str(), row.sessions_count, row.place.as_deref()), ("CLOSED", 2, Some("Park")));
    assert_eq!(calendar::by_ids(read, &[row.id]).await.unwrap(), vec![row.clone()]);
    let sessions = calendar::sessions_of(read, &[row.id]).await.unwrap();
    let first = &sessions[0];
    assert_eq!((sessions.len(), first.closed, first.capacity), (2, true, Some(20)));
    assert_eq!((first.enrolled, first.accepted, first.checked_in), (2, 1, 2));
    assert_eq!((first.confirmed, first.absent, first.open_check_ins), (1, 0, 1));
    assert_eq!((first.credited, first.refused), (1, 1));
}

pub(super) async fn changes(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(calendar::NAME, Some(position)).await.unwrap();
    let voided = calendar::by_code(read, "A3").await.unwrap().unwrap();
    assert_eq!(voided.status, calendar::ActivityStatus::Voided.code());
    let row = calendar::by_code(read, "A1").await.unwrap().unwrap();
    let sessions = calendar::sessions_of(read, &[row.id]).await.unwrap();
    assert_eq!((sessions[0].feedback_count, sessions[0].feedback_points), (2, 8));
    let second = &sessions[1];
    assert_eq!((second.starts_at, second.capacity), (at("2024-03-02T02:00:00Z"), Some(8)));
    assert_eq!((row.title.as_str(), row.risk_notice.as_deref()), ("Planting anew", Some("Sun and wind")));
    let changes = calendar::changes_of(read, row.id).await.unwrap();
    let change = &changes[0];
    assert_eq!((changes.len(), change.published, change.sessions.as_slice()), (1, true, &[2][..]));
    assert_eq!(change.fields, ["title", "risk_notice"]);
}

pub(super) async fn attendance(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(calendar::NAME, Some(position)).await.unwrap();
    let row = calendar::by_code(read, "A1").await.unwrap().unwrap();
    let people = calendar::attendance_of(read, row.id, 1, None, 10).await.unwrap();
    let of = |name: &str| people.iter().find(|row| row.volunteer_id == volunteer(name).uuid()).unwrap();
    assert_eq!((of("V1").status.as_str(), of("V1").insured_to), ("CONFIRMED", Some(day("2024-12-31"))));
    assert_eq!((of("V2").status.as_str(), of("V2").open_check_in), ("CHECKED_OUT", true));
    assert_eq!(of("V2").last_out, Some(at("2024-03-01T04:00:00Z")));
    let held = span("2024-03-01T03:59:00Z", "2024-03-01T05:00:00Z");
    let busy = calendar::enrolled_between(read, volunteer("V1").uuid(), held.starts_at, held.ends_at).await.unwrap();
    assert_eq!(busy.iter().map(|row| row.session).collect::<Vec<_>>(), [1]);
    let free = calendar::enrolled_between(read, volunteer("V1").uuid(), at("2024-03-01T04:00:00Z"), held.ends_at);
    assert!(free.await.unwrap().is_empty(), "sessions that touch share no instant");
    let mine = calendar::attendance_of_volunteer(read, volunteer("V1").uuid(), None, 10).await.unwrap();
    assert_eq!(mine, vec![of("V1").clone()]);
    assert_eq!(calendar::outcomes_of(read, &[row.id]).await.unwrap()[0].amount, 4787);
}
