//! The closed lists of exports and erasures on the wire.

use crate::graphql::scalars::word_enum;
use async_graphql::Enum;
use muster_domain::person;

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
