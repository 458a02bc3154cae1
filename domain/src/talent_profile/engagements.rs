//! Which engagements may run at a time (K7), for every day and not only for today.

use crate::{
    kernel::{Code, DateSpan, OrganizationId},
    talent_profile::{TalentProfileRefusal, words::EngagementMode},
};
use serde::{Deserialize, Serialize};

/// Engagements that may run at a time beside a dual appointment.
pub const BESIDE_DUAL_LIMIT: usize = 1;

/// How an organization has a talent's work, and when (引才).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// The sender's own key of it.
    pub code: Code,
    /// The mode.
    pub mode: EngagementMode,
    /// Whose the work is.
    pub organization_id: OrganizationId,
    /// The days.
    pub span: DateSpan,
}

/// Refuses an engagement that others do not allow on some day of its span (K7).
pub(super) fn check_overlaps(asked: &Engagement, held: &[Engagement]) -> Result<(), TalentProfileRefusal> {
    let overlapping: Vec<&Engagement> = held.iter().filter(|other| other.span.overlaps(&asked.span)).collect();
    let full_time = |one: &Engagement| one.mode == EngagementMode::FullTime;
    if let Some(other) = overlapping.iter().find(|other| full_time(asked) && full_time(other)) {
        let (from, until) = (other.span.from, other.span.to);
        return Err(TalentProfileRefusal::FullTimeOverlaps { engagement: other.code.clone(), from, until });
    }
    // What runs changes only where something begins, so those days are enough.
    let beginnings = overlapping.iter().map(|other| other.span.from).chain([asked.span.from]);
    for day in beginnings.filter(|day| asked.span.is_live_on(*day)) {
        let live: Vec<&&Engagement> = overlapping.iter().filter(|other| other.span.is_live_on(day)).collect();
        let modes = live.iter().map(|other| other.mode).chain([asked.mode]);
        let dual = modes.filter(|mode| *mode == EngagementMode::DualAppointment).count() > 0;
        if dual && live.len() > BESIDE_DUAL_LIMIT {
            let (limit, actual) = (BESIDE_DUAL_LIMIT, live.len());
            return Err(TalentProfileRefusal::DualAppointmentOverlaps { limit, actual, day });
        }
    }
    Ok(())
}
