//! Commands that say whether a volunteer can come: availability, insurance, and pauses.

use crate::graphql::{
    mutation::{Done, code, execute_keyed},
    scalars::{Date, TimeOfDay},
};
use async_graphql::{Context, Enum, InputObject, Object, Result};
use muster_domain::{
    kernel::{DateSpan, DivisionCode, VolunteerId},
    volunteer::{
        Availability, Volunteer as VolunteerState, VolunteerCommand,
        availability::{DayException, DayWindow, WeeklyWindow},
        events::Insurance,
    },
};

/// A day of the week (星期).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "muster_domain::volunteer::words::Weekday")]
pub enum Weekday {
    /// Monday (星期一).
    Monday,
    /// Tuesday (星期二).
    Tuesday,
    /// Wednesday (星期三).
    Wednesday,
    /// Thursday (星期四).
    Thursday,
    /// Friday (星期五).
    Friday,
    /// Saturday (星期六).
    Saturday,
    /// Sunday (星期日).
    Sunday,
}

/// A window of every week, local (+08:00); one past midnight is two (每周时段).
#[derive(InputObject)]
pub struct WeeklyWindowInput {
    /// On which day of the week (星期).
    weekday: Weekday,
    /// From when (开始).
    from: TimeOfDay,
    /// Until when, later than `from`; 24:00 is the end of the day (结束).
    to: TimeOfDay,
}

/// A window of one day (时段).
#[derive(InputObject)]
pub struct DayWindowInput {
    /// From when (开始).
    from: TimeOfDay,
    /// Until when, later than `from` (结束).
    to: TimeOfDay,
}

/// A day on which other windows hold than those of its weekday (例外日).
#[derive(InputObject)]
pub struct DayExceptionInput {
    /// Which day (日期).
    day: Date,
    /// Its windows; without any the volunteer cannot come (时段).
    #[graphql(default)]
    windows: Vec<DayWindowInput>,
}

/// When and where a volunteer can come, whole (可服务时间).
#[derive(InputObject)]
pub struct AvailabilityInput {
    /// First day on which it holds (生效日期).
    from: Date,
    /// Last day, where there is one (截止日期).
    until: Option<Date>,
    /// Windows of a week; without any the volunteer cannot come (每周时段).
    weekly: Vec<WeeklyWindowInput>,
    /// Days that differ (例外日).
    #[graphql(default)]
    exceptions: Vec<DayExceptionInput>,
    /// Codes of the divisions served, each with all below it; that of residence where none is named (服务区域).
    #[graphql(default)]
    divisions: Vec<String>,
}

impl From<AvailabilityInput> for Availability {
    fn from(input: AvailabilityInput) -> Self {
        let AvailabilityInput { from, until, weekly, exceptions, divisions } = input;
        let window = |from: TimeOfDay, to: TimeOfDay| DayWindow { from_minute: from.0, to_minute: to.0 };
        let weekly = weekly.into_iter().map(|WeeklyWindowInput { weekday, from, to }| WeeklyWindow {
            weekday: weekday.into(),
            window: window(from, to),
        });
        let exceptions = exceptions.into_iter().map(|DayExceptionInput { day, windows }| DayException {
            day: day.0,
            windows: windows.into_iter().map(|DayWindowInput { from, to }| window(from, to)).collect(),
        });
        Self {
            span: DateSpan { from: from.0, to: until.map(|day| day.0) },
            weekly: weekly.collect(),
            exceptions: exceptions.collect(),
            divisions: divisions.iter().map(|division| DivisionCode::new(division)).collect(),
        }
    }
}

/// A policy of insurance of a volunteer's own (志愿者保险).
#[derive(InputObject)]
pub struct VolunteerInsuranceInput {
    /// Who insures (保险公司).
    insurer: String,
    /// The insurer's reference; recorded again under it, a policy takes the place of what was recorded (保单号).
    policy_reference: String,
    /// First day insured (生效日期).
    from: Date,
    /// Last day insured (到期日期).
    to: Date,
}

/// Commands on whether a volunteer can come.
#[derive(Default)]
pub struct ReadinessMutation;

/// Executes one command on the volunteer with a code.
async fn on_volunteer(
    ctx: &Context<'_>,
    key: Option<&str>,
    volunteer: &str,
    command: VolunteerCommand,
) -> Result<Done> {
    let id = VolunteerId::of_code(&code(volunteer)?).uuid();
    execute_keyed::<VolunteerState>(ctx, key, id, command).await
}

/// Commands on whether a volunteer can come.
#[Object]
impl ReadinessMutation {
    /// Declares anew when and where a volunteer can come (申报可服务时间; 志愿服务条例 art. 7).
    async fn set_availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "The whole declaration; the one before holds until its first day.")] input: AvailabilityInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = VolunteerCommand::SetAvailability { availability: input.into() };
        on_volunteer(ctx, idempotency_key.as_deref(), &volunteer, command).await
    }

    /// Records insurance of a volunteer's own; that of a participant stands with the session (投保; 志愿服务条例 art. 17).
    async fn insure_volunteer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "The policy.")] input: VolunteerInsuranceInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let VolunteerInsuranceInput { insurer, policy_reference, from, to } = input;
        let span = DateSpan { from: from.0, to: Some(to.0) };
        let command = VolunteerCommand::RecordInsurance { insurance: Insurance { insurer, policy_reference, span } };
        on_volunteer(ctx, idempotency_key.as_deref(), &volunteer, command).await
    }

    /// Lets a volunteer neither be called nor sign up for a while; the record stays as it is (停用).
    async fn deactivate_volunteer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "First day.")] deactivated_on: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = VolunteerCommand::DeactivateVolunteer { deactivated_on: deactivated_on.0, reason };
        on_volunteer(ctx, idempotency_key.as_deref(), &volunteer, command).await
    }

    /// Lets a volunteer be called again (恢复).
    async fn reactivate_volunteer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "First day.")] reactivated_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = VolunteerCommand::ReactivateVolunteer { reactivated_on: reactivated_on.0 };
        on_volunteer(ctx, idempotency_key.as_deref(), &volunteer, command).await
    }
}
