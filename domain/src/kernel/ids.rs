//! Ids: one newtype a noun, so that no function takes two bare strings.
//!
//! A thing that has a sender's code ([`Code`]) has the id that follows from it, so the same code sent again is
//! the same stream. A person's id follows from nothing: it is drawn at the edge and can be forgotten.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The name space of all ids that follow from a code (drawn once, never changed).
const NAMESPACE: Uuid = Uuid::from_u128(0x8f6a_27c4_51d3_4b0e_9c3f_6d75_7374_6572);

fn derived(noun: &str, parts: &[&str]) -> Uuid {
    let mut name = String::from(noun);
    for part in parts {
        // The unit separator cannot stand in a code, so two lists of parts never meet in one name.
        name.push('\u{1f}');
        name.push_str(part);
    }
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id that holds this UUID.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

macro_rules! coded_id {
    ($(#[$doc:meta])* $name:ident, $noun:literal) => {
        id!($(#[$doc])* $name);

        impl $name {
            /// The id of the thing that the sender calls by this code.
            #[must_use]
            pub fn of_code(code: &Code) -> Self {
                Self(derived($noun, &[code.as_str()]))
            }
        }
    };
}

id!(
    /// A natural person (自然人); random, so that nothing about the person follows from it.
    PersonId
);
coded_id!(
    /// An account (账号), by its principal.
    AccountId, "account"
);
coded_id!(
    /// A volunteer (志愿者).
    VolunteerId, "volunteer"
);
coded_id!(
    /// An activity (志愿服务活动).
    ActivityId, "activity"
);
coded_id!(
    /// A volunteer team (志愿服务队).
    TeamId, "team"
);
coded_id!(
    /// An organization (组织, 单位).
    OrganizationId, "organization"
);
coded_id!(
    /// A social-work professional or community worker (社会工作人才).
    SocialWorkerId, "social_worker"
);
coded_id!(
    /// A party-building instructor (党建指导员).
    InstructorId, "instructor"
);
coded_id!(
    /// A site (阵地).
    SiteId, "site"
);
coded_id!(
    /// A published report series (报表发布); its code says kind, division and period.
    PublicationId, "publication"
);

impl PublicationId {
    /// The id of a series of one organization; its code says kind and period.
    #[must_use]
    pub fn of_organization(code: &Code, organization: OrganizationId) -> Self {
        Self(derived("publication", &[code.as_str(), &organization.to_string()]))
    }
}

coded_id!(
    /// A points scheme (积分方案).
    PointsSchemeId, "points_scheme"
);
coded_id!(
    /// A demand for service in an emergency (应急服务需求).
    ServiceDemandId, "service_demand"
);
coded_id!(
    /// A call on a department that lists matters (吹哨单).
    MatterCallId, "matter_call"
);
coded_id!(
    /// A talent pool (人才库).
    PoolId, "talent_pool"
);
coded_id!(
    /// The demand catalogue of a division and year (急需紧缺人才目录); its code is `{division}-{year}`.
    DemandCatalogId, "talent_demand"
);
coded_id!(
    /// What is kept of a person as a talent (人才档案); its code is the person's id.
    TalentProfileId, "talent_profile"
);
id!(
    /// One export of personal data (个人信息导出).
    ExportId
);
id!(
    /// One credit of service time (时长认定).
    CreditId
);
id!(
    /// One pairing of two organizations (结对共建).
    PairingId
);
id!(
    /// The population of one division (人口口径).
    PopulationId
);
id!(
    /// One problem raised with an instructor (协调事项).
    ProblemId
);

impl CreditId {
    /// The id of the credit of this volunteer in this activity that starts at this instant (RFC 3339 in UTC):
    /// credits are keyed by activity, volunteer and start.
    #[must_use]
    pub fn of_span(activity: ActivityId, volunteer: VolunteerId, starts_at: chrono::DateTime<chrono::Utc>) -> Self {
        Self(derived(
            "credit",
            &[&activity.to_string(), &volunteer.to_string(), &starts_at.timestamp_millis().to_string()],
        ))
    }
}

impl PairingId {
    /// The id of the pairing of these two organizations that begins on this day; the order of the two does not matter.
    #[must_use]
    pub fn of_pair(one: OrganizationId, other: OrganizationId, from: chrono::NaiveDate) -> Self {
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        Self(derived("pairing", &[&low.to_string(), &high.to_string(), &from.to_string()]))
    }
}

impl PopulationId {
    /// The id of the population of this division.
    #[must_use]
    pub fn of_division(division: &crate::kernel::DivisionCode) -> Self {
        Self(derived("population", &[division.as_str()]))
    }
}

/// The stream of the category catalogue of a division (人才分类目录).
#[must_use]
pub fn category_catalog_stream(division: &crate::kernel::DivisionCode) -> Uuid {
    derived("category_catalog", &[division.as_str()])
}

impl TalentProfileId {
    /// The id of what is kept of this person as a talent.
    #[must_use]
    pub fn of_person(person: PersonId) -> Self {
        Self(derived("talent_profile", &[&person.to_string()]))
    }
}

impl DemandCatalogId {
    /// The id of the demand catalogue of this division and year.
    #[must_use]
    pub fn of_year(division: &crate::kernel::DivisionCode, year: i32) -> Self {
        Self(derived("talent_demand", &[&format!("{}-{year}", division.as_str())]))
    }
}

impl ProblemId {
    /// The id of the problem that this instructor's records call by this code.
    #[must_use]
    pub fn of_code(instructor: InstructorId, code: &Code) -> Self {
        Self(derived("problem", &[&instructor.to_string(), code.as_str()]))
    }
}

/// The sender's own key of a thing (外部编码): 1 to 64 visible characters, no white space at the ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum CodeRefusal {
    /// The text is empty or longer than the limit.
    #[error("a code has 1 to {limit} characters, this one has {actual}")]
    CodeLength {
        /// Characters found.
        actual: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The text holds a control character.
    #[error("a code holds no control characters")]
    CodeCharacters,
}

impl Code {
    /// Characters allowed in a code.
    pub const LENGTH_LIMIT: usize = 64;

    /// Reads a code; white space at the ends is dropped.
    ///
    /// # Errors
    /// [`CodeRefusal`] when the text is empty, too long or holds control characters.
    pub fn try_new(text: &str) -> Result<Self, CodeRefusal> {
        let text = text.trim();
        let actual = text.chars().count();
        if actual == 0 || actual > Self::LENGTH_LIMIT {
            return Err(CodeRefusal::CodeLength { actual, limit: Self::LENGTH_LIMIT });
        }
        if text.chars().any(char::is_control) {
            return Err(CodeRefusal::CodeCharacters);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text of the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Code;

    #[test]
    fn pairing_has_one_id_whichever_of_the_two_comes_first_and_another_for_other_days_or_partners() {
        let id = |text: &str| OrganizationId::of_code(&Code::try_new(text).unwrap());
        let on = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let pairing = |one: &str, other: &str, day: &str| PairingId::of_pair(id(one), id(other), on(day));
        assert_eq!(pairing("A", "B", "2024-01-01"), pairing("B", "A", "2024-01-01"));
        assert_ne!(pairing("A", "B", "2024-01-01"), pairing("A", "B", "2024-01-02"));
        assert_ne!(pairing("A", "B", "2024-01-01"), pairing("A", "C", "2024-01-01"));
    }

    #[test]
    fn code_has_one_to_sixty_four_characters_that_can_be_seen() {
        let refused = |actual| Err(CodeRefusal::CodeLength { actual, limit: 64 });
        assert_eq!(Code::try_new(" A-1 ").map(|code| code.to_string()), Ok("A-1".to_owned()));
        assert_eq!((Code::try_new("  "), Code::try_new(&"码".repeat(65))), (refused(0), refused(65)));
        assert_eq!(Code::try_new(&"码".repeat(64)).map(|code| code.as_str().chars().count()), Ok(64));
        assert_eq!(Code::try_new("A\u{1f}1"), Err(CodeRefusal::CodeCharacters));
    }

    #[test]
    fn id_follows_from_what_it_is_of_and_reads_back_from_its_text() {
        let code = |text: &str| Code::try_new(text).unwrap();
        let (organization, other) = (OrganizationId::of_code(&code("A")), OrganizationId::of_code(&code("B")));
        let (activity, volunteer) = (ActivityId::of_code(&code("A")), VolunteerId::of_code(&code("A")));
        let at: chrono::DateTime<chrono::Utc> = "2024-06-03T01:00:00Z".parse().unwrap();
        let person = PersonId::new(Uuid::from_u128(7));
        let division = crate::kernel::DivisionCode::new("360702");
        let instructor = InstructorId::of_code(&code("A"));
        // These stand in the log: one that came out otherwise would be another stream.
        for (id, expected) in [
            (organization.uuid(), "64748779-b6a5-57d3-b315-cdc6c75a38fd"),
            (PublicationId::of_organization(&code("A"), organization).uuid(), "c0da4325-3336-512f-9206-b22b6be61b20"),
            (CreditId::of_span(activity, volunteer, at).uuid(), "d0e4b14e-0a58-54b0-9194-2440254e6c59"),
            (PairingId::of_pair(organization, other, at.date_naive()).uuid(), "ad2ab6cc-55a1-5866-96f7-4c78bd647280"),
            (PopulationId::of_division(&division).uuid(), "9f57fe4c-c2ab-5b08-b872-e31d5859a31d"),
            (category_catalog_stream(&division), "e8dfc640-2a0f-5b3f-9545-92fe1e50aeee"),
            (TalentProfileId::of_person(person).uuid(), "8cde2068-7ea2-50fd-9a86-a5d3304be5ca"),
            (DemandCatalogId::of_year(&division, 2024).uuid(), "5ef5f290-d9a7-58c0-b21b-87f5e1bc5176"),
            (ProblemId::of_code(instructor, &code("A")).uuid(), "94de30d2-2434-55c9-bbff-61b2fd55b282"),
        ] {
            assert_eq!(id.to_string(), expected);
        }
        assert_eq!(organization.to_string().parse(), Ok(organization));
        assert!("A".parse::<OrganizationId>().is_err());
    }
}
