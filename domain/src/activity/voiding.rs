//! Voiding (作废, A10): an activity that should never have stood takes nothing more.
//!
//! Its credits stand in the volunteers' ledgers, and each ledger ends its own (`volunteer/voiding.rs`).

use crate::{
    activity::{
        aggregate::{Activity, Decision, Stage},
        events::ActivityEvent,
        refusals::ActivityRefusal,
    },
    kernel::{Personal, text},
};

impl Activity {
    /// At any stage: single credits may be entered for a draft or before a cancellation, and they must not stay.
    pub(super) fn void(&self, reason: &str) -> Decision {
        if self.plan.is_none() {
            return Err(ActivityRefusal::ActivityUnknown);
        }
        if self.stage == Stage::Voided {
            return Ok(Vec::new());
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![ActivityEvent::ActivityVoided { reason }])
    }
}
