//! Asks the table before each field is resolved: the root fields with the record that their arguments name, the fields
//! about people by the right to read people.

use super::{
    Access, attempts, place,
    policy::{self, Noun, Reach, Way},
};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{Gate, given},
};
use async_graphql::{
    Error, Name, ServerResult, Value, Variables,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextResolve, ResolveInfo},
    parser::types::ExecutableDocument,
};
use muster_domain::account::Scope;
use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

/// Makes the guard of each request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guard;

impl ExtensionFactory for Guard {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(RequestGuard::default())
    }
}

/// The guard of one request: it knows the values of the request's variables.
#[derive(Default)]
struct RequestGuard {
    variables: OnceLock<Variables>,
}

#[async_trait]
impl Extension for RequestGuard {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        if let Some(given) = given::variables(&document, variables) {
            let _ = self.variables.set(given);
        }
        Ok(document)
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if info.is_for_introspection {
            return next.run(ctx, info).await;
        }
        let failed = |error: Error| error.into_server_error(info.field.name.pos);
        let access = ctx.data::<Access>().map_err(failed)?;
        let verdict = match info.parent_type {
            "Query" | "Mutation" => {
                let gate = ctx.data::<Gate>().map_err(failed)?;
                let ways = policy::ways(info.parent_type, info.name);
                let arguments = given::arguments(info.field, self.variables.get())?;
                let verdict = ask(gate, access, ways, &arguments).await.map_err(|error| failed(error.into()))?;
                if let Verdict::Unknown(refused) = &verdict {
                    attempts::record(ctx, gate, ways, refused).await;
                }
                verdict
            }
            parent => {
                let rights = policy::rights_of_field(parent, info.name, info.return_type);
                let may = rights.is_empty() || rights.iter().any(|right| access.with(*right).next().is_some());
                if may { Verdict::Allowed } else { Verdict::Forbidden }
            }
        };
        match verdict {
            Verdict::Allowed => next.run(ctx, info).await,
            Verdict::Unknown(_) if !info.return_type.ends_with('!') => Ok(None),
            Verdict::Unknown(refused) | Verdict::Refused(refused) => Err(failed(refused.into())),
            Verdict::Forbidden => Err(failed(forbidden(info.parent_type, info.name).into())),
        }
    }
}

/// What the table says of a field.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// It may be resolved.
    Allowed,
    /// No role of the caller may do this at all.
    Forbidden,
    /// The record named does not exist, or is out of reach; nobody learns which of the two.
    Unknown(Refused),
    /// The caller may do this, but not there, or did not say where.
    Refused(Refused),
}

async fn ask(gate: &Gate, access: &Access, ways: &[Way], arguments: &[(Name, Value)]) -> Result<Verdict, EdgeError> {
    let mut nearest = None;
    let mut left_out = Vec::new();
    for way in ways {
        let scopes: Vec<&Scope> = access.with(way.right).map(|grant| &grant.scope).collect();
        if scopes.is_empty() {
            continue;
        }
        if scopes.contains(&&Scope::Registry) {
            return Ok(Verdict::Allowed);
        }
        let (noun, path, ruled) = match way.reach {
            Reach::Open => return Ok(Verdict::Allowed),
            Reach::Registry => {
                left_out.push("");
                continue;
            }
            Reach::At(noun, path) => (noun, path, false),
            Reach::Ruled(noun, path) => (noun, path, true),
        };
        let named = values_at(arguments, path);
        if named.is_empty() {
            left_out.push(path);
            continue;
        }
        // The reach of whoever acts for an organization is the rule's to decide, which answers with more than "unknown".
        // Whoever acts for several, or for the department beside it, is asked by the place first, and by the rule after it.
        if ruled && access.organization().is_some() {
            return Ok(Verdict::Allowed);
        }
        match first_out_of_reach(gate, &scopes, noun, &named).await? {
            None => return Ok(Verdict::Allowed),
            Some(out) => nearest = nearest.or(Some((noun, out))),
        }
    }
    Ok(match nearest {
        Some((Noun::Division, division)) => Verdict::Refused(
            Refused::new("OUT_OF_SCOPE", format!("division {division} is not among those granted to you"))
                .with("division", division)
                .with("granted", granted(access)),
        ),
        Some((noun, named)) => Verdict::Unknown(noun.unknown(&named)),
        None if left_out.is_empty() => Verdict::Forbidden,
        None => Verdict::Refused(scope_required(access, &left_out)),
    })
}

/// The first of the records named that no scope covers.
async fn first_out_of_reach(
    gate: &Gate,
    scopes: &[&Scope],
    noun: Noun,
    named: &[Value],
) -> Result<Option<String>, EdgeError> {
    for value in named {
        let place = place::find(gate, noun, value).await?;
        let reached = place.is_some_and(|place| scopes.iter().any(|scope| scope.covers(&place, gate.divisions())));
        if !reached {
            return Ok(Some(if let Value::String(named) = value { named.clone() } else { value.to_string() }));
        }
    }
    Ok(None)
}

/// What stands at a path of dots into arguments: the values of a list one by one, nothing for null.
fn values_at(arguments: &[(Name, Value)], path: &str) -> Vec<Value> {
    let mut steps = path.split('.');
    let first = steps.next().and_then(|step| arguments.iter().find(|(name, _)| name == step));
    let mut value = first.map(|(_, value)| value);
    for step in steps {
        value = match value {
            Some(Value::Object(fields)) => fields.get(step),
            _ => None,
        };
    }
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(values)) => values.clone(),
        Some(value) => vec![value.clone()],
    }
}

/// What the caller reaches, for a refusal that helps.
fn granted(access: &Access) -> Vec<String> {
    let reached: BTreeSet<String> = access
        .grants()
        .iter()
        .filter_map(|grant| match &grant.scope {
            Scope::Division(code) => Some(code.as_str().to_owned()),
            Scope::Organization(code) => Some(code.as_str().to_owned()),
            Scope::Registry | Scope::Person(_) => None,
        })
        .collect();
    reached.into_iter().collect()
}

fn scope_required(access: &Access, left_out: &[&str]) -> Refused {
    let arguments: Vec<&str> = left_out.iter().copied().filter(|path| !path.is_empty()).collect();
    if arguments.is_empty() {
        let message = "only whoever reaches the whole registry may ask this";
        return Refused::new("OUT_OF_SCOPE", message).with("granted", granted(access));
    }
    let message = format!("say of which part: {}", arguments.join(" or "));
    Refused::new("SCOPE_REQUIRED", message).with("arguments", arguments).with("granted", granted(access))
}

fn forbidden(parent: &str, field: &str) -> Refused {
    Refused::new("FORBIDDEN", format!("none of your roles may use {parent}.{field}")).with("field", field)
}
