//! Import statements written in the plainest way, as most are.

use crate::keyword::is_keyword;
use crate::outline::{LineKind, LogicalLine};

/// An import statement on one line, of ASCII names with single blanks between them, without parentheses, semicolon and comment: `import a.b`,
/// `import a as b` (one name only), `from ..a import b, c as d`. Its pieces are parts of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainImport<'t> {
    /// The module of a from-import, with the dots before it; `None` for a plain `import`.
    pub stem: Option<&'t str>,
    /// All the names with their aliases, as they stand there.
    names: &'t str,
}

impl<'t> PlainImport<'t> {
    /// The import that `line` of `text` is, with nothing behind it; `None` if it is no import or not such a one.
    pub fn read(text: &'t str, line: &LogicalLine) -> Option<Self> {
        let code = line.code().of(text);
        match line.kind() {
            _ if line.code().end() != line.newline().start() => return None,
            LineKind::Import => {
                let names = code.strip_prefix("import ")?;
                let rest = after_alias(after_dotted_name(names)?)?;
                rest.is_empty().then_some(Self { stem: None, names })
            }
            LineKind::FromImport => {
                let code = code.strip_prefix("from ")?;
                let module = code.trim_start_matches('.');
                let is_package = module.len() < code.len() && module.starts_with(' ');
                let rest = if is_package { module } else { after_dotted_name(module)? };
                let stem = &code[..code.len() - rest.len()];
                let names = rest.strip_prefix(" import ")?;
                let mut rest = after_alias(after_identifier(names)?)?;
                while !rest.is_empty() {
                    rest = after_alias(after_identifier(rest.strip_prefix(", ")?)?)?;
                }
                Some(Self { stem: Some(stem), names })
            }
            _ => None,
        }
    }

    /// The number of dots before the module.
    pub fn level(&self) -> usize {
        self.stem.map_or(0, |stem| stem.len() - stem.trim_start_matches('.').len())
    }

    /// The names in order, each with its alias, which may be empty.
    pub fn names(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let mut rest = self.names;
        std::iter::from_fn(move || {
            let until = |text: &str, ends: &[u8]| text.bytes().position(|byte| ends.contains(&byte));
            let (name, after) = rest.split_at(until(rest, b" ,").unwrap_or(rest.len()));
            let (alias, after) = match after.strip_prefix(" as ") {
                Some(alias) => alias.split_at(until(alias, b",").unwrap_or(alias.len())),
                None => ("", after),
            };
            rest = after.strip_prefix(", ").unwrap_or_default();
            (!name.is_empty()).then_some((name, alias))
        })
    }
}

/// What follows the ASCII identifier that `code` begins with.
fn after_identifier(code: &str) -> Option<&str> {
    let is_part = |&byte: &u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let len = code.bytes().take_while(is_part).count();
    let (word, rest) = code.split_at(len);
    let is_name = word.bytes().next().is_some_and(|first| !first.is_ascii_digit()) && !is_keyword(word.as_bytes());
    is_name.then_some(rest)
}

/// What follows the dotted name that `code` begins with.
fn after_dotted_name(code: &str) -> Option<&str> {
    let mut rest = after_identifier(code)?;
    while let Some(after) = rest.strip_prefix('.') {
        rest = after_identifier(after)?;
    }
    Some(rest)
}

/// What follows the alias that `code` begins with, if it does.
fn after_alias(code: &str) -> Option<&str> {
    code.strip_prefix(" as ").map_or(Some(code), after_identifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{ImportKind, parse_import};
    use crate::outline::LogicalLines;

    fn read(text: &str) -> Option<(PlainImport<'_>, LogicalLine)> {
        let line = LogicalLines::new(text).next()?.ok()?;
        PlainImport::read(text, &line).map(|import| (import, line))
    }

    #[test]
    fn what_is_plain_is_what_the_parser_reads() {
        let plain = [
            "import a",
            "import a.b_2.c\n",
            "import a as b\n",
            "from . import a",
            "from ..a.b import c, d as e, f\n",
            "from a import b\r\n",
            "from imports import as_, importer as from_\n",
        ];
        for text in plain {
            let (plain, line) = read(text).unwrap_or_else(|| panic!("{text}"));
            let parsed = parse_import(text, &line).unwrap_or_else(|| panic!("{text}"));
            let names: Vec<(&str, &str)> = plain.names().collect();
            let expected: Vec<(&str, &str)> =
                parsed.names.iter().map(|it| (it.name.range.of(text), it.alias.map_or("", |it| it.of(text)))).collect();
            assert_eq!(names, expected, "{text}");
            assert!(parsed.comments.is_empty() && !parsed.has_semicolon, "{text}");
            match parsed.kind {
                ImportKind::Import => assert_eq!(plain.stem, None, "{text}"),
                ImportKind::From { level, module, .. } => {
                    let module = module.map_or("", |module| module.range.of(text));
                    assert_eq!(plain.level(), level as usize, "{text}");
                    assert_eq!(plain.stem, Some(format!("{}{module}", ".".repeat(plain.level())).as_str()), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        let others = [
            "import a, b",
            "import  a",
            "import a ",
            "import a;",
            "import a # b",
            "import a; import b",
            "import a.",
            "import .a",
            "import a .b",
            "import é",
            "import for",
            "import a.if",
            "import a as in",
            "import 1",
            "from a import *",
            "from a import (b)",
            "from a import b,",
            "from a import b,c",
            "from a import b as",
            "from a import b as c as d",
            "from a import b.c",
            "from a  import b",
            "from .a import b\\\n",
            "from  a import b",
            "from import a",
            "from . a import b",
            "from a import",
            "from .import a",
            "lazy import a",
            "x = 1",
        ];
        for text in others {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
