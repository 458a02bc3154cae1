//! The closed lists of instructors: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// The highest education that a person completed, lowest first (学历).
    EducationLevel, "education_level" {
        /// Middle school or less (初中及以下).
        MiddleSchool = "MIDDLE_SCHOOL", "初中及以下";
        /// High school or secondary vocational school (高中(中专)).
        HighSchool = "HIGH_SCHOOL", "高中(中专)";
        /// Junior college (大专).
        JuniorCollege = "JUNIOR_COLLEGE", "大专";
        /// Bachelor (本科).
        Bachelor = "BACHELOR", "本科";
        /// Master (硕士).
        Master = "MASTER", "硕士";
        /// Doctor (博士).
        Doctor = "DOCTOR", "博士";
    }
}

impl EducationLevel {
    /// The education of a rank as policies write it, 1 for the lowest; nothing for 0, which asks for none.
    #[must_use]
    pub fn of_rank(rank: u32) -> Option<Self> {
        let index = usize::try_from(rank).ok()?.checked_sub(1)?;
        Self::ALL.get(index).copied()
    }
}
