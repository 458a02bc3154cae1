//! 揭阳: 5 counties, 18 emergency backbone teams, 1,201 + 489 community workers, 2,290 professionals, 17 + 11 agencies,
//! and volunteers at a stated scale of the published 800,000 with their activities of two programmes.

use super::{Filler, PUBLISHED_VOLUNTEERS, day, organization_facts, readiness, service};
use crate::edge::{EdgeError, Refused};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{
        Code, DivisionCode, OrganizationId, PopulationId,
        population::{PopulationBasis, PopulationFigure},
        words::{OrganizationKind, PostClass, ServiceCategory, TeamCategory},
    },
    organization::{OrganizationCommand, OrganizationFacts},
    population::PopulationCommand,
};

/// The five counties.
pub(super) const COUNTIES: [&str; 5] = ["445202", "445203", "445222", "445224", "445281"];
/// Emergency backbone teams, over all five counties.
const EMERGENCY_TEAMS: usize = 18;
/// Other teams, a number of our own.
const OTHER_TEAMS: usize = 22;
/// Full-time members of committees.
const COMMITTEE: usize = 1_201;
/// Full-time staff.
const STAFF: usize = 489;
/// Social-work professionals.
const PROFESSIONALS: usize = 2_290;
/// Urban residents of each county, a number of our own.
const URBAN_RESIDENTS: [u64; 5] = [210_000, 190_000, 150_000, 140_000, 200_000];
/// Agencies: 17 of the city, 11 of the counties.
const AGENCIES: usize = 28;
/// Published sessions and attendances of the programme 千场志愿服务进新时代文明实践所(站).
const PROGRAMME_A: (u32, u32) = (10_000, 500_000);
/// Published sessions and attendances of the programme 志愿服务轻骑兵.
const PROGRAMME_B: (u32, u32) = (5_000, 200_000);

pub(super) fn county(number: usize) -> DivisionCode {
    DivisionCode::new(COUNTIES.get(number % COUNTIES.len()).copied().unwrap_or_default())
}

/// When the organizations were registered.
pub(super) fn registered_on() -> NaiveDate {
    day(2021, 6, 1)
}

fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>, volunteers: u32) -> Result<(), EdgeError> {
    let recorder = organizations(filler).await?;
    let teams = teams(filler, &recorder).await?;
    populations(filler).await?;
    workers(filler).await?;
    let people = service::volunteers(filler, volunteers, &teams).await?;
    service::drills(filler, &teams, EMERGENCY_TEAMS, people.len()).await?;
    readiness::fill(filler, &teams, EMERGENCY_TEAMS, &people, &recorder).await?;
    let scaled = |published: u32| {
        u32::try_from(u64::from(published) * u64::from(volunteers) / u64::from(PUBLISHED_VOLUNTEERS))
            .unwrap_or(published)
    };
    let held = |name, prefix, (sessions, attendances): (u32, u32), first_hour, hours| service::Programme {
        name,
        prefix,
        sessions: scaled(sessions).max(1),
        attendances: scaled(attendances).max(1),
        first_hour,
        hours,
        categories: ServiceCategory::ALL,
    };
    let programme_a = held("千场志愿服务进新时代文明实践所(站)", "JY-QC", PROGRAMME_A, 8, 2);
    let programme_b = held("志愿服务轻骑兵", "JY-QQB", PROGRAMME_B, 10, 1);
    filler.begin("activities of Jieyang");
    service::hold(filler, &programme_a, &recorder, &teams, &people).await?;
    service::hold(filler, &programme_b, &recorder, &teams, &people).await
}

/// Registers the recording organization and the agencies.
async fn organizations(filler: &mut Filler<'_, '_>) -> Result<OrganizationFacts, EdgeError> {
    filler.begin("organizations of Jieyang");
    let registered_on = registered_on();
    let kinds = std::iter::once((
        "JY-ZZ-0001".to_owned(),
        "示例志愿服务总队".to_owned(),
        OrganizationKind::VolunteerOrganization,
    ))
    .chain((1..=AGENCIES).map(|number| {
        (format!("JY-SG-{number:04}"), format!("示例社工机构{number:02}"), OrganizationKind::SocialWorkAgency)
    }));
    for (number, (text, name, kind)) in kinds.enumerate() {
        let code = code(&text)?;
        let id = OrganizationId::of_code(&code);
        // The first 17 agencies are registered with the city, the others with a county.
        let division = if number <= 17 { DivisionCode::new("4452") } else { county(number) };
        let command = OrganizationCommand::RegisterOrganization {
            code,
            name,
            kind,
            division,
            parent: None,
            credit_code: None,
            registered_on,
        };
        filler.push((id, command)).await?;
    }
    filler.flush().await?;
    let recorder = OrganizationId::of_code(&code("JY-ZZ-0001")?);
    Ok(organization_facts(recorder, OrganizationKind::VolunteerOrganization, registered_on))
}

async fn teams(filler: &mut Filler<'_, '_>, recorder: &OrganizationFacts) -> Result<Vec<service::DemoTeam>, EdgeError> {
    filler.begin("teams of Jieyang");
    let mut teams = Vec::new();
    for number in 0..EMERGENCY_TEAMS + OTHER_TEAMS {
        let emergency = number < EMERGENCY_TEAMS;
        let category = if emergency {
            TeamCategory::Emergency
        } else {
            TeamCategory::ALL.get(1 + number % (TeamCategory::ALL.len() - 1)).copied().unwrap_or(TeamCategory::General)
        };
        let home = county(number);
        let code = code(&format!("JY-DW-{:04}", number + 1))?;
        let name = format!("示例{}队{:02}", category.zh(), number + 1);
        teams.push(service::form_team(filler, &code, name, category, &home, recorder).await?);
    }
    filler.flush().await?;
    Ok(teams)
}

/// Urban residents of the counties, invented so that the ratio has a denominator; the published figure is the city's.
async fn populations(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("populations of Jieyang");
    for (number, value) in (0..).zip(URBAN_RESIDENTS) {
        let division = county(number);
        let figure = PopulationFigure {
            basis: PopulationBasis::UrbanResidents,
            as_of: day(2023, 12, 31),
            value,
            source: "合成示例数据".to_owned(),
        };
        let id = PopulationId::of_division(&division);
        filler.push((id, PopulationCommand::RecordPopulation { division, figure })).await?;
    }
    filler.flush().await
}

async fn workers(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("community workers of Jieyang");
    for number in 0..COMMITTEE + STAFF {
        let post = if number < COMMITTEE { PostClass::Committee } else { PostClass::Staff };
        service::community_worker(filler, ("JY-SQ", number + 1), &county(number), post, day(2022, 7, 1)).await?;
    }
    filler.begin("social-work professionals of Jieyang");
    for number in 0..PROFESSIONALS {
        service::professional(filler, number, &county(number)).await?;
    }
    filler.flush().await
}
