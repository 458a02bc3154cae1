//! The roles in which somebody signs in, and what each may do where their scope reaches.

use Right::{
    Answer, Approve, Careers, Export, Figures, Honour, Log, Manage, Organize, Own, People, Persons, Privacy, Record,
    Records, Reference, Rules, Talents,
};

muster_domain::word_list! {
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

/// What somebody may do; each field of the API asks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read reference data: divisions, policies, calendars; verify a certificate.
    Reference,
    /// Read counts and sums, in which nobody is named.
    Figures,
    /// Read organizations, teams, activities, sites, demands and matters.
    Records,
    /// Read people, masked.
    People,
    /// Read talents, pools and candidates.
    Talents,
    /// Read the log and the register of exports.
    Log,
    /// Do and read what is one's own.
    Own,
    /// Enter service: activities, attendance, hours.
    Record,
    /// Approve, correct and revoke hours, and answer disputes.
    Approve,
    /// Certificates, stars, commendations and points.
    Honour,
    /// Form and lead teams, answer demands.
    Organize,
    /// Put people on file and in a role.
    Persons,
    /// Keep organizations, sites, posts, matters, demands and populations.
    Manage,
    /// Keep instructors, social workers, talents and pools.
    Careers,
    /// Answer for a department: problems, matters and demands that were brought to it.
    Answer,
    /// Hand personal data over.
    Export,
    /// Publish policies, calendars, catalogues and reports.
    Rules,
    /// Consents and corrections of a person's data.
    Privacy,
}

impl Role {
    /// What the role may do.
    #[must_use]
    pub const fn rights(self) -> &'static [Right] {
        match self {
            Self::Volunteer => &[Reference, Own],
            Self::OrganizationWriter => &[Reference, Figures, Records, People, Record, Organize, Persons, Answer],
            Self::OrganizationApprover => &[Reference, Figures, Records, People, Approve, Honour, Answer],
            Self::HrReader => &[Reference, Figures, Records, People, Talents, Export],
            Self::Administrator => &[
                Reference, Figures, Records, People, Talents, Record, Approve, Honour, Organize, Persons, Manage,
                Careers, Answer, Export, Rules, Privacy,
            ],
            Self::Auditor => &[Reference, Figures, Records, Log],
            Self::PrivacyOfficer => &[Reference, People, Privacy, Log],
            Self::Operator => &[Reference, Figures],
        }
    }

    /// Whether the role may do this.
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        self.rights().contains(&right)
    }

    /// What kind of scope a grant of the role names.
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

/// What a scope is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
