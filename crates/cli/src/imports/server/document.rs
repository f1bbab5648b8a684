//! Documents that are open in the editor, and the positions in them.

use super::protocol::{ContentChange, Position, Range};
use harmless_text::{LineIndex, Newline, TextRange};
use std::path::PathBuf;

/// What the protocol counts as a character of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit units: what every client understands.
    Utf16,
}

impl Encoding {
    /// The one to use with a client that understands those `offered`.
    pub(super) fn negotiate(offered: &[String]) -> Self {
        if offered.iter().any(|name| name == Self::Utf8.name()) { Self::Utf8 } else { Self::Utf16 }
    }

    /// Its name in the protocol.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }

    fn len(self, text: &str) -> u32 {
        match self {
            Self::Utf8 => text.len() as u32,
            Self::Utf16 => text.chars().map(|c| c.len_utf16() as u32).sum(),
        }
    }

    /// How many bytes the first `units` of `line` take; a unit inside a character counts as its beginning.
    fn bytes(self, line: &str, units: u32) -> usize {
        let mut counted = 0;
        for (at, c) in line.char_indices() {
            counted += match self {
                Self::Utf8 => c.len_utf8() as u32,
                Self::Utf16 => c.len_utf16() as u32,
            };
            if counted > units {
                return at;
            }
        }
        line.len()
    }
}

/// An open document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: String,
    pub(super) version: i32,
}

impl Document {
    /// Makes `changes` in their order.
    pub(super) fn change(&mut self, changes: Vec<ContentChange>, encoding: Encoding) {
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let lines = LineIndex::new(&self.text);
                    let start = offset(&self.text, &lines, range.start, encoding);
                    let end = offset(&self.text, &lines, range.end, encoding).max(start);
                    self.text.replace_range(start..end, &change.text);
                }
            }
        }
    }
}

/// The byte offset of `position`; what lies beyond a line or the text is at its end.
fn offset(text: &str, lines: &LineIndex, position: Position, encoding: Encoding) -> usize {
    let Some(start) = lines.start(position.line.saturating_add(1)) else {
        return text.len();
    };
    let end = lines.start(position.line.saturating_add(2)).unwrap_or(text.len() as u32);
    let line = &text[start as usize..end as usize];
    let ending = Newline::at_end(line).map_or(0, |newline| newline.as_str().len());
    start as usize + encoding.bytes(&line[..line.len() - ending], position.character)
}

/// `range` of `text` as the protocol writes it.
pub(super) fn to_range(text: &str, lines: &LineIndex, range: TextRange, encoding: Encoding) -> Range {
    let position = |offset: u32| {
        let line = lines.line(offset);
        let start = lines.start(line).unwrap_or_default();
        Position { line: line - 1, character: encoding.len(&text[start as usize..offset as usize]) }
    };
    Range { start: position(range.start()), end: position(range.end()) }
}

/// The path of a `file:` URI (RFC 8089); `None` for documents that are no files.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = || Some(u8::from_str_radix(std::str::from_utf8(tail.get(..2)?).ok()?, 16)).and_then(Result::ok);
        match (*first == b'%').then(hex).flatten() {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    // On Windows: `/C:/directory`.
    let is_drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { &path[1..] } else { &path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: (u32, u32), end: (u32, u32)) -> Range {
        let position = |(line, character)| Position { line, character };
        Range { start: position(start), end: position(end) }
    }

    #[test]
    fn changes_count_in_the_agreed_encoding() {
        for (encoding, column) in [(Encoding::Utf8, 4), (Encoding::Utf16, 2)] {
            let mut document = Document { text: "a = 1\r\n😀x\n".into(), version: 1 };
            let change = |range, text: &str| ContentChange { range: Some(range), text: text.into() };
            let changes = vec![change(range((1, column), (1, column + 1)), "y"), change(range((0, 9), (1, 0)), "")];
            document.change(changes, encoding);
            assert_eq!(document.text, "a = 1😀y\n", "{encoding:?}");
            document.change(vec![change(range((7, 0), (9, 0)), "end")], encoding);
            assert_eq!(document.text, "a = 1😀y\nend");
        }
    }

    #[test]
    fn ranges_count_in_the_agreed_encoding() {
        let text = "é\n😀x";
        let lines = LineIndex::new(text);
        let end = TextRange::new(0, text.len() as u32);
        assert_eq!(to_range(text, &lines, end, Encoding::Utf8), range((0, 0), (1, 5)));
        assert_eq!(to_range(text, &lines, end, Encoding::Utf16), range((0, 0), (1, 3)));
    }

    #[test]
    fn uris_are_decoded() {
        assert_eq!(path_of("file:///a%20b/%C3%A9%2.py"), Some("/a b/é%2.py".into()));
        assert_eq!(path_of("file://host/a.py"), Some("/a.py".into()));
        assert_eq!(path_of("untitled:Untitled-1"), None);
    }
}
