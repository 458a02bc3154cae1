//! Flags of a question, made from its variables and the word lists of the schema.

use super::document::{Document, Variable};
use async_graphql::{
    Value, Variables,
    parser::{
        parse_schema,
        types::{EnumType, TypeKind, TypeSystemDefinition},
    },
};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta};
use clap::{
    Arg, ArgAction, ArgMatches, Command,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _},
};
use muster_domain::kernel::time;
use std::collections::HashMap;

/// A number by name, the one input of several parts that is typed: `focus_links_limit=8`.
const NUMBER: &str = "PolicyNumberInput";
/// The flag that says as of which moment of the log the answer is meant.
pub(super) const AS_OF: &str = "as_of";
/// The flag that says how the answer is written.
pub(super) const FORMAT: &str = "format";

/// The closed lists of the schema, so that a wrong word is refused with the right ones, and a Chinese one is read too.
pub(super) struct WordLists(HashMap<String, Vec<PossibleValue>>);

impl WordLists {
    /// Read from the schema that answers.
    pub(super) fn of_schema() -> Self {
        let definitions = parse_schema(crate::graphql::schema_text()).map(|document| document.definitions);
        let lists = definitions.unwrap_or_default().into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => match definition.node.kind {
                TypeKind::Enum(list) => Some((definition.node.name.node.to_string(), words(list))),
                TypeKind::Scalar
                | TypeKind::Object(_)
                | TypeKind::Interface(_)
                | TypeKind::Union(_)
                | TypeKind::InputObject(_) => None,
            },
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self(lists.collect())
    }
}

fn words(list: EnumType) -> Vec<PossibleValue> {
    let word = |text: String, about: String| {
        let chinese =
            about.rsplit_once('(').and_then(|(_, tail)| tail.split_once(')')).map(|(word, _)| word.to_owned());
        let hyphened = text.contains('_').then(|| text.replace('_', "-"));
        PossibleValue::new(text).help(about).aliases(chinese.into_iter().chain(hyphened))
    };
    let values = list.values.into_iter().map(|value| value.node);
    values
        .map(|value| word(value.value.node.to_string(), value.description.map(|text| text.node).unwrap_or_default()))
        .collect()
}

/// The command of a question.
pub(super) fn command(document: &Document, words: &WordLists) -> Command {
    let format = Arg::new(FORMAT)
        .long(FORMAT)
        .value_parser(["table", "json", "csv"])
        .default_value("table")
        .help("How the answer is written; csv gives its rows alone");
    let flags = document.variables().map(|variable| flag(variable, words));
    let as_of = document.is_query().then(|| {
        Arg::new(AS_OF).long("as-of").value_name("MOMENT").value_parser(recorded_moment).help(
            "What was recorded by a day (to its end, +08:00), an instant or a position of the log: 2024-12-31, \
             2024-12-31T18:00:00+08:00, 118521",
        )
    });
    Command::new(document.verb).about(document.about()).args(flags).args(as_of).arg(format)
}

/// A moment of the log as it is typed, as arguments of `asOf`.
fn recorded_moment(typed: &str) -> Result<String, String> {
    if let Ok(position) = typed.parse::<i64>() {
        return Ok(format!("axis: RECORDED, position: {position}"));
    }
    let at = match typed.parse::<NaiveDate>() {
        Ok(day) => time::local_midnight(time::next_day(day)) - TimeDelta::microseconds(1),
        Err(_) => {
            let instant = DateTime::parse_from_rfc3339(typed);
            instant.map_err(|_| "a day, an instant with its zone, or a position of the log".to_owned())?.to_utc()
        }
    };
    Ok(format!("axis: RECORDED, at: \"{}\"", at.to_rfc3339_opts(SecondsFormat::Micros, true)))
}

fn flag(variable: Variable, words: &WordLists) -> Arg {
    let flag = Arg::new(variable.name)
        .long(kebab(variable.name))
        .help(variable.about)
        .required(variable.required)
        .ignore_case(true)
        .value_name(kebab(variable.base).to_uppercase());
    let flag = match variable.base {
        "Boolean" if variable.default == Some("false") => return flag.ignore_case(false).action(ArgAction::SetTrue),
        "Boolean" => flag.value_parser(clap::value_parser!(bool)),
        "Int" => flag.value_parser(clap::value_parser!(i64)).allow_negative_numbers(true),
        NUMBER => flag.value_name("NAME=VALUE").value_parser(numbered),
        list => match words.0.get(list) {
            Some(values) => {
                let values = values.clone();
                let written =
                    PossibleValuesParser::new(values.clone()).map(move |typed: String| canonical(&values, typed));
                flag.value_parser(written)
            }
            None => flag,
        },
    };
    let flag = if variable.list { flag.action(ArgAction::Append) } else { flag };
    match variable.default {
        Some(default) => flag.default_value(default.trim_matches(['[', ']', '"']).to_owned()),
        None => flag,
    }
}

/// A number by name as it is typed.
fn numbered(typed: &str) -> Result<Value, String> {
    let read = typed.split_once('=').and_then(|(name, value)| Some((name, value.parse::<u32>().ok()?)));
    let (name, value) = read.ok_or("written as name=value, the value a whole number")?;
    let part = |name, value| (async_graphql::Name::new(name), value);
    Ok(Value::Object([part("name", Value::from(name)), part("value", Value::from(value))].into_iter().collect()))
}

