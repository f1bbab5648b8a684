//! From byte offsets to lines and columns.

use memchr::memchr2_iter;

/// Where a character stands, as people count: both numbers begin at 1, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, 1 for the first.
    pub line: u32,
    /// The character in the line, 1 for the first (Unicode scalar values, as editors and compilers count).
    pub column: u32,
}

/// The beginnings of a text's physical lines. Lines end at `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        Self { starts }
    }

    /// The 1-based line that holds the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The offset of the first byte of the 1-based `line`; `None` for a line the text does not have.
    pub fn start(&self, line: u32) -> Option<u32> {
        self.starts.get((line as usize).checked_sub(1)?).copied()
    }

    /// How many lines the text has; a text that ends with a line end has an empty last line.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Never true: also the empty text has one line.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Line and column of the character at byte `offset` of `text`, the text this index was made of.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let end = (offset as usize).clamp(start, text.len());
        let column = text.as_bytes()[start..end].iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32 + 1;
        LineColumn { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_each_kind_of_newline() {
        let text = "a\nb\r\nc\rd";
        let index = LineIndex::new(text);
        assert_eq!(index.len(), 4);
        for (line, start) in [(1, 0), (2, 2), (3, 5), (4, 7)] {
            assert_eq!(index.start(line), Some(start));
            assert_eq!(index.line(start), line);
        }
        assert_eq!(index.start(5), None);
    }

    #[test]
    fn columns_count_characters() {
        let text = "x = 'é'; y";
        let index = LineIndex::new(text);
        let offset = text.find('y').expect("there") as u32;
        assert_eq!(index.line_column(text, offset), LineColumn { line: 1, column: 10 });
    }
}
