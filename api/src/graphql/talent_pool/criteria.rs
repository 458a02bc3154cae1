//! What is asked of talents, on the wire.

use super::words::{EngagementMode, TalentCategory, Verdict};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        gate::{Gate, read_view},
        talent::TalentRole,
        words_organization::ProfessionalLevel,
    },
};
use async_graphql::{Context, InputObject, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::{
    kernel::DivisionCode,
    talent_profile::{Explained, TalentCriterion, criteria, words},
};
use muster_projections::views::{
    person_directory::FIND_LIMIT,
    talent_pool,
    talent_register::{self, Searched},
};
use uuid::Uuid;

/// What is asked of a talent; all that is given has to hold (条件).
#[derive(InputObject, Clone, Default)]
pub struct CriteriaInput {
    /// The role (人员类别).
    role: Option<TalentRole>,
    /// Division and everything below it (所在区划).
    within: Option<String>,
    /// Skills or abilities, each as it is written (技能、能力).
    #[graphql(default)]
    skills: Vec<String>,
    /// This level or a higher one (职业水平等级).
    level_at_least: Option<ProfessionalLevel>,
    /// A registration of practice is valid (登记有效).
    #[graphql(default)]
    registered_only: bool,
    /// This category or a higher one (人才类别).
    category_at_least: Option<TalentCategory>,
    /// Engaged in this mode (引才方式).
    engaged_as: Option<EngagementMode>,
    /// Contacted in the last days (近期联系).
    contacted_within_days: Option<u32>,
    /// Not contacted in the last days (久未联系).
    not_contacted_within_days: Option<u32>,
}

impl CriteriaInput {
    /// The criteria, one by one.
    pub(in crate::graphql) fn criteria(&self) -> Vec<TalentCriterion> {
        use TalentCriterion as C;
        let role = self.role.and_then(|role| words::TalentRole::read(talent_pool::TalentRole::from(role).code()).ok());
        let mut criteria: Vec<C> = self.skills.iter().map(|skill| C::Skill { skill: skill.clone() }).collect();
        criteria.extend(role.map(|role| C::Role { role }));
        criteria.extend(self.within.as_deref().map(|code| C::Within { division: DivisionCode::new(code) }));
        criteria.extend(self.level_at_least.map(|level| C::LevelAtLeast { level: level.into() }));
        criteria.extend(self.registered_only.then_some(C::Registered));
        criteria.extend(self.category_at_least.map(|category| C::CategoryAtLeast { category: category.into() }));
        criteria.extend(self.engaged_as.map(|mode| C::EngagedAs { mode: mode.into() }));
        criteria.extend(self.contacted_within_days.map(|days| C::ContactedWithin { days }));
        criteria.extend(self.not_contacted_within_days.map(|days| C::NotContactedWithin { days }));
        criteria
    }
}

/// The people who fulfil criteria on a day; more than can be looked at together are refused.
pub(in crate::graphql) async fn person_ids(
    ctx: &Context<'_>,
    asked: &[TalentCriterion],
    on: NaiveDate,
    at_least: Option<i64>,
) -> Result<Vec<Uuid>> {
    let divisions = Gate::of(ctx)?.divisions();
    let asked = criteria::read(asked, divisions).map_err(|refusal| Refused::of(&refusal))?;
    let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
    let searched = Searched::everywhere(divisions);
    let found = talent_register::fulfilling(&mut read, &asked, on, searched, (None, FIND_LIMIT)).await;
    let found = found.map_err(EdgeError::from)?;
    if found.len() >= usize::try_from(FIND_LIMIT).unwrap_or(usize::MAX) {
        let message = format!("{FIND_LIMIT} people or more fulfil this; ask for more");
        return Err(Refused::new("TOO_MANY_PEOPLE", message).with("limit", FIND_LIMIT).into());
    }
    Ok(found)
}

/// The people of whom nobody is told today, because their data are restricted or erased.
pub(in crate::graphql) async fn barred(ctx: &Context<'_>, at_least: Option<i64>) -> Result<Vec<Uuid>> {
    let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
    Ok(talent_register::barred(&mut read, Gate::of(ctx)?.today()).await.map_err(EdgeError::from)?)
}

/// One criterion and what it comes to (逐条说明).
#[derive(SimpleObject, Clone, Debug)]
pub struct ExplainedCriterion {
    /// What is asked: `ROLE`, `WITHIN`, `SKILL`, `LEVEL_AT_LEAST`, `REGISTERED`, `CATEGORY_AT_LEAST`, `ENGAGED_AS`,
    /// `CONTACTED_WITHIN`, `NOT_CONTACTED_WITHIN`, and of a saved query always `TALENT`, a role, a category, an
    /// engagement or a skill; of a curated pool `ENTRY`, `LEGAL_BASIS`, `FRESH`; of both `POOL_OPEN` (条件).
    pub criterion: String,
    /// The value asked for: a code, a skill, a number of days (要求).
    pub wanted: Option<String>,
    /// Whether it holds (是否符合).
    pub verdict: Verdict,
}

impl From<&Explained> for ExplainedCriterion {
    fn from(explained: &Explained) -> Self {
        let (criterion, wanted) = named(&explained.criterion);
        Self { criterion: criterion.to_owned(), wanted, verdict: explained.verdict.into() }
    }
}

/// The name of a criterion and the value asked for.
pub(in crate::graphql) fn named(criterion: &TalentCriterion) -> (&'static str, Option<String>) {
    use TalentCriterion as C;
    let of = |text: &str| Some(text.to_owned());
    match criterion {
        C::Role { role } => ("ROLE", of(role.code())),
        C::Within { division } => ("WITHIN", of(division.as_str())),
        C::Skill { skill } => ("SKILL", of(skill)),
        C::LevelAtLeast { level } => ("LEVEL_AT_LEAST", of(level.code())),
        C::Registered => ("REGISTERED", None),
        C::CategoryAtLeast { category } => ("CATEGORY_AT_LEAST", of(category.code())),
        C::EngagedAs { mode } => ("ENGAGED_AS", of(mode.code())),
        C::ContactedWithin { days } => ("CONTACTED_WITHIN", Some(days.to_string())),
        C::NotContactedWithin { days } => ("NOT_CONTACTED_WITHIN", Some(days.to_string())),
    }
}
