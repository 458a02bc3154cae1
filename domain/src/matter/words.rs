//! The closed list of matters.

use crate::word_list;

word_list! {
    /// What a matter is about (事项类别).
    MatterKind, "matter_kind" {
        /// Roads, pipes, lifts and other works (基础设施).
        Infrastructure = "INFRASTRUCTURE", "基础设施";
        /// Refuse, noise, green (环境整治).
        Environment = "ENVIRONMENT", "环境整治";
        /// Dangers to life and property (安全隐患).
        Safety = "SAFETY", "安全隐患";
        /// Schools, doctors, care, allowances (民生服务).
        Livelihood = "LIVELIHOOD", "民生服务";
        /// Quarrels (矛盾纠纷).
        Dispute = "DISPUTE", "矛盾纠纷";
        /// What an enterprise or group needs to work (企业发展).
        Business = "BUSINESS", "企业发展";
        /// Anything else (其他).
        Other = "OTHER", "其他";
    }
}
