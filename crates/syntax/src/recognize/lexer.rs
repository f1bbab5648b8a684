//! The text as tokens, one at a time; indentation as tokens too. Strings are found in `string.rs`.

use super::chunk::{chunk, first_of, run_length, word_length};
use super::token::{Kind, kind_of_word};
use super::{Sure, Unsure};

/// Reads one token after the other; the last that was read is in `kind`.
pub(super) struct Lexer<'t> {
    pub(super) bytes: &'t [u8],
    /// The end of the last token.
    pub(super) at: usize,
    pub(super) kind: Kind,
    /// How many brackets are open, the braces of f-strings included.
    pub(super) nesting: u32,
    /// The nesting in the innermost field of an f-string in which this token stands, or 0: a `:` there starts a format
    /// specification, whatever stands before it.
    pub(super) field: u32,
    /// The quotes of the last `FString`.
    pub(super) quotes: Quotes,
    /// The indentation of the open blocks, outermost first; never empty.
    indentations: Vec<Indentation>,
    /// How many more blocks end here.
    dedents: usize,
    /// Offsets that must lie between logical lines and have not been passed yet.
    between: &'t [u32],
}

/// How a string literal is quoted.
#[derive(Clone, Copy)]
pub(super) struct Quotes {
    pub(super) quote: u8,
    pub(super) is_triple: bool,
    pub(super) is_raw: bool,
}

/// Where in a logical line the lexer is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    at: usize,
    kind: Kind,
    nesting: u32,
    field: u32,
    quotes: Quotes,
}

/// An indentation, measured twice: two are only comparable if both measures agree.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Indentation {
    /// With tabs to every second column.
    columns: usize,
    characters: usize,
}

