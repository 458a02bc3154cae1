//! The closed lists of accounts.

crate::word_list! {
    /// In what capacity somebody acts (角色).
    Role, "role" {
        /// A volunteer, for what is theirs (志愿者本人).
        Volunteer = "VOLUNTEER", "志愿者本人";
        /// Enters service for an organization (组织录入员).
        OrganizationWriter = "ORGANIZATION_WRITER", "组织录入员";
        /// Approves what was entered for an organization (组织审核员).
        OrganizationApprover = "ORGANIZATION_APPROVER", "组织审核员";
        /// Reads people and figures of a county, a city or a province (人事查询员).
        HrReader = "HR_READER", "人事查询员";
        /// Administers a county, a city or a province (管理员).
        Administrator = "ADMINISTRATOR", "管理员";
        /// Replays and proves history; sees nobody's data (审计员).
        Auditor = "AUDITOR", "审计员";
        /// Answers for personal data: consents, erasure, who read what (个人信息保护负责人).
        PrivacyOfficer = "PRIVACY_OFFICER", "个人信息保护负责人";
        /// Runs the machine; sees nobody's data (运维员).
        Operator = "OPERATOR", "运维员";
    }
}

/// What a scope is made of (范围类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScopeKind {
    /// One person, for themself.
    Person,
    /// One organization, and those below it.
    Organization,
    /// A division and everything below it, or the whole registry.
    Division,
    /// The whole registry.
    Registry,
}

impl Role {
    /// By what kind of scope the role reaches (AC1).
    #[must_use]
    pub const fn reach(self) -> ScopeKind {
        match self {
            Self::Volunteer => ScopeKind::Person,
            Self::OrganizationWriter | Self::OrganizationApprover => ScopeKind::Organization,
            Self::HrReader | Self::Administrator | Self::Auditor | Self::PrivacyOfficer => ScopeKind::Division,
            Self::Operator => ScopeKind::Registry,
        }
    }
}
