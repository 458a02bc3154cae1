//! Asks the table before each field is resolved: the root fields with the record that their arguments name, the fields
//! about people by the right to read people.

use super::{
    Access, attempts,
    place::Places,
    policy::{self, Noun, Reach, Way},
    standing::Standing,
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
use muster_domain::{
    account::{Grant, Scope},
    kernel::Place,
};
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
                match &verdict {
                    Verdict::Allowed if access.has_several_scopes() => {
                        let behind = standing(gate, access, ways, &arguments).await;
                        let behind = behind.map_err(|error| failed(error.into()))?;
                        ctx.data::<Standing>().map_err(failed)?.note(info.path_node, behind);
                    }
                    Verdict::Unknown(refused) => attempts::record(ctx, gate, ways, refused).await,
                    Verdict::Allowed | Verdict::Forbidden | Verdict::Refused(_) => {}
                }
                verdict
            }
            parent => {
                let rights = policy::rights_of_field(parent, info.name, info.return_type);
                let narrowed = ctx.data::<Standing>().map_err(failed)?.behind(info.path_node);
                let access = narrowed.as_ref().unwrap_or(access);
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

async fn ask(
    places: &impl Places,
    access: &Access,
    ways: &[Way],
    arguments: &[(Name, Value)],
) -> Result<Verdict, EdgeError> {
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
        let mut named = values_at(arguments, path);
        if named.is_empty() {
            left_out.push(path);
            continue;
        }
        // The reach of whoever acts for an organization is the rule's to decide, which answers with more than "unknown".
        // Whoever acts for several, or for the department beside it, is asked by the place first, and by the rule after it.
        if ruled && access.organization().is_some() {
            named.clear();
        }
        let further = way.also.iter().map(|(noun, path)| (*noun, values_at(arguments, path)));
        let named: Vec<_> = std::iter::once((noun, named)).chain(further).collect();
        match first_out_of_reach(places, &scopes, &named).await? {
            None => return Ok(Verdict::Allowed),
            Some(out) => nearest = nearest.or(Some(out)),
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

/// The grants that stand behind what a field answers: those over the whole registry, and those that reach all that an
/// argument names by which the field is placed; every one where it is placed by nothing. What an argument names and what
/// another names narrow each other, so that reaching one is enough.
async fn standing(
    places: &impl Places,
    access: &Access,
    ways: &[Way],
    arguments: &[(Name, Value)],
) -> Result<Access, EdgeError> {
    let mut behind: Vec<bool> = access.grants().iter().map(|grant| grant.scope == Scope::Registry).collect();
    for way in ways {
        let (noun, path) = match way.reach {
            Reach::Open => return Ok(access.clone()),
            Reach::Registry => continue,
            Reach::At(noun, path) | Reach::Ruled(noun, path) => (noun, path),
        };
        let mut named = Vec::new();
        for value in values_at(arguments, path) {
            named.push(places.find(noun, &value).await?);
        }
        let covers = |scope: &Scope, place: &Place| noun.is_free_at(place) || scope.covers(place, places.divisions());
        let reaches =
            |grant: &Grant| named.iter().all(|place| place.as_ref().is_some_and(|place| covers(&grant.scope, place)));
        if !named.is_empty() {
            access.grants().iter().zip(&mut behind).for_each(|(grant, behind)| *behind |= reaches(grant));
        }
    }
    let grants = access.grants().iter().zip(behind).filter(|(_, behind)| *behind);
    Ok(Access::new(grants.map(|(grant, _)| grant.clone()).collect()))
}

/// The first of the records named, by their kinds, that no scope covers.
async fn first_out_of_reach(
    places: &impl Places,
    scopes: &[&Scope],
    named: &[(Noun, Vec<Value>)],
) -> Result<Option<(Noun, String)>, EdgeError> {
    for (noun, values) in named {
        for value in values {
            let place = places.find(*noun, value).await?;
            let covered = |place: &Place| scopes.iter().any(|scope| scope.covers(place, places.divisions()));
            if !place.is_some_and(|place| noun.is_free_at(&place) || covered(&place)) {
                let named = if let Value::String(named) = value { named.clone() } else { value.to_string() };
                return Ok(Some((*noun, named)));
            }
        }
    }
    Ok(None)
}

/// What stands at a path of dots into arguments: the values of a list one by one, wherever it stands, nothing for null.
fn values_at(arguments: &[(Name, Value)], path: &str) -> Vec<Value> {
    let mut steps = path.split('.');
    let first = steps.next().and_then(|step| arguments.iter().find(|(name, _)| name == step));
    let mut values = one_by_one(first.map(|(_, value)| value));
    for step in steps {
        let fields =
            values.into_iter().map(|value| if let Value::Object(fields) = value { fields.get(step) } else { None });
        values = fields.flat_map(one_by_one).collect();
    }
    values.into_iter().cloned().collect()
}

/// The values of a list, of lists in it too; one value as such, nothing for null.
fn one_by_one(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::List(values)) => values.iter().flat_map(|value| one_by_one(Some(value))).collect(),
        Some(value) => vec![value],
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

#[cfg(test)]
mod tests {
    use super::{super::Right, *};
    use async_graphql::value;
    use futures::future::{BoxFuture, ready};
    use muster_domain::{
        account::Role,
        kernel::{Code, DivisionCode, Divisions, OrganizationId},
    };

    const OWN: &str = "445202";
    const OTHER: &str = "445203";

    /// Records that stand where their names say: at `OWN`, at `OTHER`, at an organization, or nowhere.
    struct Named(Divisions);

    impl Places for Named {
        fn find<'p>(&'p self, noun: Noun, named: &'p Value) -> BoxFuture<'p, Result<Option<Place>, EdgeError>> {
            let Value::String(named) = named else { return Box::pin(ready(Ok(None))) };
            let place = match (noun, named.as_str()) {
                (Noun::Division, code) => Some(Place::in_division(&DivisionCode::new(code))),
                (_, "own") => Some(Place::in_division(&DivisionCode::new(OWN))),
                (_, "other") => Some(Place::in_division(&DivisionCode::new(OTHER))),
                (_, "nowhere") => Some(Place::default()),
                (_, code) => Code::try_new(code).ok().map(|code| Place::default().of(OrganizationId::of_code(&code))),
            };
            Box::pin(ready(Ok(place)))
        }

        fn divisions(&self) -> &Divisions {
            &self.0
        }
    }

    const fn way(reach: Reach, also: &'static [(Noun, &'static str)]) -> Way {
        Way { right: Right::Careers, reach, also }
    }

    async fn asked(grants: &[Grant], ways: &[Way], arguments: Value) -> Verdict {
        let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
        let arguments: Vec<_> = arguments.into_iter().collect();
        let places = Named(Divisions::built_in().unwrap());
        ask(&places, &Access::new(grants.into()), ways, &arguments).await.unwrap_or_else(|_| panic!("no fault"))
    }

    fn administrator(scope: Scope) -> [Grant; 1] {
        [Grant { role: Role::Administrator, scope }]
    }

    fn of_county() -> [Grant; 1] {
        administrator(Scope::Division(DivisionCode::new(OWN)))
    }

    const ADMIT: &[Way] = &[way(Reach::At(Noun::Pool, "input.pool"), &[(Noun::Person, "input.person")])];

    #[tokio::test]
    async fn field_is_allowed_only_where_every_record_named_is_in_reach() {
        let admit = async |arguments| asked(&of_county(), ADMIT, arguments).await;
        assert_eq!(admit(value!({ "input": { "pool": "own", "person": "own" } })).await, Verdict::Allowed);
        assert_eq!(admit(value!({ "input": { "pool": "own" } })).await, Verdict::Allowed);
        assert_eq!(admit(value!({ "input": { "pool": "own", "person": null } })).await, Verdict::Allowed);
        for (pool, person, out) in [
            ("own", "other", Noun::Person.unknown("other")),
            ("own", "nowhere", Noun::Person.unknown("nowhere")),
            ("other", "own", Noun::Pool.unknown("other")),
        ] {
            assert_eq!(admit(value!({ "input": { "pool": pool, "person": person } })).await, Verdict::Unknown(out));
        }
        let everywhere = administrator(Scope::Registry);
        let both = value!({ "input": { "pool": "other", "person": "other" } });
        assert_eq!(asked(&everywhere, ADMIT, both).await, Verdict::Allowed);
    }

    #[tokio::test]
    async fn further_division_out_of_reach_is_refused_by_name_and_a_list_by_the_first_that_is() {
        let open = [way(Reach::At(Noun::Division, "division"), &[(Noun::Division, "criteria.within")])];
        let open = async |within: &str| {
            asked(&of_county(), &open, value!({ "division": OWN, "criteria": { "within": within } })).await
        };
        assert_eq!(open(OWN).await, Verdict::Allowed);
        let refused = Refused::new("OUT_OF_SCOPE", format!("division {OTHER} is not among those granted to you"));
        let refused = refused.with("division", OTHER).with("granted", vec![OWN]);
        assert_eq!(open(OTHER).await, Verdict::Refused(refused));
        let transfer = [way(Reach::At(Noun::Instructor, "instructor"), &[(Noun::Instructor, "plan.to")])];
        let transfer = async |to: [&str; 2]| {
            let plan = to.map(|to| value!({ "to": to })).to_vec();
            asked(&of_county(), &transfer, value!({ "instructor": "own", "plan": plan })).await
        };
        assert_eq!(transfer(["own", "own"]).await, Verdict::Allowed);
        assert_eq!(transfer(["own", "other"]).await, Verdict::Unknown(Noun::Instructor.unknown("other")));
    }

    #[tokio::test]
    async fn whoever_has_no_role_yet_is_put_into_one_by_anybody_and_whoever_has_one_elsewhere_is_not() {
        let register = [way(Reach::At(Noun::Division, "division"), &[(Noun::Newcomer, "person")])];
        let register =
            async |person: &str| asked(&of_county(), &register, value!({ "division": OWN, "person": person })).await;
        assert_eq!(register("own").await, Verdict::Allowed);
        assert_eq!(register("nowhere").await, Verdict::Allowed);
        assert_eq!(register("other").await, Verdict::Unknown(Noun::Person.unknown("other")));
        assert_eq!(register("O-1").await, Verdict::Unknown(Noun::Person.unknown("O-1")));
    }

    #[tokio::test]
    async fn another_way_is_enough_where_a_further_record_of_the_first_is_out_of_reach() {
        let by_either = |also| [way(Reach::At(Noun::Pool, "pool"), also), way(Reach::At(Noun::Site, "site"), &[])];
        let by_either = by_either(&[(Noun::Person, "person")]);
        let asked = async |site: &str| {
            asked(&of_county(), &by_either, value!({ "pool": "own", "person": "other", "site": site })).await
        };
        assert_eq!(asked("own").await, Verdict::Allowed);
        assert_eq!(asked("other").await, Verdict::Unknown(Noun::Person.unknown("other")));
    }

    #[tokio::test]
    async fn rule_decides_over_the_first_record_for_an_organization_and_not_over_further_ones() {
        let ruled =
            [Way { right: Right::Record, ..way(Reach::Ruled(Noun::Activity, "activity"), &[(Noun::Team, "team")]) }];
        let code = Code::try_new("O-1").unwrap();
        let writer = [Grant { role: Role::OrganizationWriter, scope: Scope::Organization(code) }];
        let asked = async |team: &str| asked(&writer, &ruled, value!({ "activity": "other", "team": team })).await;
        assert_eq!(asked("O-1").await, Verdict::Allowed);
        assert_eq!(asked("O-2").await, Verdict::Unknown(Noun::Team.unknown("O-2")));
    }

    #[tokio::test]
    async fn answer_has_those_grants_behind_it_that_reach_what_it_is_placed_by_and_those_over_the_registry() {
        let code = Code::try_new("O-1").unwrap();
        let over = |division| Grant { role: Role::HrReader, scope: Scope::Division(DivisionCode::new(division)) };
        let grants = [
            over(OWN),
            over(OTHER),
            Grant { role: Role::OrganizationWriter, scope: Scope::Organization(code) },
            Grant { role: Role::Operator, scope: Scope::Registry },
        ];
        let access = Access::new(grants.clone().into());
        let places = Named(Divisions::built_in().unwrap());
        let behind = async |ways: &[Way], arguments: Value| {
            let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
            let arguments: Vec<_> = arguments.into_iter().collect();
            standing(&places, &access, ways, &arguments).await.unwrap_or_else(|_| panic!("no fault")).grants().to_vec()
        };
        let [own, other, writer, operator] = grants;
        let only_operator = std::slice::from_ref(&operator);
        let placed = [way(Reach::At(Noun::Team, "team"), &[]), way(Reach::At(Noun::Site, "site"), &[])];
        assert_eq!(behind(&placed, value!({ "team": "own" })).await, [own.clone(), operator.clone()]);
        assert_eq!(behind(&placed, value!({ "team": "O-1" })).await, [writer.clone(), operator.clone()]);
        // Each of two narrows the other.
        let both = value!({ "team": "own", "site": "O-1" });
        assert_eq!(behind(&placed, both).await, [own.clone(), writer.clone(), operator.clone()]);
        let listed = value!({ "team": ["own", "other"] });
        assert_eq!(behind(&placed, listed).await, only_operator, "nobody reaches both");
        assert_eq!(behind(&placed, value!({})).await, only_operator);
        assert_eq!(behind(&placed, value!({ "team": 7 })).await, only_operator, "it is nowhere");
        assert_eq!(behind(&[way(Reach::Registry, &[])], value!({})).await, only_operator);
        let open = [way(Reach::Open, &[])];
        assert_eq!(behind(&open, value!({})).await, [own, other, writer, operator]);
    }
}
