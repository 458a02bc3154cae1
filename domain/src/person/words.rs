//! The closed lists of what is handed over or read about a person: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// What of a person is handed over (提供的信息项; 个人信息保护法 art. 23).
    DisclosedField, "disclosed_field" {
        /// Name (姓名).
        Name = "NAME", "姓名";
        /// Telephone number (电话).
        Phone = "PHONE", "电话";
        /// Number of the document, which is sensitive (证件号码; GB/T 35273 annex B).
        IdNumber = "ID_NUMBER", "证件号码";
        /// Divisions of the roles (所在区划).
        Division = "DIVISION", "所在区划";
        /// Roles (人员类别).
        Roles = "ROLES", "人员类别";
        /// Skills and abilities (技能、能力).
        Skills = "SKILLS", "技能";
        /// Highest professional level (职业水平等级).
        Level = "LEVEL", "职业水平等级";
        /// Category of talents (人才类别).
        Category = "CATEGORY", "人才类别";
        /// Modes of the engagements (引才方式).
        Engagements = "ENGAGEMENTS", "引才方式";
    }
}

impl DisclosedField {
    /// The same as it is read in clear; nothing where the field names nobody.
    #[must_use]
    pub const fn personal(self) -> Option<PersonalField> {
        match self {
            Self::Name => Some(PersonalField::Name),
            Self::Phone => Some(PersonalField::Phone),
            Self::IdNumber => Some(PersonalField::IdNumber),
            Self::Division | Self::Roles | Self::Skills | Self::Level | Self::Category | Self::Engagements => None,
        }
    }

    /// Whether it needs the consent to sensitive data too (个人信息保护法 art. 28, 29).
    #[must_use]
    pub const fn is_sensitive(self) -> bool {
        match self {
            Self::IdNumber => true,
            Self::Name
            | Self::Phone
            | Self::Division
            | Self::Roles
            | Self::Skills
            | Self::Level
            | Self::Category
            | Self::Engagements => false,
        }
    }
}

word_list! {
    /// What data are handed over for (提供目的; 个人信息保护法 art. 6, 23).
    ExportPurpose, "export_purpose" {
        /// To fill a position (引才对接).
        Recruitment = "RECRUITMENT", "引才对接";
        /// To call people out in an emergency (应急调配).
        Emergency = "EMERGENCY", "应急调配";
        /// To train people (培训组织).
        Training = "TRAINING", "培训组织";
        /// To commend people (表彰推荐).
        Commendation = "COMMENDATION", "表彰推荐";
        /// To contact people (联系服务).
        Contact = "CONTACT", "联系服务";
        /// For an audit or inspection (审计检查).
        Audit = "AUDIT", "审计检查";
    }
}

word_list! {
    /// What of a person is read in clear (明文信息项).
    PersonalField, "personal_field" {
        /// Name (姓名).
        Name = "NAME", "姓名";
        /// Telephone number (电话).
        Phone = "PHONE", "电话";
        /// Number of the document, which is sensitive (证件号码; GB/T 35273 annex B).
        IdNumber = "ID_NUMBER", "证件号码";
        /// Name of the guardian who consents (监护人姓名).
        GuardianName = "GUARDIAN_NAME", "监护人姓名";
        /// Telephone number of that guardian (监护人电话).
        GuardianPhone = "GUARDIAN_PHONE", "监护人电话";
        /// What the person asks for as of right, in their own words (请求内容).
        Requests = "REQUESTS", "请求内容";
    }
}

word_list! {
    /// What somebody reads personal data in clear for (查阅目的; 个人信息保护法 art. 6).
    ReadPurpose, "read_purpose" {
        /// To contact the person (联系服务).
        Contact = "CONTACT", "联系服务";
        /// To reach the person, or who answers for them, in an emergency (应急处置; art. 13 para. 1 no. 4).
        Emergency = "EMERGENCY", "应急处置";
        /// To check who somebody is (身份核验).
        Verification = "VERIFICATION", "身份核验";
        /// To take out insurance for the person (办理保险).
        Insurance = "INSURANCE", "办理保险";
        /// To answer a dispute about a record (异议处理; 民政部令第67号 art. 13).
        Dispute = "DISPUTE", "异议处理";
        /// To answer what the person asks for as of right (个人权利请求; art. 44 to 50).
        RightsRequest = "RIGHTS_REQUEST", "个人权利请求";
        /// For an audit or inspection (审计检查; art. 54).
        Audit = "AUDIT", "审计检查";
        /// To hand data over to another organization (对外提供; art. 23).
        HandOver = "HAND_OVER", "对外提供";
    }
}

