//! Configuration files, with where each value came from.
//!
//! A directory goes in; [`Discovery`] gives the configuration that holds there, read once. A [`Document`] is one TOML
//! file, whose [`Table`]s are asked for values of a type: out comes a [`Setting`], or a [`Fault`] that names file, line
//! and column. The crate knows no tool and no key.

mod discovery;
mod document;
mod fault;
mod setting;
mod value;

pub use discovery::Discovery;
pub use document::{Document, Table};
pub use fault::Fault;
pub use setting::{Origin, Setting};
pub use value::{FromToml, Truth};
