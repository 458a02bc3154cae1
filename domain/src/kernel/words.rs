//! The closed lists of the trade (`words.csv`): both spellings are read, the code is stored.
//!
//! Lists that several nouns share stand here; a list of one noun stands with it (`<noun>/words.rs`).

use serde::Serialize;

/// A text that is no word of its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{list} has no such word; it has {allowed:?}")]
#[serde(tag = "code", rename = "UNKNOWN_WORD", rename_all = "camelCase")]
pub struct UnknownWord {
    /// The list's name.
    pub list: &'static str,
    /// The codes of the list.
    pub allowed: &'static [&'static str],
}

/// Makes a closed list of the trade: an enum, its codes, its Chinese words and a reader of both spellings.
#[macro_export]
macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident, $list:literal { $($(#[$word:meta])* $variant:ident = $code:literal, $zh:literal;)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$word])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The Chinese word.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            /// Reads a word in either spelling; small letters are as good as capitals.
            ///
            /// # Errors
            /// [`UnknownWord`](crate::kernel::words::UnknownWord) with the codes of the list.
            pub fn read(text: &str) -> Result<Self, $crate::kernel::words::UnknownWord> {
                let text = text.trim();
                $(if text.eq_ignore_ascii_case($code) || text == $zh { return Ok(Self::$variant); })+
                Err($crate::kernel::words::UnknownWord { list: $list, allowed: &[$($code),+] })
            }
        }
    };
}

word_list! {
    /// The kind of an organization (组织类型).
    OrganizationKind, "organization_kind" {
        /// Party or government organ (机关单位).
        Department = "DEPARTMENT", "机关单位";
        /// Committee or branch (党组织).
        PartyCommittee = "PARTY_COMMITTEE", "党组织";
        /// Village or residents' community (村(社区)).
        Community = "COMMUNITY", "村(社区)";
        /// New-economy or other enterprise (企业).
        Enterprise = "ENTERPRISE", "企业";
        /// Trade association or chamber (行业协会商会).
        Association = "ASSOCIATION", "行业协会商会";
        /// Registered social organisation (社会组织).
        Ngo = "NGO", "社会组织";
        /// Registered agency of social work (社工机构).
        SocialWorkAgency = "SOCIAL_WORK_AGENCY", "社工机构";
        /// Registered volunteer organisation (志愿服务组织).
        VolunteerOrganization = "VOLUNTEER_ORGANIZATION", "志愿服务组织";
        /// Body of couriers drivers streamers and the like (新就业群体).
        NewEmploymentGroup = "NEW_EMPLOYMENT_GROUP", "新就业群体";
        /// School or college (学校).
        School = "SCHOOL", "学校";
        /// Public hospital (医院).
        Hospital = "HOSPITAL", "医院";
        /// Place of practice or training (实践基地).
        PracticeBase = "PRACTICE_BASE", "实践基地";
        /// Party-building alliance or grid (联盟).
        Alliance = "ALLIANCE", "联盟";
        /// Needs a responsible unit (`parent_code`) (未登记团体).
        UnregisteredGroup = "UNREGISTERED_GROUP", "未登记团体";
    }
}

word_list! {
    /// The category of a team (队伍类别).
    TeamCategory, "team_category" {
        /// Emergency rescue (应急救援).
        Emergency = "EMERGENCY", "应急救援";
        /// Party members (党员).
        PartyMembers = "PARTY_MEMBERS", "党员";
        /// Youth (青年).
        Youth = "YOUTH", "青年";
        /// Women (巾帼).
        Women = "WOMEN", "巾帼";
        /// Veterans (退役军人).
        Veterans = "VETERANS", "退役军人";
        /// Elders (老年).
        Elders = "ELDERS", "老年";
        /// Mediation (调解).
        Mediation = "MEDIATION", "调解";
        /// Publicity (宣讲).
        Publicity = "PUBLICITY", "宣讲";
        /// Light cavalry (轻骑兵).
        LightCavalry = "LIGHT_CAVALRY", "轻骑兵";
        /// General (综合).
        General = "GENERAL", "综合";
    }
}

word_list! {
    /// The category of a service (服务类别).
    ServiceCategory, "service_category" {
        /// Health (卫生健康).
        Health = "HEALTH", "卫生健康";
        /// Ecology (生态环保).
        Ecology = "ECOLOGY", "生态环保";
        /// Convenience (便民服务).
        Convenience = "CONVENIENCE", "便民服务";
        /// Safety emergency (安全应急).
        SafetyEmergency = "SAFETY_EMERGENCY", "安全应急";
        /// Culture arts (文化艺术).
        CultureArts = "CULTURE_ARTS", "文化艺术";
        /// Science education (科普教育).
        ScienceEducation = "SCIENCE_EDUCATION", "科普教育";
    }
}

word_list! {
    /// The evidence class of a credit (凭证等级).
    EvidenceClass, "evidence" {
        /// Scan or kiosk in and out (扫码签到签退).
        A = "A", "扫码签到签退";
        /// Attendance confirmed by the leader (负责人确认).
        B = "B", "负责人确认";
        /// Position only (定位签到).
        C = "C", "定位签到";
        /// Manual with a document (人工补录).
        D = "D", "人工补录";
        /// Imported total (转入).
        E = "E", "转入";
    }
}

impl EvidenceClass {
    /// Whether one person alone can write it (V6).
    #[must_use]
    pub const fn is_manual(self) -> bool {
        match self {
            Self::A | Self::B | Self::C => false,
            Self::D | Self::E => true,
        }
    }
}