impl ReadPurpose {
    /// The fields that the purpose needs; more is never read for it (最小必要; 个人信息保护法 art. 6).
    #[must_use]
    pub const fn needs(self) -> &'static [PersonalField] {
        use PersonalField::{GuardianName, GuardianPhone, IdNumber, Name, Phone};
        match self {
            Self::Contact | Self::Emergency => &[Name, Phone, GuardianName, GuardianPhone],
            Self::Verification => &[Name, IdNumber],
            Self::Insurance | Self::HandOver => &[Name, Phone, IdNumber],
            Self::Dispute => &[Name, Phone],
            Self::RightsRequest | Self::Audit => PersonalField::ALL,
        }
    }
}

word_list! {
    /// On which ground data are erased (删除情形; 个人信息保护法 art. 47 para. 1).
    ErasureBasis, "erasure_basis" {
        /// The purpose is reached, cannot be reached or needs the data no more (处理目的已实现).
        PurposeEnded = "PURPOSE_ENDED", "处理目的已实现";
        /// The service ended, or the time of keeping is over (保存期限已届满).
        PeriodEnded = "PERIOD_ENDED", "保存期限已届满";
        /// The person withdraws the consent (撤回同意).
        ConsentWithdrawn = "CONSENT_WITHDRAWN", "撤回同意";
        /// The data were processed against the law or an agreement (违法违约处理).
        Unlawful = "UNLAWFUL", "违法违约处理";
        /// Another provision asks for it (其他法定情形).
        OtherProvision = "OTHER_PROVISION", "其他法定情形";
    }
}

word_list! {
    /// On which ground data are stored and nothing else (限制处理情形; 个人信息保护法 art. 44, 47 para. 2).
    RestrictionBasis, "restriction_basis" {
        /// A provision asks to keep the data for a time (法定保存期限未届满).
        RetentionDuty = "RETENTION_DUTY", "法定保存期限未届满";
        /// Erasing is technically hard (技术上难以删除).
        ErasureHard = "ERASURE_HARD", "技术上难以删除";
        /// The person refuses the processing (本人拒绝处理).
        PersonRefuses = "PERSON_REFUSES", "本人拒绝处理";
        /// What the data say is in dispute (存在争议).
        InDispute = "IN_DISPUTE", "存在争议";
    }
}

word_list! {
    /// Why data must be kept for now (保存义务).
    RetentionDutyKind, "retention_duty" {
        /// The person disputes a service record, and nobody has answered (异议未答复; 民政部令第67号 art. 13).
        DisputeOpen = "DISPUTE_OPEN", "异议未答复";
        /// A registration of practice as a social worker is valid (登记有效; 民发〔2009〕44号).
        PracticeRegistered = "PRACTICE_REGISTERED", "登记有效";
        /// A restriction of processing names a time of keeping (法定保存期限).
        Stated = "STATED", "法定保存期限";
    }
}

word_list! {
    /// What a person asks for as of right (个人权利请求类型; 个人信息保护法 art. 46, 47).
    DataRequestKind, "data_request_kind" {
        /// To correct or complete data (更正补充).
        Correction = "CORRECTION", "更正补充";
        /// To delete the data (删除).
        Deletion = "DELETION", "删除";
    }
}

word_list! {
    /// What two people decide of two records (并档或拆档).
    MergeStep, "merge_step" {
        /// One record takes the other in (并档).
        Merge = "MERGE", "并档";
        /// A record that was taken in speaks for itself again (拆档).
        Split = "SPLIT", "拆档";
    }
}

word_list! {
    /// A role that a person holds at most once (身份).
    PersonRole, "person_role" {
        /// Volunteer (志愿者).
        Volunteer = "VOLUNTEER", "志愿者";
        /// Social worker (社会工作专业人才).
        SocialWorker = "SOCIAL_WORKER", "社会工作专业人才";
        /// Instructor (党建指导员).
        Instructor = "INSTRUCTOR", "党建指导员";
    }
}
