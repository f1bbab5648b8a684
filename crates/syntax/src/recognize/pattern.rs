//! `match` statements and the patterns of their cases.

use super::token::Kind;
use super::{Recognizer, Sure, Unsure};

/// What a pattern is, as far as the patterns around it ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    /// A name other than `_`, which captures.
    Capture,
    /// A literal or a dotted name, which can be the key of a mapping pattern.
    Value,
    Other,
}

impl Recognizer<'_> {
    /// `match`, its subject, and the colon that ends the line.
    pub(super) fn match_header(&mut self) -> Sure {
        self.expect(Kind::Match)?;
        let is_starred = self.at(Kind::Star);
        loop {
            if self.at(Kind::Star) {
                self.starred()?;
            } else {
                self.named()?;
            }
            if is_starred && !self.at(Kind::Comma) {
                return Err(Unsure);
            }
            if !self.eat(Kind::Comma)? || self.at(Kind::Colon) {
                break;
            }
        }
        self.expect(Kind::Colon)?;
        if self.at(Kind::Newline) { Ok(()) } else { Err(Unsure) }
    }

    /// The cases of a `match`, from the end of its header.
    pub(super) fn cases(&mut self) -> Sure {
        self.begin_block()?;
        while !self.at(Kind::Dedent) {
            self.expect(Kind::Case)?;
            self.patterns()?;
            if self.eat(Kind::If)? {
                self.named()?;
            }
            self.body()?;
        }
        self.end_block()
    }

    /// The pattern of a case, or several without brackets.
    fn patterns(&mut self) -> Sure {
        let is_starred = self.element_pattern()?;
        if is_starred && !self.at(Kind::Comma) {
            return Err(Unsure);
        }
        while self.eat(Kind::Comma)? && !matches!(self.kind(), Kind::Colon | Kind::If) {
            self.element_pattern()?;
        }
        Ok(())
    }

    /// A pattern in a sequence; whether it is starred.
    fn element_pattern(&mut self) -> Sure<bool> {
        let is_starred = self.eat(Kind::Star)?;
        if is_starred {
            self.name()?;
        } else {
            self.pattern()?;
        }
        Ok(is_starred)
    }

    fn pattern(&mut self) -> Sure<Pattern> {
        let mut pattern = self.closed_pattern()?;
        while self.eat(Kind::Bar)? {
            self.closed_pattern()?;
            pattern = Pattern::Other;
        }
        if self.eat(Kind::As)? {
            self.captured()?;
            pattern = Pattern::Other;
        }
        Ok(pattern)
    }

    /// A name that is bound, and therefore not `_`.
    fn captured(&mut self) -> Sure {
        if self.is_wildcard() { Err(Unsure) } else { self.name() }
    }

    /// Whether the current token is `_`.
    fn is_wildcard(&self) -> bool {
        let mut bytes = self.lexer.bytes[..self.lexer.at].iter().rev();
        self.at(Kind::Name)
            && bytes.next() == Some(&b'_')
            && !bytes.next().is_some_and(|&byte| byte == b'_' || byte.is_ascii_alphanumeric())
    }

    fn closed_pattern(&mut self) -> Sure<Pattern> {
        match self.kind() {
            Kind::Constant => self.advance().map(|()| Pattern::Value),
            Kind::Str => {
                self.strings()?;
                Ok(Pattern::Value)
            }
            Kind::Bytes => {
                self.bytes()?;
                Ok(Pattern::Value)
            }
            Kind::Number | Kind::Minus => {
                self.eat(Kind::Minus)?;
                self.expect(Kind::Number)?;
                // Which numbers may be added up is the parser's to know.
                if matches!(self.kind(), Kind::Plus | Kind::Minus) { Err(Unsure) } else { Ok(Pattern::Value) }
            }
            kind if kind.is_name() => self.name_pattern(),
            Kind::LeftParenthesis => self.sequence_pattern(Kind::RightParenthesis),
            Kind::LeftBracket => self.sequence_pattern(Kind::RightBracket),
            Kind::LeftBrace => self.mapping_pattern(),
            _ => Err(Unsure),
        }
    }

    /// A capture, a dotted name, or a class pattern.
    fn name_pattern(&mut self) -> Sure<Pattern> {
        let mut pattern = if self.is_wildcard() { Pattern::Other } else { Pattern::Capture };
        self.name()?;
        while self.eat(Kind::Dot)? {
            self.name()?;
            pattern = Pattern::Value;
        }
        if !self.at(Kind::LeftParenthesis) {
            return Ok(pattern);
        }
        if pattern == Pattern::Other {
            return Err(Unsure);
        }
        self.enter()?;
        self.advance()?;
        let mut has_keyword = false;
        while !self.at(Kind::RightParenthesis) {
            let argument = self.pattern()?;
            if self.at(Kind::Equal) && argument == Pattern::Capture {
                self.advance()?;
                self.pattern()?;
                has_keyword = true;
            } else if has_keyword {
                return Err(Unsure);
            }
            if !self.eat(Kind::Comma)? {
                break;
            }
        }
        self.leave();
        self.expect(Kind::RightParenthesis)?;
        Ok(Pattern::Other)
    }

    /// A sequence in brackets, or a pattern in parentheses.
    fn sequence_pattern(&mut self, end: Kind) -> Sure<Pattern> {
        self.enter()?;
        self.advance()?;
        let mut is_group = end == Kind::RightParenthesis;
        while !self.at(end) {
            let is_starred = self.element_pattern()?;
            if !self.eat(Kind::Comma)? {
                if is_group && is_starred {
                    return Err(Unsure);
                }
                break;
            }
            is_group = false;
        }
        self.leave();
        self.expect(end)?;
        Ok(Pattern::Other)
    }

    fn mapping_pattern(&mut self) -> Sure<Pattern> {
        self.enter()?;
        self.advance()?;
        while !self.at(Kind::RightBrace) {
            if self.eat(Kind::DoubleStar)? {
                self.captured()?;
                self.eat(Kind::Comma)?;
                break;
            }
            if self.closed_pattern()? != Pattern::Value {
                return Err(Unsure);
            }
            self.expect(Kind::Colon)?;
            self.pattern()?;
            if !self.eat(Kind::Comma)? {
                break;
            }
        }
        self.leave();
        self.expect(Kind::RightBrace)?;
        Ok(Pattern::Other)
    }
}
