//! The lossless concrete-syntax layer: one text at three resolutions, and the only user of the Python parser.
//!
//! * [`outline`]: the logical lines of a file, found in one lexical pass that looks at no expression. The import
//!   sorter works on it; most files are never looked at more closely.
//! * [`import`]: import statements alone, taken apart into names, aliases and the comments that belong to each.
//! * [`module`]: what importing a module does, read off its outline: what it imports when, which names it binds, and whom
//!   it affects besides itself.
//! * [`tree`]: the full concrete-syntax tree, an arena over the parser's tokens; [`names`]: what its names mean;
//!   [`rewrite`]: changes of it that compose.
//! * [`recognize()`]: whether a text is surely Python, without a tree; the parser is asked where it is not sure.
//! * [`verify`]: before anything is written, what changes is parsed and compared with the original.
//!
//! At each resolution the pieces, put end to end, give back the text exactly. The crate takes decoded text, reads no
//! file, and lets no type of the parser out.

mod assignment;
pub mod import;
mod keyword;
pub mod module;
pub mod names;
pub mod outline;
mod parse;
mod recognize;
pub mod rewrite;
mod stack;
pub mod tree;
pub mod trivia;
pub mod verify;

pub use assignment::{StringAssignmentError, find_string_assignment};
pub use names::Names;
pub use parse::{SyntaxError, check_syntax};
pub use recognize::{Verdict, recognize};
pub use tree::{Child, Context, Kind, NodeId, TokenId, TokenKind, Tree, TreeError};