word_list! {
    /// The level of a social-work professional (职业水平等级).
    ProfessionalLevel, "level" {
        /// Assistant social worker (助理社会工作师).
        AssistantSocialWorker = "ASSISTANT_SOCIAL_WORKER", "助理社会工作师";
        /// Social worker (社会工作师).
        SocialWorker = "SOCIAL_WORKER", "社会工作师";
        /// Senior social worker (高级社会工作师).
        SeniorSocialWorker = "SENIOR_SOCIAL_WORKER", "高级社会工作师";
    }
}

word_list! {
    /// The class of a community post (岗位类别).
    PostClass, "post_class" {
        /// Full-time committee member; counts in the ratio (社区两委).
        Committee = "COMMITTEE", "社区两委";
        /// Full-time staff; counts in the ratio (专职社区工作者).
        Staff = "STAFF", "专职社区工作者";
        /// Never counts in the ratio (社区助理).
        Assistant = "ASSISTANT", "社区助理";
    }
}

word_list! {
    /// The kind of an instructor (指导员类别).
    InstructorKind, "instructor_kind" {
        /// Full time (专职).
        FullTime = "FULL_TIME", "专职";
        /// Part time (兼职).
        PartTime = "PART_TIME", "兼职";
    }
}

word_list! {
    /// The kind of a link between instructor and organization (联系类别).
    LinkKind, "link_kind" {
        /// Limited by policy (10) (重点联系).
        Focus = "FOCUS", "重点联系";
        /// Not limited (一般联系).
        General = "GENERAL", "一般联系";
    }
}

word_list! {
    /// The kind of an activity (活动类型); some kinds are never volunteer service (V9).
    ActivityKind, "activity_kind" {
        /// Volunteer service (志愿服务).
        Service = "SERVICE", "志愿服务";
        /// Training or exchange: its minutes never count as service (培训交流).
        Training = "TRAINING", "培训交流";
        /// Meeting (会议).
        Meeting = "MEETING", "会议";
        /// Office duty (值班).
        OfficeDuty = "OFFICE_DUTY", "值班";
        /// Dinner or team building (聚餐团建).
        Dinner = "DINNER", "聚餐团建";
        /// Rehearsal (彩排).
        Rehearsal = "REHEARSAL", "彩排";
        /// Study tour (考察).
        StudyTour = "STUDY_TOUR", "考察";
    }
}

word_list! {
    /// How dangerous an activity is (风险等级).
    RiskLevel, "risk_level" {
        /// Ordinary (一般).
        Ordinary = "ORDINARY", "一般";
        /// Possibly dangerous: insurance first, no minors (可能危险; 志愿服务条例 art. 17).
        Hazardous = "HAZARDOUS", "可能危险";
    }
}

word_list! {
    /// Who may let a pending credit take effect (审批层级, V4).
    ApprovalTier, "approval_tier" {
        /// The affiliated organization: over 8 h up to 12 h a day (所属组织).
        Organization = "ORGANIZATION", "所属组织";
        /// The provincial authority: over 12 h a day (省级主管部门).
        Province = "PROVINCE", "省级主管部门";
    }
}

word_list! {
    /// What a person consents to (同意事项).
    ConsentScope, "consent_scope" {
        /// Registration and record of service (登记与记录).
        Registration = "REGISTRATION", "登记与记录";
        /// Listing in talent pools (入库).
        TalentPool = "TALENT_POOL", "入库";
        /// Disclosure outside the tenant (对外提供).
        Disclosure = "DISCLOSURE", "对外提供";
        /// Publication, for example star lists (公开).
        Publication = "PUBLICATION", "公开";
        /// Sensitive data: health, position, under 14 (敏感信息).
        Sensitive = "SENSITIVE", "敏感信息";
    }
}

word_list! {
    /// The result of a yearly appraisal (考核等次).
    AppraisalGrade, "appraisal_grade" {
        /// Excellent (优秀).
        Excellent = "EXCELLENT", "优秀";
        /// Competent (称职).
        Competent = "COMPETENT", "称职";
        /// Basically competent (基本称职).
        BasicallyCompetent = "BASICALLY_COMPETENT", "基本称职";
        /// Not competent (不称职).
        Incompetent = "INCOMPETENT", "不称职";
    }
}

impl ActivityKind {
    /// Whether time given in such an activity is volunteer service (民政部令第67号 art. 19).
    #[must_use]
    pub const fn is_service(self) -> bool {
        match self {
            Self::Service => true,
            Self::Training | Self::Meeting | Self::OfficeDuty | Self::Dinner | Self::Rehearsal | Self::StudyTour => {
                false
            }
        }
    }
}

impl PostClass {
    /// Whether the post counts in the ratio per 10,000 residents (S6).
    #[must_use]
    pub const fn counts_in_ratio(self) -> bool {
        match self {
            Self::Committee | Self::Staff => true,
            Self::Assistant => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_is_read_in_both_spellings() {
        assert_eq!(ServiceCategory::read("生态环保").unwrap(), ServiceCategory::Ecology);
        assert_eq!(ServiceCategory::read(" ecology ").unwrap(), ServiceCategory::Ecology);
    }

    #[test]
    fn word_is_refused_with_the_list_when_unknown() {
        let refused = EvidenceClass::read("F").unwrap_err();
        assert_eq!((refused.list, refused.allowed), ("evidence", &["A", "B", "C", "D", "E"][..]));
    }

    #[test]
    fn what_counts_is_the_post_of_committee_and_staff_and_the_time_of_service() {
        let counted: Vec<_> = PostClass::ALL.iter().filter(|class| class.counts_in_ratio()).collect();
        assert_eq!(counted, [&PostClass::Committee, &PostClass::Staff]);
        let service: Vec<_> = ActivityKind::ALL.iter().filter(|kind| kind.is_service()).collect();
        assert_eq!(service, [&ActivityKind::Service]);
    }
}
