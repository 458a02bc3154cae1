//! Administrative divisions (行政区划, GB/T 2260) and functional zones, each with the years in which it is valid.
//!
//! The reference data is `domain/reference/divisions.csv`; only the year of a change is known, so both the old
//! and the new code are good in that year.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// The code of a division: GB/T 2260, or a code of ours for a functional zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DivisionCode(String);

impl DivisionCode {
    /// The code with this text, which nobody has checked yet.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The code's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The level or kind of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DivisionKind {
    /// Province (省).
    Province,
    /// City of prefecture level (设区市).
    City,
    /// Unit of county level (县、市、区).
    County,
    /// Functional zone without a county code (功能区); its people are counted in counties too.
    FunctionalZone,
}

/// One division as it stands in the reference data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: DivisionCode,
    /// Its name (名称).
    pub name: String,
    /// Its name in Latin letters.
    pub name_en: String,
    /// Its kind.
    pub kind: DivisionKind,
    /// The division above.
    pub parent: Option<DivisionCode>,
    /// The year from which the code is good, where known.
    pub valid_from: Option<i32>,
    /// The year in which the code ended.
    pub valid_to: Option<i32>,
    /// The codes that came after.
    pub successors: Vec<DivisionCode>,
}

impl Division {
    /// Whether the code is good on a day; in the year of a change the old and the new one are.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| day.year() >= from) && self.valid_to.is_none_or(|to| day.year() <= to)
    }

    /// Whether a report lists it on a day: in the year of a change both codes are good, and the one that ends is not
    /// listed beside its successor.
    #[must_use]
    pub fn is_listed_on(&self, day: NaiveDate) -> bool {
        self.is_valid_on(day) && self.valid_to.is_none_or(|to| day.year() < to)
    }
}

/// Why a division code is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum DivisionRefusal {
    /// The reference data has no such code.
    #[error("there is no division {division}")]
    UnknownDivision {
        /// The code asked for.
        division: DivisionCode,
    },
    /// The code ended before the day.
    #[error("division {division} ended in {ended}; its successors are {successors:?}")]
    DivisionRetired {
        /// The code asked for.
        division: DivisionCode,
        /// The year in which it ended.
        ended: i32,
        /// The codes to use instead.
        successors: Vec<DivisionCode>,
    },
    /// The code began after the day.
    #[error("division {division} begins in {begins}")]
    DivisionNotYetValid {
        /// The code asked for.
        division: DivisionCode,
        /// The year in which it begins.
        begins: i32,
    },
}

/// The divisions known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divisions {
    by_code: BTreeMap<DivisionCode, Division>,
}

/// A line of the reference data that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the divisions cannot be read")]
pub struct DivisionLineUnreadable {
    /// Line, counted from 1.
    pub line: usize,
}

impl Divisions {
    /// The divisions that the product carries.
    ///
    /// # Errors
    /// [`DivisionLineUnreadable`] when the built-in file is damaged.
    pub fn built_in() -> Result<Self, DivisionLineUnreadable> {
        Self::read(include_str!("../../reference/divisions.csv"))
    }

    /// Reads lines of `code,name,name_en,kind,parent,valid_from,valid_to,successors,note` below one header.
    ///
    /// # Errors
    /// [`DivisionLineUnreadable`] naming the first line that is short or has an unknown kind or year.
    pub fn read(csv: &str) -> Result<Self, DivisionLineUnreadable> {
        let mut by_code = BTreeMap::new();
        for (index, line) in csv.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let division = parse_line(line).ok_or(DivisionLineUnreadable { line: index + 1 })?;
            by_code.insert(division.code.clone(), division);
        }
        Ok(Self { by_code })
    }

    /// The division with this code.
    #[must_use]
    pub fn find(&self, code: &DivisionCode) -> Option<&Division> {
        self.by_code.get(code)
    }

    /// The division with this code, which must be good on the day.
    ///
    /// # Errors
    /// [`DivisionRefusal`]: unknown, retired (naming the successors) or not yet valid.
    pub fn valid_on(&self, code: &DivisionCode, day: NaiveDate) -> Result<&Division, DivisionRefusal> {
        let division = self.find(code).ok_or_else(|| DivisionRefusal::UnknownDivision { division: code.clone() })?;
        if let Some(ended) = division.valid_to.filter(|to| day.year() > *to) {
            let successors = division.successors.clone();
            return Err(DivisionRefusal::DivisionRetired { division: code.clone(), ended, successors });
        }
        if let Some(begins) = division.valid_from.filter(|from| day.year() < *from) {
            return Err(DivisionRefusal::DivisionNotYetValid { division: code.clone(), begins });
        }
        Ok(division)
    }

    /// Whether `code` is `top` or lies below it.
    #[must_use]
    pub fn is_within(&self, code: &DivisionCode, top: &DivisionCode) -> bool {
        let mut next = Some(code);
        while let Some(here) = next {
            if here == top {
                return true;
            }
            next = self.find(here).and_then(|division| division.parent.as_ref());
        }
        false
    }

    /// The city in which a division lies; a city, a province or an unknown division is its own.
    #[must_use]
    pub fn city_of<'d>(&'d self, code: &'d DivisionCode) -> &'d DivisionCode {
        let below = self.find(code).filter(|division| match division.kind {
            DivisionKind::County | DivisionKind::FunctionalZone => true,
            DivisionKind::Province | DivisionKind::City => false,
        });
        below.and_then(|division| division.parent.as_ref()).unwrap_or(code)
    }

    /// The division itself and all below it, retired ones too, in the order of their codes.
    pub fn within<'a>(&'a self, top: &'a DivisionCode) -> impl Iterator<Item = &'a Division> {
        self.by_code.values().filter(move |division| self.is_within(&division.code, top))
    }

    /// All divisions in the order of their codes.
    pub fn all(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values()
    }
}

