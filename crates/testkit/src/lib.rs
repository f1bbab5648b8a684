//! For tests only: temporary projects, and the executables at work in them.
//!
//! A [`Project`] is a directory that goes away when it is dropped. Running a program in it gives an [`Output`], which
//! displays as one text everything that a user, a script or a hook sees, so that one snapshot holds the whole contract.
//! No test sees the real home directory, its configuration or the colours of a real terminal.

mod output;
mod project;

pub use output::Output;
pub use project::{Invocation, Project};
