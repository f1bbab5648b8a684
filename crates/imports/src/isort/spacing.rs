//! The blank lines after imports.

use super::settings::IsortSettings;
use harmless_syntax::outline::{LineKind, LogicalLine};
use harmless_syntax::trivia::trivia_lines;
use harmless_text::TextRange;

/// The blank lines directly after imports that end where `following` begins, both at the top level of `text`, and how many there
/// should be.
pub(crate) fn blank_lines_after(
    text: &str,
    following: &LogicalLine,
    isort: &IsortSettings,
    is_stub: bool,
) -> (TextRange, usize) {
    let trivia = following.leading_trivia();
    let is_blank = |range: TextRange| range.of(text).chars().all(char::is_whitespace);
    let end = trivia_lines(text, trivia).take_while(|line| is_blank(line.range)).last();
    let range = TextRange::new(trivia.start(), end.map_or(trivia.start(), |line| line.range.end()));
    let wanted = match isort.lines_after_imports {
        Some(lines) if is_stub => lines.min(1),
        Some(lines) => lines,
        None if !is_stub && is_definition(text, following) && !has_comment_apart(text, trivia) => 2,
        None => 1,
    };
    (range, usize::from(wanted))
}

fn is_definition(text: &str, line: &LogicalLine) -> bool {
    let mut words = line.code().of(text).split_whitespace();
    match line.kind() {
        LineKind::Decorator => true,
        LineKind::Compound => match words.next() {
            Some("async") => words.next() == Some("def"),
            word => matches!(word, Some("def" | "class")),
        },
        _ => false,
    }
}

/// Whether a comment stands above, and a blank line between it and the statement (and the comments that belong to that).
fn has_comment_apart(text: &str, trivia: TextRange) -> bool {
    let lines: Vec<bool> = trivia_lines(text, trivia).map(|line| line.comment.is_some()).collect();
    let mut rest = lines.iter().rev().skip_while(|&&is_comment| is_comment);
    rest.any(|&is_comment| is_comment)
}
