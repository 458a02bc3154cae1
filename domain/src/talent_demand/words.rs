//! The closed list of a demand catalogue: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// What kind of unit demand is dealt out to (需求承接单位).
    RecipientKind, "recipient_kind" {
        /// Township or street (乡镇街道).
        Township = "TOWNSHIP", "乡镇街道";
        /// Unit that takes part in the work for talents (成员单位).
        MemberUnit = "MEMBER_UNIT", "成员单位";
    }
}
