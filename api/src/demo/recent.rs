//! 迎泽: what happened lately, as it happened. A team that serves every week and one of whose members earned a star and
//! a certificate; sessions that are due for recording, late, waiting for an approval, disputed, and one to come.
//!
//! All numbers are our own, and days count back from today.

use super::{Filler, day, organization_facts, service};
use crate::edge::{EdgeError, Refused, refuse, unit_error};
use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, Utc};
use muster_domain::{
    activity::{ActivityCommand, ActivityPlan, SessionFacts},
    kernel::{
        ActivityId, Code, DateSpan, DivisionCode, OrganizationId, Source, TeamId, TimeSpan, VolunteerId, time,
        words::{ActivityKind, EvidenceClass, OrganizationKind, RiskLevel, ServiceCategory, TeamCategory},
    },
    organization::{OrganizationCommand, OrganizationFacts},
    recognition::{LedgerFacts, Recognition, RecognitionCommand},
    team::TeamCommand,
    volunteer::{OnTheDay, Qualifications, Volunteer, VolunteerCommand, VolunteerFacts, words::DisputeKind},
};
use muster_eventstore::StepError;

/// Where it happened.
const DIVISION: &str = "140106";
/// Volunteers of the team.
const VOLUNTEERS: usize = 24;
/// Sessions served every week by the regulars, one a week up to a month ago: the first has a star's hours, the second
/// nearly.
const WEEKLY: [usize; 10] = [52, 48, 20, 20, 20, 20, 20, 20, 20, 20];
/// Minutes of a weekly session.
const WEEKLY_MINUTES: i64 = 120;
/// Days between the latest weekly session and today.
const WEEKLY_UNTIL: u64 = 35;
/// Volunteers who enrol in a session.
const ENROLLED: usize = 10;
/// Those of them who come.
const PRESENT: usize = 8;
/// Days between the publication of an activity and its session.
const NOTICE: i64 = 7;

/// An activity of one session.
struct Held {
    code: &'static str,
    title: &'static str,
    /// Days before today on which it was, or will be.
    days_ago: i64,
    hours: i64,
    category: ServiceCategory,
}

/// Recorded late already; due within days; credited, but above what takes effect at once; tomorrow's.
const HELD: [Held; 4] = [
    Held { code: "YZ-HD-0001", title: "社区义诊", days_ago: 28, hours: 3, category: ServiceCategory::Health },
    Held { code: "YZ-HD-0002", title: "楼院清扫", days_ago: 12, hours: 2, category: ServiceCategory::Ecology },
    Held { code: "YZ-HD-0003", title: "赛事服务", days_ago: 5, hours: 9, category: ServiceCategory::Convenience },
    Held {
        code: "YZ-HD-0004", title: "夜间巡查", days_ago: -1, hours: 2, category: ServiceCategory::SafetyEmergency
    },
];
/// The one of them that is credited, and disputed by somebody who did not come.
const CREDITED: &str = "YZ-HD-0003";

fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("recent service in Yingze");
    let today = time::local_date(filler.log.clock().now());
    let (organization, team) = team(filler).await?;
    let volunteers = volunteers(filler, &team).await?;
    weekly(filler, today, &organization, &team, &volunteers).await?;
    // A deadline is counted in working days, and the calendar of a coming year is loaded when it is published.
    let context = filler.log.context(&filler.request);
    if context.calendar().years().any(|year| year == (today + Days::new(30)).year()) {
        for held in HELD {
            hold(filler, &held, today, &organization, &volunteers).await?;
        }
    }
    recognise(filler, today, &volunteers).await
}

/// The team and the organization that records its service.
async fn team(filler: &mut Filler<'_, '_>) -> Result<(OrganizationFacts, service::DemoTeam), EdgeError> {
    let (code_of, division) = (code("YZ-ZZ-0001")?, DivisionCode::new(DIVISION));
    let (id, registered_on) = (OrganizationId::of_code(&code_of), day(2021, 6, 1));
    let register = OrganizationCommand::RegisterOrganization {
        code: code_of,
        name: "示例迎泽志愿服务中心".to_owned(),
        kind: OrganizationKind::VolunteerOrganization,
        division: division.clone(),
        parent: None,
        credit_code: None,
        registered_on,
    };
    filler.push((id, register)).await?;
    filler.flush().await?;
    let organization = organization_facts(id, OrganizationKind::VolunteerOrganization, registered_on);
    let (text, name) = (code("YZ-DW-0001")?, "示例红马甲服务队".to_owned());
    let team = service::form_team(filler, &text, name, TeamCategory::General, &division, &organization).await?;
    Ok((organization, team))
}

