//! The closed lists of a talent's profile: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// How an organization has a talent's work (引才方式).
    EngagementMode, "engagement_mode" {
        /// Full time (全职).
        FullTime = "FULL_TIME", "全职";
        /// Weekend engineer (周末工程师).
        WeekendEngineer = "WEEKEND_ENGINEER", "周末工程师";
        /// Dual appointment (双聘).
        DualAppointment = "DUAL_APPOINTMENT", "双聘";
        /// Brought by a third party (第三方引才).
        ThirdParty = "THIRD_PARTY", "第三方引才";
        /// Adviser (顾问).
        Adviser = "ADVISER", "顾问";
        /// Cooperation in a project (项目合作).
        Project = "PROJECT", "项目合作";
        /// Cooperation of school and place (校地合作).
        SchoolPlace = "SCHOOL_PLACE", "校地合作";
    }
}

word_list! {
    /// By which way a talent was contacted (联系方式).
    ContactChannel, "contact_channel" {
        /// Telephone (电话).
        Telephone = "TELEPHONE", "电话";
        /// Visit (走访).
        Visit = "VISIT", "走访";
        /// Meeting (座谈).
        Meeting = "MEETING", "座谈";
        /// Written message (书面).
        Message = "MESSAGE", "书面";
    }
}

word_list! {
    /// Evidence of a skill other than a degree (技能佐证; 工匠、职业农民).
    SkillEvidence, "skill_evidence" {
        /// Result of a contest of skills (技能比赛).
        Contest = "CONTEST", "技能比赛";
        /// Title of a master craftsman (名匠称号).
        MasterTitle = "MASTER_TITLE", "名匠称号";
        /// Certificate of an occupational skill (职业技能证书).
        SkillCertificate = "SKILL_CERTIFICATE", "职业技能证书";
        /// Years of practice, attested by the community (从业年限证明).
        Practice = "PRACTICE", "从业年限证明";
    }
}

word_list! {
    /// In which role a person is a talent (人员类别).
    TalentRole, "talent_role" {
        /// Social-work professional or community worker (社会工作人才).
        SocialWorker = "SOCIAL_WORKER", "社会工作人才";
        /// Party-building instructor (党建指导员).
        Instructor = "INSTRUCTOR", "党建指导员";
        /// Volunteer (志愿者).
        Volunteer = "VOLUNTEER", "志愿者";
    }
}

word_list! {
    /// Whether a criterion holds of a talent (是否符合, K5).
    Verdict, "verdict" {
        /// It holds (符合).
        Met = "MET", "符合";
        /// It does not hold (不符合).
        Unmet = "UNMET", "不符合";
        /// The registry does not know; never as good as met (未知).
        Unknown = "UNKNOWN", "未知";
    }
}
