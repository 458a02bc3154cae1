//! The fields below the roots: every field of every object type by every role, on records that the role meets.
//!
//! Each role walks from the root fields over all that it is shown, in the counties of the matrix and over the demonstration,
//! and asks every field of every type that it meets. `golden/access_fields.csv` is what people agreed to; `WRITE_GOLDEN=1`
//! writes it anew. A cell is one letter: `A` answered, `F` forbidden, `O` out of scope; `a` and `f` are what the table says
//! where the role meets no record of the type, as of those with which only mutations answer.

use super::{
    arguments::Types,
    lived_in::{LivedIn, is_building},
    matrix::{agreed, callers, letter, named_of},
    world::OWN,
};
use crate::figures::demonstration;
use async_graphql::parser::types::FieldDefinition;
use futures::{StreamExt as _, stream};
use muster_api::access::{
    policy::{Noun, rights_of_field},
    rights::{Right, rights},
};
use muster_domain::account::Role;
use muster_tests::{TestApp, eventually};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write as _,
};

/// Requests under way at a time.
const AT_ONCE: usize = 8;
/// Ways on which a type is met again: a list may have rows on one and none on another.
const WAYS: usize = 6;
/// Asks the whole of the API once more, as of a moment.
const AS_OF: &str = "asOf";

/// What was told of each field, by its type and its name.
type Told<'t> = BTreeMap<(&'t str, &'t str), char>;

/// What names a record of a kind for a root field.
type Names<'n> = dyn Fn(&str, Noun) -> String + Sync + 'n;

/// One caller on their walk over a registry, with the names of records at which it begins.
struct Walk<'w> {
    app: &'w TestApp,
    key: &'w str,
    named: &'w Names<'w>,
    also: &'w [String],
    types: &'w Types,
}

impl<'w> Walk<'w> {
    /// Asks every field of every type that the caller meets, those nearest to the root first.
    async fn over(&self, told: &mut Told<'w>) {
        let mut ways = BTreeMap::<&str, usize>::new();
        let mut next = VecDeque::new();
        for field in self.types.fields("Query").into_iter().filter(|field| field.name.node != AS_OF) {
            let Some(shown) = self.types.object_of(field) else { continue };
            for call in self.root_calls(field) {
                if self.asked(&[], std::slice::from_ref(&call)).await[0].1 {
                    next.push_back((shown, vec![call]));
                }
            }
        }
        while let Some((parent, way)) = next.pop_front() {
            let leads_on =
                |field: &FieldDefinition| self.types.object_of(field).is_some_and(|shown| !ways.contains_key(shown));
            let news =
                |field: &&FieldDefinition| leads_on(field) || !told.contains_key(&(parent, field.name.node.as_str()));
            let fields: Vec<_> = self.types.fields(parent).into_iter().filter(news).collect();
            let calls: Vec<String> = fields.iter().map(|field| self.types.call(field, &[])).collect();
            for ((field, call), (letter, shows)) in fields.iter().zip(&calls).zip(self.asked(&way, &calls).await) {
                told.entry((parent, field.name.node.as_str())).or_insert(letter);
                let Some(shown) = self.types.object_of(field).filter(|_| shows) else { continue };
                let met = ways.entry(shown).or_default();
                if *met < WAYS {
                    *met += 1;
                    next.push_back((shown, [&way[..], std::slice::from_ref(call)].concat()));
                }
            }
        }
    }

    /// A root field as it is asked: with no record named, with each alone that places it, with all, and as a list says.
    fn root_calls(&self, field: &FieldDefinition) -> BTreeSet<String> {
        let all = Vec::from_iter(named_of("Query", &field.name.node));
        let choices = all.iter().map(|one| vec![*one]).chain([Vec::new(), all.clone()]);
        let calls = choices.map(|choice| {
            let named: Vec<_> =
                choice.into_iter().map(|(path, noun)| (path, (self.named)(&field.name.node, noun))).collect();
            self.types.call(field, &named)
        });
        let also = self.also.iter().filter(|call| name_of(call) == field.name.node.as_str()).cloned();
        calls.chain(also).collect()
    }

    /// For each of some fields at the end of a way: what the caller is told, and whether an object is shown to them.
    /// All are asked at once, and one by one where that is refused.
    async fn asked(&self, way: &[String], calls: &[String]) -> Vec<(char, bool)> {
        if calls.is_empty() {
            return Vec::new();
        }
        let answer = self.ask(way, calls).await;
        if answer.get("errors").is_none() {
            return calls.iter().map(|call| ('A', shows(&answer["data"], way, call))).collect();
        }
        let one_by_one = calls.iter().map(async |call| {
            let answer = self.ask(way, std::slice::from_ref(call)).await;
            // Below a record that is shown nothing is an answer too.
            let letter = Some(letter(&answer, name_of(call))).filter(|letter| *letter != 'H').unwrap_or('A');
            (letter, shows(&answer["data"], way, call))
        });
        stream::iter(one_by_one).buffered(AT_ONCE).collect().await
    }

    async fn ask(&self, way: &[String], calls: &[String]) -> Value {
        let document = way.iter().rfold(calls.join(" "), |inner, step| {
            let step = step.strip_suffix(" { __typename }").unwrap_or(step);
            format!("{step} {{ {inner} }}")
        });
        eventually("an answer", async || {
            let answer = self.app.ask_by(self.key, &format!("{{ {document} }}"), json!({})).await;
            (!is_building(&answer)).then_some(answer)
        })
        .await
    }
}

