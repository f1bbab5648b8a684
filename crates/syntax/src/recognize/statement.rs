//! Statements, and the blocks of the compound ones.

use super::token::Kind;
use super::{Recognizer, Sure, Unsure};

impl Recognizer<'_> {
    pub(super) fn module(&mut self) -> Sure {
        self.lexer.next_line()?;
        while !self.at(Kind::End) {
            self.statement()?;
        }
        Ok(())
    }

    fn statement(&mut self) -> Sure {
        match self.kind() {
            Kind::If => {
                self.tested_clause()?;
                while self.at(Kind::Elif) {
                    self.tested_clause()?;
                }
                self.optional_clause(Kind::Else)
            }
            Kind::While => {
                self.tested_clause()?;
                self.optional_clause(Kind::Else)
            }
            Kind::For => self.for_loop(),
            Kind::With => self.with(),
            Kind::Try => self.try_statement(),
            Kind::Def => self.function(),
            Kind::Class => self.class(),
            Kind::At => self.decorated(),
            Kind::Async => {
                self.advance()?;
                match self.kind() {
                    Kind::Def => self.function(),
                    Kind::With => self.with(),
                    Kind::For => self.for_loop(),
                    _ => Err(Unsure),
                }
            }
            Kind::Match if self.attempt(Self::match_header).is_some() => self.cases(),
            _ => self.simple_statements(),
        }
    }

    /// What stands behind the header of a compound statement.
    pub(super) fn body(&mut self) -> Sure {
        self.expect(Kind::Colon)?;
        if !self.at(Kind::Newline) {
            return self.simple_statements();
        }
        self.begin_block()?;
        while !self.at(Kind::Dedent) {
            self.statement()?;
        }
        self.end_block()
    }

    /// Goes from the end of a header into its block.
    pub(super) fn begin_block(&mut self) -> Sure {
        self.enter()?;
        self.lexer.next_line()?;
        self.expect(Kind::Indent)
    }

    /// Goes from the `Dedent` of a block behind it.
    pub(super) fn end_block(&mut self) -> Sure {
        self.leave();
        self.lexer.end_block()
    }

    /// `if`, `elif` or `while`, with its test and its body.
    fn tested_clause(&mut self) -> Sure {
        self.advance()?;
        self.named()?;
        self.body()
    }

    /// `else` or `finally`, if it is there.
    fn optional_clause(&mut self, keyword: Kind) -> Sure {
        if self.eat(keyword)? { self.body() } else { Ok(()) }
    }

    fn for_loop(&mut self) -> Sure {
        self.expect(Kind::For)?;
        self.loop_targets()?;
        self.expect(Kind::In)?;
        self.expressions()?;
        self.body()?;
        self.optional_clause(Kind::Else)
    }

    fn try_statement(&mut self) -> Sure {
        self.expect(Kind::Try)?;
        self.body()?;
        if !self.at(Kind::Except) {
            self.expect(Kind::Finally)?;
            return self.body();
        }
        let mut has_stars = None;
        while self.eat(Kind::Except)? {
            let has_star = self.eat(Kind::Star)?;
            if *has_stars.get_or_insert(has_star) != has_star {
                return Err(Unsure);
            }
            if has_star || !self.at(Kind::Colon) {
                self.conditional()?;
                if self.eat(Kind::As)? {
                    self.name()?;
                }
            }
            self.body()?;
        }
        self.optional_clause(Kind::Else)?;
        self.optional_clause(Kind::Finally)
    }

    fn with(&mut self) -> Sure {
        self.expect(Kind::With)?;
        let is_parenthesized = self.at(Kind::LeftParenthesis);
        // The parenthesis may belong to the first item or hold all of them.
        if !(is_parenthesized && self.attempt(|this| this.with_items(Kind::Colon)).is_some()) {
            let is_held = is_parenthesized && self.eat(Kind::LeftParenthesis)?;
            self.with_items(if is_held { Kind::RightParenthesis } else { Kind::Colon })?;
            if is_held {
                self.advance()?;
            }
        }
        self.body()
    }

    /// The items of a `with`, up to `end`; before a parenthesis a comma may stand.
    fn with_items(&mut self, end: Kind) -> Sure {
        loop {
            self.conditional()?;
            if self.eat(Kind::As)? {
                self.target()?;
            }
            if self.at(end) {
                return Ok(());
            }
            self.expect(Kind::Comma)?;
            if self.at(Kind::RightParenthesis) && self.at(end) {
                return Ok(());
            }
        }
    }

    /// Simple statements, up to the end of their line.
    fn simple_statements(&mut self) -> Sure {
        loop {
            self.simple_statement()?;
            // The parser takes a `match` behind a semicolon for a statement of its own.
            if !self.eat(Kind::Semicolon)? || self.at(Kind::Newline) {
                break;
            } else if self.at(Kind::Match) {
                return Err(Unsure);
            }
        }
        if self.at(Kind::Newline) { self.lexer.next_line() } else { Err(Unsure) }
    }

    fn simple_statement(&mut self) -> Sure {
        match self.kind() {
            Kind::Return => {
                self.advance()?;
                if self.at(Kind::Star) || self.kind().starts_expression() {
                    self.expressions()?;
                }
                Ok(())
            }
            Kind::Import | Kind::From => self.import(),
            Kind::Word => self.advance(),
            Kind::Raise => {
                self.advance()?;
                if !self.at(Kind::Newline) {
                    self.conditional()?;
                    if self.eat(Kind::From)? {
                        self.conditional()?;
                    }
                }
                Ok(())
            }
            Kind::Assert => {
                self.advance()?;
                self.conditional()?;
                if self.eat(Kind::Comma)? {
                    self.conditional()?;
                }
                Ok(())
            }
            Kind::Del => {
                self.advance()?;
                self.deleted()
            }
            Kind::Scope => {
                self.advance()?;
                self.name()?;
                while self.eat(Kind::Comma)? {
                    self.name()?;
                }
                Ok(())
            }
            Kind::Type if self.attempt(Self::type_alias_header).is_some() => self.conditional().map(|_| ()),
            Kind::Lazy if self.attempt(Self::lazy).is_some() => self.import(),
            _ => self.expression_statement(),
        }
    }

    /// `type`, a name and its type parameters, and `=`.
    fn type_alias_header(&mut self) -> Sure {
        self.expect(Kind::Type)?;
        self.name()?;
        self.type_parameters()?;
        self.expect(Kind::Equal)
    }

    /// The `lazy` before an import.
    fn lazy(&mut self) -> Sure {
        self.expect(Kind::Lazy)?;
        if matches!(self.kind(), Kind::Import | Kind::From) { Ok(()) } else { Err(Unsure) }
    }

    /// An assignment of any kind, or an expression.
    fn expression_statement(&mut self) -> Sure {
        let mut shape = self.value()?;
        match self.kind() {
            Kind::Equal => {
                while self.at(Kind::Equal) {
                    if !shape.is_target() {
                        return Err(Unsure);
                    }
                    self.advance()?;
                    shape = self.value()?;
                }
            }
            Kind::AugmentedEqual if shape.is_single() => {
                self.advance()?;
                self.value()?;
            }
            Kind::Colon if shape.is_single() => {
                self.advance()?;
                self.conditional()?;
                if self.eat(Kind::Equal)? {
                    self.value()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self) -> Sure {
        if self.eat(Kind::Import)? {
            loop {
                self.dotted_name()?;
                self.alias()?;
                if !self.eat(Kind::Comma)? {
                    return Ok(());
                }
            }
        }
        self.expect(Kind::From)?;
        let mut is_relative = false;
        while matches!(self.kind(), Kind::Dot | Kind::Ellipsis) {
            self.advance()?;
            is_relative = true;
        }
        if !is_relative || !self.at(Kind::Import) {
            self.dotted_name()?;
        }
        self.expect(Kind::Import)?;
        if self.eat(Kind::Star)? {
            return Ok(());
        }
        let is_parenthesized = self.eat(Kind::LeftParenthesis)?;
        loop {
            self.name()?;
            self.alias()?;
            if !self.eat(Kind::Comma)? || is_parenthesized && self.at(Kind::RightParenthesis) {
                break;
            }
        }
        if is_parenthesized { self.expect(Kind::RightParenthesis) } else { Ok(()) }
    }

    fn dotted_name(&mut self) -> Sure {
        self.name()?;
        while self.eat(Kind::Dot)? {
            self.name()?;
        }
        Ok(())
    }

    /// `as` and a name, if they are there.
    fn alias(&mut self) -> Sure {
        if self.eat(Kind::As)? { self.name() } else { Ok(()) }
    }
}
