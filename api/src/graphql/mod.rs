//! The GraphQL door: one file a noun, merged here by one line each. No rule is decided and no row is read here.

pub mod activity;
pub mod aggregate_type;
pub mod as_of;
pub mod coverage;
pub mod cursor;
pub mod division;
mod errors;
pub mod event_history;
pub mod gate;
pub mod headcount;
pub mod hours_served;
pub mod instructor;
pub mod loaders;
pub mod mutation;
pub mod organization;
pub mod person;
pub mod population;
mod role;
pub mod scalars;
pub mod service_summary;
pub mod social_worker;
pub mod standing;
pub mod talent;
pub mod team;
pub mod volunteer;
pub mod words;
pub mod words_activity;
pub mod words_organization;

pub use gate::{AnsweredPosition, Gate};

use async_graphql::{EmptySubscription, MergedObject, Schema};

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    team::TeamQuery,
    team::ServingQuery,
    person::PersonQuery,
    volunteer::VolunteerQuery,
    volunteer::DisputeQuery,
    organization::OrganizationQuery,
    instructor::InstructorQuery,
    instructor::AssignmentQuery,
    instructor::LoadQuery,
    social_worker::SocialWorkerQuery,
    social_worker::EducationQuery,
    social_worker::ReserveQuery,
    social_worker::WorkforceQuery,
    population::PopulationQuery,
    population::PenetrationQuery,
    talent::TalentQuery,
    hours_served::HoursServedQuery,
    service_summary::ServiceSummaryQuery,
    activity::ActivityQuery,
    activity::DeadlineQuery,
    coverage::CoverageQuery,
    headcount::HeadcountQuery,
    division::DivisionQuery,
    standing::PolicyQuery,
    standing::CalendarQuery,
    event_history::EventQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    activity::ActivityMutation,
    activity::AttendingMutation,
    activity::CreditingMutation,
    team::TeamMutation,
    organization::OrganizationMutation,
    organization::PairingMutation,
    instructor::InstructorMutation,
    instructor::LinkingMutation,
    instructor::GuidanceMutation,
    social_worker::SocialWorkerMutation,
    social_worker::CareerMutation,
    population::PopulationMutation,
    person::PersonMutation,
    volunteer::VolunteerMutation,
    volunteer::CreditMutation,
    volunteer::DisputeMutation,
    volunteer::RecordMutation,
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
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).finish().sdl()
}

/// Builds the schema on an open registry.
#[must_use]
pub fn schema(gate: Gate) -> RegistrySchema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription);
    loaders::add(schema, &gate).limit_complexity(COMPLEXITY_LIMIT).data(gate).finish()
}
