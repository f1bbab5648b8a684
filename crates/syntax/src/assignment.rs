//! A module's constant that is a string literal, such as `__version__`. In: a text and the name. Out: where the
//! string's content is.

use crate::parse::{SyntaxError, parse};
use harmless_text::{LineColumn, LineIndex, TextRange};
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use thiserror::Error;

/// Why the content cannot be told, or must not be replaced.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StringAssignmentError {
    /// The text is no Python.
    #[error("it is not valid Python: line {}, column {}: {error}", at.line, at.column)]
    Syntax {
        /// Where.
        at: LineColumn,
        /// What the parser says.
        error: SyntaxError,
    },
    /// More than one assignment.
    #[error("`{0}` is assigned more than once")]
    Repeated(String),
    /// An assignment inside a compound statement.
    #[error("`{0}` is assigned inside a compound statement")]
    Nested(String),
    /// The value is something else, or a string with escapes or in several parts.
    #[error("the value of `{0}` is not a plain string literal")]
    NotLiteral(String),
}

/// Finds the content, without quotes, of the string literal assigned to `name` at module level, also with an
/// annotation. `None` if nothing is
/// assigned to `name` outside functions and classes.
///
/// # Errors
/// If there is an assignment, but not exactly one of a plain string literal at module level.
pub fn find_string_assignment(text: &str, name: &str) -> Result<Option<TextRange>, StringAssignmentError> {
    let module = parse(text).map_err(|error| {
        let at = LineIndex::new(text).line_column(text, error.range.start());
        StringAssignmentError::Syntax { at, error }
    })?;
    let body = module.body();
    let mut all = Assignments { name, count: 0 };
    all.visit_body(body);
    let mut values = body.iter().filter_map(|statement| assigned(statement, name));
    let (Some(value), 1) = (values.next(), all.count) else {
        return match all.count {
            0 => Ok(None),
            1 => Err(StringAssignmentError::Nested(name.to_owned())),
            _ => Err(StringAssignmentError::Repeated(name.to_owned())),
        };
    };
    let not_literal = || StringAssignmentError::NotLiteral(name.to_owned());
    let Some(Expr::StringLiteral(string)) = value else { return Err(not_literal()) };
    let [literal] = string.value.as_slice() else { return Err(not_literal()) };
    let content = literal.content_range();
    let (start, end) = (content.start().to_usize(), content.end().to_usize());
    let (Ok(from), Ok(to)) = (u32::try_from(start), u32::try_from(end)) else { return Err(not_literal()) };
    if text.get(start..end) != Some(&*literal.value) {
        return Err(not_literal());
    }
    Ok(Some(TextRange::new(from, to)))
}

/// The value that a statement assigns to `name`: `None` if it assigns none, `Some(None)` if it cannot be told apart.
fn assigned<'a>(statement: &'a Stmt, name: &str) -> Option<Option<&'a Expr>> {
    let is_name = |target: &Expr| matches!(target, Expr::Name(found) if found.id == *name);
    match statement {
        Stmt::Assign(assign) if assign.targets.iter().any(is_name) => Some(Some(&assign.value)),
        Stmt::Assign(assign) if assign.targets.iter().any(|target| unpacks(target, name)) => Some(None),
        Stmt::AnnAssign(assign) if is_name(&assign.target) => assign.value.as_deref().map(Some),
        Stmt::AugAssign(assign) if is_name(&assign.target) => Some(None),
        _ => None,
    }
}

/// Whether a target that unpacks several values names `name`.
fn unpacks(target: &Expr, name: &str) -> bool {
    match target {
        Expr::Tuple(tuple) => tuple.elts.iter().any(|element| unpacks(element, name)),
        Expr::List(list) => list.elts.iter().any(|element| unpacks(element, name)),
        Expr::Starred(starred) => unpacks(&starred.value, name),
        Expr::Name(found) => found.id == *name,
        _ => false,
    }
}

/// Counts assignments that run when the module is imported.
struct Assignments<'n> {
    name: &'n str,
    count: usize,
}

impl<'a> StatementVisitor<'a> for Assignments<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            return;
        }
        self.count += usize::from(assigned(statement, self.name).is_some());
        walk_stmt(self, statement);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Result<Option<&str>, StringAssignmentError> {
        Ok(find_string_assignment(text, "__version__")?.map(|range| range.of(text)))
    }

    #[test]
    fn literals_are_found() {
        for text in [
            "__version__ = '1.2'",
            "\"\"\"doc\"\"\"\n__version__: str = \"1.2\"  # now\n",
            "VERSION = __version__ = r'1.2'",
            "x = 1; __version__ = \"\"\"1.2\"\"\"\n",
            "def f():\n    __version__ = '3'\n__version__ = ('1.2')\nclass A:\n    __version__ = '4'\n",
            "__version__: str\n__version__ = '1.2'\n",
        ] {
            assert_eq!(find(text), Ok(Some("1.2")), "{text}");
        }
    }

    #[test]
    fn no_assignment() {
        for text in ["", "from .v import __version__", "__version__.x = '1'", "def f():\n    __version__ = '1'"] {
            assert_eq!(find(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_must_not_be_replaced() {
        use StringAssignmentError::{Nested, NotLiteral, Repeated};
        let name = || "__version__".to_owned();
        for text in [
            "__version__ = version('x')",
            "__version__ = '1' '2'",
            "__version__ = f'{x}'",
            "__version__ = '1\\x2e2'",
            "__version__, a = '1', '2'",
            "__version__ = '.'.join(['1'])",
        ] {
            assert_eq!(find(text), Err(NotLiteral(name())), "{text}");
        }
        assert_eq!(find("if x:\n    __version__ = '1'"), Err(Nested(name())));
        assert_eq!(find("__version__ = '1'\n__version__ += 'x'"), Err(Repeated(name())));
        assert_eq!(find("try:\n    __version__ = '1'\nexcept E:\n    __version__ = '2'"), Err(Repeated(name())));
        let error = find("a = 1\nx =").expect_err("no Python");
        assert_eq!(error.to_string(), "it is not valid Python: line 2, column 4: Expected an expression");
    }
}
