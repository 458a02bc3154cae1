//! The closed lists of what is handed over about a person: both spellings are read, the code is stored.

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
