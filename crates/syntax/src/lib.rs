//! The lossless concrete-syntax layer: outline, tree, verification. The only user of the parser.

pub mod names;
pub mod rewrite;
pub mod tree;

pub use names::Names;
pub use tree::{Child, Context, Kind, NodeId, TokenId, TokenKind, Tree, TreeError};
