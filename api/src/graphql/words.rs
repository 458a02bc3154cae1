//! Closed lists of people, service and credits on the wire. Lists that teams, activities and organizations own stand
//! with them.

use super::scalars::word_enum;
use async_graphql::{Enum, Error, Result};
use muster_domain::{kernel, person::events};
use muster_projections::views::service_hours;

word_enum! {
    /// The category of a service (服务类别).
    ServiceCategory of kernel::words::ServiceCategory {
        /// Health (卫生健康).
        Health,
        /// Ecology (生态环保).
        Ecology,
        /// Convenience (便民服务).
        Convenience,
        /// Safety and emergency (安全应急).
        SafetyEmergency,
        /// Culture and arts (文化艺术).
        CultureArts,
        /// Science and education (科普教育).
        ScienceEducation,
    }
}

word_enum! {
    /// The evidence class of a credit (凭证等级).
    EvidenceClass of kernel::words::EvidenceClass {
        /// Scan or kiosk, in and out (扫码签到签退).
        A,
        /// Attendance confirmed by the leader (负责人确认).
        B,
        /// Position only (定位签到).
        C,
        /// Manual, with a document (人工补录).
        D,
        /// Imported total (转入).
        E,
    }
}

word_enum! {
    /// Who may let a pending credit take effect (审批层级).
    ApprovalTier of kernel::words::ApprovalTier {
        /// The affiliated organization: over 8 h up to 12 h a day (所属组织).
        Organization,
        /// The provincial authority: over 12 h a day (省级主管部门).
        Province,
    }
}

word_enum! {
    /// What a person consents to (同意事项).
    ConsentScope of kernel::words::ConsentScope {
        /// Registration and record of service (登记与记录).
        Registration,
        /// Listing in talent pools (入库).
        TalentPool,
        /// Disclosure outside the tenant (对外提供).
        Disclosure,
        /// Publication, for example star lists (公开).
        Publication,
        /// Sensitive data: health, position, under 14 (敏感信息).
        Sensitive,
    }
}

/// The kind of document that proves an identity (证件类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "kernel::DocumentType")]
pub enum DocumentType {
    /// Resident identity card with a number of 18 places (居民身份证).
    ResidentId,
    /// Permit of residents of Hong Kong, Macao or Taiwan (港澳台居民证件).
    HkMoTwPermit,
    /// Passport (护照).
    Passport,
}

impl DocumentType {
    /// The kind that a view keeps under this code.
    pub(crate) fn of_code(code: &str) -> Result<Self> {
        let all = [Self::ResidentId, Self::HkMoTwPermit, Self::Passport];
        let found = all.into_iter().find(|kind| kernel::DocumentType::from(*kind).code() == code);
        found.ok_or_else(|| Error::new("a view holds an unknown kind of document"))
    }
}

/// How an identity was checked (核验方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "events::VerificationMethod")]
pub enum VerificationMethod {
    /// The document was seen (现场核验).
    DocumentSeen,
    /// A public identity service answered (联网核验).
    OnlineService,
}

/// Whether a credit's minutes count (记录状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "service_hours::CreditState")]
pub enum CreditState {
    /// They count (有效).
    Live,
    /// They wait for an approval (待审批).
    Pending,
    /// They counted and were revoked; the row stays (已撤销).
    Revoked,
    /// They were turned down (未批准).
    Rejected,
}

impl CreditState {
    /// The state that a view keeps under this code.
    pub(crate) fn of_code(code: &str) -> Result<Self> {
        let found = service_hours::CreditState::of_code(code).map(Self::from);
        found.ok_or_else(|| Error::new("a view holds an unknown state of a credit"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_is_read_from_what_a_view_keeps_and_refused_when_unknown() {
        for document in [DocumentType::ResidentId, DocumentType::HkMoTwPermit, DocumentType::Passport] {
            assert_eq!(DocumentType::of_code(kernel::DocumentType::from(document).code()).unwrap(), document);
        }
        for state in service_hours::CreditState::ALL {
            assert_eq!(CreditState::of_code(state.code()).unwrap(), CreditState::from(*state));
        }
        assert!(DocumentType::of_code("LIBRARY_CARD").is_err());
        assert!(CreditState::of_code("").is_err());
    }
}
