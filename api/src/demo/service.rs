//! What the places of the demonstration share: teams, workers, volunteers, activities held and hours served.

use super::{Filler, day, jieyang::county};
use crate::edge::{EdgeError, Refused};
use chrono::{Days, Duration, NaiveDate};
use muster_domain::{
    activity::{ActivityCommand, ActivityPlan, SessionFacts},
    kernel::{
        ActivityId, Code, DivisionCode, SocialWorkerId, TeamId, TimeSpan, VolunteerId, time,
        words::{ActivityKind, EvidenceClass, PostClass, ProfessionalLevel, RiskLevel, ServiceCategory, TeamCategory},
    },
    organization::OrganizationFacts,
    social_worker::{
        SocialWorkerCommand,
        words::{AppraisalGrade, EducationKind, PostRank},
    },
    team::{TeamCommand, TeamFacts},
    volunteer::VolunteerCommand,
};

/// Skills that volunteers of the demonstration declare.
const SKILLS: [&str; 8] = ["急救", "心理疏导", "法律咨询", "手语", "摄影", "水上救援", "教学", "医疗"];
/// One volunteer in so many declares a skill.
const SKILLED_ONE_IN: u32 = 4;
/// One volunteer in so many comes to activities.
const ACTIVE_ONE_IN: usize = 5;
/// One community worker in so many has a grade and appraisals.
const GRADED_EVERY: usize = 10;
/// Members of each team of 揭阳.
pub(super) const MEMBERS_EACH: usize = 24;
/// One emergency team in so many has never drilled.
const UNDRILLED_ONE_IN: usize = 3;
/// Members who come to a drill, where the team has as many.
const DRILL_PARTICIPANTS: usize = 12;
/// Days of the two years of activities, 2023 and 2024 without its last.
const DAYS: u64 = 730;

/// A team of the demonstration.
pub(super) struct DemoTeam {
    /// What rules may know of it.
    pub(super) facts: TeamFacts,
    /// Its home.
    pub(super) home: DivisionCode,
}

/// A programme with the sessions and attendances that it had.
pub(super) struct Programme {
    /// Name.
    pub(super) name: &'static str,
    /// Beginning of the activities' codes.
    pub(super) prefix: &'static str,
    /// Sessions held.
    pub(super) sessions: u32,
    /// Attendances over all sessions.
    pub(super) attendances: u32,
    /// Local hour at which its first session of a day begins; sessions of two programmes never share an hour.
    pub(super) first_hour: i64,
    /// Hours that a session lasts.
    pub(super) hours: i64,
    /// Categories, dealt out in turn.
    pub(super) categories: &'static [ServiceCategory],
}

pub(super) fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

/// Forms a team that serves its home division.
pub(super) async fn form_team(
    filler: &mut Filler<'_, '_>,
    code: &Code,
    name: String,
    category: TeamCategory,
    home: &DivisionCode,
    organization: &OrganizationFacts,
) -> Result<DemoTeam, EdgeError> {
    let team_id = TeamId::of_code(code);
    let formed_on = day(2022, 1, 1);
    let form = TeamCommand::FormTeam {
        code: code.clone(),
        name,
        category,
        home_division: home.clone(),
        organization: organization.clone(),
        emergency: category == TeamCategory::Emergency,
        formed_on,
    };
    filler.push((team_id, form)).await?;
    let area = TeamCommand::AssignServiceArea { division: home.clone(), from: formed_on, to: None };
    filler.push((team_id, area)).await?;
    let facts = TeamFacts {
        team_id,
        organization_id: organization.organization_id,
        formed_on,
        disbanded_on: None,
        suspended: false,
    };
    Ok(DemoTeam { facts, home: home.clone() })
}

/// Registers a community worker in a post.
pub(super) async fn community_worker(
    filler: &mut Filler<'_, '_>,
    (prefix, number): (&str, usize),
    division: &DivisionCode,
    post_class: PostClass,
    assumed_on: NaiveDate,
) -> Result<(), EdgeError> {
    let text = &format!("{prefix}-{number:04}");
    let id = social_worker(filler, text, division, assumed_on).await?;
    let post = SocialWorkerCommand::AssumePost {
        post_class,
        grade: Some(6),
        organization: None,
        division: division.clone(),
        assumed_on,
    };
    filler.push((id, post)).await?;
    if !number.is_multiple_of(GRADED_EVERY) || !post_class.counts_in_ratio() {
        return Ok(());
    }
    let grade = SocialWorkerCommand::AssignGrade {
        rank: PostRank::Deputy,
        grade: 8,
        scheme: "三岗十八级-2024".to_owned(),
        assigned_on: day(2024, 1, 1),
        cause: "任职年限与考核".to_owned(),
    };
    filler.push((id, grade)).await?;
    for (year, grade) in [(2023, AppraisalGrade::Competent), (2024, AppraisalGrade::Excellent)] {
        filler.push((id, SocialWorkerCommand::AppraiseWorker { year, grade })).await?;
    }
    Ok(())
}

