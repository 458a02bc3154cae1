//! The closed lists of a volunteer's records: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// What a volunteer says is wrong with the record (异议类型).
    DisputeKind, "dispute_kind" {
        /// Service that was given is not on record (漏记).
        MissingHours = "MISSING_HOURS", "漏记";
        /// The span on record is not the one that was served (时长有误).
        WrongHours = "WRONG_HOURS", "时长有误";
        /// Service is on record that the volunteer did not give (非本人服务).
        NotMine = "NOT_MINE", "非本人服务";
    }
}
