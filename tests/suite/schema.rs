//! The printed GraphQL schema is the committed one, so that every change of it is seen in review.
//!
//! After a wanted change: `muster schema > api/schema.graphql`.

use async_graphql::{
    Positioned,
    parser::{
        parse_schema,
        types::{EnumValueDefinition, FieldDefinition, TypeDefinition, TypeKind, TypeSystemDefinition},
    },
};
use muster_api::graphql::schema_text;

const COMMITTED: &str = include_str!("../../api/schema.graphql");

#[test]
fn printed_schema_is_the_committed_one() {
    let printed = schema_text();
    let differs = printed.trim_end().lines().zip(COMMITTED.trim_end().lines()).find(|(now, then)| now != then);
    assert_eq!(differs, None, "run `muster schema > api/schema.graphql` and review it");
    assert_eq!(printed.trim_end().lines().count(), COMMITTED.trim_end().lines().count());
}

/// The types of the committed schema.
fn types() -> Vec<TypeDefinition> {
    let document = parse_schema(COMMITTED).expect("the committed schema is one");
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    definitions.collect()
}

/// The parts of a type that have no description, by name.
fn silent_parts(kind: &TypeKind) -> Vec<&str> {
    let fields: &[Positioned<FieldDefinition>] = match kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => &[],
    };
    let inputs = match kind {
        TypeKind::InputObject(input) => input.fields.iter().collect(),
        TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) => {
            fields.iter().flat_map(|field| &field.node.arguments).collect::<Vec<_>>()
        }
    };
    let values: &[Positioned<EnumValueDefinition>] = if let TypeKind::Enum(list) = kind { &list.values } else { &[] };
    let fields =
        fields.iter().filter(|field| field.node.description.is_none()).map(|field| field.node.name.node.as_str());
    let inputs = inputs.into_iter().filter(|input| input.node.description.is_none());
    let values = values.iter().filter(|value| value.node.description.is_none());
    fields
        .chain(inputs.map(|input| input.node.name.node.as_str()))
        .chain(values.map(|value| value.node.value.node.as_str()))
        .collect()
}

#[test]
fn every_type_and_field_is_described() {
    let mut silent = Vec::new();
    for definition in types() {
        let name = definition.name.node.as_str();
        // Connections are Relay's own, and the library gives them no words.
        if definition.description.is_none() && !name.ends_with("Connection") {
            silent.push(name.to_owned());
        }
        silent.extend(silent_parts(&definition.kind).into_iter().map(|part| format!("{name}.{part}")));
    }
    assert!(silent.is_empty(), "without a description: {silent:?}");
}

/// Names under which a bare ratio would hide.
const RATIO_WORDS: [&str; 5] = ["ratio", "percent", "share", "perten", "rate"];
/// Words that hold one of these and are none.
const NO_RATIOS: [&str; 3] = ["registrations", "deliberate", "operated"];

#[test]
fn no_field_is_a_bare_ratio() {
    let mut bare = Vec::new();
    for definition in types() {
        let TypeKind::Object(object) = &definition.kind else { continue };
        for FieldDefinition { name, ty, .. } in object.fields.iter().map(|field| &field.node) {
            let lower = name.node.to_lowercase();
            let suspicious =
                RATIO_WORDS.iter().any(|word| lower.contains(word)) && !NO_RATIOS.contains(&lower.as_str());
            let returned = ty.node.to_string();
            let returned = returned.trim_matches(['!', '[', ']']);
            // What a ratio is made of stands in the type that carries its denominator; reports give objects.
            let scalar = ["Int", "String"].contains(&returned) && definition.name.node != "Ratio";
            // A fraction in floating point is a bare ratio under any name.
            if returned == "Float" || (suspicious && scalar) {
                bare.push(format!("{}.{name}: {returned}", definition.name));
            }
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
