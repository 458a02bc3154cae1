//! What is asked of a talent, and what a talent fulfils of it: met, unmet or unknown, one by one (K5).

pub use crate::talent_profile::words::Verdict;

use crate::{
    category_catalog::words::TalentCategory,
    kernel::{DivisionCode, Divisions, text, text::TextRefusal, words::ProfessionalLevel},
    talent_profile::words::{EngagementMode, TalentRole},
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Criteria of one list.
pub const CRITERIA_LIMIT: usize = 20;
/// Days that a criterion of contact may reach back: ten years.
pub const CONTACT_DAYS_LIMIT: u32 = 3_660;

/// One thing that is asked of a talent (条件).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TalentCriterion {
    /// Holds the role (人员类别).
    Role {
        /// Which.
        role: TalentRole,
    },
    /// Is of the division or one below it (所在区划).
    Within {
        /// Which.
        division: DivisionCode,
    },
    /// Has the skill or ability, as it is written (技能、能力).
    Skill {
        /// Which.
        skill: String,
    },
    /// Holds this level or a higher one (职业水平等级).
    LevelAtLeast {
        /// Which.
        level: ProfessionalLevel,
    },
    /// Has a registration of practice that is valid (登记有效).
    Registered,
    /// Stands in this category or a higher one (人才类别).
    CategoryAtLeast {
        /// Which.
        category: TalentCategory,
    },
    /// Is engaged in this mode (引才方式).
    EngagedAs {
        /// Which.
        mode: EngagementMode,
    },
    /// Was contacted in the last days (近期联系).
    ContactedWithin {
        /// How many.
        days: u32,
    },
    /// Was not contacted in the last days (久未联系).
    NotContactedWithin {
        /// How many.
        days: u32,
    },
}

/// Why criteria are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum CriteriaRefusal {
    /// A list asks for at least one thing and not for too many.
    #[error("a list has 1 to {limit} criteria, this one has {actual}")]
    CriteriaCount {
        /// How many there may be.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// No contact is looked for so far back, or in no days at all.
    #[error("contacts are looked for in 1 to {limit} days, {actual} were given")]
    ContactDaysOutOfBounds {
        /// Days at most.
        limit: u32,
        /// Days given.
        actual: u32,
    },
    /// There is no such division.
    #[error("there is no division {division}")]
    CriterionDivisionUnknown {
        /// Which.
        division: String,
    },
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

/// What the registry knows of a talent on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TalentFacts {
    /// Roles that last.
    pub roles: BTreeSet<TalentRole>,
    /// Divisions of the roles.
    pub divisions: BTreeSet<DivisionCode>,
    /// Skills and abilities, declared or with evidence.
    pub skills: BTreeSet<String>,
    /// Highest level held.
    pub level: Option<ProfessionalLevel>,
    /// Whether a registration of practice is valid.
    pub registered: bool,
    /// The category.
    pub category: Option<TalentCategory>,
    /// Modes of the engagements.
    pub modes: BTreeSet<EngagementMode>,
    /// Day of the last contact.
    pub contacted_on: Option<NaiveDate>,
    /// Whether the person's data are restricted or erased, so that nobody is told of the person as a talent.
    pub barred: bool,
}

/// A criterion with what it comes to (逐条说明).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The criterion.
    pub criterion: TalentCriterion,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// Criteria as they are kept: in order, each once, texts trimmed.
///
/// # Errors
/// [`CriteriaRefusal`]: none or too many, too many days, an unknown division, a text that is none.
pub fn read(asked: &[TalentCriterion], divisions: &Divisions) -> Result<Vec<TalentCriterion>, CriteriaRefusal> {
    let mut criteria = asked.iter().map(|one| read_one(one, divisions)).collect::<Result<Vec<_>, _>>()?;
    criteria.sort_unstable();
    criteria.dedup();
    let (limit, actual) = (CRITERIA_LIMIT, criteria.len());
    if !(1..=limit).contains(&actual) {
        return Err(CriteriaRefusal::CriteriaCount { limit, actual });
    }
    Ok(criteria)
}

fn read_one(criterion: &TalentCriterion, divisions: &Divisions) -> Result<TalentCriterion, CriteriaRefusal> {
    use TalentCriterion as C;
    match criterion {
        C::Skill { skill } => return Ok(C::Skill { skill: text::name("skill", skill)? }),
        C::ContactedWithin { days } | C::NotContactedWithin { days } => {
            if !(1..=CONTACT_DAYS_LIMIT).contains(days) {
                return Err(CriteriaRefusal::ContactDaysOutOfBounds { limit: CONTACT_DAYS_LIMIT, actual: *days });
            }
        }
        C::Within { division } => {
            if divisions.find(division).is_none() {
                return Err(CriteriaRefusal::CriterionDivisionUnknown { division: division.as_str().to_owned() });
            }
        }
        C::Role { .. } | C::LevelAtLeast { .. } | C::Registered | C::CategoryAtLeast { .. } | C::EngagedAs { .. } => {}
    }
    Ok(criterion.clone())
}

/// The first day that counts as within so many days before a day.
#[must_use]
pub fn contact_since(on: NaiveDate, days: u32) -> NaiveDate {
    on.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
}

/// What the facts of a day come to, criterion by criterion (K5).
///
/// Roles, registrations, engagements and contacts are made in this registry, so that their absence is known; skills,
/// level, category and division are unknown where nothing was put on record.
#[must_use]
pub fn explain(
    criteria: &[TalentCriterion],
    facts: &TalentFacts,
    on: NaiveDate,
    divisions: &Divisions,
) -> Vec<Explained> {
    let explained = |criterion: &TalentCriterion| Explained {
        criterion: criterion.clone(),
        verdict: verdict(criterion, facts, on, divisions),
    };
    criteria.iter().map(explained).collect()
}

impl TalentFacts {
    /// Whether the person is a talent at all: has a role, a category, an engagement or a skill, and nothing bars it. A
    /// saved query lists nobody else, whatever it asks for.
    #[must_use]
    pub fn is_talent(&self) -> bool {
        let has_one =
            !self.roles.is_empty() || self.category.is_some() || !self.modes.is_empty() || !self.skills.is_empty();
        has_one && !self.barred
    }
}

fn verdict(criterion: &TalentCriterion, facts: &TalentFacts, on: NaiveDate, divisions: &Divisions) -> Verdict {
    use TalentCriterion as C;
    let known = |holds: bool| if holds { Verdict::Met } else { Verdict::Unmet };
    let perhaps = |nothing: bool, holds: bool| if nothing { Verdict::Unknown } else { known(holds) };
    match criterion {
        C::Role { role } => known(facts.roles.contains(role)),
        C::Registered => known(facts.registered),
        C::EngagedAs { mode } => known(facts.modes.contains(mode)),
        C::ContactedWithin { days } => known(facts.contacted_on.is_some_and(|day| day >= contact_since(on, *days))),
        C::NotContactedWithin { days } => known(facts.contacted_on.is_none_or(|day| day < contact_since(on, *days))),
        C::Within { division } => {
            let inside = facts.divisions.iter().any(|own| divisions.is_within(own, division));
            perhaps(facts.divisions.is_empty(), inside)
        }
        C::Skill { skill } => perhaps(facts.skills.is_empty(), facts.skills.contains(skill)),
        C::LevelAtLeast { level } => perhaps(facts.level.is_none(), facts.level >= Some(*level)),
        C::CategoryAtLeast { category } => {
            perhaps(facts.category.is_none(), facts.category.is_some_and(|own| own <= *category))
        }
    }
}
