//! Accounts on the wire: what somebody who signs in was granted, and the commands of granting.

mod mutations;
mod queries;

pub use mutations::{AccountMutation, GrantInput};
pub use queries::{Account, AccountQuery, ProposedGrant, RoleGrant, Signed};

use crate::graphql::scalars::word_enum;

word_enum! {
    /// In what capacity somebody acts (角色).
    Role of muster_domain::account::Role {
        /// A volunteer, for what is theirs (志愿者本人).
        Volunteer,
        /// Enters service for an organization (组织录入员).
        OrganizationWriter,
        /// Approves what was entered for an organization (组织审核员).
        OrganizationApprover,
        /// Reads people and figures of a county, a city or a province (人事查询员).
        HrReader,
        /// Administers a county, a city or a province (管理员).
        Administrator,
        /// Replays and proves history; sees nobody's data (审计员).
        Auditor,
        /// Answers for personal data (个人信息保护负责人).
        PrivacyOfficer,
        /// Runs the machine; sees nobody's data (运维员).
        Operator,
    }
}
