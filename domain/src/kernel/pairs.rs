//! Maps whose keys are more than a text, as lists of pairs: JSON has no other form for them. For
//! `#[serde(with = "crate::kernel::pairs")]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// Writes the pairs in the order of their keys.
///
/// # Errors
/// What the serializer says.
pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(map: &BTreeMap<K, V>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(map)
}

/// Reads the pairs back.
///
/// # Errors
/// What the deserializer says.
pub fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Vec::<(K, V)>::deserialize(from).map(|pairs| pairs.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Held(#[serde(with = "crate::kernel::pairs")] BTreeMap<(u8, u8), String>);

    #[test]
    fn pairs_are_written_in_order_and_read_back_as_the_map_that_they_were() {
        let held = Held([((2, 1), "b".to_owned()), ((1, 9), "a".to_owned())].into());
        let text = serde_json::to_string(&held).unwrap();
        assert_eq!(text, r#"[[[1,9],"a"],[[2,1],"b"]]"#);
        assert_eq!(serde_json::from_str::<Held>(&text).unwrap(), held);
    }
}
