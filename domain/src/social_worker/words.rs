//! The closed lists of a social worker's career: both spellings are read, the code is stored.

pub use crate::kernel::words::AppraisalGrade;

use crate::word_list;

word_list! {
    /// What continuing education was (继续教育类别).
    EducationKind, "education_kind" {
        /// A course, seminar or supervision (课程).
        Course = "COURSE", "课程";
        /// A degree in the field, which counts once (学历).
        Degree = "DEGREE", "学历";
    }
}

word_list! {
    /// The rank of a post within its class, which bounds the grade (岗位层级; 三岗十八级).
    PostRank, "post_rank" {
        /// Secretary or head (正职).
        Chief = "CHIEF", "正职";
        /// Deputy (副职).
        Deputy = "DEPUTY", "副职";
        /// Everybody else (其他).
        Other = "OTHER", "其他";
    }
}

word_list! {
    /// Where a career led (职业发展去向).
    CareerOutcome, "career_outcome" {
        /// Admitted to the party (发展党员).
        PartyMember = "PARTY_MEMBER", "发展党员";
        /// Selected as a leader of a community (选拔任用).
        Promoted = "PROMOTED", "选拔任用";
        /// Recruited as a civil servant (招录公务员).
        CivilServant = "CIVIL_SERVANT", "招录公务员";
        /// Recruited by a public institution (招聘事业编制).
        PublicInstitution = "PUBLIC_INSTITUTION", "招聘事业编制";
    }
}
