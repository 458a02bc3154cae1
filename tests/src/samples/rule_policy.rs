//! One sample of every event of the rule book.

use super::parts::day;
use muster_domain::{
    kernel::{DivisionCode, PolicyVersion},
    rule_policy::RulePolicyEvent,
};

/// Every event of the rule book.
#[must_use]
pub fn events() -> Vec<RulePolicyEvent> {
    vec![
        RulePolicyEvent::PolicyPublished {
            version: PolicyVersion {
                version: "gd-2".to_owned(),
                jurisdiction: Some(DivisionCode::new("44")),
                effective_from: day(31),
                changes: std::iter::once(("daily_minutes_at_once".to_owned(), 360)).collect(),
            },
            order_reference: "粤文〔2024〕1号".to_owned(),
        },
        RulePolicyEvent::PolicySuperseded {
            version: "gd-1".to_owned(),
            jurisdiction: Some(DivisionCode::new("44")),
            last_day: day(30),
        },
    ]
}
