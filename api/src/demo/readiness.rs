//! Who of 揭阳 can come in an emergency: availability, insurance, trainings, drills by name, and demands. A number of our
//! own throughout, relative to the day of the filling, so that the questions of the day have answers.

use super::{
    Filler, day,
    service::{DemoTeam, MEMBERS_EACH, code},
};
use crate::edge::EdgeError;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use muster_domain::{
    kernel::{DateSpan, ServiceDemandId, TimeSpan, VolunteerId, time, words::ServiceCategory},
    organization::OrganizationFacts,
    recognition::RecognitionCommand,
    service_demand::{
        Demand, ResponderFacts, ServiceDemandCommand,
        words::{DemandAnswer, DemandOutcome},
    },
    team::TeamCommand,
    volunteer::{
        Availability, VolunteerCommand,
        availability::{DAY_END_MINUTE, DayWindow, WeeklyWindow},
        events::Insurance,
        words::Weekday,
    },
};

/// One volunteer in so many declares first aid, the first of the demonstration's skills.
const FIRST_AID_ONE_IN: usize = 32;
/// The skill that demands ask for.
const FIRST_AID: &str = "急救";
/// Of the members of emergency teams, one in so many is not insured, and one in so many was not trained.
const LACKING_ONE_IN: usize = 5;
/// Days since the drills by name of each emergency team that drills.
const DRILLED_DAYS_AGO: [u64; 2] = [40, 200];
/// One emergency team in so many never drills.
const UNDRILLED_ONE_IN: usize = 3;
/// People whom a demand asks for.
const PEOPLE_NEEDED: u32 = 4;
/// Days since the demands that are closed.
const CLOSED_DAYS_AGO: i64 = 60;

/// Fills in the readiness of the first `emergency` teams and of those who declare first aid.
pub(super) async fn fill(
    filler: &mut Filler<'_, '_>,
    teams: &[DemoTeam],
    emergency: usize,
    volunteers: &[VolunteerId],
    organization: &OrganizationFacts,
) -> Result<(), EdgeError> {
    filler.begin("readiness for emergencies of Jieyang");
    let now = filler.log.clock().now();
    for (at, volunteer) in volunteers.iter().enumerate().take(teams.len() * MEMBERS_EACH) {
        if at.is_multiple_of(FIRST_AID_ONE_IN) || at % teams.len().max(1) < emergency {
            volunteer_ready(filler, *volunteer, at, time::local_date(now)).await?;
        }
    }
    let drilling =
        teams.iter().enumerate().take(emergency).filter(|(n, _)| n % UNDRILLED_ONE_IN != UNDRILLED_ONE_IN - 1);
    for (number, team) in drilling {
        let people: Vec<VolunteerId> =
            volunteers.iter().skip(number).step_by(teams.len()).take(MEMBERS_EACH / 2).copied().collect();
        drills(filler, team, &people, time::local_date(now)).await?;
    }
    filler.begin("demands of Jieyang");
    for (number, team) in teams.iter().take(super::jieyang::COUNTIES.len().min(emergency)).enumerate() {
        demands(filler, number, team, organization, now).await?;
    }
    filler.flush().await
}

/// Availability of one, insurance and training of most; who declares first aid is on call at any time, and insured.
async fn volunteer_ready(
    filler: &mut Filler<'_, '_>,
    volunteer: VolunteerId,
    at: usize,
    today: NaiveDate,
) -> Result<(), EdgeError> {
    let first_aid = at.is_multiple_of(FIRST_AID_ONE_IN);
    let span = DateSpan { from: day(2022, 7, 1), to: None };
    let weekly = if first_aid { week(0) } else { week(at) };
    let availability = Availability { span, weekly, exceptions: Vec::new(), divisions: Vec::new() };
    filler.push((volunteer, VolunteerCommand::SetAvailability { availability })).await?;
    // Dealt out across the counties, which are dealt out in turn too.
    let share = at / super::jieyang::COUNTIES.len() % LACKING_ONE_IN;
    if share != 0 || first_aid {
        let to = today.checked_add_days(Days::new(200 + u64::try_from(at % 100).unwrap_or_default()));
        let insurance = Insurance {
            insurer: "示例保险公司".to_owned(),
            policy_reference: format!("JY-BX-{:06}", at + 1),
            span: DateSpan { from: day(2024, 1, 1).min(today), to },
        };
        filler.push((volunteer, VolunteerCommand::RecordInsurance { insurance })).await?;
    }
    if share != 1 {
        let ago = Days::new(30 + u64::try_from(at % 300).unwrap_or_default());
        let training = RecognitionCommand::RecordTraining {
            name: "应急救援基础培训".to_owned(),
            provider: "示例应急培训中心".to_owned(),
            minutes: 480,
            completed_on: today.checked_sub_days(ago).unwrap_or(today),
        };
        filler.push((volunteer, training)).await?;
    }
    if at.is_multiple_of(2 * FIRST_AID_ONE_IN) {
        let evidence_reference = format!("JY-JJ-{:06}", at + 1);
        filler
            .push((volunteer, VolunteerCommand::VerifySkill { skill: FIRST_AID.to_owned(), evidence_reference }))
            .await?;
    }
    Ok(())
}

