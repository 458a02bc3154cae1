//! Commands of the demonstration on any aggregate, executed many in one unit of work.

use super::talents::CatalogStream;
use crate::edge::{EdgeError, Refused, refuse, unit_error};
use muster_domain::{
    activity::{Activity, ActivityCommand},
    category_catalog::{CategoryCatalog, CategoryCatalogCommand},
    instructor::{Instructor, InstructorCommand},
    kernel::{
        ActivityId, DemandCatalogId, InstructorId, MatterCallId, OrganizationId, PersonId, PointsSchemeId, PoolId,
        PopulationId, Rules, ServiceDemandId, SiteId, SocialWorkerId, TalentProfileId, TeamId, VolunteerId,
    },
    matter::{MatterCall, MatterCommand},
    organization::{Organization, OrganizationCommand},
    person::{Person, PersonCommand},
    points_account::{PointsAccount, PointsAccountCommand},
    points_scheme::{PointsScheme, PointsSchemeCommand},
    population::{Population, PopulationCommand},
    posting::{PostPlace, Posting, PostingCommand},
    recognition::{Recognition, RecognitionCommand},
    service_demand::{ServiceDemand, ServiceDemandCommand},
    site::{Site, SiteCommand},
    social_worker::{SocialWorker, SocialWorkerCommand},
    talent_demand::{TalentDemand, TalentDemandCommand},
    talent_pool::{TalentPool, TalentPoolCommand},
    talent_profile::{TalentProfile, TalentProfileCommand},
    team::{Team, TeamCommand},
    volunteer::{Volunteer, VolunteerCommand},
};
use muster_eventstore::{EventLog, Request, StepError, Unit};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

macro_rules! demo_commands {
    ($($variant:ident ($id:ty, $state:ty, $command:ty);)+) => {
        /// A command and the stream that it is for.
        #[derive(Clone, Debug)]
        pub(super) enum DemoCommand {
            $(
                #[doc = concat!("For a stream of ", stringify!($variant), ".")]
                $variant(Uuid, Box<$command>),
            )+
        }

        $(
            impl From<($id, $command)> for DemoCommand {
                fn from((id, command): ($id, $command)) -> Self {
                    Self::$variant(id.uuid(), Box::new(command))
                }
            }
        )+

        /// Loads every stream that the commands are for, with one read an aggregate.
        async fn load(unit: &mut Unit, commands: &[DemoCommand]) -> Result<(), StepError<Refused>> {
            $({
                let ids: BTreeSet<Uuid> = commands
                    .iter()
                    .filter_map(|command| match command {
                        DemoCommand::$variant(id, _) => Some(*id),
                        _ => None,
                    })
                    .collect();
                unit.load::<$state>(ids).await?;
            })+
            Ok(())
        }

        fn decide(unit: &mut Unit, command: &DemoCommand) -> Result<(), StepError<Refused>> {
            match command {
                $(DemoCommand::$variant(id, command) => decide_on::<$state>(unit, *id, (**command).clone()),)+
            }
        }
    };
}

demo_commands! {
    Person(PersonId, Person, PersonCommand);
    Volunteer(VolunteerId, Volunteer, VolunteerCommand);
    Activity(ActivityId, Activity, ActivityCommand);
    Team(TeamId, Team, TeamCommand);
    Matter(MatterCallId, MatterCall, MatterCommand);
    Organization(OrganizationId, Organization, OrganizationCommand);
    PointsAccount(VolunteerId, PointsAccount, PointsAccountCommand);
    PointsScheme(PointsSchemeId, PointsScheme, PointsSchemeCommand);
    Population(PopulationId, Population, PopulationCommand);
    Posting(PostPlace, Posting, PostingCommand);
    Recognition(VolunteerId, Recognition, RecognitionCommand);
    ServiceDemand(ServiceDemandId, ServiceDemand, ServiceDemandCommand);
    Site(SiteId, Site, SiteCommand);
    SocialWorker(SocialWorkerId, SocialWorker, SocialWorkerCommand);
    Instructor(InstructorId, Instructor, InstructorCommand);
    CategoryCatalog(CatalogStream, CategoryCatalog, CategoryCatalogCommand);
    TalentDemand(DemandCatalogId, TalentDemand, TalentDemandCommand);
    TalentPool(PoolId, TalentPool, TalentPoolCommand);
    TalentProfile(TalentProfileId, TalentProfile, TalentProfileCommand);
}

fn decide_on<A: Rules>(unit: &mut Unit, id: Uuid, command: A::Command) -> Result<(), StepError<Refused>> {
    let events = unit.propose::<A>(id, command)?.map_err(refuse)?;
    unit.accept::<A>(id, events)?;
    Ok(())
}

/// Executes commands in their order, all or none.
pub(super) async fn execute(log: &EventLog, request: &Request, commands: Vec<DemoCommand>) -> Result<(), EdgeError> {
    if commands.is_empty() {
        return Ok(());
    }
    let commands = Arc::new(commands);
    log.transact(request, move |unit| {
        let commands = Arc::clone(&commands);
        Box::pin(async move {
            load(unit, &commands).await?;
            commands.iter().try_for_each(|command| decide(unit, command))
        })
    })
    .await
    .map(drop)
    .map_err(unit_error)
}
