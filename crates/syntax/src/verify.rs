//! The check before a write: is the sorted text the same program?
//!
//! Both texts go through the full parser. Of its tokens, those that are not part of import statements must be the
//! same, in the same order (so the syntax trees outside imports are equal); at each place where import statements
//! stand, the same things must be imported and each name be bound to the same thing at the end; and every comment
//! must still be there. This module reads imports from the parser's tokens and shares no code with the outline or with
//! the sorter, so that it is an independent witness.

use crate::parse::{SyntaxError, parse};
use harmless_text::TextRange;
use ruff_python_ast::token::{Token, TokenKind};
use std::collections::{BTreeMap, HashMap};
use thiserror::Error;

/// What may differ besides the order of imports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Allowance {
    /// Comments may be joined, cut at `#`, repeated or lost, and the last binding of a name may change: what µsort
    /// itself does in rare cases.
    pub usort_defects: bool,
}

/// Why a text must not be written in place of another.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum VerifyError {
    /// The original is no valid Python: the user's error.
    #[error("{0}")]
    Before(SyntaxError),
    /// The result is no valid Python.
    #[error("the result has a syntax error: {0}")]
    After(SyntaxError),
    /// Code outside the imports differs.
    #[error("code outside the imports would change")]
    Code {
        /// The first token that differs, in the original.
        range: TextRange,
    },
    /// Something else is imported than before.
    #[error("`{item}` would be {}", if *.is_gained { "imported where it was not" } else { "lost" })]
    Items {
        /// The imports concerned, in the original.
        range: TextRange,
        /// What is imported, as in `from a import b as c`.
        item: String,
        /// Whether it is imported only afterwards.
        is_gained: bool,
    },
    /// A name would be bound to something else.
    #[error("the name `{name}` would be bound to something else")]
    Binding {
        /// The imports concerned, in the original.
        range: TextRange,
        /// The name.
        name: String,
    },
    /// `from __future__` would no longer be first.
    #[error("`from __future__` would no longer come first")]
    Future {
        /// The imports concerned, in the original.
        range: TextRange,
    },
    /// A comment would be lost or appear more often.
    #[error("the comment `{text}` would be lost or repeated")]
    Comment {
        /// The comment.
        text: String,
    },
}

/// Compares `after`, the result of sorting the imports of `before`, with the original.
///
/// # Errors
/// The first reason not to write `after`.
pub fn verify_imports(before: &str, after: &str, allowance: Allowance) -> Result<(), VerifyError> {
    let before_parsed = parse(before).map_err(VerifyError::Before)?;
    let after_parsed = parse(after).map_err(VerifyError::After)?;
    let old = Skeleton::new(before, before_parsed.tokens());
    let new = Skeleton::new(after, after_parsed.tokens());

    if !allowance.usort_defects {
        compare_comments(&old, &new)?;
    }
    let mut news = new.parts.iter();
    for part in &old.parts {
        let counterpart = news.next();
        match (part, counterpart) {
            (Part::Code(range), Some(Part::Code(other))) if range.of(before) == other.of(after) => {}
            (Part::Indent, Some(Part::Indent)) | (Part::Dedent, Some(Part::Dedent)) => {}
            (Part::Newline, Some(Part::Newline)) => {}
            (Part::Imports(run), Some(Part::Imports(other))) => compare_runs(run, other, allowance)?,
            _ => return Err(VerifyError::Code { range: part.range(before) }),
        }
    }
    if news.next().is_some() {
        let end = before.len() as u32;
        return Err(VerifyError::Code { range: TextRange::empty(end) });
    }
    Ok(())
}

/// A text's tokens, with each run of import statements as one part.
struct Skeleton<'a> {
    parts: Vec<Part<'a>>,
    comments: Vec<&'a str>,
}

enum Part<'a> {
    Code(TextRange),
    Newline,
    Indent,
    Dedent,
    Imports(Run<'a>),
}

impl Part<'_> {
    fn range(&self, text: &str) -> TextRange {
        match self {
            Self::Code(range) => *range,
            Self::Imports(run) => run.range,
            Self::Newline | Self::Indent | Self::Dedent => TextRange::empty(text.len() as u32),
        }
    }
}

/// Import statements with nothing but trivia between them.
struct Run<'a> {
    range: TextRange,
    items: Vec<Item<'a>>,
}

