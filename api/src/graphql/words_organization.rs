//! Closed lists of organizations, instructors and social workers on the wire.

use super::scalars::word_enum;
use async_graphql::Enum;

word_enum! {
    /// The kind of an organization (组织类型).
    OrganizationKind of muster_domain::kernel::words::OrganizationKind {
        /// Party or government organ (机关单位).
        Department,
        /// Committee or branch of the party (党组织).
        PartyCommittee,
        /// Village or residents' community (村、社区).
        Community,
        /// New-economy or other enterprise (企业).
        Enterprise,
        /// Trade association or chamber (行业协会商会).
        Association,
        /// Registered social organisation (社会组织).
        Ngo,
        /// Registered agency of social work (社工机构).
        SocialWorkAgency,
        /// Registered volunteer organisation (志愿服务组织).
        VolunteerOrganization,
        /// Body of couriers, drivers, streamers and the like (新就业群体).
        NewEmploymentGroup,
        /// School or college (学校).
        School,
        /// Public hospital (医院).
        Hospital,
        /// Place of practice or training (实践基地).
        PracticeBase,
        /// Party-building alliance or grid (联盟).
        Alliance,
        /// Group that is not registered; a unit answers for it (未登记团体).
        UnregisteredGroup,
    }
}

word_enum! {
    /// Full-time or part-time (指导员类别).
    InstructorKind of muster_domain::kernel::words::InstructorKind {
        /// Full time (专职).
        FullTime,
        /// Part time (兼职).
        PartTime,
    }
}

word_enum! {
    /// The kind of a link between instructor and organization (联系类别).
    LinkKind of muster_domain::kernel::words::LinkKind {
        /// Focus link; the policy limits them to ten a time (重点联系).
        Focus,
        /// General link, without limit (一般联系).
        General,
    }
}

word_enum! {
    /// The level of a social-work professional (职业水平等级).
    ProfessionalLevel of muster_domain::kernel::words::ProfessionalLevel {
        /// Assistant social worker (助理社会工作师).
        AssistantSocialWorker,
        /// Social worker (社会工作师).
        SocialWorker,
        /// Senior social worker (高级社会工作师).
        SeniorSocialWorker,
    }
}

word_enum! {
    /// The class of a community post (岗位类别).
    PostClass of muster_domain::kernel::words::PostClass {
        /// Full-time member of the committee; counts in the ratio (社区两委).
        Committee,
        /// Full-time staff; counts in the ratio (专职社区工作者).
        Staff,
        /// Assistant; never counts in the ratio (社区助理).
        Assistant,
    }
}

/// How many focus links an instructor has, measured by the policy (负载区间).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadBand {
    /// Fewer than expected, after the days of grace (不足).
    Under,
    /// As expected, or appointed a short time ago (正常).
    Within,
    /// More than allowed (超额).
    Over,
}
