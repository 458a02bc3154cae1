//! The closed lists of recognition on the wire.

use crate::graphql::scalars::word_enum;
use async_graphql::Enum;
use muster_domain::recognition::words;

word_enum! {
    /// How high a body stands that grants or awards (授予层级).
    GrantingLevel of words::GrantingLevel {
        /// An organization (组织).
        Organization,
        /// A county (县级).
        County,
        /// A city (市级).
        City,
        /// A province (省级).
        Province,
        /// The country (国家级).
        National,
    }
}

/// How good a service was (服务评价).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "words::ServiceQuality")]
pub enum ServiceQuality {
    /// Excellent (优秀).
    Excellent,
    /// Good (良好).
    Good,
    /// Sufficient (合格).
    Sufficient,
    /// Insufficient (不合格).
    Insufficient,
}

/// Whether a certificate can be relied on (证明状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// It says what the records say (有效).
    Valid,
    /// A credit in it was corrected or revoked after its issue (受更正影响).
    Affected,
    /// It was revoked (已撤销).
    Revoked,
}

/// What an event did to a certificate (对证明的作用).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStep {
    /// It issued it (出具).
    Issued,
    /// It was the first after the issue that corrected or revoked a credit in it (受更正影响).
    Affected,
    /// It revoked it (撤销).
    Revoked,
}
