//! The closed lists of reads, exports and erasures on the wire.

use crate::graphql::scalars::word_enum;
use async_graphql::{Enum, Error, Result};
use muster_domain::person;
use muster_eventstore::access_log::Way;

word_enum! {
    /// What of a person is handed over (提供的信息项).
    DisclosedField of person::words::DisclosedField {
        /// Name (姓名).
        Name,
        /// Telephone number (电话).
        Phone,
        /// Number of the document, which is sensitive (证件号码).
        IdNumber,
        /// Divisions of the roles (所在区划).
        Division,
        /// Roles (人员类别).
        Roles,
        /// Skills and abilities (技能、能力).
        Skills,
        /// Highest professional level (职业水平等级).
        Level,
        /// Category of talents (人才类别).
        Category,
        /// Modes of the engagements (引才方式).
        Engagements,
    }
}

word_enum! {
    /// What data are handed over for (提供目的).
    ExportPurpose of person::words::ExportPurpose {
        /// To fill a position (引才对接).
        Recruitment,
        /// To call people out in an emergency (应急调配).
        Emergency,
        /// To train people (培训组织).
        Training,
        /// To commend people (表彰推荐).
        Commendation,
        /// To contact people (联系服务).
        Contact,
        /// For an audit or inspection (审计检查).
        Audit,
    }
}

word_enum! {
    /// What of a person is read in clear (明文信息项).
    PersonalField of person::words::PersonalField {
        /// Name (姓名).
        Name,
        /// Telephone number (电话).
        Phone,
        /// Number of the document, which is sensitive (证件号码).
        IdNumber,
        /// Name of the guardian who consents (监护人姓名).
        GuardianName,
        /// Telephone number of that guardian (监护人电话).
        GuardianPhone,
        /// What the person asks for as of right, in their own words (请求内容).
        Requests,
    }
}

word_enum! {
    /// What somebody reads personal data in clear for; each needs some fields and no other (查阅目的; 个人信息保护法 art. 6).
    ReadPurpose of person::words::ReadPurpose {
        /// To contact the person: names and telephone numbers (联系服务).
        Contact,
        /// To reach the person, or who answers for them, in an emergency: names and telephone numbers (应急处置).
        Emergency,
        /// To check who somebody is: name and number of the document (身份核验).
        Verification,
        /// To take out insurance: name, telephone and number of the document (办理保险).
        Insurance,
        /// To answer a dispute about a record: name and telephone number (异议处理).
        Dispute,
        /// To answer what the person asks for as of right: every field (个人权利请求).
        RightsRequest,
        /// For an audit or inspection: every field (审计检查).
        Audit,
        /// To hand data over to another organization: name, telephone and number of the document (对外提供).
        HandOver,
    }
}

/// How personal data came to be read (查阅方式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessWay {
    /// Somebody else read them on purpose (查阅).
    Viewed,
    /// Somebody else read them in an emergency, without the approval that it needed (应急破例查阅).
    BrokenGlass,
    /// They were handed over to another organization (导出).
    Exported,
    /// The person read their own (本人查阅).
    Own,
    /// Nothing was shown: whoever asked does not reach the person, who may not even exist (越权查阅未果).
    Refused,
}

impl AccessWay {
    const ALL: [Self; 5] = [Self::Viewed, Self::BrokenGlass, Self::Exported, Self::Own, Self::Refused];

    /// The way that the access log keeps under this code.
    pub(super) fn of_code(code: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|word| Way::from(*word).code() == code);
        found.ok_or_else(|| Error::new("the access log holds an unknown word"))
    }
}

impl From<AccessWay> for Way {
    fn from(word: AccessWay) -> Self {
        match word {
            AccessWay::Viewed => Self::Viewed,
            AccessWay::BrokenGlass => Self::BrokenGlass,
            AccessWay::Exported => Self::Exported,
            AccessWay::Own => Self::Own,
            AccessWay::Refused => Self::Refused,
        }
    }
}

word_enum! {
    /// What a person asks for as of right (个人权利请求类型).
    DataRequestKind of person::words::DataRequestKind {
        /// To correct or complete data (更正补充; 个人信息保护法 art. 46).
        Correction,
        /// To delete the data (删除; 个人信息保护法 art. 47).
        Deletion,
    }
}

/// The form of an export (导出格式).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A table with a header in Chinese, for spreadsheet programs (表格).
    Csv,
    /// A list of objects by the codes of the fields (JSON).
    Json,
}

word_enum! {
    /// On which ground data are erased (删除情形; 个人信息保护法 art. 47).
    ErasureBasis of person::words::ErasureBasis {
        /// The purpose is reached, cannot be reached or needs the data no more (处理目的已实现).
        PurposeEnded,
        /// The service ended, or the time of keeping is over (保存期限已届满).
        PeriodEnded,
        /// The person withdraws the consent (撤回同意).
        ConsentWithdrawn,
        /// The data were processed against the law or an agreement (违法违约处理).
        Unlawful,
        /// Another provision asks for it (其他法定情形).
        OtherProvision,
    }
}

word_enum! {
    /// On which ground data are stored and nothing else (限制处理情形).
    RestrictionBasis of person::words::RestrictionBasis {
        /// A provision asks to keep the data for a time (法定保存期限未届满).
        RetentionDuty,
        /// Erasing is technically hard (技术上难以删除).
        ErasureHard,
        /// The person refuses the processing (本人拒绝处理).
        PersonRefuses,
        /// What the data say is in dispute (存在争议).
        InDispute,
    }
}

word_enum! {
    /// What two people decide of two records (并档或拆档).
    MergeStep of person::words::MergeStep {
        /// One record takes the other in (并档).
        Merge,
        /// A record that was taken in speaks for itself again (拆档).
        Split,
    }
}
