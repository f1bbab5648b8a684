//! For tests only: temporary projects and the output of the real binaries.
