//! Closed lists of organizations: levels, labels, pledges, coverage and the kinds of a pairing.

use crate::{kernel::words::OrganizationKind, word_list};

word_list! {
    /// At which level an organization is registered or stands (登记层级).
    OrganizationLevel, "organization_level" {
        /// Ministries and national bodies (中央).
        National = "NATIONAL", "中央";
        /// Province (省级).
        Province = "PROVINCE", "省级";
        /// City of prefecture level (市级).
        City = "CITY", "市级";
        /// County, district or county-level city (县级).
        County = "COUNTY", "县级";
        /// Town or street (乡镇街道).
        Township = "TOWNSHIP", "乡镇街道";
        /// Village or residents' community (村社区).
        Village = "VILLAGE", "村社区";
        /// Group or grid below a village (组).
        Group = "GROUP", "组";
    }
}

word_list! {
    /// What an organization is distinguished as (标识).
    OrganizationLabel, "organization_label" {
        /// Demonstration site of party building in an emerging field (党建示范点).
        DemonstrationSite = "DEMONSTRATION_SITE", "党建示范点";
        /// Demonstration unit of party building (党建示范单位).
        DemonstrationUnit = "DEMONSTRATION_UNIT", "党建示范单位";
        /// Post of exemplary members (党员示范岗).
        DemonstrationPost = "DEMONSTRATION_POST", "党员示范岗";
        /// Zone for which members answer (党员责任区).
        ResponsibilityZone = "RESPONSIBILITY_ZONE", "党员责任区";
        /// Pilot of a lively modern neighbourhood (现代活力小区).
        LivelyNeighbourhood = "LIVELY_NEIGHBOURHOOD", "现代活力小区";
        /// Model village (样板村).
        ModelVillage = "MODEL_VILLAGE", "样板村";
    }
}

word_list! {
    /// What a pledge promises (承诺书类别).
    PledgeKind, "pledge_kind" {
        /// Honesty and self-discipline of associations (诚信自律承诺书).
        Integrity = "INTEGRITY", "诚信自律承诺书";
        /// Simpler customs of weddings and funerals (移风易俗承诺书).
        CustomsReform = "CUSTOMS_REFORM", "移风易俗承诺书";
        /// Any other public promise (其他承诺书).
        Other = "OTHER", "其他承诺书";
    }
}

word_list! {
    /// What a survey found of the two coverages (两个覆盖).
    PartyCoverage, "party_coverage" {
        /// It has a party organization, alone or jointly (组织覆盖).
        Organization = "ORGANIZATION", "组织覆盖";
        /// Party work reaches it through an instructor or contact (工作覆盖).
        Work = "WORK", "工作覆盖";
        /// Neither (未覆盖).
        None = "NONE", "未覆盖";
    }
}

word_list! {
    /// For what two organizations are paired (结对类型, O4).
    PairingKind, "pairing_kind" {
        /// An organ or state-owned unit with an organization of the new fields (结对共建).
        JointBuilding = "JOINT_BUILDING", "结对共建";
        /// An enterprise with a village (千企帮千村).
        VillageAid = "VILLAGE_AID", "千企帮千村";
        /// A social organization with a village or community (社会组织帮扶).
        SocialAid = "SOCIAL_AID", "社会组织帮扶";
        /// Organs of two cities by agreement (跨市结对).
        CityAgreement = "CITY_AGREEMENT", "跨市结对";
        /// A place of work with a school (校地合作).
        Campus = "CAMPUS", "校地合作";
    }
}

word_list! {
    /// Whether a pairing stays in one city (结对范围).
    PairingScope, "pairing_scope" {
        /// Both sides in one city (市内).
        SameCity = "SAME_CITY", "市内";
        /// The sides in two cities (跨市).
        CrossCity = "CROSS_CITY", "跨市";
    }
}

impl OrganizationKind {
    /// Whether surveys of the two coverages ask for it: the new economic and social organizations (两新组织).
    #[must_use]
    pub const fn is_of_new_fields(self) -> bool {
        match self {
            Self::Enterprise
            | Self::Association
            | Self::Ngo
            | Self::SocialWorkAgency
            | Self::VolunteerOrganization
            | Self::NewEmploymentGroup
            | Self::UnregisteredGroup => true,
            Self::Department
            | Self::PartyCommittee
            | Self::Community
            | Self::School
            | Self::Hospital
            | Self::PracticeBase
            | Self::Alliance => false,
        }
    }

    const fn is_organ(self) -> bool {
        matches!(self, Self::Department | Self::PartyCommittee)
    }
}

impl PairingKind {
    /// Whether organizations of these kinds may be paired so: the one that reports it, and its partner (O4).
    #[must_use]
    pub const fn allows(self, reporter: OrganizationKind, partner: OrganizationKind) -> bool {
        use OrganizationKind as K;
        match self {
            Self::JointBuilding => {
                (reporter.is_organ() || matches!(reporter, K::School | K::Hospital | K::Enterprise))
                    && (partner.is_of_new_fields() || matches!(partner, K::Community | K::Alliance))
            }
            Self::VillageAid => matches!(reporter, K::Enterprise | K::Association) && matches!(partner, K::Community),
            Self::SocialAid => {
                matches!(reporter, K::Association | K::Ngo | K::SocialWorkAgency | K::VolunteerOrganization)
                    && matches!(partner, K::Community)
            }
            Self::CityAgreement => reporter.is_organ() && partner.is_organ(),
            Self::Campus => !matches!(reporter, K::School) && matches!(partner, K::School),
        }
    }
}
