//! Import statements written in the plainest way, as most are.

use crate::keyword::{is_identifier_byte, is_keyword};
use crate::outline::{LineKind, LogicalLine};

/// An import statement of ASCII names, without semicolon and comment, on one line with single blanks between them: `import a.b`,
/// `import a as b` (one name only), `from ..a import b, c as d`; or of names in parentheses, with a comma after each, one a line. Its pieces are
/// parts of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainImport<'t> {
    /// The module of a from-import, with the dots before it; `None` for a plain `import`.
    pub stem: Option<&'t str>,
    /// All the names with their aliases, as they stand there, to the end of the statement.
    names: &'t str,
    /// Of names in parentheses: the indentation of each, and the end of all lines but the last.
    pub exploded: Option<(&'t str, &'t str)>,
}

impl<'t> PlainImport<'t> {
    /// The import that `line` of `text` is, with nothing behind it; `None` if it is no import or not such a one.
    pub fn read(text: &'t str, line: &LogicalLine) -> Option<Self> {
        let code = line.code().of(text);
        match line.kind() {
            _ if line.code().end() != line.newline().start() || !code.is_ascii() => None,
            LineKind::Import => {
                let names = code.strip_prefix("import ")?;
                let rest = after_alias(after_dotted_name(names)?)?;
                rest.is_empty().then_some(Self { stem: None, names, exploded: None })
            }
            LineKind::FromImport => {
                let code = code.strip_prefix("from ")?;
                let module = code.trim_start_matches('.');
                let is_package = module.len() < code.len() && module.starts_with(' ');
                let rest = if is_package { module } else { after_dotted_name(module)? };
                let stem = &code[..code.len() - rest.len()];
                let names = rest.strip_prefix(" import ")?;
                if let Some(names) = names.strip_prefix('(') {
                    return Self::read_exploded(stem, names, line.indentation().of(text));
                }
                let mut rest = after_alias(after_identifier(names)?)?;
                while !rest.is_empty() {
                    rest = after_alias(after_identifier(rest.strip_prefix(", ")?)?)?;
                }
                Some(Self { stem: Some(stem), names, exploded: None })
            }
            _ => None,
        }
    }

    /// The import of what stands behind an opening parenthesis; the closing one stands on a line with this `indentation`.
    fn read_exploded(stem: &'t str, behind: &'t str, indentation: &str) -> Option<Self> {
        let newline = &behind[..behind.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()];
        let behind = &behind[newline.len()..];
        let inner = &behind[..behind.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()];
        let names = &behind[inner.len()..];
        if !matches!(newline, "\n" | "\r\n" | "\r") {
            return None;
        }
        let mut rest = names;
        loop {
            rest = after_alias(after_identifier(rest)?)?.strip_prefix(',')?.strip_prefix(newline)?;
            if rest.strip_suffix(')') == Some(indentation) {
                return Some(Self { stem: Some(stem), names, exploded: Some((inner, newline)) });
            }
            rest = rest.strip_prefix(inner)?;
        }
    }

    /// The number of dots before the module.
    pub fn level(&self) -> usize {
        self.stem.map_or(0, |stem| stem.len() - stem.trim_start_matches('.').len())
    }

    /// The number of names.
    pub fn count(&self) -> usize {
        memchr::memchr_iter(b',', self.names.as_bytes()).count() + usize::from(self.exploded.is_none())
    }

    /// The names in order, each with its alias, which may be empty.
    pub fn names(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let mut rest = self.names;
        std::iter::from_fn(move || {
            let word =
                |text: &'t str| text.split_at(text.bytes().take_while(|byte| !matches!(byte, b' ' | b',')).count());
            let (name, after) = word(rest);
            let (alias, after) = after.strip_prefix(" as ").map_or(("", after), word);
            let gap = after.bytes().take_while(|byte| matches!(byte, b',' | b' ' | b'\t' | b'\r' | b'\n')).count();
            rest = &after[gap..];
            (!matches!(name, "" | ")")).then_some((name, alias))
        })
    }
}

/// What follows the identifier that `code` begins with.
fn after_identifier(code: &str) -> Option<&str> {
    let (word, rest) = code.split_at(code.bytes().take_while(|&byte| is_identifier_byte(byte)).count());
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
            "from a import (\n    b,\n    c as d,\n)\n",
            "from .a import (\r\n\tb,\r\n)",
        ];
        for text in plain {
            let (plain, line) = read(text).unwrap_or_else(|| panic!("{text}"));
            let parsed = parse_import(text, &line).unwrap_or_else(|| panic!("{text}"));
            let names: Vec<(&str, &str)> = plain.names().collect();
            let expected: Vec<(&str, &str)> =
                parsed.names.iter().map(|it| (it.name.range.of(text), it.alias.map_or("", |it| it.of(text)))).collect();
            assert_eq!(names, expected, "{text}");
            assert_eq!(plain.count(), names.len(), "{text}");
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
            "from a import (\n    b\n)",
            "from a import (\n    b,\n  c,\n)",
            "from a import (\n    b,\n    c, d,\n)",
            "from a import (\n\n    b,\n)",
            "from a import (\n    b,\n\n)",
            "from a import (\n    b,\n    )",
            "from a import (\n    b,\r\n)",
            "from a import (\n    b,  # c\n)",
            "from a import (\n)",
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
