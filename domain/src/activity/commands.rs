//! What may be asked of an activity. The reasons for a no are in `refusals.rs`.

use crate::{
    activity::events::{ActivityChange, ActivityPlan},
    kernel::{TimeSpan, VolunteerId, words::EvidenceClass},
    organization::OrganizationFacts,
    team::TeamFacts,
    volunteer::VolunteerFacts,
};
use chrono::{DateTime, NaiveDate, Utc};

/// The commands of an activity (志愿服务活动).
#[derive(Clone, Debug, PartialEq)]
pub enum ActivityCommand {
    /// Plan an activity (拟定).
    DraftActivity {
        /// What it is planned to be.
        plan: ActivityPlan,
        /// The organization that the plan names.
        organization: OrganizationFacts,
        /// The team that the plan names, where it names one.
        team: Option<TeamFacts>,
    },
    /// Take over a held activity from a file of the operator (转入); it gets one session of its whole span.
    ImportActivity {
        /// What it was.
        plan: ActivityPlan,
        /// The organization that the plan names.
        organization: OrganizationFacts,
        /// The team that the plan names, where it names one.
        team: Option<TeamFacts>,
    },
    /// Open the activity to volunteers (发布, A1).
    PublishActivity {
        /// Who leads it.
        leader: VolunteerId,
        /// Risks that the volunteers are told (志愿服务条例 art. 12).
        risk_notice: String,
        /// Where exactly it takes place.
        place: String,
    },
    /// Plan a dated occurrence (安排场次).
    ScheduleSession {
        /// Number within the activity, from 1.
        session: u32,
        /// When; inside the activity's span.
        span: TimeSpan,
        /// How many may take part; nothing where it is open (A3).
        capacity: Option<u32>,
    },
    /// Sign up for a session (报名, A3, A4).
    Enroll {
        /// Which session.
        session: u32,
        /// Who, as of the session's day.
        volunteer: VolunteerFacts,
    },
    /// Accept an enrolment (录用); a declined one may be accepted after all.
    AcceptEnrollment {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// Decline an enrolment (不录用).
    DeclineEnrollment {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// Why.
        reason: String,
    },
    /// Take one's enrolment back (取消报名).
    WithdrawEnrollment {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// Put a participant's accident insurance on record (投保; 志愿服务条例 art. 17).
    RecordInsurance {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// Last day insured.
        insured_to: NaiveDate,
    },
    /// Come to a session (签到, A4, A5, A7).
    CheckIn {
        /// Which session.
        session: u32,
        /// Who, as of the session's day.
        volunteer: VolunteerFacts,
        /// When.
        at: DateTime<Utc>,
        /// How it is known: A scan or kiosk, C position only.
        evidence: EvidenceClass,
    },
    /// Leave a session (签退, A5).
    CheckOut {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The leader's word that a participant served (负责人确认): evidence B, and the review of an open check-in.
    ConfirmAttendance {
        /// Which session.
        session: u32,
        /// Who, as of the session's day.
        volunteer: VolunteerFacts,
        /// From when to when.
        span: TimeSpan,
    },
    /// Put on record that a participant did not come (缺席).
    MarkAbsent {
        /// Which session.
        session: u32,
        /// Who.
        volunteer_id: VolunteerId,
    },
    /// Put a countable result on record (登记成果); the same measure again replaces its figure.
    RecordOutcome {
        /// What was counted, for example trees planted.
        measure: String,
        /// How many.
        amount: u32,
    },
    /// Make the attendance of a session final (结束场次).
    CloseSession {
        /// Which session.
        session: u32,
    },
    /// Keep the books of a batch that credited a closed session (登记时长认定).
    RecordSessionCredited {
        /// Which session.
        session: u32,
        /// People credited by the batch.
        credited: u32,
        /// People refused by the batch.
        refused: u32,
    },
    /// Close the activity when all its sessions are closed (结项, A9).
    CloseActivity,
    /// Call the activity off (取消, A10).
    CancelActivity {
        /// Why.
        reason: String,
    },
    /// Declare that the activity should never have stood (作废, A10).
    VoidActivity {
        /// Why.
        reason: String,
    },
    /// Change what is planned (变更, A8).
    ChangeActivity {
        /// What shall be otherwise.
        change: ActivityChange,
        /// Why; needed once the activity is published.
        reason: Option<String>,
    },
    /// Say how a session was (评价), by one who took part.
    RecordFeedback {
        /// Which session.
        session: u32,
        /// Who took part.
        volunteer: VolunteerFacts,
        /// From 1, bad, to 5, good.
        score: u8,
        /// In their own words, where they want to.
        comment: Option<String>,
    },
}
