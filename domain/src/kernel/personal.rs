//! Personal text: name, identity number, phone and free text of a person.
//!
//! It has no `Display`, prints masked in `Debug`, and cannot be serialised in clear: a field that the event
//! store has not sealed makes the append fail. Ciphers do not belong here; the vault of the event store seals
//! and opens.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};
use std::fmt;

/// The mark at the head of sealed text as it stands in the log.
pub const SEALED_PREFIX: &str = "sealed:";

/// A personal text in one of its three states.
#[derive(Clone, PartialEq, Eq)]
pub enum Personal {
    /// Readable, inside the process only.
    Clear(String),
    /// As stored: `sealed:` and the vault's own encoding.
    Sealed(String),
    /// The person's key is destroyed; nobody can read it again.
    Erased,
}

impl Personal {
    /// A readable personal text.
    #[must_use]
    pub fn clear(text: impl Into<String>) -> Self {
        Self::Clear(text.into())
    }

    /// The readable text, where there is one.
    #[must_use]
    pub fn expose(&self) -> Option<&str> {
        match self {
            Self::Clear(text) => Some(text),
            Self::Sealed(_) | Self::Erased => None,
        }
    }

    /// The first character and a star for each that follows, at most three: `张*`.
    #[must_use]
    pub fn masked_name(&self) -> String {
        let Self::Clear(text) = self else {
            return "*".to_owned();
        };
        let mut characters = text.chars();
        let first = characters.next().map(String::from).unwrap_or_default();
        format!("{first}{}", "*".repeat(characters.count().clamp(1, 3)))
    }

    /// The first three and the last four characters: `139****1234`; all stars when it is shorter than eight.
    #[must_use]
    pub fn masked_number(&self) -> String {
        let Self::Clear(text) = self else {
            return "****".to_owned();
        };
        let characters: Vec<char> = text.chars().collect();
        match characters.len() {
            0..8 => "****".to_owned(),
            length => {
                let head: String = characters.iter().take(3).collect();
                let tail: String = characters.iter().skip(length - 4).collect();
                format!("{head}****{tail}")
            }
        }
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear(_) => "Personal(***)",
            Self::Sealed(_) => "Personal(sealed)",
            Self::Erased => "Personal(erased)",
        })
    }
}

impl Serialize for Personal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Clear(_) => Err(S::Error::custom("a personal field was not sealed before it was stored")),
            Self::Sealed(text) => serializer.serialize_str(text),
            Self::Erased => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<String>::deserialize(deserializer)? {
            None => Ok(Self::Erased),
            Some(text) if text.starts_with(SEALED_PREFIX) => Ok(Self::Sealed(text)),
            Some(_) => Err(D::Error::custom("a stored personal field is not sealed")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_shows_its_first_character_and_a_star_for_each_other_at_least_one_and_three_at_most() {
        let masked = |text: &str| Personal::clear(text.to_owned()).masked_name();
        assert_eq!(["张", "张三", "欧阳示例", "Alexander"].map(masked), ["张*", "张*", "欧***", "A***"]);
        assert_eq!(Personal::Erased.masked_name(), "*");
    }

    #[test]
    fn number_shows_its_ends_from_eight_characters_on() {
        let masked = |text: &str| Personal::clear(text).masked_number();
        assert_eq!(["1234567", "12345678", "13912345678"].map(masked), ["****", "123****5678", "139****5678"]);
        assert_eq!(Personal::Erased.masked_number(), "****");
    }

    #[test]
    fn text_is_stored_sealed_or_erased_and_never_clear() {
        let sealed = || Personal::Sealed("sealed:abc".to_owned());
        let stored = |personal: Personal| serde_json::to_string(&personal).ok();
        assert_eq!(
            [Personal::clear("张三"), sealed(), Personal::Erased].map(stored),
            [None, Some("\"sealed:abc\"".to_owned()), Some("null".to_owned())]
        );
        let read = |text: &str| serde_json::from_str::<Personal>(text).ok();
        assert_eq!(["\"张三\"", "\"sealed:abc\"", "null"].map(read), [None, Some(sealed()), Some(Personal::Erased)]);
        let shown = [Personal::clear("张三"), sealed(), Personal::Erased].map(|personal| format!("{personal:?}"));
        assert_eq!(shown, ["Personal(***)", "Personal(sealed)", "Personal(erased)"]);
        assert_eq!((Personal::clear("张三").expose(), sealed().expose()), (Some("张三"), None));
    }
}
