//! A team or volunteer as the rules of a demand see them; given with a command and never stored.

use crate::{kernel::VolunteerId, service_demand::events::Responder, team::TeamFacts};

/// Who is matched to a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponderFacts {
    /// A team.
    Team(TeamFacts),
    /// A volunteer.
    Volunteer {
        /// Who.
        volunteer_id: VolunteerId,
        /// Whether they are active on the day of the match.
        active: bool,
    },
}

impl ResponderFacts {
    /// Which team or volunteer.
    #[must_use]
    pub const fn responder(&self) -> Responder {
        match self {
            Self::Team(facts) => Responder::Team(facts.team_id),
            Self::Volunteer { volunteer_id, .. } => Responder::Volunteer(*volunteer_id),
        }
    }
}
