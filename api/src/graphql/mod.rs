//! The GraphQL door: one file a noun, merged here by one line each. No rule is decided and no row is read here.

mod as_of;
mod cursor;
mod errors;
mod gate;
mod mutation;
mod scalars;
mod team;

pub use gate::{AnsweredPosition, Gate};

use async_graphql::{EmptySubscription, MergedObject, Schema};

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(team::TeamQuery);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(team::TeamMutation);

/// The schema of the registry.
pub type RegistrySchema = Schema<Query, Mutation, EmptySubscription>;

/// Levels that a query may be deep, introspection included.
const DEPTH_LIMIT: usize = 16;
/// Fields that a query may ask for.
const COMPLEXITY_LIMIT: usize = 1_000;
/// Directives on one field.
const DIRECTIVES_LIMIT: usize = 4;

/// Builds the schema without data, for printing it; see [`schema`] for the one that answers.
#[must_use]
pub fn schema_text() -> String {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).finish().sdl()
}

/// Builds the schema on an open registry.
#[must_use]
pub fn schema(gate: Gate) -> RegistrySchema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH_LIMIT)
        .limit_complexity(COMPLEXITY_LIMIT)
        .limit_directives(DIRECTIVES_LIMIT)
        .data(gate)
        .finish()
}
