//! The expansion guard: what a parsed document would cost once every fragment is written out.
//!
//! async-graphql walks a fragment again for each spread, so 744 bytes can cost seconds and gigabytes before
//! its own limits are asked. Here each fragment is counted once and its figures are reused.
//! The schema is not known here: weights of single fields belong to the schema's complexity limit.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType,
    Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

use super::limits::Limits;
use super::problem::Problem;

/// Parses a scanned document and refuses it if carrying it out could cost too much.
pub(super) fn guard(
    document: &str,
    operation_name: Option<&str>,
    limits: &Limits,
) -> Result<ExecutableDocument, Problem> {
    super::scan::scan(document, limits)?;
    let parsed = async_graphql::parser::parse_query(document).map_err(|error| parse_problem(&error))?;
    let operation = only_operation(&parsed, operation_name)?;
    if operation.ty == OperationType::Subscription {
        return Err(Problem::bad_request("SUBSCRIPTION_REFUSED", "a subscription cannot be asked for with POST"));
    }
    let mut count = Count { fragments: &parsed.fragments, known: HashMap::new(), limits };
    count.directives(&operation.directives)?;
    for variable in &operation.variable_definitions {
        count.directives(&variable.node.directives)?;
    }
    let cost = count.selection_set(&operation.selection_set.node, 1)?;
    let unused = parsed.fragments.keys().find(|name| !count.known.contains_key(*name));
    if let Some(name) = unused {
        return Err(invalid(format!("fragment {name} is never used")));
    }
    judge(&cost, limits)?;
    Ok(parsed)
}

fn parse_problem(error: &async_graphql::parser::Error) -> Problem {
    if matches!(error, async_graphql::parser::Error::MultipleOperations { .. }) {
        return several_operations();
    }
    let problem = Problem::bad_request("GRAPHQL_PARSE_FAILED", error.to_string());
    match error.positions().next() {
        Some(place) => problem.at(place.line, place.column),
        None => problem,
    }
}

fn several_operations() -> Problem {
    Problem::bad_request("SEVERAL_OPERATIONS", "send one operation in a request")
}

fn invalid(message: String) -> Problem {
    Problem::bad_request("GRAPHQL_VALIDATION_FAILED", message)
}

/// The single operation of the document, which must bear the asked name if one is asked for.
fn only_operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Problem> {
    let unknown = || Problem::bad_request("OPERATION_NOT_FOUND", "no operation has the name in operationName");
    match &document.operations {
        DocumentOperations::Single(operation) if name.is_none() => Ok(&operation.node),
        DocumentOperations::Single(_) => Err(unknown()),
        DocumentOperations::Multiple(operations) => {
            let mut entries = operations.iter();
            match (entries.next(), entries.next()) {
                (Some((own, operation)), None) => match name {
                    Some(name) if name != own.as_str() => Err(unknown()),
                    Some(_) | None => Ok(&operation.node),
                },
                _ => Err(several_operations()),
            }
        }
    }
}

fn judge(cost: &Cost, limits: &Limits) -> Result<(), Problem> {
    let over =
        |code, what: &str, allowed: u32| Err(Problem::bad_request(code, format!("{what}; {allowed} are allowed")));
    if cost.here > limits.root_fields {
        let what = format!("the operation asks for {} root fields", cost.here);
        return over("TOO_MANY_ROOT_FIELDS", &what, limits.root_fields);
    }
    if cost.depth > limits.depth {
        let what = format!("the operation is {} levels deep", cost.depth);
        return over("QUERY_TOO_DEEP", &what, limits.depth);
    }
    if cost.introspection_depth > limits.introspection_depth {
        let what = format!("the introspection is {} levels deep", cost.introspection_depth);
        return over("QUERY_TOO_DEEP", &what, limits.introspection_depth);
    }
    Ok(())
}

/// What a selection set comes to when everything it spreads is written out.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    /// Fields, spreads and inline fragments at any depth.
    total: u32,
    /// Fields directly in the set.
    here: u32,
    /// Levels of fields, those below `__schema` and `__type` left out.
    depth: u32,
    /// Levels of fields from the operation down to the deepest below `__schema` or `__type`.
    introspection_depth: u32,
    /// Levels of selection sets, fragments counted in.
    levels: u32,
}

