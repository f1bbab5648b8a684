//! Import statements taken apart: module, names, aliases, and where each comment stands.
//!
//! Input is a logical line of an outline whose kind says that it is an import. What cannot be read as an import is
//! left to the full parser to refuse. The grammar is that of the language reference, 7.11, with PEP 810.

mod plain;

use crate::keyword::{is_identifier_byte, is_keyword};
use crate::outline::{LineKind, LogicalLine};
use harmless_text::TextRange;
use memchr::memchr2;
pub use plain::PlainImport;
use smallvec::SmallVec;
use std::borrow::Cow;

/// An import statement. Ranges are in the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportStatement {
    /// The statement, without a final `;` and without its trailing comment.
    pub range: TextRange,
    /// Whether `lazy` stands before it (PEP 810).
    pub is_lazy: bool,
    /// What is imported.
    pub kind: ImportKind,
    /// The names, in order; empty for a star import.
    pub names: ImportNames,
    /// The comments inside the statement and at its end, in order.
    pub comments: Vec<ImportComment>,
    /// Whether a `;` ends the statement.
    pub has_semicolon: bool,
}

/// The names of an import statement, mostly one or two.
pub type ImportNames = SmallVec<[ImportName; 2]>;

/// The two forms of import statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// `import a.b as c, d`
    Import,
    /// `from module import a as b, c`
    From {
        /// How many dots stand before the module.
        level: u32,
        /// The module after the dots; `None` for `from . import a`.
        module: Option<DottedName>,
        /// Whether the names stand in parentheses.
        is_parenthesised: bool,
        /// Whether this is `from module import *`.
        is_star: bool,
    },
}

/// A dotted name as it is written, possibly with blanks or continuations around its dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DottedName {
    /// From the first to the last identifier.
    pub range: TextRange,
    /// Whether there is anything but identifiers and dots in the range.
    pub is_spaced: bool,
}

impl DottedName {
    /// The name without blanks.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let raw = self.range.of(text);
        if !self.is_spaced {
            return Cow::Borrowed(raw);
        }
        let kept = |c: char| c == '.' || c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii();
        Cow::Owned(raw.chars().filter(|&c| kept(c)).collect())
    }
}

/// What stands before the first dot of a dotted `name`.
pub fn top_level(name: &str) -> &str {
    // Names are short: a plain loop beats a search.
    &name[..name.bytes().take_while(|&byte| byte != b'.').count()]
}

/// One imported name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportName {
    /// The name; with dots only in a plain import.
    pub name: DottedName,
    /// The identifier after `as`.
    pub alias: Option<TextRange>,
    /// Whether a comma follows.
    pub has_comma: bool,
}

/// A comment of an import statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportComment {
    /// From `#` to the end of the physical line.
    pub range: TextRange,
    /// Where it stands.
    pub place: CommentPlace,
}

/// Where in an import statement a comment stands: the owner of the comment. `usize` is an index into the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentPlace {
    /// Behind the opening parenthesis, or at the end of a statement without parentheses: it is about the statement.
    Statement,
    /// On a line of its own above the name.
    Above(usize),
    /// Behind the name or its comma, on the same physical line.
    Beside(usize),
    /// Between the name and its `as`, its alias, or (on a line of its own) its comma.
    Within(usize),
    /// On a line of its own between the last name and the closing parenthesis.
    BelowLast,
    /// Behind the closing parenthesis.
    AfterParenthesis,
}

/// Takes apart the import statement that `line` of `text` holds.
///
/// `None` if the line is no import, holds further statements, or is not a valid import statement.
pub fn parse_import(text: &str, line: &LogicalLine) -> Option<ImportStatement> {
    if !matches!(line.kind(), LineKind::Import | LineKind::FromImport | LineKind::LazyImport) {
        return None;
    }
    let end = line.code().end() as usize;
    let mut cursor = Cursor { bytes: text.as_bytes(), at: line.code().start() as usize, end, comments: Vec::new() };
    let mut statement = cursor.statement()?;
    if let Some(comment) = line.comment() {
        let is_parenthesised = matches!(statement.kind, ImportKind::From { is_parenthesised: true, .. });
        let place = if is_parenthesised { CommentPlace::AfterParenthesis } else { CommentPlace::Statement };
        statement.comments.push(ImportComment { range: comment, place });
    }
    Some(statement)
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    comments: Vec<ImportComment>,
}

