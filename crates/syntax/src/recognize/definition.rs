//! Functions and classes: decorators, parameters, type parameters.

use super::token::Kind;
use super::{Recognizer, Sure, Unsure};

impl Recognizer<'_> {
    pub(super) fn decorated(&mut self) -> Sure {
        while self.eat(Kind::At)? {
            self.named()?;
            if !self.at(Kind::Newline) {
                return Err(Unsure);
            }
            self.lexer.next_line()?;
        }
        match self.kind() {
            Kind::Class => self.class(),
            Kind::Async => {
                self.advance()?;
                self.function()
            }
            _ => self.function(),
        }
    }

    pub(super) fn class(&mut self) -> Sure {
        self.expect(Kind::Class)?;
        self.name()?;
        self.type_parameters()?;
        if self.at(Kind::LeftParenthesis) {
            self.arguments(false)?;
        }
        self.body()
    }

    pub(super) fn function(&mut self) -> Sure {
        self.expect(Kind::Def)?;
        self.name()?;
        self.type_parameters()?;
        self.expect(Kind::LeftParenthesis)?;
        self.parameters(Kind::RightParenthesis)?;
        self.expect(Kind::RightParenthesis)?;
        if self.eat(Kind::Arrow)? {
            self.conditional()?;
        }
        self.body()
    }

    /// The parameters of a function up to its `)`, or of a lambda, which have no annotations, up to its `:`.
    pub(super) fn parameters(&mut self, end: Kind) -> Sure {
        let is_annotated = end == Kind::RightParenthesis;
        let mut has_default = false;
        let mut has_slash = false;
        let mut has_star = false;
        let mut is_first = true;
        while !self.at(end) {
            match self.kind() {
                Kind::Slash => {
                    if is_first || has_slash || has_star {
                        return Err(Unsure);
                    }
                    self.advance()?;
                    has_slash = true;
                }
                Kind::Star => {
                    if has_star {
                        return Err(Unsure);
                    }
                    self.advance()?;
                    has_star = true;
                    if self.kind().is_name() {
                        self.advance()?;
                        if is_annotated && self.eat(Kind::Colon)? {
                            if self.at(Kind::Star) {
                                self.starred()?;
                            } else {
                                self.conditional()?;
                            }
                        }
                    } else {
                        // A parameter by keyword must follow.
                        self.expect(Kind::Comma)?;
                        if !self.kind().is_name() {
                            return Err(Unsure);
                        }
                        continue;
                    }
                }
                Kind::DoubleStar => {
                    self.advance()?;
                    self.name()?;
                    if is_annotated && self.eat(Kind::Colon)? {
                        self.conditional()?;
                    }
                    self.eat(Kind::Comma)?;
                    return Ok(());
                }
                _ => {
                    self.name()?;
                    if is_annotated && self.eat(Kind::Colon)? {
                        self.conditional()?;
                    }
                    if self.eat(Kind::Equal)? {
                        self.conditional()?;
                        has_default = true;
                    } else if has_default && !has_star {
                        return Err(Unsure);
                    }
                }
            }
            is_first = false;
            if !self.eat(Kind::Comma)? {
                break;
            }
        }
        Ok(())
    }

    /// The type parameters of a definition, if there are any.
    pub(super) fn type_parameters(&mut self) -> Sure {
        if !self.eat(Kind::LeftBracket)? {
            return Ok(());
        }
        loop {
            let is_starred = self.eat(Kind::Star)?;
            let is_plain = !is_starred && !self.eat(Kind::DoubleStar)?;
            self.name()?;
            if is_plain && self.eat(Kind::Colon)? {
                self.conditional()?;
            }
            if self.eat(Kind::Equal)? {
                if is_starred && self.at(Kind::Star) {
                    self.starred()?;
                } else {
                    self.conditional()?;
                }
            }
            if !self.eat(Kind::Comma)? || self.at(Kind::RightBracket) {
                return self.expect(Kind::RightBracket);
            }
        }
    }
}
