//! What a stream of events is about: the list of nouns, one line each, and how the sender's code names a thing.

use crate::edge::Refused;
use async_graphql::{Enum, Result};
use muster_domain::kernel::{
    AccountId, ActivityId, Code, DemandCatalogId, DivisionCode, InstructorId, MatterCallId, OrganizationId,
    PointsSchemeId, PoolId, PopulationId, PublicationId, ServiceDemandId, SiteId, SocialWorkerId, TalentProfileId,
    TeamId, VolunteerId, ids::category_catalog_stream,
};
use muster_domain::{rule_policy::RULE_BOOK, work_calendar::WORK_CALENDAR};
use muster_eventstore::{EventLog, StateAt, StoreFault};
use uuid::Uuid;

macro_rules! aggregate_types {
    ($($(#[$doc:meta])* $variant:ident = $stored:literal of $noun:ident::$state:ident, $id:expr;)+) => {
        /// What a stream of events is about (聚合类型).
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AggregateType { $($(#[$doc])* $variant,)+ }

        impl AggregateType {
            /// Every kind, in the order of the stored words.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the log.
            pub(crate) const fn stored(self) -> &'static str {
                match self { $(Self::$variant => $stored),+ }
            }

            /// The stream of the thing with this code.
            ///
            /// # Errors
            /// `PERSON_HAS_NO_CODE`.
            pub(crate) fn stream_of(self, code: &Code) -> Result<Uuid> {
                let id: Option<Uuid> = match self { $(Self::$variant => ($id)(code)),+ };
                id.ok_or_else(|| Refused::new("PERSON_HAS_NO_CODE", "a person is named by id, not by a code").into())
            }

            /// The state of a stream of this kind at a position of the log.
            pub(crate) async fn state_at(
                self,
                log: &EventLog,
                id: Uuid,
                position: i64,
            ) -> std::result::Result<Option<StateAt>, StoreFault> {
                match self {
                    $(Self::$variant => log.state_at::<muster_domain::$noun::$state>(id, position).await),+
                }
            }
        }
    };
}

aggregate_types! {
    /// An account, by its principal (账号).
    Account = "account" of account::Account, |code| Some(AccountId::of_code(code).uuid());
    /// An activity (志愿服务活动).
    Activity = "activity" of activity::Activity, |code| Some(ActivityId::of_code(code).uuid());
    /// The category catalogue of a division, by the division's code (人才分类目录).
    CategoryCatalog = "category_catalog" of category_catalog::CategoryCatalog, |code: &Code| Some(category_catalog_stream(&DivisionCode::new(code.as_str())));
    /// A party-building instructor (党建指导员).
    Instructor = "instructor" of instructor::Instructor, |code| Some(InstructorId::of_code(code).uuid());
    /// A call on a department with its matters (吹哨单).
    Matter = "matter" of matter::MatterCall, |code| Some(MatterCallId::of_code(code).uuid());
    /// An organization (组织).
    Organization = "organization" of organization::Organization, |code| Some(OrganizationId::of_code(code).uuid());
    /// A natural person (自然人).
    Person = "person" of person::Person, |_| None;
    /// The points account of a volunteer, by the volunteer's code (积分账户).
    PointsAccount = "points_account" of points_account::PointsAccount, |code| Some(VolunteerId::of_code(code).uuid());
    /// A points scheme (积分方案).
    PointsScheme = "points_scheme" of points_scheme::PointsScheme, |code| Some(PointsSchemeId::of_code(code).uuid());
    /// The population of a division, by the division's code (人口口径).
    Population = "population" of population::Population, |code: &Code| Some(PopulationId::of_division(&DivisionCode::new(code.as_str())).uuid());
    /// A published report series, by `KIND/division/from/to` (报表发布).
    Publication = "publication" of publication::Publication, |code| Some(PublicationId::of_code(code).uuid());
    /// The recognition of a volunteer, by the volunteer's code (激励嘉许).
    Recognition = "recognition" of recognition::Recognition, |code| Some(VolunteerId::of_code(code).uuid());
    /// The posts of a place, by the code of the organization; those of a site are found by the site's id (岗位任职).
    Posting = "posting" of posting::Posting, |code| Some(OrganizationId::of_code(code).uuid());
    /// The rule book; there is one, whatever the code (规则版本).
    RulePolicy = "rule_policy" of rule_policy::RulePolicy, |_| Some(RULE_BOOK);
    /// A demand for service in an emergency (应急服务需求).
    ServiceDemand = "service_demand" of service_demand::ServiceDemand, |code| Some(ServiceDemandId::of_code(code).uuid());
    /// A site (阵地).
    Site = "site" of site::Site, |code| Some(SiteId::of_code(code).uuid());
    /// A social-work professional or community worker (社会工作人才).
    SocialWorker = "social_worker" of social_worker::SocialWorker, |code| Some(SocialWorkerId::of_code(code).uuid());
    /// A scarce-talent catalogue, by its code `{division}-{year}` (急需紧缺人才目录).
    TalentDemand = "talent_demand" of talent_demand::TalentDemand, |code| Some(DemandCatalogId::of_code(code).uuid());
    /// A talent pool (人才库).
    TalentPool = "talent_pool" of talent_pool::TalentPool, |code| Some(PoolId::of_code(code).uuid());
    /// What is kept of a person as a talent, by the person's id (人才档案).
    TalentProfile = "talent_profile" of talent_profile::TalentProfile, |code| Some(TalentProfileId::of_code(code).uuid());
    /// A volunteer team (志愿服务队).
    Team = "team" of team::Team, |code| Some(TeamId::of_code(code).uuid());
    /// A volunteer (志愿者).
    Volunteer = "volunteer" of volunteer::Volunteer, |code| Some(VolunteerId::of_code(code).uuid());
    /// The working-day calendar; there is one, whatever the code (工作日历).
    WorkCalendar = "work_calendar" of work_calendar::LoadedCalendar, |_| Some(WORK_CALENDAR);
}

impl AggregateType {
    /// The kind with this word in the log.
    pub(crate) fn of_stored(text: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|kind| kind.stored() == text);
        found.ok_or_else(|| async_graphql::Error::new("the history holds an unknown kind of stream"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_projections::{View as _, views::event_history};

    #[test]
    fn every_stream_of_the_history_has_a_word() {
        let words: Vec<&str> = AggregateType::ALL.iter().map(|kind| kind.stored()).collect();
        assert_eq!(words, event_history::EventHistory.aggregate_types());
        assert!(AggregateType::of_stored("tally").is_err());
    }

    #[test]
    fn every_noun_is_known_where_a_bundle_is_taken_in() {
        let sorted = |words: &[&'static str]| {
            let mut words = words.to_vec();
            words.sort_unstable();
            words
        };
        assert_eq!(sorted(muster_eventstore::nouns::TYPES), sorted(event_history::EventHistory.aggregate_types()));
    }

    #[test]
    fn person_alone_has_no_code() {
        let code = Code::try_new("V-1").unwrap();
        for kind in AggregateType::ALL {
            assert_eq!(kind.stream_of(&code).is_err(), *kind == AggregateType::Person, "{kind:?}");
        }
    }
}