async fn volunteers(filler: &mut Filler<'_, '_>, team: &service::DemoTeam) -> Result<Vec<VolunteerFacts>, EdgeError> {
    let registered_on = day(2023, 3, 1);
    let mut all = Vec::new();
    for number in 1..=VOLUNTEERS {
        let person = filler.people.draw(registered_on).map_err(|refusal| Refused::of(&refusal))?;
        let code = code(&format!("YZ-V-{number:04}"))?;
        let volunteer_id = VolunteerId::of_code(&code);
        filler.push((person.person_id, person.register)).await?;
        let register = VolunteerCommand::RegisterVolunteer {
            person: person.facts,
            code,
            division: DivisionCode::new(DIVISION),
            registered_on,
            skills: Vec::new(),
        };
        filler.push((volunteer_id, register)).await?;
        let admit = TeamCommand::AdmitMember { volunteer_id, admitted_on: registered_on };
        filler.push((team.facts.team_id, admit)).await?;
        all.push(VolunteerFacts {
            volunteer_id,
            person: person.facts,
            skills: Vec::new(),
            registered_on,
            qualifications: Qualifications::default(),
            on_the_day: OnTheDay::default(),
        });
    }
    filler.flush().await?;
    Ok(all)
}

fn plan(
    (text, title): (&str, &str),
    category: ServiceCategory,
    span: TimeSpan,
    team_id: Option<TeamId>,
    organization: &OrganizationFacts,
) -> Result<ActivityPlan, EdgeError> {
    Ok(ActivityPlan {
        code: code(text)?,
        title: title.to_owned(),
        kind: ActivityKind::Service,
        category,
        division: DivisionCode::new(DIVISION),
        team_id,
        organization_id: organization.organization_id,
        span,
        risk: RiskLevel::Ordinary,
        min_age_years: None,
        required_skills: Vec::new(),
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: None,
    })
}

/// Enters a year of weekly service as held, with the hours of the regulars.
async fn weekly(
    filler: &mut Filler<'_, '_>,
    today: NaiveDate,
    organization: &OrganizationFacts,
    team: &service::DemoTeam,
    volunteers: &[VolunteerFacts],
) -> Result<(), EdgeError> {
    let weeks = WEEKLY.iter().copied().max().unwrap_or_default();
    for week in 0..weeks {
        let on = today - Days::new(WEEKLY_UNTIL + 7 * week as u64);
        let starts_at = time::local_midnight(on) + Duration::hours(15);
        let span = TimeSpan { starts_at, ends_at: starts_at + Duration::minutes(WEEKLY_MINUTES) };
        let text = format!("YZ-ZM-{:04}", weeks - week);
        let team_id = Some(team.facts.team_id);
        let plan = plan((&text, "周末守护"), ServiceCategory::Convenience, span, team_id, organization)?;
        let session = service::session_facts(&plan, span);
        let (organization, team) = (organization.clone(), Some(team.facts));
        filler.push((session.activity_id, ActivityCommand::ImportActivity { plan, organization, team })).await?;
        for (volunteer, sessions) in volunteers.iter().zip(WEEKLY) {
            if week < sessions {
                filler.push((volunteer.volunteer_id, credit(&session, EvidenceClass::A))).await?;
            }
        }
    }
    filler.flush().await
}

fn credit(session: &SessionFacts, evidence: EvidenceClass) -> VolunteerCommand {
    VolunteerCommand::CreditHours {
        session: session.clone(),
        starts_at: session.span.starts_at,
        ends_at: session.span.ends_at,
        evidence,
        document_reference: None,
        beside: Vec::new(),
    }
}

