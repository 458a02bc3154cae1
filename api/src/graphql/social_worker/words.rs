//! The closed lists of a social worker's career on the wire.

use crate::graphql::scalars::word_enum;
use muster_domain::social_worker::words;

word_enum! {
    /// What continuing education was (继续教育类别).
    EducationKind of words::EducationKind {
        /// A course, seminar or supervision (课程).
        Course,
        /// A degree in the field, which counts once (学历).
        Degree,
    }
}

word_enum! {
    /// The rank of a post within its class, which bounds the grade (岗位层级).
    PostRank of words::PostRank {
        /// Secretary or head (正职).
        Chief,
        /// Deputy (副职).
        Deputy,
        /// Everybody else (其他).
        Other,
    }
}

word_enum! {
    /// The result of a yearly appraisal (考核等次).
    AppraisalGrade of words::AppraisalGrade {
        /// Excellent (优秀).
        Excellent,
        /// Competent (称职).
        Competent,
        /// Basically competent (基本称职).
        BasicallyCompetent,
        /// Not competent (不称职).
        Incompetent,
    }
}

word_enum! {
    /// Where a career led (职业发展去向).
    CareerOutcome of words::CareerOutcome {
        /// Admitted to the party (发展党员).
        PartyMember,
        /// Selected as a leader of a community (选拔任用).
        Promoted,
        /// Recruited as a civil servant (招录公务员).
        CivilServant,
        /// Recruited by a public institution (招聘事业编制).
        PublicInstitution,
    }
}
