//! Versions of the rules' numbers (规则版本): which there are, which is in force, and publishing one.

use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        division::Division,
        gate::Gate,
        mutation::{Done, execute_keyed},
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{self, DivisionCode, Policy, time},
    rule_policy::{RULE_BOOK, RulePolicy, RulePolicyCommand},
};
use std::collections::BTreeMap;

/// One number of the rules (规则数值).
#[derive(SimpleObject, Clone, Debug)]
pub struct PolicyNumber {
    /// Its name, with the unit last (名称).
    name: String,
    /// Its value (数值).
    value: u32,
    /// What it is, and where it comes from (含义与依据).
    meaning: &'static str,
}

/// The numbers in force in a division on a day (现行规则).
#[derive(SimpleObject, Clone, Debug)]
pub struct PolicyInForce {
    /// The versions that stand over each other, the country's first (规则版本).
    version: String,
    /// Every number (规则数值).
    numbers: Vec<PolicyNumber>,
}

/// One version of a jurisdiction (规则版本).
pub struct PolicyVersion {
    version: kernel::PolicyVersion,
    last_day: Option<NaiveDate>,
}

/// One version of a jurisdiction (规则版本).
#[Object]
impl PolicyVersion {
    /// Its name, unique in the registry (版本名称).
    async fn version(&self) -> &str {
        &self.version.version
    }

    /// The province, city or county for which it is; nothing for the country (适用地区).
    async fn jurisdiction(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        let Some(code) = &self.version.jurisdiction else { return Ok(None) };
        Division::find(ctx, code.as_str())
    }

    /// First day of facts to which it applies (生效日期).
    async fn effective_from(&self) -> Date {
        Date(self.version.effective_from)
    }

    /// Last day of facts to which it applies, where a version follows (失效日期).
    async fn last_day(&self) -> Option<Date> {
        self.last_day.map(Date)
    }

    /// The numbers that it sets; the others are those of the level above (规则数值).
    async fn changes(&self) -> Vec<PolicyNumber> {
        let national = Policy::default();
        let meanings = national.numbers();
        let number = |(name, value): (&String, &u32)| {
            let meaning = meanings.iter().find(|(known, _, _)| known == name).map_or("", |(_, _, meaning)| meaning);
            PolicyNumber { name: name.clone(), value: *value, meaning }
        };
        self.version.changes.iter().map(number).collect()
    }
}

/// A number set anew (规则数值).
#[derive(InputObject, Clone)]
pub struct PolicyNumberInput {
    /// Its name, as `policyInForce` lists it (名称).
    name: String,
    /// Its value (数值).
    value: u32,
}

/// A version to be published (规则版本).
#[derive(InputObject)]
pub struct PolicyInput {
    /// Its name, unique in the registry (版本名称).
    version: String,
    /// Code of the province, city or county for which it is; nothing for the country (适用地区).
    jurisdiction: Option<String>,
    /// First day of facts to which it applies, after today (生效日期).
    effective_from: Date,
    /// The numbers that it sets; what it leaves out is as at the level above (规则数值).
    changes: Vec<PolicyNumberInput>,
    /// The order that says so (文号).
    order_reference: String,
}

/// The numbers by name.
///
/// # Errors
/// `POLICY_NUMBER_TWICE` when one is set twice.
pub(super) fn read_changes(changes: &[PolicyNumberInput]) -> Result<BTreeMap<String, u32>> {
    let mut numbers = BTreeMap::new();
    for PolicyNumberInput { name, value } in changes {
        if numbers.insert(name.clone(), *value).is_some() {
            return Err(Refused::new("POLICY_NUMBER_TWICE", "a number is set twice")
                .with("name", name.as_str())
                .into());
        }
    }
    Ok(numbers)
}

/// The names of the versions in force in a division, or in the country, on a day of facts.
pub(crate) async fn version_in_force(ctx: &Context<'_>, division: Option<&str>, on: NaiveDate) -> Result<String> {
    let gate = Gate::of(ctx)?;
    let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
    let division = division.map(DivisionCode::new).unwrap_or_default();
    Ok(standing.policies.in_force(gate.divisions(), &division, on).version.clone())
}

/// Questions about the rules' numbers.
#[derive(Default)]
pub struct PolicyQuery;

/// Questions about the rules' numbers.
#[Object]
impl PolicyQuery {
    /// The versions that were published, in the order of their publication (规则版本).
    async fn policies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only versions of this province, city or county.")] jurisdiction: Option<String>,
    ) -> Result<Vec<PolicyVersion>> {
        let wanted = jurisdiction.as_deref().map(DivisionCode::new);
        let book = Gate::of(ctx)?.find::<RulePolicy>(RULE_BOOK).await.map_err(EdgeError::from)?;
        let book = book.unwrap_or_default();
        let versions = book.timeline().versions();
        let next_after = |version: &kernel::PolicyVersion| {
            let same = versions.iter().filter(|other| other.jurisdiction == version.jurisdiction);
            same.map(|other| other.effective_from).filter(|from| *from > version.effective_from).min()
        };
        Ok(versions
            .iter()
            .filter(|version| wanted.is_none() || version.jurisdiction == wanted)
            .map(|version| PolicyVersion {
                last_day: next_after(version).map(time::day_before),
                version: version.clone(),
            })
            .collect())
    }

    /// The numbers in force in a division on a day of facts (现行规则).
    async fn policy_in_force(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the division; the country where nothing is said.")] division: Option<String>,
        #[graphql(desc = "The day of the facts; today where nothing is said.")] on: Option<Date>,
    ) -> Result<PolicyInForce> {
        let gate = Gate::of(ctx)?;
        let on = on.map_or_else(|| gate.today(), |day| day.0);
        let division = DivisionCode::new(division.as_deref().unwrap_or_default());
        if !division.as_str().is_empty() {
            gate.divisions().valid_on(&division, on).map_err(|refusal| Refused::of(&refusal))?;
        }
        let book = gate.find::<RulePolicy>(RULE_BOOK).await.map_err(EdgeError::from)?.unwrap_or_default();
        let policy = book.timeline().in_force(gate.divisions(), &division, on);
        let number = |(name, value, meaning): (&'static str, u32, &'static str)| PolicyNumber {
            name: name.to_owned(),
            value,
            meaning,
        };
        Ok(PolicyInForce {
            version: policy.version.clone(),
            numbers: policy.numbers().into_iter().map(number).collect(),
        })
    }
}

/// Commands of the rule book.
#[derive(Default)]
pub struct PolicyMutation;

/// Commands of the rule book.
#[Object]
impl PolicyMutation {
    /// Publishes a version of the rules' numbers, for facts from a later day on (发布规则版本).
    async fn publish_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] input: PolicyInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let version = kernel::PolicyVersion {
            version: input.version,
            jurisdiction: input.jurisdiction.as_deref().map(DivisionCode::new),
            effective_from: input.effective_from.0,
            changes: read_changes(&input.changes)?,
        };
        let command = RulePolicyCommand::PublishPolicy { version, order_reference: input.order_reference };
        execute_keyed::<RulePolicy>(ctx, idempotency_key.as_deref(), RULE_BOOK, command).await
    }
}