/// The word of the schema that was meant.
fn canonical(values: &[PossibleValue], typed: String) -> String {
    let meant = values.iter().find(|value| value.matches(&typed, true));
    meant.map_or(typed, |value| value.get_name().to_owned())
}

/// `withinDays` and `DateTime` as flags write them: `within-days`, `date-time`.
fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}

/// What was typed, as variables of the question.
pub(super) fn variables(document: &Document, matches: &ArgMatches) -> Variables {
    let mut variables = Variables::default();
    for variable in document.variables() {
        let values: Vec<Value> = match variable.base {
            "Boolean" => read::<bool>(matches, variable.name).map(Value::from).collect(),
            "Int" => read::<i64>(matches, variable.name).map(Value::from).collect(),
            NUMBER => read::<Value>(matches, variable.name).collect(),
            _ => read::<String>(matches, variable.name).map(Value::from).collect(),
        };
        let value = if variable.list { Some(Value::List(values)) } else { values.into_iter().next() };
        // An empty list of a list that may be left out is left out.
        let given = value.filter(|value| !matches!(value, Value::List(values) if values.is_empty()));
        if let Some(value) = given {
            variables.insert(async_graphql::Name::new(variable.name), value);
        }
    }
    variables
}

fn read<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> impl Iterator<Item = T> {
    matches.get_many::<T>(name).into_iter().flatten().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_written_with_hyphens() {
        assert_eq!((kebab("withinDays").as_str(), kebab("DateTime").as_str()), ("within-days", "date-time"));
    }

    /// A word that a flag of a type takes.
    fn sample(base: &str, words: &WordLists) -> String {
        let text = match base {
            "Int" => "1",
            NUMBER => "focus_links_limit=8",
            "Date" => "2024-05-01",
            "DateTime" => "2024-05-01T08:00:00Z",
            "ID" => "00000000-0000-0000-0000-000000000001",
            list => words.0.get(list).and_then(|values| values.first()).map_or("X", PossibleValue::get_name),
        };
        text.to_owned()
    }

    #[tokio::test]
    async fn every_question_with_all_its_flags_is_one_that_the_schema_answers() {
        let (words, schema) = (WordLists::of_schema(), crate::graphql::schema_without_registry());
        for document in super::super::GROUPS.iter().flat_map(|group| group.documents) {
            let mut typed = vec![document.verb.to_owned()];
            for variable in document.variables().filter(|variable| variable.base != "Boolean") {
                typed.extend([format!("--{}", kebab(variable.name)), sample(variable.base, &words)]);
            }
            let matches = command(document, &words).try_get_matches_from(typed).unwrap();
            let request = async_graphql::Request::new(document.text).variables(variables(document, &matches));
            let refused = schema.execute(request).await.errors;
            // Whatever reaches a field has passed the schema; the registry behind it is not there.
            let asked = refused.iter().all(|error| !error.path.is_empty());
            assert!(asked && !refused.is_empty(), "{}: {refused:?}", document.verb);
        }
    }

    #[test]
    fn number_by_name_is_read_and_another_text_is_refused() {
        let read = |typed| numbered(typed).ok().and_then(|value| value.into_json().ok());
        assert_eq!(read("star_1_minutes=7200"), Some(serde_json::json!({ "name": "star_1_minutes", "value": 7_200 })));
        for typed in ["star_1_minutes", "star_1_minutes=", "star_1_minutes=-1", "star_1_minutes=1.5"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn moment_is_the_end_of_a_day_an_instant_or_a_position() {
        let read = |typed| recorded_moment(typed).ok();
        let end = "axis: RECORDED, at: \"2024-12-31T15:59:59.999999Z\"";
        assert_eq!(read("2024-12-31").as_deref(), Some(end));
        let instant = "axis: RECORDED, at: \"2024-12-31T10:00:00.000000Z\"";
        assert_eq!(read("2024-12-31T18:00:00+08:00").as_deref(), Some(instant));
        assert_eq!(read("118521").as_deref(), Some("axis: RECORDED, position: 118521"));
        for typed in ["", "yesterday", "2024-13-01", "2024-12-31T18:00:00"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn word_of_a_list_is_read_in_either_language_and_another_is_refused() {
        let document = Document { verb: "coverage", text: "# ?\nquery (\n  $category: TeamCategory # ?\n) { x }" };
        let read = |word: &str| {
            let command = command(&document, &WordLists::of_schema());
            let matches = command.try_get_matches_from(["coverage", "--category", word]).ok()?;
            variables(&document, &matches).get("category").cloned()
        };
        assert_eq!(read("EMERGENCY"), Some(Value::from("EMERGENCY")));
        assert_eq!(read("emergency"), Some(Value::from("EMERGENCY")));
        assert_eq!(read("party-members"), Some(Value::from("PARTY_MEMBERS")));
        assert_eq!(read("应急救援"), Some(Value::from("EMERGENCY")));
        assert_eq!(read("应急"), None);
    }
}
