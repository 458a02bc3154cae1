//! The closed lists of a talent pool: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// By which way a talent came into a pool (入库来源).
    AdmissionSource, "admission_source" {
        /// Recommended by an organization (组织推荐).
        Recommendation = "RECOMMENDATION", "组织推荐";
        /// Applied in person (个人自荐).
        Application = "APPLICATION", "个人自荐";
        /// Came back to the home town (人才回归).
        Return = "RETURN", "人才回归";
        /// Brought by a third party (第三方引才).
        ThirdParty = "THIRD_PARTY", "第三方引才";
        /// Cooperation of school and place (校地合作).
        SchoolPlace = "SCHOOL_PLACE", "校地合作";
        /// A centre of talents and innovation elsewhere (人才科创中心).
        InnovationCentre = "INNOVATION_CENTRE", "人才科创中心";
    }
}

word_list! {
    /// Why a talent left a pool (出库原因).
    RemovalCause, "removal_cause" {
        /// The person asked for it or withdrew the consent (本人要求).
        Request = "REQUEST", "本人要求";
        /// Appointed to what the pool is for (已任用).
        Appointed = "APPOINTED", "已任用";
        /// Does not fulfil the conditions any more (不再符合条件).
        Unqualified = "UNQUALIFIED", "不再符合条件";
        /// Moved away (调离).
        MovedAway = "MOVED_AWAY", "调离";
        /// Entered by mistake (误录).
        Mistake = "MISTAKE", "误录";
    }
}