/// Year in which registrations of practice begin.
const FIRST_PERIOD_YEAR: i32 = 2024;
/// Years of a registration of practice (社会工作者继续教育办法).
const PERIOD_YEARS: usize = 3;

/// Years since the first period in which the registrations of today began, so that they are valid at any time.
fn period_years(today: NaiveDate) -> i32 {
    let begun = (0..).step_by(PERIOD_YEARS).take_while(|years| day(FIRST_PERIOD_YEAR + years, 1, 15) <= today);
    begun.last().unwrap_or_default()
}

/// Registers a professional with a certificate and, for most, a registration of practice.
pub(super) async fn professional(
    filler: &mut Filler<'_, '_>,
    number: usize,
    division: &DivisionCode,
) -> Result<(), EdgeError> {
    let level = match number % 20 {
        0 => ProfessionalLevel::SeniorSocialWorker,
        1..=6 => ProfessionalLevel::SocialWorker,
        _ => ProfessionalLevel::AssistantSocialWorker,
    };
    let id = social_worker(filler, &format!("JY-ZY-{:04}", number + 1), division, day(2023, 6, 1)).await?;
    let today = time::local_date(filler.log.clock().now());
    let years = period_years(today);
    let certificate = SocialWorkerCommand::ObtainCertificate {
        level,
        certificate_no: format!("DEMO-{:06}", number + 1),
        certified_on: day(2023 + years, 9, 1),
    };
    filler.push((id, certificate)).await?;
    let abilities = vec![SKILLS.get(number % SKILLS.len()).copied().unwrap_or_default().to_owned()];
    filler.push((id, SocialWorkerCommand::DeclareAbilities { abilities })).await?;
    if !number.is_multiple_of(5) {
        let registered_on = day(FIRST_PERIOD_YEAR + years, 1, 15);
        filler.push((id, SocialWorkerCommand::RegisterPractice { registered_on })).await?;
        // One in four has learned nothing yet, one in four has not learned enough.
        if let Some(minutes) = [None, Some(2_160), Some(5_400), Some(5_400)].get(number % 4).copied().flatten() {
            let (course, provider) = ("个案工作实务".to_owned(), "示例社会工作学院".to_owned());
            let (kind, completed_on) = (EducationKind::Course, day(FIRST_PERIOD_YEAR + years, 10, 20).min(today));
            let learned = SocialWorkerCommand::CreditEducation { course, provider, kind, minutes, completed_on };
            filler.push((id, learned)).await?;
        }
    }
    Ok(())
}

async fn social_worker(
    filler: &mut Filler<'_, '_>,
    text: &str,
    division: &DivisionCode,
    registered_on: NaiveDate,
) -> Result<SocialWorkerId, EdgeError> {
    let person = filler.people.draw(registered_on).map_err(|refusal| Refused::of(&refusal))?;
    filler.push((person.person_id, person.register)).await?;
    let code = code(text)?;
    let id = SocialWorkerId::of_code(&code);
    let register = SocialWorkerCommand::RegisterSocialWorker {
        person: person.facts,
        code,
        division: division.clone(),
        registered_on,
    };
    filler.push((id, register)).await?;
    Ok(id)
}

/// Registers volunteers; the first ones become members of the teams.
pub(super) async fn volunteers(
    filler: &mut Filler<'_, '_>,
    count: u32,
    teams: &[DemoTeam],
) -> Result<Vec<VolunteerId>, EdgeError> {
    filler.begin("volunteers of Jieyang");
    let registered_on = day(2022, 6, 1);
    let mut ids = Vec::new();
    for number in 0..count {
        let person = filler.people.draw(registered_on).map_err(|refusal| Refused::of(&refusal))?;
        filler.push((person.person_id, person.register)).await?;
        let code = code(&format!("JY-V-{:06}", number + 1))?;
        let id = VolunteerId::of_code(&code);
        let at = usize::try_from(number).unwrap_or_default();
        let skills = match number % SKILLED_ONE_IN {
            0 => SKILLS.get(at / 4 % SKILLS.len()).map(|skill| (*skill).to_owned()).into_iter().collect(),
            _ => Vec::new(),
        };
        let register = VolunteerCommand::RegisterVolunteer {
            person: person.facts,
            code,
            division: county(at),
            registered_on,
            skills,
        };
        filler.push((id, register)).await?;
        if let Some(team) = teams.get(at % teams.len().max(1)).filter(|_| at < teams.len() * MEMBERS_EACH) {
            let admit = TeamCommand::AdmitMember { volunteer_id: id, admitted_on: day(2022, 7, 1) };
            filler.push((team.facts.team_id, admit)).await?;
        }
        ids.push(id);
    }
    filler.flush().await?;
    Ok(ids)
}