/// One thing that is imported.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
struct Item<'a> {
    is_lazy: bool,
    /// `None` in a plain import.
    module: Option<String>,
    name: String,
    alias: Option<&'a str>,
}

impl Item<'_> {
    /// The name that is bound, and what to.
    fn binding(&self) -> (&str, String) {
        match (&self.module, self.alias) {
            (None, None) => {
                let top = self.name.split('.').next().unwrap_or(&self.name);
                (top, top.into())
            }
            (None, Some(alias)) => (alias, self.name.clone()),
            (Some(module), alias) => {
                let dot = if module.ends_with('.') { "" } else { "." };
                (alias.unwrap_or(&self.name), format!("{module}{dot}{}", self.name))
            }
        }
    }

    fn is_future(&self) -> bool {
        self.module.as_deref() == Some("__future__")
    }

    fn render(&self) -> String {
        let lazy = if self.is_lazy { "lazy " } else { "" };
        let from = self.module.as_ref().map_or(String::new(), |module| format!("from {module} "));
        let alias = self.alias.map_or(String::new(), |alias| format!(" as {alias}"));
        format!("{lazy}{from}import {}{alias}", self.name)
    }
}

fn range_of(token: &Token) -> TextRange {
    use ruff_text_size::Ranged;
    let range = token.range();
    TextRange::new(range.start().to_u32(), range.end().to_u32())
}

impl<'a> Skeleton<'a> {
    fn new(text: &'a str, tokens: &[Token]) -> Self {
        let mut skeleton = Self { parts: Vec::new(), comments: Vec::new() };
        let mut line: Vec<(TokenKind, TextRange)> = Vec::new();
        for token in tokens {
            let range = range_of(token);
            match token.kind() {
                TokenKind::Comment => skeleton.comments.push(range.of(text)),
                TokenKind::NonLogicalNewline | TokenKind::EndOfFile => {}
                TokenKind::Indent => skeleton.parts.push(Part::Indent),
                TokenKind::Dedent => skeleton.parts.push(Part::Dedent),
                TokenKind::Newline => {
                    skeleton.end_line(text, &line);
                    line.clear();
                }
                kind => line.push((kind, range)),
            }
        }
        if !line.is_empty() {
            skeleton.end_line(text, &line);
        }
        skeleton
    }

    fn end_line(&mut self, text: &'a str, line: &[(TokenKind, TextRange)]) {
        let Some(items) = import_items(text, line) else {
            self.parts.extend(line.iter().map(|&(_, range)| Part::Code(range)));
            self.parts.push(Part::Newline);
            return;
        };
        let range = line[0].1.cover(line[line.len() - 1].1);
        if let Some(Part::Imports(run)) = self.parts.last_mut() {
            run.range = run.range.cover(range);
            run.items.extend(items);
        } else {
            self.parts.push(Part::Imports(Run { range, items }));
        }
    }
}

/// What a logical line imports; `None` if it is anything else than one import statement without a star.
fn import_items<'a>(text: &'a str, line: &[(TokenKind, TextRange)]) -> Option<Vec<Item<'a>>> {
    let (line, is_lazy) = match line {
        [(TokenKind::Lazy, _), rest @ ..] if !rest.is_empty() => (rest, true),
        _ => (line, false),
    };
    let line = match line {
        [rest @ .., (TokenKind::Semi, _)] => rest,
        _ => line,
    };
    let (module, names) = match line {
        [(TokenKind::Import, _), names @ ..] => (None, names),
        [(TokenKind::From, _), rest @ ..] => {
            let import = rest.iter().position(|&(kind, _)| kind == TokenKind::Import)?;
            let module = rest[..import].iter().map(|(_, range)| range.of(text)).collect::<String>();
            (Some(module), &rest[import + 1..])
        }
        _ => return None,
    };
    if names.iter().any(|(kind, _)| matches!(kind, TokenKind::Semi | TokenKind::Star)) {
        return None;
    }
    let mut items = Vec::new();
    for part in names.split(|(kind, _)| *kind == TokenKind::Comma) {
        let mut name = String::new();
        let mut alias = None;
        let mut is_alias = false;
        for &(kind, range) in part {
            match kind {
                TokenKind::Lpar | TokenKind::Rpar => {}
                TokenKind::As => is_alias = true,
                _ if is_alias => alias = Some(range.of(text)),
                _ => name.push_str(range.of(text)),
            }
        }
        if !name.is_empty() {
            items.push(Item { is_lazy, module: module.clone(), name, alias });
        }
    }
    Some(items)
}

