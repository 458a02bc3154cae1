//! What a voided activity (A10) means for a volunteer's ledger: each credit of it that stands is ended.

use crate::{
    kernel::{ActivityId, CreditId},
    volunteer::{Volunteer, VolunteerCommand},
};

impl Volunteer {
    /// The commands that end the standing credits of an activity: a live one is revoked, a pending one turned down.
    #[must_use]
    pub fn ending_credits_of(&self, activity_id: ActivityId, reason: &str) -> Vec<(CreditId, VolunteerCommand)> {
        let standing = self.credits().filter(|held| held.activity_id == activity_id);
        standing
            .map(|held| {
                let (credit_id, reason) = (held.credit_id, reason.to_owned());
                let command = if held.is_live() {
                    VolunteerCommand::RevokeHours { credit_id, reason }
                } else {
                    VolunteerCommand::RejectCredit { credit_id, reason }
                };
                (credit_id, command)
            })
            .collect()
    }
}
