//! Which suite a line stands in: does it run when the module is executed, and in which function?

use super::{ModuleFacts, When};
use crate::keyword::is_identifier_byte;
use crate::outline::{LineKind, LogicalLine};

/// The scope of the module's own statements and of its class bodies.
pub(super) const MODULE: usize = 0;

/// The suites that are open at a line.
pub(super) struct Suites<'t> {
    text: &'t str,
    /// By depth; the module's own first.
    open: Vec<Suite<'t>>,
    /// What the last header opens.
    pending: Suite<'t>,
    scopes: Scopes<'t>,
}

/// The functions of a module whose calls can be recognised.
#[derive(Default)]
pub(super) struct Scopes<'t> {
    /// The name of the top level by which each scope is called, if it can be.
    pub(super) names: Vec<Option<&'t str>>,
    /// The classes of the top level.
    pub(super) classes: Vec<&'t str>,
}

#[derive(Clone, Copy)]
struct Suite<'t> {
    scope: usize,
    when: When,
    /// The class whose body it is, for classes of the top level.
    class: Option<&'t str>,
}

impl<'t> Suites<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let module = Suite { scope: MODULE, when: When::Always, class: None };
        let scopes = Scopes { names: vec![None], classes: Vec::new() };
        Self { text, open: vec![module], pending: module, scopes }
    }

    pub(super) fn into_scopes(self) -> Scopes<'t> {
        self.scopes
    }

    /// Whether `scope` is the module's own or can be called by a name.
    pub(super) fn can_be_studied(&self, scope: usize) -> bool {
        scope == MODULE || self.scopes.names[scope].is_some()
    }

    /// The scope of the suite that the last line opens, and when it runs.
    pub(super) fn opened(&self) -> (usize, When) {
        (self.pending.scope, self.pending.when)
    }

    /// Whether the suite under the header that `code` begins with is for type checkers only.
    pub(super) fn is_for_type_checking(code: &str) -> bool {
        let test = code.strip_prefix("el").unwrap_or(code).strip_prefix("if");
        test.filter(|test| !test.starts_with(|c: char| c == '_' || c.is_alphanumeric()))
            .and_then(|test| test.split(':').next())
            .is_some_and(|test| is_type_checking(test.trim()))
    }

    /// The scope of `line`, the line after the last one given, and when it runs.
    pub(super) fn enter<N>(&mut self, line: &LogicalLine, facts: &mut ModuleFacts<N>) -> (usize, When) {
        let depth = usize::from(line.depth());
        self.open.truncate(depth + 1);
        if self.open.len() <= depth {
            self.open.resize(depth + 1, self.pending);
        }
        let suite = self.open[depth];
        if line.kind() == LineKind::Compound {
            self.pending = self.opened_by(line, suite, facts);
        }
        (suite.scope, suite.when)
    }

    fn opened_by<N>(&mut self, line: &LogicalLine, suite: Suite<'t>, facts: &mut ModuleFacts<N>) -> Suite<'t> {
        let header = line.code().of(self.text);
        let mut words = words(header);
        let mut word = words.next().unwrap_or_default();
        if word == "async" {
            word = words.next().unwrap_or_default();
        }
        let sometimes = match suite.when {
            When::Always => When::Sometimes,
            when => when,
        };
        match word {
            "def" => {
                let name = words.next().unwrap_or_default();
                let when = if suite.when == When::TypeChecking { suite.when } else { When::Lazily };
                if suite.scope != MODULE {
                    return Suite { when, class: None, ..suite };
                }
                let called_by = match suite.class {
                    Some(class) => {
                        matches!(name, "__init__" | "__new__" | "__init_subclass__" | "__set_name__").then_some(class)
                    }
                    None => Some(name),
                };
                if suite.class.is_none() {
                    facts.bindings.insert(name.into());
                    facts.has_hidden_names |= name == "__getattr__";
                }
                Suite { scope: self.scopes.add(called_by), when, class: None }
            }
            "class" => {
                let name = words.next().unwrap_or_default();
                if suite.scope == MODULE && suite.class.is_none() {
                    self.scopes.classes.push(name);
                    facts.bindings.insert(name.into());
                }
                Suite { class: Some(suite.class.unwrap_or(name)).filter(|_| suite.scope == MODULE), ..suite }
            }
            "if" | "elif" => {
                let test = header[word.len()..].trim();
                let test = test.strip_suffix(':').unwrap_or(test).trim();
                if is_type_checking(test) {
                    Suite { when: When::TypeChecking, ..suite }
                } else if test.starts_with("__name__") && test.contains("__main__") && suite.scope == MODULE {
                    Suite { scope: self.scopes.add(None), when: When::Lazily, class: None }
                } else {
                    Suite { when: sometimes, ..suite }
                }
            }
            _ => Suite { when: sometimes, ..suite },
        }
    }
}

impl<'t> Scopes<'t> {
    fn add(&mut self, name: Option<&'t str>) -> usize {
        let scope = self.names.len();
        self.names.push(name);
        scope
    }
}

/// The names and keywords of `code`, as far as they are ASCII letters or not ASCII at all.
fn words(code: &str) -> impl Iterator<Item = &str> {
    let mut rest = code;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(is_identifier_byte)?;
        let len = rest[start..].bytes().position(|byte| !is_identifier_byte(byte)).unwrap_or(rest.len() - start);
        let word = &rest[start..start + len];
        rest = &rest[start + len..];
        Some(word)
    })
}

/// Whether the test of an `if` is false except for type checkers.
fn is_type_checking(test: &str) -> bool {
    let test = test.trim_start_matches('(').trim_end_matches(')');
    matches!(test, "TYPE_CHECKING" | "False" | "0") || test.ends_with(".TYPE_CHECKING") && !test.contains(' ')
}
