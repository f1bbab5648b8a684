//! One text of a file: ranges in it, its lines, how its bytes decode and encode, and edits of it.
//!
//! Data flows bytes → [`Source`] (decoded text and what is needed to encode it again) → [`Edits`] → bytes.
//! The crate knows no Python but PEP 263, reads no file and prints nothing. All offsets are byte offsets into
//! the decoded UTF-8 text; all ranges are half open.

mod edit;
mod encoding;
mod lines;
mod newline;
mod range;
mod source;

pub use edit::{Edit, EditConflict, Edits};
pub use encoding::Encoding;
pub use lines::{LineColumn, LineIndex};
pub use newline::Newline;
pub use range::TextRange;
pub use source::{Source, SourceError, SourceErrorKind};
