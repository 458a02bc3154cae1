//! The unified social credit code of GB 32100-2015 (统一社会信用代码): 18 places with a check character.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A unified social credit code that passed its checks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum CreditCodeRefusal {
    /// Not 18 places.
    #[error("a credit code has 18 places, this one has {actual}")]
    CreditCodeLength {
        /// Places found.
        actual: usize,
    },
    /// A place holds a character outside the code's alphabet (digits and capitals without I O S V Z).
    #[error("place {place} of the credit code is not allowed there")]
    CreditCodeCharacter {
        /// Place, counted from 1.
        place: usize,
    },
    /// The check character does not follow from the other 17 (MOD 31).
    #[error("the check character of the credit code is wrong")]
    CreditCodeCheck,
}

/// The alphabet of GB 32100 in the order of its values.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights: 3 to the power of the place, modulo 31.
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Places of the code.
const PLACES: usize = 18;

fn value(character: u8) -> Option<usize> {
    ALPHABET.iter().position(|letter| *letter == character)
}

/// The check character of the first 17 places, or nothing when one is outside the alphabet.
#[must_use]
pub fn check_character(seventeen: &str) -> Option<char> {
    let values: Option<Vec<usize>> = seventeen.bytes().map(value).collect();
    let values = values.filter(|values| values.len() == WEIGHTS.len())?;
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    ALPHABET.get((31 - sum % 31) % 31).map(|letter| char::from(*letter))
}

impl CreditCode {
    /// Reads a code: trims, upper-cases, checks.
    ///
    /// # Errors
    /// [`CreditCodeRefusal`]: length, alphabet, check character (GB 32100-2015).
    pub fn try_new(text: &str) -> Result<Self, CreditCodeRefusal> {
        let code = text.trim().to_uppercase();
        let actual = code.chars().count();
        if actual != PLACES {
            return Err(CreditCodeRefusal::CreditCodeLength { actual });
        }
        let outside = |c: char| u8::try_from(c).ok().and_then(value).is_none();
        if let Some(index) = code.chars().position(outside) {
            return Err(CreditCodeRefusal::CreditCodeCharacter { place: index + 1 });
        }
        if code.get(..PLACES - 1).and_then(check_character) != code.chars().last() {
            return Err(CreditCodeRefusal::CreditCodeCheck);
        }
        Ok(Self(code))
    }

    /// The code's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_read_when_its_check_character_follows() {
        // The example of GB 32100-2015, annex.
        assert_eq!(CreditCode::try_new("91350100m000100y43").unwrap().as_str(), "91350100M000100Y43");
    }

    #[test]
    fn code_is_refused_when_a_place_changed() {
        assert_eq!(CreditCode::try_new("91350100M000100Y44").unwrap_err(), CreditCodeRefusal::CreditCodeCheck);
        assert_eq!(
            CreditCode::try_new("91350100I000100Y43").unwrap_err(),
            CreditCodeRefusal::CreditCodeCharacter { place: 9 }
        );
        assert_eq!(CreditCode::try_new("9135").unwrap_err(), CreditCodeRefusal::CreditCodeLength { actual: 4 });
    }

    #[test]
    fn code_is_written_as_its_text() {
        let code = CreditCode::try_new("91350100M000100Y43").unwrap();
        assert_eq!(code.to_string(), code.as_str());
    }
}
