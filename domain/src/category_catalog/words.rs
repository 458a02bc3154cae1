//! The categories of talents: both spellings are read, the code is stored.

use crate::word_list;

word_list! {
    /// A category of talents, the highest first (人才类别; 石城县 F类以上人才库).
    TalentCategory, "talent_category" {
        /// Category A (A类).
        A = "A", "A类";
        /// Category B (B类).
        B = "B", "B类";
        /// Category C (C类).
        C = "C", "C类";
        /// Category D (D类).
        D = "D", "D类";
        /// Category E (E类).
        E = "E", "E类";
        /// Category F (F类).
        F = "F", "F类";
    }
}
