//! The import sorter.
