//! One searchable list of social workers, instructors and volunteers with declared skills (人才库).
//!
//! A volunteer without a declared skill is not listed. People stand here by id only; names are the person directory's.

mod fold;
mod reads;
mod tables;

pub use reads::{RoleCount, TalentFilter, by_keys, counts_by_role, page};
pub use tables::{CreditRow, TalentRow, VolunteerRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "talent_pool";

/// In which role a person is listed (人员类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TalentRole {
    /// Social-work professional or community worker (社会工作人才).
    SocialWorker,
    /// Party-building instructor (党建指导员).
    Instructor,
    /// Volunteer with declared skills (志愿者).
    Volunteer,
}

impl TalentRole {
    /// Every role, in the order of reports.
    pub const ALL: &'static [Self] = &[Self::SocialWorker, Self::Instructor, Self::Volunteer];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SocialWorker => "SOCIAL_WORKER",
            Self::Instructor => "INSTRUCTOR",
            Self::Volunteer => "VOLUNTEER",
        }
    }
}

/// The pool of talents.
#[derive(Clone, Copy, Debug, Default)]
pub struct TalentPool;

impl View for TalentPool {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["social_worker", "instructor", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        // Pages run in the order of the code; skills are asked all at once; roles of one person by the person.
        "create index talents_code on talents (code, key);
         create index talents_skills on talents using gin (skills);
         create index talents_person on talents (person_id)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
