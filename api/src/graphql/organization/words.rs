//! Closed lists of organizations on the wire: levels, labels, pledges, coverage, pairings.

use crate::graphql::scalars::word_enum;

word_enum! {
    /// At which level an organization is registered or stands (登记层级).
    OrganizationLevel of muster_domain::organization::words::OrganizationLevel {
        /// Ministries and national bodies (中央).
        National,
        /// Province (省级).
        Province,
        /// City of prefecture level (市级).
        City,
        /// County, district or county-level city (县级).
        County,
        /// Town or street (乡镇街道).
        Township,
        /// Village or residents' community (村社区).
        Village,
        /// Group or grid below a village (组).
        Group,
    }
}

word_enum! {
    /// What an organization is distinguished as (标识).
    OrganizationLabel of muster_domain::organization::words::OrganizationLabel {
        /// Demonstration site of party building in an emerging field (党建示范点).
        DemonstrationSite,
        /// Demonstration unit of party building (党建示范单位).
        DemonstrationUnit,
        /// Post of exemplary members (党员示范岗).
        DemonstrationPost,
        /// Zone for which members answer (党员责任区).
        ResponsibilityZone,
        /// Pilot of a lively modern neighbourhood (现代活力小区).
        LivelyNeighbourhood,
        /// Model village (样板村).
        ModelVillage,
    }
}

word_enum! {
    /// What a pledge promises (承诺书类别).
    PledgeKind of muster_domain::organization::words::PledgeKind {
        /// Honesty and self-discipline of associations (诚信自律承诺书).
        Integrity,
        /// Simpler customs of weddings and funerals (移风易俗承诺书).
        CustomsReform,
        /// Any other public promise (其他承诺书).
        Other,
    }
}

word_enum! {
    /// What a survey found of the two coverages (两个覆盖).
    PartyCoverage of muster_domain::organization::words::PartyCoverage {
        /// It has a party organization, alone or jointly (组织覆盖).
        Organization,
        /// Party work reaches it through an instructor or contact (工作覆盖).
        Work,
        /// Neither (未覆盖).
        None,
    }
}

word_enum! {
    /// For what two organizations are paired (结对类型).
    PairingKind of muster_domain::organization::words::PairingKind {
        /// An organ or state-owned unit with an organization of the new fields (结对共建).
        JointBuilding,
        /// An enterprise with a village (千企帮千村).
        VillageAid,
        /// A social organization with a village or community (社会组织帮扶).
        SocialAid,
        /// Organs of two cities by agreement (跨市结对).
        CityAgreement,
        /// A place of work with a school (校地合作).
        Campus,
    }
}

word_enum! {
    /// Whether a pairing stays in one city (结对范围).
    PairingScope of muster_domain::organization::words::PairingScope {
        /// Both sides in one city (市内).
        SameCity,
        /// The sides in two cities (跨市).
        CrossCity,
    }
}
