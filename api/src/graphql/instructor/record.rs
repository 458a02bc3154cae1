//! What is said of an instructor, as GraphQL shows it: qualification, overrides, trainings.

use crate::graphql::{
    loaders::Named,
    organization::Organization,
    scalars::{Date, word_enum},
};
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::instructor::words;
use muster_projections::views::instructor_assignments::{LoadRow, OverrideRow, TrainingRow};
use uuid::Uuid;

word_enum! {
    /// The highest education that a person completed (学历).
    EducationLevel of words::EducationLevel {
        /// Middle school or less (初中及以下).
        MiddleSchool,
        /// High school or secondary vocational school (高中、中专).
        HighSchool,
        /// Junior college (大专).
        JuniorCollege,
        /// Bachelor (本科).
        Bachelor,
        /// Master (硕士).
        Master,
        /// Doctor (博士).
        Doctor,
    }
}

/// What is known of a qualification, measured by the policy of the day of appointment (任职条件状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "muster_domain::instructor::QualificationState")]
pub enum QualificationState {
    /// Known, and as asked for (符合).
    Met,
    /// Something that is asked for is not on record; it is shown and refuses nothing (待核).
    Unknown,
    /// Something known is less than what is asked for (不符合).
    Below,
}

/// Education and experience of an instructor (任职条件).
#[derive(SimpleObject, Clone, Debug)]
pub struct InstructorQualification {
    /// The highest education, where it is known (学历).
    pub(super) education: Option<EducationLevel>,
    /// Whole years of party work, where they are known (党务工作年限).
    pub(super) party_work_years: Option<i32>,
    /// Measured by the policy; null for a part-time instructor, of whom nothing is asked (任职条件状态).
    pub(super) state: Option<QualificationState>,
}

/// Leave to hold more focus links than the policy allows, for a time (特批超限).
pub struct FocusOverride {
    granted_by: Uuid,
    limit: i32,
    span: (NaiveDate, NaiveDate),
    position: i64,
}

impl FocusOverride {
    pub(super) fn of(row: &OverrideRow, position: i64) -> Self {
        Self { granted_by: row.granted_by, limit: row.links_limit, span: (row.from_day, row.to_day), position }
    }

    /// The override in force on the day of a load.
    pub(super) fn in_force(row: &LoadRow, position: i64) -> Option<Self> {
        let span = row.override_from.zip(row.override_to)?;
        Some(Self { granted_by: row.override_by?, limit: row.override_limit?, span, position })
    }
}

/// Leave to hold more focus links than the policy allows, for a time (特批超限).
#[Object]
impl FocusOverride {
    /// The department that granted it (批准部门).
    async fn granted_by(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.granted_by, at_least: self.position }).await
    }

    /// Focus links allowed at a time (特批上限).
    async fn limit(&self) -> i32 {
        self.limit
    }

    /// First day (开始日期).
    async fn from(&self) -> Date {
        Date(self.span.0)
    }

    /// Last day, as it stands (截止日期).
    async fn to(&self) -> Date {
        Date(self.span.1)
    }
}

/// A training of an instructor (培训).
#[derive(SimpleObject, Clone, Debug)]
pub struct InstructorTraining {
    /// What it was called (培训名称).
    name: String,
    /// Minutes of learning (学时, 分钟).
    minutes: i32,
    /// Day of its completion (结业日期).
    completed_on: Date,
}

impl From<TrainingRow> for InstructorTraining {
    fn from(row: TrainingRow) -> Self {
        Self { name: row.name, minutes: row.minutes, completed_on: Date(row.completed_on) }
    }
}
