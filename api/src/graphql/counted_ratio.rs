//! A ratio of two counts of the log itself, never a bare percentage; and the divisions that its rows list.

use super::{
    gate::{Gate, codes_within},
    scalars::Date,
};
use async_graphql::{Context, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::kernel::DivisionCode;

/// A share with both its counts, what they count and the day for which they do (带口径的比率).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct CountedRatio {
    /// How many are so (分子).
    numerator: i64,
    /// Of how many (分母).
    denominator: i64,
    /// What both count (口径).
    basis: &'static str,
    /// The day for which they count (截至日期).
    as_of: Date,
}

impl CountedRatio {
    pub(crate) const fn new((numerator, denominator): (i64, i64), basis: &'static str, as_of: NaiveDate) -> Self {
        Self { numerator, denominator, basis, as_of: Date(as_of) }
    }
}

/// The divisions that a report by division counts in: one and all below it, or all that there are.
pub(crate) fn counted_in(ctx: &Context<'_>, within: Option<&str>) -> Result<Vec<String>> {
    match within {
        Some(within) => codes_within(ctx, within),
        None => Ok(Gate::of(ctx)?.divisions().all().map(|division| division.code.as_str().to_owned()).collect()),
    }
}

/// Whether a report lists a division on a day: with zeros when it is good then, and whenever it has a count.
pub(crate) fn is_listed(ctx: &Context<'_>, code: &str, count: i64, on: NaiveDate) -> Result<bool> {
    let found = Gate::of(ctx)?.divisions().find(&DivisionCode::new(code));
    Ok(count > 0 || found.is_some_and(|division| division.is_listed_on(on)))
}
