//! Import statements, read from the parser's tokens.

use super::item::Item;
use crate::parse::{SyntaxError, parse};
use harmless_text::{Newline, TextRange};
use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::Ranged;

fn range_of(token: &Token) -> TextRange {
    let range = token.range();
    TextRange::new(range.start().to_u32(), range.end().to_u32())
}

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
    let behind = tokens.partition_point(|token| range_of(token).start() < offset);
    let is_trivia = |token: &&Token| {
        matches!(
            token.kind(),
            TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent
        )
    };
    tokens[..behind].iter().rev().find(|token| !is_trivia(token)).is_none_or(|token| token.kind() == TokenKind::Newline)
}

/// The import statements of which `text` consists; `None` if there is anything else, or if one is indented differently.
pub(super) fn import_lines(text: &str) -> Result<Option<Lines<'_>>, SyntaxError> {
    // In a suite of its own, what is indented is Python too.
    let is_indented = text.split(['\n', '\r', '\x0c']).find_map(|line| {
        let content = line.trim_start_matches([' ', '\t']);
        (!content.is_empty() && !content.starts_with('#')).then_some(content.len() < line.len())
    });
    let suite = if is_indented == Some(true) { "if 1:\n" } else { "" };
    let parsed = parse(&format!("{suite}{text}"))?;
    let start = suite.len() as u32;
    let mut indentation = None;
    let mut lines = Lines { indentation: "", items: Vec::new(), comments: Vec::new() };
    let mut line: Vec<(TokenKind, TextRange)> = Vec::new();
    for token in parsed.tokens().iter().skip_while(|token| range_of(token).start() < start) {
        let range = range_of(token);
        let range = TextRange::new(range.start() - start, range.end() - start);
        match token.kind() {
            TokenKind::Comment => lines.comments.push(range.of(text).trim_end()),
            TokenKind::NonLogicalNewline | TokenKind::EndOfFile | TokenKind::Indent | TokenKind::Dedent => {}
            TokenKind::Newline => {
                let Some(items) = import_items(text, &line) else {
                    return Ok(None);
                };
                lines.items.extend(items);
                line.clear();
            }
            kind => {
                if line.is_empty() {
                    let before = &text[..range.start() as usize];
                    let own = &before[before.rfind(['\n', '\r', '\x0c']).map_or(0, |end| end + 1)..];
                    if *indentation.get_or_insert(own) != own {
                        return Ok(None);
                    }
                }
                line.push((kind, range));
            }
        }
    }
    lines.indentation = indentation.unwrap_or_default();
    Ok(Some(lines))
}

/// What a logical line imports; `None` if it is anything else than one import statement.
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
    if names.iter().any(|(kind, _)| *kind == TokenKind::Semi) {
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
