//! Variables of built-in types, judged before anything runs; the executor would notice some of these
//! only in the middle of an operation, when earlier mutations of it are already done.
//! Types of our own schema are judged by the executor.

use async_graphql::parser::types::{BaseType, ExecutableDocument, Type};
use serde_json::Value;

use super::problem::Problem;
use super::request_body::Asked;

/// Refuses a missing or null variable that must be there, and an `Int` that does not fit into 32 bits.
pub(super) fn check(document: &ExecutableDocument, asked: &Asked) -> Result<(), Problem> {
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            let name = definition.node.name.node.as_str();
            let wanted = &definition.node.var_type.node;
            match asked.variable(name) {
                None if definition.node.default_value.is_some() => {}
                None if !wanted.nullable => {
                    return Err(refused(name, "is required"));
                }
                None => {}
                Some(value) => check_value(name, wanted, value)?,
            }
        }
    }
    Ok(())
}

fn check_value(name: &str, wanted: &Type, value: &Value) -> Result<(), Problem> {
    if value.is_null() {
        if wanted.nullable {
            return Ok(());
        }
        return Err(refused(name, "must not be null"));
    }
    match (&wanted.base, value) {
        (BaseType::List(item), Value::Array(values)) => {
            values.iter().try_for_each(|value| check_value(name, item, value))
        }
        // One value stands for a list of one (GraphQL specification, input coercion of lists).
        (BaseType::List(item), _) => check_value(name, item, value),
        (BaseType::Named(scalar), _) => check_scalar(name, scalar.as_str(), value),
    }
}

fn check_scalar(name: &str, scalar: &str, value: &Value) -> Result<(), Problem> {
    let fits = match scalar {
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Boolean" => value.is_boolean(),
        "String" => value.is_string(),
        "Float" => value.is_number(),
        _ => true,
    };
    if fits { Ok(()) } else { Err(refused(name, &format!("is not a value of type {scalar}"))) }
}

fn refused(name: &str, what: &str) -> Problem {
    Problem::bad_request("BAD_USER_INPUT", format!("variable ${name} {what}"))
}
