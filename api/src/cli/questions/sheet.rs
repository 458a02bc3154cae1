//! An answer as a person reads it: facts line by line, and each list as a table, whose columns are the fields below.

use crate::cli::CommandFault;
use async_graphql::{Name, Value};
use comfy_table::{Table, presets};
use std::fmt::Write as _;

/// Names that a connection adds and a reader does not need.
const WRAPPERS: [&str; 3] = ["nodes", "edges", "node"];
/// Field of a page.
const PAGE_INFO: &str = "pageInfo";

/// A list of an answer.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sheet {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// An answer taken apart.
#[derive(Debug, Default)]
struct Answer {
    facts: Vec<(String, String)>,
    sheets: Vec<Sheet>,
}

/// The answer as text for a terminal.
pub(super) fn tables(data: &Value) -> String {
    let answer = take_apart(data);
    let mut text = String::new();
    for (name, fact) in &answer.facts {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{name}: {fact}");
    }
    for sheet in answer.sheets {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_header(sheet.columns).add_rows(sheet.rows);
        let _ = writeln!(text, "\n{}\n{}", sheet.title, table.trim_fmt());
    }
    text
}

/// The rows as CSV; an empty line stands between two lists.
///
/// # Errors
/// [`CommandFault::Usage`] when the rows cannot be written.
pub(super) fn csv(data: &Value) -> Result<String, CommandFault> {
    let fault = |error: &dyn std::error::Error| CommandFault::Usage(format!("the rows cannot be written: {error}"));
    let mut parts = Vec::new();
    for sheet in take_apart(data).sheets {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&sheet.columns).map_err(|error| fault(&error))?;
        for row in &sheet.rows {
            writer.write_record(row).map_err(|error| fault(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| fault(&error))?;
        parts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(parts.join("\n"))
}

/// The cursor of the next page, where there is one.
pub(super) fn next_page(data: &Value) -> Option<String> {
    let Value::Object(fields) = data else { return None };
    if let Some(Value::Object(page)) = fields.get(PAGE_INFO) {
        let more = page.get("hasNextPage") == Some(&Value::Boolean(true));
        return page.get("endCursor").filter(|_| more).map(cell);
    }
    fields.values().find_map(next_page)
}

fn take_apart(data: &Value) -> Answer {
    let mut answer = Answer::default();
    if let Value::Object(fields) = data {
        for (name, value) in fields {
            // The one field of a question needs no name of its own.
            let path = if fields.len() == 1 && matches!(value, Value::Object(_)) { "" } else { name.as_str() };
            answer.take(path, value);
        }
    }
    answer
}

impl Answer {
    fn take(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                let fields = fields.iter().filter(|(name, _)| name.as_str() != PAGE_INFO);
                fields.for_each(|(name, value)| self.take(&joined(path, name), value));
            }
            Value::List(rows) if rows.iter().all(|row| matches!(row, Value::Object(_))) => self.take_rows(path, rows),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::List(_) => self.facts.push((path.to_owned(), cell(value))),
        }
    }

    /// A list becomes a table; lists below its rows become tables of their own, named after the row.
    fn take_rows(&mut self, path: &str, rows: &[Value]) {
        let mut sheet = Sheet { title: path.to_owned(), ..Sheet::default() };
        let mut below = Vec::new();
        for row in rows {
            let (mut cells, mut lists) = (Vec::new(), Vec::new());
            flatten("", row, &mut cells, &mut lists);
            for (column, _) in &cells {
                if !sheet.columns.contains(column) {
                    sheet.columns.push(column.clone());
                }
            }
            let of = |column: &String| cells.iter().find(|(name, _)| name == column).map(|(_, text)| text.clone());
            let first = cells.first().map_or(String::new(), |(name, text)| format!("{name} {text}: "));
            sheet.rows.push(sheet.columns.iter().map(|column| of(column).unwrap_or_default()).collect());
            below.extend(lists.into_iter().map(|(name, rows)| (format!("{first}{name}"), rows)));
        }
        let width = sheet.columns.len();
        sheet.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        self.sheets.push(sheet);
        below.iter().for_each(|(title, rows)| self.take_rows(title, rows));
    }
}

/// The cells of a row under the names of their fields; a list of objects with lists or objects in them goes deeper.
fn flatten<'v>(
    path: &str,
    value: &'v Value,
    cells: &mut Vec<(String, String)>,
    deeper: &mut Vec<(String, &'v [Value])>,
) {
    match value {
        Value::Object(fields) => match fields.iter().next() {
            Some((only, inner)) if fields.len() == 1 && !path.is_empty() && !WRAPPERS.contains(&only.as_str()) => {
                flatten(path, inner, cells, deeper);
            }
            _ => fields.iter().for_each(|(name, value)| flatten(&joined(path, name), value, cells, deeper)),
        },
        Value::List(rows) if rows.iter().any(|row| matches!(row, Value::Object(fields) if fields.len() > LEGIBLE)) => {
            deeper.push((path.to_owned(), rows));
        }
        Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_)
        | Value::List(_) => cells.push((path.to_owned(), cell(value))),
    }
}

/// Fields of an object that is still legible inside a cell.
const LEGIBLE: usize = 3;

fn joined(path: &str, name: &Name) -> String {
    match (path, WRAPPERS.contains(&name.as_str())) {
        (_, true) => path.to_owned(),
        ("", false) => name.to_string(),
        (_, false) => format!("{path}.{name}"),
    }
}

/// A value in one line.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Enum(name) => name.to_string(),
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Binary(bytes) => format!("{} bytes", bytes.len()),
        Value::List(values) => values.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => fields.values().map(cell).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(json: serde_json::Value) -> Value {
        Value::from_json(json).unwrap()
    }

    #[test]
    fn answer_is_facts_and_tables_with_columns_named_by_their_fields() {
        let data = value(json!({ "teamCoverage": { "covered": 1, "of": 2, "rows": [
            { "division": { "code": "445202", "name": "榕城区" }, "teams": 4 },
            { "division": { "code": "445203", "name": "揭东区" }, "teams": 0 } ] } }));
        let text = tables(&data);
        for part in ["covered: 1", "of: 2", "division.code", "division.name", "榕城区"] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(csv(&data).unwrap(), "division.code,division.name,teams\n445202,榕城区,4\n445203,揭东区,0\n");
    }

    #[test]
    fn page_of_a_connection_is_one_table_and_says_how_to_go_on() {
        let data = value(json!({ "expiring": { "nodes": [{ "kind": "TERM", "person": null }],
            "pageInfo": { "hasNextPage": true, "endCursor": "c1" } } }));
        assert_eq!(csv(&data).unwrap(), "kind,person\nTERM,\n");
        assert_eq!(next_page(&data), Some("c1".to_owned()));
        let last = value(json!({ "expiring": { "pageInfo": { "hasNextPage": false, "endCursor": "c1" } } }));
        assert_eq!(next_page(&last), None);
    }

    #[test]
    fn list_below_a_row_is_a_table_of_its_own_named_after_the_row() {
        let data =
            value(json!({ "activity": { "title": "巡河", "sessions": [{ "session": 1, "attendance": { "nodes": [
            { "code": "V-1", "status": "ABSENT", "in": null, "out": null } ] } }] } }));
        let text = tables(&data);
        assert!(text.contains("session 1: attendance") && text.contains("ABSENT"), "{text}");
    }
}
