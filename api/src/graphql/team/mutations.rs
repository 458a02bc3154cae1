//! Commands of a team.

use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        scalars::{Date, TeamCategory},
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::{DivisionCode, TeamId, VolunteerId},
    team::{Team as TeamState, TeamCommand},
};

/// The forming of a team (组建).
#[derive(InputObject)]
pub struct FormationInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Name (队伍名称).
    name: String,
    /// Category (队伍类别).
    category: TeamCategory,
    /// Code of the division in which it is at home (所在地).
    home_division: String,
    /// Code of the organization that answers for it (依托单位).
    organization: String,
    /// An emergency backbone team (应急骨干队伍).
    #[graphql(default)]
    emergency: bool,
    /// First day of service (组建日期).
    formed_on: Date,
}

/// The calling out of a team (战时启动).
#[derive(InputObject)]
pub struct ActivationInput {
    /// Code of the team (队伍编码).
    team: String,
    /// Reference of the command authority's order (指挥机构文号; 志愿服务条例 art. 24).
    authority_reference: String,
    /// Code of the division to which it is called (驰援地).
    division: String,
    /// First day (启动日期).
    activated_on: Date,
}

/// Commands of teams.
#[derive(Default)]
pub struct TeamMutation;

/// Executes one command on the team with a code.
async fn on_team(ctx: &Context<'_>, key: Option<String>, team: &str, command: TeamCommand) -> Result<Done> {
    let id = TeamId::of_code(&code(team)?).uuid();
    execute_keyed::<TeamState>(ctx, key.as_deref(), id, command).await
}

/// Commands of teams.
#[Object]
impl TeamMutation {
    /// Forms a team (组建).
    async fn form_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: FormationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (code, organization) = (code(&input.code)?, code(&input.organization)?);
        let (home, category) = (DivisionCode::new(&input.home_division), input.category.into());
        let (name, emergency, formed_on) = (input.name, input.emergency, input.formed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (code, organization) = (code.clone(), organization.clone());
            let (name, home_division) = (name.clone(), home.clone());
            Box::pin(async move {
                let organization = facts::known_organization(unit, &organization).await?;
                let id = TeamId::of_code(&code).uuid();
                let command =
                    TeamCommand::FormTeam { code, name, category, home_division, organization, emergency, formed_on };
                unit.decide::<TeamState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Admits a volunteer to a team (入队).
    async fn admit_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "First day.")] admitted_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (team, volunteer) = (code(&team)?, code(&volunteer)?);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (team, volunteer) = (team.clone(), volunteer.clone());
            Box::pin(async move {
                let volunteer_id = facts::known_volunteer(unit, &volunteer).await?;
                let id = TeamId::of_code(&team).uuid();
                let command = TeamCommand::AdmitMember { volunteer_id, admitted_on: admitted_on.0 };
                unit.decide::<TeamState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Lets a member go (离队).
    async fn remove_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Last day.")] left_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let volunteer_id = VolunteerId::of_code(&code(&volunteer)?);
        on_team(ctx, idempotency_key, &team, TeamCommand::RemoveMember { volunteer_id, left_on: left_on.0 }).await
    }

    /// Lets a member lead the team (任命队长).
    async fn appoint_leader(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "First day.")] appointed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (team, volunteer, appointed_on) = (code(&team)?, code(&volunteer)?, appointed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (team, volunteer) = (team.clone(), volunteer.clone());
            Box::pin(async move {
                let volunteer = facts::volunteer(unit, &volunteer, appointed_on).await?;
                let id = TeamId::of_code(&team).uuid();
                let command = TeamCommand::AppointLeader { volunteer, appointed_on };
                unit.decide::<TeamState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Lets a team serve a division (指定服务区域).
    async fn assign_service_area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "Code of the division.")] division: String,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day, where there is one.")] to: Option<Date>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = TeamCommand::AssignServiceArea {
            division: DivisionCode::new(&division),
            from: from.0,
            to: to.map(|day| day.0),
        };
        on_team(ctx, idempotency_key, &team, command).await
    }

    /// Ends the service of a team in a division (撤销服务区域).
    async fn withdraw_service_area(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "Code of the division.")] division: String,
        #[graphql(desc = "Last day of service there.")] last_day: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let division = DivisionCode::new(&division);
        on_team(ctx, idempotency_key, &team, TeamCommand::WithdrawServiceArea { division, last_day: last_day.0 }).await
    }

    /// Changes the category of a team (改类).
    async fn reclassify_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "New category.")] category: TeamCategory,
        #[graphql(desc = "Whether it is an emergency backbone team.")] emergency: bool,
        #[graphql(desc = "First day.")] reclassified_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (category, reclassified_on) = (category.into(), reclassified_on.0);
        let command = TeamCommand::ReclassifyTeam { category, emergency, reclassified_on };
        on_team(ctx, idempotency_key, &team, command).await
    }

    /// Records a drill (登记演练).
    async fn record_drill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "On which day.")] drilled_on: Date,
        #[graphql(desc = "Members who took part; those named where it is not given.")] participants: Option<u32>,
        #[graphql(default, desc = "Codes of the volunteers who took part: all of them, or none.")] people: Vec<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let people = people.iter().map(|volunteer| Ok(VolunteerId::of_code(&code(volunteer)?)));
        let people = people.collect::<Result<Vec<_>>>()?;
        let participants = participants.unwrap_or_else(|| u32::try_from(people.len()).unwrap_or(u32::MAX));
        let command = TeamCommand::RecordDrill { drilled_on: drilled_on.0, participants, people };
        on_team(ctx, idempotency_key, &team, command).await
    }

    /// Calls a team out; enough of its members are active, adult, trained and insured (战时启动, T4).
    async fn activate_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The call.")] input: ActivationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let ActivationInput { team, authority_reference, division, activated_on: Date(activated_on) } = input;
        let (team, division) = (TeamId::of_code(&code(&team)?), DivisionCode::new(&division));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (authority_reference, division) = (authority_reference.clone(), division.clone());
            Box::pin(async move {
                let members = facts::members(unit, team, activated_on).await?;
                let command = TeamCommand::ActivateTeam { authority_reference, division, activated_on, members };
                unit.decide::<TeamState>(team.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(team.uuid())
            })
        })
        .await
    }

    /// Sends a team back to standby (转入平时).
    async fn stand_down_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "First day of standby.")] stood_down_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        on_team(ctx, idempotency_key, &team, TeamCommand::StandDownTeam { stood_down_on: stood_down_on.0 }).await
    }

    /// Suspends a team (暂停).
    async fn suspend_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "First day.")] suspended_on: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = TeamCommand::SuspendTeam { suspended_on: suspended_on.0, reason };
        on_team(ctx, idempotency_key, &team, command).await
    }

    /// Ends the suspension of a team (恢复).
    async fn resume_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "First day of service again.")] resumed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        on_team(ctx, idempotency_key, &team, TeamCommand::ResumeTeam { resumed_on: resumed_on.0 }).await
    }

    /// Disbands a team (解散).
    async fn disband_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the team.")] team: String,
        #[graphql(desc = "Last day.")] disbanded_on: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = TeamCommand::DisbandTeam { disbanded_on: disbanded_on.0, reason };
        on_team(ctx, idempotency_key, &team, command).await
    }
}
