//! What other numbers would change (规则试算, A12): the rules asked again under supposed numbers; nothing is stored.
//!
//! Each rule is the one that answers its own question, given other numbers: stars as `starCandidates` counts them, the
//! load of `instructorLoad`, the gaps of `educationGap`. A rule is asked only where its field is.

mod compared;
mod education;
mod focus;
mod stars;

pub use compared::WhatIfCounts;
pub use education::{EducationChange, EducationWhatIf};
pub use focus::{FocusChange, FocusWhatIf};
pub use stars::{StarChange, StarLevelCount, StarsWhatIf};

use super::policy::{PolicyNumberInput, read_changes};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        cursor::PageArguments,
        gate::{Gate, codes_within},
        scalars::Date,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{DivisionCode, Policy},
    rule_policy::{RULE_BOOK, RulePolicy, Supposition, WhatIf},
};
use std::sync::Arc;

/// A number that is supposed to be another (规则数值对照).
#[derive(SimpleObject, Clone, Debug)]
pub struct SupposedNumber {
    /// Its name, with the unit last (名称).
    name: &'static str,
    /// Its value in force (现行数值).
    before: u32,
    /// Its supposed value (试算数值).
    after: u32,
    /// What it is, and where it comes from (含义与依据).
    meaning: &'static str,
}

/// The rules under the numbers in force and under supposed ones (规则试算).
pub struct PolicyWhatIf {
    what_if: WhatIf,
    top: DivisionCode,
    divisions: Vec<DivisionCode>,
    on: NaiveDate,
    at_least: Option<i64>,
}

impl PolicyWhatIf {
    fn before(&self, ctx: &Context<'_>, division: &DivisionCode) -> Result<Arc<Policy>> {
        Ok(self.what_if.before(Gate::of(ctx)?.divisions(), division, self.on))
    }

    fn after(&self, ctx: &Context<'_>, division: &DivisionCode) -> Result<Arc<Policy>> {
        Ok(self.what_if.after(Gate::of(ctx)?.divisions(), division, self.on))
    }

    fn codes(&self) -> Vec<String> {
        self.divisions.iter().map(|division| division.as_str().to_owned()).collect()
    }
}

/// The rules under the numbers in force and under supposed ones (规则试算).
#[Object]
impl PolicyWhatIf {
    /// The day of the facts (事实日期).
    async fn on(&self) -> Date {
        Date(self.on)
    }

    /// The numbers that differ in the division asked about; those below it may differ in others (规则数值对照).
    async fn numbers(&self, ctx: &Context<'_>) -> Result<Vec<SupposedNumber>> {
        let (before, after) = (self.before(ctx, &self.top)?, self.after(ctx, &self.top)?);
        let both = before.numbers().into_iter().zip(after.numbers());
        let differing = both.filter(|((_, before, _), (_, after, _))| before != after);
        Ok(differing
            .map(|((name, before, meaning), (_, after, _))| SupposedNumber { name, before, after, meaning })
            .collect())
    }

    /// Who of those who live there reaches which star with the service up to the day (星级).
    async fn stars(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<StarsWhatIf> {
        stars::asked(self, ctx, &PageArguments::read(first, after.as_deref())?).await
    }

    /// Which instructors in office on the day have too few or too many focus links (重点联系).
    async fn focus_links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<FocusWhatIf> {
        focus::asked(self, ctx, &PageArguments::read(first, after.as_deref())?).await
    }

    /// Whose registration ends from the day on without the hours to register again (继续教育缺口).
    async fn education_gap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Days from the day on; 90 where nothing is said.")] within_days: Option<u32>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<EducationWhatIf> {
        education::asked(self, ctx, within_days, &PageArguments::read(first, after.as_deref())?).await
    }
}

/// Questions what would be under other numbers.
#[derive(Default)]
pub struct WhatIfQuery;

/// Questions what would be under other numbers.
#[Object]
impl WhatIfQuery {
    /// What the rules would say of facts on record under other numbers; nothing is stored (规则试算).
    async fn policy_what_if(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of a division, with everything below it.")] within: String,
        #[graphql(desc = "The day of the facts; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "A published version, as if it were in force on the day.")] version: Option<String>,
        #[graphql(desc = "Numbers set anew over those in force in each division.")] changes: Option<
            Vec<PolicyNumberInput>,
        >,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PolicyWhatIf> {
        let gate = Gate::of(ctx)?;
        let on = on.map_or_else(|| gate.today(), |day| day.0);
        let divisions: Vec<_> = codes_within(ctx, &within)?.iter().map(|code| DivisionCode::new(code)).collect();
        let supposition = Supposition { version, changes: read_changes(&changes.unwrap_or_default())? };
        let book = gate.find::<RulePolicy>(RULE_BOOK).await.map_err(EdgeError::from)?.unwrap_or_default();
        let what_if = book.what_if(supposition, on, gate.divisions(), &divisions);
        let what_if = what_if.map_err(|refusal| Refused::of(&refusal))?;
        Ok(PolicyWhatIf { what_if, top: DivisionCode::new(&within), divisions, on, at_least })
    }
}
