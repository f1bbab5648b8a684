//! What stands in brackets: displays, comprehensions, arguments and subscripts.

use super::target::Shape;
use super::token::Kind;
use super::{Recognizer, Sure, Unsure};

impl Recognizer<'_> {
    /// An expression in parentheses, a tuple, or a generator.
    pub(super) fn parenthesized(&mut self) -> Sure<Shape> {
        self.enter()?;
        self.expect(Kind::LeftParenthesis)?;
        let shape = if self.at(Kind::Yield) {
            self.yielded()?;
            Shape::VALUE
        } else {
            match self.elements(Kind::RightParenthesis)? {
                Elements::One(shape) => shape.parenthesized(),
                Elements::Many(shape) => shape,
                Elements::Starred(_) => return Err(Unsure),
            }
        };
        self.leave();
        self.expect(Kind::RightParenthesis)?;
        Ok(shape)
    }

    /// A list or a list comprehension.
    pub(super) fn list(&mut self) -> Sure<Shape> {
        self.enter()?;
        self.expect(Kind::LeftBracket)?;
        let shape = match self.elements(Kind::RightBracket)? {
            Elements::One(shape) | Elements::Many(shape) | Elements::Starred(shape) => shape.listed(),
        };
        self.leave();
        self.expect(Kind::RightBracket)?;
        Ok(shape)
    }

    /// What stands in parentheses or brackets, up to `end`.
    fn elements(&mut self, end: Kind) -> Sure<Elements> {
        if self.at(end) {
            return Ok(Elements::Many(Shape::TARGETS));
        }
        let is_starred = self.at(Kind::Star);
        let first = self.element()?;
        match self.kind() {
            Kind::For | Kind::Async if !is_starred => {
                self.comprehension()?;
                Ok(Elements::One(Shape::VALUE))
            }
            Kind::Comma => {
                let mut shape = first.listed();
                while self.eat(Kind::Comma)? && !self.at(end) {
                    shape = shape.with(self.element()?);
                }
                Ok(Elements::Many(shape))
            }
            _ if is_starred => Ok(Elements::Starred(first)),
            _ => Ok(Elements::One(first)),
        }
    }

    fn element(&mut self) -> Sure<Shape> {
        if self.at(Kind::Star) { self.starred() } else { self.named() }
    }

    /// A dictionary, a set, or a comprehension of either.
    pub(super) fn dictionary_or_set(&mut self) -> Sure {
        self.enter()?;
        self.expect(Kind::LeftBrace)?;
        if !self.at(Kind::RightBrace) {
            let is_unpacked = matches!(self.kind(), Kind::Star | Kind::DoubleStar);
            if self.eat(Kind::DoubleStar)? {
                self.arithmetic()?;
                self.rest_of_dictionary()?;
            } else {
                let first = self.element()?;
                if !is_unpacked && !first.is_assignment() && self.eat(Kind::Colon)? {
                    self.conditional()?;
                    if matches!(self.kind(), Kind::For | Kind::Async) {
                        self.comprehension()?;
                    } else {
                        self.rest_of_dictionary()?;
                    }
                } else if !is_unpacked && matches!(self.kind(), Kind::For | Kind::Async) {
                    self.comprehension()?;
                } else {
                    while self.eat(Kind::Comma)? && !self.at(Kind::RightBrace) {
                        self.element()?;
                    }
                }
            }
        }
        self.leave();
        self.expect(Kind::RightBrace)
    }

    fn rest_of_dictionary(&mut self) -> Sure {
        while self.eat(Kind::Comma)? && !self.at(Kind::RightBrace) {
            if self.eat(Kind::DoubleStar)? {
                self.arithmetic()?;
            } else {
                self.conditional()?;
                self.expect(Kind::Colon)?;
                self.conditional()?;
            }
        }
        Ok(())
    }

    /// The clauses of a comprehension.
    fn comprehension(&mut self) -> Sure {
        while matches!(self.kind(), Kind::For | Kind::Async) {
            self.eat(Kind::Async)?;
            self.expect(Kind::For)?;
            self.loop_targets()?;
            self.expect(Kind::In)?;
            self.test()?;
            while self.eat(Kind::If)? {
                self.test()?;
            }
        }
        Ok(())
    }

    /// The arguments of a call, or of a class, where a generator needs parentheses of its own.
    pub(super) fn arguments(&mut self, is_call: bool) -> Sure {
        self.enter()?;
        self.expect(Kind::LeftParenthesis)?;
        let mut has_keyword = false;
        let mut has_unpacked_keywords = false;
        let mut is_first = true;
        while !self.at(Kind::RightParenthesis) {
            if self.eat(Kind::DoubleStar)? {
                self.conditional()?;
                has_unpacked_keywords = true;
            } else if self.eat(Kind::Star)? {
                if has_unpacked_keywords {
                    return Err(Unsure);
                }
                self.conditional()?;
            } else {
                let shape = self.named()?;
                match self.kind() {
                    Kind::Equal if shape.is_name() => {
                        self.advance()?;
                        self.conditional()?;
                        has_keyword = true;
                    }
                    _ if has_keyword || has_unpacked_keywords => return Err(Unsure),
                    Kind::For | Kind::Async if is_first && is_call => {
                        self.comprehension()?;
                        break;
                    }
                    _ => {}
                }
            }
            is_first = false;
            if !self.eat(Kind::Comma)? {
                break;
            }
        }
        self.leave();
        self.expect(Kind::RightParenthesis)
    }

    pub(super) fn subscript(&mut self) -> Sure {
        self.enter()?;
        self.expect(Kind::LeftBracket)?;
        loop {
            self.slice()?;
            if !self.eat(Kind::Comma)? || self.at(Kind::RightBracket) {
                break;
            }
        }
        self.leave();
        self.expect(Kind::RightBracket)
    }

    fn slice(&mut self) -> Sure {
        if self.eat(Kind::Star)? {
            return self.conditional().map(|_| ());
        }
        if !self.at(Kind::Colon) {
            let lower = self.named()?;
            if lower.is_assignment() || !self.at(Kind::Colon) {
                return Ok(());
            }
        }
        self.expect(Kind::Colon)?;
        self.bound()?;
        if self.eat(Kind::Colon)? {
            self.bound()?;
        }
        Ok(())
    }

    /// A bound of a slice, which may be missing.
    fn bound(&mut self) -> Sure {
        if !matches!(self.kind(), Kind::Colon | Kind::Comma | Kind::RightBracket) {
            self.conditional()?;
        }
        Ok(())
    }
}

/// What stands in parentheses or brackets.
enum Elements {
    /// One expression without a comma, or a comprehension.
    One(Shape),
    /// Any number of expressions.
    Many(Shape),
    /// A starred expression without a comma.
    Starred(Shape),
}
