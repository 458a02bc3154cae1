//! The matrix: every field of the API by every role, on a record in the caller's own scope and on one outside it.
//!
//! `golden/access_matrix.csv` is what people agreed to; `WRITE_GOLDEN=1` writes it anew, and its difference is reviewed
//! like code. A cell is two letters, in scope and out of scope: `A` allowed, `F` forbidden, `H` hidden as if there were no such
//! record, `O` out of scope. A field that several arguments place has a line in which all of them name a record, and one for
//! each alone. A record that a way asks after too has a line of its own, in which it alone is out of scope.

use super::{
    arguments::Types,
    world::{OWN, World},
};
use futures::{StreamExt as _, stream};
use muster_api::access::policy::{MUTATIONS, Noun, QUERIES, Reach, ways};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write as _, path::Path};

/// Requests under way at a time.
const AT_ONCE: usize = 8;

#[test]
fn table_lists_every_field_of_the_schema_and_nothing_else() {
    let types = Types::printed();
    for (root, entries) in [("Query", QUERIES), ("Mutation", MUTATIONS)] {
        let fields = types.fields(root);
        let printed: BTreeSet<&str> = fields.iter().map(|field| field.name.node.as_str()).collect();
        let listed: BTreeSet<&str> = entries.iter().map(|(field, _)| *field).collect();
        assert_eq!(listed.len(), entries.len(), "a field of {root} is listed twice");
        let unlisted: Vec<_> = printed.difference(&listed).collect();
        let gone: Vec<_> = listed.difference(&printed).collect();
        assert!(
            unlisted.is_empty() && gone.is_empty(),
            "{root} without a line: {unlisted:?}; lines without a field: {gone:?}"
        );
        for field in fields {
            for (path, _) in paths(root, &field.name.node) {
                assert!(types.has(field, path), "{} has no argument {path}", field.name.node);
            }
        }
    }
}

/// An argument that names a record, with the kind of the record.
type Named = (&'static str, Noun);

/// The arguments that place a field, each once.
fn placing(root: &str, field: &str) -> BTreeSet<Named> {
    let placed = ways(root, field).iter().filter_map(|way| match way.reach {
        Reach::At(noun, path) | Reach::Ruled(noun, path) => Some((path, noun)),
        Reach::Open | Reach::Registry => None,
    });
    placed.collect()
}

/// The arguments that are asked after too, each once.
fn further(root: &str, field: &str) -> BTreeSet<Named> {
    ways(root, field).iter().flat_map(|way| way.also).map(|(noun, path)| (*path, *noun)).collect()
}

/// All of them.
fn paths(root: &str, field: &str) -> BTreeSet<Named> {
    &placing(root, field) | &further(root, field)
}

/// One line: how it is named, what is named in the request, and what of it is out of scope in the second letter.
struct Line {
    named_by: String,
    places: Vec<Named>,
    outside: Vec<Named>,
}

/// The lines of a field: with all that it is asked after, with each argument that places it alone where there are several,
/// and with each that is asked after too.
fn lines(root: &str, field: &str) -> Vec<Line> {
    let (placing, all) = (placing(root, field), Vec::from_iter(paths(root, field)));
    let of_all = Line { named_by: String::new(), places: all.clone(), outside: all.clone() };
    let several = all.len() > 1;
    let alone = placing.into_iter().filter(|_| several).map(|place| Line {
        named_by: format!("({})", place.0),
        places: vec![place],
        outside: vec![place],
    });
    let further = further(root, field).into_iter().map(|place| Line {
        named_by: format!("(also {})", place.0),
        places: all.clone(),
        outside: vec![place],
    });
    std::iter::once(of_all).chain(alone).chain(further).collect()
}

/// What a caller is told, as a letter.
fn letter(answer: &Value, field: &str) -> char {
    let extensions = &answer["errors"][0]["extensions"];
    match extensions["code"].as_str() {
        Some("FORBIDDEN") => 'F',
        Some("OUT_OF_SCOPE" | "SCOPE_REQUIRED") => 'O',
        Some(code) if code.ends_with("_UNKNOWN") && extensions.get("named").is_some() => 'H',
        Some(_) => 'A',
        None if answer.get("errors").is_none() && answer["data"][field].is_null() => 'H',
        None => 'A',
    }
}

async fn callers(world: &World) -> Vec<(&'static str, String)> {
    let app = &world.app;
    let over = |role: &str| format!("{role}@{OWN}");
    let volunteer = format!("VOLUNTEER@{}", world.own_person());
    vec![
        ("VOLUNTEER", app.key_with(&volunteer, None).await),
        ("ORGANIZATION_WRITER", app.key_with("ORGANIZATION_WRITER", Some("O-A")).await),
        ("ORGANIZATION_APPROVER", app.key_with("ORGANIZATION_APPROVER", Some("O-A")).await),
        ("HR_READER", app.key_with(&over("HR_READER"), None).await),
        ("ADMINISTRATOR", app.key_with(&over("ADMINISTRATOR"), None).await),
        ("AUDITOR", app.key_with(&over("AUDITOR"), None).await),
        ("PRIVACY_OFFICER", app.key_with(&over("PRIVACY_OFFICER"), None).await),
        ("OPERATOR", app.key_with("OPERATOR", None).await),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_answers_each_role_as_the_matrix_says() {
    let world = World::made().await;
    let callers = callers(&world).await;
    let types = Types::printed();
    let mut matrix = "field".to_owned();
    for (role, _) in &callers {
        let _ = write!(matrix, ",{role}");
    }
    matrix.push('\n');
    for root in ["Query", "Mutation"] {
        for definition in types.fields(root) {
            let field = definition.name.node.as_str();
            for Line { named_by, places, outside } in lines(root, field) {
                let request = |outside: &[Named]| {
                    let named = |place: &Named| (place.0, world.named(place.1, !outside.contains(place)));
                    types.request(root, definition, &places.iter().map(named).collect::<Vec<_>>())
                };
                let (own, other) = (request(&[]), request(&outside));
                let asked = callers.iter().flat_map(|(_, key)| [(key, &own), (key, &other)]);
                let letters: Vec<char> = stream::iter(asked)
                    .map(async |(key, document)| letter(&world.app.ask_by(key, document, json!({})).await, field))
                    .buffered(AT_ONCE)
                    .collect()
                    .await;
                let _ = write!(matrix, "{root}.{field}{named_by}");
                for cell in letters.chunks(2) {
                    let _ = write!(matrix, ",{}", cell.iter().collect::<String>());
                }
                matrix.push('\n');
            }
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/access_matrix.csv");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&file, &matrix).expect("the matrix is written");
    }
    let agreed = std::fs::read_to_string(&file).unwrap_or_default();
    let differs: Vec<_> =
        matrix.lines().zip(agreed.lines().chain(std::iter::repeat(""))).filter(|(now, then)| now != then).collect();
    assert!(differs.is_empty() && matrix.len() == agreed.len(), "{} lines differ: {differs:#?}", differs.len());
}
