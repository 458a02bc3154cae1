//! The fixed values of which the samples are made.

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use muster_domain::kernel::{Code, DateSpan, DivisionCode, OrganizationId, PersonId, Personal, TimeSpan, VolunteerId};
use uuid::Uuid;

pub(super) const fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(super) fn sealed() -> Personal {
    Personal::Sealed("sealed:1:c2FtcGxl".to_owned())
}

pub(super) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, day).expect("a day of May")
}

pub(super) fn at(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 5, 4, hour, 0, 0).single().expect("an hour of the day")
}

pub(super) fn span() -> TimeSpan {
    TimeSpan { starts_at: at(1), ends_at: at(3) }
}

pub(super) fn days() -> DateSpan {
    DateSpan { from: day(1), to: Some(day(31)) }
}

pub(super) fn code(text: &str) -> Code {
    Code::try_new(text).expect("a code")
}

pub(super) fn division() -> DivisionCode {
    DivisionCode::new("445281")
}

pub(super) fn person() -> PersonId {
    PersonId::new(uuid(1))
}

pub(super) fn volunteer() -> VolunteerId {
    VolunteerId::new(uuid(2))
}

pub(super) fn organization() -> OrganizationId {
    OrganizationId::new(uuid(3))
}
