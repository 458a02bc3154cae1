//! What organizations keep beside their registration: 28 agencies by level, 373 pledges of associations, 46 observation
//! stations with 137 observers, 26 points shops, and the matters of 56 departments (fixtures `figures.csv`). The people
//! posted to villages are in `villages`.

use super::{
    Filler, day, ganzhou,
    jieyang::{self, county},
    organization_facts,
};
use crate::edge::{EdgeError, Refused};
use chrono::{Days, NaiveDate};
use muster_domain::{
    kernel::{Code, DivisionCode, InstructorId, MatterCallId, OrganizationId, SiteId, time, words::OrganizationKind},
    matter::{CallerFacts, MatterCaller, MatterCommand, NewMatter, words::MatterKind},
    organization::{
        OrganizationCommand, PairingAgreement,
        words::{OrganizationLabel, OrganizationLevel, PairingKind, PartyCoverage, PledgeKind},
    },
    posting::{Appointee, PlaceFacts, PlaceKind, PostPlace, PostingCommand, words::PostRole},
    site::{Checklist, SiteCommand, words::SiteKind},
};

/// Agencies of social work registered with the city of 揭阳; the other 11 with its counties.
const CITY_AGENCIES: usize = 17;
/// Agencies of social work of 揭阳.
const AGENCIES: usize = 28;
/// Observation stations of 揭阳.
const STATIONS: usize = 46;
/// Observers of 揭阳, at most three a station.
const OBSERVERS: usize = 137;
/// Observers of one station.
const OBSERVERS_EACH: usize = 3;
/// Points shops of 揭阳.
pub(super) const POINTS_SHOPS: usize = 26;
/// Sites of every other kind in 揭阳, a number of our own.
const OTHER_SITES: usize = 5;
/// Pilots of lively neighbourhoods in 揭阳.
const PILOTS: usize = 7;
/// Pledges of honesty that associations of 赣州 signed.
const PLEDGES: usize = 373;
/// Terms of leadership on record in 赣州, a number of our own.
const TERMS: usize = 40;
/// Demonstration sites of 赣州, a number of our own.
const DEMONSTRATIONS: usize = 30;
/// Organizations of the new fields of 赣州 that were surveyed, a number of our own.
const SURVEYED: usize = 200;
/// Departments of 赣州 that were called on.
const DEPARTMENTS: usize = 56;
/// Responses of those departments, one to each call.
const RESPONSES: usize = 1_418;
/// Matters brought to them.
const MATTERS: usize = 16_583;
/// Matters that are open: 16,459 of 16,583 are closed, which is 99.25 %.
const OPEN_MATTERS: usize = 124;
/// One call in so many comes from an instructor.
const INSTRUCTORS_ONE_IN: usize = 10;

fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

fn organization(text: &str) -> Result<OrganizationId, EdgeError> {
    Ok(OrganizationId::of_code(&code(text)?))
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    agencies(filler).await?;
    sites(filler).await?;
    pilots(filler).await?;
    standing(filler).await?;
    departments(filler).await?;
    matters(filler).await?;
    successor(filler).await
}

async fn agencies(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("levels of agencies");
    for number in 1..=AGENCIES {
        let level = if number <= CITY_AGENCIES { OrganizationLevel::City } else { OrganizationLevel::County };
        let command = OrganizationCommand::RecordLevel { level, recorded_on: jieyang::registered_on() };
        filler.push((organization(&format!("JY-SG-{number:04}"))?, command)).await?;
    }
    filler.flush().await
}

async fn sites(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("sites of Jieyang");
    for number in 0..STATIONS {
        let id = open(filler, SiteKind::ObservationStation, number).await?;
        observers(filler, id, number).await?;
    }
    for number in 0..POINTS_SHOPS {
        open(filler, SiteKind::PointsShop, number).await?;
    }
    for kind in SiteKind::ALL.iter().copied() {
        if !matches!(kind, SiteKind::ObservationStation | SiteKind::PointsShop) {
            for number in 0..OTHER_SITES {
                open(filler, kind, number).await?;
            }
        }
    }
    filler.flush().await
}

/// The code of a site of 揭阳.
pub(super) fn site_code(kind: SiteKind, number: usize) -> Result<Code, EdgeError> {
    code(&format!("JY-ZD-{}-{:04}", kind.code(), number + 1))
}

