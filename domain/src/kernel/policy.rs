//! The numbers that rules use: each with its unit, its source, its national value and the bounds of what is believed.
//!
//! A number is one line here; dated versions of a jurisdiction (`policy_timeline.rs`) may set any of them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a set of numbers is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PolicyNumberRefusal {
    /// No rule uses a number of this name.
    #[error("no rule uses a number called {name}")]
    PolicyNumberUnknown {
        /// The name given.
        name: String,
        /// The names that there are.
        known: &'static [&'static str],
    },
    /// The number is outside of what is believed.
    #[error("{name} lies between {min} and {max}, {actual} was given")]
    PolicyNumberOutOfBounds {
        /// Which number.
        name: &'static str,
        /// The least value.
        min: u32,
        /// The greatest value.
        max: u32,
        /// The value given.
        actual: u32,
    },
    /// Two numbers contradict each other.
    #[error("{lower} is {lower_value} and may not be above {upper}, which is {upper_value}")]
    PolicyNumbersOutOfOrder {
        /// The number that should be lower.
        lower: &'static str,
        /// Its value.
        lower_value: u32,
        /// The number that should be at least as great.
        upper: &'static str,
        /// Its value.
        upper_value: u32,
    },
}

macro_rules! policy_numbers {
    ($($(#[doc = $doc:literal])+ $name:ident = $national:literal, $min:literal to $max:literal;)+) => {
        /// Limits in force; the version goes into the metadata of every event decided under it.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Policy {
            /// Name of this set of numbers.
            pub version: String,
            $($(#[doc = $doc])+ pub $name: u32,)+
        }

        impl Default for Policy {
            /// The numbers in force everywhere until a version says otherwise.
            fn default() -> Self {
                Self { version: NATIONAL_VERSION.to_owned(), $($name: $national,)+ }
            }
        }

        impl Policy {
            /// The names of all numbers.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Every number: name, value, and what it is (unit and source).
            #[must_use]
            pub fn numbers(&self) -> Vec<(&'static str, u32, &'static str)> {
                vec![$((stringify!($name), self.$name, concat!($($doc),+).trim_ascii())),+]
            }

            /// Sets one number.
            fn set(&mut self, name: &str, value: u32) -> Result<(), PolicyNumberRefusal> {
                match name {
                    $(stringify!($name) => {
                        if !($min..=$max).contains(&value) {
                            return Err(PolicyNumberRefusal::PolicyNumberOutOfBounds {
                                name: stringify!($name),
                                min: $min,
                                max: $max,
                                actual: value,
                            });
                        }
                        self.$name = value;
                    })+
                    _ => {
                        let name = name.chars().take(NAME_SHOWN).collect();
                        return Err(PolicyNumberRefusal::PolicyNumberUnknown { name, known: Self::NAMES });
                    }
                }
                Ok(())
            }
        }
    };
}

/// Name of the national numbers that the product carries.
pub(crate) const NATIONAL_VERSION: &str = "national-2024-1";
/// Characters of an unknown name that a refusal repeats.
const NAME_SHOWN: usize = 64;

policy_numbers! {
    /// Minutes of one person on one local day that take effect at once (i志愿: 8 h).
    daily_minutes_at_once = 480, 0 to 1440;
    /// Minutes of one person-day that the affiliated organization may approve (i志愿: 12 h); more needs the province.
    daily_minutes_by_organization = 720, 0 to 1440;
    /// Minutes that one local day has; the physical bound.
    daily_minutes_bound = 1440, 1 to 1440;
    /// Working days in which service is recorded after an activity ends (民政部令第67号 art. 11).
    recording_working_days = 10, 0 to 60;
    /// Focus links that one instructor may hold at a time (重点联系 5–10).
    focus_links_limit = 10, 1 to 100;
    /// Focus links below which an instructor is reported as under load.
    focus_links_expected = 5, 0 to 100;
    /// Days after appointment in which too few focus links are not reported.
    focus_grace_days = 90, 0 to 3660;
    /// Least education of a full-time instructor by rank: 3 is junior college (大专及以上; 2022 conditions of office),
    /// 0 asks for none.
    instructor_education_least = 3, 0 to 6;
    /// Years of party work that a full-time instructor has behind; the conditions of 2022 name none, one is our own.
    instructor_party_work_years = 1, 0 to 40;
    /// Age in years below which a guardian consents before any role (个人信息保护法 art. 31).
    guardian_age_years = 14, 0 to 18;
    /// Age of majority in years (民法典 art. 17).
    adult_age_years = 18, 14 to 21;
    /// Days that an activity may last (i志愿: one year).
    activity_days_limit = 366, 1 to 1100;
    /// Check-in pairs of one person in one session (i志愿: 3).
    attendance_pairs_limit = 3, 1 to 20;
    /// Minutes before and after a session in which presence still counts as its own (V5, A5).
    session_tolerance_minutes = 30, 0 to 240;
    /// Share of a session, in percent, that must be attended for automatic credit (云南: 60 %).
    presence_share_percent = 60, 0 to 100;
    /// Participants from which position-only evidence is accepted (i志愿: 100).
    position_evidence_participants = 100, 0 to 20_000;
    /// Days after a session in which those who took part may say how it was; a number of our own.
    feedback_days = 30, 1 to 366;
    /// Months for which a completed training counts where an activity asks for it (A4; a number of our own).
    training_valid_months = 36, 1 to 600;
    /// Adult members that an emergency team needs to be activated.
    activation_members = 3, 1 to 1_000;
    /// Months in which a training or a drill by name makes a member of an emergency team trained (T4); a number of our own.
    activation_training_months = 24, 1 to 240;
    /// Years that a registration of practice is valid (民发〔2009〕44号).
    registration_years = 3, 1 to 10;
    /// Years that one term of an organization's leadership may last (社会团体章程示范文本: five, O5).
    leadership_term_years = 5, 1 to 20;
    /// Years that one posting may last before it is renewed; a number of our own.
    posting_term_years = 5, 1 to 20;
    /// Minutes of continuing education in a period of registration, assistant social worker (民发〔2009〕123号: 72 h).
    education_minutes_assistant = 4_320, 0 to 60_000;
    /// Minutes of continuing education in a period of registration, social worker (民发〔2009〕123号: 90 h).
    education_minutes_social_worker = 5_400, 0 to 60_000;
    /// Minutes of continuing education in a period of registration, senior social worker (民发〔2009〕123号: 90 h).
    education_minutes_senior = 5_400, 0 to 60_000;
    /// Minutes for which a degree in the field stands, once (民发〔2009〕123号: 90 h).
    education_degree_minutes = 5_400, 1 to 30_000;
    /// Lowest grade of a secretary or head (三岗十八级).
    grade_chief_least = 7, 1 to 24;
    /// Highest grade of a secretary or head (三岗十八级).
    grade_chief_most = 18, 1 to 24;
    /// Lowest grade of a deputy (三岗十八级).
    grade_deputy_least = 4, 1 to 24;
    /// Highest grade of a deputy (三岗十八级).
    grade_deputy_most = 15, 1 to 24;
    /// Lowest grade of everybody else (三岗十八级).
    grade_other_least = 1, 1 to 24;
    /// Highest grade of everybody else (三岗十八级).
    grade_other_most = 12, 1 to 24;
    /// Community workers for 10,000 urban residents (关于加强社区工作者队伍建设的意见, 2024).
    community_workers_per_ten_thousand = 18, 0 to 1_000;
    /// Minutes of a star of level 1 (100 h; practice since 2014).
    star_1_minutes = 6_000, 0 to 6_000_000;
    /// Minutes of a star of level 2 (300 h).
    star_2_minutes = 18_000, 0 to 6_000_000;
    /// Minutes of a star of level 3 (600 h).
    star_3_minutes = 36_000, 0 to 6_000_000;
    /// Minutes of a star of level 4 (1,000 h).
    star_4_minutes = 60_000, 0 to 6_000_000;
    /// Minutes of a star of level 5 (1,500 h).
    star_5_minutes = 90_000, 0 to 6_000_000;
    /// Evidence classes whose minutes count for stars, from A on; 4 is A to D, so that totals from elsewhere do not.
    star_evidence_classes = 4, 1 to 5;
    /// Working days in which an application for a star is shown (广东: 5).
    star_publicity_working_days = 5, 0 to 60;
    /// Highest star that a county awards (福建 2013: 2).
    star_county_highest = 2, 0 to 5;
    /// Highest star that a city awards (福建 2013: 4); the province awards the others.
    star_city_highest = 4, 0 to 5;
    /// Months after a revocation in which no star is applied for (广东: 1 to 3 years).
    star_ban_months = 12, 0 to 120;
    /// Days after which an entry of a talent pool is looked at again (K3; a yearly review, a number of our own).
    pool_review_days = 365, 1 to 3_660;
    /// Days for which a proposal waits for a second person's approval; a number of our own.
    proposal_valid_days = 7, 1 to 90;
    /// Hours for which an approved read of a minor's record stands open; one day's work, a number of our own.
    minor_read_hours = 24, 1 to 168;
    /// Minutes for which broken glass stands open; a number of our own.
    break_glass_minutes = 60, 5 to 240;
    /// Days in which a person's request to correct data is answered; inside the 15 working days of 国信办秘字〔2019〕191号
    /// art. 6 and the 30 days of GB/T 35273-2020 8.7 (个人信息保护法 art. 46, 50 say: in time).
    correction_request_days = 15, 1 to 30;
    /// Days in which a person's request to delete data is answered; as for a correction (个人信息保护法 art. 47, 50).
    deletion_request_days = 15, 1 to 30;
}

impl Policy {
    /// These numbers with some of them set anew, under the name of the version that sets them.
    ///
    /// # Errors
    /// [`PolicyNumberRefusal`]: an unknown name, a value out of bounds, or numbers that contradict each other.
    pub fn with(&self, version: &str, changes: &BTreeMap<String, u32>) -> Result<Self, PolicyNumberRefusal> {
        let mut policy = self.clone();
        for (name, value) in changes {
            policy.set(name, *value)?;
        }
        policy.check_order()?;
        version.clone_into(&mut policy.version);
        Ok(policy)
    }

    /// The lower end of a range is not above its upper end.
    fn check_order(&self) -> Result<(), PolicyNumberRefusal> {
        macro_rules! in_order {
            ($($lower:ident <= $upper:ident),+ $(,)?) => {
                [$((stringify!($lower), self.$lower, stringify!($upper), self.$upper)),+]
            };
        }
        let pairs = in_order![
            grade_chief_least <= grade_chief_most,
            grade_deputy_least <= grade_deputy_most,
            grade_other_least <= grade_other_most,
            daily_minutes_at_once <= daily_minutes_by_organization,
            daily_minutes_by_organization <= daily_minutes_bound,
            focus_links_expected <= focus_links_limit,
            guardian_age_years <= adult_age_years,
            star_1_minutes <= star_2_minutes,
            star_2_minutes <= star_3_minutes,
            star_3_minutes <= star_4_minutes,
            star_4_minutes <= star_5_minutes,
            star_county_highest <= star_city_highest,
        ];
        for (lower, lower_value, upper, upper_value) in pairs {
            if lower_value > upper_value {
                return Err(PolicyNumberRefusal::PolicyNumbersOutOfOrder { lower, lower_value, upper, upper_value });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(name: &str, value: u32) -> Result<Policy, PolicyNumberRefusal> {
        Policy::default().with("test-1", &BTreeMap::from([(name.to_owned(), value)]))
    }

    #[test]
    fn national_numbers_are_inside_their_own_bounds() {
        let national = Policy::default();
        for (name, value, what) in national.numbers() {
            assert_eq!(changed(name, value).map(|policy| policy.numbers()), Ok(national.numbers()), "{name}");
            assert!(what.len() > 10, "{name} says what it is");
        }
    }

    #[test]
    fn number_is_set_under_the_name_of_its_version_and_the_others_stay() {
        let policy = changed("presence_share_percent", 70).unwrap();
        let expected = Policy { version: "test-1".to_owned(), presence_share_percent: 70, ..Policy::default() };
        assert_eq!(policy, expected);
    }

    #[test]
    fn number_is_refused_when_unknown_out_of_bounds_or_out_of_order() {
        let refused = changed("daily_minutes", 1).unwrap_err();
        assert!(matches!(&refused, PolicyNumberRefusal::PolicyNumberUnknown { name, .. } if name == "daily_minutes"));
        assert_eq!(
            changed("presence_share_percent", 101).unwrap_err(),
            PolicyNumberRefusal::PolicyNumberOutOfBounds {
                name: "presence_share_percent",
                min: 0,
                max: 100,
                actual: 101
            }
        );
        assert_eq!(
            changed("daily_minutes_at_once", 721).unwrap_err(),
            PolicyNumberRefusal::PolicyNumbersOutOfOrder {
                lower: "daily_minutes_at_once",
                lower_value: 721,
                upper: "daily_minutes_by_organization",
                upper_value: 720
            }
        );
        let orders = [("daily_minutes_bound", 719), ("focus_links_limit", 4), ("guardian_age_years", 18)];
        for (name, value) in orders {
            let order = matches!(changed(name, value), Err(PolicyNumberRefusal::PolicyNumbersOutOfOrder { .. }));
            assert_eq!(order, name != "guardian_age_years", "{name}");
        }
    }
}
