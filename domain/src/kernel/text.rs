//! Texts that come in: trimmed, bounded, without control characters.

use serde::Serialize;

/// Characters allowed in a name or a title.
pub const NAME_LIMIT: usize = 120;
/// Characters allowed in a reason, a note or a result.
pub const NOTE_LIMIT: usize = 2_000;

/// Why a text is refused; the text itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum TextRefusal {
    /// Nothing was written.
    #[error("{field} is empty")]
    TextEmpty {
        /// The field's name.
        field: &'static str,
    },
    /// The text is longer than the field takes.
    #[error("{field} has {actual} characters, {limit} are allowed")]
    TextTooLong {
        /// The field's name.
        field: &'static str,
        /// Characters found.
        actual: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The text holds a control or bidirectional control character.
    #[error("{field} holds a control character")]
    TextControlCharacter {
        /// The field's name.
        field: &'static str,
    },
}

/// Whether a character changes how the text around it is shown and so cannot stand in a name (CVE-2021-42574).
fn is_deceptive(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

fn checked(field: &'static str, text: &str, limit: usize, line_breaks: bool) -> Result<String, TextRefusal> {
    let text = text.trim();
    let actual = text.chars().count();
    if actual == 0 {
        return Err(TextRefusal::TextEmpty { field });
    }
    if actual > limit {
        return Err(TextRefusal::TextTooLong { field, actual, limit });
    }
    let allowed = |c: char| line_breaks && matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(|c| (c.is_control() && !allowed(c)) || is_deceptive(c)) {
        return Err(TextRefusal::TextControlCharacter { field });
    }
    Ok(text.to_owned())
}

/// Reads a name or title of one line.
///
/// # Errors
/// [`TextRefusal`] when it is empty, too long or holds control characters.
pub fn name(field: &'static str, text: &str) -> Result<String, TextRefusal> {
    checked(field, text, NAME_LIMIT, false)
}

/// Reads a note, which may have several lines.
///
/// # Errors
/// [`TextRefusal`] when it is empty, too long or holds control characters.
pub fn note(field: &'static str, text: &str) -> Result<String, TextRefusal> {
    checked(field, text, NOTE_LIMIT, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_taken_up_to_its_limit_counted_in_characters() {
        assert_eq!(name("name", " 志愿者 "), Ok("志愿者".to_owned()));
        assert_eq!(name("name", " \n"), Err(TextRefusal::TextEmpty { field: "name" }));
        for (read, limit) in [(name as fn(&'static str, &str) -> _, 120), (note, 2_000)] {
            assert_eq!(read("text", &"字".repeat(limit)).map(|text: String| text.chars().count()), Ok(limit));
            let actual = limit + 1;
            let long = TextRefusal::TextTooLong { field: "text", actual, limit };
            assert_eq!(read("text", &"字".repeat(actual)), Err(long));
        }
    }

    #[test]
    fn control_characters_are_refused_but_for_the_line_breaks_of_a_note() {
        let refused = Err(TextRefusal::TextControlCharacter { field: "text" });
        for break_of_line in ['\n', '\r', '\t'] {
            let text = format!("上{break_of_line}下");
            assert_eq!((name("text", &text), note("text", &text)), (refused.clone(), Ok(text)));
        }
        for control in ['\u{0}', '\u{1b}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{200e}', '\u{200f}'] {
            let text = format!("上{control}下");
            assert_eq!((name("text", &text), note("text", &text)), (refused.clone(), refused.clone()), "{text:?}");
        }
    }
}