/// Opens a site that an agency runs, and checks it; one in four misses its sign.
async fn open(filler: &mut Filler<'_, '_>, kind: SiteKind, number: usize) -> Result<SiteId, EdgeError> {
    let code = site_code(kind, number)?;
    let id = SiteId::of_code(&code);
    let agency = organization(&format!("JY-SG-{:04}", number % AGENCIES + 1))?;
    let open = SiteCommand::OpenSite {
        code,
        name: format!("示例{}{:02}", kind.zh(), number + 1),
        kind,
        division: county(number),
        address: None,
        operator: organization_facts(agency, OrganizationKind::SocialWorkAgency, jieyang::registered_on()),
        opened_on: opened_on(),
    };
    filler.push((id, open)).await?;
    let sign = !number.is_multiple_of(4);
    let checklist = Checklist { place: true, team: true, projects: true, equipment: true, rules: true, sign };
    filler.push((id, SiteCommand::CheckSite { checklist, checked_on: day(2024, 9, 10) })).await?;
    Ok(id)
}

/// When the sites of the demonstration were opened.
pub(super) fn opened_on() -> NaiveDate {
    day(2024, 3, 1)
}

async fn observers(filler: &mut Filler<'_, '_>, site: SiteId, number: usize) -> Result<(), EdgeError> {
    let from = day(2024, 4, 1);
    let mut appointees = Vec::new();
    for _ in number * OBSERVERS_EACH..OBSERVERS.min((number + 1) * OBSERVERS_EACH) {
        let person = filler.people.draw(from).map_err(|refusal| Refused::of(&refusal))?;
        filler.push((person.person_id, person.register)).await?;
        appointees.push(Appointee { person: person.facts, role: PostRole::Observer });
    }
    let place = PlaceFacts {
        place: PostPlace::Site(site),
        kind: PlaceKind::Site(SiteKind::ObservationStation),
        division: county(number),
        from: opened_on(),
        until: None,
    };
    let to = Some(day(2027, 3, 31));
    filler.push((place.place, PostingCommand::PostPeople { place, appointees, from, to })).await
}

async fn pilots(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("pilots of Jieyang");
    for number in 0..PILOTS {
        let code = code(&format!("JY-XQ-{:04}", number + 1))?;
        let name = format!("示例小区{:02}", number + 1);
        let id = ganzhou::register_in(filler, code, name, OrganizationKind::Community, county(number)).await?;
        let label = OrganizationLabel::LivelyNeighbourhood;
        filler.push((id, OrganizationCommand::GrantLabel { label, granted_on: day(2024, 6, 1) })).await?;
    }
    filler.flush().await
}

/// Pledges, terms, labels and surveys of the organizations of 赣州.
async fn standing(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("pledges, terms, labels and surveys of Ganzhou");
    let associations = (0..).filter(|number| ganzhou::guided_kind(*number) == OrganizationKind::Association);
    for (at, number) in associations.take(PLEDGES).enumerate() {
        let id = organization(&format!("GZ-LX-{:04}", number + 1))?;
        let pledge = OrganizationCommand::SignPledge {
            code: code("CXZL-2022")?,
            pledge: PledgeKind::Integrity,
            copies: 1,
            signed_on: day(2022, 5, 18),
        };
        filler.push((id, pledge)).await?;
        if at < TERMS {
            let from = day(2022, u32::try_from(at % 12).unwrap_or_default() + 1, 1);
            let years = if at.is_multiple_of(2) { 5 } else { 4 };
            let to = time::day_before(time::years_after(from, years));
            filler.push((id, OrganizationCommand::RenewLeadership { from, to })).await?;
        }
    }
    for number in 0..SURVEYED {
        let id = organization(&format!("GZ-LX-{:04}", number + 1))?;
        let coverage = match number % 10 {
            0..=5 => PartyCoverage::Organization,
            6..=8 => PartyCoverage::Work,
            _ => PartyCoverage::None,
        };
        filler.push((id, OrganizationCommand::SurveyCoverage { coverage, surveyed_on: day(2024, 5, 20) })).await?;
        if number < DEMONSTRATIONS {
            let label = OrganizationLabel::DemonstrationSite;
            filler.push((id, OrganizationCommand::GrantLabel { label, granted_on: day(2023, 7, 1) })).await?;
        }
    }
    filler.flush().await
}

