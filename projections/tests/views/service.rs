//! The views of service against a real log: figures, one event at a time and all at once, live and replayed.

use crate::{
    given::{COUNTY, person, volunteer},
    harness::{Registry, ToldActivity, ToldPerson, ToldVolunteer, at, code, day},
};
use muster_domain::{
    activity::{ActivityChange, ActivityEvent, SessionPlan, events::ActivityPlan},
    kernel::{
        ActivityId, CreditId, DivisionCode, DocumentType, OrganizationId, Personal, Source, TimeSpan,
        words::{ActivityKind, ApprovalTier, ConsentScope, EvidenceClass, RiskLevel, ServiceCategory},
    },
    person::{PersonEvent, events::VerificationMethod},
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_projections::{
    Runner,
    views::{
        activity_calendar as calendar, event_history as history, person_directory as directory, service_hours as hours,
        volunteer_roster as roster,
    },
};

fn span(from: &str, to: &str) -> TimeSpan {
    TimeSpan::try_new(at(from), at(to)).unwrap()
}

fn activity(name: &str) -> ActivityId {
    ActivityId::of_code(&code(name))
}

fn organization() -> OrganizationId {
    OrganizationId::of_code(&code("O1"))
}

fn credit(who: &str, what: &str, session: u32, span: TimeSpan) -> Credit {
    Credit {
        pending_reasons: Vec::new(),
        credited_by: None,
        document_reference: None,
        credit_id: CreditId::of_span(activity(what), volunteer(who), span.starts_at),
        activity_id: activity(what),
        session,
        span,
        minutes: span.minutes(),
        served_on: muster_domain::kernel::time::local_date(span.starts_at),
        evidence: EvidenceClass::A,
        source: Source::Api,
        late: false,
        before_registration: false,
        pending: None,
        division: DivisionCode::new(COUNTY),
        category: ServiceCategory::Ecology,
        team_id: None,
        organization_id: organization(),
    }
}

fn person_events(number: u128, name: &str, phone: Option<&str>) -> PersonEvent {
    PersonEvent::PersonRegistered {
        person_id: person(number),
        document: DocumentType::ResidentId,
        id_number: Personal::clear(format!("44520219900101{number:04}")),
        name: Personal::clear(name),
        phone: phone.map(Personal::clear),
        birth_on: None,
    }
}

fn volunteer_registered(number: u128, name: &str) -> VolunteerEvent {
    VolunteerEvent::VolunteerRegistered {
        person_id: person(number),
        code: code(name),
        division: DivisionCode::new(COUNTY),
        registered_on: day("2024-01-01"),
        skills: vec!["first aid".to_owned()],
    }
}

fn plan(name: &str) -> ActivityPlan {
    ActivityPlan {
        code: code(name),
        title: format!("Planting {name}"),
        kind: ActivityKind::Service,
        category: ServiceCategory::Ecology,
        division: DivisionCode::new(COUNTY),
        team_id: None,
        organization_id: organization(),
        span: span("2024-03-01T00:00:00Z", "2024-03-03T00:00:00Z"),
        risk: RiskLevel::Ordinary,
        min_age_years: None,
        required_skills: Vec::new(),
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: None,
    }
}

/// One event of the story.
enum Told {
    Person(u128, PersonEvent),
    Volunteer(&'static str, VolunteerEvent),
    Activity(&'static str, ActivityEvent),
}

fn people() -> Vec<Told> {
    let (one, reason) = (person(1), || Personal::clear("wrong entry"));
    vec![
        Told::Person(1, person_events(1, "欧阳娜", Some("139 0000 1234"))),
        Told::Person(2, person_events(2, "张三", None)),
        Told::Person(
            2,
            PersonEvent::IdentityVerified { person_id: person(2), method: VerificationMethod::DocumentSeen },
        ),
        Told::Person(
            1,
            PersonEvent::ConsentGiven {
                scope: ConsentScope::Registration,
                notice_version: "1".to_owned(),
                fields: Vec::new(),
                given_on: day("2024-01-01"),
            },
        ),
        Told::Person(
            1,
            PersonEvent::PersonDataCorrected {
                person_id: one,
                name: Some(Personal::clear("欧阳丽")),
                phone: None,
                identity: None,
                reason: reason(),
            },
        ),
        Told::Volunteer("V1", volunteer_registered(1, "V1")),
        Told::Volunteer("V2", volunteer_registered(2, "V2")),
        Told::Volunteer(
            "V1",
            VolunteerEvent::SkillsDeclared { skills: vec!["cooking".to_owned(), "first aid".to_owned()] },
        ),
        Told::Volunteer(
            "V1",
            VolunteerEvent::SkillVerified { skill: "first aid".to_owned(), evidence_reference: "R1".to_owned() },
        ),
    ]
}

fn ledger() -> Vec<Told> {
    let (one, two) = (person(1), person(2));
    let reason = || Personal::clear("wrong entry");
    // 2024-02-29T16:30Z is 1 March 00:30 in local time.
    let first = credit("V1", "A1", 1, span("2024-02-29T16:30:00Z", "2024-02-29T17:30:00Z"));
    let second = credit("V1", "A1", 2, span("2024-03-02T01:00:00Z", "2024-03-02T03:00:00Z"));
    let third = credit("V2", "A1", 1, span("2024-03-01T01:00:00Z", "2024-03-01T02:30:00Z"));
    let corrected = Credit { span: span("2024-03-01T01:00:00Z", "2024-03-01T02:00:00Z"), minutes: 60, ..third.clone() };
    let pending = credit("V2", "A2", 1, span("2024-04-05T01:00:00Z", "2024-04-05T11:00:00Z"));
    let pending = Credit { pending: Some(ApprovalTier::Organization), category: ServiceCategory::Health, ..pending };
    let rejected = credit("V2", "A2", 1, span("2024-05-05T01:00:00Z", "2024-05-05T11:00:00Z"));
    let rejected = Credit { pending: Some(ApprovalTier::Organization), ..rejected };
    let waiting = credit("V1", "A2", 1, span("2024-06-05T01:00:00Z", "2024-06-05T11:00:00Z"));
    let waiting = Credit { pending: Some(ApprovalTier::Province), ..waiting };
    let revoked = credit("V1", "A2", 1, span("2024-07-01T01:00:00Z", "2024-07-01T02:00:00Z"));
    let id = |credit: &Credit| credit.credit_id;
    let revoke = |credit: &Credit, person_id| VolunteerEvent::HoursRevoked {
        credit_id: id(credit),
        minutes: credit.minutes,
        person_id,
        reason: reason(),
    };
    let told = |who, event| Told::Volunteer(who, event);
    let credited = |credit: &Credit| VolunteerEvent::HoursCredited { credit: credit.clone() };
    vec![
        told("V1", credited(&first)),
        told("V1", credited(&second)),
        told("V2", credited(&third)),
        told(
            "V2",
            VolunteerEvent::HoursCorrected {
                credit_id: id(&third),
                before: third.span,
                after: corrected,
                person_id: two,
                reason: reason(),
            },
        ),
        told("V2", credited(&pending)),
        told(
            "V2",
            VolunteerEvent::CreditApproved {
                credit_id: id(&pending),
                tier: ApprovalTier::Organization,
                approved_by: None,
            },
        ),
        told("V2", credited(&rejected)),
        told("V2", VolunteerEvent::CreditRejected { credit_id: id(&rejected), person_id: two, reason: reason() }),
        told("V1", credited(&waiting)),
        told("V1", credited(&revoked)),
        told("V1", revoke(&revoked, one)),
        told("V1", credited(&revoked)),
        told("V1", revoke(&revoked, one)),
    ]
}

fn activities() -> Vec<Told> {
    let told = |event| Told::Activity("A1", event);
    let (one, two) = (volunteer("V1"), volunteer("V2"));
    let session = 1;
    let held = span("2024-03-01T01:00:00Z", "2024-03-01T04:00:00Z");
    let moved = span("2024-03-02T02:00:00Z", "2024-03-02T04:00:00Z");
    let feedback = |volunteer_id, number, score| ActivityEvent::FeedbackRecorded {
        session: 1,
        volunteer_id,
        person_id: person(number),
        score,
        comment: None,
    };
    vec![
        told(ActivityEvent::ActivityDrafted { plan: plan("A1") }),
        told(ActivityEvent::ActivityPublished {
            leader: Some(one),
            risk_notice: "Sun".to_owned(),
            place: "Park".to_owned(),
        }),
        told(ActivityEvent::SessionScheduled { session, span: held, capacity: Some(20) }),
        told(ActivityEvent::SessionScheduled { session: 2, span: held, capacity: None }),
        told(ActivityEvent::VolunteerEnrolled { session, volunteer_id: one }),
        told(ActivityEvent::VolunteerEnrolled { session, volunteer_id: two }),
        told(ActivityEvent::EnrollmentAccepted { session, volunteer_id: one }),
        told(ActivityEvent::EnrollmentAccepted { session, volunteer_id: two }),
        told(ActivityEvent::EnrollmentWithdrawn { session, volunteer_id: two }),
        told(ActivityEvent::VolunteerEnrolled { session, volunteer_id: two }),
        told(ActivityEvent::InsuranceRecorded { session, volunteer_id: one, insured_to: day("2024-12-31") }),
        told(ActivityEvent::AbsenceMarked { session, volunteer_id: one }),
        told(ActivityEvent::CheckedIn {
            session,
            volunteer_id: one,
            at: at("2024-03-01T01:05:00Z"),
            evidence: EvidenceClass::A,
        }),
        told(ActivityEvent::CheckedOut { session, volunteer_id: one, at: at("2024-03-01T02:00:00Z") }),
        told(ActivityEvent::AttendanceConfirmed { session, volunteer_id: one, span: held }),
        told(ActivityEvent::CheckedIn {
            session,
            volunteer_id: two,
            at: at("2024-03-01T03:00:00Z"),
            evidence: EvidenceClass::C,
        }),
        told(ActivityEvent::ActivityChanged {
            change: ActivityChange {
                title: Some("Planting anew".to_owned()),
                risk_notice: Some("Sun and wind".to_owned()),
                sessions: vec![SessionPlan { session: 2, span: moved, capacity: Some(8) }],
                ..ActivityChange::default()
            },
            reason: Some(Personal::clear("the weather")),
        }),
        told(ActivityEvent::SessionClosed { session, open_check_ins: vec![two] }),
        told(ActivityEvent::SessionCredited { session, credited: 1, refused: 1 }),
        told(ActivityEvent::OutcomeRecorded { measure: "trees".to_owned(), amount: 4000 }),
        told(ActivityEvent::OutcomeRecorded { measure: "trees".to_owned(), amount: 4787 }),
        told(feedback(one, 1, 5)),
        told(feedback(two, 2, 3)),
        Told::Activity("A2", ActivityEvent::ActivityImported { plan: plan("A2") }),
        Told::Activity("A3", ActivityEvent::ActivityImported { plan: plan("A3") }),
        Told::Activity("A3", ActivityEvent::ActivityVoided { reason: Personal::clear("never held") }),
        told(ActivityEvent::ActivityClosed { closed_on: day("2024-03-04") }),
    ]
}

/// The whole story.
fn story() -> Vec<Told> {
    people().into_iter().chain(ledger()).chain(activities()).collect()
}

async fn tell(registry: &Registry, told: Told) -> muster_eventstore::Receipt {
    match told {
        Told::Person(number, event) => registry.tell::<ToldPerson>(person(number).uuid(), vec![event]).await,
        Told::Volunteer(name, event) => registry.tell::<ToldVolunteer>(volunteer(name).uuid(), vec![event]).await,
        Told::Activity(name, event) => registry.tell::<ToldActivity>(activity(name).uuid(), vec![event]).await,
    }
}

async fn check_hours(registry: &Registry, position: i64) {
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

async fn check_credits(registry: &Registry, position: i64) {
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

async fn check_roster(registry: &Registry, position: i64) {
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

async fn check_directory(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(directory::NAME, Some(position)).await.unwrap();
    let vault = registry.log.vault();
    let (one, two) = (person(1).uuid(), person(2).uuid());
    assert_eq!(directory::find_by_name(read, vault, "欧阳丽", 10).await.unwrap(), vec![one]);
    assert!(directory::find_by_name(read, vault, "欧阳娜", 10).await.unwrap().is_empty());
    assert_eq!(directory::find_by_surname(read, vault, "欧阳", 10).await.unwrap(), vec![one]);
    assert_eq!(directory::find_by_surname(read, vault, "张", 10).await.unwrap(), vec![two]);
    assert_eq!(directory::find_by_phone(read, vault, "+86-139-0000-1234", 10).await.unwrap(), vec![one]);
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

async fn check_history(registry: &Registry, position: i64) {
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

async fn check_calendar(registry: &Registry, position: i64) {
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

async fn check_changes(registry: &Registry, position: i64) {
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

async fn check_attendance(registry: &Registry, position: i64) {
    let read = &mut registry.views.read(calendar::NAME, Some(position)).await.unwrap();
    let row = calendar::by_code(read, "A1").await.unwrap().unwrap();
    let people = calendar::attendance_of(read, row.id, 1, None, 10).await.unwrap();
    let of = |name: &str| people.iter().find(|row| row.volunteer_id == volunteer(name).uuid()).unwrap();
    assert_eq!((of("V1").status.as_str(), of("V1").insured_to), ("CONFIRMED", Some(day("2024-12-31"))));
    assert_eq!((of("V2").status.as_str(), of("V2").open_check_in), ("CHECKED_OUT", true));
    assert_eq!(of("V2").last_out, Some(at("2024-03-01T04:00:00Z")));
    let mine = calendar::attendance_of_volunteer(read, volunteer("V1").uuid(), None, 10).await.unwrap();
    assert_eq!(mine, vec![of("V1").clone()]);
    assert_eq!(calendar::outcomes_of(read, &[row.id]).await.unwrap()[0].amount, 4787);
}

#[tokio::test]
async fn figures_are_right_and_replayed_rows_the_same_when_events_come_one_by_one_or_all_at_once() {
    // The runner sees single events here, and all of them in one page where it starts after them.
    for one_by_one in [true, false] {
        let registry = Registry::open().await;
        let mut runner = one_by_one.then(|| Runner::start(&registry.views));
        let mut last = None;
        for told in story() {
            let receipt = tell(&registry, told).await;
            if one_by_one {
                registry.settle(receipt).await;
            }
            last = Some(receipt);
        }
        let runner = runner.take().unwrap_or_else(|| Runner::start(&registry.views));
        let last = last.unwrap();
        registry.settle(last).await;
        check_hours(&registry, last.position).await;
        check_credits(&registry, last.position).await;
        check_roster(&registry, last.position).await;
        check_directory(&registry, last.position).await;
        check_history(&registry, last.position).await;
        check_calendar(&registry, last.position).await;
        check_changes(&registry, last.position).await;
        check_attendance(&registry, last.position).await;
        registry.verify().await;
        drop(runner);
        registry.stop().await;
    }
}
