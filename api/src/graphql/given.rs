//! What a request gives: the values of its variables, and the arguments of a field with them.

use async_graphql::{
    Name, ServerError, ServerResult, Value, Variables,
    parser::types::{ExecutableDocument, Field},
};

/// The values of a request's variables, with the defaults of its operation. Nothing where there are several operations:
/// nobody knows here which defaults hold, and the front lets only one through.
pub(crate) fn variables(document: &ExecutableDocument, given: &Variables) -> Option<Variables> {
    let mut operations = document.operations.iter();
    let (Some((_, operation)), None) = (operations.next(), operations.next()) else { return None };
    let mut given = given.clone();
    for definition in &operation.node.variable_definitions {
        let definition = &definition.node;
        if let (false, Some(default)) = (given.contains_key(&definition.name.node), definition.default_value()) {
            given.insert(definition.name.node.clone(), default.clone());
        }
    }
    Some(given)
}

/// The arguments of a field with the values of its variables; a variable without a value counts as left out.
pub(crate) fn arguments(field: &Field, variables: Option<&Variables>) -> ServerResult<Vec<(Name, Value)>> {
    let mut arguments = Vec::with_capacity(field.arguments.len());
    for (name, value) in &field.arguments {
        let resolved = value.node.clone().into_const_with(|variable| {
            let given = variables.and_then(|variables| variables.get(&variable));
            Ok::<_, ServerError>(given.cloned().unwrap_or_default())
        })?;
        arguments.push((name.node.clone(), resolved));
    }
    Ok(arguments)
}
