//! How far apart two divisions are, by the smallest division that holds both.

use crate::kernel::{DivisionCode, DivisionKind, Divisions};

/// How far apart two divisions are (距离等级), the nearest first.
///
/// Townships are not in the reference data of divisions, so nothing nearer than the division itself is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distance {
    /// The same division (同一区划).
    SameDivision,
    /// Within one county, district or zone (同县).
    SameCounty,
    /// Within one city (同市).
    SameCity,
    /// Within one province (同省).
    SameProvince,
    /// Nothing in common (跨省).
    Elsewhere,
}

impl Distance {
    /// The distance between two divisions.
    #[must_use]
    pub fn between(one: &DivisionCode, other: &DivisionCode, divisions: &Divisions) -> Self {
        if one == other {
            return Self::SameDivision;
        }
        let mut above = divisions.find(one);
        while let Some(here) = above {
            if divisions.is_within(other, &here.code) {
                return match here.kind {
                    DivisionKind::County | DivisionKind::FunctionalZone => Self::SameCounty,
                    DivisionKind::City => Self::SameCity,
                    DivisionKind::Province => Self::SameProvince,
                };
            }
            above = here.parent.as_ref().and_then(|parent| divisions.find(parent));
        }
        Self::Elsewhere
    }

    /// Steps of travel: 0 for the nearest.
    #[must_use]
    pub const fn steps(self) -> u32 {
        match self {
            Self::SameDivision => 0,
            Self::SameCounty => 1,
            Self::SameCity => 2,
            Self::SameProvince => 3,
            Self::Elsewhere => 4,
        }
    }
}
