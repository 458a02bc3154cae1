//! The ratio (带口径的比率): never a bare number. It carries numerator, denominator, basis, source and day.

use crate::graphql::scalars::{Date, word_enum};
use async_graphql::Object;
use muster_domain::kernel::population::{self, PopulationFigure};

word_enum! {
    /// Whom a population figure counts (人口口径).
    PopulationBasis of population::PopulationBasis {
        /// Residents by the census (普查常住人口).
        CensusResidents,
        /// Urban residents by the census (普查城镇人口).
        CensusUrban,
        /// Residents by yearly statistics (常住人口).
        Residents,
        /// Urban residents by yearly statistics (城镇常住人口).
        UrbanResidents,
        /// Urban residents as a published ratio implies them (反推城镇人口).
        UrbanResidentsImplied,
        /// People by household registration (户籍人口).
        HouseholdRegistered,
    }
}

/// A count divided by a population that is on record (带口径的比率).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// The count.
    pub(crate) numerator: i64,
    /// The population.
    pub(crate) denominator: PopulationFigure,
}

/// A count divided by a population that is on record (带口径的比率).
#[Object]
impl Ratio {
    /// The count (分子).
    async fn numerator(&self) -> i64 {
        self.numerator
    }

    /// People by whom it is divided (分母).
    async fn denominator(&self) -> u64 {
        self.denominator.value
    }

    /// Whom the denominator counts (口径).
    async fn basis(&self) -> PopulationBasis {
        self.denominator.basis.into()
    }

    /// Where the denominator was published (来源).
    async fn source(&self) -> &str {
        &self.denominator.source
    }

    /// The day for which the denominator was counted (分母时点).
    async fn as_of(&self) -> Date {
        Date(self.denominator.as_of)
    }

    /// The count for 10,000 people, rounded to two places (每万人).
    async fn per_ten_thousand(&self) -> String {
        scaled(self.numerator, self.denominator.value, 10_000)
    }

    /// The count for 100 people, rounded to two places (百分比).
    async fn percent(&self) -> String {
        scaled(self.numerator, self.denominator.value, 100)
    }
}

/// Numerator by denominator times a factor, with two decimal places, half a hundredth upwards.
fn scaled(numerator: i64, denominator: u64, factor: i128) -> String {
    let denominator = i128::from(denominator.max(1));
    let hundredths = (i128::from(numerator) * factor * 100 * 2 + denominator).div_euclid(2 * denominator);
    format!("{}.{:02}", hundredths.div_euclid(100), hundredths.rem_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_ratios_follow_from_their_denominators() {
        assert_eq!(scaled(1_690, 859_613, 10_000), "19.66");
        assert_eq!(scaled(1_135, 597_368, 10_000), "19.00");
        assert_eq!(scaled(800_000, 5_577_814, 100), "14.34");
        assert_eq!(scaled(800_000, 7_118_790, 100), "11.24");
    }

    #[test]
    fn half_a_hundredth_is_rounded_upwards_and_nothing_is_nothing() {
        assert_eq!(scaled(1, 800, 100), "0.13");
        assert_eq!(scaled(0, 5, 100), "0.00");
    }
}
