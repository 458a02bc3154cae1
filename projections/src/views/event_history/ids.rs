//! The ids that a payload names, whatever its form: found by one walk over the JSON that keeps nothing else.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{collections::BTreeSet, fmt};
use uuid::Uuid;

/// Characters of an id as the log writes it, with its hyphens.
const ID_CHARACTERS: usize = 36;

/// Every id that stands as a text of its own in a JSON document; empty for a payload that was not read.
pub(super) fn ids_in(payload: &str) -> Result<BTreeSet<Uuid>, serde_json::Error> {
    let mut ids = BTreeSet::new();
    if !payload.is_empty() {
        let mut json = serde_json::Deserializer::from_str(payload);
        Walk { ids: &mut ids }.deserialize(&mut json)?;
        json.end()?;
    }
    Ok(ids)
}

struct Walk<'i> {
    ids: &'i mut BTreeSet<Uuid>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.len() == ID_CHARACTERS {
            self.ids.extend(Uuid::try_parse(text).ok());
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Walk { ids: &mut *self.ids })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while fields.next_key::<IgnoredAny>()?.is_some() {
            fields.next_value_seed(Walk { ids: &mut *self.ids })?;
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, _value: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _value: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _value: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_at_any_depth_once_and_nothing_else() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let payload = format!(
            r#"{{"credited":{{"id":"{other}","list":["{one}",{{"again":"{one}"}},7,-1,0.5,true,null],"name":"张三"}}}}"#
        );
        assert_eq!(ids_in(&payload).unwrap().into_iter().collect::<Vec<_>>(), vec![one, other]);
    }

    #[test]
    fn payload_is_refused_when_it_is_no_json_and_empty_when_it_was_not_read() {
        assert!(ids_in("{\"a\":").is_err());
        assert!(ids_in("").unwrap().is_empty());
    }
}
