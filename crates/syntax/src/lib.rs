//! The lossless concrete-syntax layer: outline, tree, verification. The only user of the parser.

mod assignment;

pub use assignment::{StringAssignmentError, find_string_assignment};
