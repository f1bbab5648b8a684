//! What stands in quotes: the ends of string literals, their escapes, and the fields of f-strings.

use super::lexer::{Lexer, Quotes};
use super::token::Kind;
use super::{Recognizer, Sure, Unsure};
use crate::parse::parse;
use memchr::memchr2;

/// What ends a literal piece of an f-string.
enum PieceEnd {
    /// The closing quotes.
    Quotes,
    /// The `{` of a field.
    Field,
    /// The `}` behind a format specification.
    Specification,
}

impl Lexer<'_> {
    /// Reads the quotes at `at`.
    fn quotes(&self, at: usize, is_raw: bool) -> (Quotes, usize) {
        let quote = self.bytes[at];
        let is_triple = self.byte(at + 1) == quote && self.byte(at + 2) == quote;
        (Quotes { quote, is_triple, is_raw }, at + if is_triple { 3 } else { 1 })
    }

    /// Reads the string literal whose quotes begin at `at`.
    pub(super) fn string(&mut self, at: usize, is_raw: bool, is_bytes: bool) -> Sure {
        let (quotes, start) = self.quotes(at, is_raw);
        let quote = quotes.quote;
        let mut at = start;
        let end = loop {
            at = if quotes.is_triple {
                at + memchr2(quote, b'\\', &self.bytes[at..]).ok_or(Unsure)?
            } else {
                self.find(at, [quote, b'\\', b'\n', b'\r'])?
            };
            match self.bytes[at] {
                b'\\' => at = self.escape(at, is_raw, is_bytes)?,
                byte if byte != quote => return Err(Unsure),
                _ if !quotes.is_triple => break at + 1,
                _ if self.byte(at + 1) == quote && self.byte(at + 2) == quote => break at + 3,
                _ => at += 1,
            }
        };
        if is_bytes && !self.bytes[start..end].is_ascii() {
            return Err(Unsure);
        }
        self.at = end;
        self.kind = if is_bytes { Kind::Bytes } else { Kind::Str };
        Ok(())
    }

    /// The end of the escape sequence at `at`.
    fn escape(&self, at: usize, is_raw: bool, is_bytes: bool) -> Sure<usize> {
        let escaped = *self.bytes.get(at + 1).ok_or(Unsure)?;
        let digits = match escaped {
            b'\r' if self.byte(at + 2) == b'\n' => return Ok(at + 3),
            _ if is_raw => 0,
            b'x' => 2,
            b'u' if !is_bytes => 4,
            b'U' if !is_bytes => 8,
            b'N' if !is_bytes => return self.named_character(at),
            _ => 0,
        };
        let end = at + 2 + digits;
        let digits = self.bytes.get(at + 2..end).ok_or(Unsure)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Unsure);
        }
        // Beyond U+10FFFF there is nothing.
        let is_known = match digits {
            [b'0', b'0', plane @ .., _, _, _, _] => matches!(plane, [b'0', _] | [b'1', b'0'] | []),
            _ => digits.len() < 8,
        };
        if is_known { Ok(end) } else { Err(Unsure) }
    }

    /// The end of the escape sequence at `at` that names a character. The parser knows the names.
    fn named_character(&self, at: usize) -> Sure<usize> {
        let sequence = self.bytes[at..].split_inclusive(|&byte| byte == b'}').next().ok_or(Unsure)?;
        let name = sequence.strip_prefix(b"\\N{").and_then(|rest| rest.strip_suffix(b"}")).ok_or(Unsure)?;
        let is_of_name = |byte: &u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'-');
        if !name.iter().all(is_of_name) {
            return Err(Unsure);
        }
        let name = str::from_utf8(name).map_err(|_| Unsure)?;
        parse(&format!("'\\N{{{name}}}'")).map_err(|_| Unsure)?;
        Ok(at + sequence.len())
    }

    /// Reads the quotes here, with which an f-string begins.
    pub(super) fn open_interpolated(&mut self, is_raw: bool) {
        (self.quotes, self.at) = self.quotes(self.at, is_raw);
        self.kind = Kind::FString;
    }

    /// Goes behind the end of a literal piece of an f-string.
    fn literal_piece(&mut self, quotes: Quotes) -> Sure<PieceEnd> {
        let quote = quotes.quote;
        loop {
            self.at = self.find(self.at, [quote, b'\\', b'{', b'}', b'\n', b'\r'])?;
            let byte = self.bytes[self.at];
            let next = self.byte(self.at + 1);
            self.at += match byte {
                // A backslash does not escape a brace.
                b'\\' if matches!(next, b'{' | b'}') => 1,
                b'\\' => self.escape(self.at, quotes.is_raw, false)? - self.at,
                b'{' | b'}' if next == byte => 2,
                b'{' => {
                    self.at += 1;
                    return Ok(PieceEnd::Field);
                }
                b'\n' | b'\r' if quotes.is_triple => 1,
                byte if byte != quote => return Err(Unsure),
                _ if quotes.is_triple && !(next == quote && self.byte(self.at + 2) == quote) => 1,
                _ => {
                    self.at += if quotes.is_triple { 3 } else { 1 };
                    return Ok(PieceEnd::Quotes);
                }
            };
        }
    }

    /// Goes behind the end of a literal piece of a format specification.
    fn specification_piece(&mut self, quotes: Quotes) -> Sure<PieceEnd> {
        self.at = self.find(self.at, [quotes.quote, b'\\', b'{', b'}', b'\n', b'\r'])? + 1;
        match (self.bytes[self.at - 1], self.byte(self.at)) {
            (b'{', next) if next != b'{' => Ok(PieceEnd::Field),
            (b'}', _) => Ok(PieceEnd::Specification),
            _ => Err(Unsure),
        }
    }
}

