//! The printed GraphQL schema is the committed one, so that every change of it is seen in review.
//!
//! After a wanted change: `muster schema > api/schema.graphql`.

use muster_api::graphql::schema_text;

const COMMITTED: &str = include_str!("../../api/schema.graphql");

#[test]
fn printed_schema_is_the_committed_one() {
    let printed = schema_text();
    let differs = printed.trim_end().lines().zip(COMMITTED.trim_end().lines()).find(|(now, then)| now != then);
    assert_eq!(differs, None, "run `muster schema > api/schema.graphql` and review it");
    assert_eq!(printed.trim_end().lines().count(), COMMITTED.trim_end().lines().count());
}

#[test]
fn every_type_and_field_is_described() {
    let mut described = false;
    let mut silent = Vec::new();
    let mut in_text = false;
    for line in COMMITTED.lines() {
        let text = line.trim();
        if text.starts_with("\"\"\"") {
            // A description of one line opens and closes at once.
            let closes_at_once = text.len() > 3 && text.ends_with("\"\"\"");
            in_text = !(in_text || closes_at_once);
            described = true;
            continue;
        }
        if in_text || text.is_empty() || text.starts_with('"') {
            continue;
        }
        let names_something = text.ends_with('{') || (line.starts_with('\t') && text != "}");
        if names_something && !described && !text.starts_with("schema") {
            silent.push(text.to_owned());
        }
        described = false;
    }
    // Connections are Relay's own, and the library gives them no words.
    silent.retain(|text| !(text.starts_with("type ") && text.ends_with("Connection {")));
    silent.retain(|text| !text.starts_with("query:") && !text.starts_with("mutation:") && !text.starts_with(')'));
    assert!(silent.is_empty(), "without a description: {silent:?}");
}
