//! What can be assigned to, deleted and annotated.

use super::token::Kind;
use super::{Recognizer, Sure, Unsure};

/// What an expression could be besides a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape(u8);

impl Shape {
    /// A value only.
    pub(super) const VALUE: Self = Self(0);
    /// A name without parentheses.
    pub(super) const NAME: Self = Self(0b1111);
    /// An attribute, a subscript, or a name in parentheses.
    pub(super) const PLACE: Self = Self(0b0111);
    /// A list or tuple of targets, none of them starred.
    pub(super) const TARGETS: Self = Self(0b0011);
    /// An assignment expression without parentheses.
    pub(super) const ASSIGNMENT: Self = Self(0b1_0000);
    /// A starred target; on its own it is none.
    const STARRED_TARGET: Self = Self(0b0001);

    /// Whether an assignment can bind it.
    pub(super) const fn is_target(self) -> bool {
        self.0 & 0b0001 != 0
    }

    /// Whether `del` can delete it.
    pub(super) const fn is_deletable(self) -> bool {
        self.0 & 0b0010 != 0
    }

    /// Whether it can be annotated or assigned to in place.
    pub(super) const fn is_single(self) -> bool {
        self.0 & 0b0100 != 0
    }

    /// Whether it is a name without parentheses.
    pub(super) const fn is_name(self) -> bool {
        self.0 & 0b1000 != 0
    }

    /// Whether it is an assignment expression without parentheses.
    pub(super) const fn is_assignment(self) -> bool {
        self.0 & Self::ASSIGNMENT.0 != 0
    }

    /// The same in parentheses.
    pub(super) const fn parenthesized(self) -> Self {
        Self(self.0 & Self::PLACE.0)
    }

    /// A starred expression of this one.
    pub(super) const fn starred(self) -> Self {
        Self(self.0 & Self::STARRED_TARGET.0)
    }

    /// A list or tuple of this and more.
    pub(super) const fn listed(self) -> Self {
        Self(self.0 & Self::TARGETS.0)
    }

    /// A list or tuple of both.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 & other.0 & Self::TARGETS.0)
    }
}

impl Recognizer<'_> {
    /// The targets of a `for`, up to its `in`.
    pub(super) fn loop_targets(&mut self) -> Sure {
        let mut is_list = false;
        loop {
            let is_starred = self.eat(Kind::Star)?;
            if !self.primary()?.is_target() || is_starred && !is_list && !self.at(Kind::Comma) {
                return Err(Unsure);
            }
            if !self.eat(Kind::Comma)? || self.at(Kind::In) {
                return Ok(());
            }
            is_list = true;
        }
    }

    /// The target of a `with` item.
    pub(super) fn target(&mut self) -> Sure {
        if self.primary()?.is_target() { Ok(()) } else { Err(Unsure) }
    }

    /// The targets of a `del`.
    pub(super) fn deleted(&mut self) -> Sure {
        loop {
            if !self.primary()?.is_deletable() {
                return Err(Unsure);
            }
            if !self.eat(Kind::Comma)? || !self.kind().starts_expression() {
                return Ok(());
            }
        }
    }
}
