//! Makes a request for any field of the schema: what it must be given is filled with what is good enough to be read,
//! and what places it with a record of the world.

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::{
        parse_schema,
        types::{
            BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
        },
    },
};
use muster_api::graphql::schema_text;
use std::collections::BTreeMap;

/// The types of the schema by name, with the first and the last day that are named where one must be.
pub(super) struct Types {
    by_name: BTreeMap<String, TypeDefinition>,
    days: (&'static str, &'static str),
}

impl Types {
    /// As the program prints them.
    pub(super) fn printed() -> Self {
        let document = parse_schema(schema_text()).expect("the schema is one");
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node)),
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        // No rule takes a day so late, so that little is done while all is asked.
        Self { by_name: types.collect(), days: ("2999-01-01", "2999-01-01") }
    }

    /// The same with other days.
    pub(super) fn within(self, first: &'static str, last: &'static str) -> Self {
        Self { days: (first, last), ..self }
    }

    /// The names of the object types.
    pub(super) fn objects(&self) -> impl Iterator<Item = &str> {
        let objects = self.by_name.iter().filter(|(_, definition)| matches!(definition.kind, TypeKind::Object(_)));
        objects.map(|(name, _)| name.as_str())
    }

    /// The fields of an object type.
    pub(super) fn fields(&self, name: &str) -> Vec<&FieldDefinition> {
        let TypeKind::Object(object) = &self.by_name[name].kind else { return Vec::new() };
        object.fields.iter().map(|field| &field.node).collect()
    }

    /// The object type that a field answers with, in a list or alone; none where it answers with a value.
    pub(super) fn object_of<'t>(&'t self, field: &'t FieldDefinition) -> Option<&'t str> {
        Some(name_of(&field.ty.node)).filter(|_| self.is_object(&field.ty.node))
    }

    /// A document that asks one field, with the values that stand at paths into its arguments.
    pub(super) fn request(&self, root: &str, field: &FieldDefinition, places: &[(&str, String)]) -> String {
        format!("{} {{ {} }}", root.to_lowercase(), self.call(field, places))
    }

    /// One field as a document asks it, with what it must be given and the values that stand at paths into its arguments.
    pub(super) fn call(&self, field: &FieldDefinition, places: &[(&str, String)]) -> String {
        let mut arguments = Value::Object(self.required(field.arguments.iter().map(|argument| &argument.node)));
        for (path, value) in places {
            let steps: Vec<&str> = path.split('.').collect();
            self.put(&mut arguments, field.arguments.iter().map(|argument| &argument.node), &steps, value);
        }
        let Value::Object(arguments) = arguments else { unreachable!("arguments are an object") };
        let arguments: Vec<String> = arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let answer = if self.is_object(&field.ty.node) { " { __typename }" } else { "" };
        format!("{}{arguments}{answer}", field.name.node)
    }

    /// Whether the argument at a path exists.
    pub(super) fn has(&self, field: &FieldDefinition, path: &str) -> bool {
        let mut definitions: Vec<&InputValueDefinition> =
            field.arguments.iter().map(|argument| &argument.node).collect();
        for step in path.split('.') {
            let Some(found) = definitions.iter().find(|definition| definition.name.node == step) else { return false };
            definitions = self.inputs(name_of(&found.ty.node));
        }
        true
    }

    fn is_object(&self, ty: &Type) -> bool {
        self.by_name.get(name_of(ty)).is_some_and(|definition| {
            matches!(definition.kind, TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
        })
    }

    fn inputs(&self, name: &str) -> Vec<&InputValueDefinition> {
        match self.by_name.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::InputObject(input)) => input.fields.iter().map(|field| &field.node).collect(),
            _ => Vec::new(),
        }
    }

    fn required<'t>(&self, definitions: impl Iterator<Item = &'t InputValueDefinition>) -> IndexMap<Name, Value> {
        let required =
            definitions.filter(|definition| !definition.ty.node.nullable && definition.default_value.is_none());
        required.map(|definition| (definition.name.node.clone(), self.filler(definition))).collect()
    }

    fn filler(&self, definition: &InputValueDefinition) -> Value {
        let day = if matches!(definition.name.node.as_str(), "from" | "since") { self.days.0 } else { self.days.1 };
        let BaseType::Named(name) = &definition.ty.node.base else { return Value::List(Vec::new()) };
        match name.as_str() {
            "Int" => Value::from(1),
            "Boolean" => Value::from(false),
            "ID" => Value::from("00000000-0000-4000-8000-000000000000"),
            "Date" => Value::from(day),
            "DateTime" => Value::from(format!("{day}T00:00:00Z")),
            name => match self.by_name.get(name).map(|definition| &definition.kind) {
                Some(TypeKind::Enum(list)) => Value::Enum(list.values[0].node.value.node.clone()),
                Some(TypeKind::InputObject(_)) => Value::Object(self.required(self.inputs(name).into_iter())),
                _ => Value::from("示例"),
            },
        }
    }

    fn put<'t>(
        &self,
        object: &mut Value,
        mut definitions: impl Iterator<Item = &'t InputValueDefinition>,
        steps: &[&str],
        value: &str,
    ) {
        let (Value::Object(object), Some((step, rest))) = (object, steps.split_first()) else {
            unreachable!("a path leads through objects")
        };
        let definition = definitions.find(|definition| definition.name.node == *step).expect("the argument exists");
        let ty = &definition.ty.node;
        if rest.is_empty() {
            let value = Value::from(value);
            let value = if matches!(ty.base, BaseType::List(_)) { Value::List(vec![value]) } else { value };
            object.insert(definition.name.node.clone(), value);
        } else {
            let name = name_of(ty);
            let required = || Value::Object(self.required(self.inputs(name).into_iter()));
            let is_list = matches!(ty.base, BaseType::List(_));
            let empty = || if is_list { Value::List(Vec::new()) } else { required() };
            let mut inner = object.entry(definition.name.node.clone()).or_insert_with(empty);
            if is_list {
                // A path leads into the first of a list.
                let Value::List(list) = inner else { unreachable!("a list is filled with a list") };
                list.extend(list.is_empty().then(required));
                inner = &mut list[0];
            }
            self.put(inner, self.inputs(name).into_iter(), rest, value);
        }
    }
}

fn name_of(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => name_of(inner),
    }
}