fn parse_line(line: &str) -> Option<Division> {
    let mut cells = line.split(',').map(str::trim);
    let mut cell = || cells.next();
    let (code, name, name_en) = (cell()?, cell()?, cell()?);
    let kind = match cell()? {
        "PROVINCE" => DivisionKind::Province,
        "CITY" => DivisionKind::City,
        "COUNTY" => DivisionKind::County,
        "FUNCTIONAL_ZONE" => DivisionKind::FunctionalZone,
        _ => return None,
    };
    let year = |text: &str| {
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    };
    let parent = Some(cell()?).filter(|text| !text.is_empty()).map(DivisionCode::new);
    let (valid_from, valid_to) = (year(cell()?)?, year(cell()?)?);
    let successors = cell()?.split(';').filter(|text| !text.is_empty()).map(DivisionCode::new).collect();
    Some(Division {
        code: DivisionCode::new(code),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        kind,
        parent,
        valid_from,
        valid_to,
        successors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 6, 1).unwrap()
    }

    #[test]
    fn built_in_divisions_hold_18_counties_and_2_zones_of_ganzhou() {
        let divisions = Divisions::built_in().unwrap();
        let top = DivisionCode::new("3607");
        let live = |kind| divisions.within(&top).filter(|d| d.kind == kind && d.is_valid_on(day(2024))).count();
        assert_eq!((live(DivisionKind::County), live(DivisionKind::FunctionalZone)), (18, 2));
    }

    #[test]
    fn retired_code_is_refused_naming_successors_when_the_day_is_after_its_end() {
        let divisions = Divisions::built_in().unwrap();
        let code = DivisionCode::new("360782");
        assert!(divisions.valid_on(&code, day(2013)).is_ok());
        let refused = divisions.valid_on(&code, day(2014)).unwrap_err();
        let successors = vec![DivisionCode::new("360702"), DivisionCode::new("360703")];
        assert_eq!(refused, DivisionRefusal::DivisionRetired { division: code, ended: 2013, successors });
    }

    #[test]
    fn code_is_refused_when_unknown_or_not_yet_valid() {
        let divisions = Divisions::built_in().unwrap();
        let unknown = DivisionCode::new("999999");
        assert_eq!(
            divisions.valid_on(&unknown, day(2024)).unwrap_err(),
            DivisionRefusal::UnknownDivision { division: unknown }
        );
        let young = DivisionCode::new("360703");
        assert!(matches!(divisions.valid_on(&young, day(2012)), Err(DivisionRefusal::DivisionNotYetValid { .. })));
        assert!(divisions.valid_on(&young, day(2013)).is_ok(), "its first year");
    }

    #[test]
    fn county_is_within_its_city_and_province_and_not_within_another() {
        let divisions = Divisions::built_in().unwrap();
        let county = DivisionCode::new("360702");
        assert!(divisions.is_within(&county, &DivisionCode::new("36")));
        assert!(!divisions.is_within(&county, &DivisionCode::new("4452")));
    }

    #[test]
    fn code_is_written_as_its_text() {
        assert_eq!(DivisionCode::new("360702").to_string(), "360702");
    }

    #[test]
    fn code_that_ends_is_not_listed_in_its_last_year_nor_one_before_its_first() {
        let divisions = Divisions::built_in().unwrap();
        let listed = |code: &str, year| divisions.find(&DivisionCode::new(code)).unwrap().is_listed_on(day(year));
        assert_eq!((listed("360782", 2012), listed("360782", 2013)), (true, false));
        assert_eq!((listed("360703", 2012), listed("360703", 2013)), (false, true));
    }

    #[test]
    fn line_that_cannot_be_read_is_named_by_its_number_in_the_file() {
        let header = "code,name,name_en,kind,parent,valid_from,valid_to,successors,note";
        let refused = |lines: &str| Divisions::read(&format!("{header}\n{lines}")).unwrap_err().line;
        let good = "36,示例省,X,PROVINCE,,,,,";
        assert!(Divisions::read(&format!("{header}\n{good}\n")).is_ok());
        assert_eq!(refused("36"), 2);
        assert_eq!(refused(&format!("{good}\n\n37")), 4);
    }

    #[test]
    fn city_is_that_of_a_county_or_zone_and_every_other_division_its_own() {
        let divisions = Divisions::built_in().unwrap();
        let city = |code: &str| divisions.city_of(&DivisionCode::new(code)).as_str().to_owned();
        assert_eq!(["360702", "GZ-JKQ", "3607", "36", "999999"].map(city), ["3607", "3607", "3607", "36", "999999"]);
        let top = DivisionCode::new("3607");
        assert!(divisions.within(&top).all(|division| city(division.code.as_str()) == "3607"));
        assert!(divisions.all().count() > divisions.within(&top).count());
    }
}