fn compare_runs(old: &Run<'_>, new: &Run<'_>, allowance: Allowance) -> Result<(), VerifyError> {
    let mut counts: BTreeMap<&Item<'_>, (u32, u32)> = BTreeMap::new();
    for item in &old.items {
        counts.entry(item).or_default().0 += 1;
    }
    for item in &new.items {
        counts.entry(item).or_default().1 += 1;
    }
    // Of an item that is imported several times, fewer may be left (merging), but one must.
    if let Some((item, &(before, after))) = counts.iter().find(|&(_, &(before, after))| after == 0 || after > before) {
        return Err(VerifyError::Items { range: old.range, item: item.render(), is_gained: after > before });
    }
    if !allowance.usort_defects {
        let bound = last_bindings(&new.items);
        for (name, target) in last_bindings(&old.items) {
            if bound.get(name) != Some(&target) {
                return Err(VerifyError::Binding { range: old.range, name: name.into() });
            }
        }
    }
    let first_others = |items: &[Item<'_>]| items.iter().position(|item| !item.is_future()).unwrap_or(items.len());
    let leading = |items: &[Item<'_>]| items[..first_others(items)].len();
    if leading(&new.items) < leading(&old.items).min(new.items.iter().filter(|item| item.is_future()).count()) {
        return Err(VerifyError::Future { range: old.range });
    }
    Ok(())
}

fn last_bindings<'a>(items: &'a [Item<'a>]) -> HashMap<&'a str, (String, bool)> {
    items
        .iter()
        .map(|item| {
            let (name, target) = item.binding();
            (name, (target, item.is_lazy))
        })
        .collect()
}

fn compare_comments(old: &Skeleton<'_>, new: &Skeleton<'_>) -> Result<(), VerifyError> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for comment in &old.comments {
        *counts.entry(comment).or_default() += 1;
    }
    for comment in &new.comments {
        *counts.entry(comment).or_default() -= 1;
    }
    match counts.iter().find(|&(_, &count)| count != 0) {
        Some((text, _)) => Err(VerifyError::Comment { text: (*text).into() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verify(before: &str, after: &str) -> Result<(), VerifyError> {
        verify_imports(before, after, Allowance::default())
    }

    #[test]
    fn another_order_is_the_same_program() {
        let before = "'''doc'''\nimport b, a\nfrom m import (  # why\n    y,\n    x as z,\n)\ndef f():\n    import d;\n    import c\n";
        let after =
            "'''doc'''\nimport a\nimport b\nfrom m import x as z, y  # why\ndef f():\n    import c\n    import d\n";
        assert_eq!(verify(before, after), Ok(()));
    }

    #[test]
    fn every_kind_of_harm_is_found() {
        let is = |before, after| verify(before, after).expect_err("refused");
        assert!(matches!(is("import a\nx = 1\n", "x = 1\nimport a\n"), VerifyError::Code { .. }));
        assert!(matches!(is("import a\nx = 1\n", "import a\nx = 2\n"), VerifyError::Code { .. }));
        assert!(matches!(is("if x:\n    import a\n", "import a\n"), VerifyError::Code { .. }));
        assert!(matches!(is("import a\nimport b\n", "import a\n"), VerifyError::Items { is_gained: false, .. }));
        assert!(matches!(is("import a\n", "import a\nimport b\n"), VerifyError::Items { is_gained: true, .. }));
        assert!(matches!(
            is("import a as x\nimport b as x\n", "import b as x\nimport a as x\n"),
            VerifyError::Binding { .. }
        ));
        assert!(matches!(
            is("from __future__ import a\nimport b\n", "import b\nfrom __future__ import a\n"),
            VerifyError::Future { .. }
        ));
        assert!(matches!(is("import a  # x\n", "import a\n"), VerifyError::Comment { .. }));
        assert!(matches!(is("import a  # x\n", "import a  # x # x\n"), VerifyError::Comment { .. }));
        assert!(matches!(is("import a b\n", "import a\n"), VerifyError::Before(_)));
        assert!(matches!(is("import a\n", "import a b\n"), VerifyError::After(_)));
        assert!(matches!(is("from a import *\nimport b\n", "import b\nfrom a import *\n"), VerifyError::Code { .. }));
    }
}
