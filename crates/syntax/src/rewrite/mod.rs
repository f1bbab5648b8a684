//! Changing a text by its tree: changes that compose, lists, statements, brackets and comments.
//!
//! In flow a tree and what is to be done at nodes of it; out flow text edits. Whatever no change covers stays byte for byte,
//! what a change embeds of the original is copied with the changes within it. Nothing here knows why something is changed.

mod comments;
mod compose;
mod layout;
mod list;
mod precedence;
mod statement;

pub use comments::place_comments;
pub use compose::{Change, Composition};
pub use layout::{Mark, Shift};
pub use list::{Brackets, Insertion, Item, Place, items, list_changes};
pub use precedence::{Precedence, Slot, precedence};
pub use statement::{delete_in_place, delete_statements, open_line, separate_line};

use harmless_text::TextRange;

/// A part of a replacement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// A part of the original, with the changes within it.
    Copy {
        /// Which part.
        range: TextRange,
        /// How its lines are indented anew, if they move.
        reindent: Option<Shift>,
    },
}

impl Piece {
    /// A part of the original as it is laid out there.
    pub const fn copy(range: TextRange) -> Self {
        Self::Copy { range, reindent: None }
    }
}
