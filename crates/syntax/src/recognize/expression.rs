//! Operators and operands.
//!
//! Precedence says how operators nest, not whether a text is valid, with two exceptions: `not` stands only where a test can
//! begin, and `await` only before a primary. So operators and operands are followed in a row. Of an expression most is a single
//! operand, for which three calls would be many: hence `inline(always)`.

use super::target::Shape;
use super::token::Kind;
use super::{Recognizer, Sure, Unsure};

impl Recognizer<'_> {
    /// What may stand in an expression statement, behind `=` and in the field of an f-string: `yield`, or expressions of
    /// which some may be starred.
    pub(super) fn value(&mut self) -> Sure<Shape> {
        if self.at(Kind::Yield) { self.yielded().map(|()| Shape::VALUE) } else { self.expressions() }
    }

    /// One expression, or a tuple without parentheses, of which elements may be starred.
    pub(super) fn expressions(&mut self) -> Sure<Shape> {
        let is_starred = self.at(Kind::Star);
        let first = if is_starred { self.starred()? } else { self.conditional()? };
        if !self.at(Kind::Comma) {
            return if is_starred { Err(Unsure) } else { Ok(first) };
        }
        let mut shape = first.listed();
        while self.eat(Kind::Comma)? {
            if self.at(Kind::Star) {
                shape = shape.with(self.starred()?);
            } else if self.kind().starts_expression() {
                shape = shape.with(self.conditional()?);
            } else {
                break;
            }
        }
        Ok(shape)
    }

    pub(super) fn yielded(&mut self) -> Sure {
        self.expect(Kind::Yield)?;
        if self.eat(Kind::From)? {
            self.conditional()?;
        } else if self.at(Kind::Star) || self.kind().starts_expression() {
            self.expressions()?;
        }
        Ok(())
    }

    /// `*` and an operand of `|` or of what binds tighter.
    pub(super) fn starred(&mut self) -> Sure<Shape> {
        self.expect(Kind::Star)?;
        Ok(self.arithmetic()?.starred())
    }

    /// An expression that may be an assignment expression.
    pub(super) fn named(&mut self) -> Sure<Shape> {
        let shape = self.conditional()?;
        if !self.at(Kind::ColonEqual) {
            return Ok(shape);
        }
        if !shape.is_name() {
            return Err(Unsure);
        }
        self.advance()?;
        self.conditional()?;
        Ok(Shape::ASSIGNMENT)
    }

    /// A lambda, or a test with perhaps `if` and `else` behind it.
    pub(super) fn conditional(&mut self) -> Sure<Shape> {
        if self.at(Kind::Lambda) {
            return self.lambda().map(|()| Shape::VALUE);
        }
        let test = self.test()?;
        if !self.at(Kind::If) {
            return Ok(test);
        }
        while self.eat(Kind::If)? {
            self.test()?;
            self.expect(Kind::Else)?;
            if self.at(Kind::Lambda) {
                self.lambda()?;
                break;
            }
            self.test()?;
        }
        Ok(Shape::VALUE)
    }

    /// Operands with any operators between them.
    pub(super) fn test(&mut self) -> Sure<Shape> {
        let mut shape = self.operand(true)?;
        loop {
            let kind = self.kind();
            let mut may_be_negated = false;
            match kind {
                Kind::Boolean => may_be_negated = true,
                Kind::Comparison | Kind::In => {}
                Kind::Is => {
                    self.advance()?;
                    if !self.at(Kind::Not) {
                        self.operand(false)?;
                        shape = Shape::VALUE;
                        continue;
                    }
                }
                Kind::Not => {
                    self.advance()?;
                    if !self.at(Kind::In) {
                        return Err(Unsure);
                    }
                }
                _ if kind.is_arithmetic() => {}
                _ => return Ok(shape),
            }
            self.advance()?;
            self.operand(may_be_negated)?;
            shape = Shape::VALUE;
        }
    }

    /// Operands with operators of arithmetic between them.
    pub(super) fn arithmetic(&mut self) -> Sure<Shape> {
        let mut shape = self.operand(false)?;
        while self.kind().is_arithmetic() {
            self.advance()?;
            self.operand(false)?;
            shape = Shape::VALUE;
        }
        Ok(shape)
    }

    /// A primary with the operators before it.
    #[inline(always)]
    fn operand(&mut self, may_be_negated: bool) -> Sure<Shape> {
        let mut is_primary = true;
        while may_be_negated && self.eat(Kind::Not)? {
            is_primary = false;
        }
        while matches!(self.kind(), Kind::Plus | Kind::Minus | Kind::Tilde) {
            self.advance()?;
            is_primary = false;
        }
        is_primary &= !self.eat(Kind::Await)?;
        let shape = self.primary()?;
        Ok(if is_primary { shape } else { Shape::VALUE })
    }

    /// An atom with the attributes, calls and subscripts behind it.
    #[inline(always)]
    pub(super) fn primary(&mut self) -> Sure<Shape> {
        let mut shape = self.atom()?;
        loop {
            shape = match self.kind() {
                Kind::Dot => {
                    self.advance()?;
                    self.name()?;
                    Shape::PLACE
                }
                Kind::LeftParenthesis => {
                    self.arguments(true)?;
                    Shape::VALUE
                }
                Kind::LeftBracket => {
                    self.subscript()?;
                    Shape::PLACE
                }
                _ => return Ok(shape),
            }
        }
    }

    #[inline(always)]
    fn atom(&mut self) -> Sure<Shape> {
        match self.kind() {
            kind if kind.is_name() => self.advance().map(|()| Shape::NAME),
            Kind::Number | Kind::Constant | Kind::Ellipsis => self.advance().map(|()| Shape::VALUE),
            Kind::Str | Kind::FString => self.strings().map(|()| Shape::VALUE),
            Kind::Bytes => self.bytes().map(|()| Shape::VALUE),
            Kind::LeftParenthesis => self.parenthesized(),
            Kind::LeftBracket => self.list(),
            Kind::LeftBrace => self.dictionary_or_set().map(|()| Shape::VALUE),
            _ => Err(Unsure),
        }
    }

    fn lambda(&mut self) -> Sure {
        // In the field of an f-string, the colon would start a format specification.
        if self.lexer.nesting == self.lexer.field && self.lexer.field > 0 {
            return Err(Unsure);
        }
        self.enter()?;
        self.advance()?;
        self.parameters(Kind::Colon)?;
        self.expect(Kind::Colon)?;
        self.conditional()?;
        self.leave();
        Ok(())
    }
}
