//! What the tools know of a Python code base beyond one file.
//!
//! The crate reads no file: it is told which files exist. Today it holds the table of the standard library; the import
//! graph (module names, who imports whom, cycles) has its place here too.

mod standard_library;

pub use standard_library::{is_standard_library, is_standard_library_of};
