//! 赣州: 18 counties and 2 zones; 115 instructors of 2022 and 121 of 2024, 1,270 guided organizations, 6,200 problems
//! solved, 1,563 organs paired with 2,260 organizations (fixtures `figures.csv`).

use super::{Filler, day, organization_facts};
use crate::edge::{EdgeError, Refused};
use chrono::{Days, NaiveDate};
use muster_domain::{
    instructor::{InstructorCommand, Qualification, words::EducationLevel},
    kernel::{
        Code, DivisionCode, InstructorId, OrganizationId, ProblemId,
        words::{InstructorKind, LinkKind, OrganizationKind, TeamCategory},
    },
    organization::{OrganizationCommand, PairingAgreement, words::PairingKind},
};

/// Counties and zones, in which everything is dealt out in turn.
pub(super) const DIVISIONS: [&str; 20] = [
    "360702", "360703", "360704", "360722", "360723", "360724", "360725", "360726", "360728", "360729", "360730",
    "360731", "360732", "360733", "360734", "360735", "360781", "360783", "GZ-JKQ", "GZ-RJXQ",
];
/// Party organizations of organs that are paired.
const ORGANS: usize = 1_563;
/// Two-new organizations that they are paired with.
const PAIRED: usize = 2_260;
/// Organizations guided by instructors; the first of the paired ones.
const GUIDED: usize = 1_270;
/// Full-time instructors of June 2022.
pub(super) const INSTRUCTORS_2022: usize = 115;
/// Full-time instructors of December 2024.
pub(super) const INSTRUCTORS_2024: usize = 121;
/// Part-time instructors, a number of our own.
const PART_TIME: usize = 30;
/// Focus links of each instructor of 2022, inside the 5 to 10 of the rule.
const FOCUS_EACH: usize = 8;
/// Problems solved.
const PROBLEMS: usize = 6_200;
/// Teams, a number of our own.
const TEAMS: usize = 60;

/// The code that a serial number of a kind has.
pub(super) fn code(prefix: &str, number: usize) -> Result<Code, EdgeError> {
    Code::try_new(&format!("GZ-{prefix}-{:04}", number + 1)).map_err(|refusal| Refused::of(&refusal).into())
}

/// The division that a serial number falls into.
pub(super) fn division(number: usize) -> DivisionCode {
    DivisionCode::new(DIVISIONS.get(number % DIVISIONS.len()).copied().unwrap_or_default())
}

/// Kinds of the organizations that are guided.
const GUIDED_KINDS: [OrganizationKind; 4] = [
    OrganizationKind::Enterprise,
    OrganizationKind::Association,
    OrganizationKind::Ngo,
    OrganizationKind::NewEmploymentGroup,
];

/// The kind of the guided organization with this serial number.
pub(super) fn guided_kind(number: usize) -> OrganizationKind {
    GUIDED_KINDS.get(number % GUIDED_KINDS.len()).copied().unwrap_or(OrganizationKind::Enterprise)
}

/// When the organizations were registered.
pub(super) fn registered_on() -> NaiveDate {
    day(2021, 3, 1)
}

/// When the links of 2022 began.
fn linked_on() -> NaiveDate {
    day(2022, 3, 1)
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    organizations(filler).await?;
    pairings(filler).await?;
    instructors(filler).await?;
    problems(filler).await?;
    teams(filler).await
}

async fn organizations(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("organizations of Ganzhou");
    for number in 0..ORGANS {
        let name = format!("示例机关{:04}", number + 1);
        register(filler, code("JG", number)?, name, OrganizationKind::Department, division(number)).await?;
    }
    for number in 0..PAIRED {
        let name = format!("示例两新组织{:04}", number + 1);
        register(filler, code("LX", number)?, name, guided_kind(number), division(number)).await?;
    }
    filler.flush().await
}

async fn register(
    filler: &mut Filler<'_, '_>,
    code: Code,
    name: String,
    kind: OrganizationKind,
    division: DivisionCode,
) -> Result<(), EdgeError> {
    register_in(filler, code, name, kind, division).await.map(drop)
}

/// Registers an organization in a division.
pub(super) async fn register_in(
    filler: &mut Filler<'_, '_>,
    code: Code,
    name: String,
    kind: OrganizationKind,
    division: DivisionCode,
) -> Result<OrganizationId, EdgeError> {
    let id = OrganizationId::of_code(&code);
    let command = OrganizationCommand::RegisterOrganization {
        code,
        name,
        kind,
        division,
        parent: None,
        credit_code: None,
        registered_on: registered_on(),
    };
    filler.push((id, command)).await?;
    Ok(id)
}

