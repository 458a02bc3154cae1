//! The citizen number of GB 11643 and other documents: read, normalised, checked. Storage belongs to the vault.

use crate::kernel::time;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of document that proves an identity (证件类型).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentType {
    /// Resident identity card with a number of 18 places (居民身份证).
    #[default]
    ResidentId,
    /// Permit of residents of Hong Kong, Macao or Taiwan (港澳台居民证件).
    HkMoTwPermit,
    /// Passport (护照).
    Passport,
}

impl DocumentType {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ResidentId => "RESIDENT_ID",
            Self::HkMoTwPermit => "HK_MO_TW_PERMIT",
            Self::Passport => "PASSPORT",
        }
    }
}

/// Why a number is refused; the number itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum IdentityNumberRefusal {
    /// The number does not have the length of its document.
    #[error("an identity number has {expected} places, this one has {actual}")]
    IdentityNumberLength {
        /// Places found.
        actual: usize,
        /// Places expected.
        expected: usize,
    },
    /// A place holds something else than a digit (or X at the end).
    #[error("place {place} of the identity number is not allowed there")]
    IdentityNumberCharacter {
        /// Place, counted from 1.
        place: usize,
    },
    /// The eight places of the birth date are no date, or lie in the future or over 130 years back.
    #[error("the birth date in the identity number is not possible")]
    IdentityNumberBirthDate,
    /// The check digit does not follow from the other 17 (ISO 7064 MOD 11-2).
    #[error("the check digit of the identity number is wrong")]
    IdentityNumberCheckDigit,
}

/// An identity number that passed its checks, in normal form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber {
    document: DocumentType,
    number: String,
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityNumber(***)")
    }
}

/// Weights of the first 17 places (GB 11643).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder (GB 11643).
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Places of a citizen number.
const PLACES: usize = 18;
/// The oldest age that is believed, in years.
const AGE_LIMIT_YEARS: u32 = 130;

/// The check character of 17 digits, or nothing when they are not 17 digits.
#[must_use]
pub fn check_character(seventeen: &str) -> Option<char> {
    let digits: Option<Vec<u32>> = seventeen.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits.filter(|digits| digits.len() == WEIGHTS.len())?;
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        other => other,
    }
}

impl IdentityNumber {
    /// Reads a number: trims, turns full-width forms into plain ones, upper-cases, then checks it for its document.
    ///
    /// # Errors
    /// [`IdentityNumberRefusal`]: length, characters, birth date, check digit (GB 11643); other documents: length only.
    pub fn try_new(document: DocumentType, text: &str, today: NaiveDate) -> Result<Self, IdentityNumberRefusal> {
        let number: String = text.trim().chars().map(half_width).collect::<String>().to_uppercase();
        match document {
            DocumentType::ResidentId => check_resident(&number, today)?,
            DocumentType::HkMoTwPermit | DocumentType::Passport => check_other(&number)?,
        }
        Ok(Self { document, number })
    }

    /// The document that the number is of.
    #[must_use]
    pub fn document(&self) -> DocumentType {
        self.document
    }

    /// The number in normal form: personal, for sealing only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.number
    }

    /// The birth date that a citizen number carries.
    #[must_use]
    pub fn birth_date(&self) -> Option<NaiveDate> {
        match self.document {
            DocumentType::ResidentId => birth_date(&self.number),
            DocumentType::HkMoTwPermit | DocumentType::Passport => None,
        }
    }
}

/// The birth date inside a citizen number of 18 places, where it is a date.
#[must_use]
pub fn birth_date(number: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(number.get(6..14)?, "%Y%m%d").ok()
}

fn check_other(number: &str) -> Result<(), IdentityNumberRefusal> {
    let actual = number.chars().count();
    if !(5..=32).contains(&actual) {
        return Err(IdentityNumberRefusal::IdentityNumberLength { actual, expected: 9 });
    }
    match number.chars().position(|c| !c.is_ascii_alphanumeric() && c != '-') {
        Some(index) => Err(IdentityNumberRefusal::IdentityNumberCharacter { place: index + 1 }),
        None => Ok(()),
    }
}

