//! The GraphQL door: one file a noun, merged here by one line each. No rule is decided and no row is read here.

pub mod account;
pub mod activity;
pub mod aggregate_type;
pub mod as_of;
pub mod audit;
pub mod counted_ratio;
pub mod coverage;
pub mod cursor;
pub mod division;
mod errors;
pub mod event_history;
pub mod expiring;
pub mod gate;
pub(crate) mod given;
pub mod headcount;
pub mod hours_served;
pub mod instructor;
pub mod loaders;
pub mod matter;
pub mod mutation;
pub mod organization;
pub mod person;
pub mod points;
pub mod population;
pub mod posting;
pub mod publication;
pub mod recognition;
pub mod records_import;
mod role;
pub mod scalars;
pub mod sealed_log;
pub mod service_demand;
pub mod service_summary;
pub mod site;
pub mod social_worker;
pub mod standing;
pub mod talent;
pub mod talent_demand;
pub mod talent_pool;
pub mod team;
pub mod volunteer;
pub mod words;
pub mod words_activity;
pub mod words_organization;

pub use gate::{AnsweredPosition, Gate, Moment};

use crate::access::Guard;
use async_graphql::{EmptySubscription, MergedObject, Schema};

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    account::AccountQuery,
    team::TeamQuery,
    team::ServingQuery,
    person::PersonQueries,
    volunteer::VolunteerQuery,
    volunteer::DisputeQuery,
    volunteer::AvailabilityQuery,
    matter::MatterQuery,
    organization::OrganizationQuery,
    organization::StandingQuery,
    instructor::InstructorQuery,
    instructor::AssignmentQuery,
    instructor::LoadQuery,
    instructor::HistoryQuery,
    instructor::ReassignmentQuery,
    recognition::CertificateQuery,
    recognition::StarQuery,
    social_worker::SocialWorkerQuery,
    posting::PostingQuery,
    service_demand::ServiceDemandQuery,
    site::SiteQuery,
    social_worker::EducationQuery,
    social_worker::ReserveQuery,
    social_worker::WorkforceQuery,
    points::PointsQuery,
    points::SchemeQuery,
    population::PopulationQuery,
    population::PenetrationQuery,
    publication::PublicationQuery,
    talent::TalentQuery,
    talent_demand::DemandQuery,
    talent_pool::PoolQuery,
    expiring::ExpiryQuery,
    talent_pool::TalentReportQuery,
    hours_served::HoursServedQuery,
    service_summary::ServiceSummaryQuery,
    activity::ActivityQuery,
    activity::DeadlineQuery,
    activity::EligibilityQuery,
    coverage::CoverageQuery,
    headcount::HeadcountQuery,
    division::DivisionQuery,
    standing::PolicyQuery,
    standing::CalendarQuery,
    standing::WhatIfQuery,
    event_history::EventQuery,
    sealed_log::SealedLogQuery,
    audit::AuditQueries,
    // The last is looked at first: what stands below it goes through all of these again, and the stack is not endless.
    as_of::AsOfQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    account::AccountMutation,
    activity::ActivityMutation,
    activity::AttendingMutation,
    activity::CreditingMutation,
    activity::ChangingMutation,
    activity::VoidingMutation,
    team::TeamMutation,
    matter::MatterMutation,
    organization::OrganizationMutation,
    organization::PairingMutation,
    organization::StandingMutation,
    posting::PostingMutation,
    service_demand::ServiceDemandMutation,
    site::SiteMutation,
    instructor::InstructorMutation,
    instructor::LinkingMutation,
    instructor::HandoverMutation,
    instructor::GuidanceMutation,
    records_import::ImportMutation,
    instructor::InstructorRecordMutation,
    recognition::CertificateMutation,
    recognition::RecognitionMutation,
    recognition::StarMutation,
    social_worker::SocialWorkerMutation,
    social_worker::CareerMutation,
    points::PointsMutation,
    points::SchemeMutation,
    population::PopulationMutation,
    talent_demand::DemandMutation,
    talent_demand::MatchMutation,
    publication::PublicationMutation,
    talent_pool::PoolMutation,
    talent_pool::ProfileMutation,
    person::PersonMutations,
    volunteer::VolunteerMutation,
    volunteer::CreditMutation,
    volunteer::DisputeMutation,
    volunteer::RecordMutation,
    volunteer::ReadinessMutation,
    standing::PolicyMutation,
    standing::CalendarMutation,
);

/// The schema of the registry.
pub type RegistrySchema = Schema<Query, Mutation, EmptySubscription>;

/// What a query may cost; depth, size and directives are the HTTP front's to bound.
const COMPLEXITY_LIMIT: usize = 1_000;

/// Builds the schema without data, for printing it; see [`schema`] for the one that answers.
#[must_use]
pub fn schema_text() -> String {
    schema_without_registry().sdl()
}

/// The schema that knows what may be asked, and can answer nothing.
pub(crate) fn schema_without_registry() -> RegistrySchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).finish()
}

/// Builds the schema on an open registry.
#[must_use]
pub fn schema(gate: Gate) -> RegistrySchema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription);
    loaders::add(schema, &gate).limit_complexity(COMPLEXITY_LIMIT).extension(Guard).data(gate).finish()
}