async fn pairings(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("pairings of Ganzhou");
    for number in 0..PAIRED {
        let organ = OrganizationId::of_code(&code("JG", number % ORGANS)?);
        let partner = OrganizationId::of_code(&code("LX", number)?);
        let command = OrganizationCommand::PairOrganizations {
            partner: organization_facts(partner, guided_kind(number), registered_on()),
            from: day(2022, 1, 1),
            to: None,
            agreement: Some(PairingAgreement { kind: PairingKind::JointBuilding, partner_division: division(number) }),
        };
        filler.push((organ, command)).await?;
    }
    filler.flush().await
}

async fn instructors(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("instructors of Ganzhou");
    for number in 0..INSTRUCTORS_2024 + PART_TIME {
        let (kind, appointed_on) = match number {
            0..INSTRUCTORS_2022 => (InstructorKind::FullTime, day(2021, 9, 1)),
            INSTRUCTORS_2022..INSTRUCTORS_2024 => (InstructorKind::FullTime, day(2023, 5, 4)),
            _ => (InstructorKind::PartTime, day(2022, 1, 10)),
        };
        let person = filler.people.draw(appointed_on).map_err(|refusal| Refused::of(&refusal))?;
        filler.push((person.person_id, person.register)).await?;
        let code = code("ZDY", number)?;
        let id = InstructorId::of_code(&code);
        let division = division(number);
        // Files of 2022 did not tell it; of those appointed since it is known.
        let known = Qualification { education: Some(EducationLevel::Bachelor), party_work_years: Some(3) };
        let person = person.facts;
        let qualification = if number < INSTRUCTORS_2022 { Qualification::default() } else { known };
        let command =
            InstructorCommand::AppointInstructor { person, code, division, kind, appointed_on, qualification };
        filler.push((id, command)).await?;
    }
    for number in 0..GUIDED {
        let instructor = InstructorId::of_code(&code("ZDY", number % INSTRUCTORS_2022)?);
        let link_kind = if number / INSTRUCTORS_2022 < FOCUS_EACH { LinkKind::Focus } else { LinkKind::General };
        let organization = OrganizationId::of_code(&code("LX", number)?);
        let command = InstructorCommand::AssignOrganization {
            organization: organization_facts(organization, guided_kind(number), registered_on()),
            represented: Vec::new(),
            link_kind,
            from: linked_on(),
            to: None,
        };
        filler.push((instructor, command)).await?;
    }
    filler.flush().await
}

async fn problems(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("problems solved in Ganzhou");
    for number in 0..PROBLEMS {
        let guided = number % GUIDED;
        let instructor = InstructorId::of_code(&code("ZDY", guided % INSTRUCTORS_2022)?);
        let problem_id = ProblemId::of_code(instructor, &code("WT", number)?);
        let raised_on = linked_on().checked_add_days(Days::new((number % 90) as u64)).unwrap_or_default();
        let raise = InstructorCommand::RaiseProblem {
            problem_id,
            organization_id: OrganizationId::of_code(&code("LX", guided)?),
            raised_on,
            text: format!("示例协调事项第{}件", number + 1),
        };
        let resolved_on = raised_on.checked_add_days(Days::new(10)).unwrap_or_default();
        let resolve =
            InstructorCommand::ResolveProblem { problem_id, resolved_on, result: "已协调解决".to_owned() };
        filler.push((instructor, raise)).await?;
        filler.push((instructor, resolve)).await?;
    }
    filler.flush().await
}

async fn teams(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("teams of Ganzhou");
    let organization = OrganizationId::of_code(&code("JG", 0)?);
    let facts = organization_facts(organization, OrganizationKind::Department, registered_on());
    for number in 0..TEAMS {
        let category =
            TeamCategory::ALL.get(number % TeamCategory::ALL.len()).copied().unwrap_or(TeamCategory::General);
        // One county is left without a team on purpose, so that coverage has a zero to show.
        let home = division(if number % DIVISIONS.len() == 9 { 0 } else { number });
        let name = format!("示例{}队{:02}", category.zh(), number + 1);
        super::service::form_team(filler, &code("DW", number)?, name, category, &home, &facts).await?;
    }
    filler.flush().await
}