/// The name of the field that is called.
fn name_of(call: &str) -> &str {
    call.split(['(', ' ']).next().unwrap_or(call)
}

/// Whether an object stands at the end of a way through an answer, through any row of the lists on it.
fn shows(data: &Value, way: &[String], call: &str) -> bool {
    let mut at = vec![data];
    for step in way.iter().map(String::as_str).chain([call]) {
        at = at.into_iter().map(|value| &value[name_of(step)]).flat_map(rows).collect();
    }
    at.iter().any(|value| value.is_object())
}

/// The rows of a list, of lists in it too; one value as such.
fn rows(value: &Value) -> Vec<&Value> {
    if let Value::Array(list) = value { list.iter().flat_map(rows).collect() } else { vec![value] }
}

/// What the table says of a field for a role.
fn expected(role: Role, parent: &str, field: &FieldDefinition) -> char {
    let asked_for = rights_of_field(parent, &field.name.node, &field.ty.node.to_string());
    let has = |right: &Right| rights(role).contains(right);
    if asked_for.is_empty() || asked_for.iter().any(has) { 'A' } else { 'F' }
}

/// What names a record of this kind on the demonstration.
async fn named_on_demonstration(app: &TestApp) -> impl Fn(Noun) -> String + Sync {
    let query = "{ volunteer(code: \"YZ-V-0001\") { person { id } credits { nodes { id } } }
        publishedReports { nodes { id } } }";
    let found = app.data(query).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let person = text(&found["volunteer"]["person"]["id"]);
    let credit = text(&found["volunteer"]["credits"]["nodes"][0]["id"]);
    let report = text(&found["publishedReports"]["nodes"][0]["id"]);
    move |noun| match noun {
        Noun::Account => "oidc".to_owned(),
        Noun::Division => "4452".to_owned(),
        Noun::Organization => "YZ-ZZ-0001".to_owned(),
        Noun::Activity => "YZ-HD-0004".to_owned(),
        Noun::Team => "JY-DW-0001".to_owned(),
        Noun::Volunteer => "YZ-V-0001".to_owned(),
        Noun::Person | Noun::Newcomer => person.clone(),
        Noun::Instructor => "GZ-ZDY-0121".to_owned(),
        Noun::SocialWorker => "JY-ZY-0001".to_owned(),
        Noun::Site => "JY-ZD-POINTS_SHOP-0001".to_owned(),
        Noun::Credit => credit.clone(),
        Noun::ServiceDemand => "JY-XQ-0001".to_owned(),
        Noun::Call | Noun::AnsweredCall => "GZ-CS-0001".to_owned(),
        Noun::Pool => "JY-YJ".to_owned(),
        Noun::Catalog => "360735-2024".to_owned(),
        Noun::Scheme => "JY-JF-0001".to_owned(),
        Noun::Report => report.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_below_the_roots_answers_each_role_as_the_table_says() {
    let types = Types::printed().within("2024-01-01", "2024-12-31");
    let lived = LivedIn::made().await;
    let (app, person, questions) = (&lived.world.app, lived.world.own_person(), lived.questions.as_slice());
    let in_county = callers(app, Some(OWN), "O-A", person).await;
    let in_all_counties = callers(app, None, "O-A", person).await;
    let of_counties: &Names<'_> = &|field, noun| lived.named(field, noun, true);
    let whole = demonstration().await;
    let of_whole = named_on_demonstration(&whole).await;
    let of_all: &Names<'_> = &|_, noun| of_whole(noun);
    let organization = of_whole(Noun::Organization);
    let in_whole = callers(&whole, None, &organization, &of_whole(Noun::Person)).await;
    let mut walks = Vec::new();
    for (place, (role, in_county)) in in_county.iter().enumerate() {
        let mut told = Told::new();
        for (app, key, named, also) in [
            (app, in_county, of_counties, questions),
            (app, &in_all_counties[place].1, of_counties, questions),
            (&whole, &in_whole[place].1, of_all, &[]),
        ] {
            Walk { app, key, named, also, types: &types }.over(&mut told).await;
        }
        walks.push((Role::read(role).expect("a role"), told));
    }
    let mut matrix = "field".to_owned();
    for (role, _) in &walks {
        let _ = write!(matrix, ",{}", role.code());
    }
    matrix.push('\n');
    let mut surprises = Vec::new();
    for parent in types.objects().filter(|name| !matches!(*name, "Query" | "Mutation")) {
        for field in types.fields(parent) {
            let name = field.name.node.as_str();
            let _ = write!(matrix, "{parent}.{name}");
            for (role, told) in &walks {
                let expected = expected(*role, parent, field);
                let told = told.get(&(parent, name)).copied();
                if told.is_some_and(|told| (told == 'F') != (expected == 'F')) {
                    surprises.push(format!("{} is told {told:?} of {parent}.{name}, not {expected}", role.code()));
                }
                let _ = write!(matrix, ",{}", told.unwrap_or(expected.to_ascii_lowercase()));
            }
            matrix.push('\n');
        }
    }
    assert!(surprises.is_empty(), "{surprises:#?}");
    agreed("access_fields.csv", &matrix);
}
