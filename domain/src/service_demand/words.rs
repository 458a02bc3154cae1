//! The closed lists of a demand: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// What a team or volunteer answers to a demand (响应).
    DemandAnswer, "demand_answer" {
        /// They come (已接受).
        Accepted = "ACCEPTED", "已接受";
        /// They do not come (不能到场).
        Declined = "DECLINED", "不能到场";
        /// They are there (已到场).
        Arrived = "ARRIVED", "已到场";
    }
}

word_list! {
    /// What became of a demand (结果).
    DemandOutcome, "demand_outcome" {
        /// Enough people came (已满足).
        Met = "MET", "已满足";
        /// Some came (部分满足).
        PartlyMet = "PARTLY_MET", "部分满足";
        /// Nobody came (未满足).
        Unmet = "UNMET", "未满足";
        /// It is not needed any more (已撤销).
        Withdrawn = "WITHDRAWN", "已撤销";
    }
}
