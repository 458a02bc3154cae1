//! The file of an export: one row a person, one column a field; what was not agreed is empty or absent.

use super::words::ExportFormat;
use muster_domain::{
    kernel::{Divisions, Personal},
    person::{Person, ReadGround, words::DisclosedField},
    talent_profile::TalentFacts,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// By this a spreadsheet program knows UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// What a spreadsheet program takes for the beginning of a formula, in both widths (OWASP, CSV injection).
const FORMULA_BEGINS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// Between the values of one cell, as in the files that come in.
const LIST_SEPARATOR: &str = ";";

/// One person of an export; it cannot be written anywhere while it is readable, as [`Personal`] cannot.
#[derive(Serialize, Deserialize)]
pub(super) struct ExportedPerson {
    /// The fields that leave.
    pub(super) fields: Vec<DisclosedField>,
    pub(super) name: Option<Personal>,
    pub(super) phone: Option<Personal>,
    pub(super) id_number: Option<Personal>,
    /// On what it rests that they leave.
    pub(super) ground: ReadGround,
}

impl ExportedPerson {
    /// What leaves of a person.
    pub(super) fn of(person: &Person, fields: Vec<DisclosedField>, ground: ReadGround) -> Self {
        Self {
            ground,
            fields,
            name: person.name().cloned(),
            phone: person.phone().cloned(),
            id_number: person.id_number().cloned(),
        }
    }
}

/// The values of one field, as codes and in words.
struct Values(Vec<(String, String)>);

impl Values {
    fn text(text: Option<&Personal>) -> Self {
        Self(text.and_then(Personal::expose).map(|text| (text.to_owned(), text.to_owned())).into_iter().collect())
    }

    fn words<'w>(words: impl Iterator<Item = (&'w str, &'w str)>) -> Self {
        Self(words.map(|(code, word)| (code.to_owned(), word.to_owned())).collect())
    }

    fn cell(&self) -> String {
        let words: Vec<&str> = self.0.iter().map(|(_, word)| word.as_str()).collect();
        guarded(&words.join(LIST_SEPARATOR))
    }

    fn json(self, list: bool) -> Value {
        let mut codes = self.0.into_iter().map(|(code, _)| Value::String(code));
        if list { Value::Array(codes.collect()) } else { codes.next().unwrap_or(Value::Null) }
    }
}

/// A text as one cell: never a formula, quoted where it holds what parts cells.
fn guarded(text: &str) -> String {
    let text = if text.starts_with(FORMULA_BEGINS) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn values(field: DisclosedField, person: &ExportedPerson, facts: &TalentFacts, divisions: &Divisions) -> Values {
    use DisclosedField as F;
    match field {
        F::Name => Values::text(person.name.as_ref()),
        F::Phone => Values::text(person.phone.as_ref()),
        F::IdNumber => Values::text(person.id_number.as_ref()),
        F::Division => Values::words(facts.divisions.iter().map(|code| {
            let name = divisions.find(code).map_or(code.as_str(), |division| division.name.as_str());
            (code.as_str(), name)
        })),
        F::Roles => Values::words(facts.roles.iter().map(|role| (role.code(), role.zh()))),
        F::Skills => Values::words(facts.skills.iter().map(|skill| (skill.as_str(), skill.as_str()))),
        F::Level => Values::words(facts.level.iter().map(|level| (level.code(), level.zh()))),
        F::Category => Values::words(facts.category.iter().map(|category| (category.code(), category.zh()))),
        F::Engagements => Values::words(facts.modes.iter().map(|mode| (mode.code(), mode.zh()))),
    }
}

/// Whether a field can have several values.
const fn is_list(field: DisclosedField) -> bool {
    use DisclosedField as F;
    match field {
        F::Division | F::Roles | F::Skills | F::Engagements => true,
        F::Name | F::Phone | F::IdNumber | F::Level | F::Category => false,
    }
}

/// The file of the fields asked for.
pub(super) fn write(
    format: ExportFormat,
    asked: &[DisclosedField],
    people: &[(ExportedPerson, TalentFacts)],
    divisions: &Divisions,
) -> String {
    match format {
        ExportFormat::Csv => {
            let header: Vec<&str> = asked.iter().map(|field| field.zh()).collect();
            let mut file = format!("{BYTE_ORDER_MARK}{}\r\n", header.join(","));
            for (person, facts) in people {
                let cell = |field: &DisclosedField| match person.fields.contains(field) {
                    true => values(*field, person, facts, divisions).cell(),
                    false => String::new(),
                };
                file.push_str(&asked.iter().map(cell).collect::<Vec<_>>().join(","));
                file.push_str("\r\n");
            }
            file
        }
        ExportFormat::Json => {
            let object = |(person, facts): &(ExportedPerson, TalentFacts)| {
                let agreed = asked.iter().filter(|field| person.fields.contains(field));
                let value = |field: DisclosedField| values(field, person, facts, divisions).json(is_list(field));
                Value::Object(agreed.map(|field| (field.code().to_owned(), value(*field))).collect::<Map<_, _>>())
            };
            Value::Array(people.iter().map(object).collect()).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::talent_profile::words::TalentRole;

    fn person(name: &str, fields: &[DisclosedField]) -> (ExportedPerson, TalentFacts) {
        let facts = TalentFacts {
            roles: [TalentRole::Volunteer].into(),
            skills: ["急救".to_owned(), "=HYPERLINK(1)".to_owned()].into(),
            ..TalentFacts::default()
        };
        let phone = Some(Personal::clear("13800001234"));
        let person = ExportedPerson {
            fields: fields.to_vec(),
            name: Some(Personal::clear(name)),
            phone,
            id_number: None,
            ground: ReadGround::Purpose,
        };
        (person, facts)
    }

    const ASKED: [DisclosedField; 4] =
        [DisclosedField::Name, DisclosedField::Phone, DisclosedField::Roles, DisclosedField::Skills];

    #[test]
    fn table_opens_in_chinese_leaves_out_what_is_not_agreed_and_holds_no_formula() {
        let divisions = Divisions::built_in().unwrap();
        let people = [
            person("=cmd|'/c calc'!A1", &[DisclosedField::Name, DisclosedField::Skills]),
            person("王\"示例\",二", &ASKED),
            person("＠示例", &[DisclosedField::Name]),
        ];
        let file = write(ExportFormat::Csv, &ASKED, &people, &divisions);
        let expected = "\u{feff}姓名,电话,人员类别,技能\r\n'=cmd|'/c calc'!A1,,,'=HYPERLINK(1);急救\r\n\
            \"王\"\"示例\"\",二\",13800001234,志愿者,'=HYPERLINK(1);急救\r\n'＠示例,,,\r\n";
        assert_eq!(file, expected);
    }

    #[test]
    fn list_holds_the_agreed_fields_by_their_codes() {
        let divisions = Divisions::built_in().unwrap();
        let people = [person("王示例", &[DisclosedField::Name, DisclosedField::Roles])];
        let file = write(ExportFormat::Json, &ASKED, &people, &divisions);
        assert_eq!(file, r#"[{"NAME":"王示例","ROLES":["VOLUNTEER"]}]"#);
    }

    #[test]
    fn readable_person_of_an_export_cannot_be_written_down() {
        assert!(serde_json::to_string(&person("王示例", &ASKED).0).is_err());
    }
}
