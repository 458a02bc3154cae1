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

/// Names under which a bare ratio would hide.
const RATIO_WORDS: [&str; 5] = ["ratio", "percent", "share", "perten", "rate"];
/// Words that hold one of these and are none.
const NO_RATIOS: [&str; 3] = ["registrations", "deliberate", "operated"];

#[test]
fn no_field_is_a_bare_ratio() {
    let mut type_name = "";
    let mut bare = Vec::new();
    for line in COMMITTED.lines() {
        if let Some(name) = line.strip_prefix("type ").and_then(|rest| rest.split([' ', '{']).next()) {
            type_name = name;
        }
        let Some(field) = line.strip_prefix('\t').filter(|field| !field.starts_with(['\t', '"', ')'])) else {
            continue;
        };
        let name = field.split([':', '(']).next().unwrap_or_default();
        let lower = name.to_lowercase();
        let suspicious = RATIO_WORDS.iter().any(|word| lower.contains(word)) && !NO_RATIOS.contains(&lower.as_str());
        // What a ratio is made of stands in the type that carries its denominator; reports give objects.
        let scalar = ["Int", "Float", "String"].iter().any(|scalar| field.trim_end_matches('!').ends_with(scalar));
        if suspicious && scalar && type_name != "Ratio" {
            bare.push(format!("{type_name}.{name}"));
        }
    }
    assert!(bare.is_empty(), "without numerator, denominator, basis, source and day: {bare:?}");
}

/// Words of money, which no name about points holds (V12).
const MONEY_WORDS: [&str; 9] = ["money", "price", "cost", "yuan", "currency", "cash", "pay", "value", "fee"];

#[test]
fn no_field_of_points_speaks_of_money() {
    let mut of_points = false;
    let mut seen = 0;
    for line in COMMITTED.lines() {
        if line.ends_with('{') {
            of_points = line.contains("Points");
        }
        let name = line.trim_start().split([':', '(', ' ']).next().unwrap_or_default().to_lowercase();
        let named =
            line.starts_with('\t') && !line.trim_start().starts_with('"') && (of_points || name.contains("points"));
        seen += usize::from(named);
        assert!(!named || MONEY_WORDS.iter().all(|word| !name.contains(word)), "{line}");
    }
    assert!(seen > 40, "{seen} names are about points");
}
