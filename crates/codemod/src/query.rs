//! Rules in Bowler's spelling: `Query::new().select_function("f").in_class("C").rename("g")`.
//!
//! Each selector begins a new rule; filters and modifiers belong to the rule begun last. What Bowler leaves to a callback is a
//! condition or a template here.

use crate::constraint::{Constraint, Subject, Test};
use crate::pattern::{Pattern, PatternError};
use crate::refactor::{Position, Refactoring, Rename};
use crate::rule::{Action, Find, Rule};
use crate::selector::{Selector, SelectorKind};
use regex::Regex;

/// A chain of selectors, filters and modifiers.
#[derive(Clone, Debug, Default)]
pub struct Query {
    rules: Vec<Rule>,
    include: Vec<Regex>,
    exclude: Vec<Regex>,
    error: Option<QueryError>,
}

/// Why a query is none.
#[derive(Clone, Debug, thiserror::Error)]
pub enum QueryError {
    /// A filter or modifier without a selector before it.
    #[error("`{0}` needs a selector before it")]
    NoSelector(&'static str),
    /// A modifier that does not fit the selector.
    #[error("`{0}` does not go with this selector")]
    Misfit(&'static str),
    /// A malformed pattern.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// A malformed regular expression.
    #[error(transparent)]
    Regex(#[from] regex::Error),
}

/// A query that is complete.
#[derive(Clone, Debug)]
pub struct BuiltQuery {
    /// Its rules.
    pub rules: Vec<Rule>,
    include: Vec<Regex>,
    exclude: Vec<Regex>,
}

impl BuiltQuery {
    /// Whether the query is for the file at `path`.
    pub fn is_for(&self, path: &str) -> bool {
        (self.include.is_empty() || self.include.iter().any(|regex| regex.is_match(path)))
            && !self.exclude.iter().any(|regex| regex.is_match(path))
    }
}

macro_rules! selectors {
    ($($(#[$doc:meta])* $name:ident = $kind:ident,)*) => {
        $($(#[$doc])*
        pub fn $name(self, name: &str) -> Self {
            self.selector(SelectorKind::$kind, name)
        })*
    };
}

impl Query {
    /// An empty query.
    pub fn new() -> Self {
        Self::default()
    }

    fn selector(mut self, kind: SelectorKind, name: &str) -> Self {
        let mut rule = Rule::new(Find::Selector(Selector { kind, name: name.to_owned() }), Action::Report);
        rule.id = format!("query-{}", self.rules.len() + 1);
        self.rules.push(rule);
        self
    }

    selectors! {
        /// Selects a module: its imports and what is used of it.
        select_module = Module,
        /// Selects a class: its definition, uses and imports.
        select_class = Class,
        /// Selects the classes that name it as a base.
        select_subclass = Subclass,
        /// Selects an attribute.
        select_attribute = Attribute,
        /// Selects a method: definitions in classes, and calls.
        select_method = Method,
        /// Selects a function: its definition, uses and imports.
        select_function = Function,
        /// Selects a variable.
        select_var = Var,
    }

    /// Selects whole files.
    pub fn select_root(self) -> Self {
        self.selector(SelectorKind::Root, "")
    }

    /// Selects what matches a pattern.
    pub fn select(mut self, pattern: &str) -> Self {
        match Pattern::parse(pattern) {
            Ok(pattern) => {
                let mut rule = Rule::new(Find::Pattern(Box::new(pattern)), Action::Report);
                rule.id = format!("query-{}", self.rules.len() + 1);
                self.rules.push(rule);
            }
            Err(error) => self.fail(error.into()),
        }
        self
    }

    /// The same as [`Query::select`].
    pub fn select_pattern(self, pattern: &str) -> Self {
        self.select(pattern)
    }

    fn fail(&mut self, error: QueryError) {
        self.error.get_or_insert(error);
    }

    fn constrain(mut self, name: &'static str, test: Test) -> Self {
        match self.rules.last_mut() {
            Some(rule) => rule.constraints.push(Constraint { subject: Subject::Match, negated: false, test }),
            None => self.fail(QueryError::NoSelector(name)),
        }
        self
    }

    /// Keeps what lies in the class, or with `subclasses` in a class that names it as a base.
    pub fn in_class(self, name: &str, subclasses: bool) -> Self {
        self.constrain("in_class", Test::InClass { name: name.to_owned(), subclasses })
    }

    /// Keeps calls.
    pub fn is_call(self) -> Self {
        self.constrain("is_call", Test::IsCall)
    }

    /// Keeps definitions.
    pub fn is_def(self) -> Self {
        self.constrain("is_def", Test::IsDefinition)
    }

    /// Keeps what a condition holds for.
    pub fn filter(mut self, constraint: Constraint) -> Self {
        match self.rules.last_mut() {
            Some(rule) => rule.constraints.push(constraint),
            None => self.fail(QueryError::NoSelector("filter")),
        }
        self
    }

    /// Keeps files whose path one regular expression matches and another does not.
    pub fn is_filename(mut self, include: Option<&str>, exclude: Option<&str>) -> Self {
        for (text, list) in [(include, true), (exclude, false)] {
            match text.map(Regex::new) {
                Some(Ok(regex)) if list => self.include.push(regex),
                Some(Ok(regex)) => self.exclude.push(regex),
                Some(Err(error)) => self.fail(error.into()),
                None => {}
            }
        }
        self
    }

    fn act(mut self, name: &'static str, action: Action) -> Self {
        let is_pattern = matches!(self.rules.last(), Some(Rule { find: Find::Pattern(_), .. }));
        match self.rules.last_mut() {
            None => self.fail(QueryError::NoSelector(name)),
            Some(_) if is_pattern => self.fail(QueryError::Misfit(name)),
            Some(rule) if matches!(rule.action, Action::Report) => rule.action = action,
            // A second modifier of one selector is a rule of its own.
            Some(rule) => {
                let mut next = rule.clone();
                next.action = action;
                self.rules.push(next);
            }
        }
        self
    }

    /// Replaces what the pattern matches by a template.
    pub fn rewrite(mut self, template: &str) -> Self {
        let made = match self.rules.last() {
            Some(Rule { find: Find::Pattern(pattern), .. }) => {
                Rule::rewrite(&pattern.source, template).map_err(QueryError::from)
            }
            Some(_) => Err(QueryError::Misfit("rewrite")),
            None => Err(QueryError::NoSelector("rewrite")),
        };
        match (made, self.rules.last_mut()) {
            (Ok(made), Some(rule)) => {
                rule.action = made.action;
                rule.companion = made.companion;
            }
            (Err(error), _) => self.fail(error),
            (Ok(_), None) => {}
        }
        self
    }

    /// Gives what is selected another name.
    pub fn rename(self, new: &str) -> Self {
        self.act("rename", Action::Refactor(Refactoring::Rename(Rename { new: new.to_owned() })))
    }

    /// Adds a parameter.
    pub fn add_argument(
        self,
        name: &str,
        value: &str,
        positional: bool,
        position: Position,
        annotation: Option<&str>,
    ) -> Self {
        let (name, value, annotation) = (name.to_owned(), value.to_owned(), annotation.map(str::to_owned));
        self.act("add_argument", Action::Refactor(Refactoring::Add { name, value, positional, position, annotation }))
    }

    /// Changes a parameter.
    pub fn modify_argument(
        self,
        name: &str,
        new_name: Option<&str>,
        annotation: Option<&str>,
        default: Option<&str>,
    ) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        self.act(
            "modify_argument",
            Action::Refactor(Refactoring::Modify {
                name: name.to_owned(),
                new_name: owned(new_name),
                annotation: owned(annotation),
                default: owned(default),
            }),
        )
    }

    /// Removes a parameter.
    pub fn remove_argument(self, name: &str) -> Self {
        self.act("remove_argument", Action::Refactor(Refactoring::Remove { name: name.to_owned() }))
    }

    /// Makes a property of a class attribute.
    pub fn encapsulate(self, internal: &str) -> Self {
        self.act("encapsulate", Action::Refactor(Refactoring::Encapsulate { internal: internal.to_owned() }))
    }

    /// The finished query.
    ///
    /// # Errors
    /// The first thing in the chain that was wrong.
    pub fn build(self) -> Result<BuiltQuery, QueryError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(BuiltQuery { rules: self.rules, include: self.include, exclude: self.exclude }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, run};

    #[test]
    fn a_chain_of_selectors_is_a_list_of_rules() {
        let query = Query::new()
            .select_function("f")
            .rename("g")
            .select("print($x)")
            .rewrite("log($x)")
            .select_method("m")
            .in_class("C", true)
            .add_argument("t", "None", false, Position::End, Some("int"))
            .is_filename(None, Some("tests"))
            .build()
            .expect("a query");
        assert!(query.is_for("a/b.py") && !query.is_for("tests/b.py"));
        let text = "def f(): pass\nprint(f)\nclass C:\n    def m(self): pass\n";
        let report = run(text, &query.rules, Options::default()).expect("runs");
        assert_eq!(
            report.text.as_deref(),
            Some("def g(): pass\nlog(g)\nclass C:\n    def m(self, t: int = None): pass\n")
        );
    }

    #[test]
    fn what_is_wrong_is_said_at_the_end() {
        assert!(matches!(Query::new().rename("g").build(), Err(QueryError::NoSelector("rename"))));
        assert!(matches!(Query::new().select("f($x)").rename("g").build(), Err(QueryError::Misfit("rename"))));
        assert!(Query::new().select("f(").build().is_err());
    }
}
