//! The numbers that rules use, as one value with a version; streams of dated policies come beside it later.

use serde::{Deserialize, Serialize};

/// Limits in force; the version goes into the metadata of every event decided under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Name of this set of numbers.
    pub version: String,
    /// Minutes of one person on one local day that take effect at once (i志愿: 8 h).
    pub daily_minutes_at_once: u32,
    /// Minutes of one person-day that the affiliated organization may approve (i志愿: 12 h); more needs the province.
    pub daily_minutes_by_organization: u32,
    /// Minutes that one local day has; the physical bound.
    pub daily_minutes_bound: u32,
    /// Working days in which service is recorded after an activity ends (民政部令第67号 art. 11).
    pub recording_working_days: u32,
    /// Focus links that one instructor may hold at a time (重点联系 5–10).
    pub focus_links_limit: u32,
    /// Focus links below which an instructor is reported as under load.
    pub focus_links_expected: u32,
    /// Days after appointment in which too few focus links are not reported.
    pub focus_grace_days: u32,
    /// Age in years below which a guardian consents before any role (个人信息保护法 art. 31).
    pub guardian_age_years: u32,
    /// Age of majority in years (民法典 art. 17).
    pub adult_age_years: u32,
    /// Days that an activity may last (i志愿: one year).
    pub activity_days_limit: u32,
    /// Check-in pairs of one person in one session (i志愿: 3).
    pub attendance_pairs_limit: u32,
    /// Minutes before and after a session in which presence still counts as its own (V5, A5).
    pub session_tolerance_minutes: u32,
    /// Share of a session, in percent, that must be attended for automatic credit (云南: 60 %).
    pub presence_share_percent: u32,
    /// Participants from which position-only evidence is accepted (i志愿: 100).
    pub position_evidence_participants: u32,
    /// Adult members that an emergency team needs to be activated.
    pub activation_members: u32,
    /// Years that a registration of practice is valid (民发〔2009〕44号).
    pub registration_years: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: "national-2024-1".to_owned(),
            daily_minutes_at_once: 480,
            daily_minutes_by_organization: 720,
            daily_minutes_bound: 1440,
            recording_working_days: 10,
            focus_links_limit: 10,
            focus_links_expected: 5,
            focus_grace_days: 90,
            guardian_age_years: 14,
            adult_age_years: 18,
            activity_days_limit: 366,
            attendance_pairs_limit: 3,
            session_tolerance_minutes: 30,
            presence_share_percent: 60,
            position_evidence_participants: 100,
            activation_members: 3,
            registration_years: 3,
        }
    }
}
