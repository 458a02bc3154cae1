//! What follows from any event whatever its noun: whose keys its personal fields need, and the unique values that it takes
//! and releases. One line a noun; everything else of a noun is its own.

use crate::{
    Recorded, StoreFault,
    vault::{KeyRing, SealedContext, Vault},
};
use cqrs_es::Aggregate;
use muster_domain::{
    account::Account,
    activity::Activity,
    category_catalog::CategoryCatalog,
    instructor::Instructor,
    kernel::{ClaimChange, Rules, StoredEvent as _},
    matter::MatterCall,
    organization::Organization,
    person::Person,
    points_account::PointsAccount,
    points_scheme::PointsScheme,
    population::Population,
    posting::Posting,
    publication::Publication,
    recognition::Recognition,
    rule_policy::RulePolicy,
    service_demand::ServiceDemand,
    site::Site,
    social_worker::SocialWorker,
    talent_demand::TalentDemand,
    talent_pool::TalentPool,
    talent_profile::TalentProfile,
    team::Team,
    volunteer::Volunteer,
    work_calendar::LoadedCalendar,
};
use std::collections::HashSet;
use uuid::Uuid;

/// Opens the personal fields of one event by a ring, and gives the changes of unique values that it declares.
pub(crate) type Opens = Box<dyn FnOnce(&KeyRing) -> Result<Vec<ClaimChange>, StoreFault> + Send>;

macro_rules! nouns {
    ($($noun:ty),+ $(,)?) => {
        /// The stored type of every noun.
        pub const TYPES: &[&str] = &[$(<$noun as Aggregate>::TYPE),+];

        /// Reads an event and notes whose keys it needs; none where it is of no noun that is known here.
        ///
        /// # Errors
        /// [`StoreFault::Undecodable`], [`StoreFault::StreamId`].
        pub(crate) fn read(recorded: &Recorded, owners: &mut HashSet<Uuid>) -> Result<Option<Opens>, StoreFault> {
            match recorded.aggregate_type.as_str() {
                $(<$noun as Aggregate>::TYPE => read_as::<$noun>(recorded, owners).map(Some),)+
                _ => Ok(None),
            }
        }
    };
}

nouns!(
    Account,
    Activity,
    CategoryCatalog,
    Instructor,
    LoadedCalendar,
    MatterCall,
    Organization,
    Person,
    PointsAccount,
    PointsScheme,
    Population,
    Posting,
    Publication,
    Recognition,
    RulePolicy,
    ServiceDemand,
    Site,
    SocialWorker,
    TalentDemand,
    TalentPool,
    TalentProfile,
    Team,
    Volunteer,
);

fn read_as<A: Rules>(recorded: &Recorded, owners: &mut HashSet<Uuid>) -> Result<Opens, StoreFault> {
    let stream = recorded.stream()?;
    let mut event: A::Event = recorded.decode()?;
    Vault::owners(&mut event, stream, owners);
    let (aggregate_id, sequence, position) = (recorded.aggregate_id.clone(), recorded.sequence, recorded.position);
    Ok(Box::new(move |ring| {
        let place = SealedContext { aggregate_type: A::TYPE, aggregate_id: &aggregate_id, sequence };
        Vault::unseal(&mut event, &place, stream, position, ring)?;
        Ok(event.claims(stream))
    }))
}
