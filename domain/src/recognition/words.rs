//! The closed lists of recognition: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// How high a body stands that grants or awards (授予层级).
    GrantingLevel, "granting_level" {
        /// An organization (组织).
        Organization = "ORGANIZATION", "组织";
        /// A county (县级).
        County = "COUNTY", "县级";
        /// A city (市级).
        City = "CITY", "市级";
        /// A province (省级).
        Province = "PROVINCE", "省级";
        /// The country (国家级).
        National = "NATIONAL", "国家级";
    }
}

word_list! {
    /// How good a service was (服务评价).
    ServiceQuality, "service_quality" {
        /// Excellent (优秀).
        Excellent = "EXCELLENT", "优秀";
        /// Good (良好).
        Good = "GOOD", "良好";
        /// Sufficient (合格).
        Sufficient = "SUFFICIENT", "合格";
        /// Insufficient (不合格).
        Insufficient = "INSUFFICIENT", "不合格";
    }
}