/// One of three weeks: at any time, on evenings of working days, or on weekends.
fn week(number: usize) -> Vec<WeeklyWindow> {
    let (days, from_minute, to_minute) = match number % 3 {
        0 => (Weekday::ALL, 0, DAY_END_MINUTE),
        1 => (Weekday::ALL.get(..5).unwrap_or_default(), 18 * 60, 22 * 60),
        _ => (Weekday::ALL.get(5..).unwrap_or_default(), 8 * 60, 20 * 60),
    };
    let window = DayWindow { from_minute, to_minute };
    days.iter().map(|weekday| WeeklyWindow { weekday: *weekday, window }).collect()
}

/// Drills of the last twelve months, by name; never in the year of the published figures.
async fn drills(
    filler: &mut Filler<'_, '_>,
    team: &DemoTeam,
    people: &[VolunteerId],
    today: NaiveDate,
) -> Result<(), EdgeError> {
    let participants = u32::try_from(people.len()).unwrap_or_default();
    for ago in DRILLED_DAYS_AGO {
        let drilled_on = today.checked_sub_days(Days::new(ago)).unwrap_or(today);
        if participants > 0 && drilled_on > day(2024, 12, 31) {
            let drill = TeamCommand::RecordDrill { drilled_on, participants, people: people.to_vec() };
            filler.push((team.facts.team_id, drill)).await?;
        }
    }
    Ok(())
}

/// One demand of a county that is closed, and one for tomorrow that its team has accepted with half of the people.
async fn demands(
    filler: &mut Filler<'_, '_>,
    number: usize,
    team: &DemoTeam,
    organization: &OrganizationFacts,
    now: DateTime<Utc>,
) -> Result<(), EdgeError> {
    let past = now - Duration::days(CLOSED_DAYS_AGO);
    let tomorrow = time::local_midnight(time::next_day(time::local_date(now))) + Duration::hours(9);
    for (prefix, posted_at, starts_at) in [("JY-XQ", now, tomorrow), ("JY-XQ-JG", past, past)] {
        let code = code(&format!("{prefix}-{:04}", number + 1))?;
        let id = ServiceDemandId::of_code(&code);
        let demand = Demand {
            division: team.home.clone(),
            place: format!("示例安置点{:02}", number + 1),
            window: TimeSpan { starts_at, ends_at: starts_at + Duration::hours(3) },
            category: ServiceCategory::SafetyEmergency,
            skill: Some(FIRST_AID.to_owned()),
            people_needed: PEOPLE_NEEDED,
            authority_reference: Some(format!("示例应急指挥令-{:04}", number + 1)),
        };
        let organization = organization.clone();
        filler.push((id, ServiceDemandCommand::PostDemand { code, organization, demand, posted_at })).await?;
        let responder = ResponderFacts::Team(team.facts);
        let people = PEOPLE_NEEDED / 2;
        filler.push((id, ServiceDemandCommand::MatchResponder { responder, people, matched_at: posted_at })).await?;
        let closed = starts_at < now;
        let (answer, answered_at) = if closed {
            (DemandAnswer::Arrived, starts_at + Duration::hours(1))
        } else {
            (DemandAnswer::Accepted, posted_at)
        };
        let responder = responder.responder();
        let response = ServiceDemandCommand::RecordResponse { responder, answer, people: None, answered_at };
        filler.push((id, response)).await?;
        if closed {
            let (outcome, closed_at) = (DemandOutcome::PartlyMet, starts_at + Duration::hours(3));
            let note = "合成示例数据".to_owned();
            filler.push((id, ServiceDemandCommand::CloseDemand { outcome, note, closed_at })).await?;
        }
    }
    Ok(())
}
