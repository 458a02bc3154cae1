//! Commands beside the hour ledger: totals of other platforms, and the suspension of manual credits.

use crate::graphql::{
    mutation::{Done, code, execute_keyed},
    scalars::Date,
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    kernel::{DateSpan, VolunteerId},
    volunteer::{Volunteer as VolunteerState, VolunteerCommand, events::ImportedTotal},
};

/// A total that another platform recorded (转入时长).
#[derive(InputObject)]
pub struct ImportedTotalInput {
    /// The other platform's name (来源平台).
    platform: String,
    /// Its own reference of the total (来源编号).
    reference: String,
    /// First day of the period (起始日期).
    from: Date,
    /// Last day of the period (截止日期).
    to: Date,
    /// Minutes in all (分钟数).
    minutes: u32,
}

/// Commands beside the hour ledger.
#[derive(Default)]
pub struct RecordMutation;

/// Commands beside the hour ledger.
#[Object]
impl RecordMutation {
    /// Takes in a total that another platform recorded; it is part of no other total (时长转入).
    async fn import_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "The total and where it comes from.")] input: ImportedTotalInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let ImportedTotalInput { platform, reference, from, to, minutes } = input;
        let period = DateSpan { from: from.0, to: Some(to.0) };
        let command = VolunteerCommand::ImportHours { total: ImportedTotal { platform, reference, period, minutes } };
        let id = VolunteerId::of_code(&code(&volunteer)?).uuid();
        execute_keyed::<VolunteerState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Lets nobody enter manual credits of a volunteer until a day, after false ones (暂停补录).
    async fn suspend_self_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Last day.")] until: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = VolunteerId::of_code(&code(&volunteer)?).uuid();
        let command = VolunteerCommand::SuspendSelfEntry { until: until.0, reason };
        execute_keyed::<VolunteerState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Lets manual credits of a volunteer be entered again before the time (恢复补录).
    async fn restore_self_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = VolunteerId::of_code(&code(&volunteer)?).uuid();
        execute_keyed::<VolunteerState>(ctx, idempotency_key.as_deref(), id, VolunteerCommand::RestoreSelfEntry).await
    }
}
