//! What came after 2022 for the instructors of 赣州, so that load, overrides and a handover have something to show: one
//! who leaves with seven links, one under an override, one whose override ended, appraisals and trainings.

use super::{
    Filler, day,
    ganzhou::{INSTRUCTORS_2022, INSTRUCTORS_2024, code, guided_kind, registered_on},
    organization_facts,
};
use crate::edge::EdgeError;
use chrono::NaiveDate;
use muster_domain::{
    instructor::InstructorCommand,
    kernel::{
        InstructorId, OrganizationId,
        words::{AppraisalGrade, LinkKind, OrganizationKind},
    },
};

/// Focus links of the instructor who leaves: the last of 2024.
const LEAVING_LINKS: usize = 7;
/// Focus links of each of the two who had leave for more than ten: the two before.
const OVERRIDDEN_LINKS: usize = 11;
/// The first organization that nobody guided in 2022.
const FIRST_UNGUIDED: usize = 1_270;
/// Years that were appraised.
const APPRAISED: [i32; 3] = [2022, 2023, 2024];

/// When the links of those appointed in 2023 began.
fn linked_on() -> NaiveDate {
    day(2023, 6, 1)
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("instructors of Ganzhou after 2022");
    let mut unguided = FIRST_UNGUIDED;
    for (number, until) in [(INSTRUCTORS_2024 - 3, day(2025, 12, 31)), (INSTRUCTORS_2024 - 2, day(2026, 12, 31))] {
        let department = OrganizationId::of_code(&code("JG", 0)?);
        let grant = InstructorCommand::GrantFocusOverride {
            department: organization_facts(department, OrganizationKind::Department, registered_on()),
            limit: 12,
            from: linked_on(),
            to: until,
            reason: "示例：新建园区集中组建".to_owned(),
        };
        filler.push((instructor(number)?, grant)).await?;
        link(filler, number, unguided..unguided + OVERRIDDEN_LINKS).await?;
        unguided += OVERRIDDEN_LINKS;
    }
    link(filler, INSTRUCTORS_2024 - 1, unguided..unguided + LEAVING_LINKS).await?;
    appraise(filler).await?;
    filler.flush().await
}

fn instructor(number: usize) -> Result<InstructorId, EdgeError> {
    Ok(InstructorId::of_code(&code("ZDY", number)?))
}

async fn link(
    filler: &mut Filler<'_, '_>,
    number: usize,
    organizations: std::ops::Range<usize>,
) -> Result<(), EdgeError> {
    for guided in organizations {
        let organization = OrganizationId::of_code(&code("LX", guided)?);
        let command = InstructorCommand::AssignOrganization {
            organization: organization_facts(organization, guided_kind(guided), registered_on()),
            represented: Vec::new(),
            link_kind: LinkKind::Focus,
            from: linked_on(),
            to: None,
        };
        filler.push((instructor(number)?, command)).await?;
    }
    Ok(())
}

async fn appraise(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    for number in 0..INSTRUCTORS_2022 {
        for (turn, year) in APPRAISED.into_iter().enumerate() {
            let grade = match (number + turn) % 20 {
                0..3 => AppraisalGrade::Excellent,
                19 => AppraisalGrade::BasicallyCompetent,
                _ => AppraisalGrade::Competent,
            };
            filler.push((instructor(number)?, InstructorCommand::AppraiseInstructor { year, grade })).await?;
        }
        let training = InstructorCommand::RecordTraining {
            name: "示例：党建指导员培训班".to_owned(),
            minutes: 960,
            completed_on: day(2022, 9, 9),
        };
        filler.push((instructor(number)?, training)).await?;
    }
    Ok(())
}