/// What lies between two tokens inside parentheses, besides blanks.
#[derive(Default)]
struct Gap {
    /// The comment on the physical line on which the gap begins.
    beside: Option<TextRange>,
    /// The comments on lines of their own.
    below: Vec<TextRange>,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        (self.at < self.end).then(|| self.bytes[self.at])
    }

    /// Skips blanks and backslash continuations.
    fn skip_blanks(&mut self) {
        while self.at < self.end {
            match self.bytes[self.at] {
                b' ' | b'\t' | b'\x0c' => self.at += 1,
                b'\\' => match self.bytes.get(self.at + 1..) {
                    Some([b'\r', b'\n', ..]) => self.at += 3,
                    Some([b'\r' | b'\n', ..]) => self.at += 2,
                    _ => break,
                },
                _ => break,
            }
        }
    }

    /// Skips blanks, line ends and comments inside parentheses.
    fn skip_gap(&mut self) -> Gap {
        let mut gap = Gap::default();
        let mut is_first_line = true;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'\n' | b'\r') => {
                    is_first_line = false;
                    self.at += 1;
                }
                Some(b'#') => {
                    let step = memchr2(b'\n', b'\r', &self.bytes[self.at..self.end]).unwrap_or(self.end - self.at);
                    let range = TextRange::new(self.at as u32, (self.at + step) as u32);
                    if is_first_line {
                        gap.beside = Some(range);
                    } else {
                        gap.below.push(range);
                    }
                    self.at += step;
                }
                _ => return gap,
            }
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let rest = &self.bytes[self.at..self.end];
        let found =
            rest.starts_with(keyword.as_bytes()) && !rest.get(keyword.len()).copied().is_some_and(is_identifier_byte);
        if found {
            self.at += keyword.len();
        }
        found
    }

    /// The identifier here, which is passed.
    fn identifier(&mut self) -> Option<TextRange> {
        let rest = &self.bytes[self.at..self.end];
        let len = rest.iter().take_while(|&&byte| is_identifier_byte(byte)).count();
        let word = &rest[..len];
        if word.first().is_none_or(u8::is_ascii_digit) || is_keyword(word) {
            return None;
        }
        let start = self.at;
        self.at += len;
        Some(TextRange::new(start as u32, self.at as u32))
    }

    fn dotted_name(&mut self) -> Option<DottedName> {
        let first = self.identifier()?;
        let mut name = DottedName { range: first, is_spaced: false };
        loop {
            let before = self.at;
            if !matches!(self.peek(), Some(b'.')) {
                self.skip_blanks();
            }
            if !self.eat(b'.') {
                self.at = before;
                return Some(name);
            }
            let dot = self.at;
            self.skip_blanks();
            name.is_spaced |= self.at != dot || dot != before + 1;
            name.range = name.range.cover(self.identifier()?);
        }
    }

    fn comment(&mut self, range: TextRange, place: CommentPlace) {
        self.comments.push(ImportComment { range, place });
    }

    fn statement(&mut self) -> Option<ImportStatement> {
        let start = self.at as u32;
        let is_lazy = self.keyword("lazy");
        self.skip_blanks();
        let mut names = ImportNames::new();
        let kind = if self.keyword("import") {
            loop {
                self.skip_blanks();
                let name = self.dotted_name()?;
                let alias = self.alias_on_line()?;
                self.skip_blanks();
                let has_comma = self.eat(b',');
                names.push(ImportName { name, alias, has_comma });
                if !has_comma {
                    break ImportKind::Import;
                }
            }
        } else if self.keyword("from") {
            self.from(&mut names)?
        } else {
            return None;
        };
        // Blanks and continuations before a `;` or the end belong to nobody.
        let mut end = self.at;
        while end > start as usize && matches!(self.bytes[end - 1], b' ' | b'\t' | b'\x0c' | b'\\' | b'\n' | b'\r') {
            end -= 1;
        }
        self.skip_blanks();
        let has_semicolon = self.eat(b';');
        self.skip_blanks();
        if self.at < self.end {
            return None;
        }
        Some(ImportStatement {
            range: TextRange::new(start, end as u32),
            is_lazy,
            kind,
            names,
            comments: std::mem::take(&mut self.comments),
            has_semicolon,
        })
    }

    /// An optional `as alias` outside parentheses; `None` if it is malformed.
    fn alias_on_line(&mut self) -> Option<Option<TextRange>> {
        let before = self.at;
        self.skip_blanks();
        if self.at > before && self.keyword("as") {
            self.skip_blanks();
            return self.identifier().map(Some);
        }
        self.at = before;
        Some(None)
    }

    fn from(&mut self, names: &mut ImportNames) -> Option<ImportKind> {
        let mut level = 0;
        loop {
            self.skip_blanks();
            if !self.eat(b'.') {
                break;
            }
            level += 1;
        }
        let before = self.at;
        let module = if self.keyword("import") {
            self.at = before;
            None
        } else {
            Some(self.dotted_name()?)
        };
        if level == 0 && module.is_none() {
            return None;
        }
        self.skip_blanks();
        if !self.keyword("import") {
            return None;
        }
        self.skip_blanks();
        let kind = |is_parenthesised, is_star| ImportKind::From { level, module, is_parenthesised, is_star };
        if self.eat(b'*') {
            return Some(kind(false, true));
        }
        if self.eat(b'(') {
            self.parenthesised_names(names)?;
            return Some(kind(true, false));
        }
        loop {
            self.skip_blanks();
            let range = self.identifier()?;
            let alias = self.alias_on_line()?;
            self.skip_blanks();
            let has_comma = self.eat(b',');
            names.push(ImportName { name: DottedName { range, is_spaced: false }, alias, has_comma });
            if !has_comma {
                return Some(kind(false, false));
            }
        }
    }

    fn parenthesised_names(&mut self, names: &mut ImportNames) -> Option<()> {
        let gap = self.skip_gap();
        if let Some(range) = gap.beside {
            self.comment(range, CommentPlace::Statement);
        }
        for range in gap.below {
            self.comment(range, CommentPlace::Above(0));
        }
        loop {
            let index = names.len();
            let range = self.identifier()?;
            let name = DottedName { range, is_spaced: false };
            let mut alias = None;
            let mut gap = self.skip_gap();
            if self.keyword("as") {
                self.comments_within(&gap, index);
                let gap_after = self.skip_gap();
                self.comments_within(&gap_after, index);
                alias = Some(self.identifier()?);
                gap = self.skip_gap();
            }
            let has_comma = self.eat(b',');
            names.push(ImportName { name, alias, has_comma });
            if let Some(range) = gap.beside {
                self.comment(range, CommentPlace::Beside(index));
            }
            if has_comma {
                for range in gap.below {
                    self.comment(range, CommentPlace::Within(index));
                }
                gap = self.skip_gap();
                if let Some(range) = gap.beside {
                    self.comment(range, CommentPlace::Beside(index));
                }
            }
            let is_last = self.eat(b')');
            for range in gap.below {
                self.comment(range, if is_last { CommentPlace::BelowLast } else { CommentPlace::Above(index + 1) });
            }
            if is_last {
                return Some(());
            }
            if !has_comma {
                return None;
            }
        }
    }

    fn comments_within(&mut self, gap: &Gap, index: usize) {
        for &range in gap.beside.iter().chain(&gap.below) {
            self.comment(range, CommentPlace::Within(index));
        }
    }
}
