//! A document: the GraphQL text of a question, and what its lines say to a person.

/// One question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Document {
    /// The verb under which it is asked.
    pub(super) verb: &'static str,
    /// The GraphQL text, comments and all.
    pub(super) text: &'static str,
}

/// A variable of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    /// Its name in GraphQL.
    pub(super) name: &'static str,
    /// The type inside lists and non-nulls.
    pub(super) base: &'static str,
    /// Whether it may be given several times.
    pub(super) list: bool,
    /// Whether it has to be given.
    pub(super) required: bool,
    /// What it is when it is not given.
    pub(super) default: Option<&'static str>,
    /// What it means.
    pub(super) about: &'static str,
}

impl Document {
    /// What it answers: the comment at the top.
    pub(super) fn about(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }

    /// Whether it only asks, so that it can be asked as of an earlier moment.
    pub(super) fn is_query(&self) -> bool {
        self.text.lines().any(|line| line.starts_with("query"))
    }

    /// The text of a query asked as of a moment, which is given as arguments of `asOf`.
    pub(super) fn text_as_of(&self, moment: &str) -> String {
        let mut lines: Vec<String> = self.text.trim_end().lines().map(str::to_owned).collect();
        let opened = lines.iter().position(|line| !line.starts_with('#') && line.ends_with('{'));
        if let (Some(opened), Some(closing)) = (opened, lines.len().checked_sub(1)) {
            lines.insert(closing, "}".to_owned());
            lines.insert(opened + 1, format!("asOf({moment}) {{"));
        }
        lines.join("\n")
    }

    /// Its variables in order: the lines `$name: Type = default # meaning`.
    pub(super) fn variables(&self) -> impl Iterator<Item = Variable> + use<> {
        let lines = self.text.lines().map(str::trim).take_while(|line| !line.starts_with(')'));
        lines.filter_map(|line| Variable::read(line.strip_prefix('$')?))
    }
}

impl Variable {
    fn read(line: &'static str) -> Option<Self> {
        let (declared, about) = line.split_once('#').unwrap_or((line, ""));
        let (name, rest) = declared.split_once(':')?;
        let (written, default) = match rest.split_once('=') {
            Some((written, default)) => (written.trim(), Some(default.trim())),
            None => (rest.trim(), None),
        };
        Some(Self {
            name: name.trim(),
            base: written.trim_matches(['[', ']', '!']),
            list: written.starts_with('['),
            required: written.ends_with('!') && default.is_none(),
            default: default.filter(|default| *default != "[]"),
            about: about.trim(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_is_read_with_its_list_default_and_meaning() {
        let read =
            |line| Variable::read(line).map(|read| (read.name, read.base, read.list, read.required, read.default));
        assert_eq!(read("by: [HoursGroup!]! = [] # rows"), Some(("by", "HoursGroup", true, false, None)));
        assert_eq!(read("first: Int = 50 # rows"), Some(("first", "Int", false, false, Some("50"))));
        assert_eq!(read("on: Date! # the day"), Some(("on", "Date", false, true, None)));
        assert_eq!(Variable::read("on: Date! # the day").map(|read| read.about), Some("the day"));
    }

    #[test]
    fn every_query_can_be_asked_as_of_a_moment() {
        for document in super::super::GROUPS.iter().flat_map(|group| group.documents).filter(|one| one.is_query()) {
            let text = document.text_as_of("axis: RECORDED, position: 1");
            let parsed = async_graphql::parser::parse_query(&text);
            let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", document.verb));
            let (_, operation) = parsed.operations.iter().next().unwrap();
            assert_eq!(operation.node.selection_set.node.items.len(), 1, "{}", document.verb);
            assert!(text.contains("asOf(axis: RECORDED, position: 1) {"), "{}", document.verb);
        }
    }

    #[test]
    fn every_question_says_what_it_answers_and_what_each_flag_means() {
        for document in super::super::GROUPS.iter().flat_map(|group| group.documents) {
            assert!(document.about().len() > 20, "{}", document.verb);
            for variable in document.variables() {
                assert!(!variable.about.is_empty(), "{} ${}", document.verb, variable.name);
            }
        }
    }
}