const NO_INDENTATION: Indentation = Indentation { columns: 0, characters: 0 };

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, between: &'t [u32]) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            kind: Kind::Newline,
            nesting: 0,
            field: 0,
            quotes: Quotes { quote: b'"', is_triple: false, is_raw: false },
            indentations: vec![NO_INDENTATION],
            dedents: 0,
            between,
        }
    }

    pub(super) fn place(&self) -> Place {
        Place { at: self.at, kind: self.kind, nesting: self.nesting, field: self.field, quotes: self.quotes }
    }

    pub(super) fn go_back(&mut self, place: Place) {
        let Place { at, kind, nesting, field, quotes } = place;
        (self.at, self.kind, self.nesting, self.field, self.quotes) = (at, kind, nesting, field, quotes);
    }

    /// The byte at `at`, or 0 behind the last one.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Goes from a `Newline` to the first token of the next logical line, which is `Indent` or `Dedent` if it is indented
    /// otherwise than this one, and `End` if there is none.
    pub(super) fn next_line(&mut self) -> Sure {
        let from = self.at;
        let mut at = from;
        let indentation = loop {
            let start = at;
            loop {
                let blanks = run_length(chunk(self.bytes, at), b' ');
                at += blanks;
                if blanks < 8 {
                    break;
                }
            }
            let mut indentation = Indentation { columns: at - start, characters: at - start };
            if matches!(self.byte(at), b'\t' | b'\x0c') {
                (at, indentation) = self.measure(start);
            }
            match self.bytes.get(at) {
                Some(b'\n' | b'\r') => at += 1,
                Some(b'#') => at = self.line_end(at),
                // What it does to the indentation is the parser's to know.
                Some(b'\\') => return Err(Unsure),
                Some(_) => break indentation,
                None => break NO_INDENTATION,
            }
        };
        self.at = at;
        while let Some((&offset, rest)) = self.between.split_first()
            && offset as usize <= at
        {
            if (offset as usize) < from {
                return Err(Unsure);
            }
            self.between = rest;
        }
        let current = self.indentations.last().copied().unwrap_or(NO_INDENTATION);
        if indentation == current && at < self.bytes.len() {
            return self.advance();
        }
        if indentation.columns > current.columns && indentation.characters > current.characters {
            self.indentations.push(indentation);
            self.kind = Kind::Indent;
            return Ok(());
        }
        let is_open =
            |block: &Indentation| block.columns > indentation.columns && block.characters > indentation.characters;
        let open = self.indentations.len() - self.indentations.iter().rev().take_while(|block| is_open(block)).count();
        self.dedents = self.indentations.len() - open;
        self.indentations.truncate(open);
        if self.indentations.last() != Some(&indentation) || !self.between.is_empty() && at == self.bytes.len() {
            return Err(Unsure);
        }
        self.end_block()
    }

    /// Goes from a `Dedent`, or from the last token of a line, to the next one.
    pub(super) fn end_block(&mut self) -> Sure {
        if self.dedents > 0 {
            self.dedents -= 1;
            self.kind = Kind::Dedent;
        } else if self.at == self.bytes.len() {
            self.kind = Kind::End;
        } else {
            return self.advance();
        }
        Ok(())
    }

    /// The indentation from `start` on, and its end.
    fn measure(&self, start: usize) -> (usize, Indentation) {
        let mut indentation = NO_INDENTATION;
        let mut at = start;
        loop {
            match self.byte(at) {
                b' ' => indentation.columns += 1,
                b'\t' => indentation.columns += 2 - indentation.columns % 2,
                b'\x0c' => {
                    indentation = NO_INDENTATION;
                    at += 1;
                    continue;
                }
                _ => return (at, indentation),
            }
            indentation.characters += 1;
            at += 1;
        }
    }

    fn line_end(&self, at: usize) -> usize {
        self.find(at, *b"\n\r").unwrap_or(self.bytes.len())
    }

    /// Reads the next token of the logical line.
    pub(super) fn advance(&mut self) -> Sure {
        // Most often there is one blank or none.
        self.at += usize::from(self.byte(self.at) == b' ');
        loop {
            let start = self.at;
            let Some(&byte) = self.bytes.get(start) else {
                if self.nesting > 0 {
                    return Err(Unsure);
                }
                self.kind = Kind::Newline;
                return Ok(());
            };
            let next = self.byte(start + 1);
            let is_assigned = next == b'=';
            let (kind, length) = match byte {
                b' ' => {
                    self.at += run_length(chunk(self.bytes, start), b' ');
                    continue;
                }
                b'\t' | b'\x0c' => {
                    self.at += 1;
                    continue;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => return self.word(),
                b'0'..=b'9' => return self.number(),
                b'"' | b'\'' => {
                    return self.string(start, false, false);
                }
                b'.' => match next {
                    b'0'..=b'9' => return self.number(),
                    b'.' if self.byte(start + 2) == b'.' => (Kind::Ellipsis, 3),
                    _ => (Kind::Dot, 1),
                },
                b'#' => {
                    self.at = self.line_end(start);
                    continue;
                }
                b'\n' | b'\r' => {
                    self.at += if (byte, next) == (b'\r', b'\n') { 2 } else { 1 };
                    if self.nesting > 0 {
                        continue;
                    }
                    self.kind = Kind::Newline;
                    return Ok(());
                }
                b'\\' => {
                    self.at += match (next, self.byte(start + 2)) {
                        (b'\r', b'\n') => 3,
                        (b'\n' | b'\r', _) => 2,
                        _ => return Err(Unsure),
                    };
                    if self.at >= self.bytes.len() {
                        return Err(Unsure);
                    }
                    continue;
                }
                b'(' => self.open(Kind::LeftParenthesis),
                b'[' => self.open(Kind::LeftBracket),
                b'{' => self.open(Kind::LeftBrace),
                b')' => self.close(Kind::RightParenthesis)?,
                b']' => self.close(Kind::RightBracket)?,
                b'}' => self.close(Kind::RightBrace)?,
                b',' => (Kind::Comma, 1),
                b';' => (Kind::Semicolon, 1),
                b'~' => (Kind::Tilde, 1),
                b':' if is_assigned => (Kind::ColonEqual, 2),
                b':' => (Kind::Colon, 1),
                b'=' if is_assigned => (Kind::Comparison, 2),
                b'=' => (Kind::Equal, 1),
                b'!' if is_assigned => (Kind::Comparison, 2),
                b'!' => (Kind::Exclamation, 1),
                b'-' if next == b'>' => (Kind::Arrow, 2),
                b'*' if next == b'*' => self.operator(Kind::DoubleStar, 2),
                b'/' if next == b'/' => self.operator(Kind::Operator, 2),
                b'<' if next == b'<' => self.operator(Kind::Operator, 2),
                b'>' if next == b'>' => self.operator(Kind::Operator, 2),
                b'<' | b'>' => (Kind::Comparison, if is_assigned { 2 } else { 1 }),
                b'+' => self.operator(Kind::Plus, 1),
                b'-' => self.operator(Kind::Minus, 1),
                b'*' => self.operator(Kind::Star, 1),
                b'/' => self.operator(Kind::Slash, 1),
                b'@' => self.operator(Kind::At, 1),
                b'|' => self.operator(Kind::Bar, 1),
                b'%' | b'&' | b'^' => self.operator(Kind::Operator, 1),
                _ => return Err(Unsure),
            };
            self.at = start + length;
            self.kind = kind;
            return Ok(());
        }
    }

    fn open(&mut self, kind: Kind) -> (Kind, usize) {
        self.nesting += 1;
        (kind, 1)
    }

    fn close(&mut self, kind: Kind) -> Sure<(Kind, usize)> {
        self.nesting = self.nesting.checked_sub(1).ok_or(Unsure)?;
        Ok((kind, 1))
    }

    /// An operator of this length, to which a `=` may belong.
    fn operator(&self, kind: Kind, length: usize) -> (Kind, usize) {
        if self.byte(self.at + length) == b'=' { (Kind::AugmentedEqual, length + 1) } else { (kind, length) }
    }

    fn word(&mut self) -> Sure {
        let start = self.at;
        let first = chunk(self.bytes, start);
        let mut length = word_length(first);
        let mut has_more = length == 8;
        while has_more {
            let more = word_length(chunk(self.bytes, start + length));
            length += more;
            has_more = more == 8;
        }
        self.at = start + length;
        self.kind = if length > 8 { Kind::Name } else { kind_of_word(first & u64::MAX >> (64 - 8 * length as u32)) };
        match self.byte(self.at) {
            b'"' | b'\'' if length <= 2 => self.prefixed_string(start),
            0x80.. => Err(Unsure),
            _ => Ok(()),
        }
    }

    /// Where, from `at` on, the first byte is that is one of `stops`.
    pub(super) fn find<const N: usize>(&self, mut at: usize, stops: [u8; N]) -> Sure<usize> {
        while at < self.bytes.len() {
            if let Some(length) = first_of(chunk(self.bytes, at), stops) {
                return Ok(at + length);
            }
            at += 8;
        }
        Err(Unsure)
    }

    /// Reads a string literal whose prefix, the word before these quotes, begins at `start`; nothing if it is no prefix.
    fn prefixed_string(&mut self, start: usize) -> Sure {
        let mut is_raw = false;
        let mut kind = None;
        for byte in &self.bytes[start..self.at] {
            match byte.to_ascii_lowercase() {
                b'r' if !is_raw => is_raw = true,
                byte @ (b'b' | b'f' | b't' | b'u') if kind.is_none() => kind = Some(byte),
                _ => return Ok(()),
            }
        }
        match kind {
            // Of t-strings, and of `ur`, which is no prefix, the parser knows more.
            Some(b't') => Err(Unsure),
            Some(b'u') if is_raw => Err(Unsure),
            Some(b'f') => {
                self.open_interpolated(is_raw);
                Ok(())
            }
            Some(b'b') => self.string(self.at, is_raw, true),
            _ => self.string(self.at, is_raw, false),
        }
    }

    fn number(&mut self) -> Sure {
        let start = self.at;
        let first = self.bytes[start];
        let next = self.byte(start + 1);
        self.kind = Kind::Number;
        if first == b'0' && matches!(next, b'x' | b'X' | b'o' | b'O' | b'b' | b'B') {
            let is_digit: fn(&u8) -> bool = match next {
                b'x' | b'X' => u8::is_ascii_hexdigit,
                b'o' | b'O' => |byte| matches!(byte, b'0'..=b'7'),
                _ => |byte| matches!(byte, b'0' | b'1'),
            };
            self.at = start + 2;
            self.digits(is_digit)?;
        } else {
            if first != b'.' {
                self.digits(u8::is_ascii_digit)?;
            }
            let integer = &self.bytes[start..self.at];
            if self.byte(self.at) == b'.' {
                self.at += 1;
                if self.byte(self.at).is_ascii_digit() {
                    self.digits(u8::is_ascii_digit)?;
                }
            }
            if matches!(self.byte(self.at), b'e' | b'E') {
                self.at += 1;
                if matches!(self.byte(self.at), b'+' | b'-') {
                    self.at += 1;
                }
                self.digits(u8::is_ascii_digit)?;
            }
            if matches!(self.byte(self.at), b'j' | b'J') {
                self.at += 1;
            }
            let is_integer = self.at == start + integer.len();
            if is_integer && first == b'0' && !integer.iter().all(|byte| matches!(byte, b'0' | b'_')) {
                return Err(Unsure);
            }
        }
        // `1if` is two tokens; an underscore in the wrong place is an error.
        let behind = self.byte(self.at);
        if IS_WORD[behind as usize] || behind >= 0x80 { Err(Unsure) } else { Ok(()) }
    }

    /// At least one digit, with single underscores between digits.
    fn digits(&mut self, is_digit: impl Fn(&u8) -> bool) -> Sure {
        loop {
            let from = self.at;
            while self.bytes.get(self.at).is_some_and(&is_digit) {
                self.at += 1;
            }
            if self.at == from {
                return Err(Unsure);
            }
            if self.byte(self.at) != b'_' {
                return Ok(());
            }
            self.at += 1;
        }
    }
}

/// Which bytes identifiers in ASCII consist of.
pub(super) static IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
        byte += 1;
    }
    table
};
