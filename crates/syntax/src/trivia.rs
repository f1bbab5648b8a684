//! The physical lines between statements: blank lines, comments, form feeds.

use harmless_text::TextRange;
use memchr::memchr2;

/// One physical line without code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TriviaLine {
    /// The whole line, its line end included.
    pub range: TextRange,
    /// The comment, from `#` up to the line end; `None` for a blank line.
    pub comment: Option<TextRange>,
}

impl TriviaLine {
    /// Whether the line holds a form feed outside a comment.
    pub fn has_form_feed(&self, text: &str) -> bool {
        let end = self.comment.map_or(self.range.end(), TextRange::start);
        text[TextRange::new(self.range.start(), end)].contains('\x0c')
    }
}

/// The physical lines of `range` of `text`, which holds nothing but blank lines and comments.
pub fn trivia_lines(text: &str, range: TextRange) -> impl Iterator<Item = TriviaLine> + '_ {
    let bytes = text.as_bytes();
    let end = range.end() as usize;
    let mut at = range.start() as usize;
    std::iter::from_fn(move || {
        if at >= end {
            return None;
        }
        let newline = memchr2(b'\n', b'\r', &bytes[at..end]).map_or(end, |step| at + step);
        let next = match &bytes[newline..end] {
            [b'\r', b'\n', ..] => newline + 2,
            [_, ..] => newline + 1,
            [] => end,
        };
        let comment = bytes[at..newline].iter().position(|&byte| byte == b'#').map(|step| at + step);
        let line = TriviaLine {
            range: TextRange::new(at as u32, next as u32),
            comment: comment.map(|start| TextRange::new(start as u32, newline as u32)),
        };
        at = next;
        Some(line)
    })
}
