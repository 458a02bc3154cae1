//! The matrix: every field of the API by every role, on a record in the caller's own scope and on one outside it.
//!
//! `golden/access_matrix.csv` is what people agreed to; `WRITE_GOLDEN=1` writes it anew, and its difference is reviewed
//! like code. A cell is two letters, in scope and out of scope: `A` allowed, `F` forbidden, `H` hidden as if there were no such
//! record, `O` out of scope. A field that several arguments place has a line in which all of them name a record, and one for
//! each alone. A record that a way asks after too has a line of its own, in which it alone is out of scope.

use super::{arguments::Types, lived_in::LivedIn, world::OWN};
use futures::{StreamExt as _, stream};
use muster_api::access::policy::{MUTATIONS, Noun, QUERIES, Reach, ways};
use muster_domain::account::{Role, ScopeKind};
use muster_tests::TestApp;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write as _, path::Path};

/// Requests under way at a time.
const AT_ONCE: usize = 8;
/// Arguments without which a field is refused before it is asked whether it may be: field, argument, value.
const GIVEN: [(&str, &str, &str); 1] = [("asOf", "at", "2024-06-01T00:00:00Z")];

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
            for (path, _) in named_of(root, &field.name.node) {
                assert!(types.has(field, path), "{} has no argument {path}", field.name.node);
            }
        }
    }
}

/// An argument that names a record, with the kind of the record.
pub(super) type Named = (&'static str, Noun);

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

/// Each argument that places a field with each that is asked after beside it.
fn pairs(root: &str, field: &str) -> BTreeSet<(Named, Named)> {
    let ways = ways(root, field).iter().filter_map(|way| match way.reach {
        Reach::At(noun, path) | Reach::Ruled(noun, path) => Some(((path, noun), way.also)),
        Reach::Open | Reach::Registry => None,
    });
    ways.flat_map(|(place, also)| also.iter().map(move |(noun, path)| (place, (*path, *noun)))).collect()
}

/// All of them.
pub(super) fn named_of(root: &str, field: &str) -> BTreeSet<Named> {
    &placing(root, field) | &further(root, field)
}

/// One line: how it is named, what is named in the request, and what of it is out of scope in the second letter, in no
/// role in both.
struct Line {
    named_by: String,
    places: Vec<Named>,
    outside: Vec<Named>,
    unplaced: Option<Named>,
}

impl Line {
    fn new(named_by: String, places: &[Named], outside: &[Named]) -> Self {
        Self { named_by, places: places.into(), outside: outside.into(), unplaced: None }
    }
}

/// The lines of a field: with all that it is asked after; with each argument that places it alone where there are several;
/// with each that is asked after too out of scope, beside all and beside the one that places it alone; and with each person
/// as one who has no role yet.
fn lines(root: &str, field: &str) -> Vec<Line> {
    let all = Vec::from_iter(named_of(root, field));
    let mut lines = vec![Line::new(String::new(), &all, &all)];
    if all.len() > 1 {
        lines.extend(
            placing(root, field).into_iter().map(|place| Line::new(format!("({})", place.0), &[place], &[place])),
        );
    }
    lines.extend(further(root, field).into_iter().map(|also| Line::new(format!("(also {})", also.0), &all, &[also])));
    let is_person = |(_, noun): &Named| matches!(noun, Noun::Person | Noun::Newcomer);
    let in_no_role = |named_by: String, places: &[Named], person| Line {
        unplaced: Some(person),
        ..Line::new(format!("({named_by} in no role)"), places, places)
    };
    for (place, also) in pairs(root, field).into_iter().filter(|_| all.len() > 2) {
        let named_by = format!("{} also {}", place.0, also.0);
        lines.push(Line::new(format!("({named_by})"), &[place, also], &[also]));
        lines.extend(is_person(&also).then(|| in_no_role(named_by, &[place, also], also)));
    }
    lines.extend(all.iter().filter(|named| is_person(named)).map(|named| in_no_role(named.0.to_owned(), &all, *named)));
    lines
}

/// What a caller is told, as a letter.
pub(super) fn letter(answer: &Value, field: &str) -> char {
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

/// One key of each role: over a division or the whole registry, for an organization, of a person.
pub(super) async fn callers(
    app: &TestApp,
    division: Option<&str>,
    organization: &str,
    person: &str,
) -> Vec<(&'static str, String)> {
    let mut callers = Vec::new();
    for role in Role::ALL {
        let (grant, of) = match (role.reach(), division) {
            (ScopeKind::Person, _) => (format!("{}@{person}", role.code()), None),
            (ScopeKind::Organization, _) => (role.code().to_owned(), Some(organization)),
            (ScopeKind::Division, Some(division)) => (format!("{}@{division}", role.code()), None),
            (ScopeKind::Division, None) | (ScopeKind::Registry, _) => (role.code().to_owned(), None),
        };
        callers.push((role.code(), app.key_with(&grant, of).await));
    }
    callers
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_answers_each_role_as_the_matrix_says() {
    let lived = LivedIn::made().await;
    let world = &lived.world;
    let callers = callers(&world.app, Some(OWN), "O-A", world.own_person()).await;
    let types = Types::printed();
    let mut matrix = "field".to_owned();
    for (role, _) in &callers {
        let _ = write!(matrix, ",{role}");
    }
    matrix.push('\n');
    for root in ["Query", "Mutation"] {
        for definition in types.fields(root) {
            let field = definition.name.node.as_str();
            for Line { named_by, places, outside, unplaced } in lines(root, field) {
                let request = |outside: &[Named]| {
                    let named = places.iter().map(|place| {
                        let in_no_role =
                            unplaced.filter(|unplaced| unplaced == place).map(|_| lived.unplaced(field).to_owned());
                        let named = || lived.named(field, place.1, !outside.contains(place));
                        (place.0, in_no_role.unwrap_or_else(named))
                    });
                    let given = GIVEN
                        .iter()
                        .filter(|(to, ..)| *to == field)
                        .map(|(_, path, value)| (*path, (*value).to_owned()));
                    types.request(root, definition, &named.chain(given).collect::<Vec<_>>())
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
    agreed("access_matrix.csv", &matrix);
}

/// Compares with a file of `golden`, or writes it anew where that is asked for.
pub(super) fn agreed(name: &str, matrix: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&file, matrix).expect("the matrix is written");
    }
    let agreed = std::fs::read_to_string(&file).unwrap_or_default();
    let differs: Vec<_> =
        matrix.lines().zip(agreed.lines().chain(std::iter::repeat(""))).filter(|(now, then)| now != then).collect();
    assert!(differs.is_empty() && matrix.len() == agreed.len(), "{} lines differ: {differs:#?}", differs.len());
}
