//! Import statements, read token by token.
//!
//! They are made of so little that no more is needed once it is known that their text is Python: words, `.`, `,`, `*`, `;` and
//! parentheses. A line with anything else is none.

use super::item::Item;
use crate::keyword::is_identifier_byte;
use crate::parse::{SyntaxError, check_syntax};
use harmless_text::{Newline, TextRange};
use memchr::memchr2;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::Ranged;
use std::borrow::Cow;

/// Import statements, each with its logical line to itself.
pub(super) struct Lines<'a> {
    /// What stands before each of them.
    pub(super) indentation: &'a str,
    pub(super) items: Vec<Item<'a>>,
    pub(super) comments: Vec<&'a str>,
}

/// Whether a line begins at `offset`.
pub(super) fn is_line_start(text: &str, offset: u32) -> bool {
    let (before, behind) = text.split_at(offset as usize);
    let is_within_newline = before.ends_with('\r') && behind.starts_with('\n');
    offset == 0 || Newline::at_end(before).is_some() && !is_within_newline
}

/// Whether no statement with these `tokens` has begun before `offset` without ending there.
pub(super) fn is_after_statement(tokens: &[Token], offset: u32) -> bool {
    let behind = tokens.partition_point(|token| token.start().to_u32() < offset);
    let is_trivia = |token: &&Token| {
        matches!(
            token.kind(),
            TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent
        )
    };
    tokens[..behind].iter().rev().find(|token| !is_trivia(token)).is_none_or(|token| token.kind() == TokenKind::Newline)
}

/// Checks that `text`, whole lines of a suite, is Python.
pub(super) fn check_lines(text: &str) -> Result<(), SyntaxError> {
    let is_indented = text.split(['\n', '\r', '\x0c']).find_map(|line| {
        let content = line.trim_start_matches([' ', '\t']);
        (!content.is_empty() && !content.starts_with('#')).then_some(content.len() < line.len())
    });
    // In a suite of its own, what is indented is Python too.
    if is_indented == Some(true) { check_syntax(&format!("if 1:\n{text}")) } else { check_syntax(text) }
}

/// The import statements of which `text`, whole lines of a suite that are Python, consists; `None` if there is anything else, or
/// if one is indented differently.
pub(super) fn import_lines(text: &str) -> Option<Lines<'_>> {
    let mut reader = Reader { text, at: 0, comments: Vec::new() };
    let mut indentation = None;
    let mut items = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.next_line(&mut line)?;
        let Some(first) = line.first() else { break };
        let before = &text[..first.start() as usize];
        let own = &before[before.rfind(['\n', '\r', '\x0c']).map_or(0, |end| end + 1)..];
        if *indentation.get_or_insert(own) != own {
            return None;
        }
        add_items(text, &line, &mut items)?;
    }
    Some(Lines { indentation: indentation.unwrap_or_default(), items, comments: reader.comments })
}

/// Reads one logical line after the other.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// All that were met.
    comments: Vec<&'a str>,
}

impl Reader<'_> {
    /// Puts the tokens of the next logical line into `line`, none at the end of the text; `None` if that is surely no import.
    fn next_line(&mut self, line: &mut Vec<TextRange>) -> Option<()> {
        let bytes = self.text.as_bytes();
        let mut nesting = 0_u32;
        while let Some(&byte) = bytes.get(self.at) {
            let start = self.at;
            self.at += 1;
            match byte {
                b' ' | b'\t' | b'\x0c' => continue,
                b'\\' => {
                    self.at += Newline::at_start(&self.text[self.at..])?.as_str().len();
                    continue;
                }
                b'\n' | b'\r' if nesting == 0 && !line.is_empty() => return Some(()),
                b'\n' | b'\r' => continue,
                b'#' => {
                    self.at = memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |length| start + length);
                    self.comments.push(self.text[start..self.at].trim_end());
                    continue;
                }
                b'(' => nesting += 1,
                b')' => nesting = nesting.checked_sub(1)?,
                b'.' | b',' | b'*' | b';' => {}
                byte if is_identifier_byte(byte) => {
                    self.at += bytes[self.at..].iter().take_while(|&&byte| is_identifier_byte(byte)).count();
                }
                _ => return None,
            }
            line.push(TextRange::new(start as u32, self.at as u32));
        }
        Some(())
    }
}

/// Adds to `items` what a logical line imports; `None` if it is anything else than one import statement.
fn add_items<'a>(text: &'a str, line: &[TextRange], items: &mut Vec<Item<'a>>) -> Option<()> {
    let is = |token: &TextRange, word: &str| token.of(text) == word;
    let (line, is_lazy) = match line {
        [lazy, rest @ ..] if is(lazy, "lazy") => (rest, true),
        _ => (line, false),
    };
    let line = match line {
        [rest @ .., last] if is(last, ";") => rest,
        _ => line,
    };
    let (module, names) = match line {
        [import, names @ ..] if is(import, "import") => (None, names),
        [from, rest @ ..] if is(from, "from") => {
            let import = rest.iter().position(|token| is(token, "import"))?;
            (Some(joined(text, &rest[..import])), &rest[import + 1..])
        }
        _ => return None,
    };
    if names.iter().any(|token| is(token, ";")) {
        return None;
    }
    let names = match names {
        [open, rest @ .., close] if is(open, "(") && is(close, ")") => rest,
        _ => names,
    };
    for part in names.split(|token| is(token, ",")) {
        let end = part.iter().position(|token| is(token, "as")).unwrap_or(part.len());
        let alias = part.get(end + 1).map(|token| token.of(text));
        if end > 0 {
            items.push(Item { is_lazy, module: module.clone(), name: joined(text, &part[..end]), alias });
        }
    }
    Some(())
}

/// What `tokens` spell, without what stands between them.
fn joined<'a>(text: &'a str, tokens: &[TextRange]) -> Cow<'a, str> {
    let whole = tokens.iter().copied().reduce(TextRange::cover).unwrap_or_default();
    if tokens.iter().map(|token| token.len()).sum::<u32>() == whole.len() {
        Cow::Borrowed(whole.of(text))
    } else {
        tokens.iter().map(|token| token.of(text)).collect()
    }
}