/// A department of 揭阳, and the agreement of a department of 赣州 with it.
async fn departments(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("an agreement of two cities");
    let (kind, division) = (OrganizationKind::Department, DivisionCode::new("4452"));
    let name = "示例社会工作部".to_owned();
    let partner = ganzhou::register_in(filler, code("JY-JG-0001")?, name, kind, division.clone()).await?;
    let agree = OrganizationCommand::PairOrganizations {
        partner: organization_facts(partner, kind, ganzhou::registered_on()),
        from: day(2025, 1, 6),
        to: None,
        agreement: Some(PairingAgreement { kind: PairingKind::CityAgreement, partner_division: division }),
    };
    filler.push((organization("GZ-JG-0001")?, agree)).await?;
    filler.flush().await
}

async fn matters(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("matters brought to departments of Ganzhou");
    for number in 0..RESPONSES {
        // What is left is dealt out evenly, so that the sum over all calls is the published figure.
        let listed = MATTERS * (number + 1) / RESPONSES - MATTERS * number / RESPONSES;
        let code = code(&format!("GZ-CS-{:04}", number + 1))?;
        let id = MatterCallId::of_code(&code);
        let raised_on = day(2022, 1, 10).checked_add_days(Days::new((number % 300) as u64)).unwrap_or_default();
        let (department, matters) = (number % DEPARTMENTS, new_matters(listed, number)?);
        let department = organization(&format!("GZ-JG-{:04}", department + 1))?;
        // Some calls leave one matter open.
        let resolved = if number < OPEN_MATTERS {
            matters.iter().skip(1).map(|matter| matter.code.clone()).collect()
        } else {
            Vec::new()
        };
        let raise = MatterCommand::RaiseMatters {
            code,
            caller: caller(number)?,
            department: organization_facts(department, OrganizationKind::Department, ganzhou::registered_on()),
            division: ganzhou::division(number),
            matters,
            raised_on,
        };
        filler.push((id, raise)).await?;
        let after = |days| raised_on.checked_add_days(Days::new(days)).unwrap_or_default();
        let response = Code::try_new("XY-1").map_err(|refusal| Refused::of(&refusal))?;
        filler.push((id, MatterCommand::TakeMatters { response, matters: Vec::new(), taken_on: after(1) })).await?;
        let result = "已协调办结".to_owned();
        filler.push((id, MatterCommand::ResolveMatters { matters: resolved, resolved_on: after(12), result })).await?;
    }
    filler.flush().await
}

fn new_matters(listed: usize, call: usize) -> Result<Vec<NewMatter>, EdgeError> {
    let matter = |number: usize| {
        Ok(NewMatter {
            code: code(&format!("SX-{:02}", number + 1))?,
            kind: MatterKind::ALL.get((call + number) % MatterKind::ALL.len()).copied().unwrap_or(MatterKind::Other),
            text: format!("示例事项{}之{}", call + 1, number + 1),
        })
    };
    (0..listed).map(matter).collect()
}

/// Most calls come from villages, some from instructors.
fn caller(number: usize) -> Result<CallerFacts, EdgeError> {
    let (caller, from) = if number.is_multiple_of(INSTRUCTORS_ONE_IN) {
        let instructor = number / INSTRUCTORS_ONE_IN % ganzhou::INSTRUCTORS_2022;
        let instructor = InstructorId::of_code(&code(&format!("GZ-ZDY-{:04}", instructor + 1))?);
        (MatterCaller::Instructor(instructor), day(2021, 9, 1))
    } else {
        let village = OrganizationId::of_code(&super::villages::code(number)?);
        (MatterCaller::Organization(village), ganzhou::registered_on())
    };
    Ok(CallerFacts { caller, from, until: None })
}

/// An association that merged into another, which answers for its certificates.
async fn successor(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("an organization that merged");
    let kind = OrganizationKind::Association;
    let name = |which: &str| format!("示例{which}协会");
    let division = || ganzhou::division(0);
    let merged = ganzhou::register_in(filler, code("GZ-HB-0001")?, name("原五金"), kind, division()).await?;
    let next = ganzhou::register_in(filler, code("GZ-HB-0002")?, name("五金"), kind, division()).await?;
    let dissolve = OrganizationCommand::DissolveOrganization {
        dissolved_on: day(2023, 12, 31),
        successor: None,
        posted_after: 0,
        reason: "合并".to_owned(),
    };
    filler.push((merged, dissolve)).await?;
    let successor = organization_facts(next, kind, ganzhou::registered_on());
    let succeed = OrganizationCommand::SucceedOrganization { successor, succeeded_on: day(2024, 1, 1) };
    filler.push((merged, succeed)).await?;
    filler.flush().await
}