fn check_resident(number: &str, today: NaiveDate) -> Result<(), IdentityNumberRefusal> {
    let actual = number.chars().count();
    if actual != PLACES {
        return Err(IdentityNumberRefusal::IdentityNumberLength { actual, expected: PLACES });
    }
    let wrong = |(index, c): (usize, char)| !(c.is_ascii_digit() || (index + 1 == PLACES && c == 'X'));
    if let Some(index) = number.chars().enumerate().position(wrong) {
        return Err(IdentityNumberRefusal::IdentityNumberCharacter { place: index + 1 });
    }
    let birth = birth_date(number).ok_or(IdentityNumberRefusal::IdentityNumberBirthDate)?;
    if birth > today || time::age_years(birth, today) > AGE_LIMIT_YEARS {
        return Err(IdentityNumberRefusal::IdentityNumberBirthDate);
    }
    let expected = number.get(..PLACES - 1).and_then(check_character);
    if expected != number.chars().last() {
        return Err(IdentityNumberRefusal::IdentityNumberCheckDigit);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
    }

    fn number_of(seventeen: &str) -> String {
        format!("{seventeen}{}", check_character(seventeen).unwrap())
    }

    #[test]
    fn number_is_read_when_its_check_digit_follows() {
        let number = IdentityNumber::try_new(DocumentType::ResidentId, "11010519491231002X", today()).unwrap();
        assert_eq!(number.birth_date(), NaiveDate::from_ymd_opt(1949, 12, 31));
    }

    #[test]
    fn number_is_normalised_when_written_full_width_or_in_lower_case() {
        let wide: String = "11010519491231002x".chars().map(|c| if c == '1' { '１' } else { c }).collect();
        let read = IdentityNumber::try_new(DocumentType::ResidentId, &wide, today()).unwrap();
        assert_eq!(read.expose(), "11010519491231002X");
    }

    #[test]
    fn number_is_refused_when_its_check_digit_is_wrong() {
        for digit in "0123456789".chars() {
            let text = format!("11010519491231002{digit}");
            let refused = IdentityNumber::try_new(DocumentType::ResidentId, &text, today()).unwrap_err();
            assert_eq!(refused, IdentityNumberRefusal::IdentityNumberCheckDigit);
        }
    }

    #[test]
    fn number_is_refused_when_its_birth_date_is_impossible_or_to_come() {
        for seventeen in ["36070219900230001", "36070220270101001", "36070218000101001"] {
            let refused = IdentityNumber::try_new(DocumentType::ResidentId, &number_of(seventeen), today());
            assert_eq!(refused.unwrap_err(), IdentityNumberRefusal::IdentityNumberBirthDate);
        }
    }

    #[test]
    fn number_is_refused_when_too_short_or_written_as_a_float() {
        let short = IdentityNumber::try_new(DocumentType::ResidentId, "110105194912310", today()).unwrap_err();
        assert_eq!(short, IdentityNumberRefusal::IdentityNumberLength { actual: 15, expected: 18 });
        let float = IdentityNumber::try_new(DocumentType::ResidentId, "1.1010519491231E+1", today()).unwrap_err();
        assert_eq!(float, IdentityNumberRefusal::IdentityNumberCharacter { place: 2 });
    }

    #[test]
    fn number_knows_of_which_document_it_is() {
        let read = |document, text| IdentityNumber::try_new(document, text, today()).unwrap().document();
        assert_eq!(read(DocumentType::ResidentId, "11010519491231002X"), DocumentType::ResidentId);
        assert_eq!(read(DocumentType::Passport, "E12345678"), DocumentType::Passport);
    }

    #[test]
    fn number_is_read_from_the_day_of_birth_up_to_the_greatest_age() {
        let born_today = number_of("36070220260101001");
        assert!(IdentityNumber::try_new(DocumentType::ResidentId, &born_today, today()).is_ok());
        let oldest = number_of("36070218960101001");
        assert!(IdentityNumber::try_new(DocumentType::ResidentId, &oldest, today()).is_ok());
        let older = number_of("36070218950101001");
        let refused = IdentityNumber::try_new(DocumentType::ResidentId, &older, today()).unwrap_err();
        assert_eq!(refused, IdentityNumberRefusal::IdentityNumberBirthDate);
    }

    #[test]
    fn letter_is_refused_but_for_an_x_in_the_last_place() {
        for (text, place) in [("1101051949123X002X", 14), ("11010519491231002A", 18)] {
            let refused = IdentityNumber::try_new(DocumentType::ResidentId, text, today()).unwrap_err();
            assert_eq!(refused, IdentityNumberRefusal::IdentityNumberCharacter { place });
        }
    }

    #[test]
    fn other_document_has_5_to_32_letters_digits_and_dashes() {
        let read = |text: &str| IdentityNumber::try_new(DocumentType::Passport, text, today()).map(drop);
        for good in ["E1234", "E1234-567-8", &"7".repeat(32)] {
            assert_eq!(read(good), Ok(()));
        }
        for bad in ["E123", &"7".repeat(33)] {
            let actual = bad.len();
            assert_eq!(read(bad), Err(IdentityNumberRefusal::IdentityNumberLength { actual, expected: 9 }));
        }
        for (bad, place) in [("E123 4567", 5), ("E1234567李", 9)] {
            assert_eq!(read(bad), Err(IdentityNumberRefusal::IdentityNumberCharacter { place }));
        }
    }

    #[test]
    fn document_is_stored_by_its_word_and_no_number_is_shown_while_debugging() {
        for document in [DocumentType::ResidentId, DocumentType::HkMoTwPermit, DocumentType::Passport] {
            assert_eq!(serde_json::to_value(document).unwrap(), document.code());
        }
        let number = IdentityNumber::try_new(DocumentType::Passport, "E12345678", today()).unwrap();
        assert_eq!(format!("{number:?}"), "IdentityNumber(***)");
    }
}