/// Records two drills of 2024 of each emergency team, except of one in three.
pub(super) async fn drills(
    filler: &mut Filler<'_, '_>,
    teams: &[DemoTeam],
    emergency: usize,
    volunteers: usize,
) -> Result<(), EdgeError> {
    for (number, team) in teams.iter().take(emergency).enumerate() {
        // Volunteers are dealt out to the teams in turn.
        let members = volunteers.saturating_sub(number).div_ceil(teams.len()).min(MEMBERS_EACH);
        let participants = u32::try_from(members.min(DRILL_PARTICIPANTS)).unwrap_or_default();
        if participants == 0 || number % UNDRILLED_ONE_IN == UNDRILLED_ONE_IN - 1 {
            continue;
        }
        for drilled_on in [day(2024, 4, 20), day(2024, 10, 12)] {
            filler
                .push((team.facts.team_id, TeamCommand::RecordDrill { drilled_on, participants, people: Vec::new() }))
                .await?;
        }
    }
    filler.flush().await
}

/// Enters a programme's activities as held, and credits those who served.
pub(super) async fn hold(
    filler: &mut Filler<'_, '_>,
    programme: &Programme,
    organization: &OrganizationFacts,
    teams: &[DemoTeam],
    volunteers: &[VolunteerId],
) -> Result<(), EdgeError> {
    // One in five is active, so that the same people come again and attendances are not people.
    let active = volunteers.len().div_ceil(ACTIVE_ONE_IN).max(1);
    let mut served = 0_u64;
    for number in 0..programme.sessions {
        let at = usize::try_from(number).unwrap_or_default();
        let Some(team) = teams.get(at % teams.len().max(1)) else { break };
        let (plan, span) = plan(programme, number, organization, team)?;
        let facts = session_facts(&plan, span);
        let activity_id = ActivityId::of_code(&plan.code);
        let import =
            ActivityCommand::ImportActivity { plan, organization: organization.clone(), team: Some(team.facts) };
        filler.push((activity_id, import)).await?;
        // What is left is dealt out evenly, so that the sum over all sessions is the programme's figure.
        let until = u64::from(programme.attendances) * u64::from(number + 1) / u64::from(programme.sessions);
        let present = (until - served).min(active as u64);
        for seat in 0..present {
            let pick = usize::try_from(served + seat).unwrap_or_default() % active;
            let Some(volunteer) = volunteers.get(pick) else { break };
            let credit = VolunteerCommand::CreditHours {
                session: facts.clone(),
                starts_at: span.starts_at,
                ends_at: span.ends_at,
                evidence: if seat % 3 == 0 { EvidenceClass::B } else { EvidenceClass::A },
                document_reference: None,
                beside: Vec::new(),
            };
            filler.push((*volunteer, credit)).await?;
        }
        served = until;
    }
    filler.flush().await
}

fn plan(
    programme: &Programme,
    number: u32,
    organization: &OrganizationFacts,
    team: &DemoTeam,
) -> Result<(ActivityPlan, TimeSpan), EdgeError> {
    let offset = u64::from(number) * DAYS / u64::from(programme.sessions.max(1));
    let on = day(2023, 1, 1).checked_add_days(Days::new(offset)).unwrap_or_default();
    // Sessions of one day are spread over its hours, so that nobody is at two places at once.
    let starts_at = time::local_midnight(on) + Duration::hours(programme.first_hour + i64::from(number % 4) * 3);
    let span = TimeSpan { starts_at, ends_at: starts_at + Duration::hours(programme.hours) };
    let index = usize::try_from(number).unwrap_or_default();
    let category =
        programme.categories.get(index % programme.categories.len()).copied().unwrap_or(ServiceCategory::Convenience);
    let plan = ActivityPlan {
        code: code(&format!("{}-{:05}", programme.prefix, number + 1))?,
        title: format!("{}第{}场", programme.name, number + 1),
        kind: ActivityKind::Service,
        category,
        division: team.home.clone(),
        team_id: Some(team.facts.team_id),
        organization_id: organization.organization_id,
        span,
        risk: RiskLevel::Ordinary,
        min_age_years: None,
        required_skills: Vec::new(),
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: Some(programme.name.to_owned()),
    };
    Ok((plan, span))
}

/// What rules may know of the one session of an imported activity.
pub(super) fn session_facts(plan: &ActivityPlan, span: TimeSpan) -> SessionFacts {
    SessionFacts {
        activity_id: ActivityId::of_code(&plan.code),
        session: 1,
        kind: plan.kind,
        category: plan.category,
        division: plan.division.clone(),
        team_id: plan.team_id,
        organization_id: plan.organization_id,
        span,
        activity_span: span,
        closed: true,
        cancelled: false,
        voided: false,
        imported: true,
    }
}