impl Recognizer<'_> {
    /// String literals that stand side by side.
    pub(super) fn strings(&mut self) -> Sure {
        loop {
            match self.kind() {
                Kind::Str => self.advance()?,
                Kind::FString => self.interpolated()?,
                Kind::Bytes => return Err(Unsure),
                _ => return Ok(()),
            }
        }
    }

    /// Bytes literals that stand side by side.
    pub(super) fn bytes(&mut self) -> Sure {
        while self.eat(Kind::Bytes)? {}
        if matches!(self.kind(), Kind::Str | Kind::FString) { Err(Unsure) } else { Ok(()) }
    }

    fn interpolated(&mut self) -> Sure {
        let quotes = self.lexer.quotes;
        self.enter()?;
        while let PieceEnd::Field = self.lexer.literal_piece(quotes)? {
            self.field(quotes)?;
        }
        self.leave();
        self.advance()
    }

    /// A field of an f-string, from behind its `{` to behind its `}`.
    fn field(&mut self, quotes: Quotes) -> Sure {
        let nesting = self.lexer.nesting;
        let outer = std::mem::replace(&mut self.lexer.field, nesting + 1);
        self.lexer.nesting += 1;
        self.advance()?;
        self.value()?;
        self.eat(Kind::Equal)?;
        if self.at(Kind::Exclamation) {
            let at = self.lexer.at;
            if !matches!(self.lexer.byte(at), b's' | b'r' | b'a') || !matches!(self.lexer.byte(at + 1), b':' | b'}') {
                return Err(Unsure);
            }
            self.lexer.at = at + 1;
            self.advance()?;
        }
        match self.kind() {
            Kind::RightBrace => {}
            // `{x:=5}` holds no assignment.
            Kind::Colon | Kind::ColonEqual => {
                if self.at(Kind::ColonEqual) {
                    self.lexer.at -= 1;
                }
                self.enter()?;
                while let PieceEnd::Field = self.lexer.specification_piece(quotes)? {
                    self.field(quotes)?;
                }
                self.leave();
                self.lexer.nesting = nesting;
            }
            _ => return Err(Unsure),
        }
        self.lexer.field = outer;
        Ok(())
    }
}