/// Tells the story of one activity, each command at the instant at which it was given.
async fn hold(
    filler: &mut Filler<'_, '_>,
    held: &Held,
    today: NaiveDate,
    organization: &OrganizationFacts,
    volunteers: &[VolunteerFacts],
) -> Result<(), EdgeError> {
    let starts_at = time::local_midnight(today - Duration::days(held.days_ago)) + Duration::hours(9);
    let span = TimeSpan { starts_at, ends_at: starts_at + Duration::hours(held.hours) };
    let plan = plan((held.code, held.title), held.category, span, None, organization)?;
    let (id, session) =
        (ActivityId::of_code(&plan.code), SessionFacts { imported: false, ..service::session_facts(&plan, span) });
    let leader = volunteers.first().map(|leader| leader.volunteer_id).unwrap_or_default();
    let enrolled = volunteers.get(..ENROLLED).unwrap_or_default();

    at(filler, starts_at - Duration::days(NOTICE)).await?;
    filler.push((id, ActivityCommand::DraftActivity { plan, organization: organization.clone(), team: None })).await?;
    filler.push((id, ActivityCommand::ScheduleSession { session: 1, span, capacity: Some(12) })).await?;
    let publish = ActivityCommand::PublishActivity {
        leader,
        risk_notice: "注意交通安全".to_owned(),
        place: "示例社区广场".to_owned(),
    };
    filler.push((id, publish)).await?;
    for volunteer in enrolled {
        let volunteer_id = volunteer.volunteer_id;
        filler.push((id, ActivityCommand::Enroll { session: 1, volunteer: volunteer.clone() })).await?;
        filler.push((id, ActivityCommand::AcceptEnrollment { session: 1, volunteer_id })).await?;
        let insured_to = time::local_date(span.ends_at) + Days::new(1);
        filler.push((id, ActivityCommand::RecordInsurance { session: 1, volunteer_id, insured_to })).await?;
    }
    if held.days_ago <= 0 {
        return at_last(filler).await;
    }
    at(filler, span.ends_at).await?;
    let (present, absent) = enrolled.split_at(PRESENT.min(enrolled.len()));
    for volunteer in present {
        let came = ActivityCommand::CheckIn {
            session: 1,
            volunteer: volunteer.clone(),
            at: span.starts_at,
            evidence: EvidenceClass::A,
        };
        filler.push((id, came)).await?;
        let left = ActivityCommand::CheckOut { session: 1, volunteer_id: volunteer.volunteer_id, at: span.ends_at };
        filler.push((id, left)).await?;
    }
    at(filler, span.ends_at + Duration::minutes(10)).await?;
    for volunteer in absent {
        filler.push((id, ActivityCommand::MarkAbsent { session: 1, volunteer_id: volunteer.volunteer_id })).await?;
    }
    filler.push((id, ActivityCommand::CloseSession { session: 1 })).await?;
    if held.code == CREDITED {
        at(filler, span.ends_at + Duration::days(1)).await?;
        for volunteer in present {
            filler.push((volunteer.volunteer_id, credit(&session, EvidenceClass::A))).await?;
        }
        if let Some(absent) = absent.first() {
            filler.push((absent.volunteer_id, dispute(id, span)?)).await?;
        }
    }
    at_last(filler).await
}

fn dispute(activity_id: ActivityId, span: TimeSpan) -> Result<VolunteerCommand, EdgeError> {
    Ok(VolunteerCommand::DisputeRecord {
        code: code("YZ-YY-0001")?,
        kind: DisputeKind::MissingHours,
        activity_id,
        credit_id: None,
        claimed: Some(span),
        statement: "当天在场，签到设备没有读到".to_owned(),
        evidence_reference: Some("照片-0001".to_owned()),
    })
}

/// What follows is given at an instant, by somebody at a keyboard: it does not count as approved.
async fn at(filler: &mut Filler<'_, '_>, at: DateTime<Utc>) -> Result<(), EdgeError> {
    filler.flush().await?;
    (filler.request.at, filler.request.source) = (Some(at), Source::Api);
    Ok(())
}

/// What follows is given now.
async fn at_last(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.flush().await?;
    (filler.request.at, filler.request.source) = (None, Source::Demo);
    Ok(())
}

/// The first regular is certified for the year past and applies for a star.
async fn recognise(
    filler: &mut Filler<'_, '_>,
    today: NaiveDate,
    volunteers: &[VolunteerFacts],
) -> Result<(), EdgeError> {
    let Some(volunteer) = volunteers.first() else { return Ok(()) };
    let (id, number) = (volunteer.volunteer_id.uuid(), code("YZ-ZS-0001")?);
    let period = DateSpan { from: today - Days::new(365), to: Some(today) };
    let commands = move |ledger: LedgerFacts| {
        [
            RecognitionCommand::IssueCertificate { ledger: ledger.clone(), number: number.clone(), period },
            RecognitionCommand::ApplyStar { ledger, level: 1 },
        ]
    };
    let recognised = filler.log.transact(&filler.request, move |unit| {
        let commands = commands.clone();
        Box::pin(async move {
            unit.load::<Volunteer>([id]).await?;
            unit.load::<Recognition>([id]).await?;
            let Some(ledger) = unit.state::<Volunteer>(id)?.ledger_facts() else { return Ok(()) };
            for command in commands(ledger) {
                let events = unit.propose::<Recognition>(id, command)?.map_err(refuse)?;
                unit.accept::<Recognition>(id, events)?;
            }
            Ok::<(), StepError<Refused>>(())
        })
    });
    recognised.await.map(drop).map_err(unit_error)
}
