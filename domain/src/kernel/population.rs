//! Population figures (人口口径): the denominators of the registry's ratios, each with its basis, day and source.
//!
//! Divisions overlap, so figures are never summed; a figure that is not on record is unknown, not zero.

use crate::{kernel::DivisionCode, word_list};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

word_list! {
    /// Whom a population figure counts (人口口径).
    PopulationBasis, "population_basis" {
        /// Residents by the census (普查常住人口).
        CensusResidents = "CENSUS_RESIDENTS", "普查常住人口";
        /// Urban residents by the census (普查城镇人口).
        CensusUrban = "CENSUS_URBAN", "普查城镇人口";
        /// Residents by yearly statistics (常住人口).
        Residents = "RESIDENTS", "常住人口";
        /// Urban residents by yearly statistics (城镇常住人口).
        UrbanResidents = "URBAN_RESIDENTS", "城镇常住人口";
        /// Urban residents as a published ratio implies them (反推城镇人口).
        UrbanResidentsImplied = "URBAN_RESIDENTS_IMPLIED", "反推城镇人口";
        /// People by household registration (户籍人口).
        HouseholdRegistered = "HOUSEHOLD_REGISTERED", "户籍人口";
    }
}

/// One figure (人口数).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopulationFigure {
    /// Whom it counts.
    pub basis: PopulationBasis,
    /// The day for which it was counted.
    pub as_of: NaiveDate,
    /// People.
    pub value: u64,
    /// Where it was published.
    pub source: String,
}

/// A line of the reference data that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the populations cannot be read")]
pub struct PopulationLineUnreadable {
    /// Line, counted from 1.
    pub line: usize,
}

/// The figures known, by division, basis and day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Populations {
    figures: BTreeMap<(DivisionCode, PopulationBasis, NaiveDate), (u64, String)>,
}

impl Populations {
    /// The figures that the product carries.
    ///
    /// # Errors
    /// [`PopulationLineUnreadable`] when the built-in file is damaged.
    pub fn built_in() -> Result<Self, PopulationLineUnreadable> {
        Self::read(include_str!("../../reference/populations.csv"))
    }

    /// Reads lines of `division,basis,as_of,value,source` below one header.
    ///
    /// # Errors
    /// [`PopulationLineUnreadable`] naming the first line that is short or has an unknown basis, day or number.
    pub fn read(csv: &str) -> Result<Self, PopulationLineUnreadable> {
        let mut populations = Self::default();
        for (index, line) in csv.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let (division, figure) = parse_line(line).ok_or(PopulationLineUnreadable { line: index + 1 })?;
            populations.put(division, figure);
        }
        Ok(populations)
    }

    /// Puts a figure in, in place of one of the same division, basis and day.
    pub fn put(&mut self, division: DivisionCode, figure: PopulationFigure) {
        self.figures.insert((division, figure.basis, figure.as_of), (figure.value, figure.source));
    }

    /// The newest figure of a division and basis that was counted for the day or before.
    #[must_use]
    pub fn find(&self, division: &DivisionCode, basis: PopulationBasis, on: NaiveDate) -> Option<PopulationFigure> {
        let first = (division.clone(), basis, NaiveDate::MIN);
        let last = (division.clone(), basis, on);
        let newest = self.figures.range(first..=last).next_back();
        newest.map(|((_, basis, as_of), (value, source))| PopulationFigure {
            basis: *basis,
            as_of: *as_of,
            value: *value,
            source: source.clone(),
        })
    }

    /// Every figure, by division, basis and day.
    pub fn iter(&self) -> impl Iterator<Item = (&DivisionCode, PopulationFigure)> {
        self.figures.iter().map(|((division, basis, as_of), (value, source))| {
            let figure = PopulationFigure { basis: *basis, as_of: *as_of, value: *value, source: source.clone() };
            (division, figure)
        })
    }
}

fn parse_line(line: &str) -> Option<(DivisionCode, PopulationFigure)> {
    let mut cells = line.split(',').map(str::trim);
    let division = DivisionCode::new(cells.next()?);
    let basis = PopulationBasis::read(cells.next()?).ok()?;
    let (as_of, value) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let source = cells.next().filter(|source| !source.is_empty())?.to_owned();
    cells.next().is_none().then_some((division, PopulationFigure { basis, as_of, value, source }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn found(division: &str, basis: PopulationBasis, on: &str) -> Option<u64> {
        let populations = Populations::built_in().unwrap();
        populations.find(&DivisionCode::new(division), basis, day(on)).map(|figure| figure.value)
    }

    #[test]
    fn newest_figure_up_to_the_day_is_found_by_its_basis() {
        assert_eq!(found("4452", PopulationBasis::CensusResidents, "2024-12-31"), Some(5_577_814));
        assert_eq!(found("4452", PopulationBasis::Residents, "2024-12-31"), Some(5_653_600));
        assert_eq!(found("4452", PopulationBasis::HouseholdRegistered, "2023-12-31"), Some(7_118_790));
    }

    #[test]
    fn figure_is_unknown_before_its_day_and_where_none_is_on_record() {
        assert_eq!(found("4452", PopulationBasis::Residents, "2023-12-30"), None);
        assert_eq!(found("445202", PopulationBasis::CensusResidents, "2024-12-31"), None);
    }

    #[test]
    fn line_is_refused_with_its_number_when_it_cannot_be_read() {
        for line in ["4452,RESIDENTS,2023-12-31,5653600", "4452,HEADS,2023-12-31,1,x", "4452,RESIDENTS,2023,1,x"] {
            let refused = Populations::read(&format!("division,basis,as_of,value,source\n{line}\n"));
            assert_eq!(refused, Err(PopulationLineUnreadable { line: 2 }), "{line}");
        }
    }

    #[test]
    fn figures_are_given_by_division_basis_and_day_and_the_last_of_one_day_stands() {
        let header = "division,basis,as_of,value,source";
        let lines =
            "4452,RESIDENTS,2023-12-31,2,公报\n\n4452,RESIDENTS,2022-12-31,1,公报\n4452,RESIDENTS,2023-12-31,3,公报";
        let populations = Populations::read(&format!("{header}\n{lines}\n")).unwrap();
        let all: Vec<_> = populations.iter().map(|(division, figure)| (division.as_str(), figure)).collect();
        let figure = |as_of: &str, value| PopulationFigure {
            basis: PopulationBasis::Residents,
            as_of: day(as_of),
            value,
            source: "公报".to_owned(),
        };
        assert_eq!(all, [("4452", figure("2022-12-31", 1)), ("4452", figure("2023-12-31", 3))]);
        let wide = Populations::read(&format!("{header}\n4452,RESIDENTS,2023-12-31,2,公报,x\n"));
        assert_eq!(wide, Err(PopulationLineUnreadable { line: 2 }));
    }
}
