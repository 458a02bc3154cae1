//! The closed lists of talent pools on the wire.

use crate::graphql::scalars::word_enum;
use async_graphql::{Enum, Error, Result};
use muster_domain::{category_catalog, talent_pool, talent_profile};
use muster_projections::views::talent_register;

word_enum! {
    /// A category of talents, the highest first (人才类别).
    TalentCategory of category_catalog::words::TalentCategory {
        /// Category A (A类).
        A,
        /// Category B (B类).
        B,
        /// Category C (C类).
        C,
        /// Category D (D类).
        D,
        /// Category E (E类).
        E,
        /// Category F (F类).
        F,
    }
}

word_enum! {
    /// How an organization has a talent's work (引才方式).
    EngagementMode of talent_profile::words::EngagementMode {
        /// Full time (全职).
        FullTime,
        /// Weekend engineer (周末工程师).
        WeekendEngineer,
        /// Dual appointment (双聘).
        DualAppointment,
        /// Brought by a third party (第三方引才).
        ThirdParty,
        /// Adviser (顾问).
        Adviser,
        /// Cooperation in a project (项目合作).
        Project,
        /// Cooperation of school and place (校地合作).
        SchoolPlace,
    }
}

/// By which way a talent was contacted (联系方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "talent_profile::words::ContactChannel")]
pub enum ContactChannel {
    /// Telephone (电话).
    Telephone,
    /// Visit (走访).
    Visit,
    /// Meeting (座谈).
    Meeting,
    /// Written message (书面).
    Message,
}

/// Evidence of a skill other than a degree (技能佐证).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "talent_profile::words::SkillEvidence")]
pub enum SkillEvidence {
    /// Result of a contest of skills (技能比赛).
    Contest,
    /// Title of a master craftsman (名匠称号).
    MasterTitle,
    /// Certificate of an occupational skill (职业技能证书).
    SkillCertificate,
    /// Years of practice, attested by the community (从业年限证明).
    Practice,
}

word_enum! {
    /// By which way a talent came into a pool (入库来源).
    AdmissionSource of talent_pool::words::AdmissionSource {
        /// Recommended by an organization (组织推荐).
        Recommendation,
        /// Applied in person (个人自荐).
        Application,
        /// Came back to the home town (人才回归).
        Return,
        /// Brought by a third party (第三方引才).
        ThirdParty,
        /// Cooperation of school and place (校地合作).
        SchoolPlace,
        /// A centre of talents and innovation elsewhere (人才科创中心).
        InnovationCentre,
    }
}

word_enum! {
    /// Why a talent left a pool (出库原因).
    RemovalCause of talent_pool::words::RemovalCause {
        /// The person asked for it or withdrew the consent (本人要求).
        Request,
        /// Appointed to what the pool is for (已任用).
        Appointed,
        /// Does not fulfil the conditions any more (不再符合条件).
        Unqualified,
        /// Moved away (调离).
        MovedAway,
        /// Entered by mistake (误录).
        Mistake,
    }
}

/// Whether a criterion holds of a talent (是否符合).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "talent_profile::words::Verdict")]
pub enum Verdict {
    /// It holds (符合).
    Met,
    /// It does not hold (不符合).
    Unmet,
    /// The registry does not know; never as good as met (未知).
    Unknown,
}

/// How a pool has its members (人才库类型).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// Taken in one by one (人工管理).
    Curated,
    /// Whoever fulfils all criteria on a day (条件查询).
    SavedQuery,
}

/// Why a person may be listed (处理依据).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdmissionBasis {
    /// The person's consent to talent pools (本人同意).
    Consent,
    /// A provision of law (法定依据).
    Statutory,
}

impl AdmissionBasis {
    /// The basis that a view keeps under this code.
    pub(crate) fn of_code(code: &str) -> Result<Self> {
        match code {
            "CONSENT" => Ok(Self::Consent),
            "STATUTORY" => Ok(Self::Statutory),
            _ => Err(Error::new("a view holds an unknown basis")),
        }
    }
}

/// Why somebody belongs to a pool on one of two days only (变动原因).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "talent_register::ChangeCause")]
pub enum ChangeCause {
    /// Taken in (入库).
    Admitted,
    /// Looked at again after having been stale (复核后恢复).
    Reconfirmed,
    /// Consents again (重新同意).
    ConsentGiven,
    /// Taken out (出库).
    Removed,
    /// Withdrew the consent (撤回同意).
    ConsentWithdrawn,
    /// Not looked at within the review period (逾期未复核).
    Stale,
    /// The data were restricted or erased, or the restriction was lifted (限制处理或擦除).
    Barred,
    /// What is known of the person changed (情况变化).
    FactsChanged,
    /// The pool itself opened or closed between the days (建库、关库).
    PoolChanged,
}

impl ChangeCause {
    /// The cause that a view keeps under this code.
    pub(crate) fn of_code(code: &str) -> Result<Self> {
        use talent_register::ChangeCause as C;
        let all = [
            C::Admitted,
            C::Reconfirmed,
            C::ConsentGiven,
            C::Removed,
            C::ConsentWithdrawn,
            C::Stale,
            C::Barred,
            C::FactsChanged,
            C::PoolChanged,
        ];
        let found = all.into_iter().find(|cause| cause.code() == code).map(Self::from);
        found.ok_or_else(|| Error::new("a view holds an unknown cause"))
    }
}
