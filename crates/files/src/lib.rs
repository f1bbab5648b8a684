//! The parallel walker, reading and atomic replacing of files.
