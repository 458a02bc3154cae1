//! Telephone numbers: read and brought into one form, so that two spellings of one number are equal.

use serde::Serialize;

/// Fewest digits of a number (short service numbers such as 12345).
pub const PHONE_DIGITS_LEAST: usize = 5;
/// Most digits of a number: 15 of ITU-T E.164, and room for an extension.
pub const PHONE_DIGITS_LIMIT: usize = 20;

/// Why a telephone number is refused; the number itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PhoneRefusal {
    /// The number has too few or too many digits.
    #[error("a telephone number has {least} to {limit} digits, this one has {actual}")]
    PhoneLength {
        /// Digits found.
        actual: usize,
        /// Fewest digits.
        least: usize,
        /// Most digits.
        limit: usize,
    },
    /// A place holds something else than a digit, a space, a hyphen, a bracket or the leading +86.
    #[error("place {place} of the telephone number is not allowed there")]
    PhoneCharacter {
        /// Place, counted from 1.
        place: usize,
    },
}

fn half_width(c: char) -> char {
    match c {
        // U+FF01 to U+FF5E are the full-width forms of U+0021 to U+007E.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Reads a telephone number into plain digits: full-width forms become plain, `+86`, spaces, hyphens and brackets go.
///
/// # Errors
/// [`PhoneRefusal`] when another character stands in it or it has not 5 to 20 digits.
pub fn normal_phone(text: &str) -> Result<String, PhoneRefusal> {
    let plain: String = text.trim().chars().map(half_width).collect();
    let (number, dropped) = plain.strip_prefix("+86").map_or((plain.as_str(), 0), |rest| (rest, 3));
    let is_separator = |c: char| matches!(c, ' ' | '-' | '(' | ')');
    if let Some(index) = number.chars().position(|c| !c.is_ascii_digit() && !is_separator(c)) {
        return Err(PhoneRefusal::PhoneCharacter { place: index + 1 + dropped });
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let (least, limit) = (PHONE_DIGITS_LEAST, PHONE_DIGITS_LIMIT);
    if !(least..=limit).contains(&digits.len()) {
        return Err(PhoneRefusal::PhoneLength { actual: digits.len(), least, limit });
    }
    Ok(digits)
}
