//! The one table that decides who may do what: each field of the API, with the right it asks for and the record by
//! which it is placed. What is not listed is refused.
//!
//! A line names one way or several: `"team" => Records at Team "code"` asks for the right to read records over the
//! place of the team that the argument `code` names. Several ways stand beside each other where each is enough:
//! a filter by an organization in reach is as good as one by a division in reach, because filters narrow each other.
//! Where a field takes a second record along, a way names it behind `also`: `"admitTalent" => Careers at Pool "input.pool"
//! also Person "input.person"` holds only where the same right reaches both; what is left out of those is not asked after.
//! A way whose argument is left out holds only for whoever reaches the whole registry: a figure silently narrowed to a
//! scope would be another figure than the one that was asked for.

mod mutations;
mod queries;
mod types;

use super::rights::Right;
pub use types::{NOBODY, PEOPLE, Shows, TO_OTHERS, rights_of_field, shown_by};

/// A kind of record that has a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    /// An account, by its principal: where the grant reaches that is proposed, or else those that hold.
    Account,
    /// A division, by its code.
    Division,
    /// An organization, by its code.
    Organization,
    /// An activity, by its code: its organization's and its division's.
    Activity,
    /// A team, by its code.
    Team,
    /// A volunteer, by their code.
    Volunteer,
    /// A person, by id: wherever they have a role.
    Person,
    /// A person, by id, who is put into a role, or on the way into one: as [`Noun::Person`], and whoever has no role yet is
    /// in everybody's reach, because somebody has to be the first.
    Newcomer,
    /// An instructor, by their code.
    Instructor,
    /// A social worker, by their code.
    SocialWorker,
    /// A site, by its code.
    Site,
    /// A credit, by id.
    Credit,
    /// A demand for service, by its code.
    ServiceDemand,
    /// A call with matters, by its code.
    Call,
    /// The same as whoever answers it sees it: its division's and its department's, and not its caller's.
    AnsweredCall,
    /// A talent pool, by its code.
    Pool,
    /// A catalogue of demand for talents, by id.
    Catalog,
    /// A points scheme, by its code.
    Scheme,
    /// A published report, by id.
    Report,
}

/// By which record a field is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// By none: it holds nothing that belongs to a place.
    Open,
    /// By none: only whoever reaches the whole registry may.
    Registry,
    /// By the record that an argument names (a path with dots into input objects).
    At(Noun, &'static str),
    /// As [`Reach::At`], but for an organization the rule V17 decides in the unit of work, which answers as if there were no
    /// such record: where a record is an organization's to answer before its volunteer is in the organization's reach.
    Ruled(Noun, &'static str),
}

/// One way in which a field is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The right that it asks for.
    pub right: Right,
    /// Where the right must hold.
    pub reach: Reach,
    /// Further records that arguments name: each that is given must be in reach by the same right.
    pub also: &'static [(Noun, &'static str)],
}

/// A field of the API with the ways in which it is allowed.
pub type Entry = (&'static str, &'static [Way]);

/// Lines of the table.
macro_rules! entries {
    ($($field:literal => $(
        $right:ident $reach:ident $($noun:ident $path:literal $(also $further:ident $named:literal)*)?
    )|+ ;)+) => {
        &[$(($field, &[$(entries!(@way $right $reach $($noun $path [$($further $named)*])?)),+]),)+]
    };
    (@way $right:ident open) => { entries!(@of $right Reach::Open, []) };
    (@way $right:ident registry) => { entries!(@of $right Reach::Registry, []) };
    (@way $right:ident at $noun:ident $path:literal $also:tt) => {
        entries!(@of $right Reach::At(Noun::$noun, $path), $also)
    };
    (@way $right:ident ruled $noun:ident $path:literal $also:tt) => {
        entries!(@of $right Reach::Ruled(Noun::$noun, $path), $also)
    };
    (@of $right:ident $reach:expr, [$($further:ident $named:literal)*]) => {
        Way { right: Right::$right, reach: $reach, also: &[$((Noun::$further, $named)),*] }
    };
}
use entries;

/// The lines of the queries.
pub const QUERIES: &[Entry] = queries::QUERIES;
/// The lines of the mutations.
pub const MUTATIONS: &[Entry] = mutations::MUTATIONS;

/// The ways of a field of a root type; none where the table does not list it.
#[must_use]
pub fn ways(root: &str, field: &str) -> &'static [Way] {
    let entries = match root {
        "Query" => QUERIES,
        "Mutation" => MUTATIONS,
        _ => &[],
    };
    entries.iter().find(|(name, _)| *name == field).map_or(&[], |(_, ways)| ways)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::rights::rights;
    use muster_domain::account::Role;

    /// Whoever acts for one organization is let through to the rule, by whatever grant they hold a right of: so a rule
    /// decides over those rights alone that organizations are granted.
    #[test]
    fn rule_decides_only_over_what_is_granted_for_an_organization() {
        let granted = |right: Right| {
            [Role::OrganizationWriter, Role::OrganizationApprover].iter().any(|role| rights(*role).contains(&right))
        };
        for (field, ways) in QUERIES.iter().chain(MUTATIONS) {
            for way in ways.iter().filter(|way| matches!(way.reach, Reach::Ruled(..))) {
                assert!(granted(way.right), "{field} by {:?}", way.right);
            }
        }
    }
}
