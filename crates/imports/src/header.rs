//! What stands above an import: which lines belong to it, and which stay.

use crate::directive::{is_fence, is_mark};
use crate::statement::Lead;
use harmless_syntax::trivia::{TriviaLine, trivia_lines};
use harmless_text::TextRange;

/// The lines above an import, divided with full safety.
pub(crate) struct Above<'t> {
    /// Where the lines that go with the import begin; everything before stays in its place.
    pub(crate) start: u32,
    /// The comments that go with the import.
    pub(crate) attached: Vec<Lead<'t>>,
    /// Whether anything but blank lines stays above, so that no import crosses this place.
    pub(crate) is_pinned: bool,
    /// The last comment that stays above.
    pub(crate) pinned_by: Option<&'t str>,
    /// Whether a blank line stands directly above.
    pub(crate) has_blank: bool,
}

/// Divides the lines above an import by the rules of full safety: the comment lines directly above it go with it, up to the
/// first blank line or fence.
///
/// `trivia` are the lines between the import and the statement before; `is_first` tells that there is no such statement, so
/// that comments may be about the file.
pub(crate) fn divide_above<'t>(text: &'t str, trivia: TextRange, is_first: bool) -> Above<'t> {
    if trivia.is_empty() {
        return Above {
            start: trivia.end(),
            attached: Vec::new(),
            is_pinned: false,
            pinned_by: None,
            has_blank: false,
        };
    }
    let lines: Vec<TriviaLine> = trivia_lines(text, trivia).collect();
    let is_attached = |line: &TriviaLine| {
        line.comment.is_some_and(|comment| !is_fence(comment.of(text))) && !line.has_form_feed(text)
    };
    let mut first = lines.len() - lines.iter().rev().take_while(|line| is_attached(line)).count();
    if is_first && first == 0 && is_about_the_file(text, &lines) {
        first = lines.len();
    }
    let is_blank = |line: &TriviaLine| line.comment.is_none() && !line.has_form_feed(text);
    Above {
        start: lines.get(first).map_or(trivia.end(), |line| line.range.start()),
        attached: lines[first..].iter().map(|line| Lead::Verbatim(line.range.of(text))).collect(),
        is_pinned: !lines[..first].iter().all(is_blank),
        pinned_by: lines[..first].iter().rev().find_map(|line| line.comment).map(|comment| comment.of(text)),
        has_blank: first > 0 && is_blank(&lines[first - 1]),
    }
}

/// Divides the lines above an import that follows another one, in the style `isort-black`: all comments go with the import, with or without
/// blank lines, but not what is meant for a tool or an editor, nor what stands above that.
pub(crate) fn divide_in_row<'t>(text: &'t str, trivia: TextRange) -> Above<'t> {
    let lines: Vec<TriviaLine> = trivia_lines(text, trivia).collect();
    let stays =
        |line: &TriviaLine| line.has_form_feed(text) || line.comment.is_some_and(|comment| is_mark(comment.of(text)));
    let kept = lines.iter().rposition(stays).map_or(0, |last| last + 1);
    let attached = || lines[kept..].iter().filter(|line| line.comment.is_some());
    Above {
        start: attached().next().map_or(trivia.end(), |line| line.range.start()),
        attached: attached().map(|line| Lead::Verbatim(line.range.of(text))).collect(),
        is_pinned: kept > 0,
        pinned_by: lines[..kept].iter().rev().find_map(|line| line.comment).map(|comment| comment.of(text)),
        has_blank: false,
    }
}

/// Whether comments that begin in the file's first line and go on to its first import are about the file: a `#!` line, a
/// licence, or more than a few lines of text.
fn is_about_the_file(text: &str, lines: &[TriviaLine]) -> bool {
    const LICENCE_WORDS: [&str; 9] =
        ["copyright", "license", "licence", "spdx", "(c)", "©", "all rights reserved", "author", "created on"];
    let comments = || lines.iter().filter_map(|line| line.comment).map(|comment| comment.of(text));
    let is_licence = |comment: &str| {
        let lower = comment.to_lowercase();
        comment.starts_with("#!") || LICENCE_WORDS.iter().any(|word| lower.contains(word))
    };
    lines.len() > 3 || comments().any(is_licence)
}

/// The lines above an import as µsort sees them.
pub(crate) fn usort_leads<'t>(text: &'t str, trivia: TextRange) -> Vec<Lead<'t>> {
    trivia_lines(text, trivia)
        .map(|line| line.comment.map_or(Lead::Blank, |comment| Lead::Comment(comment.of(text))))
        .collect()
}

/// Where, in the trivia between the end of a suite that is indented by `suite` and the next statement of an outer one, the lines of
/// that statement begin: after the last line that has the suite's indentation.
pub(crate) fn end_of_suite(text: &str, trivia: TextRange, suite: &str) -> u32 {
    trivia_lines(text, trivia)
        .filter(|line| line.range.of(text).starts_with(suite))
        .last()
        .map_or(trivia.start(), |line| line.range.end())
}
