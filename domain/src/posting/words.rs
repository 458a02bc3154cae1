//! The closed list of posts.

use crate::{kernel::words::OrganizationKind, posting::PlaceKind, site::words::SiteKind, word_list};

word_list! {
    /// In which role a person is posted (岗位角色).
    PostRole, "post_role" {
        /// First secretary who lives in the village (驻村第一书记).
        FirstSecretary = "FIRST_SECRETARY", "驻村第一书记";
        /// Member of the work team of a village (驻村工作队员).
        WorkTeamMember = "WORK_TEAM_MEMBER", "驻村工作队员";
        /// Observer of social work at an observation station (社会工作观察员).
        Observer = "OBSERVER", "社会工作观察员";
        /// Worker of a grid (网格员).
        GridWorker = "GRID_WORKER", "网格员";
        /// Informant of the council for weddings and funerals (红白理事会信息员).
        Informant = "INFORMANT", "红白理事会信息员";
        /// Worker of civilization practice (文明实践员).
        PracticeWorker = "PRACTICE_WORKER", "文明实践员";
    }
}

impl PostRole {
    /// Whether the role is held at places of this kind (PO1).
    #[must_use]
    pub const fn belongs_to(self, place: PlaceKind) -> bool {
        match self {
            Self::FirstSecretary | Self::WorkTeamMember | Self::GridWorker | Self::Informant => {
                matches!(place, PlaceKind::Organization(OrganizationKind::Community))
            }
            Self::Observer => matches!(place, PlaceKind::Site(SiteKind::ObservationStation)),
            Self::PracticeWorker => matches!(
                place,
                PlaceKind::Site(SiteKind::PracticeCentre | SiteKind::PracticeInstitute | SiteKind::PracticeStation)
            ),
        }
    }

    /// Whether whoever holds it lives in the village, and so in one only (PO4).
    #[must_use]
    pub const fn is_resident(self) -> bool {
        match self {
            Self::FirstSecretary | Self::WorkTeamMember => true,
            Self::Observer | Self::GridWorker | Self::Informant | Self::PracticeWorker => false,
        }
    }

    /// Whether a place has one at a time (PO4).
    #[must_use]
    pub const fn is_single(self) -> bool {
        match self {
            Self::FirstSecretary => true,
            Self::WorkTeamMember | Self::Observer | Self::GridWorker | Self::Informant | Self::PracticeWorker => false,
        }
    }

    /// Whether it is held for a term that names its last day (PO3).
    #[must_use]
    pub const fn has_term(self) -> bool {
        match self {
            Self::Observer => true,
            Self::FirstSecretary | Self::WorkTeamMember | Self::GridWorker | Self::Informant | Self::PracticeWorker => {
                false
            }
        }
    }
}