struct Count<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being counted: meeting it then is a cycle.
    known: HashMap<&'a Name, Option<Cost>>,
    limits: &'a Limits,
}

impl<'a> Count<'a> {
    /// `level` bounds the recursion; `Cost::levels` bounds what a remembered fragment adds to it.
    fn selection_set(&mut self, set: &'a SelectionSet, level: u32) -> Result<Cost, Problem> {
        self.check_levels(level)?;
        let mut sum = Cost { levels: 1, ..Cost::default() };
        for selection in &set.items {
            let part = self.selection(&selection.node, level.saturating_add(1))?;
            sum = Cost {
                total: sum.total.saturating_add(part.total).saturating_add(1),
                here: sum.here.saturating_add(part.here),
                depth: sum.depth.max(part.depth),
                introspection_depth: sum.introspection_depth.max(part.introspection_depth),
                levels: sum.levels.max(part.levels.saturating_add(1)),
            };
            if sum.total > self.limits.expanded_selections {
                return Err(Problem::bad_request(
                    "QUERY_TOO_LARGE",
                    format!(
                        "with its fragments written out the operation has more than {} selections",
                        self.limits.expanded_selections
                    ),
                ));
            }
            self.check_levels(sum.levels)?;
        }
        Ok(sum)
    }

    fn selection(&mut self, selection: &'a Selection, level: u32) -> Result<Cost, Problem> {
        match selection {
            Selection::Field(field) => {
                self.directives(&field.node.directives)?;
                let set = &field.node.selection_set.node;
                let below = if set.items.is_empty() { Cost::default() } else { self.selection_set(set, level)? };
                Ok(below.under(field.node.name.node.as_str()))
            }
            Selection::InlineFragment(fragment) => {
                self.directives(&fragment.node.directives)?;
                self.selection_set(&fragment.node.selection_set.node, level)
            }
            Selection::FragmentSpread(spread) => {
                self.directives(&spread.node.directives)?;
                self.fragment(&spread.node.fragment_name.node, level)
            }
        }
    }

    fn fragment(&mut self, name: &'a Name, level: u32) -> Result<Cost, Problem> {
        match self.known.get(name) {
            Some(Some(cost)) => return Ok(*cost),
            Some(None) => {
                return Err(Problem::bad_request("FRAGMENT_CYCLE", format!("fragment {name} spreads itself")));
            }
            None => {}
        }
        let Some(fragment) = self.fragments.get(name) else {
            return Err(invalid(format!("fragment {name} is not defined")));
        };
        self.known.insert(name, None);
        self.directives(&fragment.node.directives)?;
        let cost = self.selection_set(&fragment.node.selection_set.node, level)?;
        self.known.insert(name, Some(cost));
        Ok(cost)
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<(), Problem> {
        if directives.len() > self.limits.directives {
            return Err(Problem::bad_request(
                "TOO_MANY_DIRECTIVES",
                format!("{} directives on one place; {} are allowed", directives.len(), self.limits.directives),
            ));
        }
        Ok(())
    }

    fn check_levels(&self, levels: u32) -> Result<(), Problem> {
        if levels > self.limits.nested_selections {
            return Err(Problem::bad_request(
                "QUERY_TOO_DEEP",
                format!(
                    "more than {} selection sets and fragments are inside each other",
                    self.limits.nested_selections
                ),
            ));
        }
        Ok(())
    }
}

impl Cost {
    /// The cost of a field with this name whose own selection set costs `self`.
    fn under(self, name: &str) -> Self {
        let deeper = |levels: u32| {
            if levels == 0 { 0 } else { levels.saturating_add(1) }
        };
        // What is asked as of a moment stands below it as if it stood at the root itself.
        if name == "asOf" && self.depth > 0 {
            return self;
        }
        let introspects = matches!(name, "__schema" | "__type");
        let whole = self.depth.max(self.introspection_depth).saturating_add(1);
        let (depth, introspection_depth) =
            if introspects { (0, whole) } else { (self.depth.saturating_add(1), deeper(self.introspection_depth)) };
        Self { total: self.total, here: 1, depth, introspection_depth, levels: self.levels }
    }
}
