//! One person in one session: what each event changes, and at which point the person is.

use super::SessionRow;
use crate::Row;
use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::kernel::{TimeSpan, words::EvidenceClass};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// At which point a person in a session is (参与状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttendanceStatus {
    /// Insured, and nothing more yet (已投保).
    Insured,
    /// Signed up (已报名).
    Enrolled,
    /// The enrolment is accepted (已录用).
    Accepted,
    /// The enrolment is declined (未录用).
    Declined,
    /// The volunteer withdrew (已取消报名).
    Withdrawn,
    /// Came and has not left (已签到).
    CheckedIn,
    /// Came and left (已签退).
    CheckedOut,
    /// The leader confirmed the service (负责人已确认).
    Confirmed,
    /// Did not come (缺席).
    Absent,
}

impl AttendanceStatus {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Insured,
        Self::Enrolled,
        Self::Accepted,
        Self::Declined,
        Self::Withdrawn,
        Self::CheckedIn,
        Self::CheckedOut,
        Self::Confirmed,
        Self::Absent,
    ];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Insured => "INSURED",
            Self::Enrolled => "ENROLLED",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Withdrawn => "WITHDRAWN",
            Self::CheckedIn => "CHECKED_IN",
            Self::CheckedOut => "CHECKED_OUT",
            Self::Confirmed => "CONFIRMED",
            Self::Absent => "ABSENT",
        }
    }

    /// The status with this code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.code() == code)
    }
}

/// One person in one session as they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct AttendanceRow {
    /// `{activity}/{session}/{volunteer}`.
    pub key: String,
    /// The activity.
    pub activity_id: Uuid,
    /// Number of the session within the activity.
    pub session: i32,
    /// Who.
    pub volunteer_id: Uuid,
    /// Code of an [`AttendanceStatus`].
    pub status: String,
    /// Code of how the enrolment stands; nothing for people who never signed up.
    pub enrollment: Option<String>,
    /// First check-in.
    pub first_in: Option<DateTime<Utc>>,
    /// Last check-out, or the session's end for a check-in that was left open.
    pub last_out: Option<DateTime<Utc>>,
    /// Check-ins.
    pub check_ins: i32,
    /// Evidence class of the last check-in.
    pub evidence: Option<String>,
    /// Checked in and not out.
    pub present: bool,
    /// Was still checked in when the session was closed (A5).
    pub open_check_in: bool,
    /// Start of the span that the leader confirmed.
    pub confirmed_from: Option<DateTime<Utc>>,
    /// End of the span that the leader confirmed.
    pub confirmed_to: Option<DateTime<Utc>>,
    /// Marked absent.
    pub absent: bool,
    /// Last day insured.
    pub insured_to: Option<NaiveDate>,
    /// Hours of the session were entered for this person, by the session or by hand; a credit that waits, or one that was
    /// turned down or revoked since, was entered too (V7).
    pub recorded: bool,
}

impl Row for AttendanceRow {
    const TABLE: &'static str = "attendance";
    const KEY: &'static str = "key";
    const KEY_TYPE: &'static str = "text";

    fn key(&self) -> String {
        self.key.clone()
    }
}

/// What an event says of one person in a session.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Enrollment(AttendanceStatus),
    Insured(NaiveDate),
    CheckedIn(DateTime<Utc>, EvidenceClass),
    CheckedOut(DateTime<Utc>),
    Confirmed(TimeSpan),
    Absent,
    LeftOpen(DateTime<Utc>),
}

impl AttendanceRow {
    /// Takes a step in.
    pub(super) fn take(&mut self, step: Step) {
        match step {
            Step::Enrollment(status) => self.enrollment = Some(status.code().to_owned()),
            Step::Insured(last_day) => self.insured_to = Some(last_day),
            Step::CheckedIn(at, evidence) => {
                self.first_in = Some(self.first_in.map_or(at, |first| first.min(at)));
                self.check_ins += 1;
                self.evidence = Some(evidence.code().to_owned());
                self.present = true;
                self.absent = false;
            }
            Step::CheckedOut(at) => {
                self.last_out = Some(self.last_out.map_or(at, |last| last.max(at)));
                self.present = false;
            }
            Step::Confirmed(span) => {
                self.confirmed_from = Some(span.starts_at);
                self.confirmed_to = Some(span.ends_at);
                self.absent = false;
            }
            Step::Absent => self.absent = true,
            Step::LeftOpen(session_end) => {
                self.last_out = Some(self.last_out.map_or(session_end, |last| last.max(session_end)));
                self.present = false;
                self.open_check_in = true;
            }
        }
        self.status = self.point().code().to_owned();
    }

    /// The furthest point that still holds.
    fn point(&self) -> AttendanceStatus {
        if self.absent {
            AttendanceStatus::Absent
        } else if self.confirmed_from.is_some() {
            AttendanceStatus::Confirmed
        } else if self.present {
            AttendanceStatus::CheckedIn
        } else if self.first_in.is_some() {
            AttendanceStatus::CheckedOut
        } else {
            self.enrollment.as_deref().and_then(AttendanceStatus::of_code).unwrap_or(AttendanceStatus::Insured)
        }
    }

    fn enrollment_is(&self, statuses: &[AttendanceStatus]) -> bool {
        statuses.iter().any(|status| self.enrollment.as_deref() == Some(status.code()))
    }

    /// Adds this person to a session's counts, or takes them off.
    pub(super) fn count(&self, session: &mut SessionRow, sign: i32) {
        let of = |counts: bool| if counts { sign } else { 0 };
        session.enrolled += of(self.enrollment_is(&[AttendanceStatus::Enrolled, AttendanceStatus::Accepted]));
        session.accepted += of(self.enrollment_is(&[AttendanceStatus::Accepted]));
        session.checked_in += of(self.first_in.is_some());
        session.confirmed += of(self.confirmed_from.is_some());
        session.absent += of(self.absent);
        session.open_check_ins += of(self.open_check_in);
    }
}
